"""The `where` of a reference: an SQL condition over the parent's row and the row that points at it."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from mockcraft.core.expression import Expression, result_type
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.expressions.spelling import written
from mockcraft.core.links.comparing import ITSELF, ROWS, TEXT, Comparison, compared_as, path_of
from mockcraft.core.links.conditions import Condition
from mockcraft.core.types import Type, type_of
from mockcraft.errors import MockcraftError, UserError
from mockcraft.schema.binding import Binding, Name
from mockcraft.schema.computed import path_types
from mockcraft.schema.declaration import Declaration, Where
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.links import is_key_column
from mockcraft.schema.source import shown
from mockcraft.schema.spec import Path, TableSpec

OWN = "row."  # before a column of the row that points, where the parent has one of that name too
_TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_TRUE: Tree = ("literal", "boolean", True)


# ---------------------------------------------------------------------- read


class WhereReader:
    """Reads the condition of a reference of `table` to `parent`, whose columns go before those of the row."""

    def __init__(self, binding: Binding, table: str, parent: str, in_items: bool) -> None:
        self.binding, self.table, self.parent, self.in_items = binding, table, parent, in_items

    def read(self, text: str) -> Where:
        """What it says; raises UserError."""
        constants = self.binding.constants(self.table)
        tree = parse_expression(text, constants).tree
        filters: list[Tree] = []
        compared: list[tuple[str, Expression, Expression]] = []
        for part in _parts(tree):
            sides = self._sides(part)
            if "row" not in sides:
                filters.append(part)
            else:
                compared += self._compared(part, sides)
        kept = None
        if filters:
            kept = self._expression(filters[0] if len(filters) == 1 else ("and", *filters))
        return Where(text, kept, tuple(compared))

    def _compared(
        self, part: Tree, sides: frozenset[str]
    ) -> Iterator[tuple[str, Expression, Expression]]:
        """A comparison with the parent's side first; of the row's side alone, that it is true."""
        if sides == {"row"}:
            yield "=", self._expression(_TRUE), self._expression(part)
            return
        operator, *pair = part
        if operator in _TURNED:
            left, right = (self._sides(each) for each in pair)
            if (left, right) in ((_PARENT, _ROW), (_ROW, _PARENT)):
                turned = left == _ROW
                parent, own = reversed(pair) if turned else pair
                operator = _TURNED[operator] if turned else operator
                yield operator, self._expression(parent), self._expression(own)
                return
        raise UserError(
            f"{shown(written(part))} mixes columns of {self.parent} and of {self.table} (compare one side of "
            f"{self.parent} with one of {self.table}, by =, <>, <, <=, >, >= or between, and join such parts with and)"
        )

    def _sides(self, tree: Tree) -> frozenset[str]:
        """Whose columns a tree reads: "parent", "row"."""
        return frozenset(self._side(name) for name in _columns(tree))

    def _side(self, path: str) -> str:
        own, parents = (self.binding.columns[each] for each in (self.table, self.parent))
        name = path.removeprefix(OWN).partition(".")[0]
        if path.startswith(OWN):
            if name not in own:
                raise UserError(self.binding.no_column(self.table, name))
        elif name in parents:
            return "parent"
        elif name not in own:
            self._check_qualified(path)
            hint = self.binding.nearest(name, dict.fromkeys([*parents, *own]))
            raise UserError(
                f"neither {self.parent} nor {self.table} has a column {shown(name)}{hint}"
            )
        if self.in_items:
            raise UserError(f"{shown(path)}: an item stands in no row with columns")
        return "row"

    def _check_qualified(self, path: str) -> None:
        """Raises UserError for a column with the name of its table before it, as SQL has it."""
        for table in (self.parent, self.table):
            column = path.removeprefix(f"{table}.")
            if column == path:
                continue
            written = column if table == self.parent else f"{OWN}{column}"
            whose = table if table == self.parent else "the row that points"
            raise UserError(
                f"{shown(path)} names a table (write {written}, which is that of {whose})"
            )

    def _expression(self, tree: Tree) -> Expression:
        plain = _renamed(tree)
        return Expression(written(plain), plain, tuple(dict.fromkeys(_columns(plain))))


_PARENT, _ROW = frozenset({"parent"}), frozenset({"row"})


def _parts(tree: Tree) -> Iterator[Tree]:
    """What all must hold."""
    if tree[0] == "and":
        for each in tree[1:]:
            yield from _parts(each)
    elif tree[0] == "between":
        yield (">=", tree[1], tree[2])
        yield ("<=", tree[1], tree[3])
    elif tree[0] == "not" and tree[1][0] == "in":
        yield from (("<>", tree[1][1], each) for each in tree[1][2:])
    else:
        yield tree


def _columns(tree: Tree) -> Iterator[str]:
    if tree[0] == "column":
        yield tree[1]
    elif tree[0] != "literal":
        for each in tree[1:]:
            if isinstance(each, tuple):
                yield from _columns(each) if each and isinstance(each[0], str) else _inner(each)


def _inner(trees: Tree) -> Iterator[str]:
    """Columns of the branches of a case."""
    for each in trees:
        if isinstance(each, tuple):
            yield from _columns(each) if each and isinstance(each[0], str) else _inner(each)


def _renamed(tree: Tree) -> Tree:
    """The tree with columns of the row by their own names."""
    if tree[:1] == ("column",):
        return ("column", tree[1].removeprefix(OWN))
    if tree[:1] == ("literal",):
        return tree
    return tuple(_renamed(each) if isinstance(each, tuple) else each for each in tree)


# ---------------------------------------------------------------------- bound


def bind_condition(binding: Binding, declaration: Declaration) -> Condition:
    """The condition of a reference, once the columns that it reads are bound; raises SchemaError."""
    where, target = declaration.where, declaration.target
    assert where is not None and target is not None
    table, parent, at = declaration.table.name, target[0], (*declaration.at, "where")
    if where.filter is not None:
        types, _ = path_types(binding, parent, where.filter.columns, at)
        given = _type(binding, where.filter, types, at)
        if given.kind != "boolean":
            message = f"{shown(where.filter.text)} is {given}, not true or false (compare it with something)"
            raise binding.wrong(at, message)
    made = [_comparison(binding, table, parent, each, at) for each in where.compared]
    equal = tuple(each for each in made if each.operator == "=")
    others = tuple(each for each in made if each.operator != "=")
    sides = list(dict.fromkeys(each.parent.text for each in others))
    if others and parent == table:
        message = f"a row of {table} points at one before it, so where compares by = alone"
        raise binding.wrong(at, f"{message} (leave out {shown(sides[0])})")
    if len(sides) > 1 or len({(each.kind, each.scale) for each in others}) > 1:
        message = f"{' and '.join(sides)} are compared otherwise than by = (one of them can be)"
        raise binding.wrong(at, message)
    optional = (*declaration.at, "nulls") in binding.spec.places or declaration.spec.nulls > 0
    return Condition(where.text, where.filter, equal, others, optional, str(binding.place(*at)))


def _comparison(
    binding: Binding, table: str, parent: str, each: tuple[str, Expression, Expression], at: Path
) -> Comparison:
    operator, theirs, own = each
    types, _ = path_types(binding, parent, theirs.columns, at)
    own_types, _ = path_types(binding, table, own.columns, at)
    left, right = _type(binding, theirs, types, at), _type(binding, own, own_types, at)
    if operator in ("=", "<>") and theirs.tree[0] == own.tree[0] == "column":
        origin = _origin(binding, parent, theirs.tree[1])
        if origin is not None and origin == _origin(binding, table, own.tree[1]):
            kind = ITSELF if origin == (parent, theirs.tree[1]) else ROWS
            return Comparison(operator, theirs, own, kind)
    found = compared_as(left.arrow, right.arrow)
    if found is None or (found[0] == TEXT and operator not in ("=", "<>")):
        why = "which cannot be compared (make one of them the other's type, with cast)"
        if found:
            why = f"and texts are compared by = and <> alone, not by {operator} (compare numbers or dates)"
        message = f"{theirs.text} of {parent} is {left} and {own.text} of {table} is {right}, {why}"
        raise binding.wrong(at, message)
    return Comparison(operator, theirs, own, *found)


def _type(binding: Binding, expression: Expression, types: Mapping[str, Type], at: Path) -> Type:
    try:
        return type_of(result_type(expression, lambda name: types[name].arrow))
    except (MockcraftError, pa.ArrowException) as error:
        raise binding.wrong(at, str(error)) from None


def _origin(binding: Binding, table: str, path: str) -> Name | None:
    """The key that a path of references ends at, so that rows can be compared in place of values."""
    while True:
        name, _, path = path.partition(".")
        column, spec = binding.bound.get((table, name)), binding.columns[table][name]
        if column is None or column.converted or column.max_length is not None:
            return None
        target, alias = binding.target_of(spec), path_of(column)
        if target is not None:
            table, path = target[0], path or target[1]
        elif alias is not None and not path and not _is_given(binding.tables[table], name):
            path = alias
        else:
            return (
                (table, name) if not path and is_key_column(binding.tables[table], spec) else None
            )


def _is_given(table: TableSpec, name: str) -> bool:
    """Whether a row by hand has a value in the column."""
    return any(name in row.cells for row in table.rows)
