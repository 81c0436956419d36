"""Two hand-outs at once of an article that was not due are both counted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import statements

ID = "2026-11-22T23:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "debits at once"

# What happened is kept: an article that was not due gets a row of its own. Another
# command may write that row between the two statements.
_DEBIT = """
CREATE OR REPLACE FUNCTION kromka_debit(
    of_referral uuid, articles uuid[], amounts integer[]
)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    unknown uuid[];
BEGIN
    WITH given AS (
        SELECT w.article, sum(w.packs) AS packs
        FROM unnest(articles, amounts) AS w (article, packs) GROUP BY w.article
    ), known AS (
        UPDATE entitlement AS e SET issued = e.issued + given.packs
        FROM given WHERE e.referral = of_referral AND e.article = given.article
        RETURNING e.article
    )
    SELECT array_agg(article) INTO unknown
    FROM given WHERE article NOT IN (SELECT article FROM known);
    IF unknown IS NOT NULL THEN
        INSERT INTO entitlement (id, centre, referral, article, entitled, issued)
        SELECT gen_random_uuid(), kromka_centre(), of_referral, w.article, 0,
               sum(w.packs)
        FROM unnest(articles, amounts) AS w (article, packs)
        WHERE w.article = ANY (unknown) GROUP BY w.article ORDER BY w.article
        ON CONFLICT (referral, article)
            DO UPDATE SET issued = entitlement.issued + excluded.issued;
    END IF;
END $$
"""


async def forwards() -> MigrationManager:
    """Let a debit add to a row that came meanwhile."""
    manager = MigrationManager(
        migration_id=ID, app_name="households", description=DESCRIPTION
    )
    statements(manager, [_DEBIT])
    return manager
