"""Gives each print of a voucher its number, before anything is drawn (E63)."""

from collections.abc import Iterable
from uuid import UUID

from distribution.core.database import fetch, require_transaction


async def give_copy_numbers(vouchers: Iterable[UUID]) -> dict[UUID, int]:
    """Return the number of the next copy of each voucher; nobody gets it again.

    Two prints at once get two numbers, since the row is locked until commit. Where a
    print fails afterwards its number is missing for ever: a hole does no harm, a
    number on two papers would. Vouchers printed before numbers were given count on
    from ``printed``.
    """
    require_transaction()
    rows = await fetch(
        "WITH wanted AS (SELECT id FROM voucher WHERE id = ANY($1)"
        " ORDER BY id FOR NO KEY UPDATE)"
        " UPDATE voucher AS v SET copies = greatest(v.copies, v.printed) + 1"
        " FROM wanted WHERE v.id = wanted.id RETURNING v.id, v.copies",
        sorted(vouchers),
    )
    return {row["id"]: row["copies"] for row in rows}
