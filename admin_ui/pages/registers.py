"""Registers and reports: choose a round or a month, look, and take away."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from admin_ui.language import gettext
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.programmes.queries.rounds import RoundFacts, rounds
from distribution.programmes.rules import AGE_BAND_LABELS, TARGET_GROUP_LABELS
from distribution.reports.errors import NoPeriodError
from distribution.reports.files import as_file, read_sheets
from distribution.reports.queries import (
    count_report,
    months,
    parcel_register,
    period_of,
    qualified_list,
    reporting,
    stock_register,
)
from distribution.reports.registers import Period
from distribution.reports.schemas import (
    SHORT_LABELS,
    FileFormat,
    RegisterName,
    register_named,
)
from distribution.reports.sheets import RECIPIENTS

Wanted = Annotated[str, QueryParameter(name="period", max_length=60)]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=10_000)]

_LINES = 50
_READ = {
    RegisterName.PARCELS: parcel_register,
    RegisterName.STOCK: stock_register,
    RegisterName.QUALIFIED: qualified_list,
    RegisterName.COUNTS: count_report,
}
_WORDS: dict[str, Any] = {
    "band_labels": AGE_BAND_LABELS,
    "group_labels": TARGET_GROUP_LABELS,
    "recipient_labels": RECIPIENTS,
}


class Choice(msgspec.Struct, frozen=True):
    """A period that can be chosen: ``round:tura-2`` or ``month:2026-11``."""

    value: str
    label: str


class RegisterPages(Controller):
    """The registers."""

    path = "/registers"
    include_in_schema = False

    @get()
    async def first(self, actor: NamedDependency[Actor]) -> Redirect:
        """Go to the register that is asked for most."""
        actor.must(Permission.SEE_REPORTS)
        return Redirect(f"/registers/{RegisterName.PARCELS}")

    @get("/{name:str}")
    async def show(
        self,
        *,
        name: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        period: Wanted = "",
        page: PageNumber = 1,
    ) -> Page:
        """Show one register of a period; the newest round that has begun if none."""
        actor.must(Permission.SEE_REPORTS)
        today = local_day(clock())
        wanted = register_named(name)
        wanted = RegisterName.STOCK if wanted is RegisterName.RECEIPTS else wanted
        async with reporting(actor):
            of_round = await rounds(today)
            choices = _choices(of_round, await months())
            begun = [one for one in of_round if one.starts_on <= today]
            chosen = period or _first(begun, choices)
            if not chosen:
                return Page("reports/empty.html")
            found = await _period(chosen, clock)
            register = await _READ[wanted](found)
        lines = getattr(register, "lines", [])
        return Page(
            f"reports/{wanted.value}.html",
            name=wanted,
            tabs_of=[(one, SHORT_LABELS[one]) for one in _READ],
            options=[(one.value, one.label) for one in choices],
            chosen=chosen,
            period=found,
            register=register,
            shown=lines[(page - 1) * _LINES : page * _LINES],
            page=page,
            pages=max(1, -(-len(lines) // _LINES)),
            **_WORDS,
        )

    @get("/{name:str}/file")
    async def take(
        self,
        *,
        name: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        period: Wanted = "",
        kind: Annotated[FileFormat, QueryParameter(name="format")] = FileFormat.XLSX,
    ) -> Response[bytes]:
        """Give the register as a file, in the reader's language."""
        actor.must(Permission.SEE_REPORTS)
        wanted = register_named(name)
        async with reporting(actor):
            found = await _period(period, clock)
        made = await read_sheets(actor, wanted, found, gettext)
        file = await sync_to_thread(as_file, made, kind, made_at=clock())
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": file.disposition},
        )


async def _period(chosen: str, clock: Clock) -> Period:
    kind, _, reference = chosen.partition(":")
    today = local_day(clock())
    if kind == "round":
        return await period_of(reference, None, today)
    if kind == "month":
        return await period_of(None, reference, today)
    raise NoPeriodError


def _choices(of_round: list[RoundFacts], of_month: list[str]) -> list[Choice]:
    found = [Choice(f"round:{one.key}", one.name) for one in of_round]
    return found + [
        Choice(f"month:{month}", f"{month[5:]}.{month[:4]}") for month in of_month
    ]


def _first(begun: list[RoundFacts], choices: list[Choice]) -> str:
    if begun:
        return f"round:{begun[0].key}"
    return choices[0].value if choices else ""
