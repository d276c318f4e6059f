"""How conditions say each operation, in the words of a dialect, see `conditions`."""

from collections.abc import Callable, Sequence

from mockcraft.core.expressions.arithmetic import digits
from mockcraft.core.expressions.operand import INTERVALS, NUMBERS, Operand, Tree
from mockcraft.core.kinds import MOMENTS
from mockcraft.core.plan import Table
from mockcraft.formats.condition_words import Unsaid
from mockcraft.formats.conditions import Conditions
from mockcraft.formats.dialects import Dialect

STORED = ("text", "integer", "int32", "decimal", "float", "float32", "boolean", "date", "timestamp", "time")  # fmt: skip
Saying = Callable[[Conditions, Tree], str]


def _column(to: Conditions, tree: Tree) -> str:
    column = to.column(tree[1])
    if column.type.kind not in STORED:
        raise Unsaid(f"{column.type} as it is stored")
    return to.dialect.identifier(tree[1])


def _literal(to: Conditions, tree: Tree) -> str:
    _, kind, value = tree
    if kind in INTERVALS:
        raise Unsaid("an interval")
    if kind == "text":
        if "\0" in value:
            raise Unsaid("the character NUL")
        return to.words.literal_text(value)
    if kind == "decimal":
        return digits(*value)
    return {None: "NULL", True: "TRUE", False: "FALSE"}[value] if kind in ("null", "boolean") else str(value)  # fmt: skip


def _comparison(operation: str) -> Saying:
    ordered = operation not in ("=", "<>")

    def said(to: Conditions, tree: Tree) -> str:
        a, b = to.alike(tree[1:], ordered)
        return f"{a} {operation} {b}"

    return said


def _same(to: Conditions, tree: Tree) -> str:
    a, b = to.alike(tree[1:])
    both = f"{a} IS NULL AND {b} IS NULL"
    return f"CASE WHEN {a} = {b} THEN TRUE WHEN {both} THEN TRUE ELSE FALSE END"


def _in(to: Conditions, tree: Tree) -> str:
    sought, *values = to.alike(tree[1:])
    return f"{sought} IN ({', '.join(values)})"


def _between(to: Conditions, tree: Tree) -> str:
    value, low, high = to.alike(tree[1:], ordered=True)
    return to.words.between(value, low, high)


def _logic(word: str) -> Saying:
    return lambda to, tree: f" {word} ".join(map(to.nested, tree[1:]))


def _is(word: str) -> Saying:
    return lambda to, tree: f"{to.nested(tree[1])} IS {word}"


def _is_null(to: Conditions, tree: Tree) -> str:
    """Of a column of any type, also of those that nothing else can be said of."""
    if tree[1][0] == "column":
        return f"{to.dialect.identifier(to.column(tree[1][1]).name)} IS NULL"
    return f"{to.nested(tree[1])} IS NULL"


def _case(to: Conditions, tree: Tree) -> str:
    _, subject, branches, otherwise = tree
    results = [then for _, then in branches] + ([] if otherwise is None else [otherwise])
    said = _chosen(to, results)
    words = ["CASE"]
    for (when, _), then in zip(branches, said, strict=False):
        condition = when if subject is None else ("=", subject, when)
        words.append(f"WHEN {to.say(condition)} THEN {then}")
    words += [f"ELSE {said[-1]}"] if otherwise is not None else []
    return " ".join([*words, "END"])


def _chosen(to: Conditions, trees: Sequence[Tree]) -> list[str]:
    """Values of one type, of which one is chosen; texts stay texts."""
    kinds = {to.operand(tree).kind for tree in trees} - {"null"}
    if "float" in kinds or len(kinds & NUMBERS) > 1:
        raise Unsaid("a choice among numbers of several types")
    if kinds == {"text"} or not kinds:
        return [to.nested(tree) for tree in trees]
    return to.alike(trees)


def _coalesce(to: Conditions, tree: Tree) -> str:
    said = _chosen(to, tree[1:])
    return f"coalesce({', '.join(said)})"


