"""Printed vouchers, read back from the rendered page."""

import re
from datetime import date, time
from itertools import pairwise
from unicodedata import normalize

import pypdfium2
import pypdfium2.raw
import pytest
import zxingcpp
from msgspec.structs import replace

from distribution.vouchers.rules import Channel
from distribution.vouchers.sheets import sheets, single
from distribution.vouchers.short_code import grouped
from distribution.vouchers.signing import Verified, verify
from distribution.vouchers.times import DayLine, Hours, Slot, Spell, WeekLine
from distribution.vouchers.wording import WORDS, in_figures, in_words
from tests.vouchers.examples import KEY, NOW, a_card

KEYS = {KEY.id: KEY.public}
MM = 72 / 25.4
CARD_WIDTH, CARD_HEIGHT = 105, 74.25
LONG_PLACE = "Świetlica Środowiskowa „Źdźbło” przy ul. Wężykowej w Łęcznej"
LONG_ADDRESS = "ul. Świętego Maksymiliana Marii Kolbego 128 B / 14, Szczebrz"
LONG_CENTRE = "Miejsko-Gminny Ośrodek Pomocy Społecznej w Łaziskach Górnych"
A_SLOT = Slot(date(2026, 11, 30), time(9), time(9, 30))
BY_WEEKDAY = Hours(
    (
        WeekLine((1, 2, 3, 5), (Spell(time(9), time(15)),)),
        WeekLine((4,), (Spell(time(8), time(12)), Spell(time(14), time(18)))),
    ),
    (DayLine(date(2026, 12, 8), ()),),
)
LONG_PHONES = "+48 81 000 15 81 wew. 123, 601 000 977, 602 000 988, 603 000 999"
ENDLESS = {
    "place": "Świetlica Środowiskowa i Wiejska " * 5,
    "address": "ul. Świętego Maksymiliana Marii Kolbego " * 5,
    "centre_name": "Miejsko-Gminny Ośrodek Pomocy Społecznej " * 4,
    "programme": "Fundusze Europejskie na Pomoc Żywnościową " * 7,
    "phone": LONG_PHONES,
    "household_number": "1234567",
}
"""As long as the columns allow."""


def codes_on(page, dpi):
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    return zxingcpp.read_barcodes(image)


def text_of(page):
    return " ".join(normalize("NFC", page.get_textpage().get_text_range()).split())


def letters_on(page):
    """Return (place in the text, left, bottom, right, top) in mm of each letter."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        if text.get_text_range(index, 1).strip():
            yield index, *(edge / MM for edge in text.get_charbox(index))


def sizes_on(page):
    """Return each letter with its size in points."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.strip():
            yield letter, pypdfium2.raw.FPDFText_GetFontSize(text.raw, index)


def every_kind_of_card():
    long = {"place": LONG_PLACE, "address": LONG_ADDRESS, "centre_name": LONG_CENTRE}
    return [
        a_card(),
        a_card(language="uk"),
        a_card(language="en", slot=A_SLOT),
        a_card(language="uk", channel=Channel.HOME_DELIVERY),
        a_card(**long, language="uk", slot=A_SLOT, household_number="1234567"),
        a_card(**long, language="en", phone="81 000 15 81, 601 000 977"),
        a_card(**long, language="uk", phone=LONG_PHONES, hours=BY_WEEKDAY),
        a_card(language="uk", hours=BY_WEEKDAY),
        a_card(**ENDLESS, language="uk", hours=BY_WEEKDAY),
        a_card(**long, programme=LONG_CENTRE, first_day=date(2025, 12, 29)),
        a_card(place="", address="", hours=None),
    ]


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_every_code_of_a_sheet_is_read_and_verifies(dpi):
    cards = [*every_kind_of_card(), a_card(copy=2), a_card(copy=12, language="uk")]
    pages = pypdfium2.PdfDocument(sheets(cards, made_at=NOW))

    read = [code.text for page in pages for code in codes_on(page, dpi)]

    assert sorted(read) == sorted(card.token for card in cards)
    assert all(isinstance(verify(token, KEYS), Verified) for token in read)


