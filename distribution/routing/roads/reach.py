"""Which roads a car can come to and get away from again. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from distribution.routing.roads.road_map import RoadMap
from distribution.routing.roads.shortest import largest_part
from distribution.routing.roads.states import States


def usable_directions(road_map: RoadMap, states: States) -> set[int]:
    """Return the directions that can be reached from, and lead to, the main network.

    The main network is the largest part in which one can drive from everywhere to
    everywhere; a road for ends only belongs to it if such roads lead there and back.
    """
    main = largest_part(states.count, [(tail, head) for tail, head, _ in states.arcs])
    through, ends = set(), []
    for direction, after in states.after.items():
        if road_map.ends_only[direction >> 1]:
            ends.append(direction)
        elif after in main and any(one in main for one in states.before[direction]):
            through.add(direction)
    gates = {road_map.head(d) for d in through} | {road_map.tail(d) for d in through}
    arcs = [(road_map.tail(d), road_map.head(d)) for d in ends]
    reached = _reached(gates, arcs)
    leading_back = _reached(gates, [(head, tail) for tail, head in arcs])
    return through | {
        direction
        for direction in ends
        if road_map.tail(direction) in reached
        and road_map.head(direction) in leading_back
    }


def _reached(begins: Iterable[int], arcs: Iterable[tuple[int, int]]) -> set[int]:
    following: dict[int, list[int]] = defaultdict(list)
    for tail, head in arcs:
        following[tail].append(head)
    seen = set(begins)
    ahead = list(seen)
    while ahead:
        for junction in following[ahead.pop()]:
            if junction not in seen:
                seen.add(junction)
                ahead.append(junction)
    return seen
