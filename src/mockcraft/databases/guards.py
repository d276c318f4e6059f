"""What triggers demand of new rows, as conditions: `IF NEW.age < 18 THEN RAISE` is `NOT (age < 18)`.

The code of a trigger is read as far as it is plain: branches that end with a refusal, and what leads to them. A
branch that asks anything but the new row, such as other tables or variables, says nothing here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from logging import getLogger
from typing import Any

from mockcraft.databases.cutting import Cursor

# Text, names in quotes, comments, words, and any other character by itself.
_REST = r"`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|\w+|\s+|."
_TOKEN = re.compile(rf"""'(?:[^']|'')*'|"(?:[^"]|"")*"|{_REST}""", re.DOTALL)
_TOKEN_OF_MYSQL = re.compile(
    rf"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|\#[^\n]*|{_REST}""", re.DOTALL
)
MESSAGES = ("NOTICE", "WARNING", "INFO", "LOG", "DEBUG")  # of RAISE, which refuse nothing
_OPAQUE = ""  # a condition that is not known
_BRANCHES = ("ELSIF", "ELSEIF", "ELSE", "END")

_INSERT = re.compile(
    r'\b(?:INSERT|INSERT\s+IGNORE|REPLACE)\s+INTO\s+((?:"[^"]+"|`[^`]+`|[\w.])+)', re.IGNORECASE
)
Sought = tuple[str, str, str]
Path = tuple[str, ...]  # conditions that all hold where a row is refused


_NAME = r'((?:"[^"]+"|`[^`]+`|[\w.])+)'
_LOOKED_UP = rf"\bFROM\s+{_NAME}(?:\s+(?:AS\s+)?(?!WHERE)\w+)?\s+WHERE\s+(?:\w+\.)?[\"`]?(\w+)[\"`]?\s*=\s*NEW\.[\"`]?(\w+)[\"`]?"
_MISSED = re.compile(
    rf"\(\s*SELECT\b[^();]*?{_LOOKED_UP}\s*\)\s*IS\s+NULL|\bNOT\s+EXISTS\s*\(\s*SELECT\b[^();]*?{_LOOKED_UP}[^();]*\)"
    rf"|{_LOOKED_UP}\s*;\s*IF\s+NOT\s+FOUND\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\bFROM\s+{_NAME}(?:\s+(?:AS\s+)?(?!WHERE)\w+)?\s+WHERE\s+(?:\w+\.)?[\"`]?(\w+)[\"`]?\s*=\s*"
    r"(?:'((?:[^']|'')*)'|(SESSION_USER|CURRENT_USER)\b)",
    re.IGNORECASE,
)


def sought(code: str, user: Callable[[], str], *, mysql: bool = False) -> Iterator[Sought]:
    """(table, its column, text) of rows that code looks for by a text, or by the name of the user.

    Args:
        code: of a trigger and what it calls.
        user: asks for the name that the database knows the user by; "" for what is no plain name.
        mysql: as for refusals.
    """
    for table, column, text, by_user in _NAMED.findall("".join(tokens(code, mysql))):
        if found := user() if by_user else text.replace("''", "'"):
            yield table.rpartition(".")[2].strip('"`'), column, found


def looked_up(code: str) -> Iterator[tuple[str, str, str]]:
    """(column, table, its column) of rows of other tables without which a trigger refuses the new one.

    As triggers did before databases had foreign keys: `(SELECT id FROM books WHERE id = NEW.book) IS NULL`.
    """
    if re.search(r"\bRAISE\b|\bSIGNAL\b", code, re.IGNORECASE):
        for found in _MISSED.finditer(code):
            table, theirs, mine = filter(None, found.groups())
            yield mine, re.sub(r'["`]', "", table), theirs


def refusals(code: str, skips: bool = False, when: str = "", *, mysql: bool = False) -> list[Path]:
    """The ways to a refusal through the code of a trigger, in PL/pgSQL or MySQL's language.

    Args:
        code: its body.
        skips: whether RETURN NULL leaves a row out.
        when: its own condition; "" for none.
        mysql: whether it is in MySQL's language.
    """
    found = _Body(tokens(code, mysql), skips).block((when,) if when else (), ())
    return [path for path in found if path]


def raised(code: str, when: str = "") -> list[Path]:
    """The same of a trigger of SQLite, which refuses by SELECT RAISE(…), in CASE or WHERE where not always."""
    first = (when,) if when else ()
    found: list[Path] = []
    for statement in _statements(code):
        words = [each.upper() for each in statement]
        if "SELECT" not in words or "RAISE" not in words:
            continue
        if "CASE" in words:
            found += [(*first, condition) for condition in _cases(statement, words)]
        elif "WHERE" in words:
            found.append((*first, _joined(statement[words.index("WHERE") + 1 :])))
        elif first:
            found.append(first)
    return found


def demanded(paths: Sequence[Path], columns: Sequence[str], dialect: str) -> Iterator[str]:
    """What new rows must meet so that no path is gone, in a dialect as sqlglot calls it.

    Paths of which a condition is not about the columns of the new row alone are left out.
    """
    from sqlglot import exp

    names = {each.lower(): each for each in columns}
    for path in paths:
        terms = [each for text in path for each in _terms(text, names, dialect)]
        if any(each is None for each in terms):
            continue
        left = [each for each in terms if not _is(each, True)]
        if left and not any(_is(each, False) for each in left):
            yield exp.Not(this=exp.Paren(this=exp.and_(*left))).sql(dialect=dialect)


def written_to(code: str, *, mysql: bool = False) -> Iterator[str]:
    """The tables that code inserts rows into, by their own names; `mysql` as for refusals."""
    for name in _INSERT.findall("".join(tokens(code, mysql))):
        yield name.rpartition(".")[2].strip('"`')


