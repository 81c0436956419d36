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
from distribution.core.standing import lock_as_seen, refuse_overwriting
from distribution.core.transaction import transaction


async def change_staff(
    actor: Actor,
    staff: UUID,
    *,
    roles: frozenset[Role],
    active: bool,
    seen: str | None = None,
    now: datetime,
) -> None:
    """Set somebody's roles and whether they may sign in; open sessions end.

    So do the shifts of their phones.

    Args:
        actor: Who changes it.
        staff: Whose.
        roles: All that they have from now on.
        active: Whether they may sign in.
        seen: The `standing` of both when they were looked at.
        now: When sessions and shifts end.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has no such person.
        LastAdministratorError: Nobody would be left to keep the accounts.
    """
    actor.must(Permission.KEEP_STAFF)
    async with transaction(actor):
        await steps.require_staff(staff)
        known = await _may_do(staff)
        wanted = {"roles": sorted(role.value for role in roles), "active": active}
        if known == wanted:
            return
        refuse_overwriting(seen, known, wanted)
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
    actor: Actor,
    staff: UUID,
    *,
    name: str,
    phone: str | None,
    language: Language,
    seen: str | None = None,
) -> None:
    """Change a person's name, telephone (E.164) and language; the login stays.

    Args:
        actor: Who changes it.
        staff: Whose.
        name: What people call them.
        phone: As it is dialled.
        language: Of their pages.
        seen: The `standing` of the three when they were looked at.

    Raises:
        ChangedMeanwhileError: Somebody else did what this would undo.
        NotFoundError: The centre has no such person.
    """
    actor.must(Permission.KEEP_STAFF)
    written = {"name": name, "phone": phone, "language": language}
    async with transaction(actor):
        await lock_as_seen("staff", staff, written, seen)
        await execute(
            "UPDATE staff SET name = $2, phone = $3, language = $4 WHERE id = $1",
            staff,
            *written.values(),
        )


async def _may_do(staff: UUID) -> dict[str, object]:
    rows = await fetch("SELECT role FROM staff_role WHERE staff = $1", staff)
    active = await fetch_value("SELECT active FROM staff WHERE id = $1", staff)
    return {"roles": sorted(row["role"] for row in rows), "active": active}


async def _set_roles(actor: Actor, staff: UUID, roles: Iterable[Role]) -> None:
    await execute(
        "DELETE FROM staff_role WHERE staff = $1 AND role <> ALL($2::text[])",
        staff,
        [role.value for role in roles],
    )
    for role in roles:
        await steps.add_role(actor.centre, staff, role)
