"""Who gets how much in a round, before anything is printed or reserved.

Each article is shared on its own. While there is enough, everyone gets what the
turn's set gives their household. Where there is not, packs are dealt one by one to
whoever has the fewest per person, so that

* one pack more in stock never takes a pack from anyone (the method of largest
  remainders has that flaw, the Alabama paradox; a divisor method has not),
* two households of equal size and debt are at most one pack apart,
* a household that went short before is served first: its debt counts as packs that
  it still has to catch up.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from distribution.core.units import Packs
from distribution.programmes.sets import MINIMUM_GROUPS, CommodityGroup


class Claim(msgspec.Struct, frozen=True):
    """One household's claim on a round.

    ``remaining`` is what is left of its entitlement, by article; an article that is
    not in it is not due. ``debt`` is how many packs it went short in earlier turns.
    """

    household: UUID
    persons: int
    remaining: Mapping[UUID, int]
    debt: Mapping[UUID, int] = {}


class TurnLine(msgspec.Struct, frozen=True):
    """One article of the turn's set, and the packs that may be used on the day."""

    article: UUID
    group: CommodityGroup
    packs_per_person: Packs
    stock: Packs


class ParcelLine(msgspec.Struct, frozen=True):
    """Packs of one article for one household; ``wanted`` is what was due."""

    article: UUID
    group: CommodityGroup
    wanted: Packs
    packs: Packs


class Parcel(msgspec.Struct, frozen=True):
    """What one household gets in a round."""

    household: UUID
    persons: int
    lines: tuple[ParcelLine, ...]

    @property
    def groups(self) -> frozenset[CommodityGroup]:
        """Commodity groups that are really in the parcel."""
        return frozenset(line.group for line in self.lines if line.packs)

    @property
    def short(self) -> dict[UUID, Packs]:
        """Packs that stay due, by article: the debt of the next turn."""
        return {
            line.article: Packs(line.wanted - line.packs)
            for line in self.lines
            if line.packs < line.wanted
        }


class ArticleShortage(msgspec.Struct, frozen=True):
    """An article of which there is less than all households together are due."""

    article: UUID
    wanted: Packs
    available: Packs


class Allocation(msgspec.Struct, frozen=True):
    """The whole round: parcels in the order of the claims, and what is short.

    ``below_minimum`` names households whose parcel holds fewer commodity groups
    than a parcel must (R-PAR-1).
    """

    parcels: tuple[Parcel, ...]
    shortages: tuple[ArticleShortage, ...]
    below_minimum: tuple[UUID, ...]


def allocate(claims: Sequence[Claim], turn: Sequence[TurnLine]) -> Allocation:
    """Share the stock of a round among the households that claim.

    A household is due the turn's packs × its persons, and what it went short before,
    but never more than remains of its entitlement. The same input gives the same
    answer, in any order of the claims.
    """
    wanted = {line.article: [_due(claim, line) for claim in claims] for line in turn}
    shares = {
        line.article: _shared(claims, line, wanted[line.article]) for line in turn
    }
    parcels = tuple(
        Parcel(
            claim.household,
            claim.persons,
            tuple(
                ParcelLine(
                    line.article,
                    line.group,
                    Packs(wanted[line.article][place]),
                    Packs(shares[line.article][place]),
                )
                for line in turn
                if wanted[line.article][place]
            ),
        )
        for place, claim in enumerate(claims)
    )
    shortages = tuple(
        ArticleShortage(line.article, Packs(total), line.stock)
        for line in turn
        if (total := sum(wanted[line.article])) > line.stock
    )
    below = tuple(p.household for p in parcels if len(p.groups) < MINIMUM_GROUPS)
    return Allocation(parcels, shortages, below)


def _due(claim: Claim, line: TurnLine) -> int:
    turn = line.packs_per_person * claim.persons + claim.debt.get(line.article, 0)
    return max(0, min(turn, claim.remaining.get(line.article, 0)))


def _shared(claims: Sequence[Claim], line: TurnLine, wanted: list[int]) -> list[int]:
    """Return the packs of one article for each claim, none above what it wants."""
    stock = max(0, line.stock)
    if sum(wanted) <= stock:
        return wanted
    got = [0] * len(claims)
    per_person = math.lcm(*(claim.persons for claim in claims))

    def level(place: int) -> tuple[int, UUID, int]:
        claim = claims[place]
        caught_up = 2 * (got[place] - claim.debt.get(line.article, 0)) + 1
        return caught_up * (per_person // claim.persons), claim.household, place

    waiting = [level(place) for place, packs in enumerate(wanted) if packs]
    heapq.heapify(waiting)
    for _ in range(stock):
        place = waiting[0][2]
        got[place] += 1
        if got[place] < wanted[place]:
            heapq.heapreplace(waiting, level(place))
        else:
            heapq.heappop(waiting)
    return got
