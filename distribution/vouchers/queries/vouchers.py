"""Vouchers as people see them, and as they are printed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.core.clock import local_day
from distribution.core.database import Row, fetch
from distribution.core.language import Language
from distribution.vouchers.errors import VoucherNotFoundError
from distribution.vouchers.handouts import Handout
from distribution.vouchers.queries.handouts import handouts_of_voucher
from distribution.vouchers.rules import Channel, VoucherFacts, VoucherState, state_of


class VoucherLine(msgspec.Struct, frozen=True):
    """Packs of one article that a voucher is good for."""

    article: UUID
    code: str
    name: str
    packs: int


class VoucherRow(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher in a list; names nobody."""

    id: UUID
    short_code: str
    key_number: int
    household: UUID
    household_number: int
    household_language: Language
    persons: int
    round: UUID
    round_key: str
    round_name: str
    channel: Channel
    site: UUID
    site_name: str
    site_address: str
    valid_from: date
    last_valid_day: date
    issued_at: datetime
    printed: int
    state: VoucherState
    replaced_by: UUID | None
    revocation: str
    block_reason: str


class VoucherView(msgspec.Struct, frozen=True, kw_only=True):
    """One voucher with what it is good for and what happened to it."""

    voucher: VoucherRow
    lines: list[VoucherLine]
    handouts: list[Handout]


class ConflictRow(msgspec.Struct, frozen=True, kw_only=True):
    """A conflict for the coordinator: what happened, and whether it is settled."""

    id: UUID
    handout: UUID
    voucher: UUID
    short_code: str
    household_number: int
    site_name: str
    reason: str
    scanned_at: datetime
    opened_at: datetime
    settled_at: datetime | None
    settlement: str


_VOUCHERS = (
    "SELECT v.id, v.short_code, v.key_number, v.household,"
    " h.number AS household_number, h.language AS household_language, v.persons,"
    " v.round, r.key AS round_key, r.name AS round_name, v.channel, v.site,"
    " s.name AS site_name, s.address AS site_address, v.valid_from, v.last_valid_day,"
    " v.issued_at, v.printed, v.replaced_by, v.revocation, v.block_reason,"
    " v.revoked_at, v.blocked_at, r.closed_at, n.issued_at AS replaced_at,"
    " (SELECT d.scanned_at FROM handout AS d WHERE d.voucher = v.id"
    " AND d.annulled_at IS NULL"
    " AND d.conflict IS DISTINCT FROM 'already_handed_out') AS handed_out_at"
    " FROM voucher AS v JOIN household AS h ON h.id = v.household"
    " JOIN round AS r ON r.id = v.round JOIN site AS s ON s.id = v.site"
    " LEFT JOIN voucher AS n ON n.id = v.replaced_by"
)


async def vouchers(
    *,
    day: date,
    round_id: UUID | None = None,
    household: UUID | None = None,
    state: VoucherState | None = None,
) -> list[VoucherRow]:
    """Return vouchers of a round or a household, by household number.

    Args:
        day: Local day for the derived state.
        round_id: Only of this round.
        household: Only of this household.
        state: Only in this state on *day*.
    """
    rows = await fetch(
        f"{_VOUCHERS} WHERE ($1::uuid IS NULL OR v.round = $1)"
        " AND ($2::uuid IS NULL OR v.household = $2)"
        " ORDER BY h.number, v.issued_at, v.id",
        round_id,
        household,
    )
    found = [_row(row, day) for row in rows]
    return [one for one in found if state is None or one.state is state]


async def vouchers_by(ids: Collection[UUID], *, day: date) -> list[VoucherRow]:
    """Return the vouchers with these ids, by household number."""
    rows = await fetch(
        f"{_VOUCHERS} WHERE v.id = ANY($1) ORDER BY h.number, v.issued_at, v.id",
        list(ids),
    )
    return [_row(row, day) for row in rows]


async def voucher(voucher_id: UUID, *, day: date) -> VoucherView:
    """Return one voucher with its lines and hand-outs.

    Raises:
        VoucherNotFoundError: The centre has none of this id.
    """
    rows = await fetch(f"{_VOUCHERS} WHERE v.id = $1", voucher_id)
    if not rows:
        raise VoucherNotFoundError
    lines = await fetch(
        "SELECT l.article, a.code, a.name, l.packs FROM voucher_line AS l"
        " JOIN article AS a ON a.id = l.article WHERE l.voucher = $1"
        " ORDER BY kromka_polish(a.name)",
        voucher_id,
    )
    return VoucherView(
        voucher=_row(rows[0], day),
        lines=[VoucherLine(**line) for line in lines],
        handouts=await handouts_of_voucher(voucher_id),
    )


async def printable(
    *, day: date, round_id: UUID | None = None, only: Collection[UUID] | None = None
) -> list[VoucherRow]:
    """Return the vouchers that may still be redeemed, to be printed or listed."""
    wanted = None if only is None else set(only)
    return [
        one
        for one in await vouchers(day=day, round_id=round_id)
        if one.state in (VoucherState.ISSUED, VoucherState.BLOCKED)
        and (wanted is None or one.id in wanted)
    ]


async def in_large_print(vouchers: Iterable[VoucherRow]) -> frozenset[UUID]:
    """Return those whose households read large print: for printing, in no list."""
    rows = await fetch(
        "SELECT v.id FROM voucher AS v JOIN household AS h ON h.id = v.household"
        " WHERE v.id = ANY($1) AND h.large_print",
        [one.id for one in vouchers],
    )
    return frozenset(row["id"] for row in rows)


async def conflicts(*, open_only: bool = True) -> list[ConflictRow]:
    """Return conflicts, the newest first."""
    rows = await fetch(
        "SELECT c.id, c.handout, d.voucher, v.short_code,"
        " h.number AS household_number, s.name AS site_name, c.reason, d.scanned_at,"
        " c.opened_at, c.settled_at, c.settlement FROM conflict_case AS c"
        " JOIN handout AS d ON d.id = c.handout JOIN voucher AS v ON v.id = d.voucher"
        " JOIN household AS h ON h.id = d.household JOIN site AS s ON s.id = d.site"
        " WHERE NOT $1 OR c.settled_at IS NULL ORDER BY c.opened_at DESC, c.id",
        open_only,
    )
    return [ConflictRow(**row) for row in rows]


_HIDDEN = ("revoked_at", "blocked_at", "closed_at", "replaced_at", "handed_out_at")


def _row(row: Row, day: date) -> VoucherRow:
    facts = VoucherFacts(
        first_day=row["valid_from"],
        last_day=row["last_valid_day"],
        channel=Channel(row["channel"]),
        site=row["site"],
        replaced_on=_day(row["replaced_at"]),
        revoked_on=_day(row["revoked_at"]),
        blocked_on=_day(row["blocked_at"]),
        handed_out_at=row["handed_out_at"],
        round_closed_on=_day(row["closed_at"]),
    )
    shown = {name: value for name, value in row.items() if name not in _HIDDEN}
    shown["channel"] = facts.channel
    return VoucherRow(**shown, state=state_of(facts, day))


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_day(instant)
