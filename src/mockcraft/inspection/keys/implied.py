"""Keys that a database does not declare, but its names say: `user_id` beside a table `users`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockcraft.inspection.columns.words import column_words, table_words, words
from mockcraft.stored import StoredColumn, StoredKey, StoredTable

_KINDS = ("integer", "uuid", "text", "objectid")
Words = tuple[str, ...]


def with_implied(
    tables: Mapping[str, StoredTable],
) -> tuple[dict[str, StoredTable], frozenset[tuple[str, str]]]:
    """The tables with keys that their triggers or their columns' names say, and the columns of those; none closes a circle.

    A column is taken for a key if no declared key, unique or check is of it, and one table alone is called so.
    """
    named = _by_words(tables)
    graph = {
        name: {key.parent for key in table.keys if key.parent != name}
        for name, table in tables.items()
    }
    made, found = dict(tables), set()

    def add(name: str, column: str, parent: str, target: str) -> None:
        if parent != name and _leads(graph, parent, name):
            return
        if parent != name:
            graph[name].add(parent)
        key = StoredKey("", name, (column,), parent, (target,))
        made[name] = replace(made[name], keys=(*made[name].keys, key))
        found.add((name, column))

    for name, table in tables.items():
        for mine, parent, theirs in _wanted(table, tables):
            add(name, mine, parent, theirs)
    for name, table in made.items():
        for column in _free(table):
            if parent := _parent(named, tables, name, column):
                add(name, column.name, parent, tables[parent].primary_key[0])
    return made, frozenset(found)


def _wanted(
    table: StoredTable, tables: Mapping[str, StoredTable]
) -> Iterator[tuple[str, str, str]]:
    """(column, parent, its column) of rows that triggers want of tables whose rows differ in it."""
    taken = {column for key in table.keys for column in key.columns}
    own = {each.name.lower(): each.name for each in table.columns}
    for column, said, target in dict.fromkeys(table.wants):
        mine = own.get(column.lower(), "")
        near = (said, f"{_schema(table.name)}.{said}", said.rpartition(".")[2])
        known = {name.lower(): name for name in tables}
        parent = next((known[each.lower()] for each in near if each.lower() in known), "")
        if not (mine and parent) or mine in taken:
            continue
        theirs = {each.name.lower(): each.name for each in tables[parent].columns}
        wanted = theirs.get(target.lower(), "")
        if (wanted,) in (tables[parent].primary_key, *tables[parent].uniques):
            taken.add(mine)
            yield mine, parent, wanted


def _by_words(tables: Mapping[str, StoredTable]) -> dict[tuple[str, Words], str]:
    """Tables by their schema and the words of their names, without one that most of them begin with."""
    said = {name: table_words(name) for name in tables}
    firsts = [each[0] for each in said.values() if len(each) > 1]
    ((common, times),) = Counter(firsts).most_common(1) or [("", 0)]
    if times * 2 <= len(tables):
        common = ""
    made: dict[tuple[str, Words], str] = {}
    twice = set()
    for name, each in said.items():
        own = each[1:] if common and each[:1] == (common,) and len(each) > 1 else each
        place = (_schema(name), own)
        if place in made:
            twice.add(place)
        made[place] = name
    return {place: name for place, name in made.items() if place not in twice}


def _schema(name: str) -> str:
    return name.rpartition(".")[0]


def _free(table: StoredTable) -> Iterator[StoredColumn]:
    """Columns that may be keys: those that nothing else gives their values."""
    taken = {column for key in table.keys for column in key.columns} | {*table.primary_key}
    taken |= {columns[0] for columns in table.uniques if len(columns) == 1}
    for column in table.columns:
        fixed = column.generated or column.identity or column.labels or column.checks
        ruled = any(column.name in rule.text for rule in table.rules)
        if column.name not in taken and not (fixed or ruled) and column.kind in _KINDS:
            yield column


def _parent(
    named: Mapping[tuple[str, Words], str],
    tables: Mapping[str, StoredTable],
    table: str,
    column: StoredColumn,
) -> str:
    """The table that a column refers to by its name; "" for none."""
    said_ = words(column.name)
    if column.kind == "objectid" and said_[-1:] != ("id",):
        said_ = (*said_, "id")  # `author` of an ObjectId is the key of an author
    if said_[-1:] != ("id",):
        return ""
    for said in (said_, column_words(table_words(table), column.name)):
        parent = named.get((_schema(table), said[:-1])) if len(said) > 1 else None
        if parent is not None and parent != table and _fits(column, tables[parent]):
            return parent
    return ""


def _fits(column: StoredColumn, parent: StoredTable) -> bool:
    if len(parent.primary_key) != 1:
        return False
    key = next((each for each in parent.columns if each.name == parent.primary_key[0]), None)
    if key is None or key.kind != column.kind or key.generated:
        return False
    if column.kind == "text":
        return column.characters is None or (
            key.characters is not None and key.characters <= column.characters
        )
    return (
        key.highest is None
        or column.highest is None
        or column.highest >= min(key.highest, 2**31 - 1)
    )


def _leads(graph: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Whether keys lead from one table to another."""
    seen, pending = set[str](), [start]
    while pending:
        each = pending.pop()
        if each == goal:
            return True
        if each not in seen:
            seen.add(each)
            pending += graph.get(each, ())
    return False
