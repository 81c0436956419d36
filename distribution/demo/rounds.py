"""Opens a round, issues its vouchers and fills its slots."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

import msgspec

from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.demo.food import PARCELS
from distribution.demo.founding import Town
from distribution.demo.pace import side_by_side
from distribution.demo.seasons import RoundDays, moment, previous_working_day
from distribution.demo.store import bring_to_counter
from distribution.pickup.commands.booking import book_slot
from distribution.pickup.commands.slots import plan_slots
from distribution.pickup.queries.slots import SlotFacts, slots_of_round
from distribution.pickup.rules.slots import SlotShape
from distribution.programmes.commands.rounds import add_round
from distribution.programmes.rounds import ArticlePacks
from distribution.vouchers.commands.issuing import issue_vouchers
from distribution.vouchers.queries.vouchers import VoucherRow, vouchers
from distribution.vouchers.rules import Channel

_SLOTS_A_DAY = 28
_MOST_AT_ONCE = 4
_HOUSEHOLDS_A_DESK = 150
_BOOKED = 0.8
_SPARE_PERCENT = 2


class RoundMade(msgspec.Struct, frozen=True):
    """An open round with its vouchers, and who is booked at which slot."""

    id: UUID
    days: RoundDays
    vouchers: tuple[VoucherRow, ...]
    bookings: dict[UUID, SlotFacts]
    """By voucher."""


async def open_round(
    town: Town, number: int, persons: int, random: Random
) -> RoundMade:
    """Open a round, bring its food, issue its vouchers and take bookings."""
    days = town.days.rounds[number]
    ready = previous_working_day(days.starts_on)
    round_id = await perform(
        add_round,
        town.coordinator,
        sub_programme=town.fund,
        site=town.counter.site,
        key=f"tura-{number + 1}",
        name=f"Tura {number + 1} ({days.starts_on:%m.%Y})",
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        lines=[
            ArticlePacks(town.articles[code], Packs(packs))
            for code, packs in PARCELS[number].items()
        ],
        opened_at=moment(ready, 8, 30),
    )
    wanted = {code: packs * persons for code, packs in PARCELS[number].items()}
    spare = {
        code: packs + packs * _SPARE_PERCENT // 100 for code, packs in wanted.items()
    }
    await bring_to_counter(town, spare, until=days.ends_on, now=moment(ready, 8, 50))
    await perform(issue_vouchers, town.coordinator, round_id, now=moment(ready, 9))
    async with reading(town.coordinator):
        issued = await vouchers(day=ready, round_id=round_id)
    first_ever = number == 0  # people came in the order of their surnames then
    bookings = {} if first_ever else await _book(town, round_id, days, issued, random)
    return RoundMade(round_id, days, tuple(issued), bookings)


async def _book(
    town: Town,
    round_id: UUID,
    days: RoundDays,
    issued: Sequence[VoucherRow],
    random: Random,
) -> dict[UUID, SlotFacts]:
    """Plan about twice as many places as are wanted; fill them, the first ones more."""
    now = moment(previous_working_day(days.starts_on), 10)
    callers = [
        one
        for one in issued
        if one.channel is Channel.PICKUP and random.random() < _BOOKED
    ]
    at_once = min(_MOST_AT_ONCE, max(1, round(len(issued) / _HOUSEHOLDS_A_DESK)))
    long = -(-2 * len(callers) // (at_once * _SLOTS_A_DAY))
    last = days.working[min(max(long, 2), len(days.working)) - 1]
    shape = SlotShape(minutes=15, capacity=at_once, walk_ins=1)
    await perform(plan_slots, town.coordinator, round_id, shape, now=now, last=last)
    async with reading(town.coordinator):
        slots = await slots_of_round(round_id)
    left = [slot.capacity for slot in slots]
    booked = {}
    for one in callers:
        chosen = _choose(left, random)
        left[chosen] -= 1
        booked[one.id] = slots[chosen]
    await side_by_side(
        perform(
            book_slot,
            town.social_worker,
            voucher=one,
            slot=slot.id,
            now=now + timedelta(seconds=20 * place),
        )
        for place, (one, slot) in enumerate(booked.items())
    )
    return booked


def _choose(left: Sequence[int], random: Random) -> int:
    """Return a slot with a place, early ones more often than late ones."""
    while True:
        chosen = min(int(random.triangular(0, len(left), 0)), len(left) - 1)
        if left[chosen]:
            return chosen
