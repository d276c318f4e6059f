"""Parameters of generators: what a value must be, and how text becomes one.

What a value must be is declared: the command line, queries, schema files and JSON Schema refuse alike.
Nothing here imports `re`, `typing` or `datetime` at the start: one value must not pay for them.
"""

from mockcraft.core.lists import load
from mockcraft.core.values import Date, Decimal, Integer, Timestamp, civil, days_of, text_of
from mockcraft.errors import ParameterError, Unworkable, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

REQUIRED = object()  # stands for the default of a parameter that has none
WEIGHT = "[0-9]{1,6}([.][0-9]{1,3})?"  # behind a text of a weighted list
SHOWN = 60  # characters of a value in a message


class Between:
    """Bounds of a parameter, both inclusive: of a number, of a text's length, of a list's items."""

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


class Form:
    """The form of a text, or of each text of a list.

    `pattern` is a regular expression for the whole text, of the kind that Python and JavaScript (JSON
    Schema) read alike; `wanted` says what it stands for, with an example; `length` is the most characters.
    The texts of a `weighted` list can have weights behind them, `mon..fri=5`: in a schema file, a mapping.
    """

    __slots__ = ("length", "pattern", "wanted", "weighted")

    def __init__(self, pattern: str, wanted: str, length: int, weighted: bool = False) -> None:
        self.weighted = weighted
        self.pattern = f"({pattern})(={WEIGHT})?" if weighted else pattern
        self.wanted, self.length = wanted, length

    def fits(self, text: str) -> bool:
        """Whether a text has the form."""
        import re

        return len(text) <= self.length and re.fullmatch(self.pattern, text) is not None


class Beside:
    """Says that a column gives the value unasked: the only one of the row's record with such a generator."""

    __slots__ = ("generators",)

    def __init__(self, *generators: str) -> None:
        self.generators = generators


class Listed:
    """The values of a column of a list that all locales share, in either case."""

    __slots__ = ("column", "name")

    def __init__(self, name: str, column: str) -> None:
        self.name, self.column = name, column

    @property
    def values(self) -> "tuple[str, ...]":
        """The distinct values, in the order of the list."""
        return load(self.name).column(self.column).pool.values


