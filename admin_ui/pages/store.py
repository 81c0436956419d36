"""The store in one hand: scan a shelf, a box or goods, then move, count or receive."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.stock_out import parcels_short
from admin_ui.pages.store_steps import (
    Step,
    attaching_page,
    counting_page,
    is_unsure,
    moving_page,
    named_page,
    ready_page,
    refused_page,
    step_in,
)
from admin_ui.pages.typed import id_in, whole_in
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import USES_WASM
from distribution.inventory.commands.counting import Counted, CountedLine, count
from distribution.inventory.commands.labelling import move_box, take_out_of_box
from distribution.inventory.commands.transferring import transfer
from distribution.inventory.queries.naming import (
    Named,
    label_named,
    named_by,
    place_named,
)
from distribution.inventory.rules.labels import LabelState
from distribution.inventory.rules.lines import LineOut

AnyRequest = Request[Any, Any, Any]

_MOST_PACKS = 1_000_000
_LONGEST_CODE = 400


class StorePages(Controller):
    """Scanning in the store."""

    path = "/store"
    include_in_schema = False
    opt = USES_WASM

    @get()
    async def show(
        self,
        *,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        doing: FromQuery[str] = "",
        label: FromQuery[str] = "",
        lot: FromQuery[str] = "",
        at: FromQuery[str] = "",
        to: FromQuery[str] = "",
    ) -> Page:
        """Show the field for codes, what is in hand, or what comes next."""
        actor.must(Permission.KEEP_STOCK)
        step = Step(doing=doing, label=label, lot=lot, at=at, to=to)
        if doing == "move":
            return await moving_page(actor, clock, step)
        if doing == "count":
            return await counting_page(actor, clock, step)
        if doing == "attach":
            return await attaching_page(actor, clock, step)
        if not label and not at:
            return ready_page(clock)
        async with reading(actor):
            named = await (
                label_named(step.id("label")) if label else place_named(step.id("at"))
            )
        return await named_page(actor, clock, step, named)

    @post("/look", status_code=200)
    async def look(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Say what a code names, or take it as the answer to what was asked."""
        actor.must(Permission.KEEP_STOCK)
        typed = await _typed(request)
        step, code = step_in(typed), typed.get("code", "")[:_LONGEST_CODE]
        if not code:
            error = InvalidInputError(
                [FieldError("code", N_("Zeskanuj lub wpisz kod."))]
            )
            return refused_page(clock, step, error, "")
        try:
            async with reading(actor):
                named = await named_by(code, heard=step.heard, day=local_day(clock()))
        except ConflictError as no:
            return refused_page(clock, step, no, code)
        if step.doing == "move":
            return await _move_to(actor, clock, step, named)
        if step.doing == "attach":
            return await attaching_page(actor, clock, step, named)
        return await named_page(actor, clock, step, named, code=code)

    @post("/moves")
    async def move(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Move packs of a lot, or a box with its label, to another place."""
        actor.must(Permission.KEEP_STOCK)
        typed = await _typed(request)
        step = step_in(typed)
        try:
            number = await _moved(actor, clock, step, typed)
        except (InvalidInputError, ConflictError) as error:
            return await moving_page(actor, clock, step, typed=typed, error=error)
        words = _("Przesunięto {packs} opak. ({number}).")
        done = Flash(words.format(packs=typed["packs"], number=number))
        return redirect(f"/store?at={step.id('to')}", done)

    @post("/counts")
    async def count(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take the count of one lot at one place as true."""
        actor.must(Permission.KEEP_STOCK)
        typed = await _typed(request)
        step = step_in(typed)
        try:
            line = CountedLine(
                step.id("lot"),
                _packs(typed, "counted"),
                whole_in(typed.get("expected", ""), least=0, most=_MOST_PACKS),
            )
            sure = typed.get("sure") == str(line.counted)
            if not sure and await is_unsure(actor, clock, step, line.counted):
                return await counting_page(actor, clock, step, typed=typed, unsure=True)
            place = step.id("at")
            made = await perform(count, actor, [line], location=place, now=clock())
        except (InvalidInputError, ConflictError) as error:
            return await counting_page(actor, clock, step, typed=typed, error=error)
        return redirect(f"/store?at={place}", *_outcome(made))


async def _typed(request: AnyRequest) -> dict[str, str]:
    return {
        name: str(value).strip(" \t\r\n")
        for name, value in (await request.form()).items()
    }


async def _move_to(actor: Actor, clock: Clock, step: Step, named: Named) -> Page:
    """Take a place that was scanned as where the goods in hand go.

    A free label makes a box of them where they are.
    """
    target = named.place if named.is_place else None
    free = named.label if named.label and named.label.state is LabelState.FREE else None
    wrong = free is None and (target is None or str(target.id) == step.at)
    onward = Step(
        doing="move",
        label=step.label,
        lot=step.lot,
        at=step.at,
        to=str(target.id) if target and not wrong else "",
        into=str(free.id) if free else "",
    )
    return await moving_page(actor, clock, onward, wrong=wrong)


async def _moved(
    actor: Actor, clock: Clock, step: Step, typed: Mapping[str, str]
) -> str:
    """Call the command: of a whole box, the label goes along."""
    packs = _packs(typed, "packs")
    seen = whole_in(typed.get("expected", ""), least=0, most=_MOST_PACKS)
    if id_in(step.to) is None:
        raise InvalidInputError([FieldError("to", N_("Wybierz miejsce."))])
    to = step.id("to")
    if not step.label:
        line = LineOut(step.id("lot"), step.id("at"), packs, seen)
        moved = await perform(transfer, actor, [line], to=to, now=clock())
        return moved.document.number
    moved = await perform(
        take_out_of_box if typed.get("part") else move_box,
        actor,
        step.id("label"),
        to=to,
        packs=packs,
        expected=seen,
        now=clock(),
    )
    return moved.document.number


def _packs(typed: Mapping[str, str], field: str) -> int:
    packs = whole_in(typed.get(field, ""), least=0, most=_MOST_PACKS)
    if packs is None:
        raise InvalidInputError([FieldError(field, N_("Wpisz liczbę opakowań."))])
    return packs


def _outcome(made: Counted) -> list[Flash]:
    if made.document is None:
        return [Flash(_("Policzone. Wszystko się zgadza."))]
    [packs] = made.differences.values()
    words = _("Policzone. Różnica: {packs} opak. ({number}).")
    said = [Flash(words.format(packs=f"{packs:+}", number=made.document.number))]
    return said + parcels_short(made.released)
