"""Gathering for a round: lines ticked off by scanning, then moved in one go."""

from datetime import datetime
from uuid import UUID

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.database import execute, fetch
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.errors import AlreadyGatheredError, NothingGatheredError
from distribution.inventory.queries.gathering import lines_to_gather
from distribution.inventory.rules.gathering import Shown, Taken, ToGather, take
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.ledger import Spot
from distribution.inventory.steps.moving import Transferred, move


async def gather(
    actor: Actor, round_id: UUID, *, site: UUID, shown: Shown, now: datetime
) -> Taken:
    """Tick off what was scanned: all that is left of its line, or a whole box.

    Raises:
        DomainError: It is the wrong thing; see ``rules.gathering.take``.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        taken = take(shown, await _lines(round_id, site))
        await _write(actor, round_id, taken.line, taken.packs, now=now)
    return taken


async def gather_line(
    actor: Actor,
    round_id: UUID,
    *,
    site: UUID,
    spot: Spot,
    packs: int,
    now: datetime,
) -> Taken:
    """Tick packs of one line off by hand, where its code cannot be read.

    Args:
        actor: Who does it.
        round_id: For which round.
        site: Where the packs lie.
        spot: The lot and the place of the line.
        packs: How many were taken.
        now: The present instant.

    Raises:
        InvalidInputError: No pack, or more than are left of the line.
        NotFoundError: There is no such line.
        AlreadyGatheredError: Nothing is left of it.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        lines = await _lines(round_id, site)
        line = next((x for x in lines if (x.lot, x.location) == spot), None)
        if line is None:
            raise NotFoundError
        if not line.left:
            raise AlreadyGatheredError(article=line.article_name, lot=line.lot_number)
        if not 1 <= packs <= line.left:
            sentence = N_("Wpisz liczbę opakowań od 1 do {left}.")
            raise InvalidInputError(
                [FieldError("packs", sentence, {"left": line.left})]
            )
        await _write(actor, round_id, line, packs, now=now)
    return Taken(line, packs)


async def put_back(actor: Actor, round_id: UUID, *, site: UUID, spot: Spot) -> None:
    """Take the tick off a line: what was gathered of it lies on its shelf again.

    Raises:
        NotFoundError: Nothing of it was gathered.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        gone = await fetch(
            "DELETE FROM gathered_line AS g USING location AS p"
            " WHERE p.id = g.location AND p.site = $2 AND g.round = $1"
            " AND g.lot = $3 AND g.location = $4 RETURNING g.id",
            round_id,
            site,
            *spot,
        )
        if not gone:
            raise NotFoundError


async def move_gathered(
    actor: Actor, round_id: UUID, *, site: UUID, to: UUID, now: datetime
) -> Transferred:
    """Move all that was gathered at a site to one place, under one MM.

    Raises:
        NothingGatheredError: Nothing was, or somebody has just moved it.
        DomainError: Whatever ``transfer`` refuses; then the ticks stay.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        rows = await fetch(
            "DELETE FROM gathered_line AS g USING location AS p"
            " WHERE p.id = g.location AND p.site = $2 AND g.round = $1"
            " RETURNING g.lot, g.location, g.packs",
            round_id,
            site,
        )
        if not rows:
            raise NothingGatheredError
        return await move(actor, [LineOut(**row) for row in rows], to=to, now=now)


async def _lines(round_id: UUID, site: UUID) -> list[ToGather]:
    """Return the lines, for this transaction alone: two may tick at once."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"gather:{round_id}"
    )
    return await lines_to_gather(round_id, site)


async def _write(
    actor: Actor, round_id: UUID, line: ToGather, packs: int, *, now: datetime
) -> None:
    await execute(
        "INSERT INTO gathered_line (id, centre, round, lot, location, packs,"
        " gathered_by, gathered_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (round, lot, location) DO UPDATE"
        " SET packs = gathered_line.packs + excluded.packs,"
        " gathered_by = excluded.gathered_by, gathered_at = excluded.gathered_at",
        actor.centre,
        round_id,
        line.lot,
        line.location,
        packs,
        actor.label,
        now,
    )
