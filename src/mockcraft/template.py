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
        if not text.strip():
            raise UserError("columns: there is none (name generators: name,email)")
        self.titles: list[str] = []
        read: list[str | Field] = []
        pieces = _pieces(text)
        for before, piece in zip(["", *pieces], pieces, strict=False):
            if not piece.strip():
                raise UserError("columns: there is nothing between two commas (name a generator)")
            title, made = _titled(piece)
            try:
                field = _column(made)
            except UserError as error:
                told = str(error).partition(": ")[2] + _of_one(_titled(before)[1], piece)
                raise UserError(f"columns, {piece.strip()!r}: {told}") from None
            read.append(field)
            self.titles.append(title or field.name)
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


def _titled(piece: str) -> tuple[str, str]:
    """The title of a column, if it has one, and the generator behind it."""
    title, equals, made = piece.partition("=")
    if equals and set(title).isdisjoint(":{|"):
        return title.strip(), made.strip()
    return "", piece.strip()


def _column(made: str) -> Field:
    """The one generator of a column, with or without braces around it."""
    if not made:
        raise error_at(1, "there is no generator behind the = (name one)")
    parts = parse(made if made.startswith("{") else f"{{{made}}}")
    if len(parts) != 1 or not isinstance(parts[0], Field):
        raise error_at(1, "a column has one generator (a template puts texts together)")
    _bound(parts[0])
    return parts[0]


def _of_one(before: str, piece: str) -> str:
    """What to do where a piece that is no column may be a parameter of the generator before it."""
    if ":" not in before or before.startswith("{"):
        return ""
    return f"; if it is a parameter, write {{{before},{piece.strip()}}}"


def _bound(field: Field) -> Bound:
    try:
        generator = find(field.name)
        return generator.bind(field.parameters(list(generator.parameters)))
    except UserError as error:
        raise error_at(field.column, str(error)) from None
