"""Households, members and referrals that tests start from, made by commands alone."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from distribution.core.actor import Actor
from distribution.core.reading import reading
from distribution.core.units import Grosz
from distribution.households.commands.assessing import assess
from distribution.households.commands.intake import add_household
from distribution.households.commands.programme import change_set
from distribution.households.commands.referring import issue_referral
from distribution.households.queries.records import household
from distribution.households.rules.details import HouseholdDetails, MemberDetails
from distribution.households.rules.income import IncomeKind, IncomePosition
from distribution.households.rules.people import Sex
from distribution.programmes.queries.reference import set_of, sub_programme_by
from distribution.programmes.rounds import ArticlePacks
from distribution.programmes.rules import HardshipReason
from tests.worlds import NOON

ANNA = MemberDetails("Anna", "Żółkiewska", born_on=date(1981, 5, 14), sex=Sex.FEMALE)
JAN = MemberDetails("Jan", "Żółkiewski", born_on=date(2015, 2, 3), sex=Sex.MALE)
WHERE = HouseholdDetails(
    street="ul. Próbna",
    house_number="4A",
    flat="2",
    postal_code="23-204",
    locality="Kraśnik",
    phone="600 100 200",
)


async def a_household(
    actor: Actor,
    *members: MemberDetails,
    details: HouseholdDetails = WHERE,
    now: datetime = NOON,
) -> UUID:
    """Take in a household; by default a mother with her son."""
    return await add_household(
        actor, details, members or (ANNA, JAN), accept_duplicate=True, now=now
    )


async def number_of(actor: Actor, household_id: UUID) -> int:
    """Return the number that people see."""
    async with reading(actor):
        return (await household(household_id)).number


async def the_fepz_set(actor: Actor, sub_programme: UUID) -> None:
    """Give a sub-programme the set of FEPŻ 2024."""
    async with reading(actor):
        lines = await set_of((await sub_programme_by("fepz_2024")).id)
    await change_set(
        actor, sub_programme, [ArticlePacks(line.article, line.packs) for line in lines]
    )


async def assessed(
    actor: Actor,
    household_id: UUID,
    sub_programme: UUID,
    *,
    grosz: int = 200000,
    reasons: Sequence[HardshipReason] = (HardshipReason.POVERTY,),
    now: datetime = NOON,
) -> UUID:
    """Assess a household with one salary a month, in grosz."""
    made, _ = await assess(
        actor,
        household_id,
        sub_programme=sub_programme,
        applied_on=now.date(),
        positions=[IncomePosition(IncomeKind.SALARY, Grosz(grosz))],
        reasons=reasons,
        now=now,
    )
    return made


async def a_referral(
    actor: Actor,
    sub_programme: UUID,
    household_id: UUID | None = None,
    *,
    accepted: bool = True,
    now: datetime = NOON,
) -> UUID:
    """Assess a household (a new one, unless given) and issue its referral."""
    who = household_id or await a_household(actor, now=now)
    await assessed(actor, who, sub_programme, now=now)
    return await issue_referral(
        actor, who, sub_programme=sub_programme, accepted=accepted, now=now
    )
