"""Criteria, limits and the bases of home delivery: dated rows, kept by the centre."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.units import Grosz
from distribution.programmes.commands.delivery import (
    end_delivery_basis,
    record_delivery_basis,
)
from distribution.programmes.commands.limits import (
    add_income_base,
    add_income_limit,
    change_income_base,
    change_income_limit,
)
from distribution.programmes.queries.reference import (
    BaseFacts,
    BasisFacts,
    LimitFacts,
    ProgrammeFacts,
    delivery_bases,
    income_bases,
    income_limits,
    programme_by,
    programmes,
)
from distribution.programmes.schemas import (
    DeliveryBasisEnd,
    DeliveryBasisGiven,
    IncomeBaseGiven,
    IncomeLimitGiven,
    MadeSeen,
    NewIncomeLimitGiven,
)


class LimitController(Controller):
    """Income criteria and limits; decisions that were taken keep what they used."""

    tags = ("programmes",)

    @get("/programmes", summary="List the programmes")
    async def programmes(self, actor: NamedDependency[Actor]) -> list[ProgrammeFacts]:
        """Return whose rules may decide."""
        actor.must(Permission.SEE_ROUNDS)
        async with reading(actor):
            return await programmes()

    @get("/income-bases", summary="List the income criteria (art. 8)")
    async def bases(self, actor: NamedDependency[Actor]) -> list[BaseFacts]:
        """Return them in grosz a month, the newest first."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            return await income_bases()

    @post("/income-bases", summary="Add an income criterion")
    async def add_base(
        self, data: JSONBody[IncomeBaseGiven], actor: NamedDependency[Actor]
    ) -> MadeSeen:
        """Add the criterion of art. 8 from a day on."""
        return MadeSeen(
            await perform(
                add_income_base,
                actor,
                valid_from=data.valid_from,
                single_grosz=Grosz(data.single_grosz),
                family_grosz=Grosz(data.family_grosz),
                hectare_grosz=Grosz(data.hectare_grosz),
                source=data.source,
            )
        )

    @put(
        "/income-bases/{base_id:uuid}",
        summary="Correct an income criterion",
        status_code=204,
    )
    async def change_base(
        self,
        base_id: FromPath[UUID],
        data: JSONBody[IncomeBaseGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Replace the row."""
        await perform(
            change_income_base,
            actor,
            base_id,
            valid_from=data.valid_from,
            single_grosz=Grosz(data.single_grosz),
            family_grosz=Grosz(data.family_grosz),
            hectare_grosz=Grosz(data.hectare_grosz),
            source=data.source,
        )

    @get("/income-limits", summary="List the income limits")
    async def limits(
        self,
        actor: NamedDependency[Actor],
        programme: Annotated[str | None, QueryParameter()] = None,
    ) -> list[LimitFacts]:
        """Return those of one programme (id or key) or of all, the newest first."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            known = None if programme is None else (await programme_by(programme)).id
            return await income_limits(known)

    @post("/income-limits", summary="Add an income limit")
    async def add_limit(
        self, data: JSONBody[NewIncomeLimitGiven], actor: NamedDependency[Actor]
    ) -> MadeSeen:
        """Add a limit from a day on; it ends the row before it."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            programme = await programme_by(data.programme)
        return MadeSeen(
            await perform(
                add_income_limit,
                actor,
                programme=programme.id,
                valid_from=data.valid_from,
                percent=data.percent,
                single_grosz=Grosz(data.single_grosz),
                family_grosz=Grosz(data.family_grosz),
                source=data.source,
            )
        )

    @put(
        "/income-limits/{limit_id:uuid}",
        summary="Correct an income limit",
        status_code=204,
    )
    async def change_limit(
        self,
        limit_id: FromPath[UUID],
        data: JSONBody[IncomeLimitGiven],
        actor: NamedDependency[Actor],
    ) -> None:
        """Replace the row."""
        await perform(
            change_income_limit,
            actor,
            limit_id,
            valid_from=data.valid_from,
            percent=data.percent,
            single_grosz=Grosz(data.single_grosz),
            family_grosz=Grosz(data.family_grosz),
            source=data.source,
        )


class DeliveryBasisController(Controller):
    """Why parcels may leave the premises (R-PAR-6); without it none is sent."""

    path = "/delivery-bases"
    tags = ("programmes",)

    @get(summary="List the bases of home delivery")
    async def listing(
        self,
        actor: NamedDependency[Actor],
        day: Annotated[date | None, QueryParameter(name="on")] = None,
    ) -> list[BasisFacts]:
        """Return all that are recorded, or those in force on a day."""
        actor.must(Permission.KEEP_PROGRAMMES)
        async with reading(actor):
            return await delivery_bases(day)

    @post(summary="Record a basis of home delivery")
    async def record(
        self,
        data: JSONBody[DeliveryBasisGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> MadeSeen:
        """Record it for one household, or for every household of the centre."""
        given = msgspec.structs.asdict(data)
        return MadeSeen(
            await perform(record_delivery_basis, actor, now=clock(), **given)
        )

    @post("/{basis_id:uuid}/end", summary="End a basis", status_code=204)
    async def end(
        self,
        basis_id: FromPath[UUID],
        data: JSONBody[DeliveryBasisEnd],
        actor: NamedDependency[Actor],
    ) -> None:
        """Let it end; parcels after its last day need another."""
        await perform(end_delivery_basis, actor, basis_id, last_day=data.last_day)
