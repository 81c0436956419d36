"""A debit whose articles were all due is one statement."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import statements

ID = "2026-11-22T23:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "debits quickly"

# What happened is kept: an article that was not due gets a row of its own. Another
# command may write that row between the two statements.
_DEBIT = """
CREATE OR REPLACE FUNCTION kromka_debit(
    of_referral uuid, articles uuid[], amounts integer[]
)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    known uuid[];
BEGIN
    WITH given AS (
        SELECT w.article, sum(w.packs) AS packs
        FROM unnest(articles, amounts) AS w (article, packs) GROUP BY w.article
    ), done AS (
        UPDATE entitlement AS e SET issued = e.issued + given.packs
        FROM given WHERE e.referral = of_referral AND e.article = given.article
        RETURNING e.article
    )
    SELECT coalesce(array_agg(article), '{}') INTO known FROM done;
    IF NOT articles <@ known THEN
        INSERT INTO entitlement (id, centre, referral, article, entitled, issued)
        SELECT gen_random_uuid(), kromka_centre(), of_referral, w.article, 0,
               sum(w.packs)
        FROM unnest(articles, amounts) AS w (article, packs)
        WHERE w.article <> ALL (known) GROUP BY w.article ORDER BY w.article
        ON CONFLICT (referral, article)
            DO UPDATE SET issued = entitlement.issued + excluded.issued;
    END IF;
END $$
"""


async def forwards() -> MigrationManager:
    """Replace the function."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, [_DEBIT])
    return manager
