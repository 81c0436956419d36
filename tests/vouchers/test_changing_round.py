"""A round is changed while somebody issues its vouchers."""

import asyncio
from datetime import date

import asyncpg

from distribution.core.actor import Actor
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.core.transaction import perform, transaction
from distribution.programmes.errors import RoundIssuedError
from distribution.programmes.queries.rounds import round_by, round_lines
from distribution.programmes.rounds import ArticlePacks, RoundPlan
from distribution.vouchers.commands.changing_round import change_round
from distribution.vouchers.commands.issuing import issue_vouchers
from tests.inventory.test_reserving import until_waiting
from tests.worlds import NOON
from tests.worlds_inventory import a_delivery
from tests.worlds_vouchers import PARCEL, Counter, a_counter, vouchers_of

TODAY = NOON.date()


async def changed(counter: Counter, ends_on: date) -> bool:
    async with reading(counter.actor):
        lines = await round_lines(counter.round)
    plan = RoundPlan(
        TODAY, ends_on, [ArticlePacks(one.article, one.packs) for one in lines]
    )
    try:
        await perform(
            change_round, counter.actor, counter.round, name="Inna", note="", plan=plan
        )
    except RoundIssuedError:
        return False
    return True


async def test_vouchers_carry_the_days_that_their_round_has(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    counter = await a_counter(actor, households=2, packs=0)
    await a_delivery(
        actor,
        location=counter.shelf,
        fund=counter.fund,
        packs=dict.fromkeys(PARCEL, 40),
        now=NOON,
    )

    held, enough = asyncio.Event(), asyncio.Event()

    async def holding() -> None:
        async with transaction(actor):
            await fetch("SELECT id FROM round WHERE id = $1 FOR UPDATE", counter.round)
            held.set()
            await enough.wait()

    async with asyncio.TaskGroup() as everybody:
        everybody.create_task(holding())
        await held.wait()
        early = everybody.create_task(changed(counter, date(2026, 3, 26)))
        await until_waiting(owner, 1)
        # Who issues has read the round as it was, and waits behind who changes it.
        everybody.create_task(perform(issue_vouchers, actor, counter.round, now=NOON))
        await until_waiting(owner, 2)
        enough.set()
    late = await changed(counter, date(2026, 3, 27))

    async with reading(actor):
        round_ = await round_by(counter.round, TODAY)
    vouchers = await vouchers_of(actor, counter.round, day=TODAY)
    assert round_.ends_on == date(2026, 3, 26)
    assert {one.last_valid_day for one in vouchers} == {round_.ends_on}
    assert len(vouchers) == 2
    assert (early.result(), late) == (True, False)
