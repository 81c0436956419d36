"""Assessing a household and giving it a referral (R-ELIG-1 to 4, R-REF-1)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.constraints import refusing
from distribution.core.database import Row, execute, fetch_one, fetch_value
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.errors import (
    HouseholdClosedError,
    NoExtraError,
    NotAssessedError,
    NotEligibleError,
    ReferralExistsError,
    SubProgrammeOverError,
)
from distribution.households.queries import records
from distribution.households.queries.records import HouseholdRecord
from distribution.households.queries.verification import limit_row, referral
from distribution.households.rules import assessment as rules
from distribution.households.rules.income import (
    IncomePosition,
    IncomeStatement,
    income_month,
)
from distribution.households.rules.people import may_have_extra
from distribution.households.rules.referral import ReferralState, check_transition
from distribution.programmes.errors import NoSetError
from distribution.programmes.limits import IncomeBase, base_in_force
from distribution.programmes.queries.reference import (
    SubProgrammeFacts,
    income_bases,
    limit_on,
    set_of,
    sub_programme_by,
)
from distribution.programmes.rules import HardshipReason, age_on


async def assess(
    actor: Actor,
    household_id: UUID,
    *,
    sub_programme: UUID,
    applied_on: date,
    positions: Sequence[IncomePosition],
    reasons: Iterable[HardshipReason],
    income_lost: bool = False,
    now: datetime,
) -> tuple[UUID, rules.Outcome]:
    """Decide whether a household may take part, by the limit in force on the day.

    Persons are counted from the members, the month follows from the application.
    Stored are the statement, the limit row and the outcome: ``rules.replay`` takes
    the decision again.

    Args:
        actor: Who decides.
        household_id: Whom it is about.
        sub_programme: Whose rules decide.
        applied_on: The day of the application.
        positions: What was stated, each net amount of the month in grosz.
        reasons: Reasons of art. 7 that were found.
        income_lost: Income was lost, so the month of the application counts.
        now: The decision is of its local day.

    Returns:
        The id of the assessment, and the decision.

    Raises:
        NotFoundError: The centre lacks the household or the sub-programme.
        HouseholdClosedError: The household was closed.
        SubProgrammeOverError: The sub-programme ended.
        NoLimitInForceError: The programme has no limit on the day.
        NoBaseInForceError: There is no criterion of art. 8 on the day.
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.ASSESS)
    today = local_day(now)
    if applied_on > today:
        sentence = N_("Wniosek nie może być z przyszłości.")
        raise InvalidInputError([FieldError("applied_on", sentence)])
    async with transaction(actor):
        known = await _open_household(household_id)
        sub = await _running(sub_programme, today)
        limit = await limit_on(sub.programme, today)
        outcome = rules.assess(
            IncomeStatement(
                persons=known.persons,
                applied_on=applied_on,
                income_lost=income_lost,
                month=income_month(applied_on, income_lost=income_lost),
                positions=tuple(positions),
            ),
            limit_row(limit),
            hectare=(await _base(today)).hectare,
            reasons=reasons,
            decided_on=today,
        )
        made = await _store(
            actor, outcome, household=known.id, sub=sub.id, limit=limit.id, now=now
        )
    return made, outcome


async def issue_referral(
    actor: Actor,
    household_id: UUID,
    *,
    sub_programme: UUID,
    accepted: bool = True,
    extra_percent: int = 0,
    now: datetime,
) -> UUID:
    """Give a household its referral to a sub-programme, and what is due by it.

    Packs due are the newest set × persons of the assessment. A household that had a
    referral before, withdrawn since, is due that much less.

    Args:
        actor: Who issues it.
        household_id: Whom it is for.
        sub_programme: Where it leads; the referral ends with it.
        accepted: Whether the centre hands out itself, and so accepts at once.
        extra_percent: Granted on top to families with children and seniors
            (R-PAR-3).
        now: The moment it is issued.

    Raises:
        NotFoundError: The centre lacks the household or the sub-programme.
        HouseholdClosedError: The household was closed.
        SubProgrammeOverError: The sub-programme ended.
        NotAssessedError: Nobody has assessed it for this sub-programme.
        NotEligibleError: The last assessment says no.
        NoSetError: Nobody has said what a person is due.
        NoExtraError: More than the set is not allowed for these people.
        ReferralExistsError: It has one already (R-REF-1).
    """
    actor.must(Permission.ASSESS)
    today = local_day(now)
    referral_id = uuid4()
    with refusing({"referral_one_active": ReferralExistsError}):
        async with transaction(actor):
            known = await _open_household(household_id)
            sub = await _running(sub_programme, today)
            decision = await _last_decision(known, sub)
            if not await set_of(sub.id):
                raise NoSetError(name=sub.name)
            if extra_percent and not _may_have_extra(known, today):
                raise NoExtraError
            await execute(
                "INSERT INTO referral (id, centre, household, sub_programme,"
                " assessment, number, persons, extra_percent, issued_on, valid_until,"
                " accepted_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                referral_id,
                actor.centre,
                known.id,
                sub.id,
                decision["id"],
                await steps.take_referral_number(actor.centre, today),
                decision["persons"],
                extra_percent,
                today,
                sub.ends_on,
                now if accepted else None,
            )
            await steps.write_entitlements(actor.centre, sub.id, referral_id)
    return referral_id