def _nullif(to: Conditions, tree: Tree) -> str:
    a, b = to.alike(tree[1:])
    return f"CASE WHEN {a} = {b} THEN NULL ELSE {to.nested(tree[1])} END"


def _extreme(to: Conditions, tree: Tree) -> str:
    if len(tree) < 3:
        return to.nested(tree[1])
    said = to.alike(tree[1:], ordered=True)
    if any(to.operand(each).kind == "float" for each in tree[1:]):
        raise Unsaid(f"{tree[0]} of floats")
    known = " AND ".join(f"{to.nested(each)} IS NOT NULL" for each in tree[1:])
    return f"CASE WHEN {known} THEN {to.words.extreme(tree[0], said, to.operand(tree).kind)} END"


def _sum(to: Conditions, tree: Tree) -> str:
    kinds = [to.operand(each).kind for each in tree[1:]]
    if set(kinds) & MOMENTS:
        return _moved(to, tree, kinds)
    return _arithmetic(to, tree)


def _moved(to: Conditions, tree: Tree, kinds: Sequence[str]) -> str:
    """Dates some constant days apart from others, or two dates."""
    operation, a, b = tree
    if operation == "-" and list(kinds) == ["date", "date"]:
        return to.words.days_between(to.nested(a), to.nested(b))
    if operation == "+" and kinds[1] in MOMENTS:
        a, b, kinds = b, a, kinds[::-1]
    whole = b[0] == "literal" and b[1] in ("days", "integer")
    if kinds[0] not in ("date", "timestamp") or not whole:
        raise Unsaid("a moment that is moved by something else than constant days")
    days = b[2] if operation == "+" else -b[2]
    if abs(days) > 10**6:
        raise Unsaid("days beyond all years")
    return to.words.days_later(to.nested(a), kinds[0], days)


def _arithmetic(to: Conditions, tree: Tree) -> str:
    operation, *given = tree
    operands = [to.operand(each) for each in given]
    if any(each.kind not in ("integer", "decimal") for each in operands):
        raise Unsaid("arithmetic of floats, of intervals, or of NULL")
    if to.words.decimals_are_floats and any(each.kind == "decimal" for each in operands):
        raise Unsaid("decimals, which are floats there")
    longest = len(str(max(to.bound(tree), *map(to.bound, given))))
    if to.words.longest_number and longest > to.words.longest_number:
        raise Unsaid("numbers that may grow too long there")
    said = [_exact(to, tree, each) for tree, each in zip(given, operands, strict=True)]
    if operation == "negative":
        return f"- {said[0]}"
    if operation == "abs":
        return f"abs({said[0]})"
    return f"{said[0]} {operation} {said[1]}"


def _exact(to: Conditions, tree: Tree, each: Operand) -> str:
    whole = each.kind == "integer" and tree[0] != "literal"
    return to.words.exact(to.say(tree)) if whole else to.nested(tree)


def _remainder(to: Conditions, tree: Tree) -> str:
    divisor = tree[2]
    if divisor[0] != "literal" or divisor[1] not in ("integer", "decimal") or not to.bound(divisor):
        raise Unsaid("a division by something else than a constant")
    return _arithmetic(to, tree)


def _sign(to: Conditions, tree: Tree) -> str:
    (said, _) = to.alike((tree[1], ("literal", "integer", 0)))
    return f"CASE WHEN {said} > 0 THEN 1 WHEN {said} < 0 THEN -1 WHEN {said} = 0 THEN 0 END"


def _like(to: Conditions, tree: Tree) -> str:
    pattern = to.operand(tree[2]).literal
    if not isinstance(pattern, str) or "\\" in pattern or "\0" in pattern:
        raise Unsaid("like with a backslash, or with a pattern that is no constant")
    return to.words.like(to.nested(tree[1]), pattern)


def _length(to: Conditions, tree: Tree) -> str:
    return to.words.length(to.say(_text(to, tree[1])))


def _text(to: Conditions, tree: Tree) -> Tree:
    if to.operand(tree).kind != "text":
        raise Unsaid("NULL as a text")
    return tree


