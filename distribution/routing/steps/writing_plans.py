"""Writing the routes of a plan: each delivery in a run, or left out with its reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from distribution.core.clock import WARSAW
from distribution.core.database import execute, require_transaction
from distribution.routing.day_problem import DayInput, Laid
from distribution.routing.queries.deliveries import Delivery
from distribution.routing.rules.board import Arrangement
from distribution.routing.rules.hours import instant_at, seconds_of
from distribution.routing.rules.plan import Plan, Route, Visit
from distribution.routing.rules.under_way import UnderWay

Rows = list[dict[str, Any]]


def rows_of(
    given: DayInput,
    asked: list[Delivery],
    laid: Laid,
    answer: Plan,
    locks: Arrangement,
) -> tuple[Rows, Rows]:
    """Return the rows of the runs and of the stops of *answer*. Pure."""
    day = given.day
    away = {str(driver.shift): driver for driver in given.under_way}
    runs, visits = [], {}
    for route in answer.routes:
        run = _run_row(day, route, away.get(route.shift))
        run["locked_stops"] = _firm(route, locks)
        runs.append(run)
        for position, visit in enumerate(route.visits, 1):
            visits[visit.stop] = (run["id"], position, visit)
    reasons: Mapping[str, tuple[str, dict[str, Any]]] = {
        str(voucher): (no.code.value, no.facts) for voucher, no in laid.left_out.items()
    } | {
        no.stop: (no.code.value, no.facts | {"shift": no.closest_shift or ""})
        for no in answer.unserved
    }
    stops = [
        _stop_row(day, one, visits.get(str(one.voucher)), reasons.get(str(one.voucher)))
        for one in asked
    ]
    for row in stops:
        row["locked"] = row["run"] is not None and str(row["voucher"]) in locks.locked
    return runs, stops


async def write_routes(plan: UUID, day: date, runs: Rows, stops: Rows) -> None:
    """Write the rows of a plan that has none yet."""
    require_transaction()
    await _insert_runs(plan, day, runs)
    await _insert_stops(plan, stops)


def _firm(route: Route, locks: Arrangement) -> int:
    """Return how many first stops of *route* are in the order that was locked."""
    held = locks.orders.get(route.shift, ())[: locks.firm.get(route.shift, 0)]
    driven = {visit.stop for visit in route.visits}
    return sum(stop in driven for stop in held)


def _run_row(day: date, route: Route, away: UnderWay | None) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "shift": route.shift,
        "start_latitude": away and away.latitude,
        "start_longitude": away and away.longitude,
        "leaves_at": instant_at(day, route.departs, WARSAW),
        "returns_at": instant_at(day, route.ends, WARSAW),
        "rests": route.rests,
        "reloads": route.reloads,
        "metres": route.metres,
    }


def _stop_row(
    day: date,
    one: Delivery,
    visit: tuple[UUID, int, Visit] | None,
    reason: tuple[str, dict[str, Any]] | None,
) -> dict[str, Any]:
    run, position, when = visit or (None, 0, None)
    code, facts = (None, {}) if visit else reason or (None, {})
    opens, closes = one.window_opens, one.window_closes
    return {
        "id": uuid4(),
        "run": run,
        "voucher": one.voucher,
        "household": one.household,
        "position": position,
        "arrives_at": when and instant_at(day, when.arrives, WARSAW),
        "leaves_at": when and instant_at(day, when.leaves, WARSAW),
        "window_opens": opens and instant_at(day, seconds_of(opens), WARSAW),
        "window_closes": closes and instant_at(day, seconds_of(closes), WARSAW),
        "packs": one.packs,
        "grams": one.grams,
        "cold": one.cold,
        "unserved_code": code,
        "unserved_facts": facts,
    }


async def _insert_runs(plan: UUID, day: date, rows: list[dict[str, Any]]) -> None:
    await execute(
        "INSERT INTO run (id, centre, plan, shift, day, start_latitude,"
        " start_longitude, leaves_at, returns_at, rests, reloads, metres,"
        " locked_stops, published)"
        " SELECT id, kromka_centre(), $1, shift, $2, start_latitude, start_longitude,"
        " leaves_at, returns_at, rests, reloads, metres, locked_stops, false"
        " FROM jsonb_to_recordset($3::jsonb) AS row(id uuid, shift uuid,"
        " start_latitude float8, start_longitude float8, leaves_at timestamptz,"
        " returns_at timestamptz, rests jsonb, reloads jsonb, metres int,"
        " locked_stops smallint)",
        plan,
        day,
        msgspec.json.encode(rows).decode(),
    )


async def _insert_stops(plan: UUID, rows: list[dict[str, Any]]) -> None:
    await execute(
        "INSERT INTO stop (id, centre, plan, run, voucher, household, position,"
        " arrives_at, leaves_at, window_opens, window_closes, packs, grams, cold,"
        " published, closed, locked, unserved_code, unserved_facts)"
        " SELECT id, kromka_centre(), $1, run, voucher, household, position,"
        " arrives_at, leaves_at, window_opens, window_closes, packs, grams, cold,"
        " false, false, locked, unserved_code, unserved_facts"
        " FROM jsonb_to_recordset($2::jsonb) AS row(id uuid, run uuid, voucher uuid,"
        " household uuid, position smallint, arrives_at timestamptz,"
        " leaves_at timestamptz, window_opens timestamptz, window_closes timestamptz,"
        " packs int, grams int, cold boolean, locked boolean, unserved_code text,"
        " unserved_facts jsonb)",
        plan,
        msgspec.json.encode(rows).decode(),
    )
