"""Loading the cars of a day: what goes into each, trip by trip, and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.stock_out import parcels_short
from admin_ui.pages.typed import whole_in
from admin_ui.typed import Typed, read_typed, said_no
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.inventory.commands.taking_back import ReturnedLine, take_back
from distribution.inventory.queries.kept import KeptPacks, kept_for
from distribution.routing.loading import Trip, come_back_to, trips_to_load
from distribution.routing.queries.plans import RunFacts, StopFacts, run, runs_on
from distribution.routing.rules.doors import OUTCOME_LABELS

AnyRequest = Request[Any, Any, Any]

_MOST_PACKS = 1_000_000


class StoreCarPages(Controller):
    """The cars of a day, for whoever loads them: numbers, no names and no doors."""

    path = "/store/cars"
    include_in_schema = False

    @get()
    async def listing(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        day: FromQuery[date | None] = None,
    ) -> Page:
        """Show which cars leave when, and from which something came back."""
        actor.must(Permission.KEEP_STOCK)
        today = local_day(clock())
        async with reading(actor):
            runs = await runs_on(day or today)
        back = come_back_to(runs)
        return Page(
            "store/cars.html",
            cars=[
                (one, trips_to_load(one) if one.published else [], back[one.id])
                for one in runs
                if one.published or back[one.id]
            ],
            day=day or today,
            days=[today, today + timedelta(days=1)],
            path="/store/cars",
        )

    @get("/{run_id:uuid}")
    async def show(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show what is loaded for one run, and what came back from it."""
        return await _page(actor, clock, run_id)

    @post("/{run_id:uuid}/back/{stop_id:uuid}")
    async def came_back(
        self,
        request: AnyRequest,
        run_id: FromPath[UUID],
        stop_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Write off what of a parcel that came back is no longer good."""
        actor.must(Permission.KEEP_STOCK)
        typed = await read_typed(request)
        async with reading(actor):
            driven = await run(run_id)
            back = await _back_from(driven)
            stop = next((one for one in back if one.id == stop_id), None)
            if stop is None:
                raise NotFoundError
            kept = await kept_for([stop.voucher], local_day(clock()))
        words = _("Wróciło z trasy: {vehicle}, nr {number}")
        note = words.format(vehicle=driven.vehicle_name, number=stop.household_number)
        try:
            lines = _damaged(typed, kept)
            if not lines:
                words = _("Nie wpisano uszkodzonych, więc nic się nie zmieniło.")
                return redirect(f"/store/cars/{run_id}", Flash(words, "info"))
            taken = await perform(take_back, actor, lines, note=note, now=clock())
        except (InvalidInputError, ConflictError) as error:
            return await _page(actor, clock, run_id, typed=typed, error=error)
        number = taken.loss.number if taken.loss else ""
        done = Flash(_("Zapisano stratę: {number}.").format(number=number))
        short = parcels_short(taken.released)
        return redirect(f"/store/cars/{run_id}", done, *short)


def field_of(line: KeptPacks) -> str:
    """Return the name of the field for the damaged packs of a parcel's line."""
    return f"damaged.{line.voucher}.{line.lot}.{line.location}"


def _damaged(typed: Typed, kept: Iterable[KeptPacks]) -> list[ReturnedLine]:
    lines, faults = [], []
    for line in kept:
        name = field_of(line)
        if not typed.get(name):
            continue
        packs = whole_in(typed.get(name), least=0, most=line.packs)
        if packs is None:
            sentence = N_("Wpisz liczbę od 0 do {most}.")
            faults.append(FieldError(name, sentence, {"most": line.packs}))
        elif packs:
            seen = whole_in(typed.get(f"there.{name}"), least=0, most=_MOST_PACKS)
            back = ReturnedLine(line.lot, line.location, packs, packs, seen)
            lines.append(back)
    if faults:
        raise InvalidInputError(faults)
    return lines


async def _page(
    actor: Actor,
    clock: Clock,
    run_id: UUID,
    *,
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> Page:
    actor.must(Permission.KEEP_STOCK)
    async with reading(actor):
        driven = await run(run_id)
        back = await _back_from(driven)
        if not (driven.published or back):
            raise NotFoundError
        vouchers = [one.voucher for one in driven.stops]
        kept = await kept_for(vouchers, local_day(clock()))
    parcels: dict[UUID, list[KeptPacks]] = {}
    for line in kept:
        parcels.setdefault(line.voucher, []).append(line)
    trips = trips_to_load(driven) if driven.published else []
    return Page(
        "store/car.html",
        run=driven,
        trips=[(trip, _by_shelf(trip, parcels)) for trip in trips],
        parcels=parcels,
        short=[
            _("nr {number} ({n})").format(number=stop.household_number, n=packs)
            for stop, packs in _short(driven, parcels)
        ],
        back=[one for one in back if parcels.get(one.voucher)],
        outcome_labels=OUTCOME_LABELS,
        field_of=field_of,
        typed=typed or Typed(),
        path=f"/store/cars/{run_id}",
        **said_no(error),
    )


async def _back_from(driven: RunFacts) -> Sequence[StopFacts]:
    return come_back_to(await runs_on(driven.day)).get(driven.id, ())


def _by_shelf(trip: Trip, parcels: Mapping[UUID, list[KeptPacks]]) -> list[KeptPacks]:
    """Return what is taken from each shelf for a trip, the cold last."""
    found: dict[tuple[UUID, UUID], KeptPacks] = {}
    for stop in trip.to_load:
        for line in parcels.get(stop.voucher, ()):
            spot = (line.lot, line.location)
            packs = line.packs + (found[spot].packs if spot in found else 0)
            found[spot] = msgspec.structs.replace(line, packs=packs)
    shelves = sorted(found.values(), key=lambda one: (one.place, one.article_name))
    return sorted(shelves, key=lambda one: one.cold)


def _short(
    driven: RunFacts, parcels: Mapping[UUID, list[KeptPacks]]
) -> list[tuple[StopFacts, int]]:
    """Return the parcels still to be loaded that lack packs, with how many."""
    lacking = [
        (stop, stop.packs - sum(one.packs for one in parcels.get(stop.voucher, ())))
        for trip in trips_to_load(driven)
        if driven.published and not trip.has_left
        for stop in trip.to_load
    ]
    return [(stop, packs) for stop, packs in lacking if packs > 0]
