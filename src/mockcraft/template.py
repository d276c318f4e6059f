"""Templates: text with generators in braces, filled for one record after another.

`{name}` is a generator, `{name:parameter=value,other=value}` one with parameters. A value that holds
a comma or a closing brace stands in quotes, single or double. `{{` and `}}` are the braces themselves.
A generator that stands twice gives two values, unless both belong to the record, as names do.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockcraft.core.draw import NOW, Context
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.values import text_of
from mockcraft.errors import UserError
from mockcraft.generator import Bound, find

QUOTES = "\"'"


class Template:
    """A parsed template. The first place of a generator gives the values that it gives alone."""

    def __init__(self, text: str) -> None:
        """Parses `text`; raises UserError that names the column, counted from 1."""
        self.text = text
        self.place = 0
        self.parts: list[str | Bound] = []
        literal = ""
        while self.place < len(text):
            character = text[self.place]
            self.place += 1
            if character not in "{}":
                literal += character
            elif text[self.place : self.place + 1] == character:
                literal += character
                self.place += 1
            elif character == "}":
                raise self._error(self.place, "a lone } (write }} for the brace itself)")
            else:
                self.parts += [literal, self._field()]
                literal = ""
        self.parts.append(literal)

    def lines(self, count: int, seed: int, locale: str) -> Iterator[str]:
        """The template filled for the rows 0 to `count` - 1."""
        context = Context(seed, "", locale, NOW)
        seen: dict[str, int] = {}
        keyed: list[tuple[str | Bound, int]] = []
        for part in self.parts:
            name = part.generator.name if isinstance(part, Bound) else ""
            again = seen.get(name, 0)
            seen[name] = again + 1
            keyed.append((part, context.column_key(name, *([str(again)] if again else []))))
        return ("".join(_fill(keyed, context, row)) for row in range(count))

    def _field(self) -> Bound:
        """The generator whose opening brace has been read."""
        start = self.place
        name = self._until(":}").strip()
        if not name:
            raise self._error(start, "no generator in the braces (write {{ for the brace itself)")
        given = self._parameters()
        try:
            return find(name).bind(given)
        except UserError as error:
            raise self._error(start, str(error)) from None

    def _parameters(self) -> dict[str, object]:
        """The parameters up to the closing brace; a bare name switches one on."""
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
        raise self._error(start + bool(quote), f"{quote or '}'} is missing at the end")

    def _error(self, column: int, message: str) -> UserError:
        return UserError(f"template, column {column}: {message}")


def _fill(keyed: list[tuple[str | Bound, int]], context: Context, row: int) -> Iterator[str]:
    entities: dict[object, object] = {}
    for part, key in keyed:
        if isinstance(part, str):
            yield part
        else:
            yield text_of(part(ScalarDraw(context, key, row, None, entities)))
