"""What Piccolo has no word for in vouchers: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    grant_function,
    index,
    of_centre,
    one_of,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

_CHANNELS = ("pickup", "home_delivery")

QUERIES = [
    *of_centre("signing_key", root=True),
    unique("signing_key", "signing_key_number_once", "number, centre"),
    check("signing_key", "signing_key_number_fits", "number BETWEEN 0 AND 255"),
    """
    CREATE FUNCTION kromka_public_keys()
    RETURNS TABLE (number smallint, centre uuid, public_key bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT number, centre, public_key FROM signing_key
    $$
    """,
    *grant_function("kromka_public_keys()"),
    """
    CREATE FUNCTION kromka_next_key_number() RETURNS smallint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT number::smallint
        FROM generate_series(0, 255) AS number LEFT JOIN signing_key USING (number)
        GROUP BY number
        HAVING count(*) FILTER (WHERE centre = kromka_centre()) = 0
        ORDER BY count(centre), number
        LIMIT 1
    $$
    """,
    *grant_function("kromka_next_key_number()"),
    *of_centre("voucher"),
    refers("voucher", "round", "round"),
    refers("voucher", "household", "household"),
    refers("voucher", "referral", "referral"),
    refers("voucher", "site", "site"),
    refers("voucher", "replaced_by", "voucher"),
    unique("voucher", "voucher_short_code_once", "short_code, centre"),
    unique(
        "voucher",
        "voucher_one_active",
        "round, household",
        "replaced_by IS NULL AND revoked_at IS NULL",
    ),
    one_of("voucher", "channel", _CHANNELS),
    check("voucher", "voucher_in_order", "valid_from <= last_valid_day"),
    index("voucher", "voucher_of_household", "household"),
    index("voucher", "voucher_of_round", "round"),
    *of_centre("voucher_line", audited=False),
    refers("voucher_line", "voucher", "voucher"),
    refers("voucher_line", "article", "article"),
    unique("voucher_line", "voucher_line_once", "voucher, article"),
    check("voucher_line", "voucher_line_positive", "packs > 0"),
    *of_centre("handout", "SELECT, INSERT, UPDATE"),
    # Household and round are the voucher's own, so one key holds all three.
    "ALTER TABLE voucher ADD CONSTRAINT voucher_whose"
    " UNIQUE (centre, id, household, round)",
    "ALTER TABLE handout ADD CONSTRAINT handout_voucher_exists"
    " FOREIGN KEY (centre, voucher, household, round)"
    " REFERENCES voucher (centre, id, household, round)",
    refers("handout", "site", "site"),
    refers("handout", "authorisation", "pickup_authorisation"),
    one_of("handout", "channel", _CHANNELS),
    one_of("handout", "recipient", ("household", "proxy")),
    unique("handout", "handout_nonce_once", "nonce, centre"),
    # A voucher is redeemed at most once, by the database itself. A second hand-out
    # that two phones without signal made all the same is kept as a conflict.
    unique(
        "handout",
        "handout_one_active",
        "voucher",
        "annulled_at IS NULL AND conflict IS DISTINCT FROM 'already_handed_out'",
    ),
    index("handout", "handout_of_voucher", "voucher"),
    index("handout", "handout_by_day", "local_day, centre"),
    index("handout", "handout_of_household", "household"),
    "ALTER TABLE movement ADD CONSTRAINT movement_handout_exists"
    " FOREIGN KEY (centre, handout) REFERENCES handout (centre, id)",
    "ALTER TABLE reservation ADD CONSTRAINT reservation_owner_exists"
    " FOREIGN KEY (centre, owner) REFERENCES voucher (centre, id)",
    *append_only("scan"),
    index("scan", "scan_by_time", "recorded_at, centre"),
    *of_centre("conflict_case"),
    refers("conflict_case", "handout", "handout"),
    unique("conflict_case", "conflict_case_once", "handout"),
    *of_centre("print_job"),
    refers("print_job", "round", "round"),
    one_of("print_job", "state", ("queued", "making", "made", "failed")),
    # Copies are counted, so a round's sheets are made one after the other.
    unique(
        "print_job", "print_job_one_in_work", "round", "state IN ('queued', 'making')"
    ),
    index("print_job", "print_job_of_round", "round, asked_at"),
    *of_centre("print_item", "SELECT, INSERT, DELETE", audited=False),
    refers("print_item", "print_job", "print_job"),
    refers("print_item", "voucher", "voucher"),
    unique("print_item", "print_item_once", "print_job, voucher"),
    index("print_item", "print_item_of_voucher", "voucher"),
    *of_centre("print_file", "SELECT, INSERT, DELETE", audited=False),
    refers("print_file", "print_job", "print_job"),
    unique("print_file", "print_file_once", "print_job"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager
