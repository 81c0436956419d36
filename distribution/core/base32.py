"""Codes that people read, type and say: Crockford's base32 with a check character.

No I, L, O and U among its characters; what looks like one of them is read as it.
One wrong character, or two neighbours swapped, is never another code: the check
character is the number that the others stand for, modulo 37, a prime above 32.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_MODULUS = 37
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKS_LIKE = str.maketrans("OIL", "011", " -\u2010\u2011\u2013\u00a0\t\r\n")


def draw(length: int) -> str:
    """Return a fresh random code of *length* characters, the check character included.

    Crockford's five extra check characters (``*~$=U``) are hard to say and to
    type, so a draw that needs one is drawn again.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
        check = _check_value(body)
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def cleaned(typed: str) -> str:
    """Return *typed* in capitals, without blanks and dashes; O is 0, I and L are 1."""
    return typed.upper().translate(_LOOKS_LIKE)


def is_sound(code: str, length: int) -> bool:
    """Say whether a cleaned *code* has *length* and fits its check character."""
    if len(code) != length or any(character not in _VALUE for character in code):
        return False
    return _VALUE[code[-1]] == _check_value(code[:-1])


def _check_value(body: str) -> int:
    number = 0
    for character in body:
        number = number * len(ALPHABET) + _VALUE[character]
    return number % _MODULUS
