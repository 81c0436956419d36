"""Counting a place against what the books say."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import LOT_KINDS, URGENCY_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.in_cars import packs_in_cars
from admin_ui.pages.stock_out import lines_at, parcels_short, read_packs
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.counting import Counted, CountedLine, count
from distribution.inventory.queries.stock import StockLine
from distribution.inventory.rules.counting import is_doubtful
from distribution.inventory.rules.lots import LOT_STATE_LABELS

AnyRequest = Request[Any, Any, Any]

_COUNTED, _EXPECTED = "counted.", "expected."
_SURE = "sure."
"""What the names of the fields begin with that hold a count which was asked about."""


class Doubt(msgspec.Struct, frozen=True):
    """A count that is asked about before it is taken as true."""

    line: StockLine
    counted: int

    @property
    def short(self) -> int:
        """Packs that parcels would lack."""
        return max(0, (self.line.reserved or 0) - self.counted)


class StockCountPages(Controller):
    """Counts."""

    path = "/stock/counts/new"
    include_in_schema = False

    @get()
    async def blank(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        place: FromQuery[str] = "",
    ) -> Page:
        """Ask for the place; then list its lots to be counted."""
        return await _page(actor, clock, {"place": place})

    @post()
    async def book(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take the count as true."""
        actor.must(Permission.KEEP_STOCK)
        typed = {name: str(value) for name, value in (await request.form()).items()}
        try:
            lines = [
                CountedLine(one.lot, one.packs, _expected(typed, one.lot))
                for one in read_packs(typed, prefix=_COUNTED)
            ]
            doubts = await _doubts(actor, typed, lines)
            if any(not _is_sure(typed, one) for one in doubts):
                return await _page(actor, clock, typed, doubts=doubts)
            made = await perform(
                count,
                actor,
                lines,
                location=UUID(typed["place"]),
                note=typed.get("note", "").strip()[:2000],
                now=clock(),
            )
        except (InvalidInputError, ConflictError) as error:
            return await _page(actor, clock, typed, error)
        done = Flash(_outcome(made))
        return redirect("/stock", done, *parcels_short(made.released))


def _expected(typed: Mapping[str, str], lot: UUID) -> int | None:
    text = typed.get(f"{_EXPECTED}{lot}", "")
    return int(text) if text.isdecimal() else None


async def _doubts(
    actor: Actor, typed: Mapping[str, str], counted: Sequence[CountedLine]
) -> list[Doubt]:
    """Return what lies far off the books, or would leave parcels short.

    Where any books moved since they were read, the command says so instead: to ask
    would show them anew, and the count be taken for one of what they say now.
    """
    async with reading(actor):
        _places, lines = await lines_at(typed.get("place", ""))
    known = {line.lot: line for line in lines}
    books = {line.lot: line.packs for line in lines}
    if any(one.expected not in (None, books.get(one.lot, 0)) for one in counted):
        return []
    asked = [Doubt(known[one.lot], one.counted) for one in counted if one.lot in known]
    return [
        one for one in asked if one.short or is_doubtful(one.counted, one.line.packs)
    ]


def _is_sure(typed: Mapping[str, str], doubt: Doubt) -> bool:
    return typed.get(f"{_SURE}{doubt.line.lot}") == str(doubt.counted)


def _outcome(made: Counted) -> str:
    if made.document is None:
        return _("Spis zapisany. Wszystko się zgadza.")
    words = _(
        "Spis zapisany: {number}, różnic: {n}, w tym wyjaśnionych opakowań: {known}."
    )
    return words.format(
        number=made.document.number, n=len(made.differences), known=made.explained
    )


async def _page(
    actor: Actor,
    clock: Clock,
    typed: Mapping[str, str],
    error: DomainError | None = None,
    *,
    doubts: Sequence[Doubt] = (),
) -> Page:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        places, lines = await lines_at(typed.get("place", ""))
    return Page(
        "inventory/count.html",
        places=places,
        lines=lines,
        typed=typed,
        doubts=doubts,
        away=await packs_in_cars(actor, clock) if lines else {},
        day=local_day(clock()),
        **said_no(error),
        lot_labels=LOT_STATE_LABELS,
        lot_kinds=LOT_KINDS,
        urgency_kinds=URGENCY_KINDS,
    )
