"""Nodes become a specification; every problem with the shape of the file is noted on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mockcraft.clock import WANTED, read_clock
from mockcraft.core.links.children import MAX_SHAPED, reach_of
from mockcraft.errors import Problem
from mockcraft.formats.csv_form import PLAIN
from mockcraft.schema.column_reader import ColumnReader
from mockcraft.schema.files import NO_FILES, Files
from mockcraft.schema.list_reader import ListReader
from mockcraft.schema.row_reader import RowReader
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import (
    EXISTING_ROWS,
    MAX_CHILDREN,
    MAX_COUNT,
    MAX_SEED,
    PER_KEYS,
    SHARED_PREFIX,
    TABLE_KEYS,
    TOP_KEYS,
    ColumnSpec,
    Path,
    PerSpec,
    SchemaSpec,
    TableSpec,
)
from mockcraft.schema.words import WordReader

if TYPE_CHECKING:
    from mockcraft.schema.option_reader import OptionReader


def read_spec(root: Node, files: Files = NO_FILES) -> tuple[SchemaSpec, list[Problem]]:
    """The specification that nodes give, and what is wrong with their shape.

    `files` are those that it may read: none, where the schema comes from who may not see those of this machine.
    """
    reader = _SchemaReader(files)
    spec = reader.schema(root)
    return replace(
        spec, places=reader.words.places, files=reader.lists.found
    ), reader.words.problems


class _SchemaReader:
    def __init__(self, files: Files) -> None:
        self.words = WordReader()
        self.lists = ListReader(self.words, files)
        self.columns = ColumnReader(self.words, self.lists)
        self.rows = RowReader(self.words)

    def schema(self, root: Node) -> SchemaSpec:
        """The whole file."""
        words, name = self.words, root.place.file
        words.places[()] = root.place
        if root.kind != "mapping":
            words.mapping(root, "the file")
            return SchemaSpec(name, ())
        found = words.entries(root, "the file", TOP_KEYS, SHARED_PREFIX)
        for key, node in found.items():
            words.note((key,), node)
        self._check_version(found.get("version"))
        return SchemaSpec(
            name,
            self._tables(root, found),
            words.integer(found["seed"], "seed", 0, MAX_SEED) if "seed" in found else None,
            words.locale(found["locale"]) if "locale" in found else None,
            self._clock(found["now"]) if "now" in found else None,
            words.text(found["database"], "database") if "database" in found else None,
            self.lists.lists(found["lists"]) if "lists" in found else (),
            self._options().csv(found["csv"]) if "csv" in found else PLAIN,
            words.text(found["fallback"], "fallback") if "fallback" in found else None,
        )

    def _options(self) -> OptionReader:
        from mockcraft.schema.option_reader import OptionReader

        return OptionReader(self.words)

    def _check_version(self, node: Node | None) -> None:
        if node is not None and (node.value != 1 or node.value is True):
            message = f"version {node.describe()} is not known (write version: 1)"
            self.words.problem(node, message)

    def _clock(self, node: Node) -> int | None:
        try:
            return read_clock(node.text)
        except ValueError:
            self.words.problem(node, f"now is {node.describe()} (give {WANTED})")
            return None

    def _tables(self, root: Node, found: dict[str, Node]) -> tuple[TableSpec, ...]:
        words = self.words
        if "tables" in found and "collections" in found:
            words.problem(found["collections"], "give tables or collections, not both")
        what = "tables" if "tables" in found else "collections"
        if what not in found:
            words.problem(root, "there are no tables (add: tables)")
            return ()
        node = found[what]
        if node.kind == "mapping" and not node.entries:
            words.problem(node, f"there are no {what} in it (add one)")
        return tuple(self._table(key, each) for key, each in words.mapping(node, what))

    def _table(self, key: Node, node: Node) -> TableSpec:
        words, path = self.words, (key.text,)
        words.note(path, node, key)
        name = words.name(key, "table")
        found = words.entries(node, f"table {shown(name)}", _table_keys(node))
        for word, each in found.items():
            words.note((*path, word), each)
        literal = "rows" in found and "count" not in found
        existing = "existing" in found and words.boolean(found["existing"], "existing")
        counted = "existing" not in found or found["existing"].value is False
        for required in () if literal else ("count", "columns") if counted else ("columns",):
            if node.kind == "mapping" and required not in found:
                words.problem(key, f"table {shown(name)} has no {required} (add it)")
        rows = self.rows.rows(found["rows"], path, literal) if "rows" in found else ()
        columns = self._columns(found["columns"], path, literal) if "columns" in found else ()
        locale, locales = self._locales(found["locale"], path) if "locale" in found else (None, ())
        return TableSpec(
            name,
            self._count(found["count"], path)
            if "count" in found
            else len(rows) or (EXISTING_ROWS if existing else None),
            self.rows.with_given(columns, rows) if literal else columns,
            self._uniques(found["unique"], path) if "unique" in found else (),
            self._checks(found["checks"], path) if "checks" in found else (),
            locale,
            {} if found.keys() <= set(TABLE_KEYS) else self._options().of_table(name, found, path),
            self._listed(found["embed"], path, "embed", "an embedded table")
            if "embed" in found
            else (),
            rows,
            literal,
            locales,
            self._partitions(found["partition_by"], path) if "partition_by" in found else (),
            existing,
            (words.text(found["order_by"], "order_by") or "") if "order_by" in found else "",
            self._listed(found["filled_after"], path, "filled_after", "an earlier table")
            if "filled_after" in found
            else (),
        )

    def _locales(self, node: Node, path: Path) -> tuple[str | None, tuple[tuple[str, int], ...]]:
        """The locale of a table, or those of its rows with their weights."""
        if node.kind != "mapping":
            return self.words.locale(node), ()
        for key, value in node:
            self.words.note((*path, "locale", key.text), value, key)
        problems = len(self.words.problems)
        weights = [(key.text, self.words.weight(value)) for key, value in node]
        if not any(weight for _, weight in weights) and len(self.words.problems) == problems:
            self.words.problem(node, "locale has no weight above 0 (give {en_US: 60, de_DE: 40})")
        return None, tuple(each for each in weights if each[1])

    def _partitions(self, node: Node, path: Path) -> tuple[str, ...]:
        """Names of columns: one, or a list."""
        if node.kind == "scalar":
            name = self.words.text(node, "partition_by")
            return (name,) if name else ()
        for i, item in enumerate(node.items):
            self.words.note((*path, "partition_by", str(i)), item)
        return self.words.names(node, "partition_by") or ()

    def _listed(self, node: Node, path: Path, key: str, each: str) -> tuple[str, ...]:
        """Names of tables below a key: one, or a list."""
        names: list[str] = []
        for item in node.items if node.kind == "sequence" else (node,):
            name = self.words.text(item, key if item is node else each)
            if name:
                self.words.note((*path, key, str(len(names))), item)
                names.append(name)
        return tuple(names)

    def _columns(self, node: Node, path: Path, literal: bool) -> tuple[ColumnSpec, ...]:
        entries = self.words.mapping(node, f"columns of {shown(path[0])}")
        if node.kind == "mapping" and not entries:
            self.words.problem(node, f"table {shown(path[0])} has no columns (add one)")
        return tuple(
            self.columns.column(key, each, (*path, "columns", key.text), literal)
            for key, each in entries
        )

    def _checks(self, node: Node, path: Path) -> tuple[str, ...]:
        texts: list[str] = []
        for item in self.words.items(node, "checks"):
            text = self.words.text(item, "a check")
            if text:
                self.words.note((*path, "checks", str(len(texts))), item)
                texts.append(text)
        return tuple(texts)

    def _uniques(self, node: Node, path: Path) -> tuple[tuple[str, ...], ...]:
        """Lists of columns that are unique together; a flat list of names is one such group."""
        items = self.words.items(node, "unique")
        if items and all(item.kind == "scalar" for item in items):
            items = (node,)
        groups: list[tuple[str, ...]] = []
        for item in items:
            names = self.words.names(item, "a group of unique columns")
            if names is not None:
                self.words.note((*path, "unique", str(len(groups))), item)
                groups.append(names)
        return tuple(groups)

    def _count(self, node: Node, path: Path) -> int | PerSpec | None:
        words = self.words
        if node.kind != "mapping":
            return words.integer(node, "count", 0, MAX_COUNT)
        problems = len(words.problems)
        found = words.entries(node, "count", PER_KEYS)
        if "per" not in found:
            advice = "add the parent table, or give a number in place of the mapping"
            words.problem(node, f"count has no per ({advice})")
        if "max" not in found and "mean" not in found:
            words.problem(node, "count has neither max nor mean (give at least one)")
        parent = words.text(found["per"], "per") if "per" in found else None
        by = tuple(
            (key, found[key].text) for key in found if key != "per" and _computed(key, found[key])
        )
        given = {key: node for key, node in found.items() if key not in dict(by)}
        for key, text in by:
            words.note((*path, "count", key), found[key])
            if not text.strip():
                words.problem(found[key], f"{key} is empty (write SQL over columns of the parent)")
        if "where" in given:
            words.text(given["where"], "where")  # a list or a mapping, which is a problem
        low = words.integer(given["min"], "min", 0, MAX_CHILDREN) if "min" in given else 0
        high = words.integer(given["max"], "max", 1, MAX_CHILDREN) if "max" in given else None
        mean = words.number(given["mean"], "mean") if "mean" in given else None
        if len(words.problems) > problems or parent is None or low is None:
            return None
        words.note((*path, "count", "per"), found["per"])
        if high is None and mean is not None and "max" not in found:
            high = low + reach_of(mean - low)
        return self._per(PerSpec(parent, low, high, mean, by), given)

    def _per(self, per: PerSpec, found: dict[str, Node]) -> PerSpec | None:
        low, high, mean = per.low, per.high, per.mean
        if high is None or "min" in dict(per.by):
            return per
        if low > high:
            self.words.problem(found["min"], f"min {low} is above max {high}")
        elif mean is not None and not (low < mean < high or low == mean == high):
            message = f"mean {found['mean'].text} is not between min {low} and max {high}"
            self.words.problem(found["mean"], message)
        elif mean is not None and high - low > MAX_SHAPED:
            message = f"mean goes with at most {MAX_SHAPED:,} between min and max (leave mean out)"
            self.words.problem(found["mean"], message)
        else:
            return replace(per, mean=None) if low == high else per
        return None


def _table_keys(node: Node) -> tuple[str, ...]:
    """What may stand in a table; the engines are looked at where it has other keys than TABLE_KEYS."""
    if all(key.text in TABLE_KEYS for key, _ in node):
        return TABLE_KEYS
    from mockcraft.database import with_options

    return (*TABLE_KEYS, *(name for name in with_options() if name not in TABLE_KEYS))


def _computed(key: str, node: Node) -> bool:
    """Whether the value of a key of `count` is an expression."""
    return node.kind == "scalar" and (key == "where" or isinstance(node.value, str))
