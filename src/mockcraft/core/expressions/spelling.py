"""Trees as SQL, for messages; `schema.expressions` reads what is written here."""

from collections.abc import Callable, Sequence
from typing import Any

from mockcraft.core.expressions.arithmetic import digits
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.core.expressions.operand import INTERVALS, Tree
from mockcraft.core.paths import spelt


def arguments(tree: Tree) -> Sequence[Tree]:
    """The trees that an operation is given."""
    if tree[0] in ("column", "literal"):
        return ()
    if tree[0] == "case":
        _, subject, branches, otherwise = tree
        pairs = [part for branch in branches for part in branch]
        return [each for each in (subject, *pairs, otherwise) if each is not None]
    return [each for each in tree[1:] if isinstance(each, tuple)]


def written(tree: Tree) -> str:
    """A tree as SQL."""
    operation = tree[0]
    if operation in _WRITTEN:
        return _WRITTEN[operation](tree)
    form = FUNCTIONS[operation].form
    if not form:
        given = (written(each) if isinstance(each, tuple) else _constant(each) for each in tree[1:])
        return f"{operation}({', '.join(given)})"
    if form.endswith("{…}"):
        return f" {operation} ".join(map(_nested, tree[1:]))
    return form.format(*(_nested(each) if isinstance(each, tuple) else each for each in tree[1:]))


def _nested(tree: Tree) -> str:
    """A tree within another, in brackets where it begins or ends with an argument."""
    form = FUNCTIONS[tree[0]].form if tree[0] in FUNCTIONS else ""
    return f"({written(tree)})" if form.startswith("{") or form.endswith("}") else written(tree)


def _constant(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _literal(tree: Tree) -> str:
    _, kind, value = tree
    if kind in ("null", "boolean"):
        return {None: "null", True: "true", False: "false"}[value]
    if kind == "decimal":
        units, scale = value
        return digits(units, scale)
    return f"interval '{value} {kind}'" if kind in INTERVALS else _constant(value)


def _column(tree: Tree) -> str:
    return spelt(tree[1])


def _negative(tree: Tree) -> str:
    inner = _nested(tree[1])
    return f"-({inner})" if inner.startswith("-") else f"-{inner}"  # two would begin a comment


def _in(tree: Tree) -> str:
    return f"{_nested(tree[1])} in ({', '.join(map(written, tree[2:]))})"


_TYPES = {"integer": "int", "float": "double"}
_SIZED = {"integer": "smallint", "decimal": "decimal({}, {})", "text": "varchar({})"}


def _cast(tree: Tree) -> str:
    _, value, kind, *sizes = tree
    if sizes and kind in _SIZED:
        return f"cast({written(value)} as {_SIZED[kind].format(*sizes)})"
    return f"cast({written(value)} as {_TYPES.get(kind, kind)})"


def _case(tree: Tree) -> str:
    _, subject, branches, otherwise = tree
    words = ["case"] + ([written(subject)] if subject is not None else [])
    words += [f"when {written(when)} then {written(then)}" for when, then in branches]
    words += [f"else {written(otherwise)}"] if otherwise is not None else []
    return " ".join([*words, "end"])


_WRITTEN: dict[str, Callable[[Tree], str]] = {
    "literal": _literal,
    "column": _column,
    "negative": _negative,
    "in": _in,
    "cast": _cast,
    "case": _case,
}
