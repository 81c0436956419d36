"""Counting a place, and booking what differs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.errors import CountOutdatedError
from distribution.inventory.rules.counting import Difference, explain
from distribution.inventory.rules.documents import DocumentKind
from distribution.inventory.steps.documents import DocumentMade, Paper, add_document
from distribution.inventory.steps.ledger import (
    Balance,
    Change,
    lock_balances,
    write_movements,
)
from distribution.inventory.steps.places import open_places
from distribution.inventory.steps.taking_out import require_lots
from distribution.inventory.steps.travelling import give_up


class CountedLine(msgspec.Struct, frozen=True):
    """Packs of one lot that lie there; ``expected`` is what the books said then."""

    lot: UUID
    counted: int
    expected: int | None = None


class Counted(msgspec.Struct, frozen=True):
    """The count, what it booked (no document if all was right), by lot.

    ``explained`` is how many packs of the differences were known to be unaccounted
    for, ``released`` how many reserved packs had to be given up.
    """

    id: UUID
    document: DocumentMade | None
    differences: dict[UUID, int]
    explained: int
    released: int


async def count(
    actor: Actor,
    lines: Sequence[CountedLine],
    *,
    location: UUID,
    note: str = "",
    now: datetime,
) -> Counted:
    """Take a count of a place as true, and book the differences under one RW.

    Lots that were not counted stay as they are. A difference is first matched with
    what the site's books could not explain (DESIGN 4.7); the rest is a surplus or a
    deficit. Sent twice, a count changes nothing the second time (E24).

    Raises:
        InvalidInputError: Names every bad line.
        NotFoundError: The centre lacks the place or a lot.
        CountOutdatedError: The books have moved since ``expected`` was read.
    """
    actor.must(Permission.KEEP_STOCK)
    _check(lines)
    today = local_day(now)
    async with transaction(actor):
        place = (await open_places([location]))[location]
        await require_lots(line.lot for line in lines)
        spots = {line.lot: (line.lot, location) for line in lines}
        locked = await lock_balances(actor.centre, spots.values(), day=today)
        balances = {lot: locked[spot] for lot, spot in spots.items()}
        _refuse_outdated(lines, balances)
        differences = {
            line.lot: line.counted - balances[line.lot].packs
            for line in lines
            if line.counted != balances[line.lot].packs
        }
        booked = await _explained(place.site, differences, balances)
        released = [
            parted
            for lot, packs in differences.items()
            for parted in await give_up(balances[lot], -packs)
        ]
        document = None
        if differences:
            paper = Paper(
                kind=DocumentKind.INTERNAL, issued_on=today, site=place.site, note=note
            )
            document = await add_document(actor, paper, now=now)
            await write_movements(
                actor.centre,
                [_change(one, balances) for one in booked],
                document=document.id,
                moved_on=today,
            )
        counted = await _keep(
            actor,
            lines,
            {lot: balance.packs for lot, balance in balances.items()},
            place=location,
            document=document,
            note=note,
            today=today,
        )
    return Counted(
        id=counted,
        document=document,
        differences=differences,
        explained=sum(abs(one.packs) for one in booked if one.explained),
        released=sum(one.packs for one in released),
    )


def _check(lines: Sequence[CountedLine]) -> None:
    faults = [
        FieldError(f"lines.{at}.counted", N_("Wpisz liczbę opakowań, najmniej 0."))
        for at, line in enumerate(lines)
        if line.counted < 0
    ]
    seen: set[UUID] = set()
    for at, line in enumerate(lines):
        if line.lot in seen:
            sentence = N_("Ta partia jest na liście dwa razy.")
            faults.append(FieldError(f"lines.{at}.lot", sentence))
        seen.add(line.lot)
    if not lines:
        faults.append(FieldError("lines", N_("Dodaj co najmniej jedną pozycję.")))
    if faults:
        raise InvalidInputError(faults)


def _refuse_outdated(
    lines: Sequence[CountedLine], balances: Mapping[UUID, Balance]
) -> None:
    for line in lines:
        balance = balances[line.lot]
        if line.expected not in (None, balance.packs):
            raise CountOutdatedError(
                article=balance.article_name,
                lot=balance.lot_number,
                expected=line.expected,
                packs=balance.packs,
            )


async def _explained(
    site: UUID, differences: Mapping[UUID, int], balances: Mapping[UUID, Balance]
) -> list[Difference]:
    """Split the differences into what was unaccounted for and what is new."""
    await execute(
        "SELECT id FROM location WHERE site = $1 AND kind = 'unaccounted'"
        " FOR NO KEY UPDATE",
        site,
    )
    rows = await fetch(
        "SELECT l.article, l.fund, sum(m.packs)::int AS packs FROM movement AS m"
        " JOIN lot AS l ON l.id = m.lot JOIN location AS p ON p.id = m.location"
        " WHERE p.site = $1 AND m.reason = 'unaccounted' AND NOT EXISTS"
        " (SELECT FROM movement AS c WHERE c.mends = m.id)"
        " GROUP BY l.article, l.fund",
        site,
    )
    open_packs = {(row["article"], row["fund"]): row["packs"] for row in rows}
    kinds = {lot: (balances[lot].article, balances[lot].fund) for lot in differences}
    return explain(differences, kinds, open_packs)


def _change(one: Difference, balances: Mapping[UUID, Balance]) -> Change:
    return Change(balance=balances[one.lot].id, packs=one.packs, reason=one.reason)


async def _keep(
    actor: Actor,
    lines: Sequence[CountedLine],
    expected: Mapping[UUID, int],
    *,
    place: UUID,
    document: DocumentMade | None,
    note: str,
    today: date,
) -> UUID:
    counted = uuid4()
    await execute(
        "INSERT INTO stock_count (id, centre, location, counted_on, counted_by,"
        " document, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        counted,
        actor.centre,
        place,
        today,
        actor.label,
        document and document.id,
        note,
    )
    await execute(
        "INSERT INTO stock_count_line (id, centre, stock_count, lot, expected, counted)"
        " SELECT gen_random_uuid(), $1, $2, *"
        " FROM unnest($3::uuid[], $4::int[], $5::int[])",
        actor.centre,
        counted,
        [line.lot for line in lines],
        [expected[line.lot] for line in lines],
        [line.counted for line in lines],
    )
    return counted
