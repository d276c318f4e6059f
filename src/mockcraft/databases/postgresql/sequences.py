"""The sequences behind filled columns: they go on after the rows."""

from collections.abc import Sequence

from mockcraft.core.plan import Table
from mockcraft.databases.postgresql.connection import (
    PostgresqlConnection,
    identifier,
    table_name,
)


def advance_sequences(connection: PostgresqlConnection, tables: Sequence[Table]) -> None:
    """Moves the sequences behind filled columns past their values, never back."""
    filled = {
        (oid, column.name): table.name
        for table in tables
        for ((oid,),) in [connection.rows("SELECT to_regclass(%s)::bigint", table_name(table.name))]
        for column in table.columns
    }
    for oid, column, sequence, name, up in connection.rows(
        """SELECT use.relation::bigint, a.attname, s.seqrelid::bigint,
                  format('%%I.%%I', n.nspname, c.relname), s.seqincrement > 0
           FROM (
               -- identity and OWNED BY: the sequence depends on the column
               SELECT refobjid AS relation, refobjsubid AS place, objid AS sequence FROM pg_depend
               WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                 AND refobjid = ANY(%s::oid[]) AND refobjsubid > 0 AND deptype IN ('a', 'i')
               UNION
               -- DEFAULT nextval('s'): the default depends on the sequence
               SELECT ad.adrelid, ad.adnum, d.refobjid FROM pg_attrdef ad
               JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = ad.oid
               WHERE d.refclassid = 'pg_class'::regclass AND ad.adrelid = ANY(%s::oid[])
           ) use
           JOIN pg_attribute a ON a.attrelid = use.relation AND a.attnum = use.place
           JOIN pg_sequence s ON s.seqrelid = use.sequence
           JOIN pg_class c ON c.oid = s.seqrelid
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)""",
        *[[oid for oid, _ in filled]] * 2,
    ):
        if (oid, column) in filled:
            extreme, past = ("max", ">") if up else ("min", "<")
            connection.rows(
                f"""SELECT setval({sequence}::oid::regclass, last.value)
                    FROM (SELECT {extreme}({identifier(column)})::bigint AS value
                          FROM {table_name(filled[oid, column])}) last, {name} now, pg_sequence s
                    WHERE s.seqrelid = {sequence} AND last.value BETWEEN s.seqmin AND s.seqmax
                      AND (last.value {past} now.last_value
                           OR last.value = now.last_value AND NOT now.is_called)"""
            )


def owns_sequences(connection: PostgresqlConnection, tables: Sequence[str]) -> bool:
    """Whether the sequences that go with these tables, in quotes, are the user's, who may restart only those."""
    ((owned,),) = connection.rows(
        """SELECT coalesce(bool_and(pg_has_role(c.relowner, 'USAGE')), true)
           FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
           WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
             AND d.deptype IN ('a', 'i')
             AND d.refobjid IN (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)""",
        list(tables),
    )
    return bool(owned)
