"""SQL as tokens: words, names in quotes, texts and signs, each with its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

SHOWN = 60  # characters of a statement in a message
_COMMENT = r"--[^\n]*|/\*.*?\*/"
_QUOTED = r'"(?:[^"]|"")*"'
_BACKQUOTED = r"`(?:[^`]|``)*`"
_ESCAPED = r"'(?:[^'\\]|\\.|'')*'"


@dataclass(frozen=True, slots=True)
class Token:
    """A token.

    Attributes:
        kind: "word" for names and numbers, "name" for one in quotes, "text", "sign".
        text: as it is written.
        start: its first character in the file.
        parted: whether there is space or a comment before it.
    """

    kind: str
    text: str
    start: int
    parted: bool

    @property
    def word(self) -> str:
        """The word in capital letters; "" for what is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """What a name says, without its quotes; "" for what is none."""
        if self.kind == "name":
            quote = self.text[0]
            return self.text[1:-1].replace(quote * 2, quote)
        return self.text if self.kind == "word" else ""

    @property
    def said(self) -> str:
        """What a text says."""
        quote = self.text[-1]
        body = self.text[self.text.find(quote) + 1 : -1]
        return body.replace(quote * 2, quote).replace(f"\\{quote}", quote)


@cache
def _pattern(backslash: bool) -> re.Pattern[str]:
    """Of any token; `backslash` says that one is special in texts, as MySQL has it, where double quotes are texts too."""
    if backslash:
        texts, names = rf'{_ESCAPED}|"(?:[^"\\]|\\.|"")*"', _BACKQUOTED
        comments = rf"{_COMMENT}|\#[^\n]*"
    else:
        texts = rf"[eE]{_ESCAPED}|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"
        names, comments = rf"{_QUOTED}|{_BACKQUOTED}", _COMMENT
    return re.compile(
        rf"(?P<space>\s+|{comments})|(?P<text>{texts})|(?P<name>{names})|(?P<word>\d+\.\d+|[\w$@]+)|(?P<sign>::|.)",
        re.DOTALL,
    )


def tokens(script: str, start: int, backslash: bool) -> Iterator[Token]:
    """The tokens of a file from a place on, without spaces and comments."""
    parted = False
    for found in _pattern(backslash).finditer(script, start):
        kind = next(each for each in ("space", "text", "name", "word", "sign") if found[each] is not None)  # fmt: skip
        if kind == "space":
            parted = True
        else:
            yield Token(kind, found[0], found.start(), parted)
            parted = False


def written(found: Sequence[Token]) -> str:
    """The tokens as SQL, without comments, on one line."""
    return "".join(
        " " * (each.parted and place > 0) + each.text for place, each in enumerate(found)
    )


def members(found: Sequence[Token]) -> list[list[Token]]:
    """What stands between the commas outside of brackets; none for nothing."""
    made: list[list[Token]] = [[]]
    depth = 0
    for each in found:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(each.text, 0) if each.kind == "sign" else 0
        if each.text == "," and not depth:
            made.append([])
        else:
            made[-1].append(each)
    return [each for each in made if each]


def shown(tokens: Sequence[Token]) -> str:
    """The first words of a statement, for a message."""
    text = written(tokens)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
