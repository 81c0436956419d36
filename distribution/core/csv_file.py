"""CSV files as offices save them: decoding, delimiter, header, and named errors.

Every domain that imports a file reads it through here, so that a bad row is always
named in the same words: ``wiersz 7, kolumna packs``.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import msgspec

from distribution.core.days import parse_day
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

_DELIMITERS = (";", ",", "\t")
_FILE = "plik"
_SAID = re.compile(r'"?sep=([;,\t])"?[ ;,\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""The line that Excel understands above the header."""

_WINDOWS_ALONE = re.compile(rb"[\x80-\x9f]")
_WINDOWS_LETTER = re.compile(rb"[\xb9\xa5]")
_LATIN2 = rb"[\xb1\xb6\xbc\xa1\xa6\xac]"
_SAME_LETTER = rb"[A-Za-z\xe6\xea\xb3\xf1\xf3\xbf\xc6\xca\xa3\xd1\xd3\xaf]"
_LATIN2_LETTER = re.compile(
    rb"(?<=%b)%b|%b(?=%b)" % (_SAME_LETTER, _LATIN2, _LATIN2, _SAME_LETTER)
)
_LINE = re.compile(r"wiersz (\d+)")
_COLUMN = re.compile(r"kolumna (\w+)$")
_MOST_DIGITS = 9
_YES = frozenset({"tak", "t", "yes", "y", "1", "x", "true"})
_NO = frozenset({"", "nie", "n", "no", "0", "false"})


class Row(msgspec.Struct, frozen=True):
    """One record of the file: the line it starts on (header = 1) and its cells."""

    line: int
    cells: Mapping[str, str]


class CsvFile(msgspec.Struct, frozen=True):
    """The rows that could be read, and what was wrong with the others."""

    rows: tuple[Row, ...]
    errors: tuple[FieldError, ...]


def fingerprint(data: bytes) -> str:
    """Return the SHA-256 of a file in hex: the same file is the same import."""
    return hashlib.sha256(data).hexdigest()


def cell_error(line: int, column: str, sentence: str, **facts: object) -> FieldError:
    """Return an error that names the line and the column of one cell."""
    return FieldError(f"wiersz {line}, kolumna {column}", sentence, facts)


def row_error(line: int, sentence: str, **facts: object) -> FieldError:
    """Return an error of a whole row."""
    return FieldError(f"wiersz {line}", sentence, facts)


def by_line(errors: Iterable[FieldError]) -> list[FieldError]:
    """Return errors in the order of the lines; those of the whole file come first."""

    def line(error: FieldError) -> int:
        found = _LINE.match(error.field)
        return int(found[1]) if found else 0

    return sorted(errors, key=line)


def template(columns: Sequence[str], example: Sequence[str]) -> str:
    """Return a header and one row that import, with CRLF line ends."""
    out = io.StringIO()
    csv.writer(out, delimiter=_DELIMITERS[0]).writerows((columns, example))
    return out.getvalue()


def read_csv(
    data: bytes,
    columns: Sequence[str],
    *,
    optional: Iterable[str] = (),
    also: Mapping[str, str] = MappingProxyType({}),
) -> CsvFile:
    """Read *data*: UTF-8, UTF-16 with its mark, else cp1250 or ISO 8859-2.

    Cells are parted by ``;``, ``,`` or tabs, as a first line ``sep=;`` says or the
    header shows; that line is none of the table's. Columns may stand in any order;
    those of *optional* may be missing and then read as empty. A heading of *also* is
    the column that it stands for. Cells lose blanks at both ends; blank lines are
    passed over.

    Raises:
        InvalidInputError: No row can be read at all: not text, no header, a column
            that is missing, unknown or there twice.
    """
    text, delimiter = _without_separator_line(_decode(data))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    rows: list[Row] = []
    errors: list[FieldError] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error:
            errors.append(row_error(line, N_("Popraw cudzysłowy w tym wierszu.")))
            continue
        if not any(cells):
            continue
        if header is None:
            header = _checked_header(cells, columns, frozenset(optional), also)
        elif len(cells) != len(header):
            errors.append(_wrong_width(line, header, cells))
        else:
            read = dict.fromkeys(columns, "") | dict(zip(header, cells, strict=True))
            rows.append(Row(line, read))
    if header is None:
        raise InvalidInputError([FieldError(_FILE, N_("Plik jest pusty."))])
    return CsvFile(tuple(rows), tuple(errors))


def _without_separator_line(text: str) -> tuple[str, str]:
    """Return the table of *text*, and what parts its cells."""
    said = _SAID.match(text)
    if said:
        return text[said.end() :], said[1]
    header = next((line for line in text.splitlines() if line.strip()), "")
    return text, max(_DELIMITERS, key=header.count)


