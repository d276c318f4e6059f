"""What can be told of an expression's values before any row is made."""

from collections.abc import Callable

from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.expressions.spelling import arguments

Nullable = Callable[[str], bool]
Known = frozenset[Tree]  # trees that are not NULL where they stand


def can_be_null(tree: Tree, nullable: Nullable, known: Known = frozenset()) -> bool:
    """Whether a tree can be NULL for some row; False is certain.

    Conditions count: `case when x is null then 0 else x end` is never NULL, nor is `case when x > 0
    then x else 0 end`.

    Args:
        tree: of an expression.
        nullable: whether a column of that name can be NULL.
        known: trees that are not NULL for the rows it is evaluated for.
    """
    if tree in known:
        return False
    match tree:
        case ("literal", kind, _):
            return bool(kind == "null")
        case ("column", name):
            return nullable(name)
        case ("nullif", *_):
            return True
        case ("coalesce", *values):
            return all(can_be_null(each, nullable, known) for each in values)
        case ("case", *_):
            return _choice_can_be_null(tree, nullable, known)
        case ("and" | "or", *_):
            return _logic_can_be_null(tree, nullable, known)
    never = FUNCTIONS[tree[0]].nulls == "never"
    return not never and any(can_be_null(each, nullable, known) for each in arguments(tree))


def _logic_can_be_null(tree: Tree, nullable: Nullable, known: Known) -> bool:
    """An argument counts where those before it have not decided."""
    for each in tree[1:]:
        if can_be_null(each, nullable, known):
            return True
        known |= _implied(each, tree[0] == "and", certain=False)
    return False


def _choice_can_be_null(tree: Tree, nullable: Nullable, known: Known) -> bool:
    _, subject, branches, otherwise = tree
    for when, then in branches:
        if subject is None:
            hit, passed = _implied(when, True, certain=True), _implied(when, False, certain=False)
        else:
            hit, passed = _beneath(subject) | _beneath(when), frozenset()
        if can_be_null(then, nullable, known | hit):
            return True
        known |= passed
    return otherwise is None or can_be_null(otherwise, nullable, known)


def _implied(condition: Tree, answer: bool, certain: bool) -> Known:
    """Trees that are not NULL where a condition has this answer (or is NULL, where not `certain`)."""
    operation, *parts = condition
    if operation == "not":
        return _implied(parts[0], not answer, certain)
    if operation == "is null":
        return frozenset() if answer else _beneath(parts[0])
    if operation == ("and" if answer else "or"):
        return frozenset[Tree]().union(*(_implied(each, answer, certain) for each in parts))
    return _beneath(condition) if certain else frozenset()


def _beneath(tree: Tree) -> Known:
    """The tree, and those below it that must be known for it to be known."""
    found, left = set(), [tree]
    while left:
        each = left.pop()
        found.add(each)
        if each[0] in FUNCTIONS and FUNCTIONS[each[0]].nulls == "argument":
            left += arguments(each)
    return frozenset(found)
