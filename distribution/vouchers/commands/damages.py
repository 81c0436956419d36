"""What becomes of packs that were reported damaged: a loss in one step, or nothing.

Nobody at a counter writes losses: they set the packs aside and say so. Who keeps the
stock has a look and confirms, under the loss protocol that the rest of the store uses.
"""

from datetime import datetime
from uuid import UUID, uuid4

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, local_day
from distribution.core.constraints import refusing
from distribution.core.database import Row, execute, fetch_one, fetch_value
from distribution.core.errors import NotFoundError
from distribution.core.transaction import transaction
from distribution.inventory.rules.documents import (
    DocumentKind,
    LossProtocol,
    MovementReason,
)
from distribution.inventory.rules.lines import LineOut
from distribution.inventory.steps.documents import Paper
from distribution.inventory.steps.places import open_places
from distribution.inventory.steps.taking_out import TakenOut, take_out
from distribution.vouchers.errors.damages import DamageSettledError
from distribution.vouchers.queries.damages import SETTLED

_ONCE = {"short_settlement_once": DamageSettledError}


async def write_off_damage(
    actor: Actor, short: UUID, *, lot: UUID, location: UUID, now: datetime
) -> TakenOut:
    """Book the packs of a report as a loss under the next RW.

    It is undone like every document, by correcting it; then the report is open again.

    Args:
        actor: Who does it.
        short: The report: what a hand-out fell short of because it was damaged.
        lot: Of which lot the packs were; of the article that was reported.
        location: Where they lay, at the site of the hand-out.
        now: The present instant.

    Raises:
        NotFoundError: The centre has no such report, lot or place.
        DamageSettledError: Somebody was quicker.
        NotEnoughStockError: So many packs do not lie there any more.
        CountedSinceError: The lot was counted there today already (E23).
    """
    actor.must(Permission.KEEP_STOCK)
    with refusing(_ONCE):
        async with transaction(actor):
            report = await _open_report(short)
            await _require_lot(report, lot, location)
            taken = await take_out(
                actor,
                [LineOut(lot, location, report["packs"])],
                paper=_paper(report, now),
                reason=MovementReason.DAMAGED,
                reserved_too=True,
                now=now,
            )
            await _settle(actor, short, taken.document.id, now)
    return taken


async def dismiss_damage(actor: Actor, short: UUID, *, now: datetime) -> None:
    """Note that there is nothing to book: the packs are good, or were booked before.

    Raises:
        NotFoundError: The centre has no such report.
        DamageSettledError: Somebody was quicker.
    """
    actor.must(Permission.KEEP_STOCK)
    with refusing(_ONCE):
        async with transaction(actor):
            await _open_report(short)
            await _settle(actor, short, None, now)


async def reopen_damage(actor: Actor, short: UUID) -> None:
    """Take back that there was nothing to book; twice is no change.

    Raises:
        NotFoundError: The centre has no such report.
        DamageSettledError: Its loss was booked meanwhile: that is corrected instead.
    """
    actor.must(Permission.KEEP_STOCK)
    async with transaction(actor):
        row = await fetch_one(
            "SELECT x.document FROM handout_short AS s"
            " LEFT JOIN short_settlement AS x ON x.short = s.id"
            " WHERE s.id = $1 AND s.reason = 'damaged'",
            short,
        )
        if row is None:
            raise NotFoundError
        if row["document"] is not None:
            raise DamageSettledError
        await execute(
            "DELETE FROM short_settlement WHERE short = $1 AND document IS NULL", short
        )


async def _open_report(short: UUID) -> Row:
    """Return a report that nobody has settled; a loss that was corrected is none."""
    row = await fetch_one(
        "SELECT s.article, s.packs, d.site, d.scanned_at,"  # noqa: S608 (own words)
        f" r.sub_programme AS fund, {SETTLED} AS settled"
        " FROM handout_short AS s JOIN handout AS d ON d.id = s.handout"
        " JOIN round AS r ON r.id = d.round"
        " WHERE s.id = $1 AND s.reason = 'damaged' AND d.annulled_at IS NULL",
        short,
    )
    if row is None:
        raise NotFoundError
    if row["settled"]:
        raise DamageSettledError
    await execute("DELETE FROM short_settlement WHERE short = $1", short)
    return row


async def _require_lot(report: Row, lot: UUID, location: UUID) -> None:
    place = (await open_places([location]))[location]
    fits = await fetch_value(
        "SELECT id FROM lot WHERE id = $1 AND article = $2"
        " AND fund IS NOT DISTINCT FROM $3",
        lot,
        report["article"],
        report["fund"],
    )
    if fits is None or place.site != report["site"]:
        raise NotFoundError


def _paper(report: Row, now: datetime) -> Paper:
    at = report["scanned_at"].astimezone(WARSAW)
    return Paper(
        kind=DocumentKind.INTERNAL,
        issued_on=local_day(now),
        site=report["site"],
        protocol=LossProtocol(
            circumstances=f"Zgłoszono przy wydawaniu paczki {at:%d.%m.%Y}."
        ),
    )


async def _settle(
    actor: Actor, short: UUID, document: UUID | None, now: datetime
) -> None:
    await execute(
        "INSERT INTO short_settlement (id, centre, short, document, settled_at,"
        " settled_by) VALUES ($1, $2, $3, $4, $5, $6)",
        uuid4(),
        actor.centre,
        short,
        document,
        now,
        actor.label,
    )
