"""The stock's part of a hand-out: find the packs, take them, give them back."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid4

import msgspec

from distribution.core import sql
from distribution.core.database import (
    Row,
    connection,
    execute,
    fetch,
    fetch_one,
    require_transaction,
)
from distribution.core.transaction import say_last
from distribution.inventory.rules.lots import LotState
from distribution.inventory.rules.picking import (
    Holding,
    Picked,
    first_to_expire,
    whatever_is_there,
)

_HERE = "distribution.inventory"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a parcel needs: from which site and fund, on which day, for whom."""

    centre: UUID
    owner: UUID
    site: UUID
    fund: UUID | None
    day: date
    packs: Mapping[UUID, int]
    """By article."""


async def find_free(wanted: Wanted) -> Picked:
    """Return the parcel from whatever is free at the site, or what is missing.

    Locks the balances, by id, and releases lapsed reservations of others, before
    first-to-expire decides (DESIGN 4.3). The entitlement must be locked before.
    """
    require_transaction()
    await _lock(wanted)
    return await _named(first_to_expire(wanted.packs, await _holdings(wanted)), wanted)


async def find_what_left(wanted: Wanted) -> Picked:
    """Return what most likely left the shelf in a hand-out that has happened."""
    require_transaction()
    await _lock(wanted)
    return await _named(
        whatever_is_there(wanted.packs, await _holdings(wanted)), wanted
    )


def take(
    wanted: Wanted, picked: Picked, own: Iterable[Holding], *, handout: UUID
) -> None:
    """Take the packs, release the owner's reservations, write the movements.

    Every hand-out shares these rows, so this is the last thing locked, and it goes
    to the database together with COMMIT. If somebody changed the reservations since
    they were read, the command ends in ``TryAgainError``.

    Args:
        wanted: What the parcel needed.
        picked: What it is made of.
        own: Holdings on which the owner has a reservation, lapsed ones too.
        handout: Whose movements they are.
    """
    reserved = {holding.balance: (holding, 0) for holding in own}
    taken = {pick.holding.balance: (pick.holding, pick.packs) for pick in picked.picks}
    touched = {**reserved, **taken}
    say_last(
        "SELECT kromka_take($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        wanted.centre,
        wanted.owner,
        handout,
        wanted.day,
        list(touched),
        [holding.lot for holding, _ in touched.values()],
        [holding.location for holding, _ in touched.values()],
        [packs for _, packs in touched.values()],
        len(reserved),
    )


async def book_unaccounted(
    wanted: Wanted, short: Mapping[UUID, int], *, handout: UUID
) -> list[Row]:
    """Book packs that left although the books hold none (DESIGN 4.7).

    They are found and handed out at the ``unaccounted`` place of the site in one go:
    no balance falls below zero, and the ledger's sum of reason ``unaccounted`` says
    what a count has still to explain. Returns what is booked, as rows of a parcel.
    """
    require_transaction()
    if not short:
        return []
    place = await _unaccounted_place(wanted)
    booked = []
    for article, packs in short.items():
        row = await _likeliest_lot(wanted, article)
        booked.append({**row, "place": place["name"], "packs": packs})
        await execute(
            "INSERT INTO stock_balance (centre, lot, location) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",  # as in ``ledger``
            wanted.centre,
            row["lot"],
            place["id"],
        )
        say_last(
            "INSERT INTO movement (centre, lot, location, packs, reason, handout,"
            " moved_on) VALUES ($1, $2, $3, $4, 'unaccounted', $5, $6),"
            " ($1, $2, $3, -$4, 'handed_out', $5, $6)",
            wanted.centre,
            row["lot"],
            place["id"],
            packs,
            handout,
            wanted.day,
        )
    return booked


async def give_back(centre: UUID, handout: UUID, *, day: date) -> None:
    """Undo a hand-out's movements by opposite ones that name them."""
    require_transaction()
    await fetch(
        "SELECT b.id FROM stock_balance AS b JOIN movement AS m"
        " ON m.lot = b.lot AND m.location = b.location"
        " WHERE m.handout = $1 ORDER BY b.id FOR UPDATE OF b",
        handout,
    )
    await execute(sql.load(_HERE, "give_back"), centre, handout, day)


