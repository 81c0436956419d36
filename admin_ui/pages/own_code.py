"""The code of a household's parcel, for the screen of its own telephone."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from markupsafe import Markup

from distribution.core import qr
from distribution.core.actor import Actor
from distribution.pickup.errors import LinkOlderError
from distribution.vouchers.printing import token_of
from distribution.vouchers.queries.keys import signing_keys
from distribution.vouchers.queries.vouchers import voucher
from distribution.vouchers.rules import VoucherState
from distribution.vouchers.short_code import grouped


class OwnCode(msgspec.Struct, frozen=True):
    """The same code as on paper: drawn, and for reading out."""

    drawing: Markup
    short: str


async def own_code(
    actor: Actor,
    voucher_id: UUID,
    *,
    link_made_at: datetime,
    master_key: bytes,
    day: date,
) -> OwnCode | None:
    """Return the code; None if it would be refused. Runs within ``reading``.

    Raises:
        LinkOlderError: The voucher was issued since: whoever found the lost letter with
            the link is not shown the code that came in its place.
    """
    row = (await voucher(voucher_id, day=day)).voucher
    if row.state is not VoucherState.ISSUED:
        return None
    if link_made_at < row.issued_at:
        raise LinkOlderError
    keys = await signing_keys(actor.centre, master_key)
    token = token_of(row.id, row.last_valid_day, keys[row.key_number])
    return OwnCode(Markup(qr.svg(qr.matrix(token))), grouped(row.short_code))  # noqa: S704 (drawn by us, from nothing but modules)
