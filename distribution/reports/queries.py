"""What registers and reports are made of. Reads only, and never for long (E69)."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec
from asyncpg import QueryCanceledError

from distribution.core import sql
from distribution.core.actor import Actor
from distribution.core.database import Row, execute, fetch, fetch_one
from distribution.core.reading import reading
from distribution.core.units import Packs, ReportGrams
from distribution.inventory.rules.documents import (
    LOSS_REASONS,
    DocumentKind,
    document_number,
)
from distribution.programmes.queries.reference import articles, sub_programmes
from distribution.programmes.queries.rounds import round_by
from distribution.programmes.rules import AGE_BANDS
from distribution.reports.counting import (
    CountReport,
    FirstParcel,
    Person,
    SubProgrammeName,
    counts_of,
    headcount,
)
from distribution.reports.errors import NoPeriodError, ReportTooSlowError
from distribution.reports.registers import (
    ArticleName,
    ParcelLine,
    ParcelRegister,
    Period,
    QualifiedLine,
    QualifiedList,
    ReceivedLine,
    StockLine,
    StockRegister,
    month_period,
)
from distribution.vouchers.shortfalls import ShortLine

_HERE = "distribution.reports"
_PATIENCE = 20_000
_SHORT = msgspec.json.Decoder(tuple[ShortLine, ...])


class SetUp(msgspec.Struct, frozen=True):
    """What a centre has of all that its first round needs."""

    centre: bool
    """An address and a telephone, as printed on vouchers."""
    staff: bool
    """A coordinator and a social worker."""
    sites: bool
    """Where food is stored and where it is handed out."""
    hours: bool
    sub_programme: bool
    """One that is not over."""
    set: bool
    """What a person is due in it (R-PAR-2)."""
    places: bool
    """A shelf or a fridge."""
    households: bool
    referrals: bool
    """One that is valid."""
    stock: bool


async def set_up(day: date) -> SetUp:
    """Return what is there for a first round, and what is not yet."""
    row = await fetch_one(sql.load(_HERE, "set_up"), day)
    return msgspec.convert(row, SetUp)


@asynccontextmanager
async def reporting(
    actor: Actor, *, milliseconds: int = _PATIENCE
) -> AsyncIterator[None]:
    """Read as `reading` does, but let no statement run longer than it may.

    Raises:
        ReportTooSlowError: One would have.
    """
    async with reading(actor):
        await execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
        try:
            yield
        except QueryCanceledError:
            raise ReportTooSlowError from None


async def period_of(round_: str | None, month: str | None, today: date) -> Period:
    """Return the period of a round (id or key) or a month (``2026-11``).

    A round's days are its own, and more where its hand-outs moved stock on others:
    one that was annulled later still belongs to it.

    Raises:
        NoPeriodError: Neither is named, or both, or the month is none.
        NotFoundError: The centre has no such round.
    """
    if month and not round_:
        return month_period(month)
    if not round_ or month:
        raise NoPeriodError
    found = await round_by(round_, today)
    moved = await fetch_one(
        "SELECT least(min(m.moved_on), $2) AS first, greatest(max(m.moved_on), $3)"
        " AS last FROM movement AS m JOIN handout AS d ON d.id = m.handout"
        " WHERE d.round = $1",
        found.id,
        found.starts_on,
        found.ends_on,
    )
    days = moved or {"first": found.starts_on, "last": found.ends_on}
    return Period(name=found.name, **days, round=found.id, fund=found.sub_programme)


async def months() -> list[str]:
    """Return the months in which stock moved, the newest first, as ``2026-11``."""
    rows = await fetch(
        "SELECT DISTINCT to_char(moved_on, 'YYYY-MM') AS month FROM movement"
        " ORDER BY month DESC"
    )
    return [row["month"] for row in rows]


async def parcel_register(period: Period) -> ParcelRegister:
    """Return every hand-out of the period with its net packs."""
    bounds = (None, None) if period.round else (period.first, period.last)
    rows = await fetch(sql.load(_HERE, "parcels"), period.round, *bounds)
    lines = [
        _parcel(number, list(of_one))
        for number, (_, of_one) in enumerate(
            groupby(rows, key=lambda row: row["handout"]), start=1
        )
    ]
    moved = {row["code"] for row in rows}
    named = [
        ArticleName(one.id, one.code, one.name, one.report_grams)
        for one in await articles(active=None)
        if one.code in moved
    ]
    return ParcelRegister(period, named, lines)


def _parcel(number: int, rows: list[Row]) -> ParcelLine:
    shared = {
        name: value
        for name, value in rows[0].items()
        if name not in ("code", "packs", "report_grams", "short")
    }
    for name in ("family_name", "given_name"):
        shared[name] = shared[name] or ""
    return ParcelLine(
        number=number,
        **shared,
        packs={row["code"]: Packs(row["packs"]) for row in rows},
        report_grams=ReportGrams(
            sum(row["packs"] * row["report_grams"] for row in rows)
        ),
        short=_SHORT.decode(rows[0]["short"] or "[]"),
    )


async def stock_register(period: Period) -> StockRegister:
    """Return what came, went and is left, of every fund or of the round's own."""
    rows = await fetch(
        sql.load(_HERE, "stock_register"),
        period.first,
        period.last,
        period.round,
        period.fund,
        [reason.value for reason in LOSS_REASONS],
    )
    papers = await fetch(
        sql.load(_HERE, "received"),
        period.first,
        period.last,
        period.fund,
        period.round is not None,
    )
    return StockRegister(
        period, [StockLine(**row) for row in rows], [_received(row) for row in papers]
    )


