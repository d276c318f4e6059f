"""What a SQLite file says of some tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from mockcraft.dataclass import dataclass
from mockcraft.formats.dialects import dialect_of
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredRule, StoredTable

DIALECT = dialect_of("sqlite")
Rows = Callable[..., list[Any]]  # of a query and its parameters
GENERATED = (2, 3)  # what PRAGMA table_xinfo calls hidden
NAMES = Limits(folds_case=True)
AT_ONCE = 500  # tables of a query; SQLite takes 999 parameters and more
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
    facts = _facts(rows, [by_name[each][0] for each in asked if each in by_name])
    tables, referring, others = {}, [], []
    for folded, (name, kind, sql) in by_name.items():
        if folded in asked:
            tables[asked[folded]] = _table(facts, name, kind, sql)
        elif kind == "table":
            others.append(name)
            keys = _keys(name, facts.keys.get(name, ()))
            referring += [key for key in keys if NAMES.folded(key.parent) in asked]
    return Catalogue(tables, tuple(referring), tuple(others))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What PRAGMAs say, by the names of tables.

    Attributes:
        columns: rows of table_xinfo.
        indexes: name, whether it is of some rows, whether it is of the primary key, its statement, and the columns of
            unique indexes; None stands for an expression.
        keys: rows of foreign_key_list, of all tables.
        triggers: names and statements, by names of tables in small letters.
        strict: the tables that refuse types.
    """

    columns: Mapping[str, list[Any]]
    indexes: Mapping[str, list[Any]]
    keys: Mapping[str, list[Any]]
    triggers: Mapping[str, list[Any]]
    strict: frozenset[str]


def _facts(rows: Rows, names: Sequence[str]) -> _Facts:
    """One query of a kind for many tables: PRAGMAs are tables of a join, https://www.sqlite.org/pragma.html#pragfunc."""
    columns: dict[str, list[Any]] = {}
    members: dict[tuple[str, ...], list[str | None]] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        # A trigger may have the name of a table.
        listed = f"FROM sqlite_schema s, {{}} WHERE s.type <> 'trigger' AND s.name IN ({', '.join('?' * len(some))})"
        within = listed.format("pragma_table_xinfo(s.name) AS f")
        for name, *fact in rows(f"SELECT s.name, f.* {within}", *some):
            columns.setdefault(name, []).append(fact)
        within = listed.format("pragma_index_list(s.name) AS i, pragma_index_info(i.name) AS f")
        for *index, column in rows(
            f'SELECT s.name, i.name, i.partial, i.origin, f.name {within} AND i."unique"', *some
        ):
            members.setdefault(tuple(index), []).append(column)
    texts = dict(rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index'"))
    indexes: dict[str, list[Any]] = {}
    for (name, index, partial, origin), parts in members.items():
        indexes.setdefault(name, []).append(
            (index, partial, origin == "pk", texts.get(index), parts)
        )
    keys: dict[str, list[Any]] = {}
    for name, *fact in rows(
        "SELECT s.name, f.* FROM sqlite_schema s, pragma_foreign_key_list(s.name) AS f WHERE s.type = 'table'"
    ):
        keys.setdefault(name, []).append(fact)
    triggers: dict[str, list[Any]] = {}
    for name, *trigger in rows(
        "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger'"
    ):
        triggers.setdefault(NAMES.folded(name), []).append(trigger)
    strict = rows("SELECT name FROM pragma_table_list WHERE strict = 1")
    return _Facts(columns, indexes, keys, triggers, frozenset(name for (name,) in strict))


def names(rows: Rows) -> list[str]:
    """The tables that users have made, and none that a virtual table keeps its rows in."""
    found = rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    )
    return [name for (name,) in found]


def _table(facts: _Facts, name: str, kind: str, sql: str) -> StoredTable:
    found, indexes = facts.columns.get(name, ()), facts.indexes.get(name, ())
    triggers = facts.triggers.get(NAMES.folded(name), ())
    key = sorted((row[5], row[1]) for row in found if row[5] > 0)
    if kind == "table" and sql.lstrip()[:14].upper() == "CREATE VIRTUAL":
        kind = "virtual table"
    comment = _COMMENT.match(sql)
    computed = computed_of(sql) if any(row[6] in GENERATED for row in found) else {}
    columns = tuple(
        _column(row, len(key), name in facts.strict, computed.get(row[1], "")) for row in found
    )
    at_insert = [made for each in triggers if (made := trigger_on_insert(*each))]
    return StoredTable(
        name,
        kind=kind,
        columns=columns,
        primary_key=tuple(each for _, each in key),
        uniques=_uniques(indexes),
        keys=_keys(name, facts.keys.get(name, ())),
        triggers=tuple(each for each, _ in triggers),
        comment=comment[2] if comment else "",
        writes=tuple(each for made in at_insert for each in made.writes),
        queries=tuple((made.name, each) for made in at_insert for each in made.queries),
        wants=tuple(each for made in at_insert for each in made.wants),
        named=tuple(each for made in at_insert for each in made.named),
        said=frozenset(each for made in at_insert for each in made.said),
        rules=(*checks_of(sql), *_partial(indexes), *_guards(at_insert, columns))
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


def _column(facts: Any, keys: int, strict: bool, computed: str) -> StoredColumn:
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
        computed=computed,
    )


def _uniques(indexes: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """Columns of the unique indexes over whole columns, those of the primary key aside."""
    return tuple(
        tuple(columns)
        for _, partial, primary, _, columns in indexes
        if not (partial or primary or None in columns)
    )


def _partial(indexes: Sequence[Any]) -> Iterator[StoredRule]:
    """The unique indexes of some rows, or of expressions."""
    for index, partial, _, text, columns in indexes:
        if partial or None in columns:
            yield index_rule(index, text, tuple(each for each in columns if each is not None))


def _keys(table: str, facts: Sequence[Any]) -> tuple[StoredKey, ...]:
    made: dict[int, list[Any]] = {}
    for number, _, *parts in facts:
        made.setdefault(number, []).append(parts)
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
