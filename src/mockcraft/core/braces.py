"""Text with fields in braces, the one syntax of all templates.

`{name}` is a field, `{name:parameter=value,flag}` one with parameters. A value that holds a comma or a
closing brace stands in quotes, single or double. `{{` and `}}` are the braces themselves.
"""

from mockcraft.errors import ParameterError

QUOTES = "\"'"


class Field:
    """A field: its name, its parameters as text (True for a bare one), and its column, from 1."""

    __slots__ = ("column", "name", "parameters")

    def __init__(self, name: str, parameters: "dict[str, object]", column: int) -> None:
        self.name, self.parameters, self.column = name, parameters, column


def parse(text: str) -> "list[str | Field]":
    """Literals and fields in their order; raises ParameterError that names the column, from 1."""
    return _Parser(text).parts()


def error_at(column: int, message: str) -> ParameterError:
    """The error for what is wrong at a column of a template."""
    return ParameterError(f"template, column {column}: {message}", "template")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def parts(self) -> "list[str | Field]":
        parts: list[str | Field] = []
        literal = ""
        while self.place < len(self.text):
            character = self.text[self.place]
            self.place += 1
            if character not in "{}":
                literal += character
            elif self.text[self.place : self.place + 1] == character:
                literal += character
                self.place += 1
            elif character == "}":
                raise error_at(self.place, "a lone } (write }} for the brace itself)")
            else:
                parts += [literal, self._field()] if literal else [self._field()]
                literal = ""
        return [*parts, literal] if literal else parts

    def _field(self) -> Field:
        """The field whose opening brace has been read."""
        column = self.place
        name = self._until(":}").strip()
        if not name:
            raise error_at(column, "no name in the braces (write {{ for the brace itself)")
        return Field(name, self._parameters(), column)

    def _parameters(self) -> "dict[str, object]":
        given: dict[str, object] = {}
        while self.text[self.place - 1] != "}":
            parameter = self._until("=,}").strip()
            bare = self.text[self.place - 1] != "="
            given[parameter] = True if bare else self._until(",}")
        return given

    def _until(self, ends: str) -> str:
        """The text up to one of `ends`, which is read too; what is in quotes does not end it."""
        start, found, quote = self.place, "", ""
        while self.place < len(self.text):
            character = self.text[self.place]
            self.place += 1
            if quote:
                found, quote = (found, "") if character == quote else (found + character, quote)
            elif character in QUOTES and not found:
                quote = character
            elif character in ends:
                return found
            else:
                found += character
        raise error_at(start + bool(quote), f"{quote or '}'} is missing at the end")
