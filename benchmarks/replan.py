"""Planning a day of 60 stops anew: from the press of the button to the plan on screen.

A town on real roads: its day is published, hours are promised to some, and then doors
are done. The service and its worker run in one process and warm, as ``kromka serve``
has them; each time the button is pressed over HTTP, and the plan is asked for until it
can be read. *lost*: a driver does not come, and the others take the parcels over;
*routes*: a day that is driven is planned on, everybody keeps their route; *locks*: the
whole day is searched anew around what is pinned. The promise is two seconds.

    ./dev bench replan [--stops 60] [--runs 10] [--drivers 6]
"""

import argparse
import asyncio
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import structlog

from benchmarks.roads import SAMPLE, doors
from distribution.accounts.rules import Role, permissions_of
from distribution.app import create_app
from distribution.background import working
from distribution.core.actor import Actor
from distribution.core.clock import WARSAW
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server, embedded_postgres
from distribution.core.settings import Settings
from distribution.routing.commands.going_on import bring_driver_back
from distribution.routing.commands.promising import promise_window
from distribution.routing.commands.publishing import publish_plan
from distribution.routing.commands.roads import take_roads_into_use
from distribution.routing.delivering import hand_over
from distribution.routing.roads import Point, great_circle
from distribution.routing.roads.importing import prepare
from distribution.routing.roads.road_map import unpacked
from distribution.vouchers.handouts import HandoutRequest
from distribution.vouchers.rules import Channel
from tests.admin_ui.serving import on_a_port
from tests.conftest import MASTER_KEY
from tests.worlds import NOON, Clock, a_centre
from tests.worlds_accounts import sign_in_as
from tests.worlds_routing import Day, Town, a_town, at_home, planned, the_day

PROMISED = 2.0
"""Seconds."""

_ACROSS = 4_000
"""Metres from the middle of the town to its farthest door."""

_TOLD = 8
"""To one in so many an hour is promised."""

_LOOK = 0.02
"""Seconds between two looks at the plan."""

_OVER = {"solved", "failed"}


class Bench(msgspec.Struct):
    """A published day, and somebody who is signed in to plan it anew."""

    town: Town
    client: httpx.AsyncClient
    clock: Clock
    driven: UUID | None = None

    async def day(self) -> Day:
        """Return the day as it is driven."""
        assert self.driven is not None
        return await the_day(self.town.actor, self.driven)

    async def pressed(self, path: str, **fields: str) -> tuple[float, UUID]:
        """Press a button; return the seconds until its plan can be read, and which."""
        begun = time.perf_counter()
        answer = await self.client.post(path, data=fields)
        plan = answer.headers["location"].rsplit("/", 1)[1]
        while True:
            shown = (await self.client.get(f"/api/v1/routing/plans/{plan}")).json()
            if shown["state"] in _OVER:
                break
            await asyncio.sleep(_LOOK)
        took = time.perf_counter() - begun
        if shown["state"] == "failed" or shown["unserved"]:
            raise SystemExit(f"the plan left somebody out: {shown['unserved']}")
        return took, UUID(plan)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stops", type=int, default=60)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--drivers", type=int, default=6)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        with embedded_postgres(home) as server:
            worst = asyncio.run(measure(server, home, chosen))
    return 0 if worst <= PROMISED else 1


async def measure(server: Server, home: Path, chosen: argparse.Namespace) -> float:
    """Print a row a kind; return the slowest of all."""
    await migrate(server.owner(), SERVICE_ROLE)
    print(f"{chosen.stops} stops, {chosen.drivers} drivers, {_load()}")
    print(f"{'':8}{'runs':>5}{'median s':>10}{'slowest s':>11}{'of 2 s':>8}")
    worst = 0.0
    async with _published(server, home, chosen) as bench:
        kinds = {
            "lost": await _lost(bench, chosen.runs),
            **await _on_the_road(bench, chosen.runs),
        }
        for kind, took in kinds.items():
            median, slowest = statistics.median(took), max(took)
            worst = max(worst, slowest)
            print(
                f"{kind:8}{len(took):>5}{median:>10.2f}{slowest:>11.2f}"
                f"{median / PROMISED:>8.2f}"
            )
    print(f"afterwards {_load()}")
    return worst


