"""Parts of SQL conditions: columns, constants, lengths, patterns. sqlglot parses; imported when it is needed."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from logging import getLogger
from typing import Any

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
MOST_ARGUMENTS = 6  # of num_nonnulls, each of which is a way to meet it
LATER = "2090-01-01"  # behind the time of any database
WRITTEN = "postgres"  # the SQL of expressions of a schema file, as `schema.sql` reads it
_LENGTHS = (
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "cardinality",
    "array_length",
)


def parsed(text: str, dialect: str) -> Any:
    """The node of a condition; None for what sqlglot does not read."""
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError

    logger = getLogger("sqlglot")
    silent, logger.disabled = logger.disabled, True
    try:
        return parse_one(text, dialect=dialect).transform(_listed, copy=False)
    except (SqlglotError, RecursionError):
        return None
    finally:
        logger.disabled = silent


def _listed(node: Any) -> Any:
    """a = ANY (ARRAY[1, 2]), <> ALL and > ALL, as PostgreSQL keeps lists, as IN, NOT IN and comparisons."""
    from sqlglot import exp

    if not isinstance(node, exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT | exp.LTE):
        return node
    right = stripped(node.expression)
    members = None
    if isinstance(right, exp.Any):
        members, all_ = right.this, False
    elif isinstance(right, exp.All) or (_name(right) == "all" and len(right.expressions) == 1):
        members, all_ = right.this if isinstance(right, exp.All) else right.expressions[0], True
    inner = bare(members) if members is not None else None
    if not isinstance(inner, exp.Array | exp.Tuple) or not inner.expressions:
        return node
    if isinstance(node, exp.EQ if not all_ else exp.NEQ):
        found = exp.In(this=node.this, expressions=inner.expressions)
        return exp.Not(this=found) if all_ else found
    joined = exp.and_ if all_ else exp.or_
    return joined(
        *(type(node)(this=node.this.copy(), expression=each) for each in inner.expressions)
    )


def written(node: Any) -> str:
    """A condition as the expressions of a schema file have it: without the casts that a catalogue adds."""
    from sqlglot import exp

    def plain(each: Any) -> Any:
        if isinstance(each, exp.Cast) and isinstance(stripped(each.this), exp.Column | exp.Literal):
            kind = each.to.this
            if kind in exp.DataType.TEXT_TYPES or kind in exp.DataType.NUMERIC_TYPES:
                return stripped(each.this)
        return each

    return str(node.copy().transform(plain).sql(dialect=WRITTEN))


def stripped(node: Any) -> Any:
    """A node without the brackets around it; `a IS NOT NULL` as NOT of `a IS NULL`."""
    from sqlglot import exp

    while isinstance(node, exp.Paren):
        node = node.this
    if node.args.get("negate"):
        positive = node.copy()
        positive.set("negate", None)
        return exp.Not(this=positive)
    return node


def bare(node: Any) -> Any:
    """A node without brackets and casts around it."""
    from sqlglot import exp

    while isinstance(node, exp.Paren | exp.Cast | exp.Collate):
        node = node.this
    return node


def column_of(node: Any) -> str | None:
    """The column that a node is, whatever it is cast to; None for anything else."""
    from sqlglot import exp

    node = bare(node)
    if isinstance(node, exp.Column) and not node.table:
        return str(node.name)
    return None


def is_clock(node: Any) -> bool:
    """Whether a node is the time."""
    from sqlglot import exp

    inner = bare(node)
    return isinstance(inner, exp.CurrentDate | exp.CurrentTimestamp) or _name(inner) == "now"


def is_constant(node: Any) -> bool:
    """Whether a node is a literal, or the time."""
    from sqlglot import exp

    inner = bare(node)
    if isinstance(inner, exp.Neg):
        return is_constant(inner.this)
    clocks = exp.CurrentDate | exp.CurrentTimestamp | exp.CurrentTime
    return isinstance(inner, exp.Literal | exp.Boolean | exp.Null | clocks) or _name(inner) == "now"


def constant_of(node: Any) -> Any:
    """The value of a literal: Decimal, text or bool; None for NULL, and for the time, which no row waits for.

    What is no finite number, such as 'NaN', is a text.
    """
    from sqlglot import exp

    inner = bare(node)
    if isinstance(inner, exp.Neg):
        value = constant_of(inner.this)
        return -value if isinstance(value, Decimal) else None
    if isinstance(inner, exp.Boolean):
        return bool(inner.this)
    if not isinstance(inner, exp.Literal):
        return None
    numeric = isinstance(node, exp.Cast) and node.to.this in exp.DataType.NUMERIC_TYPES
    if inner.is_string and not numeric:
        return str(inner.this)
    try:
        number = Decimal(str(inner.this))
    except InvalidOperation:
        return str(inner.this)
    return number if number.is_finite() else str(inner.this)


def length_of(node: Any, name: Callable[[Any], str | None]) -> tuple[str, str] | None:
    """What of a column a node measures, and the column: ("length", its name), "trim" or "json"."""
    from sqlglot import exp

    node = bare(node)
    if isinstance(node, exp.Length | exp.ArraySize):
        inner = bare(node.this)
        inner = bare(inner.this) if isinstance(inner, exp.Trim) else inner
        found = name(inner)
        return ("length", found) if found else None
    if isinstance(node, exp.Trim):
        found = name(node.this)
        return ("trim", found) if found else None
    called = _name(node)
    arguments = _arguments(node)
    if called in _LENGTHS and arguments and (found := name(bare(arguments[0]))):
        return "length", found
    if called in ("json_typeof", "jsonb_typeof", "json_type") and arguments:
        found = name(arguments[0])
        return ("json", found) if found else None
    return None


def _name(node: Any) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return str(node.sql_name()).lower() if isinstance(node, exp.Func) else ""


def _arguments(node: Any) -> list[Any]:
    from sqlglot import exp

    if isinstance(node, exp.Anonymous):
        return list(node.expressions)
    return [node.this] if node.this is not None else []


def negated(node: Any) -> Any:
    """The opposite of a condition; None where it is not told more simply than by NOT."""
    from sqlglot import exp

    node = stripped(node)
    turned = {
        exp.EQ: exp.NEQ,
        exp.NEQ: exp.EQ,
        exp.LT: exp.GTE,
        exp.GTE: exp.LT,
        exp.GT: exp.LTE,
        exp.LTE: exp.GT,
    }
    if type(node) in turned:
        return turned[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Not):
        return node.this
    if isinstance(node, exp.And | exp.Or):
        other = exp.Or if isinstance(node, exp.And) else exp.And
        left, right = exp.Not(this=node.left.copy()), exp.Not(this=node.right.copy())
        return other(this=exp.Paren(this=left), expression=exp.Paren(this=right))
    return None


def is_condition(node: Any) -> bool:
    """Whether a node is a condition, and no value."""
    from sqlglot import exp

    inner = stripped(node)
    return isinstance(inner, exp.Predicate | exp.And | exp.Or | exp.Not)


def either(left: Any, right: Any, alike: bool) -> Any:
    """That both conditions hold or neither does; not `alike`: that one of them does."""
    from sqlglot import exp

    def joined(one: Any, other: Any) -> Any:
        return exp.And(this=exp.Paren(this=one.copy()), expression=exp.Paren(this=other.copy()))

    def not_(node: Any) -> Any:
        return exp.Not(this=exp.Paren(this=node.copy()))

    pairs = (
        [(left, right), (not_(left), not_(right))]
        if alike
        else [(left, not_(right)), (not_(left), right)]
    )
    first, second = (joined(*pair) for pair in pairs)
    return exp.Or(this=first, expression=second)


def branched(node: Any) -> Any:
    """A CASE that is a condition, as its branches joined by OR; without an ELSE, other rows meet it."""
    from sqlglot import exp

    def both(*parts: Any) -> Any:
        return exp.Paren(this=exp.and_(*(exp.Paren(this=each.copy()) for each in parts)))

    tests = [
        exp.EQ(this=node.this, expression=each.this) if node.this else each.this
        for each in node.args["ifs"]
    ]
    before = [exp.Not(this=exp.Paren(this=each.copy())) for each in tests]
    parts = [
        both(tests[place], each.args["true"], *(() if node.this else before[:place]))
        for place, each in enumerate(node.args["ifs"])
    ]
    default = node.args.get("default")
    return exp.or_(*parts, both(*before, *([default] if default is not None else [])))


def one_of_them(node: Any) -> Any:
    """num_nonnulls(a, b) = 1 as what it is for each of the columns, joined by OR; None for anything else."""
    from sqlglot import exp

    if not isinstance(node, exp.EQ) or constant_of(node.right) != 1:
        return None
    called = stripped(node.left)
    if not isinstance(called, exp.Anonymous) or called.name.lower() != "num_nonnulls":
        return None
    if not 1 < len(called.expressions) <= MOST_ARGUMENTS:
        return None
    nulls = [exp.Is(this=each, expression=exp.Null()) for each in called.expressions]
    ways = [
        exp.and_(*(exp.Not(this=n.copy()) if n is one else n.copy() for n in nulls))
        for one in nulls
    ]
    return exp.or_(*map(exp.paren, ways))


ANY_SIGN, ANY_SIGNS = "[a-z]", "[a-z]{0,8}"  # what ? and *, _ and % become
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"  # that texts of letters alone are made of
_CLASS = re.compile(r"\*?(\[\^?\]?(?:[^\]\\]|\\.)*\]|\\[sdwSDW])\*?")


def glob_pattern(text: str) -> str:
    """The regular expression of short texts that a GLOB matches."""
    parts = {"*": ANY_SIGNS, "?": ANY_SIGN}
    found = re.findall(r"\[[^\]]+\]|.", text, re.DOTALL)
    return "".join(
        parts.get(each) or (each if len(each) > 1 else re.escape(each)) for each in found
    )


def like_pattern(text: str) -> str:
    """The regular expression of short texts that a LIKE matches."""
    parts = {"%": ANY_SIGNS, "_": ANY_SIGN}
    return "".join(parts.get(each) or re.escape(each) for each in text)


def whole_like(text: str) -> str:
    """The regular expression of all texts that a LIKE matches."""
    parts = {"%": ".*", "_": "."}
    return f"^{''.join(parts.get(each) or re.escape(each) for each in text)}$"


def whole_glob(text: str) -> str:
    """The regular expression of all texts that a GLOB matches."""
    parts = {"*": ".*", "?": "."}
    found = re.findall(r"\[[^\]]+\]|.", text, re.DOTALL)
    return f"^{''.join(parts.get(each) or (each if len(each) > 1 else re.escape(each)) for each in found)}$"


def similar_pattern(text: Any) -> str | None:
    """The regular expression of short texts that a SIMILAR TO matches; None for no text."""
    if not isinstance(text, str):
        return None
    return text.replace("%", ANY_SIGNS).replace("_", ANY_SIGN)


def beginning(node: Any) -> tuple[Any, str] | None:
    """(subject, pattern) of `substr(a, 1, 2) = 'ab'` or `left(a, 2) = 'ab'`; None for anything else."""
    from sqlglot import exp

    if not isinstance(node, exp.EQ):
        return None
    left, right = stripped(node.left), stripped(node.right)
    part, text = (right, left) if is_constant(left) else (left, right)
    text, size = constant_of(text), None
    if isinstance(part, exp.Left):
        size = constant_of(part.expression)
    elif isinstance(part, exp.Substring) and constant_of(part.args.get("start")) == 1:
        size = constant_of(part.args.get("length"))
    if not isinstance(text, str) or size != len(text) or {"%", "_"} & set(text):
        return None
    return bare(part.this), like_pattern(f"{text}%")


def regular(node: Any) -> Any:
    """The regular expression that a text is held against, as PostgreSQL keeps that of SIMILAR TO too."""
    if _name(node) == "similar_to_escape" and (given := _arguments(node)):
        return similar_pattern(constant_of(given[0]))
    return constant_of(node)


def signs_without(text: Any) -> str:
    """The class of SIGNS that a pattern of one class, as `[^a-z]` or GLOB's `*[^a-z]*`, does not find; "" for any other."""
    found = _CLASS.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return ""
    try:
        out = re.compile(found[1])
    except re.error:
        return ""
    kept = "".join(each for each in SIGNS if not out.match(each))
    return class_of(kept) if kept else ""


def class_of(signs: str) -> str:
    """A class of a regular expression that has these of SIGNS, with ranges where they follow one another."""
    made, place = "", 0
    while place < len(signs):
        end = place
        while (
            end + 1 < len(signs)
            and ord(signs[end + 1]) == ord(signs[end]) + 1
            and signs[end].isalnum()
        ):
            end += 1
        made += (
            signs[place]
            if end == place
            else signs[place] + ("-" if end > place + 1 else "") + signs[end]
        )
        place = end + 1
    return f"[{made}]"


def within_class(pattern: str, signs: str) -> str:
    """A pattern of LIKE or GLOB whose other signs are of a class; "" for one that is not of these alone."""
    if pattern.startswith("[") and pattern.endswith("]+"):  # a class too
        mine = "".join(s for s in SIGNS if re.match(pattern[:-1], s) and re.match(signs, s))
        return f"{class_of(mine)}+" if mine else ""
    wider = (
        re.match(signs, "a") is not None
    )  # so that single signs, and classes that are written so, are of it
    return pattern.replace(ANY_SIGNS if wider else ANY_SIGN, signs + "{0,8}" * wider)
