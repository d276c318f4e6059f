"""The values generators handle.

A value is one row's (scalar evaluator) or a chunk's (vector evaluator); a generator's body cannot tell.

=========  ==================  ===========================================================
name       one row             n rows
=========  ==================  ===========================================================
Text       str                 `vector.Coded` (index into a pool) or `pyarrow.StringArray`
Integer    int                 int64 array of shape (n,)
Boolean    bool                bool array of shape (n,)
Decimal    Decimal, int units  Decimal, int64 units of shape (n,)
Date       Date, int days      Date, int64 days of shape (n,)
Timestamp  Timestamp, int s    Timestamp, int64 seconds of shape (n,)
=========  ==================  ===========================================================
"""

# mypy takes any name TYPE_CHECKING as true; importing `typing` costs as much time as starting Python.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Text(Protocol):
        """Text of any length; combine it with the verbs of `Draw` only."""

    class Uuid(Text, Protocol):
        """Text that is a UUID (RFC 9562): a type of its own in databases that have one."""

    class ObjectId(Text, Protocol):
        """Text that is an ObjectId of MongoDB: 24 hexadecimal digits in lower case."""

    class Json(Text, Protocol):
        """Text that is a JSON document."""

    class Boolean(Protocol):
        """True or false."""

    class Integer(Protocol):
        """Whole number within 64 bits, signed."""

        def __add__(self, other: "Integer | int") -> "Integer": ...
        def __radd__(self, other: int) -> "Integer": ...
        def __sub__(self, other: "Integer | int") -> "Integer": ...
        def __rsub__(self, other: int) -> "Integer": ...
        def __mul__(self, other: "Integer | int") -> "Integer": ...
        def __rmul__(self, other: int) -> "Integer": ...
        def __floordiv__(self, other: "Integer | int") -> "Integer": ...
        def __mod__(self, other: "Integer | int") -> "Integer": ...
else:
    # At run time these are names only: what generators declare, and never made.
    Text = type("Text", (), {})
    Uuid = type("Uuid", (Text,), {})
    ObjectId = type("ObjectId", (Text,), {})
    Json = type("Json", (Text,), {})
    Boolean = type("Boolean", (), {})
    Integer = type("Integer", (), {})


class Decimal:
    """Decimal number `units / 10**scale`; exact, so equal on every machine."""

    __slots__ = ("scale", "units")

    def __init__(self, units: "Any", scale: int) -> None:
        self.units, self.scale = units, scale


class Date:
    """Day of the proleptic Gregorian calendar, as days since 1970-01-01."""

    __slots__ = ("days",)

    def __init__(self, days: "Any") -> None:
        self.days = days


class Timestamp:
    """Point in time to the second, UTC, as seconds since 1970-01-01T00:00:00."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: "Any") -> None:
        self.seconds = seconds


class Time:
    """Time of day, as seconds since midnight."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: "Any") -> None:
        self.seconds = seconds


def civil(days: "Any") -> "tuple[Any, Any, Any]":
    """Year, month (1..12) and day (1..31) of days since 1970-01-01, for ints and for int64 arrays.

    Source: Howard Hinnant, "chrono-compatible low-level date algorithms", public domain.
    """
    days = days + 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153  # months counted from March
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = (shifted + 2) % 12 + 1
    return year + era * 400 + (shifted + 2) // 12, month, day


def days_of(year: "Any", month: "Any", day: "Any") -> "Any":
    """Days since 1970-01-01 of a date, for ints and for int64 arrays; the inverse of `civil`."""
    year = year - (month <= 2)
    era = year // 400
    of_era_year = year - era * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return (
        era * 146_097
        + of_era_year * 365
        + of_era_year // 4
        - of_era_year // 100
        + of_year
        - 719_468
    )


FIRST_DAY, LAST_DAY = days_of(1, 1, 1), days_of(9999, 12, 31)  # of every calendar here


def plain(value: "Any") -> "Any":
    """One row's value as the Python object users and JSON expect; `Decimal` becomes decimal.Decimal."""
    if isinstance(value, Decimal):
        from decimal import Decimal as PythonDecimal

        return PythonDecimal(value.units).scaleb(-value.scale)
    if isinstance(value, (Date, Timestamp, Time)):
        return text_of(value)
    return value


def text_of(value: "Any") -> str:
    """One row's value as text, the way every text format writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, Date):
        return "%04d-%02d-%02d" % civil(value.days)
    if isinstance(value, Time):
        return _clock(value.seconds)
    if isinstance(value, Timestamp):
        days, seconds = divmod(value.seconds, 86_400)
        return "%04d-%02d-%02d " % civil(days) + _clock(seconds)
    return str(value)


def _clock(seconds: int) -> str:
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def _decimal_text(value: Decimal) -> str:
    if not value.scale:
        return str(value.units)
    digits = str(abs(value.units)).rjust(value.scale + 1, "0")
    return "-" * (value.units < 0) + digits[: -value.scale] + "." + digits[-value.scale :]
