"""What the store can tell: stock, lots, documents, places, bar codes; and recalls."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from distribution.accounts.queries import site_by
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.inventory.commands.correcting import correct
from distribution.inventory.commands.keeping import add_location
from distribution.inventory.commands.minimums import set_minimum
from distribution.inventory.commands.withdrawing import Withdrawn, lift, withdraw
from distribution.inventory.queries.locations import LocationFacts, locations
from distribution.inventory.queries.minimums import minimums
from distribution.inventory.queries.scanning import ScanFacts, scan_facts
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.queries.tracing import LotTrace, trace
from distribution.inventory.schemas import (
    CorrectionGiven,
    DocumentSeen,
    LiftedSeen,
    LocationGiven,
    MinimumGiven,
    MinimumSeen,
    ReasonGiven,
    ScanGiven,
    StockSeen,
    WithdrawalGiven,
)
from distribution.programmes.queries.reference import articles_by


class StoreController(Controller):
    """Stock, places and bar codes."""

    path = "/inventory"
    tags = ("inventory",)

    @get("/stock", summary="Stock now, or at the end of a day")
    async def stock(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        as_of: FromQuery[date | None] = None,
    ) -> list[StockSeen]:
        """Return what lies where: by article, first to expire first."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            lines = await stock(as_of=as_of)
        return [_seen(line, as_of or local_day(clock())) for line in lines]

    @get("/locations", summary="List the places")
    async def locations(self, actor: NamedDependency[Actor]) -> list[LocationFacts]:
        """Return the shelves and fridges of all sites."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            return await locations()

    @post("/locations", summary="Add a place")
    async def add_location(
        self, data: JSONBody[LocationGiven], actor: NamedDependency[Actor]
    ) -> LocationFacts:
        """Add a shelf or a fridge to a site."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            site = await site_by(data.site)
        made = await perform(
            add_location,
            actor,
            site=site.id,
            key=data.key,
            name=data.name,
            kind=data.kind,
        )
        return LocationFacts(
            made, data.key, data.name, data.kind, site.id, site.key, site.name
        )

    @get("/minimums", summary="List the minimums")
    async def minimums(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> list[MinimumSeen]:
        """Return what sites should not fall below, and what they have free today."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            found = await minimums(local_day(clock()))
        return [
            msgspec.convert(one, MinimumSeen, from_attributes=True) for one in found
        ]

    @put("/minimums", summary="Set a minimum", status_code=204)
    async def set_minimum(
        self, data: JSONBody[MinimumGiven], actor: NamedDependency[Actor]
    ) -> None:
        """Say how many free packs of an article a site should have."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            [article] = await articles_by([data.article])
            site = await site_by(data.site)
        await perform(
            set_minimum,
            actor,
            article=article.id,
            site=site.id,
            packs=Packs(data.packs),
        )

    @post("/scans", summary="Read a bar code", status_code=200)
    async def scan(
        self,
        data: JSONBody[ScanGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ScanFacts:
        """Say which article and lot it is, and whether that may be used."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            return await scan_facts(data.barcode, day=local_day(clock()))

    @post("/documents/{document_id:uuid}/correct", summary="Undo a document")
    async def correct(
        self,
        document_id: FromPath[UUID],
        data: JSONBody[CorrectionGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> DocumentSeen:
        """Undo what was booked by mistake, by opposite movements that name it."""
        made = await perform(
            correct,
            actor,
            document_id,
            reason=data.reason,
            movements=data.movements,
            now=clock(),
        )
        return DocumentSeen(made.document.id, made.document.number, made.released)


class LotController(Controller):
    """The way of a lot, and holding it back."""

    path = "/inventory/lots/{lot_id:uuid}"
    tags = ("inventory",)

    @get("/trace", summary="Trace a lot")
    async def trace(
        self, lot_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> LotTrace:
        """Return where it came from, where it is, who has it; numbers, no names."""
        actor.must(Permission.SEE_STOCK)
        async with reading(actor):
            return await trace(lot_id)

    @post("/recall", summary="Hold a lot back", status_code=200)
    async def recall(
        self,
        lot_id: FromPath[UUID],
        data: JSONBody[WithdrawalGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Withdrawn:
        """Recall or quarantine the lot and all of its number; says who has it."""
        return await perform(
            withdraw, actor, lot_id, kind=data.kind, reason=data.reason, now=clock()
        )

    @post("/lift", summary="Let a lot be used again", status_code=200)
    async def lift(
        self,
        lot_id: FromPath[UUID],
        data: JSONBody[ReasonGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> LiftedSeen:
        """End a quarantine or a recall."""
        lots = await perform(lift, actor, lot_id, reason=data.reason, now=clock())
        return LiftedSeen(lots)


def _seen(line: StockLine, day: date) -> StockSeen:
    return StockSeen(
        article=line.article,
        code=line.code,
        name=line.name,
        lot=line.lot,
        number=line.number,
        fund=line.fund,
        fund_name=line.fund_name,
        site=line.site,
        site_name=line.site_name,
        location=line.location,
        location_name=line.location_name,
        packs=line.packs,
        reserved=line.reserved,
        free=None if line.reserved is None else line.free,
        printed_date=line.printed_date,
        received_on=line.received_on,
        use_until=line.use_until,
        days_left=line.days_left(day),
        usable=line.usable_on(day),
        state=line.state.value,
    )
