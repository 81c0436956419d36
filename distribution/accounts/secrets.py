"""Tokens and passwords. The only module that knows argon2."""

import asyncio
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_TURNS = asyncio.Semaphore(2)
"""A hash takes 64 MB and a core for a fifth of a second: two at a time."""

_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZSBzYWx0IGZvciBub2JvZHk"
    "$N6D2lEBNCh1fTDsqQ5NAn4L1pC6pPb6nVDN0kcpVSoA"
)
"""Compared with when a login is unknown, so that its answer takes as long."""


def new_token() -> str:
    """Return 256 random bits for a cookie, a device or a link."""
    return secrets.token_urlsafe(32)


def new_link_token() -> str:
    """Return 128 random bits, short enough for a text message."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token; the token itself never is."""
    return hashlib.sha256(token.encode()).digest()


def proof(kept: bytes, text: str) -> str:
    """Return what only the holder of a token can say of *text*, 64 hex digits.

    Args:
        kept: The token's hash: all that the service stores of it.
        text: What was said.
    """
    return hmac.new(kept, text.encode(), hashlib.sha256).hexdigest()


async def password_hash(password: str) -> str:
    """Hash a password in a thread, so that nobody else waits for it."""
    async with _TURNS:
        return await asyncio.to_thread(_HASHER.hash, password)


async def password_matches(stored: str | None, password: str) -> bool:
    """Compare a password, taking as long when there is none to compare with."""

    def compare() -> bool:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    async with _TURNS:
        return await asyncio.to_thread(compare)
