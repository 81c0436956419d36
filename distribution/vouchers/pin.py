"""The supervisor's PIN: what it may be, and what is stored of it.

A phone without signal compares it, so every phone of the centre carries the hash. It
keeps honest people honest; whoever copies a phone can try them all in time.
"""

import hashlib
import re

from distribution.core.errors import FieldError, InvalidInputError
from distribution.core.language import N_

ITERATIONS = 310_000
"""Of PBKDF2 with SHA-256: a third of a second on an old phone (OWASP, 2023)."""

SALT_BYTES = 16

_PIN = re.compile(r"[0-9]{6,12}")
_UP = "01234567890123456789"


def check_pin(pin: str) -> None:
    """Return if *pin* may be one: six to twelve digits that are not the first guess.

    Raises:
        InvalidInputError: It is none; says why.
    """
    if not _PIN.fullmatch(pin):
        sentence = N_("PIN ma od 6 do 12 cyfr.")
    elif len(set(pin)) == 1 or pin in _UP or pin[::-1] in _UP:
        sentence = N_("Ten PIN łatwo zgadnąć. Wybierz inny.")
    else:
        return
    raise InvalidInputError([FieldError("pin", sentence)])


def pin_hash(pin: str, salt: bytes) -> bytes:
    """Return what is stored of *pin*: 32 bytes. Takes about a tenth of a second."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ITERATIONS)
