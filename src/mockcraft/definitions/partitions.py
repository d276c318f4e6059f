"""Partitions of tables in SQL files: how a table is cut, and the conditions of the rows that they take."""

import re
from collections.abc import Sequence

from mockcraft.dataclass import dataclass
from mockcraft.definitions.cursor import Cursor, NotUnderstood
from mockcraft.definitions.tokens import Token, members, written

# Bounds of PostgreSQL: the values between which, or that.
RANGE = re.compile(r"FROM \((.*)\) TO \((.*)\)$", re.DOTALL)
LIST = re.compile(r"IN \((.*)\)$", re.DOTALL)
_CUT_TIME = re.compile(
    r"\(*date_trunc\(\s*'\w+'(?:::text)?\s*,\s*(\"?\w+\"?)\s*\)+|\(*date\(\s*(\"?\w+\"?)\s*\)+|\(*(\"?\w+\"?)\)*::date\)*"
    r"|\(*(\"?\w+\"?)\s+AT\s+TIME\s+ZONE\s+'UTC'\)*",
    re.IGNORECASE,
)
# Types that stand before a constant.
_TYPED = ("DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL", "UUID", "TEXT", "NUMERIC")
_ENDS = ("MINVALUE", "MAXVALUE")


@dataclass(frozen=True, slots=True)
class Cut:
    """How a table is cut.

    Attributes:
        strategy: "range", "list", "hash" or another; as it is written, in small letters.
        subjects: what decides, as SQL.
        columns: the same, of plain columns alone; empty where an expression decides.
    """

    strategy: str
    subjects: tuple[str, ...]
    columns: tuple[str, ...]


def read_cut(cursor: Cursor) -> Cut:
    """Reads what stands behind PARTITION BY of PostgreSQL; raises NotUnderstood where nothing decides."""
    strategy = cursor.next().text.lower()
    listed = members(cursor.bracket())
    if not listed:
        raise NotUnderstood("PARTITION BY names no column")
    plain = all(len(each) == 1 for each in listed)
    names = [Cursor(each, cursor.fold).name() for each in listed] if plain else []
    return Cut(strategy, tuple(map(written, listed)), tuple(names))


def read_bound(found: Sequence[Token], cut: Cut | None) -> str:
    """A bound of PostgreSQL as the database tells it: words in capital letters, a space before brackets, no types.

    Raises NotUnderstood for a range of another number of values than decide.
    """
    signs = [
        " " * (place > 0 and (each.parted or each.text == "(")) + (each.word or each.text)
        for place, each in enumerate(_untyped(found))
    ]
    bound = "".join(signs)
    ends = RANGE.search(bound)
    if cut is not None and ends and any(len(parted(e)) != len(cut.subjects) for e in ends.groups()):
        raise NotUnderstood(f"{bound} is no range of {', '.join(cut.subjects)}")
    return bound


def _untyped(found: Sequence[Token]) -> list[Token]:
    """A bound without the types of its constants: `DATE '2024-01-01'`, `'a'::varchar(10)`."""
    made: list[Token] = []
    depth, cast = 0, -1  # of brackets, and that in which a type stands
    for place, each in enumerate(found):
        depth += {"(": 1, ")": -1}.get(each.text, 0)
        if each.text == "::":
            cast = depth
        elif cast >= 0 and (depth < cast or (depth == cast and each.text == ",")):
            cast = -1
        behind = found[place + 1] if place + 1 < len(found) else None
        typed = each.word in _TYPED and behind is not None and behind.kind == "text"
        if cast < 0 and not typed:
            made.append(each)
    return made


def leaf(cut: Cut, bound: str) -> str:
    """The condition of the rows that a partition of such a table takes; "" where any row finds one."""
    if cut.strategy == "list" and (found := LIST.search(bound)):
        values = [each for each in parted(found[1]) if each.upper() != "NULL"]
        subject = f"({cut.subjects[0]})"
        return f"{subject} IN ({', '.join(values)})" if values else f"{subject} IS NULL"
    if cut.strategy == "range" and (found := RANGE.search(bound)):
        return _between([*map(_moment, cut.subjects)], parted(found[1]), parted(found[2]))
    return ""


