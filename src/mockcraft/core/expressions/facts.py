"""What can be told of an expression's values before any row is made."""

from collections.abc import Callable

from mockcraft.core.expressions.operand import Tree

Nullable = Callable[[str], bool]
Known = frozenset[Tree]  # trees that are not NULL where they stand

_NEVER_NULL = frozenset({"is null", "is true", "is false", "is not distinct from", "concat"})
_OWN = frozenset({"literal", "column", "and", "or", "coalesce", "case", "nullif", "in", "between"})


def can_be_null(tree: Tree, nullable: Nullable, known: Known = frozenset()) -> bool:
    """Whether a tree can be NULL for some row; False is certain.

    Conditions count: `case when x is null then 0 else x end` is never NULL, nor is `case when x > 0
    then x else 0 end`.

    Args:
        tree: of an expression.
        nullable: whether a column of that name can be NULL.
        known: trees that are not NULL for the rows it is evaluated for.
    """
    operation, *arguments = tree
    if tree in known or operation in _NEVER_NULL:
        return False
    match operation:
        case "literal":
            return bool(arguments[0] == "null")
        case "column":
            return nullable(arguments[0])
        case "nullif":
            return True
        case "coalesce":
            return all(can_be_null(each, nullable, known) for each in arguments)
        case "case":
            return _choice_can_be_null(tree, nullable, known)
        case "and" | "or":
            return _logic_can_be_null(tree, nullable, known)
    given = (each for each in arguments if isinstance(each, tuple))
    return any(can_be_null(each, nullable, known) for each in given)


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
    operation, *arguments = condition
    if operation == "not":
        return _implied(arguments[0], not answer, certain)
    if operation == "is null":
        return frozenset() if answer else _beneath(arguments[0])
    if operation == ("and" if answer else "or"):
        return frozenset[Tree]().union(*(_implied(each, answer, certain) for each in arguments))
    return _beneath(condition) if certain else frozenset()


def _beneath(tree: Tree) -> Known:
    """The tree, and those below it that must be known for it to be known."""
    found, left = set(), [tree]
    while left:
        each = left.pop()
        found.add(each)
        if each[0] not in _OWN | _NEVER_NULL:
            left += (part for part in each[1:] if isinstance(part, tuple))
    return frozenset(found)
