"""Vouchers to PDF, against making their QR matrices alone.

    python -m benchmarks.vouchers [--cards 1000] [--rounds 3]

Both in this process, one after the other, several rounds; the medians are compared.
The promise is at most 3 times (docs/design.md, "Speed"). PNG images of the same
codes stand beside it. Read ratios, not seconds: these depend on the machine.
"""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median
from uuid import UUID

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from distribution.vouchers import qr, short_code
from distribution.vouchers.sheets import VoucherCard, sheets
from distribution.vouchers.signing import new_key, sign

PROMISED = 3.0
MADE_AT = datetime(2026, 11, 20, tzinfo=UTC)


async def load_cards(count: int) -> list[VoucherCard]:
    """Return *count* cards. Replace it to time the reading of the database too."""
    key = new_key(1)
    last_day = date(2026, 12, 11)
    languages = ("pl", "pl", "uk", "pl", "en")
    return [
        VoucherCard(
            token=sign(key, voucher_id=UUID(int=number), last_valid_day=last_day),
            short_code=short_code.new(),
            household_number=str(1000 + number),
            centre_name="MOPS w Kraśniku",
            programme="FEPŻ, Podprogram 2024 (przykładowy), tura 3",
            place="Centrum Kultury i Promocji",
            address="al. Niepodległości 44, Kraśnik",
            hours="9:00–15:00",
            first_day=date(2026, 12, 7),
            last_day=last_day,
            phone="81 825 15 81",
            language=languages[number % len(languages)],
        )
        for number in range(count)
    ]


def main() -> None:
    options = _options()
    print(f"{options.cards} vouchers, {options.rounds} rounds, medians")
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {_python()}")
    seconds: dict[str, list[float]] = {"load": [], "matrices": [], "png": [], "pdf": []}
    size = 0
    for _ in range(options.rounds):
        started = time.perf_counter()
        cards = asyncio.run(load_cards(options.cards))
        seconds["load"].append(time.perf_counter() - started)
        tokens = [card.token for card in cards]
        seconds["matrices"].append(_timed(lambda t=tokens: [_plain(x) for x in t]))
        seconds["png"].append(
            _timed(lambda t=tokens: [qr.png(qr.matrix(x)) for x in t])
        )
        started = time.perf_counter()
        size = len(sheets(cards, made_at=MADE_AT))
        seconds["pdf"].append(time.perf_counter() - started)
    _report({name: median(taken) for name, taken in seconds.items()}, size)


def _report(taken: dict[str, float], size: int) -> None:
    bare = taken["matrices"]
    whole = taken["load"] + taken["pdf"]
    print(f"{'QR matrices alone':<28}{bare:>8.2f} s")
    print(f"{'QR codes as PNG':<28}{taken['png']:>8.2f} s{taken['png'] / bare:>8.2f} x")
    print(f"{'loading the cards':<28}{taken['load']:>8.2f} s")
    print(f"{'cards to PDF':<28}{taken['pdf']:>8.2f} s{taken['pdf'] / bare:>8.2f} x")
    print(f"{'all of it':<28}{whole:>8.2f} s{whole / bare:>8.2f} x  {size // 1000} kB")
    kept = "kept" if whole <= PROMISED * bare else "BROKEN"
    print(f"promise: at most {PROMISED:g} x: {kept}")


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
    main()
