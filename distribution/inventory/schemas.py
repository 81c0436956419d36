"""What crosses the wire in inventory. Packs are always packs, never cases."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from distribution.inventory.commands.keeping import LocationKind
from distribution.inventory.commands.minimums import MOST_PACKS
from distribution.inventory.commands.withdrawing import Withdrawal
from distribution.inventory.queries.earlier_dates import EarlierDate
from distribution.inventory.rules.dates import DateKind
from distribution.inventory.rules.documents import LossProtocol, MovementReason

Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=90)]
"""An id, or the key from a listing; a place also as ``site/key``."""

PackCount = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Expected = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None
"""What the books said when one looked."""

Note = Annotated[str, msgspec.Meta(max_length=200)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ReceiptLineGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of one lot; ``fund`` is a sub-programme or ``donation``."""

    article: Reference
    packs: PackCount
    location: Reference
    fund: Annotated[
        str, msgspec.Meta(min_length=1, max_length=90, examples=["donation"])
    ]
    lot: Annotated[str, msgspec.Meta(max_length=40)] = ""
    printed_date: date | None = None
    date_kind: DateKind = DateKind.BEST_BEFORE
    case_size: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class ReceiptGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A delivery to one site; ``foreign_number`` is the Food Bank's WZ.

    A delivery that is sent again with the same ``once`` is taken in once.
    """

    received_on: date
    lines: Annotated[list[ReceiptLineGiven], msgspec.Meta(min_length=1, max_length=500)]
    partner: Annotated[str, msgspec.Meta(max_length=160)] = "Bank Żywności"
    foreign_number: Annotated[str, msgspec.Meta(max_length=60)] = ""
    note: Note = ""
    once: UUID | None = None


class LineOutGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of one lot at one place; ``expected`` is what the books said of it there.

    If they say something else now, nothing is booked: what is sent twice is done once.
    """

    lot: UUID
    location: Reference
    packs: PackCount
    expected: Expected = None


LinesOut = Annotated[list[LineOutGiven], msgspec.Meta(min_length=1, max_length=500)]


class TransferGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What moves from places of one site to the place ``to``."""

    lines: LinesOut
    to: Reference
    on: date | None = None
    note: Note = ""


class LossGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was lost; ``reason`` is one of the reasons of a loss."""

    lines: LinesOut
    reason: MovementReason
    protocol: LossProtocol = LossProtocol()
    on: date | None = None
    note: Note = ""


class ReturnLineGiven(LineOutGiven, frozen=True, forbid_unknown_fields=True):
    """Packs that come or go back; ``damaged`` only of a parcel that came back."""

    damaged: Annotated[int, msgspec.Meta(ge=0)] = 0


class ReturnGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To the Food Bank, or of parcels that could not be delivered to ``to``."""

    kind: Literal["to_food_bank", "from_delivery"]
    lines: Annotated[list[ReturnLineGiven], msgspec.Meta(min_length=1, max_length=500)]
    to: Reference | None = None
    partner: Annotated[str, msgspec.Meta(max_length=160)] = "Bank Żywności"
    note: Note = ""


class CountLineGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Packs of a lot that lie there; ``expected`` is what the books said then."""

    lot: UUID
    counted: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    expected: int | None = None


class CountGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A count of one place; lots that are left out stay as they are."""

    location: Reference
    lines: Annotated[list[CountLineGiven], msgspec.Meta(min_length=1, max_length=2000)]
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class ScanGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bar code, or all bar codes of a label on a line each."""

    barcode: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            max_length=1000,
            examples=["(01)05901234123457(17)270331(10)A12F"],
        ),
    ]


class WithdrawalGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a lot is held back; ``quarantine`` until it is clear."""

    reason: Reason
    kind: Withdrawal = Withdrawal.RECALL


class ReasonGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why something is undone or lifted."""

    reason: Reason


class CorrectionGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a document is undone; all of it unless ``movements`` names some."""

    reason: Reason
    movements: list[UUID] | None = None


class LocationGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shelf or a fridge of a site."""

    site: Reference
    key: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40, examples=["regal-b"]
        ),
    ]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    kind: LocationKind = "shelf"


class DocumentSeen(msgspec.Struct, frozen=True):
    """The document that was written; ``released`` packs are no longer reserved.

    ``earlier_dates`` names lots that came in dated earlier than what was there.
    """

    id: UUID
    number: str
    released: int = 0
    earlier_dates: list[EarlierDate] = []


class MinimumGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Free packs of an article that a site should have; 0 takes the minimum back."""

    article: Annotated[Reference, msgspec.Meta(examples=["MLEKO"])]
    site: Reference
    packs: Annotated[int, msgspec.Meta(ge=0, le=MOST_PACKS, examples=[48])]


class MinimumSeen(msgspec.Struct, frozen=True):
    """A minimum, and what is free of it; ``missing`` is 0 where there is enough."""

    article: UUID
    code: str
    name: str
    site: UUID
    site_key: str
    site_name: str
    minimum: int
    free: int
    missing: int


class TransferSeen(msgspec.Struct, frozen=True):
    """The MM that was written; ``reserved`` packs went along for their parcels."""

    id: UUID
    number: str
    reserved: int


class ReturnSeen(msgspec.Struct, frozen=True):
    """The documents that a return made: WZ, or MM and RW."""

    documents: list[DocumentSeen]


class DifferenceSeen(msgspec.Struct, frozen=True):
    """Counted less expected packs of a lot."""

    lot: UUID
    packs: int


class CountSeen(msgspec.Struct, frozen=True):
    """What a count booked; ``number`` is null where everything was right."""

    id: UUID
    number: str | None
    differences: list[DifferenceSeen]
    explained: int
    released: int


class StockSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Packs of one lot at one place; ``days_left`` counts from the day asked for.

    ``reserved`` and ``free`` are null for a past day: reservations keep no history.
    """

    article: UUID
    code: str
    name: str
    lot: UUID
    number: str
    fund: UUID | None
    fund_name: str | None
    site: UUID
    site_name: str
    location: UUID
    location_name: str
    packs: int
    reserved: int | None
    free: int | None
    printed_date: date | None
    received_on: date
    use_until: date | None
    days_left: int | None
    usable: bool
    state: str


class LiftedSeen(msgspec.Struct, frozen=True):
    """The lots that may be used again."""

    lots: list[UUID]
