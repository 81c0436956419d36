"""Numbers of houses and flats as people write them. Pure.

Numbers are text: ``44``, ``4A``, ``3b``, ``12/14``. ``12/5`` may be the corner house
12/5 or flat 5 of house 12, which only the register can tell (DOMAIN.md 7.3).
"""

import re
from functools import lru_cache

import msgspec

from distribution.core.polish import plain

_FLAT = re.compile(
    r"^(?P<number>.*?\d\s*[a-z]?)\s*(?:,\s*)?(?:m|lok|mieszk|mieszkania|mieszkanie|lokal)"
    r"\.?\s*(?P<flat>\d\w*)\s*$"
)
_NUMBER = re.compile(r"^(?P<value>\d{1,5})(?P<letters>[A-Z]*)(?P<rest>[/-].*)?$")
_BLANKS = re.compile(r"\s+")
_DASHES = str.maketrans({"–": "-", "—": "-", "\\": "/"})

CORNER = 0.97
"""``12/5`` read as flat 5 of house 12."""

WITHOUT_LETTER = 0.65
"""``4A`` is not there, but ``4`` is, or the other way round."""

ONE_OF_A_PAIR = 0.75
"""``12`` is not there, but ``12/14`` is."""

_SAME_SIDE = 0.5
_ACROSS = 0.45
_FAR = 12


class HouseNumber(msgspec.Struct, frozen=True):
    """A number as it is compared. ``value`` is 0 where it begins with no digit."""

    key: str
    value: int
    letters: str = ""
    rest: str = ""

    @property
    def base(self) -> str:
        """The number before a slash: ``12`` of ``12/5``."""
        return f"{self.value}{self.letters}" if self.value else self.key


@lru_cache(maxsize=20_000)
def house_number(text: str) -> HouseNumber:
    """Return *text* as it is compared: ``4 a`` and ``4A`` are the same."""
    key = _BLANKS.sub("", plain(text.translate(_DASHES))).upper().strip("./,-")
    found = _NUMBER.match(key)
    if found is None:
        return HouseNumber(key, 0)
    return HouseNumber(
        key, int(found["value"]), found["letters"], (found["rest"] or "")[1:]
    )


def split_flat(text: str) -> tuple[str, str]:
    """Return number and flat of ``12 m. 5`` or ``12A lok. 3``; a slash stays."""
    found = _FLAT.match(plain(text.translate(_DASHES)).strip())
    if found is None:
        return text.strip(), ""
    return found["number"].strip().upper(), found["flat"].upper()


def number_likeness(asked: HouseNumber, known: HouseNumber) -> float:
    """Return how well a number of the register stands for the one asked for.

    1 for the same, less where a part was left away, at most a half for a neighbour;
    0 for a house that is elsewhere.
    """
    if asked.key == known.key:
        return 1.0
    if not asked.value or not known.value:
        return 0.0
    if asked.value == known.value:
        return _same_house(asked, known)
    apart = abs(asked.value - known.value)
    near = _SAME_SIDE if apart % 2 == 0 else _ACROSS
    return near * (1 - apart / (_FAR * 4)) if apart <= _FAR else 0.0


def _same_house(asked: HouseNumber, known: HouseNumber) -> float:
    if asked.rest and asked.base == known.key:
        return CORNER
    if known.rest and known.base == asked.key:
        return ONE_OF_A_PAIR
    return WITHOUT_LETTER
