"""The types of columns, each declared once: names, words, conversions, and what stands for them elsewhere.

Schema files, their JSON Schema, the declarations of generators, messages, conversions, formats and
databases read this table; `core.types` adds Arrow. Nothing here imports Arrow or `dataclasses`: one value
must not pay for them. To add a type, add one entry here and, where a format or a database has a better
word than that of its `base`, one word there.
"""

from mockcraft.core import values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PRECISION = 18  # digits of a decimal: its units fit 64 bits


class Kind:
    """One family of types.

    Attributes:
        name: as schema files write it.
        like: what a message calls a value, with an example where that helps.
        arrow: the Arrow type, made by `pyarrow`; None where it depends on more than the name.
        family: text, number, boolean, moment, span, bytes or nested.
        base: the kind that stands for it where a target has no word of its own; its own name else.
        becomes: names of the kinds that values can be turned into.
        exact: of those, the ones where values that differ stay different.
        json: JSON type of a value, and `format` the JSON Schema format of its text.
        value: what generators declare, and `one` the Python type of one row's value; None for kinds
            that only a schema file asks for.
        written: whether `type:` takes it.
        dated: whether a value lies on a day.
        also: what others call it, for hints.
    """

    __slots__ = (
        "also", "arrow", "base", "becomes", "dated", "exact", "family", "format", "json", "like",
        "name", "one", "value", "written",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        like: str,
        arrow: "Callable[[Any], Any] | None",
        *,
        family: str,
        base: str = "",
        becomes: "tuple[str, ...]" = (),
        exact: "tuple[str, ...]" = (),
        json: str = "string",
        format: str = "",
        value: "type | None" = None,
        one: "type | None" = None,
        written: bool = True,
        dated: bool = False,
        also: "tuple[str, ...]" = (),
    ) -> None:
        self.name, self.like, self.arrow, self.family = name, like, arrow, family
        self.base, self.becomes, self.exact = base or name, becomes, exact
        self.json, self.format, self.value, self.one = json, format, value, one
        self.written, self.dated, self.also = written, dated, also


_NUMBERS = ("integer", "int32", "decimal", "float", "float32")
_MOMENTS = ("date", "timestamp", "timestamptz", "time")


def _others(name: str, *groups: "tuple[str, ...]") -> "tuple[str, ...]":
    return ("text", *(each for group in groups for each in group if each != name))


