"""What is due: the set × persons, less what was had; the 80 % rule; changed sets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distribution.core.actor import Actor
from distribution.core.database import NoTransactionError
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import transaction
from distribution.core.units import Packs
from distribution.households import steps
from distribution.households.commands.programme import (
    change_set,
    change_sub_programme,
)
from distribution.households.commands.referring import (
    issue_referral,
    withdraw_referral,
)
from distribution.households.queries.entitlement import EntitlementView, entitlement_of
from distribution.households.queries.verification import referral
from distribution.households.rules.referral import ReferralState
from distribution.programmes.errors import RoundsOutsideError
from distribution.programmes.queries.reference import set_of
from distribution.programmes.rounds import ArticlePacks
from tests.worlds import NOON
from tests.worlds_households import a_household, a_referral, assessed, the_fepz_set
from tests.worlds_programmes import (
    ENDS,
    STARTS,
    a_round,
    a_site,
    a_sub_programme,
    packs_of,
)

TODAY = NOON.date()
_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
async def actor(actor: Actor, owner: asyncpg.Connection) -> AsyncIterator[Actor]:
    """A centre that counts packs as handed out here without handing any out."""
    yield actor
    await owner.execute(
        "UPDATE entitlement SET issued = 0 WHERE centre = $1", actor.centre
    )


async def a_year(actor: Actor) -> UUID:
    sub = await a_sub_programme(actor)
    await the_fepz_set(actor, sub)
    return sub


async def due(actor: Actor, made: UUID) -> EntitlementView:
    async with reading(actor):
        return await entitlement_of(made)


async def hand_out(actor: Actor, made: UUID, packs: dict[str, int]) -> None:
    lines = await packs_of(actor, packs)
    async with transaction(actor):
        steps.debit_entitlement(
            made, [line.article for line in lines], [line.packs for line in lines]
        )


def of(view: EntitlementView, code: str) -> tuple[int, int, int]:
    line = next(line for line in view.lines if line.code == code)
    return line.entitled, line.issued, line.remaining


async def test_due_is_the_set_times_persons(actor: Actor) -> None:
    sub = await a_year(actor)
    made = await a_referral(actor, sub)

    view = await due(actor, made)
    async with reading(actor):
        per_person = {line.code: line.packs for line in await set_of(sub)}

    assert {line.code: line.entitled for line in view.lines} == {
        code: packs * 2 for code, packs in per_person.items()
    }
    assert (view.reached_percent, view.minimum_reached) == (0, False)


async def test_handing_out_and_taking_back(actor: Actor) -> None:
    made = await a_referral(actor, await a_year(actor))

    await hand_out(actor, made, {"MLEKO": 4, "MAKARON": 2})
    after = await due(actor, made)
    lines = await packs_of(actor, {"MLEKO": 4, "MAKARON": 2})
    async with transaction(actor):
        await steps.credit_entitlement(
            made, [line.article for line in lines], [line.packs for line in lines]
        )
    back = await due(actor, made)

    assert of(after, "MLEKO") == (14, 4, 10)
    assert of(after, "MAKARON") == (12, 2, 10)
    assert of(back, "MLEKO") == (14, 0, 14)


async def test_what_happened_is_counted_even_beyond_what_is_due(actor: Actor) -> None:
    sub = await a_sub_programme(actor)
    await change_set(actor, sub, await packs_of(actor, {"SER": 3, "MLEKO": 7}))
    made = await a_referral(actor, sub)

    await hand_out(actor, made, {"SER": 7, "MIOD": 1})
    view = await due(actor, made)

    assert of(view, "SER") == (6, 7, 0)
    assert of(view, "MIOD") == (0, 1, 0)


async def test_a_line_said_twice_is_added_up(actor: Actor) -> None:
    made = await a_referral(actor, await a_year(actor))
    (milk,) = await packs_of(actor, {"MLEKO": 1})

    async with transaction(actor):
        steps.debit_entitlement(made, [milk.article] * 2, [Packs(1), Packs(2)])
    async with transaction(actor):
        await steps.credit_entitlement(made, [milk.article] * 2, [Packs(1), Packs(1)])

    assert of(await due(actor, made), "MLEKO") == (14, 1, 13)


async def test_hand_outs_at_once_of_what_was_not_due_are_both_counted(
    actor: Actor, owner: asyncpg.Connection
) -> None:
    """The second comes while the first, which writes the row, has not committed."""
    sub = await a_sub_programme(actor)
    await change_set(actor, sub, await packs_of(actor, {"MLEKO": 7}))
    made = await a_referral(actor, sub)
    (honey,) = await packs_of(actor, {"MIOD": 1})
    async with owner.transaction():
        await owner.execute(
            "SELECT set_config('kromka.centre', $1, true)", str(actor.centre)
        )
        await owner.execute(
            "SELECT kromka_debit($1, $2, $3)", made, [honey.article], [2]
        )
        second = asyncio.create_task(hand_out(actor, made, {"MIOD": 1}))
        async with asyncio.timeout(30):
            while await owner.fetchval(_WAITING) == 0:
                await asyncio.sleep(0.01)
    await second

    assert of(await due(actor, made), "MIOD") == (0, 3, 0)


async def test_steps_belong_to_a_command(actor: Actor) -> None:
    made = await a_referral(actor, await a_year(actor))

    with pytest.raises(NoTransactionError):
        await steps.credit_entitlement(made, [], [])
    with pytest.raises(NoTransactionError):
        await steps.write_entitlements(actor.centre, made)


async def test_four_fifths_by_report_weight_are_enough(actor: Actor) -> None:
    sub = await a_sub_programme(actor)
    await change_set(
        actor, sub, await packs_of(actor, {"CUKIER": 4, "MAKA": 4, "MAKARON": 4})
    )
    made = await a_referral(actor, sub)

    await hand_out(actor, made, {"CUKIER": 8, "MAKA": 7})
    below = await due(actor, made)
    await hand_out(actor, made, {"MAKA": 1})
    enough = await due(actor, made)

    assert (below.reached_percent, below.minimum_reached) == (75, False)
    assert (enough.reached_percent, enough.minimum_reached) == (80, True)


async def test_articles_come_in_waves(actor: Actor) -> None:
    sub = await a_sub_programme(actor)
    await change_set(actor, sub, await packs_of(actor, {"SER": 3, "MLEKO": 7}))
    made = await a_referral(actor, sub)
    await hand_out(actor, made, {"SER": 2, "MLEKO": 2})

    version = await change_set(
        actor, sub, await packs_of(actor, {"KASZA": 4, "MLEKO": 6})
    )
    view = await due(actor, made)

    assert version == 2
    assert of(view, "KASZA") == (8, 0, 8)
    assert of(view, "MLEKO") == (12, 2, 10)
    assert of(view, "SER") == (0, 2, 0)


async def test_a_second_referral_does_not_give_the_set_twice(actor: Actor) -> None:
    sub, who = await a_year(actor), await a_household(actor)
    first = await a_referral(actor, sub, who)
    await hand_out(actor, first, {"MLEKO": 10})
    await withdraw_referral(actor, first, reason="Zmiana składu", now=NOON)

    second = await a_referral(actor, sub, who)
    view = await due(actor, second)

    assert of(view, "MLEKO") == (4, 0, 4)
    assert view.reached_percent == 10 * 1000 * 100 // (2 * 39_610)


async def test_a_set_is_checked(actor: Actor, new_centre) -> None:
    sub = await a_year(actor)
    other = await new_centre()
    theirs = await a_year(other)
    (milk,) = await packs_of(actor, {"MLEKO": 1})

    with pytest.raises(InvalidInputError):
        await change_set(actor, sub, [])
    with pytest.raises(InvalidInputError) as refused:
        await change_set(actor, sub, [milk, ArticlePacks(milk.article, Packs(0))])
    assert {fault.field for fault in refused.value.errors} == {
        "lines.1.packs",
        "lines.1.article",
    }
    with pytest.raises(NotFoundError):
        await change_set(actor, theirs, [milk])
    with pytest.raises(NotFoundError):
        await change_set(other, theirs, [milk])


async def test_a_referral_follows_the_end_of_its_sub_programme(actor: Actor) -> None:
    sub = await a_year(actor)
    made = await a_referral(actor, sub)
    later = ENDS + timedelta(days=60)

    await change_sub_programme(
        actor, sub, name="FEPŻ przykładowy", starts_on=STARTS, ends_on=later
    )
    async with reading(actor):
        found = await referral(made, later)

    assert found.valid_until == later
    assert found.state is ReferralState.ACCEPTED_BY_OPL


async def test_rounds_keep_a_sub_programme_from_ending_before_them(
    actor: Actor,
) -> None:
    sub, site = await a_year(actor), await a_site(actor)
    await a_round(actor, sub_programme=sub, site=site)
    facts = {"name": "FEPŻ", "starts_on": STARTS}

    with pytest.raises(RoundsOutsideError):
        await change_sub_programme(actor, sub, ends_on=date(2026, 3, 30), **facts)
    with pytest.raises(InvalidInputError):
        await change_sub_programme(actor, sub, ends_on=date(2025, 1, 1), **facts)
    with pytest.raises(InvalidInputError):
        await change_sub_programme(
            actor, sub, ends_on=ENDS, minimum_percent=101, **facts
        )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(extra=st.integers(0, 100), packs=st.integers(1, 30))
async def test_what_is_granted_on_top_is_rounded_down_to_whole_packs(
    actor: Actor, extra: int, packs: int
) -> None:

    sub = await a_sub_programme(actor)
    await change_set(actor, sub, await packs_of(actor, {"SER": packs}))
    who = await a_household(actor)
    await assessed(actor, who, sub)
    made = await issue_referral(
        actor, who, sub_programme=sub, extra_percent=extra, now=NOON
    )

    (line,) = (await due(actor, made)).lines

    assert line.entitled == packs * 2 * (100 + extra) // 100
