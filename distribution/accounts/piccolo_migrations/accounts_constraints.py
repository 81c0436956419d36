"""What Piccolo has no word for in accounts: policies, constraints, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import (
    check,
    grant,
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

_WHO = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"

QUERIES = [
    "ALTER TABLE centre ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY centre_itself ON centre USING (id = kromka_centre())",
    grant("centre", "SELECT, UPDATE"),
    "CREATE TRIGGER centre_audit AFTER INSERT OR UPDATE OR DELETE ON centre"
    " FOR EACH ROW EXECUTE FUNCTION kromka_audit()",
    unique("centre", "centre_key_once", "key"),
    *of_centre("site", root=True),
    unique("site", "site_key_once", "centre, key"),
    check("site", "site_has_a_use", "is_pickup OR is_warehouse"),
    *of_centre("staff", root=True),
    unique("staff", "staff_login_once", "lower(login)"),
    check("staff", "staff_language_known", "language IN ('pl', 'en', 'uk')"),
    *of_centre("staff_role"),
    refers("staff_role", "staff", "staff"),
    unique("staff_role", "staff_role_once", "staff, role"),
    *of_centre("password_link"),
    refers("password_link", "staff", "staff"),
    unique("password_link", "password_link_once", "token_hash"),
    *of_centre("session", audited=False),
    refers("session", "staff", "staff"),
    unique("session", "session_token_once", "token_hash"),
    index("session", "session_of_staff", "staff"),
    *of_centre("device"),
    refers("device", "site", "site"),
    unique("device", "device_token_once", "token_hash"),
    "ALTER TABLE sign_in_attempt ENABLE ROW LEVEL SECURITY",
    index("sign_in_attempt", "sign_in_attempt_recent", "tried_at"),
    "ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY audit_entry_own_centre ON audit_entry FOR SELECT"
    " USING (centre = kromka_centre())",
    grant("audit_entry", "SELECT"),
    index("audit_entry", "audit_entry_of_row", "row_id, relation"),
    index("audit_entry", "audit_entry_by_time", "at, centre"),
    # Append-only for the owner too; blanking personal data has its own function.
    "CREATE TRIGGER audit_entry_append_only BEFORE DELETE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION kromka_refuse_change()",
    # Doors that open before the centre is known. Each answers no more than who.
    f"""
    CREATE FUNCTION kromka_centres() RETURNS TABLE (id uuid, key text, name text) {_WHO}
    AS $$ SELECT id, key, name FROM centre ORDER BY key $$
    """,
    *grant_function("kromka_centres()"),
    f"""
    CREATE FUNCTION kromka_session(hash bytea, instant timestamptz)
    RETURNS TABLE (session uuid, staff uuid, centre uuid) {_WHO} AS $$
        SELECT s.id, s.staff, s.centre FROM session AS s JOIN staff AS p ON p.id = s.staff
        WHERE s.token_hash = hash AND s.ended_at IS NULL AND s.expires_at > instant
          AND p.active
    $$
    """,
    *grant_function("kromka_session(bytea, timestamptz)"),
    f"""
    CREATE FUNCTION kromka_device(hash bytea)
    RETURNS TABLE (device uuid, site uuid, centre uuid) {_WHO} AS $$
        SELECT id, site, centre FROM device
        WHERE token_hash = hash AND revoked_at IS NULL
    $$
    """,
    *grant_function("kromka_device(bytea)"),
    f"""
    CREATE FUNCTION kromka_sign_in(given text)
    RETURNS TABLE (staff uuid, centre uuid, password_hash text) {_WHO} AS $$
        SELECT id, centre, password_hash FROM staff
        WHERE lower(login) = lower(given) AND active
    $$
    """,
    *grant_function("kromka_sign_in(text)"),
    f"""
    CREATE FUNCTION kromka_password_link(hash bytea, instant timestamptz)
    RETURNS TABLE (link uuid, staff uuid, centre uuid) {_WHO} AS $$
        SELECT l.id, l.staff, l.centre
        FROM password_link AS l JOIN staff AS p ON p.id = l.staff
        WHERE l.token_hash = hash AND l.used_at IS NULL AND l.expires_at > instant
          AND p.active
    $$
    """,
    *grant_function("kromka_password_link(bytea, timestamptz)"),
    f"""
    CREATE FUNCTION kromka_failed_sign_ins(given text, from_peer text, since timestamptz)
    RETURNS TABLE (of_login bigint, of_peer bigint) {_WHO} AS $$
        SELECT count(*) FILTER (WHERE login = lower(given)),
               count(*) FILTER (WHERE peer = from_peer)
        FROM sign_in_attempt WHERE tried_at > since AND NOT succeeded
          AND (login = lower(given) OR peer = from_peer)
    $$
    """,
    *grant_function("kromka_failed_sign_ins(text, text, timestamptz)"),
    """
    CREATE FUNCTION kromka_note_sign_in(given text, from_peer text, instant timestamptz,
                                        ok boolean)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DELETE FROM sign_in_attempt WHERE tried_at < instant - interval '1 day'
            OR (ok AND login = lower(given));
        INSERT INTO sign_in_attempt (id, login, peer, tried_at, succeeded)
        VALUES (gen_random_uuid(), left(lower(given), 80), from_peer, instant, ok);
    $$
    """,
    *grant_function("kromka_note_sign_in(text, text, timestamptz, boolean)"),
]


async def forwards() -> MigrationManager:
    """Add them to the tables of the migration before."""
    manager = MigrationManager(
        migration_id=ID, app_name="accounts", description=DESCRIPTION
    )
    statements(manager, QUERIES)
    return manager
