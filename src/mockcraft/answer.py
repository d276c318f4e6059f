"""Values of one generator: what `mockcraft generate` prints and `GET /api/generate/{type}` returns.

Both give the values of the rows 0, 1, … of a table without a name, by the scalar evaluator. Nothing
here imports more than one value needs.
"""

import os

from mockcraft.core.context import NOW, Context
from mockcraft.core.draw import NO_DIGITS
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.values import Decimal, Timestamp, text_of
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from mockcraft.core.uniques.digits import Digit
    from mockcraft.generator import Bound


def fresh_seed() -> int:
    """A random seed below 2**53, which every JSON reader keeps exactly."""
    return int.from_bytes(os.urandom(7), "little") >> 3


def answer(
    bound: "Bound", count: int, seed: int, locale: str, *, unique: bool = False, now: int = NOW
) -> "Iterator[Any]":
    """The first `count` values, one by one; raises NotUnique at once where there are too few.

    `now` is the clock, in seconds since 1970-01-01T00:00:00 UTC.
    """
    context = Context(seed, "", locale, now)
    digits = begin(bound, context, count, unique)
    key = context.column_key(bound.generator.name)
    return (bound(ScalarDraw(context, key, row, digits)) for row in range(count))


def begin(
    bound: "Bound", context: Context, count: int, unique: bool = False
) -> "Mapping[int, Digit]":
    """The digits that tell `count` values apart, none where they need not be unique.

    Raises ParameterError where the values end before, and NotUnique where too few are distinct.
    """
    bound.check_rows(count)
    if not unique:
        return NO_DIGITS
    from mockcraft.core.uniques.measure import measure

    name = bound.generator.name
    try:
        ways = measure(bound, context, context.column_key(name))
    except NotUnique as error:
        raise NotUnique(f"{name} cannot be unique: {error}") from None
    if count > ways.capacity:
        raise NotUnique(
            f"{name} has {ways.capacity:,} distinct values in {context.locale}, "
            f"{count:,} unique ones are asked for (ask for fewer, or leave unique out)"
        )
    return ways.digits()


def json_of(value: "Any", document: bool = False) -> str:
    """One value as JSON text: decimals digit by digit, times as RFC 3339 writes them, with a T.

    With `document` the value is a JSON document already (generators of the type `json`).
    """
    if isinstance(value, bool | int | Decimal) or document:
        return text_of(value)
    from json.encoder import encode_basestring

    text = text_of(value)
    return encode_basestring(text.replace(" ", "T") if isinstance(value, Timestamp) else text)
