"""How a text style writes what the kernel draws: a column's form as segments of rows, made once for all chunks."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pyarrow as pa

from mockcraft.core.arrays import text_array
from mockcraft.core.coded import arrow_pool
from mockcraft.core.pool import Pool
from mockcraft.core.program.drawn import Lazy, LazyRows
from mockcraft.core.program.form import Document, Form, Listing, Moment
from mockcraft.core.program.kind import Kind
from mockcraft.core.program.number import Flag
from mockcraft.core.program.segments import Segments
from mockcraft.core.program.verbs import Cell, Chosen, Counted, Identifier, Words
from mockcraft.core.types import Type
from mockcraft.dataclass import dataclass
from mockcraft.formats.dictionaries import affixed

_DIGITS = text_array(list("-.0123456789abcdef"))  # what numbers and UUIDs are written in


class Style(Protocol):
    """What a text style says of how it writes values, see text.TextStyle."""

    quote: str
    null: str
    booleans: tuple[str, str]
    separator: str
    zoned: tuple[str, str]

    def is_quoted(self, type_: Type) -> bool:
        """Whether values of the type stand in quotes."""

    def escaped(self, parts: Sequence[pa.StringArray], alone: bool) -> list[pa.StringArray] | None:
        """Texts of which cells are put together, escaped by themselves, or None."""

    def encloses(self, parts: Sequence[pa.StringArray]) -> bool:
        """Whether a text of one of each of these stands in quotes whichever they are, though no text has to."""

    def enclosed(self) -> "tuple[str, Callable[[pa.StringArray], pa.StringArray]]":
        """What stands around such a text, and what escapes a part of it."""

    def document(self) -> "tuple[str, DocumentStyle]":
        """What stands around JSON documents, and the style of what is in them."""


class DocumentStyle(Style, Protocol):
    """A style of JSON."""

    def written(self, json: str) -> str:
        """A part of a document as it stands in a row."""

    def head(self, name: str) -> str:
        """What stands before a member, likewise."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A column as a part of rows: its segments, and the rows that they are written of."""

    segments: Segments
    rows: LazyRows


def drawing(style: Style, column: Lazy, type_: Type) -> Drawing | None:
    """The column in this style; None where the style has to see its values."""
    known = column.form.rendered
    if style not in known:
        known[style] = rendered(style, column.form, type_)
    segments = known[style]
    return None if segments is None else Drawing(segments, column.rows)


def rendered(style: Style, form: Form, type_: Type) -> Segments | None:
    """The form in this style; None where the style has to see its values."""
    made = Segments()
    return made if _add_form(made, style, form, type_) else None


def _add_form(made: Segments, style: Style, form: Form, type_: Type) -> bool:
    """Whether the style can write the form without seeing values; then it is added."""
    document = form.cells[0] if form.cells else None
    if isinstance(document, Document):
        return _sparse(made, style, form, lambda: _add_document(made, style, document))
    if isinstance(document, Listing):
        return _sparse(made, style, form, lambda: _add_listing(made, style, document, type_))
    quote = style.quote if style.is_quoted(type_) else ""
    cells: Sequence[Any] = form.cells
    if type_.family in _TEXTS:
        escaped = _escaped(style, _halved(cells)) or _escaped(style, cells)
        if escaped is None:
            return False
        cells, quote = escaped[0], escaped[1] or quote
    quoted = _quoted(cells, quote)
    return _sparse(made, style, form, lambda: _add_all(made, style, quoted, type_))


def _sparse(made: Segments, style: Style, form: Form, add: Callable[[], bool]) -> bool:
    """Adds what `add` adds, and the style's null where there is no value."""
    if form.null is None:
        return add()
    added: list[bool] = []
    made.sparse(form.null.place, style.null, lambda: added.append(add()))
    return all(added)


def _add_document(made: Segments, style: Style, document: Document) -> bool:
    quote, inner = style.document()
    before = quote + inner.written("{")
    for name, type_, form in document.members:
        made.literal(before + inner.head(name))
        if not _add_form(made, inner, form, type_):
            return False
        before = inner.written(",")
    made.literal(inner.written("}") + quote)
    return True


def _add_listing(made: Segments, style: Style, listing: Listing, type_: Type) -> bool:
    quote, inner = style.document()
    length, items = listing.length, listing.items

    def add() -> bool:
        made.literal(quote + inner.written("["))
        added = [_add_item(made, inner, listing, place) for place in range(len(items))]
        made.literal(inner.written("]") + quote)
        return all(added)

    if not quote or style.is_quoted(type_):
        return add()
    if not items or not inner.is_quoted(listing.type) or items[0].null is not None:
        return False  # whether there is something that needs quotes is told by the values
    added: list[bool] = []
    made.sparse(length.less(1).place, "[]", lambda: added.append(add()))
    return all(added)


