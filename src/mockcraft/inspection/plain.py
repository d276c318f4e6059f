"""What gives a column its values by its type alone, within the bounds of its checks."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from mockcraft.inspection.facts import Facts
from mockcraft.inspection.limits import Choice, lengths, range_of, text_limit
from mockcraft.inspection.words import ends_with
from mockcraft.stored import StoredColumn

SPREAD = 1000  # between the least and the greatest number where nothing bounds them
EPOCH_S = (1_577_836_800, 1_767_225_600)  # 2020-01-01 to 2026-01-01
LETTERS = 12  # of a code without a limit
BYTES = 16
DIGITS = 18  # that a decimal of the schema file has at most
_MOMENT = (
    "at",
    "time",
    "on",
    "date",
    "since",
    "until",
    "created",
    "updated",
    "start",
    "end",
    "expires",
)
_JSON_LIST = ("list", "items", "tags", "ids", "array", "values", "roles", "scopes")


def plain(
    column: StoredColumn,
    facts: Facts,
    words: Sequence[str],
    rows: int,
    *,
    alone: bool = False,
    behind: str = "",
) -> Choice:
    """Values by type.

    Args:
        column: as the database has it.
        facts: what checks demand of it.
        words: of its name.
        rows: of its table, which must differ if `alone`.
        alone: whether rows must differ in it.
        behind: a column of its kind that it may not be less than; "" for none.
    """
    maker = _MAKERS.get(column.kind)
    if maker is None:
        return _other(column)
    return maker(column, facts, words, rows, alone, behind)


# ---------------------------------------------------------------------- numbers


def _integer(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    low, high = range_of(column, facts)
    least = ceil(low) if low is not None else None
    most = floor(high) if high is not None else None
    bounded = facts.low is not None or facts.high is not None
    if (
        not bounded
        and not alone
        and words
        and words[-1] in _MOMENT
        and (column.highest or 2**63) >= EPOCH_S[1]
    ):
        thousand = 1000 if (column.highest or 2**63) > 2**40 else 1
        unit = "milliseconds" if thousand > 1 else "seconds"
        span = {"min": behind or EPOCH_S[0] * thousand, "max": EPOCH_S[1] * thousand}
        return Choice({"generator": "number", **span}, f"a time in {unit} since 1970")
    wide = max(SPREAD, rows * 10 if alone else 0)
    if isinstance(facts.low, Decimal):
        first = least or 0
    elif isinstance(facts.high, Decimal):
        first = (most or 0) - wide
    else:
        first = 1 if (words and words[-1] == "id") or alone else 0
    first = max(first, least) if least is not None else first
    last = min(first + wide, most) if most is not None else first + wide
    if isinstance(facts.high, Decimal) and isinstance(facts.low, Decimal):
        last = most if most is not None else last
    spec: dict[str, Any] = {"generator": "number", "min": first, "max": last}
    if behind:
        spec["min"] = behind
        spec["max"] = min(last * 2, most) if most is not None else last * 2
    return Choice(spec, "its check" if bounded else "")


def _decimal(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    scale = column.scale if column.precision is not None and column.scale is not None else 2
    low, high = range_of(column, facts)
    if scale < 0:  # numeric(3,-2) holds multiples of 100
        low, high = Decimal(0), min(high or Decimal(9), Decimal(9))
        scale = 0
    scale = min(scale, 8)
    digits = 10 ** (DIGITS - scale) - 1
    wide = Decimal(max(SPREAD, rows * 10 if alone else 0))
    first = Decimal(low) if isinstance(facts.low, Decimal) else Decimal(0)
    if isinstance(facts.high, Decimal) and facts.low is None and facts.high <= 0:
        first = Decimal(high) - wide
    last = first + wide if high is None else min(first + wide, Decimal(high))
    if isinstance(facts.high, Decimal) and isinstance(facts.low, Decimal):
        last = Decimal(high)
    first, last = max(first, Decimal(-digits)), min(last, Decimal(digits))
    step = Decimal(1).scaleb(-scale)
    first = (first / step).to_integral_value("ROUND_CEILING") * step
    last = (last / step).to_integral_value("ROUND_FLOOR") * step
    why = "its check" if facts.low is not None or facts.high is not None else ""
    spec = {"generator": "decimal", "min": _number(first), "max": _number(last), "scale": scale}
    return Choice(spec, why)


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value.normalize()


def _boolean(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    if alone:
        return Choice({"values": [True, False]})
    return Choice({"generator": "bool"})


# ---------------------------------------------------------------------- texts


def _text(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    limit = text_limit(column, facts)
    if facts.json:
        return _json(column, facts, words, rows, alone, behind)
    if alone or facts.case:
        return _code(facts, rows, limit)
    if isinstance(facts.low, str) or isinstance(facts.high, str):
        return _code(facts, rows, limit)
    if words and words[-1] in ("date", "day", "birthday"):
        return _as_text(column, "date", limit)
    if words and words[-1] in ("at", "time", "timestamp") and (limit or 99) >= 19:
        return _as_text(column, "datetime", limit)
    if ends_with(words, ("id",)) or ends_with(words, ("code",)) or ends_with(words, ("key",)):
        return _code(facts, rows, limit)
    if (
        words
        and words[-1]
        in ("json", "metadata", "meta", "config", "settings", "payload", "properties", "attributes")
        and limit is None
    ):
        return _json(column, facts, words, rows, alone, behind)
    generator = "words" if limit is None or limit >= 20 else "word"
    longest, shortest = lengths(generator)
    if facts.shortest > shortest or (limit is not None and limit < 4):
        return _code(facts, rows, limit)
    cut = {"max_length": limit} if limit is not None and limit < longest * 1.5 else {}
    return Choice({"generator": generator, **cut})


def _as_text(column: StoredColumn, generator: str, limit: int | None) -> Choice:
    return Choice(
        {
            "generator": generator,
            **({"max_length": limit} if limit is not None and limit < 19 else {}),
        }
    )


def _code(facts: Facts, rows: int, limit: int | None) -> Choice:
    """A code of letters and digits, with enough of them that rows can differ."""
    most = limit if limit is not None else max(LETTERS, facts.shortest)
    signs = "[a-z0-9]" if facts.case == "lower" else "[A-Z0-9]"
    size = max(min(most, max(LETTERS, facts.shortest)), facts.shortest)
    if size <= 2 and facts.case == "" and 36**size < rows * 2:
        signs = "[A-Za-z0-9]"
    return Choice({"regex": f"{signs}{{{size}}}"})


def _bytes(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    limit = text_limit(column, facts)
    size = max(facts.shortest, min(BYTES, limit if limit is not None else BYTES))
    spec = {"regex": rf"\\x[0-9a-f]{{{2 * size}}}", "type": "bytes"}
    return Choice(spec, f"{size} bytes" if facts.shortest or facts.longest is not None else "")


def _uuid(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    return Choice({"generator": "uuid"})


def _json(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    if facts.json == "array" or (not facts.json and words and words[-1] in _JSON_LIST):
        return Choice({"items": "word", "count": "0..3"}, "JSON: a list")
    return Choice(
        {"fields": {"name": "word", "value": {"generator": "number", "min": 1, "max": 100}}},
        "JSON: an object",
    )


# ---------------------------------------------------------------------- moments


def _moment(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    spec: dict[str, Any] = {"generator": "date" if column.kind == "date" else "datetime"}
    low, high = _day(facts.low, facts.open_low, 1), _day(facts.high, facts.open_high, -1)
    if low is not None:
        spec["after"] = str(low)
        if high is None and low >= date(2025, 1, 1):
            spec["before"] = str(low + timedelta(days=365))
    if high is not None:
        spec["before"] = str(high)
        if low is None and high < date(2018, 1, 1):
            spec["after"] = str(high - timedelta(days=3650))
    if behind:
        spec["after"] = behind
    if alone and column.kind == "date" and low is None and high is None and rows > 3000:
        spec["after"] = str(date(2025, 1, 1) - timedelta(days=min(2 * rows, 700_000)))
    return Choice(spec, "its check" if low is not None or high is not None else "")


def _day(bound: Any, open_: bool, step: int) -> date | None:
    """The day of a bound, or the one beside it where the bound itself is out."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", bound) if isinstance(bound, str) else None
    if found is None:
        return None
    try:
        return date.fromisoformat(found[0]) + timedelta(
            days=step if open_ or (step < 0 and len(str(bound)) > 10) else 0
        )
    except (ValueError, OverflowError):
        return None


