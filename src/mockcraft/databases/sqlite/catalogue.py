"""What a SQLite file says of some tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mockcraft.capabilities import Limits
from mockcraft.core.kinds import KINDS
from mockcraft.databases.guards import demanded
from mockcraft.databases.sqlite.statements import (
    InsertTrigger,
    checks_of,
    computed_of,
    index_rule,
    trigger_on_insert,
)
from mockcraft.formats.dialects import dialect_of
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredRule, StoredTable

DIALECT = dialect_of("sqlite")
Rows = Callable[..., list[Any]]  # of a query and its parameters
GENERATED = (2, 3)  # what PRAGMA table_xinfo calls hidden
NAMES = Limits(folds_case=True)
# Only tables that are STRICT refuse a type, https://www.sqlite.org/stricttables.html
_STRICT = {"INT": "integer", "INTEGER": "integer", "REAL": "float", "TEXT": "text", "BLOB": "bytes"}
_BYTES_ALONE = tuple(name for name in KINDS if name != "bytes")  # of BLOB; TEXT takes all but bytes
# A comment right behind the bracket of CREATE TABLE, where `formats.ddl` writes one; SQLite keeps the statement.
_COMMENT = re.compile(r'CREATE TABLE ("(?:[^"]|"")*"|[^\s("]+)\s*\(\s*/\*\s*(.*?)\s*\*/', re.DOTALL)
_INSTEAD = re.compile(r"\bINSTEAD\s+OF\s+INSERT\b", re.IGNORECASE)


def read(rows: Rows, names: Sequence[str]) -> Catalogue:
    """The tables and views of these names, in any case of their letters, that exist."""
    kinds = rows(
        "SELECT name, type, coalesce(sql, '') FROM sqlite_schema WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    by_name = {NAMES.folded(name): (name, kind, sql) for name, kind, sql in kinds}
    asked = {NAMES.folded(name): name for name in names}
    tables, referring, others = {}, [], []
    strict = {
        name for (name,) in rows("SELECT name FROM pragma_table_list WHERE strict = 1")
    }  # of all at once: each look at it lists every table
    triggers: dict[str, list[tuple[str, str]]] = {}
    for table, *trigger in rows(
        "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger'"
    ):
        triggers.setdefault(NAMES.folded(table), []).append((trigger[0], trigger[1]))
    for folded, (name, kind, sql) in by_name.items():
        if folded in asked:
            own = triggers.get(folded, ())
            tables[asked[folded]] = _table(rows, name, kind, sql, own, name in strict)
        elif kind == "table":
            others.append(name)
            keys = _keys(rows, name)
            referring += [key for key in keys if NAMES.folded(key.parent) in asked]
    return Catalogue(tables, tuple(referring), tuple(others))


def names(rows: Rows) -> list[str]:
    """The tables that users have made, and none that a virtual table keeps its rows in."""
    found = rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    )
    return [name for (name,) in found]


def _table(
    rows: Rows,
    name: str,
    kind: str,
    sql: str,
    triggers: Sequence[tuple[str, str]],
    strict: bool,
) -> StoredTable:
    facts = rows(f"PRAGMA table_xinfo({DIALECT.table(name)})")
    key = sorted((row[5], row[1]) for row in facts if row[5] > 0)
    if kind == "table" and sql.lstrip()[:14].upper() == "CREATE VIRTUAL":
        kind = "virtual table"
    comment = _COMMENT.match(sql)
    computed = computed_of(sql) if any(row[6] in GENERATED for row in facts) else {}
    columns = tuple(
        replace(_column(row, len(key), strict), computed=computed.get(row[1], "")) for row in facts
    )
    at_insert = [found for each in triggers if (found := trigger_on_insert(*each))]
    return StoredTable(
        name,
        kind=kind,
        columns=columns,
        primary_key=tuple(each for _, each in key),
        uniques=_uniques(rows, name),
        keys=_keys(rows, name),
        triggers=tuple(each for each, _ in triggers),
        comment=comment[2] if comment else "",
        writes=tuple(each for found in at_insert for each in found.writes),
        wants=tuple(each for found in at_insert for each in found.wants),
        said=frozenset(each for found in at_insert for each in found.said),
        rules=(*checks_of(sql), *_partial(rows, name), *_guards(at_insert, columns))
        if kind == "table"
        else (),
        instead=kind == "view" and any(_INSTEAD.search(sql) for _, sql in triggers),
    )


def _guards(
    triggers: Sequence[InsertTrigger], columns: Sequence[StoredColumn]
) -> Iterator[StoredRule]:
    names = [each.name for each in columns]
    for each in triggers:
        for text in demanded(each.paths, names, "sqlite"):
            yield StoredRule(each.name, "guard", text)


def _column(facts: Any, keys: int, strict: bool) -> StoredColumn:
    _, name, type_, not_null, default, key, hidden = facts
    numbered = bool(key) and keys == 1 and type_.upper() == "INTEGER"  # SQLite numbers these rows
    return StoredColumn(
        name,
        type_,
        _STRICT.get(type_.upper(), "any") if strict else "any",
        bool(not_null),
        default,
        hidden in GENERATED,
        "by default" if numbered else "",
        refuses={"BLOB": _BYTES_ALONE, "TEXT": ("bytes",)}.get(type_.upper(), ()) if strict else (),
    )


def _uniques(rows: Rows, table: str) -> tuple[tuple[str, ...], ...]:
    """Columns of the unique indexes over whole columns, those of the primary key aside."""
    found = []
    for _, index, unique, origin, partial in rows(f"PRAGMA index_list({DIALECT.table(table)})"):
        facts = rows(f"PRAGMA index_info({DIALECT.identifier(index)})")
        columns = [name for _, _, name in facts]
        if unique and origin != "pk" and not partial and None not in columns:
            found.append(tuple(columns))
    return tuple(found)


def _partial(rows: Rows, table: str) -> Iterator[StoredRule]:
    """The unique indexes of some rows, or of expressions."""
    for _, index, unique, _, partial in rows(f"PRAGMA index_list({DIALECT.table(table)})"):
        facts = rows(f"PRAGMA index_info({DIALECT.identifier(index)})")
        columns = tuple(name for _, _, name in facts if name is not None)
        if unique and (partial or len(columns) < len(facts)):
            ((text,),) = rows("SELECT sql FROM sqlite_schema WHERE name = ?", index)
            yield index_rule(index, text, columns)


def _keys(rows: Rows, table: str) -> tuple[StoredKey, ...]:
    made: dict[int, list[Any]] = {}
    for number, _, *facts in rows(f"PRAGMA foreign_key_list({DIALECT.table(table)})"):
        made.setdefault(number, []).append(facts)
    return tuple(
        StoredKey(
            name="",
            table=table,
            columns=tuple(own for _, own, *_ in parts),
            parent=parts[0][0],
            parent_columns=tuple(theirs for _, _, theirs, *_ in parts if theirs is not None),
            on_delete=parts[0][4],
            deferrable=True,  # PRAGMA defer_foreign_keys
        )
        for parts in made.values()
    )
