"""Code of functions and triggers, read from place to place, and cut into its statements."""

from collections.abc import Sequence
from typing import Any

_LABELLED = ("BEGIN", "LOOP", "WHILE", "REPEAT", "FOR")  # what may have a label


def cut(found: Sequence[str]) -> list[Any]:
    """Statements as their tokens; an IF as a list of conditions, "" for ELSE, each with its statements."""
    return _Statements(_without_labels(found)).block(())


def _without_labels(found: Sequence[str]) -> list[str]:
    """The tokens but labels of blocks and loops: `a:` before BEGIN and the like in MySQL, `<<a>>` in PL/pgSQL."""
    made, at = list[str](), 0
    while at < len(found):
        if [*found[at : at + 2], *found[at + 3 : at + 5]] == ["<", "<", ">", ">"]:
            at += 5
            continue
        rest = (each.upper() for each in found[at + 2 : at + 5] if each.strip())
        if found[at + 1 : at + 2] == [":"] and next(rest, "") in _LABELLED:
            at += 2
            continue
        made.append(found[at])
        at += 1
    return made


class Cursor:
    """A place in code.

    Attributes:
        tokens: of the code.
        at: the number of the next one.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens, self.at = tokens, 0

    def word(self) -> str:
        """The word that is next, in capital letters; "" at the end."""
        while self.at < len(self.tokens):
            each = self.tokens[self.at]
            if each.strip() and each != ";":
                return each.upper()
            self.at += 1
        return ""

    def until(self, word: str) -> str:
        """What stands before a word, which is passed; a CASE in it is passed over whole."""
        start, depth = self.at, 0
        while self.at < len(self.tokens):
            each = self.tokens[self.at].upper()
            depth += (each == "CASE") - (each == "END" and depth > 0)
            if each == word and not depth:
                break
            self.at += 1
        self.at += 1
        return "".join(self.tokens[start : self.at - 1]).strip()

    def statement(self) -> tuple[str, ...]:
        """The rest of the statement, which is passed with the sign at its end."""
        start = self.at
        while self.at < len(self.tokens) and self.tokens[self.at] != ";":
            self.at += 1
        self.at += 1
        return tuple(self.tokens[start : self.at - 1])


class _Statements(Cursor):
    """Cuts code into statements."""

    def block(self, ends: Sequence[str]) -> list[Any]:
        """Statements until one of the ends, which is not passed."""
        made: list[Any] = []
        while (word := self.word()) and word not in ends:
            if word == "IF":
                made.append(self._if())
            elif word == "BEGIN":
                self.at += 1
                made += self.block(("END",))
                self.statement()
            elif word == "DECLARE" and self._is_section():
                self.at += 1
            else:
                made.append(self.statement())
        return made

    def _is_section(self) -> bool:
        """Whether DECLARE begins all declarations up to BEGIN, as in PL/pgSQL, which stands before it."""
        depth = [each.upper() for each in self.tokens[: self.at] if each.strip()]
        return "BEGIN" not in depth

    def _if(self) -> list[Any]:
        made, word = list[Any](), "IF"
        while word in ("IF", "ELSIF", "ELSEIF"):
            self.at += 1
            condition = self.until("THEN")
            made.append((condition, self.block(("ELSIF", "ELSEIF", "ELSE", "END"))))
            word = self.word()
        if word == "ELSE":
            self.at += 1
            made.append(("", self.block(("END",))))
        self.statement()
        return made
