"""The code of functions and triggers as one condition: when a function is true, and when a trigger lets a row in.

Statements are followed from the first to the last, each branch by itself: `IF a THEN RETURN b; END IF; RETURN c` is
`a AND b OR NOT a AND c`. Variables are replaced by what they were given, which may be a query of another table;
functions of the database that expressions call, and procedures that CALL runs, by what these are. What is not
understood stands in the condition as a column of the table UNKNOWN, so that the rest of it still says something.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from logging import getLogger
from typing import Any

from mockcraft.databases.conditions import ROW, both, closed, either, unknown
from mockcraft.databases.cutting import cut
from mockcraft.databases.guards import MESSAGES, Path, tokens
from mockcraft.dataclass import dataclass

MOST_STEPS = 400  # statements that are followed, as each branch doubles those behind it
MOST_CALLS = 4  # functions within functions
# Statements that go elsewhere than to the next one, or give variables what is not followed.
_NOT_FOLLOWED = (
    "LOOP", "WHILE", "FOR", "FOREACH", "REPEAT", "CASE", "EXCEPTION", "GOTO", "LEAVE", "ITERATE", "EXIT", "CONTINUE",
    "FETCH", "GET",
)  # fmt: skip
_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "NULL", "WITH", "MERGE", "EXECUTE")
# `a := 1`, `a text DEFAULT 1`, `SET a = 1`, `DECLARE a INT DEFAULT 1`: the variable, and what it is given.
_GIVEN = re.compile(
    r'(?:SET\s+|DECLARE\s+)?((?:NEW\s*\.\s*)?["`]?\w+["`]?)(?:\s+[\w\s.,()%]*?)?\s*(?::=|=|\bDEFAULT\b)\s*(.+)',
    re.IGNORECASE | re.DOTALL,
)
_TARGETS = re.compile(r'INTO\s+(?:STRICT\s+)?((?:["`.\w]+)(?:\s*,\s*["`.\w]+)*)', re.IGNORECASE)
Scope = dict[str, Any]  # what variables are, by their names in small letters


@dataclass(frozen=True, slots=True)
class Routine:
    """A function or a procedure of a database.

    Attributes:
        parameters: their names, in order; "" where one has none.
        code: its body, or the statement that makes it where it is written in standard SQL.
        sql: whether it is one query, and not statements.
    """

    parameters: tuple[str, ...]
    code: str
    sql: bool = False


Routines = Mapping[str, Routine]  # by their own names, in small letters
# Of a table by its name, in small letters; empty for one not known.
Columns = Callable[[str], frozenset[str]]


class Unreadable(Exception):
    """Code that is not followed."""


# What code says that is beyond this reader, or beyond sqlglot, costs no more than what it would have said.
_BEYOND = (Unreadable, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Reader:
    """Reads code of one database.

    Attributes:
        dialect: of its SQL, as sqlglot calls it.
        routines: that code may call.
        columns: asks for the columns of tables, which names in queries are before they are variables.
    """

    def __init__(
        self, dialect: str, routines: Routines, columns: Columns = lambda _: frozenset()
    ) -> None:
        self.dialect, self.routines, self.columns = dialect, routines, columns
        self._steps = 0
        self._skips = False  # whether the trigger that is read leaves a row out by RETURN NULL

    def check(self, text: str, names: Sequence[str]) -> Any:
        """A check with the functions it calls in its place, as a node of sqlglot; None where it calls none of them.

        Columns of the table, which are `names`, are those of ROW.
        """
        from sqlglot import exp

        node = self._parsed(text)
        if node is None or not any(True for _ in self._calls(node)):
            return None
        known = {each.lower(): each for each in names}
        scope = {
            low: exp.column(exp.to_identifier(each, quoted=True), table=ROW)
            for low, each in known.items()
        }
        self._steps = 0
        try:
            return self._whole(node, scope, 0)
        except _BEYOND:
            return None

    def trigger(self, code: str, when: str = "", skips: bool = False) -> Any:
        """When a trigger for each row lets one in, as a node of sqlglot; None where its code is not followed.

        `skips`: whether RETURN NULL leaves a row out, as before the insertion.
        """
        from sqlglot import exp

        self._steps, self._skips = 0, skips
        try:
            inserted: Scope = {"tg_op": exp.Literal.string("INSERT")}
            made = self._block(cut(tokens(code, self.dialect == "mysql")), inserted, 0)
            condition = self._expression(when, {}, 0) if when else None
        except _BEYOND:
            return None
        if made is None:
            made = exp.true()
        return made if condition is None else either(condition, made, exp.true())

    def without(self, paths: Sequence[Path]) -> Any:
        """What a row that goes none of these ways meets, as a node of sqlglot; None for no ways."""
        from sqlglot import exp

        self._steps = 0
        try:
            made = [
                exp.Not(this=exp.paren(exp.and_(*(self._expression(e, {}, 0) for e in path))))
                for path in paths
                if all(path)
            ]
        except _BEYOND:
            return None
        return exp.and_(*made) if made else None

    # ------------------------------------------------------------------ expressions

    def _parsed(self, text: str) -> Any:
        from sqlglot import parse_one
        from sqlglot.errors import SqlglotError

        logger = getLogger("sqlglot")
        silent, logger.disabled = logger.disabled, True
        try:
            return parse_one(text, dialect=self.dialect)
        except (SqlglotError, RecursionError):
            return None
        finally:
            logger.disabled = silent

    def _expression(self, text: str, scope: Scope, depth: int) -> Any:
        node = self._parsed(text)
        return unknown() if node is None else self._whole(node, scope, depth)

    def _calls(self, node: Any) -> Iterator[Any]:
        from sqlglot import exp

        for each in node.find_all(exp.Anonymous):
            if str(each.this).lower() in self.routines:
                yield each

    def _whole(self, node: Any, scope: Scope, depth: int) -> Any:
        """An expression with variables and calls replaced."""
        from sqlglot import exp

        root = exp.Paren(this=node.copy())
        for each in list(root.find_all(exp.Parameter, exp.Placeholder)):
            place = f"${each.this.name if each.this is not None else ''}"
            if place in scope:
                each.replace(scope[place].copy())
        for each in list(root.find_all(exp.Column)):
            self._replace(each, scope)
        for call in list(self._calls(root)):
            whole = call.parent if isinstance(call.parent, exp.Dot) else call
            whole.replace(self._called(call, depth))
        return root.this

    def _replace(self, column: Any, scope: Scope) -> None:
        """Puts what a variable is in the place of a name."""
        from sqlglot import exp

        name, table = column.name.lower(), column.table.lower()
        if not table:
            query = column.find_ancestor(exp.Select)
            while query is not None:
                sources = [*query.find_all(exp.Table)]
                if any(name in self.columns(each.name) for each in sources):
                    return
                query = query.find_ancestor(exp.Select)
            found = scope.get(name)
        else:
            found = scope.get(f"{table}.{name}")
            record = scope.get(table)
            if found is None and isinstance(record, exp.Select):
                query = record.copy()
                query.set("expressions", [exp.column(exp.to_identifier(column.name, quoted=True))])
                found = query
        if found is not None:
            column.replace(closed(found))

    def _called(self, call: Any, depth: int) -> Any:
        """What a function of the database is with these arguments."""
        routine = self.routines[str(call.this).lower()]
        values = call.expressions
        if depth >= MOST_CALLS or len(values) != len(routine.parameters):
            return unknown()
        made = self._body(routine, values, depth + 1, str(call.this).lower())
        return unknown() if made is None else closed(made)

    def _body(self, routine: Routine, values: Sequence[Any], depth: int, name: str = "") -> Any:
        scope: Scope = {f"${n}": each.copy() for n, each in enumerate(values, 1)}
        scope |= {
            parameter.lower(): each.copy()
            for parameter, each in zip(routine.parameters, values, strict=True)
            if parameter
        }
        scope |= {f"{name}.{each}": value for each, value in scope.items()}
        if not routine.sql:
            found = tokens(routine.code, self.dialect == "mysql")
            return self._block(cut(found), scope, depth)
        made = self._expression(_query_of(routine.code), scope, depth)
        return _of_query(made)

    # ------------------------------------------------------------------ statements

    def _block(self, found: Sequence[Any], scope: Scope, depth: int) -> Any:
        """The condition under which statements end well; None where they end without saying so."""
        from sqlglot import exp

        for place, each in enumerate(found):
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise Unreadable
            if isinstance(each, list):
                return self._branches(each, found[place + 1 :], scope, depth)
            words = [word.upper() for word in each if word.strip()]
            first, second = words[0], words[1] if len(words) > 1 else ""
            if first in ("RAISE", "SIGNAL"):
                if not (second in MESSAGES or "'01" in "".join(words)[:20]):
                    return exp.false()
            elif first == "RETURN":
                return self._returned(each, words, scope, depth)
            elif first == "CALL":
                made = self._procedure(each, scope, depth)
                rest = self._block(found[place + 1 :], scope, depth)
                return made if rest is None else rest if made is None else both(made, rest)
            elif first in _NOT_FOLLOWED or "HANDLER" in words[:4]:
                raise Unreadable
            else:
                self._assign(each, words, scope, depth)
        return None

    def _branches(
        self, branches: Sequence[Any], rest: Sequence[Any], scope: Scope, depth: int
    ) -> Any:
        (condition, inner), *more = branches
        made = self._block([*inner, *rest], dict(scope), depth)
        if not condition:
            return made
        other = (
            self._branches(more, rest, scope, depth)
            if more
            else self._block(rest, dict(scope), depth)
        )
        from sqlglot import exp

        if made is None and other is None:
            return None
        true = exp.true()
        asked = self._expression(condition, scope, depth)
        met, not_met = (true if each is None else each for each in (made, other))
        if _is_value(met) or _is_value(not_met):  # a function of texts or numbers
            return exp.Case().when(asked, met).else_(not_met)
        return either(asked, met, not_met)

    def _returned(
        self, statement: Sequence[str], words: Sequence[str], scope: Scope, depth: int
    ) -> Any:
        from sqlglot import exp

        if words[1:2] in (["NEW"], ["OLD"]) and len(words) == 2:
            return exp.true()
        if words[1:2] == ["NULL"] and len(words) == 2:
            return exp.Null() if depth else exp.Boolean(this=not self._skips)
        place = next(n for n, each in enumerate(statement) if each.strip())
        return self._expression("".join(statement[place + 1 :]), scope, depth)

    def _procedure(self, statement: Sequence[str], scope: Scope, depth: int) -> Any:
        """The condition under which a procedure that is called ends well; None where it is not known."""
        from sqlglot import exp

        node = self._parsed("".join(statement).strip()[4:].strip())
        call = next(self._calls(node), None) if node is not None else None
        if call is None or depth >= MOST_CALLS:
            return None
        routine = self.routines[str(call.this).lower()]
        values = [self._whole(each, scope, depth) for each in call.expressions]
        if len(values) != len(routine.parameters):
            return None
        # A variable among its arguments may be for what comes out.
        given = {each.name.lower() for each in call.expressions if isinstance(each, exp.Column)}
        scope |= dict.fromkeys(sorted(scope.keys() & given), unknown())
        return self._body(routine, values, depth + 1)

    def _assign(
        self, statement: Sequence[str], words: Sequence[str], scope: Scope, depth: int
    ) -> None:
        """Notes what a statement gives variables."""
        text = "".join(statement).strip()
        if words[0] in _WRITING:
            scope.pop("found", None)
            for targets in _TARGETS.finditer(text):
                scope |= {each.strip().lower(): unknown() for each in targets[1].split(",")}
        elif words[0] == "SET" and len(parts := _listed(statement)) > 1:
            for each in [parts[0], *("SET " + part for part in parts[1:])]:
                self._assign([each], ["SET"], scope, depth)
        elif words[0] in ("SELECT", "PERFORM"):
            self._selected(
                ["SELECT", *statement[statement.index(text.split()[0]) + 1 :]], scope, depth
            )
        elif found := _GIVEN.match(text):
            scope[re.sub('[`"]', "", found[1]).lower()] = self._expression(found[2], scope, depth)

    def _selected(self, statement: Sequence[str], scope: Scope, depth: int) -> None:
        """`SELECT … INTO a, b FROM …`: each variable is a query of one column."""
        from sqlglot import exp

        upper = [each.upper() for each in statement]
        targets: list[str] = []
        if "INTO" in upper:
            place = upper.index("INTO")
            found = _TARGETS.match("".join(statement[place:]))
            targets = [each.strip().lower() for each in found[1].split(",")] if found else []
            behind = "".join(statement[place:])[found.end() :] if found else ""
            statement = [*statement[:place], " ", behind]
        query = self._expression("".join(statement), scope, depth)
        if not isinstance(query, exp.Select):
            scope |= dict.fromkeys(targets, unknown())
            scope.pop("found", None)
            return
        there = query.copy()
        there.set("expressions", [exp.Literal.number(1)])
        scope["found"] = exp.Exists(this=there)
        if query.expressions and isinstance(query.expressions[0], exp.Star) and targets:
            scope[targets[0]] = query
            return
        for name, each in zip(targets, query.expressions, strict=False):
            one = query.copy()
            one.set("expressions", [each.copy()])
            scope[name.strip('`"')] = _of_query(one)


def _query_of(code: str) -> str:
    """The query of a function that is one: of `SELECT …`, of `RETURN …` and of `BEGIN ATOMIC … END`."""
    found = [each for each in tokens(code) if each != ";"]
    upper = [each.upper() for each in found]
    if "ATOMIC" in upper and upper[0] == "CREATE":
        last = len(upper) - 1 - upper[::-1].index("END")
        return "".join(found[upper.index("ATOMIC") + 1 : last]).strip()
    if "RETURN" in upper and upper[0] == "CREATE":
        return "".join(found[upper.index("RETURN") + 1 :]).strip()
    return "".join(found).strip()


def _listed(statement: Sequence[str]) -> list[str]:
    """What stands between the commas of a statement, but those in brackets."""
    parts, depth = [""], 0
    for each in statement:
        depth += (each == "(") - (each == ")")
        if each == "," and not depth:
            parts.append("")
        else:
            parts[-1] += each
    return parts


def _is_value(node: Any) -> bool:
    """Whether an expression is a text or a number beyond doubt, and no condition."""
    from sqlglot import exp

    return isinstance(
        node.unnest(),
        exp.Literal | exp.Neg | exp.Add | exp.Sub | exp.Mul | exp.Div | exp.DPipe | exp.Case,
    )


def _of_query(node: Any) -> Any:
    """A query as an expression: one without tables is what it selects."""
    from sqlglot import exp

    if not isinstance(node, exp.Select):
        return node
    if node.args.get("from_") is None and len(node.expressions) == 1:
        return node.expressions[0].unalias()
    return node.subquery()
