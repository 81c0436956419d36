"""Households as a CSV file, one row a member. Pure: it knows nobody by heart.

Rows with the same ``household`` belong together, wherever they stand. What is said
of the household may stand in any one of its rows; two rows may not contradict.
PESEL is not a column (R-REF-3).
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec

from distribution.core.csv_file import (
    CellReader,
    cell_error,
    read_csv,
)
from distribution.core.days import parse_day
from distribution.core.errors import FieldError
from distribution.core.language import LANGUAGES, N_
from distribution.households.household_columns import (
    COLUMNS,
    HOUSEHOLD_COLUMNS,
    POLISH_COLUMNS,
    REQUIRED_COLUMNS,
)
from distribution.households.phones import to_e164
from distribution.households.rules.people import Sex
from distribution.programmes.rules import TARGET_GROUP_LABELS, TargetGroup

_SEXES = {"k": Sex.FEMALE, "f": Sex.FEMALE, "m": Sex.MALE, "?": Sex.UNKNOWN}
_GROUPS = {group.value: group for group in TargetGroup} | {
    label: group for group, label in TARGET_GROUP_LABELS.items()
}
_BORN_FIRST = 1900
_LONGEST = {
    "street": 120,
    "house_number": 20,
    "flat": 20,
    "postal_code": 6,
    "locality": 80,
    "phone": 40,
    "language": 2,
    "large_print": 5,
    "home_delivery": 5,
    "instructions": 500,
    "door_notes": 500,
    "contact_name": 160,
    "contact_phone": 40,
    "contact_relation": 60,
}

Value = TypeVar("Value")


class ImportedMember(msgspec.Struct, frozen=True):
    """One row of the file: a person."""

    line: int
    given_name: str
    family_name: str
    born_on: date | None
    birth_year: int | None
    sex: Sex
    is_head: bool
    groups: tuple[TargetGroup, ...]


class ImportedHousehold(msgspec.Struct, frozen=True):
    """A household of the file. ``import_key`` makes a second import the same one.

    ``phone`` and ``contact_phone`` are E.164. ``line`` is that of its first row;
    ``said`` are the columns in which the file says something of it.
    """

    line: int
    import_key: str
    members: tuple[ImportedMember, ...]
    street: str
    house_number: str
    flat: str
    postal_code: str
    locality: str
    phone: str | None
    language: str
    large_print: bool
    home_delivery: bool
    instructions: str
    door_notes: str
    contact_name: str
    contact_phone: str | None
    contact_relation: str
    said: frozenset[str] = frozenset()
    is_legible: bool = True
    """Whether every one of its own cells could be read, whatever its members' say."""


class HouseholdFile(msgspec.Struct, frozen=True):
    """What a file says, as far as it can be read, and every bad cell."""

    households: tuple[ImportedHousehold, ...]
    errors: tuple[FieldError, ...]


def read_households(data: bytes, *, today: date) -> HouseholdFile:
    """Return the households of a file in its order, and what is wrong with them.

    Raises:
        InvalidInputError: It cannot be read at all.
    """
    optional = set(COLUMNS) - set(REQUIRED_COLUMNS)
    file = read_csv(data, COLUMNS, optional=optional, also=POLISH_COLUMNS)
    errors = list(file.errors)
    rows: dict[str, list[CellReader]] = {}
    for row in file.rows:
        cells = CellReader(row, errors)
        rows.setdefault(cells.text("household", most=70).casefold(), []).append(cells)
    households = tuple(
        _household(key, cells, errors, today) for key, cells in rows.items()
    )
    if not households and not errors:
        errors.append(FieldError("plik", N_("W pliku nie ma żadnego wiersza.")))
    return HouseholdFile(households, tuple(errors))


