"""The verbs for a chunk of rows, in numpy and Arrow.

Text stays an index into a pool as long as it can (`Coded`), and several of them in a row stay several
(`Joined`), so that a value is written out once, by one gather: `take` lays its results end to end, so
the concatenation of k pool entries is a take of an (n, k) index and every k-th offset of the result.

Chunks of 8,192 to 16,384 rows keep the arrays in the L2 cache and below the size from which malloc
maps fresh pages; both smaller and larger ones are slower.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mockcraft.core.distributions import Segments
from mockcraft.core.draw import PATTERN, Context, Draw, Unique, capital, fill_piece
from mockcraft.core.keys import MASK, MIX_1, MIX_2, WEYL, radixes, round_keys
from mockcraft.core.keys import derive as derive_key
from mockcraft.core.pool import Alias, Column, Pool, Table
from mockcraft.core.scalar import units_of
from mockcraft.core.values import Date, Decimal, Time, Timestamp

Unsigned = NDArray[np.uint64]
Signed = NDArray[np.int64]
U = np.uint64

derive = lru_cache(maxsize=65_536)(derive_key)


class Rows:
    """Row numbers of a chunk, shape (n,), with what several columns of the chunk share."""

    __slots__ = ("entities", "numbers", "weyl")

    def __init__(self, numbers: Unsigned) -> None:
        self.numbers = numbers
        self.weyl = numbers * U(WEYL)
        self.entities: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.numbers)


# ---------------------------------------------------------------------- numbers


def mixed(state: Unsigned) -> Unsigned:
    """`keys.mix` for an array, which it overwrites."""
    state ^= state >> U(30)
    state *= U(MIX_1)
    state ^= state >> U(27)
    state *= U(MIX_2)
    state ^= state >> U(31)
    return state


def hashed(rows: Rows, key: int) -> Unsigned:
    """`keys.bits` for each row."""
    return mixed(rows.weyl + U(key))


def hash_of(numbers: Unsigned, key: int) -> Unsigned:
    """`keys.bits` for any numbers below 2**64."""
    state = numbers * U(WEYL)
    state += U(key)
    return mixed(state)


def below(bits: Unsigned, bound: Any) -> Signed:
    """`keys.below` for arrays; `bound` is an int, or an int64 array of shape (n,). Overwrites `bits`."""
    if isinstance(bound, int) and bound.bit_count() == 1:  # 2**k takes the upper k bits
        return (bits >> U(65 - bound.bit_length()) if bound > 1 else bits * U(0)).view(np.int64)
    factor: Any = U(bound) if isinstance(bound, int) else bound.astype(U)
    if (bound if isinstance(bound, int) else bound.max(initial=1)) <= 2**32:
        bits >>= U(32)
        bits *= factor
        bits >>= U(32)
        return bits.view(np.int64)
    wide = _high_product(bits, factor)
    if isinstance(bound, int):
        return wide.view(np.int64)
    narrow = (bits >> U(32)) * factor >> U(32)
    return np.where(factor <= U(2**32), narrow, wide).view(np.int64)


def _high_product(a: Unsigned, b: Any) -> Unsigned:
    """Upper 64 bits of the 128-bit products."""
    low, ones = U(32), U(0xFFFFFFFF)
    a_high, a_low, b_high, b_low = a >> low, a & ones, b >> low, b & ones
    middle = a_high * b_low + (a_low * b_low >> low)
    return cast(
        Unsigned, a_high * b_high + (middle >> low) + ((a_low * b_high + (middle & ones)) >> low)
    )


def choose(bits: Unsigned, alias: Alias) -> Signed:
    """`Alias.pick` for arrays."""
    if alias.arrays is None:
        alias.arrays = (np.array(alias.threshold, U), np.array(alias.other, np.int64))
    threshold, other = alias.arrays
    slot = ((bits >> U(32)) * U(len(other)) >> U(32)).view(np.int64)
    bits &= U(0xFFFFFFFF)
    return np.where(bits < threshold.take(slot), slot, other.take(slot))


def permuted(numbers: Unsigned, key: int, count: int) -> Unsigned:
    """`keys.permute` for an array of numbers below count."""
    a, b = (U(radix) for radix in radixes(count))
    rounds = round_keys(key)

    def once(x: Unsigned) -> Unsigned:
        left = x // b
        right = x - left * b
        for even, odd in rounds:
            left += (hash_of(right, even) >> U(32)) * a >> U(32)
            left -= (left >= a) * a
            right += (hash_of(left, odd) >> U(32)) * b >> U(32)
            right -= (right >= b) * b
        return left * b + right

    x = once(numbers)
    while (outside := np.flatnonzero(x >= U(count))).size:
        x[outside] = once(x[outside])
    return x


# ---------------------------------------------------------------------- text


class Coded:
    """Texts of a pool: `pool.values[index[i]]`; index is int32 or int64 of shape (n,)."""

    __slots__ = ("index", "pool")

    def __init__(self, pool: Pool, index: NDArray[Any]) -> None:
        self.pool, self.index = pool, index

    def __len__(self) -> int:
        return len(self.index)


class Joined:
    """Texts one after another, each of its own pool."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Coded]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts[0])


