"""Columns of a specification become columns of a plan, each once, and those it is made from on the way."""

from dataclasses import dataclass, replace
from typing import Any

from mockcraft.core.children import Children
from mockcraft.core.context import Context
from mockcraft.core.expression import Expression, result_type
from mockcraft.core.kinds import conversions, stays_distinct
from mockcraft.core.lists import DEFAULT_LOCALE, check_locale
from mockcraft.core.plan import Column
from mockcraft.core.types import Type, type_of
from mockcraft.errors import MockcraftError, NotFound, Place, Problem, SchemaError, did_you_mean
from mockcraft.schema.source import shown, wrong
from mockcraft.schema.spec import ColumnSpec, SchemaSpec, TableSpec

MAX_CHAIN = 50  # columns that are made from one another: each takes some frames of the stack


@dataclass(frozen=True, slots=True)
class Making:
    """A column that is being made, and where it stands.

    Attributes:
        table: its table.
        spec: the column, or the member of a nested one.
        path: names from the table's column down to this one; the key is derived from them.
        scope: name that keys are derived from: the table's, or below an array one of its own.
        locale: of the enclosing column, where there is one that has any.
        entity: likewise.
        in_items: whether it stands within an array, where an item is a row of its own.
    """

    table: TableSpec
    spec: ColumnSpec
    path: tuple[str, ...]
    scope: str
    locale: str | None = None
    entity: str = ""
    in_items: bool = False

    @property
    def place(self) -> Place:
        """Of what gives the values."""
        return self.spec.node.place

    @property
    def nested(self) -> bool:
        """Whether it is a member of another column."""
        return self.in_items or len(self.path) > 1

    @property
    def unique(self) -> bool:
        """Whether no two rows may have the same value."""
        return not self.nested and self.table.is_unique(self.spec)


