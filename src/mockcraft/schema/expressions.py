"""The `expr:` and `checks:` of a schema file, read from SQL into `core.expression.Expression`.

sqlglot parses; what comes out is a whitelist: every node, every argument of a node and every function
that is not named here is an error, so that nothing of SQL reaches further than it was meant to.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, NamedTuple

from mockcraft.core.expression import Expression
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.paths import STEPS, beside
from mockcraft.errors import ParameterError, shortened
from mockcraft.schema.calls import call
from mockcraft.schema.sql import (
    MOST_BRACKETS,
    not_offered,
    parsed,
    quoted,
    reads_clock,
    too_deep,
)

MOST_CHARACTERS = 10_000
MOST_LEVELS = 100  # operations within one another: 1 + 2 + 3 … are as many as it has operators


def parse(text: str, constants: Mapping[str, Tree] = MappingProxyType({})) -> Expression:
    """The expression a text spells out; ParameterError says what is wrong with it.

    Args:
        text: in the words of SQL.
        constants: what names stand for that are no columns.
    """
    text = text.strip()
    if not text:
        raise ParameterError("the expression is empty (write something like 'quantity * price')")
    if len(text) > MOST_CHARACTERS:
        raise ParameterError(
            f"the expression has {len(text):,} characters (at most {MOST_CHARACTERS:,} are taken)"
        )
    reader = _Reader(text, constants)
    try:
        tree = reader.read(parsed(text))
    except RecursionError:
        raise too_deep(MOST_BRACKETS) from None
    return Expression(text, tree, tuple(reader.columns))


# ---------------------------------------------------------------------- nodes

Reading = Callable[["_Reader", Any], Tree]


class NodeReader(NamedTuple):
    """A node of sqlglot: how it is read, and which of its arguments are known."""

    read: Reading
    arguments: frozenset[str]


def _binary(operation: str) -> NodeReader:
    return NodeReader(
        lambda reader, node: (operation, reader.read(node.this), reader.read(node.expression)),
        frozenset({"this", "expression", "safe", "typed"}),
    )


def _chain(operation: str) -> NodeReader:
    """An associative operator, whose long chains become one node."""

    def chained(reader: "_Reader", node: Any) -> Tree:
        right = []
        kind = type(node)
        while type(node) is kind:
            right.append(node.expression)
            node = node.this
        return (operation, reader.read(node), *map(reader.read, reversed(right)))

    return NodeReader(chained, frozenset({"this", "expression", "safe"}))


def _negatable(operation: str) -> NodeReader:
    """LIKE, whose NOT is an argument in some versions of sqlglot."""

    def likened(reader: "_Reader", node: Any) -> Tree:
        tree = (operation, reader.read(node.this), reader.read(node.expression))
        return ("not", tree) if node.args.get("negate") else tree

    return NodeReader(likened, frozenset({"this", "expression", "negate"}))


def _node(read: Reading, *arguments: str) -> NodeReader:
    return NodeReader(read, frozenset(arguments))


def _literal(reader: "_Reader", node: Any) -> Tree:
    if node.is_string:
        return ("literal", "text", node.this)
    return reader.number(node.this)


def _negative(reader: "_Reader", node: Any) -> Tree:
    if type(node.this).__name__ == "Literal" and not node.this.is_string:
        return reader.number("-" + node.this.this)
    tree = reader.read(node.this)
    if tree[:2] == ("literal", "integer") and tree[2] > -(2**63):
        return ("literal", "integer", -tree[2])
    if tree[:2] == ("literal", "decimal"):
        units, scale = tree[2]
        return ("literal", "decimal", (-units, scale))
    return ("negative", tree)


def _column(reader: "_Reader", node: Any) -> Tree:
    parts = node.parts
    if any(type(part).__name__ != "Identifier" for part in parts):
        raise reader.refused(node)
    name = ".".join(part.name for part in parts)
    if name in reader.constants:
        return reader.constants[name]
    reader.columns[name] = None
    return ("column", name)


def _neighbour(reader: "_Reader", word: str, arguments: Any) -> Tree:
    """`lag(x)` and `lead(x)`: a column of the row before or after."""
    if len(arguments) != 1 or type(arguments[0]).__name__ != "Column":
        raise ParameterError(
            f"{word} takes one column in {quoted(reader.text)} (compute with it outside: {word}(x) + 1)"
        )
    name = beside(".".join(part.name for part in arguments[0].parts), word)
    reader.columns[name] = None
    return ("column", name)


def _is(reader: "_Reader", node: Any) -> Tree:
    what = type(node.expression).__name__
    if what == "Null":
        tree: Tree = ("is null", reader.read(node.this))
    elif what == "Boolean":
        tree = ("is true" if node.expression.this else "is false", reader.read(node.this))
    else:
        raise reader.refused(node.expression)
    return ("not", tree) if node.args.get("negate") else tree


def _case(reader: "_Reader", node: Any) -> Tree:
    subject, otherwise = node.this, node.args.get("default")
    return (
        "case",
        None if subject is None else reader.read(subject),
        tuple(
            (reader.read(each.this), reader.read(each.args["true"])) for each in node.args["ifs"]
        ),
        None if otherwise is None else reader.read(otherwise),
    )


def _if(reader: "_Reader", node: Any) -> Tree:
    otherwise = node.args.get("false")
    branch = (reader.read(node.this), reader.read(node.args["true"]))
    return ("case", None, (branch,), None if otherwise is None else reader.read(otherwise))


def _interval(reader: "_Reader", node: Any) -> Tree:
    amount, unit = node.this, node.args.get("unit")
    words = (
        f"{amount.name} {unit.name if unit is not None else ''}".split()
        if amount is not None
        else []
    )
    known = len(words) == 2 and re.fullmatch(r"[+-]?\d{1,19}", words[0], re.ASCII)
    kind, size = UNITS.get(words[1].lower().removesuffix("s"), ("", 0)) if known else ("", 0)
    if not kind:
        raise ParameterError(
            f"the interval {shortened(' '.join(words).lower())!r} is not understood (write one number and one unit,"
            " such as interval '3 days'; add several)"
        )
    return ("literal", kind, reader.whole(int(words[0]) * size))


UNITS = {
    "second": ("seconds", 1),
    "minute": ("seconds", 60),
    "hour": ("seconds", 3600),
    "day": ("days", 1),
    "week": ("days", 7),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("months", 12),
}


def _cast(reader: "_Reader", node: Any) -> Tree:
    name = node.args["to"].this.name
    sizes = [each.this for each in node.args["to"].expressions]
    kind, most = CASTS.get(name, ("", 0))
    if not kind or len(sizes) > most or not all(_is_size(each) for each in sizes):
        raise ParameterError(
            f"cast to {node.args['to'].sql('postgres').lower()} is not offered (use int, bigint,"
            " decimal(10, 2), double, text, varchar(10), boolean, date, timestamp or time)"
        )
    numbers = [int(each.this) for each in sizes]
    if kind == "decimal" and numbers:
        numbers = [numbers[0], numbers[1] if len(numbers) > 1 else 0]
        if not (0 < numbers[0] <= 38 and numbers[1] <= min(numbers[0], 18)):
            raise ParameterError(
                f"cast to decimal({numbers[0]}, {numbers[1]}) is not offered (1 to 38 digits, up to 18 decimals)"
            )
    if name == "SMALLINT":
        numbers = [16]
    return ("cast", reader.read(node.this), kind, *numbers)


def _is_size(node: Any) -> bool:
    return type(node).__name__ == "Literal" and node.this.isdecimal() and len(node.this) < 10


CASTS = {
    "SMALLINT": ("integer", 0),
    "INT": ("integer", 0),
    "BIGINT": ("integer", 0),
    "DECIMAL": ("decimal", 2),
    "DOUBLE": ("float", 0),
    "FLOAT": ("float", 0),
    "TEXT": ("text", 0),
    "VARCHAR": ("text", 1),
    "BOOLEAN": ("boolean", 0),
    "DATE": ("date", 0),
    "TIMESTAMP": ("timestamp", 0),
    "TIME": ("time", 0),
}


def _call(reader: "_Reader", node: Any) -> Tree:
    if not isinstance(node.this, str) or node.args.get("quoted"):
        raise reader.refused(node)
    if node.this.lower() in STEPS:
        return _neighbour(reader, node.this.lower(), node.expressions)
    return reader.call(node.this, [reader.read(each) for each in node.expressions])


def _extract(reader: "_Reader", node: Any) -> Tree:
    unit = ("literal", "text", node.this.name.lower())
    return reader.call("date_part", [unit, reader.read(node.expression)])


def _substring(reader: "_Reader", node: Any) -> Tree:
    given = [node.this, node.args.get("start"), node.args.get("length")]
    return reader.call("substring", [reader.read(each) for each in given if each is not None])


def _trim(reader: "_Reader", node: Any) -> Tree:
    side = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.args.get("position") or "", "trim")
    given = [node.this, node.expression] if node.expression else [node.this]
    return reader.call(side, [reader.read(each) for each in given])


NODES: dict[str, NodeReader] = {
    "Literal": _node(_literal, "this", "is_string"),
    "Null": _node(lambda reader, node: ("literal", "null", None)),
    "Boolean": _node(lambda reader, node: ("literal", "boolean", bool(node.this)), "this"),
    "Interval": _node(_interval, "this", "unit"),
    "Column": _node(_column, "this", "table", "db", "catalog"),
    "Paren": _node(lambda reader, node: reader.read(node.this), "this"),
    "Neg": _node(_negative, "this"),
    "Not": _node(lambda reader, node: ("not", reader.read(node.this)), "this"),
    "Add": _binary("+"),
    "Sub": _binary("-"),
    "Mul": _binary("*"),
    "Div": _binary("/"),
    "Mod": _binary("%"),
    "EQ": _binary("="),
    "NEQ": _binary("<>"),
    "LT": _binary("<"),
    "LTE": _binary("<="),
    "GT": _binary(">"),
    "GTE": _binary(">="),
    "NullSafeEQ": _binary("is not distinct from"),
    "NullSafeNEQ": _node(
        lambda reader, node: (
            "not",
            ("is not distinct from", reader.read(node.this), reader.read(node.expression)),
        ),
        *("this", "expression"),
    ),
    "And": _chain("and"),
    "Or": _chain("or"),
    "DPipe": _chain("||"),
    "Like": _negatable("like"),
    "ILike": _negatable("ilike"),
    "Is": _node(_is, "this", "expression", "negate"),
    "In": _node(
        lambda reader, node: ("in", *map(reader.read, [node.this, *node.expressions])),
        *("this", "expressions"),
    ),
    "Between": _node(
        lambda reader, node: (
            "between",
            *(reader.read(each) for each in (node.this, node.args["low"], node.args["high"])),
        ),
        *("this", "low", "high"),
    ),
    "Case": _node(_case, "this", "ifs", "default"),
    "If": _node(_if, "this", "true", "false"),
    "Cast": _node(_cast, "this", "to"),
    "Anonymous": _node(_call, "this", "expressions"),
    "Extract": _node(_extract, "this", "expression"),
    "Substring": _node(_substring, "this", "start", "length"),
    "Trim": _node(_trim, "this", "expression", "position"),
}

REFUSED = {
    "Subquery": "a subquery",
    "Select": "a query",
    "Star": "a star",
    "Parameter": "a parameter",
    "Placeholder": "a parameter",
    "Window": "a window function",
    "Alias": "two values side by side",
    "Concat": "two texts side by side",
    "Command": "a statement",
    "Commit": "a statement",
    "Tuple": "a list of values",
    "Pow": "the operator ^",
    "Bracket": "a subscript",
    "Exists": "a subquery",
    "Distinct": "DISTINCT",
    "AtTimeZone": "a time zone",
}


class _Reader:
    """Reads nodes into trees, counts how deep they lie and gathers the columns."""

    def __init__(self, text: str, constants: Mapping[str, Tree]) -> None:
        self.text, self.constants = text, constants
        self.columns: dict[str, None] = {}
        self.depth = 0

    def read(self, node: Any) -> Tree:
        """The tree of a node."""
        known = NODES.get(type(node).__name__)
        if known is None:
            raise self.refused(node)
        for name, value in node.args.items():
            if value and name not in known.arguments:
                raise self.refused(node)
        self.depth += 1
        if self.depth > MOST_LEVELS:
            raise too_deep(MOST_LEVELS)
        tree = known.read(self, node)
        self.depth -= 1
        return tree

    def refused(self, node: Any) -> ParameterError:
        """The error for a node that is not in the whitelist."""
        kind = type(node).__name__
        if kind.startswith(("Current", "Local")):
            return reads_clock(self.text, node.sql("postgres").lower())
        what = REFUSED.get(kind, "") or f"{node.sql('postgres')!r}"[:100]
        return not_offered(self.text, what)

    def number(self, text: str) -> Tree:
        """A number literal."""
        try:
            sign, digits, exponent = Decimal(text).as_tuple()
        except InvalidOperation:  # an exponent of more than 18 digits
            sign, digits, exponent = 0, (), 99
        assert isinstance(exponent, int)
        if len(digits) + max(exponent, 0) > 19 or exponent < -18:
            raise ParameterError(f"the number {quoted(text)} has too many digits (at most 18)")
        units = int("".join(map(str, digits))) * 10 ** max(exponent, 0) * (-1 if sign else 1)
        if exponent >= 0:
            return ("literal", "integer", self.whole(units))
        return ("literal", "decimal", (self.whole(units), -exponent))

    def whole(self, value: int) -> int:
        """A number that fits 64 bits."""
        if not -(2**63) <= value < 2**63:
            raise ParameterError(f"the number {value} has too many digits (at most 18)")
        return value

    def call(self, name: str, arguments: list[Tree]) -> Tree:
        """A call of a function."""
        return call(self.text, name, arguments)
