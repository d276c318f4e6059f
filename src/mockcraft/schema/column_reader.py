"""Nodes become the specification of a column."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any

from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.links.among import WHICH
from mockcraft.core.types import Type
from mockcraft.errors import NotFound, ParameterError, did_you_mean, nearest
from mockcraft.generator import find
from mockcraft.schema.list_reader import ListReader
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import (
    GIVEN,
    MAX_COUNT,
    MAX_GENERATIONS,
    MAX_LENGTH,
    OPTIONS,
    SOURCE_KEYS,
    SOURCES,
    ColumnSpec,
    Path,
    ProcessSpec,
    Word,
    Words,
)
from mockcraft.schema.words import WordReader

Entries = dict[str, tuple[Node, Node]]  # key and value, by the key's text


class ColumnReader:
    """Reads columns, and the members of nested ones."""

    def __init__(self, words: WordReader, lists: ListReader) -> None:
        self.words, self.lists = words, lists

    def column(self, key: Node, node: Node, path: Path, literal: bool = False) -> ColumnSpec:
        """One column, which stands at `path`; a plain word is the name of its generator.

        `literal` says that all rows of its table are given by hand, so that it needs no source.
        """
        self.words.note(path, node, key)
        return self._column(self.words.name(key, "column"), node, path, literal)

    def _column(self, name: str, node: Node, path: Path, literal: bool = False) -> ColumnSpec:
        if node.kind == "scalar" and isinstance(node.value, str) and node.value:
            self.words.note((*path, "generator"), node)
            return ColumnSpec(name, "generator", Word(node.text, node.value))
        if node.kind != "mapping":
            what = f"column {shown(name)} is {node.describe()}"
            self.words.problem(node, f"{what} (give the name of a generator, or a mapping)")
            return ColumnSpec(name, "")
        entries = {key.text: (key, value) for key, value in node}
        given = literal and all(key in OPTIONS for key in entries)
        source = GIVEN if given else self._source(name, node, entries, path)
        if source is None:
            return ColumnSpec(name, "")
        for key, value in entries.values():
            self.words.note((*path, key.text), value, key)
        found: dict[str, Any] = {}
        parameters: dict[str, Words] = {}
        for text, (key, value) in entries.items():
            if text in _OPTION_READERS:
                found[text] = _OPTION_READERS[text](self.words, value)
            elif source == "states" and text in SOURCE_KEYS[source]:
                continue  # read once the states are known
            elif text in SOURCE_KEYS.get(source, ()):
                found |= _SOURCE_KEY_READERS[text](self.words, value)
            elif text != source:
                weighted = _weighted(entries[source][1], key, value)
                self._parameter(source, key, weighted, parameters)
        if source != GIVEN:
            found |= self._value(source, entries[source][1], (*path, source))
        if source == "states":
            found |= self._moments(entries, found.get("process"))
        return ColumnSpec(name, source, parameters=parameters, **found)

    def _source(self, name: str, node: Node, entries: Entries, path: Path) -> str | None:
        """What gives the column its values; None where that is not one of SOURCES, which is noted."""
        sources = [source for source in SOURCES if source in entries]
        if sources[:1] == ["generator"]:
            taken = _parameters(entries["generator"][1].text)
            sources = [source for source in sources if source not in taken]
        if len(sources) == 1:
            return sources[0]
        one_of = f"give one of {', '.join(SOURCES)}"
        place = self.words.places.get((*path, "\0key"), node.place)
        at = Node(place, "scalar")
        if sources:
            self.words.problem(at, f"column {shown(name)} has {' and '.join(sources)} ({one_of})")
            return None
        for key, _ in node:
            hint = did_you_mean(key.text, SOURCES)
            if hint and key.text not in OPTIONS:
                self.words.problem(key, f"column {shown(name)} has no key {shown(key.text)}{hint}")
                return None
        self.words.problem(at, f"column {shown(name)} has nothing that gives it values ({one_of})")
        return None

    def _parameter(self, source: str, key: Node, value: Node, parameters: dict[str, Words]) -> None:
        if source != "generator":
            known = [*SOURCE_KEYS.get(source, ()), *OPTIONS]
            hint = nearest(key.text, known, "known")
            self.words.problem(key, f"a column with {source} has no key {shown(key.text)}{hint}")
        elif value.kind == "mapping" or any(item.kind != "scalar" for item in value.items):
            what = "a mapping" if value.kind == "mapping" else "a list of more than words"
            self.words.problem(value, f"{key.text} is {what}{_wanted(key.text)}")
        elif value.kind == "sequence":
            parameters[key.text] = tuple(Word(each.text, each.value) for each in value.items)
        else:
            parameters[key.text] = Word(value.text, value.value)

    # ------------------------------------------------------------------ sources

    def _value(self, source: str, node: Node, path: Path) -> dict[str, Any]:
        if source == "values":
            return self._values(node, path)
        if source == "fields":
            members = tuple(
                self.column(key, each, (*path, key.text))
                for key, each in self.words.mapping(node, "fields")
            )
            if node.kind == "mapping" and not members:
                self.words.problem(node, "fields has no members (add one)")
            return {"members": members}
        if source == "items":
            self.words.note((*path, "item"), node)
            return {"members": (self._column("item", node, (*path, "item")),)}
        if source == "states":
            return self._states(node)
        if source == "value":
            return {
                "value": self.words.word(
                    node, f"a value must be a plain word, not {node.describe()}"
                )
            }
        return {"value": self._text(source, node)}

    def _words_file(self, node: Node, path: Path) -> str | None:
        """The name of a file of values, in `files`; None where there is none, which is noted."""
        if isinstance(node.value, bool | int | float):
            self.words.problem(
                node,
                f"file is {node.describe()} (give the name of a file that has a value a line; for the text 'file' in "
                "every row, write value: file)",
            )
            return None
        return self.lists.words_file(node, path)

    def _states(self, node: Node) -> dict[str, Any]:
        if node.kind == "scalar":
            return {"value": self._text("states", node)}
        from mockcraft.schema.process_reader import ProcessReader

        return {"process": ProcessReader(self.words).states(node)}

    def _moments(self, entries: Entries, spec: ProcessSpec | None) -> dict[str, Any]:
        """The process with its waits, start and end, which need its states to be known."""
        from mockcraft.schema.process_reader import ProcessReader

        reader = ProcessReader(self.words)
        given = {key: entries[key][1] for key in SOURCE_KEYS["states"] if key in entries}
        found: dict[str, Any] = {
            key: reader.moment(node, key) for key, node in given.items() if key != "wait"
        }
        if "wait" in given:
            found["waits"] = reader.waits(given["wait"], spec)
        if spec is None:
            for key in given if entries["states"][1].kind == "scalar" else ():
                self.words.problem(
                    entries[key][0], f"{key} goes with states of its own (give it where they stand)"
                )
            return {}
        return {"process": replace(spec, **found)}

    def _text(self, source: str, node: Node) -> Word | None:
        described = "empty" if node.value == "" else node.describe()
        bad = node.kind != "scalar" or node.value is None or node.text == ""
        if source == "generator":
            bad |= not isinstance(node.value, str)
            described = node.describe()
        if bad:
            advice = _SOURCE_ADVICE[source]
            if source == "ref" and node.kind == "sequence":
                advice = "give each column of the key its own, and name the first one in the others: with: order_no"
            self.words.problem(node, f"{source} is {described} ({advice})")
            return None
        return Word(node.text, node.value)

    def _values(self, node: Node, path: Path) -> dict[str, Any]:
        weights, problems = None, len(self.words.problems)
        if _names_file(node):
            file = self._words_file(node.entries[0][1], path)
            return {} if file is None else {"value": Word(file, file)}
        if node.kind == "mapping":
            members = [key for key, _ in node]
            weights = tuple(self.words.weight(each) for _, each in node)
        elif node.kind == "sequence":
            members = list(node.items)
        else:
            what = f"values is {node.describe()}"
            self.words.problem(node, f"{what} (give a list, or a mapping of value to weight)")
            return {}
        if not members:
            self.words.problem(node, "values is empty (give at least one)")
        if weights and not any(weights) and len(self.words.problems) == problems:
            self.words.problem(node, "the weights of values are all 0 (make one larger)")
        for i, each in enumerate(members):
            self.words.note((*path, str(i)), each)
        words = [
            self.words.word(each, f"a value must be a plain word, not {each.describe()}")
            for each in members
        ]
        known = tuple(each for each in words if each is not None)
        if len(known) < len(words) or not words or (weights and not any(weights)):
            return {}
        return {"value": known, "weights": weights}


def _names_file(node: Node) -> bool:
    """Whether it is `{file: words.txt}`, and no mapping of value to weight, in which one value alone has none."""
    return len(node.entries) == 1 and node.entries[0][0].text == "file"


def _weighted(source: Node, key: Node, value: Node) -> Node:
    """`{mon..fri: 5, sat: 1}` as the list of texts `mon..fri=5` and `sat=1`, where the parameter is such a list."""
    if value.kind != "mapping" or any(each.kind != "scalar" for _, each in value):
        return value
    known: Any = _parameters(source.text)
    parameter = known.get(key.text) if isinstance(known, Mapping) else None
    if parameter is None or parameter.form is None or not parameter.form.weighted:
        return value
    texts = [f"{name.text}={weight.text}" for name, weight in value]
    items = [Node(value.place, "scalar", text, text) for text in texts]
    return Node(value.place, "sequence", items=tuple(items))


def _wanted(parameter: str) -> str:
    return f" (give one value for {parameter})"


_SOURCE_ADVICE = {
    "generator": "give the name of one, such as first_name",
    "ref": "give table.column, such as users.id",
    "list": "give list.column, such as plans.name",
    "expr": "write SQL such as 'quantity * price'",
    "total": "write sum(order_items.amount), or count(order_items)",
    "one_per": "give the reference that the rows are counted per, such as user_id",
    "template": "give a text with {column} in it",
    "regex": "give a regular expression such as '[A-Z]{3}'",
    "states": "give a mapping of states, or the parent's column such as order_id.status",
}


def _parameters(generator: str) -> Container[str]:
    """Names of a generator's parameters, which go before the keys of a column: choice takes `values`."""
    try:
        return find(generator).parameters
    except NotFound:
        return ()


