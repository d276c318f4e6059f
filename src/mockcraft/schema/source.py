"""YAML text as nodes that know their place, by the rules of YAML 1.2 for plain words.

PyYAML reads YAML 1.1, where `no` is false and `12:30` is a number of seconds; so only its parser is
used, and words are resolved here: `true`, `false`, `null`, `~`, numbers (`1_000` too), all else is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from mockcraft.errors import Place, Problem, SchemaError, UserError

MAX_BYTES = 16 * 2**20
MAX_NODES = 200_000  # nodes after aliases are followed: a bomb of nested aliases has billions
MAX_DEPTH = 100

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")  # 007 and 01234 stay text: they are codes
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9_]*)(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and where it stands.

    Attributes:
        place: of its first character.
        kind: "scalar", "mapping" or "sequence".
        text: the scalar as it is written, for messages and for parsers of their own (1.10 stays 1.10).
        value: the scalar's value: str, int, float, bool or None.
        items: the members of a sequence.
        entries: key and value of a mapping, in file order; keys are scalars.
    """

    place: Place
    kind: str
    text: str = ""
    value: str | int | float | bool | None = None
    items: "tuple[Node, ...]" = ()
    entries: "tuple[tuple[Node, Node], ...]" = field(default=())

    def __iter__(self) -> "Iterator[tuple[Node, Node]]":
        return iter(self.entries)

    def describe(self) -> str:
        """What it is, in words, for a message."""
        if self.kind == "mapping":
            return "a mapping"
        if self.kind == "sequence":
            return "a list"
        return "nothing" if self.value is None else repr(self.value)


def read(path: Path | str) -> Node:
    """The nodes of a file; raises UserError for a file that cannot be read, SchemaError for bad YAML."""
    name = str(path)
    try:
        data = Path(path).read_bytes() if Path(path).stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise UserError(f"{name}: {error.strerror} (give the path of a schema file)") from error
    if data is None:
        raise UserError(f"{name}: is larger than {MAX_BYTES // 2**20} MiB")
    try:
        return parse(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise SchemaError(
            Problem(
                Place(name, line, column),
                f"byte {data[error.start]:#04x} is not UTF-8 (save it as UTF-8)",
            )
        ) from None


def parse(text: str, name: str) -> Node:
    """The nodes of a text; raises SchemaError at the first place that is not YAML."""
    try:
        composed = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
        raise SchemaError(
            Problem(place, f"this is not YAML: {error.problem or error.context}")
        ) from None
    except yaml.YAMLError as error:
        raise SchemaError(Problem(Place(name, 1, 1), f"this is not YAML: {error}")) from None
    except RecursionError:
        raise SchemaError(Problem(Place(name, 1, 1), "this is nested too deeply")) from None
    if composed is None:
        raise SchemaError(
            Problem(Place(name, 1, 1), "the file is empty (it needs at least: tables)")
        )
    reader = _Reader(name)
    node = reader.convert(composed, 0)
    if reader.problems:
        raise SchemaError(*reader.problems)
    return node


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.count = 0

    def convert(self, node: yaml.Node, depth: int) -> Node:
        place = Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        self.count += 1
        if self.count > MAX_NODES or depth > MAX_DEPTH:
            what = "deep" if depth > MAX_DEPTH else "large once its aliases are followed"
            raise SchemaError(Problem(place, f"the file is too {what}"))
        if isinstance(node, yaml.ScalarNode):
            value = _resolve(node.value) if not node.style else node.value
            return Node(place, "scalar", node.value, value)
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.convert(item, depth + 1) for item in node.value)
            return Node(place, "sequence", items=items)
        return Node(place, "mapping", entries=self._entries(node, depth))

    def _entries(self, node: yaml.MappingNode, depth: int) -> tuple[tuple[Node, Node], ...]:
        entries: dict[str, tuple[Node, Node]] = {}
        merged: list[Node] = []
        for key_node, value_node in node.value:
            key, value = self.convert(key_node, depth + 1), self.convert(value_node, depth + 1)
            if key.kind != "scalar":
                self.problems.append(
                    Problem(key.place, f"a key must be text, not {key.describe()}")
                )
            elif key.text == "<<":
                merged += value.items or (value,)
            elif key.text in entries:
                first = entries[key.text][0].place
                message = (
                    f"the key {key.text!r} stands twice (first on line {first.line}; remove one)"
                )
                self.problems.append(Problem(key.place, message))
            else:
                entries[key.text] = (key, value)
        for mapping in merged:
            for key, value in mapping:
                entries.setdefault(key.text, (key, value))
        return tuple(entries.values())


def _resolve(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 1000 else text
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text
