"""What other domains may do with households, inside their own command."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from distribution.core.database import (
    execute,
    fetch_value,
    require_transaction,
)
from distribution.core.sql import load
from distribution.core.transaction import say_last
from distribution.core.units import Packs
from distribution.households.errors import HouseholdClosedError
from distribution.households.queries.records import HouseholdRecord, household
from distribution.households.rules.details import HouseholdDetails, MemberDetails
from distribution.households.rules.people import name_key


async def lock_entitlement(referral: UUID) -> None:
    """Keep every other hand-out on this referral waiting until commit.

    Taken before any balance of the stock is locked (lock order, DESIGN 4.1).
    """
    require_transaction()
    await execute(
        "SELECT id FROM entitlement WHERE referral = $1 ORDER BY article FOR UPDATE",
        referral,
    )


def debit_entitlement(
    referral: UUID, articles: Sequence[UUID], packs: Sequence[Packs]
) -> None:
    """Count packs as handed out on a referral, as the command commits.

    What happened is kept: more than was due is counted too, and an article that was
    not due at all gets a row of its own.
    """
    say_last(
        "SELECT kromka_debit($1, $2::uuid[], $3::int[])",
        referral,
        list(articles),
        list(packs),
    )


async def credit_entitlement(
    referral: UUID, articles: Sequence[UUID], packs: Sequence[Packs]
) -> None:
    """Take back a debit: the packs may be handed out again. One statement."""
    require_transaction()
    await execute(
        "WITH locked AS (SELECT id, article FROM entitlement WHERE referral = $1"
        " AND article = ANY($2::uuid[]) ORDER BY article FOR UPDATE),"
        " given AS (SELECT article, sum(packs) AS packs"
        " FROM unnest($2::uuid[], $3::int[]) AS line(article, packs) GROUP BY article)"
        " UPDATE entitlement AS e SET issued = e.issued - given.packs"
        " FROM locked JOIN given USING (article) WHERE e.id = locked.id",
        referral,
        articles,
        packs,
    )


async def write_entitlements(
    centre: UUID, sub_programme: UUID, referral: UUID | None = None
) -> None:
    """Write what is due by the newest set, for one referral or for all that are good.

    What was handed out stays; an article that left the set is due no more.
    """
    require_transaction()
    await execute(
        load("distribution.households", "write_entitlements"),
        centre,
        sub_programme,
        referral,
    )


async def take_household_numbers(centre: UUID, count: int = 1) -> int:
    """Take *count* household numbers in a row and return the first."""
    require_transaction()
    last = await fetch_value(
        "INSERT INTO household_number (id, centre, last)"
        " VALUES (gen_random_uuid(), $1, $2) ON CONFLICT (centre)"
        " DO UPDATE SET last = household_number.last + excluded.last RETURNING last",
        centre,
        count,
    )
    return int(last) - count + 1


async def take_referral_number(centre: UUID, issued_on: date) -> str:
    """Take the next referral number of the year: ``17/2026``, without gaps.

    The row stays locked until the command ends, so one that fails leaves no gap.
    """
    require_transaction()
    last = await fetch_value(
        "INSERT INTO referral_number (id, centre, year, last)"
        " VALUES (gen_random_uuid(), $1, $2, 1) ON CONFLICT (centre, year)"
        " DO UPDATE SET last = referral_number.last + 1 RETURNING last",
        centre,
        issued_on.year,
    )
    return f"{last}/{issued_on.year}"


async def insert_households(
    centre: UUID,
    households: Sequence[tuple[UUID, int, str | None, HouseholdDetails]],
) -> None:
    """Store households: id, number, key of the import, details."""
    require_transaction()
    details = [one[3] for one in households]
    fields = HouseholdDetails.__struct_fields__
    await execute(
        load("distribution.households", "insert_households"),
        centre,
        [one[0] for one in households],
        [one[1] for one in households],
        [one[2] for one in households],
        *([getattr(one, field) for one in details] for field in fields),
    )


async def insert_members(
    centre: UUID, members: Sequence[tuple[UUID, UUID, MemberDetails]]
) -> None:
    """Store members: household, id, details."""
    require_transaction()
    people = [one[2] for one in members]
    await execute(
        load("distribution.households", "insert_members"),
        centre,
        [one[1] for one in members],
        [one[0] for one in members],
        [one.given_name for one in people],
        [one.family_name for one in people],
        [name_key(one.given_name, one.family_name) for one in people],
        [one.born_on for one in people],
        [one.birth_year for one in people],
        [one.sex.value for one in people],
        [one.is_head for one in people],
        ["|".join(sorted(one.target_groups)) for one in people],
    )


async def write_details(household_id: UUID, details: HouseholdDetails) -> None:
    """Write what is known of a household anew."""
    require_transaction()
    fields = HouseholdDetails.__struct_fields__
    placed = ", ".join(f"{name} = ${n}" for n, name in enumerate(fields, start=2))
    await execute(
        f"UPDATE household SET {placed} WHERE id = $1",  # noqa: S608 (own names)
        household_id,
        *(getattr(details, name) for name in fields),
    )


async def write_member(member: UUID, details: MemberDetails) -> None:
    """Write what is known of a person anew."""
    require_transaction()
    await execute(
        "UPDATE household_member SET given_name = $2, family_name = $3, name_key = $4,"
        " born_on = $5, birth_year = $6, sex = $7, is_head = $8, target_groups = $9"
        " WHERE id = $1",
        member,
        details.given_name,
        details.family_name,
        name_key(details.given_name, details.family_name),
        details.born_on,
        details.birth_year,
        details.sex,
        details.is_head,
        sorted(details.target_groups),
    )


async def drop_head(household_id: UUID) -> None:
    """Let nobody be the head for now: another is written in the same command."""
    require_transaction()
    await execute(
        "UPDATE household_member SET is_head = false WHERE household = $1 AND is_head",
        household_id,
    )


async def lock_open_household(household_id: UUID) -> HouseholdRecord:
    """Return a household that is not closed; changes of it wait until we are done.

    Raises:
        NotFoundError: The centre has none such.
        HouseholdClosedError: It was closed.
    """
    require_transaction()
    await execute(
        "SELECT id FROM household WHERE id = $1 FOR NO KEY UPDATE", household_id
    )
    known = await household(household_id)
    if not known.active:
        raise HouseholdClosedError(number=known.number)
    return known
