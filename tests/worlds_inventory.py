"""Stores with food in them, made by commands alone."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import fetch
from distribution.core.reading import reading
from distribution.core.transaction import transaction
from distribution.core.units import Packs
from distribution.inventory.commands.keeping import add_location
from distribution.inventory.commands.receiving import receive
from distribution.inventory.queries.documents import document_lines
from distribution.inventory.queries.stock import stock
from distribution.inventory.rules.lines import Receipt, ReceiptLine
from distribution.inventory.steps.documents import DocumentMade
from distribution.inventory.steps.reserving import Wish, release, reserve
from distribution.programmes.queries.reference import articles_by, set_of
from distribution.vouchers.commands.issuing import create_signing_key, issue_vouchers
from tests.worlds import NOON
from tests.worlds_households import WHERE, a_household, a_referral, the_fepz_set
from tests.worlds_programmes import a_round, a_site, a_sub_programme


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


BALLAST = {"MAKARON": 9, "DZEM": 9, "SZWIEP": 9}
"""What a parcel needs besides whatever a test is about."""


class Store(msgspec.Struct, frozen=True):
    """A warehouse with two places, a site that hands out with one, and a fund."""

    actor: Actor
    warehouse: UUID
    shelf: UUID
    fridge: UUID
    counter: UUID
    """The site that hands out."""

    counter_shelf: UUID
    fund: UUID


async def a_store(actor: Actor) -> Store:
    """Make an empty store of the centre; its fund runs until 30 September."""
    fund = await a_sub_programme(actor)
    warehouse = await a_site(actor, is_warehouse=True)
    counter = await a_site(actor)
    return Store(
        actor=actor,
        warehouse=warehouse,
        shelf=await a_shelf(actor, warehouse),
        fridge=await add_location(
            actor, site=warehouse, key="lodowka", name="Lodówka", kind="fridge"
        ),
        counter=counter,
        counter_shelf=await a_shelf(actor, counter),
        fund=fund,
    )


async def a_lot(
    store: Store, packs: int, article: str = "MLEKO", *, location: UUID | None = None
) -> UUID:
    """Take in packs of a lot of its own; returns the lot."""
    made = await a_delivery(
        store.actor,
        location=location or store.shelf,
        fund=store.fund,
        packs={article: packs},
    )
    async with reading(store.actor):
        return (await document_lines(made.id))[0].lot


async def keep(
    store: Store, packs: int, article: str = "MLEKO", *, site: UUID | None = None
) -> UUID:
    """Issue a voucher of a new household and reserve just these packs for it."""
    voucher = await a_voucher(store, site or store.counter)
    wish = Wish(voucher, {(await article_ids(store.actor, article))[0]: packs})
    async with transaction(store.actor):
        await release([voucher])
        short = await reserve(
            store.actor.centre,
            [wish],
            fund=store.fund,
            holds_until=date(2026, 3, 31),
            site=site or store.counter,
        )
    assert short == {}
    return voucher


async def a_voucher(store: Store, site: UUID) -> UUID:
    """Issue a voucher to a new household, good for one pack each of three kinds."""
    actor = store.actor
    async with reading(actor):
        prepared = bool(await set_of(store.fund))
    if not prepared:
        await the_fepz_set(actor, store.fund)
        await create_signing_key(actor, bytes(range(32)))
    await a_delivery(
        actor, location=await a_shelf(actor, site), fund=store.fund, packs=BALLAST
    )
    household = await a_household(actor, details=WHERE)
    await a_referral(actor, store.fund, household)
    turn = await a_round(
        actor,
        sub_programme=store.fund,
        site=site,
        packs=dict.fromkeys(BALLAST, 1),
    )
    issued = await issue_vouchers(actor, turn, now=NOON, households=[household])
    return issued.vouchers[0]


async def held(store: Store, lot: UUID) -> dict[UUID, tuple[int, int]]:
    """Return packs and reserved packs of a lot by place."""
    async with reading(store.actor):
        lines = await stock(lot=lot)
    return {line.location: (line.packs, line.reserved or 0) for line in lines}


async def kept_for(store: Store, owner: UUID) -> dict[UUID, int]:
    """Return what is reserved for an owner, by place."""
    async with reading(store.actor):
        rows = await fetch(
            "SELECT b.location, r.packs FROM reservation AS r"
            " JOIN stock_balance AS b ON b.id = r.balance WHERE r.owner = $1",
            owner,
        )
    return {row["location"]: row["packs"] for row in rows}


async def faults_of_ledger(actor: Actor) -> list[tuple[str, ...]]:
    """Return every balance that is not the sum of its movements and reservations."""
    async with reading(actor):
        rows = await fetch(
            "SELECT b.id::text, b.packs, b.reserved,"
            " (SELECT coalesce(sum(packs), 0) FROM movement AS m"
            "  WHERE m.lot = b.lot AND m.location = b.location) AS moved,"
            " (SELECT coalesce(sum(packs), 0) FROM reservation AS r"
            "  WHERE r.balance = b.id) AS kept FROM stock_balance AS b"
        )
    return [
        tuple(map(str, row.values()))
        for row in rows
        if row["packs"] != row["moved"] or row["reserved"] != row["kept"]
    ]
