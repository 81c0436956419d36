"""When a site is open: its week, and the days that differ."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.language import language_of, speaking
from admin_ui.pages.hours_fields import (
    UNREADABLE,
    read_spans,
    read_week,
)
from admin_ui.typed import seen_by, sent_fields
from admin_ui.ui import Page, errors_by_field
from distribution.accounts.queries import sites
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import ConflictError, FieldError, InvalidInputError
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.pickup.commands.hours import (
    remove_exception,
    set_exception,
    set_weekly_hours,
)
from distribution.pickup.errors import HoursChangedError
from distribution.pickup.queries.hours import ExceptionFacts, exceptions, weekly_hours
from distribution.pickup.rules.opening import (
    DayException,
    Span,
    WeeklySpan,
    hours_by_day,
    written,
)

AnyRequest = Request[Any, Any, Any]

WEEKDAYS = (
    N_("Poniedziałek"),
    N_("Wtorek"),
    N_("Środa"),
    N_("Czwartek"),
    N_("Piątek"),
    N_("Sobota"),
    N_("Niedziela"),
)
_AHEAD = timedelta(days=366)


class ExceptionForm(msgspec.Struct, frozen=True):
    """A day with hours of its own; no hours mean closed."""

    site: UUID
    day: date
    hours: str = ""
    note: str = ""


class DayForm(msgspec.Struct, frozen=True):
    """The day whose own hours are taken back."""

    site: UUID
    day: date


class OpeningHoursPages(Controller):
    """Opening hours of one site at a time."""

    path = "/pickup/hours"
    include_in_schema = False

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID | None] = None,
    ) -> Page:
        """Show the week of a site, and the days that differ."""
        actor.must(Permission.KEEP_SLOTS)
        return await _page(actor, clock, site)

    @post()
    async def save(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        site: FromQuery[UUID],
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Replace the week of a site.

        An "undo" says in its address which week it takes back.
        """
        actor.must(Permission.KEEP_SLOTS)
        typed = await sent_fields(request)
        week: list[WeeklySpan] = []
        try:
            week = read_week(typed)
            async with reading(actor):
                before = await weekly_hours(site)
            _require_unchanged(before, undoes)
            seen = typed.get("seen")
            await perform(set_weekly_hours, actor, site, week, seen=seen)
        except InvalidInputError as refusal:
            return await _page(
                actor, clock, site, typed=typed, errors=_of_days(refusal, week)
            )
        except ChangedMeanwhileError as refusal:
            return await _page(actor, clock, site, typed=typed, refusal=refusal)
        except HoursChangedError as refusal:
            return await _page(actor, clock, site, refusal=refusal)
        async with reading(actor):
            now = await weekly_hours(site)
        fields = {"site": site, **hours_by_day(before), "undoes": _mark(now)}
        undo = f"/pickup/hours?{urlencode(fields)}"
        return _back(request, site, N_("Zapisano godziny otwarcia."), undo)

    @post("/exceptions")
    async def add_exception(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Say which hours hold on one day."""
        actor.must(Permission.KEEP_SLOTS)
        typed = await sent_fields(request)
        try:
            wanted = form(ExceptionForm, typed)
            spans = _hours_of(wanted)
            own = DayException(wanted.day, spans, wanted.note[:120])
            before = await _own_hours(actor, wanted.site, wanted.day)
            _require_unchanged(_bare(before), undoes)
            await perform(set_exception, actor, wanted.site, own)
        except InvalidInputError as refusal:
            errors = {
                "hours" if name.startswith("spans.") else name: fault
                for name, fault in errors_by_field(refusal).items()
            }
            site = form(_SiteForm, typed).site
            return await _page(actor, clock, site, typed=typed, errors=errors)
        except HoursChangedError as refusal:
            return await _page(actor, clock, wanted.site, refusal=refusal)
        now = await _own_hours(actor, wanted.site, wanted.day)
        undo = _undo(wanted.site, wanted.day, before, now)
        return _back(request, wanted.site, N_("Zapisano godziny tego dnia."), undo)

    @post("/exceptions/remove")
    async def drop_exception(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
        *,
        undoes: FromQuery[str | None] = None,
    ) -> Page | Redirect:
        """Let the week decide on a day again."""
        actor.must(Permission.KEEP_SLOTS)
        wanted = form(DayForm, await sent_fields(request))
        before = await _own_hours(actor, wanted.site, wanted.day)
        try:
            _require_unchanged(_bare(before), undoes)
        except HoursChangedError as refusal:
            return await _page(actor, clock, wanted.site, refusal=refusal)
        await perform(remove_exception, actor, wanted.site, wanted.day)
        undo = _undo(wanted.site, wanted.day, before, []) if before else ""
        words = N_("Tego dnia znów obowiązuje tydzień.")
        return _back(request, wanted.site, words, undo)


def _hours_of(wanted: ExceptionForm) -> tuple[Span, ...]:
    spans = read_spans(wanted.hours)
    if spans is None:
        raise InvalidInputError([FieldError("hours", UNREADABLE)])
    return tuple(spans)


class _SiteForm(msgspec.Struct, frozen=True):
    site: UUID


def _of_days(
    refusal: InvalidInputError, week: list[WeeklySpan]
) -> dict[str, FieldError]:
    """Return the faults by field; ``hours.3.opens`` is a fault of its weekday."""
    faults: dict[str, FieldError] = {}
    for fault in refusal.errors:
        name = fault.field
        if name.startswith("hours."):
            name = f"day{week[int(name.split('.')[1])].weekday}"
        faults.setdefault(name, fault)
    return faults


async def _own_hours(actor: Actor, site: UUID, day: date) -> list[ExceptionFacts]:
    async with reading(actor):
        return await exceptions(site, day, day)


def _bare(rows: Iterable[ExceptionFacts]) -> list[tuple[object, ...]]:
    """Return a day's own hours as they are compared: rows are new at each change."""
    return [(one.opens, one.closes, one.note) for one in rows]


def _mark(hours: object) -> str:
    """Return a short name of *hours*, by which an "undo" knows them again."""
    return sha256(repr(hours).encode()).hexdigest()[:16]


def _require_unchanged(hours: object, undoes: str | None) -> None:
    """Return if an "undo" still finds the hours that it takes back.

    Raises:
        HoursChangedError: It does not: somebody has set others meanwhile.
    """
    if undoes is not None and undoes != _mark(hours):
        raise HoursChangedError


def _undo(
    site: UUID, day: date, before: list[ExceptionFacts], now: list[ExceptionFacts]
) -> str:
    """Return where the hours *before* are sent to, while those of *now* still hold."""
    fields = {"site": str(site), "day": day.isoformat(), "undoes": _mark(_bare(now))}
    if not before:
        return f"/pickup/hours/exceptions/remove?{urlencode(fields)}"
    hours = written(
        [
            Span(one.opens, one.closes)
            for one in before
            if one.opens is not None and one.closes is not None
        ]
    )
    fields |= {"hours": hours, "note": before[0].note}
    return f"/pickup/hours/exceptions?{urlencode(fields)}"


def _back(request: AnyRequest, site: UUID, sentence: str, undo: str) -> Redirect:
    with speaking(language_of(request)):
        return redirect(f"/pickup/hours?site={site}", Flash(_(sentence), undo=undo))


async def _page(
    actor: Actor,
    clock: Clock,
    site: UUID | None,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, FieldError] | None = None,
    refusal: ConflictError | None = None,
) -> Page:
    today = local_day(clock())
    async with reading(actor):
        known = await sites("pickup")
        chosen = next((one for one in known if one.id == site), None) or next(
            iter(known), None
        )
        week = await weekly_hours(chosen.id) if chosen else []
        own = await exceptions(chosen.id, today, today + _AHEAD) if chosen else []
    return Page(
        "pickup/hours.html",
        status_code=status_of(refusal) if refusal else 400 if errors else 200,
        refusal=refusal,
        sites=known,
        site=chosen,
        weekdays=[(f"day{n}", label) for n, label in enumerate(WEEKDAYS, 1)],
        typed={**hours_by_day(week), **(typed or {})},
        seen=seen_by(standing(hours_by_day(week)), typed, refusal),
        exceptions=own,
        errors=dict(errors or {}),
    )
