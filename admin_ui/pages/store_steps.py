"""Where somebody with a scanner is in the store: what is in hand, what comes next."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from admin_ui.kinds import LOT_KINDS, URGENCY_KINDS
from admin_ui.pages.in_cars import packs_in_cars
from admin_ui.pages.typed import id_in
from admin_ui.typed import said_no
from admin_ui.ui import Page
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    NotFoundError,
)
from distribution.core.reading import reading
from distribution.inventory.errors import NothingThereError
from distribution.inventory.queries.labels import LabelFacts, label, labels_at
from distribution.inventory.queries.locations import (
    LocationFacts,
    locations,
    locations_by,
)
from distribution.inventory.queries.naming import Named
from distribution.inventory.queries.stock import StockLine, stock
from distribution.inventory.rules.counting import is_doubtful
from distribution.inventory.rules.lots import LOT_STATE_LABELS, LotState


class Step(msgspec.Struct, frozen=True):
    """What the fields beside the code hold; an empty text is nothing.

    ``doing`` is "", "move", "count" or "attach"; what moves goes ``to`` a place, or
    ``into`` a box that a free label makes. ``heard`` is a bar code that was read before
    and needs a second one of its label.
    """

    doing: str = ""
    label: str = ""
    lot: str = ""
    at: str = ""
    to: str = ""
    into: str = ""
    heard: str = ""

    def id(self, name: str) -> UUID:
        """Return the id in a field.

        Raises:
            NotFoundError: It holds none.
        """
        found = id_in(getattr(self, name))
        if found is None:
            raise NotFoundError
        return found


def step_in(typed: Mapping[str, str]) -> Step:
    """Return the step that a form carries along."""
    return Step(**{name: typed.get(name, "") for name in Step.__struct_fields__})


async def named_page(
    actor: Actor, clock: Clock, step: Step, named: Named, *, code: str = ""
) -> Page:
    """Show what a code names, and what can be done with it."""
    here = str(named.place.id) if named.place and named.is_place else step.at
    lines = sorted(named.lines, key=lambda line: str(line.location) != here)
    async with reading(actor):
        labels = await labels_at(named.place.id) if named.place else []
    return _page(
        clock,
        "named",
        Step(at=here, heard=code if named.is_half else ""),
        named=named,
        kind=_kind(named, local_day(clock())),
        lines=lines,
        labels=labels,
        barcode=f"{step.heard}\n{code}".strip(),
        places=await _places(actor) if named.label and not named.place else [],
    )


def _kind(named: Named, day: date) -> str:
    """Return whether the goods may be used: "yes", "no", or "look" at them first."""
    if named.label is not None and named.label.void_reason:
        return "no"
    if named.scan is not None:
        if named.scan.held_back is not None or named.scan.expired:
            return "no"
        return "yes" if named.scan.article else "look"
    box = named.label is not None and named.label.lot is not None
    if box and any(line.state is not LotState.USABLE for line in named.lines):
        return "no"
    if box and any(not line.usable_on(day) for line in named.lines):
        return "no"
    return "yes" if named.place else "look"


async def moving_page(
    actor: Actor,
    clock: Clock,
    step: Step,
    *,
    wrong: bool = False,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
) -> Page:
    """Ask where to, by scan or from the list; then how many packs, and to be sure."""
    try:
        line, found = await _in_hand(actor, step)
    except NothingThereError as gone:
        return gone_page(clock, step, error, gone)
    async with reading(actor):
        fresh = await label(step.id("into")) if step.into else None
    places = await _places(actor)
    target = next((one for one in places if str(one.id) == step.to), None)
    most = min(found.packs or line.packs, line.packs) if found else line.packs
    return _page(
        clock,
        "move",
        Step(doing="move", label=step.label, lot=step.lot, at=step.at),
        error=error,
        line=line,
        label=found,
        target=target,
        fresh=fresh,
        places=[one for one in places if one.id != line.location],
        packs=(typed or {}).get("packs", "" if fresh else str(most)),
        wrong=wrong,
    )


async def counting_page(
    actor: Actor,
    clock: Clock,
    step: Step,
    *,
    typed: Mapping[str, str] | None = None,
    unsure: bool = False,
    error: DomainError | None = None,
) -> Page:
    """Ask how many packs of a lot lie at a place; of a great many, ask again."""
    try:
        line, found = await _in_hand(actor, step)
    except NothingThereError as gone:
        return gone_page(clock, step, error, gone)
    away = await packs_in_cars(actor, clock)
    return _page(
        clock,
        "count",
        Step(at=step.at),
        error=error,
        line=line,
        label=found,
        counted=(typed or {}).get("counted", ""),
        away=away[line.lot, line.location],
        unsure=unsure,
    )


async def is_unsure(actor: Actor, clock: Clock, step: Step, counted: int) -> bool:
    """Say whether to ask about a count: parcels would lack packs, or it is far more.

    Or packs lack that are perhaps in cars.
    """
    try:
        line, _label = await _in_hand(actor, step)
    except NothingThereError:
        return False
    if counted < (line.reserved or 0) or is_doubtful(counted, line.packs):
        return True
    away = (await packs_in_cars(actor, clock))[line.lot, line.location]
    return counted < line.packs and away > 0


async def attaching_page(
    actor: Actor,
    clock: Clock,
    step: Step,
    named: Named | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
) -> Page:
    """Ask what is in the box that a label is put on: scan its shelf or its goods.

    A box that has a label already keeps that one.
    """
    other = named.label if named and named.label and named.label.lot else None
    async with reading(actor):
        found = await label(step.id("label"))
        if named is None and step.at:
            lines = await stock(location=step.id("at"))
        else:
            lines = named.lines if named and not other else []
    return _page(
        clock,
        "attach",
        Step(doing="attach", label=step.label),
        error=error,
        label=found,
        other=other,
        lines=lines,
        places=await _places(actor),
        wrong=named is not None and not lines,
        typed=typed or {},
    )


def refused_page(clock: Clock, step: Step, no: DomainError, code: str) -> Page:
    """Say why a code names nothing here; what was typed stays, to be mended."""
    return _page(clock, "refused", step, error=no, typed_code=code[:60])


def gone_page(
    clock: Clock, step: Step, no: DomainError | None, gone: NothingThereError
) -> Page:
    """Say that what was in hand is there no more: perhaps one moved it oneself."""
    error = no if isinstance(no, ConflictError) else gone
    return _page(clock, "gone", Step(at=step.at), error=error)


def ready_page(clock: Clock) -> Page:
    """Show the field for codes, and nothing in hand."""
    return _page(clock, "ready", Step())


def _page(
    clock: Clock,
    part: str,
    step: Step,
    *,
    error: DomainError | None = None,
    **context: Any,  # noqa: ANN401 (whatever the part asks for)
) -> Page:
    return Page(
        "store/page.html",
        path="/store",
        part=part,
        step=step,
        day=local_day(clock()),
        **said_no(error),
        lot_labels=LOT_STATE_LABELS,
        lot_kinds=LOT_KINDS,
        urgency_kinds=URGENCY_KINDS,
        **{"typed_code": "", **context},
    )


async def _places(actor: Actor) -> list[LocationFacts]:
    async with reading(actor):
        return await locations()


async def _in_hand(actor: Actor, step: Step) -> tuple[StockLine, LabelFacts | None]:
    """Return the lot at its place, and the label of the box if there is one.

    Raises:
        NotFoundError: The centre has no such place.
        NothingThereError: Nothing of the lot lies there.
    """
    lot, at = step.id("lot"), step.id("at")
    async with reading(actor):
        place = (await locations_by([at]))[at]
        lines = await stock(lot=lot, location=at)
        found = await label(step.id("label")) if step.label else None
    if not lines:
        raise NothingThereError(place=place.name)
    return lines[0], found
