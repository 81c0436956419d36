"""Referrals: issued after a "yes", accepted by the hand-out point, withdrawn."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta

from admin_ui.flash import Flash, redirect
from admin_ui.language import gettext as _
from admin_ui.pages.assessment import outcome_page
from admin_ui.pages.household_view import household_page
from admin_ui.pages.reasons import reason_of
from admin_ui.typed import read_typed
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.referring import (
    accept_referral,
    issue_referral,
    withdraw_referral,
)
from distribution.households.queries.verification import assessment, referral

AnyRequest = Request[Any, Any, Any]


class ReferForm(msgspec.Struct, frozen=True):
    """Whether the centre itself hands out, and what it grants on top, in percent."""

    accepted: str = ""
    extra_percent: Annotated[int, Meta(ge=0, le=100)] = 0


class ReferralPages(Controller):
    """What is done with referrals."""

    path = "/households"
    include_in_schema = False

    @post("/assessments/{assessment_id:uuid}/referral")
    async def issue(
        self,
        request: AnyRequest,
        assessment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Issue the referral that an assessment allows."""
        actor.must(Permission.ASSESS)
        now = clock()
        typed = await read_typed(request)
        async with reading(actor):
            found = await assessment(assessment_id)
        try:
            asked = form(ReferForm, typed.fields())
            made = await perform(
                issue_referral,
                actor,
                found.household,
                sub_programme=found.sub_programme,
                accepted=asked.accepted == "yes",
                extra_percent=asked.extra_percent,
                now=now,
            )
        except (ConflictError, InvalidInputError) as error:
            return await outcome_page(
                actor, assessment_id, clock, typed=typed, error=error
            )
        async with reading(actor):
            number = (await referral(made, local_day(now))).number
        words = _("Wystawiono skierowanie {number}. Możesz je wydrukować.")
        said = Flash(words.format(number=number))
        return redirect(f"/households/assessments/{assessment_id}", said)

    @post("/referrals/{referral_id:uuid}/accept")
    async def accept(
        self,
        referral_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Take it over for handing out."""
        household = await _whose(actor, referral_id, clock)
        try:
            await perform(accept_referral, actor, referral_id, now=clock())
        except ConflictError as refusal:
            return await household_page(actor, household, clock, error=refusal)
        words = _("Przyjęto skierowanie. Gospodarstwo może dostać talon.")
        return redirect(f"/households/{household}", Flash(words))

    @post("/referrals/{referral_id:uuid}/withdraw")
    async def withdraw(
        self,
        request: AnyRequest,
        referral_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Withdraw it; what was handed out stays."""
        household = await _whose(actor, referral_id, clock)
        typed = await read_typed(request)
        try:
            reason = reason_of(typed.fields(), f"withdraw-{referral_id}")
            await perform(
                withdraw_referral, actor, referral_id, reason=reason, now=clock()
            )
        except (ConflictError, InvalidInputError) as error:
            return await household_page(
                actor, household, clock, typed=typed, error=error
            )
        words = _("Wycofano skierowanie. To, co wydano, zostaje w rejestrach.")
        return redirect(f"/households/{household}", Flash(words))


async def _whose(actor: Actor, referral_id: UUID, clock: Clock) -> UUID:
    actor.must(Permission.KEEP_HOUSEHOLDS)
    async with reading(actor):
        return (await referral(referral_id, local_day(clock()))).household