def _add_item(made: Segments, style: DocumentStyle, listing: Listing, place: int) -> bool:
    """The item at a place, in the rows that have so many."""
    added: list[bool] = []

    def add() -> None:
        if place:
            made.literal(style.written(","))
        added.append(_add_form(made, style, listing.items[place], listing.type))

    if listing.length.low > place:
        add()
    else:
        made.sparse(listing.length.less(place + 1).place, "", add)
    return all(added)


_TEXTS = ("text", "bytes", "nested")


@dataclass(frozen=True, slots=True)
class _Half:
    """The text of the pool at the place that is half of what a step makes."""

    pool: Pool
    place: int
    upper: bool


def _halved(cells: Sequence[Any]) -> list[Any]:
    """The cells, those of long pools as two of short ones."""
    made: list[Any] = []
    for cell in cells:
        halves = cell.pool.halves if isinstance(cell, Chosen) else None
        place = cell.number.halves(len(halves[1])) if halves else None
        if halves is None or place is None:
            made.append(cell)
        else:
            made += [_Half(halves[0], place, False), _Half(halves[1], place, True)]
    return made


@dataclass(frozen=True, slots=True)
class _Table:
    """A cell that is looked up in texts, which are escaped."""

    texts: pa.StringArray
    cell: Chosen | Words | _Half


def _escaped(style: Style, cells: Sequence[Any]) -> "tuple[list[Any], str] | None":
    """The cells of a text with their texts escaped, and the quote that they need; None where not each by itself."""
    alone = len(cells) == 1 and not isinstance(cells[0], Words)
    texts = [_texts_of(cell) for cell in cells]
    escaped, quote = style.escaped(texts, alone), ""
    if escaped is None:
        if not style.encloses(texts):
            return None
        quote, inner = style.enclosed()
        escaped = list(map(inner, texts))
    return list(map(_with_texts, cells, escaped)), quote


def _with_texts(cell: Cell, texts: pa.StringArray) -> Any:
    if isinstance(cell, str):
        return texts[0].as_py()
    return _Table(texts, cell) if isinstance(cell, Chosen | Words | _Half) else cell


def _texts_of(cell: Cell) -> pa.StringArray:
    if isinstance(cell, str):
        return text_array([cell])
    if isinstance(cell, Chosen | _Half):
        return arrow_pool(cell.pool)
    return cell.table if isinstance(cell, Words) else _DIGITS


def _quoted(cells: Sequence[Any], quote: str) -> list[Any]:
    """The cells with quotes around them, which go into a table that stands alone."""
    if not quote:
        return list(cells)
    first = cells[0]
    if len(cells) == 1 and isinstance(first, _Table) and isinstance(first.cell, Chosen):
        return [_Table(affixed(first.texts, quote, quote), first.cell)]
    return [quote, *cells, quote]


def _add_all(made: Segments, style: Style, cells: Sequence[Any], type_: Type) -> bool:
    for cell in cells:
        if isinstance(cell, str):
            made.literal(cell)
        elif isinstance(cell, _Table):
            _add_table(made, cell)
        elif isinstance(cell, Counted):
            kind = Kind.DECIMAL if cell.scale else Kind.INTEGER
            made.counted(kind, cell.number.place, cell.scale)
        elif isinstance(cell, Identifier):
            made.uuid(cell.high.place, cell.low.place)
        elif isinstance(cell, Flag):
            made.chosen(text_array(style.booleans), cell.place)
        else:
            _add_moment(made, style, cell, type_)
    return True


def _add_table(made: Segments, table: _Table) -> None:
    cell = table.cell
    if isinstance(cell, Chosen):
        made.chosen(table.texts, cell.number.place)
    elif isinstance(cell, _Half):
        made.chosen(table.texts, cell.place, cell.upper)
    else:
        count = cell.count
        made.words(table.texts, cell.words, count.high, count.place, cell.pairs)


def _add_moment(made: Segments, style: Style, moment: Moment, type_: Type) -> None:
    between, after = style.zoned if type_.kind == "timestamptz" else (style.separator, "")
    place = moment.seconds.place
    if moment.day and moment.clock:
        made.moment(place, between)
        made.literal(after)
    else:
        made.counted(Kind.DAY if moment.day else Kind.CLOCK, place)
