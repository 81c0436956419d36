"""The list of one day at a site, for the desk: in the order in which people come."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

import msgspec

from distribution.pickup.rules.booking import BookingState

_AFTER_THE_EXPECTED = {
    BookingState.DONE: 1,
    BookingState.NO_SHOW: 2,
    BookingState.CANCELLED: 3,
}


class DayLine(msgspec.Struct, frozen=True):
    """One booking on the list; ``household_number`` is the short one, no name.

    ``persons``: how many the parcel is for. ``call_number``: what the screen in the
    hall shows, once the household has come.
    """

    booking: UUID
    starts_at: time
    household_number: str
    state: BookingState
    persons: int = 0
    voucher: UUID | None = None
    call_number: str | None = None
    handed_out_at: datetime | None = None


def day_list(lines: Iterable[DayLine]) -> list[DayLine]:
    """Return the lines by hour; within it who is still expected comes first.

    Household numbers count as numbers: 9 stands before 10.
    """
    return sorted(
        lines,
        key=lambda line: (
            line.starts_at,
            _AFTER_THE_EXPECTED.get(line.state, 0),
            _as_numbers(line.household_number),
        ),
    )


def _as_numbers(text: str) -> list[tuple[int, str]]:
    parts = re.findall(r"(\d+)|(\D+)", text)
    return [(int(digits or 0), letters) for digits, letters in parts]
