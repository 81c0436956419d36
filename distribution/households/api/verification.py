"""Assessments and referrals. Incomes and reasons are for social workers alone."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands import assessing, referring
from distribution.households.printing import read_referral_sheet
from distribution.households.queries.entitlement import (
    EntitlementView,
    entitlement_of,
)
from distribution.households.queries.records import household
from distribution.households.queries.verification import (
    AssessmentRecord,
    ReferralRecord,
    WouldPass,
    assessment,
    assessments_of,
    referral,
    referrals_of,
    refused_who_would_pass,
)
from distribution.households.referral_sheet import referral_pdf
from distribution.households.schemas import (
    AssessmentBody,
    ReferralBody,
    WithdrawalBody,
)
from distribution.programmes.queries.reference import sub_programme_by

_PDF = ".pdf"


class VerificationController(Controller):
    """What is decided on a household."""

    path = "/households"
    tags = ("households",)

    @get("/would-pass", summary="Refused under an older limit, would pass today")
    async def would_pass(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> list[WouldPass]:
        """Return whom to tell that they may apply again."""
        actor.must(Permission.ASSESS)
        async with reading(actor):
            return await refused_who_would_pass(local_day(clock()))

    @get("/{household_id:uuid}/assessments", summary="Its assessments")
    async def assessments(
        self, household_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> list[AssessmentRecord]:
        """Return them with all they were made from, the newest first."""
        actor.must(Permission.ASSESS)
        async with reading(actor):
            await household(household_id)
            return await assessments_of(household_id)

    @post("/{household_id:uuid}/assessments", summary="Assess its income")
    async def assess(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[AssessmentBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> AssessmentRecord:
        """Decide by the limit in force today; a no is an answer, not an error."""
        actor.must(Permission.ASSESS)
        async with reading(actor):
            sub_programme = await sub_programme_by(data.sub_programme)
        made, _ = await perform(
            assessing.assess,
            actor,
            household_id,
            sub_programme=sub_programme.id,
            applied_on=data.applied_on,
            positions=[one.position() for one in data.positions],
            reasons=data.reasons,
            income_lost=data.income_lost,
            now=clock(),
        )
        async with reading(actor):
            return await assessment(made)

    @get("/{household_id:uuid}/referrals", summary="Its referrals")
    async def referrals(
        self,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> list[ReferralRecord]:
        """Return them with their state today, the newest first."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            await household(household_id)
            return await referrals_of(household_id, local_day(clock()))

    @post("/{household_id:uuid}/referrals", summary="Issue a referral")
    async def refer(
        self,
        household_id: FromPath[UUID],
        data: JSONBody[ReferralBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReferralRecord:
        """Issue it by the last assessment; one a household and sub-programme."""
        now = clock()
        actor.must(Permission.ASSESS)
        async with reading(actor):
            sub_programme = await sub_programme_by(data.sub_programme)
        made = await perform(
            referring.issue_referral,
            actor,
            household_id,
            sub_programme=sub_programme.id,
            accepted=data.accepted,
            extra_percent=data.extra_percent,
            now=now,
        )
        async with reading(actor):
            return await referral(made, local_day(now))


class ReferralController(Controller):
    """One referral."""

    path = "/referrals"
    tags = ("households",)

    @get("/{reference:str}", summary="Show a referral, or print it (.pdf)")
    async def one(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[ReferralRecord] | Response[bytes]:
        """Return it with its state today; with ``.pdf`` behind its id, the document."""
        now = clock()
        referral_id = _id(reference.removesuffix(_PDF))
        if not reference.endswith(_PDF):
            actor.must(Permission.SEE_HOUSEHOLDS)
            async with reading(actor):
                return Response(await referral(referral_id, local_day(now)))
        sheet = await read_referral_sheet(actor, referral_id, day=local_day(now))
        document = await sync_to_thread(referral_pdf, sheet, made_at=now)
        return Response(document, media_type="application/pdf")

    @get("/{reference:str}/entitlement", summary="What it gives")
    async def entitlement(
        self, reference: FromPath[str], actor: NamedDependency[Actor]
    ) -> EntitlementView:
        """Return entitled, issued and remaining packs by article."""
        actor.must(Permission.SEE_HOUSEHOLDS)
        async with reading(actor):
            return await entitlement_of(_id(reference))

    @post("/{reference:str}/accept", summary="Accept it", status_code=200)
    async def accept(
        self,
        reference: FromPath[str],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReferralRecord:
        """Take it over for handing out: only then does it give food."""
        now, referral_id = clock(), _id(reference)
        await perform(referring.accept_referral, actor, referral_id, now=now)
        async with reading(actor):
            return await referral(referral_id, local_day(now))

    @post("/{reference:str}/withdraw", summary="Withdraw it", status_code=200)
    async def withdraw(
        self,
        reference: FromPath[str],
        data: JSONBody[WithdrawalBody],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReferralRecord:
        """It gives no food any more; what was handed out stays."""
        now, referral_id = clock(), _id(reference)
        await perform(
            referring.withdraw_referral,
            actor,
            referral_id,
            reason=data.reason,
            now=now,
        )
        async with reading(actor):
            return await referral(referral_id, local_day(now))


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise NotFoundError from None
