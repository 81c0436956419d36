"""Finds the road at a door. Pure."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from distribution.routing.roads.box import UNITS, Box
from distribution.routing.roads.network import Point, great_circle
from distribution.routing.roads.road_map import RoadMap

_CELL = 20_000
"""Units of a degree: a cell of the index is 222 m from north to south."""

_RINGS = 12
"""So many cells around a place are looked through before all cells are sorted."""

_METRES_A_UNIT = 111_195 / UNITS


Cell = tuple[int, int]
"""Row and column of the index."""

Near = tuple[float, int, float]
"""Metres to a piece of a shape, the piece, and how far along it the place is."""

_NOWHERE: Near = (math.inf, -1, 0.0)


class Snapped(msgspec.Struct, frozen=True):
    """The nearest place on a road: how far along its shape, 0 to 1, and how far off."""

    road: int
    along: float
    metres: float
    place: Point


class Snapping:
    """An index of the stretches of those *roads* of a map that may be snapped to."""

    def __init__(self, road_map: RoadMap, roads: Iterable[int]) -> None:
        self._map = road_map
        self._cells: dict[Cell, list[int]] = defaultdict(list)
        for road in roads:
            for piece in range(road_map.begins[road], road_map.begins[road + 1] - 1):
                for cell in self._cells_of(piece):
                    self._cells[cell].append(piece)

    def nearest(self, point: Point) -> Snapped:
        """Return the place on a road that is nearest to *point*; there must be one."""
        lat, lon = point.lat * UNITS, point.lon * UNITS
        shrink = max(0.01, math.cos(math.radians(point.lat)))
        row, column = int(lat // _CELL), int(lon // _CELL)
        best = _NOWHERE
        for ring in range(_RINGS):
            best = min(best, self._best_of(_ring(row, column, ring), lat, lon, shrink))
            if best[0] <= ring * _CELL * shrink * _METRES_A_UNIT:
                return self._snapped(point, best)
        return self._snapped(point, self._nearest_of_all(lat, lon, shrink))

    def roads_within(self, box: Box) -> list[int]:
        """Return the roads that come through *box*, and some that pass close by."""
        south, north = (int(lat * UNITS // _CELL) for lat in (box.south, box.north))
        west, east = (int(lon * UNITS // _CELL) for lon in (box.west, box.east))
        pieces = {
            piece
            for row in range(south, north + 1)
            for column in range(west, east + 1)
            for piece in self._cells.get((row, column), ())
        }
        return sorted({bisect_right(self._map.begins, one) - 1 for one in pieces})

    def _best_of(
        self, cells: Iterable[Cell], lat: float, lon: float, shrink: float
    ) -> Near:
        return min(
            (
                self._distance(lat, lon, shrink, piece)
                for cell in cells
                for piece in self._cells.get(cell, ())
            ),
            default=_NOWHERE,
        )

    def _nearest_of_all(self, lat: float, lon: float, shrink: float) -> Near:
        """Look through all cells, the nearest first, till none can have a nearer one.

        Far away the Earth is not flat, so it may be one that is nearly the nearest.
        """

        def away(cell: Cell) -> float:
            north = (cell[0] + 0.5) * _CELL - lat
            east = ((cell[1] + 0.5) * _CELL - lon) * shrink
            return (math.hypot(north, east) - _CELL) * _METRES_A_UNIT

        best = _NOWHERE
        for cell in sorted(self._cells, key=away):
            if away(cell) > best[0]:
                break
            best = min(best, self._best_of([cell], lat, lon, shrink))
        return best

    def _cells_of(self, piece: int) -> Iterator[Cell]:
        lats, lons = self._map.lats, self._map.lons
        rows = sorted((lats[piece] // _CELL, lats[piece + 1] // _CELL))
        columns = sorted((lons[piece] // _CELL, lons[piece + 1] // _CELL))
        for row in range(rows[0], rows[1] + 1):
            for column in range(columns[0], columns[1] + 1):
                yield row, column

    def _distance(self, lat: float, lon: float, shrink: float, piece: int) -> Near:
        """Return metres to a piece of a shape, the piece, and how far along it."""
        lats, lons = self._map.lats, self._map.lons
        east = (lon - lons[piece]) * shrink
        north = lat - lats[piece]
        piece_east = (lons[piece + 1] - lons[piece]) * shrink
        piece_north = lats[piece + 1] - lats[piece]
        square = piece_east**2 + piece_north**2
        part = 0.0
        if square:
            part = (east * piece_east + north * piece_north) / square
            part = min(1.0, max(0.0, part))
        off = math.hypot(east - part * piece_east, north - part * piece_north)
        return off * _METRES_A_UNIT, piece, part

    def _snapped(self, point: Point, best: Near) -> Snapped:
        _, piece, part = best
        road = bisect_right(self._map.begins, piece) - 1
        lats, lons = self._map.lats, self._map.lons
        lat = lats[piece] + part * (lats[piece + 1] - lats[piece])
        lon = lons[piece] + part * (lons[piece + 1] - lons[piece])
        place = Point(lat / UNITS, lon / UNITS)
        marks = milestones(self._map.shape(road))
        before = piece - self._map.begins[road]
        passed = marks[before] + part * (marks[before + 1] - marks[before])
        along = passed / marks[-1] if marks[-1] else 0.0
        return Snapped(road, along, great_circle(point, place), place)


def milestones(shape: list[Point]) -> list[float]:
    """Return the metres from the beginning of *shape* to each of its points."""
    marks = [0.0]
    for one, other in pairwise(shape):
        marks.append(marks[-1] + great_circle(one, other))
    return marks


def _ring(row: int, column: int, ring: int) -> Iterator[Cell]:
    """Yield the cells that are *ring* cells away."""
    for up in range(-ring, ring + 1):
        if abs(up) == ring:
            for aside in range(-ring, ring + 1):
                yield row + up, column + aside
        else:
            yield row + up, column - ring
            if ring:
                yield row + up, column + ring
