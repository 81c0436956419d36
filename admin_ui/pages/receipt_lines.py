"""The lines of a delivery as fields of a form: ``lines.0.article`` and so on. Pure."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from admin_ui.pages.typed import id_in, whole_in
from distribution.core.errors import FieldError
from distribution.core.language import N_
from distribution.core.units import Packs
from distribution.inventory.queries.scanning import ScanFacts
from distribution.inventory.rules.dates import DateKind, parse_printed_date
from distribution.inventory.rules.lines import PAST_DATE, ReceiptLine

FIELDS = (
    "article",
    "packs",
    "lot",
    "printed_date",
    "date_kind",
    "case_size",
    "location",
)
_TELLING = ("article", "packs", "lot", "printed_date")
"""Fields that say that somebody meant something by a line."""

_KINDS = {kind.value: kind for kind in DateKind}
_MOST_PACKS, _MOST_A_CASE = 1_000_000, 10_000


def line_numbers(typed: Mapping[str, str], *, filled: bool = False) -> list[int]:
    """Return the numbers of the lines in the form; only filled ones if asked for."""
    numbers = {
        int(name.split(".")[1])
        for name, value in typed.items()
        if name.startswith("lines.")
        and name.count(".") == len(("lines", "number", "field")) - 1
        and name.split(".")[1].isdecimal()
        and (not filled or (name.split(".")[2] in _TELLING and value.strip()))
    }
    return sorted(numbers)


def blank_line(number: int, typed: Mapping[str, str]) -> dict[str, str]:
    """Return an empty line; it lies where the line before lies."""
    before = typed.get(f"lines.{number - 1}.location", "")
    line = {f"lines.{number}.{field}": "" for field in FIELDS}
    return line | {f"lines.{number}.location": before}


def add_line(typed: Mapping[str, str], scan: ScanFacts) -> dict[str, str]:
    """Return the line that a scan stands for: in the first empty one, or a new one."""
    filled = line_numbers(typed, filled=True)
    empty = [number for number in line_numbers(typed) if number not in filled]
    after = max(line_numbers(typed), default=-1) + 1
    number = empty[0] if empty and empty[0] > max(filled, default=-1) else after
    line = blank_line(number, typed)
    place = typed.get(f"lines.{number}.location")
    known = {
        **({"location": place} if place else {}),
        "article": str(scan.article) if scan.article else "",
        "lot": scan.lot or "",
        "printed_date": scan.printed_date.isoformat() if scan.printed_date else "",
        "date_kind": scan.date_kind.value if scan.printed_date else "",
    }
    return line | {f"lines.{number}.{field}": value for field, value in known.items()}


def line_of(typed: Mapping[str, str], scan: ScanFacts) -> int | None:
    """Return the line that has this very lot already, so that a second scan adds none.

    A bar code that names no lot may stand for several, each a line of its own.
    """
    if scan.article is None or not scan.lot:
        return None
    printed = scan.printed_date.isoformat() if scan.printed_date else ""
    wanted = {"article": str(scan.article), "lot": scan.lot, "printed_date": printed}
    return next(
        (
            number
            for number in line_numbers(typed)
            if all(typed.get(f"lines.{number}.{f}") == v for f, v in wanted.items())
        ),
        None,
    )


def read_lines(
    typed: Mapping[str, str],
    fund: UUID | None,
    received_on: date | None,
    faults: list[FieldError],
) -> list[ReceiptLine]:
    """Return the lines that were filled in; what is wrong is added to *faults*."""
    lines = []
    for number in line_numbers(typed, filled=True):
        found: list[FieldError] = []
        line = _line(typed, f"lines.{number}", fund, received_on, found)
        faults += found
        if line is not None:
            lines.append(line)
    if not lines and not faults:
        sentence = N_("Dodaj co najmniej jedną pozycję.")
        faults.append(FieldError("lines.0.article", sentence))
    return lines


def _line(
    typed: Mapping[str, str],
    at: str,
    fund: UUID | None,
    received_on: date | None,
    faults: list[FieldError],
) -> ReceiptLine | None:
    row = {field: typed.get(f"{at}.{field}", "").strip() for field in FIELDS}
    article, location = id_in(row["article"]), id_in(row["location"])
    packs = whole_in(row["packs"], least=1, most=_MOST_PACKS)
    case_size = whole_in(row["case_size"], least=1, most=_MOST_A_CASE)
    printed = parse_printed_date(row["printed_date"])
    date_words = N_("Wpisz datę: 2027-03-31, 31.03.2027 albo miesiąc 03.2027.")
    is_past = bool(printed and received_on and printed < received_on)
    wrong = {
        "article": (article is None, N_("Wybierz z listy.")),
        "packs": (packs is None, N_("Wpisz liczbę opakowań.")),
        "printed_date": (
            is_past or (bool(row["printed_date"]) and printed is None),
            PAST_DATE if is_past else date_words,
        ),
        "case_size": (
            bool(row["case_size"]) and case_size is None,
            N_("Wpisz liczbę opakowań."),
        ),
        "location": (location is None, N_("Wybierz z listy.")),
    }
    faults += [
        FieldError(f"{at}.{field}", sentence)
        for field, (is_wrong, sentence) in wrong.items()
        if is_wrong
    ]
    if faults or article is None or location is None or packs is None:
        return None
    return ReceiptLine(
        article=article,
        packs=Packs(packs),
        location=location,
        fund=fund,
        lot=row["lot"][:40],
        printed_date=printed,
        date_kind=_KINDS.get(row["date_kind"], DateKind.BEST_BEFORE),
        case_size=case_size,
    )
