"""A plan that changes an earlier one no more than it must (R14). Pure."""

from collections.abc import Mapping, Sequence

from distribution.routing.errors import FaultyPlanError
from distribution.routing.errors.input_faults import InvalidProblemError
from distribution.routing.greedy import mended
from distribution.routing.locking import with_locked, without_locked
from distribution.routing.reasons import explained
from distribution.routing.rules.checker import faults
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.timing import assemble
from distribution.routing.rules.validation import problem_errors


def least_changed(problem: Problem, before: Mapping[str, Sequence[str]]) -> Plan:
    """Return the routes of *before*, stops by shift, changed no more than needed.

    What breaks a rule now goes elsewhere, what is on no route goes in between, and
    all others keep their driver and their order.

    Raises:
        InvalidProblemError: The problem is malformed; carries every fault.
        FaultyPlanError: The checker rejected it: a mistake of this program.
    """
    errors = problem_errors(problem)
    if errors:
        raise InvalidProblemError(errors)
    free = without_locked(problem)
    stops = {stop.id: stop for stop in free.stops}
    orders = mended(
        free,
        {
            shift: [stops[key] for key in order if key in stops]
            for shift, order in before.items()
        },
    )
    plan = assemble(problem, with_locked(problem, orders), explained(free, orders))
    found = faults(problem, plan)
    if found:
        raise FaultyPlanError(count=len(found), first=found[0].code.value, faults=found)
    return plan
