"""Numbers, dates and times as text: most are looked up in tables, which are made once by Arrow."""

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array, concatenated, fixed_width, numpy_array
from mockcraft.core.coded import Coded, Joined, number_pool, written
from mockcraft.core.conversion import as_text
from mockcraft.core.pool import Pool
from mockcraft.core.program.kind import Kind
from mockcraft.core.types import Type, decimal_units, null_mask
from mockcraft.core.values import days_of
from mockcraft.formats.rows import Numbers, Part

# 1870-01-01 to 2169-12-31: dates within are looked up in a table.
FIRST_LISTED, LAST_LISTED = days_of(1870, 1, 1), days_of(2169, 12, 31)
ARROW_PLAIN_SCALE = 6  # Arrow writes decimals of a larger scale as 1E-7
FIRST_DAY, LAST_DAY = days_of(1, 1, 1), days_of(9999, 12, 31)  # that the kernel writes
POOLED_SCALE, POOLED_WHOLE = 4, 10_000  # decimals that are looked up in tables: places, whole part


def numbers(
    array: pa.Array, type_: Type, separator: str, zoned: tuple[str, str]
) -> list[Part] | None:
    """Values as parts of rows, the numbers under nulls anything; None of what the kernel does not write.

    `separator` stands between date and time, and `zoned` so and behind them where there is a time zone.
    """
    if type_.kind in ("integer", "int32"):
        return [Numbers(Kind.INTEGER, _numbers(array.cast(pa.int64()), pa.int64()))]
    if type_.kind == "decimal":
        units = decimal_units(array)
        return [Numbers(Kind.DECIMAL if type_.scale else Kind.INTEGER, units, type_.scale)]
    if type_.kind == "date":
        days = _numbers(array, pa.int32())
        return [Numbers(Kind.DATE, days)] if _has_four_digits(days) else None
    if type_.kind == "time":
        return [Numbers(Kind.CLOCK, _numbers(array, pa.int32()).astype(np.int64))]
    if type_.kind in ("timestamp", "timestamptz"):
        seconds = _numbers(array, pa.int64())
        if not _has_four_digits(seconds // 86_400):
            return None
        between, after = (separator, "") if type_.kind == "timestamp" else zoned
        return [Numbers(Kind.DAY, seconds), between, Numbers(Kind.CLOCK, seconds), after]
    return None


def _has_four_digits(days: Any) -> bool:
    """Whether the year of each day has."""
    return bool(not len(days) or (days.min() >= FIRST_DAY and days.max() <= LAST_DAY))


def decimal(array: pa.Array) -> pa.Array:
    """Decimals of any scale, without exponents."""
    text = _small_decimal(array) if 0 < array.type.scale <= POOLED_SCALE else None
    if text is not None:
        return text
    if array.type.scale <= ARROW_PLAIN_SCALE:
        return array.cast(pa.string())
    return as_text(array)


def _small_decimal(array: pa.Array) -> pa.Array | None:
    """Decimals from 0 to below 10,000 looked up in two tables, in half the time of a cast; else None."""
    units = decimal_units(array)
    base = 10**array.type.scale
    if not len(units) or units.min() < 0 or units.max() >= POOLED_WHOLE * base:
        return None
    whole = units // base
    parts = [
        Coded(number_pool(0), whole),
        Coded(_places_pool(array.type.scale), units - whole * base),
    ]
    return masked(written(Joined(parts)), array)


def date(array: pa.Array) -> pa.Array:
    """Dates as 2026-01-31."""
    days = _numbers(array, pa.int32())
    if not _in_table(days):
        return array.cast(pa.string())
    index = _masked_index(days.astype(np.int32) - FIRST_LISTED, array)
    return pa.DictionaryArray.from_arrays(index, _date_texts(""), safe=False)


def _in_table(days: Any) -> bool:
    return bool(len(days) and days.min() >= FIRST_LISTED and days.max() <= LAST_LISTED)


def moments(array: pa.Array, separator: str, after: str) -> pa.Array:
    """Timestamps with what stands between date and time, and what behind them."""
    seconds = _numbers(array, pa.int64())
    days = seconds // 86_400
    if not _in_table(days):
        text = pc.replace_substring(array.cast(pa.string()), " ", separator)
        return concatenated(text, after)
    dates, clocks = _records(_date_texts(separator)), _records(_clock_texts(after))
    made = np.empty(len(array), [("date", dates.dtype), ("clock", clocks.dtype)])
    made["date"] = dates.take(days - FIRST_LISTED)  # a third of the time of dates[...]
    made["clock"] = clocks.take(seconds - days * 86_400)
    return masked(fixed_width(made), array)


def time(array: pa.Array) -> pa.Array:
    """Times of day as 12:00:00."""
    index = _masked_index(_numbers(array, pa.int32()).astype(np.int32), array)
    return pa.DictionaryArray.from_arrays(index, _clock_texts(""), safe=False)


def _numbers(array: pa.Array, storage: pa.DataType) -> Any:
    """The numbers behind dates and times; nulls as 0."""
    numbers = array.view(storage)
    return numpy_array(pc.fill_null(numbers, 0)) if array.null_count else numpy_array(numbers)


def _masked_index(index: Any, array: pa.Array) -> pa.Array:
    return pa.array(index, mask=null_mask(array)) if array.null_count else arrow_array(index)


def masked(text: pa.Array, array: pa.Array) -> pa.Array:
    """The texts with the nulls of the array."""
    if not array.null_count:
        return text
    return pc.if_else(pc.is_null(array), NO_TEXT, text)


@lru_cache(maxsize=8)
def _places_pool(scale: int) -> Pool:
    return Pool("places", ["." + str(i).rjust(scale, "0") for i in range(10**scale)])


@lru_cache(maxsize=8)
def _date_texts(after: str) -> pa.StringArray:
    days = np.arange(FIRST_LISTED, LAST_LISTED + 1, dtype=np.int32)
    return concatenated(arrow_array(days, pa.date32()).cast(pa.string()), after)


@lru_cache(maxsize=8)
def _clock_texts(after: str) -> pa.StringArray:
    seconds = arrow_array(np.arange(86_400, dtype=np.int32), pa.time32("s"))
    return concatenated(seconds.cast(pa.string()), after)


def _records(texts: pa.StringArray) -> Any:
    """Texts of one width as records of that many bytes."""
    _, ends, data = texts.buffers()
    return np.frombuffer(data, f"V{np.frombuffer(ends, np.int32)[1]}", len(texts))
