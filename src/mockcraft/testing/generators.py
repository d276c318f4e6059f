"""What holds for every generator. Every check raises AssertionError with a sentence that names it."""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.coded import Coded, Joined, plain_text
from mockcraft.core.context import NOW, Context
from mockcraft.core.draw import NO_DIGITS
from mockcraft.core.hashing import Rows
from mockcraft.core.keys import derive
from mockcraft.core.kinds import KINDS
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.uniques.digits import Digit, Numbering, Ways
from mockcraft.core.uniques.measure import measure
from mockcraft.core.values import Date, Decimal, Time, Timestamp, text_of
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import MissingList, NotUnique
from mockcraft.generator import Bound, Generator
from mockcraft.testing.locales import some_locales

ENUMERATED = 20_000  # unique values that are compared with one another
PAIRS, GRID = 12, 45  # pairs of decisions, and ways of each of the two that are compared
ROWS = (0, 1, 2, 3, 7, 99, 1000, 2**16, 2**31, 2**32 + 5, 2**40, 2**40 - 1)
CLOCKED = {Date: "days", Timestamp: "seconds", Time: "seconds"}
TYPES = {kind.name: kind.one for kind in KINDS.values() if kind.one is not None}


def check_generator(generator: Generator, parameters: "Mapping[str, object] | None" = None) -> None:
    """Runs every check, with these parameters and in several locales; raises AssertionError."""
    check_documentation(generator)
    bound = generator.bind(parameters)
    check_pickle(bound)
    seen: list[list[str]] = []
    for locale in some_locales(generator.name):
        context = Context(0, "conformance", locale, NOW)
        try:
            values = texts(bound, context, range(200))
        except MissingList:
            continue  # the locale has not this generator
        if values in seen:
            continue  # the locale changes nothing
        seen.append(values)
        check_evaluators(bound, context)
        check_purity(bound, context)
        check_streams(bound, context)
        check_unique(bound, context)


def check_documentation(generator: Generator) -> None:
    """The generator and each of its parameters say what they are."""
    say = f"generator {generator.name}"
    assert generator.help.endswith("."), f"{say} has no sentence of documentation"
    assert generator.type_name in TYPES, (
        f"{say} returns {generator.type_name}, which is no value type"
    )
    for parameter in generator.parameters.values():
        assert parameter.help, f"{say}: the parameter {parameter.name} has no help"
        if not parameter.required and parameter.default is not None:
            default = parameter.default
            shown = default if isinstance(default, tuple) else text_of(default)
            parsed = text_of(parameter.parse(shown))
            assert parsed == text_of(default), f"{say}: {parameter.name} refuses its own default"


def check_pickle(bound: Bound) -> None:
    """The generator with its parameters can be sent to another process."""
    copy = pickle.loads(pickle.dumps(bound))
    assert repr(copy) == repr(bound), f"{bound} does not survive pickling"


def check_evaluators(bound: Bound, context: Context, rows: "Sequence[int]" = ROWS) -> None:
    """One row by itself gives the value that it has in a chunk, of the declared type."""
    key = context.column_key(bound.generator.name)
    declared = bound.generator.type_name
    together = texts(bound, context, rows)
    for row, expected in zip(rows, together, strict=True):
        value = bound(ScalarDraw(context, key, row))
        fits = isinstance(value, TYPES[declared]) and isinstance(value, bool) == (
            declared == "boolean"
        )
        assert fits, f"{bound} declares {declared} and gives {value!r} in {context.locale}"
        assert text_of(value) == expected, (
            f"{bound} gives {text_of(value)!r} alone and {expected!r} in a chunk, "
            f"row {row} in {context.locale}"
        )


def check_purity(bound: Bound, context: Context, rows: "Sequence[int]" = ROWS) -> None:
    """A value depends on its row's number alone: not on order, repeats, or how rows are cut in chunks."""
    values = texts(bound, context, rows)
    order = [(i * 7 + 3) % len(rows) for i in range(2 * len(rows))]
    again = texts(bound, context, [rows[i] for i in order])
    assert again == [values[i] for i in order], f"{bound} depends on the order of rows"
    whole = texts(bound, context, range(100))
    cuts = (0, 1, 8, 8, 64, 100)
    parts = [v for start, stop in pairwise(cuts) for v in texts(bound, context, range(start, stop))]
    assert parts == whole, f"{bound} depends on how the rows are cut in chunks"


def check_streams(bound: Bound, context: Context) -> None:
    """No two decisions share a stream, which would make them equal by accident."""
    draw = StrictDraw(context, context.column_key(bound.generator.name), 5)
    bound(draw)
    for label in draw.entities.get("twice", ()):
        raise AssertionError(
            f"{bound}: the decision {label!r} is made twice, with one result: give the second one a label"
        )


