"""A sealed file: opened by its key alone, and never in part without saying so."""

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.errors import DomainError
from distribution.core.sealed_file import (
    DamagedFileError,
    NotSealedError,
    WrongKeyError,
    facts_of,
    seal,
    unseal,
)

_KEY = bytes(range(32))
_CHUNK = 1024 * 1024


class Facts(msgspec.Struct, frozen=True):
    note: str


def sealed(content: bytes, key: bytes = _KEY, pieces: int = 3) -> bytes:
    file = io.BytesIO()
    take = seal(file, key, Facts("kopia"))
    size = max(len(content) // pieces, 1)
    for start in range(0, len(content), size):
        take(content[start : start + size])
    take(b"")
    return file.getvalue()


def opened(file: bytes, key: bytes = _KEY) -> bytes:
    return b"".join(unseal(io.BytesIO(file), key))


@given(st.binary(max_size=2000))
def test_what_goes_in_comes_out(content: bytes) -> None:
    assert opened(sealed(content)) == content


@pytest.mark.parametrize(
    "size", [0, 1, _CHUNK - 1, _CHUNK, _CHUNK + 1, 2 * _CHUNK, 3 * _CHUNK + 17]
)
def test_any_length_comes_out_whole(size: int) -> None:
    content = bytes(number % 251 for number in range(size))

    assert opened(sealed(content)) == content


def test_the_header_can_be_read_and_the_content_cannot() -> None:
    file = sealed(b"Zofia Probna, ul. Lipowa 1")

    assert facts_of(io.BytesIO(file), Facts) == Facts("kopia")
    assert b"Zofia" not in file


def test_the_same_content_is_never_the_same_file() -> None:
    assert sealed(b"x") != sealed(b"x")


@given(st.binary(min_size=32, max_size=32).filter(lambda key: key != _KEY))
def test_another_key_is_refused_as_such(key: bytes) -> None:
    with pytest.raises(WrongKeyError):
        opened(sealed(b"content"), key)


def test_another_key_is_refused_as_such_in_a_long_file_too() -> None:
    with pytest.raises(WrongKeyError):
        opened(sealed(bytes(2 * _CHUNK)), bytes(32))


@pytest.mark.parametrize("lost", [1, 16, 17, _CHUNK, _CHUNK + 16, _CHUNK + 17])
def test_a_file_that_was_cut_is_refused(lost: int) -> None:
    with pytest.raises(DamagedFileError):
        opened(sealed(bytes(2 * _CHUNK + 5))[:-lost])


@given(st.data())
def test_a_file_that_was_changed_anywhere_is_refused(data: st.DataObject) -> None:
    file = bytearray(sealed(b"twenty bytes of this"))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(DomainError):
        opened(bytes(file))


def test_chunks_cannot_change_places() -> None:
    file = sealed(bytes(_CHUNK) + b"\x01" * _CHUNK + b"end")
    body = len(file) - 2 * (_CHUNK + 16) - (3 + 16)
    first, second = body + _CHUNK + 16, body + 2 * (_CHUNK + 16)
    swapped = file[:body] + file[first:second] + file[body:first] + file[second:]

    assert len(swapped) == len(file)
    with pytest.raises(DomainError):
        opened(swapped)


@pytest.mark.parametrize("file", [b"", b"PGDMP", b"KROMKA-SEALED-1\n", b"x" * 5000])
def test_another_file_is_not_taken_for_ours(file: bytes) -> None:
    with pytest.raises(NotSealedError):
        opened(file)
    with pytest.raises(NotSealedError):
        facts_of(io.BytesIO(file), Facts)
