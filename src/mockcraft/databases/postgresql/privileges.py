"""Whether this user may make tables in PostgreSQL, found by reading alone and said in the server's words."""

from collections.abc import Sequence

from mockcraft.core.plan import Link, Table
from mockcraft.databases.postgresql.catalogue import DIALECT
from mockcraft.databases.postgresql.connection import ADVICE, PostgresqlConnection, table_name
from mockcraft.errors import SinkError

DENIED = ADVICE["42501"]


def check_making(connection: PostgresqlConnection, tables: Sequence[Table]) -> None:
    """Raises SinkError where the user may not make one of these tables, its schema, or a foreign key of it."""
    new = {table.name for table in tables}
    for table in tables:
        _check_schema(connection, DIALECT.split(table.name)[0])
        for link in table.foreign_keys:
            if link.parent not in new:
                _check_parent(connection, link)


def _check_schema(connection: PostgresqlConnection, schema: str) -> None:
    """Raises where no table can be made in a schema; "" is the first one of the search path."""
    ((name, there, may, database, may_make),) = connection.rows(
        """SELECT name, to_regnamespace(quote_ident(name)) IS NOT NULL,
                  has_schema_privilege(to_regnamespace(quote_ident(name)), 'CREATE'),
                  current_database(), has_database_privilege(current_database(), 'CREATE')
           FROM (SELECT coalesce(nullif(%s, ''), current_schema()) AS name) AS given""",
        schema,
    )
    if name is None:
        raise SinkError(
            f"{connection.target}: no schema has been selected to create in (search_path names none that this "
            "user can see: correct it, or name the schema of the table)"
        )
    if there and not may:
        raise SinkError(f"{connection.target}: permission denied for schema {name} ({DENIED})")
    if not there and not may_make:
        raise SinkError(
            f"{connection.target}: permission denied for database {database} ({DENIED})"
        )


def _check_parent(connection: PostgresqlConnection, link: Link) -> None:
    """Raises where no foreign key may refer to a table that is there."""
    ((may,),) = connection.rows(
        """SELECT coalesce(bool_and(has_column_privilege(attrelid, attnum, 'REFERENCES')), true)
           FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = ANY(%s::text[])""",
        table_name(link.parent),
        list(link.key),
    )
    if not may:
        _, local = DIALECT.split(link.parent)
        raise SinkError(f"{connection.target}: permission denied for table {local} ({DENIED})")
