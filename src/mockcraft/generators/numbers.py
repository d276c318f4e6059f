"""Numbers, truth values, and choices between given values."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX
from mockcraft.generator import (
    Annotated,
    Between,
    Boolean,
    Decimal,
    Draw,
    Form,
    Integer,
    Literal,
    ParameterError,
    Pool,
    Text,
    generator,
    ordered,
)
from mockcraft.generators._quantiles import CUT, QUANTILES, UNEVEN_QUANTILES, cuts
from mockcraft.parameter import parse_decimal

LARGEST = 2**63 - 1
MEAN, DEVIATION = Between(-1e18, 1e18), Between(1e-18, 1e18)
WEIGHT = Form("[0-9]+", "whole numbers separated by commas", 10)
WHOLE = Form("-?[0-9]{1,19}", "whole numbers separated by commas", 20)
EXACT = Form("-?[0-9]{1,18}([.][0-9]{1,12})?", "numbers separated by commas", 32)
UNITS = 10**18 - 1  # of a decimal at most: it has 18 digits
NOTHING, ONE, THOUSAND = Decimal(0, 0), Decimal(1, 0), Decimal(1000, 0)


@generator(
    "number",
    aliases=("integer", "int_range", "uint_range", "random_int", "random_uint", "intn", "uintn", "int_n", "uint_n", "pyint", "random_number", "integer_number"),
)  # fmt: skip
def number(
    draw: Draw,
    *,
    min: Annotated[Integer, "smallest number"] = 0,  # type: ignore[assignment]
    max: Annotated[Integer, "largest number"] = 1000,  # type: ignore[assignment]
    distribution: Annotated[
        Literal["uniform", "normal", "log_normal", "exponential", "zipf", "poisson"],
        "shape of the numbers' frequencies, cut to the range",
    ] = "uniform",
    mean: Annotated[float | None, MEAN, "mean of the shape; not for uniform and zipf"] = None,
    deviation: Annotated[
        float | None, DEVIATION, "standard deviation; for normal and log_normal"
    ] = None,
    quantiles: Annotated[tuple[str, ...], WHOLE, QUANTILES, CUT] = (),
) -> Integer:
    """Whole number in [min, max], both inclusive."""
    if isinstance(min, int) and isinstance(max, int):
        ordered(min=min, max=max)
        check_shape(distribution, mean, deviation)
        if quantiles:
            check_alone(distribution)
            return draw.between_quantiles(min, max, cuts(quantiles, int, min, max))
        return draw.distributed(min, max, distribution, mean, deviation)
    if quantiles:
        raise ParameterError(UNEVEN_QUANTILES, "quantiles")
    if distribution != "uniform":
        raise ParameterError(
            f"distribution={distribution!r} needs constant bounds (leave it uniform where a column gives them)",
            "distribution",
        )
    return draw.integer(min, max)


def check_alone(distribution: str) -> None:
    """Raises ParameterError for a distribution beside quantiles, which are one."""
    if distribution != "uniform":
        raise ParameterError(
            f"quantiles are a distribution of their own (leave out distribution={distribution!r})",
            "quantiles",
        )


def check_shape(distribution: str, mean: float | None, deviation: float | None) -> None:
    """Raises ParameterError for a mean or a deviation that the distribution does not have."""
    if mean is not None and distribution in ("uniform", "zipf"):
        raise ParameterError(f"mean={mean!r} has no meaning for {distribution!r}", "mean")
    if deviation is not None and distribution not in ("normal", "log_normal"):
        raise ParameterError(
            f"deviation={deviation!r} has no meaning for {distribution!r}", "deviation"
        )


@generator(
    "number",
    aliases=(
        "float",
        "float32",
        "float64",
        "float32_range",
        "float64_range",
        "double",
        "pydecimal",
        "pyfloat",
        "decimal_number",
        "float_number",
    ),
)
def decimal(
    draw: Draw,
    *,
    min: Annotated[Decimal, "smallest number"] = NOTHING,
    max: Annotated[Decimal, "largest number"] = THOUSAND,
    scale: Annotated[int, Between(0, 12), "places after the point"] = 2,
    distribution: Annotated[
        Literal["uniform", "normal", "log_normal", "exponential", "zipf", "poisson"],
        "shape of the numbers' frequencies, cut to the range",
    ] = "uniform",
    mean: Annotated[float | None, MEAN, "mean of the shape; not for uniform and zipf"] = None,
    deviation: Annotated[
        float | None, DEVIATION, "standard deviation; for normal and log_normal"
    ] = None,
    quantiles: Annotated[tuple[str, ...], EXACT, QUANTILES, CUT] = (),
) -> Decimal:
    """Exact decimal number in [min, max], both inclusive, with a fixed number of places."""
    if quantiles:
        check_alone(distribution)
        low, high = units_between(min, max, scale)
        parts = cuts(quantiles, lambda text: floor_units(parse_decimal(text), scale), low, high)
        return Decimal(draw.between_quantiles(low, high, parts), scale)
    return decimal_between(draw, min, max, scale, distribution, mean, deviation)


@generator("number", aliases=("money",))
def amount(
    draw: Draw,
    *,
    min: Annotated[Decimal, "smallest amount"] = ONE,
    max: Annotated[Decimal, "largest amount"] = THOUSAND,
) -> Decimal:
    """Amount of money with two places, in [min, max], both inclusive."""
    return decimal_between(draw, min, max, 2)


@generator("number")
def price(
    draw: Draw,
    *,
    min: Annotated[Decimal, "smallest price"] = ONE,
    max: Annotated[Decimal, "largest price"] = THOUSAND,
) -> Decimal:
    """Price with two places, in [min, max], both inclusive, that ends like most prices: .99, .95, .00, .49 and so on.

    Where not even all prices of one whole number are in the bounds, it ends like any number.
    """
    low, high = units_between(min, max, 2)
    first, last = -(-low // 100), (high - 99) // 100
    if first > last:
        return decimal_between(draw, min, max, 2)
    return Decimal(draw.integer(first, last) * 100 + price_end(draw), 2)


def price_end(draw: Draw) -> Integer:
    """Cents that prices in shops end with."""
    return draw.number(draw.pick(PRICE_ENDS)).units  # type: ignore[no-any-return]


# Shares estimated after Schindler and Kirby, "Patterns of Rightmost Digits Used in Advertised Prices" (1997):
# 9 is the most frequent last digit, then 0 and 5.
PRICE_ENDS = Pool(
    "price end",
    ("99", "95", "00", "49", "50", "98", "79", "29", "89", "90", "75", "25", "97", "59", "69", "39", "19"),
    (440, 120, 150, 70, 40, 20, 20, 20, 20, 20, 15, 15, 10, 10, 10, 10, 10),
)  # fmt: skip


def decimal_between(
    draw: Draw,
    low: Decimal,
    high: Decimal,
    scale: int,
    distribution: str = "uniform",
    mean: float | None = None,
    deviation: float | None = None,
) -> Decimal:
    """Decimal number in [low, high] with `scale` places; raises ParameterError where there is none."""
    smallest, largest = units_between(low, high, scale)
    check_shape(distribution, mean, deviation)
    power: int = 10**scale
    units = draw.distributed(
        smallest,
        largest,
        distribution,
        None if mean is None else mean * power,
        None if deviation is None else deviation * power,
    )
    return Decimal(units, scale)


def units_between(low: Decimal, high: Decimal, scale: int) -> tuple[int, int]:
    """Bounds in units of the last of `scale` places; raises ParameterError where there is no number between them."""
    smallest, largest = -_floor(-low.units, low.scale, scale), _floor(high.units, high.scale, scale)
    for bound, name in ((smallest, "min"), (largest, "max")):
        if abs(bound) > UNITS:
            raise ParameterError(f"{name} has too many digits for scale={scale}", name)
    if smallest > largest:
        raise ParameterError(f"there is no number of {scale} places from min to max", "min")
    return smallest, largest


def floor_units(value: Decimal, scale: int) -> int:
    """A constant in units of the last of `scale` places, rounded down."""
    return _floor(value.units, value.scale, scale)


def _floor(units: int, scale: int, wanted: int) -> int:
    """Units of the wanted scale, rounded down."""
    power: int = 10**wanted
    return units * power // int(10**scale)


@generator("number", aliases=("boolean", "pybool"))
def bool_(
    draw: Draw,
    *,
    probability: Annotated[float, Between(0, 1), "share of rows that are true"] = 0.5,
) -> Boolean:
    """True or false."""
    return draw.chance(probability)


@generator("number")
def percentage(draw: Draw) -> Decimal:
    """Percentage from 0.00 to 100.00."""
    return draw.decimal(0, 10_000, 2)


@generator("number", aliases=("score",))
def rating(draw: Draw) -> Decimal:
    """Rating from 1.0 to 5.0, most of them good."""
    return Decimal(draw.distributed(10, 50, "normal", 39.0, 8.0), 1)


@generator("number")
def int8(draw: Draw) -> Integer:
    """Signed number of 8 bits."""
    return draw.integer(-(2**7), 2**7 - 1)


@generator("number")
def int16(draw: Draw) -> Integer:
    """Signed number of 16 bits."""
    return draw.integer(-(2**15), 2**15 - 1)


@generator("number")
def int32(draw: Draw) -> Integer:
    """Signed number of 32 bits."""
    return draw.integer(-(2**31), 2**31 - 1)


@generator("number", aliases=("int",))
def int64(draw: Draw) -> Integer:
    """Signed number of 64 bits."""
    return draw.integer(-(2**63), LARGEST)


@generator("number")
def uint8(draw: Draw) -> Integer:
    """Number of 8 bits, not negative."""
    return draw.integer(0, 2**8 - 1)


@generator("number")
def uint16(draw: Draw) -> Integer:
    """Number of 16 bits, not negative."""
    return draw.integer(0, 2**16 - 1)


@generator("number")
def uint32(draw: Draw) -> Integer:
    """Number of 32 bits, not negative."""
    return draw.integer(0, 2**32 - 1)


@generator("number", aliases=("uint",))
def uint64(draw: Draw) -> Integer:
    """Number of 63 bits, not negative: the largest that every database holds."""
    return draw.integer(0, LARGEST)


@generator("number", aliases=("hex_uint", "hexadecimal"))
def hex_number(
    draw: Draw,
    *,
    digits: Annotated[int, Between(1, 64), "hexadecimal digits"] = 8,
) -> Text:
    """Hexadecimal number with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, digits))


