"""Changing who a person is, what they may do, and whether they may sign in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from distribution.accounts import steps
from distribution.accounts.errors import LastAdministratorError
from distribution.accounts.rules import Permission, Role
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, fetch_value
from distribution.core.language import Language
from distribution.core.transaction import transaction


async def change_staff(
    actor: Actor, staff: UUID, *, roles: frozenset[Role], active: bool, now: datetime
) -> None:
    """Set somebody's roles and whether they may sign in; open sessions end.

    So do the shifts of their phones.

    Raises:
        NotFoundError: The centre has no such person.
        LastAdministratorError: Nobody would be left to keep the accounts.
    """
    actor.must(Permission.KEEP_STAFF)
    async with transaction(actor):
        await steps.require_staff(staff)
        if await _may_do(staff) == ({role.value for role in roles}, active):
            return
        await execute("UPDATE staff SET active = $2 WHERE id = $1", staff, active)
        await _set_roles(actor, staff, roles)
        await execute(
            "UPDATE session SET ended_at = $2 WHERE staff = $1 AND ended_at IS NULL"
            " AND $1 <> $3",
            staff,
            now,
            actor.id or uuid4(),
        )
        await execute(
            "UPDATE device SET revoked_at = $2"
            " WHERE started_by = $1 AND revoked_at IS NULL",
            staff,
            now,
        )
        if await steps.administrators() == 0:
            raise LastAdministratorError


async def rename_staff(
    actor: Actor, staff: UUID, *, name: str, phone: str | None, language: Language
) -> None:
    """Change a person's name, telephone (E.164) and language; the login stays.

    Raises:
        NotFoundError: The centre has no such person.
    """
    actor.must(Permission.KEEP_STAFF)
    async with transaction(actor):
        await steps.require_staff(staff)
        await execute(
            "UPDATE staff SET name = $2, phone = $3, language = $4 WHERE id = $1",
            staff,
            name,
            phone,
            language,
        )


async def _may_do(staff: UUID) -> tuple[set[str], bool]:
    rows = await fetch("SELECT role FROM staff_role WHERE staff = $1", staff)
    active = await fetch_value("SELECT active FROM staff WHERE id = $1", staff)
    return {row["role"] for row in rows}, active


async def _set_roles(actor: Actor, staff: UUID, roles: Iterable[Role]) -> None:
    await execute(
        "DELETE FROM staff_role WHERE staff = $1 AND role <> ALL($2::text[])",
        staff,
        [role.value for role in roles],
    )
    for role in roles:
        await steps.add_role(actor.centre, staff, role)
