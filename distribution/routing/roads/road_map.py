"""The roads of a region as they are stored: plain columns of whole numbers."""

import hashlib
import sys
import zlib
from array import array
from datetime import datetime

import msgspec

from distribution.routing.roads.box import UNITS, Box
from distribution.routing.roads.network import Point

_MAGIC = b"kromka roads 1\n"

NO_WAY = -1
"""Milliseconds in a direction that nobody drives."""


class RoadMap(msgspec.Struct, frozen=True, kw_only=True):
    """Junctions are numbered from 0, roads too; see the package for directions.

    Attributes:
        junctions: How many there are.
        tails: The junction where each road begins.
        heads: The junction where it ends.
        forward: Milliseconds from tail to head, or ``NO_WAY``.
        backward: Milliseconds from head to tail, or ``NO_WAY``.
        lengths: Decimetres.
        ends_only: 1 where one may only begin or end a drive.
        begins: Where each road's shape begins in the next two; one more than roads.
        lats: Latitudes of all shapes, both ends included, in 1e-7 degrees.
        lons: Their longitudes.
        banned: Pairs of directions: who comes by the first must not take the second.
        passed_over: Counts what the extract says and we do not understand.
        made_at: The day of the extract.
    """

    junctions: int
    tails: "array[int]"
    heads: "array[int]"
    forward: "array[int]"
    backward: "array[int]"
    lengths: "array[int]"
    ends_only: bytearray
    begins: "array[int]"
    lats: "array[int]"
    lons: "array[int]"
    banned: "array[int]"
    passed_over: dict[str, int]
    made_at: datetime | None

    @property
    def roads(self) -> int:
        """Return how many roads there are."""
        return len(self.tails)

    @property
    def box(self) -> Box:
        """Return the part of the Earth that the shapes take up."""
        return Box(
            min(self.lats) / UNITS,
            min(self.lons) / UNITS,
            max(self.lats) / UNITS,
            max(self.lons) / UNITS,
        )

    def shape(self, road: int) -> list[Point]:
        """Return the points of a road from tail to head."""
        begin, end = self.begins[road], self.begins[road + 1]
        return [
            Point(lat / UNITS, lon / UNITS)
            for lat, lon in zip(self.lats[begin:end], self.lons[begin:end], strict=True)
        ]

    def milliseconds(self, direction: int) -> int:
        """Return how long a direction takes, or ``NO_WAY``."""
        times = self.backward if direction & 1 else self.forward
        return times[direction >> 1]

    def is_open(self, direction: int) -> bool:
        """Return whether a car may drive there at all."""
        return self.milliseconds(direction) != NO_WAY

    def tail(self, direction: int) -> int:
        """Return the junction where a direction begins."""
        return (self.heads if direction & 1 else self.tails)[direction >> 1]

    def head(self, direction: int) -> int:
        """Return the junction where a direction ends."""
        return self.tail(direction ^ 1)


class _Packed(msgspec.Struct, frozen=True):
    """A map on its way to a file: columns as little-endian bytes."""

    junctions: int
    columns: dict[str, tuple[str, bytes]]
    ends_only: bytes
    passed_over: dict[str, int]
    made_at: datetime | None


_COLUMNS = (
    "tails",
    "heads",
    "forward",
    "backward",
    "lengths",
    "begins",
    "lats",
    "lons",
    "banned",
)


def packed(road_map: RoadMap) -> bytes:
    """Return *road_map* as bytes, the same for the same map on any machine."""
    columns = {}
    for name in _COLUMNS:
        column = getattr(road_map, name)
        columns[name] = (column.typecode, _turned(column).tobytes())
    body = _Packed(
        road_map.junctions,
        columns,
        bytes(road_map.ends_only),
        dict(sorted(road_map.passed_over.items())),
        road_map.made_at,
    )
    return _MAGIC + zlib.compress(msgspec.msgpack.encode(body), level=6)


def unpacked(content: bytes) -> RoadMap:
    """Return the map in *content*.

    Raises:
        ValueError: It was not written by ``packed``.
    """
    if not content.startswith(_MAGIC):
        raise ValueError("these are no roads that this version has written")
    body = msgspec.msgpack.decode(zlib.decompress(content[len(_MAGIC) :]), type=_Packed)
    columns = {}
    for name, (kind, values) in body.columns.items():
        column = array(kind)
        column.frombytes(values)
        columns[name] = _turned(column)
    return RoadMap(
        junctions=body.junctions,
        ends_only=bytearray(body.ends_only),
        passed_over=body.passed_over,
        made_at=body.made_at,
        **columns,
    )


def version_of(content: bytes) -> str:
    """Return what a map is called after: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def _turned(column: "array[int]") -> "array[int]":
    """Return *column* with bytes turned, on a machine that is not little-endian."""
    if sys.byteorder == "little":
        return column
    turned = array(column.typecode, column)
    turned.byteswap()
    return turned
