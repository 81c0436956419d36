"""The letter about a voucher, and its code after a bad printer had it."""

import random

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageEnhance, ImageFilter

from admin_ui.site_map import Door, site_map
from distribution.routing.roads import Point
from distribution.vouchers.letters import letter
from distribution.vouchers.rules import Channel
from distribution.vouchers.sheets import sheets, single
from distribution.vouchers.short_code import grouped
from tests.vouchers.examples import NOW, a_card
from tests.vouchers.test_sheets import (
    BY_WEEKDAY,
    ENDLESS,
    codes_on,
    letters_on,
    overlapping,
    sizes_on,
    text_of,
)

PLACE = Point(50.92, 22.22)
A_MAP = site_map(PLACE, [[Point(50.919, 22.21), Point(50.921, 22.23)]])
MOST_OF_IT = 0.9
BLURRED = 0.2
"""Millimetres on the paper."""


OWN_PAGE = "https://kromka.example.pl/t/AAAAAAAAAAAAAAAAAAAAAA"


def pages_of(card, *, drawn=A_MAP, own_page=""):
    pdf = letter(card, site_map=drawn, own_page=own_page, made_at=NOW)
    return list(pypdfium2.PdfDocument(pdf))


def pdf_page(pdf):
    return pypdfium2.PdfDocument(pdf)[0]


def worn(page, turned, dpi):
    """Return a page as a bad printer and a tired phone see it: pale, askew, blurred."""
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    image = ImageEnhance.Contrast(image).enhance(0.35)
    ink, paper = image.getextrema()
    assert paper - ink < 100
    image = image.rotate(turned, expand=True, fillcolor=paper)
    image = image.filter(ImageFilter.GaussianBlur(BLURRED / 25.4 * dpi))
    dust = random.Random(turned)
    for _ in range(20_000):
        spot = dust.randrange(image.width), dust.randrange(image.height)
        image.putpixel(spot, dust.choice((ink, paper)))
    return image.point(lambda value: 255 * (value > (ink + paper) // 2)).convert("1")


def printed_as(kind):
    """Return a paper of each kind that shows codes, and the tokens on its page."""
    if kind == "letter":
        card = a_card(language="uk")
        return pages_of(card, own_page=OWN_PAGE)[0], [card.token, OWN_PAGE]
    if kind == "sheet":
        cards = [a_card(language="uk", copy=copy) for copy in range(1, 9)]
        return pdf_page(sheets(cards, made_at=NOW)), [card.token for card in cards]
    card = a_card(language="uk", copy=2, large_print=kind == "a6 in large print")
    return pdf_page(single(card, made_at=NOW)), [card.token]


@pytest.mark.parametrize("turned", [-7, 0, 3])
@pytest.mark.parametrize("kind", ["letter", "a6", "a6 in large print", "sheet"])
def test_the_code_is_read_in_black_and_white_from_a_bad_printer(kind, turned):
    page, tokens = printed_as(kind)

    # To the small codes of a sheet a phone comes nearer.
    image = worn(page, turned, 300 if kind == "sheet" else 200)

    assert image.mode == "1"
    codes = zxingcpp.read_barcodes(image.convert("L"))
    assert sorted(code.text for code in codes) == sorted(tokens)


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_a_letter_says_all_in_polish_and_in_the_households_language(language):
    card = a_card(language=language)
    pages = pages_of(card)

    said = [text_of(page) for page in pages]

    assert len(pages) == (2 if language == "pl" else 3)
    for page, text in list(zip(pages, said, strict=True))[:-1]:
        assert [code.text for code in codes_on(page, 150)] == [card.token]
        for fact in (card.place, card.address, card.phone, "7.12 – 11.12.2026"):
            assert fact in text
        assert grouped(card.short_code) in text
    for words in ("Co zabrać", "dokument ze zdjęciem", "Wyślij inną osobę"):
        assert words in said[0]
    for words in ("Upoważnienie do odbioru", "czytelny podpis", "11.12.2026"):
        assert words in said[-1]
    for word in {
        "uk": ("Доручення", "підпис"),
        "en": ("Authorisation", "signature"),
    }.get(language, ()):
        assert word in said[-1]


@pytest.mark.parametrize(("large", "least"), [(False, 14), (True, 16)])
def test_letters_are_large_enough_to_be_read(large, least):
    [page, second, form] = pages_of(a_card(large_print=large, language="uk"))

    sizes = [size for one in (page, second, form) for _, size in sizes_on(one)]

    big = sum(size >= least for size in sizes)
    assert big >= MOST_OF_IT * len(sizes)
    assert min(sizes) >= least * 0.8
    assert min(size for _, size in sizes_on(form)) >= least


def test_without_a_map_or_brought_home_the_letter_still_fits():
    bare = pages_of(a_card(), drawn="")
    home = pages_of(a_card(channel=Channel.HOME_DELIVERY))
    long = pages_of(a_card(large_print=True, language="uk"))
    endless = pages_of(
        a_card(**ENDLESS, hours=BY_WEEKDAY, large_print=True, language="uk", copy=2),
        own_page=OWN_PAGE,
    )

    assert [len(pages) for pages in (bare, home, long, endless)] == [2, 1, 3, 3]
    for page in endless[:2]:
        assert overlapping(sorted(letters_on(page), key=lambda one: one[1])) == []
    assert "kopia · копія 2" in text_of(endless[0])
    assert "Krzyżyk" not in text_of(bare[0])
    assert "Przywieziemy" in text_of(home[0])
    assert "Co przygotować" in text_of(home[0])
    assert "odebrać" not in text_of(home[0])
    assert "Krzyżyk" not in text_of(home[0])


def test_the_map_names_the_streets_about_the_place():
    doors = [
        Door("ul. Bliska", Point(50.9203, 22.2245)),
        Door("ul. Bliska", Point(50.9204, 22.2246)),
        Door("ul. <Daleka>", Point(50.9207, 22.2165)),
        Door("ul. Za Siatką", Point(50.93, 22.24)),
        Door("", Point(50.9195, 22.221)),
    ]
    bare = site_map(PLACE, [], doors)

    for drawn in (site_map(PLACE, [[Point(50.919, 22.21), PLACE]], doors), bare):
        assert drawn.count(">ul. Bliska<") == 2, "the words, and white beneath them"
        assert drawn.count(">ul. &lt;Daleka&gt;<") == 2
        assert "Za Siatką" not in drawn
        assert "200 m" in drawn
    assert A_MAP.count("<polyline") == 2
    assert bare.count("<polyline") == 0
    assert bare.count('width="6"') == 4
    [page, _] = pages_of(a_card(), drawn=bare)
    assert "ul. Bliska" in text_of(page)
