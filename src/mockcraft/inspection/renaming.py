"""Tables and columns that a database calls otherwise since its schema file was made get their new names in that file.

A catalogue tells of no renaming: one is taken for it where something is gone and something like it stands in its place.
All that is edited of it stays: its name alone is put in place of the old one, wherever the file has that.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from mockcraft.core.plan import Plan
from mockcraft.dataclass import dataclass
from mockcraft.schema.source import Node, parse
from mockcraft.stored import StoredTable

ALIKE = 0.6  # share of columns that a table has kept at least
_IN_TABLE = ("with", "per", "after", "before", "min", "max", "order_by", "one_per")
_LISTS = ("unique", "partition_by")
_TEXTS = ("expr", "template", "checks", "after", "before", "min", "max", "where", "weight", "total")


@dataclass(frozen=True, slots=True)
class Names:
    """What is called otherwise: tables by their old name, columns by the old names of table and column."""

    tables: Mapping[str, str]
    columns: Mapping[tuple[str, str], str]


def names(old: Plan, new: Plan, stored: Mapping[str, StoredTable]) -> Names:
    """What a database calls otherwise.

    Args:
        old: plan of the file.
        new: plan of what fills the database as it is.
        stored: its tables, by name.
    """
    mine = {each.name: [c.name for c in each.columns] for each in old.tables}
    theirs = {each.name: [c.name for c in each.columns] for each in new.tables}
    tables: dict[str, str] = {}
    for name, columns in mine.items():
        free = theirs.keys() - mine.keys() - set(tables.values())
        likely = sorted(free, key=lambda each: (-_alike(columns, theirs[each]), each))
        if name not in stored and likely and _alike(columns, theirs[likely[0]]) >= ALIKE:
            tables[name] = likely[0]
    found: dict[tuple[str, str], str] = {}
    for name, columns in mine.items():
        now = tables.get(name, name)
        if now in stored and now in theirs:
            for before, after in _in_place(
                columns, theirs[now], [c.name for c in stored[now].columns]
            ):
                if old.table(name).column(before).type == new.table(now).column(after).type:
                    found[name, before] = after
    return Names(tables, found)


def _alike(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Share of the columns that two tables have in common; 0 where that is one."""
    both = set(mine) & set(theirs)
    return len(both) / max(len(mine), len(theirs)) if len(both) > 1 else 0.0


def _in_place(
    mine: Sequence[str], theirs: Sequence[str], there: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Columns that are gone, each with a new one in its place: as many new ones stand between the same two."""
    gone, new = _runs(mine, set(there)), _runs(theirs, set(mine))
    for ends, names_ in gone.items():
        if len(names_) == len(new.get(ends, ())):
            yield from zip(names_, new[ends], strict=True)


def _runs(columns: Sequence[str], known: Set[str]) -> dict[tuple[str, str], list[str]]:
    """Columns that are not known and follow one another, by the known ones before and behind them."""
    made: dict[tuple[str, str], list[str]] = {}
    before, run = "", list[str]()
    for name in [*columns, ""]:
        if name in known or not name:
            if run:
                made[before, name] = run
            before, run = name, []
        else:
            run.append(name)
    return made


def renamed(text: str, name: str, found: Names) -> tuple[str, list[str]]:
    """The text of a schema file with new names in place of the old ones, and a sentence for each, and for what is left.

    Args:
        text: of the file.
        name: of the file, for messages.
        found: what is called otherwise.
    """
    lines, told = text.split("\n"), []
    changes: dict[tuple[int, int], tuple[str, str]] = {}  # old and new text by line and column
    for node, pattern, new in _changes(parse(text, name), found):
        place = (node.place.line, node.place.column)
        before, now = changes.get(place, (node.text, node.text))
        changes[place] = (before, re.sub(pattern, new.replace("\\", r"\\"), now))
    for (number, column), (before, now) in sorted(changes.items(), reverse=True):
        line = lines[number - 1]
        start = column - 1 + (line[column - 1 : column] in ("'", '"'))
        end = start + len(before)
        if line[start:end] == before:
            lines[number - 1] = line[:start] + now + line[end:]
        else:
            told.append(f"line {number}: {before!r} has an old name (write {now!r})")
    said = [f"{old} is called {new} now, and so in the file" for old, new in found.tables.items()]
    said += [
        f"{table}.{old} is taken for {new}, which stands in its place"
        for (table, old), new in found.columns.items()
    ]
    return "\n".join(lines), said + told


def _changes(root: Node, found: Names) -> Iterator[tuple[Node, str, str]]:
    """Each word of the file that has an old name, the pattern of that in it, and what it becomes."""
    tables = next((value for key, value in root if key.text == "tables"), None)
    for key, table in tables if tables is not None else ():
        if key.text in found.tables:
            yield key, "^.*$", found.tables[key.text]
        mine = {old: new for (name, old), new in found.columns.items() if name == key.text}
        for part, value in table:
            if part.text == "columns":
                for column, spec in value:
                    if column.text in mine:
                        yield column, "^.*$", mine[column.text]
                    yield from _words(spec, mine, found)
            else:
                yield from _words_of(part.text, value, mine, found)


def _words(node: Node, mine: Mapping[str, str], found: Names) -> Iterator[tuple[Node, str, str]]:
    for key, value in node:
        yield from _words_of(key.text, value, mine, found)


def _words_of(
    key: str, value: Node, mine: Mapping[str, str], found: Names
) -> Iterator[tuple[Node, str, str]]:
    if value.kind == "mapping":
        yield from _words(value, mine, found)
    for each in value.items:
        yield from _words_of(key, each, mine, found)
    if value.kind != "scalar":
        return
    if key == "ref":
        table, _, column = value.text.rpartition(".")
        new = f"{found.tables.get(table, table)}.{found.columns.get((table, column), column)}"
        if new != value.text:
            yield value, "^.*$", new
    elif key in ("per", "embed", "filled_after") and value.text in found.tables:
        yield value, "^.*$", found.tables[value.text]
    elif key in (*_IN_TABLE, *_LISTS) and value.text in mine:
        yield value, "^.*$", mine[value.text]
    elif key in _TEXTS:
        for old, new in mine.items():
            pattern = rf"(?<![\w'.]){re.escape(old)}(?![\w'])"
            if re.search(pattern, value.text):
                yield value, pattern, new
