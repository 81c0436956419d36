"""Bookings, their vouchers and their state, which the hand-out alone decides."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.language import Language
from distribution.messages.rules.outbox import Subject, SubjectState
from distribution.pickup.errors import BookingNotFoundError, VoucherNotFoundError
from distribution.pickup.queries.slots import COLUMNS, SlotFacts, slot_of
from distribution.pickup.rules import booking as rules
from distribution.pickup.rules.booking import BookingState, booking_state
from distribution.pickup.rules.day_list import DayLine, day_list
from distribution.pickup.rules.queue import queue_number
from distribution.vouchers.rules import Channel


class VoucherToBook(msgspec.Struct, frozen=True):
    """What booking needs to know of a voucher and its household."""

    id: UUID
    round: UUID
    site: UUID
    household: UUID
    household_number: int
    persons: int
    channel: str
    replaced: bool
    revoked: bool
    blocked: bool
    handed_out: bool
    phone: str | None
    """Where messages go: none for a household that wants no messages."""

    language: Language
    place: str
    """Street and number of the site, as messages name it."""


class BookingFacts(msgspec.Struct, frozen=True):
    """A household's place in a slot."""

    id: UUID
    slot: SlotFacts
    household: UUID
    household_number: int
    voucher: UUID
    sequence: int
    booked_at: datetime
    booked_by: str
    changed_at: datetime
    cancelled_at: datetime | None
    handed_out: bool

    def as_rule(self) -> rules.Booking:
        """Return what the rules need to know of it."""
        return rules.Booking(
            self.id,
            self.slot.as_rule(),
            self.sequence,
            cancelled=self.cancelled_at is not None,
            handed_out=self.handed_out,
        )

    def state(self, today: date) -> BookingState:
        """Return what people see of it on the local day *today*."""
        return booking_state(self.as_rule(), today=today)


_VOUCHER = (
    "SELECT v.id, v.round, v.site, v.household, h.number AS household_number,"
    " v.persons, v.channel, v.replaced_by IS NOT NULL AS replaced,"
    " v.revoked_at IS NOT NULL AS revoked, v.blocked_at IS NOT NULL AS blocked,"
    " EXISTS (SELECT FROM handout AS d WHERE d.household = v.household"
    "  AND d.round = v.round AND d.annulled_at IS NULL) AS handed_out,"
    " CASE WHEN NOT h.no_messages THEN h.phone END AS phone, h.language,"
    " t.address AS place"
    " FROM voucher AS v JOIN household AS h ON h.id = v.household"
    " JOIN site AS t ON t.id = v.site"
)
"""Handed out goes by household and round: a voucher may have been replaced since."""

_COLUMNS = (
    f"{COLUMNS}, b.id AS booking, b.household, h.number AS household_number,"
    " b.voucher, b.sequence, b.booked_at, b.booked_by, b.changed_at, b.cancelled_at,"
    " EXISTS (SELECT FROM handout AS d WHERE d.household = b.household"
    "  AND d.round = b.round AND d.annulled_at IS NULL) AS handed_out"
)
_ON_THE_DAY = (
    "v.persons, (SELECT max(q.number) FROM queue_entry AS q"
    "  WHERE q.site = $1 AND q.day = $2 AND q.voucher = b.voucher) AS ordinal,"
    " (SELECT max(d.scanned_at) FROM handout AS d WHERE d.household = b.household"
    "  AND d.round = b.round AND d.annulled_at IS NULL) AS handed_out_at"
)
_FROM = (
    " FROM booking AS b JOIN slot AS s ON s.id = b.slot"
    " JOIN household AS h ON h.id = b.household"
)
_BOOKING = f"SELECT {_COLUMNS}{_FROM}"


async def voucher_to_book(voucher: UUID, *, lock: bool = False) -> VoucherToBook:
    """Return a voucher; with *lock* nobody else changes it until commit.

    Raises:
        VoucherNotFoundError: The centre has none of this id.
    """
    row = await fetch_one(
        f"{_VOUCHER} WHERE v.id = $1" + (" FOR UPDATE OF v" if lock else ""), voucher
    )
    if row is None:
        raise VoucherNotFoundError
    return VoucherToBook(**row)


