"""Households: the list, the search, one of them on one screen."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.kinds import CERTAINTY_KINDS
from admin_ui.language import gettext as _
from admin_ui.pages.address_fields import FIND, suggested, with_the_choice
from admin_ui.pages.household_view import household_page
from admin_ui.pages.member_fields import whole
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.addresses.queries.finding import Candidate
from distribution.addresses.rules.matching import CERTAINTY_LABELS
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import DomainError, FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.standing import ChangedMeanwhileError, standing
from distribution.core.transaction import perform
from distribution.households.commands.intake import (
    change_household,
    close_household,
    reopen_household,
)
from distribution.households.phones import readable
from distribution.households.queries.records import (
    HouseholdRecord,
    count_households,
    find_households,
    household,
    households,
)
from distribution.households.rules.details import CHANNEL_LABELS, HouseholdDetails
from distribution.households.schemas import HouseholdPatch

AnyRequest = Request[Any, Any, Any]

_ON_A_PAGE = 50
_TEXTS = (
    "street",
    "house_number",
    "flat",
    "postal_code",
    "locality",
    "district",
    "phone",
    "language",
    "channel",
    "instructions",
    "door_notes",
    "contact_name",
    "contact_phone",
    "contact_relation",
)
_PHONES = ("phone", "contact_phone")
_TICKED = ("large_print", "no_messages")


class HouseholdPages(Controller):
    """Households, for the office alone."""

    path = "/households"
    include_in_schema = False

    @get()
    async def listing(
        self, actor: NamedDependency[Actor], after: FromQuery[int] = 0
    ) -> Page:
        """Show the households by number, and the search."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            found = await households(after=max(after, 0), most=_ON_A_PAGE + 1)
            total = await count_households()
        return _list(
            actor,
            rows=found[:_ON_A_PAGE],
            total=total,
            after=after,
            next_after=found[_ON_A_PAGE - 1].number if len(found) > _ON_A_PAGE else 0,
        )

    @post(status_code=200)
    async def find(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Page:
        """Find by name, phone or number; a POST, so that no address holds a name."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        wanted = (await read_typed(request)).get("q")[:120]
        async with reading(actor):
            found = (
                await find_households(wanted)
                if wanted
                else await households(most=_ON_A_PAGE)
            )
            total = await count_households()
        part = "hx-request" in request.headers
        return _list(actor, rows=found, total=total, q=wanted, part=part)

    @get("/{household_id:uuid}")
    async def one(
        self,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show one household: its people, its referral, what it is due and got."""
        return await household_page(actor, household_id, clock)

    @get("/{household_id:uuid}/edit")
    async def edit(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show the form of what is written down of a household."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        async with reading(actor):
            known = await household(household_id)
        return _edit(known, typed_of(known))

    @post("/{household_id:uuid}/edit")
    async def change(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Change it."""
        actor.must(Permission.KEEP_HOUSEHOLDS)
        typed = await read_typed(request)
        async with reading(actor):
            known = await household(household_id)
        if typed.get("deed") == FIND:
            return _edit(known, typed, suggestions=await suggested(actor, typed))
        try:
            chosen = await with_the_choice(actor, typed)
            changes = _patch(chosen, known, local_day(clock())).changes()
            seen = typed.get("seen")
            await perform(change_household, actor, household_id, changes, seen=seen)
        except (ChangedMeanwhileError, InvalidInputError) as error:
            return _edit(known, typed, error)
        return redirect(f"/households/{household_id}", Flash(_("Zapisano zmiany.")))

    @post("/{household_id:uuid}/close")
    async def close(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Close it: no voucher any more, the history stays."""
        await perform(close_household, actor, household_id)
        here = f"/households/{household_id}"
        return redirect(
            here, Flash(_("Zamknięto gospodarstwo."), undo=f"{here}/reopen")
        )

    @post("/{household_id:uuid}/reopen")
    async def reopen(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Open it again."""
        await perform(reopen_household, actor, household_id)
        words = _("Gospodarstwo jest znów otwarte.")
        return redirect(f"/households/{household_id}", Flash(words))


def typed_of(known: HouseholdRecord | HouseholdDetails) -> Typed:
    """Return what the form of a household shows before anything is typed."""
    shown: dict[str, object] = {name: getattr(known, name) for name in _TEXTS}
    for name in _PHONES:
        shown[name] = readable(phone) if (phone := getattr(known, name)) else None
    for name in _TICKED:
        shown[name] = getattr(known, name)
    for name in ("latitude", "longitude"):
        shown[name] = getattr(known, name)
    return typed_from(shown)


def details_fields(typed: Typed) -> tuple[dict[str, object], list[FieldError]]:
    """Return the fields of a household as schemas take them, and unreadable ones."""
    raw: dict[str, object] = {name: typed.get(name) for name in _TEXTS}
    raw |= {name: typed.get(name) or None for name in _PHONES}
    raw["language"] = typed.get("language", "pl") or "pl"
    raw["channel"] = typed.get("channel", "pickup") or "pickup"
    for name in _TICKED:
        raw[name] = typed.get(name) == "yes"
    faults = []
    for name in ("latitude", "longitude"):
        written = typed.get(name).replace(",", ".")
        try:
            raw[name] = float(written) if written else None
        except ValueError:
            faults.append(FieldError(name, N_("Wpisz liczbę.")))
    return raw, faults


def _patch(typed: Typed, known: HouseholdRecord, today: date) -> HouseholdPatch:
    """Return what the form changes; a pin that was left alone follows the address.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    raw, faults = details_fields(typed)
    pin = (raw.get("latitude"), raw.get("longitude"))
    if pin == (known.latitude, known.longitude):
        raw.pop("latitude", None)
        raw.pop("longitude", None)
    return whole(HouseholdPatch, raw, faults, today)


def _edit(
    known: HouseholdRecord,
    typed: Typed,
    error: DomainError | None = None,
    suggestions: list[Candidate] | None = None,
) -> Page:
    fields = HouseholdDetails.__struct_fields__
    stands = standing({name: getattr(known, name) for name in fields})
    return Page(
        "households/edit.html",
        household=known,
        typed=typed,
        suggestions=suggestions,
        certainty_labels=CERTAINTY_LABELS,
        certainty_kinds=CERTAINTY_KINDS,
        channel_labels=CHANNEL_LABELS,
        seen=seen_by(stands, typed, error),
        **said_no(error),
    )


def _list(
    actor: Actor,
    *,
    rows: list[Any],
    total: int,
    q: str = "",
    after: int = 0,
    next_after: int = 0,
    part: bool = False,
) -> Page:
    return Page(
        "households/_list.html" if part else "households/list.html",
        rows=rows,
        total=total,
        q=q,
        after=after,
        next_after=next_after,
        channel_labels=CHANNEL_LABELS,
        may_keep=actor.may(Permission.KEEP_HOUSEHOLDS),
        may_assess=actor.may(Permission.ASSESS),
    )
