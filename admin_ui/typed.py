"""What a person typed into a form: read, and kept so that it can be shown again."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from admin_ui.ui import errors_by_field
from distribution.core.days import parse_day
from distribution.core.errors import DomainError, InvalidInputError
from distribution.core.standing import ChangedMeanwhileError
from distribution.core.units import Grosz
from distribution.core.web import status_of

_MONEY = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")
_BLANKS = re.compile(r"\s|zł")


class Typed(msgspec.Struct, frozen=True):
    """The fields of a form by name; a field may hold several values."""

    values: Mapping[str, tuple[str, ...]] = {}

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the last value of a field, without blanks at its ends."""
        found = self.values.get(name, ())
        return found[-1].strip() if found else otherwise

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field: the boxes that are ticked."""
        return self.values.get(name, ())

    def rows(self, prefix: str) -> list[int]:
        """Return the numbers n for which a field "prefix.n.…" was sent, in order."""
        numbers = {
            int(parts[1])
            for parts in (name.split(".") for name in self.values)
            if parts[0] == prefix and len(parts) > 1 and parts[1].isdecimal()
        }
        return sorted(numbers)

    def fields(self) -> dict[str, str]:
        """Return one value a field, as ``core.inputs.form`` takes them."""
        return {name: self.get(name) for name in self.values}


def typed_from(values: Mapping[str, object]) -> Typed:
    """Return what a form shows before anybody has typed: the *values* that are known.

    None is an empty field, True a ticked box, a tuple several ticked boxes.
    """
    shown: dict[str, tuple[str, ...]] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            shown[name] = tuple(str(one) for one in value)
        elif isinstance(value, bool):
            shown[name] = ("yes",) if value else ()
        else:
            shown[name] = () if value is None else (str(value),)
    return Typed(shown)


async def read_typed(request: Request[Any, Any, Any]) -> Typed:
    """Return the text fields of the form that came with *request*."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in (await request.form()).multi_items():
        if not isinstance(value, UploadFile):
            values[name] = (*values.get(name, ()), str(value))
    return Typed(values)


async def read_sent(request: Request[Any, Any, Any]) -> Typed:
    """Return the fields of the form, over those of the address.

    An "undo" is a form without fields: what was there before stands in its address,
    which may therefore hold ids, days and hours, and nothing about a person.
    """
    values: dict[str, tuple[str, ...]] = {}
    for name, value in request.query_params.multi_items():
        values[name] = (*values.get(name, ()), str(value))
    return Typed({**values, **(await read_typed(request)).values})


async def sent_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return one value a field of the same, as ``core.inputs.form`` takes them."""
    return (await read_sent(request)).fields()


def read_money(text: str) -> Grosz | None:
    """Return "1 542,20 zł" as grosz; None if it is no amount."""
    written = _BLANKS.sub("", text)
    if not _MONEY.fullmatch(written):
        return None
    return Grosz(int(Decimal(written.replace(",", ".")) * 100))


def write_money(grosz: int) -> str:
    """Write an amount as people type it into a field: "1542,20"."""
    return f"{grosz // 100},{grosz % 100:02}"


def read_decimal(text: str) -> Decimal | None:
    """Return "1,25" as a number; None if it is none."""
    try:
        return Decimal(_BLANKS.sub("", text).replace(",", "."))
    except InvalidOperation:
        return None


def read_birth(text: str) -> date | int | None:
    """Return a day ("14.05.1981") or a year ("1981") of birth, None if neither."""
    written = text.strip()
    if len(written) == len("1981") and written.isdecimal():
        return int(written)
    return parse_day(written)


def seen_by(
    standing: str,
    typed: Typed | Mapping[str, str] | None = None,
    error: DomainError | None = None,
) -> str:
    """Return what a form carries as ``seen``: how things stood for whoever sends it.

    Args:
        standing: How they stand now.
        typed: The form as it came back; who sent it saw how it was when it was drawn.
        error: Why it was refused; who is told of a change has seen it.
    """
    if isinstance(error, ChangedMeanwhileError):
        return str(error.seen)
    return (typed.get("seen") if typed else None) or standing


def said_no(error: DomainError | None) -> dict[str, Any]:
    """Return what a page needs to say "no": ``status_code``, ``errors``, ``refusal``.

    Faults of fields stand beside them; any other refusal is one sentence. Without an
    error all is well.
    """
    known = error if isinstance(error, InvalidInputError) else None
    return {
        "status_code": 200 if error is None else status_of(error),
        "errors": errors_by_field(known) if known else {},
        "refusal": None if known else error,
    }