def _household(
    key: str, rows: list[CellReader], errors: list[FieldError], today: date
) -> ImportedHousehold:
    members = [_member(cells, today) for cells in rows]
    heads = [member for member in members if member.is_head]
    for extra in heads[1:]:
        sentence = N_("Gospodarstwo ma już osobę główną w wierszu {other}.")
        error = cell_error(extra.line, "head", sentence, other=heads[0].line)
        errors.append(error)
    if not heads:
        members[0] = msgspec.structs.replace(members[0], is_head=True)
    known = len(errors)
    said = {column: _said_once(column, rows) for column in HOUSEHOLD_COLUMNS}
    one = ImportedHousehold(
        line=rows[0].line,
        import_key=f"csv:{key}",
        members=tuple(members),
        street=said["street"].value,
        house_number=said["house_number"].value,
        flat=said["flat"].value,
        postal_code=said["postal_code"].read(_postal_code),
        locality=said["locality"].value,
        phone=said["phone"].read(_phone),
        language=said["language"].read(_language),
        large_print=said["large_print"].cells.yes("large_print"),
        home_delivery=said["home_delivery"].cells.yes("home_delivery"),
        instructions=said["instructions"].value,
        door_notes=said["door_notes"].value,
        contact_name=said["contact_name"].value,
        contact_phone=said["contact_phone"].read(_phone),
        contact_relation=said["contact_relation"].value,
        said=frozenset(column for column, one in said.items() if one.value),
    )
    return msgspec.structs.replace(one, is_legible=len(errors) == known)


class _Said(msgspec.Struct, frozen=True):
    """What the rows of a household say in one column, and the row that says it."""

    column: str
    value: str
    cells: CellReader

    def read(self, parse: Callable[["_Said"], Value]) -> Value:
        return parse(self)

    def refuse(self, sentence: str) -> None:
        self.cells.refuse(self.column, sentence)


def _said_once(column: str, rows: Iterable[CellReader]) -> _Said:
    said = None
    for cells in rows:
        value = cells.text(column, most=_LONGEST[column], required=False)
        if said is None or not said.value:
            said = _Said(column, value, cells)
        elif value and value != said.value:
            sentence = N_("Inaczej niż w wierszu {other} tego gospodarstwa.")
            cells.refuse(column, sentence, other=said.cells.line)
    assert said is not None
    return said


def _postal_code(said: _Said) -> str:
    digits = said.value.replace("-", "")
    if not said.value:
        return ""
    if len(digits) != len("23204") or not (digits.isascii() and digits.isdigit()):
        said.refuse(N_("Wpisz kod pocztowy: 23-204."))
    return f"{digits[:2]}-{digits[2:]}"


def _phone(said: _Said) -> str | None:
    found = to_e164(said.value) if said.value else None
    if said.value and found is None:
        said.refuse(N_("To nie jest numer telefonu."))
    return found


def _language(said: _Said) -> str:
    language = said.value.lower() or "pl"
    if language not in LANGUAGES:
        said.refuse(N_("Wpisz język: pl, en albo uk."))
    return language


def _member(cells: CellReader, today: date) -> ImportedMember:
    born_on, birth_year = _born(cells, today)
    return ImportedMember(
        line=cells.line,
        given_name=cells.text("given_name", most=80),
        family_name=cells.text("family_name", most=80),
        born_on=born_on,
        birth_year=birth_year,
        sex=_sex(cells),
        is_head=cells.yes("head"),
        groups=_groups(cells),
    )


def _born(cells: CellReader, today: date) -> tuple[date | None, int | None]:
    """Return a day, or a year, or neither."""
    written = cells.text("born", most=10, required=False)
    if not written:
        return None, None
    day = parse_day(written)
    is_year = day is None and len(written) == len("1981") and written.isdecimal()
    year = int(written) if is_year else (day.year if day else 0)
    if year < _BORN_FIRST or year > today.year or (day is not None and day > today):
        sentence = N_("Wpisz datę urodzenia 1981-05-14 albo rok 1981.")
        cells.refuse("born", sentence)
    return (None, year) if is_year else (day, None)


def _sex(cells: CellReader) -> Sex:
    written = cells.text("sex", most=1, required=False).lower() or "?"
    if written not in _SEXES:
        cells.refuse("sex", N_("Wpisz k albo m."))
    return _SEXES.get(written, Sex.UNKNOWN)


def _groups(cells: CellReader) -> tuple[TargetGroup, ...]:
    written = cells.text("groups", most=200, required=False).lower()
    words = {word.strip() for word in written.split("|") if word.strip()}
    known = _GROUPS.keys()
    if words - known:
        sentence = N_("Nieznana grupa. Dozwolone: {allowed}.")
        cells.refuse(
            "groups", sentence, allowed=", ".join(TARGET_GROUP_LABELS.values())
        )
    return tuple(sorted({_GROUPS[word] for word in words & known}))
