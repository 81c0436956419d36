"""Slots, and what is known of the round that they belong to."""

from datetime import date, datetime, time
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW, local_day
from distribution.core.database import Row, fetch, fetch_one
from distribution.pickup.errors import SlotNotFoundError
from distribution.pickup.rules import booking as rules
from distribution.pickup.rules.slots import SlotUse, slot_instants, spaces_left


class SlotFacts(msgspec.Struct, frozen=True):
    """One slot as it is now. ``day`` and ``starts_at`` are local to the site."""

    id: UUID
    round: UUID
    site: UUID
    day: date
    starts_at: time
    minutes: int
    capacity: int
    walk_ins: int
    booked: int
    held: int
    offered: int
    closed_at: datetime | None

    @property
    def use(self) -> SlotUse:
        """Who has a claim on its places."""
        return SlotUse(self.capacity, self.booked, self.held, self.offered)

    @property
    def left(self) -> int:
        """How many households may still book; none once it is closed."""
        return 0 if self.closed_at else spaces_left(self.use)

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """When it begins and ends."""
        found = slot_instants(self.day, self.starts_at, self.minutes, WARSAW)
        if found is None:
            raise SlotNotFoundError
        return found

    def as_rule(self) -> rules.Slot:
        """Return what the rules need to know of it."""
        return rules.Slot(
            self.id,
            self.round,
            self.day,
            self.starts_at,
            self.instants[0],
            self.use,
            closed=self.closed_at is not None,
        )


class DayUse(msgspec.Struct, frozen=True):
    """The slots of a site on one day, added up; closed ones hold no places."""

    day: date
    slots: int
    capacity: int
    booked: int


COLUMNS = (
    "s.id, s.round, s.site, s.day, s.starts AS starts_at, s.minutes, s.capacity,"
    " s.walk_ins, s.booked, s.held, s.offered, s.closed_at"
)


_SLOT = f"SELECT {COLUMNS} "


def slot_of(row: Row) -> SlotFacts:
    """Return a row of ``COLUMNS`` as a slot."""
    return SlotFacts(**row)


async def slots_of_round(round_id: UUID, *, day: date | None = None) -> list[SlotFacts]:
    """Return the slots of a round, or those of one of its days, earliest first."""
    rows = await fetch(
        f"{_SLOT} FROM slot AS s WHERE s.round = $1"
        " AND ($2::date IS NULL OR s.day = $2) ORDER BY s.day, s.starts, s.id",
        round_id,
        day,
    )
    return [slot_of(row) for row in rows]


async def slots_for_voucher(
    voucher: UUID, *, slot: UUID | None = None
) -> list[SlotFacts]:
    """Return the slots at which this voucher can be handed out, or *slot* if it is one.

    Those of its round, at its own site, on days on which it is valid: at any other
    the counter would turn the household away.
    """
    rows = await fetch(
        f"{_SLOT} FROM slot AS s JOIN voucher AS v ON v.round = s.round"
        " AND v.site = s.site AND s.day BETWEEN v.valid_from AND v.last_valid_day"
        " WHERE v.id = $1 AND ($2::uuid IS NULL OR s.id = $2)"
        " ORDER BY s.day, s.starts, s.id",
        voucher,
        slot,
    )
    return [slot_of(row) for row in rows]


async def slot(slot_id: UUID) -> SlotFacts:
    """Return one slot.

    Raises:
        SlotNotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_SLOT} FROM slot AS s WHERE s.id = $1", slot_id)
    if row is None:
        raise SlotNotFoundError
    return slot_of(row)


async def days_of_site(site: UUID, first: date, last: date) -> list[DayUse]:
    """Return the days on which a site has slots, over all rounds."""
    rows = await fetch(
        "SELECT day, count(*) AS slots,"
        " coalesce(sum(capacity) FILTER (WHERE closed_at IS NULL), 0) AS capacity,"
        " sum(booked) AS booked FROM slot"
        " WHERE site = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day",
        site,
        first,
        last,
    )
    return [DayUse(**row) for row in rows]


async def offers_slots(voucher: UUID, now: datetime) -> bool:
    """Say whether there is, or will be, a slot to choose with this voucher."""
    today = local_day(now)
    return any(
        slot.day >= today and slot.closed_at is None
        for slot in await slots_for_voucher(voucher)
    )


async def is_over(round_id: UUID, now: datetime) -> bool:
    """Say whether the round was closed, or its last day has passed."""
    row = await fetch_one(
        "SELECT 1 AS over FROM round WHERE id = $1"
        " AND (closed_at IS NOT NULL OR ends_on < $2)",
        round_id,
        local_day(now),
    )
    return row is not None


async def takes_bookings(round_id: UUID, now: datetime) -> bool:
    """Say whether households may choose slots of the round.

    From when it is opened, also before its first day, until it is closed or over.
    """
    row = await fetch_one(
        "SELECT 1 AS open FROM round WHERE id = $1 AND opened_at IS NOT NULL"
        " AND closed_at IS NULL AND ends_on >= $2",
        round_id,
        local_day(now),
    )
    return row is not None
