"""A delivery note held against what the centre knows: what it would change."""

from collections import Counter
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.csv_file import cell_error, fingerprint, in_its_words
from distribution.core.database import fetch
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.inventory.delivery_file import (
    DONATION,
    POLISH_COLUMNS,
    DeliveryRow,
    read_delivery,
)
from distribution.inventory.queries.documents import DocumentFacts, document_of_file
from distribution.inventory.queries.locations import LocationFacts, locations
from distribution.inventory.rules.dates import use_until
from distribution.inventory.rules.lots import LotState
from distribution.programmes.queries.reference import (
    ArticleFacts,
    SubProgrammeFacts,
    articles,
    sub_programmes,
)


class PlannedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the note, and what it would do.

    ``new_lot`` says that nobody has seen the lot yet; ``packs_before`` is what lies
    of it at the place now.
    """

    row: DeliveryRow
    article: ArticleFacts
    location: LocationFacts
    fund: SubProgrammeFacts | None
    new_lot: bool
    packs_before: int
    use_until: date | None


class PlannedDelivery(msgspec.Struct, frozen=True):
    """All rows of a note; ``already`` is the document if the file was taken in."""

    file_hash: str
    lines: list[PlannedLine]
    already: DocumentFacts | None


class _Lot(msgspec.Struct, frozen=True):
    """A lot with a number that the note names."""

    article: UUID
    fund: UUID | None
    number: str
    printed_date: date | None
    received_on: date
    state: LotState
    packs: dict[UUID, int]
    """By location."""


async def plan_delivery(data: bytes, *, today: date) -> PlannedDelivery:
    """Return what a delivery note would change.

    Raises:
        InvalidInputError: Names every bad cell by line and column: what cannot be
            read, and what the centre does not know.
    """
    file_hash = fingerprint(data)
    rows = read_delivery(data, today=today)
    known_articles = {one.code.upper(): one for one in await articles()}
    known_funds = _by_name(await sub_programmes())
    places = await locations()
    lots = await _lots_numbered([row.lot for row in rows])
    errors: list[FieldError] = []
    lines = []
    for row in rows:
        article = known_articles.get(row.article)
        if article is None:
            sentence = N_("Nie ma artykułu o kodzie {code}.")
            errors.append(cell_error(row.line, "article", sentence, code=row.article))
        fund = known_funds.get(row.fund)
        errors += _fund_faults(row, fund, known_funds)
        place = _place(row, places, errors)
        if article is None or place is None or (fund is None and row.fund != DONATION):
            continue
        same = [
            one for one in lots if (one.article, one.number) == (article.id, row.lot)
        ]
        errors += _lot_faults(row, fund, same)
        lines.append(_planned(row, article, place, fund, same))
    if errors:
        raise InvalidInputError(in_its_words(errors, data, POLISH_COLUMNS))
    return PlannedDelivery(file_hash, lines, await document_of_file(file_hash))


def _planned(
    row: DeliveryRow,
    article: ArticleFacts,
    place: LocationFacts,
    fund: SubProgrammeFacts | None,
    same: list[_Lot],
) -> PlannedLine:
    fund_id = fund.id if fund else None
    lot = next(
        (
            one
            for one in same
            if (one.fund, one.received_on) == (fund_id, row.received_on)
        ),
        None,
    )
    return PlannedLine(
        row=row,
        article=article,
        location=place,
        fund=fund,
        new_lot=lot is None,
        packs_before=lot.packs.get(place.id, 0) if lot else 0,
        use_until=use_until(
            row.received_on,
            clock_months=article.clock_months if fund else None,
            printed_date=row.best_before,
            programme_end=fund.ends_on if fund else None,
        ),
    )


def _by_name(funds: list[SubProgrammeFacts]) -> dict[str, SubProgrammeFacts]:
    """Return sub-programmes by what a note may call them: a key, or a name.

    A name that several have says nothing: food of one fund is never booked to another.
    """
    called = Counter(one.name.lower() for one in funds)
    named = {one.name.lower(): one for one in funds if called[one.name.lower()] == 1}
    return named | {one.key.lower(): one for one in funds}


def _fund_faults(
    row: DeliveryRow,
    fund: SubProgrammeFacts | None,
    known: dict[str, SubProgrammeFacts],
) -> list[FieldError]:
    if row.fund == DONATION:
        return []
    if fund is None:
        sentence = N_("Nie ma podprogramu {key}. Są: {names}, darowizna.")
        words = {
            one.id: one.name if known.get(one.name.lower()) == one else one.key
            for one in known.values()
            if one.ends_on >= row.received_on
        }
        names = ", ".join(words.values()) or "–"
        return [cell_error(row.line, "fund", sentence, key=row.fund, names=names)]
    if fund.ends_on < row.received_on:
        sentence = N_("Ten podprogram skończył się {ends_on}.")
        ended = fund.ends_on.isoformat()
        return [cell_error(row.line, "fund", sentence, ends_on=ended)]
    return []


def _place(
    row: DeliveryRow, places: list[LocationFacts], errors: list[FieldError]
) -> LocationFacts | None:
    """Return the place by its key, or by ``site/key`` where two sites share one."""
    found = [one for one in places if row.location in one.names]
    if len(found) == 1:
        return found[0]
    if found:
        sentence = N_("Takie miejsce jest w kilku punktach. Wpisz: {places}.")
        names = ", ".join(f"{one.site_key}/{one.key}" for one in found)
        errors.append(cell_error(row.line, "location", sentence, places=names))
    else:
        sentence = N_("Nie ma miejsca {key}. Są: {places}.")
        names = ", ".join(sorted({one.key for one in places})) or "–"
        errors.append(
            cell_error(row.line, "location", sentence, key=row.location, places=names)
        )
    return None


def _lot_faults(
    row: DeliveryRow, fund: SubProgrammeFacts | None, same: list[_Lot]
) -> list[FieldError]:
    fund_id = fund.id if fund else None
    if any(one.state is LotState.RECALLED for one in same):
        sentence = N_("Ta partia jest wycofana z obrotu. Nie przyjmuj jej.")
        return [cell_error(row.line, "lot", sentence)]
    for one in same:
        if one.fund == fund_id and one.printed_date != row.best_before:
            sentence = N_("Ta partia ma w magazynie datę {known}.")
            known = one.printed_date.isoformat() if one.printed_date else "–"
            return [cell_error(row.line, "best_before", sentence, known=known)]
    return []


async def _lots_numbered(numbers: list[str]) -> list[_Lot]:
    rows = await fetch(
        "SELECT l.article, l.fund, l.number, l.printed_date, l.received_on, l.state,"
        " coalesce(jsonb_object_agg(b.location, b.packs)"
        " FILTER (WHERE b.id IS NOT NULL), '{}') AS packs"
        " FROM lot AS l LEFT JOIN stock_balance AS b ON b.lot = l.id"
        " WHERE l.number = ANY($1) GROUP BY l.id",
        numbers,
    )
    return [
        msgspec.convert({**row, "packs": msgspec.json.decode(row["packs"])}, _Lot)
        for row in rows
    ]
