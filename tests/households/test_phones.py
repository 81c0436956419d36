import pytest

from distribution.households.phones import readable, to_e164


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("600 100 200", "+48600100200"),
        ("600-100-200", "+48600100200"),
        ("+48 600100200", "+48600100200"),
        ("0048 600 100 200", "+48600100200"),
        ("81/ 825 15 81", "+48818251581"),
        ("(81) 825 43 29", "+48818254329"),
        ("+380 50 123 45 67", "+380501234567"),
    ],
)
def test_numbers_as_people_write_them(text, stored):
    assert to_e164(text) == stored


@pytest.mark.parametrize("text", ["", "600 100", "brak", "112", "+48 600 100 200 300"])
def test_what_is_no_number_is_none(text):
    assert to_e164(text) is None


def test_stored_numbers_are_read_in_groups():
    assert readable("+48600100200") == "600 100 200"
    assert readable("+380501234567").startswith("+380 ")
