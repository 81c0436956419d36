"""The story of one centre, in the order in which it happened."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from distribution.core.transaction import perform
from distribution.demo import store
from distribution.demo.counter import (
    SHORT,
    Visit,
    hand_out_parcels,
    hand_out_part,
    hand_out_short,
    make_history,
    visits,
)
from distribution.demo.fleet import ask_for_windows, put_on_the_road
from distribution.demo.food import delivered
from distribution.demo.founding import Town, complete_set
from distribution.demo.intake import (
    Fate,
    Resident,
    fates,
    remember_refusal,
    take_in,
)
from distribution.demo.morning import fill_the_hall, set_off
from distribution.demo.people import HouseholdPlan
from distribution.demo.rounds import RoundMade, open_round
from distribution.demo.seasons import moment, previous_working_day, story_ends
from distribution.vouchers.commands.closing import close_round
from distribution.vouchers.rules import Channel

Say = Callable[[str], None]
"""Takes one line on how far the story has come."""

_WAVES = (0.74, 0.9, 1.0)
"""The share of households that is there before each round."""

_ONE_OF = 7
"""Of so many at the counter of the round that is open, one lacks something."""

DELIVERIES = ((0, 2), (2, 5), (5, 7))
"""Which deliveries feed each round."""


async def tell(
    town: Town, plans: Sequence[HouseholdPlan], random: Random, say: Say
) -> None:
    """Let everything happen to a centre, up to the morning of *today*."""
    residents: list[Resident] = []
    plans = await remember_refusal(town, plans)
    fated = list(zip(plans, fates(plans, random), strict=True))
    bounds = [0, *(int(len(plans) * share) for share in _WAVES)]
    for number in range(3):
        wave = fated[bounds[number] : bounds[number + 1]]
        residents += await _take_in_wave(town, number, wave, random)
        say(f"{town.plan.short_name}: {len(residents)} households")
        if number == 1:
            await complete_set(town)
        await _stock_up(town, number, residents)
        opened, served = await _round(town, number, residents, random)
        say(f"{town.plan.short_name}: round {number + 1}")
    await ask_for_windows(town, residents, random)
    if town.drivers:
        await put_on_the_road(town)
        await set_off(town, opened.vouchers, random)
        await fill_the_hall(town, opened, served)


async def _take_in_wave(
    town: Town,
    number: int,
    wave: Sequence[tuple[HouseholdPlan, Fate]],
    random: Random,
) -> list[Resident]:
    """Take in those who came since the round before."""
    days = town.days
    first = (
        days.starts_on if number == 0 else days.rounds[number - 1].ends_on
    ) + timedelta(days=1)
    last = previous_working_day(previous_working_day(days.rounds[number].starts_on))
    return await take_in(town, wave, first=first, last=last, random=random)


async def _stock_up(town: Town, number: int, residents: Sequence[Resident]) -> None:
    """Receive what a round needs."""
    first, last = DELIVERIES[number]
    days = town.days.deliveries[first:last]
    for day, lines in delivered(number, _persons(residents), days):
        if lines:
            await store.deliver(town, day, lines)


def _persons(residents: Sequence[Resident]) -> int:
    """Return how many persons are due food."""
    referred = [one for one in residents if one.fate is Fate.REFERRED]
    return sum(len(one.plan.members) for one in referred)


async def _round(
    town: Town, number: int, residents: Sequence[Resident], random: Random
) -> tuple[RoundMade, list[Visit]]:
    """Open a round and hand out; returns it, and who took a whole parcel when."""
    made = await open_round(town, number, _persons(residents), random)
    is_open = number == len(town.days.rounds) - 1
    over = moment(made.days.ends_on + timedelta(days=1), 0)
    until = story_ends(town.days.today) if is_open else over
    coming = visits(made, random, until=until)
    proxies: dict[UUID, UUID] = {
        one.id: one.proxy for one in residents if one.proxy is not None
    }
    partly = coming[:: max(2, len(coming) // 4)] if number == 1 else []
    for visit in partly:
        await hand_out_part(town, visit, random)
    lacking = _lacking(coming, town.days.today) if is_open else []
    await hand_out_short(town, lacking, random)
    whole = [visit for visit in coming if visit not in (*partly, *lacking)]
    given = await hand_out_parcels(town, whole, proxies, random)
    if number == 1:
        await make_history(town, given, random)
    if not is_open:
        await _close(town, number, made.id)
    return made, [visit for visit, _ in given]


def _lacking(coming: Sequence[Visit], today: date) -> list[Visit]:
    """Return whose parcels lack something: some of those who came before *today*."""
    counter = [
        one
        for one in coming
        if one.voucher.channel is Channel.PICKUP and one.at.date() < today
    ]
    return counter[_ONE_OF::_ONE_OF][:SHORT]


async def _close(town: Town, number: int, round_id: UUID) -> None:
    """Close a round, carry the rest back, and put the store in order."""
    last = town.days.rounds[number].working[-1]
    await perform(close_round, town.coordinator, round_id, now=moment(last, 15, 45))
    after = town.days.rounds[number].ends_on + timedelta(days=1)
    await store.bring_back(town, now=moment(after, 9))
    await store.lose_some(town, now=moment(after, 10))
    until = town.days.rounds[number + 1].ends_on
    await store.give_surplus_back(town, until=until, now=moment(after, 11))
    if number == 0:
        await store.take_donation(town, after)
    else:
        await store.lose_expired(town, now=moment(after, 11))
        await store.count_store(town, now=moment(after, 12))
