"""Makes sheets and code lists of vouchers: reads, signs, sets.

Reading comes first and ends; signing and setting take processor time and hold nothing.
"""

import csv
import io
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from distribution.accounts.queries import CentreFacts, the_centre
from distribution.accounts.rules import Permission
from distribution.core.actor import Actor
from distribution.core.clock import local_day
from distribution.core.errors import NotFoundError
from distribution.core.reading import reading
from distribution.programmes.queries.rounds import RoundFacts, round_by
from distribution.vouchers.queries.keys import signing_keys
from distribution.vouchers.queries.vouchers import VoucherRow, in_large_print, printable
from distribution.vouchers.sheets import LONGEST, VoucherCard, sheets, single
from distribution.vouchers.signing import SigningKey, sign
from distribution.vouchers.times import Times

TimesOf = Callable[[Sequence[VoucherRow]], Awaitable[Mapping[UUID, Times]]]
"""Tells when the households of vouchers may come, by voucher. Runs within ``reading``.
The application brings it, since vouchers know no slots and no opening hours."""


Copies = Mapping[UUID, int]
"""The numbers that the copies carry, by voucher. They are given by a command before
anything is drawn, so that two papers never carry the same one."""


class Printout(msgspec.Struct, frozen=True):
    """What a print needs, read in one go."""

    centre: CentreFacts
    round: RoundFacts
    rows: list[VoucherRow]
    keys: dict[int, SigningKey]
    times: Mapping[UUID, Times]
    large_print: frozenset[UUID]


async def read_round(
    actor: Actor,
    round_id: UUID | str,
    *,
    master_key: bytes,
    now: datetime,
    times: TimesOf | None = None,
    only: Collection[UUID] | None = None,
) -> Printout:
    """Read the redeemable vouchers of a round for printing.

    Args:
        actor: Who prints.
        round_id: Its id or key.
        master_key: Opens the centre's signing keys.
        now: The present instant.
        times: Needed for sheets; a list of codes does without.
        only: Leaves out all others.

    Raises:
        NotFoundError: The centre has no such round.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    day = local_day(now)
    async with reading(actor):
        round_ = await round_by(round_id, day)
        rows = await printable(day=day, round_id=round_.id, only=only)
        return Printout(
            await the_centre(),
            round_,
            rows,
            await signing_keys(actor.centre, master_key),
            await times(rows) if times else {},
            await in_large_print(rows),
        )


async def read_one(
    actor: Actor,
    voucher: UUID,
    *,
    master_key: bytes,
    now: datetime,
    times: TimesOf,
) -> Printout:
    """Read one redeemable voucher for printing.

    Raises:
        NotFoundError: The centre has none, or it cannot be redeemed any more.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    day = local_day(now)
    async with reading(actor):
        rows = await printable(day=day, only=[voucher])
        if not rows:
            raise NotFoundError
        return Printout(
            await the_centre(),
            await round_by(rows[0].round, day),
            rows,
            await signing_keys(actor.centre, master_key),
            await times(rows),
            await in_large_print(rows),
        )


def sheets_of(printout: Printout, copies: Copies, *, made_at: datetime) -> bytes:
    """Return A4 sheets of eight cards each; blocking, for a worker or a thread.

    Who reads large print has an A6 page behind them instead.
    """
    return sheets(_cards(printout, copies), made_at=made_at)


def single_of(printout: Printout, copies: Copies, *, made_at: datetime) -> bytes:
    """Return one A6 page; blocking."""
    return single(card_of(printout, copies), made_at=made_at)


def card_of(printout: Printout, copies: Copies) -> VoucherCard:
    """Return what stands on the card of the one voucher that was read."""
    return _cards(printout, copies)[0]


def codes_of(printout: Printout) -> str:
    """Return the code list: ``short_code,token,household_number,channel``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("short_code", "token", "household_number", "channel"))
    for row in printout.rows:
        writer.writerow(
            (
                row.short_code,
                token_of(row.id, row.last_valid_day, printout.keys[row.key_number]),
                row.household_number,
                row.channel.value,
            )
        )
    return out.getvalue()


def token_of(voucher: UUID, last_valid_day: date, key: SigningKey) -> str:
    """Return a voucher's token: always the same, so it is never stored."""
    return sign(key, voucher_id=voucher, last_valid_day=last_valid_day)


def _cards(printout: Printout, copies: Copies) -> Sequence[VoucherCard]:
    return [_card(printout, row, copies[row.id]) for row in printout.rows]


def _card(printout: Printout, row: VoucherRow, copy: int) -> VoucherCard:
    round_ = printout.round
    times = printout.times.get(row.id, Times())
    centre = printout.centre
    return VoucherCard(
        token=token_of(row.id, row.last_valid_day, printout.keys[row.key_number]),
        short_code=row.short_code,
        household_number=str(row.household_number),
        centre_name=(centre.name if len(centre.name) <= LONGEST else centre.short_name),
        programme=f"{round_.sub_programme_name}, {round_.name}",
        channel=row.channel,
        place=row.site_name,
        address=row.site_address,
        hours=times.hours,
        first_day=row.valid_from,
        last_day=row.last_valid_day,
        slot=times.slot,
        phone=centre.phone,
        language=row.household_language,
        large_print=row.id in printout.large_print,
        copy=copy,
    )
