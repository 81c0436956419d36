"""Cards for tests. Places, numbers and telephones are invented."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from distribution.vouchers import short_code
from distribution.vouchers.sheets import VoucherCard
from distribution.vouchers.signing import new_key, sign
from distribution.vouchers.times import Hours, Spell, WeekLine

KEY = new_key(1)
FIRST_DAY, LAST_DAY = date(2026, 12, 7), date(2026, 12, 11)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_NINE_TO_THREE = (Spell(time(9), time(15)),)


def a_card(**changes):
    """Return a card of a household that collects at the culture centre."""
    facts = {
        "token": sign(KEY, voucher_id=uuid4(), last_valid_day=LAST_DAY),
        "short_code": short_code.new(),
        "household_number": "1042",
        "centre_name": "MOPS w Kraśniku",
        "programme": "FEPŻ, Podprogram 2024 (przykładowy), tura 3",
        "place": "Centrum Kultury i Promocji",
        "address": "al. Niepodległości 44, Kraśnik",
        "hours": Hours((WeekLine((1, 2, 3, 4, 5), _NINE_TO_THREE),), daily=True),
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "phone": "81 000 15 81",
    }
    return VoucherCard(**(facts | changes))
