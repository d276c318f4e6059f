"""`order_by`: whether rows stand in the order of a column, told from what the column is made by.

Rows have the order of their numbers, and nothing sorts them: that would need all of them at once. So it is a
promise that is proved before the run, and refused with the reason where it cannot be.
"""

from collections.abc import Iterator
from typing import Any

from mockcraft.core import fills
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.errors import Problem
from mockcraft.schema.binding import Binding
from mockcraft.schema.source import shown
from mockcraft.schema.spec import TableSpec

SORTABLE = ("integer", "int32", "decimal", "float", "float32", "date", "timestamp", "timestamptz")
ADVICE = (
    "give a sequence, a timeline, or what is made from one by adding, multiplying or date_trunc"
)


class Unordered(Exception):
    """Why rows do not stand in the order of a column, in words that follow its name."""


def check_order_name(binding: Binding, spec: TableSpec) -> None:
    """Notes a name that is no column of the table."""
    if spec.order_by and spec.order_by not in binding.columns[spec.name]:
        binding.problem((spec.name, "order_by"), binding.no_column(spec.name, spec.order_by))


def check_order(binding: Binding, plan: Plan) -> Iterator[Problem]:
    """A problem for each table whose rows cannot be shown to stand in the order that it names."""
    for table in plan.tables:
        if not table.order_by:
            continue
        try:
            _Order(plan).check(table, table.column(table.order_by))
        except Unordered as error:
            message = f"rows of {shown(table.name)} do not stand in the order of {shown(table.order_by)}: {error}"
            yield Problem(binding.place(table.name, "order_by"), f"{message} ({ADVICE})")


class _Order:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def check(self, table: Table, column: Column) -> None:
        """Raises Unordered unless no row has less than the one before it."""
        name = shown(column.name)
        if column.type.kind not in SORTABLE:
            raise Unordered(f"{name} is {column.type}")
        if column.nullable:
            raise Unordered(f"{name} can be null")
        if table.given is not None and column.name in {*table.given.cells, *table.given.links}:
            raise Unordered(f"rows by hand set {name}")
        self._made(table, column)

    def _made(self, table: Table, column: Column) -> None:
        fill: Any = column.fill
        if isinstance(fill, fills.Computed):
            self._tree(table, fill.expression.tree)
        elif isinstance(fill, fills.Linked):
            self._link(table, fill.link, fill.target)
        elif isinstance(fill, fills.Generated):
            _check_series(column, fill)
        elif not isinstance(fill, fills.Constant):
            raise Unordered(f"nothing shows that {shown(column.name)} rises from row to row")

    def _path(self, table: Table, path: str) -> None:
        """A column of the row, or of the parent that the rows are counted by."""
        own, dot, rest = path.partition(".")
        if not dot:
            self.check(table, table.column(own))
        elif "." in rest:
            raise Unordered(f"{shown(path)} is of a row further away than the parent")
        else:
            self._link(table, own, rest)

    def _link(self, table: Table, name: str, target: str) -> None:
        link = next((e for e in table.links if name in (e.name, *e.columns, *e.hidden)), None)
        if link is None or not link.counted:
            raise Unordered(f"rows are not counted per {shown(name)}")
        parent = self.plan.table(link.parent)
        self.check(parent, parent.column(target))

    def _tree(self, table: Table, tree: Any) -> None:
        """Raises Unordered unless an expression rises, or is constant."""
        operation, *arguments = tree
        if operation == "literal":
            if arguments[0] == "months":
                raise Unordered(
                    "the end of a month is that of a shorter one, so months change the order"
                )
        elif operation == "column":
            self._path(table, arguments[0])
        elif operation == "+":
            for each in arguments:
                self._tree(table, each)
        elif operation == "-" and arguments[1][0] == "literal":
            self._tree(table, arguments[0])
            self._tree(table, arguments[1])
        elif (operation == "cast" and arguments[1] in SORTABLE) or (
            operation in ("*", "/") and _is_positive(arguments[1])
        ):
            self._tree(table, arguments[0])
        elif operation == "*" and _is_positive(arguments[0]):
            self._tree(table, arguments[1])
        elif operation == "date_trunc":
            self._tree(table, arguments[-1])
        else:
            raise Unordered(f"nothing shows that {shown(operation)} rises from row to row")


def _is_positive(tree: Any) -> bool:
    value = tree[2] if tree[0] == "literal" else None
    number = value[0] if isinstance(value, tuple) else value
    return isinstance(number, int | float) and number > 0


def _check_series(column: Column, fill: fills.Generated) -> None:
    name = shown(column.name)
    generator = getattr(getattr(fill.make, "generator", None), "name", "")
    if fill.series is not None and fill.series.link:
        raise Unordered(f"{name} begins anew with each parent")
    if fill.sequence is not None:
        if fill.sequence[1] < 0:
            raise Unordered(f"{name} is counted down")
        return
    if generator != "timeline":
        raise Unordered(f"{name} is drawn for each row by itself")
    if fill.inputs:
        raise Unordered(f"{name} has bounds that differ from row to row")
