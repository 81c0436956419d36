"""Writing down what a coordinator's hand has changed in a plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import (
    execute,
    fetch,
    fetch_one,
    require_transaction,
)
from distribution.core.errors import NotFoundError
from distribution.core.jobs import defer
from distribution.routing.day_problem import SolvedDay
from distribution.routing.errors import PlanChangedError, PlanClosedError
from distribution.routing.queries.boards import arrangement_of
from distribution.routing.queries.fleet import ShiftFacts, shifts_on
from distribution.routing.queries.plans import (
    PlanFacts,
    Progress,
    RunFacts,
    StopFacts,
    left_out_of,
    plan,
    runs_of,
    solved_day,
)
from distribution.routing.reasons import explained
from distribution.routing.roads import Point
from distribution.routing.rules.board import Arrangement, judged
from distribution.routing.rules.hours import instant_at
from distribution.routing.rules.plan import Route, Unserved, UnservedCode
from distribution.routing.rules.plan_states import PLAN_STATE_LABELS, PlanState
from distribution.routing.rules.remedies import REMEDIES
from distribution.routing.rules.timing import assemble


class Held(msgspec.Struct, frozen=True):
    """A plan that nobody else changes until the transaction ends."""

    facts: PlanFacts
    solved: SolvedDay
    runs: Sequence[RunFacts]
    left_out: Sequence[StopFacts]
    shifts: Sequence[ShiftFacts]

    @property
    def arrangement(self) -> Arrangement:
        """Return who brings what as it is stored."""
        return arrangement_of(self.runs)


async def hold(plan_id: UUID, version: int | None = None) -> Held:
    """Return a plan for changing, if it stands as it was seen; else as it stands.

    Raises:
        NotFoundError: The centre has none of this id, or it serves nobody.
        PlanClosedError: It is not made yet, or was driven.
        PlanChangedError: Somebody else was quicker.
    """
    require_transaction()
    await fetch("SELECT id FROM plan WHERE id = $1 FOR UPDATE", plan_id)
    facts = await plan(plan_id)
    if facts.state is not PlanState.SOLVED:
        raise PlanClosedError(state=PLAN_STATE_LABELS[facts.state])
    if version not in {None, facts.version}:
        raise PlanChangedError(who=facts.changed_by)
    solved = await solved_day(plan_id)
    if solved is None:
        raise NotFoundError
    return Held(
        facts,
        solved,
        await runs_of(plan_id),
        await left_out_of(plan_id),
        await shifts_on(facts.day, every=True),
    )


async def remember(actor: Actor, held: Held, *, now: datetime) -> None:
    """Keep how the plan stands, so that what follows can be undone."""
    require_transaction()
    await execute(
        "INSERT INTO plan_edit (id, centre, plan, version, before, made_by, made_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
        actor.centre,
        held.facts.id,
        held.facts.version,
        msgspec.json.encode(held.arrangement).decode(),
        actor.label,
        now,
    )


async def arrange(actor: Actor, held: Held, new: Arrangement, *, now: datetime) -> int:
    """Let *new* be the plan, with its hours; returns the plan's new version."""
    require_transaction()
    problem = held.solved.problem
    routes = {key: one.route for key, one in judged(problem, new).items()}
    runs = await _write_runs(held, routes, new)
    reasons = _reasons(held, new)
    await _write_stops(held, routes, runs, new, reasons)
    await execute(
        "DELETE FROM run WHERE plan = $1 AND NOT (shift = ANY($2::uuid[]))",
        held.facts.id,
        [UUID(key) for key in routes],
    )
    stops = {stop.id: stop for stop in problem.stops}
    orders = {key: [stops[one] for one in new.orders[key]] for key in routes}
    served = sum(map(len, orders.values()))
    progress = Progress(
        100,
        served,
        held.facts.progress.stops,
        assemble(problem, orders, tuple(reasons.values())).cost,
    )
    row = await fetch_one(
        "UPDATE plan SET version = version + 1, changed_by = $2, changed_at = $3,"
        " progress = $4 WHERE id = $1 RETURNING version",
        held.facts.id,
        actor.name or actor.label,
        now,
        msgspec.json.encode(progress).decode(),
    )
    if reasons:
        await defer(REMEDIES, plan=held.facts.id)
    assert row is not None
    return int(row["version"])


def _reasons(held: Held, new: Arrangement) -> dict[str, Unserved]:
    """Return why each stop is on no route now: for lack of room, or taken off."""
    problem = held.solved.problem
    stops = {stop.id: stop for stop in problem.stops}
    orders = {key: [stops[one] for one in order] for key, order in new.orders.items()}
    return {
        no.stop: Unserved(no.stop, UnservedCode.TAKEN_OFF, no.closest_shift, {})
        if no.code is UnservedCode.NOT_FOUND_IN_TIME
        else no
        for no in explained(problem, orders)
    }


