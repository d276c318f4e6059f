"""A place among the tokens of a statement, which moves on as they are read."""

from collections.abc import Callable, Sequence

from mockcraft.definitions.tokens import Token, written


class NotUnderstood(Exception):
    """What stands in a statement is not what it should be; the message says what."""


class Cursor:
    """Reads tokens one after the other.

    Args:
        tokens: to read.
        fold: an unquoted name as the database keeps it.
    """

    def __init__(self, tokens: Sequence[Token], fold: Callable[[str], str]) -> None:
        self.tokens, self.place, self.fold = tokens, 0, fold

    @property
    def left(self) -> Sequence[Token]:
        """The tokens that are not read yet."""
        return self.tokens[self.place :]

    def at(self, *words: str) -> bool:
        """Whether the next tokens are these words or signs."""
        there = self.tokens[self.place : self.place + len(words)]
        return len(there) == len(words) and all(
            token.word == word or (token.kind == "sign" and token.text == word)
            for token, word in zip(there, words, strict=True)
        )

    def at_any(self, *words: str) -> bool:
        """Whether the next token is one of these words."""
        return any(self.at(each) for each in words)

    def take(self, *words: str) -> bool:
        """Reads these words, if they are next; whether they were."""
        if found := self.at(*words):
            self.place += len(words)
        return found

    def skip(self, *words: str) -> None:
        """Reads those of these words that are next, in this order."""
        for each in words:
            self.take(each)

    def next(self) -> Token:
        """Reads a token, whatever it is; raises NotUnderstood at the end."""
        if self.place >= len(self.tokens):
            raise NotUnderstood("it ends too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def name(self) -> str:
        """Reads a name, as the database keeps it."""
        token = self.next()
        if not token.name:
            raise NotUnderstood(f"{token.text} stands where a name should be")
        return token.name if token.kind == "name" else self.fold(token.name)

    def path(self) -> list[str]:
        """Reads a name, and those that qualify it before."""
        names = [self.name()]
        while self.take("."):
            names.append(self.name())
        return names

    def bracket(self) -> Sequence[Token]:
        """Reads a bracket; what is within."""
        if not self.take("("):
            there = self.left[0].text if self.left else "the end"
            raise NotUnderstood(f"{there} stands where a bracket should open")
        first, depth = self.place, 1
        while depth:
            token = self.next()
            if token.kind == "sign":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
        return self.tokens[first : self.place - 1]

    def until(self, stops: Callable[["Cursor"], bool]) -> Sequence[Token]:
        """Reads at least one token, and on to a place outside of brackets that `stops` is true for, or to the end."""
        first = self.place
        while self.left:
            if self.at("("):
                self.bracket()
            else:
                self.next()
            if self.left and stops(self):
                break
        return self.tokens[first : self.place]

    def expression(self, stops: Callable[["Cursor"], bool]) -> str:
        """Reads an expression, see `until`; as SQL."""
        return written(self.until(stops))
