"""What the query of a request asks for: page, order, columns, parents, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mockcraft.core.expression import Expression, result_type
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.types import type_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import ParameterError, nearest, shortened
from mockcraft.formats.text import JSON, JsonStyle
from mockcraft.schema.expressions import parse
from mockcraft.server.parameters import read
from mockcraft.server.tables.finding import equal
from mockcraft.server.tables.rendering import EXACT_JSON
from mockcraft.server.tables.selecting import Asked
from mockcraft.setting import Setting


@dataclass(frozen=True, slots=True)
class RowQuery:
    """How rows are shown.

    Attributes:
        columns: that are given.
        expanded: names of those in whose place the parent's row stands.
        style: of the JSON.
    """

    columns: tuple[Column, ...]
    expanded: tuple[str, ...]
    style: JsonStyle


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows are shown, and how."""

    shown: RowQuery
    asked: Asked
    page: int
    limit: int
    sort: tuple[tuple[str, bool], ...]

    @property
    def first(self) -> int:
        """Place of the page's first row."""
        return (self.page - 1) * self.limit


def row_query(table: Table, values: Mapping[str, Any]) -> RowQuery:
    """How one row is shown; raises ParameterError."""
    names = _names(table, "fields", values["fields"])
    columns = tuple(table.column(name) for name in names) or table.columns
    expanded = _names(table, "expand", values["expand"])
    for name in expanded:
        if name not in _references(table):
            hint = nearest(name, _references(table), "its references")
            raise ParameterError(
                f"expand={name}: {table.name}.{name} is no reference{hint}", "expand"
            )
        if name not in (each.name for each in columns):
            raise ParameterError(
                f"expand={name}: {name} is not among the fields (add it)", "expand"
            )
    return RowQuery(columns, expanded, EXACT_JSON if values["bigints"] == "text" else JSON)


def _references(table: Table) -> list[str]:
    return [name for link in table.links if not link.nested for name in link.columns]


def list_query(
    plan: Plan,
    table: Table,
    pairs: list[tuple[str, str]],
    settings: tuple[Setting, ...],
    what: str,
) -> ListQuery:
    """Which rows a list has, and how they are shown; raises ParameterError.

    A parameter that is none of `settings` is the name of a column, which must have the value.
    """
    own = {each.name for each in settings}
    columns = {each.name: each for each in table.columns}
    for name, _ in pairs:
        if name not in own and name not in columns:
            hint = nearest(name, [*columns, *own], "it takes")
            raise ParameterError(
                f"{what} has no parameter {shortened(name)!r} and no such column{hint}", name
            )
    values = read(settings, [each for each in pairs if each[0] in own], what)
    given = [(name, text) for name, text in pairs if name not in own]
    if len(dict(given)) < len(given):
        raise ParameterError(f"{what}: a column is given twice (write a condition with where)")
    conditions = tuple(equal(columns[name], text) for name, text in given)
    where = None if values["where"] is None else condition(plan, table, values["where"])
    return ListQuery(
        row_query(table, values),
        Asked(conditions, where, values["scan"]),
        values["page"],
        values["limit"],
        _sort(table, values["sort"]),
    )


def _names(table: Table, what: str, text: str | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(each.strip() for each in text.split(","))) if text else ()
    for name in names:
        _check_column(table, what, name, text)
    return names


def _sort(table: Table, text: str | None) -> tuple[tuple[str, bool], ...]:
    if text is None:
        return ()
    words = [each.strip() for each in text.split(",")]
    keys = {each.removeprefix("-"): each.startswith("-") for each in reversed(words)}
    for name in keys:
        _check_column(table, "sort", name, text)
    return tuple(reversed(keys.items()))


def _check_column(table: Table, what: str, name: str, text: str | None) -> None:
    """Raises ParameterError for a name of the list `text` that no column has."""
    known = [each.name for each in table.columns]
    if not name:
        raise ParameterError(
            f"{what}={shortened(text or '')}: there is no name between two commas, or beside one (remove one)",
            what,
        )
    if name not in known:
        raise ParameterError(
            f"{what}={shortened(name)}: {table.name} has no column {shortened(name)!r}{nearest(name, known)}",
            what,
        )


# ---------------------------------------------------------------------- where


def condition(plan: Plan, table: Table, text: str) -> Expression:
    """The condition of a text; raises ParameterError for one that cannot be evaluated."""
    try:
        expression = parse(text)
        types = {path: path_type(plan, table, path) for path in expression.columns}
        made = type_of(result_type(expression, lambda name: types[name]))
    except ParameterError as error:
        raise ParameterError(f"where={shortened(text)}: {error}", "where") from None
    if made.kind != "boolean":
        raise ParameterError(
            f"where={shortened(text)}: this gives {made}, not true or false (compare it with something)",
            "where",
        )
    return expression


def path_type(plan: Plan, table: Table, path: str) -> pa.DataType:
    """The Arrow type of a column, of a parent's column, or of a member of a document."""
    name, dot, rest = path.partition(".")
    known = [each.name for each in table.columns]
    if name not in known:
        raise ParameterError(
            f"{table.name} has no column {shortened(name)!r}{nearest(name, known)}"
        )
    kind = table.column(name).type
    if not dot:
        return kind.arrow
    if kind.kind == "struct":
        for member in rest.split("."):
            fields = dict(kind.fields)
            if member not in fields:
                raise ParameterError(
                    f"{shortened(path)}: there is no member {shortened(member)!r}{nearest(member, fields)}"
                )
            kind = fields[member]
        return kind.arrow
    if name not in _references(table):
        raise ParameterError(
            f"{shortened(path)}: {name} is no reference and no document, so it has no {shortened(rest)!r}"
        )
    return path_type(plan, plan.table(table.link(name).parent), rest)
