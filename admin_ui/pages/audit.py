"""Who changed what, when: the trail that the database writes by itself.

Whoever reads the trail reads no more of people than elsewhere: values of rows that a
role does not see are left out, and only the names of the changed fields remain.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from admin_ui.audit_columns import label_of
from admin_ui.audit_values import Names, rows_in, what_is, who_is, written
from admin_ui.audit_words import RELATION_LABELS, needed_for, sentence_of
from admin_ui.language import gettext as _
from admin_ui.ui import Page
from distribution.accounts.queries import devices, staff
from distribution.accounts.rules import Permission
from distribution.accounts.trail import (
    AuditFilter,
    AuditLine,
    audit,
    names_of_rows,
)
from distribution.core.actor import Actor
from distribution.core.days import parse_day
from distribution.core.language import N_
from distribution.core.reading import reading

_ON_A_PAGE = 50
_NOTHING: tuple[object, ...] = (None, "", [])
"""What a new row leaves empty is no news."""

KINDS_OF_ACTOR: Mapping[str, str] = {
    "household": N_("gospodarstwa, przez swój link"),
    "driver": N_("kierowcy, przez swój link"),
    "cli": N_("wiersz poleceń"),
    "system": N_("praca w tle"),
}
"""Who acts without an account, as the filter offers them."""


class Changed(msgspec.Struct, frozen=True):
    """One field of a change, in writing; None where nothing was or is."""

    name: str
    before: str | None
    after: str | None


class Line(msgspec.Struct, frozen=True):
    """One change as it is shown; without ``seen`` its values are left out."""

    entry: AuditLine
    who: str
    sentence: str
    what: str
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
        *,
        row: FromQuery[UUID | None] = None,
        until: FromQuery[int | None] = None,
        who: FromQuery[str] = "",
        day: FromQuery[str] = "",
        kind: FromQuery[str] = "",
    ) -> Page:
        """Show changes, the newest first.

        Of one thing if *row* names it; of one person, local day or kind of thing if
        they are chosen.
        """
        actor.must(Permission.SEE_AUDIT)
        wanted = AuditFilter(
            row_id=row,
            actor=who or None,
            day=parse_day(day),
            relation=kind if kind in RELATION_LABELS else None,
        )
        async with reading(actor):
            found = await audit(wanted, until=until, most=_ON_A_PAGE + 1)
            people = await _people()
            shown = found[:_ON_A_PAGE]
            names = await names_of_rows(_rows_of(shown, actor))
        chosen = {"row": row or "", "who": who, "day": day, "kind": kind}
        kept = {name: value for name, value in chosen.items() if value}
        return Page(
            "settings/audit.html",
            lines=[_line(one, actor, people, names) for one in shown],
            chosen=chosen,
            filtered=bool(wanted.actor or wanted.day or wanted.relation),
            address="/audit?" + urlencode(kept) + ("&" if kept else ""),
            row=row,
            until=until,
            older=shown[-1].id if len(found) > _ON_A_PAGE else None,
            people=_offered(people),
            kinds=sorted(
                ((relation, _(label)) for relation, label in RELATION_LABELS.items()),
                key=lambda pair: pair[1],
            ),
        )


async def _people() -> dict[str, str]:
    """Return the names of those who act, by how the trail writes them."""
    people = {f"staff:{one.id}": one.name for one in await staff()}
    return people | {f"device:{one.id}": one.name for one in await devices()}


def _offered(people: Mapping[str, str]) -> list[tuple[str, str]]:
    kinds = [(kind, _(label)) for kind, label in KINDS_OF_ACTOR.items()]
    return [*people.items(), *kinds]


def _seen(entry: AuditLine, actor: Actor) -> bool:
    needed = needed_for(entry.relation)
    return needed is None or actor.may(needed)


def _rows_of(entries: list[AuditLine], actor: Actor) -> set[UUID]:
    """Return the rows whose names are needed to read *entries*."""
    found: set[UUID] = set()
    for one in entries:
        found |= rows_in([str(one.row_id), one.actor])
        if _seen(one, actor):
            found |= rows_in(
                [*(one.before or {}).values(), *(one.after or {}).values()]
            )
    return found


def _line(
    entry: AuditLine, actor: Actor, people: Mapping[str, str], names: Names
) -> Line:
    return Line(
        entry,
        who_is(entry.actor, people, names),
        _(sentence_of(entry)),
        what_is(entry.relation, entry.row_id, names),
        _seen(entry, actor),
        list(_fields(entry, people, names, seen=_seen(entry, actor))),
    )


def _fields(
    entry: AuditLine, people: Mapping[str, str], names: Names, *, seen: bool
) -> list[Changed]:
    before, after = entry.before or {}, entry.after or {}

    def said(values: Mapping[str, Any], column: str) -> str | None:
        if not seen or column not in values:
            return None
        return written(
            entry.relation, column, values[column], people=people, names=names
        )

    labelled = {
        column: label_of(entry.relation, column) for column in {**before, **after}
    }
    return sorted(
        (
            Changed(_(label), said(before, column), said(after, column))
            for column, label in labelled.items()
            if label and (column in before or after[column] not in _NOTHING)
        ),
        key=lambda one: one.name,
    )
