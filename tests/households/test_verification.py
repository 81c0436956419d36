"""Assessments that can be taken again, and the one referral that follows from them."""

import asyncio
from datetime import date, timedelta

import msgspec
import pytest

from distribution.accounts.rules import permissions_of
from distribution.core.actor import Actor
from distribution.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from distribution.core.reading import reading
from distribution.core.units import Grosz
from distribution.households.commands.assessing import assess
from distribution.households.commands.intake import close_household
from distribution.households.commands.referring import (
    accept_referral,
    issue_referral,
    withdraw_referral,
)
from distribution.households.errors import (
    HouseholdClosedError,
    NoExtraError,
    NotAssessedError,
    NotEligibleError,
    ReferralExistsError,
    ReferralStateError,
)
from distribution.households.queries.eligible import eligible_households
from distribution.households.queries.verification import (
    assessment,
    assessments_of,
    referral,
    referrals_of,
    refused_who_would_pass,
)
from distribution.households.rules.assessment import IneligibleReason, replay
from distribution.households.rules.income import IncomeKind, IncomePosition
from distribution.households.rules.referral import ReferralState
from distribution.programmes.commands.limits import (
    add_income_limit,
    change_income_limit,
)
from distribution.programmes.errors import NoSetError, SubProgrammeOverError
from distribution.programmes.queries.reference import limit_on, sub_programme_by
from distribution.programmes.rules import HardshipReason
from tests.worlds import NOON
from tests.worlds_households import (
    ANNA,
    JAN,
    a_household,
    a_referral,
    assessed,
    the_fepz_set,
)
from tests.worlds_programmes import ENDS, a_sub_programme

TODAY = NOON.date()
LIMIT_OF_TWO = 2 * 218095


async def a_year(actor: Actor):
    sub = await a_sub_programme(actor)
    await the_fepz_set(actor, sub)
    return sub


@pytest.mark.parametrize(
    ("grosz", "eligible"), [(LIMIT_OF_TWO, True), (LIMIT_OF_TWO + 1, False)]
)
async def test_one_grosz_decides_and_the_record_takes_it_again(
    actor: Actor,
    grosz: int,
    eligible: bool,  # noqa: FBT001 (a parameter of the case)
) -> None:
    sub, who = await a_year(actor), await a_household(actor)

    made = await assessed(actor, who, sub, grosz=grosz)
    async with reading(actor):
        kept = await assessment(made)
        every = await assessments_of(who)

    assert kept.eligible is eligible
    assert kept.persons == 2
    assert kept.outcome.allowed == LIMIT_OF_TWO
    assert kept.outcome.statement.month == date(2026, 2, 1)
    assert replay(kept.outcome) == kept.outcome
    assert every == [kept]


async def test_a_decision_outlives_a_change_of_its_limit(actor: Actor) -> None:
    sub, who = await a_year(actor), await a_household(actor)
    made = await assessed(actor, who, sub)
    async with reading(actor):
        before = await assessment(made)
        limit = await limit_on((await sub_programme_by(sub)).programme, TODAY)
    await change_income_limit(
        actor,
        limit.id,
        valid_from=limit.valid_from,
        percent=100,
        single_grosz=Grosz(2),
        family_grosz=Grosz(1),
    )

    async with reading(actor):
        after = await assessment(made)

    assert after == before
    assert replay(after.outcome).eligible


async def test_without_a_reason_there_is_no_yes(actor: Actor) -> None:
    sub, who = await a_year(actor), await a_household(actor)

    made = await assessed(actor, who, sub, grosz=0, reasons=())
    async with reading(actor):
        kept = await assessment(made)

    assert kept.outcome.refusals == (IneligibleReason.NO_HARDSHIP_REASON,)
    with pytest.raises(NotEligibleError):
        await issue_referral(actor, who, sub_programme=sub, now=NOON)


async def test_a_statement_that_makes_no_sense_is_refused(actor: Actor) -> None:
    sub, who = await a_year(actor), await a_household(actor)
    facts = {"sub_programme": sub, "reasons": [HardshipReason.POVERTY], "now": NOON}

    with pytest.raises(InvalidInputError) as refused:
        await assess(
            actor,
            who,
            applied_on=TODAY,
            positions=[
                IncomePosition(IncomeKind.SALARY, Grosz(-1)),
                IncomePosition(IncomeKind.FARM),
            ],
            **facts,
        )
    assert {fault.field for fault in refused.value.errors} == {
        "positions.0.amount",
        "positions.1.hectares",
    }
    with pytest.raises(InvalidInputError):
        await assess(
            actor, who, applied_on=TODAY + timedelta(days=1), positions=[], **facts
        )


async def test_a_newer_limit_shows_whom_to_tell(actor: Actor) -> None:
    sub = await a_year(actor)
    refused = await a_household(actor)
    above = await a_household(actor)
    passed = await a_household(actor)
    await assessed(actor, refused, sub, grosz=LIMIT_OF_TWO + 100)
    await assessed(actor, above, sub, grosz=LIMIT_OF_TWO * 2)
    await assessed(actor, passed, sub)
    async with reading(actor):
        nobody = await refused_who_would_pass(TODAY)
        programme = (await sub_programme_by(sub)).programme
    await add_income_limit(
        actor,
        programme=programme,
        valid_from=date(2026, 4, 1),
        percent=270,
        single_grosz=Grosz(280000),
        family_grosz=Grosz(220000),
    )

    async with reading(actor):
        (found,) = await refused_who_would_pass(date(2026, 4, 2))
        too_late = await refused_who_would_pass(ENDS + timedelta(days=1))

    assert nobody == []
    assert found.household == refused
    assert (found.allowed, found.allowed_now) == (LIMIT_OF_TWO, 440000)
    assert too_late == []


