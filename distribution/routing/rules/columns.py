"""A route as one choice among many, for those who recombine routes. Pure."""

import msgspec


class Column(msgspec.Struct, frozen=True):
    """What a vehicle of a *kind* visits, in driving order, and what that costs.

    ``visits`` are places in the problem's sequence of stops.
    """

    kind: int
    visits: tuple[int, ...]
    cost: int
