"""An SQL file as statements: what programs that make dumps and people write between them is passed over."""

from collections.abc import Iterator

from mockcraft.dataclass import dataclass
from mockcraft.definitions.tokens import Token, end_of, tokens

_ROWS = {"INSERT", "REPLACE"}
_ROUTINES = {"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE"}
_CLOSES_OTHERS = {"IF", "LOOP", "WHILE", "REPEAT", "FOR"}  # behind END


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a file.

    Attributes:
        tokens: of it, without the semicolon; at least one.
        line: where it begins, from 1.
        text: as it is written.
    """

    tokens: tuple[Token, ...]
    line: int
    text: str


def statements(script: str, backslash: bool) -> Iterator[Statement]:
    """The statements of a file, without those that bring rows, rows of COPY and commands of clients.

    `backslash` says how texts are written, see `tokens.tokens`.
    """
    place, delimiter, line, counted = 0, ";", 1, 0
    while place < len(script):
        found, place, delimiter = _next(script, place, delimiter, backslash)
        if found:
            line += script.count("\n", counted, found[0].start)
            counted = found[0].start
            text = script[counted : found[-1].start + len(found[-1].text)]
            yield Statement(tuple(found), line, text)


def _next(script: str, place: int, delimiter: str, backslash: bool) -> tuple[list[Token], int, str]:
    """The tokens of one statement, where the next begins, and what ends it."""
    found: list[Token] = []
    depth = 0
    for token in tokens(script, place, backslash, delimiter):
        if not found and token.text == "\\":  # a command of psql
            return [], _line_end(script, token.start), delimiter
        if not found and token.word in _ROWS:
            return [], end_of(script, token.start, backslash, delimiter), delimiter
        if not found and token.word == "DELIMITER":
            end = _line_end(script, token.start)
            return [], end, script[token.start + len("DELIMITER") : end].strip() or ";"
        if script.startswith(delimiter, token.start) and (delimiter != ";" or depth <= 0):
            end = token.start + len(delimiter)
            return found, _behind_rows(script, end) if _is_copy(found) else end, delimiter
        if found and found[0].word == "CREATE":
            depth += _opens(token, found)
        found.append(token)
    return found, len(script), delimiter


def _opens(token: Token, before: list[Token]) -> int:
    """1 where a word opens a block of a routine, -1 where it closes one."""
    if not any(each.word in _ROUTINES for each in before[:8]):
        return 0
    if before[-1].word == "END":
        return (
            1 if token.word in _CLOSES_OTHERS else 0
        )  # END IF closes no block: what END took is given back
    return {"BEGIN": 1, "CASE": 1, "END": -1}.get(token.word, 0)


def _line_end(script: str, place: int) -> int:
    end = script.find("\n", place)
    return len(script) if end < 0 else end


def _is_copy(found: list[Token]) -> bool:
    words = [each.word for each in found]
    return words[:1] == ["COPY"] and "STDIN" in words


def _behind_rows(script: str, place: int) -> int:
    end = script.find("\n\\.", place)
    return len(script) if end < 0 else end + 3
