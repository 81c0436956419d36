"""How surely a street or a place of the register is the one that was written. Pure.

Every likeness is between 0 and 1; the confidence of a candidate is their product.
The weights are ours [P]; ``tests/addresses/test_matching.py`` holds them to the 12 222
pairs of official and everyday names that volunteers of OpenStreetMap collected.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from distribution.addresses.rules.spelling import STREET, StreetName
from distribution.core.language import N_

SURE = 0.9
"""From here on nobody needs to look: no letter is guessed, nothing else is as near."""

LIKELY = 0.7

AMBIGUOUS = 0.8
"""What is left of a confidence if something else is as likely."""

TIE = 0.02

SECOND = 0.85
"""The most that is left for whatever comes after the likeliest."""

_TYPO = 0.88
_SHORT_TYPO = 0.7
_LONG = 0.85
"""A word with one wrong letter in seven is as good as this: Polna is not Rolna."""

_GOOD = 0.74
_INITIALS = 0.95
_SHORT = 3
_MOST_LETTERS = 2
"""By which two words may differ in length and still be one, misspelt."""
_GIVEN_NAME = 0.35
_INITIAL = 0.1
_FEW = 0.55
_AFTER_THE_SURNAME = frozenset({"curie"})


class Certainty(StrEnum):
    """A confidence in words."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


CERTAINTY_LABELS: Mapping[Certainty, str] = {
    Certainty.SURE: N_("pewne"),
    Certainty.LIKELY: N_("prawdopodobne"),
    Certainty.UNSURE: N_("niepewne"),
}


def certainty(confidence: float) -> Certainty:
    """Return a confidence in words."""
    if confidence >= SURE:
        return Certainty.SURE
    return Certainty.LIKELY if confidence >= LIKELY else Certainty.UNSURE


def street_likeness(
    asked: StreetName, known: StreetName, *, typing: bool = False
) -> float:
    """Return how surely two names are of one street.

    Words count in any order; given names, titles and the kind may be missing, initials
    stand for given names; one wrong letter in a long word is forgiven, but never sure.
    While somebody is *typing*, the beginning of a word stands for it.
    """
    if not asked.words or not known.words:
        same = asked.words == known.words and bool(asked.numerals & known.numerals)
        words = 1.0 if same else 0.0
    else:
        words = _words_likeness(asked.words, known.words, typing=typing)
    return (
        words
        * _numerals(asked.numerals, known.numerals)
        * _titles(asked.titles, known.titles)
        * _kinds(asked.kind, known.kind)
    )


def place_likeness(asked: Sequence[str], known: Sequence[str]) -> float:
    """Return how surely two names are of one town or village.

    A part of a town may stand for it ("Kraśnik Fabryczny" lies in Kraśnik); not asking
    for a place leaves it open.
    """
    if not asked:
        return 0.97
    if tuple(asked) == tuple(known):
        return 1.0
    if set(known) < set(asked):
        return 0.95
    if set(asked) < set(known):
        return 0.8
    near = word_likeness("".join(asked), "".join(known))
    return near * _TYPO if near > _GOOD else 0.5


@lru_cache(maxsize=50_000)
def word_likeness(a: str, b: str) -> float:
    """Return 1 for one word, less for each letter that differs or changed places."""
    if a == b:
        return 1.0
    if min(len(a), len(b)) == 1 or abs(len(a) - len(b)) > _MOST_LETTERS:
        return 0.0
    longest = max(len(a), len(b))
    near = 1 - _changes(a, b) / longest
    return near if near > _GOOD else 0.0


def _words_likeness(
    asked: Sequence[str], known: Sequence[str], *, typing: bool
) -> float:
    """Return how far the words of both cover one another, the surname above all."""
    pairs = sorted(
        (
            (_pair(a, k, typing=typing), one, other)
            for one, a in enumerate(asked)
            for other, k in enumerate(known)
        ),
        key=lambda pair: -pair[0],
    )
    of_asked, of_known = {}, {}
    for near, one, other in pairs:
        if near and one not in of_asked and other not in of_known:
            of_asked[one] = of_known[other] = near
    both = _covered(asked, of_asked), _covered(known, of_known)
    rest = 1 - 0.2 * (1 - both[1]) if typing else _enough(both[1])
    likeness = _enough(both[0]) * rest
    worst = min(of_asked.values(), default=0.0)
    if worst < _INITIALS:
        likeness *= _TYPO if worst >= _LONG else _SHORT_TYPO
    if _left(asked, of_asked) and _left(known, of_known):
        likeness *= 0.75  # Adama and Stefana Wyszyńskiego are two people
    return likeness


def _pair(a: str, b: str, *, typing: bool) -> float:
    """Return how surely one word stands for another; an initial for what it begins."""
    if typing and len(a) > 1 and b.startswith(a):
        return 1.0 if a == b else _INITIALS
    short, long = sorted((a, b), key=len)
    if a != b and len(short) <= _SHORT < len(long) and long.startswith(short):
        return _INITIALS
    return word_likeness(a, b)


def _weights(words: Sequence[str]) -> list[float]:
    """Return what each word weighs: the last is the surname, but for Curie."""
    last = len(words) - 1
    while last and words[last] in _AFTER_THE_SURNAME:
        last -= 1
    light = [len(word) == 1 or place > last for place, word in enumerate(words)]
    return [
        1.0 if place == last else _INITIAL if light[place] else _GIVEN_NAME
        for place in range(len(words))
    ]


def _covered(words: Sequence[str], found: Mapping[int, float]) -> float:
    weights = _weights(words)
    return sum(weights[place] * near for place, near in found.items()) / sum(weights)


def _left(words: Sequence[str], found: Mapping[int, float]) -> bool:
    return any(place not in found and len(word) > 1 for place, word in enumerate(words))


def _enough(covered: float) -> float:
    if covered < _FEW:
        return covered
    return 1 - 0.2 * (1 - covered)


def _numerals(asked: frozenset[str], known: frozenset[str]) -> float:
    if asked == known:
        return 1.0
    return 0.4 if asked and known else 0.95


def _titles(asked: frozenset[str], known: frozenset[str]) -> float:
    apart = asked and known and not asked & known
    return 0.93 if apart else 1.0


def _kinds(asked: str, known: str) -> float:
    wanted, there = asked, known or STREET
    if not wanted or wanted == there:
        return 1.0 if wanted or there == STREET else 0.98
    return 0.96 if {wanted, there} == {STREET, "avenue"} else 0.86


def _changes(a: str, b: str) -> int:
    """Return how many letters to change, add, drop or swap with a neighbour."""
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