_DECLARED = (
    Kind(
        "text", "text", lambda pa: pa.string(), family="text", value=values.Text, one=str,
        becomes=("uuid", "objectid", "json", *_NUMBERS, "boolean", *_MOMENTS, "interval", "bytes"),
        exact=("objectid",),
        also=("string", "varchar", "char"),
    ),
    Kind(
        "uuid", "a UUID such as 123e4567-e89b-12d3-a456-426614174000", lambda pa: pa.string(),
        family="text", value=values.Uuid, one=str, becomes=("text",), exact=("text",), format="uuid",
        also=("guid",),
    ),
    Kind(
        "objectid", "an ObjectId such as 507f1f77bcf86cd799439011: 24 hexadecimal digits in lower case",
        lambda pa: pa.string(), family="text", base="text", value=values.ObjectId, one=str,
        becomes=("text",), exact=("text",), also=("object_id", "oid", "mongoid"),
    ),
    Kind(
        "json", "a JSON document", lambda pa: pa.string(), family="text", value=values.Json, one=str,
        becomes=("text",), exact=("text",), json="object", also=("jsonb",),
    ),
    Kind(
        "integer", "a whole number", lambda pa: pa.int64(), family="number", value=values.Integer,
        one=int, becomes=(*_others("integer", _NUMBERS), "boolean", "interval"),
        exact=("text", "int32", "decimal", "interval"), json="integer",
        also=("int", "int64", "bigint", "long"),
    ),
    Kind(
        "int32", "a whole number from -2147483648 to 2147483647", lambda pa: pa.int32(),
        family="number", base="integer", becomes=(*_others("int32", _NUMBERS), "boolean", "interval"),
        exact=("text", "integer", "decimal", "float", "interval"), json="integer",
        also=("int4", "smallint", "mediumint"),
    ),
    Kind(
        "boolean", "true or false", lambda pa: pa.bool_(), family="boolean", value=values.Boolean,
        one=bool, becomes=("text", "integer", "int32"), exact=("text", "integer", "int32"),
        json="boolean", also=("bool", "bit"),
    ),
    Kind(
        "decimal", "a decimal number", None, family="number", value=values.Decimal,
        one=values.Decimal, becomes=_others("decimal", _NUMBERS), exact=("text",), json="number",
        also=("numeric", "number", "money"),
    ),
    Kind(
        "float", "a number", lambda pa: pa.float64(), family="number",
        becomes=_others("float", _NUMBERS), exact=("text",), json="number",
        also=("double", "float64", "real"),
    ),
    Kind(
        "float32", "a number of at most 3.4e38", lambda pa: pa.float32(), family="number",
        base="float", becomes=_others("float32", _NUMBERS), exact=("text", "float"), json="number",
        also=("float4",),
    ),
    Kind(
        "date", "a date such as 2026-01-31", lambda pa: pa.date32(), family="moment",
        value=values.Date, one=values.Date, becomes=("text", "timestamp", "timestamptz"),
        exact=("text", "timestamp", "timestamptz"), format="date", dated=True,
    ),
    Kind(
        "timestamp", "a time such as 2026-01-31 12:00:00", lambda pa: pa.timestamp("s"),
        family="moment", value=values.Timestamp, one=values.Timestamp,
        becomes=_others("timestamp", _MOMENTS), exact=("text", "timestamptz"), dated=True,
        also=("datetime",),
    ),
    Kind(
        "timestamptz", "a time such as 2026-01-31T12:00:00Z", lambda pa: pa.timestamp("s", "UTC"),
        family="moment", base="timestamp", becomes=_others("timestamptz", _MOMENTS),
        exact=("text", "timestamp"), format="date-time", dated=True, also=("timestamp with time zone",),
    ),
    Kind(
        "time", "a time such as 12:00:00", lambda pa: pa.time32("s"), family="moment",
        value=values.Time, one=values.Time, becomes=("text", "interval"), exact=("text", "interval"),
    ),
    Kind(
        "interval", "a length of time such as PT1H30M, without years or months",
        lambda pa: pa.duration("s"), family="span", becomes=("text", "integer", "int32"),
        exact=("text", "integer", "int32"), format="duration", also=("duration", "timedelta"),
    ),
    Kind(
        "bytes", r"text, or hexadecimal digits in pairs after \x", lambda pa: pa.binary(),
        family="bytes", becomes=("text",), exact=("text",), also=("bytea", "blob", "binary"),
    ),
    Kind("struct", "a sub-document", None, family="nested", json="object", written=False),
    Kind("list", "an array", None, family="nested", json="array", written=False),
)  # fmt: skip
KINDS = {each.name: each for each in _DECLARED}
MOMENTS = frozenset(each.base for each in _DECLARED if each.family == "moment")
DATED = frozenset(each.base for each in _DECLARED if each.dated)
WRITTEN = tuple(each.name for each in _DECLARED if each.written)
BY_VALUE: "dict[type, Kind]" = {each.value: each for each in _DECLARED if each.value is not None}


def conversions(kind: str) -> "tuple[str, ...]":
    """Names of the kinds that values of this one can be turned into, itself first."""
    return (kind, *KINDS[kind].becomes)


def stays_distinct(made: str, wanted: str) -> bool:
    """Whether values that differ still do when they are turned into `wanted`; decimals: at one scale."""
    return made == wanted or wanted in KINDS[made].exact


def stands_for(made: str, wanted: str) -> bool:
    """Whether a column of the kind `made` can give a parameter of the kind `wanted`."""
    moments = {KINDS[made].family, KINDS[wanted].family} == {"moment"}
    return KINDS[made].base == wanted or (moments and wanted in KINDS[made].becomes)


_WORDS = {"true": True, "t": True, "yes": True, "y": True, "on": True, "1": True}
_WORDS |= {"false": False, "f": False, "no": False, "n": False, "off": False, "0": False}


def read_boolean(text: str) -> "bool | None":
    """True or false from a word in any case; None for another word."""
    return _WORDS.get(text.strip().lower())


def hint(word: str) -> str:
    """What to do about a word that is no type: the one that others call so, the nearest, or all."""
    from mockcraft.errors import nearest

    for each in _DECLARED:
        if word in each.also:
            return f' (did you mean "{each.name}"?)'
    return nearest(word, WRITTEN, "one of")