class ColumnBinder:
    """Binds the columns of one schema file.

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
        self._bound: dict[
            tuple[str, str], tuple[Column | None, int]
        ] = {}  # with its chain's length
        self._binding: list[tuple[str, str]] = []
        self._depths: list[int] = []  # for each of them, the longest chain that it is made from
        self._told = False  # of a chain that is too long: once

    def problem(self, place: Place, message: str) -> None:
        """Notes a problem."""
        self.problems.append(Problem(place, message))

    def note(self, error: MockcraftError, place: Place) -> None:
        """Notes an error: at its own places, or at this one."""
        if isinstance(error, SchemaError):
            self.problems += error.problems
        else:
            self.problem(place, str(error))

    # ------------------------------------------------------------------ names

    def locale_of(self, locale: str | None, place: Place) -> str:
        """The locale as it is spelled here; a problem where it is not known."""
        try:
            return check_locale(locale or DEFAULT_LOCALE)
        except NotFound as error:
            self.problem(place, str(error))
            return DEFAULT_LOCALE

    def known_table(self, name: str, place: Place) -> bool:
        """Whether there is such a table; a problem at `place` where there is none."""
        if name not in self.tables:
            self.problem(place, f"there is no table {shown(name)}{_nearest(name, self.tables)}")
        return name in self.tables

    def target_of(self, column: ColumnSpec) -> tuple[str, str] | None:
        """Table and column that a reference names, known or not; None for what is no `table.column`.

        Names may have dots in them: where several readings are possible, one that exists is meant.
        """
        if column.source != "ref" or column.node.kind != "scalar":
            return None
        words = column.node.text.split(".")
        readings = [(".".join(words[:i]), ".".join(words[i:])) for i in range(1, len(words))]
        readings = [(table, name) for table, name in readings if table and name]
        found = [r for r in readings if r[1] in self.columns.get(r[0], ())]
        found = found or [r for r in readings if r[0] in self.tables] or readings[::-1]
        return found[0] if found else None

    def parent_of(self, column: ColumnSpec) -> str | None:
        """The table a reference names, known or not; None for other columns."""
        target = self.target_of(column)
        return target[0] if target else None

    # ------------------------------------------------------------------ columns

    def bind(self, table: TableSpec, spec: ColumnSpec) -> Column | None:
        """The column; None where it has problems, which are noted."""
        place = (table.name, spec.name)
        if place in self._bound:
            return self._reached(place)
        if place in self._binding:
            circle = [*self._binding[self._binding.index(place) :], place]
            names = " -> ".join(".".join(each) for each in circle)
            self.problem(spec.place, f"these columns are made from one another: {names}")
            return None
        if len(self._binding) >= MAX_CHAIN:
            self._tell_too_long(spec)
            return None
        self._binding.append(place)
        self._depths.append(0)
        try:
            made = self.made(Making(table, spec, (spec.name,), table.name))
        finally:
            self._binding.pop()
            depth = self._depths.pop() + 1
        if depth > MAX_CHAIN:
            self._tell_too_long(spec)
        self._bound[place] = (made if depth <= MAX_CHAIN else None), depth
        return self._reached(place)

    def _reached(self, place: tuple[str, str]) -> Column | None:
        """A bound column, which the one that is being bound is made from."""
        column, depth = self._bound[place]
        if self._depths:
            self._depths[-1] = max(self._depths[-1], depth)
        return column

    def _tell_too_long(self, spec: ColumnSpec) -> None:
        if not self._told:
            self._told = True
            message = f"{shown(spec.name)} is the end of more than {MAX_CHAIN} columns that are made from one another"
            self.problem(spec.place, f"{message} (make it from an earlier one)")

    def made(self, making: Making) -> Column | None:
        """The column, or the member of one."""
        from mockcraft.schema.builders import BUILDERS

        spec, problems = making.spec, len(self.problems)
        self._check_options(making)
        context = self.context(making)
        if not spec.source:
            return None
        try:
            fill, type_ = BUILDERS[spec.source](self, making)
            type_ = self._wanted_type(making, type_)
        except MockcraftError as error:
            self.note(error, making.place)
            return None
        if len(self.problems) > problems:
            return None
        return Column(
            spec.name, type_, fill, context.column_key(*making.path), context, spec.nulls,
            making.unique, spec.primary_key, place=str(spec.place),
        )  # fmt: skip

    def context(self, making: Making) -> Context:
        """What the column's decisions are made with."""
        spec, table = making.spec, making.table
        own = making.locale or table.locale
        place = table.locale_place or table.place
        if spec.locale:
            own, place = spec.locale, spec.option_places.get("locale", spec.place)
        chosen = self.locale_of(own, place) if own else self.locale
        return Context(self.seed, making.scope, chosen, self.now, spec.entity or making.entity)

    def key(self, making: Making) -> int:
        """The key of the column."""
        return self.context(making).column_key(*making.path)

    def _check_options(self, making: Making) -> None:
        spec, places = making.spec, making.spec.option_places
        if spec.primary_key and spec.nulls:
            message = f"{shown(spec.name)} is a primary key and cannot be null (remove nulls)"
            self.problem(places["nulls"], message)
        useless = []
        if spec.source not in ("generator", "template", "fields", "items"):
            useless.append("entity")
        if spec.source in ("fields", "items"):
            useless += ["type"] if making.nested else ["type", "unique", "primary_key"]
        for option in useless:
            if option in places:
                message = f"{option} has no effect on a column with {spec.source} (remove it)"
                self.problem(places[option], message)
        for option in ("unique", "primary_key"):
            if making.nested and option in places:
                self.problem(
                    places[option], f"{option} has no effect on a nested member (remove it)"
                )

    def _wanted_type(self, making: Making, made: Type) -> Type:
        """The type the file asks for; raises SchemaError where the values cannot be turned into it."""
        if making.spec.type is None or made.nested:
            return made
        wanted = making.spec.type.type(made.scale)
        place = making.spec.option_places["type"]
        offered = conversions(made.kind)
        if wanted.kind not in offered:
            raise wrong(
                place,
                f"{made.kind} values cannot become {wanted} (type is one of {', '.join(offered)})",
            )
        distinct = stays_distinct(made.kind, wanted.kind)
        if making.unique and not (
            distinct and wanted.scale >= made.scale * (wanted.kind == "decimal")
        ):
            message = f"{shown(making.spec.name)} cannot be unique: {made} values that differ can be equal as {wanted}"
            raise wrong(place, message)
        return wanted

    # ------------------------------------------------------------------ types

    def path_type(self, table: TableSpec, path: str, place: Place) -> Type:
        """Type of a column of the table, of a parent's column through a key, or of a member.

        Raises SchemaError where there is none; it has no problems where they have been noted already.
        """
        name, dot, rest = path.partition(".")
        columns = self.columns[table.name]
        if name not in columns:
            raise wrong(place, f"{table.name} has no column {shown(name)}{_nearest(name, columns)}")
        column = self.bind(table, columns[name])
        if column is None:
            raise SchemaError
        if not dot:
            return column.type
        if column.type.kind == "struct":
            return _member_type(column.type, path, rest, place)
        parent = self.parent_of(columns[name])
        if parent is None:
            message = (
                f"{path}: {name} is no reference and no sub-document, so it has no {shown(rest)}"
            )
            raise wrong(place, message)
        return self.path_type(self.tables[parent], rest, place)

    def expression_type(self, table: TableSpec, expression: Expression, place: Place) -> Type:
        """The type an expression gives; raises MockcraftError where types clash in it."""
        types: dict[str, Type] = {}
        failed: list[SchemaError] = []
        for name in expression.columns:
            try:
                types[name] = self.path_type(table, name, place)
                if types[name].nested:
                    raise wrong(place, f"{name} has parts and cannot stand in an expression")
            except SchemaError as error:
                failed.append(error)
        if failed:
            raise SchemaError(*(problem for error in failed for problem in error.problems))
        return type_of(result_type(expression, lambda name: types[name].arrow))

    def below(self, making: Making, member: ColumnSpec) -> Making:
        """A member of a sub-document: it belongs to the same row."""
        return replace(
            making, spec=member, path=(*making.path, member.name),
            locale=making.spec.locale or making.locale,
            entity=making.spec.entity or making.entity,
        )  # fmt: skip

    def item(self, making: Making) -> Making:
        """The item of an array: each is a row of its own, below the column."""
        inner = self.below(making, making.spec.members[0])
        scope = f"{making.scope}.{'.'.join(making.path)}[]"
        return replace(inner, path=("item",), scope=scope, in_items=True)


def _member_type(struct: Type, path: str, rest: str, place: Place) -> Type:
    members: dict[str, Any] = dict(struct.fields)
    name, dot, deeper = rest.partition(".")
    if name not in members:
        raise wrong(place, f"{path}: there is no member {shown(name)}{_nearest(name, members)}")
    found: Type = members[name]
    if not dot:
        return found
    if found.kind != "struct":
        raise wrong(place, f"{path}: {name} is no sub-document, so it has no {shown(deeper)}")
    return _member_type(found, path, deeper, place)


def _nearest(name: str, known: Any) -> str:
    names = [each for each in known if each]
    listed = ", ".join(names[:20]) + ", …" * (len(names) > 20)
    return did_you_mean(name, names) or (f" (there are: {listed})" if names else "")
