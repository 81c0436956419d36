"""Reads the roads out of an OpenStreetMap extract. The one door to osmium."""

import hashlib
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import osmium

from distribution.routing.roads.box import UNITS, Box
from distribution.routing.roads.car import VEHICLE_KEYS, Drive, Tags, delay, drive
from distribution.routing.roads.errors import (
    DamagedExtractError,
    UnreadableExtractError,
)

Progress = Callable[[str, int], None]
"""Told what is being done, and how many of it are done."""

_STEP = 50_000
"""So many roads between two words of progress."""

_MADE_AT = "osmosis_replication_timestamp"
"""The header's field with the extract's date."""

_RESTRICTIONS = ("restriction", *(f"restriction:{key}" for key in VEHICLE_KEYS))
_KEYS = ("highway", "barrier", *_RESTRICTIONS, "restriction:conditional")


class RoadLine(msgspec.Struct, frozen=True):
    """A drivable way of the extract: its id, its points' ids, and what a car may."""

    way: int
    nodes: "array[int]"
    drive: Drive


class Turn(msgspec.Struct, frozen=True):
    """A turn restriction at a node; ``only`` bids the turn instead of banning it."""

    only: bool
    from_way: int
    via: int
    to_way: int


class Extract(msgspec.Struct, frozen=True):
    """What an extract says about driving.

    ``places`` are the coordinates of all points of the lines, in 1e-7 degrees;
    ``delays`` seconds at a point; ``barred`` the points that nobody drives past;
    ``passed_over`` counts what was read and not understood, by what it is.
    """

    lines: list[RoadLine]
    places: dict[int, tuple[int, int]]
    turns: list[Turn]
    delays: dict[int, int]
    barred: set[int]
    passed_over: Mapping[str, int]
    made_at: datetime | None


def read_extract(file: Path, within: Box | None, progress: Progress) -> Extract:
    """Return the roads of *file*, all of them or those that touch *within*.

    Raises:
        UnreadableExtractError: It is cut off, or no extract at all.
        DamagedExtractError: It is not what the ``.md5`` beside it says.
    """
    _check_sum(file)
    reader = _Reader(within, progress)
    progress("reading megabytes", math.ceil(file.stat().st_size / 1_000_000))
    try:
        found = osmium.FileProcessor(str(file)).with_locations()
        header = found.header.get(_MADE_AT, "")
        for thing in found.with_filter(osmium.filter.KeyFilter(*_KEYS)):
            reader.take(thing)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise UnreadableExtractError(file=str(file), problem=str(error)) from error
    return reader.extract(_instant(header))


def write_part(file: Path, within: Box, part: Path) -> None:
    """Write the roads of *file* that touch *within* to *part*, an extract again.

    With all that they are tagged with, and with the turn restrictions among them.

    Raises:
        UnreadableExtractError: It is cut off, or no extract at all.
    """
    kept: set[int] = set()
    try:
        with osmium.BackReferenceWriter(
            str(part), str(file), overwrite=True, remove_tags=False
        ) as writer:
            found = osmium.FileProcessor(str(file)).with_locations()
            for thing in found.with_filter(osmium.filter.KeyFilter(*_KEYS)):
                if _belongs(thing, within, kept):
                    writer.add(thing)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise UnreadableExtractError(file=str(file), problem=str(error)) from error