def is_latin2(data: bytes) -> bool:
    """Say whether Polish text that is no UTF-8 is ISO 8859-2 rather than cp1250.

    The two tables differ in ą, ś, ź and their capitals: where the one has them, the
    other has signs that hardly stand beside a letter (±, ¶) or nothing at all: what
    cp1250 has from 0x80 to 0x9f, its quotes too, no text in ISO 8859-2 holds.
    """
    if _WINDOWS_ALONE.search(data):
        return False
    return len(_LATIN2_LETTER.findall(data)) > len(_WINDOWS_LETTER.findall(data))


def _decode(data: bytes) -> str:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    polish = "iso8859-2" if is_latin2(data) else "cp1250"
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", polish):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    sentence = N_(
        "To nie jest plik CSV. W arkuszu wybierz „Zapisz jako” i „CSV UTF-8”."
    )
    raise InvalidInputError([FieldError(_FILE, sentence)])


def headings(also: Mapping[str, str]) -> dict[str, str]:
    """Return the first heading of each column that *also* knows one for."""
    words: dict[str, str] = {}
    for word, column in also.items():
        words.setdefault(column, word)
    return words


def in_its_words(
    errors: Iterable[FieldError], data: bytes, also: Mapping[str, str]
) -> list[FieldError]:
    """Return errors of a file with each column named as its own header names it."""
    text, delimiter = _without_separator_line(_decode(data))
    header = next((line for line in text.splitlines() if line.strip()), "")
    written = [cell.strip(' "').lower() for cell in header.split(delimiter)]
    words = {also[word]: word for word in written if word in also}

    def named(found: re.Match[str]) -> str:
        return f"kolumna {words.get(found[1], found[1])}"

    return [
        msgspec.structs.replace(error, field=_COLUMN.sub(named, error.field))
        for error in errors
    ]


def _checked_header(
    cells: list[str],
    columns: Sequence[str],
    optional: frozenset[str],
    also: Mapping[str, str],
) -> list[str]:
    header = [also.get(cell.lower(), cell.lower()) for cell in cells]
    is_english = any(cell.lower() in columns for cell in cells)
    words = {} if is_english else headings(also)
    missing = [c for c in columns if c not in header and c not in optional]
    unknown = [c for c in header if c not in columns]
    doubled = sorted({c for c in header if header.count(c) > 1})
    errors = [
        *(
            FieldError(_FILE, N_("Brakuje kolumny {column}."), {"column": one})
            for one in (words.get(c, c) for c in missing)
        ),
        *(
            FieldError(_FILE, N_("Nieznana kolumna „{column}”."), {"column": c})
            for c in unknown
        ),
        *(
            FieldError(_FILE, N_("Kolumna {column} jest dwa razy."), {"column": one})
            for one in (words.get(c, c) for c in doubled)
        ),
    ]
    if errors:
        raise InvalidInputError(errors)
    return header


def _wrong_width(line: int, header: list[str], cells: list[str]) -> FieldError:
    sentence = N_("Wiersz ma {found} pól, a nagłówek {expected}.")
    return row_error(line, sentence, found=len(cells), expected=len(header))


class CellReader:
    """Reads the cells of one row as values, and collects what is wrong with them.

    A method that finds a bad cell adds its error to the list it was given and
    returns a harmless stand-in, so that one pass finds every bad cell of a file.
    """

    def __init__(self, row: Row, errors: list[FieldError]) -> None:
        self.line = row.line
        self._cells = row.cells
        self._errors = errors

    def refuse(self, column: str, sentence: str, **facts: object) -> None:
        """Record that the cell of *column* is wrong."""
        self._errors.append(cell_error(self.line, column, sentence, **facts))

    def text(self, column: str, *, most: int, required: bool = True) -> str:
        """Return the cell, at most *most* characters."""
        value = self._cells[column]
        if required and not value:
            self.refuse(column, N_("To pole jest puste."))
        if len(value) > most:
            self.refuse(column, N_("Najwyżej {most} znaków."), most=most)
        return value

    def whole(self, column: str, *, least: int, most: int) -> int:
        """Return the cell as a whole number within both bounds."""
        value = self._cells[column]
        digits = value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS
        if digits and least <= int(value) <= most:
            return int(value)
        sentence = N_("Wpisz liczbę całkowitą od {least} do {most}.")
        self.refuse(column, sentence, least=least, most=most)
        return least

    def optional_whole(self, column: str, *, least: int, most: int) -> int | None:
        """Return the cell as a whole number, None where it is empty."""
        if not self._cells[column]:
            return None
        return self.whole(column, least=least, most=most)

    def day(self, column: str) -> date:
        """Return the cell as a day."""
        found = parse_day(self._cells[column])
        if found is None:
            sentence = N_("Wpisz datę: 2026-11-22 albo 22.11.2026.")
            self.refuse(column, sentence)
            return date.min
        return found

    def yes(self, column: str) -> bool:
        """Return whether the cell says yes; empty is no."""
        value = self._cells[column].lower()
        if value not in _YES | _NO:
            self.refuse(column, N_("Wpisz „tak” albo „nie”."))
        return value in _YES