def arrow_array(values: NDArray[Any], type_: pa.DataType | None = None) -> pa.Array:
    """Arrow array over a contiguous numpy array of numbers or booleans, without nulls and without a copy.

    `pyarrow.array` looks for pandas on every call, which fails slowly where there is none: an eighth of
    the time of a run.
    """
    if values.dtype == np.bool_:
        packed = np.packbits(values, bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(packed)])
    values = np.ascontiguousarray(values)
    storage = type_ or _ARROW_TYPES[values.dtype.str]
    return pa.Array.from_buffers(storage, len(values), [None, pa.py_buffer(values)])


_ARROW_TYPES = {"<i4": pa.int32(), "<i8": pa.int64(), "<u8": pa.uint64(), "<f8": pa.float64()}


@lru_cache(maxsize=4096)
def literal(text: str) -> pa.StringScalar:
    """A constant for Arrow's functions. To make one of a Python text, pyarrow looks for dateutil every time."""
    return pa.scalar(text, pa.string())


def arrow_pool(pool: Pool) -> pa.StringArray:
    """The pool's texts as an Arrow array, made once."""
    if pool.arrow is None:
        pool.arrow = pa.array(pool.values, pa.string())
    return pool.arrow


def written(value: Any) -> pa.Array:
    """A text value as an Arrow array: dictionary-encoded where it is of one pool."""
    if isinstance(value, Coded):
        index = value.index.astype(np.int32, copy=False)
        return pa.DictionaryArray.from_arrays(
            arrow_array(index), arrow_pool(value.pool), safe=False
        )
    if isinstance(value, Joined):
        return _gathered(value.parts)
    return value


def plain_text(value: Any) -> pa.StringArray:
    """A text value as a plain Arrow string array."""
    value = written(value)
    return value.dictionary_decode() if isinstance(value, pa.DictionaryArray) else value


def _gathered(parts: list[Coded]) -> pa.StringArray:
    tables = [fixed_width_table(part.pool) for part in parts]
    if all(table is not None for table in tables):
        return _packed(parts, cast(list[NDArray[Any]], tables))
    joint, bases = _joint_pool(tuple(part.pool for part in parts))
    count = len(parts[0])
    index = np.empty((count, len(parts)), np.int32)
    for i, part in enumerate(parts):
        np.add(part.index, bases[i], out=index[:, i], casting="unsafe")
    _, offsets, data = joint.take(arrow_array(index.ravel())).buffers()
    ends = np.frombuffer(offsets, np.int32)[: index.size + 1 : len(parts)].copy()
    return strings(ends, data)


def strings(offsets: NDArray[np.int32], data: Any) -> pa.StringArray:
    """String array over its two buffers; offsets of shape (n + 1,)."""
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), data)


def fixed_width(records: NDArray[Any]) -> pa.StringArray:
    """String array over records of one width, with no copy."""
    count, width = len(records), records.dtype.itemsize
    offsets = np.arange(0, (count + 1) * width, width or 1, dtype=np.int32)[: count + 1]
    return strings(offsets, pa.py_buffer(records))


