"""All that a day is planned from."""

from datetime import date

from distribution.routing.day_problem import DayInput
from distribution.routing.queries.deliveries import deliveries_on
from distribution.routing.queries.fleet import shifts_on
from distribution.routing.queries.under_way import under_way_on
from distribution.routing.queries.wishes import routing_rules


async def day_input(day: date) -> DayInput:
    """Return all that a day is planned from."""
    return DayInput(
        day,
        await deliveries_on(day),
        await shifts_on(day),
        await under_way_on(day),
        await routing_rules(),
    )
