"""Vouchers to PDF, against making their QR matrices alone.

    ./dev bench vouchers [--cards 1000] [--rounds 3]

Vouchers are read from the database, signed and set. Both in this process, one after
the other, several rounds; the medians are compared. The promise is at most 3 times. PNG images of the same
codes stand beside it. Read ratios, not seconds: these depend on the machine.
"""

import argparse
import asyncio
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from benchmarks.town import MASTER_KEY, Town, fill
from distribution.accounts.rules import Permission
from distribution.core import qr
from distribution.core.actor import Actor
from distribution.core.clock import local_day, utc_now
from distribution.core.database import connected
from distribution.core.migrations import migrate
from distribution.core.postgres.server import SERVICE_ROLE, Server, embedded_postgres
from distribution.pickup.queries.card_times import card_times
from distribution.vouchers.printing import read_round, sheets_of
from distribution.vouchers.signing import sign

PROMISED = 3.0


def main() -> int:
    options = _options()
    print(f"{options.cards} vouchers, {options.rounds} rounds, medians")
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {_python()}")
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        home.chmod(0o711)
        with embedded_postgres(home) as server:
            asyncio.run(migrate(server.owner(), SERVICE_ROLE))
            return asyncio.run(_measure(server, options.cards, options.rounds))


async def _measure(server: Server, cards: int, rounds: int) -> int:
    now = utc_now()
    town = await fill(server.superuser_dsn or "", vouchers=cards, today=local_day(now))
    actor = Actor(
        centre=town.centre,
        kind="cli",
        id=None,
        name="bench",
        permissions=frozenset(each.value for each in Permission),
    )
    seconds: dict[str, list[float]] = {"load": [], "matrices": [], "png": [], "pdf": []}
    size = 0
    async with connected(server.service_dsn, pool_size=2):
        for _ in range(rounds):
            started = time.perf_counter()
            printout = await read_round(
                actor, town.round, master_key=MASTER_KEY, now=now, times=card_times
            )
            seconds["load"].append(time.perf_counter() - started)
            tokens = _tokens(town)
            copies = {row.id: 1 for row in printout.rows}
            seconds["matrices"].append(_timed(lambda t=tokens: [_plain(x) for x in t]))
            seconds["png"].append(
                _timed(lambda t=tokens: [qr.png(qr.matrix(x)) for x in t])
            )
            started = time.perf_counter()
            size = len(sheets_of(printout, copies, made_at=now))
            seconds["pdf"].append(time.perf_counter() - started)
    return _report({name: median(taken) for name, taken in seconds.items()}, size)


def _tokens(town: Town) -> list[str]:
    return [
        sign(town.key, voucher_id=each, last_valid_day=town.last_day)
        for each in town.vouchers
    ]


def _report(taken: dict[str, float], size: int) -> int:
    bare = taken["matrices"]
    whole = taken["load"] + taken["pdf"]
    print(f"{'QR matrices alone':<28}{bare:>8.2f} s")
    print(f"{'QR codes as PNG':<28}{taken['png']:>8.2f} s{taken['png'] / bare:>8.2f} x")
    print(f"{'reading the database':<28}{taken['load']:>8.2f} s")
    print(f"{'cards to PDF':<28}{taken['pdf']:>8.2f} s{taken['pdf'] / bare:>8.2f} x")
    print(f"{'all of it':<28}{whole:>8.2f} s{whole / bare:>8.2f} x  {size // 1000} kB")
    kept = whole <= PROMISED * bare
    print(f"promise: at most {PROMISED:g} x: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


def _plain(token: str) -> list[list[bool]]:
    """Return the matrix as anyone would make it with the qrcode library."""
    code = qrcode.QRCode(
        version=6, error_correction=ERROR_CORRECT_M, border=4, mask_pattern=4
    )
    code.add_data(token, optimize=0)
    code.make(fit=False)
    return code.get_matrix()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _python() -> str:
    return platform.python_version()


if __name__ == "__main__":
    sys.exit(main())
