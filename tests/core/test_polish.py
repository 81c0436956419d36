import pytest

from distribution.core.polish import plain


@pytest.mark.parametrize(
    ("word", "stripped"),
    [("Zażółć gęślą jaźń", "zazolc gesla jazn"), ("ŁÓDŹ", "lodz"), ("Юрій", "юрій")],
)
def test_plain_strips_latin_marks_and_leaves_cyrillic_alone(word, stripped):
    assert plain(word) == stripped


def test_plain_takes_letters_written_as_two_code_points():
    assert plain("Z\u0307o\u0301ł") == "zol"


async def test_the_database_sorts_as_a_polish_dictionary_does(owner):
    words = [
        "żaba",
        "zupa",
        "źrebak",
        "Łan",
        "las",
        "ósmy",
        "osad",
        "ćma",
        "cena",
        "4A",
    ]

    found = await owner.fetchval(
        "SELECT array_agg(word ORDER BY kromka_polish(word)) FROM unnest($1::text[])"
        " AS word",
        words,
    )

    assert found == [
        "4A", "cena", "ćma", "las", "Łan", "osad", "ósmy", "zupa", "źrebak", "żaba",
    ]  # fmt: skip
