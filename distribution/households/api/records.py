"""Households, their members, and who may collect for them."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands import authorising, intake, members
from distribution.households.queries.records import (
    AuthorisationRecord,
    HouseholdLine,
    HouseholdRecord,
    authorisations_of,
    find_households,
    household,
    household_of,
    households,
)
from distribution.households.schemas import (
    AuthorisationBody,
    HouseholdBody,
    HouseholdPatch,
    MemberBody,
    MemberLeft,
)

_MOST = 200
After = Annotated[int, QueryParameter(ge=0)]
Search = Annotated[str, QueryParameter(max_length=120)]


class HouseholdController(Controller):
    """Households, for the office alone."""

    path = "/households"
    tags = ("households",)

    @get(summary="Find or list households")
    async def listing(
        self, actor: NamedDependency[Actor], search: Search = "", after: After = 0
    ) -> list[HouseholdLine]:
        """Return those that *search* may mean, else a page by number."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            if search.strip():
                return await find_households(search)
            return await households(after=after, most=_MOST)

    @post(summary="Take in a household")
    async def add(
        self,
        data: JSONBody[HouseholdBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> HouseholdRecord:
        """Take it in, or answer 409 with those that it may be already."""
        made = await perform(
            intake.add_household,
            actor,
            data.details(),
            [member.details() for member in data.members],
            accept_duplicate=data.accept_duplicate,
            now=clock(),
        )
        return await _seen(actor, made)

    @get("/{household_id:uuid}", summary="Show a household")
    async def one(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> HouseholdRecord:
        """Return it with its members, the head first."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        return await _seen(actor, household_id)

    @patch("/{household_id:uuid}", summary="Change a household")
    async def change(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[HouseholdPatch],
        actor: NamedDependency[Actor],
    ) -> HouseholdRecord:
        """Change what is named; what is left out stays."""
        await perform(intake.change_household, actor, household_id, data.changes())
        return await _seen(actor, household_id)

    @post("/{household_id:uuid}/close", summary="Close a household", status_code=200)
    async def close(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> HouseholdRecord:
        """It gets no voucher any more, and keeps its history."""
        await perform(intake.close_household, actor, household_id)
        return await _seen(actor, household_id)

    @post("/{household_id:uuid}/reopen", summary="Reopen a household", status_code=200)
    async def reopen(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> HouseholdRecord:
        """Open one that was closed."""
        await perform(intake.reopen_household, actor, household_id)
        return await _seen(actor, household_id)

    @post("/{household_id:uuid}/members", summary="Add a person")
    async def add_member(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[MemberBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> HouseholdRecord:
        """Add a person; as head they take over."""
        await perform(
            members.add_member, actor, household_id, data.details(), now=clock()
        )
        return await _seen(actor, household_id)

    @get("/{household_id:uuid}/authorisations", summary="Who may collect for it")
    async def authorisations(
        self,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> list[AuthorisationRecord]:
        """Return every authorisation; ``good`` holds today."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            await household(household_id)
            return await authorisations_of(household_id, local_day(clock()))

    @post("/{household_id:uuid}/authorisations", summary="Let somebody collect for it")
    async def authorise(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[AuthorisationBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> AuthorisationRecord:
        """Record an authorisation on paper (R-AUTH-1)."""
        now = clock()
        made = await perform(
            authorising.add_authorisation,
            actor,
            household_id,
            proxy_name=data.proxy_name,
            valid_from=data.valid_from,
            valid_until=data.valid_until,
            note=data.note,
            now=now,
        )
        async with reading(actor):
            every = await authorisations_of(household_id, local_day(now))
        return next(one for one in every if one.id == made)


class MemberController(Controller):
    """People and proxies by their own id."""

    tags = ("households",)

    @put("/members/{member_id:uuid}", summary="Change a person")
    async def change(
        self,
        member_id: FromPath[UUID],
        data: JSONBody[MemberBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> HouseholdRecord:
        """Change a person; somebody stays head."""
        await perform(
            members.change_member, actor, member_id, data.details(), now=clock()
        )
        return await _with_member(actor, member_id)

    @post("/members/{member_id:uuid}/leave", summary="A person left", status_code=200)
    async def leave(
        self,
        member_id: FromPath[UUID],
        data: JSONBody[MemberLeft],
        actor: NamedDependency[Actor],
    ) -> HouseholdRecord:
        """Record that a person does not live there any more."""
        await perform(members.member_left, actor, member_id, left_on=data.left_on)
        return await _with_member(actor, member_id)

    @post(
        "/authorisations/{authorisation:uuid}/revoke",
        summary="Revoke an authorisation",
        status_code=204,
    )
    async def revoke(
        self,
        authorisation: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """From today on its bearer gets nothing."""
        await perform(
            authorising.revoke_authorisation, actor, authorisation, now=clock()
        )


async def _seen(actor: Actor, household_id: UUID) -> HouseholdRecord:
    async with reading(actor):
        return await household(household_id)


async def _with_member(actor: Actor, member_id: UUID) -> HouseholdRecord:
    async with reading(actor):
        return await household(await household_of(member_id))
