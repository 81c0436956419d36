"""The day on paper, with the widest code and the longest note there may be."""

import re

import pypdfium2

from distribution.vouchers.day_pack import (
    DayPack,
    PackArticle,
    PackGroup,
    PackLine,
    PackPlace,
    day_pack_pdf,
)
from tests.vouchers.examples import NOW

WIDE = "WMWM-WMWM-WM"
NOTE = f"początek {'Prosi o podział na dwie torby i pomoc. ' * 9}koniec"


def a_pack(lines):
    return DayPack(
        place=PackPlace(centre="MOPS", phone="", site="Hala", address="", drawing=""),
        day="7.12.2026",
        weekday="poniedziałek 7 grudnia",
        made="7.12.2026, 8:00",
        ask_again_hours=4,
        blank=1,
        articles=[PackArticle(f"artykuł {n}", "") for n in range(16)],
        groups=[PackGroup("9:00", lines)],
        food=[],
        households=len(lines),
        packs=16 * len(lines),
    )


def test_a_code_is_never_on_two_lines_and_a_row_never_on_two_pages():
    lines = [
        PackLine(
            number=number,
            code=WIDE,
            persons=1,
            packs=[1] * 16,
            total=16,
            proxies=["Bożydar Źdźbłowski-Wąchocki"],
            note=NOTE,
        )
        for number in range(1, 6)
    ]

    pages = pypdfium2.PdfDocument(day_pack_pdf(a_pack(lines), made_at=NOW))

    texts = [page.get_textpage().get_text_range() for page in pages]
    whole = re.compile(re.escape(WIDE[:-1]) + r"\s?" + WIDE[-1])
    assert sum(len(whole.findall(text)) for text in texts) == 2 * len(lines)
    started = [text.count("początek") for text in texts]
    assert sum(started) == len(lines)
    assert started == [text.count("koniec") for text in texts]
