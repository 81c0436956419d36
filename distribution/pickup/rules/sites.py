"""When a site may be closed: once nothing lies there and nothing is to come."""

from collections.abc import Sequence
from datetime import date

import msgspec

from distribution.pickup.errors import (
    SiteHasRoundsError,
    SiteHasSlotsError,
    SiteHoldsStockError,
)


class SiteUse(msgspec.Struct, frozen=True):
    """What a site is still needed for.

    ``rounds`` are the names of those that hand out there and are not over;
    ``next_slot`` is the first day from today on with a slot that is open or booked.
    """

    packs: int
    rounds: Sequence[str]
    next_slot: date | None


def may_close(use: SiteUse) -> None:
    """Return if a site is used for nothing any more.

    Raises:
        SiteHasRoundsError: A round hands out there, or will.
        SiteHasSlotsError: Somebody may still come.
        SiteHoldsStockError: Food lies there; it would be on no list.
    """
    if use.rounds:
        raise SiteHasRoundsError(rounds=", ".join(use.rounds))
    if use.next_slot is not None:
        raise SiteHasSlotsError(day=f"{use.next_slot:%d.%m.%Y}")
    if use.packs:
        raise SiteHoldsStockError(packs=use.packs)
