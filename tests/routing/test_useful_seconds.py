"""How long a search is worth it."""

import pytest

from distribution.routing.rules.engines import useful_seconds


@pytest.mark.parametrize(
    ("asked", "stops", "useful"),
    [(10, 3, 0.3), (10, 0, 0.1), (10, 60, 6.0), (10, 400, 10), (0.2, 60, 0.2)],
)
def test_few_stops_need_few_seconds_and_nobody_waits_longer_than_asked(
    asked, stops, useful
):
    assert useful_seconds(asked, stops) == pytest.approx(useful)
