"""``kromka routes solve``: a routing problem from a file, solved without a database."""

import json
import math
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from distribution.cli import in_the_terminals_language
from distribution.routing.instances.benchmark import Benchmark, Distances
from distribution.routing.instances.json_file import schema, write_json
from distribution.routing.instances.reading import read_instance, write_solution
from distribution.routing.remedy_words import what_helps
from distribution.routing.remedying import remedies
from distribution.routing.rules.engines import Engine
from distribution.routing.rules.plan import Plan, UnservedCode
from distribution.routing.rules.problem import Problem
from distribution.routing.rules.remedies import Remedy
from distribution.routing.saying import why_left_out

_LONGEST_LOOK = 60.0
"""Seconds after which no further stop's remedies are looked for."""


def _print_schema(
    context: click.Context,
    _parameter: click.Parameter,
    wanted: bool,  # noqa: FBT001
) -> None:
    """Print the schema and leave, before the instance is asked for."""
    if wanted:
        click.echo(json.dumps(schema(), indent=2))
        context.exit()


def _finite(
    _context: click.Context, _parameter: click.Parameter, seconds: float
) -> float:
    """Refuse "nan", which is neither below nor above any bound."""
    if math.isnan(seconds):
        raise click.BadParameter("must be a number of seconds")
    return seconds


@click.command()
@click.argument(
    "instance", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1, max=86_400),
    callback=_finite,
    default=10,
    show_default=True,
    help="Bound of building the model and searching.",
)
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.BEST.value,
    show_default=True,
    help="Who searches.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--distances",
    type=click.Choice([kind.value for kind in Distances]),
    help="How a public instance is measured.  [default: nearest for .vrp, trunc1 for "
    "Solomon]",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the solution goes.  [default: standard output]",
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of our own format and leave.",
)
def solve(
    *,
    instance: Path,
    seconds: float,
    engine: str,
    seed: int,
    distances: str | None,
    out: Path | None,
) -> None:
    """Solve INSTANCE: VRPLIB (CVRP), Solomon/Homberger (VRPTW), or our own JSON.

    A public instance is answered in VRPLIB's solution format, JSON in JSON, with what
    would make each stop fit that is left over. The exit status is 1 if a customer is
    left over or the instance is malformed.
    """
    try:
        given = read_instance(
            instance.read_bytes(), None if distances is None else Distances(distances)
        )
    except OSError as error:
        raise click.ClickException(str(error)) from error
    if distances is not None and not isinstance(given, Benchmark):
        raise click.UsageError("--distances has no meaning for our own JSON")
    # Imported here: the other commands need not load the solver's libraries.
    from distribution.routing import planning  # noqa: PLC0415

    problem = given.problem if isinstance(given, Benchmark) else given
    if sys.stderr.isatty():
        click.echo(f"{engine}: {len(problem.stops)} stops, {seconds:g} s …", err=True)
    with _ctrl_c_ends_at_once():
        plan = planning.solve(
            problem, seconds=seconds, seed=seed, engine=Engine(engine)
        )
    found: dict[str, Sequence[Remedy]] = {}
    if not isinstance(given, Benchmark):
        found = _what_would_help(problem, plan)
        _write(write_json(problem, plan, found), out)
    elif not plan.unserved:
        _write(write_solution(given, plan), out)
    _refuse_left_over(problem, plan, found)


@contextmanager
def _ctrl_c_ends_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process: the engine searches without returning to Python."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _write(solution: str, out: Path | None) -> None:
    if out is None:
        click.echo(solution, nl=False)
        return
    try:
        out.write_text(solution, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(str(error)) from error


def _what_would_help(problem: Problem, plan: Plan) -> dict[str, Sequence[Remedy]]:
    """Return by stop what was tried out and would make it fit, while time lasts."""
    stops = {stop.id: stop for stop in problem.stops}
    orders = {
        route.shift: [stops[visit.stop] for visit in route.visits]
        for route in plan.routes
    }
    until = time.monotonic() + _LONGEST_LOOK
    return {
        one.stop: remedies(problem, orders, stops[one.stop])
        for one in plan.unserved
        if one.code is not UnservedCode.NOT_WORTH_PRICE and time.monotonic() < until
    }


def _refuse_left_over(
    problem: Problem, plan: Plan, found: Mapping[str, Sequence[Remedy]]
) -> None:
    """Say on standard error why each customer is left over, and end with status 1."""
    if not plan.unserved:
        return
    from admin_ui.language import ngettext  # noqa: PLC0415 (slow, needed only here)

    drivers = {shift.id: shift.driver for shift in problem.shifts}
    with in_the_terminals_language() as gettext:
        for unserved in plan.unserved:
            said = why_left_out(unserved.code, unserved.facts, gettext, ngettext)
            click.echo(f"{unserved.stop}: {unserved.code.value}: {said}", err=True)
            for remedy in found.get(unserved.stop, ()):
                helps = what_helps(remedy, drivers, gettext, ngettext)
                click.echo(f"  {helps}", err=True)
    raise click.exceptions.Exit(1)
