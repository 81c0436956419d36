"""Giving a household its referral, accepting and withdrawing it (R-REF-1)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.constraints import refusing
from distribution.core.database import Row, execute, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.errors import (
    NoExtraError,
    NotAssessedError,
    NotEligibleError,
    ReferralExistsError,
)
from distribution.households.queries.records import HouseholdRecord
from distribution.households.queries.verification import referral
from distribution.households.rules.people import may_have_extra
from distribution.households.rules.referral import ReferralState, check_transition
from distribution.programmes import steps as programmes
from distribution.programmes.errors import NoSetError
from distribution.programmes.queries.reference import SubProgrammeFacts, set_of
from distribution.programmes.rules import age_on


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
            known = await steps.lock_open_household(household_id)
            sub = await programmes.lock_running(sub_programme, today)
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
