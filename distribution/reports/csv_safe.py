"""CSV files that Polish spreadsheets open rightly and run nothing from (C4).

UTF-8 with a byte order mark, semicolons, decimal commas, one line a row.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | Decimal | date | None

_BEGINS_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What a spreadsheet may run instead of show, full-width twins included."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_NOT_DECOMPOSED = str.maketrans("łŁøØđĐ", "lLoOdD", "'’ʼ")
_UKRAINIAN = str.maketrans(
    dict(zip("абвгґдезиіїйклмнопрстуф", "abvhgdezyiiiklmnoprstuf", strict=True))
    | {"є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh"}
    | {"щ": "shch", "ь": "", "ю": "iu", "я": "ia"}
)
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST_NAME = 80


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file with *header* and *rows*."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in header])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    An apostrophe in front makes it text; spreadsheets do not show it.
    """
    plain = _UNPRINTABLE.sub("", text)
    return f"'{plain}" if _BEGINS_FORMULA.match(plain) else plain


def safe_file_name(title: str, extension: str) -> str:
    """Return *title* as a file name that every system and header takes.

    ``Ewidencja paczek – Kraśnik 11/2026`` is ``ewidencja-paczek-krasnik-11-2026.xlsx``.
    """
    latin = unicodedata.normalize("NFC", title).lower().translate(_UKRAINIAN)
    bare = unicodedata.normalize("NFKD", latin.translate(_NOT_DECOMPOSED))
    ascii_only = bare.encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:_LONGEST_NAME].strip("-")
    if not name or _WINDOWS_DEVICES.fullmatch(name):
        name = f"plik-{name}".strip("-")
    return f"{name}.{extension}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return safe_text(cell) if isinstance(cell, str) else str(cell)
