"""Letting a promised window hold in the plans of a day that nobody drives yet."""

from datetime import date, datetime, time
from uuid import UUID

import msgspec

from distribution.core.actor import Actor
from distribution.core.database import execute, fetch, require_transaction
from distribution.routing.day_problem import SolvedDay
from distribution.routing.queries.plans import solved_day
from distribution.routing.rules.hours import seconds_of
from distribution.routing.rules.problem import Window
from distribution.routing.steps.rearranging import arrange, hold


async def tell_plans(
    actor: Actor, voucher: UUID, day: date, opens: time, closes: time, *, now: datetime
) -> None:
    """Let the plans of *day* keep to a window that was promised since they were made.

    Their hours change as it demands; if their order breaks the promise, their board
    names it, and they are not published so.
    """
    require_transaction()
    rows = await fetch(
        "SELECT p.id FROM plan AS p WHERE p.day = $1 AND p.state = 'solved'"
        " AND EXISTS (SELECT FROM stop AS s WHERE s.plan = p.id AND s.voucher = $2)"
        " ORDER BY p.id FOR UPDATE",
        day,
        voucher,
    )
    for row in rows:
        solved = await solved_day(row["id"])
        if solved is None or str(voucher) not in {x.id for x in solved.problem.stops}:
            continue
        changed = _promised(solved, str(voucher), opens, closes)
        await execute(
            "UPDATE plan SET problem = $2 WHERE id = $1",
            row["id"],
            msgspec.json.encode(changed).decode(),
        )
        held = await hold(row["id"])
        await arrange(actor, held, held.arrangement, now=now)


def _promised(solved: SolvedDay, voucher: str, opens: time, closes: time) -> SolvedDay:
    replace = msgspec.structs.replace
    windows = (Window(seconds_of(opens), seconds_of(closes)),)
    stops = tuple(
        replace(stop, windows=windows) if stop.id == voucher else stop
        for stop in solved.problem.stops
    )
    return replace(solved, problem=replace(solved.problem, stops=stops))