def _type(words: WordReader, node: Node) -> Any:
    text = words.text(node, "type")
    try:
        return None if text is None else Type.parse(text)
    except ParameterError as error:
        words.problem(node, str(error))
        return None


def _distribution(words: WordReader, node: Node) -> dict[str, Any]:
    if node.text in DISTRIBUTIONS:
        return {"distribution": node.text}
    found = shown(node.text) if node.kind == "scalar" and node.text else node.describe()
    hint = nearest(node.text, DISTRIBUTIONS, "one of")
    words.problem(node, f"distribution {found} is not known{hint}")
    return {}


def _which(words: WordReader, node: Node) -> dict[str, Any]:
    if node.text in WHICH:
        return {"which": node.text}
    words.problem(node, f"which is {node.describe()} (give one of {', '.join(WHICH)})")
    return {}


_OPTION_READERS: Mapping[str, Callable[[WordReader, Node], Any]] = {
    "type": _type,
    "primary_key": lambda words, node: words.boolean(node, "primary_key"),
    "unique": lambda words, node: words.boolean(node, "unique"),
    "nulls": lambda words, node: words.share(node, "nulls"),
    "absent": lambda words, node: words.share(node, "absent"),
    "max_length": lambda words, node: words.integer(node, "max_length", 1, MAX_LENGTH),
    "format": lambda words, node: words.text(node, "format") or "",
    "locale": lambda words, node: words.locale(node),
    "entity": lambda words, node: words.text(node, "entity") or "",
    "hidden": lambda words, node: words.boolean(node, "hidden"),
}
_SOURCE_KEY_READERS: Mapping[str, Callable[[WordReader, Node], dict[str, Any]]] = {
    "distribution": _distribution,
    "rows": lambda words, node: {"among": words.row_range(node)},
    "exponent": lambda words, node: {"exponent": words.number(node, "exponent")},
    "shuffle": lambda words, node: {"shuffle": words.boolean(node, "shuffle")},
    "roots": lambda words, node: {"roots": words.integer(node, "roots", 1, MAX_COUNT) or 0},
    "max_depth": lambda words, node: {
        "max_depth": words.integer(node, "max_depth", 2, MAX_GENERATIONS) or 0
    },
    "weight": lambda words, node: {"weight": words.text(node, "weight") or ""},
    "where": lambda words, node: {"where": words.text(node, "where") or ""},
    "with": lambda words, node: {"same_as": words.text(node, "with") or ""},
    "which": lambda words, node: _which(words, node),
    "count": lambda words, node: {"count": words.item_count(node)},
}
