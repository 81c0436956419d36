"""Makes sheets and code lists of vouchers: reads, signs, sets.

Reading comes first and ends; signing and setting take processor time and hold nothing.
"""

import csv
import io
from collections.abc import Sequence
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
from distribution.vouchers.queries.vouchers import VoucherRow, printable
from distribution.vouchers.sheets import VoucherCard, sheets, single
from distribution.vouchers.signing import SigningKey, sign


class Printout(msgspec.Struct, frozen=True):
    """What a print needs, read in one go."""

    centre: CentreFacts
    round: RoundFacts
    rows: list[VoucherRow]
    keys: dict[int, SigningKey]


async def read_round(
    actor: Actor, round_id: UUID | str, *, master_key: bytes, now: datetime
) -> Printout:
    """Read all redeemable vouchers of a round for printing.

    Raises:
        NotFoundError: The centre has no such round.
    """
    actor.must(Permission.ISSUE_VOUCHERS)
    day = local_day(now)
    async with reading(actor):
        round_ = await round_by(round_id, day)
        return Printout(
            await the_centre(),
            round_,
            await printable(day=day, round_id=round_.id),
            await signing_keys(actor.centre, master_key),
        )


async def read_one(
    actor: Actor, voucher: UUID, *, master_key: bytes, now: datetime
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
        )


def sheets_of(printout: Printout, *, made_at: datetime) -> bytes:
    """Return A4 sheets of eight cards each; blocking, for a worker or a thread."""
    return sheets(_cards(printout), made_at=made_at)


def single_of(printout: Printout, *, made_at: datetime) -> bytes:
    """Return one A6 page; blocking."""
    return single(_cards(printout)[0], made_at=made_at)


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


def _cards(printout: Printout) -> Sequence[VoucherCard]:
    round_ = printout.round
    return [
        VoucherCard(
            token=token_of(row.id, row.last_valid_day, printout.keys[row.key_number]),
            short_code=row.short_code,
            household_number=str(row.household_number),
            centre_name=printout.centre.name,
            programme=f"{round_.sub_programme_name}, {round_.name}",
            channel=row.channel,
            place=row.site_name,
            address=row.site_address,
            first_day=row.valid_from,
            last_day=row.last_valid_day,
            phone=printout.centre.phone,
            language=row.household_language,
            copy=row.printed + 1,
        )
        for row in printout.rows
    ]
