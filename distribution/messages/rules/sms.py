"""How long an SMS is, and how to make a Polish one shorter.

Source:
    3GPP TS 23.038 (alphabets), 23.040 (parts); the numbers in ``DOMAIN.md`` 7.6.
"""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

import msgspec

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each. None of ą, ć, ę, ł, ń, ó, ś, ź, ż is among them."""

_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Two septets each: an escape and the sign."""

_STAND_INS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "–": "-",
        "—": "-",
        "„": '"',
        "”": '"',
        "“": '"',
        "’": "'",
        "‘": "'",
        "…": "...",
        "\u00a0": " ",
    }
)
"""What Unicode does not take apart by itself."""


class Alphabet(StrEnum):
    """In what a text is sent."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ALONE = {Alphabet.GSM7: 160, Alphabet.UCS2: 70}
_JOINED = {Alphabet.GSM7: 153, Alphabet.UCS2: 67}
"""Units of one part, alone and as one of several (the joint takes six bytes)."""


class SmsSize(msgspec.Struct, frozen=True):
    """How a text goes out; ``units`` are septets or UTF-16 code units."""

    alphabet: Alphabet
    units: int
    parts: int


def sms_size(text: str) -> SmsSize:
    """Return the alphabet, length and number of parts of *text*.

    One letter outside GSM 7-bit (any of ą, ć, ę, ł, ń, ó, ś, ź, ż) turns the whole
    text into UCS-2, with less than half the room. A sign that takes two units is
    never cut in two.
    """
    if set(text) <= _BASIC | _EXTENSION:
        alphabet, widths = Alphabet.GSM7, [1 + (sign in _EXTENSION) for sign in text]
    else:
        alphabet, widths = Alphabet.UCS2, [1 + (sign > "\uffff") for sign in text]
    units = sum(widths)
    if units <= _ALONE[alphabet]:
        return SmsSize(alphabet, units, 1)
    return SmsSize(alphabet, units, _parts(widths, _JOINED[alphabet]))


def _parts(widths: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts


def transliterated(text: str) -> str:
    """Return *text* in GSM 7-bit, Polish letters without their marks (``ł`` is ``l``).

    A text that holds signs without a Latin stand-in, such as Cyrillic, comes back as
    it is: longer, but legible.
    """
    plain = "".join(_plain(sign) for sign in text)
    return plain if set(plain) <= _BASIC | _EXTENSION else text


def _plain(sign: str) -> str:
    if sign in _BASIC or sign in _EXTENSION:
        return sign
    apart = unicodedata.normalize("NFKD", sign.translate(_STAND_INS))
    return "".join(part for part in apart if not unicodedata.combining(part))


def masked_number(number: str) -> str:
    """Return a telephone number fit for a log: ``+48******456``.

    What is left tells two numbers in one log apart, and calls nobody.
    """
    shown_before, shown_after = 3, 3
    if len(number) <= shown_before + shown_after:
        return "*" * len(number)
    hidden = "*" * (len(number) - shown_before - shown_after)
    return f"{number[:shown_before]}{hidden}{number[-shown_after:]}"
