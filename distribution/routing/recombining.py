"""Puts the best set of good routes together: set partitioning by OR-Tools CP-SAT.

Every plan that a search passes through has some good routes. The linear relaxation
says which of them can be part of a better plan at all; few enough are left for an
exact search. CP-SAT is reached through ``pywraplp``: its own Python door loads pandas.
"""

from collections.abc import Sequence

from ortools.linear_solver import pywraplp

from distribution.routing.rules.columns import Column

_MOST_COLUMNS = 3000
"""Routes that the exact search is asked to choose among."""

_WORK = 1
"""CP-SAT's measure of work, about a second, where time must not decide."""


class _Partition:
    """The choice of columns as a mixed-integer model of *backend*."""

    def __init__(
        self,
        backend: str,
        pool: Sequence[Column],
        prices: Sequence[int | None],
        vehicles: Sequence[int],
    ) -> None:
        self.solver = pywraplp.Solver.CreateSolver(backend)
        self.total = self.solver.Objective()
        self.total.SetMinimization()
        covers = [self.solver.Constraint(1, 1) for _ in prices]
        limits = [self.solver.Constraint(0, count) for count in vehicles]
        self.choices = []
        for column in pool:
            choice = self._choice(column.cost)
            limits[column.kind].SetCoefficient(choice, 1)
            for stop in column.visits:
                covers[stop].SetCoefficient(choice, 1)
            self.choices.append(choice)
        for cover, price in zip(covers, prices, strict=True):
            if price is not None:
                cover.SetCoefficient(self._choice(price), 1)

    def _choice(self, cost: int) -> pywraplp.Variable:
        choice = self.solver.BoolVar("")
        self.total.SetCoefficient(choice, cost)
        return choice

    def solve(self, seconds: float | None) -> bool:
        """Return whether some choice was found."""
        if seconds is not None:
            self.solver.set_time_limit(max(1, int(1000 * seconds)))
        found = self.solver.Solve()
        return found in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}


def recombined(
    columns: Sequence[Column],
    *,
    prices: Sequence[int | None],
    vehicles: Sequence[int],
    present: Sequence[Column],
    seconds: float,
    repeatable: bool = False,
) -> list[Column] | None:
    """Return a cheaper set of *columns* than the *present* one, None if none is found.

    Args:
        columns: The routes to choose from; a stop is a number from 0.
        prices: What leaving out each stop costs; None where it must be visited.
        vehicles: How many there are of each kind.
        present: The best set known.
        seconds: Bound of the search. Half of it may go to the relaxation.
        repeatable: Whether the bound counts work, not time, so that the same routes
            always give the same answer.
    """
    known = {*columns, *present}
    pool = sorted(known, key=lambda one: (one.kind, one.visits))
    worth = _cost(present, prices)
    bound = None if repeatable else seconds / 2
    pool = _promising(pool, prices, vehicles, worth, bound)
    if not pool:
        return None
    exact = _Partition("SAT", pool, prices, vehicles)
    cheaper = exact.solver.Constraint(0, worth - 1)
    for choice in exact.solver.variables():
        cheaper.SetCoefficient(choice, exact.total.GetCoefficient(choice))
    work = f" max_deterministic_time:{_WORK}" if repeatable else ""
    exact.solver.SetSolverSpecificParametersAsString(f"num_workers:1{work}")
    if not exact.solve(bound):
        return None
    chosen = zip(pool, exact.choices, strict=True)
    return [column for column, choice in chosen if choice.solution_value() > 1 / 2]


def _cost(present: Sequence[Column], prices: Sequence[int | None]) -> int:
    visited = {stop for column in present for stop in column.visits}
    left_out = sum(
        price or 0 for stop, price in enumerate(prices) if stop not in visited
    )
    return left_out + sum(column.cost for column in present)


def _promising(
    pool: list[Column],
    prices: Sequence[int | None],
    vehicles: Sequence[int],
    worth: int,
    seconds: float | None,
) -> list[Column]:
    """Return the columns that can be part of a set cheaper than *worth*.

    A column whose reduced cost closes the gap to the relaxation cannot.
    """
    relaxed = _Partition("GLOP", pool, prices, vehicles)
    if not relaxed.solve(seconds):
        return []
    gap = worth - relaxed.total.Value()
    reduced = [
        (choice.reduced_cost(), number) for number, choice in enumerate(relaxed.choices)
    ]
    kept = sorted(pair for pair in reduced if pair[0] < gap)[:_MOST_COLUMNS]
    return [pool[number] for _, number in kept]
