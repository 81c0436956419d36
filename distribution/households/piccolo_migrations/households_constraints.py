"""What Piccolo has no word for in households: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    append_only,
    check,
    grant_function,
    index,
    of_centre,
    refers,
    statements,
    unique,
)

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

QUERIES = [
    *of_centre("household", root=True),
    unique("household", "household_number_once", "centre, number"),
    unique("household", "household_import_once", "centre, import_key"),
    check("household", "household_language_known", "language IN ('pl', 'en', 'uk')"),
    check(
        "household",
        "household_channel_known",
        "channel IN ('pickup', 'home_delivery')",
    ),
    # Without fastupdate: a search never walks a list of what is not yet indexed.
    "CREATE INDEX household_phone ON household USING gin (phone gin_trgm_ops)"
    " WITH (fastupdate = off)",
    index("household", "household_phone_exact", "centre, phone"),
    *of_centre("household_member"),
    refers("household_member", "household", "household"),
    index("household_member", "household_member_of", "household"),
    unique(
        "household_member",
        "household_member_one_head",
        "household",
        "is_head AND left_on IS NULL",
    ),
    "CREATE INDEX household_member_name ON household_member"
    " USING gin (name_key gin_trgm_ops) WITH (fastupdate = off)",
    check("household_member", "household_member_sex", "sex IN ('f', 'm', '?')"),
    *append_only("assessment"),
    refers("assessment", "household", "household"),
    refers("assessment", "sub_programme", "sub_programme"),
    refers("assessment", "limit_row", "income_limit"),
    check("assessment", "assessment_persons", "persons > 0"),
    index("assessment", "assessment_of_household", "household"),
    *of_centre("referral"),
    refers("referral", "household", "household"),
    refers("referral", "sub_programme", "sub_programme"),
    refers("referral", "assessment", "assessment"),
    unique("referral", "referral_number_once", "centre, number"),
    # R-REF-1: one a household and sub-programme.
    unique(
        "referral",
        "referral_one_active",
        "household, sub_programme",
        "withdrawn_at IS NULL",
    ),
    check("referral", "referral_persons", "persons > 0"),
    check("referral", "referral_extra", "extra_percent BETWEEN 0 AND 100"),
    index("referral", "referral_of_household", "household"),
    index("referral", "referral_of_sub_programme", "sub_programme"),
    *of_centre("entitlement", audited=False),
    refers("entitlement", "referral", "referral"),
    refers("entitlement", "article", "article"),
    unique("entitlement", "entitlement_once", "referral, article"),
    check("entitlement", "entitlement_not_negative", "entitled >= 0 AND issued >= 0"),
    *of_centre("pickup_authorisation"),
    refers("pickup_authorisation", "household", "household"),
    index("pickup_authorisation", "pickup_authorisation_of", "household"),
    *of_centre("referral_number", root=True, audited=False),
    unique("referral_number", "referral_number_one_row", "centre, year"),
    *of_centre("household_number", root=True, audited=False),
    unique("household_number", "household_number_one_row", "centre"),
    "ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_household_exists"
    " FOREIGN KEY (centre, household) REFERENCES household (centre, id)",
    "ALTER TABLE delivery_basis ADD CONSTRAINT delivery_basis_household_exists"
    " FOREIGN KEY (centre, household) REFERENCES household (centre, id)",
    # Policies keep trigram indexes from being used, so the search filters by the
    # centre itself. *wanted* is plain (kromka_plain), *digits* digits alone. A part
    # of a name, misspelt, is found within the whole name: word_similarity.
    """
    CREATE FUNCTION kromka_find_households(wanted text, digits text, most integer)
    RETURNS TABLE (household uuid, likeness real)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.45 AS $$
        SELECT found.household, max(found.likeness) FROM (
            (SELECT m.household, word_similarity(wanted, m.name_key)
                    - 0.01 * (m.left_on IS NOT NULL)::int AS likeness
             FROM household_member AS m
             WHERE wanted <> '' AND wanted <% m.name_key
               AND m.centre = kromka_centre()
             ORDER BY likeness DESC, m.name_key, m.household LIMIT most)
            UNION ALL
            (SELECT h.id, 1.0 FROM household AS h
             WHERE length(digits) >= 3 AND h.phone LIKE '%' || digits || '%'
               AND h.centre = kromka_centre()
             LIMIT most)
            UNION ALL
            (SELECT h.id, 2.0 FROM household AS h
             WHERE wanted = '' AND h.centre = kromka_centre() AND h.number =
               CASE WHEN length(digits) BETWEEN 1 AND 9 THEN digits::integer END)
        ) AS found GROUP BY found.household ORDER BY 2 DESC, 1 LIMIT most
    $$
    """,
    *grant_function("kromka_find_households(text, text, integer)"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager
