"""A specification becomes a plan; everything that is wrong with its meaning is found here, all at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pyarrow as pa

from mockcraft.core import fills
from mockcraft.core.children import Children
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.draw import NOW, Context, Unique
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.lists import DEFAULT_LOCALE, check_locale
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.scalar import UNIQUE_LIMIT, ScalarDraw, measure
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
from mockcraft.generator import Bound, Date, Integer, Timestamp, find
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.source import Node, read
from mockcraft.schema.spec import ColumnSpec, PerSpec, SchemaSpec, SpecReader, TableSpec

_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_INPUT_TYPES = {Date: Type("date"), Timestamp: Type("timestamp"), Integer: Type("integer")}
_NULL_TYPE = Type("text")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the caller sets over the file; None leaves the file's word.

    `counts` are rows by table; `scale` multiplies all other row counts that are numbers.
    """

    seed: int | None = None
    locale: str | None = None
    counts: Mapping[str, int] | None = None
    scale: float = 1.0


def load(path: Path | str, overrides: Overrides | None = None) -> tuple[SchemaSpec, Plan]:
    """Reads and binds a schema file; raises SchemaError with every problem, in file order."""
    reader = SpecReader()
    spec = reader.schema(read(path))
    binder = Binder(spec, overrides or Overrides(), reader.problems)
    plan = binder.plan()
    if binder.problems or plan is None:
        unique = {str(problem): problem for problem in binder.problems}
        raise SchemaError(*sorted(unique.values(), key=lambda p: (p.place.line, p.place.column)))
    return spec, plan


class Binder:
    """Binds the tables of one specification; see `load`."""

    def __init__(self, spec: SchemaSpec, overrides: Overrides, problems: list[Problem]) -> None:
        self.spec, self.overrides, self.problems = spec, overrides, problems
        self.seed = overrides.seed if overrides.seed is not None else spec.seed or 0
        self.now = spec.now if spec.now is not None else NOW
        self.tables = {table.name: table for table in spec.tables}
        self.columns = {t.name: {c.name: c for c in t.columns} for t in spec.tables}
        self.counts: dict[str, int] = {}
        self.children: dict[str, Children] = {}
        self.bound: dict[tuple[str, str], Column] = {}
        self.binding: list[tuple[str, str]] = []
        self.group_uniques: dict[tuple[str, str], Unique] = {}

    def problem(self, place: Place, message: str) -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, message))

    def plan(self) -> Plan | None:
        """The plan; None where problems stand in the way of one."""
        file = Place(self.spec.file, 1, 1)
        self.locale = self._locale(self.overrides.locale or self.spec.locale, self.spec.locale_place or file)
        self._check_overrides()
        self._count_tables()
        for table in self.spec.tables:
            for column in table.columns:
                self._bind(table, column)
        tables = [self._table(table) for table in self.spec.tables]
        order, deferred = self._load_order()
        if self.problems:
            return None
        by_name = {table.name: table for table in tables}
        return Plan(self.seed, self.now, tuple(by_name[name] for name in order), deferred)

    def _check_overrides(self) -> None:
        for name in self.overrides.counts or {}:
            if name not in self.tables:
                known = list(self.tables)
                hint = did_you_mean(name, known) or f" (its tables: {', '.join(known)})"
                raise UserError(f"--count {name}: {self.spec.file} has no table {name!r}{hint}")

    def _locale(self, locale: str | None, place: Place) -> str:
        try:
            return check_locale(locale or DEFAULT_LOCALE)
        except NotFound as error:
            self.problem(place, str(error))
            return DEFAULT_LOCALE

    # ------------------------------------------------------------------ row counts

    def _count_tables(self) -> None:
        graph: dict[str, set[str]] = {}
        overridden = self.overrides.counts or {}
        for table in self.spec.tables:
            graph[table.name] = set()
            if isinstance(table.count, PerSpec):
                if table.name in overridden:
                    raise UserError(
                        f"--count {table.name}: its rows are counted per {table.count.parent} "
                        f"(set the count of {table.count.parent})"
                    )
                if self._known_table(table.count.parent, table.count.place):
                    graph[table.name].add(table.count.parent)
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            names = list(reversed(error.args[1]))
            place = self.tables[names[0]].count_place
            self.problem(place, f"these tables are counted in a circle: {' -> '.join(names)}")
            order = []
        for name in order:
            self.counts[name] = self._count_table(self.tables[name])

    def _count_table(self, table: TableSpec) -> int:
        if not isinstance(table.count, PerSpec):
            given = (self.overrides.counts or {}).get(table.name)
            return given if given is not None else max(1, round(table.count * self.overrides.scale))
        per = table.count
        parents = self.counts.get(per.parent)
        if parents is None:
            return 1
        key = Context(self.seed, table.name, "", 0).column_key("count", "per", per.parent)
        children = Children.of(per.parent, parents, per.low, per.high, per.mean, key)
        self.children[table.name] = children
        if not any(self._parent_of(column) == per.parent for column in table.columns):
            self.problem(
                per.place,
                f"no column of {table.name!r} refers to {per.parent!r}, which it is counted per "
                f"(add a column with ref: {per.parent}.<column>)",
            )
        return children.total

    def _parent_of(self, column: ColumnSpec) -> str | None:
        return column.node.text.partition(".")[0] if column.source == "ref" else None

    def _known_table(self, name: str, place: Place) -> bool:
        if name not in self.tables:
            known = list(self.tables)
            hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
            self.problem(place, f"there is no table {name!r}{hint}")
        return name in self.tables

    # ------------------------------------------------------------------ columns

    def _bind(self, table: TableSpec, spec: ColumnSpec) -> Column:
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
        chosen = self._locale(locale, place) if locale else self.locale
        return Context(self.seed, table.name, chosen, self.now, spec.entity)

    def _check_options(self, spec: ColumnSpec) -> None:
        if spec.primary_key and spec.nulls:
            self.problem(spec.option_places["nulls"], f"{spec.name!r} is a primary key and cannot be null")
        if spec.entity and spec.source not in ("generator", "fields"):
            self.problem(spec.option_places["entity"], f"entity has no effect on a column with {spec.source}")
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
                values[parameter.name] = parameter.parse(_raw(node))
            except ParameterError as error:
                self.problem(node.place, str(error))
        bound = Bound(generator, values)
        if not any(name not in [*values, *(i[0] for i in inputs)] for name in spec.parameters):
            self._try_bound(bound, inputs, spec)
        type_ = self._generated_type(bound, inputs, context, key)
        return fills.Generated(bound, tuple(inputs), self._measured(table, spec, bound, inputs, context, key)), type_

    def _try_bound(self, bound: Bound, inputs: Any, spec: ColumnSpec) -> None:
        try:
            bound.check(frozenset(name for name, _, _ in inputs))
        except ParameterError as error:
            given = spec.parameters.get(error.parameter or "")
            self.problem(given[1].place if given else spec.node.place, str(error))
            raise SchemaError(*self.problems) from error

    def _input(self, table: TableSpec, parameter: Any, node: Node) -> tuple[str, Type] | None:
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
        self, table: TableSpec, spec: ColumnSpec, bound: Any, inputs: Any, context: Context, key: int
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
        self._check_capacity(table, spec, unique, f"{spec.name} has {{:,}} values in {context.locale}")
        return unique

    def _check_capacity(self, table: TableSpec, spec: ColumnSpec, unique: Unique, sentence: str) -> None:
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
        if not self._known_table(parent, place):
            raise SchemaError(*self.problems)
        if target not in self.columns[parent]:
            known = list(self.columns[parent])
            hint = did_you_mean(target, known) or f" (its columns: {', '.join(known)})"
            raise UserError(f"table {parent!r} has no column {target!r}{hint}")
        if len(path) > 1:
            raise UserError("a nested member cannot be a reference (make it a column of the table)")
        if (parent, target) == (table.name, spec.name):
            raise UserError(f"{spec.name!r} refers to itself")
        type_ = self._bind(self.tables[parent], self.columns[parent][target]).type
        positional = isinstance(table.count, PerSpec) and table.count.parent == parent
        first = next(c for c in table.columns if self._parent_of(c) == parent)
        positional = positional and first is spec
        if distribution != "uniform" and (positional or parent == table.name or spec.unique):
            why = "its parents are counted" if positional else "it refers to its own table" if parent == table.name else "it is unique"
            self.problem(spec.parameters["distribution"][1].place, f"distribution has no effect here: {why}")
        unique = None
        if self._alone_unique(table, spec) and not positional:
            unique = _single(key, "reference", self.counts.get(parent, 1))
            self._check_capacity(table, spec, unique, f"{parent} has {{:,}} rows")
        elif positional and self._alone_unique(table, spec):
            assert isinstance(table.count, PerSpec)
            if table.count.high > 1:
                self.problem(spec.place, f"{spec.name!r} cannot be unique: a parent has up to {table.count.high} rows")
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
            weights = [self._weight(weight) for _, weight in node]
            if not any(weights):
                raise UserError("the weights of values are all 0")
        elif node.kind == "sequence":
            members = list(node.items)
        else:
            raise UserError(f"values is {node.describe()} (give a list, or a mapping of value to weight)")
        if not members:
            raise UserError("values is empty")
        type_, values = self._literals(members)
        unique = None
        if self._alone_unique(table, spec):
            unique = _single(key, "values", len(values))
            self._check_capacity(table, spec, unique, f"{spec.name} has {{:,}} values")
        return fills.Picked(values, tuple(weights) if weights else None, type_, unique), type_

    def _weight(self, node: Node) -> int:
        """Weights to a millionth, so that 0.1 and 80 both stand."""
        if not isinstance(node.value, int | float) or isinstance(node.value, bool) or not 0 <= node.value < 10**9:
            self.problem(node.place, f"a weight is {node.describe()} (give a number from 0)")
            return 0
        return round(node.value * 1_000_000)

    def _literals(self, nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
        """The values of plain words as one type: all whole numbers, all numbers, all boolean, else text."""
        for node in nodes:
            if node.kind != "scalar":
                raise UserError(f"a value must be a plain word, not {node.describe()}")
        present = [node for node in nodes if node.value is not None]
        kinds = {type(node.value) for node in present}
        if not present or not kinds <= {bool, int, float} or (bool in kinds and len(kinds) > 1):
            return Type("text"), tuple(None if n.value is None else n.text for n in nodes)
        if kinds == {bool}:
            return Type("boolean"), tuple(n.value for n in nodes)
        if kinds == {int}:
            if any(not -(2**63) <= int(n.value or 0) < 2**63 for n in present):
                raise UserError("a whole number does not fit 64 bits")
            return Type("integer"), tuple(n.value for n in nodes)
        return self._decimals(nodes)

    def _decimals(self, nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
        from decimal import Decimal as PythonDecimal

        numbers = [None if n.value is None else PythonDecimal(n.text.replace("_", "")) for n in nodes]
        scale = max(max(-int(n.as_tuple().exponent), 0) for n in numbers if n is not None)
        if scale > PRECISION or any(n is not None and abs(n).scaleb(scale) >= 10**PRECISION for n in numbers):
            raise UserError(f"a number has more than {PRECISION} digits")
        return Type("decimal", PRECISION, scale), tuple(numbers)

    def _value(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        type_, (value,) = self._literals([spec.node])
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
        return fills.Computed(expression), self._expression_type(table, expression, spec.node.place)

    def _expression_type(self, table: TableSpec, expression: Expression, place: Place) -> Type:
        """The type an expression gives, by evaluating it on one row of nulls."""
        types = {name: self._path_type(table, name, place) for name in expression.columns}
        if any(found is None for found in types.values()):
            raise SchemaError(*self.problems)
        arrays = {name: pa.nulls(1, found.arrow) for name, found in types.items() if found}
        return type_of(evaluate(expression, arrays.__getitem__, 1).type)

    def _template(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        if spec.node.kind != "scalar":
            raise UserError(f"template is {spec.node.describe()} (give a text with {{column}} in it)")
        parts = template_parts(spec.node.text)
        names = [part for part, is_column in parts if is_column]
        for name in names:
            found = self._path_type(table, name, spec.node.place)
            if found is not None and found.nested:
                self.problem(spec.node.place, f"{name} has parts and cannot stand in a template")
        self._must_read_unique(table, spec, names)
        return fills.Templated(tuple(parts)), Type("text")

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
        bound = find("regex").bind({"pattern": _raw(spec.node)})
        unique = self._measured(table, spec, bound, (), context, key)
        return fills.Generated(bound, (), unique), Type("text")

    def _fields(
        self, table: TableSpec, spec: ColumnSpec, path: Any, context: Context, key: int
    ) -> tuple[Any, Type]:
        members = tuple(self._member(table, member, (*path, member.name)) for member in spec.members)
        return fills.Struct(members), Type("struct", fields=tuple((m.name, m.type) for m in members))

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
            self.problem(spec.place, f"an item cannot be made by {spec.source}: it stands in no row with other columns")
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
            return self._bind(table, columns[name]).type
        parent = self._parent_of(columns[name])
        if parent is None or parent not in self.tables:
            self.problem(place, f"{path}: {name} is no reference, so it has no {rest!r}")
            return None
        self._bind(table, columns[name])
        return self._path_type(self.tables[parent], rest, place)

    # ------------------------------------------------------------------ tables

    def _table(self, spec: TableSpec) -> Table:
        groups = self._groups(spec)
        checks = [self._check(spec, place, text) for place, text in spec.checks]
        wanted = [check for check in checks if check is not None]
        redrawn, settled = self._redrawn(spec, wanted)
        columns = []
        for column_spec in spec.columns:
            column = self._bind(spec, column_spec)
            unique = self.group_uniques.get((spec.name, column.name))
            if unique is not None:
                column = replace(column, fill=replace(column.fill, unique=unique))
            columns.append(replace(column, redrawn=column.name in redrawn))
        for place, text in spec.checks if wanted and not redrawn else ():
            self.problem(place, f"no column of the check {text!r} can be drawn again (check what makes them)")
        return Table(
            spec.name, self.counts.get(spec.name, 1), tuple(columns), groups,
            self.children.get(spec.name), tuple(wanted), frozenset(settled),
        )  # fmt: skip

    def _check(self, spec: TableSpec, place: Place, text: str) -> Expression | None:
        try:
            expression = parse_expression(text)
            type_ = self._expression_type(spec, expression, place)
        except SchemaError:
            return None
        except MockcraftError as error:
            self.problem(place, str(error))
            return None
        if type_.kind != "boolean":
            self.problem(place, f"the check {text!r} gives {type_}, not true or false")
            return None
        return expression

    def _redrawn(self, spec: TableSpec, checks: list[Expression]) -> tuple[set[str], set[str]]:
        """Columns that a failing check draws again, and all columns that change with them."""
        pending = [name.partition(".")[0] for check in checks for name in check.columns]
        redrawn: set[str] = set()
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            fill = self._bind(spec, self.columns[spec.name][name]).fill
            pending += [path.partition(".")[0] for path in _made_from(fill)]
            distinct = getattr(fill, "unique", None) or (spec.name, name) in self.group_uniques
            if isinstance(fill, fills.Generated | fills.Picked) and not distinct:
                redrawn.add(name)
        settled = set(redrawn)
        changed = True
        while changed:
            more = {
                c.name
                for c in spec.columns
                if settled & {p.partition(".")[0] for p in _made_from(self._bind(spec, c).fill)}
            } - settled
            settled |= more
            changed = bool(more)
        return redrawn, settled

    def _groups(self, spec: TableSpec) -> tuple[tuple[str, ...], ...]:
        """Groups of columns that are unique together, the primary key of several columns first."""
        keys = tuple(column.name for column in spec.columns if column.primary_key)
        wanted = [(spec.place, keys)] if len(keys) > 1 else []
        for place, names in [*wanted, *spec.uniques]:
            missing = [name for name in names if name not in self.columns[spec.name]]
            for name in missing:
                known = list(self.columns[spec.name])
                self.problem(place, f"unique names {name!r}, which is no column of {spec.name}{did_you_mean(name, known)}")
            if len(names) < 2 and not missing:
                self.problem(place, f"unique: {list(names)} is one column (set unique: true on it)")
            if not missing and len(names) > 1:
                self._group(spec, place, names)
        return tuple(names for _, names in spec.uniques)

    def _group(self, spec: TableSpec, place: Place, names: tuple[str, ...]) -> None:
        """Gives the columns of a group one permutation, whose digits decide them all."""
        columns = [self._bind(spec, self.columns[spec.name][name]) for name in names]
        if any(column.unique for column in columns):
            return
        text = ", ".join(names)
        decisions: list[tuple[int, int]] = []
        within = False
        for column in columns:
            if (spec.name, column.name) in self.group_uniques:
                self.problem(place, f"{column.name!r} is in two groups of unique columns (keep it in one)")
                return
            if isinstance(column.fill, fills.Reference) and column.fill.positional:
                within = True
                continue
            try:
                decisions += self._decisions(column)
            except NotUnique as error:
                self.problem(place, f"[{text}] cannot be unique: {column.name}: {error}")
                return
        self._share(spec, place, names, decisions, within)

    def _decisions(self, column: Column) -> list[tuple[int, int]]:
        """(stream, number of ways) of each decision of a column."""
        fill = column.fill
        if isinstance(fill, fills.Reference):
            if fill.distribution != "uniform":
                raise NotUnique(f"distribution {fill.distribution} has no effect on rows that differ")
            if fill.parent == column.context.table:
                raise NotUnique("it refers to its own table")
            return list(_bounds(_single(column.key, "reference", self.counts.get(fill.parent, 1))))
        if isinstance(fill, fills.Picked):
            return list(_bounds(_single(column.key, "values", len(fill.values))))
        if isinstance(fill, fills.Generated) and not fill.inputs:
            unique = measure(fill.make, column.context, column.key)
            if not unique.endless:
                return list(_bounds(unique))
            raise NotUnique("it is unique by itself (set unique: true on it instead)")
        raise NotUnique("it is made from other columns")

    def _share(
        self, spec: TableSpec, place: Place, names: tuple[str, ...], found: list[tuple[int, int]], within: bool
    ) -> None:
        decisions: dict[int, tuple[int, int]] = {}
        capacity = 1
        for stream, bound in found:
            if capacity * bound > UNIQUE_LIMIT:
                break
            decisions[stream] = (capacity, bound)
            capacity *= bound
        children = self.children.get(spec.name)
        asked = children.high if within and children else self.counts.get(spec.name, 0)
        if asked > capacity:
            each = f" per {children.parent} row" if within and children else ""
            self.problem(place, f"[{', '.join(names)}] has {capacity:,} combinations, {asked:,} unique ones are asked for{each}")
            return
        key = Context(self.seed, spec.name, "", 0).column_key("unique", *names)
        unique = Unique(key, decisions, capacity, within_parent=within)
        for name in names:
            fill = self._bind(spec, self.columns[spec.name][name]).fill
            if not (isinstance(fill, fills.Reference) and fill.positional):
                self.group_uniques[spec.name, name] = unique

    # ------------------------------------------------------------------ order

    def _load_order(self) -> tuple[list[str], frozenset[tuple[str, str]]]:
        """Tables, parents first, and the nullable references that had to be left out to get there."""
        edges: dict[str, dict[str, list[ColumnSpec]]] = {name: {} for name in self.tables}
        for table in self.spec.tables:
            for column in table.columns:
                parent = self._parent_of(column)
                if parent in self.tables and parent != table.name:
                    edges[table.name].setdefault(parent, []).append(column)
        deferred: set[tuple[str, str]] = set()
        while True:
            sorter = TopologicalSorter({name: sorted(parents) for name, parents in edges.items()})
            try:
                return list(sorter.static_order()), frozenset(deferred)
            except CycleError as error:
                circle = list(reversed(error.args[1]))
                if not self._cut(edges, circle, deferred):
                    place = self.tables[circle[0]].place
                    names = " -> ".join(circle)
                    self.problem(place, f"these tables refer to one another: {names} (give one of the references nulls)")
                    return [], frozenset()

    def _cut(self, edges: Any, circle: list[str], deferred: set[tuple[str, str]]) -> bool:
        for child, parent in zip(circle, circle[1:], strict=False):
            columns = edges[child].get(parent, [])
            if columns and all(column.nulls > 0 for column in columns):
                deferred |= {(child, column.name) for column in columns}
                del edges[child][parent]
                return True
        return False


def _single(key: int, label: str, count: int) -> Unique:
    from mockcraft.core.keys import derive

    return Unique(key, {derive(key, label): (1, count)}, count)


def _bounds(unique: Unique) -> Any:
    return ((stream, bound) for stream, (_, bound) in unique.decisions.items())


def _made_from(fill: Any) -> list[str]:
    """Paths of the columns a fill reads."""
    if isinstance(fill, fills.Computed):
        return list(fill.expression.columns)
    if isinstance(fill, fills.Templated):
        return [part for part, is_column in fill.parts if is_column]
    if isinstance(fill, fills.Generated):
        return [path for _, path, _ in fill.inputs]
    if isinstance(fill, fills.Struct):
        return [path for member in fill.members for path in _made_from(member.fill)]
    return []


def _converts(found: Type, wanted: Type) -> bool:
    times = ("date", "timestamp")
    return found.kind == wanted.kind or (found.kind in times and wanted.kind in times)


def _raw(node: Node) -> Any:
    if node.kind == "sequence":
        return [item.text for item in node.items]
    if node.kind == "mapping":
        return {key.text: _raw(value) for key, value in node}
    return node.text if node.value is not None else None


def template_parts(text: str) -> list[tuple[str, bool]]:
    """(literal or name, whether it is a name) of `Hello {name}`; {{ and }} are braces."""
    parts: list[tuple[str, bool]] = []
    literal, position = "", 0
    while position < len(text):
        character = text[position]
        if text[position : position + 2] in ("{{", "}}"):
            literal += character
            position += 2
        elif character == "{":
            end = text.find("}", position)
            name = text[position + 1 : end].strip() if end > 0 else ""
            if not name:
                raise UserError(f"the {{ at character {position + 1} of {text!r} has no name and }} (write {{{{ for a brace)")
            parts += [(literal, False), (name, True)] if literal else [(name, True)]
            literal, position = "", end + 1
        elif character == "}":
            raise UserError(f"the }} at character {position + 1} of {text!r} closes nothing (write }}}} for a brace)")
        else:
            literal += character
            position += 1
    return [*parts, (literal, False)] if literal else parts


_BUILDERS: dict[str, Any] = {
    "generator": Binder._generator,
    "ref": Binder._reference,
    "values": Binder._values,
    "value": Binder._value,
    "expr": Binder._expression,
    "template": Binder._template,
    "regex": Binder._regex,
    "fields": Binder._fields,
    "items": Binder._items,
}
