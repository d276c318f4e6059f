"""Which values a stored column does not hold: longer texts, larger numbers, what no enum lists."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import as_text
from mockcraft.core.types import Type, decimal_units
from mockcraft.formats.plain import PlainStyle
from mockcraft.stored import StoredColumn

SHOWN = 40  # characters of a value, and labels of an enum
INT64 = (-(2**63), 2**63 - 1)
INTEGERS = {"integer": INT64, "int32": (-(2**31), 2**31 - 1)}
# Texts that no number, moment or UUID is written as, whatever the engine takes besides its usual form.
_UNREADABLE = {
    "integer": r"^[^0-9]*$",
    "decimal": r"^[^0-9]*$",
    "float": r"^[^0-9]*$",
    "date": r"^[^0-9]*$",
    "timestamp": r"^[^0-9]*$",
    "time": r"^[^0-9]*$",
    "uuid": r"^(.{0,31}|.*[^0-9a-fA-F{}-].*)$",
}
_WORDS = r"(?i)^\s*[+-]?(nan|inf|infinity|epoch|now|today|tomorrow|yesterday|allballs)\s*$"


def broken_rule(value: Any, each: StoredColumn) -> str:
    """The rule of a validator that refuses the value, such as "maximum is 50"; "" for a column without one."""
    if each.present is None:
        return ""
    if isinstance(value, str):
        rules = [
            (
                each.characters is not None and len(value) > each.characters,
                f"maxLength is {each.characters}",
            ),
            (
                each.shortest is not None and len(value) < each.shortest,
                f"minLength is {each.shortest}",
            ),
        ]
        listed: Sequence[str] = each.labels
    elif isinstance(value, int | float | Decimal):
        number = Fraction(value) if isinstance(value, Decimal) else value
        rules = [
            (each.lowest is not None and number < each.lowest, f"minimum is {_shown(each.lowest)}"),
            (
                each.highest is not None and number > each.highest,
                f"maximum is {_shown(each.highest)}",
            ),
        ]
        listed = [_shown(one) for one in each.numbers]
    else:
        return ""
    more = ", …" * (len(listed) > SHOWN)
    enum = f"enum is {', '.join(listed[:SHOWN])}{more}"
    return next((said for broken, said in rules if broken), enum if listed else "")


def _shown(number: int | Fraction | None) -> str:
    """A bound as it is written: 50, 50.5."""
    if isinstance(number, Fraction) and number.denominator > 1:
        return repr(float(number))
    return str(number)


def unfit(array: pa.Array, type_: Type, each: StoredColumn) -> Any:
    """Which values the column does not hold, bool of shape (n,); None where it holds all of the type."""
    bounds = bounds_of(each)
    if type_.kind in INTEGERS or type_.kind == "decimal":
        if bounds is None and each.characters is not None and each.present is None:
            return _beyond(pc.utf8_length(as_text(array)), each.characters)
        if bounds is None and not each.numbers:
            return None
        scale = type_.scale if type_.kind == "decimal" else 0
        units = decimal_units(array) if scale or type_.kind == "decimal" else _integers(array)
        wrong = _unlisted(units, [number * 10**scale for number in each.numbers])
        if bounds is None:
            return wrong
        least, most = ceil(bounds[0] * 10**scale), floor(bounds[1] * 10**scale)
        return wrong | (units < max(least, INT64[0])) | (units > min(most, INT64[1]))
    if type_.family == "number":
        if bounds is None and not each.numbers:
            return None
        floats = numpy_array(pc.fill_null(array, 0.0)).astype(np.float64)
        wrong = _unlisted(floats, [float(number) for number in each.numbers])
        if bounds is None:
            return wrong
        return wrong | (floats < float(bounds[0])) | (floats > float(bounds[1]))
    if type_.kind == "bytes":
        return _beyond(pc.binary_length(array), each.octets)
    if type_.kind in ("boolean", "interval"):
        return None
    return _unfit_texts(array, type_, each)


def _unlisted(values: Any, listed: Sequence[Any]) -> Any:
    """Which numbers an enum has not, bool of shape (n,); none of them where it lists none."""
    if not listed:
        return np.zeros(len(values), bool)
    whole = values.dtype.kind == "i"
    if whole:
        listed = [int(each) for each in listed if each % 1 == 0 and INT64[0] <= each <= INT64[1]]
    return ~np.isin(values, np.array(listed, values.dtype))


def _unfit_texts(array: pa.Array, type_: Type, each: StoredColumn) -> Any:
    unreadable = _UNREADABLE.get(each.kind) if type_.kind == "text" else None
    limits = (each.characters, each.shortest, each.octets, unreadable)
    if not each.labels and all(limit is None for limit in limits):
        return None
    texts = PlainStyle().unquoted(array, type_)
    texts = plain_text(texts) if pa.types.is_dictionary(texts.type) else texts
    wrong = np.zeros(len(texts), bool)
    if each.characters is not None:  # spaces at the end are cut off, as the standard says
        wrong |= _beyond(pc.utf8_length(pc.utf8_rtrim(texts, " ")), each.characters)
    if each.shortest is not None:
        wrong |= numpy_array(pc.fill_null(pc.utf8_length(texts), 0)) < each.shortest
    if each.octets is not None:
        wrong |= _beyond(pc.binary_length(texts), each.octets)
    if each.labels:
        known = pc.is_in(texts, pa.array([*each.labels, None], pa.string()))
        wrong |= ~numpy_array(known)
    if unreadable is not None:
        strange = pc.and_not(
            pc.match_substring_regex(texts, unreadable), pc.match_substring_regex(texts, _WORDS)
        )
        wrong |= numpy_array(pc.fill_null(strange, False))
    return wrong


def _beyond(lengths: pa.Array, limit: int | None) -> Any:
    if limit is None:
        return None
    return numpy_array(pc.fill_null(lengths, 0)) > limit


def bounds_of(each: StoredColumn) -> tuple[Fraction, Fraction] | None:
    """The least and the largest number that the column holds; None where it holds any."""
    if each.precision is not None:  # values are rounded to its scale first
        scale = Fraction(10) ** (each.scale or 0)
        most = (10**each.precision - Fraction(1, 2)) / scale
        most -= Fraction(1, 10**40)  # half is rounded up
        return -most, most
    if each.lowest is None or each.highest is None:
        return None
    return Fraction(each.lowest), Fraction(each.highest)


def _integers(array: pa.Array) -> Any:
    return numpy_array(pc.fill_null(array.cast(pa.int64()), 0))
