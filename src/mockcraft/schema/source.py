"""YAML text as nodes that know their place, by the rules of YAML 1.2 for plain words.

PyYAML reads YAML 1.1, where `no` is false and `12:30` is a number of seconds; so only its parser is
used, and words are resolved here: `true`, `false`, `null`, `~`, numbers (`1_000` too), all else is
text. Nodes are made from the parser's events, one after another, so that no depth of nesting and no
bomb of aliases costs more than the message that refuses it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from mockcraft.core.effort import spend
from mockcraft.dataclass import dataclass
from mockcraft.errors import Place, Problem, SchemaError, UserError, shortened
from mockcraft.schema.spec import Word

MAX_BYTES = 16 * 2**20
MAX_NODES = 500_000  # nodes with aliases followed: a bomb of nested aliases has billions
MAX_DEPTH = 100
MAX_SHOWN = 60  # characters of a value that a message shows

_INTEGER = re.compile(r"[-+]?(0|[1-9](_?[0-9])*)")  # 007 and 01234 stay text: they are codes
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9](_?[0-9])*)(\.[0-9_]*)?)([eE][-+]?[0-9]+)?")
_NUMERIC = "+-.0123456789"  # signs that numbers begin with
# What YAML does not take as it is (1.2.2, section 5.1). A class of all that it does take is compiled ten times as long.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_WORDS = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and where it stands.

    Attributes:
        place: of its first character; for an alias, of the node it stands for.
        kind: "scalar", "mapping" or "sequence".
        text: the scalar as it is written, for messages and for parsers of their own (1.10 stays 1.10).
        value: the scalar's value: str, int, float, bool or None.
        items: the members of a sequence.
        entries: key and value of a mapping, in file order; keys are scalars.
        size: number of nodes in it, with aliases followed.
    """

    place: Place
    kind: str
    text: str = ""
    value: str | int | float | bool | None = None
    items: "tuple[Node, ...]" = ()
    entries: "tuple[tuple[Node, Node], ...]" = ()
    size: int = field(default=1, repr=False)

    def __iter__(self) -> "Iterator[tuple[Node, Node]]":
        return iter(self.entries)

    def describe(self) -> str:
        """What it is, in words, for a message."""
        if self.kind == "mapping":
            return "a mapping"
        if self.kind == "sequence":
            return "a list"
        return described(Word(self.text, self.value))


def nodes_of(data: object, name: str = "schema") -> Node:
    """The nodes of a Python value of dicts, lists and plain words; raises UserError for anything else.

    Each of them stands where its path says, as there are no lines.
    """
    return _node(data, (), name)


def _node(data: object, path: tuple[str, ...], name: str) -> Node:
    spend(1)
    place = Place(".".join(path) or name, 0, 0, path)
    if len(path) > MAX_DEPTH:
        beginning = Place(".".join(path[:4]) + "…", 0, 0)
        raise wrong(beginning, f"this is nested more than {MAX_DEPTH} deep, or contains itself")
    if isinstance(data, Mapping):
        entries = []
        for key, value in data.items():
            word = _word(key, place)
            at = (*path, word.text)
            key_node = Node(Place(".".join(at), 0, 0, at), "scalar", word.text, word.value)
            entries.append((key_node, _node(value, at, name)))
        return Node(place, "mapping", entries=tuple(entries))
    if isinstance(data, list | tuple):
        items = tuple(_node(each, (*path, str(i)), name) for i, each in enumerate(data))
        return Node(place, "sequence", items=items)
    word = _word(data, place)
    return Node(place, "scalar", word.text, word.value)


def _word(data: object, place: Place) -> Word:
    try:
        word = Word.of(data)
        word.text.encode()
    except TypeError as error:
        raise wrong(place, f"{error} (give text, a number, true, false or None)") from None
    except UnicodeEncodeError:
        held = shown(str(data))
        raise wrong(place, f"{held} holds half a character (a lone surrogate)") from None
    return word


def described(word: Word) -> str:
    """A plain word, in words, for a message."""
    if word.value is None:
        return "nothing"
    return shown(word.value) if isinstance(word.value, str) else shortened(word.text, MAX_SHOWN)


def shown(text: str) -> str:
    """A text in quotes, not too long, for a message."""
    return repr(shortened(text, MAX_SHOWN))


def wrong(at: Node | Place, message: str) -> SchemaError:
    """The error of one problem."""
    return SchemaError(Problem(at.place if isinstance(at, Node) else at, message))


def read(path: Path | str) -> Node:
    """The nodes of a file; raises UserError for a file that cannot be read, SchemaError for bad YAML."""
    name = str(path)
    try:
        with open(path, "rb") as file:  # at most what is allowed is read, of a device too
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{name}: {reason.lower()} (give the path of a schema file)") from error
    if len(data) > MAX_BYTES:
        raise UserError(f"{name}: is larger than {MAX_BYTES // 2**20} MiB (a schema file is not)")
    return parse(decode(data, name), name)