def _time(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    return Choice({"generator": "time", **({"after": behind} if behind else {})})


def _interval(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    return Choice({"generator": "number", "min": 60, "max": 86_400, "type": "interval"})


# ---------------------------------------------------------------------- the rest


def _array(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    item = column.item or StoredColumn("", "text", "text")
    inner = Facts()
    spec = {"values": list(item.labels)} if item.labels else plain(item, inner, (), rows).spec
    most = facts.longest if facts.longest is not None else max(3, facts.shortest)
    count = f"{min(facts.shortest, most)}..{most}"
    if set(spec) == {"generator"}:
        return Choice({"items": spec["generator"], "count": count})
    return Choice({"items": spec, "count": count})


_NUMBER = "{number:min=1,max=499}"
_MORE = "{number:min=501,max=999}"
_DATES = "[{date:after=2020-01-01,before=2022-12-31},{date:after=2023-01-01,before=2025-12-31})"
# Values of types that have no generator of their own, by the type's name.
_SPECIAL: dict[str, dict[str, Any]] = {
    "inet": {"generator": "ipv4"},
    "cidr": {"template": "10.{number:min=0,max=255}.{number:min=0,max=255}.0/24"},
    "macaddr": {"generator": "mac"},
    "macaddr8": {"regex": "08:00:2b:01:02:03:[0-9a-f]{2}:[0-9a-f]{2}"},
    "tsvector": {"generator": "words"},
    "tsquery": {"generator": "letters"},
    "xml": {"template": "<note>{word}</note>"},
    "ltree": {"template": "top.{letters}"},
    "lquery": {"template": "top.{letters}"},
    "hstore": {"template": '"name"=>"{letters}"'},
    "cube": {"template": "({number:min=1,max=99}, {number:min=1,max=99})"},
    "int4range": {"template": f"[{_NUMBER},{_MORE})"},
    "int8range": {"template": f"[{_NUMBER},{_MORE})"},
    "numrange": {"template": f"[{_NUMBER},{_MORE})"},
    "daterange": {"template": _DATES},
    "tsrange": {"template": _DATES},
    "tstzrange": {"template": _DATES},
    "int4multirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "int8multirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "nummultirange": {"template": f"{{{{[{_NUMBER},{_MORE})}}}}"},
    "datemultirange": {"template": f"{{{{{_DATES}}}}}"},
    "tsmultirange": {"template": f"{{{{{_DATES}}}}}"},
    "tstzmultirange": {"template": f"{{{{{_DATES}}}}}"},
    "point": {"template": f"({_NUMBER},{_NUMBER})"},
    "line": {"template": f"{{{{1,{_NUMBER},{_NUMBER}}}}}"},
    "lseg": {"template": f"[({_NUMBER},{_NUMBER}),({_MORE},{_MORE})]"},
    "box": {"template": f"({_MORE},{_MORE}),({_NUMBER},{_NUMBER})"},
    "path": {"template": f"[({_NUMBER},{_NUMBER}),({_MORE},{_MORE})]"},
    "polygon": {"template": f"(({_NUMBER},{_NUMBER}),({_MORE},{_NUMBER}),({_MORE},{_MORE}))"},
    "circle": {"template": f"<({_NUMBER},{_NUMBER}),{_NUMBER}>"},
    "money": {"generator": "price"},
    "pg_lsn": {"template": f"0/{_NUMBER}"},
    "jsonpath": {"template": "$.{letters}"},
    "name": {"generator": "word"},
    "regclass": {"value": "pg_class"},
    "regtype": {"value": "integer"},
}


def _special(
    column: StoredColumn, facts: Facts, words: Sequence[str], rows: int, alone: bool, behind: str
) -> Choice:
    if column.kind == "bits":
        size = re.search(r"\((\d+)\)", column.type)
        most = int(size[1]) if size else 1
        return Choice({"regex": f"[01]{{{most}}}"})
    if column.kind == "composite" and column.members and not column.base.startswith("_"):
        return Choice(
            {"value": f"({',' * (column.members - 1)})"}, "a composite type, its parts NULL"
        )
    return _other(column)


def _other(column: StoredColumn) -> Choice:
    """A type that only its name tells; nothing where that is not known."""
    spec = _SPECIAL.get(column.base)
    if spec is not None:
        return Choice(dict(spec), f"of the type {column.type}")
    return Choice({}, f"the type {column.type} is not known")


Maker = Callable[[StoredColumn, Facts, Sequence[str], int, bool, str], Choice]
_MAKERS: dict[str, Maker] = {
    "integer": _integer, "decimal": _decimal, "float": _decimal, "boolean": _boolean, "text": _text, "any": _text,
    "bytes": _bytes, "uuid": _uuid, "json": _json, "date": _moment, "timestamp": _moment, "time": _time,
    "interval": _interval, "array": _array, "composite": _special, "bits": _special,
}  # fmt: skip
