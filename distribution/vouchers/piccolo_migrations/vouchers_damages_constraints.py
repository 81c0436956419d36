"""What became of packs that were damaged; what was typed where nobody was found goes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import of_centre, refers, statements, unique

ID = "2026-11-23T00:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "damages: policies and constraints; searches that found nobody"

QUERIES = [
    *of_centre("short_settlement", "SELECT, INSERT, DELETE"),
    refers("short_settlement", "short", "handout_short"),
    refers("short_settlement", "document", "stock_document"),
    unique("short_settlement", "short_settlement_once", "short"),
    # Nobody's anonymising would ever reach them. The trail comes last, with what the
    # statement before it has written there.
    "SELECT set_config('kromka.anonymising', 'on', true)",
    "UPDATE counter_search SET text = '' WHERE found = '{}' AND text <> ''",
    "UPDATE audit_entry AS e SET before = kromka_blanked(e.before, ARRAY['text']),"
    " after = kromka_blanked(e.after, ARRAY['text']) FROM counter_search AS s"
    " WHERE e.relation = 'counter_search' AND e.row_id = s.id AND s.found = '{}'",
    "SELECT set_config('kromka.anonymising', '', true)",
]


async def forwards() -> MigrationManager:
    """Add them to the table of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="vouchers", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager
