"""Where the vouchers of a round stand, counted and paged by the database."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core.database import fetch, fetch_value
from distribution.core.sql import load
from distribution.vouchers.queries.vouchers import VoucherRow, vouchers_by
from distribution.vouchers.rules import Channel, VoucherState


class Standing(msgspec.Struct, frozen=True):
    """How many vouchers of a round are in each state; ``unprinted`` may be redeemed."""

    counts: dict[VoucherState, int]
    unprinted: int

    @property
    def every(self) -> int:
        """Return how many there are in all."""
        return sum(self.counts.values())


NOTHING = Standing(dict.fromkeys(VoucherState, 0), 0)


class VoucherPage(msgspec.Struct, frozen=True):
    """A part of a list, and how long the whole is."""

    rows: list[VoucherRow]
    found: int


async def has_vouchers(round_id: UUID) -> bool:
    """Return whether a voucher was ever issued for a round."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM voucher WHERE round = $1)", round_id
        )
    )


async def standing_of(round_id: UUID, day: date) -> Standing:
    """Return how many vouchers of a round stand where on a local *day*."""
    each = f"FROM ({load('distribution.vouchers', 'standing')}) AS one GROUP BY state"
    rows = await fetch(
        "SELECT state, count(*)::int AS number,"
        f" count(*) FILTER (WHERE printed = 0)::int AS unprinted {each}",
        round_id,
        day,
    )
    counts = dict.fromkeys(VoucherState, 0)
    unprinted = 0
    for row in rows:
        state = VoucherState(row["state"])
        counts[state] = row["number"]
        if state in (VoucherState.ISSUED, VoucherState.BLOCKED):
            unprinted += row["unprinted"]
    return Standing(counts, unprinted)


async def voucher_page(
    round_id: UUID,
    day: date,
    *,
    state: VoucherState | None = None,
    channel: Channel | None = None,
    household_number: int | None = None,
    most: int,
    skip: int = 0,
) -> VoucherPage:
    """Return *most* vouchers of a round after *skip*, by household number.

    Args:
        round_id: Whose vouchers.
        day: Local day for the derived state.
        state: Only in this state.
        channel: Only of this channel.
        household_number: Only of this household.
        most: How many to return.
        skip: How many come before them.
    """
    matching = (
        f"FROM ({load('distribution.vouchers', 'standing')}) AS one"
        " WHERE ($3::text IS NULL OR state = $3)"
        " AND ($4::text IS NULL OR channel = $4)"
        " AND ($5::int IS NULL OR number = $5)"
    )
    asked = (round_id, day, state, channel, household_number)
    found = await fetch(f"SELECT count(*)::int AS found {matching}", *asked)
    rows = await fetch(
        f"SELECT id {matching} ORDER BY number, issued_at, id LIMIT $6 OFFSET $7",
        *asked,
        most,
        skip,
    )
    ids = [row["id"] for row in rows]
    return VoucherPage(await vouchers_by(ids, day=day), found[0]["found"])
