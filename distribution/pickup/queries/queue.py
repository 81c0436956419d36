"""Who waits at a site: numbers for the hall, household numbers for staff."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import Row, fetch, fetch_before_centre
from distribution.pickup.rules.queue import QueueEntry, QueueState, queue_state
from distribution.pickup.rules.slots import slot_instants


class QueueParty(msgspec.Struct, frozen=True):
    """One number of today's queue, as staff see it; no name here either."""

    id: UUID
    entry: QueueEntry
    arrived_at: datetime
    voucher: UUID | None
    household_number: int | None
    persons: int | None

    @property
    def state(self) -> QueueState:
        """Where the party stands."""
        return queue_state(self.entry)


async def queue_of_day(site: UUID, day: date) -> list[QueueParty]:
    """Return everybody who came to the site on *day*, by number."""
    rows = await fetch(
        "SELECT q.id, q.number, q.walk_in, q.arrived_at, q.called_at, q.left_at,"
        " q.voucher, h.number AS household_number, v.persons,"
        " s.day AS slot_day, s.starts AS slot_at, s.minutes"
        " FROM queue_entry AS q LEFT JOIN voucher AS v ON v.id = q.voucher"
        " LEFT JOIN household AS h ON h.id = v.household"
        " LEFT JOIN booking AS b ON b.household = v.household AND b.round = v.round"
        "  AND b.cancelled_at IS NULL"
        " LEFT JOIN slot AS s ON s.id = b.slot AND s.site = q.site AND s.day = q.day"
        " WHERE q.site = $1 AND q.day = $2 ORDER BY q.number",
        site,
        day,
    )
    return [
        QueueParty(
            id=row["id"],
            entry=QueueEntry(
                row["number"],
                _due(row),
                row["walk_in"],
                row["called_at"],
                row["left_at"],
            ),
            arrived_at=row["arrived_at"],
            voucher=row["voucher"],
            household_number=row["household_number"],
            persons=row["persons"],
        )
        for row in rows
    ]


async def screen_of_site(site: UUID) -> Actor | None:
    """Return who the screen in the hall of *site* acts as: it may see numbers alone."""
    found = await fetch_before_centre("SELECT * FROM kromka_queue_site($1)", site)
    if not found:
        return None
    return Actor(
        centre=found[0]["centre"],
        kind="system",
        id=None,
        name="queue-screen",
        permissions=frozenset(),
        site=site,
    )


def _due(row: Row) -> datetime:
    """Return when it is a party's turn: its slot of that day, else its arrival."""
    arrived: datetime = row["arrived_at"]
    if row["slot_at"] is None:
        return arrived
    instants = slot_instants(row["slot_day"], row["slot_at"], row["minutes"], WARSAW)
    return arrived if instants is None else instants[0]
