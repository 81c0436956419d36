"""The engine ``best``: several searches at once, and the best of what they pass.

Every process climbs from a seed of its own. In between, each tells its best plan and
the good routes it has come by; set partitioning puts the best of them together, and
all go on from the best plan there is.
"""

import atexit
import itertools
import os
import time
from collections.abc import Sequence

import msgspec

from distribution.routing.crew import Adopt, Begin, Better, Go, Mate
from distribution.routing.greedy import Orders
from distribution.routing.limits import Limit, Watch
from distribution.routing.local_search.climbing import Climb
from distribution.routing.local_search.model import Model
from distribution.routing.recombining import recombined
from distribution.routing.rules.columns import Column
from distribution.routing.rules.problem import Problem

_MEETINGS = (0.4, 0.7, 0.9, 1.0)
"""Shares of the time after which all searches compare what they have."""

_SHORT = 1.0
"""Seconds of a search in which nobody meets before its end."""

_MEMORY, _HURRIED_MEMORY = 300, 50
"""Plans that a search remembers, usually and in a short one."""

_SLICE = 0.05
"""Seconds between two looks at what the others say, and at whether to stop."""

_LATE = 0.03
"""Seconds that a mate is waited for after its time."""

_RECOMBINING = 0.08
"""Share of the time that one recombination may take."""

_tasks = itertools.count(1)
_idle: list[Mate] = []


@atexit.register
def _dismiss_all() -> None:
    while _idle:
        _idle.pop().dismiss()


def search_together(
    problem: Problem,
    limit: Limit,
    seed: int,
    watch: Watch,
    *,
    complete: bool,
    processes: int | None = None,
) -> Orders | None:
    """Return the best plan found within *limit*, None if none keeps all rules.

    Args:
        problem: What to plan; has a stop and a shift.
        limit: When to end.
        seed: The same seed and rounds give the same plan.
        watch: Told of every better plan; may cancel.
        complete: Whether a plan that serves every stop is known to exist.
        processes: How many search; as many as there are processors, if left out.
    """
    search = _Search(problem, limit, seed, watch, complete=complete)
    search.call(cpus() - 1 if processes is None else processes - 1)
    try:
        search.run()
    finally:
        search.send_away()
    return search.best()


def cpus() -> int:
    """Return how many processors this process may use, four at most."""
    return min(4, len(os.sched_getaffinity(0)))