async def accept_referral(actor: Actor, referral_id: UUID, *, now: datetime) -> None:
    """Take a referral over for handing out: only then does it give food.

    Raises:
        NotFoundError: The centre has none such.
        ReferralStateError: It is accepted already, withdrawn, or over.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        await _check_way(referral_id, ReferralState.ACCEPTED_BY_OPL, now)
        await execute(
            "UPDATE referral SET accepted_at = $2 WHERE id = $1", referral_id, now
        )


async def withdraw_referral(
    actor: Actor, referral_id: UUID, *, reason: str, now: datetime
) -> None:
    """Withdraw a referral: it gives no food any more; what was handed out stays.

    Raises:
        NotFoundError: The centre has none such.
        ReferralStateError: It was withdrawn before.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        await _check_way(referral_id, ReferralState.WITHDRAWN, now)
        await execute(
            "UPDATE referral SET withdrawn_at = $2, withdrawal = $3 WHERE id = $1",
            referral_id,
            now,
            reason,
        )


async def _open_household(household_id: UUID) -> HouseholdRecord:
    await fetch_value(
        "SELECT id FROM household WHERE id = $1 FOR NO KEY UPDATE", household_id
    )
    known = await records.household(household_id)
    if not known.active:
        raise HouseholdClosedError(number=known.number)
    return known


async def _running(sub_programme: UUID, today: date) -> SubProgrammeFacts:
    """Return a sub-programme that is not over; its days and set wait for us."""
    await fetch_value(
        "SELECT id FROM sub_programme WHERE id = $1 FOR SHARE", sub_programme
    )
    sub = await sub_programme_by(sub_programme)
    if today > sub.ends_on:
        raise SubProgrammeOverError(name=sub.name, ends_on=sub.ends_on.isoformat())
    return sub


async def _base(today: date) -> IncomeBase:
    rows = [
        IncomeBase(
            row.valid_from, row.single_grosz, row.family_grosz, row.hectare_grosz
        )
        for row in await income_bases()
    ]
    return base_in_force(rows, today)


async def _store(
    actor: Actor,
    outcome: rules.Outcome,
    *,
    household: UUID,
    sub: UUID,
    limit: UUID,
    now: datetime,
) -> UUID:
    made = uuid4()
    await execute(
        "INSERT INTO assessment (id, centre, household, sub_programme, decided_on,"
        " persons, total_net_grosz, limit_row, statement, outcome, eligible,"
        " decided_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        made,
        actor.centre,
        household,
        sub,
        outcome.decided_on,
        outcome.statement.persons,
        rules.rounded(outcome.total_net),
        limit,
        msgspec.json.encode(outcome.statement).decode(),
        msgspec.json.encode(outcome).decode(),
        outcome.eligible,
        actor.name or actor.label,
        now,
    )
    return made


async def _last_decision(known: HouseholdRecord, sub: SubProgrammeFacts) -> Row:
    row = await fetch_one(
        "SELECT id, persons, eligible FROM assessment"
        " WHERE household = $1 AND sub_programme = $2"
        " ORDER BY recorded_at DESC LIMIT 1",
        known.id,
        sub.id,
    )
    if row is None:
        raise NotAssessedError(sub_programme=sub.name)
    if not row["eligible"]:
        raise NotEligibleError
    return row


def _may_have_extra(known: HouseholdRecord, today: date) -> bool:
    return may_have_extra(
        age_on(today, born_on=one.born_on, birth_year=one.birth_year)
        for one in known.members
    )


async def _check_way(referral_id: UUID, then: ReferralState, now: datetime) -> None:
    locked = await fetch_one(
        "SELECT id FROM referral WHERE id = $1 FOR NO KEY UPDATE", referral_id
    )
    if locked is None:
        raise NotFoundError
    check_transition((await referral(referral_id, local_day(now))).state, then)
