"""A small town with all rules at the side, made so that a known plan keeps them all.

    ./dev bench side_rules [--towns 6] [--seconds 2]

The plan P of a town is the best found in five times the time. From it come: the first
door of every route locked; everybody's usual driver, another of whom costs five
minutes; a break wherever P has a quarter of an hour to spare; nobody works longer than
the longest in P. P keeps all of that at the same cost, so an answer should cost little
more. Every answer has passed the checker.
"""

import argparse
from statistics import fmean

import msgspec

from benchmarks.contest import problem_of
from benchmarks.small_towns import SEEDS
from distribution.core.units import Seconds
from distribution.routing import planning
from distribution.routing.rules.checker import faults
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan
from distribution.routing.rules.problem import Break, Problem, Shift, Stop
from distribution.routing.rules.timing import assemble, fits, work

_HOUR = 3600
_REST = Seconds(900)
_STRANGER = 300


def main() -> None:
    options = _options()
    print("town      stops    P        answer   gap %")
    gaps = []
    for seed in list(SEEDS)[: options.towns]:
        plain = problem_of(f"town {seed}")
        best = planning.solve(plain, seconds=5 * options.seconds)
        asked = with_sides(plain, best)
        answer = planning.solve(
            asked, seconds=options.seconds, engine=Engine(options.engine)
        )
        if faults(asked, answer):
            raise SystemExit(f"town {seed}: {faults(asked, answer)}")
        gap = 100 * (answer.cost / best.cost - 1)
        gaps.append(gap)
        print(
            f"{seed:<10}{len(plain.stops):<9}{best.cost:<9}{answer.cost:<9}{gap:.2f}",
            flush=True,
        )
    print(f"mean {fmean(gaps):.2f}, worst {max(gaps):.2f}")


def with_sides(problem: Problem, plan: Plan) -> Problem:
    """Return *problem* with every rule at the side that *plan* keeps at its cost.

    Raises:
        ValueError: The plan leaves something out, or a rule of its own breaks it.
    """
    if plan.unserved:
        raise ValueError(plan.unserved)
    known = {stop.id: stop for stop in problem.stops}
    orders = {
        route.shift: [known[visit.stop] for visit in route.visits]
        for route in plan.routes
    }
    drivers = {one.id: one.driver for one in problem.shifts}
    driver_of = {
        stop.id: drivers[shift] for shift, stops in orders.items() for stop in stops
    }
    longest = max(work(problem, one, orders.get(one.id, ())) for one in problem.shifts)
    asked = msgspec.structs.replace(
        problem,
        stranger_price=_STRANGER,
        stops=tuple(
            msgspec.structs.replace(stop, usual_driver=driver_of[stop.id])
            for stop in problem.stops
        ),
        shifts=tuple(
            msgspec.structs.replace(
                _rested(problem, one, orders.get(one.id, [])),
                most_work=Seconds(longest),
                begins_with=tuple(stop.id for stop in orders.get(one.id, ())[:1]),
            )
            for one in problem.shifts
        ),
    )
    stops = {stop.id: stop for stop in asked.stops}
    own = {key: [stops[stop.id] for stop in route] for key, route in orders.items()}
    kept = assemble(asked, own, ())
    if faults(asked, kept) or kept.cost != plan.cost:
        raise ValueError(faults(asked, kept))
    return asked


def _rested(problem: Problem, shift: Shift, stops: list[Stop]) -> Shift:
    """Return *shift* with the first break that leaves its route whole, if any does."""
    for begins in range(shift.starts + _HOUR, shift.ends - _HOUR, _HOUR // 2):
        rest = Break(Seconds(begins), Seconds(begins + _HOUR), _REST)
        rested = msgspec.structs.replace(shift, breaks=(rest,))
        if stops and fits(problem, rested, stops):
            return rested
    return shift


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Towns with every rule at the side.")
    parser.add_argument("--towns", type=int, default=len(SEEDS))
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument(
        "--engine", choices=[one.value for one in Engine], default="best"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
