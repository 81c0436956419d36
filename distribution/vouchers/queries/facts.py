"""From a row of the database to what the checks of a hand-out see."""

from datetime import date, datetime

from distribution.core.clock import WARSAW, local_day
from distribution.core.database import Row
from distribution.vouchers.rules import Channel, VoucherFacts


def facts_of(row: Row) -> VoucherFacts:
    """Return the facts of a voucher, read as ``facts.sql`` or ``extract.sql`` does."""
    return VoucherFacts(
        first_day=row["valid_from"],
        last_day=row["last_valid_day"],
        channel=Channel(row["channel"]),
        site=row["site"],
        site_name=row["site_name"],
        replaced_on=_day(row["replaced_at"]),
        revoked_on=_day(row["revoked_at"]),
        blocked_on=_day(row["blocked_at"]),
        handed_out_at=row["handed_out_at"] and row["handed_out_at"].astimezone(WARSAW),
        handed_out_site=row["handed_out_site"] or "",
        round_closed_on=_day(row["round_closed_at"]),
        household_eligible=row["eligible"],
    )


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local_day(instant)
