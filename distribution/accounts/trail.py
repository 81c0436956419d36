"""What the trail of changes can tell. Reads only; the database alone writes it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import fetch

_NAMING = ("name", "number")
"""Columns that a row is called by; none of them is a name of who is helped."""


class AuditLine(msgspec.Struct, frozen=True):
    """One change, as the auditor reads it."""

    id: int
    at: datetime
    actor: str
    action: str
    relation: str
    row_id: UUID | None
    before: Any
    after: Any


class AuditFilter(msgspec.Struct, frozen=True):
    """Which changes are asked for; what is left out does not matter.

    ``actor`` is how the trail names one (``staff:<id>``), or a whole kind of them
    (``cli``). ``day`` is a local day.
    """

    row_id: UUID | None = None
    actor: str | None = None
    day: date | None = None
    relation: str | None = None


EVERYTHING = AuditFilter()


async def audit(
    wanted: AuditFilter = EVERYTHING, *, until: int | None = None, most: int = 100
) -> list[AuditLine]:
    """Return changes, the newest first.

    Args:
        wanted: Which.
        until: Only entries below this number, for the next page.
        most: Lines at most.
    """
    since, before = _day(wanted.day) if wanted.day else (None, None)
    rows = await fetch(
        "SELECT id, at, actor, action, relation, row_id, before, after FROM audit_entry"
        " WHERE ($1::uuid IS NULL OR row_id = $1) AND ($2::bigint IS NULL OR id < $2)"
        " AND ($3::text IS NULL OR actor = $3 OR starts_with(actor, $3 || ':'))"
        " AND ($4::timestamptz IS NULL OR at >= $4 AND at < $5)"
        " AND ($6::text IS NULL OR relation = $6)"
        " ORDER BY id DESC LIMIT $7",
        wanted.row_id,
        until,
        wanted.actor,
        since,
        before,
        wanted.relation,
        most,
    )
    return [
        AuditLine(
            **{**row, "before": _json(row["before"]), "after": _json(row["after"])}
        )
        for row in rows
    ]


async def names_of_rows(rows: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return what rows were called last: their table, and a name or number.

    Out of the trail itself, so that a row of any domain has a name, deleted ones too.
    """
    found = await fetch(
        "SELECT DISTINCT ON (e.row_id) e.row_id, e.relation, k.value"
        " FROM audit_entry AS e CROSS JOIN LATERAL jsonb_each_text("
        "  CASE WHEN e.action = 'delete' THEN e.before ELSE e.after END) AS k"
        " WHERE e.row_id = ANY($1::uuid[]) AND k.key = ANY($2::text[])"
        "  AND k.value <> '' ORDER BY e.row_id, e.id DESC, k.key",
        list(set(rows)),
        list(_NAMING),
    )
    return {one["row_id"]: (one["relation"], one["value"]) for one in found}


def _day(day: date) -> tuple[datetime, datetime]:
    """Return the first instant of a local day and the first after it."""
    start = datetime.combine(day, time.min, tzinfo=WARSAW)
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=WARSAW)
    return start, end


def _json(text: str | None) -> Any:  # noqa: ANN401 (whatever a row held)
    return None if text is None else msgspec.json.decode(text)
