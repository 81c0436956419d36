"""The morning of *today*: a queue in the hall, routes published, drivers under way."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.demo.counter import Visit
from distribution.demo.founding import Town
from distribution.demo.rounds import RoundMade
from distribution.demo.seasons import moment, story_ends
from distribution.pickup.commands.queueing import arrive, call_again, leave
from distribution.routing.commands.driving import pledge
from distribution.routing.commands.planning import (
    begin_solving,
    request_plan,
    store_plan,
)
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.day_problem import SolvedDay, lay_out
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.planning import solve
from distribution.routing.queries.days import day_input
from distribution.routing.queries.plans import RunFacts, StopFacts, runs_of
from distribution.routing.rules.doors import Outcome
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan
from distribution.vouchers.handouts import HandoutRequest
from distribution.vouchers.queries.vouchers import VoucherRow
from distribution.vouchers.rules import Channel

_UNDER_WAY = 2
"""So many drivers have left by the end of the story; the others have yet to look."""

_SEARCH_ROUNDS = 400
_PATIENCE = 60.0
"""Seconds; so many rounds take a fraction of one."""

_EARLY_BIRDS = 3
"""Households that sit in the hall before their slot has begun."""


async def fill_the_hall(town: Town, made: RoundMade, served: Sequence[Visit]) -> None:
    """Give those who came this morning their numbers; some still wait."""
    ends = story_ends(town.days.today)
    coming = [one for one in served if one.at.date() == ends.date()]
    for visit in coming:
        entry = await _arrive(town, visit.voucher, visit.at - timedelta(minutes=7))
        called = visit.at - timedelta(minutes=2)
        await perform(call_again, town.hand_out, entry, now=called)
        await perform(leave, town.hand_out, entry, now=visit.at)
    gone = {visit.voucher.id for visit in coming}
    early = [
        one
        for one in made.vouchers
        if one.id not in gone
        and (slot := made.bookings.get(one.id)) is not None
        and ends <= slot.instants[0] < ends + timedelta(hours=1)
    ]
    early.sort(
        key=lambda one: (made.bookings[one.id].instants[0], one.household_number)
    )
    for place, one in enumerate(early[: _EARLY_BIRDS + 1]):
        at = ends - timedelta(minutes=8 - 2 * place)
        entry = await _arrive(town, one, at)
        if place == 0:
            await perform(call_again, town.hand_out, entry, now=ends)
    if early:
        await perform(arrive, town.hand_out, town.counter.site, now=ends)


async def _arrive(town: Town, voucher: VoucherRow, at: datetime) -> UUID:
    party = await perform(
        arrive, town.hand_out, town.counter.site, now=at, voucher=voucher.id
    )
    return party.id


async def set_off(town: Town, vouchers: Sequence[VoucherRow], random: Random) -> None:
    """Publish today's routes; the first drivers hand over what they reach in time."""
    plan = await _publish(town)
    if plan is None:
        return
    async with reading(town.coordinator):
        driven = {run.driver: run for run in await runs_of(plan)}
    codes = {one.id: one.short_code for one in vouchers}
    leaving = [one for one in town.drivers if one in driven][:_UNDER_WAY]
    for number, one in enumerate(leaving):
        driver, run = town.drivers[one], driven[one]
        await _drive(driver, run, codes, random, misses=number == 0)


async def _publish(town: Town) -> UUID | None:
    """Plan the day and publish it."""
    today, planner = town.days.today, town.coordinator
    asked = await perform(
        request_plan, planner, today, seconds=1, queued=False, now=moment(today, 7)
    )
    await perform(begin_solving, planner, asked.plan)
    async with reading(planner):
        given = await day_input(today)
    laid = lay_out(given)
    if laid.solved is None:
        return None
    solved = moment(today, 7, 1)
    answer = await asyncio.to_thread(_routes, laid.solved)
    await perform(store_plan, planner, asked.plan, given, laid, answer, now=solved)
    await perform(publish_plan, planner, asked.plan, now=moment(today, 7, 10))
    return asked.plan


def _routes(day: SolvedDay) -> Plan:
    """Search for so many rounds, not seconds: each load gives the same routes."""
    return solve(
        day.problem, seconds=_PATIENCE, engine=Engine.PYVRP, rounds=_SEARCH_ROUNDS
    )


async def _drive(
    driver: Actor,
    run: RunFacts,
    codes: Mapping[UUID, str],
    random: Random,
    *,
    misses: bool,
) -> None:
    """Drive until the story ends; who *misses* finds nobody at the second door."""
    await perform(pledge, driver, run.id, now=run.leaves_at - timedelta(minutes=12))
    done = [stop for stop in run.stops if _left(stop) <= story_ends(run.day)]
    for stop in done:
        nonce = UUID(int=random.getrandbits(128), version=4)
        if misses and stop in done[1:2]:
            await report_failure(
                driver,
                stop.id,
                Outcome.NOT_HOME,
                nonce=nonce,
                note="Domofon nie działa, telefon milczy",
                now=_left(stop),
            )
            continue
        request = HandoutRequest(
            code=codes[stop.voucher],
            nonce=nonce,
            scanned_at=_left(stop),
            channel=Channel.HOME_DELIVERY,
            site=run.site,
        )
        await hand_over(driver, stop.id, request, now=_left(stop))


def _left(stop: StopFacts) -> datetime:
    """Return when a driver leaves a door; every stop of a run has its hour."""
    if stop.leaves_at is None:
        raise ValueError(stop.id)
    return stop.leaves_at
