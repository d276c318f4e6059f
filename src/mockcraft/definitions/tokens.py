"""SQL as tokens: words, names in quotes, texts and signs, each with its place.

sqlglot, which reads expressions elsewhere, reads a whole file or nothing of it: rows of COPY with a quote in them and
what stands behind DELIMITER are errors to it, of a statement that it does not know it keeps neither line nor reason,
and expressions come back in its own words, not in those that a catalogue has.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mockcraft.dataclass import dataclass

SHOWN = 60  # characters of a statement in a message
_COMMENT = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
# Where mysqldump hides partitions from servers that have none; the end of the comment is a sign that nothing reads.
_HIDDEN = r"/\*!\d*\s*(?=PARTITION\s+BY\b)"
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
    def opens(self) -> bool:
        """Whether it is a quote that none closes."""
        return self.kind == "sign" and self.text in "'\"`"

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
def _pattern(backslash: bool, delimiter: str) -> re.Pattern[str]:
    """Of any token; `backslash` says that one is special in texts, as MySQL has it, where double quotes are texts too.

    The delimiter of statements is a sign, also behind a word: END$$.
    """
    if backslash:
        texts, names = rf'{_ESCAPED}|"(?:[^"\\]|\\.|"")*"', _BACKQUOTED
        comments = rf"{_HIDDEN}|{_COMMENT}|\#[^\n]*"
    else:
        texts = rf"[eE]{_ESCAPED}|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"
        names, comments = rf"{_QUOTED}|{_BACKQUOTED}", _COMMENT
    end = re.escape(delimiter)
    word = r"[\w$@]+" if delimiter == ";" else rf"(?:(?!{end})[\w$@])+"
    return re.compile(
        rf"(?P<space>\s+|{comments})|(?P<text>{texts})|(?P<name>{names})|(?P<word>\d+\.\d+|{word})|(?P<sign>{end}|::|.)",
        re.DOTALL,
    )


def tokens(script: str, start: int, backslash: bool, delimiter: str) -> Iterator[Token]:
    """The tokens of a file from a place on, without spaces and comments."""
    parted = False
    for found in _pattern(backslash, delimiter).finditer(script, start):
        kind = found.lastgroup or ""  # of groups within one another, the outer one
        if kind == "space":
            parted = True
        else:
            yield Token(kind, found[0], found.start(), parted)
            parted = False


def end_of(script: str, start: int, backslash: bool, delimiter: str) -> int:
    """The place behind the next delimiter, as `tokens` finds it: of long statements that nothing is read of."""
    for found in _pattern(backslash, delimiter).finditer(script, start):
        if found.lastgroup == "sign" and found[0] == delimiter:
            return found.end()
    return len(script)


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
