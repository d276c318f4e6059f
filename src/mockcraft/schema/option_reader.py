"""Nodes become options of database engines, see `mockcraft.options`, and those of CSV files."""

from typing import Any, cast

from mockcraft.database import with_options
from mockcraft.errors import ParameterError, Problem
from mockcraft.formats.csv_form import PLAIN, CsvForm
from mockcraft.options import Option, OptionList, options_of
from mockcraft.parameter import Parameter
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import TABLE_KEYS, Path
from mockcraft.schema.words import WordReader

_NONE = object()  # in place of a value with a problem, which is noted


class OptionReader:
    """Reads the options that a table has for engines."""

    def __init__(self, words: WordReader) -> None:
        self.words = words

    def of_table(self, table: str, found: dict[str, Node], path: Path) -> dict[str, Any]:
        """The options by engine, of the entries of a table that stands at `path`."""
        known = with_options()
        made = {}
        for name in [each for each in found if each not in TABLE_KEYS]:
            what = f"{name} of table {shown(table)}"
            declared: Any = known[name].options
            made[name] = self._made(declared, what, found[name], (*path, name))
        return {name: each for name, each in made.items() if each is not _NONE}

    def csv(self, node: Node) -> CsvForm:
        """The form of CSV files, which stands at the top of the file."""
        made = self._made(CsvForm, "csv", node, ("csv",))
        if made is _NONE:
            return PLAIN
        for key, message in made.problems():
            self.words.problems.append(Problem(self.words.places["csv", key], message))
        return cast(CsvForm, made)

    def _made(self, declared: Any, what: str, node: Node, path: Path) -> Any:
        """An object of the class of options, its lists up to the first member with a problem; _NONE where
        something else has one.
        """
        options, problems = options_of(declared), len(self.words.problems)
        found = self.words.entries(node, what, tuple(options))
        for key, value in node:
            self.words.note((*path, key.text), value, key)
        for name, option in options.items():
            if option.required and name not in found and node.kind == "mapping":
                self.words.problem(node, f"{what} has no {name} (add it)")
        values = {
            option.field: self._parsed(option.parameter, found[name])
            for name, option in options.items()
            if name in found and isinstance(option, Option)
        }
        sound = len(self.words.problems) == problems
        for name, option in options.items():
            if name in found and isinstance(option, OptionList):
                values[option.field] = self._members(option, name, found[name], (*path, name))
        return declared(**values) if sound else _NONE

    def _members(self, option: OptionList, name: str, node: Node, path: Path) -> tuple[Any, ...]:
        """Those before the first one with a problem, so that their numbers are those of the file."""
        made = [
            self._member(option, f"member {number + 1} of {name}", each, (*path, str(number)))
            for number, each in enumerate(self.words.items(node, name))
        ]
        return tuple(made[: made.index(_NONE)] if _NONE in made else made)

    def _member(self, option: OptionList, what: str, node: Node, path: Path) -> Any:
        self.words.note(path, node)
        if node.kind == "mapping":
            return self._made(option.part, what, node, path)
        first = next(iter(options_of(option.part).values()))
        assert isinstance(first, Option)
        value = self._parsed(first.parameter, node)
        return _NONE if value is _NONE else option.part(**{first.field: value})

    def _parsed(self, parameter: Parameter, node: Node) -> Any:
        plain = node.kind == "scalar" and node.value is not None
        words = parameter.kind is tuple and all(each.kind == "scalar" for each in node.items)
        if not plain and not (node.kind == "sequence" and words):
            found = node.describe()
            self.words.problem(node, f"{parameter.name} is {found} (give {parameter.wanted})")
            return _NONE
        try:
            return parameter.parse(node.text if plain else [each.text for each in node.items])
        except ParameterError as error:
            self.words.problem(node, str(error))
            return _NONE
