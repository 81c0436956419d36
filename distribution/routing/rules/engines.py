"""Which engines can be asked for routes. Pure."""

from enum import StrEnum


class Engine(StrEnum):
    """Who searches. Stored with a plan; never rename one."""

    BEST = "best"
    PYVRP = "pyvrp"
    ORTOOLS = "ortools"
