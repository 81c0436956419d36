"""Vehicles and shifts: who drives what."""

from datetime import date, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.pages.deliveries import day_page
from admin_ui.typed import said_no, seen_by, sent_fields
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.core.units import Grams, Packs
from distribution.routing.commands.fleet import (
    add_shift,
    add_vehicle,
    change_vehicle,
    remove_shift,
)
from distribution.routing.queries.fleet import ShiftFacts, vehicles
from distribution.routing.queries.fleet import shift as shift_facts
from distribution.routing.queries.runs import follow_ups
from distribution.routing.rules.fleet_details import ShiftDetails, VehicleDetails

AnyRequest = Request[Any, Any, Any]

_GRAMS = 1000


class VehicleForm(msgspec.Struct, frozen=True):
    """A vehicle as people write it: kilograms, not grams."""

    name: str
    capacity_packs: int
    capacity_kilograms: int
    cold_boxes: int = 0
    active: str = ""

    def details(self, *, active: bool) -> VehicleDetails:
        """Return it as the commands take it."""
        return VehicleDetails(
            self.name.strip()[:80],
            Packs(self.capacity_packs),
            Grams(self.capacity_kilograms * _GRAMS),
            self.cold_boxes,
            active,
        )


class ShiftForm(msgspec.Struct, frozen=True):
    """A shift; ``open_end`` is a tick.

    The form asks for no more than ``open_end``. The rest is changed on a page of its
    own, and comes here when a shift that was taken back is put back.
    """

    day: date
    driver: UUID
    vehicle: UUID
    site: UUID
    starts: time
    ends: time
    open_end: str = ""
    crew: int = 1
    break_opens: time | None = None
    break_closes: time | None = None
    break_minutes: int = 0
    most_stops: int | None = None
    most_driving_minutes: int | None = None
    most_kilometres: int | None = None

    def details(self) -> ShiftDetails:
        """Return it as the commands take it."""
        facts = msgspec.structs.asdict(self)
        return ShiftDetails(**{**facts, "open_end": self.open_end == "yes"})


class FleetPages(Controller):
    """Vehicles, and the shifts of days."""

    path = "/routes"
    include_in_schema = False

    @get("/vehicles")
    async def show(self, actor: NamedDependency[Actor]) -> Page:
        """Show the vehicles, and the form for one more."""
        return await _page(actor)

    @post("/vehicles")
    async def add(
        self, request: AnyRequest, actor: NamedDependency[Actor]
    ) -> Page | Redirect:
        """Add a vehicle."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        try:
            details = form(VehicleForm, typed).details(active=True)
            await perform(add_vehicle, actor, details)
        except InvalidInputError as refusal:
            return await _page(actor, typed=typed, refusal=refusal)
        return redirect("/routes/vehicles", Flash(_("Dodano pojazd.")))

    @post("/vehicles/{vehicle:uuid}")
    async def change(
        self,
        request: AnyRequest,
        vehicle: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change a vehicle, or put it aside."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        try:
            wanted = form(VehicleForm, typed)
            details = wanted.details(active=wanted.active == "yes")
            seen = typed.get("seen")
            await perform(change_vehicle, actor, vehicle, details, seen=seen)
        except (ChangedMeanwhileError, InvalidInputError) as refusal:
            return await _page(actor, typed=typed, refusal=refusal, changed=vehicle)
        return redirect("/routes/vehicles", Flash(_("Zapisano pojazd.")))

    @post("/shifts")
    async def new_shift(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Give a driver a vehicle and hours on a day."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await sent_fields(request)
        try:
            wanted = form(ShiftForm, with_seconds(typed, "starts", "ends"))
            await perform(add_shift, actor, wanted.details(), now=clock())
        except (ConflictError, InvalidInputError, NotFoundError) as refusal:
            shown = _day_of(typed) or local_day(clock())
            return await day_page(actor, clock, shown, typed=typed, refusal=refusal)
        return redirect(f"/routes?day={wanted.day}", Flash(_("Dodano zmianę.")))

    @post("/shifts/{shift:uuid}/remove")
    async def drop_shift(
        self,
        request: AnyRequest,
        shift: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take a shift back."""
        actor.must(Permission.PLAN_ROUTES)
        typed = {name: str(text) for name, text in (await request.form()).items()}
        shown = _day_of(typed) or local_day(clock())
        async with reading(actor):
            before = await shift_facts(shift)
        try:
            await perform(remove_shift, actor, shift)
        except ConflictError as refusal:
            return await day_page(actor, clock, shown, refusal=refusal)
        flash = Flash(_("Usunięto zmianę."), undo=_undo(before))
        return redirect(f"/routes?day={shown}", flash)


def _undo(before: ShiftFacts) -> str:
    """Return where a shift is put back; nowhere if it ended at somebody's home.

    That place is a driver's address, which no address of ours may hold.
    """
    if before.end_latitude is not None:
        return ""
    names = set(ShiftForm.__struct_fields__) - {"open_end"}
    facts = {name: getattr(before, name) for name in sorted(names)}
    known = {name: fact for name, fact in facts.items() if fact is not None}
    ends = {"open_end": "yes"} if before.open_end else {}
    return f"/routes/shifts?{urlencode({**known, **ends})}"


def _day_of(typed: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.get("day", ""))
    except ValueError:
        return None


async def _page(
    actor: Actor,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
    changed: UUID | None = None,
) -> Page:
    actor.must(Permission.SEE_ROUTES)
    may_plan = actor.may(Permission.PLAN_ROUTES)
    async with reading(actor):
        known = await vehicles()
        open_ones = await follow_ups() if may_plan else []
    said = said_no(refusal)
    if "capacity_grams" in said["errors"]:
        said["errors"]["capacity_kilograms"] = said["errors"].pop("capacity_grams")
    stands = {one.id: standing(msgspec.structs.asdict(one)) for one in known}
    if changed:
        stands[changed] = seen_by(stands.get(changed, ""), typed, refusal)
    return Page(
        "routing/vehicles.html",
        vehicles=known,
        may_plan=may_plan,
        open_follow_ups=len(open_ones),
        changed=changed,
        seen=stands,
        typed=typed or {},
        **said,
    )
