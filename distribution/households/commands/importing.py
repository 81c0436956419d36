"""Loading a file of households: all of it or nothing, and twice is once (E47)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import has_addresses
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.csv_file import by_line, in_its_words
from distribution.core.database import execute
from distribution.core.errors import InvalidInputError
from distribution.core.transaction import transaction
from distribution.households import steps
from distribution.households.household_columns import POLISH_COLUMNS
from distribution.households.household_file import read_households
from distribution.households.import_plan import (
    HouseholdPlan,
    ImportChange,
    plan_faults,
    plan_import,
)
from distribution.households.queries.imported import (
    known_by_import,
    likely_the_same,
)
from distribution.households.queries.placing import on_the_map
from distribution.households.rules.people import name_key

_AT_ONCE = 100


class ImportLine(msgspec.Struct, frozen=True):
    """What the import does with one household of the file.

    ``likely`` are the numbers of households that a new one may be already.
    """

    line: int
    household: str
    head: str
    persons: int
    number: int | None
    change: ImportChange
    fields: tuple[str, ...]
    likely: tuple[int, ...]


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did, or with ``dry_run`` would do."""

    dry_run: bool
    new: int
    changed: int
    unchanged: int
    lines: tuple[ImportLine, ...]


async def import_households(
    actor: Actor,
    data: bytes,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    now: datetime,
) -> ImportReport:
    """Load a file of households (``household_file``) in one transaction.

    Households are known again by the sender's reference, so the same file twice
    changes nothing. Whoever is not in the file at all stays as they are.

    Args:
        actor: Who loads it.
        data: The file.
        dry_run: Only say what would be done.
        on_progress: Told how many households of how many are done.
        now: Its local day bounds births, and is the day on which people left.

    Raises:
        InvalidInputError: Names every bad cell by line and column; nothing is loaded.
    """
    actor.must(Permission.KEEP_HOUSEHOLDS)
    today = local_day(now)
    file = read_households(data, today=today)
    legible = {one.import_key for one in file.households if one.is_legible}
    tell = on_progress or (lambda _done, _total: None)
    async with transaction(actor):
        known = await known_by_import([one.import_key for one in file.households])
        plans = plan_import(file.households, known)
        faults = plan_faults(one for one in plans if one.import_key in legible)
        if file.errors or faults:
            errors = by_line([*file.errors, *faults])
            raise InvalidInputError(in_its_words(errors, data, POLISH_COLUMNS))
        likely = await _likely(plans)
        new = [one for one in plans if one.change is ImportChange.NEW]
        changed = [one for one in plans if one.change is ImportChange.CHANGED]
        numbers: dict[str, int] = {}
        if not dry_run:
            new, changed = await _placed(new), await _placed(changed)
            tell(0, len(new) + len(changed))
            for done, plan in enumerate(changed, start=1):
                await _change(actor, plan, today)
                tell(done, len(new) + len(changed))
            numbers = await _add(actor, new)
            tell(len(new) + len(changed), len(new) + len(changed))
    return ImportReport(
        dry_run=dry_run,
        new=len(new),
        changed=len(changed),
        unchanged=len(plans) - len(new) - len(changed),
        lines=tuple(_line(plan, numbers, likely) for plan in plans),
    )


async def _placed(plans: list[HouseholdPlan]) -> list[HouseholdPlan]:
    """Return the plans with the places of addresses, where they are sure."""
    if not plans or not await has_addresses():
        return plans
    return [
        msgspec.structs.replace(plan, details=await on_the_map(plan.details))
        for plan in plans
    ]


async def _likely(plans: Sequence[HouseholdPlan]) -> dict[str, tuple[int, ...]]:
    people = [
        (plan.import_key, member, plan.details.phone)
        for plan in plans
        if plan.change is ImportChange.NEW
        for member, _ in plan.members
    ]
    found = await likely_the_same(
        [key for key, _, _ in people],
        [name_key(one.given_name, one.family_name) for _, one, _ in people],
        [one.born_on for _, one, _ in people],
        [phone for _, _, phone in people],
    )
    numbers: dict[str, tuple[int, ...]] = {}
    for one in found:
        numbers[one.import_key] = (*numbers.get(one.import_key, ()), one.number)
    return numbers


async def _add(actor: Actor, plans: Sequence[HouseholdPlan]) -> dict[str, int]:
    """Store new households and return the number of each by its key."""
    if not plans:
        return {}
    first = await steps.take_household_numbers(actor.centre, len(plans))
    ids = {plan.import_key: uuid4() for plan in plans}
    numbers = {plan.import_key: first + place for place, plan in enumerate(plans)}
    for start in range(0, len(plans), _AT_ONCE):
        some = plans[start : start + _AT_ONCE]
        await steps.insert_households(
            actor.centre,
            [
                (
                    ids[plan.import_key],
                    numbers[plan.import_key],
                    plan.import_key,
                    plan.details,
                )
                for plan in some
            ],
        )
        await steps.insert_members(
            actor.centre,
            [
                (ids[plan.import_key], uuid4(), member)
                for plan in some
                for member, _ in plan.members
            ],
        )
    return numbers


async def _change(actor: Actor, plan: HouseholdPlan, today: date) -> None:
    assert plan.known is not None
    household = plan.known.id
    await steps.write_details(household, plan.details)
    if "members" not in plan.fields:
        return
    await execute(
        "UPDATE household_member SET left_on = $2, is_head = false"
        " WHERE id = ANY($1::uuid[])",
        [one.id for one in plan.leaving],
        today,
    )
    await steps.drop_head(household)
    for details, known in plan.members:
        if known is not None:
            await steps.write_member(known.id, details)
    await steps.insert_members(
        actor.centre,
        [(household, uuid4(), one) for one, known in plan.members if known is None],
    )


def _line(
    plan: HouseholdPlan,
    numbers: dict[str, int],
    likely: dict[str, tuple[int, ...]],
) -> ImportLine:
    head = next(one for one, _ in plan.members if one.is_head)
    number = plan.known.number if plan.known else numbers.get(plan.import_key)
    return ImportLine(
        line=plan.line,
        household=plan.import_key.removeprefix("csv:"),
        head=f"{head.given_name} {head.family_name}",
        persons=len(plan.members),
        number=number,
        change=plan.change,
        fields=plan.fields,
        likely=likely.get(plan.import_key, ()),
    )
