"""How long a household's papers are kept. Pure. Source: DOMAIN.md 3.7.

The guidelines name no period, so these are the usual ones: FEAD papers three years,
ESF+ papers five, each from the end of a year. To be confirmed by the centre's data
protection officer.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from distribution.programmes.rules import ProgrammeKey

YEARS_KEPT: Mapping[str, int] = {ProgrammeKey.POPZ: 3, ProgrammeKey.FEPZ: 5}
"""Years from 31 December of the year in which a sub-programme ends."""

LONGEST = 5
"""Years for another programme, and for who never took part, from the day of intake."""

SHORTEST = min(YEARS_KEPT.values())


class Stay(msgspec.Struct, frozen=True):
    """A sub-programme for which a household was assessed or referred."""

    programme: str
    ends_on: date


def last_day_kept(stays: Iterable[Stay], taken_in: date) -> date:
    """Return the last day on which a household may be recognisable.

    The longest of all periods that concern it counts.
    """
    ends = [
        date(one.ends_on.year + YEARS_KEPT.get(one.programme, LONGEST), 12, 31)
        for one in stays
    ]
    return max(ends, default=date(taken_in.year + LONGEST, 12, 31))
