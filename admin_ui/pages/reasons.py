"""The reason that a person gives for what cannot be taken back in silence."""

from collections.abc import Mapping
from typing import Any

import msgspec

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.vouchers.schemas import Reason


def reason_of(fields: Mapping[str, Any], what: str) -> str:
    """Return the reason typed into the field ``{what}-reason``.

    Args:
        fields: The form.
        what: Which of the page's forms it is, so that the error stands beside it.

    Raises:
        InvalidInputError: It is missing, too short or too long.
    """
    name = f"{what}-reason"
    typed = str(fields.get(name, "")).strip()
    try:
        return msgspec.convert(typed, Reason)
    except msgspec.ValidationError as error:
        sentence = N_("Podaj powód: od 3 do 200 znaków.")
        raise InvalidInputError([FieldError(name, sentence)]) from error
