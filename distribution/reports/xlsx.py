"""Writes workbooks. The only module that knows XlsxWriter.

A table is made for paper as well as for the screen: A4 landscape, one page wide, its
header on every page, and a column to sign where a register needs one (R-SIG-1).
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import msgspec
import xlsxwriter

Cell = str | int | date | None


class Kind(StrEnum):
    """What a column holds, and so how it is written."""

    TEXT = "text"
    COUNT = "count"
    """Whole numbers: packs, persons."""

    KILOGRAMS = "kilograms"
    """Given in grams; shown as kilograms with two decimals."""

    DAY = "day"
    SIGNATURE = "signature"
    """An empty, wide cell to sign in; the rows become tall enough for a pen."""


class Column(msgspec.Struct, frozen=True):
    """One column: its heading, what it holds, and whether its sum stands below."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In characters of the standard font."""

    total: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet of a workbook."""

    name: str
    """On the sheet's tab; shortened to what Excel takes."""

    title: str
    notes: Sequence[str] = ()
    """Lines under the title: the office, the programme, the period."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    """Read once. As many cells as columns; a signature's cell is None."""

    total_label: str = "Razem"
    page_label: str = "Strona &P z &N"
    """Printed at the foot: ``&P`` is the page, ``&N`` how many there are."""


_SIGNING_HEIGHT = 30
_INK = "#1f1f1f"
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#4a4a4a"},
    "header": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "bg_color": "#efe6dc",
    },
    Kind.TEXT: {"text_wrap": True, "valign": "vcenter", "border": 1},
    Kind.COUNT: {"num_format": "#,##0", "valign": "vcenter", "border": 1},
    Kind.KILOGRAMS: {"num_format": "#,##0.00", "valign": "vcenter", "border": 1},
    Kind.DAY: {"num_format": "dd.mm.yyyy", "valign": "vcenter", "border": 1},
    Kind.SIGNATURE: {"border": 1},
}


def workbook(tables: Sequence[Table], *, made_at: datetime) -> bytes:
    """Return a workbook with one sheet a table.

    Rows go to disk as they come, so memory does not grow with them. Text is always
    written as text: what begins with ``=`` is shown and not run.

    Args:
        tables: At least one.
        made_at: Stands in the file's properties.
    """
    file = BytesIO()
    options = {"constant_memory": True, "remove_timezone": True}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": tables[0].title, "created": made_at})
        formats = {name: _format(book, **looks) for name, looks in _FORMATS.items()}
        totals = {
            kind: _format(book, **_FORMATS[kind], bold=True, top=2) for kind in Kind
        }
        taken: set[str] = set()
        for table in tables:
            sheet = book.add_worksheet(_tab_name(table.name, taken))
            _Writer(sheet, table, formats, totals).write()
    return file.getvalue()


class _Writer:
    """Writes one table from top to bottom, as constant memory asks."""

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401 (XlsxWriter ships no types)
        table: Table,
        formats: dict[str, Any],
        totals: dict[Kind, Any],
    ) -> None:
        self._sheet = sheet
        self._table = table
        self._formats = formats
        self._totals = totals
        self._sums = [0] * len(table.columns)
        self._header = len(table.notes) + 2

    def write(self) -> None:
        self._set_up_page()
        sheet, table = self._sheet, self._table
        sheet.write_string(0, 0, table.title, self._formats["title"])
        for at, note in enumerate(table.notes, start=1):
            sheet.write_string(at, 0, note, self._formats["note"])
        for place, column in enumerate(table.columns):
            sheet.write_string(
                self._header, place, column.title, self._formats["header"]
            )
        at = self._header
        for at, row in enumerate(table.rows, start=self._header + 1):
            self._write_row(at, row)
        if any(column.total for column in table.columns):
            self._write_totals(at + 1)

    def _set_up_page(self) -> None:
        sheet, columns = self._sheet, self._table.columns
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self._header)
        sheet.freeze_panes(self._header + 1, 0)
        # An ampersand begins a command in a footer; doubled it is itself.
        title = self._table.title.replace("&", "&&")
        sheet.set_footer(f"&L&8{title}&R&8{self._table.page_label}")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)

    def _write_row(self, at: int, row: Sequence[Cell]) -> None:
        columns = self._table.columns
        if any(column.kind is Kind.SIGNATURE for column in columns):
            self._sheet.set_row(at, _SIGNING_HEIGHT)
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            looks = self._formats[column.kind]
            if cell is None:
                self._sheet.write_blank(at, place, None, looks)
            elif isinstance(cell, str):
                self._sheet.write_string(at, place, cell, looks)
            elif isinstance(cell, int):
                self._sums[place] += cell
                self._sheet.write_number(at, place, _shown(column.kind, cell), looks)
            else:
                self._sheet.write_datetime(at, place, cell, looks)

    def _write_totals(self, at: int) -> None:
        for place, column in enumerate(self._table.columns):
            looks = self._totals[column.kind]
            if column.total and at == self._header + 1:
                self._sheet.write_number(at, place, 0, looks)
            elif column.total:
                letter = xlsxwriter.utility.xl_col_to_name(place)
                cells = f"{letter}{self._header + 2}:{letter}{at}"
                # The value beside the formula is for readers that do not calculate.
                total = _shown(column.kind, self._sums[place])
                self._sheet.write_formula(at, place, f"=SUM({cells})", looks, total)
            elif place == 0:
                label = self._totals[Kind.TEXT]
                self._sheet.write_string(at, place, self._table.total_label, label)
            else:
                self._sheet.write_blank(at, place, None, looks)


def _shown(kind: Kind, number: int) -> int | Decimal:
    return Decimal(number) / 1000 if kind is Kind.KILOGRAMS else number


def _format(book: Any, **looks: Any) -> Any:  # noqa: ANN401 (XlsxWriter ships no types)
    return book.add_format({"font_name": "Calibri", "font_color": _INK, **looks})


def _tab_name(name: str, taken: set[str]) -> str:
    r"""Return *name* as Excel takes it: 31 characters, none of ``[]:*?/\``, unique."""
    plain = re.sub(r"[\[\]:*?/\\]+", "-", name).strip("' ")[:31] or "Arkusz"
    number, unique = 1, plain
    while unique.lower() in taken:
        number += 1
        unique = f"{plain[: 31 - len(f' {number}')]} {number}"
    taken.add(unique.lower())
    return unique
