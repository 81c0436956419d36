"""Assessments and referrals. Incomes and reasons are for those who may assess."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.core.errors import NotFoundError
from distribution.core.sql import load
from distribution.core.units import Grosz, Packs
from distribution.households.rules.assessment import Outcome, would_pass
from distribution.households.rules.referral import (
    ReferralFacts,
    ReferralState,
    referral_state,
)
from distribution.programmes.errors import NoLimitInForceError
from distribution.programmes.limits import IncomeLimit
from distribution.programmes.queries.reference import LimitFacts, limit_on


class AssessmentRecord(msgspec.Struct, frozen=True):
    """A decision as it was taken, with everything that ``replay`` needs."""

    id: UUID
    household: UUID
    sub_programme: UUID
    sub_programme_name: str
    decided_on: date
    persons: int
    eligible: bool
    decided_by: str
    recorded_at: datetime
    outcome: Outcome


class WouldPass(msgspec.Struct, frozen=True):
    """A household that was refused under an older limit and would pass today.

    It must apply again; ``allowed`` and ``allowed_now`` are for the whole household.
    """

    household: UUID
    number: int
    head: str
    sub_programme: UUID
    sub_programme_name: str
    decided_on: date
    total_net: Grosz
    allowed: Grosz
    allowed_now: Grosz


class ReferralRecord(msgspec.Struct, frozen=True):
    """A referral; packs are over all articles, ``state`` holds on the day asked for."""

    id: UUID
    number: str
    household: UUID
    household_number: int
    head: str
    sub_programme: UUID
    sub_programme_name: str
    assessment: UUID
    persons: int
    extra_percent: int
    issued_on: date
    valid_until: date
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal: str
    entitled: Packs
    issued: Packs
    remaining: Packs
    state: ReferralState


_ASSESSMENTS = (
    "SELECT a.id, a.household, a.sub_programme, s.name AS sub_programme_name,"
    " a.decided_on, a.persons, a.eligible, a.decided_by, a.recorded_at, a.outcome"
    " FROM assessment AS a JOIN sub_programme AS s ON s.id = a.sub_programme"
)


async def assessments_of(household: UUID) -> list[AssessmentRecord]:
    """Return the assessments of a household, the newest first."""
    rows = await fetch(
        f"{_ASSESSMENTS} WHERE a.household = $1 ORDER BY a.recorded_at DESC, a.id",
        household,
    )
    return [_assessment(row) for row in rows]


async def assessment(assessment_id: UUID) -> AssessmentRecord:
    """Return one assessment.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    rows = await fetch(f"{_ASSESSMENTS} WHERE a.id = $1", assessment_id)
    if not rows:
        raise NotFoundError
    return _assessment(rows[0])


async def refused_who_would_pass(day: date) -> list[WouldPass]:
    """Return whom a newer limit lets in, of sub-programmes that are not over.

    Only the last assessment for a sub-programme counts. Source: DOMAIN.md 2.1.
    """
    rows = await fetch(load("distribution.households", "last_assessments"), day)
    limits = {row["programme"]: await _limit(row["programme"], day) for row in rows}
    found = [
        _would_pass(row, limits[row["programme"]])
        for row in rows
        if not row["eligible"]
    ]
    return sorted(filter(None, found), key=lambda one: one.number)


async def referrals_of(household: UUID, day: date) -> list[ReferralRecord]:
    """Return the referrals of a household, the newest first."""
    rows = await fetch(
        f"{_referrals()} WHERE r.household = $1"
        " ORDER BY r.issued_on DESC, r.number DESC",
        household,
    )
    return [_referral(row, day) for row in rows]


async def referral(referral_id: UUID, day: date) -> ReferralRecord:
    """Return one referral.

    Raises:
        NotFoundError: The centre has none of this id.
    """
    rows = await fetch(f"{_referrals()} WHERE r.id = $1", referral_id)
    if not rows:
        raise NotFoundError
    return _referral(rows[0], day)


def _referrals() -> str:
    return load("distribution.households", "referrals")


async def _limit(programme: UUID, day: date) -> IncomeLimit | None:
    try:
        return limit_row(await limit_on(programme, day))
    except NoLimitInForceError:
        return None


def limit_row(facts: LimitFacts) -> IncomeLimit:
    """Return a stored limit as the rules take it."""
    return IncomeLimit(
        programme=facts.programme_key,
        percent=facts.percent,
        valid_from=facts.valid_from,
        single=facts.single_grosz,
        in_family=facts.family_grosz,
    )


def _assessment(row: Row) -> AssessmentRecord:
    outcome = msgspec.json.decode(row["outcome"], type=Outcome)
    return AssessmentRecord(**{**row, "outcome": outcome})


def _would_pass(row: Row, limit: IncomeLimit | None) -> WouldPass | None:
    outcome = msgspec.json.decode(row["outcome"], type=Outcome)
    if limit is None or not would_pass(outcome, limit):
        return None
    persons = outcome.statement.persons
    now = limit.single if persons == 1 else limit.in_family
    return WouldPass(
        household=row["household"],
        number=row["number"],
        head=row["head"],
        sub_programme=row["sub_programme"],
        sub_programme_name=row["sub_programme_name"],
        decided_on=row["decided_on"],
        total_net=Grosz(round(outcome.total_net)),
        allowed=outcome.allowed,
        allowed_now=Grosz(now * persons),
    )


def _referral(row: Row, day: date) -> ReferralRecord:
    facts = ReferralFacts(
        issued_on=row["issued_on"],
        valid_until=row["valid_until"],
        accepted=row["accepted_at"] is not None,
        withdrawn=row["withdrawn_at"] is not None,
        issued=row["issued"],
        remaining=row["remaining"],
    )
    return ReferralRecord(**row, state=referral_state(facts, day))
