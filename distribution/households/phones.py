"""Telephone numbers as people write them. The only module that knows phonenumbers."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_HERE = "PL"
_POLAND = 48


def to_e164(text: str) -> str | None:
    """Return the number in E.164 (``+48600100200``), None if it is none.

    Without a country it is Polish. Brackets, blanks and slashes do not matter.
    """
    try:
        number = phonenumbers.parse(text.replace("/", " "), _HERE)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """Return a stored number in groups, as people read it aloud.

    Polish numbers stand without their country: ``600 100 200``.
    """
    number = phonenumbers.parse(e164)
    is_polish = number.country_code == _POLAND
    layout = (
        PhoneNumberFormat.NATIONAL if is_polish else PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, layout)