class _Reader:
    """Takes what a file holds, thing by thing: points, then ways, then relations."""

    def __init__(self, within: Box | None, progress: Progress) -> None:
        self._within = within
        self._progress = progress
        self._lines: list[RoadLine] = []
        self._places: dict[int, tuple[int, int]] = {}
        self._turns: list[Turn] = []
        self._delays: dict[int, int] = {}
        self._barred: set[int] = set()
        self._passed_over: Counter[str] = Counter()
        self._ways = 0

    def take(self, thing: Any) -> None:  # noqa: ANN401 (osmium's objects)
        """Take one thing that bears a key of roads."""
        if thing.is_node():
            self._take_point(thing.id, dict(thing.tags))
        elif thing.is_way():
            self._ways += 1
            if self._ways % _STEP == 0:
                self._progress("reading ways", self._ways)
            self._take_way(thing)
        elif thing.is_relation():
            self._take_restriction(thing, dict(thing.tags))

    def extract(self, made_at: datetime | None) -> Extract:
        """Return all that was taken."""
        self._progress("reading ways", self._ways)
        return Extract(
            lines=self._lines,
            places=self._places,
            turns=self._turns,
            delays=self._delays,
            barred=self._barred,
            passed_over=dict(self._passed_over),
            made_at=made_at,
        )

    def _take_point(self, point: int, tags: Tags) -> None:
        seconds = delay(tags)
        if seconds is None:
            self._barred.add(point)
        elif seconds:
            self._delays[point] = seconds

    def _take_way(self, way: Any) -> None:  # noqa: ANN401
        tags = dict(way.tags)
        if "highway" not in tags:
            return
        self._count_conditions(tags)
        can = drive(tags)
        if can is None:
            return
        for piece in _pieces(way.nodes):
            if self._within is None or any(
                self._within.has(y / UNITS, x / UNITS) for _, y, x in piece
            ):
                self._places.update((ref, (y, x)) for ref, y, x in piece)
                refs = array("q", [ref for ref, _, _ in piece])
                self._lines.append(RoadLine(way.id, refs, can))

    def _count_conditions(self, tags: Tags) -> None:
        for key in tags:
            if key.endswith(":conditional"):
                self._passed_over[key] += 1
        if tags.get("oneway") in ("reversible", "alternating"):
            self._passed_over["oneway=reversible"] += 1

    def _take_restriction(self, relation: Any, tags: Tags) -> None:  # noqa: ANN401
        if any(key.endswith(":conditional") for key in tags):
            self._passed_over["restriction:conditional"] += 1
        kind = next((tags[key] for key in _RESTRICTIONS if key in tags), "")
        exempt = tags.get("except", "").replace(" ", "").split(";")
        if not kind.startswith(("no_", "only_")) or set(exempt) & set(VEHICLE_KEYS):
            return
        members = {(one.role, one.type): one.ref for one in relation.members}
        via = members.get(("via", "n"))
        begin, end = members.get(("from", "w")), members.get(("to", "w"))
        several = len(members) != len(relation.members)
        if via is None or begin is None or end is None or several:
            self._passed_over["restriction over several roads"] += 1
            return
        self._turns.append(Turn(kind.startswith("only_"), begin, via, end))


def _pieces(nodes: Any) -> Iterator[list[tuple[int, int, int]]]:  # noqa: ANN401
    """Yield the parts of a way whose points all lie in the extract."""
    piece: list[tuple[int, int, int]] = []
    for node in nodes:
        where = node.location
        if where.valid():
            if not piece or piece[-1][0] != node.ref:
                piece.append((node.ref, where.y, where.x))
            continue
        if len(piece) > 1:
            yield piece
        piece = []
    if len(piece) > 1:
        yield piece


def _belongs(thing: Any, within: Box, ways: set[int]) -> bool:  # noqa: ANN401
    """Return whether it is a road there, or about such *ways* alone; note a road."""
    if thing.is_relation():
        return all(
            one.type == "n" or (one.type == "w" and one.ref in ways)
            for one in thing.members
        )
    touches = (
        thing.is_way()
        and "highway" in thing.tags
        and any(
            within.has(y / UNITS, x / UNITS)
            for piece in _pieces(thing.nodes)
            for _, y, x in piece
        )
    )
    if touches:
        ways.add(thing.id)
    return touches


def _check_sum(file: Path) -> None:
    """Compare *file* with the sum that Geofabrik publishes beside it, if it is here."""
    beside = file.with_name(f"{file.name}.md5")
    if not beside.is_file():
        return
    wanted = beside.read_text(encoding="ascii", errors="replace").split()[:1]
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, _md5).hexdigest()
    if wanted != [found]:
        raise DamagedExtractError(file=str(file), sum_file=beside.name)


def _md5() -> Any:  # noqa: ANN401
    return hashlib.md5(usedforsecurity=False)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