async def _lost(bench: Bench, runs: int) -> list[float]:
    """Lose a driver before anybody has left, and plan without; then all as it was."""
    took = []
    for _ in range(runs):
        driven = await bench.day()
        run = driven.runs[len(took) % len(driven.runs)]
        path = f"/routes/runs/{run.id}/release"
        seconds, plan = await bench.pressed(path, reason="Choroba")
        took.append(seconds)
        await publish_plan(bench.town.actor, plan, now=bench.clock())
        await bring_driver_back(bench.town.actor, run.shift)
        await _drive(bench)
    return took


async def _on_the_road(bench: Bench, runs: int) -> dict[str, list[float]]:
    """End the first two doors of each run, then plan the rest of the day."""
    day = await bench.day()
    for run in day.runs:
        for stop in run.stops[:2]:
            assert stop.arrives_at is not None
            await _hand_over(
                bench.town, run.driver, stop.id, stop.voucher, stop.arrives_at
            )
    bench.clock.now = max(
        stop.leaves_at or NOON for run in day.runs for stop in run.stops[:2]
    )
    path = f"/routes/plans/{day.plan.id}/again"
    return {
        kind: [(await bench.pressed(path, keeps=kind))[0] for _ in range(runs)]
        for kind in ("routes", "locks")
    }


async def _hand_over(
    town: Town, driver: UUID, stop: UUID, voucher: UUID, at: datetime
) -> None:
    rights = permissions_of(frozenset({Role.DRIVER.value}))
    who = msgspec.structs.replace(
        town.actor, kind="staff", id=driver, permissions=rights
    )
    request = HandoutRequest(
        code=town.tokens[voucher],
        nonce=uuid4(),
        scanned_at=at,
        channel=Channel.HOME_DELIVERY,
    )
    await hand_over(who, stop, request, now=at)


@asynccontextmanager
async def _published(
    server: Server, home: Path, chosen: argparse.Namespace
) -> AsyncIterator[Bench]:
    clock = Clock(NOON - timedelta(hours=4))
    current = Settings(
        data_dir=home,
        database_url=server.service_dsn,
        owner_url=server.owner_dsn,
        master_key=MASTER_KEY,
    )
    app = create_app(current, clock=clock, own_pool=False)
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=quiet)
    async with (
        connected(server.service_dsn),
        working(server.service_dsn, clock, current),
        on_a_port(app) as address,
        httpx.AsyncClient(base_url=address, timeout=60) as client,
    ):
        owner = await asyncpg.connect(server.owner())
        try:
            actor = await a_centre(owner)
        finally:
            await owner.close()
        town = await _town(actor, chosen, clock())
        await sign_in_as(client, actor, Role.COORDINATOR, now=clock())
        bench = Bench(town, client, clock)
        await _drive(bench, promise=True)
        yield bench


async def _town(actor: Actor, chosen: argparse.Namespace, now: datetime) -> Town:
    """Make a town on real roads, whose drivers have time for everybody."""
    roads = prepare(SAMPLE, [], whole=True, progress=lambda _what, _count: None).roads
    await take_roads_into_use(actor, roads, now=now)
    middle, homes = _places(doors(unpacked(roads.content), 5_000), chosen.stops)
    return await a_town(
        actor,
        homes=[
            at_home(n, latitude=one.lat, longitude=one.lon)
            for n, one in enumerate(homes)
        ],
        drivers=chosen.drivers,
        day=NOON.date(),
        starts=hour(9),
        ends=hour(15),
        where=(middle.lat, middle.lon),
        now=now,
    )


def _places(known: Sequence[Point], count: int) -> tuple[Point, list[Point]]:
    """Return the first place that has enough others about it, and some of them."""
    for middle in known:
        near = [one for one in known if 0 < great_circle(middle, one) < _ACROSS]
        if len(near) >= 2 * count:
            return middle, random.Random(1).sample(near, count)
    raise SystemExit("there is no town that is large enough")


async def _drive(bench: Bench, *, promise: bool = False) -> None:
    """Plan the day for those who are there, and publish it; tell some when they come."""
    actor, now = bench.town.actor, bench.clock()
    day = await planned(actor, NOON.date(), now=now)
    for stop in day.stops[::_TOLD] if promise else ():
        assert stop.arrives_at is not None
        told = stop.arrives_at.astimezone(WARSAW).replace(second=0)
        await promise_window(
            actor,
            stop.voucher,
            day=NOON.date(),
            opens=(told - timedelta(minutes=30)).time(),
            closes=(told + timedelta(minutes=60)).time(),
            now=now,
        )
    await publish_plan(actor, day.plan.id, now=now)
    bench.driven = day.plan.id


def _load() -> str:
    loads = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} processors, load {loads}"


if __name__ == "__main__":
    sys.exit(main())
