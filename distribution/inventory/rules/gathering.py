"""Gathering for a round: what to take from where, and is this the right thing. Pure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from distribution.inventory.errors.gathering import (
    AlreadyGatheredError,
    LotNotSaidError,
    NotOnListError,
    SeveralPlacesError,
    WrongLotError,
    WrongPlaceError,
)


class Gathered(msgspec.Struct, frozen=True):
    """Packs of a line that lie on the trolley: of a labelled box, or loose ones."""

    packs: int
    label: UUID | None = None
    code: str = ""
    """The label as it is printed."""


class ToGather(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one place that are kept for vouchers of a round."""

    article: UUID
    article_name: str
    lot: UUID
    lot_number: str
    location: UUID
    place: str
    wanted: int
    cold: bool = False
    pieces: tuple[Gathered, ...] = ()

    @property
    def gathered(self) -> int:
        """Packs that were taken."""
        return sum(piece.packs for piece in self.pieces)

    @property
    def left(self) -> int:
        """Packs still to be taken."""
        return max(0, self.wanted - self.gathered)

    @property
    def surplus(self) -> int:
        """Packs that were taken and are no longer kept for the round."""
        return max(0, self.gathered - self.wanted)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What was held before the scanner.

    ``lots`` is None where the bar code says no lot, and empty where the books do not
    know the lot that it says. ``label``, ``location`` and ``packs`` are known of a
    labelled box; ``beside`` is the place whose label was scanned last.
    """

    article: UUID | None
    name: str
    lots: frozenset[UUID] | None = None
    label: UUID | None = None
    location: UUID | None = None
    packs: int | None = None
    beside: UUID | None = None


class Taken(msgspec.Struct, frozen=True):
    """Packs to be ticked off, and of which line."""

    line: ToGather
    packs: int


def take(shown: Shown, lines: Sequence[ToGather]) -> Taken:
    """Return the line that *shown* ticks off: all that is left of it, or a whole box.

    Where one lot is to be taken from several places, goods without a label of ours
    are of the place that was scanned last: the same code shown twice never ticks off
    another shelf.

    Raises:
        NotOnListError: Nothing of the article is to be gathered.
        LotNotSaidError: The bar code names no lot, so nobody knows that it is right.
        WrongLotError: Another lot of the article is to be taken; names it.
        WrongPlaceError: The lot is right, but the box stands elsewhere.
        SeveralPlacesError: The lot is to be taken from several places.
        AlreadyGatheredError: Nothing is left of that line.
    """
    alike = [line for line in lines if line.article == shown.article and line.wanted]
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
    line = _meant(shown, right)
    if not line.left:
        raise AlreadyGatheredError(article=line.article_name, lot=line.lot_number)
    return Taken(line, min(line.left, shown.packs or line.left))


def _meant(shown: Shown, right: Sequence[ToGather]) -> ToGather:
    """Return the one of the lines of a lot that is of the right place."""
    at = shown.location or shown.beside
    here = next((line for line in right if line.location == at), None)
    if here is not None:
        return here
    if shown.location is not None:
        raise WrongPlaceError(article=right[0].article_name, place=right[0].place)
    if len(right) > 1 and any(line.left for line in right):
        raise SeveralPlacesError(article=right[0].article_name)
    return right[0]
