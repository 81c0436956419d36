"""A file that only the holder of a key can read, and nobody can cut or change unseen.

Layout: ``KROMKA-SEALED-1``, the length of a header, the header (JSON, readable),
then chunks of AES-256-GCM. A chunk's nonce is a random prefix, its number and
whether it is the last, so none can be dropped, swapped or moved, and the end cannot
be cut off. The header is bound to every chunk. The key of a file is derived from the
holder's key and a random salt.
"""

import hmac
import secrets
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from distribution.core.errors import ConflictError
from distribution.core.language import N_

_MAGIC = b"KROMKA-SEALED-1\n"
_CHUNK = 1024 * 1024
_TAG = 16
_MOST_HEADER = 1024 * 1024

H = TypeVar("H", bound=msgspec.Struct)


class NotSealedError(ConflictError):
    """The file is not one of ours."""

    reason = "not_a_backup"
    sentence = N_("Ten plik nie jest kopią zapasową Kromki.")


class WrongKeyError(ConflictError):
    """The key does not open the file."""

    reason = "wrong_key"
    sentence = N_(
        "Ten klucz nie otwiera kopii. Użyj klucza, którym ją zaszyfrowano"
        " (klucz główny instalacji albo plik z --key-file)."
    )


class DamagedFileError(ConflictError):
    """The file was cut or changed after it was written."""

    reason = "damaged_backup"
    sentence = N_("Kopia jest uszkodzona albo niepełna. Nic nie zmieniono.")


class _Envelope(msgspec.Struct, frozen=True):
    salt: bytes
    prefix: bytes
    check: bytes
    """Tells a wrong key from a damaged file."""

    facts: msgspec.Raw


def seal(
    target: BinaryIO, key: bytes, facts: msgspec.Struct
) -> Callable[[bytes], None]:
    """Begin a sealed file with *facts* in its header, which anybody can read.

    Returns:
        What takes the content in pieces; an empty piece is the end.
    """
    salt, prefix = secrets.token_bytes(16), secrets.token_bytes(7)
    secret, check = _derived(key, salt)
    header = msgspec.json.encode(
        _Envelope(salt, prefix, check, msgspec.Raw(msgspec.json.encode(facts)))
    )
    target.write(_MAGIC + struct.pack(">I", len(header)) + header)
    cipher, waiting, number = AESGCM(secret), bytearray(), 0

    def take(piece: bytes) -> None:
        nonlocal number
        waiting.extend(piece)
        while len(waiting) > _CHUNK or not piece:
            chunk = bytes(waiting[:_CHUNK])
            del waiting[:_CHUNK]
            last = not piece and not waiting
            target.write(cipher.encrypt(_nonce(prefix, number, last), chunk, header))
            number += 1
            if last:
                return

    return take


def facts_of(source: BinaryIO, kind: type[H]) -> H:
    """Return what the header says, as it was written; it is not proven yet.

    Raises:
        NotSealedError: The file is not one of ours.
    """
    envelope = _envelope(_header(source))
    try:
        return msgspec.json.decode(envelope.facts, type=kind)
    except msgspec.DecodeError:
        raise NotSealedError from None


def unseal(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """Return the content of a sealed file, piece by piece.

    Raises:
        NotSealedError: The file is not one of ours.
        WrongKeyError: The key is another one.
        DamagedFileError: A chunk is missing or was changed: whoever wants all or
            nothing waits for the end.
    """
    source.seek(0)
    header = _header(source)
    envelope = _envelope(header)
    secret, check = _derived(key, envelope.salt)
    if not hmac.compare_digest(check, envelope.check):
        raise WrongKeyError
    cipher, number = AESGCM(secret), 0
    chunk = source.read(_CHUNK + _TAG)
    while True:
        following = source.read(_CHUNK + _TAG)
        nonce = _nonce(envelope.prefix, number, not following)
        try:
            yield cipher.decrypt(nonce, chunk, header)
        except InvalidTag:
            raise DamagedFileError from None
        if not following:
            return
        chunk, number = following, number + 1


def _header(source: BinaryIO) -> bytes:
    if source.read(len(_MAGIC)) != _MAGIC:
        raise NotSealedError
    size = source.read(4)
    if len(size) < 4 or (length := struct.unpack(">I", size)[0]) > _MOST_HEADER:  # noqa: PLR2004 (an int of four bytes)
        raise NotSealedError
    header = source.read(length)
    if len(header) < length:
        raise NotSealedError
    return header


def _envelope(header: bytes) -> _Envelope:
    try:
        return msgspec.json.decode(header, type=_Envelope)
    except msgspec.DecodeError:
        raise NotSealedError from None


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return what encrypts, and what tells that the key is right."""
    derive = HKDF(SHA256(), length=48, salt=salt, info=b"kromka sealed file")
    derived = derive.derive(key)
    return derived[:32], derived[32:]


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:  # noqa: FBT001 (one bit)
    return prefix + struct.pack(">I?", number, last)
