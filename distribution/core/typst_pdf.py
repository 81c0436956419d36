"""Sets documents with Typst. The only module that knows Typst.

A template is a ``.typ`` file beside the domain that owns it; its data come as JSON,
so no name can be taken for markup. Every PDF is tagged and PDF/UA-1: Typst refuses a
picture without alternative text and a document without title or language. The one
typeface comes with a package, so a sheet looks the same on every machine.
"""

import importlib.util
import struct
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import typst

FONT: Final = "Source Sans Pro"
"""Holds Polish and Ukrainian. Templates say it once, in ``set text(font: …)``."""

REPLACEMENT: Final = "?"
"""Stands for a character that the typeface lacks (an emoji in a note, say). PDF/UA
forbids a missing glyph, and one odd name must not stop 125 sheets."""

_LARGE: Final = 200_000
"""Bytes of data from which on a document is worth forgetting."""

_REMEMBERED: Final = 10
"""Documents of which Typst 0.15 keeps parts."""

_WEIGHTS = ("Regular", "Semibold", "Bold")


def pdf(template: Path, data: Any, *, made_at: datetime) -> bytes:  # noqa: ANN401 (any JSON)
    """Return *template* filled with *data* as a tagged PDF (PDF/UA-1).

    Blocking and CPU-bound: about 0.5 ms a page and never inside a transaction.

    Args:
        template: A ``.typ`` file; it reads ``sys.inputs.data`` as JSON.
        data: Whatever msgspec can write as JSON.
        made_at: Stands in the file, so the same input gives the same bytes.

    Raises:
        typst.TypstError: The template is wrong, or not accessible.
    """
    known = msgspec.json.encode(_printable_throughout(msgspec.to_builtins(data)))
    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": known.decode()},
        timestamp=int(made_at.timestamp()),
    )
    if len(known) > _LARGE:
        _forget()
    return made


def printable(text: str) -> str:
    """Return *text* composed (NFC), with what the typeface lacks as ``REPLACEMENT``."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    lacking = {ord(character) for character in composed} - _code_points()
    return composed.translate(dict.fromkeys(lacking, REPLACEMENT))


def _forget() -> None:
    """Let Typst drop what it keeps of a large document: 200 MB of 1 000 vouchers.

    It keeps the parts of the last ten documents for another use, and has no other
    way to be told: so ten others follow, empty ones, which takes 0.1 s.
    """
    for _ in range(_REMEMBERED + 1):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True, format="pdf")


def _printable_throughout(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [_printable_throughout(item) for item in value]
    if isinstance(value, dict):
        return {name: _printable_throughout(item) for name, item in value.items()}
    return value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_font_dir())],
    )


def _font_dir() -> Path:
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package font-source-sans-pro is not installed")
    return Path(spec.origin).parent / "files"


@cache
def _code_points() -> frozenset[int]:
    """Return what the typeface can draw in each weight that templates use."""
    files = [
        f"SourceSansPro-{weight}.ttf" for weight in ("Regular", "Semibold", "Bold")
    ]
    drawn = [_character_map((_font_dir() / name).read_bytes()) for name in files]
    # What Typst takes as blank needs no glyph.
    return frozenset.intersection(*drawn) | {ord("\n"), ord("\t"), ord("\r")}


def _character_map(font: bytes) -> frozenset[int]:
    """Return the code points of an OpenType file: its ``cmap`` table of format 4."""
    tables = {
        font[at : at + 4]: int.from_bytes(font[at + 8 : at + 12])
        for at in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16)
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for record in range(int.from_bytes(font[cmap + 2 : cmap + 4])):
        at = cmap + int.from_bytes(font[cmap + 8 + 8 * record : cmap + 12 + 8 * record])
        if int.from_bytes(font[at : at + 2]) == _SEGMENTED:
            found |= _segments(font, at)
    return frozenset(found)


_SEGMENTED = 4
"""The format of ``cmap`` for the Basic Multilingual Plane, in every OpenType font."""


def _segments(font: bytes, at: int) -> set[int]:
    count = int.from_bytes(font[at + 6 : at + 8]) // 2
    words = struct.unpack_from(f">{4 * count + 1}H", font, at + 14)
    ends, starts = words[:count], words[count + 1 : 2 * count + 1]
    spans = [range(a, z + 1) for a, z in zip(starts, ends, strict=True)]
    return {point for span in spans[:-1] for point in span}
