"""The people of a household: who comes, who changes, who leaves."""

from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec
from msgspec.structs import asdict, replace

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_one, fetch_value
from distribution.core.errors import InvalidInputError, NotFoundError
from distribution.core.standing import refuse_overwriting
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.errors import HeadLeavesError, LastMemberError
from distribution.households.rules.details import MemberDetails, member_faults


async def add_member(
    actor: Actor, household: UUID, details: MemberDetails, *, now: datetime
) -> UUID:
    """Add a person; as head they take over from the one who was it.

    A referral that was issued keeps its number of persons.

    Raises:
        NotFoundError: The centre has no such household.
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    _check(details, now)
    member = uuid4()
    async with transaction(actor):
        await _lock(household)
        if details.is_head:
            await steps.drop_head(household)
        await steps.insert_members(actor.centre, [(household, member, details)])
    return member


async def change_member(
    actor: Actor,
    member: UUID,
    details: MemberDetails,
    *,
    seen: str | None = None,
    now: datetime,
) -> None:
    """Change a person who lives in the household; somebody stays head.

    Args:
        actor: Who changes it.
        member: Whom.
        details: What is known of the person from now on.
        seen: Its `standing` when it was looked at.
        now: Its local day bounds births.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has no such person, or they left.
        HeadLeavesError: The head can only be replaced, not removed.
        InvalidInputError: Names every field that is wrong.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    _check(details, now)
    async with transaction(actor):
        household, known = await _lock_of(member)
        groups = tuple(sorted(details.target_groups))
        written = replace(details, target_groups=groups)
        refuse_overwriting(seen, asdict(known), asdict(written))
        if known.is_head and not details.is_head:
            raise HeadLeavesError
        if details.is_head and not known.is_head:
            await steps.drop_head(household)
        await steps.write_member(member, written)


async def member_left(actor: Actor, member: UUID, *, left_on: date) -> None:
    """Record that a person does not live in the household any more.

    Raises:
        NotFoundError: The centre has no such person, or they left before.
        LastMemberError: Nobody would be left: close the household instead.
        HeadLeavesError: The head; name another one first.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        household, known = await _lock_of(member)
        there = await fetch_value(
            "SELECT count(*) FROM household_member"
            " WHERE household = $1 AND left_on IS NULL",
            household,
        )
        if there == 1:
            raise LastMemberError
        if known.is_head:
            raise HeadLeavesError
        await execute(
            "UPDATE household_member SET left_on = $2 WHERE id = $1", member, left_on
        )


async def member_back(actor: Actor, member: UUID) -> UUID:
    """Take back that somebody left; twice is no change. Returns the household.

    Raises:
        NotFoundError: The centre has no such person.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        household: UUID | None = await fetch_value(
            "SELECT household FROM household_member WHERE id = $1", member
        )
        if household is None:
            raise NotFoundError
        await _lock(household)
        await execute(
            "UPDATE household_member SET left_on = NULL WHERE id = $1", member
        )
    return household


def _check(details: MemberDetails, now: datetime) -> None:
    faults = member_faults(details, local_day(now))
    if faults:
        raise InvalidInputError(faults)


async def _lock(household: UUID) -> None:
    row = await fetch_one(
        "SELECT id FROM household WHERE id = $1 FOR NO KEY UPDATE", household
    )
    if row is None:
        raise NotFoundError


async def _lock_of(member: UUID) -> tuple[UUID, MemberDetails]:
    """Lock the household of somebody who lives in it; return it and who they are."""
    household = await fetch_value(
        "SELECT household FROM household_member WHERE id = $1", member
    )
    if household is None:
        raise NotFoundError
    await _lock(household)
    row = await fetch_one(
        "SELECT given_name, family_name, born_on, birth_year, sex, target_groups,"
        " is_head FROM household_member WHERE id = $1 AND left_on IS NULL",
        member,
    )
    if row is None:
        raise NotFoundError
    return household, msgspec.convert(row, MemberDetails)
