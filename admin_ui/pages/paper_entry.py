"""What was typed in of a paper list: which vouchers, and when each was handed out."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import msgspec

from admin_ui.typed import Typed
from distribution.core.clock import WARSAW
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.extract import ExtractVoucher
from distribution.vouchers.short_code import normalise

MORE_CODES = 5
"""Lines for vouchers that were not on the list."""

_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})")

_NO_TIME = N_("Wpisz godzinę, na przykład 10:15.")
_TOO_LATE = N_("Ta godzina jeszcze nie nadeszła.")
_NO_CODE = N_("To nie jest kod talonu. Sprawdź każdy znak.")
_NOT_LISTED = N_("Lista zmieniła się w międzyczasie. Sprawdź zaznaczenia.")
_NOBODY = N_("Zaznacz, komu wydano paczkę.")


class Entry(msgspec.Struct, frozen=True):
    """One line: a short code as it is stored, and the instant of the hand-out."""

    code: str
    at: datetime


def entries_of(
    typed: Typed, vouchers: Sequence[ExtractVoucher], *, day: date, now: datetime
) -> list[Entry]:
    """Return the lines that were ticked or have a time, and the codes beside them.

    A ticked line without a time takes the one for all of them.

    Raises:
        InvalidInputError: A time or a code makes no sense; names each.
    """
    faults: list[FieldError] = []
    entries: list[Entry] = []
    for code, name, text in _lines(typed, vouchers):
        at = _instant(text or typed.get("time"), day)
        if code is None:
            faults.append(FieldError(f"{name}.code", _NO_CODE))
        elif at is None:
            faults.append(FieldError(f"{name}.time" if text else "time", _NO_TIME))
        elif at > now:
            faults.append(FieldError(f"{name}.time", _TOO_LATE))
        else:
            entries.append(Entry(code, at))
    if set(typed.all("given")) - {str(one.id) for one in vouchers}:
        faults.append(FieldError("time", _NOT_LISTED))
    if not faults and not entries:
        faults.append(FieldError("time", _NOBODY))
    if faults:
        raise InvalidInputError(faults)
    return entries


def _lines(
    typed: Typed, vouchers: Sequence[ExtractVoucher]
) -> Iterator[tuple[str | None, str, str]]:
    """Return the code of each line, what its fields are called, and its time."""
    ticked = set(typed.all("given"))
    for one in vouchers:
        text = typed.get(f"at.{one.id}.time")
        if text or str(one.id) in ticked:
            yield one.short_code, f"at.{one.id}", text
    for place in range(MORE_CODES):
        name = f"more.{place}"
        code = typed.get(f"{name}.code")
        if code:
            yield normalise(code), name, typed.get(f"{name}.time")


def _instant(text: str, day: date) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        at = time(int(found[1]), int(found[2]))
    except ValueError:
        return None
    return datetime.combine(day, at, tzinfo=WARSAW)
