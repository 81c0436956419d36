"""Taking in households, changing and closing them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from msgspec.structs import asdict

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_one
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.standing import refuse_overwriting
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.errors import (
    HouseholdAnonymousError,
    PossibleDuplicateError,
)
from distribution.households.phones import to_e164
from distribution.households.queries.duplicates import duplicates_of
from distribution.households.queries.placing import on_the_map
from distribution.households.rules.details import (
    HouseholdChanges,
    HouseholdDetails,
    MemberDetails,
    details_faults,
    members_faults,
    with_a_head,
)

_DIGITS_OF_A_CODE = 5
_TRIMMED = (
    "street",
    "house_number",
    "flat",
    "locality",
    "district",
    "contact_name",
    "contact_relation",
)
_PHONES = ("phone", "contact_phone")


async def add_household(
    actor: Actor,
    details: HouseholdDetails,
    members: Sequence[MemberDetails],
    *,
    accept_duplicate: bool = False,
    now: datetime,
) -> UUID:
    """Take in a household with its members; the first is the head if nobody is.

    Args:
        actor: Who takes it in.
        details: The phone as people write it; it is stored in E.164.
        members: At least one person.
        accept_duplicate: Add it although a similar one is there.
        now: Its local day bounds births.

    Returns:
        The id of the household; its number is the next of the centre.

    Raises:
        InvalidInputError: Names every field that is wrong.
        PossibleDuplicateError: It may be here already; carries the candidates.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    tidy, faults = tidied(details)
    faults += members_faults(members, local_day(now))
    if faults:
        raise InvalidInputError(faults)
    household = uuid4()
    async with transaction(actor):
        if not accept_duplicate:
            candidates = await duplicates_of(tidy, members)
            if candidates:
                raise PossibleDuplicateError(
                    count=len(candidates), candidates=candidates
                )
        placed = await on_the_map(tidy)
        number = await steps.take_household_numbers(actor.centre)
        await steps.insert_households(actor.centre, [(household, number, None, placed)])
        await steps.insert_members(
            actor.centre, [(household, uuid4(), one) for one in with_a_head(members)]
        )
    return household


async def change_household(
    actor: Actor, household: UUID, changes: HouseholdChanges, *, seen: str | None = None
) -> None:
    """Change what is written down of a household; what is left out stays.

    Args:
        actor: Who changes it.
        household: Which.
        changes: What becomes of its `HouseholdDetails`.
        seen: Their `standing` when it was looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has none such.
        InvalidInputError: Names every field that is wrong.
        HouseholdAnonymousError: Nobody knows any more who it was.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    fields = HouseholdDetails.__struct_fields__
    async with transaction(actor):
        row = await fetch_one(
            "SELECT * FROM household WHERE id = $1 FOR UPDATE", household
        )
        if row is None:
            raise NotFoundError
        if row["anonymised_at"] is not None:
            raise HouseholdAnonymousError(number=row["number"])
        known = msgspec.convert({name: row[name] for name in fields}, HouseholdDetails)
        tidy, faults = tidied(changes.made_to(known))
        if faults:
            raise InvalidInputError(faults)
        refuse_overwriting(seen, asdict(known), asdict(tidy))
        await steps.write_details(household, await on_the_map(tidy))


async def close_household(actor: Actor, household: UUID) -> None:
    """Close a household: it gets no voucher any more, and keeps its history.

    Raises:
        NotFoundError: The centre has none such.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        await _set_active(household, active=False)


async def reopen_household(actor: Actor, household: UUID) -> None:
    """Open a household that was closed.

    Raises:
        NotFoundError: The centre has none such.
        HouseholdAnonymousError: Nobody knows any more who it was.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with transaction(actor):
        await _set_active(household, active=True)


def tidied(details: HouseholdDetails) -> tuple[HouseholdDetails, list[FieldError]]:
    """Return *details* as they are stored, and what is wrong with them.

    Phone in E.164, postal code with its hyphen, no blanks at the ends.
    """
    texts = {name: getattr(details, name).strip() for name in _TRIMMED}
    code = details.postal_code.strip()
    if len(code) == _DIGITS_OF_A_CODE and code.isdecimal():
        code = f"{code[:2]}-{code[2:]}"
    written = {name: (getattr(details, name) or "").strip() for name in _PHONES}
    phones = {name: to_e164(text) if text else None for name, text in written.items()}
    tidy = msgspec.structs.replace(details, postal_code=code, **phones, **texts)
    faults = details_faults(tidy)
    faults += [
        FieldError(name, N_("To nie jest numer telefonu."))
        for name, text in written.items()
        if text and phones[name] is None
    ]
    return tidy, faults


async def _set_active(household: UUID, *, active: bool) -> None:
    row = await fetch_one(
        "SELECT number, anonymised_at FROM household WHERE id = $1 FOR UPDATE",
        household,
    )
    if row is None:
        raise NotFoundError
    if row["anonymised_at"] is not None:
        raise HouseholdAnonymousError(number=row["number"])
    await execute("UPDATE household SET active = $2 WHERE id = $1", household, active)
