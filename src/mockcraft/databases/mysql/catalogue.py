"""What the information_schema of MySQL or MariaDB says of some tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mockcraft.databases.mysql.extents import extent, labels_of
from mockcraft.databases.mysql.indexes import Indexes, Place, unique_indexes
from mockcraft.databases.mysql.keys import keys_of
from mockcraft.databases.mysql.partitions import condition
from mockcraft.databases.mysql.triggers import Triggers, triggers
from mockcraft.formats.dialects import dialect_of
from mockcraft.stored import Catalogue, StoredColumn, StoredRule, StoredTable

DIALECT = dialect_of("mysql")
Rows = Callable[..., list[Any]]  # of a query and its parameters
# MySQL tells the texts of checks with their character set, and escaped: _utf8mb4\\'text\\'.
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_INTRODUCER = re.compile(r"\b_[a-z0-9]+'")
LASTING = "has no transactions"  # said of an engine
_WITH_TRANSACTIONS = ("innodb", "rocksdb", "tokudb", "ndbcluster")
_WITHOUT_TRANSACTIONS = ("myisam", "memory", "aria", "archive", "csv")
TRIGGERS = """SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME,
    IF(EVENT_MANIPULATION = 'INSERT', coalesce(ACTION_STATEMENT, ''), '') FROM information_schema.TRIGGERS
    WHERE EVENT_OBJECT_SCHEMA = %s AND EVENT_OBJECT_TABLE IN %s ORDER BY TRIGGER_NAME"""
_TABLES = {"BASE TABLE": "table", "SYSTEM VERSIONED": "table"}
_KINDS = {
    "integer": ("tinyint", "smallint", "mediumint", "int", "bigint", "year"),
    "decimal": ("decimal",),
    "float": ("float", "double"),
    "text": ("char", "varchar", "tinytext", "text", "mediumtext", "longtext"),
    "enum": ("enum", "set"),
    "json": ("json",),
    "uuid": ("uuid",),
    "date": ("date",),
    "timestamp": ("datetime", "timestamp"),
    "time": ("time",),
    "bytes": ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
    "bits": ("bit",),
    "network": ("inet4", "inet6"),
    "geometry": (
        "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
        "geometrycollection", "geomcollection",
    ),
}  # fmt: skip
# Names of types that other databases have too, but take in other forms.
_BASES = {"geometry": "wkb {}", "bits": "{} field"}
_BY_TYPE = {type_: kind for kind, types in _KINDS.items() for type_ in types}


def read(
    rows: Rows, names: Sequence[str], database: str, *, mariadb: bool, folds: bool
) -> Catalogue:
    """The tables of these names that exist; those that name no database are in `database`.

    `folds` says that names of tables that differ in case alone are one.
    """

    def folded(schema: str, table: str) -> Place:
        return (schema.lower(), table.lower()) if folds else (schema, table)

    def named(schema: str, table: str) -> str:
        """How a schema file names a table."""
        return table if schema.lower() == database.lower() else f"{schema}.{table}"

    asked = {}
    for name in names:
        schema, local = DIALECT.split(name)
        asked[folded(schema or database, local)] = name
    schemas = sorted({schema for schema, _ in asked} | {database})
    found: dict[str, list[Any]] = {}
    others = []
    for facts in _of_schemas(
        rows,
        """SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COMMENT
           FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s ORDER BY TABLE_NAME""",
        schemas,
    ):
        name = asked.get(folded(facts[0], facts[1]), "")
        if name:
            found[name] = facts
        elif facts[2] in _TABLES:
            others.append(named(facts[0], facts[1]))
    places = {(facts[0], facts[1]): name for name, facts in found.items()}
    columns = _columns(rows, places, mariadb)
    unique = _uniques(rows, places, mariadb)
    fired = triggers(rows, _of_tables(rows, TRIGGERS, places))
    keys, referring = keys_of(rows, places, named, mariadb)
    checks, partitions = _checks(rows, places, mariadb), _partitions(rows, places)
    tables = {}
    for (schema, local), name in places.items():
        _, _, kind, engine, comment = found[name]
        primary_key, uniques, told = unique.get((schema, local), ((), (), ()))
        own = fired.get((schema, local), Triggers())
        tables[name] = StoredTable(
            local, schema, _TABLES.get(kind, str(kind).lower()),
            columns=tuple(columns.get((schema, local), ())), primary_key=primary_key, uniques=uniques,
            keys=tuple(keys.get((schema, local), ())),
            **own.facts(),
            comment=comment if kind in _TABLES else "",
            obstacle=_obstacle(name, engine, own.fired) if kind in _TABLES else "",
            lasting=str(engine).lower() in _WITHOUT_TRANSACTIONS,
            rules=(
                *checks.get((schema, local), ()), *own.guards(columns.get((schema, local), ())),
                *partitions.get((schema, local), ()),
                *told,
            ),
        )  # fmt: skip
    return Catalogue(tables, referring, tuple(others))


def names(rows: Rows) -> list[str]:
    """The tables of the database of the connection, without views and sequences."""
    found = rows(
        """SELECT TABLE_NAME FROM information_schema.TABLES
           WHERE TABLE_SCHEMA = database() AND TABLE_TYPE IN %s ORDER BY TABLE_NAME""",
        tuple(_TABLES),
    )
    return [name for (name,) in found]


def _obstacle(name: str, engine: str | None, fired: Sequence[str]) -> str:
    """Why a run cannot fill a table of this storage engine, with these triggers; "" where it can."""
    if engine is None or engine.lower() in _WITH_TRANSACTIONS:
        return ""
    change = f"(ALTER TABLE {DIALECT.table(name)} ENGINE=InnoDB)"
    if engine.lower() not in _WITHOUT_TRANSACTIONS:
        return f"is stored by {engine}, which keeps rows elsewhere, or none {change}"
    if not fired:
        return ""
    return (
        f"is stored by {engine}, which {LASTING}, and has the trigger {', '.join(fired)}: what that does for a run "
        f"that fails could not be taken back {change}"
    )


def _of_schemas(rows: Rows, query: str, schemas: Sequence[str]) -> Iterator[Any]:
    """One query a database: MariaDB looks into all databases of the server for any other condition."""
    for schema in schemas:
        yield from rows(query, schema)


def _of_tables(rows: Rows, query: str, places: dict[Place, str]) -> Iterator[tuple[Place, Any]]:
    """What a query, with a condition on database and tables, says of each of the tables."""
    for schema in sorted({schema for schema, _ in places}):
        tables = tuple(table for each, table in places if each == schema)
        for found_schema, table, *facts in rows(query, schema, tables):
            if (found_schema, table) in places:  # names are compared without case there
                yield (found_schema, table), facts


def _columns(
    rows: Rows, places: dict[Place, str], mariadb: bool
) -> dict[Place, list[StoredColumn]]:
    documents: set[tuple[Place, str]] = set()
    if mariadb:  # JSON is text with a check there
        for place, (column,) in _of_tables(
            rows,
            """SELECT CONSTRAINT_SCHEMA, TABLE_NAME, substring(CHECK_CLAUSE, 13, char_length(CHECK_CLAUSE) - 14)
               FROM information_schema.CHECK_CONSTRAINTS
               WHERE CONSTRAINT_SCHEMA = %s AND TABLE_NAME IN %s AND CHECK_CLAUSE LIKE 'json!_valid(`%%`)' ESCAPE '!'
            """,
            places,
        ):
            documents.add((place, column.replace("``", "`")))
    found: dict[Place, list[StoredColumn]] = {}
    srid = "NULL" if mariadb else "SRS_ID"
    for place, (name, type_, base, nullable, default, extra, expression, *facts) in _of_tables(
        rows,
        f"""SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, IS_NULLABLE = 'YES',
                  COLUMN_DEFAULT, EXTRA, coalesce(GENERATION_EXPRESSION, ''), PRIVILEGES,
                  CHARACTER_MAXIMUM_LENGTH,
                  IF(coalesce(CHARACTER_SET_NAME, 'utf8') LIKE 'utf8%%', CHARACTER_OCTET_LENGTH, NULL),
                  COLUMN_COMMENT, {srid}
           FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME IN %s
           ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION""",
        places,
    ):
        kind = "json" if (place, name) in documents else kind_of(base, type_)
        privileges, characters, octets, comment, system = facts
        members = labels_of(type_) if base.lower() == "set" else ()
        column = StoredColumn(
            name, type_, kind, not nullable, None if default == "NULL" else default, bool(expression),
            "by default" if "auto_increment" in extra.lower() else "", "insert" in privileges.lower(),
            base=base_of(kind, base, system), comment=comment, computed=_plain(expression, mariadb),
            item=StoredColumn("", type_, "enum", labels=members) if members else None,
            **extent(base.lower(), type_.lower() if base.lower() != "enum" else type_, characters, octets),
        )  # fmt: skip
        found.setdefault(place, []).append(column)
    return found


def kind_of(base: str, type_: str) -> str:
    """What a type takes, one of stored.KINDS; BOOLEAN is a name of TINYINT(1)."""
    if type_.lower().startswith(("tinyint(1)", "bit(1)")):
        return "boolean"
    return _BY_TYPE.get(base.lower(), "other")


def base_of(kind: str, base: str, srid: int | None = None) -> str:
    """The name of a type of that kind, which tells it from one of another engine that takes other forms.

    `srid`: the number of the one reference system that shapes of the column have; None for any.
    """
    name = _BASES.get(kind, "{}").format(base.lower())
    return f"{name} {srid}" if srid else name


def _uniques(rows: Rows, places: dict[Place, str], mariadb: bool) -> dict[Place, Indexes]:
    """The unique indexes of the tables; MariaDB has none of expressions."""
    expression = "NULL" if mariadb else "EXPRESSION"
    return unique_indexes(
        _of_tables(
            rows,
            f"""SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART, {expression}
                FROM information_schema.STATISTICS
                WHERE TABLE_SCHEMA = %s AND TABLE_NAME IN %s AND NON_UNIQUE = 0
                ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX""",
            places,
        )
    )


def _checks(rows: Rows, places: dict[Place, str], mariadb: bool) -> dict[Place, list[StoredRule]]:
    """The checks of the tables; MariaDB says itself which table one is of."""
    of = "c.TABLE_NAME" if mariadb else "t.TABLE_NAME"
    joined = """JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA
                AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'"""
    found: dict[Place, list[StoredRule]] = {}
    for place, (name, text) in _of_tables(
        rows,
        f"""SELECT c.CONSTRAINT_SCHEMA, {of}, c.CONSTRAINT_NAME, c.CHECK_CLAUSE
            FROM information_schema.CHECK_CONSTRAINTS c {"" if mariadb else joined}
            WHERE c.CONSTRAINT_SCHEMA = %s AND {of} IN %s ORDER BY c.CONSTRAINT_NAME""",
        places,
    ):
        found.setdefault(place, []).append(StoredRule(name, "check", _plain(text, mariadb)))
    return found


