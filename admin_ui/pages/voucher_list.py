"""A page of the vouchers of a round, narrowed down to what was asked for."""

from datetime import date
from typing import Any

import msgspec

from distribution.programmes.queries.rounds import RoundFacts
from distribution.vouchers.queries.standing import VoucherPage, voucher_page
from distribution.vouchers.rules import Channel, VoucherState

_ON_A_PAGE = 50
_MOST_PAGES = 100_000
_DIGITS = 9


class Sought(msgspec.Struct, frozen=True):
    """What the list is narrowed down to; an empty text narrows nothing."""

    standing: str = ""
    channel: str = ""
    number: str = ""

    def narrowing(self) -> dict[str, Any]:
        """Return what the query takes; what nobody can be named by finds nobody."""
        is_state = self.standing in list(VoucherState)
        is_channel = self.channel in list(Channel)
        found: dict[str, Any] = {
            "state": VoucherState(self.standing) if is_state else None,
            "channel": Channel(self.channel) if is_channel else None,
        }
        if self.number:
            is_number = self.number.isdecimal() and len(self.number) <= _DIGITS
            found["household_number"] = int(self.number) if is_number else 0
        return found


async def part_of(
    chosen: RoundFacts | None, day: date, sought: Sought, page: int
) -> tuple[int, VoucherPage]:
    """Return a page of the list, or its last one where there are fewer."""
    if chosen is None:
        return 1, VoucherPage([], 0)
    asked = {"most": _ON_A_PAGE, **sought.narrowing()}
    # No list is as long as an address can say.
    at = min(page, _MOST_PAGES)
    found = await voucher_page(chosen.id, day, skip=(at - 1) * _ON_A_PAGE, **asked)
    if found.rows or at == 1:
        return at, found
    at = pages_of(found.found)
    last = await voucher_page(chosen.id, day, skip=(at - 1) * _ON_A_PAGE, **asked)
    return at, last


def pages_of(found: int) -> int:
    """Return how many pages a list of *found* vouchers has."""
    return max(1, -(-found // _ON_A_PAGE))
