"""What a schema file says, as data: the shape of the file is checked here, its meaning in `bind`."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mockcraft.errors import Place, Problem, SchemaError, did_you_mean
from mockcraft.generator import parse_timestamp
from mockcraft.schema.source import Node

TOP_KEYS = ("version", "seed", "locale", "now", "database", "tables", "collections")
TABLE_KEYS = ("count", "columns", "unique", "checks", "locale")
PER_KEYS = ("per", "min", "max", "mean")
# What gives a column its values: exactly one of these.
SOURCES = ("generator", "ref", "values", "value", "expr", "template", "regex", "fields", "items")
OPTIONS = ("type", "primary_key", "unique", "nulls", "locale", "entity")
NAME_LIMIT = 128
MAX_COUNT = 2**62

_TYPE = re.compile(r"([a-z]+)(?:\((\d+)(?:, *(\d+))?\))?")
_RANGE = re.compile(r"(-?\d[\d_]*)\.\.(-?\d[\d_]*)")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
TYPES = (
    "text", "uuid", "json", "integer", "boolean", "decimal", "float", "date", "timestamp", "time",
)  # fmt: skip


@dataclass(slots=True)
class ColumnSpec:
    """A column as the file gives it. `source` is one of SOURCES, `node` its value.

    `parameters` are the keys that are no column keys; `type` is (kind, precision, scale) or None.
    """

    name: str
    place: Place
    source: str
    node: Node
    parameters: dict[str, tuple[Place, Node]] = field(default_factory=dict)
    type: tuple[str, int | None, int | None] | None = None
    primary_key: bool = False
    unique: bool = False
    nulls: float = 0.0
    locale: str | None = None
    entity: str = ""
    members: "list[ColumnSpec]" = field(default_factory=list)
    count: tuple[int, int] = (1, 3)
    option_places: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class PerSpec:
    """`count: {per: parent, min, max, mean}`: children per row of the parent."""

    parent: str
    place: Place
    low: int
    high: int
    mean: float | None


@dataclass(slots=True)
class TableSpec:
    """A table as the file gives it."""

    name: str
    place: Place
    count: "int | PerSpec"
    count_place: Place
    columns: list[ColumnSpec]
    uniques: list[tuple[Place, tuple[str, ...]]]
    checks: list[tuple[Place, str]]
    locale: str | None


@dataclass(slots=True)
class SchemaSpec:
    """A schema file. `seed`, `locale`, `now` and `database` are None where the file does not say.

    Variables in `database` are filled in only when it is used: see `database_url`.
    """

    file: str
    tables: list[TableSpec]
    seed: int | None = None
    locale: str | None = None
    locale_place: Place | None = None
    now: int | None = None
    database: str | None = None
    database_place: Place | None = None

    def database_url(self) -> str | None:
        """The file's database with its ${VARIABLES} filled in; raises SchemaError for one that is not set."""
        if self.database is None or self.database_place is None:
            return None
        for variable in _VARIABLE.findall(self.database):
            if variable not in os.environ:
                message = f"the variable {variable} is not set (set it, or give --db)"
                raise SchemaError(Problem(self.database_place, message))
        return _VARIABLE.sub(lambda match: os.environ[match[1]], self.database)


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
        found: dict[str, Node] = {}
        for key, node in self._mapping(root, "the file", TOP_KEYS):
            found[key.text] = node
        version = found.get("version")
        if version is not None and version.value != 1:
            self.problem(
                version.place, f"version {version.text!r} is not known (this is version 1)"
            )
        if "seed" in found:
            spec.seed = self.integer(found["seed"], "seed", -(2**63), 2**64 - 1)
        if "locale" in found:
            spec.locale, spec.locale_place = (
                self.text(found["locale"], "locale"),
                found["locale"].place,
            )
        if "now" in found:
            spec.now = self._clock(found["now"])
        if "database" in found:
            spec.database = self.text(found["database"], "database")
            spec.database_place = found["database"].place
        if "tables" in found and "collections" in found:
            self.problem(found["collections"].place, "give tables or collections, not both")
        tables = found.get("tables", found.get("collections"))
        if tables is None:
            self.problem(root.place, "there are no tables (add: tables)")
        else:
            for key, node in self._mapping(tables, "tables"):
                spec.tables.append(self.table(key, node))
            if tables.kind == "mapping" and not tables.entries:
                self.problem(tables.place, "there are no tables in it (add one)")
        return spec

    def table(self, key: Node, node: Node) -> TableSpec:
        """One table."""
        name = self._name(key, "table")
        spec = TableSpec(name, key.place, 0, key.place, [], [], [], None)
        found = {k.text: n for k, n in self._mapping(node, f"table {name!r}", TABLE_KEYS)}
        if node.kind == "mapping":
            for required in ("count", "columns"):
                if required not in found:
                    self.problem(key.place, f"table {name!r} has no {required}")
        if "count" in found:
            spec.count, spec.count_place = self._count(found["count"]), found["count"].place
        if "locale" in found:
            spec.locale = self.text(found["locale"], "locale")
        if "columns" in found:
            columns = found["columns"]
            for column_key, column_node in self._mapping(columns, f"the columns of {name!r}"):
                spec.columns.append(self.column(column_key, column_node))
            if columns.kind == "mapping" and not columns.entries:
                self.problem(columns.place, f"table {name!r} has no columns")
        if "unique" in found:
            spec.uniques = self._groups(found["unique"])
        if "checks" in found:
            for item in self._list(found["checks"], "checks"):
                spec.checks.append((item.place, self.text(item, "a check") or ""))
        return spec

    def column(self, key: Node, node: Node) -> ColumnSpec:
        """One column, or a member of a nested one; a plain word is the name of its generator."""
        name = self._name(key, "column")
        return self._column(name, key.place, node)

    def _column(self, name: str, place: Place, node: Node) -> ColumnSpec:
        if node.kind == "scalar":
            if not isinstance(node.value, str) or not node.value:
                self.problem(
                    node.place,
                    f"column {name!r} is {node.describe()} (give the name of a generator, or a mapping)",
                )
            return ColumnSpec(name, place, "generator", node)
        if node.kind != "mapping":
            self.problem(
                node.place, f"column {name!r} is a list (give a generator's name, or a mapping)"
            )
            return ColumnSpec(name, place, "generator", Node(node.place, "scalar"))
        entries = {k.text: (k, n) for k, n in node}
        sources = [source for source in SOURCES if source in entries]
        if len(sources) != 1:
            wrong = (
                f"both {sources[0]} and {sources[1]}" if sources else "nothing that gives it values"
            )
            self.problem(place, f"column {name!r} has {wrong} (give one of {', '.join(SOURCES)})")
            return ColumnSpec(name, place, "generator", Node(place, "scalar"))
        spec = ColumnSpec(name, place, sources[0], entries[sources[0]][1])
        for key_text, (key, value) in entries.items():
            if key_text in OPTIONS:
                spec.option_places[key_text] = value.place
                _OPTION_READERS[key_text](self, spec, value)
            elif key_text not in SOURCES:
                self._extra(spec, key, value)
        self._nested(spec)
        return spec

    def _nested(self, spec: ColumnSpec) -> None:
        if spec.source == "fields":
            for key, node in self._mapping(spec.node, "fields"):
                spec.members.append(self.column(key, node))
            if spec.node.kind == "mapping" and not spec.node.entries:
                self.problem(spec.node.place, "fields has no members")
        elif spec.source == "items":
            spec.members.append(self._column("item", spec.node.place, spec.node))

    def _extra(self, spec: ColumnSpec, key: Node, value: Node) -> None:
        """A key that is no column key: a parameter of the generator, or of the source."""
        known = {"ref": ("distribution",), "items": ("count",)}.get(spec.source, ())
        if spec.source == "generator" or key.text in known:
            if spec.source == "items":
                spec.count = self._item_count(value)
            else:
                spec.parameters[key.text] = (key.place, value)
            return
        hint = did_you_mean(key.text, [*SOURCES, *OPTIONS, *known])
        self.problem(key.place, f"{key.text!r} is no key of a column with {spec.source}{hint}")

    # ------------------------------------------------------------------ values

    def _mapping(
        self, node: Node, what: str, known: tuple[str, ...] = ()
    ) -> tuple[tuple[Node, Node], ...]:
        if node.kind != "mapping":
            self.problem(node.place, f"{what} must be a mapping, not {node.describe()}")
            return ()
        for key, _ in node:
            if known and key.text not in known:
                hint = did_you_mean(key.text, known) or f" (known: {', '.join(known)})"
                self.problem(key.place, f"{what} has no key {key.text!r}{hint}")
        return node.entries

    def _list(self, node: Node, what: str) -> tuple[Node, ...]:
        if node.kind != "sequence":
            self.problem(node.place, f"{what} must be a list, not {node.describe()}")
            return ()
        return node.items

    def _name(self, key: Node, what: str) -> str:
        if not key.text or len(key.text) > NAME_LIMIT or not key.text.isprintable():
            self.problem(
                key.place, f"{key.text!r} is no name for a {what} (1 to {NAME_LIMIT} characters)"
            )
        return key.text

    def text(self, node: Node, what: str) -> str | None:
        """A text; numbers and words as they are written."""
        if node.kind != "scalar" or node.value is None:
            self.problem(node.place, f"{what} must be text, not {node.describe()}")
            return None
        return node.text

    def integer(self, node: Node, what: str, low: int, high: int) -> int | None:
        """A whole number in [low, high], both inclusive."""
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            self.problem(node.place, f"{what} must be a whole number, not {node.describe()}")
        elif not low <= node.value <= high:
            self.problem(node.place, f"{what} {node.value} is outside {low}..{high}")
        else:
            return node.value
        return None

    def number(self, node: Node, what: str) -> float | None:
        """Any number."""
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return float(node.value)
        self.problem(node.place, f"{what} must be a number, not {node.describe()}")
        return None

    def boolean(self, node: Node, what: str) -> bool:
        """true or false."""
        if not isinstance(node.value, bool):
            self.problem(node.place, f"{what} must be true or false, not {node.describe()}")
        return node.value is True

    def _clock(self, node: Node) -> int | None:
        try:
            return int(parse_timestamp(node.text).seconds)
        except (ValueError, AttributeError):
            self.problem(
                node.place, f"now is {node.describe()} (give a time such as 2026-01-01T00:00:00Z)"
            )
            return None

    def _count(self, node: Node) -> int | PerSpec:
        if node.kind != "mapping":
            return self.integer(node, "count", 1, MAX_COUNT) or 1
        found = {key.text: value for key, value in self._mapping(node, "count", PER_KEYS)}
        if "per" not in found:
            self.problem(
                node.place,
                "count has no per (give the parent table, or a number in place of the mapping)",
            )
        parent = self.text(found["per"], "per") if "per" in found else None
        low = self.integer(found["min"], "min", 0, 10**6) if "min" in found else 0
        high = self.integer(found["max"], "max", 1, 10**6) if "max" in found else None
        mean = self.number(found["mean"], "mean") if "mean" in found else None
        low = low or 0
        if high is None:
            if "max" not in found and mean is None:
                self.problem(node.place, "count has neither max nor mean (give at least one)")
            high = low + max(4 * int((mean or 1) - low + 1), 1)
        if low > high:
            self.problem(found["min"].place, f"min {low} is above max {high}")
            high = low
        elif mean is not None and not low < mean < high:
            self.problem(
                found["mean"].place,
                f"mean {found['mean'].text} is not between min {low} and max {high}",
            )
            mean = None
        place = found["per"].place if "per" in found else node.place
        return PerSpec(parent or "", place, low, high, mean)

    def _item_count(self, node: Node) -> tuple[int, int]:
        from mockcraft.core.fills import ITEM_LIMIT

        match = _RANGE.fullmatch(node.text)
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            low = high = node.value
        elif match is not None:
            low, high = int(match[1]), int(match[2])
        else:
            self.problem(
                node.place, f"count is {node.describe()} (give a number, or a range such as 0..5)"
            )
            return 1, 1
        if not 0 <= low <= high <= ITEM_LIMIT:
            self.problem(node.place, f"count {node.text} is not a range within 0..{ITEM_LIMIT}")
            return 1, 1
        return low, high

    def _groups(self, node: Node) -> list[tuple[Place, tuple[str, ...]]]:
        """Lists of columns that are unique together; a flat list of names is one such group."""
        items = self._list(node, "unique")
        if items and all(item.kind == "scalar" for item in items):
            items = (node,)
        groups = []
        for item in items:
            members = self._list(item, "a group of unique columns")
            groups.append(
                (item.place, tuple(self.text(m, "a column's name") or "" for m in members))
            )
        return groups


