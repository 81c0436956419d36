"""What crosses the wire about gathering for a round."""

from typing import Annotated
from uuid import UUID

import msgspec

from distribution.inventory.queries.gathering import ReadyPlace
from distribution.inventory.rules.gathering import Gathered, ToGather
from distribution.inventory.schemas import PackCount, Reference


class LineSeen(msgspec.Struct, frozen=True):
    """What to take of one lot at one place; ``surplus`` is to be put back.

    ``pieces`` are what was gathered: of labelled boxes, and loose packs.
    """

    article: UUID
    article_name: str
    lot: UUID
    lot_number: str
    location: UUID
    place: str
    wanted: int
    gathered: int
    left: int
    surplus: int
    pieces: list[Gathered]


class GatheringSeen(msgspec.Struct, frozen=True):
    """The lines of a site, and where what was gathered before waits."""

    lines: list[LineSeen]
    ready: list[ReadyPlace]


class GatherGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code that was scanned at a site; ``beside`` is the place that one stands at."""

    site: Reference
    code: Annotated[
        str, msgspec.Meta(min_length=1, max_length=400, examples=["MAG-7KQ-4F2"])
    ]
    beside: Reference | None = None


class GatherLineGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of a line, by hand; ``seen`` is how many were gathered when one looked."""

    site: Reference
    lot: UUID
    location: Reference
    packs: PackCount
    seen: int | None = None


class TakenSeen(msgspec.Struct, frozen=True):
    """Packs that were ticked off, and of what."""

    article_name: str
    lot: UUID
    lot_number: str
    location: UUID
    place: str
    packs: int


class PutBackGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box of a line, by the id of its ``label``, or the line's loose packs."""

    site: Reference
    lot: UUID
    location: Reference
    label: UUID | None = None


class MoveGatheredGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where all goes that was gathered at a site."""

    site: Reference
    to: Reference


def line_seen(line: ToGather) -> LineSeen:
    """Return a line as it crosses the wire."""
    return LineSeen(
        article=line.article,
        article_name=line.article_name,
        lot=line.lot,
        lot_number=line.lot_number,
        location=line.location,
        place=line.place,
        wanted=line.wanted,
        gathered=line.gathered,
        left=line.left,
        surplus=line.surplus,
        pieces=list(line.pieces),
    )
