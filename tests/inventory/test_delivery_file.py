from datetime import date

import pytest

from distribution.core.errors import InvalidInputError
from distribution.inventory.delivery_file import (
    COLUMNS,
    DeliveryRow,
    delivery_template,
    read_delivery,
)

TODAY = date(2026, 11, 22)
GOOD = {
    "article": "mleko",
    "packs": "720",
    "case_size": "12",
    "lot": "L2311A",
    "best_before": "03.2027",
    "document": "WZ/118/2026",
    "received_on": "2026-11-20",
    "fund": "fepz_2024",
    "location": "regal-a",
}


def _file(*rows):
    lines = [";".join(COLUMNS), *(";".join((GOOD | row).values()) for row in rows)]
    return "\n".join(lines).encode()


def _refused(*rows):
    with pytest.raises(InvalidInputError) as refused:
        read_delivery(_file(*rows), today=TODAY)
    return [error.field for error in refused.value.errors]


def test_a_row_as_the_food_bank_writes_it():
    assert read_delivery(_file({}), today=TODAY) == (
        DeliveryRow(
            line=2,
            article="MLEKO",
            packs=720,
            case_size=12,
            lot="L2311A",
            best_before=date(2027, 3, 31),
            document="WZ/118/2026",
            received_on=date(2026, 11, 20),
            fund="fepz_2024",
            location="regal-a",
        ),
    )


def test_the_template_imports():
    (row,) = read_delivery(delivery_template().encode("cp1250"), today=TODAY)

    assert row.packs == 720


def test_sugar_has_no_date_and_a_case_size_may_be_unknown():
    (row,) = read_delivery(_file({"best_before": "", "case_size": ""}), today=TODAY)

    assert (row.best_before, row.case_size) == (None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("article", ""),
        ("packs", "0"),
        ("packs", "-3"),
        ("packs", "2,5"),
        ("case_size", "0"),
        ("lot", ""),
        ("lot", "x" * 41),
        ("best_before", "wkrótce"),
        ("best_before", "31.02.2027"),
        ("best_before", "19.11.2026"),
        ("document", ""),
        ("received_on", ""),
        ("received_on", "23.11.2026"),
        ("fund", ""),
        ("location", ""),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column, value):
    assert _refused({}, {column: value, "lot": value if column == "lot" else "L9"}) == [
        f"wiersz 3, kolumna {column}"
    ]


def test_every_bad_cell_is_named_and_nothing_is_half_read():
    fields = _refused({"packs": "x"}, {}, {"fund": "", "packs": "0"})

    assert sorted(fields) == [
        "wiersz 2, kolumna packs",
        "wiersz 4, kolumna fund",
        "wiersz 4, kolumna packs",
    ]


def test_one_lot_cannot_have_two_dates():
    fields = _refused({}, {"best_before": "30.04.2027"})

    assert fields == ["wiersz 3, kolumna best_before"]


def test_the_same_lot_of_a_donation_is_another_lot():
    rows = read_delivery(
        _file({}, {"fund": "Donation", "best_before": "30.04.2027"}), today=TODAY
    )

    assert [row.fund for row in rows] == ["fepz_2024", "donation"]


def test_a_file_without_rows_is_refused():
    with pytest.raises(InvalidInputError):
        read_delivery(_file(), today=TODAY)
