"""Changes of one voucher, under its lock."""

from datetime import date, datetime
from uuid import UUID

from distribution.core.database import execute, fetch_one, require_transaction
from distribution.vouchers.errors import (
    NotBlockedError,
    VoucherNotActiveError,
    VoucherNotFoundError,
)
from distribution.vouchers.rules import (
    STATE_LABELS,
    Channel,
    CodeCheck,
    VoucherState,
    state_of,
)
from distribution.vouchers.steps.looking_up import Code, look_up

_CHANGEABLE = {VoucherState.ISSUED, VoucherState.BLOCKED, VoucherState.EXPIRED}


async def lock_active(voucher: UUID, *, today: date) -> None:
    """Lock a voucher that can still be changed.

    Raises:
        VoucherNotFoundError: The centre has none of this id.
        VoucherNotActiveError: It was handed out, replaced or revoked already.
    """
    require_transaction()
    code = Code(CodeCheck.GENUINE, voucher=voucher)
    # Lock first, look then: what another scan has just committed must be seen.
    await execute("SELECT id FROM voucher WHERE id = $1 FOR UPDATE", voucher)
    found = await look_up(code, nonce=None, day=today, lock=False)
    if found is None:
        raise VoucherNotFoundError
    state = state_of(found.facts, today)
    if state not in _CHANGEABLE:
        raise VoucherNotActiveError(state=STATE_LABELS[state])


async def set_revoked(voucher: UUID, *, reason: str, now: datetime) -> None:
    """Write the revocation."""
    require_transaction()
    await execute(
        "UPDATE voucher SET revoked_at = $2, revocation = $3 WHERE id = $1",
        voucher,
        now,
        reason,
    )


async def set_block(voucher: UUID, *, reason: str, at: datetime | None) -> None:
    """Write a block, or lift it where *at* is None.

    Raises:
        NotBlockedError: There is none to lift.
    """
    require_transaction()
    if at is not None:
        await execute(
            "UPDATE voucher SET blocked_at = $2, block_reason = $3 WHERE id = $1",
            voucher,
            at,
            reason,
        )
        return
    lifted = await fetch_one(
        "UPDATE voucher SET blocked_at = NULL, block_reason = ''"
        " WHERE id = $1 AND blocked_at IS NOT NULL RETURNING id",
        voucher,
    )
    if lifted is None:
        raise NotBlockedError


async def set_channel(voucher: UUID, channel: Channel) -> None:
    """Write the channel; only the current one redeems the voucher."""
    require_transaction()
    await execute(
        "UPDATE voucher SET channel = $2 WHERE id = $1", voucher, channel.value
    )
