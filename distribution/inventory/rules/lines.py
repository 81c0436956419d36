"""What people fill in: the lines of a delivery, and of what leaves a place."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.language import N_
from distribution.core.units import Packs
from distribution.inventory.rules.dates import DateKind

NOT_YET = N_("Ten dzień jeszcze nie nadszedł.")
PAST_DATE = N_("Termin minął przed dniem przyjęcia.")
ONE_SITE = N_("Jedno przyjęcie obejmuje miejsca jednego punktu.")
"""What a form says beside its other faults, and the books by themselves."""


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot that came in. ``fund`` is a sub-programme, None a donation.

    ``case_size`` is packs a case as delivered; it never multiplies ``packs``. An
    empty ``lot`` gets a number made of its date.
    """

    article: UUID
    packs: Packs
    location: UUID
    fund: UUID | None
    lot: str = ""
    printed_date: date | None = None
    date_kind: DateKind = DateKind.BEST_BEFORE
    case_size: int | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to one site on one local day.

    ``file_hash`` names what it was made of, a file or a form, so that the same one is
    taken in once.
    """

    lines: Sequence[ReceiptLine]
    received_on: date
    partner: str = "Bank Żywności"
    foreign_number: str = ""
    note: str = ""
    file_hash: str | None = None


class LineOut(msgspec.Struct, frozen=True):
    """Packs of one lot at one place.

    ``expected`` is what the books said when it was looked at, where nothing is to be
    booked if they say something else now: what is sent twice is then done once.
    """

    lot: UUID
    location: UUID
    packs: int
    expected: int | None = None
