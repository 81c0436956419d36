"""Who would get what in a round: the households, the stock, and the fair share."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch
from distribution.core.units import Packs
from distribution.households.queries.eligible import (
    EligibleHousehold,
    eligible_households,
)
from distribution.inventory.queries.free_stock import free_packs
from distribution.inventory.rules.allocation import (
    Allocation,
    Claim,
    TurnLine,
    allocate,
)
from distribution.programmes.queries.rounds import (
    RoundFacts,
    RoundLineFacts,
    round_lines,
)
from distribution.vouchers.shortfalls import ShortReason


class Shared(msgspec.Struct, frozen=True):
    """The stock of a round, shared among those who have no voucher of it yet."""

    round: RoundFacts
    lines: list[RoundLineFacts]
    households: list[EligibleHousehold]
    free: dict[UUID, int]
    allocation: Allocation


async def share(
    round_: RoundFacts, day: date, only: Iterable[UUID] | None = None
) -> Shared:
    """Share what is free among eligible households without a voucher of the round.

    Counts only stock of the round's fund that may be used until its last day.

    Args:
        round_: The round.
        day: Local day on which a referral has to be valid.
        only: Share among these households alone.
    """
    lines = await round_lines(round_.id)
    served = {
        row["household"]
        for row in await fetch(
            "SELECT household FROM voucher WHERE round = $1"
            " AND replaced_by IS NULL AND revoked_at IS NULL",
            round_.id,
        )
    }
    chosen = None if only is None else set(only)
    households = [
        one
        for one in await eligible_households(round_.sub_programme, day)
        if one.household not in served and (chosen is None or one.household in chosen)
    ]
    free = await free_packs(
        [line.article for line in lines],
        fund=round_.sub_programme,
        usable_until=round_.ends_on,
    )
    debts = await _debts(round_)
    claims = [
        Claim(
            one.household,
            one.persons,
            one.remaining,
            debts.get(one.household, {}),
        )
        for one in households
    ]
    turn = [
        TurnLine(line.article, line.group, line.packs, Packs(free.get(line.article, 0)))
        for line in lines
    ]
    return Shared(round_, lines, households, free, allocate(claims, turn))


async def _debts(round_: RoundFacts) -> dict[UUID, dict[UUID, int]]:
    """Return what households went short of in the round before, to be served first.

    Short is what the turn's set gave a person, times the persons of the voucher, less
    what the voucher was good for; and what of that was not handed over with it, unless
    the household did not want it.
    """
    rows = await fetch(
        "WITH former AS (SELECT id FROM round WHERE sub_programme = $1"
        " AND starts_on < $2 ORDER BY starts_on DESC LIMIT 1)"
        " SELECT v.household, l.article,"
        " greatest(l.packs * v.persons - coalesce(g.packs, 0), 0)"
        " + coalesce(s.packs, 0) AS short"
        " FROM voucher AS v JOIN former ON former.id = v.round"
        " JOIN round_line AS l ON l.round = v.round"
        " LEFT JOIN voucher_line AS g ON g.voucher = v.id AND g.article = l.article"
        " LEFT JOIN handout AS d ON d.voucher = v.id AND d.annulled_at IS NULL"
        " AND d.conflict IS DISTINCT FROM 'already_handed_out'"
        " LEFT JOIN handout_short AS s ON s.handout = d.id"
        " AND s.article = l.article AND s.reason IS DISTINCT FROM $3"
        " WHERE v.replaced_by IS NULL AND v.revoked_at IS NULL"
        " AND (l.packs * v.persons > coalesce(g.packs, 0) OR s.packs > 0)",
        round_.sub_programme,
        round_.starts_on,
        ShortReason.NOT_WANTED.value,
    )
    debts: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        debts.setdefault(row["household"], {})[row["article"]] = row["short"]
    return debts
