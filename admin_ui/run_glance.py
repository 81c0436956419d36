"""How a run stands, for a coordinator's one look at the day (D8)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from admin_ui.formats import clock_time
from admin_ui.language import gettext as _
from distribution.messages.queries import MessageFacts
from distribution.messages.rules.outbox import MessageKind, MessageState
from distribution.routing.queries.plans import RunFacts
from distribution.routing.rules.arrivals import AT_THE_DOOR
from distribution.routing.rules.doors import (
    RUN_STATE_LABELS,
    Outcome,
    RunState,
    run_state,
)

SHOULD_HAVE_LOOKED = timedelta(minutes=30)
"""So long before leaving a driver should have opened the run."""

RUN_KINDS = {
    RunState.NOT_OPENED: "neutral",
    RunState.UNDER_WAY: "info",
    RunState.PROBLEM: "danger",
    RunState.FINISHED: "good",
}


Badges = list[tuple[str, str]]
"""The words and the kind of each, the most pressing first."""


def doors_of(run: RunFacts) -> int:
    """Return how many doors *run* has, without those that were taken off."""
    return sum(stop.outcome is not Outcome.UNASSIGNED for stop in run.stops)


def last_door_at(run: RunFacts) -> datetime | None:
    """Return when the last door of *run* was over; None while any is ahead."""
    been = [
        stop.ended_at
        for stop in run.stops
        if stop.ended_at is not None and stop.outcome in AT_THE_DOOR
    ]
    return None if run.waiting else max(been, default=None)


def overdue(run: RunFacts, now: datetime) -> bool:
    """Say whether somebody should be leaving and has not looked at the run."""
    return run.opened_at is None and now >= run.leaves_at - SHOULD_HAVE_LOOKED


def glances(
    runs: Iterable[RunFacts], messages: Iterable[MessageFacts], now: datetime
) -> dict[UUID, Badges]:
    """Return how each run stands; *messages* about them, the newest first."""
    links: dict[UUID, MessageFacts] = {}
    for one in messages:
        if one.kind is MessageKind.RUN_LINK:
            links.setdefault(one.subject, one)
    return {run.id: _glance(run, links.get(run.id), now) for run in runs}


def _glance(run: RunFacts, link: MessageFacts | None, now: datetime) -> Badges:
    far = run_state(
        opened=run.opened_at is not None, waiting=run.waiting, open_follow_ups=0
    )
    kind = "warning" if overdue(run, now) and run.waiting else RUN_KINDS[far]
    found = [(_(RUN_STATE_LABELS[far]), kind)]
    if not doors_of(run):
        found = [(_("wszystko zdjęte z trasy"), "neutral")]
    if run.state is RunState.PROBLEM:
        found.insert(0, (_(RUN_STATE_LABELS[run.state]), RUN_KINDS[run.state]))
    if far is RunState.NOT_OPENED and link is not None:
        found.append(_of_link(link))
    return found


def _of_link(link: MessageFacts) -> tuple[str, str]:
    if link.state is MessageState.SENT and link.sent_at is not None:
        words = _("SMS z linkiem wysłany o {at}")
        return words.format(at=clock_time(link.sent_at)), "neutral"
    if link.state in {MessageState.QUEUED, MessageState.SENDING}:
        return _("SMS z linkiem czeka na wysłanie"), "info"
    return _("SMS z linkiem nie wyszedł"), "danger"