async def _holdings(wanted: Wanted) -> list[Holding]:
    rows = await connection().fetch(
        sql.load(_HERE, "holdings"),
        wanted.site,
        list(wanted.packs),
        wanted.fund,
        wanted.owner,
        wanted.day,
    )
    return [
        Holding(**{**row, "state": LotState(row["state"])}, day=wanted.day)
        for row in rows
    ]


async def _lock(wanted: Wanted) -> None:
    """Lock every balance of the wanted articles, by id, then drop what lapsed."""
    rows = await fetch(
        "SELECT b.id FROM stock_balance AS b JOIN lot AS l ON l.id = b.lot"
        " JOIN location AS p ON p.id = b.location"
        " WHERE p.site = $1 AND l.article = ANY($2)"
        " AND l.fund IS NOT DISTINCT FROM $3 OR b.id IN"
        " (SELECT balance FROM reservation WHERE owner = $4)"
        " ORDER BY b.id FOR UPDATE OF b",
        wanted.site,
        list(wanted.packs),
        wanted.fund,
        wanted.owner,
    )
    await execute(
        "WITH lapsed AS (DELETE FROM reservation"
        " WHERE balance = ANY($1) AND expires_on < $2 AND owner <> $3"
        " RETURNING balance, packs),"
        " sums AS (SELECT balance, sum(packs) AS packs FROM lapsed GROUP BY balance)"
        " UPDATE stock_balance AS b SET reserved = b.reserved - s.packs"
        " FROM sums AS s WHERE b.id = s.balance",
        [row["id"] for row in rows],
        wanted.day,
        wanted.owner,
    )


async def _named(picked: Picked, wanted: Wanted) -> Picked:
    """Name the articles of which the site holds no lot at all."""
    unnamed = [s.article for s in picked.missing if not s.place]
    if not unnamed:
        return picked
    rows = await fetch(
        "SELECT id, name, (SELECT name FROM site WHERE id = $2) AS site FROM article"
        " WHERE id = ANY($1)",
        [UUID(article) for article in unnamed],
        wanted.site,
    )
    names = {str(row["id"]): row for row in rows}
    missing = tuple(
        msgspec.structs.replace(
            s, article=names[s.article]["name"], place=names[s.article]["site"]
        )
        if s.article in names
        else s
        for s in picked.missing
    )
    return Picked(picked.picks, missing, picked.recalled)


async def _unaccounted_place(wanted: Wanted) -> Row:
    rows = await fetch(
        "INSERT INTO location (id, centre, site, key, name, kind)"
        " VALUES ($1, $2, $3, 'unaccounted', 'Niewyjaśnione', 'unaccounted')"
        " ON CONFLICT (site, key) DO UPDATE SET kind = location.kind"
        " RETURNING id, name",
        uuid4(),
        wanted.centre,
        wanted.site,
    )
    return rows[0]


async def _likeliest_lot(wanted: Wanted, article: UUID) -> Row:
    """Return the newest lot of an article and fund; one of unknown number if none."""
    named = (
        "SELECT l.id AS lot, l.number, l.article, a.name FROM lot AS l"
        " JOIN article AS a ON a.id = l.article"
    )
    found = await fetch_one(
        f"{named} WHERE l.article = $1 AND l.fund IS NOT DISTINCT FROM $2"
        " ORDER BY l.state = 'usable' DESC, l.received_on DESC, l.id LIMIT 1",
        article,
        wanted.fund,
    )
    if found is not None:
        return found
    made = uuid4()
    await execute(
        "INSERT INTO lot (id, centre, article, fund, number, date_kind, received_on)"
        " VALUES ($1, $2, $3, $4, '?', 'none', $5)",
        made,
        wanted.centre,
        article,
        wanted.fund,
        wanted.day,
    )
    return (await fetch(f"{named} WHERE l.id = $1", made))[0]
