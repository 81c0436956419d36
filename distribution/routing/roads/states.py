"""Where a car can be, so that turn restrictions and private roads hold. Pure.

A junction is one state, but where a turn is restricted, and at the junctions next to
it, it is one state for each direction a car may come by: there it does not turn back
unless the road ends, else turning round behind a banned turn would undo it. Roads for
ends only are there twice: in a layer that a drive begins in and never comes back to,
and in one that it ends in and never leaves.
"""

from collections import defaultdict

import msgspec

from distribution.routing.roads.road_map import RoadMap


class States(msgspec.Struct, frozen=True):
    """Arcs between states.

    Attributes:
        count: How many states there are.
        arcs: From, to, and by which direction; ``free`` is no direction and no cost.
        free: The number that stands for no direction.
        after: For each direction, the state that a car comes to by it.
        before: For each direction, the states from which a car may take it.
    """

    count: int
    arcs: list[tuple[int, int, int]]
    free: int
    after: dict[int, int]
    before: dict[int, list[int]]


def states_of(road_map: RoadMap) -> States:
    """Return the states of *road_map*."""
    return _Expansion(road_map).states()


class _Expansion:
    """Gives each junction its states. ``junction`` itself is its state to set out."""

    def __init__(self, road_map: RoadMap) -> None:
        self._map = road_map
        self._count = road_map.junctions
        self._arcs: list[tuple[int, int, int]] = []
        self._free = 2 * road_map.roads
        self._after: dict[int, int] = {}
        self._before: dict[int, list[int]] = {}
        self._leaving: dict[int, list[int]] = defaultdict(list)
        self._coming: dict[int, list[int]] = defaultdict(list)
        pairs = iter(road_map.banned)
        self._banned = set(zip(pairs, pairs, strict=True))

    def states(self) -> States:
        """Return states and arcs of all roads."""
        open_ = [d for d in range(self._free) if self._map.is_open(d)]
        through = [d for d in open_ if not self._map.ends_only[d >> 1]]
        for direction in through:
            self._leaving[self._map.tail(direction)].append(direction)
            self._coming[self._map.head(direction)].append(direction)
        self._add_through(through)
        self._add_ends([d for d in open_ if self._map.ends_only[d >> 1]])
        return States(self._count, self._arcs, self._free, self._after, self._before)

    def _add_through(self, through: list[int]) -> None:
        watched = self._watched()
        for direction in through:
            head = self._map.head(direction)
            self._after[direction] = self._new() if head in watched else head
        for direction in through:
            tail = self._map.tail(direction)
            before = [tail]
            if tail in watched:
                before += [
                    self._after[came_by]
                    for came_by in self._coming[tail]
                    if self._may_turn(came_by, direction)
                ]
            self._before[direction] = before
            after = self._after[direction]
            self._arcs += [(state, after, direction) for state in before]

    def _watched(self) -> set[int]:
        """Return the junctions where a turn is restricted, and those next to them."""
        vias = {self._map.head(came_by) for came_by, _ in self._banned}
        beside = set()
        for via in vias:
            beside |= {self._map.head(d) for d in self._leaving[via]}
            beside |= {self._map.tail(d) for d in self._coming[via]}
        return vias | beside

    def _may_turn(self, came_by: int, goes_by: int) -> bool:
        if (came_by, goes_by) in self._banned:
            return False
        if goes_by != came_by ^ 1:
            return True
        return not any(
            other != goes_by and (came_by, other) not in self._banned
            for other in self._leaving[self._map.tail(goes_by)]
        )

    def _add_ends(self, ends: list[int]) -> None:
        touched = {self._map.tail(d) for d in ends} | {self._map.head(d) for d in ends}
        setting_out = {junction: self._new() for junction in sorted(touched)}
        arriving = {junction: self._new() for junction in sorted(touched)}
        for junction in sorted(touched):
            self._arcs.append((setting_out[junction], junction, self._free))
            reached = {self._after[d] for d in self._coming[junction]} | {junction}
            for state in sorted(reached):
                self._arcs.append((state, arriving[junction], self._free))
        for direction in ends:
            tail, head = self._map.tail(direction), self._map.head(direction)
            self._arcs.append((setting_out[tail], setting_out[head], direction))
            self._arcs.append((arriving[tail], arriving[head], direction))
            self._after[direction] = setting_out[head]
            self._before[direction] = [arriving[tail]]

    def _new(self) -> int:
        self._count += 1
        return self._count - 1