def test_a_code_holds_the_token_and_nothing_else():
    card = a_card()
    (page,) = pypdfium2.PdfDocument(single(card, made_at=NOW))

    (code,) = codes_on(page, 150)

    assert code.text == card.token
    assert code.ec_level == "M"
    for personal in (card.household_number, card.place, card.short_code, card.phone):
        assert personal not in code.text
        assert personal.encode() not in code.bytes


@pytest.mark.parametrize("make", [lambda c: sheets([c], made_at=NOW), single])
def test_a_code_is_at_least_25_mm_wide_with_its_quiet_zone_white(make):
    card = a_card(language="uk", copy=2)
    pdf = make(card) if make is not single else single(card, made_at=NOW)
    page = pypdfium2.PdfDocument(pdf)[0]
    dpi = 600
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()

    (code,) = zxingcpp.read_barcodes(image)
    corners = code.position
    left, top = corners.top_left.x, corners.top_left.y
    side = corners.bottom_right.x - left
    zone = side * 4 // 41

    assert side / dpi * 25.4 >= 25
    around = (left - zone, top - zone, left + side + zone, top + side + zone)
    framed = image.crop(tuple(int(edge) for edge in around))
    inner = (zone - 3, zone - 3, zone + side + 4, zone + side + 4)
    framed.paste(255, tuple(int(edge) for edge in inner))
    assert framed.getextrema() == (255, 255)


def test_eight_cards_fill_a_page_and_the_ninth_begins_another():
    pages = pypdfium2.PdfDocument(sheets([a_card() for _ in range(9)], made_at=NOW))

    assert [len(codes_on(page, 150)) for page in pages] == [8, 1]
    assert [round(edge / MM) for edge in pages[0].get_size()] == [210, 297]


def test_the_single_card_is_an_a6_page():
    pages = pypdfium2.PdfDocument(single(a_card(language="uk"), made_at=NOW))

    assert [[round(edge / MM) for edge in page.get_size()] for page in pages] == [
        [105, 148]
    ]


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_a_card_speaks_polish_and_the_language_of_the_household(language):
    card = a_card(language=language, slot=A_SLOT)

    for pdf in (sheets([card], made_at=NOW), single(card, made_at=NOW)):
        text = text_of(pypdfium2.PdfDocument(pdf)[0])
        spoken = {"pl", language}
        for other, words in WORDS.items():
            assert (words.title in text) == (other in spoken)
        assert "30.11.2026, 9:00–9:30" in text
        assert grouped(card.short_code) in text
        for fact in (card.household_number, card.place, card.address, card.phone):
            assert fact in text


def test_a_home_delivery_names_no_place():
    card = a_card(channel=Channel.HOME_DELIVERY, place="ul. Tajna 7", address="Dom")

    text = text_of(pypdfium2.PdfDocument(sheets([card], made_at=NOW))[0])

    assert "Przywieziemy paczkę do domu" in text
    assert "Tajna" not in text
    assert "Gdzie" not in text


@pytest.mark.parametrize(
    ("copy", "said"), [(1, None), (2, "kopia 2"), (13, "kopia 13")]
)
def test_a_reprint_says_which_copy_it_is(copy, said):
    for pdf in (
        sheets([a_card(copy=copy)], made_at=NOW),
        single(a_card(copy=copy), made_at=NOW),
    ):
        text = text_of(pypdfium2.PdfDocument(pdf)[0])
        found = re.findall(r"kopia \d+", text, re.IGNORECASE)
        # The word and the watermark.
        assert [copy.lower() for copy in found] == ([said] * 2 if said else [])


