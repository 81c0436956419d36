"""Polish letters: the order of the alphabet, and words stripped to plain letters.

Pure, and the same on every machine: no locale of the system is asked. The SQL
functions ``kromka_polish`` and ``kromka_plain`` do the same in the database.
"""

import unicodedata

_ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_PLACES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abc"
_ORDER = str.maketrans(_ALPHABET, _PLACES)

_NOT_COMPOSED = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_LAST_LATIN = "\u024f"
"""End of Latin Extended-B: letters after it (Cyrillic) keep their marks."""


def sort_key(text: str) -> str:
    """Return a key that sorts *text* as a Polish dictionary does.

    Ł comes after l, ś after s, ź and ż after z; capitals count as small letters;
    digits and blanks come first. Source: DOMAIN.md 11.1, trap 22.
    """
    return text.lower().translate(_ORDER)


def plain(text: str) -> str:
    """Return *text* in small letters without Polish or other Latin marks.

    "Zażółć" becomes "zazolc". Cyrillic keeps its own letters: "й" is not "и".
    """
    small = unicodedata.normalize("NFC", text).lower().translate(_NOT_COMPOSED)
    return "".join(_without_marks(letter) for letter in small)


def _without_marks(letter: str) -> str:
    if letter > _LAST_LATIN:
        return letter
    return "".join(
        part
        for part in unicodedata.normalize("NFD", letter)
        if not unicodedata.combining(part)
    )
