"""What the deliveries bring and what a person gets in each round. Pure.

Three rounds of about ten kilograms of the set of FEPŻ 2024; articles arrive in
waves, groats later than the rest (``DOMAIN.md`` 4.1). Case sizes are of 4.5.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from distribution.core.days import end_of_month

PARCELS: tuple[Mapping[str, int], ...] = (
    {
        "GROSZEK": 1, "KONC": 2, "DZEM": 1, "MAKARON": 2, "MAKA": 1, "HERB": 1,
        "PLATKI": 1, "KAWA": 1, "MLEKO": 2, "SER": 1, "SZWIEP": 2, "SZDROB": 1,
        "SZPROT": 1, "CUKIER": 1, "OLEJ": 1, "FASOLKA": 1,
    },
    {
        "GROSZEK": 2, "KONC": 2, "DZEM": 2, "MAKARON": 2, "MAKA": 1, "HERB": 1,
        "KASZA": 2, "MLEKO": 2, "SER": 1, "SZWIEP": 1, "SZDROB": 2, "PASZTET": 2,
        "SZPROT": 2, "CUKIER": 1, "MIOD": 1, "OLEJ": 1, "FASOLKA": 1,
    },
    {
        "GROSZEK": 1, "KONC": 2, "DZEM": 1, "MAKARON": 1, "MAKA": 1, "KASZA": 1,
        "PLATKI": 1, "MLEKO": 2, "SER": 1, "SZWIEP": 1, "SZDROB": 1, "PASZTET": 1,
        "SZPROT": 1, "CUKIER": 1, "OLEJ": 1, "FASOLKA": 1,
    },
)  # fmt: skip
"""Packs a person, round by round."""

LATE_ARTICLE = "KASZA"
"""Comes with the second version of the set."""


class Kind(msgspec.Struct, frozen=True):
    """How an article is delivered: packs a case, days of shelf life on receipt."""

    case_size: int
    shelf_days: int | None
    month_only: bool = True


_KINDS: Mapping[str, Kind] = {
    "GROSZEK": Kind(12, 720), "KONC": Kind(12, 600), "DZEM": Kind(8, 540),
    "MAKARON": Kind(12, 480), "MAKA": Kind(10, 210), "HERB": Kind(20, 230),
    "KASZA": Kind(12, 300), "PLATKI": Kind(12, 300), "KAWA": Kind(10, 420),
    "MLEKO": Kind(12, 150, month_only=False), "SER": Kind(10, 95, month_only=False),
    "SZWIEP": Kind(6, 700), "SZDROB": Kind(6, 700), "PASZTET": Kind(12, 640),
    "SZPROT": Kind(24, 900), "CUKIER": Kind(10, None), "MIOD": Kind(12, 760),
    "OLEJ": Kind(12, 320), "FASOLKA": Kind(6, 560),
}  # fmt: skip

_SHELF = {"HERB", "MAKA", "MLEKO", "SER"}
"""Short clocks: they come with the last delivery before a round."""

_SPARE_PERCENT = 4


class LinePlan(msgspec.Struct, frozen=True):
    """One lot of a delivery, as the Food Bank's note says it."""

    article: str
    packs: int
    case_size: int
    lot: str
    printed_date: date | None


def delivered(
    round_number: int, persons: int, days: tuple[date, ...]
) -> Iterator[tuple[date, list[LinePlan]]]:
    """Return what each of *days* brings for a round of so many persons.

    Food that keeps is spread over all days but the last; what must go soon comes on
    the last. With one day everything comes at once.
    """
    parcel = PARCELS[round_number]
    early = days[:-1] or days
    for place, day in enumerate(days):
        lines = [
            _line(article, packs * persons, day)
            for turn, (article, packs) in enumerate(parcel.items())
            if (article in _SHELF and day == days[-1])
            or (article not in _SHELF and early[turn % len(early)] == day)
        ]
        if lines or place == 0:
            yield day, lines


def whole_cases(article: str, packs: int) -> int:
    """Return *packs* and a little more, in whole cases."""
    case = _KINDS[article].case_size
    wanted = packs + packs * _SPARE_PERCENT // 100 + 1
    return -(-wanted // case) * case


def _line(article: str, packs: int, day: date) -> LinePlan:
    kind = _KINDS[article]
    printed = None
    if kind.shelf_days is not None:
        printed = day + timedelta(days=kind.shelf_days)
        if kind.month_only:
            printed = end_of_month(printed)
    made = day - timedelta(days=20)
    lot = f"L{made:%y}{made.timetuple().tm_yday:03}{article[:3]}"
    return LinePlan(article, whole_cases(article, packs), kind.case_size, lot, printed)