def _read_type(reader: SpecReader, spec: ColumnSpec, node: Node) -> None:
    text = (reader.text(node, "type") or "").lower()
    match = _TYPE.fullmatch(text)
    if match is None or match[1] not in TYPES or (match[2] and match[1] != "decimal"):
        hint = did_you_mean(text, TYPES) or f" (one of {', '.join(TYPES)})"
        reader.problem(node.place, f"type {node.text!r} is not known{hint}")
        return
    precision, scale = int(match[2] or 18), int(match[3] or 0)
    if not scale <= precision <= 18 or not precision:
        reader.problem(
            node.place, f"type {node.text!r} is not within decimal(18,18) (at most 18 digits)"
        )
        return
    spec.type = (match[1], precision if match[2] else None, scale if match[2] else None)


def _read_nulls(reader: SpecReader, spec: ColumnSpec, node: Node) -> None:
    share = reader.number(node, "nulls")
    if share is not None and not 0 <= share <= 1:
        reader.problem(node.place, f"nulls {node.text} is not a share from 0 to 1")
    elif share is not None:
        spec.nulls = share


def _read_flag(name: str) -> Callable[[SpecReader, ColumnSpec, Node], None]:
    def read(reader: SpecReader, spec: ColumnSpec, node: Node) -> None:
        setattr(spec, name, reader.boolean(node, name))

    return read


def _read_text(name: str) -> Callable[[SpecReader, ColumnSpec, Node], None]:
    def read(reader: SpecReader, spec: ColumnSpec, node: Node) -> None:
        setattr(spec, name, reader.text(node, name) or "")

    return read


_OPTION_READERS: dict[str, Any] = {
    "type": _read_type,
    "primary_key": _read_flag("primary_key"),
    "unique": _read_flag("unique"),
    "nulls": _read_nulls,
    "locale": _read_text("locale"),
    "entity": _read_text("entity"),
}
