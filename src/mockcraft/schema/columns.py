"""Columns of a specification become columns of a plan."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockcraft.core import fills
from mockcraft.core.children import Children
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.draw import Context, Unique
from mockcraft.core.expression import Expression, result_type
from mockcraft.core.keys import derive
from mockcraft.core.lists import DEFAULT_LOCALE, check_locale
from mockcraft.core.plan import Column, Table
from mockcraft.core.scalar import ScalarDraw, measure
from mockcraft.core.types import PRECISION, Type, type_of
from mockcraft.core.values import Decimal
from mockcraft.errors import (
    MockcraftError,
    NotFound,
    NotUnique,
    ParameterError,
    Place,
    Problem,
    SchemaError,
    UserError,
    did_you_mean,
)
from mockcraft.generator import Bound, Date, Integer, Parameter, Timestamp, find
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.literals import literals, raw, weight
from mockcraft.schema.source import Node
from mockcraft.schema.spec import ColumnSpec, PerSpec, SchemaSpec, TableSpec
from mockcraft.schema.template import parts_of

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_INPUT_TYPES = {Date: Type("date"), Timestamp: Type("timestamp"), Integer: Type("integer")}
_NULL_TYPE = Type("text")
Made = tuple[Any, Type]  # a fill and the type of its values


class ColumnBinder:
    """Binds the columns of one schema file, each once, and those it is made from on the way.

    `counts` and `children` hold the rows of each table; they are complete before a column is bound.
    Problems are collected in `problems`.
    """

    def __init__(self, spec: SchemaSpec, seed: int, now: int, problems: list[Problem]) -> None:
        self.seed, self.now, self.problems = seed, now, problems
        self.locale = DEFAULT_LOCALE
        self.tables = {table.name: table for table in spec.tables}
        self.columns = {t.name: {c.name: c for c in t.columns} for t in spec.tables}
        self.counts: dict[str, int] = {}
        self.children: dict[str, Children] = {}
        self.bound: dict[tuple[str, str], Column] = {}
        self.binding: list[tuple[str, str]] = []

    def problem(self, place: Place, message: str) -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, message))

    def locale_of(self, locale: str | None, place: Place) -> str:
        """The locale as it is spelled here; a problem where it is not known."""
        try:
            return check_locale(locale or DEFAULT_LOCALE)
        except NotFound as error:
            self.problem(place, str(error))
            return DEFAULT_LOCALE

    def parent_of(self, column: ColumnSpec) -> str | None:
        """The table a reference names, known or not; None for other columns."""
        return column.node.text.partition(".")[0] if column.source == "ref" else None

    def known_table(self, name: str, place: Place) -> bool:
        """Whether there is such a table; a problem at `place` where there is none."""
        if name not in self.tables:
            known = list(self.tables)
            hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
            self.problem(place, f"there is no table {name!r}{hint}")
        return name in self.tables

    def bind(self, table: TableSpec, spec: ColumnSpec) -> Column:
        """The column, bound once; columns it is made from are bound on the way."""
        place = (table.name, spec.name)
        if place in self.bound:
            return self.bound[place]
        if place in self.binding:
            circle = [*self.binding[self.binding.index(place) :], place]
            names = " -> ".join(".".join(each) for each in circle)
            self.problem(spec.place, f"these columns are made from one another: {names}")
            return self._column(table, spec, fills.Constant(None, _NULL_TYPE), _NULL_TYPE)
        self.binding.append(place)
        try:
            self.bound[place] = self._made(table, spec, (spec.name,))
        finally:
            self.binding.pop()
        return self.bound[place]

    def _made(self, table: TableSpec, spec: ColumnSpec, path: tuple[str, ...]) -> Column:
        context = self._context(table, spec)
        key = context.column_key(*path)
        builder = _BUILDERS[spec.source]
        problems = len(self.problems)
        try:
            fill, type_ = builder(self, table, spec, path, context, key)
        except MockcraftError as error:
            if len(self.problems) == problems or not isinstance(error, SchemaError):
                self.problem(spec.node.place, str(error))
            fill, type_ = fills.Constant(None, _NULL_TYPE), _NULL_TYPE
        if spec.type is not None and not type_.nested:
            kind, precision, scale = spec.type
            type_ = Type(kind, precision or PRECISION, type_.scale if scale is None else scale)  # type: ignore[arg-type]
        self._check_options(spec)
        return self._column(table, spec, fill, type_, path)

    def _column(
        self, table: TableSpec, spec: ColumnSpec, fill: Any, type_: Type, path: tuple[str, ...] = ()
    ) -> Column:
        context = self._context(table, spec)
        key = context.column_key(*(path or (spec.name,)))
        alone = spec.primary_key and sum(c.primary_key for c in table.columns) == 1
        return Column(
            spec.name, type_, fill, key, context, spec.nulls, spec.unique or alone, spec.primary_key,
            place=str(spec.place),
        )  # fmt: skip

    def _context(self, table: TableSpec, spec: ColumnSpec) -> Context:
        locale = spec.locale or table.locale
        place = spec.option_places.get("locale", table.place)
        chosen = self.locale_of(locale, place) if locale else self.locale
        return Context(self.seed, table.name, chosen, self.now, spec.entity)

    def _check_options(self, spec: ColumnSpec) -> None:
        if spec.primary_key and spec.nulls:
            self.problem(
                spec.option_places["nulls"], f"{spec.name!r} is a primary key and cannot be null"
            )
        if spec.entity and spec.source not in ("generator", "fields"):
            self.problem(
                spec.option_places["entity"], f"entity has no effect on a column with {spec.source}"
            )
        if spec.source in ("fields", "items"):
            for option in ("type", "unique", "primary_key"):
                if option in spec.option_places:
                    message = f"{option} has no effect on a column with {spec.source}"
                    self.problem(spec.option_places[option], message)

    # one builder a source: (fill, type)

    def _generator(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        generator = find(spec.node.text)
        values: dict[str, Any] = {}
        inputs: list[tuple[str, str, Type]] = []
        for name, (place, node) in spec.parameters.items():
            try:
                parameter = generator.parameter(name)
            except ParameterError as error:
                self.problem(place, str(error))
                continue
            column = self._input(table, parameter, node) if parameter.takes_column else None
            if column is not None:
                inputs.append((parameter.name, *column))
                continue
            try:
                values[parameter.name] = parameter.parse(raw(node))
            except ParameterError as error:
                self.problem(node.place, str(error))
        bound = Bound(generator, values)
        if not any(name not in [*values, *(i[0] for i in inputs)] for name in spec.parameters):
            self._try_bound(bound, inputs, spec)
        type_ = self._generated_type(bound, inputs, context, key)
        return fills.Generated(
            bound, tuple(inputs), self._measured(table, spec, bound, inputs, context, key)
        ), type_

    def _try_bound(self, bound: Bound, inputs: Any, spec: ColumnSpec) -> None:
        try:
            bound.check(frozenset(name for name, _, _ in inputs))
        except ParameterError as error:
            given = spec.parameters.get(error.parameter or "")
            self.problem(given[1].place if given else spec.node.place, str(error))
            raise SchemaError(*self.problems) from error

    def _input(self, table: TableSpec, parameter: Parameter, node: Node) -> tuple[str, Type] | None:
        """The column that gives a parameter its value, row by row; None for a constant."""
        text = node.text
        if node.kind != "scalar" or not isinstance(node.value, str) or not _PATH.fullmatch(text):
            return None
        wanted = _INPUT_TYPES[parameter.kind]
        found = self._path_type(table, text, node.place)
        if found is not None and not _converts(found, wanted):
            self.problem(node.place, f"{text} is {found}, but {parameter.name} needs {wanted}")
        return text, wanted

    def _generated_type(self, bound: Bound, inputs: Any, context: Context, key: int) -> Type:
        kind = bound.generator.type_name
        if kind != "decimal":
            return Type(kind)  # type: ignore[arg-type]
        given = {name: 0 for name, _, _ in inputs}
        value = bound(ScalarDraw(context, key, 0), **given)
        return Type("decimal", PRECISION, value.scale if isinstance(value, Decimal) else 0)

    def _measured(
        self,
        table: TableSpec,
        spec: ColumnSpec,
        bound: Any,
        inputs: Any,
        context: Context,
        key: int,
    ) -> Unique | None:
        if not self._alone_unique(table, spec):
            return None
        if inputs:
            message = f"{spec.name!r} cannot be unique: its range differs from row to row"
            self.problem(spec.place, message)
            return None
        try:
            unique = measure(bound, context, key)
        except NotUnique as error:
            self.problem(spec.place, f"{spec.name!r} cannot be unique: {error}")
            return None
        self._check_capacity(
            table, spec, unique, f"{spec.name} has {{:,}} values in {context.locale}"
        )
        return unique

    def _check_capacity(
        self, table: TableSpec, spec: ColumnSpec, unique: Unique, sentence: str
    ) -> None:
        asked = self.counts.get(table.name, 0)
        if not unique.endless and asked > unique.capacity:
            have = sentence.format(unique.capacity)
            self.problem(spec.place, f"{have}, {asked:,} unique ones are asked for")

    def _alone_unique(self, table: TableSpec, spec: ColumnSpec) -> bool:
        single_key = spec.primary_key and sum(c.primary_key for c in table.columns) == 1
        return spec.unique or single_key

    def _reference(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        place, text = spec.node.place, spec.node.text
        parent, dot, target = text.partition(".")
        if spec.node.kind != "scalar" or not dot or not target:
            raise UserError(f"ref is {spec.node.describe()} (give table.column, such as users.id)")
        distribution = self._distribution(spec)
        if not self.known_table(parent, place):
            raise SchemaError(*self.problems)
        if target not in self.columns[parent]:
            known = list(self.columns[parent])
            hint = did_you_mean(target, known) or f" (its columns: {', '.join(known)})"
            raise UserError(f"table {parent!r} has no column {target!r}{hint}")
        if len(path) > 1:
            raise UserError("a nested member cannot be a reference (make it a column of the table)")
        if (parent, target) == (table.name, spec.name):
            raise UserError(f"{spec.name!r} refers to itself")
        type_ = self.bind(self.tables[parent], self.columns[parent][target]).type
        positional = isinstance(table.count, PerSpec) and table.count.parent == parent
        first = next(c for c in table.columns if self.parent_of(c) == parent)
        positional = positional and first is spec
        if distribution != "uniform" and (positional or parent == table.name or spec.unique):
            why = (
                "its parents are counted"
                if positional
                else "it refers to its own table"
                if parent == table.name
                else "it is unique"
            )
            self.problem(
                spec.parameters["distribution"][1].place, f"distribution has no effect here: {why}"
            )
        unique = None
        if self._alone_unique(table, spec) and not positional:
            unique = single(key, "reference", self.counts.get(parent, 1))
            self._check_capacity(table, spec, unique, f"{parent} has {{:,}} rows")
        elif positional and self._alone_unique(table, spec):
            assert isinstance(table.count, PerSpec)
            if table.count.high > 1:
                self.problem(
                    spec.place,
                    f"{spec.name!r} cannot be unique: a parent has up to {table.count.high} rows",
                )
        nullable = spec.nulls > 0 and parent == table.name
        return fills.Reference(parent, target, distribution, positional, nullable, unique), type_

    def _distribution(self, spec: ColumnSpec) -> str:
        if "distribution" not in spec.parameters:
            return "uniform"
        node = spec.parameters["distribution"][1]
        if node.text not in DISTRIBUTIONS:
            hint = did_you_mean(node.text, DISTRIBUTIONS) or f" (one of {', '.join(DISTRIBUTIONS)})"
            self.problem(node.place, f"distribution {node.text!r} is not known{hint}")
            return "uniform"
        return node.text

    def _values(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        node, weights = spec.node, None
        if node.kind == "mapping":
            members = [name for name, _ in node]
            weights = [weight(each) for _, each in node]
            if not any(weights):
                raise UserError("the weights of values are all 0")
        elif node.kind == "sequence":
            members = list(node.items)
        else:
            raise UserError(
                f"values is {node.describe()} (give a list, or a mapping of value to weight)"
            )
        if not members:
            raise UserError("values is empty")
        type_, values = literals(members)
        unique = None
        if self._alone_unique(table, spec):
            unique = single(key, "values", len(values))
            self._check_capacity(table, spec, unique, f"{spec.name} has {{:,}} values")
        return fills.Picked(values, tuple(weights) if weights else None, type_, unique), type_

    def _value(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        type_, (value,) = literals([spec.node])
        if self._alone_unique(table, spec) and self.counts.get(table.name, 0) > 1:
            self.problem(spec.place, f"{spec.name!r} cannot be unique: it has one value")
        if value is None and spec.type is None and not spec.nulls:
            spec.nulls = 1.0
        return fills.Constant(value, type_), type_

    def _expression(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        if spec.node.kind != "scalar":
            raise UserError(f"expr is {spec.node.describe()} (give an expression)")
        expression = parse_expression(spec.node.text)
        self._must_read_unique(table, spec, expression.columns)
        return fills.Computed(expression), self.expression_type(table, expression, spec.node.place)

    def expression_type(self, table: TableSpec, expression: Expression, place: Place) -> Type:
        """The type an expression gives; raises ParameterError where types clash in it."""
        types = {name: self._path_type(table, name, place) for name in expression.columns}
        nested = [name for name, found in types.items() if found is not None and found.nested]
        for name in nested:
            self.problem(place, f"{name} has parts and cannot stand in an expression")
        if nested or any(found is None for found in types.values()):
            raise SchemaError(*self.problems)
        arrow = {name: found.arrow for name, found in types.items() if found is not None}
        return type_of(result_type(expression, arrow.__getitem__))

    def _template(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        if spec.node.kind != "scalar":
            raise UserError(
                f"template is {spec.node.describe()} (give a text with {{column}} in it)"
            )
        own = self.columns.get(table.name, {})
        parts: list[str | fills.Path | Column] = []
        for part, is_name in parts_of(spec.node.text):
            generated = is_name and part.partition(".")[0] not in own and _is_generator(part)
            if generated:
                parts.append(self._template_part(table, spec, path, part))
            elif is_name:
                self._check_template_column(table, spec, part)
                parts.append(fills.Path(part))
            else:
                parts.append(part)
        names = [part.name for part in parts if isinstance(part, fills.Path)]
        self._must_read_unique(table, spec, names)
        return fills.Templated(tuple(parts)), Type("text")

    def _template_part(
        self, table: TableSpec, spec: ColumnSpec, path: tuple[str, ...], name: str
    ) -> Column:
        node = Node(spec.node.place, "scalar", name, name)
        part = ColumnSpec(
            name, spec.place, "generator", node, locale=spec.locale, entity=spec.entity
        )
        return self._made(table, part, (*path, "template", name))

    def _check_template_column(self, table: TableSpec, spec: ColumnSpec, name: str) -> None:
        found = self._path_type(table, name, spec.node.place)
        if found is not None and found.nested:
            self.problem(spec.node.place, f"{name} has parts and cannot stand in a template")

    def _must_read_unique(self, table: TableSpec, spec: ColumnSpec, names: Any) -> None:
        """What is made from columns is unique only if one of these is."""
        if self._alone_unique(table, spec):
            own = self.columns[table.name]
            if not any(name in own and self._alone_unique(table, own[name]) for name in names):
                message = f"{spec.name!r} cannot be unique: none of the columns it is made from is"
                self.problem(spec.place, f"{message} (use one that is unique in it)")

    def _regex(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        bound = find("regex").bind({"pattern": raw(spec.node)})
        unique = self._measured(table, spec, bound, (), context, key)
        return fills.Generated(bound, (), unique), Type("text")

    def _fields(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        members = tuple(
            self._member(table, member, (*path, member.name)) for member in spec.members
        )
        return fills.Struct(members), Type(
            "struct", fields=tuple((m.name, m.type) for m in members)
        )

    def _items(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        (member,) = spec.members
        # Each item is a row of its own: a table below the column, so that its records are its own too.
        inner = replace(table, name=f"{table.name}.{'.'.join(path)}")
        column = self._member(inner, member, ("item",))
        scope = Table(inner.name, 0, ())
        return fills.Items(column, *spec.count, scope), Type("list", item=column.type)

    def _member(self, table: TableSpec, spec: ColumnSpec, path: tuple[str, ...]) -> Column:
        for option in ("unique", "primary_key"):
            if option in spec.option_places:
                self.problem(spec.option_places[option], f"a nested member cannot be {option}")
        if "." in table.name and spec.source in ("expr", "template"):
            self.problem(
                spec.place,
                f"an item cannot be made by {spec.source}: it stands in no row with other columns",
            )
            return self._column(table, spec, fills.Constant(None, _NULL_TYPE), _NULL_TYPE, path)
        return self._made(table, spec, path)

    def _path_type(self, table: TableSpec, path: str, place: Place) -> Type | None:
        """Type of a column of the table, or of a parent's column through a key; None where there is none."""
        name, dot, rest = path.partition(".")
        columns = self.columns.get(table.name, {})
        if name not in columns:
            known = list(columns)
            hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
            self.problem(place, f"{table.name} has no column {name!r}{hint}")
            return None
        if not dot:
            return self.bind(table, columns[name]).type
        parent = self.parent_of(columns[name])
        if parent is None or parent not in self.tables:
            self.problem(place, f"{path}: {name} is no reference, so it has no {rest!r}")
            return None
        self.bind(table, columns[name])
        return self._path_type(self.tables[parent], rest, place)


