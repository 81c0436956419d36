"""What changes the stock: each call is one document."""

from collections.abc import Sequence

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Packs
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.losing import lose, return_to_supplier
from distribution.inventory.commands.receiving import receive
from distribution.inventory.commands.taking_back import ReturnedLine, take_back
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.delivery_file import DONATION
from distribution.inventory.queries.earlier_dates import earlier_dates
from distribution.inventory.queries.locations import location_by, locations_named
from distribution.inventory.rules.lines import LineOut, Receipt, ReceiptLine
from distribution.inventory.schemas import (
    CountGiven,
    CountSeen,
    DifferenceSeen,
    DocumentSeen,
    LineOutGiven,
    LossGiven,
    ReceiptGiven,
    ReceiptLineGiven,
    ReturnGiven,
    ReturnSeen,
    TransferGiven,
    TransferSeen,
)
from distribution.inventory.steps.taking_out import TakenOut
from distribution.programmes.queries.reference import articles_by, sub_programme_by


class StockMovementController(Controller):
    """Receipts, transfers, losses, returns and counts."""

    path = "/inventory"
    tags = ("inventory",)

    @post("/receipts", summary="Take a delivery in (PZ)")
    async def receive(
        self,
        data: JSONBody[ReceiptGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> DocumentSeen:
        """Book a delivery to one site: lots, movements and balances at once."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            lines = await _receipt_lines(data.lines)
        made = await perform(
            receive,
            actor,
            Receipt(
                lines=lines,
                received_on=data.received_on,
                partner=data.partner,
                foreign_number=data.foreign_number,
                note=data.note,
                file_hash=None if data.once is None else f"call:{data.once.hex}",
            ),
            now=clock(),
        )
        async with reading(actor):
            warnings = await earlier_dates(made.id)
        return DocumentSeen(made.id, made.number, earlier_dates=warnings)

    @post("/transfers", summary="Move packs to another place (MM)")
    async def transfer(
        self,
        data: JSONBody[TransferGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> TransferSeen:
        """Move packs; reservations travel along."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            to = (await location_by(data.to)).id
            lines = await _lines_out(data.lines)
        made = await perform(
            transfer, actor, lines, to=to, on=data.on, note=data.note, now=clock()
        )
        return TransferSeen(made.document.id, made.document.number, made.reserved)

    @post("/losses", summary="Book a loss (RW)")
    async def lose(
        self,
        data: JSONBody[LossGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> DocumentSeen:
        """Book what was damaged, stolen or spoiled, with what its protocol says."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            lines = await _lines_out(data.lines)
        made = await perform(
            lose,
            actor,
            lines,
            reason=data.reason,
            protocol=data.protocol,
            on=data.on,
            note=data.note,
            now=clock(),
        )
        return _seen(made)

    @post("/returns", summary="Give food back, or take parcels back")
    async def give_or_take_back(
        self,
        data: JSONBody[ReturnGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReturnSeen:
        """To the Food Bank (WZ), or parcels that could not be delivered (MM, RW)."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            to = (await location_by(data.to)).id if data.to else None
            lines = await _lines_out(data.lines)
        if data.kind == "to_food_bank":
            made = await perform(
                return_to_supplier,
                actor,
                lines,
                partner=data.partner,
                note=data.note,
                now=clock(),
            )
            return ReturnSeen([_seen(made)])
        back = await perform(
            take_back,
            actor,
            [
                ReturnedLine(x.lot, x.location, x.packs, given.damaged, x.expected)
                for x, given in zip(lines, data.lines, strict=True)
            ],
            to=to,
            note=data.note,
            now=clock(),
        )
        papers = ((back.transfer, 0), (back.loss, back.released))
        return ReturnSeen(
            [DocumentSeen(one.id, one.number, packs) for one, packs in papers if one]
        )

    @post("/counts", summary="Count a place")
    async def count(
        self,
        data: JSONBody[CountGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> CountSeen:
        """Take a count as true; the differences are booked under one RW."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            location = (await location_by(data.location)).id
        made = await perform(
            count,
            actor,
            [CountedLine(one.lot, one.counted, one.expected) for one in data.lines],
            location=location,
            note=data.note,
            now=clock(),
        )
        return CountSeen(
            made.id,
            made.document.number if made.document else None,
            [DifferenceSeen(lot, packs) for lot, packs in made.differences.items()],
            made.explained,
            made.released,
        )


async def _receipt_lines(given: Sequence[ReceiptLineGiven]) -> list[ReceiptLine]:
    articles = await articles_by(line.article for line in given)
    places = await locations_named(line.location for line in given)
    paid_by = {line.fund for line in given} - {DONATION}
    funds = {name: (await sub_programme_by(name)).id for name in paid_by}
    return [
        ReceiptLine(
            article=article.id,
            packs=Packs(line.packs),
            location=place.id,
            fund=funds.get(line.fund),
            lot=line.lot,
            printed_date=line.printed_date,
            date_kind=line.date_kind,
            case_size=line.case_size,
        )
        for line, article, place in zip(given, articles, places, strict=True)
    ]


async def _lines_out(given: Sequence[LineOutGiven]) -> list[LineOut]:
    places = await locations_named(line.location for line in given)
    return [
        LineOut(line.lot, place.id, line.packs, line.expected)
        for line, place in zip(given, places, strict=True)
    ]


def _seen(made: TakenOut) -> DocumentSeen:
    return DocumentSeen(made.document.id, made.document.number, made.released)
