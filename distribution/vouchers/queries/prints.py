"""Prints of sheets: how far they are, what they hold, and the file."""

from datetime import datetime
from uuid import UUID

import msgspec

from distribution.core.database import Row, fetch, fetch_one, fetch_value
from distribution.vouchers.errors import PrintNotFoundError, PrintNotReadyError
from distribution.vouchers.prints import PrintState


class PrintFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A print of a round's sheets without the file. ``bytes`` is 0 until it is made."""

    id: UUID
    round: UUID
    round_key: str
    round_name: str
    state: PrintState
    failure: str
    vouchers: int
    bytes: int
    asked_by: str
    asked_at: datetime
    made_at: datetime | None


_PRINT = (
    "SELECT p.id, p.round, r.key AS round_key, r.name AS round_name, p.state,"
    " p.failure, (SELECT count(*) FROM print_item AS i WHERE i.print_job = p.id)"
    " AS vouchers, coalesce((SELECT octet_length(f.content) FROM print_file AS f"
    " WHERE f.print_job = p.id), 0) AS bytes, p.asked_by, p.asked_at, p.made_at"
    " FROM print_job AS p JOIN round AS r ON r.id = p.round"
)


async def print_job(print_id: UUID) -> PrintFacts:
    """Return one print.

    Raises:
        PrintNotFoundError: The centre has none of this id.
    """
    row = await fetch_one(f"{_PRINT} WHERE p.id = $1", print_id)
    if row is None:
        raise PrintNotFoundError
    return _facts(row)


async def latest_print(round_id: UUID) -> PrintFacts | None:
    """Return the print of a round that was asked for last, if it is still kept."""
    row = await fetch_one(
        f"{_PRINT} WHERE p.round = $1 ORDER BY p.asked_at DESC LIMIT 1", round_id
    )
    return None if row is None else _facts(row)


async def vouchers_of_print(print_id: UUID) -> set[UUID]:
    """Return the vouchers that a print is to hold."""
    rows = await fetch("SELECT voucher FROM print_item WHERE print_job = $1", print_id)
    return {row["voucher"] for row in rows}


async def copies_of_print(print_id: UUID) -> dict[UUID, int]:
    """Return the number that each voucher of a print carries; 0 before it began."""
    rows = await fetch(
        "SELECT voucher, copy FROM print_item WHERE print_job = $1", print_id
    )
    return {row["voucher"]: row["copy"] for row in rows}


async def sheets_made(print_id: UUID) -> bytes:
    """Return the file of a print.

    Raises:
        PrintNotReadyError: There is none yet.
    """
    content = await fetch_value(
        "SELECT content FROM print_file WHERE print_job = $1", print_id
    )
    if content is None:
        raise PrintNotReadyError
    return bytes(content)


def _facts(row: Row) -> PrintFacts:
    return PrintFacts(**{**row, "state": PrintState(row["state"])})
