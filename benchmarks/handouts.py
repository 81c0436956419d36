"""Hand-outs a second over HTTP, against a bare endpoint on the same server settings.

Each hand-out redeems a signed token, issues six lines of lots that all share, debits
the entitlement, and is audited; policies, ``fsync`` and ``synchronous_commit`` are on.
The peer does one conditional UPDATE and one INSERT. Prints ratios of the same run.

    ./dev bench handouts [--vouchers 20000 500000] [--requests 2000]
"""

import argparse
import asyncio
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import msgspec

from benchmarks.load import Load, request, run
from benchmarks.serving import serving
from benchmarks.town import DEVICE_TOKEN, Town, fill
from distribution.core.clock import local_day, utc_now
from distribution.core.migrations import migrate
from distribution.core.postgres.binaries import find_postgres_bin
from distribution.core.postgres.server import SERVICE_ROLE, Server, embedded_postgres
from distribution.vouchers.signing import sign

CONNECTIONS = (1, 8, 32)
TARGET = 0.25


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--vouchers", type=int, nargs="+", default=[20_000, 500_000])
    parser.add_argument("--requests", type=int, default=2_000)
    chosen = parser.parse_args()
    print(
        f"{'vouchers':>9} {'conns':>5} {'kromka/s':>9} {'bare/s':>8} {'ratio':>6}"
        f" {'median ms':>9} {'p95 ms':>7}"
    )
    ratios = []
    for count in chosen.vouchers:
        ratios += measure(count, chosen.requests)
    worst = min(ratios)
    print(f"ratio at 8 connections: {worst:.2f} (target {TARGET})")
    return 0 if worst >= TARGET else 1


def measure(vouchers: int, requests: int) -> list[float]:
    """Print a row a number of connections; return the ratios at eight."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        with embedded_postgres(home) as server:
            asyncio.run(migrate(server.owner(), SERVICE_ROLE))
            today = local_day(utc_now())
            town = asyncio.run(
                fill(server.superuser_dsn or "", vouchers=vouchers, today=today)
            )
            ratios = list(_rounds(server, town, requests))
            _pgbench(server, vouchers)
            return ratios


def _rounds(server: Server, town: Town, requests: int) -> Iterator[float]:
    order = random.Random(1).sample(town.vouchers, len(town.vouchers))
    numbers = random.Random(2).sample(range(1, len(order) + 1), len(order))
    with (
        serving("distribution.app:app", server) as ours,
        serving("benchmarks.bare:app", server) as peer,
    ):
        warm = 200
        _load(ours, [_handout(town, v) for v in _some(order, warm)], 8)
        _load(peer, [_redemption(n) for n in _some(numbers, warm)], 8)
        for connections in CONNECTIONS:
            mine = _load(
                ours, [_handout(town, v) for v in _some(order, requests)], connections
            )
            bare = _load(
                peer, [_redemption(n) for n in _some(numbers, requests)], connections
            )
            ratio = mine.per_second / bare.per_second
            print(
                f"{len(town.vouchers):>9} {connections:>5} {mine.per_second:>9.0f}"
                f" {bare.per_second:>8.0f} {ratio:>6.2f} {mine.median_ms:>9.1f}"
                f" {mine.p95_ms:>7.1f}",
                flush=True,
            )
            if connections == 8:
                yield ratio


def _some(left: list, count: int) -> list:
    taken = left[:count]
    del left[:count]
    return taken


def _load(port: int, requests: list[bytes], connections: int) -> Load:
    load = asyncio.run(run(port, requests, connections))
    if set(load.statuses) != {201}:
        raise SystemExit(f"not every request was done: {load.statuses}")
    return load


def _handout(town: Town, voucher: object) -> bytes:
    token = sign(town.key, voucher_id=voucher, last_valid_day=town.last_day)
    body = {
        "code": token,
        "nonce": uuid4(),
        "scanned_at": datetime.now(UTC),
        "channel": "pickup",
    }
    return request("/api/v1/handouts", msgspec.json.encode(body), token=DEVICE_TOKEN)


def _redemption(number: int) -> bytes:
    return request(
        "/redeem", msgspec.json.encode({"voucher": number, "nonce": uuid4()})
    )


def _pgbench(server: Server, vouchers: int) -> None:
    """Print what PostgreSQL alone does of the peer's two statements."""
    script = (
        f"\\set v random(1, {vouchers})\nBEGIN;\n"
        "UPDATE bench_voucher SET redeemed = true WHERE id = :v;\n"
        "INSERT INTO bench_redemption (voucher, nonce)"
        " VALUES (:v, gen_random_uuid());\nCOMMIT;\n"
    )
    dsn = urlsplit(server.superuser_dsn or "")
    host = parse_qs(dsn.query)["host"][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [
                find_postgres_bin(None) / "pgbench",
                *("-h", host, "-U", "postgres", "-n", "-c", "8", "-j", "1"),
                *("-T", "5", "-f", file.name, "kromka"),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    print(f"{vouchers:>9}  pgbench alone, 8 clients: {found and found[1]} a second")


if __name__ == "__main__":
    sys.exit(main())
