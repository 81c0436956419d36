"""Takes the people of a town in: household, assessment, referral, proxy."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

import msgspec

from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Grosz
from distribution.demo.founding import Town
from distribution.demo.people import HouseholdPlan, Shape
from distribution.demo.seasons import moment, spread, working_days
from distribution.households.commands.assessing import assess
from distribution.households.commands.authorising import add_authorisation
from distribution.households.commands.intake import add_household, close_household
from distribution.households.commands.referring import (
    issue_referral,
    withdraw_referral,
)
from distribution.households.rules.income import IncomeKind, IncomePosition
from distribution.households.rules.people import CHILD_BELOW
from distribution.programmes.queries.reference import sub_programme_by
from distribution.programmes.rules import HardshipReason, TargetGroup, age_on


class Fate(StrEnum):
    """How far a household has come."""

    REFERRED = "referred"
    REFUSED = "refused"
    NO_REASON = "no_reason"
    ASSESSED = "assessed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


_FATES = (
    (Fate.REFUSED, 80),
    (Fate.NO_REASON, 400),
    (Fate.ASSESSED, 160),
    (Fate.WAITING, 130),
    (Fate.WITHDRAWN, 320),
    (Fate.CLOSED, 650),
)
"""One household in so many has this fate; all others are referred."""

_NEVER_MISSING = {Fate.REFUSED, Fate.WAITING, Fate.ASSESSED}
_A_TOWN = 20
"""Fewer households than these are all referred."""

_PROXY_ONE_IN = 40


_UNDER_OLD_LIMIT = date(2024, 6, 12)


class Resident(msgspec.Struct, frozen=True):
    """A household of the plan, and what became of it in the database."""

    plan: HouseholdPlan
    id: UUID
    fate: Fate
    proxy: UUID | None = None


def fates(plans: Sequence[HouseholdPlan], random: Random) -> list[Fate]:
    """Return the fate of each household; who is brought food is always referred."""
    fates = [Fate.REFERRED] * len(plans)
    free = [place for place, plan in enumerate(plans) if not plan.is_delivered]
    random.shuffle(free)
    for fate, one_in in _FATES:
        least = fate in _NEVER_MISSING and len(plans) >= _A_TOWN
        for _ in range(max(int(least), len(plans) // one_in)):
            fates[free.pop()] = fate
    return fates


async def remember_refusal(
    town: Town, plans: Sequence[HouseholdPlan]
) -> list[HouseholdPlan]:
    """Refuse one household under the limits of 2024; it would pass under the newest.

    Returns:
        All the others. The program tells staff whom to tell (DOMAIN.md 2.1).
    """
    one = next(plan for plan in plans if plan.shape is Shape.ALONE)
    now = moment(_UNDER_OLD_LIMIT, 10)
    async with reading(town.social_worker):
        former = await sub_programme_by("fepz_2023")
    household = await perform(
        add_household,
        town.social_worker,
        one.details,
        one.members,
        accept_duplicate=True,
        now=now,
    )
    await perform(
        assess,
        town.social_worker,
        household,
        sub_programme=former.id,
        applied_on=_UNDER_OLD_LIMIT,
        positions=[_position(IncomeKind.DISABILITY_PENSION, 231540)],
        reasons=[HardshipReason.ILLNESS],
        now=now,
    )
    return [plan for plan in plans if plan is not one]


async def take_in(
    town: Town,
    plans: Sequence[tuple[HouseholdPlan, Fate]],
    *,
    first: date,
    last: date,
    random: Random,
) -> list[Resident]:
    """Take households in, one after another, on the working days of a time."""
    days = working_days(first, last)
    residents = []
    for (plan, fate), day in zip(plans, spread(days, len(plans)), strict=True):
        residents.append(await _one(town, plan, fate, day, random))
    return residents


async def _one(
    town: Town, plan: HouseholdPlan, fate: Fate, day: date, random: Random
) -> Resident:
    now = moment(day, random.randint(8, 13), random.randint(0, 59))
    household = await perform(
        add_household,
        town.social_worker,
        plan.details,
        plan.members,
        accept_duplicate=True,
        now=now,
    )
    proxy = None
    if fate is not Fate.WAITING:
        await perform(
            assess,
            town.social_worker,
            household,
            sub_programme=town.fund,
            applied_on=day,
            positions=_income(plan, day, random, is_poor=fate is not Fate.REFUSED),
            reasons=() if fate is Fate.NO_REASON else _reasons(plan, random),
            now=now,
        )
    if fate in {Fate.REFERRED, Fate.WITHDRAWN, Fate.CLOSED}:
        referral = await perform(
            issue_referral,
            town.social_worker,
            household,
            sub_programme=town.fund,
            now=now,
        )
        if fate is Fate.WITHDRAWN:
            await perform(
                withdraw_referral,
                town.social_worker,
                referral,
                reason="Przeprowadzka do innej gminy",
                now=now + timedelta(days=1),
            )
    if fate is Fate.CLOSED:
        await perform(close_household, town.social_worker, household)
    if fate is Fate.REFERRED and random.randrange(_PROXY_ONE_IN) == 0:
        proxy = await _proxy(town, household, day, random)
    return Resident(plan, household, fate, proxy)


async def _proxy(town: Town, household: UUID, day: date, random: Random) -> UUID:
    name = random.choice(
        ("Maria Bednarz", "Karol Sowa", "Iwona Cieślak", "Paweł Kot", "Ola Bielecka")
    )
    return await perform(
        add_authorisation,
        town.social_worker,
        household,
        proxy_name=name,
        valid_from=day,
        note="Upoważnienie pisemne w teczce",
        now=moment(day, 14),
    )


_NEWEST = {"single": 267650, "person": 218095}
"""The newest limits, in grosz (``DOMAIN.md`` 2.1)."""


def _income(
    plan: HouseholdPlan, day: date, random: Random, *, is_poor: bool
) -> list[IncomePosition]:
    """Return positions well under the limit, or a little above it."""
    persons = len(plan.members)
    allowed = _NEWEST["single"] if persons == 1 else _NEWEST["person"] * persons
    share = random.uniform(0.35, 0.92) if is_poor else random.uniform(1.01, 1.3)
    total = int(allowed * share) // 100 * 100 + random.randint(0, 99)
    main = _main_income(plan, random)
    if plan.shape is Shape.HOMELESS:
        return [_position(IncomeKind.SOCIAL_BENEFIT, min(total, 123000))]
    if persons == 1 or main is IncomeKind.OLD_AGE_PENSION:
        return [_position(main, total)]
    benefit = min(total // 5, 13000 * persons)
    children = sum(_is_child(one.born_on, day) for one in plan.members)
    positions = [
        _position(main, total - benefit),
        _position(IncomeKind.FAMILY_BENEFIT, benefit),
    ]
    if children:
        positions.append(_position(IncomeKind.CHILD_BENEFIT, 80000 * children))
    return positions


def _position(kind: IncomeKind, grosz: int) -> IncomePosition:
    return IncomePosition(kind, Grosz(grosz))


def _main_income(plan: HouseholdPlan, random: Random) -> IncomeKind:
    if plan.shape in {Shape.SENIOR, Shape.SENIOR_COUPLE}:
        return IncomeKind.OLD_AGE_PENSION
    return random.choice(
        (
            IncomeKind.SALARY,
            IncomeKind.SALARY,
            IncomeKind.CIVIL_CONTRACT,
            IncomeKind.DISABILITY_PENSION,
            IncomeKind.UNEMPLOYMENT_BENEFIT,
        )
    )


def _is_child(born_on: date | None, day: date) -> bool:
    age = age_on(day, born_on=born_on, birth_year=None)
    return age is not None and age < CHILD_BELOW


def _reasons(plan: HouseholdPlan, random: Random) -> list[HardshipReason]:
    reasons = [HardshipReason.POVERTY]
    if any(TargetGroup.DISABLED in one.target_groups for one in plan.members):
        reasons.append(HardshipReason.DISABILITY)
    by_shape = {
        Shape.HOMELESS: HardshipReason.HOMELESSNESS,
        Shape.UKRAINIAN: HardshipReason.REFUGEE_INTEGRATION,
        Shape.ONE_PARENT: HardshipReason.HELPLESSNESS,
        Shape.SENIOR: HardshipReason.ILLNESS,
    }
    if plan.shape in by_shape:
        reasons.append(by_shape[plan.shape])
    elif random.random() < 0.4:  # noqa: PLR2004
        reasons.append(HardshipReason.UNEMPLOYMENT)
    if len(plan.members) > 4:  # noqa: PLR2004 (three children or more)
        reasons.append(HardshipReason.MATERNITY_OR_MANY_CHILDREN)
    return reasons
