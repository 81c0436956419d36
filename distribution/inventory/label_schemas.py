"""What crosses the wire about labels of the store."""

from typing import Annotated
from uuid import UUID

import msgspec

from distribution.inventory.rules.labels import MOST_SHEETS
from distribution.inventory.schemas import Expected, PackCount, Reason, Reference


class LabelsGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many sheets of 24 labels to draw."""

    sheets: Annotated[int, msgspec.Meta(ge=1, le=MOST_SHEETS, examples=[1])]


class LabelsMade(msgspec.Struct, frozen=True):
    """A run of labels, each as it is printed: ``MAG-7KQ-4F2``."""

    run: UUID
    labels: list[str]


class BoxGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of one lot that stand together."""

    lot: UUID
    packs: PackCount


class LabelAttachedTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place that a label names, or at which the box stands that it names."""

    location: Reference
    box: BoxGiven | None = None


class BoxMoveGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a box goes, and how many packs it holds now.

    ``expected`` is what the books had of the lot there when one looked, as in a
    transfer.
    """

    to: Reference
    packs: PackCount
    expected: Expected = None


class TakeOutGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where some packs of a box go, and how many; the box keeps the rest.

    ``expected`` as in a transfer.
    """

    to: Reference
    packs: PackCount
    expected: Expected = None


class SplitGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A free label for packs that get a box of their own, and how many these are."""

    into: UUID
    packs: PackCount


class VoidGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a label is taken out of use."""

    reason: Reason
