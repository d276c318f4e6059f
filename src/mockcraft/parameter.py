"""Parameters of generators: what a value must be, and how text becomes one.

Nothing here imports `re`, `typing` or `datetime`: one value must not pay for them.
"""

from mockcraft.core.values import Date, Decimal, Integer, Timestamp, days_of, text_of
from mockcraft.errors import ParameterError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

REQUIRED = object()  # stands for the default of a parameter that has none


class Between:
    """Bounds of a parameter, both inclusive."""

    __slots__ = ("high", "low")

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high


class Parameter:
    """One parameter of a generator: its name, type, default, help, bounds or choices.

    `kind` is int, float, str, bool, Decimal, Date, Timestamp, Integer or tuple (of texts). Values of
    the kinds Date, Timestamp and Integer may also be given for each row, by another column.
    """

    __slots__ = ("between", "choices", "default", "help", "kind", "name", "optional")

    def __init__(
        self,
        name: str,
        kind: "type[Any]",
        default: "Any",
        help: str,
        between: Between | None,
        choices: "tuple[str, ...]",
        optional: bool,
    ) -> None:
        self.name, self.kind, self.default, self.help = name, kind, default, help
        self.between, self.choices, self.optional = between, choices, optional

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
        text = {
            int: "a whole number", Integer: "a whole number", float: "a number", str: "text",
            bool: "true or false", Decimal: "a decimal number", Date: "a date such as 2026-01-31",
            Timestamp: "a time such as 2026-01-31T12:00:00", tuple: "texts separated by commas",
        }[self.kind]  # fmt: skip
        if self.between is not None:
            text += f" in {self.between.low}..{self.between.high}"
        return text

    def parse(self, raw: object) -> "Any":
        """The value from a text or from a typed value; raises ParameterError with what is wanted."""
        try:
            value = self._convert(raw)
        except (ValueError, TypeError, OverflowError):
            raise ParameterError(f"{self.name}={raw!r} is not {self.wanted}", self.name) from None
        if self.choices and value not in self.choices:
            hint = did_you_mean(str(value), self.choices)
            raise ParameterError(f"{self.name}={raw!r} is not {self.wanted}{hint}", self.name)
        if self.between is not None and not self.between.low <= _size(value) <= self.between.high:
            bounds = f"{self.between.low}..{self.between.high}"
            raise ParameterError(f"{self.name}={raw!r} is outside {bounds}", self.name)
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
        if self.choices:
            return schema | {"enum": list(self.choices)}
        schema["type"] = {
            int: "integer", Integer: ["integer", "string"], float: "number", str: "string",
            bool: "boolean", Decimal: "number", Date: "string", Timestamp: "string", tuple: "array",
        }[self.kind]  # fmt: skip
        if self.kind is tuple:
            schema["items"] = {"type": ["string", "number", "boolean"]}
        if self.kind is str:
            schema["type"] = ["string", "number", "boolean"]
        if self.between is not None and self.kind is not str:
            schema |= {"minimum": self.between.low, "maximum": self.between.high}
        if self.default is not REQUIRED and self.default is not None:
            schema["default"] = plain_json(self.default)
        return schema


def _size(value: "Any") -> "Any":
    if isinstance(value, Decimal):
        return value.units / 10**value.scale
    return len(value) if isinstance(value, str | tuple) else value


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


def parse_decimal(text: str) -> Decimal:
    """Exact decimal number from its text; at most 18 digits. Raises ValueError."""
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    whole, _, places = digits.replace("_", "").partition(".")
    if not (whole + places).isdecimal() or len(whole + places) > 18:
        raise ValueError
    return Decimal(sign * int(whole + places), len(places))


def parse_date(text: str) -> Date:
    """Date from YYYY-MM-DD; raises ValueError."""
    year, month, day = text.split("-")
    days = days_of(int(year), int(month), int(day))
    if text_of(Date(days)) != text:
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