def test_long_names_stay_on_their_card_and_overlap_nothing():
    assert len(LONG_PLACE) == len(LONG_ADDRESS) == len(LONG_CENTRE) == 60
    cards = every_kind_of_card()
    text = ""
    for page in pypdfium2.PdfDocument(sheets(cards, made_at=NOW)):
        letters = sorted(letters_on(page), key=lambda letter: letter[1])

        assert _outside_their_cards(letters) == []
        assert overlapping(letters) == []
        assert min(size for _, size in sizes_on(page)) >= 7.4
        text += text_of(page)
    for words in (LONG_PLACE, LONG_ADDRESS, LONG_CENTRE):
        assert words in text


def test_long_names_overlap_nothing_on_the_single_card():
    every = every_kind_of_card()
    for card in [*every, *(replace(card, large_print=True) for card in every[-3:])]:
        page = pypdfium2.PdfDocument(single(card, made_at=NOW))[0]
        letters = sorted(letters_on(page), key=lambda letter: letter[1])

        assert overlapping(letters) == []
        assert min(size for _, size in sizes_on(page)) >= 7.9
        assert min(bottom for _, _, bottom, _, _ in letters) > 4


def test_large_print_is_large():
    facts = {"phone": "81 000 15 81", "language": "uk"}
    for card in (a_card(**facts, slot=A_SLOT), a_card(**ENDLESS, hours=BY_WEEKDAY)):
        large = replace(card, large_print=True)
        (page,) = pypdfium2.PdfDocument(single(large, made_at=NOW))

        readable = "".join(letter for letter, size in sizes_on(page) if size >= 13.9)

        for fact in (
            grouped(card.short_code),
            card.phone.split(",")[0],
            card.place[:40],
            card.address[:40],
            "30.11.2026,9:00–9:30" if card.slot else "pn.–śr.,pt.9:00–15:00",
            WORDS["pl"].bring,
        ):
            assert fact.replace(" ", "") in readable


@pytest.mark.parametrize("language", ["uk", "en"])
def test_what_to_bring_is_legible_in_both_languages(language):
    card = a_card(language=language, slot=A_SLOT)
    (page,) = pypdfium2.PdfDocument(single(card, made_at=NOW))

    readable = "".join(letter for letter, size in sizes_on(page) if size >= 10.9)

    for said in ("pl", language):
        assert WORDS[said].bring.replace(" ", "") in readable
    assert card.centre_name in text_of(page)


def test_every_telephone_stands_on_the_card_whole_and_legible():
    phones = "+48 81 000 15 81 wew. 123, +48 601 000 977"
    (page,) = pypdfium2.PdfDocument(sheets([a_card(phone=phones)], made_at=NOW))

    text = text_of(page)

    assert all(phone in text for phone in phones.split(", "))
    assert [size for letter, size in sizes_on(page) if letter == "+"] == [11, 11]


def test_among_sheets_large_print_comes_last_on_a_page_of_its_own():
    cards = [a_card(large_print=True, copy=2), *[a_card() for _ in range(9)]]
    pages = pypdfium2.PdfDocument(sheets(cards, made_at=NOW))
    alone = pypdfium2.PdfDocument(sheets(cards[:1], made_at=NOW))

    widths = [round(page.get_width() / MM) for page in pages]
    read = [[code.text for code in codes_on(page, 150)] for page in pages]

    assert widths == [210, 210, 105]
    assert [len(codes) for codes in read] == [8, 1, 1]
    assert read[2] == [cards[0].token]
    assert [round(page.get_width() / MM) for page in alone] == [105]


def test_hours_by_weekday_are_said_in_both_languages():
    card = a_card(language="uk", hours=BY_WEEKDAY)

    for pdf in (sheets([card], made_at=NOW), single(card, made_at=NOW)):
        text = text_of(pypdfium2.PdfDocument(pdf)[0])
        assert "pn.–śr., pt. 9:00–15:00; czw. 8:00–12:00, 14:00–18:00" in text
        assert "8.12 nieczynne" in text
        assert "7.12 – 11.12.2026" in text


