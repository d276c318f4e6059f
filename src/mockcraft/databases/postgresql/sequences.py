"""The sequences behind filled columns: they go on after the rows."""

from collections.abc import Iterator, Sequence

import numpy as np

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.databases.postgresql.connection import (
    PostgresqlConnection,
    identifier,
    table_name,
)
from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A filled column with a sequence behind it: its table's name, its own, the sequence, and whether that counts up."""

    table: str
    column: str
    oid: int
    name: str
    up: bool


def advance_sequences(connection: PostgresqlConnection, tables: Sequence[Table]) -> None:
    """Moves the sequences behind filled columns past their values, never back."""
    for each in _numbered(connection, tables):
        extreme = "max" if each.up else "min"
        value = (
            f"(SELECT {extreme}({identifier(each.column)})::bigint FROM {table_name(each.table)})"
        )
        _advance(connection, each, value)


def reserve_sequences(
    connection: PostgresqlConnection, plan: Plan, tables: Sequence[Table]
) -> None:
    """Moves the sequences behind columns past the values that they will have, as triggers take numbers meanwhile."""
    for each in _numbered(connection, tables):
        table = plan.table(each.table)
        if not table.count:
            continue
        last = Frame(plan, table, np.array([table.count - 1], np.uint64)).batch()
        (value,) = last.column(each.column).to_pylist()
        if isinstance(value, int) and each.up:
            _advance(connection, each, str(value))


def _advance(connection: PostgresqlConnection, numbered: _Numbered, value: str) -> None:
    past = ">" if numbered.up else "<"
    connection.rows(
        f"""SELECT setval({numbered.oid}::oid::regclass, last.value)
            FROM (SELECT {value} AS value) last, {numbered.name} now, pg_sequence s
            WHERE s.seqrelid = {numbered.oid} AND last.value BETWEEN s.seqmin AND s.seqmax
              AND (last.value {past} now.last_value
                   OR last.value = now.last_value AND NOT now.is_called)"""
    )


def _numbered(connection: PostgresqlConnection, tables: Sequence[Table]) -> Iterator[_Numbered]:
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
            yield _Numbered(filled[oid, column], column, sequence, name, up)


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
