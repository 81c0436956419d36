"""Assessing a household's income: positions in, the decision in words out."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.pages.income_fields import read_positions
from admin_ui.typed import Typed, read_typed, said_no, typed_from
from admin_ui.ui import Page
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    FieldError,
    InvalidInputError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.households.commands.assessing import assess
from distribution.households.queries.records import household
from distribution.households.queries.verification import (
    assessment,
    referrals_of,
    refused_who_would_pass,
)
from distribution.households.rules.assessment import INELIGIBLE_LABELS
from distribution.households.rules.income import INCOME_RULES
from distribution.households.rules.people import (
    HOUSEHOLD_KIND_LABELS,
    HouseholdKind,
    kind_of,
    may_have_extra,
)
from distribution.households.rules.referral import ReferralState
from distribution.programmes.errors import NoLimitInForceError
from distribution.programmes.queries.reference import (
    LimitFacts,
    SubProgrammeFacts,
    limit_on,
    sub_programmes,
)
from distribution.programmes.rules import HARDSHIP_LABELS, HardshipReason, age_on

AnyRequest = Request[Any, Any, Any]

_FIRST_ROWS = 3
_MOST_ROWS = 60


class AssessForm(msgspec.Struct, frozen=True):
    """What is asked beside the positions and the reasons."""

    sub_programme: UUID
    applied_on: date
    income_lost: str = ""


class _Choice(msgspec.Struct, frozen=True):
    """A sub-programme that may be chosen, and the limit that would decide today."""

    sub_programme: SubProgrammeFacts
    limit: LimitFacts | None


class AssessmentPages(Controller):
    """Assessments, for social workers alone."""

    path = "/households"
    include_in_schema = False

    @get("/{household_id:uuid}/assess")
    async def blank(
        self,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show the form."""
        actor.must(Permission.ASSESS)
        today = local_day(clock())
        start = typed_from({"applied_on": today, "housing_counts": True})
        return await _form(actor, household_id, start, _FIRST_ROWS, today)

    @post("/{household_id:uuid}/assess", status_code=200)
    async def decide(
        self,
        request: AnyRequest,
        household_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page | Redirect:
        """Decide by the limit in force today; a "no" is kept like a "yes"."""
        actor.must(Permission.ASSESS)
        now = clock()
        typed = await read_typed(request)
        rows = max(len(typed.rows("positions")), _FIRST_ROWS)
        if typed.get("deed") == "more":
            return await _form(
                actor, household_id, typed, min(rows + 2, _MOST_ROWS), local_day(now)
            )
        try:
            asked, positions, reasons = _read(typed)
            made, _ = await perform(
                assess,
                actor,
                household_id,
                sub_programme=asked.sub_programme,
                applied_on=asked.applied_on,
                positions=positions,
                reasons=reasons,
                income_lost=asked.income_lost == "yes",
                now=now,
            )
        except (ConflictError, InvalidInputError) as error:
            return await _form(
                actor, household_id, typed, rows, local_day(now), error=error
            )
        return redirect(f"/households/assessments/{made}")

    @get("/assessments/{assessment_id:uuid}")
    async def outcome(
        self,
        assessment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Page:
        """Show a decision in words, with all it was made from."""
        return await outcome_page(actor, assessment_id, clock)

    @get("/would-pass")
    async def would_pass(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> Page:
        """List who was refused under an older limit and would pass today."""
        actor.must(Permission.ASSESS)
        async with reading(actor):
            found = await refused_who_would_pass(local_day(clock()))
        return Page("households/would_pass.html", rows=found)


async def outcome_page(
    actor: Actor,
    assessment_id: UUID,
    clock: Clock,
    *,
    typed: Typed | None = None,
    error: DomainError | None = None,
) -> Page:
    """Return a decision in words, and the way on to the referral."""
    actor.must(Permission.ASSESS)
    today = local_day(clock())
    async with reading(actor):
        found = await assessment(assessment_id)
        known = await household(found.household)
        referrals = [
            one
            for one in await referrals_of(found.household, today)
            if one.sub_programme == found.sub_programme
            and one.state is not ReferralState.WITHDRAWN
        ]
    ages = [
        age_on(today, born_on=one.born_on, birth_year=one.birth_year)
        for one in known.members
    ]
    return Page(
        "households/outcome.html",
        found=found,
        outcome=found.outcome,
        household=known,
        referral=referrals[0] if referrals else None,
        may_extra=may_have_extra(ages),
        per_head=(
            found.outcome.limit.single
            if found.outcome.kind is HouseholdKind.SINGLE
            else found.outcome.limit.in_family
        ),
        typed=typed or Typed(),
        income_rules=INCOME_RULES,
        hardship_labels=HARDSHIP_LABELS,
        ineligible_labels=INELIGIBLE_LABELS,
        kind_labels=HOUSEHOLD_KIND_LABELS,
        **said_no(error),
    )


def _read(
    typed: Typed,
) -> tuple[AssessForm, list[Any], list[HardshipReason]]:
    """Return what was typed.

    Raises:
        InvalidInputError: Names every field that is wrong.
    """
    positions, faults = read_positions(typed)
    known = {reason.value: reason for reason in HardshipReason}
    ticked = typed.all("reasons")
    if any(one not in known for one in ticked):
        sentence = N_("Wybierz jedną z dozwolonych wartości.")
        faults.append(FieldError("reasons", sentence))
    try:
        asked = form(AssessForm, typed.fields())
    except InvalidInputError as error:
        raise InvalidInputError([*error.errors, *faults]) from error
    if faults:
        raise InvalidInputError(faults)
    return asked, positions, [known[one] for one in ticked]


async def _form(
    actor: Actor,
    household_id: UUID,
    typed: Typed,
    rows: int,
    today: date,
    *,
    error: DomainError | None = None,
) -> Page:
    async with reading(actor):
        known = await household(household_id)
        choices = await _choices(today)
    return Page(
        "households/assess.html",
        household=known,
        kind=kind_of(max(known.persons, 1)),
        choices=choices,
        typed=typed,
        rows=rows,
        income_rules=INCOME_RULES,
        hardship_labels=HARDSHIP_LABELS,
        kind_labels=HOUSEHOLD_KIND_LABELS,
        **said_no(error),
    )


async def _choices(today: date) -> list[_Choice]:
    """Return the sub-programmes that are not over, those that run today first."""
    found = [one for one in await sub_programmes() if today <= one.ends_on]
    found.sort(key=lambda one: (not one.runs_on(today), one.starts_on))
    return [_Choice(one, await _limit(one, today)) for one in found]


async def _limit(one: SubProgrammeFacts, today: date) -> LimitFacts | None:
    try:
        return await limit_on(one.programme, today)
    except NoLimitInForceError:
        return None
