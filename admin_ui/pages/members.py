"""The people of a household: added, changed, gone."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.member_fields import (
    at_fields,
    member_fields,
    typed_member,
    unreadable_birth,
    whole,
)
from admin_ui.typed import Typed, read_typed, said_no, seen_by, typed_from
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
from distribution.core.standing import standing
from distribution.core.transaction import perform
from distribution.households.commands.members import (
    add_member,
    change_member,
    member_back,
    member_left,
)
from distribution.households.queries.records import (
    HouseholdRecord,
    MemberRecord,
    household,
    household_of,
)
from distribution.households.rules.details import MemberDetails
from distribution.households.rules.people import SEX_LABELS
from distribution.households.schemas import MemberBody
from distribution.programmes.rules import TARGET_GROUP_LABELS

AnyRequest = Request[Any, Any, Any]


class LeftForm(msgspec.Struct, frozen=True):
    """The day on which a person left."""

    left_on: date


class MemberPages(Controller):
    """People of households."""

    path = "/households"
    include_in_schema = False

    @get("/{household_id:uuid}/members/new")
    async def blank(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Page:
        """Show the form of a new person, with the family name of the head."""
        known = await _household(actor, household_id)
        name = known.head.family_name if known.head else ""
        return _page(known, None, typed_from({"family_name": name, "sex": "?"}))

    @post("/{household_id:uuid}/members/new")
    async def add(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Add the person."""
        known = await _household(actor, household_id)
        typed = await read_typed(request)
        now = clock()
        try:
            details = _details(typed, local_day(now))
            await perform(add_member, actor, household_id, details, now=now)
        except InvalidInputError as error:
            return _page(known, None, typed, InvalidInputError(at_fields(error.errors)))
        return redirect(f"/households/{household_id}", Flash(_("Dodano osobę.")))

    @get("/members/{member_id:uuid}")
    async def one(
        self,
        member_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the form of a person who lives there."""
        known, member = await _member(actor, member_id)
        return _page(known, member, _shown(member, clock))

    @post("/members/{member_id:uuid}")
    async def change(
        self,
        request: AnyRequest,
        member_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Change the person."""
        known, member = await _member(actor, member_id)
        typed = await read_typed(request)
        now = clock()
        try:
            details = _details(typed, local_day(now))
            seen = typed.get("seen")
            await perform(change_member, actor, member_id, details, seen=seen, now=now)
        except InvalidInputError as error:
            mended = InvalidInputError(at_fields(error.errors))
            return _page(known, member, typed, mended)
        except ConflictError as refusal:
            return _page(known, member, typed, refusal)
        return redirect(f"/households/{known.id}", Flash(_("Zapisano zmiany.")))

    @post("/members/{member_id:uuid}/left")
    async def left(
        self,
        request: AnyRequest,
        member_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Record that the person does not live there any more."""
        known, member = await _member(actor, member_id)
        typed = await read_typed(request)
        try:
            day = form(LeftForm, typed.fields()).left_on
            await perform(member_left, actor, member_id, left_on=day)
        except (ConflictError, InvalidInputError) as error:
            shown = Typed({**_shown(member, clock).values, **typed.values})
            return _page(known, member, shown, error)
        words = _("Zapisano, że {name} już tu nie mieszka.")
        said = words.format(name=f"{member.given_name} {member.family_name}")
        undo = f"/households/members/{member_id}/back"
        return redirect(f"/households/{known.id}", Flash(said, undo=undo))

    @post("/members/{member_id:uuid}/back")
    async def back(
        self, member_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Redirect:
        """Take back that the person left."""
        household_id = await perform(member_back, actor, member_id)
        words = _("Ta osoba znów tu mieszka.")
        return redirect(f"/households/{household_id}", Flash(words))


def _shown(member: MemberRecord, clock: Clock) -> Typed:
    today = typed_from({"left_on": local_day(clock())})
    return Typed({**typed_member(member).values, **today.values})


async def _household(actor: Actor, household_id: UUID) -> HouseholdRecord:
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with reading(actor):
        return await household(household_id)


async def _member(
    actor: Actor, member_id: UUID
) -> tuple[HouseholdRecord, MemberRecord]:
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with reading(actor):
        known = await household(await household_of(member_id))
    for one in known.members:
        if one.id == member_id:
            return known, one
    raise NotFoundError


def _details(typed: Typed, today: date) -> MemberDetails:
    """Return the person that was typed; *today* bounds births.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    fields, readable = member_fields(typed)
    faults = [] if readable else [unreadable_birth()]
    given = {name: value for name, value in fields.items() if value != ""}
    return whole(MemberBody, given, faults, today).details()


def _page(
    known: HouseholdRecord,
    member: MemberRecord | None,
    typed: Typed,
    error: DomainError | None = None,
) -> Page:
    fields = MemberDetails.__struct_fields__
    facts = {name: getattr(member, name) for name in fields} if member else {}
    return Page(
        "households/member.html",
        household=known,
        member=member,
        typed=typed,
        sex_labels=SEX_LABELS,
        group_labels=TARGET_GROUP_LABELS,
        seen=seen_by(standing(facts), typed, error),
        **said_no(error),
    )
