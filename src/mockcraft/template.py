"""Templates of `mockcraft generate`: text with generators in braces, filled for one record after another.

A generator that stands twice gives two values, unless both belong to the record, as names do.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockcraft.core.braces import QUOTES, Field, error_at, parse
from mockcraft.core.context import NOW, Context, agreed
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.spelling import filtered
from mockcraft.core.values import text_of
from mockcraft.errors import UserError
from mockcraft.generator import Bound, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Template:
    """A parsed template. The first place of a generator gives the values that it gives alone."""

    def __init__(self, text: str) -> None:
        """Parses `text`; raises UserError that names the column, counted from 1."""
        self._take(parse(text))

    def _take(self, read: list[str | Field]) -> None:
        self.parts = [_bound(part) if isinstance(part, Field) else part for part in read]
        self.filters = [part.filters if isinstance(part, Field) else () for part in read]

    def lines(self, count: int, seed: int, locale: str, *, now: int = NOW) -> Iterator[str]:
        """The template filled for the rows 0 to `count` - 1; `now` as `answer` has it."""
        return ("".join(map(text_of, row)) for row in self.rows(count, seed, locale, now=now))

    def rows(self, count: int, seed: int, locale: str, *, now: int = NOW) -> Iterator[list[Any]]:
        """The parts of the template for the same rows: literals, and values of generators."""
        fields = [part for part in self.parts if isinstance(part, Bound)]
        context = Context(seed, "", locale, now).sharing(agreed(f.settled for f in fields))
        seen: dict[str, int] = {}
        keyed: list[tuple[str | Bound, int]] = []
        for part in self.parts:
            name = part.generator.name if isinstance(part, Bound) else ""
            again = seen.get(name, 0)
            seen[name] = again + 1
            keyed.append((part, context.column_key(name, *([str(again)] if again else []))))
        return (list(self._fill(keyed, context, row)) for row in range(count))

    def _fill(
        self, keyed: list[tuple[str | Bound, int]], context: Context, row: int
    ) -> Iterator[Any]:
        entities: dict[object, object] = {}
        for (part, key), filters in zip(keyed, self.filters, strict=True):
            if isinstance(part, str):
                yield part
                continue
            value = part(ScalarDraw(context, key, row, entities=entities))
            for each in filters:
                value = filtered(text_of(value), each)
            yield value


class Columns(Template):
    """Columns of rows: generators with commas between them, each with a title of its own if it has one.

    Attributes:
        titles: of the columns.
    """

    def __init__(self, text: str) -> None:
        """Reads such as `name,email,plan=pattern:???,age={number:18,99}`; raises UserError that names the column."""
        self.titles: list[str] = []
        read: list[str | Field] = []
        for piece in _pieces(text):
            title, equals, made = piece.partition("=")
            if not equals or not set(title).isdisjoint(":{|"):
                title, made = "", piece
            if not piece.strip():
                raise UserError("columns: there is nothing between two commas (name a generator)")
            inner = made.strip().removeprefix("{").removesuffix("}")
            try:
                (field,) = parse(f"{{{inner}}}")
                assert isinstance(field, Field)
                _bound(field)
            except (UserError, ValueError) as error:
                told = str(error).partition(": ")[2] or "is no generator"
                raise UserError(f"columns, {piece.strip()!r}: {told}") from None
            read.append(field)
            self.titles.append(title.strip() or field.name)
        twice = next((t for t in self.titles if self.titles.count(t) > 1), None)
        if twice is not None:
            raise UserError(f"columns: {twice!r} is there twice (name one: other={twice})")
        self._take(read)

    @property
    def documents(self) -> list[bool]:
        """Which columns have JSON documents."""
        pairs = zip(self.parts, self.filters, strict=True)
        return [
            isinstance(part, Bound) and part.generator.type_name == "json" and not filters
            for part, filters in pairs
        ]


def _pieces(text: str) -> list[str]:
    """The text at commas that stand in no braces and no quotes."""
    pieces, quote, depth = [""], "", 0
    for character in text:
        if quote or character in QUOTES:
            quote = "" if character == quote else quote or character
        depth += (character == "{") - (character == "}")
        if character == "," and not quote and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _bound(field: Field) -> Bound:
    try:
        generator = find(field.name)
        return generator.bind(field.parameters(list(generator.parameters)))
    except UserError as error:
        raise error_at(field.column, str(error)) from None
