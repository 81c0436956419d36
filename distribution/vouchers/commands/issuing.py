"""Issuing vouchers for a round, and what is done with one afterwards."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.database import execute, fetch_value
from distribution.core.transaction import transaction
from distribution.inventory.steps.reserving import Wish, hand_over, release, reserve
from distribution.programmes.queries.rounds import RoundFacts, round_by
from distribution.vouchers import signing
from distribution.vouchers.errors import KeyNumbersUsedUpError, RoundNotIssuableError
from distribution.vouchers.queries.keys import current_key_number
from distribution.vouchers.queries.sharing import share
from distribution.vouchers.rules import Channel
from distribution.vouchers.steps.changing import (
    lock_active,
    set_block,
    set_channel,
    set_revoked,
)
from distribution.vouchers.steps.codes import fresh_codes


class Issued(msgspec.Struct, frozen=True):
    """What came of issuing a round's vouchers."""

    vouchers: list[UUID]
    left_out: list[UUID]
    """Households whose parcel would hold fewer than three groups (R-PAR-1)."""


class _New(msgspec.Struct, frozen=True):
    id: UUID
    household: UUID
    referral: UUID
    persons: int
    channel: str
    short_code: str
    lines: dict[UUID, int]


async def create_signing_key(actor: Actor, master_key: bytes) -> int:
    """Give the centre a new key; vouchers of the old one stay valid.

    Returns:
        Its number, unique in the centre.

    Raises:
        KeyNumbersUsedUpError: The centre has had all 256 that fit a token.
    """
    actor.must(Permission.KEEP_CENTRE)
    async with transaction(actor):
        number = await fetch_value("SELECT kromka_next_key_number()")
        if number is None:
            raise KeyNumbersUsedUpError
        key = signing.new_key(number)
        await execute(
            "INSERT INTO signing_key (centre, number, public_key, wrapped_private_key)"
            " VALUES ($1, $2, $3, $4)",
            actor.centre,
            number,
            key.public,
            signing.wrap(key, master_key, centre=actor.centre),
        )
    return int(number)


async def issue_vouchers(
    actor: Actor,
    round_id: UUID | str,
    *,
    now: datetime,
    households: Iterable[UUID] | None = None,
) -> Issued:
    """Issue a voucher to every eligible household that has none, reserving stock.

    Again is safe: who has one is left alone. Stock is shared fairly; a household
    whose parcel would not be one (R-PAR-1) is left out and named.

    Raises:
        NotFoundError: The centre has no such round.
        RoundNotIssuableError: The round is over.
        TryAgainError: The stock changed in between; ``perform`` calls again.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    today = local_day(now)
    async with transaction(actor):
        known = await round_by(round_id, today)
        await execute("SELECT id FROM round WHERE id = $1 FOR UPDATE", known.id)
        round_ = await round_by(known.id, today)  # as it is now that it stays so
        if round_.closed_at is not None or round_.ends_on < today:
            raise RoundNotIssuableError(name=round_.name)
        shared = await share(round_, max(today, round_.starts_on), households)
        below = set(shared.allocation.below_minimum)
        parcels = {
            parcel.household: {
                line.article: int(line.packs) for line in parcel.lines if line.packs
            }
            for parcel in shared.allocation.parcels
            if parcel.household not in below
        }
        codes = await fresh_codes(len(parcels))
        new = [
            _New(
                id=uuid4(),
                household=one.household,
                referral=one.referral,
                persons=one.persons,
                channel=one.channel,
                short_code=codes.pop(),
                lines=parcels[one.household],
            )
            for one in shared.households
            if one.household in parcels
        ]
        await _write(actor, round_, new, now=now)
        await reserve(
            actor.centre,
            [Wish(one.id, one.lines) for one in new],
            fund=round_.sub_programme,
            holds_until=round_.ends_on,
            site=round_.site,
        )
    return Issued([one.id for one in new], sorted(below))


async def reissue(actor: Actor, voucher: UUID, *, now: datetime) -> UUID:
    """Replace a voucher; the old code is dead everywhere, the reservation moves.

    Returns:
        The id of the new voucher.

    Raises:
        VoucherNotFoundError: The centre has none of this id.
        VoucherNotActiveError: It was handed out, replaced or revoked already.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    successor = uuid4()
    async with transaction(actor):
        await lock_active(voucher, today=local_day(now))
        code = (await fresh_codes(1))[0]
        key = await current_key_number()
        # Two active vouchers of one round would be refused, so the new one becomes
        # active after the old one has ended.
        await execute(
            "INSERT INTO voucher (id, centre, round, household, referral, persons,"
            " short_code, key_number, valid_from, last_valid_day, channel, site,"
            " issued_at, blocked_at, block_reason, revoked_at)"
            " SELECT $2, centre, round, household, referral, persons, $3, $4,"
            " valid_from, last_valid_day, channel, site, $5, blocked_at, block_reason,"
            " $5 FROM voucher WHERE id = $1",
            voucher,
            successor,
            code,
            key,
            now,
        )
        await execute(
            "UPDATE voucher SET replaced_by = $2 WHERE id = $1", voucher, successor
        )
        await execute("UPDATE voucher SET revoked_at = NULL WHERE id = $1", successor)
        await execute(
            "INSERT INTO voucher_line (centre, voucher, article, packs)"
            " SELECT centre, $2, article, packs FROM voucher_line WHERE voucher = $1",
            voucher,
            successor,
        )
        await hand_over(voucher, successor)
    return successor