def words_of(code: str, *, mysql: bool = False) -> frozenset[str]:
    """The words of code, in small letters, without those of texts and comments; `mysql` as for refusals."""
    found = (each.strip('"`').lower() for each in tokens(code, mysql) if not each.startswith("'"))
    return frozenset(each for each in found if each[:1].isalpha() or each[:1] == "_")


# ---------------------------------------------------------------------- conditions


def _terms(text: str, names: dict[str, str], dialect: str) -> list[Any]:
    """The parts of a condition of a new row, which all hold; None for one that asks anything else."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    if text == _OPAQUE:
        return [None]
    logger = getLogger("sqlglot")
    silent, logger.disabled = logger.disabled, True
    try:
        node = parse_one(text, dialect=dialect)
    except (SqlglotError, RecursionError):
        return [None]
    finally:
        logger.disabled = silent
    parts = list(node.flatten()) if isinstance(node, exp.And) else [node]
    return [_of_row(each.copy(), names) for each in parts]


def _of_row(whole: Any, names: dict[str, str]) -> Any:
    """A part of a condition with the columns of the new row by their names; None where it asks anything else."""
    from sqlglot import exp

    node = exp.Paren(this=whole)  # so that a column alone has something that it stands in
    if node.find(exp.Subquery, exp.Select, exp.Exists, exp.Parameter, exp.Placeholder):
        return None
    for column in list(node.find_all(exp.Column)):
        if column.name.upper() == "TG_OP" and not column.table:
            column.replace(exp.Literal.string("INSERT"))
        elif column.table.upper() == "NEW" and column.name.lower() in names:
            column.replace(exp.column(exp.to_identifier(names[column.name.lower()], quoted=True)))
        else:
            return None
    return node.this if node.find(exp.Column) else decided(node.this)


def decided(node: Any) -> Any:
    """A condition of no column, as what it comes to; None where that is not seen."""
    from sqlglot import exp
    from sqlglot.optimizer.simplify import simplify

    if isinstance(node, exp.In) and all(isinstance(e, exp.Literal) for e in node.expressions):
        return exp.Boolean(this=any(node.this == each for each in node.expressions))
    made = simplify(node)
    return made if isinstance(made, exp.Boolean) else None


def _is(node: Any, value: bool) -> bool:
    from sqlglot import exp

    return isinstance(node, exp.Boolean) and bool(node.this) is value


# ---------------------------------------------------------------------- code


def tokens(code: str, mysql: bool = False) -> list[str]:
    """The tokens of code, and each comment as a space. In MySQL texts a backslash hides a quote, and # begins a comment."""
    found = (_TOKEN_OF_MYSQL if mysql else _TOKEN).findall(code)
    signs = ("--", "/*", "#") if mysql else ("--", "/*")
    return [" " if each.startswith(signs) else each for each in found]


def _joined(tokens: Sequence[str]) -> str:
    return "".join(tokens).strip()


def _statements(code: str) -> Iterator[list[str]]:
    found: list[str] = []
    for each in tokens(code):
        if each == ";":
            yield found
            found = []
        else:
            found.append(each)
    yield found


def _cases(tokens: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """The conditions of a CASE behind which a row is refused."""
    place = words.index("CASE")
    while "WHEN" in words[place:] and "THEN" in words[place:]:
        start = words.index("WHEN", place)
        if "THEN" not in words[start:]:
            return
        place = words.index("THEN", start)
        if next((each for each in words[place + 1 :] if each.strip()), "") == "RAISE":
            yield _joined(tokens[start + 1 : place])


class _Body(Cursor):
    """Reads statements, and the ways to those that refuse a row."""

    def __init__(self, found: Sequence[str], skips: bool) -> None:
        super().__init__(found)
        self.skips = skips

    def block(self, path: Path, ends: Sequence[str]) -> list[Path]:
        """Reads statements until a word of the ends, or the end of the code."""
        found: list[Path] = []
        first = True
        while (word := self.word()) and word not in ends:
            if word == "IF":
                found += self._if(path)
            elif word in ("LOOP", "BEGIN", "CASE"):
                self.at += 1
                inner = path if word == "BEGIN" and first else (*path, _OPAQUE)
                found += self.block(inner, ("END",))
                self.statement()
            elif word in ("FOR", "FOREACH", "WHILE"):
                self.until("LOOP")
                found += self.block((*path, _OPAQUE), ("END",))
                self.statement()
            elif word == "EXCEPTION":  # handlers: what was refused may be caught
                self.statement()
                self.block((_OPAQUE,), ends)
                return [(*each, _OPAQUE) for each in found]
            else:
                if self._refuses(word):
                    found.append(path)
                self.statement()
            first = first and word == "DECLARE"
        return found

    def _if(self, path: Path) -> list[Path]:
        found: list[Path] = []
        before: Path = ()
        word = "IF"
        while word in ("IF", "ELSIF", "ELSEIF"):
            self.at += 1
            condition = self.until("THEN")
            found += self.block((*path, *before, condition), _BRANCHES)
            before = (*before, f"NOT ({condition})")
            word = self.word()
        if word == "ELSE":
            self.at += 1
            found += self.block((*path, *before), ("END",))
        self.statement()
        return found

    def _refuses(self, word: str) -> bool:
        behind = [each.upper() for each in self.tokens[self.at + 1 : self.at + 6] if each.strip()]
        if word == "RAISE":
            return behind[:1] != [] and behind[0] not in MESSAGES
        if word == "SIGNAL":
            return not any(each.startswith("'01") for each in behind)
        return word == "RETURN" and self.skips and behind[:1] == ["NULL"]