def _between(subjects: list[str], low: list[str], high: list[str]) -> str:
    """That a row lies between two bounds: the columns in which these are alike are equal to them."""
    same = 0
    while same < len(subjects) - 1 and low[same] == high[same]:
        same += 1
    there = [f"({each}) IS NOT NULL" for each in subjects]
    equal = [f"({name}) = {value}" for name, value in zip(subjects[:same], low[:same], strict=True)]
    rest = subjects[same:]
    ends = (beyond(rest, low[same:], ">", "MINVALUE"), beyond(rest, high[same:], "<", "MAXVALUE"))
    return " AND ".join([*there, *equal, *filter(None, ends)])


def _moment(subject: str) -> str:
    """The column of a time that is cut to days or months: bounds of ranges are cut so too."""
    found = _CUT_TIME.fullmatch(subject)
    return next(filter(None, found.groups())) if found else subject


def parted(text: str) -> list[str]:
    """The constants of a list, as SQL."""
    made, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(text):
        quoted = quoted != (sign == "'")
        depth += 0 if quoted else {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth and not quoted:
            made.append(text[start:place].strip())
            start = place + 1
    return [*made, text[start:].strip()]


def beyond(subjects: Sequence[str], bounds: Sequence[str], sign: str, open_: str) -> str:
    """That a row lies at its bound or behind it, above (`>`); or before it, below (`<`); by one column after another.

    `open_` is what a bound is called that leaves all rows in from its column on.
    """
    ways: list[str] = []
    same: list[str] = []
    for place, (subject, bound) in enumerate(zip(subjects, bounds, strict=False)):
        last = place == len(subjects) - 1
        if bound.upper() == open_:
            return _either([*ways, " AND ".join(same)]) if same else ""
        if bound.upper() in _ENDS:
            break
        strict = f"({subject}) {sign}{'=' * (last and sign == '>')} {bound}"
        ways.append(" AND ".join([*same, strict]))
        same.append(f"({subject}) = {bound}")
    return _either(ways)


def _either(ways: Sequence[str]) -> str:
    return f"({' OR '.join(f'({each})' for each in ways)})" if ways else ""


def read_bounds(cursor: Cursor) -> tuple[str, str, list[str]]:
    """Reads what stands behind PARTITION BY of MySQL: the method, what decides, and the bound of each partition.

    As information_schema.PARTITIONS has them: PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION.
    """
    cursor.take("LINEAR")
    method = cursor.next().word
    if cursor.take("COLUMNS"):
        method += " COLUMNS"
    while cursor.left and not cursor.at("("):
        cursor.next()
    expression = written(cursor.bracket())
    while cursor.left and not cursor.at("("):
        cursor.next()
        if cursor.left and cursor.left[0].text == "(" and _is_before(cursor):
            cursor.bracket()
    return method, expression, _bounds(cursor) if cursor.left else []


def _is_before(cursor: Cursor) -> bool:
    """Whether a bracket stands before the partitions, as that of SUBPARTITION BY HASH (...) does."""
    return len(cursor.left) > 1 and cursor.left[1].word != "PARTITION"


def _bounds(cursor: Cursor) -> list[str]:
    made = []
    for each in members(cursor.bracket()):
        bound = _bound(Cursor(each, cursor.fold))
        if bound is not None:
            made.append(bound)
    return made


def _bound(cursor: Cursor) -> str | None:
    """The bound of one partition; None for one of HASH or KEY."""
    while cursor.left and not cursor.take("VALUES"):
        cursor.next()
    if cursor.take("LESS", "THAN"):
        return "MAXVALUE" if cursor.at("MAXVALUE") else _short(cursor.bracket())
    return _short(cursor.bracket()) if cursor.take("IN") else None


def _short(found: Sequence[Token]) -> str:
    return ",".join(written(each) for each in members(found))
