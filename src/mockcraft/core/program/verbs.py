"""The verbs as programs of the kernel: for all rows at once, as steps that decide and cells that are written.

A generator is run once, with values that stand for those of every row; what it makes is the form of its
column. This is the one place where a verb gets its form. One that has none raises NoForm, and numpy and Arrow make
the column, which is right always.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeAlias

from mockcraft.core.coded import affixed_pool, constant_pool, number_pool, piece_pool, two_pools
from mockcraft.core.context import Context
from mockcraft.core.distributions import Segments
from mockcraft.core.draw import Draw
from mockcraft.core.hashing import derive
from mockcraft.core.list_file import ListFile
from mockcraft.core.pattern import PATTERN, fill_piece
from mockcraft.core.pool import Entries, ListColumn, ListTable, Pool
from mockcraft.core.program.decisions import StepRows
from mockcraft.core.program.number import Flag, Number
from mockcraft.core.program.verb import NoForm
from mockcraft.core.sentences import word_table
from mockcraft.core.spelling import units_of
from mockcraft.core.values import Decimal, text_of
from mockcraft.dataclass import dataclass

POOLED = 10_000  # numbers below it are looked up as text
MOST_TEXTS = 4  # of which each takes a decision more a row


@dataclass(frozen=True, slots=True)
class Chosen:
    """A text of the pool, at the place of the row's number."""

    pool: Pool
    number: Number


@dataclass(frozen=True, slots=True)
class Counted:
    """A number in decimal, the last `scale` of its digits behind a point."""

    number: Number
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """So many words, see sentences.sentences; `pairs` is the place of the first step that gives two of them."""

    table: Any
    words: int
    count: Number
    pairs: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """A UUID of 60 random bits and 62 more."""

    high: Number
    low: Number


Cell: TypeAlias = str | Chosen | Counted | Words | Identifier


class Spelled:
    """A text: cells one after another."""

    __slots__ = ("cells",)

    def __init__(self, *cells: Cell) -> None:
        self.cells = cells


class ProgramDraw(Draw):
    """The verbs, which add steps to a program."""

    __slots__ = ("rows",)

    def __init__(self, context: Context, key: int, rows: StepRows) -> None:
        super().__init__(context, key, rows.digits)
        self.rows = rows

    def _with(self, key: int) -> Self:
        return type(self)(self.context, key, self.rows)

    def _in(self, context: Context) -> Self:
        return type(self)(context, self.key, self.rows)

    def _entities(self) -> dict[Any, Any]:
        return self.rows.entities

    def _stream(self, label: str) -> int:
        return derive(self.key, label)

    # ------------------------------------------------------------------ decisions

    @property
    def row(self) -> Any:
        """See Draw."""
        rows = self.rows
        return rows.number if rows.ordinal is None else rows.ordinal

    def below(self, label: str, bound: Any) -> Any:
        """See Draw."""
        stream = derive(self.key, label)
        if stream not in self.digits:
            return self.rows.below(stream, bound)
        if not isinstance(bound, int):
            raise NoForm
        digit = self.digits[stream]
        places = self.rows.digit(digit)
        return places if digit.radix <= bound else self.rows.steps.digit(places, 1, bound)

    def hashed_below(self, label: str, bound: Any) -> Any:
        """See Draw."""
        return self.rows.below(derive(self.key, label), bound)

    def choose(self, label: str, pool: Pool | ListTable | ListFile) -> Any:
        """See Draw."""
        alias = pool.alias
        if alias is None or self._has_digit(label):
            return self.below(label, len(pool))
        return self.rows.choice(derive(self.key, label), alias)

    def within(self, label: str, segments: Segments) -> Any:
        """See Draw."""
        return within(self.rows, self.key, label, segments)

    def cell(self, column: ListColumn, entry: Any) -> Any:
        """See Draw: by entry, so that nothing is looked up on the way to the text."""
        pool = column.pool
        if "entries" not in pool.derived:
            pool.derived["entries"] = Pool(pool.name, [pool.values[code] for code in column.codes])
        return self._take(pool.derived["entries"], entry)

    def _first(self, entries: Entries, place: Any) -> Any:
        return place.at(entries.numbers)

    def _take(self, pool: Pool, index: Any) -> Any:
        return Spelled(Chosen(pool, index))

    def _piece(self, literal: str, alphabets: Sequence[str], index: Any) -> Any:
        if index is None:
            return fill_piece(literal, alphabets, 0)
        return self._take(piece_pool(literal, tuple(alphabets)), index)

    def _pair(self, label: str, bound: int) -> Any:
        return self.rows.pair(derive(self.key, label), bound)

    def _words(self, pool: Pool, count: Any, pairs: Sequence[Any], form: tuple[bool, str]) -> Any:
        if list(pairs) != list(range(pairs[0], pairs[0] + len(pairs))):
            raise NoForm
        return Spelled(Words(word_table(pool, *form), len(pool), count, pairs[0]))

    def _uuid(self, high: Any, low: Any) -> Any:
        return Spelled(Identifier(high, low))

    # ------------------------------------------------------------------ combination

    def join(self, *parts: Any) -> Any:
        """See Draw. A literal goes into the pool beside it."""
        return joined(*parts)

    def either(self, condition: Any, yes: Any, no: Any) -> Any:
        """See Draw. Of two texts one is chosen from the texts of both."""
        if isinstance(condition, bool):
            return yes if condition else no
        if not isinstance(condition, Flag):
            raise NoForm
        if isinstance(yes, Number | int) and isinstance(no, Number | int):
            return condition.choose(yes, no)
        (first, number), (second, other) = _entry(yes), _entry(no)
        place = condition.choose(number, other + len(first))
        return self._take(two_pools(first, second), place)

    def padded(self, value: Any, width: int) -> Any:
        """See Draw."""
        if isinstance(value, int):
            return str(value).rjust(width, "0")
        if width > 4 or value.low < 0 or value.high >= POOLED:
            raise NoForm
        return self._take(number_pool(width), value)

    def map(self, text: Any, change: Callable[[str], str], distinct: bool = False) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return change(text)
        cell = _chosen(text)
        return self._take(cell.pool.map(change), cell.number)

    def each(self, text: Any, make: Callable[[Self, str], Any]) -> Any:
        """See Draw: what differs in its verbs from row to row has no form."""
        if not isinstance(text, str):
            raise NoForm
        return make(self, text)

    def filled(
        self, text: Any, pattern: Callable[[str], str], classes: Mapping[str, str] = PATTERN
    ) -> Any:
        """See Draw and `each`."""
        if not isinstance(text, str):
            raise NoForm
        return super().filled(text, pattern, classes)

    def number(self, text: Any, scale: int = 0) -> Decimal:
        """See Draw."""
        (cell,) = text.cells if len(text.cells) == 1 else (None,)
        if not isinstance(cell, Chosen):
            raise NoForm
        return Decimal(cell.number.at([units_of(each, scale) for each in cell.pool.values]), scale)

    def check(self, rule: Callable[..., Any], text: Any) -> Any:
        """See Draw: nothing is read in a text that is not written yet."""
        raise NoForm

    def _entry_by(self, table: ListTable, column: str, text: Any) -> tuple[ListTable, Any]:
        """Of a few texts: an entry for each of them is chosen in every row, and counts where the row has that text."""
        cell = _chosen(text)
        texts = dict.fromkeys(cell.pool.values)
        if len(texts) > MOST_TEXTS:
            raise NoForm
        parts = [table.where(**{column: each}) for each in texts]
        if not all(map(len, parts)):
            raise NoForm
        entry: Any = 0
        for each, part in zip(texts, parts, strict=True):
            counts = cell.number.at([int(value == each) for value in cell.pool.values])
            entry = counts * self._first(part.places, self.entry(part)) + entry
        return table, entry.no_more_than(len(table) - 1)

    def _paired(self, first: Any, second: Any) -> Any:
        raise NoForm

    def _distinct(self) -> Any:
        number = self.rows.steps.distinct(self.rows.number, derive(self.key, "distinct"))
        return Spelled(Counted(number))


