"""What somebody else changed while a form was open, said in words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from admin_ui.audit_columns import COLUMN_LABELS
from admin_ui.audit_values import written
from admin_ui.field_words import field_words
from admin_ui.language import gettext as _
from distribution.core.errors import DomainError

_COLUMNS: Mapping[str, tuple[str, str]] = {
    "commodity_group": ("article", "commodity_group"),
    "company": ("delivery_preference", "company"),
    "contact_phone": ("household", "phone"),
    "roles": ("staff_role", "role"),
    "sex": ("household_member", "sex"),
    "target_groups": ("household_member", "target_groups"),
}
"""Where the values of a field have words of their own."""


def changes_in_words(
    refusal: DomainError, labels: Mapping[str, str], names: Mapping[UUID, str]
) -> list[tuple[str, str]]:
    """Return each field that somebody else changed, and what it says now.

    Args:
        refusal: Says which.
        labels: What the form calls its fields, where the usual words do not do.
        names: Of people and things that a field names by id.
    """
    people = {f"staff:{one}": name for one, name in names.items()}
    return [
        (_label(name, labels), _value(name, value, people))
        for name, value in refusal.now.items()
    ]


def _label(name: str, labels: Mapping[str, str]) -> str:
    words = labels.get(name) or _(field_words(name) or COLUMN_LABELS.get(name, name))
    return words[:1].upper() + words[1:]


def _value(
    name: str,
    value: Any,  # noqa: ANN401 (whatever a field holds)
    people: Mapping[str, str],
) -> str:
    relation, column = _COLUMNS.get(name, ("", name))
    plain = msgspec.to_builtins(value)
    return written(relation, column, plain, people=people, names={})
