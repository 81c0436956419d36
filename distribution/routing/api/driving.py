"""The driver's day, and what the office does about it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import Clock, local_day
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.clearing_up import handle_follow_up, release_run
from distribution.routing.commands.driving import Reported, pledge
from distribution.routing.commands.going_on import lose_driver
from distribution.routing.commands.publishing import new_run_link
from distribution.routing.delivering import hand_over, report_failure
from distribution.routing.errors import PledgeMissingError
from distribution.routing.queries.arrivals import expected_on
from distribution.routing.queries.plans import runs_of_driver
from distribution.routing.queries.runs import FollowUpFacts, follow_ups
from distribution.routing.rules.doors import FAILURES, Outcome
from distribution.routing.schemas import (
    DriverLostAnswer,
    HandledGiven,
    LinkAnswer,
    OutcomeAnswer,
    OutcomeGiven,
    ReleasedAnswer,
    ReleaseGiven,
    TodayAnswer,
    run_answer,
)
from distribution.vouchers.handouts import HandoutRequest
from distribution.vouchers.rules import Channel

_MADE, _KNOWN = 201, 200


class RunController(Controller):
    """Runs: what a driver drives, and what becomes of it."""

    path = "/routing/runs"
    tags = ("routing",)

    @get("/today", summary="Show my runs of today")
    async def today(
        self, actor: NamedDependency[Actor], clock: NamedDependency[Clock]
    ) -> TodayAnswer:
        """Return the signed-in driver's runs of this day.

        Before the driver has promised to keep what they show to oneself: 403
        ``pledge_missing``, with the ids of the ``runs`` that wait for it (D6).
        """
        actor.must(Permission.DRIVE)
        day = local_day(clock())
        if actor.id is None:
            return TodayAnswer(day, [])
        async with reading(actor):
            runs = await runs_of_driver(actor.id, day)
        waiting = [run.id for run in runs if run.pledged_at is None]
        if waiting:
            raise PledgeMissingError(runs=waiting)
        async with reading(actor):
            expected = await expected_on(runs, clock())
        return TodayAnswer(day, [run_answer(run, expected) for run in runs])

    @post("/{run_id:uuid}/pledge", summary="Promise confidentiality", status_code=204)
    async def promise(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Promise to use what a run shows for its deliveries alone; again is no change.

        Names, addresses and telephones are told to nobody, nor photographed (D6).
        """
        await perform(pledge, actor, run_id, now=clock())

    @post("/{run_id:uuid}/link", summary="Give a run a new link", status_code=200)
    async def link(
        self,
        run_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> LinkAnswer:
        """Make a new link for the driver; the one before works no more."""
        made = await perform(new_run_link, actor, run_id, now=clock())
        return LinkAnswer(made.run, made.driver_name, made.path, made.told)

    @post("/{run_id:uuid}/release", summary="Take the rest off a run", status_code=200)
    async def release(
        self,
        run_id: FromPath[UUID],
        data: JSONBody[ReleaseGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> ReleasedAnswer:
        """Free all parcels of a driver who will not come, to be planned again."""
        freed = await perform(
            release_run, actor, run_id, reason=data.reason, now=clock()
        )
        return ReleasedAnswer(freed)

    @post("/{run_id:uuid}/no-show", summary="Replace a driver", status_code=202)
    async def no_show(
        self,
        run_id: FromPath[UUID],
        data: JSONBody[ReleaseGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> DriverLostAnswer:
        """Free all parcels of a driver who does not come, and plan the day anew."""
        lost = await perform(
            lose_driver, actor, run_id, reason=data.reason, now=clock()
        )
        return DriverLostAnswer(lost.stops, lost.asked.plan)


class StopController(Controller):
    """Doors, and what came back from them."""

    path = "/routing"
    tags = ("routing",)

    @post("/stops/{stop_id:uuid}/outcome", summary="Report a stop", status_code=_MADE)
    async def report(
        self,
        stop_id: FromPath[UUID],
        data: JSONBody[OutcomeGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> Response[OutcomeAnswer]:
        """Say how a stop ended; ``handed_over`` is the hand-out itself.

        The same nonce again is safe: 200 and the same body.
        """
        if not actor.may(Permission.PLAN_ROUTES):
            actor.must(Permission.DRIVE)
        if data.outcome is Outcome.HANDED_OVER:
            done = await hand_over(
                actor, stop_id, _handout(data), note=data.note, now=clock()
            )
        else:
            _check_failure(data)
            done = await report_failure(
                actor,
                stop_id,
                data.outcome,
                nonce=data.nonce,
                note=data.note,
                happened_at=data.happened_at or data.scanned_at,
                now=clock(),
            )
        return _answer(done)

    @get("/follow-ups", summary="List what is open from the road")
    async def open_ones(self, actor: NamedDependency[Actor]) -> list[FollowUpFacts]:
        """Return notes and failures that nobody has dealt with yet."""
        actor.must(Permission.PLAN_ROUTES)
        async with reading(actor):
            return await follow_ups()

    @post(
        "/follow-ups/{follow_up_id:uuid}/handle",
        summary="Say that it was dealt with",
        status_code=204,
    )
    async def handle(
        self,
        follow_up_id: FromPath[UUID],
        data: JSONBody[HandledGiven],
        actor: NamedDependency[Actor],
        clock: NamedDependency[Clock],
    ) -> None:
        """Close it, with the condition in which a parcel came back."""
        await perform(
            handle_follow_up,
            actor,
            follow_up_id,
            condition=data.condition,
            resolution=data.resolution,
            now=clock(),
        )


def _handout(data: OutcomeGiven) -> HandoutRequest:
    faults = [
        FieldError(name, N_("To pole jest wymagane."))
        for name in ("code", "scanned_at")
        if getattr(data, name) is None
    ]
    if data.channel != Channel.HOME_DELIVERY.value:
        sentence = N_("Przy drzwiach wydaje się tylko paczki dowożone do domu.")
        faults.append(FieldError("channel", sentence))
    if faults or data.code is None or data.scanned_at is None:
        raise InvalidInputError(faults)
    return HandoutRequest(
        code=data.code,
        nonce=data.nonce,
        scanned_at=data.scanned_at,
        channel=Channel.HOME_DELIVERY,
        recipient=data.recipient,
        offline=data.offline,
        lines=data.lines,
        site=data.site,
    )


def _check_failure(data: OutcomeGiven) -> None:
    if data.outcome not in FAILURES:
        sentence = N_("Wybierz jedną z dozwolonych wartości.")
        raise InvalidInputError([FieldError("outcome", sentence)])


def _answer(done: Reported) -> Response[OutcomeAnswer]:
    facts: dict[str, Any] = msgspec.structs.asdict(done.outcome)
    status = _KNOWN if done.repeated else _MADE
    return Response(OutcomeAnswer(**facts), status_code=status)
