"""The fields of a person: read from a form, and faults said beside them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from admin_ui.typed import Typed, read_birth, typed_from
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.inputs import parse
from distribution.core.language import N_
from distribution.households.queries.records import MemberRecord
from distribution.households.schemas import HouseholdBody, HouseholdPatch, MemberBody

Body = TypeVar("Body", bound=HouseholdBody | HouseholdPatch | MemberBody)

_TEXTS = ("given_name", "family_name", "born")
_BIRTHS = {"born_on", "birth_year"}


def member_fields(typed: Typed, at: str = "") -> tuple[dict[str, object], bool]:
    """Return a person as schemas take one, and whether the birth could be read.

    Args:
        typed: The form.
        at: What stands before each name, such as ``members.0.``.
    """
    birth = read_birth(typed.get(f"{at}born"))
    fields: dict[str, object] = {
        "given_name": typed.get(f"{at}given_name"),
        "family_name": typed.get(f"{at}family_name"),
        "sex": typed.get(f"{at}sex") or "?",
        "target_groups": list(typed.all(f"{at}target_groups")),
        "is_head": typed.get(f"{at}is_head") == "yes",
    }
    if isinstance(birth, int):
        fields["birth_year"] = birth
    elif birth is not None:
        fields["born_on"] = birth
    readable = birth is not None or not typed.get(f"{at}born")
    return fields, readable


def whole(
    schema: type[Body],
    fields: Mapping[str, object],
    faults: Sequence[FieldError],
    today: date,
) -> Body:
    """Return what was typed; *faults* are of fields that hold nothing of their kind.

    Raises:
        InvalidInputError: Names every field that is wrong; *today* bounds births.
    """
    try:
        body = parse(schema, fields, strict=False)
    except InvalidInputError as error:
        faults = [*error.errors, *faults]
    if faults:
        raise InvalidInputError([*faults, *schema.more_faults(fields, faults, today)])
    return body


def unreadable_birth(at: str = "") -> FieldError:
    """Return the fault of a birth that is neither a day nor a year."""
    sentence = N_("Wpisz datę urodzenia, na przykład 14.05.1981, albo sam rok.")
    return FieldError(f"{at}born", sentence)


def at_fields(errors: Iterable[FieldError]) -> list[FieldError]:
    """Return faults at the fields of the form, which has one for a birth."""
    found = []
    for error in errors:
        head, _, last = error.field.rpartition(".")
        name = "born" if last in _BIRTHS else last
        field = f"{head}.{name}" if head else name
        found.append(FieldError(field, error.sentence, error.facts))
    return found


def is_blank(typed: Typed, at: str) -> bool:
    """Say whether nothing was typed of a person; a choice of sex says nobody."""
    return not any(typed.get(f"{at}{name}") for name in _TEXTS)


def typed_member(known: MemberRecord) -> Typed:
    """Return what the form of a person shows before anything is typed."""
    day = known.born_on
    return typed_from(
        {
            "given_name": known.given_name,
            "family_name": known.family_name,
            "born": f"{day:%d.%m.%Y}" if day else known.birth_year,
            "sex": known.sex.value,
            "target_groups": tuple(group.value for group in known.target_groups),
            "is_head": known.is_head,
        }
    )
