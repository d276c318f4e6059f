"""The verbs for a chunk of rows, in numpy and Arrow.

Chunks of 8,192 to 16,384 rows keep the arrays in the L2 cache and below the size from which malloc
maps fresh pages; both smaller and larger ones are slower.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, cast

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, literal, numpy_array, text_array
from mockcraft.core.coded import (
    Coded,
    Joined,
    affixed_pool,
    constant_pool,
    gathered,
    number_pool,
    piece_pool,
    plain_text,
    two_pools,
)
from mockcraft.core.context import Context
from mockcraft.core.distributions import Segments
from mockcraft.core.draw import Draw
from mockcraft.core.effort import spend
from mockcraft.core.hashing import (
    Rows,
    Signed,
    U,
    derive,
    hashed_below,
    hashed_choice,
    hashed_pair,
    permuted,
    within,
)
from mockcraft.core.keys import MASK
from mockcraft.core.ladder import Ladder
from mockcraft.core.list_file import ListFile
from mockcraft.core.pattern import PATTERN, fill_piece
from mockcraft.core.pool import Entries, ListColumn, ListTable, Pool
from mockcraft.core.sentences import sentences
from mockcraft.core.spelling import units_of
from mockcraft.core.uuids import uuids
from mockcraft.core.values import Decimal, text_of

_SIGNS = Pool("sign", ("", "-"))


class VectorDraw(Draw):
    """Decisions for the rows of a chunk."""

    __slots__ = ("rows",)

    def __init__(self, context: Context, key: int, rows: Rows) -> None:
        super().__init__(context, key, rows.digits)
        self.rows = rows

    def _with(self, key: int) -> Self:
        return type(self)(self.context, key, self.rows)

    def _in(self, context: Context) -> Self:
        return type(self)(context, self.key, self.rows)

    def spend(self, steps: int) -> None:
        """See Draw."""
        spend(steps * len(self.rows))

    def __getitem__(self, label: str) -> Self:
        return self._with(derive(self.key, label))

    def _entities(self) -> dict[Any, Any]:
        return self.rows.entities

    def _stream(self, label: str) -> int:
        return derive(self.key, label)

    @property
    def row(self) -> Any:
        """See Draw."""
        rows = self.rows
        return rows.numbers.view(np.int64) if rows.ordinals is None else rows.ordinals

    def step(self, place: Any) -> Self:
        """See Draw."""
        own = self.row
        places = place if isinstance(place, np.ndarray) else np.full(len(own), place)
        numbers = self.rows.numbers + (places - own).view(U)
        return type(self)(self.context, self.key, Rows(numbers, None, places))

    def below(self, label: str, bound: Any) -> Any:
        """See Draw."""
        stream = derive(self.key, label)
        if stream not in self.digits:
            return hashed_below(self.rows, stream, bound)
        digit = self.digits[stream]
        places = self.rows.digit(digit)
        return places if isinstance(bound, int) and digit.radix <= bound else places % bound

    def hashed_below(self, label: str, bound: int) -> Any:
        """See Draw."""
        return hashed_below(self.rows, derive(self.key, label), bound)

    def choose(self, label: str, pool: Pool | ListTable | ListFile) -> Any:
        """See Draw."""
        alias = pool.alias
        if alias is None or self._has_digit(label):
            return self.below(label, len(pool))
        return hashed_choice(self.rows, derive(self.key, label), alias)

    def within(self, label: str, segments: Segments) -> Any:
        """See Draw."""
        return within(self.rows, self.key, label, segments)

    def rung(self, ladder: Ladder, number: Any) -> Any:
        """See Draw."""
        if isinstance(number, int):
            return max(bisect_right(ladder.numbers, number) - 1, 0)
        return np.maximum(np.searchsorted(_ladder_array(ladder), number, "right") - 1, 0)

    def number_at(self, ladder: Ladder, place: Any) -> Any:
        """See Draw."""
        if isinstance(place, int):
            return ladder.numbers[place]
        return _ladder_array(ladder).take(place)

    def _entry_by(self, table: ListTable, column: str, text: Any) -> tuple[ListTable, Any]:
        text = text if isinstance(text, Coded) else _coded(text)
        made = np.empty(len(self.rows), np.int64)
        for code in np.unique(text.index).tolist():
            mine = np.flatnonzero(text.index == code)
            part = table.where(**{column: text.pool.values[code]})
            entry = type(self)(self.context, self.key, self.rows.take(mine)).entry(part)
            made[mine] = self._first(part.places, entry)
        return table, made

    def cell(self, column: ListColumn, entry: Any) -> Any:
        """See Draw."""
        if column.codes_array is None:
            column.codes_array = np.array(column.codes, np.int32)
        return Coded(column.pool, column.codes_array.take(entry))

    def _first(self, entries: Entries, place: Any) -> Any:
        if entries.array is None:
            entries.array = np.array(entries.numbers, np.int64)
        return entries.array.take(place)

    def _take(self, pool: Pool, index: Any) -> Any:
        return Coded(pool, index)

    def _piece(self, literal: str, alphabets: Sequence[str], index: Any) -> Any:
        if index is None:
            return fill_piece(literal, alphabets, 0)
        return Coded(piece_pool(literal, tuple(alphabets)), index)

    def _paired(self, first: Any, second: Any) -> Any:
        return first.view(U) | second.view(U) << U(32)

    def _pair(self, label: str, bound: int) -> Any:
        """Shape (n,), the first number in the low and the second in the high half of 64 bits."""
        stream = derive(self.key, label)
        if bound > 2**16:
            return self._paired(*np.divmod(self.below(label, bound**2), bound))
        return hashed_pair(self.rows, stream, bound)

    def _words(self, pool: Pool, count: Any, pairs: Sequence[Any], form: tuple[bool, str]) -> Any:
        return sentences(pool, count, pairs, form)

    def _uuid(self, high: Any, low: Any) -> Any:
        return uuids(high.view(U), low.view(U))

    def _distinct(self) -> Any:
        key = derive(self.key, "distinct")
        numbers = self.rows.numbers + U(1000)
        made = np.empty(len(numbers), U)
        for row in np.unique(np.char.str_len(numbers.astype(str))).tolist():
            lowest = 10 ** (row - 1)
            mine = (numbers >= U(lowest)) & (numbers < U(min(lowest * 10, MASK)))
            made[mine] = U(lowest) + permuted(
                numbers[mine] - U(lowest), derive(key, str(lowest)), 9 * lowest
            )
        return self._number_text(made.view(np.int64))

    def each(self, text: Any, make: Callable[[Self, str], Any]) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return make(self, text)
        text = text if isinstance(text, Coded) else _coded(text)
        codes = np.unique(text.index).tolist()
        pool: Pool = text.pool
        if len(codes) <= 1:
            return make(self, pool.values[codes[0] if codes else 0])
        places = [np.flatnonzero(text.index == code) for code in codes]
        made = []
        for code, place in zip(codes, places, strict=True):
            draw = type(self)(self.context, self.key, self.rows.take(place))
            part = make(draw, pool.values[code])
            made.append(
                plain_text(Coded(constant_pool(part), place * 0) if isinstance(part, str) else part)
            )
        order = np.argsort(np.concatenate(places), kind="stable")
        return pa.concat_arrays(made).take(arrow_array(order))

    def filled(
        self, text: Any, pattern: Callable[[str], str], classes: Mapping[str, str] = PATTERN
    ) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return super().filled(text, pattern, classes)
        text = text if isinstance(text, Coded) else _coded(text)
        place = ("patterns", pattern)
        if place not in text.pool.derived:
            patterns = list(map(pattern, text.pool.values))
            distinct = Pool("patterns", dict.fromkeys(patterns))
            where = {value: i for i, value in enumerate(distinct.values)}
            text.pool.derived[place] = (
                distinct,
                np.array([where[each] for each in patterns], np.int32),
            )
        distinct, codes = text.pool.derived[place]
        return self.each(
            Coded(distinct, codes[text.index]), lambda draw, one: draw.filled(one, str, classes)
        )

    def join(self, *parts: Any) -> Any:
        """See Draw."""
        pieces: list[Coded | str | pa.Array] = []
        for part in parts:
            if isinstance(part, Joined):
                pieces += part.parts
            elif isinstance(part, np.ndarray):
                pieces.append(self._number_text(part))
            elif isinstance(part, Decimal):
                pieces += self._decimal_pieces(part)
            elif isinstance(part, str | int):
                pieces.append(str(part))
            else:
                pieces.append(part)
        fused = _fuse(pieces)
        if all(isinstance(piece, str) for piece in fused):
            return "".join(cast(list[str], fused))
        if all(isinstance(piece, Coded) for piece in fused):
            coded = cast(list[Coded], fused)
            return coded[0] if len(coded) == 1 else Joined(coded)
        return concatenated(*_runs(fused))

    def _number_text(self, numbers: Signed) -> Any:
        if not len(numbers) or (numbers.min() >= 0 and numbers.max() < 10_000):
            return Coded(number_pool(0), numbers)
        return arrow_array(numbers).cast(pa.string())

    def _decimal_pieces(self, value: Decimal) -> list[Any]:
        """Sign, whole part, point and places."""
        units, scale = value.units, value.scale
        if not isinstance(units, np.ndarray):
            return [text_of(value)]
        whole, places = np.divmod(np.abs(units), 10**scale)
        pieces = [Coded(_SIGNS, (units < 0).astype(np.int32)), self._number_text(whole)]
        if not scale:
            return pieces
        behind = self.padded(places, scale)
        return [*pieces, ".", *(behind.parts if isinstance(behind, Joined) else [behind])]

    def either(self, condition: Any, yes: Any, no: Any) -> Any:
        """See Draw."""
        if isinstance(condition, bool | np.bool_):
            return yes if condition else no
        if isinstance(yes, np.ndarray | int) and isinstance(no, np.ndarray | int):
            return np.where(condition, yes, no)
        first, second = _as_coded(yes), _as_coded(no)
        if isinstance(first, Coded) and isinstance(second, Coded):
            pool = two_pools(first.pool, second.pool)
            return Coded(pool, np.where(condition, first.index, second.index + len(first.pool)))
        return pc.if_else(arrow_array(condition), _arrow_text(yes), _arrow_text(no))

    def padded(self, value: Any, width: int) -> Any:
        """See Draw."""
        if isinstance(value, int):
            return str(value).rjust(width, "0")
        if width <= 4:
            return Coded(number_pool(width), value)
        high = value // 10_000
        return self.join(self.padded(high, width - 4), Coded(number_pool(4), value - high * 10_000))

    def check(self, rule: Callable[..., Any], text: Any) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return np.full(len(self.rows), rule([int(character, 36) for character in text]))
        array = plain_text(text)
        lengths = np.diff(np.frombuffer(array.buffers()[1], np.int32)[: len(array) + 1])
        made = np.empty(len(array), np.int64)
        for length in np.unique(lengths).tolist():
            mine = np.flatnonzero(lengths == length)
            part = array if len(mine) == len(array) else array.take(arrow_array(mine))
            matrix = np.frombuffer(part.buffers()[2], np.uint8, len(mine) * length)
            values = _CHARACTER_VALUES[matrix.reshape(len(mine), length)]
            made[mine] = rule([values[:, i] for i in range(length)])
        return made

    def number(self, text: Any, scale: int = 0) -> Decimal:
        """See Draw."""
        pool = text.pool
        place = ("units", scale)
        if place not in pool.derived:
            pool.derived[place] = np.array(
                [units_of(value, scale) for value in pool.values], np.int64
            )
        return Decimal(pool.derived[place][text.index], scale)

    def map(self, text: Any, change: Callable[[str], str], distinct: bool = False) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return change(text)
        if isinstance(text, Coded):
            return Coded(text.pool.map(change), text.index)
        return text_array(change(value) for value in plain_text(text).to_pylist())


def _ladder_array(ladder: Ladder) -> Signed:
    if ladder.array is None:
        ladder.array = np.array(ladder.numbers, np.int64)
    return cast(Signed, ladder.array)


def _fuse(pieces: "list[Coded | str | pa.Array]") -> "list[Coded | str | pa.Array]":
    """Literals are written into the pool beside them, which saves a gather for each."""
    fused: list[Any] = []
    literal = ""
    for piece in pieces:
        if isinstance(piece, str):
            literal += piece
        elif isinstance(piece, Coded):
            fused.append(
                Coded(affixed_pool(piece.pool, literal, ""), piece.index) if literal else piece
            )
            literal = ""
        else:
            fused += [literal, piece] if literal else [piece]
            literal = ""
    if literal and fused and isinstance(fused[-1], Coded):
        fused[-1] = Coded(affixed_pool(fused[-1].pool, "", literal), fused[-1].index)
    elif literal:
        fused.append(literal)
    return fused


def _runs(pieces: "list[Any]") -> "list[Any]":
    """Neighbouring coded pieces as one array each."""
    runs: list[Any] = []
    waiting: list[Coded] = []
    for piece in [*pieces, None]:
        if isinstance(piece, Coded):
            waiting.append(piece)
            continue
        if waiting:
            runs.append(gathered(waiting))
            waiting = []
        if piece is not None:
            runs.append(piece)
    return runs


def _coded(text: Any) -> Coded:
    encoded = plain_text(text).dictionary_encode()
    pool = Pool("", encoded.dictionary.to_pylist())
    return Coded(pool, numpy_array(encoded.indices))


def _arrow_text(text: Any) -> Any:
    """A text value as an operand of Arrow's functions, which spread a constant over the rows."""
    return literal(text) if isinstance(text, str) else plain_text(text)


def _as_coded(text: Any) -> Any:
    """A constant as a pool of one, so that it can be chosen by index."""
    return Coded(constant_pool(text), np.zeros(1, np.int64)) if isinstance(text, str) else text


_CHARACTER_VALUES = np.array(
    [int(chr(i), 36) if chr(i).isalnum() and i < 128 else 0 for i in range(256)], np.int64
)
