"""The code beside the QR code: for typing, and for reading out on the telephone.

Ten characters of Crockford's base32 (no I, L, O, U): nine random ones and a check
character, so that one wrong character, or two neighbours swapped, is never another
voucher. Shown as ``K7QM-2F9X-3D``; stored as ``K7QM2F9X3D``.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

LENGTH = 10
"""Characters, the check character included."""

_MODULUS = 37
"""A prime above 32: no wrong character and no swap leaves the rest unchanged."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKS_LIKE = str.maketrans("OIL", "011", " -\u2010\u2011\u2013\u00a0\t\r\n")
_GROUPS = ((0, 4), (4, 8), (8, 10))


def new() -> str:
    """Return a fresh random code (45 bits), as it is stored.

    Crockford's five extra check characters (``*~$=U``) are hard to say and to
    type, so a draw that needs one is drawn again.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        check = _check_value(body)
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def normalise(typed: str) -> str | None:
    """Return *typed* as it is stored, or None if it cannot be a code.

    Case, blanks and dashes do not matter; O is read as 0, I and L as 1.
    """
    code = typed.upper().translate(_LOOKS_LIKE)
    if len(code) != LENGTH or any(character not in _VALUE for character in code):
        return None
    return code if _VALUE[code[-1]] == _check_value(code[:-1]) else None


def grouped(code: str) -> str:
    """Return a stored *code* as people see it: ``K7QM-2F9X-3D``."""
    return "-".join(code[start:end] for start, end in _GROUPS)


def _check_value(body: str) -> int:
    number = 0
    for character in body:
        number = number * len(ALPHABET) + _VALUE[character]
    return number % _MODULUS
