"""What stands in the fields of a form, read as what it should be."""

from collections.abc import Mapping
from uuid import UUID


def id_in(text: str) -> UUID | None:
    """Return the id that *text* is, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def form_in(typed: Mapping[str, str]) -> str | None:
    """Return what names this form by its field ``once``: what it says is booked once.

    None where it does not say.
    """
    once = id_in(typed.get("once", ""))
    return None if once is None else f"form:{once.hex}"


def whole_in(text: str, *, least: int, most: int) -> int | None:
    """Return the whole number that *text* is, within both bounds, else None."""
    written = text.strip()
    digits = written.isascii() and written.isdecimal()
    if not digits or len(written) > len(str(most)):
        return None
    return int(written) if least <= int(written) <= most else None
