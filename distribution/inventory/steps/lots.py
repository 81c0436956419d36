"""Finding the lot that packs belong to, or making it."""

from datetime import date
from uuid import UUID, uuid4

import msgspec

from distribution.core.database import execute, fetch, fetch_one, require_transaction
from distribution.core.errors import NotFoundError
from distribution.inventory.errors import LotDateDiffersError, LotRecalledError
from distribution.inventory.rules.dates import DateKind, use_until
from distribution.inventory.rules.lots import LotState


class LotSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the packs that came in, and whose they are."""

    article: UUID
    fund: UUID | None
    number: str
    printed_date: date | None
    date_kind: DateKind
    received_on: date


async def find_or_make_lot(centre: UUID, seen: LotSeen) -> UUID:
    """Return the lot of these packs, made if nobody has seen it yet.

    ``use_until`` follows both clocks: N+k of the article (N the month of receipt),
    the date on the pack, the end of the sub-programme (R-ROT-1). Packs of a number
    that is held back are held back as well.

    Raises:
        NotFoundError: The centre lacks the article or the sub-programme.
        LotDateDiffersError: The lot is known with another date (E26).
        LotRecalledError: The number was withdrawn from the market (E27).
    """
    require_transaction()
    # The lock makes two receipts of the same article follow one another.
    article = await fetch_one(
        "SELECT name, clock_months FROM article WHERE id = $1 FOR NO KEY UPDATE",
        seen.article,
    )
    if article is None:
        raise NotFoundError
    known = await fetch(
        "SELECT id, fund, printed_date, received_on, state FROM lot"
        " WHERE article = $1 AND number = $2 ORDER BY received_on",
        seen.article,
        seen.number,
    )
    states = {row["state"] for row in known}
    if LotState.RECALLED in states:
        raise LotRecalledError(lot=seen.number, article=article["name"])
    for row in known:
        if row["fund"] != seen.fund:
            continue
        if row["printed_date"] != seen.printed_date:
            raise LotDateDiffersError(
                lot=seen.number,
                article=article["name"],
                known=_written(row["printed_date"]),
                given=_written(seen.printed_date),
            )
        if row["received_on"] == seen.received_on:
            return UUID(str(row["id"]))
    held = LotState.QUARANTINE if LotState.QUARANTINE in states else LotState.USABLE
    return await _make(centre, seen, article["clock_months"], held)


async def _make(
    centre: UUID, seen: LotSeen, clock_months: int, state: LotState
) -> UUID:
    last = use_until(
        seen.received_on,
        clock_months=None if seen.fund is None else clock_months,
        printed_date=seen.printed_date,
        programme_end=await _end_of(seen.fund),
    )
    lot = uuid4()
    await execute(
        "INSERT INTO lot (id, centre, article, fund, number, printed_date, date_kind,"
        " received_on, use_until, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
        " $10)",
        lot,
        centre,
        seen.article,
        seen.fund,
        seen.number,
        seen.printed_date,
        DateKind.NONE if seen.printed_date is None else seen.date_kind,
        seen.received_on,
        last,
        state,
    )
    return lot


async def _end_of(fund: UUID | None) -> date | None:
    if fund is None:
        return None
    row = await fetch_one("SELECT ends_on FROM sub_programme WHERE id = $1", fund)
    if row is None:
        raise NotFoundError
    ends: date = row["ends_on"]
    return ends


def _written(day: date | None) -> str:
    return "–" if day is None else day.isoformat()