async def live_voucher(household: UUID, round_id: UUID) -> VoucherToBook | None:
    """Return the household's voucher of the round, not replaced and not revoked."""
    row = await fetch_one(
        "SELECT id FROM voucher WHERE household = $1 AND round = $2"
        " AND replaced_by IS NULL AND revoked_at IS NULL",
        household,
        round_id,
    )
    return None if row is None else await voucher_to_book(row["id"])


async def booking(booking_id: UUID) -> BookingFacts:
    """Return one booking, cancelled or not.

    Raises:
        BookingNotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_BOOKING} WHERE b.id = $1", booking_id)
    if row is None:
        raise BookingNotFoundError
    return _booking_of(row)


async def active_booking(household: UUID, round_id: UUID) -> BookingFacts | None:
    """Return the household's booking in the round that is not cancelled."""
    row = await fetch_one(
        f"{_BOOKING} WHERE b.household = $1 AND b.round = $2"
        " AND b.cancelled_at IS NULL",
        household,
        round_id,
    )
    return None if row is None else _booking_of(row)


async def bookings_of_slot(slot_id: UUID) -> list[BookingFacts]:
    """Return the active bookings of a slot, by household number."""
    rows = await fetch(
        f"{_BOOKING} WHERE b.slot = $1 AND b.cancelled_at IS NULL ORDER BY h.number",
        slot_id,
    )
    return [_booking_of(row) for row in rows]


async def bookings_of_day(site: UUID, day: date, *, today: date) -> list[DayLine]:
    """Return the day's list of a site: every booking, cancelled ones too."""
    rows = await fetch(
        f"SELECT {_ON_THE_DAY}, {_COLUMNS}{_FROM} JOIN voucher AS v ON v.id = b.voucher"
        " WHERE s.site = $1 AND s.day = $2",
        site,
        day,
    )
    return day_list(_line_of(row, today) for row in rows)


async def booking_subject(booking_id: UUID) -> Subject | None:
    """Return what is true of a booking when a message about it is to be sent.

    Nobody has to come for a parcel that is brought home by now, nor with a voucher
    that was revoked: no reminder goes out.
    """
    try:
        found = await booking(booking_id)
    except BookingNotFoundError:
        return None
    row = await fetch_one(
        "SELECT h.phone IS NULL OR h.no_messages AS silent, v.channel"
        " FROM booking AS b JOIN household AS h ON h.id = b.household"
        " LEFT JOIN voucher AS v ON v.household = b.household AND v.round = b.round"
        "  AND v.replaced_by IS NULL AND v.revoked_at IS NULL WHERE b.id = $1",
        booking_id,
    )
    channel = None if row is None else row["channel"]
    if found.cancelled_at is not None or channel is None:
        state = SubjectState.CANCELLED
    else:
        over = found.handed_out or channel == Channel.HOME_DELIVERY
        state = SubjectState.DONE if over else SubjectState.ACTIVE
    return Subject(
        state,
        found.sequence,
        found.slot.instants[0],
        opted_out=row is None or row["silent"],
    )


def _booking_of(row: Row) -> BookingFacts:
    own = {
        name: row.pop(name)
        for name in (
            "household",
            "household_number",
            "voucher",
            "sequence",
            "booked_at",
            "booked_by",
            "changed_at",
            "cancelled_at",
            "handed_out",
        )
    }
    return BookingFacts(id=row.pop("booking"), slot=slot_of(row), **own)


def _line_of(row: Row, today: date) -> DayLine:
    persons, ordinal = row.pop("persons"), row.pop("ordinal")
    handed_out_at = row.pop("handed_out_at")
    found = _booking_of(row)
    return DayLine(
        booking=found.id,
        starts_at=found.slot.starts_at,
        household_number=str(found.household_number),
        state=found.state(today),
        persons=persons,
        voucher=found.voucher,
        call_number=ordinal and queue_number(ordinal, walk_in=False),
        handed_out_at=handed_out_at,
    )
