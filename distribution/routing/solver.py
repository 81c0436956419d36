"""Finds routes with OR-Tools; ``routing_model`` says the problem in its words.

``planning.solve`` asks it, and checks what it answers. The settings are those that
came first of fourteen tried on public instances: savings as a start, then ruin and
recreate of neighbouring strings of stops (SISR), accepted as simulated annealing
does. They have to be run by ``SolveWithIteratedLocalSearch``:
``SolveWithParameters`` ignores them silently.
"""

import random
import time
from collections.abc import Callable

import msgspec
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from distribution.core.units import Seconds
from distribution.routing.greedy import Orders, fits_somewhere
from distribution.routing.routing_model import RoutingModel
from distribution.routing.rules.problem import (
    UNREACHABLE,
    Depot,
    Load,
    Problem,
    Shift,
    Stop,
    TravelMatrix,
)

_ANCHOR = "\0anchor"
"""A stop and a shift that only this module knows; no identifier holds a NUL."""

_MANY_STOPS = 60
"""From so many stops on, all to be served, a plan without a visit cannot come up."""

Better = Callable[[Orders], None]


def _unheard(_orders: Orders) -> None:
    """Hear of a better plan, and do nothing."""


_SHORTEST_SEARCH = 0.02
"""Seconds below which OR-Tools is not asked at all: it would find nothing."""


def search(
    problem: Problem, deadline: float, chance: random.Random, better: Better = _unheard
) -> Orders | None:
    """Return what OR-Tools finds before *deadline*, or None if it finds nothing.

    *better* is told of each plan cheaper than all before. The search cannot be ended
    from within: who wants no more ends the process, as ``worker`` does.
    """
    stops = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
    if not stops:
        return {}
    if len(stops) < _MANY_STOPS or any(stop.price is not None for stop in stops):
        problem = _anchored(problem)
        stops.append(problem.stops[-1])
    chance.shuffle(stops)
    model = RoutingModel(problem, stops, frozenset({_ANCHOR}))
    model.tell(lambda orders: better(_without_anchor(orders)))
    remaining = deadline - time.monotonic()
    if remaining < _SHORTEST_SEARCH:
        return None
    solution = model.routing.SolveWithIteratedLocalSearch(_settings(remaining))
    if solution is None:
        return None
    return _without_anchor(model.orders(solution))


def _without_anchor(orders: Orders) -> Orders:
    return {shift: route for shift, route in orders.items() if shift != _ANCHOR}


def finish(
    problem: Problem, deadline: float, start: Orders, better: Better = _unheard
) -> Orders | None:
    """Return *start*, which breaks no rule, made better before *deadline*.

    For what another engine could not express: guided local search keeps all rules
    from the first step on.
    """
    stops = [stop for stop in problem.stops if fits_somewhere(problem, stop)]
    model = RoutingModel(problem, stops)
    model.tell(better)
    settings = pywrapcp.DefaultRoutingSearchParameters()
    settings.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    settings.time_limit.FromMilliseconds(
        max(1, int(1000 * (deadline - time.monotonic())))
    )
    model.routing.CloseModelWithParameters(settings)
    given = model.assignment(start)
    remaining = deadline - time.monotonic()
    if given is None or remaining < _SHORTEST_SEARCH:
        return None
    settings.time_limit.FromMilliseconds(max(1, int(remaining * 1000)))
    found = model.routing.SolveFromAssignmentWithParameters(given, settings)
    return None if found is None else model.orders(found)


def _anchored(problem: Problem) -> Problem:
    """Return *problem* with a stop and a shift for it in a world of their own.

    The iterated search of 9.15 never returns once it has come to a plan without any
    visit: it goes on drawing a visit to remove. The anchor is one that must stay.
    """
    here = len(problem.travel.seconds)
    travel = problem.travel
    apart = [UNREACHABLE] * here + [0]
    latest = max(shift.ends for shift in problem.shifts)
    shift = Shift(_ANCHOR, _ANCHOR, Load(), Seconds(0), latest, here, here)
    return msgspec.structs.replace(
        problem,
        depots=(*problem.depots, Depot(_ANCHOR, here)),
        stops=(*problem.stops, Stop(_ANCHOR, here)),
        shifts=(*problem.shifts, shift),
        travel=TravelMatrix(
            seconds=[*([*row, UNREACHABLE] for row in travel.seconds), apart],
            metres=[*([*row, UNREACHABLE] for row in travel.metres), apart],
        ),
    )


def _settings(seconds: float) -> object:
    """Return the search parameters described at the head of this module."""
    settings = pywrapcp.DefaultRoutingSearchParameters()
    settings.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    settings.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    settings.use_iterated_local_search = True
    search = settings.iterated_local_search_parameters
    search.perturbation_strategy = (
        routing_ils_pb2.PerturbationStrategy.RUIN_AND_RECREATE
    )
    ruin = search.ruin_recreate_parameters
    strings = ruin.ruin_strategies.add().sisr
    strings.max_removed_sequence_size = 10
    strings.avg_num_removed_visits = 10
    strings.bypass_factor = 0.01
    ruin.recreate_strategy.heuristic = (
        routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    )
    search.improve_perturbed_solution = False
    annealing = search.reference_solution_acceptance_strategy.simulated_annealing
    annealing.cooling_schedule_strategy = (
        routing_ils_pb2.CoolingScheduleStrategy.EXPONENTIAL
    )
    annealing.automatic_temperatures = True
    return settings
