"""Prints labels for shelves and boxes: A4 sheets of 24, to be stuck on. PDF/UA-1.

A label bears its code, and no name of a place or a person: what it names is decided
when it is attached. Sheets of 3 × 8 labels of 70 × 37 mm are sold everywhere, and
plain paper with tape does as well. In Polish, as all of a store's paper.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from distribution.core.qr import label_matrix, svg
from distribution.core.typst_pdf import pdf

_TEMPLATE = Path(__file__).parent / "templates" / "labels.typ"
_LONGEST = 48
"""Letters of a centre's name that fit two lines."""


def label_sheets(labels: Sequence[str], *, centre: str, made_at: datetime) -> bytes:
    """Return A4 pages of 24 *labels* each, in the order given.

    Blocking: a few milliseconds a page; never inside a transaction.

    Args:
        labels: The codes as they are printed: ``MAG-7KQ-4F2``.
        centre: Whose labels they are.
        made_at: Stands in the file.
    """
    data = {"centre": _cut(centre), "labels": [_printed(one) for one in labels]}
    return pdf(_TEMPLATE, data, made_at=made_at)


def _printed(label: str) -> dict[str, str]:
    kind, code = label.split("-", 1)
    return {
        "kind": kind,
        "code": code,
        "qr": svg(label_matrix(label)),
        "spoken": f"Kod QR etykiety {label}",
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