def _packed(parts: list[Coded], tables: list[NDArray[Any]]) -> pa.StringArray:
    layout = np.dtype([(f"p{i}", table.dtype) for i, table in enumerate(tables)])
    records = np.empty(len(parts[0]), layout)
    for i, (part, table) in enumerate(zip(parts, tables, strict=True)):
        records[f"p{i}"] = table.take(part.index)  # a third of the time of table[part.index]
    return fixed_width(records)


def fixed_width_table(pool: Pool) -> NDArray[Any] | None:
    """The pool as fixed-width byte records, or None where its texts differ in length."""
    if "records" not in pool.derived:
        encoded = [value.encode() for value in pool.values]
        widths = {len(each) for each in encoded}
        table = np.array(encoded, f"V{max(widths)}") if len(widths) == 1 and widths != {0} else None
        pool.derived["records"] = table  # type: ignore[assignment]
    return pool.derived["records"]  # type: ignore[return-value]


@lru_cache(maxsize=1024)
def _joint_pool(pools: tuple[Pool, ...]) -> tuple[pa.StringArray, list[int]]:
    bases = np.cumsum([0, *map(len, pools)])[:-1].tolist()
    return pa.concat_arrays([arrow_pool(pool) for pool in pools]), bases


@lru_cache(maxsize=1024)
def _affixed(pool: Pool, before: str, after: str) -> Pool:
    return Pool(pool.name, [before + value + after for value in pool.values])


@lru_cache(maxsize=4096)
def _piece_pool(literal: str, alphabets: tuple[str, ...]) -> Pool:
    size = 1
    for alphabet in alphabets:
        size *= len(alphabet)
    return Pool(literal, [fill_piece(literal, alphabets, i) for i in range(size)])


@lru_cache(maxsize=64)
def number_pool(width: int) -> Pool:
    """The numbers of up to four digits as text: padded to `width`, or as they are where it is 0."""
    return Pool(f"numbers {width}", [str(i).rjust(width, "0") for i in range(10_000)])


@lru_cache(maxsize=64)
def _first_places(width: int) -> NDArray[np.bool_]:
    """Shape (width + 1, width): row k is true in its first k places."""
    return np.tril(np.ones((width + 1, width), np.bool_), -1)


@lru_cache(maxsize=256)
def _sentence_pool(pool: Pool, sentence: bool) -> pa.StringArray:
    """First words, middle words, last words, only words."""
    first = [capital(word) for word in pool.values] if sentence else list(pool.values)
    end = "." * sentence
    return pa.array(
        [
            *first,
            *(" " + w for w in pool.values),
            *(f" {w}{end}" for w in pool.values),
            *(w + end for w in first),
        ]
    )


# ---------------------------------------------------------------------- the verbs