def decode(data: bytes, name: str) -> str:
    """The text of the bytes of a file; raises SchemaError for what is not UTF-8."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"byte {data[error.start]:#04x} is not UTF-8 (save the file as UTF-8)"
        raise wrong(Place(name, line, column), message) from None


def parse(text: str, name: str, most: int = MAX_NODES, needs: str = "tables") -> Node:
    """The nodes of a text; raises SchemaError with what is not YAML, or with all its duplicate keys.

    `most` is how many values it may have, with its aliases followed; `needs` is what it must not lack.
    """
    import yaml  # here, for the server starts without it

    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        message = f"the character U+{ord(bad[0]):04X} cannot stand in YAML (remove it)"
        from mockcraft.schema.yaml_faults import place_of

        raise wrong(place_of(text, bad.start(), name), message)
    reader = _Reader(text, name, most)
    try:
        node = reader.run()
    except yaml.MarkedYAMLError as error:
        from mockcraft.schema.yaml_faults import not_yaml

        raise not_yaml(text, name, error) from None
    except yaml.YAMLError as error:
        raise wrong(
            Place(name, 1, 1), f"this is not YAML: {' '.join(str(error).split())}"
        ) from None
    if node is None:
        raise wrong(Place(name, 1, 1), f"the file is empty (it needs at least: {needs})")
    if reader.problems:
        raise SchemaError(*reader.problems)
    return node


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read."""

    place: Place
    kind: str
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)
    size: int = 1


class _Reader:
    """Makes nodes from events, without recursion. `problems` are those that do not end the reading."""

    def __init__(self, text: str, name: str, most: int) -> None:
        self.text, self.name, self.most = text, name, most
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}  # None while the node is not complete
        self.root: Node | None = None

    def run(self) -> Node | None:
        """The node of the document, None where there is none."""
        import yaml

        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            spend(1)
            place = Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, yaml.ScalarEvent):
                self._add(self._scalar(event, place), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._alias(event.anchor, place), None)
            elif isinstance(event, yaml.CollectionStartEvent):
                kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
                self._begin(event, kind, place)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
            elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
                raise wrong(place, "a second document begins here (keep one in a file)")
        return self.root

    def _begin(self, event: Any, kind: str, place: Place) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise wrong(place, f"this is nested more than {MAX_DEPTH} deep")
        self._check_tag(event, place)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.open.append(_Open(place, kind, event.anchor))

    def _end(self) -> None:
        made = self.open.pop()
        if made.kind == "sequence":
            node = Node(made.place, "sequence", items=tuple(made.nodes), size=made.size)
        else:
            entries = self._entries(made.nodes)
            node = Node(made.place, "mapping", entries=entries, size=made.size)
        self._add(node, made.anchor)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        self.open[-1].nodes.append(node)
        self.open[-1].size += node.size
        if self.open[-1].size > self.most:
            message = f"the file has more than {self.most:,} values, with its aliases followed"
            raise wrong(node, message)

    def _scalar(self, event: Any, place: Place) -> Node:
        self._check_tag(event, place)
        plain = not event.style and event.tag not in _TEXT_TAGS
        return Node(place, "scalar", event.value, _resolve(event.value) if plain else event.value)

    def _alias(self, anchor: str, place: Place) -> Node:
        if anchor not in self.anchors:
            raise wrong(place, f"there is no &{anchor} before the alias *{anchor}")
        found = self.anchors[anchor]
        if found is None:
            raise wrong(place, f"the alias *{anchor} stands within what it is an alias of")
        return found

    def _check_tag(self, event: Any, place: Place) -> None:
        if event.tag not in (None, *_TEXT_TAGS):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.append(Problem(place, f"the tag {shown(tag)} is not read (remove it)"))

    def _entries(self, nodes: list[Node]) -> tuple[tuple[Node, Node], ...]:
        """The entries of a mapping; those that `<<` merges stand first, and its own words win."""
        entries: dict[str, tuple[Node, Node]] = {}
        merged: dict[str, tuple[Node, Node]] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if key.kind != "scalar":
                message = f"a key must be text, not {key.describe()}"
                self.problems.append(Problem(key.place, message))
            elif key.text == "<<":
                self._merge(merged, value)
            elif key.text in entries:
                first = entries[key.text][0].place
                message = f"the key {shown(key.text)} stands twice (first on line {first.line}; remove one)"
                self.problems.append(Problem(key.place, message))
            else:
                entries[key.text] = (key, value)
        return tuple((merged | entries).values())

    def _merge(self, merged: dict[str, tuple[Node, Node]], value: Node) -> None:
        for mapping in value.items if value.kind == "sequence" else (value,):
            if mapping.kind != "mapping":
                message = f"<< takes a mapping, or a list of mappings, not {mapping.describe()}"
                self.problems.append(Problem(mapping.place, message))
            for key, each in mapping:
                merged.setdefault(key.text, (key, each))


def _resolve(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 1000 else text
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text
