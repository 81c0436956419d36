"""Deciding whether a household may take part (R-ELIG-1 to R-ELIG-4)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.queries.verification import limit_row
from distribution.households.rules import assessment as rules
from distribution.households.rules.income import (
    IncomePosition,
    IncomeStatement,
    income_month,
)
from distribution.programmes import steps as programmes
from distribution.programmes.limits import IncomeBase, base_in_force
from distribution.programmes.queries.reference import income_bases, limit_on
from distribution.programmes.rules import HardshipReason


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
        known = await steps.lock_open_household(household_id)
        sub = await programmes.lock_running(sub_programme, today)
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
