"""Rounds, their state on a day, and the packs a person gets in one."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one
from distribution.core.errors import NotFoundError
from distribution.core.units import Grams, Packs, ReportGrams
from distribution.programmes.queries.reference import SetLineFacts
from distribution.programmes.rounds import ArticlePacks, RoundState, round_state
from distribution.programmes.sets import CommodityGroup


class RoundFacts(msgspec.Struct, frozen=True):
    """A turn of hand-outs at one site; ``state`` holds on the day asked for."""

    id: UUID
    key: str
    name: str
    sub_programme: UUID
    sub_programme_key: str
    sub_programme_name: str
    programme_key: str
    sub_programme_ends_on: date
    site: UUID
    site_key: str
    site_name: str
    starts_on: date
    ends_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    note: str
    state: RoundState


class RoundLineFacts(msgspec.Struct, frozen=True):
    """Packs of one article that a person gets in a round; weights are of one pack."""

    article: UUID
    code: str
    name: str
    group: CommodityGroup
    packs: Packs
    pack_grams: Grams
    report_grams: ReportGrams
    clock_months: int
    cold: bool


_ROUNDS = (
    "SELECT r.id, r.key, r.name, r.sub_programme, s.key AS sub_programme_key,"
    " s.name AS sub_programme_name, p.key AS programme_key,"
    " s.ends_on AS sub_programme_ends_on, r.site, t.key AS site_key,"
    " t.name AS site_name, r.starts_on, r.ends_on, r.opened_at, r.closed_at, r.note"
    " FROM round AS r JOIN sub_programme AS s ON s.id = r.sub_programme"
    " JOIN programme AS p ON p.id = s.programme JOIN site AS t ON t.id = r.site"
)


async def rounds(day: date, *, state: RoundState | None = None) -> list[RoundFacts]:
    """Return the rounds, the newest first, with their state on *day*."""
    rows = await fetch(f"{_ROUNDS} ORDER BY r.starts_on DESC, r.key")
    found = [_facts(row, day) for row in rows]
    return [one for one in found if state is None or one.state is state]


async def round_by(reference: str | UUID, day: date) -> RoundFacts:
    """Return the round with this id or key.

    Raises:
        NotFoundError: The centre has none such.
    """
    rows = await fetch(f"{_ROUNDS} WHERE r.id::text = $1 OR r.key = $1", str(reference))
    if not rows:
        raise NotFoundError
    return _facts(rows[0], day)


async def round_lines(round_id: UUID) -> list[RoundLineFacts]:
    """Return what a person gets in the round."""
    rows = await fetch(
        'SELECT a.id AS article, a.code, a.name, a.commodity_group AS "group",'
        " l.packs, a.pack_grams, a.report_grams, a.clock_months, a.cold"
        " FROM round_line AS l JOIN article AS a ON a.id = l.article"
        " WHERE l.round = $1 ORDER BY a.commodity_group, kromka_polish(a.name)",
        round_id,
    )
    return [msgspec.convert(row, RoundLineFacts) for row in rows]


async def round_as_planned(round_id: UUID) -> dict[str, object]:
    """Return what the form of a round shows, by the names of its fields."""
    row = await fetch_one(
        "SELECT name, note, starts_on, ends_on FROM round WHERE id = $1", round_id
    )
    lines = await round_lines(round_id)
    return {**(row or {}), **packs_by_field(lines)}


def packs_by_field(
    lines: Iterable[ArticlePacks | RoundLineFacts | SetLineFacts],
) -> dict[str, object]:
    """Return the packs of articles by the names of their fields."""
    return {f"packs.{line.article}": line.packs for line in lines}


def _facts(row: Row, day: date) -> RoundFacts:
    state = round_state(
        day,
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
    )
    return RoundFacts(**row, state=state)
