"""What a PostgreSQL database holds, by names for people: all that would go before a backup takes its place."""

from mockcraft.databases.postgresql.connection import PostgresqlConnection, identifier
from mockcraft.databases.postgresql.dumps import shown
from mockcraft.wording import counted

# Of users, and whether they have rows of their own; what extensions own comes with them.
TABLES = """
    SELECT n.nspname, c.relname, c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2
"""
# What else users make: what depends on their schemas, and what stands in none, of which 16384 is the first oid that
# is no system's. Sequences and types that come with something else do not count.
OTHERS = """
    WITH made AS (
        SELECT classid, objid FROM pg_depend JOIN pg_namespace n ON n.oid = refobjid
        WHERE refclassid = 'pg_namespace'::regclass AND deptype = 'n' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION SELECT 'pg_namespace'::regclass, oid FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
        UNION SELECT 'pg_extension'::regclass, oid FROM pg_extension WHERE extname <> 'plpgsql'
        UNION SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
        UNION SELECT 'pg_publication'::regclass, oid FROM pg_publication
        UNION SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
        UNION SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
        UNION SELECT 'pg_cast'::regclass, oid FROM pg_cast WHERE oid >= 16384
        UNION SELECT 'pg_am'::regclass, oid FROM pg_am WHERE oid >= 16384
        UNION SELECT 'pg_default_acl'::regclass, oid FROM pg_default_acl
    ), told AS (
        SELECT type, identity FROM made, pg_identify_object(classid, objid, 0)
        WHERE NOT (classid = 'pg_class'::regclass AND type IN ('table', 'view', 'materialized view', 'foreign table'))
          AND NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = made.classid AND d.objid = made.objid AND (d.deptype = 'e'
                OR d.deptype IN ('a', 'i') AND d.classid IN ('pg_class'::regclass, 'pg_type'::regclass))
          )
        UNION SELECT 'subscription', quote_ident(subname) FROM pg_subscription JOIN pg_database d ON d.oid = subdbid
        WHERE datname = current_database()
    )
    SELECT type, identity FROM told ORDER BY type COLLATE "C", identity COLLATE "C"
"""
LARGE_OBJECTS = "SELECT count(*) FROM pg_largeobject_metadata"
KINDS = {"default acl": "default privileges", "foreign-data wrapper": "foreign data wrapper"}


def held(connection: PostgresqlConnection) -> dict[str, int]:
    """See backup.Archiver.present."""
    tables = connection.rows(TABLES)
    found = {shown(schema, name): 0 for schema, name, _ in tables}
    for schema, name, has_rows in tables:
        if has_rows:
            found[shown(schema, name)] = _rows(connection, schema, name)
    for kind, name in connection.rows(OTHERS):
        found[f"{KINDS.get(kind, kind)} {name.removeprefix('public.')}"] = 0
    if large := connection.rows(LARGE_OBJECTS)[0][0]:
        found[counted(large, "large object")] = 0
    return found


def _rows(connection: PostgresqlConnection, schema: str, name: str) -> int:
    with connection.errors(shown(schema, name)):
        counting = f"SELECT count(*) FROM {identifier(schema)}.{identifier(name)}"
        ((count,),) = connection.driver.execute(counting.encode())
        return int(count)
