"""Counting a place against what the books say."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import LOT_KINDS, URGENCY_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.stock_out import lines_at, parcels_short, read_packs
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.inventory.commands.counting import Counted, CountedLine, count
from distribution.inventory.rules.lots import LOT_STATE_LABELS

AnyRequest = Request[Any, Any, Any]

_COUNTED, _EXPECTED = "counted.", "expected."


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
) -> Page:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        places, lines = await lines_at(typed.get("place", ""))
    known = error if isinstance(error, InvalidInputError) else None
    return Page(
        "inventory/count.html",
        status_code=status_of(error) if error else 200,
        places=places,
        lines=lines,
        typed=typed,
        day=local_day(clock()),
        errors=errors_by_field(known) if known else {},
        refusal=None if known else error,
        lot_labels=LOT_STATE_LABELS,
        lot_kinds=LOT_KINDS,
        urgency_kinds=URGENCY_KINDS,
    )
