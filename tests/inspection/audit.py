"""What is wrong with the rows of a PostgreSQL database, found from its catalogues and by queries of our own.

It trusts neither what filled the tables nor that the server has looked: each key, unique index and check is
looked at again.
"""

from typing import Any

import psycopg

from inspection.databases import filled
from inspection.databases import postgresql as make
from mockcraft.inspection.reading import Inspection

# A table's own rows: a parent by inheritance, which has no partitions, shows those of its children too.
_OWN = "(SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END FROM pg_class WHERE oid = {0}) || {0}::regclass::text"
_TABLES = """
    SELECT CASE relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
"""
_KEYS = f"""
    SELECT conname::text, {_OWN.format("conrelid")}, {_OWN.format("confrelid")},
           ARRAY(SELECT quote_ident(attname) FROM unnest(conkey) WITH ORDINALITY AS k (place, n)
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = place ORDER BY n),
           ARRAY(SELECT quote_ident(attname) FROM unnest(confkey) WITH ORDINALITY AS k (place, n)
                 JOIN pg_attribute ON attrelid = confrelid AND attnum = place ORDER BY n)
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
"""
_CHECKS = f"""
    SELECT conname::text, {_OWN.format("conrelid")}, pg_get_expr(conbin, conrelid)
    FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0
"""
_UNIQUES = f"""
    SELECT indexrelid::regclass::text, {_OWN.format("indrelid")},
           ARRAY(SELECT pg_get_indexdef(indexrelid, place, true) FROM generate_series(1, indnkeyatts) place),
           coalesce(pg_get_expr(indpred, indrelid), 'true')
    FROM pg_index WHERE indisunique AND indrelid::regclass::text NOT LIKE 'pg\\_%'
"""


def filled_whole(uri: str, script: str, count: int = 100) -> Inspection:
    """Fills a database made by DDL, and asserts that nothing is left out, empty or wrong."""
    make(uri, script)
    made = filled(uri, count)

    assert {} == made.document.refused
    assert [] == faults(uri)
    assert [] == [name for name, rows in tables(uri).items() if rows == 0]
    return made


def tables(uri: str) -> dict[str, int]:
    """Rows by table, as PostgreSQL writes its name."""
    with psycopg.connect(uri) as connection:
        names = connection.execute(_TABLES).fetchall()
        return {name: _one(connection, f"SELECT count(*) FROM {own}{name}") for own, name in names}


def faults(uri: str) -> list[str]:
    """A sentence for each key, check or unique index that does not hold."""
    found = []
    with psycopg.connect(uri) as connection:
        for name, table, parent, columns, theirs in connection.execute(_KEYS).fetchall():
            same = " AND ".join(f"c.{a} = p.{b}" for a, b in zip(columns, theirs, strict=True))
            given = " AND ".join(f"c.{each} IS NOT NULL" for each in columns)
            orphans = f"SELECT count(*) FROM {table} c WHERE {given} AND NOT EXISTS (SELECT FROM {parent} p WHERE {same})"
            if many := _one(connection, orphans):
                found.append(f"{table}: {many} rows without a parent by {name}")
        for name, table, condition in connection.execute(_CHECKS).fetchall():
            if many := _one(connection, f"SELECT count(*) FROM {table} WHERE NOT ({condition})"):
                found.append(f"{table}: {many} rows fail {name}")
        for name, table, columns, where in connection.execute(_UNIQUES).fetchall():
            given = " AND ".join(f"({each}) IS NOT NULL" for each in columns)
            groups = f"SELECT 1 FROM {table} WHERE ({where}) AND {given} GROUP BY ROW({', '.join(columns)})"
            if many := _one(connection, f"SELECT count(*) FROM ({groups} HAVING count(*) > 1) t"):
                found.append(f"{table}: {many} values are not unique in {name}")
    return found


def _one(connection: Any, query: str) -> int:
    ((value,),) = connection.execute(query.encode()).fetchall()
    return int(value)
