"""Functions that every table stands on: centre, audit, order, search keys."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from distribution.core.schema import grant, statements

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "centre of the transaction, audit trail, Polish order"

QUERIES = [
    # So that the service can tell whether the schema is its own.
    grant("migration", "SELECT"),
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE EXTENSION IF NOT EXISTS btree_gin",
    # NULL, and so no row at all, where nobody said which centre.
    """
    CREATE FUNCTION kromka_centre() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('kromka.centre', true), '')::uuid
    """,
    # Polish order on any build of PostgreSQL: no ICU, no locale of the machine.
    """
    CREATE FUNCTION kromka_polish(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN translate(lower(word), 'aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż',
                                  'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abc')
    """,
    # unaccent is only STABLE; with the dictionary named it never changes.
    """
    CREATE FUNCTION kromka_plain(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, word))
    """,
    """
    CREATE FUNCTION kromka_audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        secrets text[] := ARRAY['password_hash', 'token_hash', 'csrf', 'wrapped_private_key'];
        was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - secrets END;
        now_is jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - secrets END;
        subject jsonb := coalesce(now_is, was);
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value)
            INTO was, now_is
            FROM jsonb_each(was) AS o JOIN jsonb_each(now_is) AS n USING (key)
            WHERE o.value IS DISTINCT FROM n.value;
            IF now_is IS NULL THEN RETURN NULL; END IF;
        END IF;
        INSERT INTO audit_entry (centre, actor, action, relation, row_id, before, after)
        VALUES (
            (CASE WHEN TG_TABLE_NAME = 'centre' THEN subject ->> 'id'
                  ELSE subject ->> 'centre' END)::uuid,
            coalesce(nullif(current_setting('kromka.actor', true), ''), session_user),
            lower(TG_OP), TG_TABLE_NAME, (subject ->> 'id')::uuid, was, now_is);
        RETURN NULL;
    END $$
    """,
    "REVOKE ALL ON FUNCTION kromka_audit() FROM PUBLIC",
    """
    CREATE FUNCTION kromka_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- The service cannot get this far: it holds no privilege to change such rows.
        IF TG_OP = 'UPDATE' AND current_setting('kromka.anonymising', true) = 'on'
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'KR001';
    END $$
    """,
]


async def forwards() -> MigrationManager:
    """Create the functions."""
    manager = MigrationManager(migration_id=ID, app_name="core", description=DESCRIPTION)
    statements(manager, QUERIES)
    return manager
