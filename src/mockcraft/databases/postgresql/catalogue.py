"""What the catalogues of a PostgreSQL database say of some tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mockcraft.databases.conditions import told
from mockcraft.databases.postgresql import rules
from mockcraft.databases.postgresql.extents import extent
from mockcraft.databases.postgresql.routines import Functions
from mockcraft.databases.postgresql.triggers import with_triggers
from mockcraft.formats.dialects import dialect_of
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredRule, StoredTable

DIALECT = dialect_of("postgresql")
Rows = Callable[..., list[Any]]  # of a query and its parameters
_RELATIONS = {
    "r": "table", "p": "partitioned table", "f": "foreign table", "v": "view",
    "m": "materialized view", "S": "sequence", "i": "index", "c": "type",
}  # fmt: skip
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
# Kinds by the name of the type, else by the letter of pg_type.typcategory.
_BY_NAME = {
    "uuid": "uuid", "json": "json", "jsonb": "json", "bytea": "bytes", "int2": "integer",
    "int4": "integer", "int8": "integer", "oid": "integer", "float4": "float", "float8": "float",
    "date": "date", "timestamp": "timestamp", "timestamptz": "timestamp", "time": "time",
    "timetz": "time",
}  # fmt: skip
_BY_CATEGORY = {
    "A": "array", "B": "boolean", "C": "composite", "E": "enum", "G": "geometry", "I": "network",
    "N": "decimal", "R": "range", "S": "text", "T": "interval", "V": "bits",
}  # fmt: skip


def read(rows: Rows, names: Sequence[str]) -> Catalogue:
    """The tables of these names that exist, as the search path finds them."""
    by_oid: dict[int, str] = {}
    tables: dict[str, StoredTable] = {}
    for name, oid, kind, comment, *facts in rows(
        r"""SELECT name, c.oid::bigint, c.relkind::text, coalesce(obj_description(c.oid, 'pg_class'), ''),
                  c.relname, n.nspname, row_security_active(c.oid),
                  ARRAY(SELECT DISTINCT tgname::text FROM pg_trigger
                        WHERE tgrelid IN (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid))
                          AND NOT tgisinternal AND tgenabled IN ('O', 'A') ORDER BY 1),
                  EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgenabled IN ('O', 'A')
                          AND tgtype & 69 = 69),  -- ROW, INSERT, INSTEAD
                  ARRAY(SELECT rulename::text FROM pg_rewrite WHERE ev_class = c.oid AND ev_type = '3'
                        AND ev_enabled IN ('O', 'A')
                        AND NOT (is_instead AND pg_get_ruledef(oid) ~ format(  -- of keys that are there, which new rows have not
                            '\sWHERE \(?EXISTS \( SELECT [^()]*\sFROM (ONLY )?%%s\s', regexp_replace(
                                c.oid::regclass::text, '(\W)', '\\\1', 'g'))) ORDER BY 1),
                  c.relpersistence = 'u' OR EXISTS (
                      SELECT FROM pg_partition_tree(c.oid) JOIN pg_class part ON part.oid = relid
                      WHERE part.relkind = 'f' OR part.relpersistence = 'u'),
                  CASE c.relkind WHEN 'p' THEN EXISTS (SELECT FROM pg_partition_tree(c.oid) WHERE isleaf)
                                 WHEN 'f' THEN pg_relation_is_updatable(c.oid, false) & 8 > 0
                                 ELSE true END
           FROM unnest(%s::text[], %s::text[]) AS given (name, quoted)
           JOIN pg_class c ON c.oid = to_regclass(quoted)
           JOIN pg_namespace n ON n.oid = c.relnamespace""",
        list(names),
        [DIALECT.table(name) for name in names],
    ):
        local, schema, row_security, triggers, instead, rewrites, at_once, takes_rows = facts
        by_oid[oid] = name
        tables[name] = StoredTable(
            local, schema, _RELATIONS.get(kind, "relation"), triggers=tuple(triggers),
            row_security=row_security, comment=comment, obstacle=_obstacle(kind, rewrites, takes_rows), instead=instead, at_once=at_once,
        )  # fmt: skip
    columns = _columns(rows, list(by_oid))
    unique = _uniques(rows, list(by_oid))
    keys, referring = _keys(rows, by_oid)
    rules_of = rules.read(rows, list(by_oid))
    partitions = rules.read_partitions(rows, list(by_oid))
    sources = rules.read_sources(rows, list(by_oid))
    for oid, name in by_oid.items():
        primary_key, uniques = unique.get(oid, ((), ()))
        tables[name] = replace(
            tables[name],
            columns=tuple(columns.get(oid, ())),
            primary_key=primary_key,
            uniques=uniques,
            keys=tuple(keys.get(oid, ())),
            rules=tuple(rules_of.get(oid, ())),
            partitions=partitions.get(oid),
            sources=sources.get(oid, ()),
        )
    functions = Functions(rows, tables)
    tables = {name: _with_queries(table, functions) for name, table in tables.items()}
    whole = with_triggers(rows, {oid: tables[name] for oid, name in by_oid.items()}, functions)
    tables = {by_oid[oid]: table for oid, table in whole.items()}
    return Catalogue(tables, referring, _others(rows, names))


def _with_queries(table: StoredTable, functions: Functions) -> StoredTable:
    """A table with what the functions that its checks call ask of other tables."""
    if not table.sources:
        return table
    names = [each.name for each in table.columns]
    queries, rules = [], []
    for rule in (each for each in table.rules if each.kind == "check"):
        node = functions.reader.check(rule.text, names)
        asked, conditions = told(node, "postgres") if node is not None else ((), ())
        if asked:
            queries += [(rule.name, each) for each in asked]
            rules += [StoredRule(rule.name, "guard", each) for each in conditions]
    return replace(table, queries=tuple(queries), rules=(*table.rules, *rules))


def names(rows: Rows) -> list[str]:
    """The tables that users have made: partitions are part of theirs, and those of extensions are not theirs."""
    found = rows(
        """SELECT c.relname::text, n.nspname::text, pg_table_is_visible(c.oid) AND c.relname NOT LIKE '%%.%%'
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
             AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
             AND has_schema_privilege(n.oid, 'USAGE')
             AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
                             AND refclassid = 'pg_extension'::regclass AND deptype = 'e')
           ORDER BY n.nspname, c.relname"""
    )
    return [name if visible else f"{schema}.{name}" for name, schema, visible in found]


def _obstacle(kind: str, rules: Sequence[str], takes_rows: bool) -> str:
    """Why COPY does not fill a table as an INSERT would; "" where it does."""
    if kind == "p" and not takes_rows:
        return "has no partition (make one, such as PARTITION OF … DEFAULT)"
    if kind == "f" and not takes_rows:
        return "is a foreign table that takes no rows (fill the table that it stands for)"
    if kind in "rp" and rules:
        return f"has the rule {rules[0]} on INSERT, which COPY passes over (drop it, or make it a trigger)"
    return ""


def _columns(rows: Rows, oids: list[int]) -> dict[int, list[StoredColumn]]:
    found: dict[int, list[StoredColumn]] = {}
    for oid, name, type_, base, category, default, identity, modifier, labels, *facts in rows(
        """SELECT a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod), type.base,
                  type.category, coalesce(pg_get_expr(ad.adbin, ad.adrelid), type.default_),
                  a.attidentity::text, greatest(a.atttypmod, type.modifier),
                  ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = type.oid
                        ORDER BY enumsortorder),
                  a.attnotnull OR type.not_null, a.attgenerated <> '',
                  has_column_privilege(a.attrelid, a.attnum, 'INSERT'),
                  coalesce((SELECT min(seqrelid::regclass::text) FROM pg_sequence
                            WHERE seqrelid IN (
                                SELECT objid FROM pg_depend
                                WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                                  AND refobjid = a.attrelid AND refobjsubid = a.attnum AND deptype IN ('a', 'i')
                                UNION SELECT refobjid FROM pg_depend
                                WHERE classid = 'pg_attrdef'::regclass AND objid = ad.oid
                                  AND refclassid = 'pg_class'::regclass)
                              AND NOT (has_sequence_privilege(seqrelid, 'UPDATE')
                                       AND has_sequence_privilege(seqrelid, 'SELECT'))), ''),
                  coalesce(col_description(a.attrelid, a.attnum), ''), type.checks,
                  ARRAY(SELECT ARRAY[member.attname::text, kind.typname::text, kind.typcategory::text, member.atttypmod::text]
                        FROM pg_attribute member JOIN pg_type own ON own.oid = member.atttypid
                        JOIN pg_type kind ON kind.oid = coalesce(nullif(own.typbasetype, 0), own.oid)
                        WHERE member.attrelid = type.relation AND member.attnum > 0 AND NOT member.attisdropped
                        ORDER BY member.attnum),
                  item.typname::text, item.typcategory::text,
                  ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = item.oid ORDER BY enumsortorder),
                  ARRAY(SELECT pg_get_expr(conbin, 0) FROM pg_constraint WHERE contypid = type.item ORDER BY oid)
           FROM pg_attribute a
           LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum,
           LATERAL (
               WITH RECURSIVE chain AS (
                   SELECT t.* FROM pg_type t WHERE t.oid = a.atttypid
                   UNION ALL
                   SELECT t.* FROM chain JOIN pg_type t ON t.oid = chain.typbasetype
                   WHERE chain.typtype = 'd')
               SELECT ARRAY(SELECT pg_get_expr(conbin, 0) FROM pg_constraint
                            WHERE contypid = ANY(array_agg(chain.oid)) ORDER BY oid) AS checks,
                      max(chain.typrelid::bigint)::oid AS relation,
                      max(typelem::bigint) FILTER (WHERE typtype <> 'd' AND typcategory = 'A')::oid AS item,
                      max(typname::text) FILTER (WHERE typtype <> 'd') AS base,
                      max(typcategory::text) FILTER (WHERE typtype <> 'd') AS category,
                      max(chain.oid::bigint) FILTER (WHERE typtype <> 'd')::oid AS oid,
                      max(typtypmod) AS modifier,
                      bool_or(typnotnull) AS not_null, max(typdefault) AS default_
               FROM chain) AS type
           LEFT JOIN pg_type listed ON listed.oid = type.item
           LEFT JOIN pg_type item ON item.oid = coalesce(nullif(listed.typbasetype, 0), listed.oid)
           WHERE a.attrelid = ANY(%s::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
           ORDER BY a.attrelid, a.attnum""",
        oids,
    ):
        not_null, generated, insertable, unmovable, comment, checks, members, *item = facts
        column = StoredColumn(
            name, type_, kind_of(base, category), not_null, None if generated else default, generated,
            {"a": "always", "d": "by default"}.get(identity, ""), insertable,
            unmovable=unmovable, base=base, item=_item(modifier, *item), checks=tuple(checks),
            members=len(members), fields=tuple(_member(*each) for each in members), comment=comment, computed=(default or "") if generated else "",
            **extent(base, modifier, tuple(labels)),
        )  # fmt: skip
        found.setdefault(oid, []).append(column)
    return found


def _item(
    modifier: int, base: str | None, category: str, labels: Sequence[str], checks: Sequence[str]
) -> StoredColumn | None:
    """What the items of an array are; None for what is no array."""
    if base is None:
        return None
    limits = extent(base, modifier, tuple(labels))
    kind = kind_of(base, category)
    return StoredColumn("", base, kind, base=base, checks=tuple(checks), **limits)


def _member(name: str, base: str, category: str, modifier: str) -> StoredColumn:
    """A part of a composite type."""
    limits = extent(base, int(modifier), ())
    return StoredColumn(name, base, kind_of(base, category), base=base, **limits)


def kind_of(base: str, category: str) -> str:
    """What a type takes, one of stored.KINDS."""
    # Names of the catalogues, which PostgreSQL counts among numbers, and what it writes as no array, though it is one.
    if base.startswith("reg") or base in ("int2vector", "oidvector"):
        return "other"
    return _BY_NAME.get(base) or _BY_CATEGORY.get(category, "other")


def _uniques(rows: Rows, oids: list[int]) -> dict[int, tuple[Any, Any]]:
    """By table, the columns of the primary key and those of other unique indexes, whole ones alone."""
    found: dict[int, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {}
    for oid, primary, columns in rows(
        """SELECT indrelid::bigint, indisprimary,
                  ARRAY(SELECT attname::text FROM unnest(indkey[0:indnkeyatts - 1]) WITH ORDINALITY AS k (place, n)
                        JOIN pg_attribute ON attrelid = indrelid AND attnum = place ORDER BY n)
           FROM pg_index
           WHERE indrelid = ANY(%s::oid[]) AND indisunique AND indisvalid AND indpred IS NULL
             AND indexprs IS NULL
           ORDER BY indexrelid""",
        oids,
    ):
        key, uniques = found.get(oid, ((), ()))
        found[oid] = (tuple(columns), uniques) if primary else (key, (*uniques, tuple(columns)))
    return found


def _keys(
    rows: Rows, by_oid: dict[int, str]
) -> tuple[dict[int, list[StoredKey]], tuple[StoredKey, ...]]:
    """The foreign keys of the tables, and those of other tables that refer to them.

    A key of a partition is one of the table that it is part of; those that PostgreSQL copied from that
    table's keys are left out.
    """
    own: dict[int, list[StoredKey]] = {}
    referring = []
    for oid, parent, name, table, columns, parent_name, parent_columns, *facts in rows(
        """SELECT coalesce((SELECT relid::bigint FROM pg_partition_ancestors(conrelid)
                            WHERE relid::oid = ANY(%s::oid[]) LIMIT 1), conrelid::bigint),
                  confrelid::bigint, conname,
                  conrelid::regclass::text,
                  ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (place, n)
                        JOIN pg_attribute ON attrelid = conrelid AND attnum = place ORDER BY n),
                  confrelid::regclass::text,
                  ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (place, n)
                        JOIN pg_attribute ON attrelid = confrelid AND attnum = place ORDER BY n),
                  confdeltype::text, condeferrable, cn.nspname
           FROM pg_constraint
           JOIN pg_namespace cn ON cn.oid = connamespace
           WHERE contype = 'f'
             AND (conrelid = ANY(%s::oid[]) OR conparentid = 0 AND confrelid = ANY(%s::oid[]))
             AND NOT EXISTS (SELECT FROM pg_constraint whole  -- a key to a partitioned table, once for each partition
                             WHERE whole.oid = pg_constraint.conparentid AND whole.conrelid = pg_constraint.conrelid)
           ORDER BY pg_constraint.oid""",
        list(by_oid),
        list(by_oid),
        list(by_oid),
    ):
        on_delete, *rest = facts
        key = StoredKey(
            name, by_oid.get(oid, table), tuple(columns), by_oid.get(parent, parent_name),
            tuple(parent_columns), _ACTIONS[on_delete], *rest,
        )  # fmt: skip
        if oid in by_oid:
            own.setdefault(oid, []).append(key)
        else:
            referring.append(key)
    return own, tuple(referring)


def _others(rows: Rows, names: Sequence[str]) -> tuple[str, ...]:
    """Other tables that the search path finds, and with their schemas those of schemas that are asked for."""
    schemas = sorted({schema for schema, _ in map(DIALECT.split, names) if schema})
    found = rows(
        """SELECT CASE WHEN schemaname = current_schema() THEN tablename
                       ELSE schemaname || '.' || tablename END AS name
           FROM pg_tables WHERE schemaname = current_schema() OR schemaname = ANY(%s::text[])
           ORDER BY name""",
        schemas,
    )
    return tuple(name for (name,) in found if name not in names)
