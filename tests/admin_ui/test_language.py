"""What language a page speaks, and that every sentence exists in it."""

import ast
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_ui import catalogues, formats
from admin_ui.language import (
    as_language,
    asked_for,
    gettext,
    ngettext,
    speaking,
    translator,
)
from distribution.core.language import LANGUAGES

SOURCE = catalogues.extract()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_empty_or_in_polish(language):
    assert catalogues.faults(language, SOURCE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_in_the_repository_is_what_update_would_write(
    language, tmp_path, monkeypatch
):
    stored = catalogues.catalogue_path(language).read_text()
    catalogue = catalogues.updated(language, SOURCE)
    monkeypatch.setattr(catalogues, "catalogue_path", lambda _: tmp_path / "kromka.po")

    catalogues.save(language, catalogue)

    assert (tmp_path / "kromka.po").read_text() == stored


def test_messages_come_from_python_and_from_templates():
    found = {catalogues._key(message) for message in SOURCE}

    assert "Popraw zaznaczone pola." in found  # distribution/core/errors.py
    assert "Przejdź do treści" in found  # templates/base.html
    assert "Strona %(page)s z %(pages)s" in found  # a trans block


def test_every_sentence_of_the_code_stands_in_one_piece_where_it_is_marked():
    """A marked f-string or variable would be lost to the catalogues in silence."""
    lost = []
    for path, method, _ in catalogues.source_files():
        if method != "python":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if called == "N_" and not isinstance(node.args[0], ast.Constant):
                lost.append(f"{path.name}:{node.lineno}")
    assert lost == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 opakowań"),
        (1, "1 opakowanie"),
        (2, "2 opakowania"),
        (4, "4 opakowania"),
        (5, "5 opakowań"),
        (12, "12 opakowań"),
        (22, "22 opakowania"),
        (112, "112 opakowań"),
    ],
)
def test_polish_counts_in_three_forms_though_it_is_the_source(count, words):
    assert formats.pack_count(count, "pl").replace("\xa0", " ") == words


def test_ukrainian_and_english_count_by_their_own_rules():
    assert formats.pack_count(22, "uk").replace("\xa0", " ") == "22 упаковки"
    assert formats.pack_count(11, "uk").replace("\xa0", " ") == "11 упаковок"
    assert formats.pack_count(1, "en").replace("\xa0", " ") == "1 pack"


def test_a_page_speaks_one_language_and_then_polish_again():
    with speaking("uk"):
        assert gettext("Magazyn") == "Склад"
        with speaking("en"):
            assert gettext("Magazyn") == "Store"
        assert gettext("Magazyn") == "Склад"
    assert gettext("Magazyn") == "Magazyn"


def test_what_no_catalogue_knows_is_said_in_polish():
    with speaking("en"):
        assert gettext("Zdanie, którego nie ma") == "Zdanie, którego nie ma"
        assert ngettext("jeden", "wiele", 5) == "wiele"
    assert gettext("") == ""


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("uk-UA,uk;q=0.9,pl;q=0.8", "uk"),
        ("de,en-GB;q=0.7,pl;q=0.3", "en"),
        ("pl;q=0.2, en;q=0.9", "en"),
        ("de,fr", None),
        ("uk;q=0, pl;q=0.1", "pl"),
        ("", None),
        ("en;q=much", None),
    ],
)
def test_the_browsers_wish_is_weighed(header, language):
    assert asked_for(header) == language


@given(st.text())
def test_no_header_or_cookie_can_break_a_page(text):
    assert asked_for(text) in {*LANGUAGES, None}
    assert as_language(text) in {*LANGUAGES, None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_rule_of_the_file_is_the_one_we_state(language):
    rule = translator(language).info()["plural-forms"]
    assert rule == catalogues.PLURAL_FORMS[language]


def test_days_and_times_are_those_of_krasnik():
    late = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)

    assert (
        formats.long_day(date(2026, 11, 22), "pl")
        == "niedziela, 22\u00a0listopada 2026"
    )
    assert formats.long_day(date(2026, 11, 22), "en") == "Sunday 22\u00a0November 2026"
    assert formats.instant(late, "pl") == "1\u00a0lipca 2026, 0:05"
    assert formats.short_day(late, "pl") == "śr., 1.07"
    assert formats.month(date(2026, 11, 1), "pl") == "listopad 2026"


def test_figures_are_written_the_polish_way_and_never_break():
    assert formats.kilograms(12_500, "pl") == "12,5\xa0kg"
    assert formats.kilograms(1, "pl") == "0,001\xa0kg"
    assert formats.money(154_220, "pl") == "1\xa0542,20\xa0zł"
    assert formats.money(154_220, "en") == "1,542.20\xa0zł"
    assert formats.number(12_345, "pl") == "12\xa0345"
    assert formats.number(-5, "pl") == "−5"
    assert formats.percent(9, 11, "pl") == "82%"
    assert formats.percent(0, 0, "pl") == "–"


def test_a_telephone_number_is_grouped_and_nonsense_is_left_alone():
    assert formats.phone("+48601979977") == "601\xa0979\xa0977"
    assert formats.phone("+48818251581") == "81\xa0825\xa015\xa081"
    assert formats.phone("+380441234567") == "+380\xa044\xa0123\xa04567"
    assert formats.phone("u sąsiadki") == "u sąsiadki"


def test_of_several_numbers_the_first_is_dialled() -> None:
    # what follows a comma would be typed into the call by the telephone
    assert formats.dialled("81 825 15 81, 81 825 20 14") == "818251581"
    assert formats.dialled("+48 600 000 901") == "+48600000901"


def test_no_number_falls_onto_two_lines() -> None:
    assert formats.unbroken("(81) 825 15 81, 600 100 200, pon. 8–15") == (
        "(81)\xa0825\xa015\xa081, 600\xa0100\xa0200, pon. 8–15"
    )


def test_what_is_longer_than_an_hour_is_said_in_hours() -> None:
    assert formats.minutes(45, "pl") == "45\xa0min"
    assert formats.minutes(385, "en") == "6\xa0h\xa025\xa0min"
    assert formats.minutes(385, "uk") == "6\xa0год\xa025\xa0хв"
