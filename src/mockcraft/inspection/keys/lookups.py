"""Which rows of a parent a row may refer to, by checks and triggers that look the parent's row up.

`CHECK (kind_of(role_id) = 'user')`, with a function that is `SELECT kind FROM roles WHERE id = $1`, is the key
`role_id` with a condition on the row of `roles`: `kind = 'user'`. Catalogues tell such conditions with their queries;
those that find one row by a column that tells rows apart, and ask something of it, are read here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.inspection.checks.expressions import (
    bare,
    constant_of,
    is_constant,
    negated,
    parsed,
    stripped,
    written,
)
from mockcraft.stored import StoredRule, StoredTable

ROW = "new"  # what catalogues call the row's own columns, in small letters
_FLIPPED = {"LT": "GT", "GT": "LT", "LTE": "GTE", "GTE": "LTE"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is asked of the row that a column refers to.

    Attributes:
        column: of the row.
        parent: the table that is asked, by its name in the survey.
        target: its column, in which its rows differ.
        conditions: on its row, which all hold, as `where` of a reference has them; none where it is enough that there is one.
        kinds: (column of the parent, value, "") of what it must be, or (column, None, column of the row).
    """

    column: str
    parent: str
    target: str
    conditions: tuple[str, ...] = ()
    kinds: tuple[tuple[str, Any, str], ...] = ()

    @property
    def where(self) -> str:
        """All conditions; "" for none."""
        return " and ".join(self.conditions)

    @property
    def is_one_value(self) -> bool:
        """Whether one column of the parent's row must have one value, and nothing else is demanded."""
        return len(self.conditions) == len(self.kinds) == 1 and not self.kinds[0][2]


def lookups_of(name: str, tables: Mapping[str, StoredTable], dialect: str) -> tuple[Lookup, ...]:
    """Of a table, by the queries of its checks and triggers."""
    asked = (
        each for _, text in tables[name].queries for each in _asked(name, text, tables, dialect)
    )
    return tuple(dict.fromkeys(each for each in asked if each is not None))


def met_by_lookups(
    name: str, tables: Mapping[str, StoredTable], dialect: str
) -> tuple[StoredRule, ...]:
    """The rules of a table, with those checks as lookups of which the queries are all such."""
    queries = tables[name].queries
    read = {
        rule: all(
            None not in _asked(name, text, tables, dialect)
            for each, text in queries
            if each == rule
        )
        for rule, _ in queries
    }
    return tuple(
        replace(rule, kind="lookup") if rule.kind == "check" and read.get(rule.name) else rule
        for rule in tables[name].rules
    )


def _asked(
    name: str, text: str, tables: Mapping[str, StoredTable], dialect: str
) -> list[Lookup | None]:
    node = parsed(text, dialect)
    return [None] if node is None else [_Asked(name, tables).of(each) for each in _parts(node)]


def _parts(node: Any) -> Iterator[Any]:
    """The conditions that all hold, NOT being as far within as it goes."""
    from sqlglot import exp

    node = stripped(node)
    if isinstance(node, exp.And):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, exp.Not) and (turned := _turned(node.this)) is not None:
        yield from _parts(turned)
    else:
        yield node


def _turned(node: Any) -> Any:
    """The opposite of a condition, as far as it is told without NOT; None for any other."""
    from sqlglot import exp

    node = stripped(node)
    if isinstance(node, exp.NullSafeNEQ | exp.NullSafeEQ):
        other = exp.EQ if isinstance(node, exp.NullSafeNEQ) else exp.NEQ
        return other(this=node.this.copy(), expression=node.expression.copy())
    return negated(node)


def _plainer(node: Any, flags: set[str]) -> Any:
    """A condition of one of one value as an equation, and with booleans for the numbers that flags are compared with."""
    from sqlglot import exp

    if isinstance(node, exp.In) and len(node.expressions) == 1:
        node = exp.EQ(this=node.this, expression=node.expressions[0])
    sides = (bare(node.left), bare(node.right)) if isinstance(node, exp.EQ | exp.NEQ) else ()
    if any(isinstance(each, exp.Column) and each.name in flags for each in sides):
        for literal in list(node.find_all(exp.Literal)):
            if literal.name in ("0", "1"):
                literal.replace(exp.Boolean(this=literal.name == "1"))
    return node


