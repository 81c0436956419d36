"""Gathering for a round: what to take from where, and is this the right thing. Pure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from distribution.inventory.errors import (
    AlreadyGatheredError,
    LotNotSaidError,
    NotOnListError,
    WrongLotError,
    WrongPlaceError,
)


class ToGather(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one place that are kept for vouchers of a round."""

    article: UUID
    article_name: str
    lot: UUID
    lot_number: str
    location: UUID
    place: str
    wanted: int
    gathered: int

    @property
    def left(self) -> int:
        """Packs still to be taken."""
        return max(0, self.wanted - self.gathered)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What was held before the scanner.

    ``lots`` is None where the bar code says no lot, and empty where the books do not
    know the lot that it says. ``location`` and ``packs`` are known of a labelled box.
    """

    article: UUID | None
    name: str
    lots: frozenset[UUID] | None = None
    location: UUID | None = None
    packs: int | None = None


class Taken(msgspec.Struct, frozen=True):
    """Packs to be ticked off, and of which line."""

    line: ToGather
    packs: int


def take(shown: Shown, lines: Sequence[ToGather]) -> Taken:
    """Return the line that *shown* ticks off: all that is left of it, or a whole box.

    Where one lot is to be taken from several places, the first one that still lacks
    packs is meant.

    Raises:
        NotOnListError: Nothing of the article is to be gathered.
        LotNotSaidError: The bar code names no lot, so nobody knows that it is right.
        WrongLotError: Another lot of the article is to be taken; names it.
        WrongPlaceError: The lot is right, but the box stands elsewhere.
        AlreadyGatheredError: Nothing is left of that line.
    """
    alike = [line for line in lines if line.article == shown.article]
    if not alike:
        raise NotOnListError(article=shown.name)
    open_one = next((line for line in alike if line.left), alike[0])
    if shown.lots is None:
        raise LotNotSaidError(lot=open_one.lot_number)
    right = [line for line in alike if line.lot in shown.lots]
    if not right:
        raise WrongLotError(
            article=open_one.article_name,
            lot=open_one.lot_number,
            place=open_one.place,
        )
    here = [line for line in right if shown.location in (None, line.location)]
    if not here:
        raise WrongPlaceError(article=right[0].article_name, place=right[0].place)
    line = next((one for one in here if one.left), None)
    if line is None:
        raise AlreadyGatheredError(article=here[0].article_name, lot=here[0].lot_number)
    return Taken(line, min(line.left, shown.packs or line.left))