def _plain(text: str, mariadb: bool) -> str:
    """An expression as it was written."""
    return text if mariadb else _INTRODUCER.sub("'", _ESCAPED.sub(r"\1", text))


def _partitions(rows: Rows, places: dict[Place, str]) -> dict[Place, list[StoredRule]]:
    """What partitions demand of the rows of the tables that have some."""
    cut: dict[tuple[Place, str, str], list[str]] = {}
    for place, (method, expression, bound, _) in _of_tables(
        rows,
        """SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME, PARTITION_METHOD, coalesce(PARTITION_EXPRESSION, ''),
                  coalesce(PARTITION_DESCRIPTION, ''), PARTITION_ORDINAL_POSITION
           FROM information_schema.PARTITIONS
           WHERE TABLE_SCHEMA = %s AND TABLE_NAME IN %s AND PARTITION_METHOD IS NOT NULL
           ORDER BY TABLE_SCHEMA, TABLE_NAME, PARTITION_ORDINAL_POSITION""",
        places,
    ):
        cut.setdefault((place, method, expression), []).append(bound)
    found: dict[Place, list[StoredRule]] = {}
    for (place, method, expression), bounds in cut.items():
        if text := condition(method, expression, bounds):
            found.setdefault(place, []).append(StoredRule("", "guard", text))
    return found
