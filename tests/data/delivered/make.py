"""Writes ``dump.xz`` and ``things.json``, in the checkout of the delivered version.

::

    git worktree add ../then 1a94b7c && cd ../then
    PYTHONPATH=. python ../now/tests/data/delivered/make.py ../now/tests/data/delivered

Never again for the same version: what lies here is what its installations hold.
"""

import asyncio
import json
import lzma
import sys
from datetime import time
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx

from distribution.accounts.rules import Role
from distribution.app import create_app
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.dumping import dump
from distribution.core.postgres.server import SERVICE_ROLE, Server, throwaway_postgres
from distribution.core.settings import Settings
from distribution.inventory.commands.counting import CountedLine, count
from distribution.inventory.commands.minimums import set_minimum
from distribution.pickup.commands.hours import set_exception
from distribution.pickup.rules.opening import DayException
from distribution.routing.commands.fleet import set_delivery_preference
from distribution.routing.commands.promising import promise_window
from tests.conftest import MASTER_KEY
from tests.subjects import a_full_centre
from tests.worlds import NOON, a_centre
from tests.worlds_accounts import sign_in_as
from tests.worlds_vouchers import a_counter

TODAY = local_day(NOON)


async def write(server: Server, place: Path) -> None:
    """Fill a database by the commands of this version, and write it down."""
    await migrate(server.owner(), SERVICE_ROLE)
    owner = await asyncpg.connect(server.owner())
    things = {}
    async with connected(server.service_dsn, pool_size=8):
        full = await a_centre(owner, "MOPS Pełny")
        things["full"] = {"centre": str(full.centre), **await filled(full, owner)}
        counter = await a_counter(await a_centre(owner, "GOPS Z okienkiem"))
        things["counter"] = {
            "centre": str(counter.actor.centre),
            "device_token": counter.device_token,
            "site": str(counter.site),
            "token": counter.token(),
            "voucher": str(counter.voucher.id),
        }
    await owner.close()
    (place / "dump.xz").write_bytes(lzma.compress(b"".join(dump(server.owner()))))
    (place / "things.json").write_text(json.dumps(things, indent=1) + "\n")


async def filled(actor: Actor, owner: asyncpg.Connection) -> dict[str, str]:
    """Return the ids of one thing of each kind."""
    nowhere = Settings(data_dir=Path("/nonexistent"), master_key=MASTER_KEY)
    app = create_app(nowhere, clock=lambda: NOON, own_pool=False)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as phone:
        driver = await sign_in_as(phone, actor, Role.DRIVER)
    ids = await a_full_centre(actor, driver)
    site, lot = UUID(ids["site"]), UUID(ids["lot"])
    await set_minimum(actor, article=UUID(ids["article"]), site=site, packs=3)
    closed = DayException(TODAY.replace(month=5), note="malowanie")
    await set_exception(actor, site, closed)
    await set_delivery_preference(
        actor,
        UUID(ids["delivered_household"]),
        window_opens=time(9),
        window_closes=time(12),
        service_seconds=240,
    )
    await promise_window(
        actor,
        UUID(ids["road_voucher"]),
        day=TODAY,
        opens=time(13),
        closes=time(15),
        now=NOON,
    )
    lies = await owner.fetchrow(
        "SELECT location, packs FROM stock_balance WHERE lot = $1 AND packs > 5", lot
    )
    lines = [CountedLine(lot, lies["packs"] - 1)]
    await count(actor, lines, location=lies["location"], now=NOON)
    return ids


if __name__ == "__main__":
    with throwaway_postgres() as server:
        asyncio.run(write(server, Path(sys.argv[1])))
