"""Fresh short codes that no voucher of the centre has."""

from collections.abc import Iterable

from distribution.core.database import fetch_value, require_transaction
from distribution.vouchers.short_code import new


async def fresh_codes(count: int) -> list[str]:
    """Return *count* different codes, none of them in use.

    A draw that is taken is drawn again; of 45 bits that is next to never.
    """
    require_transaction()
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {new() for _ in range(count - len(codes))} - codes
        codes |= drawn - set(await _taken(drawn))
    return list(codes)


async def _taken(codes: Iterable[str]) -> list[str]:
    taken: list[str] = await fetch_value(
        "SELECT coalesce(array_agg(short_code), '{}') FROM voucher"
        " WHERE short_code = ANY($1)",
        list(codes),
    )
    return taken
