"""The one guard of page, API, scan and allocation: may a lot be used on a day?"""

from datetime import date, timedelta

import pytest

from distribution.inventory.rules.lots import (
    LOT_STATE_LABELS,
    URGENCY_LABELS,
    LotState,
    Urgency,
    urgency,
    usable_on,
)

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("state", "use_until", "usable"),
    [
        (LotState.USABLE, DAY, True),
        (LotState.USABLE, DAY - timedelta(days=1), False),
        (LotState.USABLE, DAY + timedelta(days=1), True),
        (LotState.USABLE, None, True),
        (LotState.QUARANTINE, None, False),
        (LotState.RECALLED, DAY, False),
    ],
)
def test_the_last_day_is_good_and_the_next_is_not(
    state: LotState, use_until: date | None, *, usable: bool
) -> None:
    assert usable_on(state, use_until, DAY) is usable


def test_every_state_has_a_name() -> None:
    assert set(LOT_STATE_LABELS) == set(LotState)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Urgency.EXPIRED),
        (0, Urgency.WEEK),
        (7, Urgency.WEEK),
        (8, Urgency.MONTH),
        (30, Urgency.MONTH),
        (31, Urgency.LATER),
    ],
)
def test_what_expires_today_is_urgent_not_expired(days: int, expected: Urgency) -> None:
    assert urgency(DAY + timedelta(days=days), DAY) is expected
    assert urgency(None, DAY) is Urgency.UNLIMITED
    assert set(URGENCY_LABELS) == set(Urgency)
