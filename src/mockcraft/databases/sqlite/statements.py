"""What only the statements say that SQLite keeps of its tables and indexes: checks, and what an index is of."""

import re
from collections.abc import Iterator, Sequence

from mockcraft.databases.bodies import Reader
from mockcraft.databases.conditions import told
from mockcraft.databases.guards import Path, Sought, looked_up, raised, sought, words_of, written_to
from mockcraft.dataclass import dataclass
from mockcraft.stored import StoredRule

# Text, names in quotes, comments, words, and any other character by itself.
_TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|\w+|\s+|.""",
    re.DOTALL,
)


def checks_of(statement: str) -> Iterator[StoredRule]:
    """The checks of a CREATE TABLE, without comments."""
    tokens = _tokens(statement)
    for place, token in enumerate(tokens):
        if token.upper() == "CHECK":
            text = _within(tokens, place + 1)
            if text:
                yield StoredRule(_constraint(tokens[:place]), "check", text)


def _constraint(tokens: list[str]) -> str:
    """The name at the end of `CONSTRAINT name`, without its quotes; "" where there is none."""
    words = [token for token in tokens if not token.isspace()][-2:]
    named = len(words) == 2 and words[0].upper() == "CONSTRAINT"
    return words[1].strip('"`[]') if named else ""


def computed_of(statement: str) -> dict[str, str]:
    """What the generated columns of a CREATE TABLE are computed from, by their names."""
    tokens = _tokens(statement)
    if "(" not in tokens:
        return {}
    made = {}
    for member in _members(_within(tokens, tokens.index("("))):
        own = _tokens(member)
        upper = [each.upper() for each in own]
        if "AS" in upper and (text := _within(own, upper.index("AS") + 1)):
            made[own[0].strip('"`[]')] = text
    return made


def index_rule(name: str, statement: str, columns: tuple[str, ...]) -> StoredRule:
    """The rule of a unique index of some rows, or of expressions; `columns` are the whole ones."""
    tokens = _tokens(statement)
    upper = [token.upper() for token in tokens]
    opening = tokens.index("(")
    members = _members(_within(tokens, opening))
    plain = {each.lower() for each in columns}
    expressions = tuple(each for each in members if each.strip('"`[] ').lower() not in plain)
    where = "".join(tokens[upper.index("WHERE") + 1 :]).strip() if "WHERE" in upper else ""
    return StoredRule(name, "unique", statement, columns, where, expressions)


@dataclass(frozen=True, slots=True)
class InsertTrigger:
    """A trigger on INSERT.

    Attributes:
        name: its name.
        paths: the ways to where it refuses a row, see guards.
        writes: names of tables that it inserts rows into.
        wants: rows of other tables that there must be, see guards.looked_up.
        named: those that it looks for, see guards.sought.
        said: the words of its code, see guards.words_of.
        queries: conditions of rows that ask other tables, see conditions.told.
    """

    name: str
    paths: Sequence[Path]
    writes: tuple[str, ...]
    wants: tuple[Sought, ...]
    named: tuple[Sought, ...]
    said: frozenset[str]
    queries: tuple[str, ...] = ()


def trigger_on_insert(name: str, statement: str) -> InsertTrigger | None:
    """What a CREATE TRIGGER does on INSERT; None where it is on another event."""
    tokens = _tokens(statement)
    upper = [token.upper() for token in tokens]
    if "BEGIN" not in upper:
        return None
    body = upper.index("BEGIN")
    head = upper[:body]
    if "INSERT" not in head or "INSTEAD" in head:
        return None
    when = "".join(tokens[head.index("WHEN") + 1 : body]).strip() if "WHEN" in head else ""
    code = "".join(tokens[body + 1 :])
    paths = raised(code, when)
    asked = any("SELECT" in text.upper() for path in paths for text in path)
    condition = Reader("sqlite", {}).without(paths) if asked else None
    return InsertTrigger(
        name, paths, tuple(written_to(code)), tuple(looked_up(code)),
        tuple(sought(code, lambda: "")), words_of(f"{when} {code}"),
        told(condition, "sqlite")[0] if condition is not None else (),
    )  # fmt: skip


def _tokens(statement: str) -> list[str]:
    """The tokens, and each comment as a space."""
    found = _TOKEN.findall(statement)
    return [" " if token[:2] in ("--", "/*") else token for token in found]


def _within(tokens: list[str], place: int) -> str:
    """What stands between the bracket at a place, or behind spaces there, and the one that closes it."""
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place == len(tokens) or tokens[place] != "(":
        return ""
    depth, first = 0, place + 1
    for place in range(place, len(tokens)):  # noqa: B020
        depth += {"(": 1, ")": -1}.get(tokens[place], 0)
        if not depth:
            return "".join(tokens[first:place]).strip()
    return ""


def _members(text: str) -> list[str]:
    """What stands between the commas of a list, without the order that it is sorted in."""
    depth, members = 0, [""]
    for token in _tokens(text):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and not depth:
            members.append("")
        else:
            members[-1] += token
    return [re.sub(r"\s+(ASC|DESC)$", "", each.strip(), flags=re.IGNORECASE) for each in members]
