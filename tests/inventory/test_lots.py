"""The one guard of page, API, scan and allocation: may a lot be used on a day?"""

from datetime import date, timedelta

import pytest

from distribution.inventory.rules.lots import LOT_STATE_LABELS, LotState, usable_on

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
