"""Makes Valhalla's tiles of an extract, and asks them. The one door to Valhalla.

Valhalla is the extra ``kromka[valhalla]``: it is looked for when it is wanted, and
everything else works without it.
"""

import copy
import gzip
import importlib
import importlib.util
import io
import os
import subprocess
import tarfile
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import msgspec

from distribution.routing.roads.errors import TilesFailedError, ValhallaMissingError
from distribution.routing.roads.extract import Progress

_PACKAGE = "valhalla"

_NEEDS_FILES = (
    "admin",
    "timezone",
    "landmarks",
    "transit_dir",
    "transit_feeds_dir",
    "traffic_extract",
)
"""Settings of files that Valhalla would look for, and warn or fail without."""

_CACHE_BYTES = 100_000_000
_LIMITS = {
    "max_distance": 5e6,
    "max_locations": 1000,
    "max_matrix_distance": 5e6,
    "max_matrix_location_pairs": 4_000_000,
}
"""Of one question; 2 000 doors, each to each."""

_NO_WAY = {154, 170, 171, 442}
"""Valhalla's errors: too far, in unconnected parts, no road near, no path."""

_MILESTONES = (
    "Parsing ways",
    "Parsing relations",
    "Parsing nodes",
    "Creating graph edges",
    "Building edge shapes",
    "Enhancing local graph",
    "HierarchyBuilder",
    "Creating shortcuts",
    "Validating",
    "Cleaning up",
)
"""What its log says on the way, in this order."""


class NoWayError(Exception):
    """Valhalla knows the places and no way between them."""


class Tiles(Protocol):
    """Tiles that answer; questions and answers are Valhalla's JSON."""

    def matrix(self, question: str) -> str:
        """Return seconds and kilometres. Raises NoWayError if nothing leads there."""

    def route(self, question: str) -> str:
        """Return a way with its manoeuvres. Raises NoWayError if there is none."""


def is_installed() -> bool:
    """Return whether Valhalla can be used in this environment."""
    return importlib.util.find_spec(_PACKAGE) is not None


def require_valhalla() -> str:
    """Return which version of Valhalla is installed.

    Raises:
        ValhallaMissingError: None is; it says how to install it.
    """
    return str(_valhalla().__version__)


def build_tiles(file: Path, progress: Progress) -> bytes:
    """Return the tiles of an extract, packed. Blocking, in a process of its own.

    Raises:
        ValhallaMissingError: Valhalla is not installed.
        TilesFailedError: It could not make them; says its last words.
    """
    valhalla = _valhalla()
    with tempfile.TemporaryDirectory(prefix="kromka-tiles-") as place:
        tiles = Path(place) / "tiles"
        tiles.mkdir()
        config = _config(valhalla)
        config["mjolnir"]["tile_dir"] = str(tiles)
        config["mjolnir"]["concurrency"] = max(1, (os.cpu_count() or 2) // 2)
        config["logging"] = {"type": "std_out", "color": False}
        settings = Path(place) / "config.json"
        settings.write_bytes(msgspec.json.encode(config))
        program = valhalla.PYVALHALLA_DIR / "bin" / "valhalla_build_tiles"
        _run([str(program), "-c", str(settings), str(file)], progress)
        return _packed(tiles)


def open_tiles(content: bytes) -> Tiles:
    """Return tiles that answer, in this process.

    Raises:
        ValhallaMissingError: Valhalla is not installed.
    """
    valhalla = _valhalla()
    config = _config(valhalla)
    config["mjolnir"]["max_cache_size"] = _CACHE_BYTES
    with _written(_unpacked(content), ".tar") as tiles:
        config["mjolnir"]["tile_extract"] = str(tiles)
        with _written(msgspec.json.encode(config), ".json") as settings:
            # It maps the tiles into memory now; the file need not stay.
            return _Opened(valhalla, valhalla.Actor(settings))


class _Opened:
    """Asks one actor, which has one thread's state, one question at a time."""

    def __init__(self, valhalla: Any, actor: Any) -> None:  # noqa: ANN401 (untyped)
        self._valhalla = valhalla
        self._actor = actor
        self._one_at_a_time = Lock()

    def matrix(self, question: str) -> str:
        return self._ask(self._actor.matrix, question)

    def route(self, question: str) -> str:
        return self._ask(self._actor.route, question)

    def _ask(self, ask: Any, question: str) -> str:  # noqa: ANN401
        with self._one_at_a_time:
            try:
                return str(ask(question))
            except self._valhalla.ValhallaError as error:
                if error.code in _NO_WAY:
                    raise NoWayError from error
                raise


def _valhalla() -> Any:  # noqa: ANN401
    try:
        return importlib.import_module(_PACKAGE)
    except ImportError as error:
        raise ValhallaMissingError from error


def _config(valhalla: Any) -> dict[str, Any]:  # noqa: ANN401
    config: dict[str, Any] = copy.deepcopy(
        valhalla.get_config(tile_extract="", tile_dir="")
    )
    for name in (*_NEEDS_FILES, "tile_extract", "tile_dir"):
        config["mjolnir"].pop(name, None)
    config["service_limits"]["auto"] |= _LIMITS
    # A pair that the quick search gives up is searched for once more, thoroughly.
    config["thor"]["costmatrix"]["allow_second_pass"] = True
    return config


def _run(command: list[str], progress: Progress) -> None:
    last: deque[str] = deque(maxlen=3)
    ahead = list(_MILESTONES)
    with subprocess.Popen(  # noqa: S603 (a program of the package, our own arguments)
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as running:
        for line in running.stdout or ():
            last.append(line.strip())
            if ahead and ahead[0] in line:
                ahead.pop(0)
                done = 100 * (len(_MILESTONES) - len(ahead)) // len(_MILESTONES)
                progress("Valhalla's tiles, per cent", done)
    if running.returncode:
        raise TilesFailedError(problem=" ".join(last))


def _packed(tiles: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for file in sorted(tiles.rglob("*.gph")):
            archive.add(file, file.relative_to(tiles).as_posix())
    return packed.getvalue()


def _unpacked(content: bytes) -> bytes:
    """Return the bare archive, which is what Valhalla maps into memory."""
    return gzip.decompress(content)


@contextmanager
def _written(content: bytes, suffix: str) -> Iterator[Path]:
    """Give *content* a file as long as the body runs."""
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        yield Path(file.name)
