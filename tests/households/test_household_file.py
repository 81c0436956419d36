from datetime import date

import pytest

from distribution.core.csv_file import by_line
from distribution.households.household_columns import COLUMNS, household_template
from distribution.households.household_file import read_households
from distribution.households.rules.people import Sex
from distribution.programmes.rules import TargetGroup

TODAY = date(2026, 11, 22)
GOOD = {
    "household": "A-17",
    "given_name": "Łucja",
    "family_name": "Przykładowa",
    "born": "1981-05-14",
    "sex": "k",
    "head": "",
    "groups": "",
    "street": "ul. Przykładowa",
    "house_number": "4A",
    "flat": "12",
    "postal_code": "23204",
    "locality": "Kraśnik",
    "phone": "600 100 200",
    "language": "uk",
    "large_print": "tak",
    "home_delivery": "nie",
    "instructions": "",
    "door_notes": "",
    "contact_name": "Barbara Przykładowa",
    "contact_phone": "600 100 201",
    "contact_relation": "córka",
}


def _file(*rows):
    lines = [";".join(COLUMNS)]
    lines += [";".join((GOOD | row)[column] for column in COLUMNS) for row in rows]
    return "\r\n".join(lines).encode("cp1250")


def _read(*rows):
    return _sound(_file(*rows))


def _sound(data):
    file = read_households(data, today=TODAY)
    assert not file.errors
    return file.households


def _refused(*rows):
    return [error.field for error in by_line(_errors(*rows))]


def _errors(*rows):
    return read_households(_file(*rows), today=TODAY).errors


def test_a_household_of_one():
    (home,) = _read({})

    assert (home.import_key, home.phone, home.postal_code) == (
        "csv:a-17",
        "+48600100200",
        "23-204",
    )
    assert (home.contact_name, home.contact_phone, home.contact_relation) == (
        "Barbara Przykładowa",
        "+48600100201",
        "córka",
    )
    assert (home.language, home.large_print, home.home_delivery) == ("uk", True, False)
    (member,) = home.members
    assert (member.given_name, member.born_on) == ("Łucja", date(1981, 5, 14))
    assert (member.sex, member.is_head) == (Sex.FEMALE, True)


def test_rows_of_one_household_belong_together_wherever_they_stand():
    first, second = _read(
        {},
        {"household": "B"},
        {"household": "a-17", "given_name": "Jan", "head": "tak", "street": ""},
    )

    assert [member.given_name for member in first.members] == ["Łucja", "Jan"]
    assert [member.is_head for member in first.members] == [False, True]
    assert [member.line for member in first.members] == [2, 4]
    assert (second.import_key, second.line) == ("csv:b", 3)


def test_neither_pesel_nor_address_nor_phone_nor_birth_is_needed():
    data = b"household,given_name,family_name\n1,Anna,Lis\n"

    (home,) = _sound(data)

    assert (home.street, home.phone, home.language) == ("", None, "pl")
    assert (home.members[0].born_on, home.members[0].birth_year) == (None, None)
    assert "pesel" not in COLUMNS


def test_a_year_of_birth_alone_stays_a_year():
    (home,) = _read({"born": "1981"})

    assert (home.members[0].born_on, home.members[0].birth_year) == (None, 1981)


def test_target_groups_are_read_from_a_list():
    (home,) = _read({"groups": "homeless | Disabled"})

    assert home.members[0].groups == (TargetGroup.DISABLED, TargetGroup.HOMELESS)


def test_the_template_imports():
    (home,) = _sound(household_template().encode())

    assert home.members[0].groups == (TargetGroup.DISABLED,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("household", ""),
        ("given_name", ""),
        ("family_name", "x" * 81),
        ("born", "14.05.81"),
        ("born", "2026-11-23"),
        ("born", "1899"),
        ("born", "rok"),
        ("sex", "x"),
        ("head", "może"),
        ("groups", "bezdomni"),
        ("postal_code", "2320"),
        ("phone", "600"),
        ("language", "de"),
        ("large_print", "duży"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column, value):
    assert _refused({"household": "B"}, {column: value}) == [
        f"wiersz 3, kolumna {column}"
    ]


def test_two_heads_and_two_addresses_of_one_household_are_refused():
    assert _refused({"head": "tak"}, {"head": "tak", "flat": "13"}) == [
        "wiersz 3, kolumna head",
        "wiersz 3, kolumna flat",
    ]


def test_every_bad_cell_of_the_file_is_named():
    fields = _refused({"sex": "x"}, {"household": "B", "phone": "1", "born": "x"})

    assert fields == [
        "wiersz 2, kolumna sex",
        "wiersz 3, kolumna born",
        "wiersz 3, kolumna phone",
    ]


def test_bad_cells_are_named_in_the_order_of_the_lines():
    fields = _refused(
        {}, {"household": "B", "sex": "x"}, {"sex": "x"}, {"household": ""}
    )

    assert fields == [
        "wiersz 3, kolumna sex",
        "wiersz 4, kolumna sex",
        "wiersz 5, kolumna household",
    ]


def test_an_empty_file_is_refused():
    assert [error.field for error in _errors()] == ["plik"]
