"""The door to Typst: nothing that a screen reader cannot read leaves it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import typst

from distribution.core.typst_pdf import FONT, pdf, printable

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"
PICTURE = f'#image(bytes("{SVG}"), format: "svg"'
HEAD = f"""
#set document(title: "x")
#set text(font: "{FONT}", lang: "pl")
#let it = json(bytes(sys.inputs.data))
"""


@pytest.fixture
def template(tmp_path):
    def write(body, head=HEAD):
        file = tmp_path / "page.typ"
        file.write_text(head + body, "utf-8")
        return file

    return write


def test_a_picture_without_alternative_text_is_refused(template):
    with pytest.raises(typst.TypstError, match="missing alt text"):
        pdf(template(PICTURE + ")"), {}, made_at=NOW)

    assert pdf(template(PICTURE + ', alt: "kod")'), {}, made_at=NOW)


def test_a_document_without_a_title_is_refused(template):
    untitled = HEAD.replace('#set document(title: "x")', "")

    with pytest.raises(typst.TypstError, match="title"):
        pdf(template("tekst", untitled), {}, made_at=NOW)


@pytest.mark.parametrize("text", ["#let x = 1", "*a* _b_ $c$ @d <e>", '"#(1+1)"', "\\"])
def test_data_are_never_taken_for_markup(template, text):
    page = pypdfium2.PdfDocument(pdf(template("#it.at(0)"), [text], made_at=NOW))[0]

    assert page.get_textpage().get_text_range() == text


def test_the_same_input_gives_the_same_bytes(template):
    file = template("#it.a")

    assert pdf(file, {"a": "ą"}, made_at=NOW) == pdf(file, {"a": "ą"}, made_at=NOW)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("zażółć gęślą jaźń ŁÓDŹ", "zażółć gęślą jaźń ŁÓDŹ"),
        ("ґанок, їжак, Є, п’ять – „так”", "ґанок, їжак, Є, п’ять – „так”"),
        ("Za\u0301z\u0307", "Záż"),
        ("Ala 😀 عر \x07\u200b", "Ala ? ?? ??"),
        ("dwie\nlinie", "dwie\nlinie"),
    ],
)
def test_a_letter_that_the_typeface_lacks_is_replaced(template, text, printed):
    assert printable(text) == printed
    assert pdf(template("#it.first().a"), [{"a": text}], made_at=NOW)


def test_large_documents_do_not_pile_up_in_memory(template):
    file = template("#it.map(words => par(words)).join()")

    def resident():
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    after = []
    for turn in range(5):
        pdf(
            file,
            [f"{turn} {line} " + "słowo " * 12 for line in range(3000)],
            made_at=NOW,
        )
        after.append(resident())

    # Without forgetting, each turn would keep about as much as the first took.
    assert after[-1] - after[0] < 30, after