def _whole(tree: Tree, least: int) -> int:
    """A constant position or length, from `least` on."""
    if tree[:2] != ("literal", "integer") or not least <= tree[2] < 2**31:
        raise Unsaid("a position or a length that is no constant from 0 or 1 on")
    return int(tree[2])


def _substr(to: Conditions, tree: Tree) -> str:
    start = _whole(tree[2], 1)
    length = [str(_whole(tree[3], 0))] if len(tree) > 3 else []
    return f"substr({', '.join([to.say(_text(to, tree[1])), str(start), *length])})"


def _left(to: Conditions, tree: Tree) -> str:
    return f"substr({to.say(_text(to, tree[1]))}, 1, {_whole(tree[2], 0)})"


def _right(to: Conditions, tree: Tree) -> str:
    return to.words.last(to.say(_text(to, tree[1])), _whole(tree[2], 0))


def _trim(to: Conditions, tree: Tree) -> str:
    characters = tree[2] if len(tree) > 2 else " "
    if not characters or "\0" in characters:
        raise Unsaid("trim of no characters")
    return to.words.trimmed(tree[0], to.say(_text(to, tree[1])), characters)


def _joined(to: Conditions, tree: Tree) -> str:
    return to.words.joined([to.nested(_text(to, each)) for each in tree[1:]])


def _concat(to: Conditions, tree: Tree) -> str:
    said = [
        f"coalesce({to.say(_text(to, each))}, {to.words.literal_text('')})" for each in tree[1:]
    ]
    return to.words.joined(said)


def _replace(to: Conditions, tree: Tree) -> str:
    old, new = (to.operand(each).literal for each in tree[2:4])
    if not isinstance(old, str) or not isinstance(new, str) or not old or "\0" in old + new:
        raise Unsaid("replace with something else than constants")
    return to.words.replaced(to.say(_text(to, tree[1])), old, new)


def _cast(to: Conditions, tree: Tree) -> str:
    _, value, kind, *sizes = tree
    given = to.operand(value)
    spelled = given.kind == "text" and given.literal is not None and kind in MOMENTS
    if spelled or (given.kind == kind and not sizes) or (given.kind, kind) == ("date", "timestamp"):
        return to.moment(value, given, kind)
    raise Unsaid(f"a cast to {kind}")


def _extract(to: Conditions, tree: Tree) -> str:
    kind = to.operand(tree[2]).kind
    if kind in INTERVALS or tree[1] in ("week", "isodow", "isoyear"):
        raise Unsaid(f"the part {tree[1]}")
    if kind == "date" and tree[1] in ("hour", "minute", "second"):
        return f"CASE WHEN {to.nested(tree[2])} IS NOT NULL THEN 0 END"
    return to.words.part(tree[1], to.nested(tree[2]), kind)


SAID: dict[str, Saying] = {
    "column": _column, "literal": _literal,
    **{each: _comparison(each) for each in ("=", "<>", "<", "<=", ">", ">=")},
    "is not distinct from": _same, "in": _in, "between": _between,
    "and": _logic("AND"), "or": _logic("OR"), "not": lambda to, tree: f"NOT {to.nested(tree[1])}",
    "is null": _is_null, "is true": _is("TRUE"), "is false": _is("FALSE"),
    "case": _case, "coalesce": _coalesce, "nullif": _nullif, "greatest": _extreme, "least": _extreme,
    "+": _sum, "-": _sum, "*": _arithmetic, "%": _remainder, "negative": _arithmetic,
    "abs": _arithmetic, "sign": _sign,
    "like": _like, "length": _length, "substr": _substr, "left": _left, "right": _right,
    "trim": _trim, "ltrim": _trim, "rtrim": _trim, "||": _joined, "concat": _concat,
    "replace": _replace, "extract": _extract, "cast": _cast,
}  # fmt: skip


def conditions(table: Table, dialect: Dialect) -> Conditions:
    """What says conditions over the columns of a table."""
    return Conditions(table, dialect, SAID)