def single(key: int, label: str, count: int) -> Unique:
    """The permutation of one decision with `count` ways, named as the fills name it."""
    return Unique(key, {derive(key, label): (1, count)}, count)


def bounds(unique: Unique) -> Iterator[tuple[int, int]]:
    """(stream, number of ways) of each decision."""
    return ((stream, bound) for stream, (_, bound) in unique.decisions.items())


def _is_generator(name: str) -> bool:
    try:
        find(name)
    except NotFound:
        return False
    return True


def made_from(fill: Any) -> list[str]:
    """Paths of the columns a fill reads."""
    if isinstance(fill, fills.Computed):
        return list(fill.expression.columns)
    if isinstance(fill, fills.Templated):
        return [part.name for part in fill.parts if isinstance(part, fills.Path)]
    if isinstance(fill, fills.Generated):
        return [path for _, path, _ in fill.inputs]
    if isinstance(fill, fills.Struct):
        return [path for member in fill.members for path in made_from(member.fill)]
    return []


def _converts(found: Type, wanted: Type) -> bool:
    times = ("date", "timestamp")
    return found.kind == wanted.kind or (found.kind in times and wanted.kind in times)


_BUILDERS: dict[str, Any] = {
    "generator": ColumnBinder._generator,
    "ref": ColumnBinder._reference,
    "values": ColumnBinder._values,
    "value": ColumnBinder._value,
    "expr": ColumnBinder._expression,
    "template": ColumnBinder._template,
    "regex": ColumnBinder._regex,
    "fields": ColumnBinder._fields,
    "items": ColumnBinder._items,
}
