"""What has to go before a backup takes the place of all that a PostgreSQL database holds."""

from mockcraft.databases.postgresql.connection import PostgresqlConnection, identifier, literal
from mockcraft.databases.postgresql.tools import LOCK_WAIT
from mockcraft.errors import BackupError
from mockcraft.wording import first_of

# Kinds of what stands in no schema, and the names in quotes of what there is of each; of 16384 on are oids of users.
OTHERS = {
    # Before all that they may be about; those of extensions go with them.
    "EVENT TRIGGER": """
        SELECT quote_ident(evtname) FROM pg_event_trigger e WHERE NOT EXISTS (
            SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e'
        )
    """,
    "EXTENSION": "SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql'",
    "PUBLICATION": "SELECT quote_ident(pubname) FROM pg_publication",
    "FOREIGN DATA WRAPPER": "SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper",
    "CAST": "SELECT identity FROM pg_cast c, pg_identify_object('pg_cast'::regclass, c.oid, 0) WHERE c.oid >= 16384",
    "ACCESS METHOD": "SELECT quote_ident(amname) FROM pg_am WHERE oid >= 16384",
    "SUBSCRIPTION": """
        SELECT quote_ident(subname) FROM pg_subscription JOIN pg_database d ON d.oid = subdbid
        WHERE datname = current_database()
    """,
}
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
# Subscriptions that leave something behind on another server as they go, or that take rows still.
CONNECTED = """
    SELECT subname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid
    WHERE datname = current_database() AND (subenabled OR subslotname IS NOT NULL) ORDER BY 1
"""
# Of all schemas; those of one go with it.
DEFAULTS = """
    SELECT pg_get_userbyid(d.defaclrole), d.defaclobjtype::text, array_agg(DISTINCT CASE a.grantee WHEN 0 THEN NULL
        ELSE pg_get_userbyid(a.grantee) END) FILTER (WHERE a.grantor IS NOT NULL)
    FROM pg_default_acl d LEFT JOIN LATERAL aclexplode(d.defaclacl) a ON true
    WHERE d.defaclnamespace = 0 GROUP BY 1, 2 ORDER BY 1, 2
"""
# What default privileges are of, and what everybody has of it where nothing is said.
# https://www.postgresql.org/docs/current/catalog-pg-default-acl.html
DEFAULTS_OF = {
    "r": ("TABLES", ""), "S": ("SEQUENCES", ""), "f": ("FUNCTIONS", "EXECUTE"), "T": ("TYPES", "USAGE"),
    "n": ("SCHEMAS", ""), "L": ("LARGE OBJECTS", ""),
}  # fmt: skip
# A backup takes the schema public for granted, as every new database has it. Without privileges it has those of
# every new schema.
PUBLIC = """
    SELECT pg_get_userbyid(n.nspowner), d.description, n.nspacl IS NOT NULL
    FROM pg_namespace n
    LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
    WHERE n.nspname = 'public'
"""
PRIVILEGES = """
    SELECT a.privilege_type, CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END, bool_or(a.is_grantable)
    FROM pg_namespace n, aclexplode(n.nspacl) a
    WHERE n.nspname = 'public' GROUP BY 1, 2 ORDER BY bool_or(a.grantee = n.nspowner) DESC, 2 NULLS FIRST, 1
"""


def dropping(connection: PostgresqlConnection) -> list[str]:
    """Statements that remove what the database holds, and leave an empty schema public as it was.

    Raises:
        BackupError: it has subscriptions to another server.
    """
    _refuse_subscriptions(connection)
    made = [f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"]
    for kind, query in OTHERS.items():
        made += [f"DROP {kind} IF EXISTS {name} CASCADE" for (name,) in connection.rows(query)]
    made += [f"DROP SCHEMA {identifier(name)} CASCADE" for (name,) in connection.rows(SCHEMAS)]
    made.append("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
    for role, kind, grantees in connection.rows(DEFAULTS):
        made += _undefaulted(role, kind, grantees or [])
    for owner, comment, has_privileges in connection.rows(PUBLIC):
        made.append(f"CREATE SCHEMA public AUTHORIZATION {identifier(owner)}")
        if comment is not None:
            made.append(f"COMMENT ON SCHEMA public IS {literal(comment)}")
        if has_privileges:
            made.append(f"REVOKE ALL ON SCHEMA public FROM {identifier(owner)}")
        for privilege, grantee, is_grantable in connection.rows(PRIVILEGES):
            # Owners may grant anyway: to say so is an error.
            option = " WITH GRANT OPTION" if is_grantable and grantee != owner else ""
            made.append(f"GRANT {privilege} ON SCHEMA public TO {_grantee(grantee)}{option}")
    return made


def _refuse_subscriptions(connection: PostgresqlConnection) -> None:
    names = [name for (name,) in connection.rows(CONNECTED)]
    if names:
        raise BackupError(
            f"{connection.target} holds subscriptions to another server, which keeps a slot for them ("
            f"{first_of(names)}): drop them first (DROP SUBSCRIPTION …)"
        )


def _undefaulted(role: str, kind: str, grantees: list[str | None]) -> list[str]:
    """Statements that put default privileges back to what they are where nobody has altered them, which removes
    their entry.
    """
    of, everybodys = DEFAULTS_OF[kind]
    alter = f"ALTER DEFAULT PRIVILEGES FOR ROLE {identifier(role)}"
    return [
        *(f"{alter} REVOKE ALL ON {of} FROM {_grantee(each)} CASCADE" for each in grantees),
        f"{alter} GRANT ALL ON {of} TO {identifier(role)}",
        *([f"{alter} GRANT {everybodys} ON {of} TO PUBLIC"] if everybodys else []),
    ]


def _grantee(role: str | None) -> str:
    return "PUBLIC" if role is None else identifier(role)
