"""Programmes, limits, sub-programmes, articles, sets and the basis of delivery."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch
from distribution.core.errors import NotFoundError
from distribution.core.units import Grams, Grosz, Packs, ReportGrams
from distribution.programmes.errors import NoLimitInForceError
from distribution.programmes.rules import (
    DeliveryBasisKind,
)
from distribution.programmes.sets import CommodityGroup


class ProgrammeFacts(msgspec.Struct, frozen=True):
    """A programme; ``age_bands`` is a key of ``rules.AGE_BANDS``."""

    id: UUID
    key: str
    name: str
    age_bands: str


class BaseFacts(msgspec.Struct, frozen=True):
    """The criterion of art. 8 from a day on, in grosz a month."""

    id: UUID
    valid_from: date
    single_grosz: Grosz
    family_grosz: Grosz
    hectare_grosz: Grosz
    source: str


class LimitFacts(msgspec.Struct, frozen=True):
    """The limit of a programme between two days, in grosz of net income a month."""

    id: UUID
    programme: UUID
    programme_key: str
    valid_from: date
    valid_to: date | None
    percent: int
    single_grosz: Grosz
    family_grosz: Grosz
    source: str


class SubProgrammeFacts(msgspec.Struct, frozen=True):
    """One year's distribution, with the programme whose rules it follows."""

    id: UUID
    key: str
    name: str
    programme: UUID
    programme_key: str
    programme_name: str
    age_bands: str
    starts_on: date
    ends_on: date
    guideline_version: str
    minimum_percent: int

    def runs_on(self, day: date) -> bool:
        """Return whether food may be handed out on *day*."""
        return self.starts_on <= day <= self.ends_on


class ArticleFacts(msgspec.Struct, frozen=True):
    """A kind of food that is counted in packs; weights are of one pack."""

    id: UUID
    code: str
    name: str
    group: CommodityGroup
    pack_grams: Grams
    report_grams: ReportGrams
    clock_months: int
    cold: bool
    gtin: str | None
    allergens: str
    active: bool


class SetLineFacts(msgspec.Struct, frozen=True):
    """Packs of one article that one person is due over a sub-programme."""

    article: UUID
    code: str
    name: str
    group: CommodityGroup
    packs: Packs
    report_grams: ReportGrams
    version: int


class BasisFacts(msgspec.Struct, frozen=True):
    """A recorded basis of home delivery."""

    id: UUID
    kind: DeliveryBasisKind
    household: UUID | None
    document: str
    valid_from: date
    valid_until: date | None
    recorded_at: datetime


_SUB_PROGRAMMES = (
    "SELECT s.id, s.key, s.name, s.programme, p.key AS programme_key,"
    " p.name AS programme_name, p.age_bands, s.starts_on, s.ends_on,"
    " s.guideline_version, s.minimum_percent"
    " FROM sub_programme AS s JOIN programme AS p ON p.id = s.programme"
)
_ARTICLES = (
    'SELECT id, code, name, commodity_group AS "group", pack_grams, report_grams,'
    " clock_months, cold, gtin, allergens, active FROM article"
)


async def programmes() -> list[ProgrammeFacts]:
    """Return the programmes of the centre."""
    rows = await fetch("SELECT id, key, name, age_bands FROM programme ORDER BY key")
    return [ProgrammeFacts(**row) for row in rows]


async def programme_by(reference: str) -> ProgrammeFacts:
    """Return the programme with this id or key.

    Raises:
        NotFoundError: The centre has none such.
    """
    for found in await programmes():
        if reference in (found.key, str(found.id)):
            return found
    raise NotFoundError


async def income_bases() -> list[BaseFacts]:
    """Return the criteria of art. 8, the newest first."""
    rows = await fetch(
        "SELECT id, valid_from, single_grosz, family_grosz, hectare_grosz, source"
        " FROM income_base ORDER BY valid_from DESC"
    )
    return [BaseFacts(**row) for row in rows]


