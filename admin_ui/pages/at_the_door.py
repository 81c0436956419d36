"""What a driver sees of a run and of each door, and what is done about it there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar import Request
from litestar.response import Redirect

from admin_ui.flash import Flash, redirect
from admin_ui.language import NAMES, language_of, speaking
from admin_ui.language import gettext as _
from admin_ui.pages.handout import lines_of
from admin_ui.pages.offering import by_article
from admin_ui.ui import Page
from distribution.accounts.queries import the_centre
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import (
    ConflictError,
    DomainError,
    InvalidInputError,
    NotFoundError,
)
from distribution.core.inputs import form
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.households.queries.records import authorisations_of
from distribution.routing.commands.driving import open_run, pledge
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.plans import (
    RunFacts,
    StopFacts,
    run,
)
from distribution.routing.queries.runs import check_own
from distribution.routing.rules.doors import (
    FAILURES,
    OUTCOME_LABELS,
    STOP_STATE_LABELS,
    Outcome,
    StopState,
)
from distribution.vouchers.handouts import HandoutRequest, Line, Recipient
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import Channel
from distribution.vouchers.schemas import CodeText

AnyRequest = Request[Any, Any, Any]

STOP_KINDS = {
    StopState.WAITING: "neutral",
    StopState.DONE: "good",
    StopState.DONE_ELSEWHERE: "info",
    StopState.NOT_DELIVERED: "warning",
}


class Driving(msgspec.Struct, frozen=True):
    """Who drives which run, and what its addresses begin with."""

    actor: Actor
    run: UUID
    base: str


class HandOverForm(msgspec.Struct, frozen=True):
    """A parcel that is handed over; ``recipient``: "household" or a proxy's paper."""

    code: CodeText
    nonce: UUID
    recipient: str = "household"
    note: str = ""


class FailureForm(msgspec.Struct, frozen=True):
    """A parcel that is not handed over, and why."""

    outcome: Outcome
    nonce: UUID
    note: str = ""


async def own_run(driving: Driving) -> RunFacts:
    """Return the run if it is this driver's, and is driven."""
    facts = await run(driving.run)
    check_own(driving.actor, facts.id, facts.driver)
    if not facts.published:
        raise NotFoundError
    return facts


async def run_page(driving: Driving, clock: Clock) -> Page:
    """Return the whole way with the next door first; a promise comes before it."""
    now = clock()
    async with reading(driving.actor):
        facts = await own_run(driving)
        centre = await the_centre()
    if facts.pledged_at is None:
        return Page("routing/pledge.html", run=facts, base=driving.base, centre=centre)
    if facts.opened_at is None:
        await perform(open_run, driving.actor, facts.id, now=now)
    ahead = [stop for stop in facts.stops if stop.state is StopState.WAITING]
    async with reading(driving.actor):
        expected = await expected_on([facts], now)
    return Page(
        "routing/run.html",
        run=facts,
        base=driving.base,
        centre=centre,
        next=ahead[0] if ahead else None,
        expected=expected,
        ahead=len(ahead),
        today=local_day(now),
        stop_labels=STOP_STATE_LABELS,
        stop_kinds=STOP_KINDS,
        outcome_labels=OUTCOME_LABELS,
        names=NAMES,
    )


async def door_page(
    driving: Driving,
    stop_id: UUID,
    clock: Clock,
    *,
    typed: Mapping[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> Page:
    """Return one door: whom to look for, what to hand over, and how it may end."""
    today = local_day(clock())
    async with reading(driving.actor):
        facts = await own_run(driving)
        stop = _stop_of(facts, stop_id)
        view = await voucher(stop.voucher, day=today)
        papers = await authorisations_of(stop.household, today)
        centre = await the_centre()
    if facts.pledged_at is None:
        return Page("routing/pledge.html", run=facts, base=driving.base, centre=centre)
    fields = dict(typed or {})
    wrong = refusal if isinstance(refusal, InvalidInputError) else None
    return Page(
        "routing/stop.html",
        status_code=status_of(refusal) if refusal else 200,
        run=facts,
        stop=stop,
        base=driving.base,
        centre=centre,
        lines=view.lines,
        proxies=[one for one in papers if one.good],
        failures=FAILURES,
        outcome_labels=OUTCOME_LABELS,
        stop_labels=STOP_STATE_LABELS,
        stop_kinds=STOP_KINDS,
        names=NAMES,
        nonce=fields.get("nonce") or uuid4(),
        failure_nonce=uuid4(),
        typed=fields,
        errors=by_article(wrong, fields) if wrong else {},
        refusal=None if wrong else refusal,
    )


def _stop_of(facts: RunFacts, stop_id: UUID) -> StopFacts:
    for stop in facts.stops:
        if stop.id == stop_id:
            return stop
    raise NotFoundError


async def promise_kept(driving: Driving, clock: Clock) -> Redirect:
    """Note the promise, and go on to the run."""
    await perform(pledge, driving.actor, driving.run, now=clock())
    return redirect(driving.base)


async def report(
    request: AnyRequest, driving: Driving, stop_id: UUID, clock: Clock
) -> Page | Redirect:
    """Hand over or write down why not, as the form says."""
    typed = {name: str(text) for name, text in (await request.form()).items()}
    async with reading(driving.actor):
        _stop_of(await own_run(driving), stop_id)
    try:
        if "outcome" in typed:
            failed = form(FailureForm, typed)
            await report_failure(
                driving.actor,
                stop_id,
                failed.outcome,
                nonce=failed.nonce,
                note=failed.note,
                now=clock(),
            )
            sentence = N_("Zapisano. Paczka wraca, koordynator już o tym wie.")
        else:
            await _hand_over(driving, stop_id, typed, clock)
            sentence = N_("Wydano. Jedź dalej.")
    except (ConflictError, InvalidInputError, NotFoundError) as refusal:
        return await door_page(driving, stop_id, clock, typed=typed, refusal=refusal)
    with speaking(language_of(request)):
        return redirect(driving.base, Flash(_(sentence)))


async def _hand_over(
    driving: Driving, stop_id: UUID, typed: Mapping[str, str], clock: Clock
) -> None:
    wanted = form(HandOverForm, typed)
    now = clock()
    async with reading(driving.actor):
        stop = _stop_of(await own_run(driving), stop_id)
        view = await voucher(stop.voucher, day=local_day(now))
    all_of_it = [Line(line.article, line.packs) for line in view.lines]
    lines = lines_of(typed)
    request = HandoutRequest(
        code=wanted.code.strip(),
        nonce=wanted.nonce,
        scanned_at=now,
        channel=Channel.HOME_DELIVERY,
        recipient=_recipient(wanted.recipient),
        lines=lines if lines and set(lines) != set(all_of_it) else None,
    )
    await hand_over(driving.actor, stop_id, request, note=wanted.note, now=now)


def _recipient(typed: str) -> Recipient:
    try:
        return Recipient("proxy", UUID(typed))
    except ValueError:
        return Recipient()
