"""Which browser the tests drive."""

import os
import shutil

_UNSEEN = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("HttpsUpgrades", "MediaRouter", "OptimizationHints", "PaintHolding"),
)
"""Parts of a window that nobody looks at: each new context would start two processes
for the list below the address. The rest is from Playwright's list, which this replaces.
"""

FLAGS = ("--no-sandbox", "--disable-gpu", f"--disable-features={','.join(_UNSEEN)}")

OLD_PHONE = """(() => {
  delete AbortSignal.timeout
  delete HTMLFormElement.prototype.requestSubmit
  const own = FormData
  globalThis.FormData = function (form) { return new own(form) }
})();"""
"""An initial script that takes away what browsers before 2023 do not know: among it
which button a form was sent with.
"""

_KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_to_use() -> str | None:
    """Return the program that ``KROMKA_TEST_BROWSER`` names, else what is installed.

    None stands for Playwright's own. A program that is named and not there is no
    reason to take another: the tests then fail on it.
    """
    named = os.environ.get("KROMKA_TEST_BROWSER")
    if named:
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, _KNOWN)), None)