class VectorDraw(Draw):
    """Decisions for the rows of a chunk."""

    __slots__ = ("rows",)

    def __init__(
        self, context: Context, key: int, rows: Rows, unique: Unique | None = None
    ) -> None:
        super().__init__(context, key, unique)
        self.rows = rows

    def _with(self, key: int) -> Self:
        return type(self)(self.context, key, self.rows, self.unique)

    def __getitem__(self, label: str) -> Self:
        return self._with(derive(self.key, label))

    def _entities(self) -> dict[Any, Any]:
        return self.rows.entities

    @property
    def row(self) -> Any:
        """See Draw."""
        return self.rows.numbers.view(np.int64)

    def _bits(self, label: str) -> Unsigned:
        return hashed(self.rows, derive(self.key, label))

    def _below(self, label: str, bound: Any) -> Any:
        stream = derive(self.key, label)
        if self.unique is not None and stream in self.unique.decisions:
            divisor, radix = self.unique.decisions[stream]
            return (self._places() // U(divisor) % U(radix)).view(np.int64)
        return below(hashed(self.rows, stream), bound)

    def _places(self) -> Unsigned:
        """The rows permuted in [0, capacity), for all columns of the chunk that share the permutation."""
        unique = self.unique
        assert unique is not None
        place = ("permuted", unique.key, unique.capacity)
        if place not in self.rows.entities:
            self.rows.entities[place] = permuted(self.rows.numbers, unique.key, unique.capacity)
        return cast(Unsigned, self.rows.entities[place])

    def _hashed_below(self, label: str, bound: int) -> Any:
        return below(self._bits(label), bound)

    def _choose(self, label: str, pool: Pool | Table) -> Any:
        alias = pool.alias
        if alias is None or (self.unique is not None and not self.unique.endless):
            return self._below(label, len(pool))
        return choose(self._bits(label), alias)

    def _within(self, label: str, segments: Segments) -> Any:
        if segments.arrays is None:
            segments.arrays = (
                np.array(segments.starts, np.int64),
                np.array(segments.widths, np.int64) if max(segments.widths) > 1 else None,
            )
        starts, widths = segments.arrays
        chosen = choose(self._bits(label), segments.alias)
        if widths is None:
            return starts[chosen]
        return starts[chosen] + below(self._bits(label + " within"), widths[chosen])

    def _take(self, pool: Pool, index: Any) -> Any:
        return Coded(pool, index)

    def _cell(self, column: Column, entry: Any) -> Any:
        if column.codes_array is None:
            column.codes_array = np.array(column.codes, np.int32)
        return Coded(column.pool, column.codes_array.take(entry))

    def _first(self, column: Column, code: Any) -> Any:
        if column.first_array is None:
            column.first_array = np.array(column.first, np.int64)
        return column.first_array.take(code)

    def _piece(self, literal: str, alphabets: Sequence[str], index: Any) -> Any:
        if index is None:
            return fill_piece(literal, alphabets, 0)
        return Coded(_piece_pool(literal, tuple(alphabets)), index)

    def _pair(self, label: str, bound: int) -> Any:
        """Shape (n,), the first number in the low and the second in the high half of 64 bits."""
        stream = derive(self.key, label)
        if bound > 2**16 or (self.unique is not None and stream in self.unique.decisions):
            first, second = np.divmod(self._below(label, bound**2).view(U), U(bound))
            return first | second << U(32)
        # The two digits of (bits >> 32) * bound**2 >> 32 in base `bound`, without a division.
        product = (hashed(self.rows, stream) >> U(32)) * U(bound)
        first = product >> U(32)
        product &= U(0xFFFFFFFF)
        product *= U(bound)
        product &= U(0xFFFFFFFF00000000)
        product |= first
        return product

    def _words(self, pool: Pool, count: Any, pairs: Sequence[Any], sentence: bool) -> Any:
        size, rows = len(pool), len(self.rows)
        ends = np.zeros(rows + 1, np.int32)
        np.cumsum(count, out=ends[1:])
        drawn = np.empty((rows, len(pairs)), U)
        for j, pair in enumerate(pairs):
            drawn[:, j] = pair
        index = drawn.view(np.int32).ravel().compress(_first_places(2 * len(pairs))[count].ravel())
        index += np.int32(size)
        index[ends[:-1]] -= np.int32(size)
        index[ends[1:] - 1] += np.int32(size)
        alone = np.flatnonzero(count == 1)
        index[ends[alone]] += np.int32(2 * size)
        _, offsets, data = _sentence_pool(pool, sentence).take(arrow_array(index)).buffers()
        return strings(np.frombuffer(offsets, np.int32)[ends], data)

    def _uuid(self, high: Any, low: Any) -> Any:
        high, low = high.view(U), low.view(U)
        words = np.empty((len(high), 2), U)
        words[:, 0] = (high >> U(12) << U(16)) | U(0x4000) | (high & U(0xFFF))
        words[:, 1] = low | U(1 << 63)
        digits = _hex_table().take(words.view(np.uint16))
        records = np.empty(len(high), _UUID_LAYOUT)
        # Numbers are little-endian: the last of a word's four digit groups is its first.
        for field, place in zip("abcdefgh", (3, 2, 1, 0, 7, 6, 5, 4), strict=True):
            records[field] = digits[:, place]
        for field in "1234":
            records[field] = ord("-")
        return fixed_width(records)

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

    def _each(self, text: Any, make: Callable[[Self, str], Any]) -> Any:
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
            draw = type(self)(self.context, self.key, Rows(self.rows.numbers[place]), self.unique)
            part = make(draw, pool.values[code])
            made.append(
                plain_text(Coded(_constant(part), place * 0) if isinstance(part, str) else part)
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
        return self._each(
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
        return pc.binary_join_element_wise(*_runs(fused), literal(""))

    def _number_text(self, numbers: Signed) -> Any:
        if not len(numbers) or (numbers.min() >= 0 and numbers.max() < 10_000):
            return Coded(number_pool(0), numbers)
        return arrow_array(numbers).cast(pa.string())

    def either(self, condition: Any, yes: Any, no: Any) -> Any:
        """See Draw."""
        if isinstance(condition, bool | np.bool_):
            return yes if condition else no
        if isinstance(yes, np.ndarray | int) and isinstance(no, np.ndarray | int):
            return np.where(condition, yes, no)
        first, second = _as_coded(yes), _as_coded(no)
        if isinstance(first, Coded) and isinstance(second, Coded):
            pool = _two_pools(first.pool, second.pool)
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

    def map(self, text: Any, change: Callable[[str], str]) -> Any:
        """See Draw."""
        if isinstance(text, str):
            return change(text)
        if isinstance(text, Coded):
            return Coded(text.pool.map(change), text.index)
        return pa.array([change(value) for value in plain_text(text).to_pylist()], pa.string())


def _fuse(pieces: "list[Coded | str | pa.Array]") -> "list[Coded | str | pa.Array]":
    """Literals are written into the pool beside them, which saves a gather for each."""
    fused: list[Any] = []
    literal = ""
    for piece in pieces:
        if isinstance(piece, str):
            literal += piece
        elif isinstance(piece, Coded):
            fused.append(
                Coded(_affixed(piece.pool, literal, ""), piece.index) if literal else piece
            )
            literal = ""
        else:
            fused += [literal, piece] if literal else [piece]
            literal = ""
    if literal and fused and isinstance(fused[-1], Coded):
        fused[-1] = Coded(_affixed(fused[-1].pool, "", literal), fused[-1].index)
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
            runs.append(_gathered(waiting))
            waiting = []
        if piece is not None:
            runs.append(literal(piece) if isinstance(piece, str) else piece)
    return runs


def _coded(text: Any) -> Coded:
    encoded = plain_text(text).dictionary_encode()
    pool = Pool("", encoded.dictionary.to_pylist())
    return Coded(pool, encoded.indices.to_numpy(zero_copy_only=False))


def _arrow_text(text: Any) -> Any:
    """A text value as an operand of Arrow's functions, which spread a constant over the rows."""
    return pa.scalar(text, pa.string()) if isinstance(text, str) else plain_text(text)


def _as_coded(text: Any) -> Any:
    """A constant as a pool of one, so that it can be chosen by index."""
    return Coded(_constant(text), np.zeros(1, np.int64)) if isinstance(text, str) else text


@lru_cache(maxsize=1024)
def _constant(text: str) -> Pool:
    return Pool(text, [text])


@lru_cache(maxsize=1024)
def _two_pools(first: Pool, second: Pool) -> Pool:
    return Pool(first.name, first.values + second.values)


@lru_cache(maxsize=1)
def _hex_table() -> NDArray[np.uint32]:
    """Four hexadecimal digits of each 16-bit number, packed in 32 bits."""
    return np.frombuffer(b"".join(b"%04x" % i for i in range(65_536)), np.uint32)


_UUID_LAYOUT = np.dtype([(n, "u4") if n in "abcdefgh" else (n, "u1") for n in "ab1c2d3e4fgh"])
_CHARACTER_VALUES = np.array(
    [int(chr(i), 36) if chr(i).isalnum() and i < 128 else 0 for i in range(256)], np.int64
)

__all__ = ["Coded", "Date", "Joined", "Rows", "Time", "Timestamp", "VectorDraw"]