async def income_limits(programme: UUID | None = None) -> list[LimitFacts]:
    """Return the limits, of one programme or of all, the newest first."""
    rows = await fetch(
        "SELECT l.id, l.programme, p.key AS programme_key, l.valid_from,"
        " lead(l.valid_from) OVER (PARTITION BY l.programme ORDER BY l.valid_from) - 1"
        " AS valid_to, l.percent, l.single_grosz, l.family_grosz, l.source"
        " FROM income_limit AS l JOIN programme AS p ON p.id = l.programme"
        " WHERE $1::uuid IS NULL OR l.programme = $1"
        " ORDER BY p.key, l.valid_from DESC",
        programme,
    )
    return [LimitFacts(**row) for row in rows]


async def limit_on(programme: UUID, day: date) -> LimitFacts:
    """Return the limit that applies to a decision taken on *day* (R-ELIG-2).

    Raises:
        NoLimitInForceError: None begins on or before that day.
    """
    rows = await income_limits(programme)
    for row in rows:
        if row.valid_from <= day:
            return row
    key = rows[0].programme_key if rows else str(programme)
    raise NoLimitInForceError(programme=key, on=day.isoformat())


async def sub_programmes() -> list[SubProgrammeFacts]:
    """Return the sub-programmes, the newest first."""
    rows = await fetch(f"{_SUB_PROGRAMMES} ORDER BY s.starts_on DESC, s.key")
    return [SubProgrammeFacts(**row) for row in rows]


async def sub_programme_by(reference: str | UUID) -> SubProgrammeFacts:
    """Return the sub-programme with this id or key.

    Raises:
        NotFoundError: The centre has none such.
    """
    rows = await fetch(
        f"{_SUB_PROGRAMMES} WHERE s.id::text = $1 OR s.key = $1", str(reference)
    )
    return SubProgrammeFacts(**_only(rows))


async def articles(*, active: bool | None = True) -> list[ArticleFacts]:
    """Return the articles in Polish order; *active* None returns all."""
    rows = await fetch(
        f"{_ARTICLES} WHERE $1::boolean IS NULL OR active = $1"
        " ORDER BY kromka_polish(name)",
        active,
    )
    return [msgspec.convert(row, ArticleFacts) for row in rows]


async def articles_by(references: Iterable[str | UUID]) -> list[ArticleFacts]:
    """Return the articles with these ids or codes, in the order asked for.

    Raises:
        NotFoundError: The centre lacks one of them; ``reference`` says which.
    """
    every = await articles(active=None)
    known = {str(a.id): a for a in every} | {a.code.upper(): a for a in every}
    found = []
    for reference in references:
        asked = str(reference)
        article = known.get(asked) or known.get(asked.upper())
        if article is None:
            raise NotFoundError(reference=asked)
        found.append(article)
    return found


async def set_of(sub_programme: UUID, version: int | None = None) -> list[SetLineFacts]:
    """Return what a person is due: the newest version unless one is asked for."""
    rows = await fetch(
        'SELECT a.id AS article, a.code, a.name, a.commodity_group AS "group",'
        " l.packs, a.report_grams, l.version"
        " FROM set_line AS l JOIN article AS a ON a.id = l.article"
        " WHERE l.sub_programme = $1 AND l.version = coalesce($2::smallint,"
        " (SELECT max(version) FROM set_line WHERE sub_programme = $1))"
        " ORDER BY a.commodity_group, kromka_polish(a.name)",
        sub_programme,
        version,
    )
    return [msgspec.convert(row, SetLineFacts) for row in rows]


async def delivery_bases(day: date | None = None) -> list[BasisFacts]:
    """Return the recorded bases of home delivery, all or those in force on *day*."""
    rows = await fetch(
        "SELECT id, kind, household, document, valid_from, valid_until, recorded_at"
        " FROM delivery_basis WHERE $1::date IS NULL"
        " OR (valid_from <= $1 AND coalesce(valid_until, $1) >= $1)"
        " ORDER BY valid_from DESC, recorded_at DESC",
        day,
    )
    return [msgspec.convert(row, BasisFacts) for row in rows]


def _only(rows: list[Row]) -> Row:
    if not rows:
        raise NotFoundError
    return rows[0]
