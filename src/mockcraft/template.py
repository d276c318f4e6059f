"""Templates of `mockcraft generate`: text with generators in braces, filled for one record after another.

A generator that stands twice gives two values, unless both belong to the record, as names do.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockcraft.core.braces import Field, error_at, parse
from mockcraft.core.context import NOW, Context, agreed
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.spelling import filtered
from mockcraft.core.values import text_of
from mockcraft.errors import UserError
from mockcraft.generator import Bound, find


class Template:
    """A parsed template. The first place of a generator gives the values that it gives alone."""

    def __init__(self, text: str) -> None:
        """Parses `text`; raises UserError that names the column, counted from 1."""
        read = parse(text)
        self.parts = [_bound(part) if isinstance(part, Field) else part for part in read]
        self.filters = [part.filters if isinstance(part, Field) else () for part in read]

    def lines(self, count: int, seed: int, locale: str, *, now: int = NOW) -> Iterator[str]:
        """The template filled for the rows 0 to `count` - 1; `now` as `answer` has it."""
        fields = [part for part in self.parts if isinstance(part, Bound)]
        context = Context(seed, "", locale, now).sharing(agreed(f.settled for f in fields))
        seen: dict[str, int] = {}
        keyed: list[tuple[str | Bound, int]] = []
        for part in self.parts:
            name = part.generator.name if isinstance(part, Bound) else ""
            again = seen.get(name, 0)
            seen[name] = again + 1
            keyed.append((part, context.column_key(name, *([str(again)] if again else []))))
        return ("".join(self._fill(keyed, context, row)) for row in range(count))

    def _fill(
        self, keyed: list[tuple[str | Bound, int]], context: Context, row: int
    ) -> Iterator[str]:
        entities: dict[object, object] = {}
        for (part, key), filters in zip(keyed, self.filters, strict=True):
            if isinstance(part, str):
                yield part
                continue
            text = text_of(part(ScalarDraw(context, key, row, entities=entities)))
            for each in filters:
                text = filtered(text, each)
            yield text


def _bound(field: Field) -> Bound:
    try:
        generator = find(field.name)
        return generator.bind(field.parameters(list(generator.parameters)))
    except UserError as error:
        raise error_at(field.column, str(error)) from None
