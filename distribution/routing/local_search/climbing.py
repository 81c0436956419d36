"""The search: late-acceptance hill climbing over PyVRP's local search.

Burke and Bykov, "The late acceptance hill-climbing heuristic" (2017). It stops and
goes on wherever it is asked to, takes over a better plan from elsewhere, and keeps
the good routes that it passes for others to recombine.
"""

import time
from collections.abc import Iterator, Sequence

import pyvrp
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)

from distribution.routing.local_search.model import Model
from distribution.routing.local_search.penalties import Penalties
from distribution.routing.rules.columns import Column

_SMALL = 80
"""Stops up to which a day is searched as a small town."""

_STIRRED = {False: 25, True: 18}
"""Stops moved at random in a round, at most; by whether the town is small."""

_EVERY = 5
"""Rounds between two plans whose routes are kept, at least."""

_GOOD = 1.02
"""A plan this much longer than the best still has routes worth keeping."""

_MOST_KEPT = 20_000
"""Routes kept; from there on those of the best plans alone."""


class Climb:
    """One search of one problem. The same seed takes the same way.

    Args:
        model: The problem.
        seed: Of the random numbers.
        patience: Rounds without a better plan until it begins anew, anywhere.
        memory: Plans back that a new one is compared with; few for a short search.
    """

    def __init__(
        self,
        model: Model,
        seed: int,
        patience: int = 150_000,
        memory: int = 300,
    ) -> None:
        self.model = model
        self.rounds = 0
        self._rng = pyvrp.RandomNumberGenerator(seed)
        small = len(model.stops) <= _SMALL
        self._penalties = Penalties(model.data, small=small)
        self._search = LocalSearch(
            model.data,
            self._rng,
            compute_neighbours(model.data),
            PerturbationManager(PerturbationParams(1, _STIRRED[small])),
        )
        for operator in OPERATORS:
            if operator.supports(model.data):
                self._search.add_operator(operator(model.data))
        self._patience = patience
        self._length = memory
        self._kept: dict[tuple[int, frozenset[int]], Column] = {}
        self._kept_at = 0
        self._begin(self._anywhere())
        self.best = self._current

    @property
    def cost(self) -> int | None:
        """Return what the best plan costs, None as long as none keeps all rules."""
        if not self.best.is_feasible():
            return None
        return self._cost(self.best)

    @property
    def plan(self) -> list[Column]:
        """Return the routes of the best plan."""
        return self.model.columns(self.best)

    @property
    def columns(self) -> list[Column]:
        """Return the good routes passed so far."""
        return list(self._kept.values())

    def adopt(self, plan: Sequence[Column]) -> None:
        """Go on from *plan*, if it is better than the best."""
        given = self.model.solution(self.model.orders(plan))
        if self._cost(given) < self._cost(self.best):
            self.best = given
            self._begin(given)

    def improvements(self, until: float, rounds: int | None = None) -> Iterator[int]:
        """Search, and yield the cost of every plan better than all before.

        Args:
            until: An instant of the monotonic clock.
            rounds: How many more; without a number, time alone ends it.
        """
        last = None if rounds is None else self.rounds + rounds
        while time.monotonic() < until and self.rounds != last:
            self.rounds += 1
            self._round()
            if self._cost(self._peak) < self._cost(self.best):
                self.best = self._peak
                yield self._cost(self.best)

    def _anywhere(self) -> pyvrp.Solution:
        given = pyvrp.Solution.make_random(self.model.data, self._rng)
        return self._search(given, self._penalties.dearest, exhaustive=True)

    def _begin(self, plan: pyvrp.Solution) -> None:
        self._first = self._current = self._peak = plan
        self._memory: list[pyvrp.Solution] = []
        self._at = 0
        self._stale = 0

    def _cost(self, plan: pyvrp.Solution) -> int:
        """Return what *plan* costs; more than anything if it breaks a rule."""
        return self._penalties.evaluator.cost(plan)

    def _round(self) -> None:
        if self._stale == self._patience:
            self._begin(self._anywhere())
        evaluator = self._penalties.evaluator
        found = self._search(self._current, evaluator, exhaustive=False)
        self._penalties.learn(found)
        self._stale += 1
        if self._cost(found) < self._cost(self._peak):
            self._stale = 0
            self._peak = found
            found = self._search(found, evaluator, exhaustive=True)
            if self._cost(found) < self._cost(self._peak):
                self._peak = found
        self._accept(found, evaluator)

    def _accept(self, found: pyvrp.Solution, evaluator: pyvrp.CostEvaluator) -> None:
        """Go on from *found* if it beats the present plan, or one some time ago."""
        cost = evaluator.penalised_cost(found)
        present = evaluator.penalised_cost(self._current)
        full = len(self._memory) == self._length
        past = self._memory[self._at] if full else self._first
        late = evaluator.penalised_cost(past)
        if cost < late or cost < present:
            self._current, present = found, cost
            if self.rounds - self._kept_at >= _EVERY and found.is_feasible():
                self._keep_routes(found)
        if not full:
            self._memory.append(self._current)
            return
        if present < late:
            self._memory[self._at] = self._current
        self._at = (self._at + 1) % self._length

    def _keep_routes(self, plan: pyvrp.Solution) -> None:
        self._kept_at = self.rounds
        if self._cost(plan) > _GOOD * self._cost(self.best):
            return
        for column in self.model.columns(plan):
            key = (column.kind, frozenset(column.visits))
            known = self._kept.get(key)
            if known is None and len(self._kept) >= _MOST_KEPT:
                continue
            if known is None or column.cost < known.cost:
                self._kept[key] = column