async def test_a_referral_runs_to_the_end_of_its_sub_programme(actor: Actor) -> None:
    sub = await a_year(actor)
    made = await a_referral(actor, sub)

    async with reading(actor):
        found = await referral(made, TODAY)
        later = await referral(made, ENDS + timedelta(days=1))

    assert found.number == "1/2026"
    assert found.state is ReferralState.ACCEPTED_BY_OPL
    assert found.valid_until == ENDS
    assert found.entitled == found.remaining == 82 * 2
    assert later.state is ReferralState.EXPIRED_WITH_PROGRAMME


async def test_a_referral_needs_a_yes_a_set_and_time(actor: Actor) -> None:
    sub = await a_sub_programme(actor)
    who = await a_household(actor)

    with pytest.raises(NotAssessedError):
        await issue_referral(actor, who, sub_programme=sub, now=NOON)
    await assessed(actor, who, sub)
    with pytest.raises(NoSetError):
        await issue_referral(actor, who, sub_programme=sub, now=NOON)
    await the_fepz_set(actor, sub)
    with pytest.raises(SubProgrammeOverError):
        await issue_referral(
            actor, who, sub_programme=sub, now=NOON + timedelta(days=365)
        )
    await assessed(actor, who, sub, grosz=10**7, now=NOON + timedelta(minutes=1))
    with pytest.raises(NotEligibleError):
        await issue_referral(actor, who, sub_programme=sub, now=NOON)
    await close_household(actor, who)
    with pytest.raises(HouseholdClosedError):
        await issue_referral(actor, who, sub_programme=sub, now=NOON)


async def test_one_referral_a_household_and_sub_programme(actor: Actor) -> None:
    sub, who = await a_year(actor), await a_household(actor)
    await assessed(actor, who, sub)

    answers = await asyncio.gather(
        *(issue_referral(actor, who, sub_programme=sub, now=NOON) for _ in range(6)),
        return_exceptions=True,
    )
    async with reading(actor):
        (found,) = await referrals_of(who, TODAY)

    assert sum(isinstance(one, ReferralExistsError) for one in answers) == 5
    assert found.number == "1/2026"


async def test_referral_numbers_have_no_gaps_and_begin_each_year(actor: Actor) -> None:
    sub = await a_year(actor)
    people = [await a_household(actor) for _ in range(5)]
    for who in people:
        await assessed(actor, who, sub)
    denied = await a_household(actor)
    await assessed(actor, denied, sub, grosz=10**7)

    answers = await asyncio.gather(
        *(
            issue_referral(actor, who, sub_programme=sub, now=NOON)
            for who in (*people, denied, people[0])
        ),
        return_exceptions=True,
    )
    async with reading(actor):
        numbers = {
            one.number for who in people for one in await referrals_of(who, TODAY)
        }

    assert sum(isinstance(one, Exception) for one in answers) == 2
    assert numbers == {f"{n}/2026" for n in range(1, 6)}


async def test_only_an_accepted_referral_gives_food(actor: Actor) -> None:
    sub = await a_year(actor)
    made = await a_referral(actor, sub, accepted=False)

    async with reading(actor):
        before = await eligible_households(sub, TODAY)
    await accept_referral(actor, made, now=NOON)
    async with reading(actor):
        during = await eligible_households(sub, TODAY)
    with pytest.raises(ReferralStateError):
        await accept_referral(actor, made, now=NOON)
    await withdraw_referral(actor, made, reason="Wyjazd", now=NOON)
    async with reading(actor):
        after = await eligible_households(sub, TODAY)
        withdrawn = await referral(made, TODAY)
    with pytest.raises(ReferralStateError):
        await withdraw_referral(actor, made, reason="Znowu", now=NOON)

    assert before == after == []
    assert [one.referral for one in during] == [made]
    assert sum(during[0].remaining.values()) == 82 * 2
    assert (withdrawn.state, withdrawn.withdrawal) == (
        ReferralState.WITHDRAWN,
        "Wyjazd",
    )


async def test_more_than_the_set_is_for_children_and_seniors(actor: Actor) -> None:
    sub = await a_year(actor)
    family, alone = await a_household(actor, ANNA, JAN), await a_household(actor, ANNA)
    for who in (family, alone):
        await assessed(actor, who, sub)

    with pytest.raises(NoExtraError):
        await issue_referral(
            actor, alone, sub_programme=sub, extra_percent=50, now=NOON
        )
    made = await issue_referral(
        actor, family, sub_programme=sub, extra_percent=50, now=NOON
    )
    async with reading(actor):
        found = await referral(made, TODAY)

    assert found.entitled == 82 * 2 * 3 // 2


async def test_another_centres_sub_programme_does_not_exist(
    actor: Actor, new_centre
) -> None:
    theirs = await a_year(await new_centre())
    who = await a_household(actor)

    with pytest.raises(NotFoundError):
        await assessed(actor, who, theirs)
    with pytest.raises(NotFoundError):
        await issue_referral(actor, who, sub_programme=theirs, now=NOON)


@pytest.mark.parametrize("role", ["hand_out", "driver", "coordinator", "warehouse"])
async def test_only_social_workers_assess(actor: Actor, role: str) -> None:
    sub, who = await a_year(actor), await a_household(actor)
    other = msgspec.structs.replace(
        actor, permissions=permissions_of(frozenset({role}))
    )

    with pytest.raises(ForbiddenError):
        await assessed(other, who, sub)
    with pytest.raises(ForbiddenError):
        await issue_referral(other, who, sub_programme=sub, now=NOON)
