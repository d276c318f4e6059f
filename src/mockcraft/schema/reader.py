"""Nodes become a specification; every problem with the shape of the file is noted on the way."""

import re
from collections.abc import Container

from mockcraft.clock import WANTED, read_clock
from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.errors import NotFound, Place, Problem, did_you_mean
from mockcraft.generator import find
from mockcraft.schema.options import OPTION_READERS
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import (
    MAX_CHILDREN,
    MAX_COUNT,
    MAX_SEED,
    MAX_SHAPED,
    NAME_LIMIT,
    OPTIONS,
    PER_KEYS,
    SHARED_PREFIX,
    SOURCE_KEYS,
    SOURCES,
    TABLE_KEYS,
    TOP_KEYS,
    ColumnSpec,
    PerSpec,
    SchemaSpec,
    TableSpec,
)

_RANGE = re.compile(r"(-?\d[\d_]*)\.\.(-?\d[\d_]*)")


class SpecReader:
    """Reads nodes into a SchemaSpec and collects every problem on the way in `problems`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, place: Place, message: str) -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, message))

    # ------------------------------------------------------------------ levels of the file

    def schema(self, root: Node) -> SchemaSpec:
        """The whole file."""
        spec = SchemaSpec(root.place.file, [])
        if root.kind != "mapping":
            self._mapping(root, "the file")
            return spec
        found = self._entries(root, "the file", TOP_KEYS, SHARED_PREFIX)
        self._settings(spec, found)
        if "tables" in found and "collections" in found:
            self.problem(found["collections"].place, "give tables or collections, not both")
        tables = found.get("tables", found.get("collections"))
        if tables is None:
            self.problem(root.place, "there are no tables (add: tables)")
            return spec
        what = "tables" if "tables" in found else "collections"
        for key, node in self._mapping(tables, what):
            spec.tables.append(self.table(key, node))
        if tables.kind == "mapping" and not tables.entries:
            self.problem(tables.place, f"there are no {what} in it (add one)")
        return spec

    def _settings(self, spec: SchemaSpec, found: dict[str, Node]) -> None:
        version = found.get("version")
        if version is not None and (version.value != 1 or version.value is True):
            message = f"version {version.describe()} is not known (write version: 1)"
            self.problem(version.place, message)
        if "seed" in found:
            spec.seed = self.integer(found["seed"], "seed", 0, MAX_SEED)
        if "locale" in found:
            spec.locale_place = found["locale"].place
            spec.locale = self.text(found["locale"], "locale")
        if "now" in found:
            spec.now = self._clock(found["now"])
        if "database" in found:
            spec.database_place = found["database"].place
            spec.database = self.text(found["database"], "database")

    def table(self, key: Node, node: Node) -> TableSpec:
        """One table."""
        name = self._name(key, "table")
        spec = TableSpec(name, key.place, None, key.place, [], [], [])
        found = self._entries(node, f"table {shown(name)}", TABLE_KEYS)
        if node.kind == "mapping":
            for required in ("count", "columns"):
                if required not in found:
                    self.problem(key.place, f"table {shown(name)} has no {required} (add it)")
        if "count" in found:
            spec.count, spec.count_place = self._count(found["count"]), found["count"].place
        if "locale" in found:
            spec.locale_place = found["locale"].place
            spec.locale = self.text(found["locale"], "locale")
        if "columns" in found:
            columns = found["columns"]
            for column_key, column_node in self._mapping(columns, f"columns of {shown(name)}"):
                spec.columns.append(self.column(column_key, column_node))
            if columns.kind == "mapping" and not columns.entries:
                self.problem(columns.place, f"table {shown(name)} has no columns (add one)")
        if "unique" in found:
            spec.uniques = self._groups(found["unique"])
        for item in self._list(found["checks"], "checks") if "checks" in found else ():
            spec.checks.append((item.place, self.text(item, "a check") or ""))
        spec.checks = [(place, text) for place, text in spec.checks if text]
        return spec

    def column(self, key: Node, node: Node) -> ColumnSpec:
        """One column, or a member of a nested one; a plain word is the name of its generator."""
        return self._column(self._name(key, "column"), key.place, node)

    def _column(self, name: str, place: Place, node: Node) -> ColumnSpec:
        if node.kind == "scalar" and isinstance(node.value, str) and node.value:
            return ColumnSpec(name, place, "generator", node)
        unreadable = ColumnSpec(name, place, "", Node(place, "scalar"))
        if node.kind != "mapping":
            message = f"column {shown(name)} is {node.describe()} (give the name of a generator, or a mapping)"
            self.problem(node.place, message)
            return unreadable
        entries = {key.text: (key, value) for key, value in node}
        sources = [source for source in SOURCES if source in entries]
        if sources[:1] == ["generator"]:
            taken = _parameters(entries["generator"][1].text)
            sources = [source for source in sources if source not in taken]
        if len(sources) != 1:
            self._no_source(name, place, node, sources)
            return unreadable
        spec = ColumnSpec(name, place, sources[0], entries[sources[0]][1])
        for key, value in entries.values():
            self._entry(spec, key, value)
        self._nested(spec)
        return spec

    def _no_source(self, name: str, place: Place, node: Node, sources: list[str]) -> None:
        one_of = f"give one of {', '.join(SOURCES)}"
        if sources:
            both = " and ".join(sources)
            self.problem(place, f"column {shown(name)} has {both} ({one_of})")
            return
        for key, _ in node:
            hint = did_you_mean(key.text, SOURCES)
            if hint and key.text not in OPTIONS:
                self.problem(key.place, f"column {shown(name)} has no key {shown(key.text)}{hint}")
                return
        self.problem(place, f"column {shown(name)} has nothing that gives it values ({one_of})")

    def _entry(self, spec: ColumnSpec, key: Node, value: Node) -> None:
        if key.text == spec.source:
            return
        if key.text in OPTIONS:
            spec.option_places[key.text] = value.place
            OPTION_READERS[key.text](self, spec, value)
        elif spec.source == "items" and key.text == "count":
            spec.count = self._item_count(value)
        elif spec.source == "generator" or key.text in SOURCE_KEYS.get(spec.source, ()):
            spec.parameters[key.text] = (key.place, value)
        else:
            known = [*SOURCE_KEYS.get(spec.source, ()), *OPTIONS]
            hint = did_you_mean(key.text, known) or f" (known: {', '.join(known)})"
            self.problem(
                key.place, f"a column with {spec.source} has no key {shown(key.text)}{hint}"
            )

    def _nested(self, spec: ColumnSpec) -> None:
        if spec.source == "fields":
            for key, node in self._mapping(spec.node, "fields"):
                spec.members.append(self.column(key, node))
            if spec.node.kind == "mapping" and not spec.node.entries:
                self.problem(spec.node.place, "fields has no members (add one)")
        elif spec.source == "items":
            spec.members.append(self._column("item", spec.node.place, spec.node))

    # ------------------------------------------------------------------ values

    def _mapping(self, node: Node, what: str) -> tuple[tuple[Node, Node], ...]:
        if node.kind != "mapping":
            self.problem(node.place, f"{what} must be a mapping, not {node.describe()}")
        return node.entries

    def _entries(
        self, node: Node, what: str, known: tuple[str, ...], ignored: str | None = None
    ) -> dict[str, Node]:
        """The known entries of a mapping by key."""
        found = {}
        for key, value in self._mapping(node, what):
            if key.text in known:
                found[key.text] = value
            elif ignored is None or not key.text.startswith(ignored):
                hint = did_you_mean(key.text, known) or f" (known: {', '.join(known)})"
                self.problem(key.place, f"{what} has no key {shown(key.text)}{hint}")
        return found

    def _list(self, node: Node, what: str) -> tuple[Node, ...]:
        if node.kind != "sequence":
            self.problem(node.place, f"{what} must be a list, not {node.describe()}")
        return node.items

    def _name(self, key: Node, what: str) -> str:
        if not key.text or len(key.text) > NAME_LIMIT or not key.text.isprintable():
            message = (
                f"{shown(key.text)} is no name of a {what} (1 to {NAME_LIMIT} printable characters)"
            )
            self.problem(key.place, message)
        return key.text

    def text(self, node: Node, what: str) -> str | None:
        """A text; numbers and words as they are written."""
        if node.kind != "scalar" or node.value in (None, ""):
            found = "empty" if node.value == "" else node.describe()
            self.problem(node.place, f"{what} must be text, not {found}")
            return None
        return node.text

    def integer(self, node: Node, what: str, low: int, high: int) -> int | None:
        """A whole number in [low, high], both inclusive; 1e6 is one too."""
        number = node.value
        if isinstance(number, float) and number.is_integer() and abs(number) < 2**53:
            number = int(number)
        if not isinstance(number, int) or isinstance(number, bool):
            self.problem(node.place, f"{what} must be a whole number, not {node.describe()}")
        elif not low <= number <= high:
            self.problem(node.place, f"{what} {node.describe()} is outside {low}..{high}")
        else:
            return number
        return None

    def number(self, node: Node, what: str) -> float | None:
        """Any number."""
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            try:
                return float(node.value)
            except OverflowError:
                pass
        self.problem(node.place, f"{what} must be a number, not {node.describe()}")
        return None

    def boolean(self, node: Node, what: str) -> bool:
        """true or false."""
        if not isinstance(node.value, bool):
            self.problem(node.place, f"{what} must be true or false, not {node.describe()}")
        return node.value is True

    def _clock(self, node: Node) -> int | None:
        try:
            return read_clock(node.text)
        except ValueError:
            message = f"now is {node.describe()} (give {WANTED})"
            self.problem(node.place, message)
            return None

    def _count(self, node: Node) -> int | PerSpec | None:
        if node.kind != "mapping":
            return self.integer(node, "count", 1, MAX_COUNT)
        problems = len(self.problems)
        found = self._entries(node, "count", PER_KEYS)
        if "per" not in found:
            message = (
                "count has no per (add the parent table, or give a number in place of the mapping)"
            )
            self.problem(node.place, message)
        if "max" not in found and "mean" not in found:
            self.problem(node.place, "count has neither max nor mean (give at least one)")
        parent = self.text(found["per"], "per") if "per" in found else None
        low = self.integer(found["min"], "min", 0, MAX_CHILDREN) if "min" in found else 0
        high = self.integer(found["max"], "max", 1, MAX_CHILDREN) if "max" in found else None
        mean = self.number(found["mean"], "mean") if "mean" in found else None
        if len(self.problems) > problems or parent is None or low is None:
            return None
        if high is None:  # wide enough that next to nothing of the distribution is cut off
            assert mean is not None
            high = low + int(min(4 * max(mean - low, 0) + 4, MAX_SHAPED))
        if low > high:
            self.problem(found["min"].place, f"min {low} is above max {high}")
        elif mean is not None and not (low < mean < high or low == mean == high):
            message = f"mean {found['mean'].text} is not between min {low} and max {high}"
            self.problem(found["mean"].place, message)
        elif mean is not None and high - low > MAX_SHAPED:
            message = f"mean goes with at most {MAX_SHAPED:,} between min and max (leave mean out)"
            self.problem(found["mean"].place, message)
        else:
            return PerSpec(parent, found["per"].place, low, high, None if low == high else mean)
        return None

    def _item_count(self, node: Node) -> tuple[int, int]:
        match = _RANGE.fullmatch(node.text)
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            low = high = node.value
        elif match is not None and len(node.text) < 100:
            low, high = int(match[1].replace("_", "")), int(match[2].replace("_", ""))
        else:
            message = f"count is {node.describe()} (give a number, or a range such as 0..5)"
            self.problem(node.place, message)
            return 1, 1
        if not 0 <= low <= high <= ITEM_LIMIT:
            message = f"count {shown(node.text)[1:-1]} is not a range within 0..{ITEM_LIMIT}"
            self.problem(node.place, message)
            return 1, 1
        return low, high

    def _groups(self, node: Node) -> list[tuple[Place, tuple[str, ...]]]:
        """Lists of columns that are unique together; a flat list of names is one such group."""
        items = self._list(node, "unique")
        if items and all(item.kind == "scalar" for item in items):
            items = (node,)
        groups = []
        for item in items:
            names = [
                self.text(member, "a column's name")
                for member in self._list(item, "a group of unique columns")
            ]
            if item.kind == "sequence" and not names:
                self.problem(item.place, "a group of unique columns is empty (name its columns)")
            elif names and None not in names:
                groups.append((item.place, tuple(name or "" for name in names)))
        return groups


def _parameters(generator: str) -> Container[str]:
    """Names of a generator's parameters, which go before the keys of a column: choice takes `values`."""
    try:
        return find(generator).parameters
    except NotFound:
        return ()
