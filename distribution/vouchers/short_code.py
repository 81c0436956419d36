"""The code beside the QR code: for typing, and for reading out on the telephone.

Ten characters of Crockford's base32 (no I, L, O, U): nine random ones and a check
character, so that one wrong character, or two neighbours swapped, is never another
voucher. Shown as ``K7QM-2F9X-3D``; stored as ``K7QM2F9X3D``.
"""

from distribution.core import base32

ALPHABET = base32.ALPHABET

LENGTH = 10
"""Characters, the check character included."""

_GROUPS = ((0, 4), (4, 8), (8, 10))


def new() -> str:
    """Return a fresh random code (45 bits), as it is stored."""
    return base32.draw(LENGTH)


def normalise(typed: str) -> str | None:
    """Return *typed* as it is stored, or None if it cannot be a code.

    Case, blanks and dashes do not matter; O is read as 0, I and L as 1.
    """
    code = base32.cleaned(typed)
    return code if base32.is_sound(code, LENGTH) else None


def grouped(code: str) -> str:
    """Return a stored *code* as people see it: ``K7QM-2F9X-3D``."""
    return "-".join(code[start:end] for start, end in _GROUPS)