@generator("number")
def hex_uint8(draw: Draw) -> Text:
    """Number of 8 bits in 2 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 2))


@generator("number")
def hex_uint16(draw: Draw) -> Text:
    """Number of 16 bits in 4 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 4))


@generator("number")
def hex_uint32(draw: Draw) -> Text:
    """Number of 32 bits in 8 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 8))


@generator("number")
def hex_uint64(draw: Draw) -> Text:
    """Number of 64 bits in 16 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 16))


@generator("number")
def hex_uint128(draw: Draw) -> Text:
    """Number of 128 bits in 32 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 32))


@generator("number")
def hex_uint256(draw: Draw) -> Text:
    """Number of 256 bits in 64 hexadecimal digits, with the prefix 0x."""
    return draw.join("0x", draw.chars(HEX, 64))


@generator("number", aliases=("random_digit",))
def digit(draw: Draw) -> Text:
    """One decimal digit."""
    return draw.pattern("#")


@generator("number", aliases=("digit_n",))
def digits(
    draw: Draw, *, length: Annotated[int, Between(1, 1000), "digits in each value"] = 8
) -> Text:
    """Decimal digits, the first of which may be 0."""
    return draw.chars(DIGITS, length)


@generator("number", aliases=("dice_roll", "die"))
def dice(draw: Draw, *, sides: Annotated[int, Between(2, 1000), "sides of the die"] = 6) -> Integer:
    """Number a die shows, from 1 to its sides."""
    return draw.integer(1, sides)


@generator("number", aliases=("flip_a_coin",))
def coin(draw: Draw) -> Text:
    """Side a coin shows: Heads or Tails."""
    return draw.pick(COIN)


COIN = Pool("coin", ("Heads", "Tails"))


@generator("number", aliases=("random_element", "one_of", "enum"))
def choice(
    draw: Draw,
    *,
    values: Annotated[tuple[str, ...], Between(1, 100_000), "texts to choose from"],
    weights: Annotated[
        tuple[str, ...] | None, WEIGHT, "whole numbers, one for each value; default: all equal"
    ] = None,
) -> Text:
    """One of the given texts."""
    return draw.pick(_weighted(values, weights))


COLOURS = ("red", "green", "blue", "yellow")


def _weighted(values: tuple[str, ...], weights: tuple[str, ...] | None) -> Pool:
    """Pool of the distinct values; a value that is given twice weighs twice."""
    if weights is not None and len(weights) != len(values):
        raise ParameterError(
            f"there are {len(values)} values and {len(weights)} weights (give one for each)",
            "weights",
        )
    total: dict[str, int] = {}
    for i, value in enumerate(values):
        weight = weights[i] if weights is not None else "1"
        total[value] = total.get(value, 0) + int(weight)
    if not 0 < sum(total.values()) < 2**31:
        raise ParameterError("the weights must add up to a number from 1 to 2147483647", "weights")
    chosen = {value: weight for value, weight in total.items() if weight}
    even = len(set(chosen.values())) == 1
    return Pool("choice", chosen, None if even else tuple(chosen.values()))


@generator("number", aliases=("rand_string",))
def random_string(
    draw: Draw,
    *,
    values: Annotated[tuple[str, ...], Between(1, 100_000), "texts to choose from"] = COLOURS,
) -> Text:
    """One of the given texts, each as frequent as any other; of a few colours where none are given."""
    return draw.pick(_weighted(values, None))


@generator("number")
def weighted(
    draw: Draw,
    *,
    values: Annotated[tuple[str, ...], Between(1, 100_000), "texts to choose from"] = COLOURS,
    weights: Annotated[
        tuple[str, ...] | None,
        WEIGHT,
        "whole numbers, one for each value; default: each twice that of the next",
    ] = None,
) -> Text:
    """One of the given texts by weight, the first ones more often; of a few colours where none are given."""
    if weights is None:
        steps = min(len(values), 16)  # beyond them all weigh 1
        weights = tuple(str(2 ** max(steps - 1 - i, 0)) for i in range(len(values)))
    return draw.pick(_weighted(values, weights))


@generator("number", aliases=("fixed", "literal"))
def constant(draw: Draw, *, value: Annotated[str, Between(0, 10_000), "the text"]) -> Text:
    """The same text in every row."""
    return draw.join(value)
