"""What the catalogues of a PostgreSQL database say about the tables that are to be filled."""

from dataclasses import dataclass, field

from mockcraft.core.kinds import KINDS
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.types import Type
from mockcraft.errors import SinkError, Unsupported, did_you_mean
from mockcraft.sinks.pg_connection import Connection, identifier

NAME_BYTES = 63  # PostgreSQL cuts off what is longer


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the database.

    Attributes:
        name: its name.
        type: as the server writes it.
        base: name of the type below any domains.
        category: of that type, a letter of pg_type.typcategory.
        not_null: whether NULL is refused.
        has_default: whether the database gives it a value.
        generated: whether it takes no value.
        allowed: whether the user may insert into it.
        number: place in the table.
    """

    name: str
    type: str
    base: str
    category: str
    not_null: bool
    has_default: bool
    generated: bool
    allowed: bool
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """A table of the database.

    Attributes:
        oid: which table.
        schema: that it is in.
        kind: pg_class.relkind.
        row_security: whether policies apply to this user's rows.
        side_effects: whether triggers, rules or a foreign server may do more than store the rows.
        fields: its columns by name.
    """

    oid: int
    schema: str
    kind: str
    row_security: bool
    side_effects: bool
    fields: dict[str, Field] = field(default_factory=dict)


def tables(connection: Connection, names: list[str]) -> dict[str, Found]:
    """The tables of these names that exist, as the search path finds them."""
    found = {
        name: Found(*facts)
        for name, *facts in connection.rows(
            """SELECT name, c.oid::bigint, n.nspname, c.relkind::text, row_security_active(c.oid),
                      c.relkind = 'f'
                      OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal)
                      OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = c.oid)
               FROM unnest(%s::text[]) AS name
               JOIN pg_class c ON c.oid = to_regclass(quote_ident(name))
               JOIN pg_namespace n ON n.oid = c.relnamespace""",
            names,
        )
    }
    by_oid = {table.oid: table for table in found.values()}
    for oid, *facts in connection.rows(
        """SELECT a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod), type.base,
                  type.category, a.attnotnull OR type.not_null,
                  a.atthasdef OR a.attidentity <> '' OR type.has_default, a.attgenerated <> '',
                  has_column_privilege(a.attrelid, a.attnum, 'INSERT'), a.attnum
           FROM pg_attribute a, LATERAL (
               WITH RECURSIVE chain AS (
                   SELECT t.* FROM pg_type t WHERE t.oid = a.atttypid
                   UNION ALL
                   SELECT t.* FROM chain JOIN pg_type t ON t.oid = chain.typbasetype
                   WHERE chain.typtype = 'd')
               SELECT max(typname::text) FILTER (WHERE typtype <> 'd') AS base,
                      max(typcategory::text) FILTER (WHERE typtype <> 'd') AS category,
                      bool_or(typnotnull) AS not_null,
                      bool_or(typdefault IS NOT NULL) AS has_default
               FROM chain) AS type
           WHERE a.attrelid = ANY(%s::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
           ORDER BY a.attnum""",
        list(by_oid),
    ):
        by_oid[oid].fields[facts[0]] = Field(*facts)
    return found


def check(target: str, table: Table, found: Found) -> None:
    """Raises Unsupported where the table cannot hold what the plan makes, SinkError where it may not."""
    if found.kind not in "rpf":
        what = {"v": "a view", "m": "a materialized view"}.get(found.kind, "no table")
        raise Unsupported(f"{target}: {table.name} is {what} (name a table)")
    if found.row_security:
        raise Unsupported(
            f"{target}: table {table.name} has row-level security, which COPY does not pass "
            "(connect as its owner, or as a user with BYPASSRLS)"
        )
    for column in table.columns:
        _check_column(target, table, column, found.fields)
    given = {column.name for column in table.columns}
    for each in found.fields.values():
        if each.not_null and not each.has_default and not each.generated and each.name not in given:
            raise Unsupported(
                f"{target}: column {table.name}.{each.name} is NOT NULL and has no default "
                "(give it a generator)"
            )


def _check_column(target: str, table: Table, column: Column, fields: dict[str, Field]) -> None:
    name = f"{table.name}.{column.name}"
    each = fields.get(column.name)
    if each is None:
        hint = did_you_mean(column.name, list(fields)) or f" (it has {', '.join(fields)})"
        raise Unsupported(f"{target}: table {table.name} has no column {column.name!r}{hint}")
    if each.generated:
        raise Unsupported(f"{target}: column {name} is generated by the database (leave it out)")
    if each.not_null and column.nulls:
        raise Unsupported(f"{target}: column {name} is NOT NULL (set its nulls to 0)")
    if clashes(column.type, each):
        raise Unsupported(
            f"{target}: column {name} is {each.type}, the schema gives it {column.type} "
            "(choose another generator, or set its type)"
        )
    if not each.allowed:
        raise SinkError(
            f"{target}: permission denied to insert into {name} (GRANT INSERT ON {identifier(table.name)})"
        )


# Categories of types that take no text of a kind at all; what depends on the value is left to the server.
_REFUSED = {
    "integer": "ADGIR",
    "float": "ABDGIRT",
    "decimal": "ABDGIRT",
    "boolean": "ADGINRTV",
    "date": "ABGINRTV",
    "timestamp": "ABGINRTV",
    "time": "ABGINRV",
    "interval": "ABDGINRV",
    "bytes": "ABCDEGINRTV",
    "uuid": "ABDGINRTV",
    "json": "ABDEGINRTV",
    "struct": "ABCDEGINRTV",
    "list": "BCDEGINRTV",
}
_DOCUMENTS = ("json", "jsonb")
_WHOLE = ("int2", "int4", "int8", "oid")


def clashes(type_: Type, each: Field) -> bool:
    """Whether no value of the type can be stored in the column."""
    if type_.kind == "text":
        return False
    base = KINDS[type_.kind].base
    if each.category in _REFUSED[base]:
        return True
    if each.base == "uuid":
        return type_.kind != "uuid"
    if each.base in _DOCUMENTS:
        return type_.kind == "uuid" or type_.family in ("boolean", "moment", "span", "bytes")
    if each.base in _WHOLE:
        return base == "float" or type_.scale > 0
    if each.base in ("time", "timetz"):
        return type_.kind == "date"
    return type_.kind == "time" and each.base in ("date", "timestamp", "timestamptz")


def array_columns(tables: tuple[Table, ...], found: dict[str, Found]) -> frozenset[tuple[str, str]]:
    """(table, column) of the lists that go into columns of an array type."""
    return frozenset(
        (table.name, column.name)
        for table in tables
        if table.name in found
        for column in table.columns
        if column.type.kind == "list" and found[table.name].fields[column.name].category == "A"
    )


def check_names(target: str, table: Table) -> None:
    """Raises Unsupported for names of a new table that the server would cut off."""
    for name in (table.name, *(column.name for column in table.columns)):
        if len(name.encode()) > NAME_BYTES:
            raise Unsupported(
                f"{target}: the name {name!r} is longer than {NAME_BYTES} bytes (shorten it)"
            )


def circle_keys(connection: Connection, plan: Plan, found: dict[str, Found]) -> list[str]:
    """Foreign keys of existing tables that close a circle, ready for SET CONSTRAINTS.

    Raises Unsupported for one that the database checks at once.
    """
    keys = []
    deferred = [(t.name, c) for t in plan.tables for k in t.links if k.deferred for c in k.columns]
    for table, column in deferred:
        if table not in found:
            continue
        place = found[table].fields[column].number
        for name, schema, deferrable in connection.rows(
            """SELECT conname, nspname, condeferrable FROM pg_constraint
               JOIN pg_namespace n ON n.oid = connamespace
               WHERE contype = 'f' AND conrelid = %s AND %s = ANY(conkey)""",
            found[table].oid,
            place,
        ):
            if not deferrable:
                raise Unsupported(
                    f"{connection.target}: {table}.{column} refers to a table that is filled later, and its "
                    f"foreign key {name} is checked at once (ALTER TABLE {identifier(table)} "
                    f"ALTER CONSTRAINT {identifier(name)} DEFERRABLE)"
                )
            keys.append(f"{identifier(schema)}.{identifier(name)}")
    return keys


def advance_sequences(connection: Connection, tables: list[Table], found: dict[str, Found]) -> None:
    """Moves the sequences behind filled columns of existing tables past their values, never back."""
    filled = {
        (found[table.name].oid, column.name): table.name
        for table in tables
        if table.name in found
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
                          FROM {identifier(filled[oid, column])}) last, {name} now, pg_sequence s
                    WHERE s.seqrelid = {sequence} AND last.value BETWEEN s.seqmin AND s.seqmax
                      AND (last.value {past} now.last_value
                           OR last.value = now.last_value AND NOT now.is_called)"""
            )
