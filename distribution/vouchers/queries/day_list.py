"""Which vouchers stand on the list of a day on paper, and what became of them."""

from datetime import date
from uuid import UUID

from distribution.vouchers.extract import ExtractVoucher
from distribution.vouchers.queries.extract import extract_vouchers
from distribution.vouchers.rules import Channel, CodeCheck, Scan, VoucherFacts, refusal


async def listed_vouchers(site: UUID, day: date) -> list[ExtractVoucher]:
    """Return those that may be redeemed at a site on a local day, or were already.

    By household number. What is short is no reason to leave anybody out.
    """
    return [
        one
        for one in await extract_vouchers(site, day)
        if one.handed_out_at is not None or may_be_redeemed(one, site, day)
    ]


def may_be_redeemed(one: ExtractVoucher, site: UUID, day: date) -> bool:
    """Say whether a voucher is good at a site on a local day, stock apart."""
    names = set(VoucherFacts.__struct_fields__) - {"recalled", "missing"}
    facts = VoucherFacts(**{name: getattr(one, name) for name in names})
    scan = Scan(
        code=CodeCheck.GENUINE, channel=Channel.PICKUP, site=site, scanned_on=day
    )
    return refusal(facts, scan, day) is None
