"""From a problem to a plan that the checker accepts, whatever the engine does.

Blocking and CPU-bound: from async code call ``worker.solve_in_process``, and never
inside a transaction.
"""

import time
from collections.abc import Sequence

from distribution.routing import engines
from distribution.routing.errors import FaultyPlanError
from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.greedy import Orders, greedy_orders, mended
from distribution.routing.limits import SILENT, Limit, Watch
from distribution.routing.locking import with_locked, without_locked
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.stock import within_stock
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    engine: Engine = Engine.BEST,
    rounds: int | None = None,
    watch: Watch = SILENT,
) -> Plan:
    """Return the best plan found in *seconds*; every stop is served or has a reason.

    Args:
        problem: What to plan.
        seconds: Wall-clock bound of building the model and searching. Explaining
            the stops left out comes after it.
        seed: The same seed gives the same first answer; how far the search gets
            from there depends on the machine's speed, unless *rounds* end it.
        engine: Who searches.
        rounds: How much each process of ``pyvrp`` and ``best`` searches at most.
        watch: Told of every better plan; may cancel, which keeps the best so far.

    Raises:
        InvalidProblemError: The problem is malformed; carries every fault.
        FaultyPlanError: The checker rejected both the engine's and the fallback's
            answer, which is a mistake of this program.
    """
    begun = time.monotonic()
    errors = problem_errors(problem)
    if errors:
        raise InvalidProblemError(errors)
    free = without_locked(problem)
    quick = greedy_orders(free)
    best_valid(problem, [quick])
    # Judging the answer will take about as long as making the first one has, and
    # building an engine's model twice as long.
    spent = time.monotonic() - begun
    limit = Limit(begun + seconds - min(2 * spent, seconds / 4), rounds)
    found: Orders | None = None
    if limit.deadline - time.monotonic() > 2 * spent:
        found = engines.search(free, quick, engine, limit, seed=seed, watch=watch)
    if found is None:
        return best_valid(problem, [quick])
    return best_valid(problem, [mended(free, found), quick])


def best_valid(problem: Problem, answers: Sequence[Orders]) -> Plan:
    """Return the cheapest plan of *answers* that the checker accepts.

    Answers are without the stops that *problem* locks; those come before them.
    """
    plans = [_planned(problem, orders) for orders in answers]
    plans.sort(key=lambda plan: plan.cost)
    for plan in plans:
        if not faults(problem, plan):
            return plan
    found = faults(problem, plans[0])
    raise FaultyPlanError(count=len(found), first=found[0].code.value, faults=found)


def _planned(problem: Problem, orders: Orders) -> Plan:
    """Return the plan of *orders*, with what is locked and in stock."""
    free = without_locked(problem)
    orders = within_stock(problem, with_locked(problem, orders))
    locked = {stop for shift in problem.shifts for stop in shift.begins_with}
    rest = {
        key: [stop for stop in stops if stop.id not in locked]
        for key, stops in orders.items()
    }
    return assemble(problem, orders, explained(free, rest))