class Parameter:
    """One parameter of a generator: its name, type, default, help, and what its values must be.

    `kind` is one of KINDS; a tuple is one of texts. Values of the kinds Date, Timestamp and Integer may
    also be given for each row, by another column.
    """

    __slots__ = ("_choices", "beside", "between", "default", "form", "help", "kind", "name")

    def __init__(
        self,
        name: str,
        kind: "type[Any]",
        default: "Any",
        help: str,
        *,
        between: Between | None = None,
        choices: "tuple[str, ...] | Listed" = (),
        form: Form | None = None,
        beside: Beside | None = None,
    ) -> None:
        self.name, self.kind, self.default, self.help = name, kind, default, help
        self.beside = beside
        self.between, self._choices, self.form = between, choices, form

    @property
    def choices(self) -> "tuple[str, ...]":
        """The only values there are; empty where there are others."""
        return self._choices.values if isinstance(self._choices, Listed) else self._choices

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is REQUIRED

    @property
    def takes_column(self) -> bool:
        """Whether a column can give the value, row by row."""
        return self.kind in (Date, Timestamp, Integer)

    @property
    def wanted(self) -> str:
        """What a value must look like, for an error or a help text."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.form is not None:
            return self.form.wanted
        text = KINDS[self.kind][1]
        if self.between is not None:
            text += _SIZES.get(self.kind, " in {}").format(self.between)
        return text

    def parse(self, raw: object) -> "Any":
        """The value from a text or from a typed value; raises ParameterError with what is wanted."""
        try:
            value = self._convert(raw)
        except (ValueError, TypeError, OverflowError):
            if self.kind is Decimal and _is_number(raw):
                raise Unworkable(
                    str(self._error(raw, "has more than 18 digits")), self.name
                ) from None
            raise self._error(raw, f"is not {self.wanted}") from None
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                self._check_text(raw, text)
        if self.between is not None and not self.between.low <= _size(value) <= self.between.high:
            raise self._error(raw, f"is outside {self.between}{_UNITS.get(self.kind, '')}")
        return self._chosen(raw, value) if self.choices else value

    def _error(self, raw: object, what: str) -> ParameterError:
        return ParameterError(f"{self.name}={shorten(raw)} {what}", self.name)

    def _check_text(self, raw: object, text: str) -> None:
        """What no text may hold, as it could be written nowhere; and the form."""
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise self._error(raw, "holds half a character (a lone surrogate)") from None
        if "\0" in text:
            raise self._error(raw, "holds the control character 0, which databases refuse")
        if self.form is not None and not self.form.fits(text):
            raise self._error(raw, f"is not {self.form.wanted}")

    def _chosen(self, raw: object, value: "Any") -> "Any":
        if isinstance(self._choices, Listed) and value.upper() in self.choices:
            return value.upper()
        if value not in self.choices:
            hint = did_you_mean(str(value), self.choices)
            raise self._error(raw, f"is not {self.wanted}{hint}")
        return value

    def _convert(self, raw: object) -> "Any":
        if self.kind is tuple:
            items = raw.split(",") if isinstance(raw, str) else raw
            return tuple(str(item).strip() for item in items)  # type: ignore[attr-defined]
        if isinstance(raw, bool) and self.kind is not bool:
            raise ValueError
        text = str(raw).strip() if self.kind is not str else str(raw)
        if isinstance(raw, list | dict) or raw is None:
            raise ValueError
        return _CONVERTERS[self.kind](text)

    def json_schema(self) -> "dict[str, Any]":
        """JSON Schema of a value, as it stands in a schema file."""
        schema: dict[str, Any] = {"description": self.help}
        if isinstance(self._choices, Listed):
            return schema | {"enum": [*self.choices, *map(str.lower, self.choices)]}
        if self.choices:
            return schema | {"enum": list(self.choices)}
        schema["type"] = KINDS[self.kind][2]
        if self.form is not None and self.form.weighted:
            schema["additionalProperties"] = {"type": "number", "minimum": 0}
        if self.kind is tuple:
            schema["items"] = {"type": ["string", "number", "boolean"], **self._form_schema()}
        else:
            schema |= self._form_schema()
        if self.between is not None:
            low, high = _BOUNDS.get(self.kind, ("minimum", "maximum"))
            schema |= {low: self.between.low, high: self.between.high}
            if self.kind in _BOUNDS and not self.between.low:
                del schema[low]  # which nothing can be below
        if self.default is not REQUIRED and self.default is not None:
            schema["default"] = plain_json(self.default)
        return schema

    def _form_schema(self) -> "dict[str, Any]":
        if self.form is None:
            return {}
        return {"pattern": f"^({self.form.pattern})$", "maxLength": self.form.length}


_SIZES: "dict[type, str]" = {str: " of {} characters", tuple: ", {} of them"}
_UNITS: "dict[type, str]" = {str: " characters", tuple: " texts"}
_BOUNDS: "dict[type, tuple[str, str]]" = {
    str: ("minLength", "maxLength"),
    tuple: ("minItems", "maxItems"),
}


def _size(value: "Any") -> "Any":
    if isinstance(value, Decimal):
        from fractions import Fraction

        return Fraction(value.units, 10**value.scale)
    return len(value) if isinstance(value, str | tuple) else value


def shorten(raw: object) -> str:
    """A value as a message shows it: its beginning where it is long."""
    text = repr(raw)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"


def exact(value: "Any") -> str:
    """A value of a parameter as text that differs where the value does."""
    if isinstance(value, Decimal):
        return f"Decimal({value.units}, {value.scale})"
    if isinstance(value, Date):
        return f"Date({value.days})"
    if isinstance(value, Timestamp):
        return f"Timestamp({value.seconds})"
    return repr(value)


def plain_json(value: "Any") -> "Any":
    """A value of a parameter as JSON has it."""
    if isinstance(value, Decimal):
        return float(text_of(value))
    if isinstance(value, Date | Timestamp):
        return text_of(value)
    return list(value) if isinstance(value, tuple) else value


def _boolean(text: str) -> bool:
    return {"true": True, "yes": True, "on": True, "1": True,
            "false": False, "no": False, "off": False, "0": False}[text.lower()]  # fmt: skip


def _integer(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError
    return number


def _number(text: str) -> float:
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError
    return number


def _is_number(raw: object) -> bool:
    try:
        _number(str(raw))
    except ValueError:
        return False
    return True


def parse_decimal(text: str) -> Decimal:
    """Exact decimal number from its text, also such as 1.5e-7; at most 18 digits. Raises ValueError."""
    if "e" in text or "E" in text:
        text = _without_exponent(text)
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    whole, _, places = digits.replace("_", "").partition(".")
    if not (whole + places).isdecimal() or len(whole + places) > 18:
        raise ValueError
    return Decimal(sign * int(whole + places), len(places))


def _without_exponent(text: str) -> str:
    digits, _, exponent = text.lower().partition("e")
    if abs(int(exponent)) > 18:
        raise ValueError
    from decimal import Decimal as PythonDecimal

    return format(PythonDecimal(digits).scaleb(int(exponent)), "f")


def parse_date(text: str) -> Date:
    """Date from YYYY-MM-DD, of the years 0001 to 9999; raises ValueError."""
    year, month, day = text.split("-")
    days = days_of(int(year), int(month), int(day))
    if text_of(Date(days)) != text or not 1 <= civil(days)[0] <= 9999:
        raise ValueError
    return Date(days)


def parse_timestamp(text: str) -> Timestamp:
    """Timestamp from YYYY-MM-DD, with or without THH:MM:SS and Z; raises ValueError."""
    day, _, clock = text.replace("T", " ").removesuffix("Z").partition(" ")
    hours, minutes, seconds = (clock or "00:00:00").split(":")
    of_day = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    made = Timestamp(parse_date(day).days * 86_400 + of_day)
    if text_of(made) != f"{day} {clock or '00:00:00'}":
        raise ValueError
    return made


def _flag(text: str) -> bool:
    try:
        return _boolean(text)
    except KeyError:
        raise ValueError from None


_CONVERTERS: "dict[type, Callable[[str], Any]]" = {
    int: _integer, Integer: _integer, float: _number, str: str, bool: _flag,
    Decimal: parse_decimal, Date: parse_date, Timestamp: parse_timestamp,
}  # fmt: skip

# What a parameter can be: its name in lists, what is wanted of a value, and its types in JSON Schema.
KINDS: "dict[type, tuple[str, str, Any]]" = {
    int: ("integer", "a whole number", "integer"),
    Integer: ("integer", "a whole number", ["integer", "string"]),
    float: ("number", "a number", "number"),
    str: ("text", "text", ["string", "number", "boolean"]),
    bool: ("boolean", "true or false", "boolean"),
    Decimal: ("decimal", "a decimal number", "number"),
    Date: ("date", "a date such as 2026-01-31", "string"),
    Timestamp: ("timestamp", "a time such as 2026-01-31T12:00:00", "string"),
    tuple: ("list", "texts separated by commas", "array"),
}
