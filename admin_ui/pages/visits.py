"""How a household is reached and visited: its place, hours, and who comes."""

from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.typed import Typed, read_typed, seen_by, typed_from
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.standing import refuse_overwriting, standing
from distribution.core.transaction import perform
from distribution.core.units import Seconds
from distribution.core.web import status_of
from distribution.households.commands.intake import change_household
from distribution.households.queries.records import household
from distribution.households.rules.details import HouseholdChanges
from distribution.routing.commands.wishes import set_delivery_preference
from distribution.routing.queries.deliveries import PreferenceFacts, preference_of
from distribution.routing.queries.promises import due_parcels_of
from distribution.routing.queries.wishes import delivery_needs, drivers_and_needs
from distribution.routing.rules.wishes import COMPANY_LABELS, Company, Wish

AnyRequest = Request[Any, Any, Any]

_SEVERAL = ("needs", "not_drivers")
"""Fields with a box for each choice."""

_OF_THE_DOOR = ("latitude", "longitude", "door_notes")


class VisitForm(msgspec.Struct, frozen=True):
    """Where a household lives on the map, when it is visited and by whom."""

    latitude: float | None = None
    longitude: float | None = None
    window_opens: time | None = None
    window_closes: time | None = None
    service_minutes: int = 5
    door_notes: str = ""
    priority: int = 50
    company: Company = Company.ALONE
    usual_driver: UUID | None = None
    needs: tuple[UUID, ...] = ()
    not_drivers: tuple[UUID, ...] = ()

    def preference(self) -> PreferenceFacts:
        """Return when, how long and by whom, as it is stored."""
        wish = Wish(
            priority=self.priority,
            company=self.company,
            usual_driver=self.usual_driver,
            needs=self.needs,
            not_drivers=self.not_drivers,
        )
        minutes = Seconds(self.service_minutes * 60)
        return PreferenceFacts(self.window_opens, self.window_closes, minutes, wish)


class VisitPages(Controller):
    """The way to one household."""

    path = "/routes/households"
    include_in_schema = False

    @get("/{household_id:uuid}")
    async def door(
        self,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        day: FromQuery[date | None] = None,
    ) -> Page:
        """Show where a household is on the map, and how it is visited."""
        return await visit_page(actor, household_id, day)

    @post("/{household_id:uuid}")
    async def keep_door(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        day: FromQuery[date | None] = None,
    ) -> Page | Redirect:
        """Write down where a household is, and how it is visited."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            wanted = form(VisitForm, _read(typed))
            seen, preference = typed.get("seen"), wanted.preference()
            async with reading(actor):  # before the first of two is written
                known = await preference_of(household_id)
                refuse_overwriting(seen, known.by_field(), preference.by_field())
            await perform(
                change_household,
                actor,
                household_id,
                HouseholdChanges(
                    latitude=wanted.latitude,
                    longitude=wanted.longitude,
                    door_notes=wanted.door_notes.strip(),
                ),
                seen=seen,
            )
            await perform(
                set_delivery_preference,
                actor,
                household_id,
                seen=seen,
                window_opens=preference.window_opens,
                window_closes=preference.window_closes,
                service_seconds=preference.service_seconds,
                wish=preference.wish,
            )
        except (ConflictError, InvalidInputError) as refusal:
            return await visit_page(actor, household_id, day, typed, refusal)
        back = f"/routes?day={day}" if day else "/routes"
        return redirect(back, Flash(_("Zapisano, jak dojechać do gospodarstwa.")))


def _read(typed: Typed) -> dict[str, Any]:
    fields = with_seconds(typed.fields(), "window_opens", "window_closes")
    for name in ("latitude", "longitude"):
        if name in fields:
            fields[name] = fields[name].replace(",", ".")
    return {**fields, **{name: list(typed.all(name)) for name in _SEVERAL}}


async def visit_page(
    actor: Actor,
    household_id: UUID,
    day: date | None,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
) -> Page:
    """Return how to reach a household, with what was refused there, if anything."""
    actor.must(Permission.PLAN_ROUTES)
    async with reading(actor):
        known = await household(household_id)
        stored = await preference_of(household_id)
        parcels = await due_parcels_of(household_id)
        needs = await delivery_needs()
        drivers = await drivers_and_needs()
    wish = stored.wish
    shown = typed_from(
        {
            "latitude": known.latitude,
            "longitude": known.longitude,
            "window_opens": stored.window_opens and f"{stored.window_opens:%H:%M}",
            "window_closes": stored.window_closes and f"{stored.window_closes:%H:%M}",
            "service_minutes": stored.service_seconds // 60,
            "door_notes": known.door_notes,
            **msgspec.structs.asdict(wish),
        }
    )
    if typed is not None:
        unticked = dict.fromkeys(_SEVERAL if "company" in typed.values else (), ())
        shown = Typed({**shown.values, **unticked, **typed.values})
    place = {name: getattr(known, name) for name in _OF_THE_DOOR}
    stands = standing({**place, **stored.by_field()})
    wrong = refusal if isinstance(refusal, InvalidInputError) else None
    errors = errors_by_field(wrong) if wrong else {}
    if "service_seconds" in errors:
        errors["service_minutes"] = errors.pop("service_seconds")
    return Page(
        "routing/door.html",
        status_code=status_of(refusal) if refusal else 200,
        household=known,
        day=day,
        parcels=parcels,
        needs=[one for one in needs if one.active or one.id in wish.needs],
        drivers=drivers,
        company_labels=COMPANY_LABELS,
        typed=shown,
        seen=seen_by(stands, typed, refusal),
        errors=errors,
        refusal=None if wrong else refusal,
    )
