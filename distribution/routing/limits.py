"""When a search ends, and who looks on."""

from collections.abc import Callable

import msgspec

from distribution.routing.greedy import Orders


class Limit(msgspec.Struct, frozen=True):
    """When a search ends: at an instant of the monotonic clock, or by work.

    ``rounds`` is how many rounds each process searches; with it alone deciding, the
    same seed gives the same plan on any machine with as many processors.
    """

    deadline: float
    rounds: int | None = None


class Watch(msgspec.Struct, frozen=True):
    """Who looks on: told of every better plan, and asked whether to go on."""

    better: Callable[[Orders, int], None] = lambda _orders, _cost: None
    cancelled: Callable[[], bool] = lambda: False


SILENT = Watch()
"""Nobody looks on."""