def check_unique(bound: Bound, context: Context) -> None:
    """Where distinct values can be had, they are distinct, as many as there are said to be.

    The first rows are compared, and rows that differ in two decisions alone, where values are most alike.
    """
    key = context.column_key(bound.generator.name)
    try:
        ways = measure(bound, context, key)
    except NotUnique:
        return
    digits, count = ways.digits(), min(ways.capacity, ENUMERATED)
    values = check_distinct(bound, context, digits, range(count))
    for row in {0, count // 2, count - 1}:
        alone = text_of(bound(ScalarDraw(context, key, row, digits)))
        assert alone == values[row], f"{bound} gives {alone!r} alone and {values[row]!r} in a chunk"
    for pair in islice(_pairs(ways), PAIRS):
        check_distinct(bound, context, pair, range(next(iter(pair.values())).numbering.capacity))


def check_distinct(
    bound: Bound, context: Context, digits: Mapping[int, Digit], rows: Sequence[int]
) -> list[str]:
    """The values of these rows, told apart by the digits, are distinct; gives them back."""
    values = texts(bound, context, rows, digits)
    first: dict[str, int] = {}
    for row, value in zip(rows, values, strict=True):
        other = first.setdefault(value, row)
        assert other == row, (
            f"{bound} says it has distinct values in {context.locale}, but gives {value!r} to the rows "
            f"{other} and {row}"
        )
    return values


def _pairs(ways: Ways) -> "Iterator[dict[int, Digit]]":
    """Digits by which only two decisions differ, neighbours in their order; all others stand still."""
    radixes = {stream: min(bound, GRID) for stream, (bound, _) in ways.bounds.items()}
    for one, two in pairwise(stream for stream, radix in radixes.items() if radix > 1):
        numbering = Numbering(one, radixes[one] * radixes[two])
        places = dict.fromkeys(radixes, (1, 1)) | {
            one: (1, radixes[one]),
            two: (radixes[one], radixes[two]),
        }
        yield {
            stream: Digit(numbering, *place, ways.bounds[stream][1])
            for stream, place in places.items()
        }


def texts(
    bound: Bound, context: Context, rows: "Sequence[int]", digits: Mapping[int, Digit] = NO_DIGITS
) -> list[str]:
    """The values of these rows, made together, as text formats write them."""
    key = context.column_key(bound.generator.name)
    numbers = np.array(rows, np.uint64)
    return _texts(bound(VectorDraw(context, key, Rows(numbers, digits=digits))), len(numbers))


def _texts(value: Any, count: int) -> list[str]:
    """A value of the vector evaluator as texts; a constant stands for all rows."""
    if isinstance(value, Coded | Joined | pa.Array):
        made = plain_text(value).to_pylist()
        assert len(made) == count, f"{len(made)} values for {count} rows"
        return list(made)
    if isinstance(value, Decimal):
        return [text_of(Decimal(units, value.scale)) for units in _numbers(value.units, count)]
    if type(value) in CLOCKED:
        kind = type(value)
        return [text_of(kind(each)) for each in _numbers(getattr(value, CLOCKED[kind]), count)]
    if isinstance(value, np.ndarray):
        return [text_of(each) for each in _numbers(value, count)]
    return [text_of(value)] * count


def _numbers(value: Any, count: int) -> list[Any]:
    if not isinstance(value, np.ndarray):
        return [int(value)] * count
    assert value.shape == (count,), f"an array of shape {value.shape} for {count} rows"
    assert value.dtype in (np.int64, np.bool_), (
        f"an array of {value.dtype}: int64 or bool is wanted"
    )
    return list(value.tolist())


class StrictDraw(ScalarDraw):
    """Notes decisions that share a stream."""

    __slots__ = ()

    def _note(self, label: str) -> None:
        streams = self.entities.setdefault("streams", {})
        stream = derive(self.key, label)
        if stream in streams:
            self.entities.setdefault("twice", []).append(label)
        streams[stream] = label

    def below(self, label: str, bound: int) -> int:
        """See Draw."""
        self._note(label)
        return super().below(label, bound)

    def hashed_below(self, label: str, bound: int) -> int:
        """See Draw."""
        self._note(label)
        return super().hashed_below(label, bound)

    def choose(self, label: str, pool: Any) -> int:
        """See Draw."""
        if pool.weights is not None:
            self._note(label)
        return super().choose(label, pool)

    def within(self, label: str, segments: Any) -> int:
        """See Draw."""
        self._note(label)
        return super().within(label, segments)
