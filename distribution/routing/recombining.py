"""Puts the best set of good routes together: set partitioning by OR-Tools CP-SAT.

Every plan that a search passes through has some good routes. The linear relaxation
says which of them can be part of a better plan at all; few enough are left for an
exact search.
"""

from collections.abc import Sequence

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from distribution.routing.rules.columns import Column

_MOST_COLUMNS = 3000
"""Routes that the exact search is asked to choose among."""


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
    pool = _promising(
        pool, prices, vehicles, worth, None if repeatable else seconds / 2
    )
    if not pool:
        return None
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in pool]
    covering: list[list[cp_model.IntVar]] = [[] for _ in prices]
    driving: list[list[cp_model.IntVar]] = [[] for _ in vehicles]
    for column, is_chosen in zip(pool, chosen, strict=True):
        driving[column.kind].append(is_chosen)
        for stop in column.visits:
            covering[stop].append(is_chosen)
    total = sum(c.cost * x for c, x in zip(pool, chosen, strict=True))
    for routes, price in zip(covering, prices, strict=True):
        if price is not None:
            routes.append(model.new_bool_var(""))
            total += price * routes[-1]
        model.add_exactly_one(routes)
    for routes, count in zip(driving, vehicles, strict=True):
        model.add(sum(routes) <= count)
    model.add(total <= worth - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if repeatable:
        solver.parameters.max_deterministic_time = 1
    else:
        solver.parameters.max_time_in_seconds = seconds / 2
    found = solver.solve(model)
    if found not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [c for c, x in zip(pool, chosen, strict=True) if solver.boolean_value(x)]


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
    solver = pywraplp.Solver.CreateSolver("GLOP")
    if seconds is not None:
        solver.set_time_limit(max(1, int(1000 * seconds)))
    infinity = solver.infinity()
    objective = solver.Objective()
    covers = [solver.Constraint(1, 1) for _ in prices]
    limits = [solver.Constraint(-infinity, count) for count in vehicles]
    variables = []
    for column in pool:
        variable = solver.NumVar(0, infinity, "")
        objective.SetCoefficient(variable, column.cost)
        limits[column.kind].SetCoefficient(variable, 1)
        for stop in column.visits:
            covers[stop].SetCoefficient(variable, 1)
        variables.append(variable)
    for cover, price in zip(covers, prices, strict=True):
        if price is not None:
            left_out = solver.NumVar(0, infinity, "")
            objective.SetCoefficient(left_out, price)
            cover.SetCoefficient(left_out, 1)
    objective.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return []
    gap = worth - objective.Value()
    reduced = [
        (variable.reduced_cost(), number) for number, variable in enumerate(variables)
    ]
    kept = sorted(pair for pair in reduced if pair[0] < gap)[:_MOST_COLUMNS]
    return [pool[number] for _, number in kept]
