"""Which engines can be asked for routes, and how long it is worth it. Pure."""

from enum import StrEnum


class Engine(StrEnum):
    """Who searches. Stored with a plan; never rename one."""

    BEST = "best"
    PYVRP = "pyvrp"
    ORTOOLS = "ortools"


_USEFUL_PER_STOP = 0.1
"""Seconds. Towns of 60 stops are within a thousandth of the best known after two
seconds (./dev bench routes); three times that is kept for the rules at the side."""


def useful_seconds(asked: float, stops: int) -> float:
    """Return how long to search of the seconds *asked*: few stops need few."""
    return min(asked, _USEFUL_PER_STOP * max(1, stops))
