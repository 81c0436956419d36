"""What hand-outs fell short of, and what becomes of packs reported damaged."""

from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.queries.locations import location_by
from distribution.inventory.schemas import DocumentSeen, Reference
from distribution.programmes.queries.rounds import round_by
from distribution.vouchers.commands.damages import (
    dismiss_damage,
    reopen_damage,
    write_off_damage,
)
from distribution.vouchers.queries.damages import DamageReport, open_damages
from distribution.vouchers.queries.shortfalls import RoundShort, shortfalls_of_round


class DamageLossGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lot that damaged packs were of, and where they lie."""

    lot: UUID
    location: Reference


class ShortfallController(Controller):
    """What was not handed over."""

    tags = ("vouchers",)

    @get("/rounds/{reference:str}/shortfalls", summary="List what was not handed over")
    async def of_round(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> list[RoundShort]:
        """Return a round's packs that were not handed over and why, newest first."""
        actor.must(Permission.SEE_VOUCHERS)
        async with reading(actor):
            round_ = await round_by(reference, local_day(clock()))
            return await shortfalls_of_round(round_.id)


class DamageController(Controller):
    """Packs that were reported damaged where they were handed out."""

    path = "/inventory/damages"
    tags = ("inventory",)

    @get(summary="List reported damages")
    async def waiting(self, actor: NamedDependency[Actor]) -> list[DamageReport]:
        """Return the reports that nobody has settled, each with the likeliest lots."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            return await open_damages()

    @post("/{short:uuid}/loss", summary="Book a reported damage as a loss (RW)")
    async def lose(
        self,
        short: FromPath[UUID],
        data: JSONBody[DamageLossGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> DocumentSeen:
        """Book the packs as a loss; correcting the document opens the report again."""
        actor.must(Permission.KEEP_STOCK)
        async with reading(actor):
            location = (await location_by(data.location)).id
        made = await perform(
            write_off_damage, actor, short, lot=data.lot, location=location, now=clock()
        )
        return DocumentSeen(made.document.id, made.document.number, made.released)

    @post("/{short:uuid}/none", summary="Note that there is no loss", status_code=204)
    async def dismiss(
        self,
        short: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Settle a report without a loss: the packs are good, or booked before."""
        await perform(dismiss_damage, actor, short, now=clock())

    @post("/{short:uuid}/reopen", summary="Open a report again", status_code=204)
    async def reopen(
        self, short: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> None:
        """Take back that there was no loss."""
        await perform(reopen_damage, actor, short)