def test_a_home_delivery_says_neither_slot_nor_hours():
    card = a_card(channel=Channel.HOME_DELIVERY, slot=A_SLOT, hours=BY_WEEKDAY)

    text = text_of(pypdfium2.PdfDocument(sheets([card], made_at=NOW))[0])

    assert "7.12 – 11.12.2026" in text
    assert ":00" not in text


def _outside_their_cards(letters):
    """Return the letters nearer than 4 mm to an edge, where printers leave white."""
    return [
        (letter, left, bottom)
        for letter, left, bottom, right, top in letters
        if left % CARD_WIDTH < 4
        or right % CARD_WIDTH > CARD_WIDTH - 4
        or (297 - top) % CARD_HEIGHT < 4
        or (297 - bottom) % CARD_HEIGHT > CARD_HEIGHT - 4
    ]


def overlapping(letters):
    """Return pairs of letters that cover a tenth of each other or more.

    But for neighbours in a word: the tail of j reaches under the letter before it.
    """
    found = []
    for index, (one, left, bottom, right, top) in enumerate(letters):
        for other, left2, bottom2, right2, top2 in letters[index + 1 :]:
            if left2 >= right:
                break
            width = min(right, right2) - left2
            height = min(top, top2) - max(bottom, bottom2)
            smaller = min(
                (right - left) * (top - bottom), (right2 - left2) * (top2 - bottom2)
            )
            covered = height > 0 and width * height > 0.1 * smaller
            if covered and abs(one - other) > 1:
                found.append((one, other, round(left), round(297 - top)))
    return found


def test_a_name_with_letters_that_the_typeface_lacks_stops_no_sheet():
    card = a_card(place="Sala 😀 عرب Za\u0301ułek \x07", address="#let *x* $y$ @z")

    text = text_of(pypdfium2.PdfDocument(sheets([card], made_at=NOW))[0])

    assert "Sala ? ??? Záułek" in text
    assert "#let *x* $y$ @z" in text


def test_the_files_are_tagged_and_say_so():
    for pdf in (sheets([a_card()], made_at=NOW), single(a_card(), made_at=NOW)):
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
        assert b"/StructTreeRoot" in pdf


def test_the_same_cards_give_the_same_file():
    cards = [a_card(), a_card(copy=2)]

    assert sheets(cards, made_at=NOW) == sheets(cards, made_at=NOW)


def test_without_cards_it_is_one_empty_page():
    assert len(pypdfium2.PdfDocument(sheets([], made_at=NOW))) == 1


def test_days_in_figures():
    monday, friday = date(2026, 12, 7), date(2026, 12, 11)

    assert in_figures(monday, monday) == "7.12.2026"
    assert in_figures(monday, friday) == "7.12 – 11.12.2026"
    assert in_figures(date(2026, 11, 30), friday) == "30.11 – 11.12.2026"
    assert in_figures(friday, date(2027, 1, 8)) == "11.12.2026 – 8.01.2027"


@pytest.mark.parametrize(
    ("language", "one", "several", "over_months"),
    [
        ("pl", "wtorek 8 grudnia", "7–11 grudnia", "30 listopada – 11 grudnia"),
        ("uk", "вівторок 8 грудня", "7–11 грудня", "30 листопада – 11 грудня"),
        ("en", "Tuesday 8 December", "7–11 December", "30 November – 11 December"),
    ],
)
def test_days_in_words(language, one, several, over_months):
    tuesday, friday = date(2026, 12, 8), date(2026, 12, 11)

    assert in_words(tuesday, tuesday, language) == one
    assert in_words(date(2026, 12, 7), friday, language) == several
    assert in_words(date(2026, 11, 30), friday, language) == over_months


def test_every_language_has_a_week_a_year_and_no_word_of_another():
    for words in WORDS.values():
        assert len(set(words.weekdays)) == 7
        assert len(set(words.months)) == 12
    for one, other in pairwise([*WORDS.values(), WORDS["pl"]]):
        assert one.title != other.title
        assert one.bring != other.bring
