"""The code of a label of the store: six characters behind ``MAG``, for "magazyn".

Five random characters and a check character, shown as ``MAG-7KQ-4F2`` and stored as
``7KQ4F2``. A voucher's code has ten characters and no such beginning, a trade number
has eight digits or more: none can be taken for another.
"""

from distribution.core import base32

LENGTH = 6
PREFIX = "MAG"


def draw() -> str:
    """Return a fresh random code, as it is stored."""
    return base32.draw(LENGTH)


def shown(code: str) -> str:
    """Return a stored *code* as it is printed, and as its QR code holds it."""
    return f"{PREFIX}-{code[:3]}-{code[3:]}"


def is_of_a_label(text: str) -> bool:
    """Say whether *text* claims to be a label: by its beginning, or its length."""
    code = base32.cleaned(text)
    return code.startswith(PREFIX) or base32.is_sound(code, LENGTH)


def normalise(text: str) -> str | None:
    """Return *text* as it is stored, or None if it is no code of a label."""
    code = base32.cleaned(text).removeprefix(PREFIX)
    return code if base32.is_sound(code, LENGTH) else None
