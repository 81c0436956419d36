"""Opens a file of addresses: XML, GML or CSV, as it is or packed in a ZIP."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from distribution.addresses.address_csv import Read, read_address_csv
from distribution.addresses.prg import Open, read_prg
from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

_KINDS = (".gml", ".xml", ".csv", ".txt")
_AT_ONCE = 1 << 18
_BLANKS = b"\xef\xbb\xbf \t\r\n"

Tell = Callable[[int, int], None]


def read_addresses(path: Path, on_progress: Tell | None = None) -> Iterator[Read]:
    """Yield what a file holds: addresses, everyday names, and rows that failed.

    PRG is given out as a ZIP with a file a commune, of which each is read. Where a
    pack holds both models, the newer one (``.gml``) counts.

    Args:
        path: The file.
        on_progress: Told how many bytes of how many were read.

    Raises:
        InvalidInputError: The file cannot be read to its end: keep nothing of it.
    """
    if not zipfile.is_zipfile(path):
        meter = _Meter(path.stat().st_size, on_progress)
        yield from _read(partial(_metered, lambda: path.open("rb"), meter))
        return
    with zipfile.ZipFile(path) as pack:
        members = _members(pack)
        meter = _Meter(sum(one.file_size for one in members), on_progress)
        for one in members:
            yield from _read(partial(_metered, partial(pack.open, one), meter))


def _members(pack: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    found = [one for one in pack.infolist() if one.filename.lower().endswith(_KINDS)]
    newer = [one for one in found if one.filename.lower().endswith(".gml")]
    if not found:
        sentence = N_("W archiwum nie ma pliku z adresami (.gml, .xml, .csv).")
        raise InvalidInputError([FieldError("plik", sentence)])
    return newer or found


def _read(open_file: Open) -> Iterator[Read]:
    with open_file() as file:
        head = file.read(200).lstrip(_BLANKS)
    if head.startswith(b"<"):
        return read_prg(open_file)
    return read_address_csv(open_file)


class _Meter:
    """Counts the bytes of files that are each read twice."""

    def __init__(self, size: int, tell: Tell | None) -> None:
        self._total = 2 * size
        self._done = 0
        self._tell = tell

    def add(self, count: int) -> None:
        self._done += count
        if self._tell is not None:
            self._tell(min(self._done, self._total), self._total)


class _Metered(io.RawIOBase):
    """A file that tells its meter what was read."""

    def __init__(self, file: IO[bytes], meter: _Meter) -> None:
        self._file, self._meter = file, meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        data = self._file.read(len(memoryview(buffer)))
        memoryview(buffer)[: len(data)] = data
        self._meter.add(len(data))
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _metered(open_file: Open, meter: _Meter) -> IO[bytes]:
    return io.BufferedReader(_Metered(open_file(), meter), _AT_ONCE)
