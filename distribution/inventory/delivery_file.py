"""The Food Bank's delivery note as a CSV file. Pure: it knows no article by heart.

One row a lot. What needs the database (does the article exist, the fund, the
location?) is asked by the command, which names the row by ``DeliveryRow.line``.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from distribution.core.csv_file import (
    CellReader,
    by_line,
    cell_error,
    headings,
    in_its_words,
    read_csv,
    template,
)
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.units import Packs
from distribution.inventory.rules.dates import parse_printed_date

COLUMNS = (
    "article",
    "packs",
    "case_size",
    "lot",
    "best_before",
    "document",
    "received_on",
    "fund",
    "location",
)
"""The columns of DESIGN.md 9.1. ``article`` is its code, ``fund`` the key or
name of a sub-programme or ``donation``, ``location`` the key of a place."""

POLISH_COLUMNS = {
    "kod artykułu": "article",
    "opakowania": "packs",
    "w kartonie": "case_size",
    "partia": "lot",
    "data na opakowaniu": "best_before",
    "wz dostawcy": "document",
    "dzień przyjęcia": "received_on",
    "podprogram": "fund",
    "miejsce": "location",
}
"""What an office may write above the columns; the template does."""

DONATION = "donation"
"""What stands in ``fund`` where food was given, not bought by a programme."""

_DONATED = "darowizna"

_EXAMPLE = (
    "MLEKO",
    "720",
    "12",
    "L2311A",
    "03.2027",
    "WZ/118/2026",
    "2026-11-22",
    "FEPŻ 2024",
    "regal-a",
)
_MOST_PACKS = 1_000_000
_MOST_A_CASE = 10_000


class DeliveryRow(msgspec.Struct, frozen=True):
    """One line of the delivery note: packs of one lot of one article.

    ``best_before`` is None where the pack carries no date (sugar). ``case_size``
    is packs a case, None where it is not said; it never multiplies ``packs``.
    """

    line: int
    article: str
    packs: Packs
    case_size: int | None
    lot: str
    best_before: date | None
    document: str
    received_on: date
    fund: str
    location: str


def delivery_template() -> str:
    """Return a header and a row that import."""
    return template(tuple(headings(POLISH_COLUMNS)[one] for one in COLUMNS), _EXAMPLE)


def read_delivery(data: bytes, *, today: date) -> tuple[DeliveryRow, ...]:
    """Return the rows of a delivery note, all or none.

    Raises:
        InvalidInputError: Names every bad cell by line and column.
    """
    file = read_csv(data, COLUMNS, also=POLISH_COLUMNS)
    errors = list(file.errors)
    rows = [_read_row(CellReader(row, errors), today=today) for row in file.rows]
    errors += _two_dates_of_one_lot(rows)
    if not rows and not errors:
        errors.append(FieldError("plik", N_("W pliku nie ma żadnego wiersza.")))
    if errors:
        raise InvalidInputError(in_its_words(by_line(errors), data, POLISH_COLUMNS))
    return tuple(rows)


def _read_row(cells: CellReader, *, today: date) -> DeliveryRow:
    received_on = cells.day("received_on")
    if received_on > today:
        cells.refuse("received_on", N_("Ten dzień jeszcze nie nadszedł."))
    return DeliveryRow(
        line=cells.line,
        article=cells.text("article", most=20).upper(),
        packs=Packs(cells.whole("packs", least=1, most=_MOST_PACKS)),
        case_size=cells.optional_whole("case_size", least=1, most=_MOST_A_CASE),
        lot=cells.text("lot", most=40),
        best_before=_printed_date(cells, received_on),
        document=cells.text("document", most=60),
        received_on=received_on,
        fund=_fund(cells),
        location=cells.text("location", most=40).lower(),
    )


def _fund(cells: CellReader) -> str:
    written = cells.text("fund", most=160).lower()
    return DONATION if written == _DONATED else written


def _printed_date(cells: CellReader, received_on: date) -> date | None:
    written = cells.text("best_before", most=20, required=False)
    if not written:
        return None
    found = parse_printed_date(written)
    if found is None:
        sentence = N_("Wpisz datę: 2027-03-31, 31.03.2027 albo miesiąc 03.2027.")
        cells.refuse("best_before", sentence)
    elif found < received_on:
        sentence = N_("Termin minął przed dniem przyjęcia.")
        cells.refuse("best_before", sentence)
    return found


def _two_dates_of_one_lot(rows: Iterable[DeliveryRow]) -> list[FieldError]:
    """Return an error for each row that gives a known lot another date (E26)."""
    first: dict[tuple[str, str, str], DeliveryRow] = {}
    errors = []
    for row in rows:
        known = first.setdefault((row.article, row.fund, row.lot), row)
        if known.best_before != row.best_before:
            sentence = N_("Ta sama partia ma inną datę w wierszu {other}.")
            error = cell_error(row.line, "best_before", sentence, other=known.line)
            errors.append(error)
    return errors
