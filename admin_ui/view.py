"""How a person wants pages to look: theme, contrast and size of text.

Kept in a cookie that the server reads, so that a page arrives in the right dress
and never flashes. The size is marked A, A+ and A++, as on Polish public sites.
"""

from typing import Literal, get_args

import msgspec

COOKIE = "kromka_view"
YEAR_SECONDS = 365 * 24 * 3600

Theme = Literal["auto", "light", "dark"]
Contrast = Literal["normal", "high"]
TextSize = Literal["a", "aa", "aaa"]


class View(msgspec.Struct, frozen=True):
    """One person's choice; ``auto`` follows the device."""

    theme: Theme = "auto"
    contrast: Contrast = "normal"
    text: TextSize = "a"

    def as_cookie(self) -> str:
        """Return the choice as a cookie's value: ``dark.high.aa``."""
        return f"{self.theme}.{self.contrast}.{self.text}"

    def with_choice(self, **choice: str | None) -> "View":
        """Return the view with the parts of *choice* that mean something."""
        return read_view(
            ".".join(
                choice.get(part) or getattr(self, part)
                for part in ("theme", "contrast", "text")
            ),
        )


def read_view(cookie: str | None) -> View:
    """Read the cookie's value. What we do not know falls back to the default."""
    known: list[str] = []
    parts = (cookie or "").split(".")
    for position, kind in enumerate((Theme, Contrast, TextSize)):
        choices = get_args(kind)
        part = parts[position] if position < len(parts) else ""
        known.append(part if part in choices else choices[0])
    return msgspec.convert(
        dict(zip(("theme", "contrast", "text"), known, strict=True)), View
    )