def _received(row: Row) -> ReceivedLine:
    kind = DocumentKind(row.pop("kind"))
    number = document_number(kind, row.pop("sequence"), row.pop("year"))
    grams = ReportGrams(row.pop("report_grams") * row["packs"])
    return ReceivedLine(document=number, report_grams=grams, **row)


async def qualified_list(period: Period) -> QualifiedList:
    """Return the households with a referral in the period, by name."""
    rows = await fetch(
        sql.load(_HERE, "qualified"), period.first, period.last, period.fund
    )
    people: dict[UUID, list[Person]] = {}
    for one in await _people([row["household"] for row in rows], period.last):
        people.setdefault(one.household, []).append(one)
    bands = {band: None for row in rows for _, band in AGE_BANDS[row["age_bands"]]}
    return QualifiedList(
        period,
        list(bands),
        [
            _qualified(number, row, people.get(row["household"], []))
            for number, row in enumerate(rows, start=1)
        ],
    )


def _qualified(number: int, row: Row, people: list[Person]) -> QualifiedLine:
    counted = headcount(people, {row["household"]: row["issued_on"]}, row["age_bands"])
    return QualifiedLine(
        number=number,
        household_number=row["household_number"],
        referral=row["referral"],
        issued_on=row["issued_on"],
        family_name=row["family_name"] or "",
        given_name=row["given_name"] or "",
        persons=row["persons"],
        women=counted.women,
        men=counted.men,
        bands=counted.bands,
        groups={group: n for group, n in counted.groups.items() if n},
        sub_programme_name=row["sub_programme_name"],
        withdrawn_on=row["withdrawn_on"],
    )


async def count_report(period: Period) -> CountReport:
    """Return the counts of a period by the bands of each programme."""
    register = await parcel_register(period)
    households = {line.household for line in register.lines}
    people = await _people(households, period.last)
    firsts = await fetch(
        sql.load(_HERE, "first_parcels"), list(households), period.first, period.round
    )
    counts = []
    for sub in await sub_programmes():
        lines = [line for line in register.lines if line.sub_programme == sub.id]
        first = {
            row["household"]: FirstParcel(**row)
            for row in firsts
            if row["sub_programme"] == sub.id
        }
        if lines:
            of = SubProgrammeName(sub.id, sub.name, sub.age_bands)
            counts.append(counts_of(of, lines, people, first))
    return CountReport(period, counts)


async def _people(households: Iterable[UUID], on: date) -> Sequence[Person]:
    rows = await fetch(
        "SELECT household, sex, born_on, birth_year, target_groups"
        " FROM household_member WHERE household = ANY($1::uuid[])"
        " AND coalesce(left_on > $2, true) ORDER BY household, id",
        list(households),
        on,
    )
    return [msgspec.convert(row, Person) for row in rows]
