"""One shift: its hours, its crew, a break and limits."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.clock_fields import with_seconds
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.errors import ConflictError, DomainError, InvalidInputError
from distribution.core.inputs import form, readable
from distribution.core.reading import reading
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.routing.commands.fleet import change_shift, split_shift
from distribution.routing.queries.fleet import shift as shift_of_id
from distribution.routing.rules.fleet_details import ShiftTerms, terms_faults

AnyRequest = Request[Any, Any, Any]

_ALL_DAY: Mapping[str, Any] = {"starts": time.min, "ends": time.max}
"""Hours that no rule minds, in the place of what cannot be read."""

_HOURS = ("starts", "ends", "break_opens", "break_closes")


class TermsForm(msgspec.Struct, frozen=True):
    """A shift's terms; ``open_end`` is a tick, the crew one person or two."""

    starts: time
    ends: time
    crew: int = 1
    open_end: str = ""
    break_minutes: int = 0
    break_opens: time | None = None
    break_closes: time | None = None
    most_stops: int | None = None
    most_driving_minutes: int | None = None
    most_kilometres: int | None = None
    most_reloads: int = 0
    reload_minutes: int = 15

    def terms(self) -> ShiftTerms:
        """Return it as the command takes it."""
        facts = msgspec.structs.asdict(self)
        return ShiftTerms(**{**facts, "open_end": self.open_end == "yes"})


class TripsForm(msgspec.Struct, frozen=True):
    """When the driver is back, and how long loading takes."""

    back_at: time
    reload_minutes: int = 15


class ShiftPages(Controller):
    """One shift."""

    path = "/routes/shifts"
    include_in_schema = False

    @get("/{shift:uuid}")
    async def show(self, shift: FromPath[UUID], actor: NamedDependency[Actor]) -> Page:
        """Show a shift in a form."""
        return await _page(actor, shift)

    @post("/{shift:uuid}")
    async def change(
        self,
        request: AnyRequest,
        shift: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Change its hours, crew, break and limits."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            terms = _terms(with_seconds(typed.fields(), *_HOURS))
            seen = typed.get("seen")
            await perform(change_shift, actor, shift, terms, seen=seen)
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, shift, typed, refusal)
        async with reading(actor):
            day = (await shift_of_id(shift)).day
        return redirect(f"/routes?day={day}", Flash(_("Zapisano zmianę.")))

    @post("/{shift:uuid}/split")
    async def split(
        self,
        request: AnyRequest,
        shift: FromPath[UUID],
        actor: NamedDependency[Actor],
    ) -> Page | Redirect:
        """Make two trips of it, with loading in between."""
        actor.must(Permission.PLAN_ROUTES)
        typed = await read_typed(request)
        try:
            wanted = form(TripsForm, with_seconds(typed.fields(), "back_at"))
            trips = msgspec.structs.asdict(wanted)
            await perform(split_shift, actor, shift, **trips)
        except (ConflictError, InvalidInputError) as refusal:
            return await _page(actor, shift, typed, refusal)
        async with reading(actor):
            day = (await shift_of_id(shift)).day
        return redirect(f"/routes?day={day}", Flash(_("Zmiana ma teraz dwa kursy.")))


def _terms(fields: Mapping[str, str]) -> ShiftTerms:
    """Return the terms that were typed.

    Raises:
        InvalidInputError: Names every field that is wrong, by its rules as well.
    """
    try:
        return form(TermsForm, fields).terms()
    except InvalidInputError as error:
        named = {fault.field for fault in error.errors}
        read = {**_ALL_DAY, **readable(ShiftTerms, fields)}
        more = [
            one for one in terms_faults(ShiftTerms(**read)) if one.field not in named
        ]
        raise InvalidInputError([*error.errors, *more]) from error


async def _page(
    actor: Actor,
    shift: UUID,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
) -> Page:
    actor.must(Permission.PLAN_ROUTES)
    async with reading(actor):
        known = await shift_of_id(shift)
    hours = {name: getattr(known, name) for name in _HOURS}
    stored = {
        name: getattr(known, name)
        for name in TermsForm.__struct_fields__
        if name not in hours
    }
    written = {name: hour and f"{hour:%H:%M}" for name, hour in hours.items()}
    shown = typed_from({**stored, **written})
    if typed is not None and "starts" in typed.values:
        shown = Typed()
    terms = {name: getattr(known, name) for name in ShiftTerms.__struct_fields__}
    return Page(
        "routing/shift.html",
        shift=known,
        seen=seen_by(standing(terms), typed, refusal),
        typed=Typed({**shown.values, **(typed.values if typed else {})}),
        **said_no(refusal),
    )
