"""The values of the trail of changes, as people read them."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from admin_ui import formats
from admin_ui.audit_words import RELATION_LABELS
from admin_ui.conflict_words import CONFLICT_LABELS
from admin_ui.language import NAMES as LANGUAGE_NAMES
from admin_ui.language import gettext as _
from admin_ui.language import spoken_language
from distribution.accounts.rules import ROLE_LABELS
from distribution.core.language import N_
from distribution.households.rules.details import CHANNEL_LABELS
from distribution.households.rules.people import SEX_LABELS
from distribution.inventory.rules.dates import DATE_KIND_LABELS
from distribution.inventory.rules.documents import DOCUMENT_LABELS
from distribution.inventory.rules.lots import LOT_STATE_LABELS
from distribution.programmes.rules import DELIVERY_BASIS_LABELS, TARGET_GROUP_LABELS
from distribution.programmes.sets import COMMODITY_GROUP_LABELS
from distribution.routing.rules.doors import CONDITION_LABELS
from distribution.routing.rules.plan_states import PLAN_STATE_LABELS
from distribution.routing.rules.wishes import COMPANY_LABELS
from distribution.vouchers.prints import PRINT_STATE_LABELS
from distribution.vouchers.short_code import grouped
from distribution.vouchers.shortfalls import SHORT_LABELS

Names = Mapping[UUID, tuple[str, str]]
"""The table and the name of a row."""

_LONGEST = 120
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACTOR = re.compile(r"(staff|device|driver|household|cli|system):.*")

_WEEKDAYS = (
    N_("poniedziałek"),
    N_("wtorek"),
    N_("środa"),
    N_("czwartek"),
    N_("piątek"),
    N_("sobota"),
    N_("niedziela"),
)

_WORDS: Final[Mapping[tuple[str, str], Mapping[Any, str]]] = {
    ("article", "commodity_group"): COMMODITY_GROUP_LABELS,
    ("conflict_case", "reason"): CONFLICT_LABELS,
    ("delivery_basis", "kind"): DELIVERY_BASIS_LABELS,
    ("delivery_preference", "company"): COMPANY_LABELS,
    ("follow_up", "condition"): CONDITION_LABELS,
    ("handout", "conflict"): CONFLICT_LABELS,
    ("handout", "recipient"): {
        "household": N_("gospodarstwo"),
        "proxy": N_("upoważniona osoba"),
    },
    ("handout_short", "reason"): SHORT_LABELS,
    ("household_member", "sex"): SEX_LABELS,
    ("household_member", "target_groups"): TARGET_GROUP_LABELS,
    ("location", "kind"): {
        "shelf": N_("regał"),
        "fridge": N_("lodówka"),
        "unaccounted": N_("niewyjaśnione"),
    },
    ("lot", "date_kind"): DATE_KIND_LABELS,
    ("lot", "state"): LOT_STATE_LABELS,
    ("plan", "state"): PLAN_STATE_LABELS,
    ("print_job", "state"): PRINT_STATE_LABELS,
    ("recall", "kind"): {
        "quarantine": N_("kwarantanna"),
        "recall": N_("wycofanie"),
    },
    ("staff_role", "role"): ROLE_LABELS,
    ("stock_document", "kind"): DOCUMENT_LABELS,
}
_WORDS_ANYWHERE: Final[Mapping[str, Mapping[Any, str]]] = {
    "channel": CHANNEL_LABELS,
    "language": LANGUAGE_NAMES,
}
_WRITTEN: Final[Mapping[str, Callable[[str], str]]] = {
    "phone": formats.phone,
    "short_code": grouped,
}


def rows_in(values: Iterable[object]) -> set[UUID]:
    """Return the ids of rows that *values* point at, those of actors too."""
    found = set()
    for value in values:
        text = value.partition(":")[2] or value if isinstance(value, str) else ""
        if _UUID.fullmatch(text):
            found.add(UUID(text))
    return found


def who_is(actor: str, people: Mapping[str, str], names: Names) -> str:
    """Return who acted, by how the trail writes them down.

    Args:
        actor: ``staff:<id>``, ``cli:root``, or a role of the database.
        people: Names of staff and devices by that.
        names: Names of rows, for the households that acted by their link.
    """
    kind, _colon, which = actor.partition(":")
    if kind == "driver":
        return people.get(f"staff:{which}", actor)
    if kind == "household":
        return _row(which, names)
    if kind == "cli":
        return _("wiersz poleceń ({user})").format(user=which)
    if kind == "system":
        return _("praca w tle")
    return people.get(actor) or _("wprost w bazie ({user})").format(user=actor)


def what_is(relation: str, row: UUID | None, names: Names) -> str:
    """Return what a row is called: "miejsce „Magazyn”", "gospodarstwo nr 12"."""
    label = RELATION_LABELS.get(relation)
    label = _(label) if label else relation
    name = names.get(row, ("", ""))[1] if row else ""
    if not name:
        return label
    if name[0].isdecimal():
        return _("{what} nr {number}").format(what=label, number=name)
    return f"{label}: {name}"


def written(
    relation: str,
    column: str,
    value: object,
    *,
    people: Mapping[str, str],
    names: Names,
) -> str:
    """Return one value in words: a name for an id, Warsaw time, złoty, "tak"."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return _("tak") if value else _("nie")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {inner}" for name, inner in value.items() if inner)[
            :_LONGEST
        ]
    if isinstance(value, list):
        one = [
            written(relation, column, each, people=people, names=names)
            for each in value
        ]
        return ", ".join(one)
    if isinstance(value, int | float):
        return _number(column, value)
    return _text(relation, column, str(value), people, names)


def _number(column: str, value: float) -> str:
    language = spoken_language()
    if column.endswith("_grosz"):
        return formats.money(int(value), language)
    if column.endswith("grams"):
        return formats.kilograms(int(value), language)
    if column == "weekday":
        return _(_WEEKDAYS[int(value) - 1])
    if column.endswith(("latitude", "longitude")):
        return f"{value:.5f}"
    if column in {"year", "birth_year"}:
        return str(value)
    return formats.number(value, language)


def _text(
    relation: str, column: str, value: str, people: Mapping[str, str], names: Names
) -> str:
    known = _WORDS.get((relation, column)) or _WORDS_ANYWHERE.get(column, {})
    if value in known:
        return _(known[value])
    if column in _WRITTEN:
        return _WRITTEN[column](value)
    if _ACTOR.fullmatch(value):
        return who_is(value, people, names)
    if _UUID.fullmatch(value):
        return people.get(f"staff:{value}") or _row(value, names)
    return _moment(value) or _cut(value)


def _moment(value: str) -> str:
    language = spoken_language()
    if _DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value), language)
    if _MOMENT.fullmatch(value):
        return formats.instant(datetime.fromisoformat(value), language)
    if _TIME.fullmatch(value):
        return formats.clock_time(time.fromisoformat(value))
    return ""


def _row(row: str, names: Names) -> str:
    try:
        relation, _name = names[UUID(row)]
    except (KeyError, ValueError):
        return _("inny zapis")
    return what_is(relation, UUID(row), names)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
