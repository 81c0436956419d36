"""CSV files: opened as they are, and nothing in them runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.reports.csv_safe import csv_bytes, safe_file_name, safe_text


def read(file):
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def test_a_file_begins_with_the_mark_that_excel_looks_for_and_uses_semicolons():
    file = csv_bytes(["Nazwisko", "Uwagi"], [["Żółw", 'a;b "c"']])

    assert file.startswith(b"\xef\xbb\xbfNazwisko;Uwagi\r\n")
    assert read(file) == [["Nazwisko", "Uwagi"], ["Żółw", 'a;b "c"']]


def test_numbers_and_days_are_written_as_a_polish_spreadsheet_reads_them():
    row = [
        -3,
        Decimal("12.50"),
        date(2026, 12, 7),
        datetime(2026, 12, 7, 9, 5, tzinfo=UTC),
        None,
    ]

    assert read(csv_bytes(list("abcde"), [row]))[1] == [
        "-3",
        "12,50",
        "2026-12-07",
        "2026-12-07 09:05",
        "",
    ]


@pytest.mark.parametrize(
    "attack",
    [
        "=1+1",
        "+48 600 000 000",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1",
        "  =cmd|' /C calc'!A0",
        "\uff1d1+1",
        "\x00=1+1",
    ],
)
def test_what_a_spreadsheet_might_run_becomes_text(attack):
    safe = safe_text(attack)

    assert safe.startswith("'")
    assert safe[1:] == attack.replace("\x00", "")
    header_and_cell = read(csv_bytes([attack], [[attack]]))
    assert [row[0][0] for row in header_and_cell] == ["'", "'"]


@given(st.text())
def test_no_text_begins_as_a_formula_and_none_is_lost(text):
    safe = safe_text(text)

    assert safe.strip()[:1] not in tuple("=+-@")
    assert safe.removeprefix("'") in {text, safe_text(text).removeprefix("'")}
    assert "\x00" not in safe


@given(st.lists(st.lists(st.text(alphabet="aż;\"'\n\r,= "), min_size=2, max_size=2)))
def test_every_row_stays_one_row(rows):
    assert len(read(csv_bytes(["a", "b"], rows))) == len(rows) + 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ewidencja paczek – Kraśnik 11/2026", "ewidencja-paczek-krasnik-11-2026.csv"),
        ("Zażółć gęślą jaźń ŁÓDŹ", "zazolc-gesla-jazn-lodz.csv"),
        ("Реєстр їжі: щастя", "reiestr-izhi-shchastia.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("CON", "plik-con.csv"),
        ("lpt1", "plik-lpt1.csv"),
        ("  ", "plik.csv"),
        ("食べ物", "plik.csv"),
        ("a" * 300, "a" * 80 + ".csv"),
    ],
)
def test_a_file_name_is_plain_everywhere(title, name):
    assert safe_file_name(title, "csv") == name


@given(st.text())
def test_a_file_name_needs_no_quotes_in_a_header(title):
    name = safe_file_name(title, "xlsx")

    assert name.isascii()
    assert all(letter.isalnum() or letter in "-." for letter in name)
    assert not name.startswith(("-", "."))
