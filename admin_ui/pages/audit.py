"""Who changed what, when: the trail that the database writes by itself.

Whoever reads the trail reads no more of people than elsewhere: values of rows that a
role does not see are left out, and only the names of the changed fields remain.
"""

from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from admin_ui.audit_words import ACTION_LABELS, RELATION_LABELS, needed_for
from admin_ui.ui import Page
from distribution.accounts.queries import AuditLine, audit, devices, staff
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.reading import reading

_ON_A_PAGE = 50
_LONGEST = 120
_NOTHING: tuple[object, ...] = (None, "", [])
"""What a new row leaves empty is no news."""


class Changed(msgspec.Struct, frozen=True):
    """One field of a change, in writing; None where nothing was or is."""

    name: str
    before: str | None
    after: str | None


class Line(msgspec.Struct, frozen=True):
    """One change as it is shown; without ``seen`` its values are left out."""

    entry: AuditLine
    who: str
    seen: bool
    fields: list[Changed]


class AuditPages(Controller):
    """The trail of changes."""

    path = "/audit"
    include_in_schema = False

    @get()
    async def listing(
        self,
        actor: NamedDependency[Actor],
        row: FromQuery[UUID | None] = None,
        until: FromQuery[int | None] = None,
    ) -> Page:
        """Show changes, the newest first; of one thing if *row* names it."""
        actor.must(Permission.SEE_AUDIT)
        async with reading(actor):
            found = await audit(row_id=row, until=until, most=_ON_A_PAGE + 1)
            names = await _names()
        shown = [_line(one, actor, names) for one in found[:_ON_A_PAGE]]
        return Page(
            "settings/audit.html",
            lines=shown,
            row=row,
            until=until,
            older=found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else None,
            relation_labels=RELATION_LABELS,
            action_labels=ACTION_LABELS,
        )


async def _names() -> dict[str, str]:
    """Return the names of those who act, by how the trail writes them."""
    people = {f"staff:{one.id}": one.name for one in await staff()}
    return people | {f"device:{one.id}": one.name for one in await devices()}


def _line(entry: AuditLine, actor: Actor, names: dict[str, str]) -> Line:
    needed = needed_for(entry.relation)
    seen = needed is None or actor.may(needed)
    before, after = entry.before or {}, entry.after or {}
    fields = [
        Changed(
            name,
            _written(before[name]) if seen and name in before else None,
            _written(after[name]) if seen and name in after else None,
        )
        for name in sorted({*before, *after})
        if name not in {"id", "centre"}
        and (name in before or after[name] not in _NOTHING)
    ]
    return Line(entry, names.get(entry.actor, entry.actor), seen, fields)


def _written(value: object) -> str:
    if value is None or value == "":
        return "–"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
