"""Gathering for a round: lines ticked off by scanning, then moved in one go."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch
from distribution.core.errors import FieldError, InvalidInputError, NotFoundError
from distribution.core.language import N_
from distribution.core.transaction import transaction
from distribution.inventory.errors.gathering import (
    AlreadyGatheredError,
    BoxGatheredError,
    GatheredMeanwhileError,
    NothingGatheredError,
    SurplusGatheredError,
)
from distribution.inventory.queries.gathering import lines_to_gather
from distribution.inventory.rules.gathering import Shown, Taken, ToGather, take
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.labels import lock_box, lock_labels, take_along
from distribution.inventory.steps.ledger import Spot
from distribution.inventory.steps.moving import Transferred, move


async def gather(
    actor: Actor, round_id: UUID, *, site: UUID, shown: Shown, now: datetime
) -> Taken:
    """Tick off what was scanned: all that is left of its line, or a whole box.

    Raises:
        BoxGatheredError: The box was gathered already: a box counts once.
        LabelFreeError: The label is on no box.
        DomainError: It is the wrong thing; see ``rules.gathering.take``.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        lines = await _lines(round_id, site, local_day(now))
        if shown.label is not None:
            shown = await _as_it_stands(round_id, shown, shown.label)
        taken = take(shown, lines)
        await _write(actor, round_id, taken, label=shown.label, now=now)
    return taken


async def gather_line(
    actor: Actor,
    round_id: UUID,
    *,
    site: UUID,
    spot: Spot,
    packs: int,
    seen: int | None = None,
    now: datetime,
) -> Taken:
    """Tick packs of one line off by hand, where its code cannot be read.

    Args:
        actor: Who does it.
        round_id: For which round.
        site: Where the packs lie.
        spot: The lot and the place of the line.
        packs: How many were taken.
        seen: How many of the line were gathered when it was looked at, so that the
            same sent twice counts once.
        now: The present instant.

    Raises:
        InvalidInputError: No pack, or more than are left of the line.
        NotFoundError: There is no such line.
        GatheredMeanwhileError: Something was ticked off since.
        AlreadyGatheredError: Nothing is left of it.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        lines = await _lines(round_id, site, local_day(now))
        line = next((x for x in lines if (x.lot, x.location) == spot), None)
        if line is None:
            raise NotFoundError
        if seen not in (None, line.gathered):
            raise GatheredMeanwhileError(seen=seen, gathered=line.gathered)
        if not line.left:
            raise AlreadyGatheredError(article=line.article_name, lot=line.lot_number)
        if not 1 <= packs <= line.left:
            sentence = N_("Wpisz liczbę od 1 do {left}. Tyle zostało: {article}.")
            facts = {"left": line.left, "article": line.article_name}
            raise InvalidInputError([FieldError("packs", sentence, facts)])
        taken = Taken(line, packs)
        await _write(actor, round_id, taken, label=None, now=now)
    return taken


async def put_back(
    actor: Actor, round_id: UUID, *, site: UUID, spot: Spot, label: UUID | None = None
) -> None:
    """Take a tick off: a box, or a line's loose packs, lies on its shelf again.

    Raises:
        NotFoundError: Nothing of it was gathered.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        await _alone(round_id)
        gone = await fetch(
            "DELETE FROM gathered_line AS g USING location AS p"
            " WHERE p.id = g.location AND p.site = $2 AND g.round = $1"
            " AND g.lot = $3 AND g.location = $4"
            " AND g.label IS NOT DISTINCT FROM $5 RETURNING g.id",
            round_id,
            site,
            *spot,
            label,
        )
        if not gone:
            raise NotFoundError


async def move_gathered(
    actor: Actor, round_id: UUID, *, site: UUID, to: UUID, now: datetime
) -> Transferred:
    """Move all that was gathered at a site to one place, under one MM of the round.

    What is kept for the round's vouchers goes along, and the labels of the boxes do.
    What was gathered at that very place stays there.

    Raises:
        NothingGatheredError: Nothing was, or somebody has just moved it.
        SurplusGatheredError: Some of it is no longer kept for the round.
        DomainError: Whatever ``transfer`` refuses; then the ticks stay.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        lines = await _lines(round_id, site, local_day(now))
        for line in lines:
            if line.surplus:
                raise SurplusGatheredError(
                    article=line.article_name, lot=line.lot_number, packs=line.surplus
                )
        await lock_labels([x.label for y in lines for x in y.pieces if x.label])
        rows = await fetch(
            "DELETE FROM gathered_line AS g USING location AS p"
            " WHERE p.id = g.location AND p.site = $2 AND g.round = $1"
            " AND g.location <> $3 RETURNING g.lot, g.location, g.packs, g.label",
            round_id,
            site,
            to,
        )
        if not rows:
            raise NothingGatheredError
        going = [LineOut(row["lot"], row["location"], row["packs"]) for row in rows]
        moved = await move(actor, going, to=to, of_round=round_id, now=now)
        await take_along(
            {row["label"]: row["packs"] for row in rows if row["label"]}, to=to
        )
    return moved


async def _alone(round_id: UUID) -> None:
    """Let nobody else tick for this round until the transaction ends."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"gather:{round_id}"
    )


async def _lines(round_id: UUID, site: UUID, day: date) -> list[ToGather]:
    """Return the lines, for this transaction alone: two may tick at once."""
    await _alone(round_id)
    return await lines_to_gather(round_id, site, day)


async def _as_it_stands(round_id: UUID, shown: Shown, label: UUID) -> Shown:
    """Return a box as it stands now, with the packs that no round has taken yet."""
    box = await lock_box(label)
    taken = await fetch(
        "SELECT round, packs FROM gathered_line WHERE label = $1", label
    )
    left = box.packs - sum(row["packs"] for row in taken)
    again = [row["packs"] for row in taken if row["round"] == round_id]
    if again or left <= 0:
        packs = again[0] if again else box.packs
        raise BoxGatheredError(label=box.label, article=shown.name, packs=packs)
    return msgspec.structs.replace(
        shown, lots=frozenset({box.lot}), location=box.location, packs=left
    )


async def _write(
    actor: Actor, round_id: UUID, taken: Taken, *, label: UUID | None, now: datetime
) -> None:
    await execute(
        "INSERT INTO gathered_line (id, centre, round, lot, location, label, packs,"
        " gathered_by, gathered_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (round, lot, location) WHERE label IS NULL DO UPDATE"
        " SET packs = gathered_line.packs + excluded.packs,"
        " gathered_by = excluded.gathered_by, gathered_at = excluded.gathered_at",
        actor.centre,
        round_id,
        taken.line.lot,
        taken.line.location,
        label,
        taken.packs,
        actor.label,
        now,
    )
