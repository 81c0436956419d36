"""What a round's stock would be shared into, as the coordinator sees it."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.programmes.queries.rounds import RoundFacts
from distribution.vouchers.queries.sharing import share


class AllocatedArticle(msgspec.Struct, frozen=True):
    """One article over all households: what they are due, what is free."""

    article: UUID
    code: str
    name: str
    wanted: int
    available: int
    short: int


class AllocatedHousehold(msgspec.Struct, frozen=True):
    """One household's parcel; ``short`` names articles that it gets fewer packs of."""

    household: UUID
    number: int
    persons: int
    packs: dict[str, int]
    short: dict[str, int]
    is_parcel: bool
    """False: fewer than three commodity groups, so no voucher is issued (R-PAR-1)."""


class RoundAllocation(msgspec.Struct, frozen=True):
    """Who would get what, and what is short."""

    round: UUID
    households: list[AllocatedHousehold]
    articles: list[AllocatedArticle]


async def allocation_of(round_: RoundFacts, day: date) -> RoundAllocation:
    """Share what is free among those who have no voucher of the round yet."""
    shared = await share(round_, max(day, round_.starts_on))
    codes = {line.article: line.code for line in shared.lines}
    below = set(shared.allocation.below_minimum)
    numbers = {one.household: one.number for one in shared.households}
    wanted: dict[UUID, int] = dict.fromkeys(codes, 0)
    for parcel in shared.allocation.parcels:
        for line in parcel.lines:
            wanted[line.article] += line.wanted
    return RoundAllocation(
        round_.id,
        [
            AllocatedHousehold(
                parcel.household,
                numbers[parcel.household],
                parcel.persons,
                {codes[line.article]: line.packs for line in parcel.lines},
                {codes[article]: packs for article, packs in parcel.short.items()},
                parcel.household not in below,
            )
            for parcel in shared.allocation.parcels
        ],
        [
            AllocatedArticle(
                line.article,
                line.code,
                line.name,
                wanted[line.article],
                shared.free.get(line.article, 0),
                max(0, wanted[line.article] - shared.free.get(line.article, 0)),
            )
            for line in shared.lines
        ],
    )
