"""The faults above a form, in the order in which its fields stand on the page.

Who finds a fault does not know where its field stands: a schema lists what it reads in
its own order, a rule speaks after it. The finished page knows.
"""

import re
from typing import Final

from markupsafe import Markup

_LIST: Final = re.compile(r"(?<=<ul data-faults>).*?(?=</ul>)", re.DOTALL)
_FAULT: Final = re.compile(r'<li><a href="#([^"]*)">.*?</li>', re.DOTALL)


def in_page_order(page: str) -> Markup:
    """Return *page* with each ``<ul data-faults>`` sorted by where its links lead.

    What leads to no field of the page comes last.
    """
    html = str(page)
    return Markup(_LIST.sub(lambda found: _sorted(found[0], html), html))  # noqa: S704 (it was markup before)


def _sorted(faults: str, html: str) -> str:
    def place(fault: re.Match[str]) -> int:
        at = html.find(f' id="{fault[1]}"')
        return len(html) if at < 0 else at

    ordered = sorted(_FAULT.finditer(faults), key=place)
    return "".join(fault[0] for fault in ordered)