def _chosen(text: Spelled) -> Chosen:
    """The one cell of a text that is an entry of a pool as it is."""
    (cell,) = text.cells if len(text.cells) == 1 else (None,)
    if not isinstance(cell, Chosen):
        raise NoForm
    return cell


def _entry(text: "Spelled | str") -> tuple[Pool, Number | int]:
    """A text as an entry of a pool."""
    if isinstance(text, str):
        return constant_pool(text), 0
    if not isinstance(text, Spelled):
        raise NoForm
    cell = _chosen(text)
    return cell.pool, cell.number


def _cells(part: Any) -> Sequence[Cell]:
    """The cells of a part of a text."""
    if isinstance(part, Spelled):
        return part.cells
    if isinstance(part, Number):
        pooled = part.low >= 0 and part.high < POOLED
        return [Chosen(number_pool(0), part) if pooled else Counted(part)]
    if isinstance(part, Decimal) and isinstance(part.units, Number):
        return [Counted(part.units, part.scale)]
    if isinstance(part, str | int | Decimal):
        return [text_of(part)]
    raise NoForm


def _append(cells: list[Cell], cell: Cell) -> None:
    """Adds a cell; a literal before or behind one that is chosen is written into its pool."""
    last = cells[-1] if cells else None
    if cell == "":
        return
    if isinstance(last, str) and isinstance(cell, str):
        cells[-1] = last + cell
    elif isinstance(last, str) and isinstance(cell, Chosen):
        cells[-1] = Chosen(affixed_pool(cell.pool, last, ""), cell.number)
    elif isinstance(last, Chosen) and isinstance(cell, str):
        cells[-1] = Chosen(affixed_pool(last.pool, "", cell), last.number)
    else:
        cells.append(cell)


def joined(*parts: Any) -> "str | Spelled":
    """One text after another. A literal goes into the pool beside it."""
    cells: list[Cell] = []
    for part in parts:
        for cell in _cells(part):
            _append(cells, cell)
    if all(isinstance(cell, str) for cell in cells):
        return "".join(map(str, cells))
    return Spelled(*cells)


def within(rows: StepRows, key: int, label: str, segments: Segments) -> Number:
    """See hashing.within."""
    chosen = rows.choice(derive(key, label), segments.alias)
    if max(segments.starts) >= 2**63:
        raise NoForm
    start = chosen.at(segments.starts)
    if max(segments.widths) == 1:
        return start
    place = rows.below(derive(key, label + " within"), chosen.at(segments.widths))
    return (start + place).no_more_than(segments.starts[-1] + segments.widths[-1] - 1)
