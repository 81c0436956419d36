"""A day's deliveries, planned and written down."""

from datetime import time, timedelta

import pytest

from distribution.core.actor import Actor
from distribution.routing.queries.plans import PlanState
from tests.worlds_routing import a_town, at_home, planned


async def test_twenty_seven_seniors_are_planned_within_seconds(actor: Actor) -> None:
    await a_town(actor, homes=[at_home(n) for n in range(27)], drivers=2)

    made = await planned(actor, seconds=2)

    assert made.plan.state is PlanState.SOLVED
    assert made.left_out == []
    assert len(made.stops) == 27
    assert len({stop.voucher for stop in made.stops}) == 27
