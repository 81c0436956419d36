"""Polish words stripped to plain letters.

Pure, and the same on every machine: no locale of the system is asked. The SQL
function ``kromka_plain`` does the same in the database, where ``kromka_polish`` sorts.
"""

import unicodedata

_NOT_COMPOSED = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_LAST_LATIN = "\u024f"
"""End of Latin Extended-B: letters after it (Cyrillic) keep their marks."""


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
