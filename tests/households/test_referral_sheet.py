"""The printed referral, read back from the page. All people are invented."""

from datetime import UTC, date, datetime
from unicodedata import normalize

import pypdfium2
import pytest

from distribution.households.referral_sheet import (
    BandCount,
    GroupCount,
    ReferralSheet,
    referral_pdf,
)

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LONG_NAME = "Żółciszewska-Śmigłowa Świętosława Wszebora Maria Konstancja"


def a_sheet(**changes):
    facts = {
        "number": "S/2026/0142",
        "issued_on": date(2026, 11, 20),
        "valid_until": date(2027, 3, 31),
        "programme": "Fundusze Europejskie na Pomoc Żywnościową 2021–2027",
        "sub_programme": "Podprogram 2024 (przykładowy)",
        "centre_name": "Miejski Ośrodek Pomocy Społecznej w Kraśniku",
        "centre_address": "ul. Grunwaldzka 4A, 23-200 Kraśnik",
        "addressed_to": "Punkt wydawania, Centrum Kultury i Promocji w Kraśniku",
        "person_name": "Żaneta Łącka",
        "household_kind": "rodzina",
        "bands": [
            BandCount("do 17 lat", 2, 1),
            BandCount("18–29 lat", 0, 1),
            BandCount("30–64 lata", 1, 0),
            BandCount("65 lat i więcej", 1, 0),
        ],
        "groups": [
            GroupCount("osoby z niepełnosprawnościami", 1),
            GroupCount("osoby bezdomne", 0),
            GroupCount("obywatele państw trzecich", 0),
            GroupCount("osoby obcego pochodzenia, mniejszości", 0),
        ],
        "reasons": ["ubóstwo", "długotrwała lub ciężka choroba"],
        "income_month": date(2026, 10, 1),
        "income_per_person": 154220,
        "limit": 154220,
        "limit_percent": 220,
        "worker_name": "Ewa Sowa",
    }
    return ReferralSheet(**(facts | changes))


def text_of(sheet):
    pages = pypdfium2.PdfDocument(referral_pdf(sheet, made_at=NOW))
    assert len(pages) == 1
    return " ".join(normalize("NFC", pages[0].get_textpage().get_text_range()).split())


def test_it_states_every_field_of_the_notice():
    text = text_of(a_sheet())

    for fact in (
        "nr S/2026/0142 z dnia 20.11.2026",
        "Miejski Ośrodek Pomocy Społecznej w Kraśniku",
        "Punkt wydawania, Centrum Kultury i Promocji w Kraśniku",
        "Żaneta Łącka",
        "Podprogram 2024 (przykładowy)",
        "do 17 lat 2 1 3",
        "30–64 lata 1 0 1",
        "Razem 4 2 6",
        "osoby z niepełnosprawnościami 1",
        "osoby bezdomne 0",
        "ubóstwo; długotrwała lub ciężka choroba.",
        "październik 2026 1 542,20 zł",
        "220 % kryterium",
        "ważne do 31.03.2027",
        "nie gwarantuje otrzymania żywności",
    ):
        assert fact in text


def test_it_has_places_to_sign_and_to_stamp():
    text = text_of(a_sheet())

    assert "pieczęć ośrodka" in text
    assert "podpis osoby kierowanej" in text
    assert "podpis i pieczątka: Ewa Sowa, pracownik socjalny" in text


def test_it_asks_for_no_pesel():
    assert "PESEL" not in text_of(a_sheet()).upper()


@pytest.mark.parametrize(
    ("income", "said"),
    [
        (154220, "nie przekracza progu"),
        (0, "nie przekracza progu"),
        (154221, "przekracza próg"),
    ],
)
def test_an_income_equal_to_the_limit_is_within_it(income, said):
    assert f"Dochód {said}." in text_of(a_sheet(income_per_person=income))


def test_people_whose_sex_was_not_given_have_a_column_only_where_there_are_any():
    bands = [BandCount("do 17 lat", 1, 0, 2), BandCount("18 lat i więcej", 1, 1)]

    text = text_of(a_sheet(bands=bands))

    assert "Wiek Kobiety Mężczyźni Nie podano Razem" in text
    assert "do 17 lat 1 0 2 3" in text
    assert "Razem 2 1 2 5" in text
    assert "Nie podano" not in text_of(a_sheet())


def test_long_names_and_every_reason_still_fit_one_page():
    sheet = a_sheet(
        person_name=LONG_NAME,
        worker_name=LONG_NAME,
        centre_name=LONG_NAME,
        addressed_to=f"{LONG_NAME}, {LONG_NAME}",
        bands=[BandCount(f"{n}–{n + 9} lat", 1, 1, 1) for n in range(0, 60, 10)],
        groups=[GroupCount(f"{LONG_NAME} {n}", n) for n in range(5)],
        reasons=["bezradność w sprawach opiekuńczo-wychowawczych"] * 6,
    )

    assert text_of(sheet).count(LONG_NAME) == 5 + 5


def test_an_empty_household_and_no_reason_are_printed_not_a_crash():
    text = text_of(a_sheet(bands=[], groups=[], reasons=[]))

    assert "Razem 0 0 0" in text


def test_it_is_tagged_for_screen_readers():
    pdf = referral_pdf(a_sheet(), made_at=NOW)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert pdf == referral_pdf(a_sheet(), made_at=NOW)