class _Search:
    def __init__(
        self, problem: Problem, limit: Limit, seed: int, watch: Watch, *, complete: bool
    ) -> None:
        self._task = next(_tasks)
        self._limit = limit
        self._watch = watch
        self._begun = time.monotonic()
        hurried = limit.deadline - self._begun < _SHORT
        self._said = Begin(
            self._task,
            problem,
            complete,
            seed,
            patience=_patience(problem),
            memory=_HURRIED_MEMORY if hurried else _MEMORY,
        )
        self._mates: list[Mate] = []
        self._plan: list[Column] | None = None
        self._cost = 0
        self._pool: dict[tuple[int, frozenset[int]], Column] = {}
        self._model: Model | None = None
        self._awaited = 0

    def call(self, mates: int) -> None:
        """Start *mates* on the problem."""
        for number in range(mates):
            while _idle and not _idle[-1].alive:
                _idle.pop().dismiss()
            mate = _idle.pop() if _idle else Mate()
            seed = (self._said.seed * 1000 + number + 1) % 2**32
            mate.ask(msgspec.structs.replace(self._said, seed=seed))
            self._mates.append(mate)

    def send_away(self) -> None:
        """Keep the mates that are done or will be at once; end the others."""
        over = time.monotonic() >= self._limit.deadline - _LATE
        for mate in self._mates:
            if mate.alive and (mate.idle or over):
                _idle.append(mate)
            else:
                mate.dismiss()

    def best(self) -> Orders | None:
        """Return the best plan there is."""
        if self._plan is None or self._model is None:
            return None
        return self._model.orders(self._plan)

    def run(self) -> None:
        """Search until the limit, meeting now and then."""
        limit, total = self._limit, self._limit.deadline - self._begun
        if self._mates:
            total -= _LATE
        meetings = (1.0,) if total < _SHORT else _MEETINGS
        goes = []
        for before, share in zip((0.0, *meetings), meetings, strict=False):
            rounds = limit.rounds
            if rounds is not None:
                rounds = round(share * rounds) - round(before * rounds)
            goes.append(Go(self._task, self._begun + share * total, rounds))
        self._ask(goes[0])
        self._model = Model(self._said.problem, complete=self._said.complete)
        said = self._said
        climb = Climb(self._model, said.seed, said.patience, said.memory)
        for go, following in zip(goes, [*goes[1:], None], strict=True):
            self._climb(climb, go)
            self._gather(climb, go)
            if self._watch.cancelled():
                return
            if following is not None:
                self._ask(following)
                self._recombine(climb, total)

    def _ask(self, go: Go) -> None:
        for mate in self._mates:
            self._awaited += 1
            if self._plan is not None:
                mate.ask(Adopt(self._task, self._plan))
            mate.ask(go)

    def _climb(self, climb: Climb, go: Go) -> None:
        """Search here for one stretch, and listen to the others now and then."""
        last = None if go.rounds is None else climb.rounds + go.rounds
        while True:
            left = None if last is None else last - climb.rounds
            slice_ends = min(go.until, time.monotonic() + _SLICE)
            for cost in climb.improvements(slice_ends, left):
                self._note(climb.plan, cost)
            self._listen()
            if (
                climb.rounds == last
                or time.monotonic() >= go.until
                or self._watch.cancelled()
            ):
                return

    def _listen(self, seconds: float = 0) -> None:
        """Take in what the mates say; wait for the first word of each so long."""
        for mate in self._mates:
            while (said := mate.hear(self._task, seconds)) is not None:
                if isinstance(said, Better):
                    self._note(said.plan, said.cost)
                    continue
                self._awaited -= 1
                if said.cost is not None:
                    self._note(said.plan, said.cost)
                self._pool_up(said.columns)
                seconds = 0

    def _gather(self, climb: Climb, go: Go) -> None:
        """Wait for the mates' reports, but not for those that are late."""
        wanted = self._limit.deadline
        if go.rounds is None:
            wanted = min(wanted, go.until + _LATE)
        while (
            self._awaited > 0
            and any(mate.alive for mate in self._mates)
            and time.monotonic() < wanted
            and not self._watch.cancelled()
        ):
            self._listen(_LATE / 5)
        self._pool_up(climb.columns)
        if climb.cost is not None:
            self._note(climb.plan, climb.cost)
        if self._plan is not None:
            climb.adopt(self._plan)

    def _pool_up(self, columns: Sequence[Column]) -> None:
        for column in columns:
            key = (column.kind, frozenset(column.visits))
            known = self._pool.get(key)
            if known is None or (column.cost, column.visits) < (
                known.cost,
                known.visits,
            ):
                self._pool[key] = column

    def _recombine(self, climb: Climb, total: float) -> None:
        """Put the best known routes together, here, while the mates go on."""
        if self._plan is None:
            return
        chosen = recombined(
            list(self._pool.values()),
            prices=climb.model.prices,
            vehicles=[len(kind) for kind in climb.model.kinds],
            present=self._plan,
            seconds=_RECOMBINING * total,
            repeatable=self._limit.rounds is not None,
        )
        if chosen is not None:
            climb.adopt(chosen)
            if climb.cost is not None:
                self._note(climb.plan, climb.cost)

    def _note(self, plan: list[Column], cost: int) -> None:
        plan = sorted(plan, key=lambda one: (one.kind, one.visits))
        known = None if self._plan is None else _rank(self._plan, self._cost)
        if known is None or _rank(plan, cost) < known:
            is_news = known is None or cost < self._cost
            self._plan, self._cost = plan, cost
            assert self._model is not None
            if is_news:
                self._watch.better(self._model.orders(plan), cost)


def _rank(plan: list[Column], cost: int) -> tuple[int, list[tuple[int, ...]]]:
    """Order plans by cost; equal ones so that chance arrivals change nothing."""
    return cost, [column.visits for column in plan]


def _patience(problem: Problem) -> int:
    """Return after how many rounds without a better plan a search begins anew."""
    return 2500 + 25 * max(0, len(problem.stops) - 60)
