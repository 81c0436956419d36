"""``kromka routes plan``: plan a day's deliveries here and now."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import click
import msgspec

from admin_ui import language
from distribution.cli.acting import act
from distribution.cli.options import centre_option, json_option
from distribution.cli.speaking import terminal_language
from distribution.core.actor import Actor
from distribution.core.clock import utc_now
from distribution.core.errors import ConflictError
from distribution.core.language import N_
from distribution.core.reading import reading
from distribution.core.transaction import perform
from distribution.routing.commands.planning import MOST_SECONDS, request_plan
from distribution.routing.jobs import make_plan
from distribution.routing.queries.plans import (
    PlanFacts,
    RunFacts,
    StopFacts,
    left_out_of,
    plan,
    runs_of,
)
from distribution.routing.rules.wishes import Aim
from distribution.routing.saying import why_left_out


class PlanMade(msgspec.Struct, frozen=True):
    """What came of planning."""

    plan: PlanFacts
    runs: list[RunFacts]
    left_out: list[StopFacts]


class PlanningFailedError(ConflictError):
    """The plan was given up; says why."""

    reason = "planning_failed"
    sentence = N_("Plan się nie udał: {failure}")


@click.command()
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The local day to plan.",
)
@click.option(
    "--seconds",
    type=click.IntRange(1, MOST_SECONDS),
    default=10,
    show_default=True,
    help="How long to search.",
)
@click.option(
    "--aim",
    type=click.Choice([one.value for one in Aim]),
    default=Aim.LEAST_TIME.value,
    show_default=True,
    help="What the plan should have little of.",
)
@json_option
@centre_option
def plan_day(
    day: datetime, seconds: int, aim: str, *, as_json: bool, centre: str | None
) -> None:
    """Plan the deliveries of a day; publish the plan on its page."""

    async def work(actor: Actor) -> PlanMade:
        asked = await perform(
            request_plan,
            actor,
            day.date(),
            seconds=seconds,
            aim=Aim(aim),
            queued=False,
            now=utc_now(),
        )
        async with _showing(seconds):
            await make_plan(actor, utc_now, plan=asked.plan)
        async with reading(actor):
            return PlanMade(
                await plan(asked.plan),
                await runs_of(asked.plan),
                await left_out_of(asked.plan),
            )

    made = act(centre, work)
    if made.plan.failure:
        raise PlanningFailedError(failure=made.plan.failure)
    click.echo(_as_json(made) if as_json else _as_text(made))


@asynccontextmanager
async def _showing(seconds: int) -> AsyncIterator[None]:
    """Count the seconds on a terminal; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return

    async def count() -> None:
        for second in range(seconds):
            click.echo(f"\r{second}/{seconds} s", nl=False, err=True)
            await asyncio.sleep(1)

    counting = asyncio.create_task(count())
    try:
        yield
    finally:
        counting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await counting
        click.echo("\r", nl=False, err=True)


def _as_json(made: PlanMade) -> str:
    body = {
        "plan": made.plan.id,
        "date": made.plan.day,
        "estimate": made.plan.estimate,
        "runs": [
            {
                "id": run.id,
                "driver": run.driver_name,
                "vehicle": run.vehicle_name,
                "leaves_at": run.leaves_at,
                "returns_at": run.returns_at,
                "metres": run.metres,
                "packs": run.packs,
                "grams": run.grams,
                "households": [stop.household_number for stop in run.stops],
            }
            for run in made.runs
        ],
        "unserved": [
            {"household": stop.household_number, "reason": stop.unserved_code}
            for stop in made.left_out
        ],
    }
    return msgspec.json.format(msgspec.json.encode(body)).decode()


def _as_text(made: PlanMade) -> str:
    lines = [f"Plan: {made.plan.id}"]
    for run in made.runs:
        numbers = " ".join(str(stop.household_number) for stop in run.stops)
        lines.append(
            f"{run.driver_name} ({run.vehicle_name}): {len(run.stops)} stops,"
            f" {run.packs} packs, {run.metres / 1000:.1f} km: {numbers}"
        )
    lines += [
        f"Unserved: {stop.household_number}: {_why(stop)}" for stop in made.left_out
    ]
    if made.plan.estimate:
        lines.append("Times are estimates: no road network was asked.")
    return "\n".join(lines)


def _why(stop: StopFacts) -> str:
    """Return why a stop is left out, in the language of the terminal."""
    with language.speaking(terminal_language()):
        return why_left_out(
            stop.unserved_code or "",
            stop.unserved_facts,
            language.gettext,
            language.ngettext,
        )