async def _write_runs(
    held: Held, routes: Mapping[str, Route], new: Arrangement
) -> dict[str, UUID]:
    """Write each route's hours; returns the run of each shift that drives."""
    known = {str(run.shift): run.id for run in held.runs}
    runs = {key: known.get(key) or uuid4() for key in routes}
    rows = [
        {
            "id": runs[key],
            "shift": key,
            **_start(held, key),
            "leaves_at": instant_at(held.facts.day, route.departs, WARSAW),
            "returns_at": instant_at(held.facts.day, route.ends, WARSAW),
            "rests": route.rests,
            "reloads": route.reloads,
            "metres": route.metres,
            "locked_stops": new.firm.get(key, 0),
        }
        for key, route in routes.items()
    ]
    await execute(
        "INSERT INTO run (id, centre, plan, shift, day, start_latitude,"
        " start_longitude, leaves_at, returns_at, rests, reloads, metres,"
        " locked_stops, published)"
        " SELECT id, kromka_centre(), $1, shift, $2, start_latitude, start_longitude,"
        " leaves_at, returns_at, rests, reloads, metres, locked_stops, false"
        " FROM jsonb_to_recordset($3::jsonb) AS row(id uuid, shift uuid,"
        " start_latitude float8, start_longitude float8, leaves_at timestamptz,"
        " returns_at timestamptz, rests jsonb, reloads jsonb, metres int,"
        " locked_stops smallint)"
        " ON CONFLICT (id) DO UPDATE SET leaves_at = excluded.leaves_at,"
        " returns_at = excluded.returns_at, rests = excluded.rests,"
        " reloads = excluded.reloads, metres = excluded.metres,"
        " locked_stops = excluded.locked_stops"
        " WHERE (run.leaves_at, run.returns_at, run.rests, run.reloads, run.metres,"
        "  run.locked_stops)"
        " IS DISTINCT FROM (excluded.leaves_at, excluded.returns_at, excluded.rests,"
        "  excluded.reloads, excluded.metres, excluded.locked_stops)",
        held.facts.id,
        held.facts.day,
        msgspec.json.encode(rows).decode(),
    )
    return runs


def _start(held: Held, shift: str) -> dict[str, float | None]:
    """Return where a shift goes on from, if that is a door and no site."""
    places = {one.id: one.start_place for one in held.solved.problem.shifts}
    start = held.solved.points[places[shift]]
    sites = {
        str(one.id): Point(one.site_latitude or 0.0, one.site_longitude or 0.0)
        for one in held.shifts
    }
    if sites.get(shift) == start:
        return {"start_latitude": None, "start_longitude": None}
    return {"start_latitude": start.lat, "start_longitude": start.lon}


async def _write_stops(
    held: Held,
    routes: Mapping[str, Route],
    runs: Mapping[str, UUID],
    new: Arrangement,
    reasons: Mapping[str, Unserved],
) -> None:
    day = held.facts.day
    rows: list[dict[str, Any]] = []
    for key, route in routes.items():
        for position, visit in enumerate(route.visits, 1):
            rows.append(
                {
                    "voucher": visit.stop,
                    "run": runs[key],
                    "position": position,
                    "arrives_at": instant_at(day, visit.arrives, WARSAW),
                    "leaves_at": instant_at(day, visit.leaves, WARSAW),
                    "locked": visit.stop in new.locked,
                    "unserved_facts": {},
                }
            )
    rows += [
        {
            "voucher": no.stop,
            "position": 0,
            "locked": False,
            "unserved_code": no.code,
            "unserved_facts": no.facts | {"shift": no.closest_shift or ""},
        }
        for no in reasons.values()
    ]
    await execute(
        "UPDATE stop SET run = row.run, position = row.position,"
        " arrives_at = row.arrives_at, leaves_at = row.leaves_at,"
        " locked = row.locked, unserved_code = row.unserved_code,"
        " unserved_facts = row.unserved_facts, remedies = '[]'"
        " FROM jsonb_to_recordset($2::jsonb) AS row(voucher uuid, run uuid,"
        " position smallint, arrives_at timestamptz, leaves_at timestamptz,"
        " locked boolean, unserved_code text, unserved_facts jsonb)"
        " WHERE stop.plan = $1 AND stop.voucher = row.voucher"
        " AND (stop.run, stop.position, stop.arrives_at, stop.leaves_at, stop.locked,"
        "  stop.unserved_code, stop.unserved_facts, stop.remedies)"
        " IS DISTINCT FROM (row.run, row.position, row.arrives_at, row.leaves_at,"
        "  row.locked, row.unserved_code, row.unserved_facts, '[]'::jsonb)",
        held.facts.id,
        msgspec.json.encode(rows).decode(),
    )
