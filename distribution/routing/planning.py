"""From a problem to a plan that the checker accepts, whatever the engine does.

Blocking and CPU-bound: from async code call ``worker.solve_in_process``, and never
inside a transaction.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence

import msgspec

from distribution.routing.errors import FaultyPlanError, InvalidProblemError
from distribution.routing.greedy import Orders, greedy_orders, with_inserted
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import faults
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem, Shift
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors
from distribution.routing.solver import search


def solve(problem: Problem, *, seconds: float, seed: int = 1) -> Plan:
    """Return the best plan found in *seconds*; every stop is served or has a reason.

    Args:
        problem: What to plan.
        seconds: Wall-clock bound of building the model and searching. Explaining
            the stops left out comes after it.
        seed: Changes the order in which the engine meets the stops. The same seed
            gives the same first answer; how far the search gets from there depends
            on the machine's speed.

    Raises:
        InvalidProblemError: The problem is malformed; carries every fault.
        FaultyPlanError: The checker rejected both the engine's and the fallback's
            answer, which is a mistake of this program.
    """
    deadline = time.monotonic() + seconds
    errors = problem_errors(problem)
    if errors:
        raise InvalidProblemError(errors)
    quick = greedy_orders(problem)
    asked = _without_surplus(problem, quick)
    found = search(asked, deadline, random.Random(seed))  # noqa: S311 (no secret)
    if found is None:
        return best_valid(problem, [quick])
    return best_valid(problem, [with_inserted(problem, found), quick])


def best_valid(problem: Problem, answers: Sequence[Orders]) -> Plan:
    """Return the cheapest plan of *answers* that the checker accepts."""
    plans = [
        assemble(problem, orders, explained(problem, orders)) for orders in answers
    ]
    plans.sort(key=lambda plan: plan.cost)
    for plan in plans:
        if not faults(problem, plan):
            return plan
    found = faults(problem, plans[0])
    raise FaultyPlanError(count=len(found), first=found[0].code.value, faults=found)


def _without_surplus(problem: Problem, quick: Orders) -> Problem:
    """Return *problem* without the alike shifts that the *quick* routes never needed.

    Benchmarks name far more vehicles than anyone uses, and each slows the search
    down. A fifth and five more than the quick routes use remain.
    """
    if any(stop.allowed_shifts is not None for stop in problem.stops):
        return problem
    if sum(map(len, quick.values())) < len(problem.stops):
        return problem
    spare: Counter[Shift] = Counter()
    for shift in problem.shifts:
        spare[_kind(shift)] += bool(quick[shift.id])
    for kind, used in spare.items():
        spare[kind] = used + used // 5 + 5
    kept = []
    for shift in problem.shifts:
        spare[_kind(shift)] -= 1
        if spare[_kind(shift)] >= 0:
            kept.append(shift)
    return msgspec.structs.replace(problem, shifts=tuple(kept))


def _kind(shift: Shift) -> Shift:
    """Return *shift* without its names: alike shifts are of one kind."""
    return msgspec.structs.replace(shift, id="", driver="")
