"""Fills a database with so many vouchers that all share six lots."""

import hashlib
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import msgspec

from distribution.vouchers.signing import SigningKey, new_key, wrap

ARTICLES = 6
PACKS = 2
"""Packs of each article on a voucher."""

_FILLED = (
    *("household", "referral", "entitlement", "voucher", "voucher_line"),
    *("reservation", "stock_balance", "lot", "article", "bench_voucher"),
)

DEVICE_TOKEN = "bench-device-token"
MASTER_KEY = bytes(range(32))


class Town(msgspec.Struct, frozen=True):
    """What the load needs to know of it."""

    centre: UUID
    round: UUID
    key: SigningKey
    last_day: date
    vouchers: list[UUID]


async def fill(superuser_dsn: str, *, vouchers: int, today: date) -> Town:
    """Make a town of *vouchers* vouchers, every parcel reserved.

    Triggers and foreign keys are off meanwhile; the load meets them all.
    """
    town = Town(uuid4(), uuid4(), new_key(7), today + timedelta(days=30), [])
    connection = await asyncpg.connect(superuser_dsn)
    try:
        await connection.execute("SET session_replication_role = replica")
        for query, arguments in _statements(town, vouchers, today):
            await connection.execute(query, *arguments)
        rows = await connection.fetch("SELECT id FROM voucher ORDER BY short_code")
        await connection.execute("SET session_replication_role = origin")
        # Tables that are still empty stay as a new installation has them: PostgreSQL
        # would take "empty" for granted and read them whole ever after.
        await connection.execute(f"VACUUM ANALYZE {', '.join(_FILLED)}")
    finally:
        await connection.close()
    return msgspec.structs.replace(town, vouchers=[row["id"] for row in rows])


def _statements(town: Town, count: int, today: date) -> list[tuple[str, tuple]]:
    site, fund, programme, place = (uuid4() for _ in range(4))
    centre, round_, last = town.centre, town.round, town.last_day
    wrapped = wrap(town.key, MASTER_KEY, centre=centre)
    everyone = f"generate_series(1, {count}) AS n"
    return [
        (
            (
                "INSERT INTO centre (id, key, name, short_name)"
                " VALUES ($1, 'bench', 'Bench', 'Bench')"
            ),
            (centre,),
        ),
        (
            (
                "INSERT INTO site (id, centre, key, name, address, is_pickup)"
                " VALUES ($1, $2, 'ckip', 'CKiP', 'al. Próbna 1', true)"
            ),
            (site, centre),
        ),
        (
            (
                "INSERT INTO location (id, centre, site, key, name)"
                " VALUES ($1, $2, $3, 'regal', 'Regał')"
            ),
            (place, centre, site),
        ),
        (
            (
                "INSERT INTO device (centre, site, name, token_hash)"
                " VALUES ($1, $2, 'bench', $3)"
            ),
            (centre, site, hashlib.sha256(DEVICE_TOKEN.encode()).digest()),
        ),
        (
            (
                "INSERT INTO signing_key (centre, number, public_key, wrapped_private_key)"
                " VALUES ($1, $2, $3, $4)"
            ),
            (centre, town.key.id, town.key.public, wrapped),
        ),
        (
            (
                "INSERT INTO programme (id, centre, key, name, age_bands)"
                " VALUES ($1, $2, 'fepz', 'FEPŻ', 'fepz')"
            ),
            (programme, centre),
        ),
        (
            (
                "INSERT INTO sub_programme (id, centre, programme, key, name, starts_on,"
                " ends_on) VALUES ($1, $2, $3, 'bench', 'Bench', $4, $5)"
            ),
            (fund, centre, programme, today - timedelta(days=90), last),
        ),
        (
            (
                "INSERT INTO round (id, centre, sub_programme, site, key, name, starts_on,"
                " ends_on, opened_at) VALUES ($1, $2, $3, $4, 'r1', 'R1', $5, $6, now())"
            ),
            (round_, centre, fund, site, today - timedelta(days=1), last),
        ),
        (
            (
                "INSERT INTO article (centre, code, name, commodity_group, pack_grams,"
                " report_grams) SELECT $1, 'A' || n, 'Artykuł ' || n, 'starch', 500, 500"
                f" FROM generate_series(1, {ARTICLES}) AS n"
            ),
            (centre,),
        ),
        (
            (
                "INSERT INTO lot (centre, article, fund, number, date_kind, printed_date,"
                " received_on, use_until) SELECT $1, id, $2, 'L' || code, 'best_before',"
                " $3, $4, $3 FROM article"
            ),
            (centre, fund, last + timedelta(days=90), today),
        ),
        (
            (
                "INSERT INTO stock_balance (centre, lot, location, packs, reserved)"
                " SELECT $1, id, $2, $3, $4 FROM lot"
            ),
            (centre, place, count * PACKS + 1000, count * PACKS),
        ),
        (
            (
                "INSERT INTO movement (centre, lot, location, packs, reason, moved_on)"
                " SELECT $1, id, $2, $3, 'received', $4 FROM lot"
            ),
            (centre, place, count * PACKS + 1000, today),
        ),
        (
            f"INSERT INTO household (centre, number) SELECT $1, n FROM {everyone}",
            (centre,),
        ),
        (
            (
                "INSERT INTO referral (centre, household, sub_programme, assessment,"
                " number, persons, issued_on, valid_until, accepted_at)"
                " SELECT $1, id, $2, gen_random_uuid(), number::text, 1, $3, $4, now()"
                " FROM household"
            ),
            (centre, fund, today - timedelta(days=30), last),
        ),
        (
            (
                "INSERT INTO entitlement (centre, referral, article, entitled)"
                " SELECT $1, r.id, a.id, 20 FROM referral AS r CROSS JOIN article AS a"
            ),
            (centre,),
        ),
        (
            (
                "INSERT INTO voucher (centre, round, household, referral, persons,"
                " short_code, key_number, valid_from, last_valid_day, site, issued_at)"
                " SELECT $1, $2, household, id, 1, lpad(number, 10, '0'), $3, $4, $5, $6,"
                " now() FROM referral"
            ),
            (centre, round_, town.key.id, today - timedelta(days=1), last, site),
        ),
        (
            (
                "INSERT INTO voucher_line (centre, voucher, article, packs)"
                " SELECT $1, v.id, a.id, $2 FROM voucher AS v CROSS JOIN article AS a"
            ),
            (centre, PACKS),
        ),
        (
            (
                "INSERT INTO reservation (centre, balance, owner, article, packs,"
                " expires_on) SELECT $1, b.id, v.id, l.article, $2, $3"
                " FROM voucher AS v CROSS JOIN stock_balance AS b"
                " JOIN lot AS l ON l.id = b.lot"
            ),
            (centre, PACKS, last),
        ),
        ("CREATE TABLE bench_voucher (id int PRIMARY KEY, redeemed boolean)", ()),
        (f"INSERT INTO bench_voucher SELECT n, false FROM {everyone}", ()),
        (
            (
                "CREATE TABLE bench_redemption (id bigserial PRIMARY KEY, voucher int,"
                " nonce uuid UNIQUE, at timestamptz DEFAULT now())"
            ),
            (),
        ),
        ("GRANT ALL ON bench_voucher, bench_redemption TO kromka_service", ()),
        ("GRANT USAGE ON SEQUENCE bench_redemption_id_seq TO kromka_service", ()),
    ]
