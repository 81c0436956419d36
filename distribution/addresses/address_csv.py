"""Reads addresses from CSV, in a stream: the columns that converters of PRG write.

Known are the output of prg_convert, the tables of gugik2osm and of OpenStreetMap's
addresses (DOMAIN.md 7.3), by their column names, in any order and among any others.
UTF-8 with or without BOM, Windows-1250 or ISO 8859-2; ``;``, ``,``, tab or ``|``; a
decimal point or comma.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

import msgspec

from distribution.addresses.address_row import RawAddress
from distribution.addresses.prg import Open
from distribution.core.csv_file import row_error, template
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

if TYPE_CHECKING:
    from _csv import Reader as Lines

_DELIMITERS = ";,\t|"
_LONGEST_LINE = 100_000
_CHUNK = 1 << 18

_COLUMNS = {
    "source": ("lokalny_id", "lokalnyid", "id_prg", "osm_id"),
    "commune": ("teryt_gmina", "kod_gminy"),
    "commune_name": ("gmina",),
    "simc": ("teryt_miejscowosc", "kod_miejscowosci"),
    "locality": ("miejscowosc",),
    "ulic": ("teryt_ulica", "kod_ulicy", "kod_ulic"),
    "street": ("ulica",),
    "number": ("numer_porzadkowy", "nr"),
    "postal_code": ("kod_pocztowy", "pna"),
    "status": ("status",),
    "ended": ("wazny_do",),
    "everyday": ("osm_ulica",),
    "easting": ("x_epsg_2180", "x_2180"),
    "northing": ("y_epsg_2180", "y_2180"),
    "longitude": ("dlugosc_geograficzna", "dlugosc", "x_4326"),
    "latitude": ("szerokosc_geograficzna", "szerokosc", "y_4326"),
}
_NEEDED = ("source", "locality", "number")
_EVERYDAY = (
    "teryt_simc_code",
    "teryt_ulic_code",
    "teryt_street_name",
    "osm_street_name",
)
_PAIRS = {"grid": ("easting", "northing"), "degrees": ("latitude", "longitude")}
_NUMBERS = {one for pair in _PAIRS.values() for one in pair}
_TEXTS = [name for name in _COLUMNS if name not in {"ended", *_NUMBERS}]


class RawAlias(msgspec.Struct, frozen=True):
    """The everyday name of a street; codes are SIMC and ULIC."""

    line: int
    simc: str
    ulic: str
    name: str


Read = RawAddress | RawAlias | FieldError

_EXAMPLE = {
    "lokalny_id": "fd9c9319-0a6a-44b4-972a-1e6c4ec0d4ca",
    "teryt_gmina": "0607011",
    "gmina": "Kraśnik",
    "teryt_miejscowosc": "0956201",
    "miejscowosc": "Kraśnik",
    "teryt_ulica": "06921",
    "ulica": "Przykładowa",
    "numer_porzadkowy": "4A",
    "kod_pocztowy": "23-204",
    "x_epsg_2180": "721550.85",
    "y_epsg_2180": "348787.96",
}


def address_template() -> str:
    """Return a header and a row that import; ``x`` is the easting."""
    return template(tuple(_EXAMPLE), tuple(_EXAMPLE.values()))


def read_address_csv(open_file: Open) -> Iterator[Read]:
    """Yield the addresses, or the everyday names, of a file, and the rows that failed.

    Raises:
        InvalidInputError: It is no text, or its columns are not those of addresses.
    """
    encoding = _encoding(open_file)
    with open_file() as binary, io.TextIOWrapper(binary, encoding, newline="") as text:
        head = text.readline(_LONGEST_LINE)
        delimiter = max(_DELIMITERS, key=head.count)
        cells = next(csv.reader([head], delimiter=delimiter), [])
        header = [cell.strip().lower() for cell in cells]
        lines = csv.reader(text, delimiter=delimiter)
        if set(_EVERYDAY) <= set(header):
            yield from _aliases(lines, header)
        else:
            yield from _addresses(lines, _found(header), len(header))


def _aliases(lines: "Lines", header: list[str]) -> Iterator[Read]:
    simc, ulic, _, everyday = (header.index(name) for name in _EVERYDAY)
    for line, cells in _rows(lines, len(header)):
        if isinstance(cells, FieldError):
            yield cells
        else:
            yield RawAlias(line, cells[simc], cells[ulic], cells[everyday])


def _addresses(lines: "Lines", at: Mapping[str, int], width: int) -> Iterator[Read]:
    texts = [(name, place) for name, place in at.items() if name in _TEXTS]
    pairs = {
        name: (at[first], at[second])
        for name, (first, second) in _PAIRS.items()
        if first in at and second in at
    }
    blank = dict.fromkeys(_TEXTS, "")
    for line, cells in _rows(lines, width):
        if isinstance(cells, FieldError):
            yield cells
            continue
        said = {
            name: (cells[one], cells[other])
            for name, (one, other) in pairs.items()
            if cells[one] and cells[other]
        }
        written = blank | {name: cells[place] for name, place in texts}
        ended = "ended" in at and bool(cells[at["ended"]])
        facts: dict[str, Any] = {**written, **said, "line": line, "ended": ended}
        yield RawAddress(**facts)


def _rows(lines: "Lines", width: int) -> Iterator[tuple[int, list[str] | FieldError]]:
    """Yield each row with its line in the file, or what is wrong with it."""
    while True:
        line = lines.line_num + 2  # the header was read before
        try:
            cells = [cell.strip() for cell in next(lines)]
        except StopIteration:
            return
        except csv.Error:
            yield line, row_error(line, N_("Popraw cudzysłowy w tym wierszu."))
            continue
        if not any(cells):
            continue
        if len(cells) != width:
            sentence = N_("Wiersz ma {found} pól, a nagłówek {expected}.")
            yield line, row_error(line, sentence, found=len(cells), expected=width)
        else:
            yield line, cells


def _found(header: list[str]) -> dict[str, int]:
    """Return where each column is that we know.

    Raises:
        InvalidInputError: Names what is missing.
    """
    at = {
        name: header.index(alias)
        for name, aliases in _COLUMNS.items()
        for alias in aliases[::-1]
        if alias in header
    }
    missing = [_COLUMNS[name][0] for name in _NEEDED if name not in at]
    if not any(set(pair) <= at.keys() for pair in _PAIRS.values()):
        missing += ["x_epsg_2180", "y_epsg_2180"]
    if missing:
        sentence = N_("Brakuje kolumny {column}.")
        raise InvalidInputError(
            [FieldError("plik", sentence, {"column": column}) for column in missing]
        )
    return at


def _encoding(open_file: Open) -> str:
    """Return how the file is written; bytes tell the two Polish tables apart.

    Raises:
        InvalidInputError: It holds NUL: no text that we read.
    """
    with open_file() as file:
        windows, latin, utf8 = _counted(file)
    if utf8:
        return "utf-8-sig"
    return "cp1250" if windows >= latin else "iso8859-2"


_WINDOWS_ONLY = bytes((0xB9, 0x9C, 0x9F, 0xA5, 0x8C, 0x8F))
"""ą ś ź Ą Ś Ź in Windows-1250."""

_LATIN_ONLY = bytes((0xB1, 0xB6, 0xBC, 0xA1, 0xA6, 0xAC))
"""The same in ISO 8859-2."""


def _counted(file: IO[bytes]) -> tuple[int, int, bool]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    windows = latin = 0
    utf8 = True
    while True:
        chunk = file.read(_CHUNK)
        if b"\0" in chunk:
            sentence = N_("To nie jest plik tekstowy z adresami.")
            raise InvalidInputError([FieldError("plik", sentence)])
        if utf8:
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                utf8 = False
        windows += len(chunk) - len(chunk.translate(None, _WINDOWS_ONLY))
        latin += len(chunk) - len(chunk.translate(None, _LATIN_ONLY))
        if not chunk:
            return windows, latin, utf8