class _Asked:
    """Reads one condition of the rows of a table."""

    def __init__(self, name: str, tables: Mapping[str, StoredTable]) -> None:
        self.name, self.tables = name, tables
        self.own = {each.name.lower(): each.name for each in tables[name].columns}

    def of(self, node: Any) -> Lookup | None:
        """What it asks of a row that is looked up; None where it asks anything else."""
        from sqlglot import exp

        node = stripped(node)
        if isinstance(node, exp.Or):  # it is enough that one of them holds, and asks nothing else
            made = (self.of(way) for way in node.flatten(unnest=True))
            return next((each for each in made if each is not None), None)
        if isinstance(node, exp.Exists):
            return self._row(node.this, None)
        if isinstance(node, exp.Subquery):
            return self._row(node.this, lambda asked: asked)
        if isinstance(node, exp.Not):
            return self._negative(stripped(node.this))
        if isinstance(node, exp.In):
            return self._in(node)
        if isinstance(
            node, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE | exp.NullSafeEQ
        ):
            return self._compared(node)
        return None

    def _negative(self, inner: Any) -> Lookup | None:
        from sqlglot import exp

        if isinstance(inner, exp.Subquery):
            return self._row(inner.this, lambda asked: exp.Not(this=exp.paren(asked)))
        if isinstance(inner, exp.In) and isinstance(bare(inner.this), exp.Subquery):
            return self._row(
                bare(inner.this).this,
                lambda asked: exp.Not(this=exp.In(this=asked, expressions=inner.expressions)),
            )
        empty = isinstance(inner, exp.Is) and isinstance(stripped(inner.expression), exp.Null)
        if empty and isinstance(bare(inner.this), exp.Subquery):
            return self._row(
                bare(inner.this).this,
                lambda asked: exp.Not(this=exp.Is(this=asked, expression=exp.Null())),
            )
        return None

    def _in(self, node: Any) -> Lookup | None:
        """A lookup that is one of several constants, or a column that is one of those of a query."""
        from sqlglot import exp

        query = node.args.get("query")
        if query is not None:
            select = query.this if isinstance(query, exp.Subquery) else query
            if not isinstance(select, exp.Select) or len(select.expressions) != 1:
                return None
            same = exp.EQ(this=select.expressions[0].unalias().copy(), expression=node.this.copy())
            return self._row(select.where(same), None)
        if isinstance(bare(node.this), exp.Subquery) and all(map(is_constant, node.expressions)):
            return self._row(
                bare(node.this).this,
                lambda asked: exp.In(this=asked, expressions=node.expressions),
            )
        return None

    def _compared(self, node: Any) -> Lookup | None:
        """A lookup that is compared with a constant or a column of the row, or counted."""
        from sqlglot import exp

        left, right, kind = bare(node.left), node.right, type(node)
        if not isinstance(left, exp.Subquery):
            left, right = bare(node.right), node.left
            kind = getattr(exp, _FLIPPED.get(kind.__name__, kind.__name__))
        if not isinstance(left, exp.Subquery) or isinstance(bare(right), exp.Subquery):
            return None
        kind = exp.EQ if kind is exp.NullSafeEQ else kind
        (asked, *_) = left.this.expressions or (None,)
        if isinstance(bare(asked), exp.Count):
            value = constant_of(right)
            some = (kind in (exp.GT, exp.NEQ) and value == 0) or (
                kind in (exp.GTE, exp.EQ) and value == 1
            )
            return self._row(left.this, None) if some else None
        return self._row(left.this, lambda asked: kind(this=asked, expression=right.copy()))

    # ------------------------------------------------------------------ queries

    def _row(self, select: Any, asks: Any) -> Lookup | None:
        """A query that finds a row of another table by a column of this one.

        `asks` makes the condition of what it selects; None where it is enough that it finds one.
        """
        from sqlglot import exp

        if not isinstance(select, exp.Select) or select.args.get("joins"):
            return None
        source, where = (
            select.args.get("from_") or select.args.get("from"),
            select.args.get("where"),
        )
        if source is None or where is None or not isinstance(source.this, exp.Table):
            return None
        parent = self._table(source.this)
        if parent is None or parent == self.name:
            return None
        parts = [*_parts(where.this)]
        if asks is not None:
            if len(select.expressions) != 1:
                return None
            parts += _parts(asks(select.expressions[0].unalias().copy()))
        names = {source.this.alias_or_name.lower(), source.this.name.lower()}
        return self._found(parent, names, parts)

    def _found(self, parent: str, names: set[str], parts: list[Any]) -> Lookup | None:
        stored = self.tables[parent]
        alone = {each[0] for each in (stored.primary_key, *stored.uniques) if len(each) == 1}
        theirs = {each.name.lower(): each.name for each in stored.columns}
        column = target = ""
        rest, kinds = [], []
        for part in parts:
            made, pair = self._sides(part, names, parent, theirs)
            if made is None:
                return None
            if pair is not None and pair[0] in alone and pair[2] and not target:
                target, _, column = pair
                continue
            rest.append(written(made))
            if pair is not None:
                kinds.append(pair)
        if not target:
            return None
        return Lookup(column, parent, target, tuple(rest), tuple(kinds))

    def _sides(
        self, part: Any, names: set[str], parent: str, theirs: Mapping[str, str]
    ) -> tuple[Any, tuple[str, Any, str] | None]:
        """A condition on the row that is looked up, with `row.` before own columns; and what it equals, where it does.

        None for one that asks anything else.
        """
        from sqlglot import exp

        root = exp.Paren(this=part.copy())
        if root.find(exp.Select, exp.Parameter, exp.Placeholder, exp.AggFunc, exp.Anonymous):
            return None, None
        mine = set[str]()
        for column in root.find_all(exp.Column):
            table, name = column.table.lower(), column.name.lower()
            if table == ROW and name in self.own:
                mine.add(self.own[name])
                column.set("table", exp.to_identifier("row"))
                column.set("this", exp.to_identifier(self.own[name], quoted=True))
            elif table in {"", *names} and name in theirs:
                column.set("table", None)
                column.set("this", exp.to_identifier(theirs[name], quoted=True))
            else:
                return None, None
        for literal in list(root.find_all(exp.Literal)):
            whole: Any = literal  # without casts, such as that of a label of an enum
            while isinstance(whole.parent, exp.Cast | exp.Paren) and whole.parent is not root:
                whole = whole.parent
            whole.replace(literal)
        flags = {each.name for each in self.tables[parent].columns if each.kind == "boolean"}
        made = _plainer(root.this, flags)
        if mine and not isinstance(made, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
            return None, None
        return made, self._same(made)

    def _same(self, node: Any) -> tuple[str, Any, str] | None:
        """(column of the parent, value, "") or (column, None, own column) of what is one value."""
        from sqlglot import exp

        if isinstance(node, exp.Column):
            return node.name, True, ""
        if isinstance(node, exp.Not) and isinstance(stripped(node.this), exp.Column):
            return stripped(node.this).name, False, ""
        if not isinstance(node, exp.EQ):
            return None
        left, right = bare(node.left), bare(node.right)
        if not (isinstance(left, exp.Column) and not left.table):
            left, right = right, left
        if not (isinstance(left, exp.Column) and not left.table):
            return None
        if isinstance(right, exp.Column):
            return (left.name, None, right.name) if right.table else None
        value = constant_of(right)
        return None if value is None else (left.name, value, "")

    def _table(self, table: Any) -> str | None:
        """The name of a table of the survey; None for none of it."""
        said = f"{table.db}.{table.name}".lower().lstrip(".")
        schema = self.name.rpartition(".")[0]
        for near in (said, f"{schema}.{table.name}".lower().lstrip("."), table.name.lower()):
            for name in self.tables:
                if name.lower() == near:
                    return name
        return None
