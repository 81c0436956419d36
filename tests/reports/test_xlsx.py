"""Workbooks, read back by a second implementation."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.reports.xlsx import Column, Kind, Table, workbook

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
COLUMNS = [
    Column("Lp.", Kind.COUNT, 5),
    Column("Nazwisko i imię", width=30),
    Column("Data", Kind.DAY),
    Column("Opakowania", Kind.COUNT, total=True),
    Column("Kilogramy", Kind.KILOGRAMS, total=True),
    Column("Podpis", Kind.SIGNATURE, 24),
]
ROWS = [
    [1, "Łącka Żaneta", date(2026, 12, 7), 12, 8450, None],
    [2, "=HYPERLINK(1)", date(2026, 12, 8), 9, 6005, None],
]


def a_table(**changes):
    facts = {
        "name": "Paczki",
        "title": "Ewidencja wydanych paczek",
        "notes": ["MOPS w Kraśniku", "grudzień 2026"],
        "columns": COLUMNS,
        "rows": ROWS,
    }
    return Table(**(facts | changes))


def opened(*tables, values=False):
    file = workbook(tables, made_at=NOW)
    return openpyxl.load_workbook(BytesIO(file), data_only=values)


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_table_reads_from_its_title_to_its_total():
    rows = rows_of(opened(a_table(), values=True)["Paczki"])

    assert [row[0] for row in rows[:3]] == [
        "Ewidencja wydanych paczek",
        "MOPS w Kraśniku",
        "grudzień 2026",
    ]
    assert rows[4] == [column.title for column in COLUMNS]
    assert rows[5][:2] == [1, "Łącka Żaneta"]
    assert rows[5][2].date() == date(2026, 12, 7)
    assert rows[5][3:] == [12, 8.45, None]
    assert rows[7] == ["Razem", None, None, 21, 14.455, None]
    assert len(rows) == 8


def test_a_total_is_a_formula_over_exactly_the_rows():
    sheet = opened(a_table())["Paczki"]

    assert sheet["D8"].value == "=SUM(D6:D7)"
    assert sheet["E8"].value == "=SUM(E6:E7)"
    assert sheet["C8"].value is None


def test_text_that_begins_like_a_formula_is_text():
    cell = opened(a_table())["Paczki"]["B7"]

    assert cell.data_type == "s"
    assert cell.value == "=HYPERLINK(1)"


def test_each_kind_of_column_shows_its_unit():
    sheet = opened(a_table())["Paczki"]

    assert sheet["C6"].number_format == "dd.mm.yyyy"
    assert sheet["D6"].number_format == "#,##0"
    assert sheet["E6"].number_format == "#,##0.00"


def test_it_prints_on_a4_landscape_one_page_wide_with_its_header_repeated():
    sheet = opened(a_table(title="Żywność & woda"))["Paczki"]

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in {None, 1}
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.freeze_panes == "A6"
    assert "Strona &P z &N" in sheet.oddFooter.right.text
    assert "Żywność && woda" in sheet.oddFooter.left.text


def test_there_is_room_to_sign_only_where_one_signs():
    with_signature = opened(a_table())["Paczki"]
    columns, rows = COLUMNS[:-1], [row[:-1] for row in ROWS]
    without = opened(a_table(columns=columns, rows=rows))["Paczki"]

    assert with_signature.row_dimensions[6].height == 30
    assert with_signature["F6"].border.bottom.style == "thin"
    assert without.row_dimensions[6].height is None


def test_a_table_without_rows_has_a_total_of_nothing():
    rows = rows_of(opened(a_table(rows=[]))["Paczki"])

    assert rows[5] == ["Razem", None, None, 0, 0, None]


def test_rows_may_come_one_by_one():
    rows = ([n, "x", date(2026, 12, 7), 1, 1000, None] for n in range(3000))

    sheet = opened(a_table(rows=rows), values=True)["Paczki"]

    assert sheet["D3006"].value == 3000


def test_a_row_with_a_cell_too_few_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        workbook([a_table(rows=[[1, "x"]])], made_at=NOW)


def test_tabs_get_names_that_excel_takes():
    name = "Ewidencja paczek: Kraśnik [11/2026] osobno"
    tables = [a_table(name=name), a_table(name=name.upper()), a_table(name="")]

    names = opened(*tables).sheetnames

    assert all(len(name) <= 31 for name in names)
    assert len({name.lower() for name in names}) == 3
    assert names[0] == "Ewidencja paczek- Kraśnik -11-2"
    assert names[2] == "Arkusz"


def test_the_same_table_gives_the_same_file():
    assert workbook([a_table()], made_at=NOW) == workbook([a_table()], made_at=NOW)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10**9), max_size=20))
def test_kilograms_are_exact_to_the_gram(grams):
    columns = [Column("kg", Kind.KILOGRAMS, total=True)]
    table = a_table(columns=columns, rows=[[number] for number in grams])

    rows = rows_of(opened(table, values=True)["Paczki"])

    shown = [Decimal(str(row[0])) * 1000 for row in rows[5:]]
    assert shown == [*grams, sum(grams)]
