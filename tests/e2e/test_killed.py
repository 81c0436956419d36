"""kill -9 in the middle of 2 000 hand-outs: nothing acknowledged is lost or doubled.

The real service on its own PostgreSQL, with everything durable. First the service is
killed, then PostgreSQL itself. Phones do what phones do: they send again, with the
same nonce, until somebody answers.
"""

import asyncio
import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from benchmarks.town import ARTICLES, DEVICE_TOKEN, PACKS, Town, fill
from distribution.core.clock import local_day, utc_now
from distribution.core.postgres.server import Server, embedded_postgres
from distribution.vouchers.signing import sign

VOUCHERS = 2_000
PHONES = 8
PATIENCE = 120.0
"""Seconds that a phone keeps trying."""


class Service:
    """The service as an operator runs it."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "KROMKA_DATA_DIR": str(data_dir),
            "KROMKA_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def migrate(self) -> None:
        """In a process of its own: this one has a pool open on another database."""
        command = [sys.executable, "-m", "distribution.cli", "migrate"]
        subprocess.run(command, env=self.environment, check=True)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distribution.cli",
                "serve",
                "--port",
                str(self.port),
            ],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        """End the whole process group at once, workers too."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory that root's PostgreSQL, which runs as another account, may enter."""
    directory = Path(tempfile.mkdtemp(prefix="kromka-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


async def test_killing_service_and_database_loses_and_doubles_nothing(
    home: Path,
) -> None:
    with embedded_postgres(home) as server:
        service = Service(home)
        service.migrate()
        town = await fill(
            server.superuser_dsn or "", vouchers=VOUCHERS, today=local_day(utc_now())
        )
        service.start()
        acknowledged: dict[UUID, UUID] = {}
        queue = iter(town.vouchers)

        async def accidents() -> None:
            while len(acknowledged) < VOUCHERS // 3:
                await asyncio.sleep(0.01)
            service.kill()
            service.start()
            while len(acknowledged) < 2 * VOUCHERS // 3:
                await asyncio.sleep(0.01)
            await kill_postgres(server)

        try:
            async with asyncio.TaskGroup() as everybody:
                everybody.create_task(accidents())
                for _ in range(PHONES):
                    everybody.create_task(
                        phone(service.port, town, queue, acknowledged)
                    )
        finally:
            service.kill()
        await the_books_agree(server, town, acknowledged)


async def phone(port: int, town: Town, queue, acknowledged: dict[UUID, UUID]) -> None:
    headers = {"Authorization": f"Bearer {DEVICE_TOKEN}"}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10
    ) as client:
        for voucher in queue:
            nonce = uuid4()
            scan = {
                "code": sign(
                    town.key, voucher_id=voucher, last_valid_day=town.last_day
                ),
                "nonce": str(nonce),
                "scanned_at": utc_now().isoformat(),
                "channel": "pickup",
            }
            body = await until_answered(client, scan)
            acknowledged[nonce] = UUID(body["id"])


async def until_answered(client: httpx.AsyncClient, scan: dict) -> dict:
    """Send one scan again and again, as a phone does, until it is acknowledged."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while loop.time() < deadline:
        try:
            answer = await client.post("/api/v1/handouts", json=scan)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.status_code in (200, 201):
            return answer.json()
        assert answer.status_code >= 500, answer.text
        await asyncio.sleep(0.1)
    raise AssertionError("the service did not come back")


async def kill_postgres(server: Server) -> None:
    connection = await asyncpg.connect(server.superuser_dsn)
    directory = await connection.fetchval("SHOW data_directory")
    pid = int((Path(directory) / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    connection.terminate()


async def the_books_agree(
    server: Server, town: Town, acknowledged: dict[UUID, UUID]
) -> None:
    connection = await asyncpg.connect(server.superuser_dsn)
    rows = await connection.fetch("SELECT id, nonce, voucher FROM handout")
    balances = await connection.fetch(
        "SELECT b.packs, b.reserved, (SELECT sum(packs) FROM movement AS m"
        " WHERE m.lot = b.lot AND m.location = b.location)::int AS moved"
        " FROM stock_balance AS b"
    )
    issued = await connection.fetchval("SELECT sum(issued)::int FROM entitlement")
    await connection.close()
    recorded = {row["nonce"]: row["id"] for row in rows}
    assert len(acknowledged) == VOUCHERS
    assert recorded == acknowledged
    assert {row["voucher"] for row in rows} == set(town.vouchers)
    assert [tuple(row.values()) for row in balances] == [(1000, 0, 1000)] * ARTICLES
    assert issued == VOUCHERS * ARTICLES * PACKS
