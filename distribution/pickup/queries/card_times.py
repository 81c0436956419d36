"""What printed vouchers say of when to come."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from distribution.core.clock import WARSAW
from distribution.core.database import Row, fetch
from distribution.pickup.queries.hours import openings
from distribution.pickup.rules.card_hours import card_hours
from distribution.pickup.rules.slots import slot_instants
from distribution.vouchers.queries.vouchers import VoucherRow
from distribution.vouchers.rules import Channel
from distribution.vouchers.times import Hours, Slot, Times


async def card_times(rows: Sequence[VoucherRow]) -> Mapping[UUID, Times]:
    """Return the booked slot of each voucher, or the hours of its site, by voucher.

    A booking is the household's in the round, so it outlives a reissue. Of a home
    delivery nothing is known here.
    """
    collected = [row for row in rows if row.channel is Channel.PICKUP]
    slots = await _booked({row.round for row in collected})
    hours: dict[tuple[UUID, date, date], Hours | None] = {}
    found = {}
    for row in collected:
        slot = slots.get((row.round, row.household))
        stretch = (row.site, row.valid_from, row.last_valid_day)
        if slot is None and stretch not in hours:
            hours[stretch] = card_hours(await openings(*stretch))
        found[row.id] = Times(slot, None if slot else hours[stretch])
    return found


async def _booked(rounds: set[UUID]) -> dict[tuple[UUID, UUID], Slot]:
    rows = await fetch(
        "SELECT b.round, b.household, s.day, s.starts, s.minutes"
        " FROM booking AS b JOIN slot AS s ON s.id = b.slot"
        " WHERE b.round = ANY($1) AND b.cancelled_at IS NULL",
        list(rounds),
    )
    found = {(row["round"], row["household"]): _slot(row) for row in rows}
    return {whose: slot for whose, slot in found.items() if slot is not None}


def _slot(row: Row) -> Slot | None:
    instants = slot_instants(row["day"], row["starts"], row["minutes"], WARSAW)
    return instants and Slot(row["day"], row["starts"], instants[1].time())
