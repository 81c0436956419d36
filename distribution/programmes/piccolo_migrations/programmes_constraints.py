"""What Piccolo has no word for in programmes: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import check, of_centre, refers, statements, unique

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "policies, constraints, indexes"

QUERIES = [
    *of_centre("programme", root=True),
    unique("programme", "programme_key_once", "centre, key"),
    *of_centre("income_base", root=True),
    unique("income_base", "income_base_once", "centre, valid_from"),
    *of_centre("income_limit"),
    refers("income_limit", "programme", "programme"),
    unique("income_limit", "income_limit_once", "programme, valid_from"),
    # R-ELIG-3: the limit of a single person is always the higher one.
    check("income_limit", "income_limit_single_higher", "single_grosz > family_grosz"),
    check("income_limit", "income_limit_positive", "family_grosz > 0 AND percent > 0"),
    *of_centre("sub_programme"),
    refers("sub_programme", "programme", "programme"),
    unique("sub_programme", "sub_programme_key_once", "centre, key"),
    check("sub_programme", "sub_programme_in_order", "starts_on <= ends_on"),
    check(
        "sub_programme", "sub_programme_share", "minimum_percent BETWEEN 0 AND 100"
    ),
    *of_centre("article", root=True),
    unique("article", "article_code_once", "centre, code"),
    check("article", "article_weight", "pack_grams > 0 AND report_grams > 0"),
    check("article", "article_clock", "clock_months BETWEEN 0 AND 24"),
    *of_centre("set_line"),
    refers("set_line", "sub_programme", "sub_programme"),
    refers("set_line", "article", "article"),
    unique("set_line", "set_line_once", "sub_programme, version, article"),
    check("set_line", "set_line_positive", "packs > 0"),
    *of_centre("round"),
    refers("round", "sub_programme", "sub_programme"),
    refers("round", "site", "site"),
    unique("round", "round_key_once", "centre, key"),
    check("round", "round_in_order", "starts_on <= ends_on"),
    *of_centre("round_line"),
    refers("round_line", "round", "round"),
    refers("round_line", "article", "article"),
    unique("round_line", "round_line_once", "round, article"),
    check("round_line", "round_line_positive", "packs > 0"),
    *of_centre("delivery_basis", root=True),
    check(
        "delivery_basis",
        "delivery_basis_kind_known",
        "kind IN ('authorised_pickup', 'emergency_rule', 'opl_own_delivery')",
    ),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="programmes", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager
