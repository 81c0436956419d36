"""Reads what came over the wire into a struct, and names every field that is wrong."""

import re
import types
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

S = TypeVar("S", bound=msgspec.Struct)

_MISSING = N_("To pole jest wymagane.")
_UNKNOWN = N_("Nieznane pole. Usuń je.")
_NOT_AN_OBJECT = N_("Oczekiwano obiektu z polami.")

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"`(int|float)` (>=|<=|>|<)", N_("Wartość jest poza dozwolonym zakresem.")),
    (r"Expected `int`", N_("Wpisz liczbę całkowitą.")),
    (r"Expected `(float|decimal)", N_("Wpisz liczbę.")),
    (r"Expected `bool`", N_("Wybierz tak albo nie.")),
    (r"Expected `date`|Invalid RFC3339 encoded date", N_("Wpisz datę: RRRR-MM-DD.")),
    (r"Expected `datetime`", N_("Wpisz datę i godzinę ze strefą czasową (ISO 8601).")),
    (r"Expected `time`|encoded time", N_("Wpisz godzinę: GG:MM.")),
    (r"UUID", N_("To nie jest poprawny identyfikator (UUID).")),
    (r"Invalid enum value", N_("Wybierz jedną z dozwolonych wartości.")),
    (r"length (>=|<=)", N_("Nieprawidłowa długość tego pola.")),
    (r"matching regex", N_("Nieprawidłowy zapis tego pola.")),
)
_OTHERWISE = N_("Nieprawidłowa wartość tego pola.")


def parse(schema: type[S], raw: object, *, strict: bool = True) -> S:
    """Return *raw* (decoded JSON, or a form) as a *schema*.

    Args:
        schema: The struct to make.
        raw: A mapping of names to values.
        strict: False for a form, where a number comes as text and an empty
            optional field as an empty text.

    Raises:
        InvalidInputError: Names each field that is missing, unknown or wrong, as
            ``members.0.born_on``.
    """
    faults = _faults(schema, raw, "", strict=strict)
    if faults:
        raise InvalidInputError(faults)
    return msgspec.convert(raw, schema, strict=strict)


def readable(kind: type[msgspec.Struct], raw: object) -> dict[str, Any]:
    """Return the fields of *raw* that *kind* can hold, each read by itself.

    With what is left of an input that was refused a domain finds what else is wrong,
    so that one answer names every bad field.
    """
    found: dict[str, Any] = {}
    if not isinstance(raw, Mapping):
        return found
    for field in msgspec.structs.fields(kind):
        with suppress(msgspec.ValidationError, KeyError):
            value = raw[field.encode_name]
            found[field.name] = msgspec.convert(value, field.type, strict=False)
    return found


def form(schema: type[S], fields: Mapping[str, Any]) -> S:
    """Return the fields of an HTML form as a *schema*; empty means left out."""
    given = {
        name: value
        for name, value in fields.items()
        if not name.startswith("_") and value != ""
    }
    return parse(schema, given, strict=False)


def _faults(
    schema: type[msgspec.Struct], raw: object, at: str, *, strict: bool
) -> list[FieldError]:
    if not isinstance(raw, Mapping):
        return [FieldError(at or "body", _NOT_AN_OBJECT)]
    faults: list[FieldError] = []
    known = {field.encode_name: field for field in msgspec.structs.fields(schema)}
    for name, field in known.items():
        where = f"{at}{name}"
        if name in raw:
            faults += _faults_of_value(field.type, raw[name], where, strict=strict)
        elif field.required:
            faults.append(FieldError(where, _MISSING))
    if schema.__struct_config__.forbid_unknown_fields:
        faults += [
            FieldError(f"{at}{name}", _UNKNOWN) for name in raw if name not in known
        ]
    return faults


def _faults_of_value(
    kind: Any,  # noqa: ANN401 (any annotation)
    value: object,
    at: str,
    *,
    strict: bool,
) -> list[FieldError]:
    inner = _struct_in(kind)
    if inner is not None and isinstance(value, Mapping):
        return _faults(inner, value, f"{at}.", strict=strict)
    element = _element_of(kind)
    if element is not None and isinstance(value, list):
        faults = [
            fault
            for place, item in enumerate(value)
            for fault in _faults_of_value(element, item, f"{at}.{place}", strict=strict)
        ]
        if faults:
            return faults
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        return [FieldError(at, _sentence(str(error)))]
    return []


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:  # noqa: ANN401
    for option in _options(kind):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return option
    return None


def _element_of(kind: Any) -> Any:  # noqa: ANN401
    for option in _options(kind):
        if get_origin(option) is list:
            return get_args(option)[0]
    return None


def _options(kind: Any) -> list[Any]:  # noqa: ANN401
    """Return what *kind* may be, without what ``Annotated`` says of it."""
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(plain) in (Union, types.UnionType):
        return [option for part in get_args(plain) for option in _options(part)]
    return [plain]


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, message):
            return sentence
    return _OTHERWISE
