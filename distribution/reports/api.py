"""Registers and reports over HTTP: as JSON, and as files to take away."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.web import Gettext
from distribution.reports.counting import CountReport
from distribution.reports.files import as_file, read_sheets
from distribution.reports.queries import (
    count_report,
    parcel_register,
    period_of,
    qualified_list,
    reporting,
    stock_register,
)
from distribution.reports.registers import (
    ParcelRegister,
    QualifiedList,
    StockRegister,
)
from distribution.reports.schemas import FileFormat, register_named

Round = Annotated[
    str | None, QueryParameter(name="round", description="A round, by its id or key.")
]
Month = Annotated[str | None, QueryParameter(description="A month, as 2026-11.")]


class ReportController(Controller):
    """Registers of a round or of a month; exactly one of the two is named."""

    path = "/reports"
    tags = ("reports",)

    @get("/parcels", summary="The parcel register")
    async def parcels(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round_: Round = None,
        month: Month = None,
    ) -> ParcelRegister:
        """Return every hand-out with its net packs by article."""
        actor.must(Permission.SEE_REPORTS)
        async with reporting(actor):
            period = await period_of(round_, month, local_day(clock()))
            return await parcel_register(period)

    @get("/stock", summary="The stock register")
    async def stock(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round_: Round = None,
        month: Month = None,
    ) -> StockRegister:
        """Return what came, went and is left, by fund and article."""
        actor.must(Permission.SEE_REPORTS)
        async with reporting(actor):
            period = await period_of(round_, month, local_day(clock()))
            return await stock_register(period)

    @get("/qualified", summary="The list of qualified persons")
    async def qualified(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round_: Round = None,
        month: Month = None,
    ) -> QualifiedList:
        """Return the households with a referral in the period."""
        actor.must(Permission.SEE_REPORTS)
        async with reporting(actor):
            period = await period_of(round_, month, local_day(clock()))
            return await qualified_list(period)

    @get("/counts", summary="Persons by the programme's bands and groups")
    async def counts(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        round_: Round = None,
        month: Month = None,
    ) -> CountReport:
        """Return persons once a sub-programme, and parcels each time."""
        actor.must(Permission.SEE_REPORTS)
        async with reporting(actor):
            period = await period_of(round_, month, local_day(clock()))
            return await count_report(period)

    @get("/{name:str}/file", summary="A register as a file")
    async def file(
        self,
        *,
        name: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        gettext: NamedDependency[Gettext],
        round_: Round = None,
        month: Month = None,
        kind: Annotated[FileFormat, QueryParameter(name="format")] = FileFormat.XLSX,
    ) -> Response[bytes]:
        """Return it as a workbook made for paper, or as CSV."""
        actor.must(Permission.SEE_REPORTS)
        wanted, now = register_named(name), clock()
        async with reporting(actor):
            period = await period_of(round_, month, local_day(now))
        made = await read_sheets(actor, wanted, period, gettext)
        file = await sync_to_thread(as_file, made, kind, made_at=now)
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": file.disposition},
        )
