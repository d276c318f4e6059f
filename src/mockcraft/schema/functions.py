"""The functions of expressions: their names, how many arguments they take, which must be constants."""

from dataclasses import dataclass, field

from mockcraft.core.expressions.calendar import CLOCKS, PARTS, TRUNCATED

MOST_ARGUMENTS = 100


@dataclass(frozen=True, slots=True)
class Constant:
    """An argument that must be spelled out: a whole number of a range, one of some words, or any text."""

    name: str
    choices: range | tuple[str, ...] | None

    def __contains__(self, value: object) -> bool:
        if isinstance(self.choices, range):
            return type(value) is int and value in self.choices
        return isinstance(value, str) and (self.choices is None or value in self.choices)

    def __str__(self) -> str:
        if isinstance(self.choices, range):
            return f"a constant from {self.choices[0]} to {self.choices[-1]}"
        if self.choices is None:
            return "a constant text"
        return f"one of {', '.join(map(repr, self.choices))}"


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the operation it calls, how it is written, its argument counts and constants."""

    operation: str
    usage: str
    least: int
    most: int
    constants: dict[int, Constant] = field(default_factory=dict)


PLACES = Constant("places", range(-18, 19))
EXPONENT = Constant("exponent", range(65))
PART = Constant("unit", tuple(PARTS))
UNIT = Constant("unit", (*TRUNCATED, *CLOCKS))
CHARACTERS = Constant("characters", None)


def _function(operation: str, usage: str, *constants: Constant) -> Function:
    """A function by its usage: `[places]` may be left out, `…` stands for more of the same."""
    arguments = usage[usage.index("(") + 1 : -1].split(", ")
    most = MOST_ARGUMENTS if "…" in arguments else len(arguments)
    arguments = [each for each in arguments if each != "…"]
    least = sum(not each.startswith("[") for each in arguments)
    names = [each.strip("[]") for each in arguments]
    return Function(
        operation, usage, least, most, {names.index(each.name): each for each in constants}
    )


FUNCTIONS: dict[str, Function] = {
    "abs": _function("abs", "abs(x)"),
    "ceil": _function("ceil", "ceil(x)"),
    "ceiling": _function("ceil", "ceiling(x)"),
    "char_length": _function("length", "char_length(text)"),
    "coalesce": _function("coalesce", "coalesce(x, …)"),
    "concat": _function("concat", "concat(x, …)"),
    "date_part": _function("extract", "date_part(unit, x)", PART),
    "date_trunc": _function("date_trunc", "date_trunc(unit, x)", UNIT),
    "div": _function("div", "div(x, y)"),
    "floor": _function("floor", "floor(x)"),
    "greatest": _function("greatest", "greatest(x, …)"),
    "least": _function("least", "least(x, …)"),
    "left": _function("left", "left(text, length)"),
    "length": _function("length", "length(text)"),
    "lower": _function("lower", "lower(text)"),
    "lpad": _function("lpad", "lpad(text, width, [fill])"),
    "ltrim": _function("ltrim", "ltrim(text, [characters])", CHARACTERS),
    "mod": _function("%", "mod(x, y)"),
    "nullif": _function("nullif", "nullif(x, y)"),
    "power": _function("power", "power(x, exponent)", EXPONENT),
    "replace": _function("replace", "replace(text, old, new)"),
    "right": _function("right", "right(text, length)"),
    "round": _function("round", "round(x, [places])", PLACES),
    "rpad": _function("rpad", "rpad(text, width, [fill])"),
    "rtrim": _function("rtrim", "rtrim(text, [characters])", CHARACTERS),
    "sign": _function("sign", "sign(x)"),
    "sqrt": _function("sqrt", "sqrt(x)"),
    "substr": _function("substr", "substr(text, start, [length])"),
    "substring": _function("substr", "substring(text, start, [length])"),
    "trim": _function("trim", "trim(text, [characters])", CHARACTERS),
    "upper": _function("upper", "upper(text)"),
}
