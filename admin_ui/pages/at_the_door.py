"""What a driver sees of a run and of each door."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import msgspec
from litestar.response import Redirect

from admin_ui.flash import redirect
from admin_ui.language import NAMES
from admin_ui.pages.offering import by_article
from admin_ui.pages.workers import DRIVE_WORKER
from admin_ui.route_map import drawing
from admin_ui.run_legs import legs_of, told_ways
from admin_ui.ui import Page
from distribution.accounts.queries import the_centre
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW, Clock, local_day
from distribution.core.errors import DomainError, InvalidInputError, NotFoundError
from distribution.core.language import Language
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.core.web import status_of
from distribution.households.queries.records import authorisations_of
from distribution.routing.commands.driving import open_run, pledge
from distribution.routing.loads import loads_ahead
from distribution.routing.queries.arrivals import Way, expected_on, rests_on, way_of
from distribution.routing.queries.photos import photo_rules
from distribution.routing.queries.plans import RunFacts, StopFacts, run
from distribution.routing.queries.runs import LINK_LASTS, check_own
from distribution.routing.rules.doors import (
    BEFORE_THE_CONTACT,
    FAILURES,
    OUTCOME_LABELS,
    STOP_STATE_LABELS,
    TRIED_STEP_LABELS,
    StopState,
    TriedStep,
    reaches_contact,
)
from distribution.vouchers.queries.vouchers import VoucherView, voucher
from distribution.vouchers.shortfalls import SHORT_LABELS

STOP_KINDS = {
    StopState.WAITING: "neutral",
    StopState.DONE: "good",
    StopState.DONE_ELSEWHERE: "info",
    StopState.NOT_DELIVERED: "warning",
}


class Kept(msgspec.Struct, frozen=True):
    """What a driver's phone must know to keep a run for where there is no signal.

    ``doors``: "voucher:stop:position:state:loads" of each, in order; loads: how often
    the driver loads again before it. ``seconds``: after which a phone that was told
    nothing else forgets the run; no instant, since its clock may be wrong.
    """

    worker: str
    scope: str
    doors: str
    seconds: int
    over: bool


class Driving(msgspec.Struct, frozen=True):
    """Who drives which run, and what its addresses begin with."""

    actor: Actor
    run: UUID
    base: str


def kept(driving: Driving, facts: RunFacts, now: datetime) -> Kept:
    """Return what a page of the run says of it to the phone."""
    forgotten_on = facts.day + LINK_LASTS + timedelta(days=1)
    left = datetime.combine(forgotten_on, time(), WARSAW) - now
    loads = loads_ahead(facts)
    return Kept(
        worker=DRIVE_WORKER,
        scope="/r/" if driving.base.startswith("/r/") else "/run",
        doors=" ".join(
            f"{stop.voucher}:{stop.id}:{stop.position}:{stop.state}:{loads[stop.id]}"
            for stop in facts.stops
        ),
        seconds=max(0, int(left.total_seconds())),
        over=facts.finished_at is not None and not facts.waiting,
    )


def code_print(view: VoucherView) -> str:
    """Return by what a phone without signal tells a door's short code from others.

    A hash that only fits this voucher: the code itself is what the household shows.
    """
    known = view.voucher
    return sha256(f"{known.id}:{known.short_code}".encode()).hexdigest()


def as_text(way: Way | None) -> str:
    """Return what a phone reckons with, for an attribute of the page."""
    return "" if way is None else msgspec.json.encode(way).decode()


async def voucher_at(stop: StopFacts, day: date) -> VoucherView:
    """Return the voucher that is shown at a door now: it may have been reissued."""
    view = await voucher(stop.voucher, day=day)
    while view.voucher.replaced_by is not None:
        view = await voucher(view.voucher.replaced_by, day=day)
    return view


async def own_run(driving: Driving) -> RunFacts:
    """Return the run if it is this driver's, and is driven."""
    facts = await run(driving.run)
    check_own(driving.actor, facts.id, facts.driver)
    if not facts.published:
        raise NotFoundError
    return facts


def ahead_of(facts: RunFacts) -> list[StopFacts]:
    """Return the doors that are still ahead, in order."""
    return [stop for stop in facts.stops if stop.state is StopState.WAITING]


async def order_page(driving: Driving, clock: Clock) -> Page | Redirect:
    """Return the doors ahead, to put in another order."""
    now = clock()
    async with reading(driving.actor):
        facts = await own_run(driving)
        expected = await expected_on([facts], now)
        way = await way_of(facts, now)
    ahead = ahead_of(facts)
    if facts.pledged_at is None or not ahead:
        return redirect(driving.base)
    return Page(
        "routing/order.html",
        run=facts,
        base=driving.base,
        kept=kept(driving, facts, now),
        ahead=ahead,
        expected=expected,
        way=as_text(way),
    )


async def run_page(driving: Driving, clock: Clock, language: Language) -> Page:
    """Return the whole way with the next door first; a promise comes before it."""
    now = clock()
    async with reading(driving.actor):
        facts = await own_run(driving)
        centre = await the_centre()
    if facts.pledged_at is None:
        return Page("routing/pledge.html", run=facts, base=driving.base, centre=centre)
    if facts.opened_at is None:
        await perform(open_run, driving.actor, facts.id, now=now)
    async with reading(driving.actor):
        expected = await expected_on([facts], now)
        rests = await rests_on(facts, now)
        way = await way_of(facts, now)
    return Page(
        "routing/run.html",
        run=facts,
        base=driving.base,
        centre=centre,
        kept=kept(driving, facts, now),
        ahead=ahead_of(facts),
        expected=expected,
        rests=rests,
        way=as_text(way),
        drawing=drawing(await legs_of(driving.actor, [facts])),
        told_ways=await told_ways(driving.actor, facts, language),
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
        stop = stop_of(facts, stop_id)
        view = await voucher_at(stop, today)
        papers = await authorisations_of(stop.household, today)
        photos = await photo_rules()
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
        kept=kept(driving, facts, clock()),
        shown=view.voucher.id,
        code_print=code_print(view),
        lines=view.lines,
        proxies=[one for one in papers if one.good],
        failures=FAILURES,
        steps=TRIED_STEP_LABELS,
        before_contact=BEFORE_THE_CONTACT,
        shows_contact=reaches_contact(
            step for step in TriedStep if f"tried.{step}" in fields
        ),
        takes_photos=photos.allowed,
        short_labels=SHORT_LABELS,
        can_be_next=_can_be_next(facts, stop),
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


def _can_be_next(facts: RunFacts, stop: StopFacts) -> bool:
    """Return whether the door is not next yet, and its parcel is in the car as well."""
    ahead, loads = ahead_of(facts), loads_ahead(facts)
    first = ahead[0].id if ahead else stop.id
    return stop.id != first and loads[stop.id] == loads[first]


def stop_of(facts: RunFacts, stop_id: UUID) -> StopFacts:
    """Return a stop of the run.

    Raises:
        NotFoundError: The run has none of this id.
    """
    for stop in facts.stops:
        if stop.id == stop_id:
            return stop
    raise NotFoundError


async def promise_kept(driving: Driving, clock: Clock) -> Redirect:
    """Note the promise, and go on to the run."""
    await perform(pledge, driving.actor, driving.run, now=clock())
    return redirect(driving.base)
