"""From a scanned code to what the checks need to know."""

from datetime import date
from uuid import UUID

import msgspec

from distribution.core import sql
from distribution.core.database import Row, connection, fetch_value, require_transaction
from distribution.inventory.rules.lots import LotState
from distribution.inventory.rules.picking import Holding
from distribution.vouchers.queries.facts import facts_of
from distribution.vouchers.queries.keys import RING
from distribution.vouchers.rules import CodeCheck, VoucherFacts
from distribution.vouchers.short_code import normalise
from distribution.vouchers.signing import BadToken, Verified, is_token, read, verify


class Code(msgspec.Struct, frozen=True):
    """What a scanned or typed code turned out to be."""

    check: CodeCheck
    voucher: UUID | None = None
    short_code: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher with all that a hand-out needs; ``facts`` is what the checks see."""

    id: UUID
    household: UUID
    household_number: int
    household_language: str
    instructions: str
    round: UUID
    referral: UUID
    persons: int
    short_code: str
    site: UUID
    fund: UUID
    lines: dict[UUID, int]
    earlier: UUID | None
    earlier_voucher: UUID | None
    reserved: list[Holding]
    """On what it has a reservation, at any site; read without a lock."""

    facts: VoucherFacts


async def decode(code: str, centre: UUID) -> Code:
    """Check a code without looking for its voucher; no transaction is needed.

    A token must be signed by a key of the installation; a short code must fit its
    check character. A foreign centre's token says so.
    """
    if not is_token(code):
        return Code(CodeCheck.GENUINE, short_code=normalise(code))
    claimed = read(code)
    if isinstance(claimed, BadToken):
        return Code(CodeCheck.BAD_SIGNATURE)
    for owner, public_key in (await RING.of_number(claimed.key_id, centre)).items():
        token = verify(code, {claimed.key_id: public_key})
        if isinstance(token, Verified):
            if owner != centre:
                return Code(CodeCheck.OTHER_CENTRE)
            return Code(CodeCheck.GENUINE, voucher=token.voucher_id)
    return Code(CodeCheck.BAD_SIGNATURE)


async def look_up(
    code: Code, *, nonce: UUID | None, day: date, lock: bool
) -> Found | None:
    """Return the voucher of a code, or None if the centre has none.

    Args:
        code: As ``decode`` returned it.
        nonce: Of the hand-out; finds one that was recorded with it before.
        day: Local day on which the referral has to be valid.
        lock: Keep every other hand-out of this voucher waiting until commit.
    """
    require_transaction()
    wanted = code.voucher or code.short_code
    if wanted is None:
        return None
    column = "voucher.id" if code.voucher else "voucher.short_code"
    query = sql.load("distribution.vouchers", "facts") + f"{column} = $1"
    row = await connection().fetchrow(
        query + (" FOR NO KEY UPDATE OF voucher" if lock else ""), wanted, nonce, day
    )
    return None if row is None else _found(dict(row), day)


async def handout_of(nonce: UUID) -> UUID | None:
    """Return the hand-out that was recorded with this nonce, if any."""
    require_transaction()
    found: UUID | None = await fetch_value(
        "SELECT id FROM handout WHERE nonce = $1", nonce
    )
    return found


def _found(row: Row, day: date) -> Found:
    return Found(
        id=row["id"],
        household=row["household"],
        household_number=row["household_number"],
        household_language=row["household_language"],
        instructions=row["instructions"],
        round=row["round"],
        referral=row["referral"],
        persons=row["persons"],
        short_code=row["short_code"],
        site=row["site"],
        fund=row["fund"],
        lines=dict(sorted(zip(row["articles"], row["packs"], strict=True))),
        earlier=row["earlier"],
        earlier_voucher=row["earlier_voucher"],
        reserved=_reserved(row, day),
        facts=facts_of(row),
    )


_HOLDING = tuple(name for name in Holding.__struct_fields__ if name != "day")


def _reserved(row: Row, day: date) -> list[Holding]:
    """Return the holdings that ``facts.sql`` gives as one array a field."""
    columns = (row[f"own_{name}"] or () for name in _HOLDING)
    holdings = []
    for values in zip(*columns, strict=True):
        fields = dict(zip(_HOLDING, values, strict=True))
        fields["state"] = LotState(fields["state"])
        holdings.append(Holding(**fields, day=day))
    return holdings
