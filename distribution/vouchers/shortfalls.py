"""What of a voucher was not handed over, and why: each article by itself. Pure.

It is not counted as handed out, so it stays due on the referral.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from distribution.core.language import N_

Note = Annotated[str, msgspec.Meta(max_length=200)]


class ShortReason(StrEnum):
    """Why fewer packs went out than the voucher is good for. Stored; stable: API."""

    NOT_IN_STOCK = "not_in_stock"
    NOT_WANTED = "not_wanted"
    COULD_NOT_CARRY = "could_not_carry"
    DAMAGED = "damaged"


SHORT_LABELS: dict[ShortReason, str] = {
    ShortReason.NOT_IN_STOCK: N_("brakuje na miejscu"),
    ShortReason.NOT_WANTED: N_("gospodarstwo nie chce"),
    ShortReason.COULD_NOT_CARRY: N_("nie da rady zabrać"),
    ShortReason.DAMAGED: N_("uszkodzone"),
}


class Short(msgspec.Struct, frozen=True):
    """Packs of an article that were not handed over."""

    packs: int
    reason: ShortReason | None = None
    """None if nobody said why."""

    note: str = ""


class ShortLine(msgspec.Struct, frozen=True):
    """Packs of an article that were not handed over, as they are told."""

    article: UUID
    name: str
    packs: int
    reason: ShortReason | None
    note: str


def shortfalls(
    good_for: Mapping[UUID, int],
    taken: Mapping[UUID, int],
    why: Mapping[UUID, tuple[ShortReason | None, str]],
) -> dict[UUID, Short]:
    """Return what was short by article, in the order of the voucher.

    Args:
        good_for: Packs by article that the voucher is good for.
        taken: Packs that were handed over; an article that is not named was not.
        why: What was said of an article; it counts only where packs are missing.
    """
    found = {}
    for article, packs in good_for.items():
        missing = packs - taken.get(article, 0)
        if missing > 0:
            found[article] = Short(missing, *why.get(article, (None, "")))
    return found


def short_words(lines: Iterable[ShortLine], says: Callable[[str], str]) -> str:
    """Return what was not handed over in one line, in the language of *says*."""
    return "; ".join(
        f"{one.name}: {one.packs}"
        + (f" ({says(SHORT_LABELS[one.reason])})" if one.reason else "")
        for one in lines
    )
