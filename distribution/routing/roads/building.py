"""Makes a road map of an extract: cuts ways at junctions, times them. Pure."""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from distribution.routing.roads.box import UNITS
from distribution.routing.roads.extract import Extract, RoadLine
from distribution.routing.roads.network import arc
from distribution.routing.roads.road_map import NO_WAY, RoadMap
from distribution.routing.roads.shortest import largest_part


def build(extract: Extract) -> RoadMap:
    """Return the map of *extract*; it has no roads if the extract has none."""
    builder = _Builder(extract)
    for line in extract.lines:
        builder.add(line)
    return builder.finish()


class _Builder:
    """Collects the columns of a map, road by road."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._junctions: dict[int, int] = {}
        self._count = 0
        self._cuts = _cuts(extract)
        self._of_way: dict[int, list[int]] = defaultdict(list)
        self._ends: list[tuple[int, int]] = []
        self.tails, self.heads = array("i"), array("i")
        self.forward, self.backward = array("i"), array("i")
        self.lengths, self.begins = array("i"), array("i", [0])
        self.lats, self.lons = array("i"), array("i")
        self.ends_only = bytearray()

    def add(self, line: RoadLine) -> None:
        """Add the roads that *line* is made of."""
        begin = 0
        for position in range(1, len(line.nodes)):
            if position == len(line.nodes) - 1 or line.nodes[position] in self._cuts:
                self._add_road(line, line.nodes[begin : position + 1])
                begin = position

    def _add_road(self, line: RoadLine, nodes: "array[int]") -> None:
        places = [self._extract.places[node] for node in nodes]
        metres = 0.0
        for (lat, lon), (other_lat, other_lon) in pairwise(places):
            metres += arc(
                lat / UNITS, lon / UNITS, other_lat / UNITS, other_lon / UNITS
            )
        length = max(1, round(metres * 10))
        wait = 1000 * sum(self._extract.delays.get(node, 0) for node in nodes[1:-1])
        last, first = (self._extract.delays.get(nodes[end], 0) for end in (-1, 0))
        drive = line.drive
        self.tails.append(self._junction(nodes[0]))
        self.heads.append(self._junction(nodes[-1]))
        self.forward.append(_time(length, drive.forward, wait + 1000 * last))
        self.backward.append(_time(length, drive.backward, wait + 1000 * first))
        self.lengths.append(length)
        self.ends_only.append(drive.ends_only)
        self.lats.extend(lat for lat, _ in places)
        self.lons.extend(lon for _, lon in places)
        self.begins.append(len(self.lats))
        self._of_way[line.way].append(len(self._ends))
        self._ends.append((nodes[0], nodes[-1]))

    def _junction(self, node: int) -> int:
        """Return the number of a junction; a barred point is a new one each time."""
        if node in self._extract.barred:
            self._count += 1
            return self._count - 1
        if node not in self._junctions:
            self._junctions[node] = self._count
            self._count += 1
        return self._junctions[node]

    def finish(self) -> RoadMap:
        """Return the map, with roads that lead nowhere else kept for ends."""
        road_map = RoadMap(
            junctions=self._count,
            tails=self.tails,
            heads=self.heads,
            forward=self.forward,
            backward=self.backward,
            lengths=self.lengths,
            ends_only=self.ends_only,
            begins=self.begins,
            lats=self.lats,
            lons=self.lons,
            banned=array("i"),
            passed_over=dict(self._extract.passed_over),
            made_at=self._extract.made_at,
        )
        banned = sorted(set(self._banned(road_map)))
        road_map.banned.extend(one for pair in banned for one in pair)
        _keep_islands_for_ends(road_map)
        return road_map

    def _banned(self, road_map: RoadMap) -> Iterator[tuple[int, int]]:
        leaving: dict[int, list[int]] = defaultdict(list)
        for direction in range(2 * road_map.roads):
            if road_map.is_open(direction):
                leaving[road_map.tail(direction)].append(direction)
        for turn in self._extract.turns:
            via = self._junctions.get(turn.via)
            if via is None:
                continue
            coming = [d ^ 1 for d in self._touching(turn.from_way, turn.via)]
            meant = set(self._touching(turn.to_way, turn.via))
            if not meant:
                continue
            for came_by in coming:
                for goes_by in leaving[via]:
                    if (goes_by in meant) != turn.only:
                        yield came_by, goes_by

    def _touching(self, way: int, node: int) -> list[int]:
        """Return the directions of a way's roads that begin at a node."""
        found = []
        for road in self._of_way[way]:
            tail, head = self._ends[road]
            found += [2 * road] if tail == node else []
            found += [2 * road + 1] if head == node else []
        return found


def _cuts(extract: Extract) -> set[int]:
    """Return the points where roads meet, are barred, or a turn is restricted."""
    uses: Counter[int] = Counter()
    for line in extract.lines:
        uses.update(line.nodes)
        uses.update((line.nodes[0], line.nodes[-1]))
    cuts = {node for node, count in uses.items() if count > 1}
    return cuts | extract.barred | {turn.via for turn in extract.turns}


def _time(length: int, speed: int, wait: int) -> int:
    """Return milliseconds for decimetres at km/h, or ``NO_WAY`` at none."""
    return math.ceil(length * 360 / speed) + wait if speed else NO_WAY


def _keep_islands_for_ends(road_map: RoadMap) -> None:
    """Mark the roads off the main network, which private roads alone may lead to."""
    through = [
        direction
        for direction in range(2 * road_map.roads)
        if road_map.is_open(direction) and not road_map.ends_only[direction >> 1]
    ]
    main = largest_part(
        road_map.junctions, [(road_map.tail(d), road_map.head(d)) for d in through]
    )
    for direction in through:
        if road_map.tail(direction) not in main or road_map.head(direction) not in main:
            road_map.ends_only[direction >> 1] = 1
