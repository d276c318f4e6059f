"""Parameters of the generator of a column: given as values, by other columns of the row, or by expressions."""

import re

from mockcraft.core.expression import Expression
from mockcraft.errors import ParameterError, did_you_mean
from mockcraft.generator import Bound, Generator
from mockcraft.names import declared
from mockcraft.parameter import Parameter
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.links import series_rows
from mockcraft.schema.source import shown
from mockcraft.schema.spec import KEY, OPTIONS, PER, Path, Word, Words

_REST = re.compile(r"[\w.]*")  # of a path, behind its first name
_WORD = re.compile(r"[^\W\d]\w*")


class ParameterReader:
    """Reads the parameters of one column's generator.

    `values` are those that are given as values, `inputs` (parameter, path or expression) those that columns give.
    """

    def __init__(self, binding: Binding, base: Declaration, generator: Generator) -> None:
        self.binding, self.base, self.generator = binding, base, generator
        self.values: dict[str, object] = {}
        self.inputs: list[tuple[str, str | Expression]] = []

    def read(self, name: str, words: Words) -> None:
        """Reads one; raises SchemaError."""
        binding, at = self.binding, (*self.base.at, name)
        parameter = self._parameter(name, at)
        if parameter.name in self.values or parameter.name in [each for each, _ in self.inputs]:
            message = f"{parameter.name} is given twice (keep one)"
            raise binding.wrong((*at, KEY), message)
        if isinstance(words, Word) and words.value is None:
            raise binding.wrong(at, f"{parameter.name} is nothing (give {parameter.wanted})")
        if words == ():
            message = f"{parameter.name} is empty (give {parameter.wanted}, or leave it out)"
            raise binding.wrong(at, message)
        raw = words.text if isinstance(words, Word) else [word.text for word in words]
        try:
            self.values[parameter.name] = parameter.parse(raw)
        except ParameterError as error:
            path = raw if isinstance(words, Word) and isinstance(words.value, str) else ""
            if not parameter.takes_column or not path:
                raise binding.wrong(at, f"{error}{self._fixed(parameter, str(path))}") from None
            given = self._input(at, parameter.name, str(path), parameter.wanted)
            self.inputs.append((parameter.name, given))

    def bound(self) -> Bound:
        """The generator with the values that were read; raises SchemaError where they do not go together."""
        binding, base, made = self.binding, self.base, Bound(self.generator, self.values)
        given = frozenset(name for name, _ in self.inputs)
        if self.generator.series and "rows" in self.generator.parameters and not base.in_items:
            given |= {"rows"}
        per = base.spec.parameters.get(PER) if self.generator.series else None
        try:
            self._check(made, given)
            made.check_rows(0 if base.in_items else series_rows(binding, base.table, per))
        except ParameterError as error:
            own = error.parameter in base.spec.parameters if error.parameter else False
            at = (*base.at, str(error.parameter)) if own else base.source_at
            raise binding.wrong(at, str(error)) from error
        return made

    def _check(self, bound: Bound, given: frozenset[str]) -> None:
        """Raises ParameterError where the values do not go together; of columns that are alike, one tells."""
        same = f"{bound} {sorted(given)}"
        if same not in self.binding.sound:
            bound.check(given)
            self.binding.sound.add(same)

    def _parameter(self, name: str, at: Path) -> Parameter:
        try:
            return self.generator.parameter(name)
        except ParameterError as error:
            key = did_you_mean(name, OPTIONS)
            hint = key or self._narrowing(name)
            said = f"{self.generator.name} has no parameter {name!r}{hint}" if hint else str(error)
            raise self.binding.wrong((*at, KEY), said) from None

    def _fixed(self, parameter: Parameter, text: str) -> str:
        """Advice where a column's name is given to a parameter that is the same for all rows; "" elsewhere."""
        own = self.binding.columns[self.base.table.name]
        if text.partition(".")[0] not in own and own.keys().isdisjoint(_WORD.findall(text)):
            return ""
        return (
            f" ({parameter.name} is the same for all rows; columns give whole numbers, dates and timestamps, so make "
            "what differs from row to row with expr)"
        )

    def _narrowing(self, parameter: str) -> str:
        """The generator of the same kind whose parameter of that name holds for the record, as advice; "" for none."""
        wanted = parameter.replace("-", "_")
        for each in declared.values():
            if each.category == self.generator.category and wanted in each.narrows:
                return f" (give it to a column of {each.name}, hidden if need be: it holds for all of the row)"
        return ""

    def _input(self, at: Path, parameter: str, path: str, wanted: str) -> str | Expression:
        """What gives a parameter its value: a column, or an expression; raises SchemaError for neither."""
        table = self.base.table.name
        own = self.binding.columns[table]
        first, _, rest = path.partition(".")
        given = f"{parameter}={shown(path)}"
        plain = first in own and _REST.fullmatch(rest) is not None
        computed = None if plain else self._expression(at, path)
        if first not in own and computed is None:
            hint = self.binding.nearest(first, own)
            what = f"{given} is not {wanted}, nor a column of {table}"
            raise self.binding.wrong(at, what + hint * hint.startswith(" (did"))
        if self.base.in_items:
            raise self.binding.wrong(at, f"{given}: an item stands in no row with columns")
        return computed or path

    def _expression(self, at: Path, text: str) -> Expression | None:
        """The expression that a parameter is given; None for a text that reads no column and no clock."""
        table = self.base.table.name
        constants = self.binding.constants(table)
        words = set(_WORD.findall(text))
        bare = words == {text.strip()} and words.isdisjoint(constants)
        if bare or words.isdisjoint({*self.binding.columns[table], *constants}):
            return None
        try:
            from mockcraft.schema.expressions import parse

            expression = parse(text, constants)
        except ParameterError as error:
            raise self.binding.wrong(at, str(error)) from None
        self.binding.check_columns(table, expression.columns, at)
        return expression
