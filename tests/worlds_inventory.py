"""Stores with food in them, made by commands alone."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.reading import reading
from distribution.core.units import Packs
from distribution.inventory.commands.keeping import add_location
from distribution.inventory.commands.receiving import receive
from distribution.inventory.steps.documents import DocumentMade
from distribution.inventory.steps.receiving import Receipt, ReceiptLine
from distribution.programmes.queries.reference import articles_by
from tests.worlds import NOON


async def a_shelf(actor: Actor, site: UUID) -> UUID:
    """Add a place where food lies."""
    return await add_location(
        actor, site=site, key=f"regal-{uuid4().hex[:6]}", name="Regał A"
    )


async def article_ids(actor: Actor, *codes: str) -> list[UUID]:
    """Return the ids of articles by their codes."""
    async with reading(actor):
        return [one.id for one in await articles_by(codes)]


async def a_delivery(
    actor: Actor,
    *,
    location: UUID,
    fund: UUID | None,
    packs: Mapping[str, int],
    lot: str | None = None,
    printed_date: date | None = date(2027, 3, 31),
    now: datetime = NOON,
) -> DocumentMade:
    """Take in packs by article code, each its own lot, on the local day of *now*."""
    ids = await article_ids(actor, *packs)
    lines = [
        ReceiptLine(
            article=article,
            packs=Packs(count),
            location=location,
            fund=fund,
            lot=lot or f"L{uuid4().hex[:8]}",
            printed_date=printed_date,
        )
        for article, count in zip(ids, packs.values(), strict=True)
    ]
    receipt = Receipt(lines=lines, received_on=local_day(now), foreign_number="WZ/1")
    return await receive(actor, receipt, now=now)