async def revoke(actor: Actor, voucher: UUID, *, reason: str, now: datetime) -> None:
    """Kill a voucher for good and give its stock back.

    Raises:
        VoucherNotFoundError: The centre has none of this id.
        VoucherNotActiveError: It was handed out, replaced or revoked already.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await lock_active(voucher, today=local_day(now))
        await set_revoked(voucher, reason=reason, now=now)
        await release([voucher])


async def block(actor: Actor, voucher: UUID, *, reason: str, now: datetime) -> None:
    """Hold a voucher back until ``unblock``; its stock stays reserved."""
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await lock_active(voucher, today=local_day(now))
        await set_block(voucher, reason=reason, at=now)


async def unblock(actor: Actor, voucher: UUID, *, now: datetime) -> None:
    """Let a blocked voucher be redeemed again.

    Raises:
        NotBlockedError: It is not blocked.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await lock_active(voucher, today=local_day(now))
        await set_block(voucher, reason="", at=None)


async def change_channel(
    actor: Actor, voucher: UUID, channel: Channel, *, now: datetime
) -> None:
    """Move a voucher between collection and home delivery, without a reissue."""
    actor.must(Permission.ISSUE_VOUCHERS)
    async with transaction(actor):
        await lock_active(voucher, today=local_day(now))
        await set_channel(voucher, channel)


async def _write(
    actor: Actor, round_: RoundFacts, new: list[_New], *, now: datetime
) -> None:
    if not new:
        return
    await execute(
        "INSERT INTO voucher (id, centre, round, household, referral, persons,"
        " short_code, key_number, valid_from, last_valid_day, channel, site, issued_at)"
        " SELECT n.id, $1, $2, n.household, n.referral, n.persons, n.short_code, $3,"
        " $4, $5, n.channel, $6, $7 FROM unnest($8::uuid[], $9::uuid[], $10::uuid[],"
        " $11::int[], $12::text[], $13::text[])"
        " AS n (id, household, referral, persons, short_code, channel)",
        actor.centre,
        round_.id,
        await current_key_number(),
        round_.starts_on,
        round_.ends_on,
        round_.site,
        now,
        [one.id for one in new],
        [one.household for one in new],
        [one.referral for one in new],
        [one.persons for one in new],
        [one.short_code for one in new],
        [one.channel for one in new],
    )
    lines = [(one.id, a, packs) for one in new for a, packs in one.lines.items()]
    await execute(
        "INSERT INTO voucher_line (centre, voucher, article, packs)"
        " SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::int[])",
        actor.centre,
        *(list(column) for column in zip(*lines, strict=True)),
    )
