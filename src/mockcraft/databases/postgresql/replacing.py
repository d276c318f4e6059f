"""What has to go before a backup takes the place of all that a PostgreSQL database holds."""

from mockcraft.databases.postgresql.connection import PostgresqlConnection, identifier, literal
from mockcraft.databases.postgresql.tools import LOCK_WAIT

# Kinds of what stands in no schema, and the names of what there is of each.
OTHERS = {
    "EXTENSION": "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'",
    "EVENT TRIGGER": "SELECT evtname FROM pg_event_trigger",
    "PUBLICATION": "SELECT pubname FROM pg_publication",
    "FOREIGN DATA WRAPPER": "SELECT fdwname FROM pg_foreign_data_wrapper",
}
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
# A backup takes the schema public for granted, as every new database has it.
PUBLIC = """
    SELECT pg_get_userbyid(n.nspowner), d.description,
        coalesce((SELECT array_agg(ARRAY[a.privilege_type, CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END])
            FROM aclexplode(n.nspacl) a), '{}')
    FROM pg_namespace n
    LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
    WHERE n.nspname = 'public'
"""


def dropping(connection: PostgresqlConnection) -> list[str]:
    """Statements that remove what the database holds, and leave an empty schema public as it was."""
    made = [f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"]
    for kind, query in OTHERS.items():
        made += [
            f"DROP {kind} IF EXISTS {identifier(name)} CASCADE"
            for (name,) in connection.rows(query)
        ]
    made += [f"DROP SCHEMA {identifier(name)} CASCADE" for (name,) in connection.rows(SCHEMAS)]
    made.append("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
    for owner, comment, privileges in connection.rows(PUBLIC):
        made.append(f"CREATE SCHEMA public AUTHORIZATION {identifier(owner)}")
        if comment is not None:
            made.append(f"COMMENT ON SCHEMA public IS {literal(comment)}")
        for privilege, grantee in privileges:
            to = "PUBLIC" if grantee is None else identifier(grantee)
            made.append(f"GRANT {privilege} ON SCHEMA public TO {to}")
    return made
