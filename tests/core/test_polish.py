import pytest

from distribution.core.polish import plain, sort_key


def test_polish_letters_stand_where_a_dictionary_puts_them():
    words = ["żaba", "zupa", "źrebak", "Łan", "las", "ósmy", "osad", "ćma", "cena"]

    assert sorted(words, key=sort_key) == [
        "cena", "ćma", "las", "Łan", "osad", "ósmy", "zupa", "źrebak", "żaba",
    ]  # fmt: skip


def test_capitals_do_not_come_first_and_digits_do():
    assert sorted(["Zając", "adamska", "4A"], key=sort_key) == [
        "4A",
        "adamska",
        "Zając",
    ]


@pytest.mark.parametrize(
    ("word", "stripped"),
    [("Zażółć gęślą jaźń", "zazolc gesla jazn"), ("ŁÓDŹ", "lodz"), ("Юрій", "юрій")],
)
def test_plain_strips_latin_marks_and_leaves_cyrillic_alone(word, stripped):
    assert plain(word) == stripped


def test_plain_takes_letters_written_as_two_code_points():
    assert plain("Z\u0307o\u0301ł") == "zol"
