"""Signs and checks the text in the QR code. The only voucher module that knows Ed25519.

A token is ``V1:`` and base32 (RFC 4648, upper case, no padding) of 86 bytes::

    version (1) | key id (1) | voucher id (16) | last valid day (2) | kind (2)
    Ed25519 signature of the 22 bytes before it (64)

Numbers are big-endian; a day is counted from 1 January 2020. The text is made for
a QR code's alphanumeric mode (version 6, level M) and for keyboard scanners. It
holds nothing about a person, and nothing that changes without a reissue.

A phone without signal checks it with the public keys of its centre. The signature
proves only that a centre issued it: that it is redeemed once is the server's work.
"""

import base64
import os
import struct
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from distribution.vouchers.errors import WrappedKeyError

PREFIX = "V1:"
"""How every token begins; a short code never holds a colon."""

VERSION = 1

KIND_PARCEL = 1
"""The one kind there is: a food parcel of a round."""

_EPOCH = date(2020, 1, 1)
_BODY = struct.Struct(">BB16sHH")
_SIGNATURE_BYTES = 64
_NONCE_BYTES = 12
_CHARACTERS = 138
"""Of 86 bytes in base32; two bits of the last one are left over."""

_AS_NUMBER = bytes(
    b"0123456789abcdefghijklmnopqrstuv"[place] if place >= 0 else ord("!")
    for place in map(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find, range(256))
)
"""From RFC 4648's letters to those that ``int`` reads in base 32; no other is one.
``base64.b32decode`` takes ten times as long, and a counter waits for it."""

_MAX_KEY_ID = 255
_TWO_BYTES = 0xFFFF


class SigningKey(msgspec.Struct, frozen=True):
    """A centre's key. ``id`` is one byte, unique in the whole installation."""

    id: int
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 bytes that devices get, and that ``verify`` takes."""
        return self.private.public_key().public_bytes_raw()


class TokenFacts(msgspec.Struct, frozen=True):
    """What a token says. Believed by nobody until it is ``Verified``."""

    key_id: int
    voucher_id: UUID
    last_valid_day: date
    kind: int


class Verified(msgspec.Struct, frozen=True):
    """What a token says, signed by the key that it names."""

    key_id: int
    voucher_id: UUID
    last_valid_day: date
    kind: int


class BadToken(msgspec.Struct, frozen=True):
    """Not a token, of a key that nobody here holds, or with a false signature."""

    why: Literal["malformed", "unknown_key", "bad_signature"]


def new_key(key_id: int) -> SigningKey:
    """Return a new random key.

    Raises:
        ValueError: *key_id* is not one byte.
    """
    if not 0 <= key_id <= _MAX_KEY_ID:
        raise ValueError(f"a key id is one byte, not {key_id}")
    return SigningKey(key_id, Ed25519PrivateKey.generate())


def wrap(key: SigningKey, master_key: bytes, *, centre: UUID) -> bytes:
    """Return *key*'s private half encrypted for storage (AES-256-GCM).

    It is bound to its centre and id, so that a row copied to another centre does
    not open there.

    Args:
        key: The key to store.
        master_key: The installation's key, 32 bytes.
        centre: Whose key it is.
    """
    nonce = os.urandom(_NONCE_BYTES)
    secret = key.private.private_bytes_raw()
    return nonce + AESGCM(master_key).encrypt(nonce, secret, _bound_to(centre, key.id))


def unwrap(
    wrapped: bytes, master_key: bytes, *, centre: UUID, key_id: int
) -> SigningKey:
    """Return the key that ``wrap`` stored.

    Raises:
        WrappedKeyError: Another master key wrapped it, or it belongs to another
            centre, or it was changed.
    """
    nonce, secret = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        private = AESGCM(master_key).decrypt(nonce, secret, _bound_to(centre, key_id))
    except (InvalidTag, ValueError):
        raise WrappedKeyError(key=key_id) from None
    return SigningKey(key_id, Ed25519PrivateKey.from_private_bytes(private))


def sign(
    key: SigningKey, *, voucher_id: UUID, last_valid_day: date, kind: int = KIND_PARCEL
) -> str:
    """Return the token of one voucher: 141 characters. The same facts, the same token.

    Raises:
        ValueError: The day lies before 2020 or after 5 June 2199.
    """
    days = (last_valid_day - _EPOCH).days
    if not 0 <= days <= _TWO_BYTES:
        raise ValueError(f"a token cannot hold {last_valid_day}")
    body = _BODY.pack(VERSION, key.id, voucher_id.bytes, days, kind)
    return _as_text(body + key.private.sign(body))


def is_token(code: str) -> bool:
    """Say whether a scanned or typed *code* claims to be a token, not a short code."""
    return code.strip()[: len(PREFIX)].upper() == PREFIX


def read(token: str) -> TokenFacts | BadToken:
    """Return what *token* says, without checking its signature. Cheap."""
    payload = _payload(token)
    return BadToken("malformed") if payload is None else _facts(payload)


def verify(token: str, public_keys: Mapping[int, bytes]) -> Verified | BadToken:
    """Return what *token* says, if the key that it names has signed it.

    Args:
        token: As scanned; blanks around it and lower case do no harm.
        public_keys: A centre's, by key id, 32 bytes each; retired ones too.
    """
    payload = _payload(token)
    if payload is None:
        return BadToken("malformed")
    facts = _facts(payload)
    public = public_keys.get(facts.key_id)
    if public is None:
        return BadToken("unknown_key")
    try:
        _loaded(public).verify(payload[_BODY.size :], payload[: _BODY.size])
    except InvalidSignature:
        return BadToken("bad_signature")
    return Verified(facts.key_id, facts.voucher_id, facts.last_valid_day, facts.kind)


@lru_cache(maxsize=256)
def _loaded(public: bytes) -> Ed25519PublicKey:
    """Return a loaded key; loading costs a fifth of a check, and keys are few."""
    return Ed25519PublicKey.from_public_bytes(public)


def _payload(token: str) -> bytes | None:
    """Return the bytes of *token*, or None unless it is written as ``sign`` does."""
    text = token.strip()
    digits = text[len(PREFIX) :]
    if not text.isascii() or not is_token(text) or len(digits) != _CHARACTERS:
        return None
    try:
        number = int(digits.upper().encode("ascii").translate(_AS_NUMBER), 32)
    except ValueError:
        return None
    # Of four spellings only the one whose spare bits are empty is ours.
    if number & 0b11 or number >> _CHARACTERS * 5 - 8 != VERSION:
        return None
    return (number >> 2).to_bytes(_BODY.size + _SIGNATURE_BYTES, "big")


def _facts(payload: bytes) -> TokenFacts:
    _, key_id, voucher, days, kind = _BODY.unpack_from(payload)
    return TokenFacts(key_id, UUID(bytes=voucher), _EPOCH + timedelta(days=days), kind)


def _as_text(payload: bytes) -> str:
    return PREFIX + base64.b32encode(payload).decode("ascii").rstrip("=")


def _bound_to(centre: UUID, key_id: int) -> bytes:
    return b"kromka signing key" + centre.bytes + bytes([key_id])
