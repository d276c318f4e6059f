"""What gives a column its values by its type alone, within the bounds of its checks."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from mockcraft.inspection.checks.demands import demands_of
from mockcraft.inspection.checks.facts import Demands, Facts
from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.flags import is_flag, of_flag, true_share
from mockcraft.inspection.columns.json_shapes import (
    JSON_LENGTH,
    fields_of,
    holds_json,
    items_of,
    lists,
)
from mockcraft.inspection.columns.limits import (
    ROOM,
    beside,
    have_room,
    lengths,
    range_of,
    text_limit,
)
from mockcraft.inspection.columns.narrow import narrow
from mockcraft.inspection.columns.special import special
from mockcraft.stored import StoredColumn

SPREAD = 1000  # between the least and the greatest number where nothing bounds them
EPOCH_S = (1_577_836_800, 1_767_225_600)  # 2020-01-01 to 2026-01-01
LETTERS = 12  # of a code without a limit
UUID = 36  # characters of one
BYTES = 16
_FIRST_DAY, _LAST_DAY = date(2015, 12, 31), date(2025, 12, 31)  # of times that nothing bounds
DAYS_BEHIND = 365  # that a time since 1970 is behind another one at most, where nothing is said
DIGITS = 18  # that a decimal of the schema file has at most
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
LABELS = 5  # that a number stands for, as far as its name says
# Last words of names.
_LABEL = {
    "type", "status", "state", "kind", "level", "mode", "source", "severity", "category", "format", "flag", "class",
    "stage", "role", "visibility", "action", "result", "reason", "privs", "priority", "accessibility", "vote",
}  # fmt: skip
_MOMENT = {
    "at", "time", "on", "date", "since", "until", "created", "updated", "start", "end", "expires",
}  # fmt: skip
_DONE = {"activity", "seen", "login", "sync", "used", "active", "accessed"}  # last …
_NAMES = {
    "name", "title", "label", "subject", "caption", "heading", "topic", "question", "task", "model", "description",
}  # fmt: skip


def plain(asked: Asked) -> Choice:
    """Values by type, whatever the column's name says of its meaning."""
    maker = _MAKERS.get(asked.column.kind)
    return _other(asked) if maker is None else maker(asked)


# ---------------------------------------------------------------------- numbers


def _integer(asked: Asked) -> Choice:
    facts = asked.facts
    if not (asked.bounded or asked.differs) and counts_time(asked.column, asked.words):
        return _since_1970(asked, milliseconds=_highest(asked.column) > 2**40)
    free = not (asked.bounded or asked.differs or asked.behind)
    if free and not facts.excluded and is_flag(asked.words):
        return Choice(of_flag(asked.words))
    if free and asked.noun in _LABEL:
        first, last = beside(0, LABELS - 1, facts.excluded, 1)
        return Choice({"generator": "number", "min": first, "max": last})
    low, high = range_of(asked.column, facts)
    least = ceil(low) if low is not None else None
    most = floor(high) if high is not None else None
    wide = _wide(asked)
    if isinstance(facts.low, Decimal):
        first = least or 0
    elif isinstance(facts.high, Decimal):
        first = (most or 0) - wide
    else:
        first = 1 if asked.noun == "id" or asked.differs else 0
    first = max(first, least) if least is not None else first
    last = min(first + wide, most) if most is not None else first + wide
    if isinstance(facts.high, Decimal) and isinstance(facts.low, Decimal):
        last = most if most is not None else last
    first, last = beside(first, last, facts.excluded, 1)
    spec: dict[str, Any] = {"generator": "number", "min": first, "max": last}
    if asked.behind:
        spec["min"] = asked.behind
        spec["max"] = min(last * 2, most) if most is not None else last * 2
    return Choice(spec, "its bounds" if asked.bounded else "")


def counts_time(column: StoredColumn, words: Sequence[str]) -> bool:
    """Whether whole numbers are times since 1970, as the last word of their name says."""
    noun = words[-1] if words else ""
    told = noun in _MOMENT or (words[:1] == ("last",) and noun in _DONE)
    return told and _highest(column) >= EPOCH_S[1]


def _highest(column: StoredColumn) -> int:
    return int(column.highest) if column.highest is not None else 2**63


def _since_1970(asked: Asked, milliseconds: bool) -> Choice:
    unit, factor = ("milliseconds", 1000) if milliseconds else ("seconds", 1)
    why = f"a time in {unit} since 1970"
    if asked.behind:
        most = f"{written(asked.behind)} + {(asked.within or DAYS_BEHIND) * 86_400 * factor}"
        return Choice({"generator": "number", "min": asked.behind, "max": most}, why)
    return Choice(
        {"generator": "number", "min": EPOCH_S[0] * factor, "max": EPOCH_S[1] * factor}, why
    )


def _wide(asked: Asked) -> int:
    """Between the least and the greatest number where nothing bounds them."""
    return max(SPREAD, asked.rows * 10 if asked.differs else 0)


def _decimal(asked: Asked) -> Choice:
    column, facts = asked.column, asked.facts
    scale = column.scale if column.precision is not None and column.scale is not None else 2
    low, high = range_of(column, facts)
    if scale < 0:  # numeric(3,-2) holds multiples of 100
        low, high = Decimal(0), min(high or Decimal(9), Decimal(9))
        scale = 0
    scale = min(scale, 8)
    digits = 10 ** (DIGITS - scale) - 1
    wide = Decimal(_wide(asked))
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
    first, last = beside(first, last, facts.excluded, step)
    spec = {"generator": "decimal", "min": _number(first), "max": _number(last), "scale": scale}
    return Choice(spec, "its bounds" if asked.bounded else "")


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value.normalize()


def _boolean(asked: Asked) -> Choice:
    left = [each for each in (True, False) if each not in asked.facts.excluded]
    if len(left) == 1:
        return Choice({"value": left[0]}, "its check")
    if asked.differs:
        return Choice({"values": left})
    share = true_share(asked.words)
    return Choice({"generator": "bool", **({} if share is None else {"probability": share})})


# ---------------------------------------------------------------------- texts


def _text(asked: Asked) -> Choice:
    facts, limit = asked.facts, text_limit(asked.column, asked.facts)
    roomy = limit is None or limit >= JSON_LENGTH
    if facts.json or (roomy and holds_json(asked.words) and not _coded(asked)):
        return _json(asked)
    if _coded(asked):
        return _named(asked, limit) or _code(asked, limit)
    if asked.noun in ("date", "day", "birthday"):
        return _cut("date", limit, 18)
    if asked.noun in ("at", "time", "timestamp") and (limit is None or limit >= 19):
        return Choice({"generator": "datetime"})
    generator = "words" if limit is None or limit >= 20 else "word"
    longest, shortest = lengths(generator)
    if facts.shortest > shortest or (limit is not None and limit < 4):
        return _code(asked, limit)
    return _cut(generator, limit, longest * ROOM)


def _coded(asked: Asked) -> bool:
    """Whether a text means nothing, as far as can be seen."""
    low, high = asked.facts.low, asked.facts.high
    within = isinstance(low, str) or isinstance(high, str)
    return bool(
        asked.differs or asked.facts.case or within or asked.noun in ("id", "code", "key", "number")
    )


def _named(asked: Asked, limit: int | None) -> Choice | None:
    """Words for a name of which rows have each another one, or one word; None for what is no name, or where they do not fit."""
    facts = asked.facts
    if asked.noun not in _NAMES or not _free(facts):
        return None
    fits = limit is None or have_room("words", (), limit)
    if fits and lengths("words")[1] >= facts.shortest:
        return Choice({"generator": "words"})
    made = None if limit is None else narrow(asked, "name", limit)
    return Choice(made) if made else None


def _free(facts: Facts) -> bool:
    """Whether checks want neither bounds nor capital letters of texts."""
    return facts.low is None and facts.high is None and facts.case != "upper"


def _cut(generator: str, limit: int | None, longest: float) -> Choice:
    """Texts of a generator, cut where they could be longer than a column takes."""
    cut = {"max_length": limit} if limit is not None and limit < longest else {}
    return Choice({"generator": generator, **cut})


def _code(asked: Asked, limit: int | None) -> Choice:
    """A code of letters and digits, with enough of them that rows can differ."""
    facts = asked.facts
    if limit == UUID and facts.shortest <= UUID and _free(facts):
        return Choice({"generator": "uuid"})
    most = limit if limit is not None else max(LETTERS, facts.shortest)
    signs = "[a-z0-9]" if facts.case == "lower" else "[A-Z0-9]"
    size = max(min(most, max(LETTERS, facts.shortest)), facts.shortest)
    if size <= 2 and facts.case == "" and 36**size < asked.rows * 2:
        signs = "[A-Za-z0-9]"
    before = _before(facts)
    most = size if limit is None else max(1, limit - len(before))
    return Choice({"regex": f"{re.escape(before)}{signs}{{{min(size, most)}}}"})


def _before(facts: Facts) -> str:
    """What texts begin with that lie within the bounds of a check."""
    if isinstance(facts.low, str):
        return facts.low
    return "0" if isinstance(facts.high, str) else ""


def _bytes(asked: Asked) -> Choice:
    facts, limit = asked.facts, text_limit(asked.column, asked.facts)
    size = max(facts.shortest, min(BYTES, limit if limit is not None else BYTES))
    spec = {"regex": rf"\\x[0-9a-f]{{{2 * size}}}", "type": "bytes"}
    return Choice(spec, f"{size} bytes" if facts.shortest or facts.longest is not None else "")


def _object_id(asked: Asked) -> Choice:
    return Choice({"generator": "object_id"})


def _uuid(asked: Asked) -> Choice:
    return Choice({"generator": "uuid"})


def _json(asked: Asked) -> Choice:
    default = (asked.column.default or "").lstrip("'\"(")
    listed = default.startswith("[") or lists(asked.words)
    if asked.facts.json == "array" or (not asked.facts.json and listed):
        return Choice({"items": items_of(asked.words), "count": "0..3"}, "JSON: a list")
    return Choice({"fields": fields_of(asked.words)}, "JSON: an object")


# ---------------------------------------------------------------------- moments


def _moment(asked: Asked) -> Choice:
    column, facts = asked.column, asked.facts
    spec: dict[str, Any] = {"generator": "date" if column.kind == "date" else "datetime"}
    low, high = _day(facts.low, facts.open_low, 1), _day(facts.high, facts.open_high, -1)
    if low is not None:
        spec["after"] = str(low)
        if high is None and low >= date(2025, 1, 1):
            spec["before"] = str(low + timedelta(days=365))
    if high is not None:
        within_day = high == low and column.kind == "timestamp" and facts.open_high
        spec["before"] = f"{high} 23:59:59" if within_day else str(high)
        if low is None and high < date(2018, 1, 1):
            spec["after"] = str(high - timedelta(days=3650))
    if asked.behind:
        spec["after"] = asked.behind
        if asked.within is not None and high is None:
            spec["before"] = f"{written(asked.behind)} + interval '{asked.within} days'"
    free = low is None and high is None
    if not asked.behind and (day := _last_excluded(facts, high)):
        spec["after"], free = str(day + timedelta(days=1)), False
    if asked.differs and column.kind == "date" and free and asked.rows > 3000:
        spec["after"] = str(date(2025, 1, 1) - timedelta(days=min(2 * asked.rows, 700_000)))
    return Choice(spec, "" if free else "its bounds")


def _last_excluded(facts: Facts, high: date | None) -> date | None:
    """The last day that a check excludes, of those that would be made; None for none."""
    bound, latest = _day(facts.low, False, 0) or _FIRST_DAY, high or _LAST_DAY
    days = [day for each in facts.excluded if (day := _day(each, False, 0))]
    return max((day for day in days if bound <= day < latest), default=None)


def written(name: str) -> str:
    """A column's name in an expression, in quotes where it could be a word of SQL."""
    plain_name = re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", name)
    reserved = name.startswith(("current_", "session_"))
    return name if plain_name and not reserved else '"' + name.replace('"', '""') + '"'


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


def _time(asked: Asked) -> Choice:
    facts, spec = asked.facts, {"generator": "time"}
    for name, bound in (("after", facts.low), ("before", facts.high)):
        if isinstance(bound, str) and (found := _CLOCK.match(bound)):
            spec[name] = found[0]
    return Choice(spec, "its bounds" if len(spec) > 1 else "")


def _interval(asked: Asked) -> Choice:
    return Choice({"generator": "number", "min": 60, "max": 86_400, "type": "interval"})


# ---------------------------------------------------------------------- the rest


def _array(asked: Asked) -> Choice:
    facts, item = asked.facts, asked.column.item or StoredColumn("", "text", "text")
    demands = _of_domain(item)
    inner = Asked(item, facts=demands.of("item"), rows=asked.rows)
    spec = _listed(item, inner.facts) or plain(inner).spec
    if not spec or demands.rest:  # of a type that is not known, arrays of nothing
        return Choice(
            {"items": "word", "count": "0..0"}, f"the type {asked.column.type} is not known"
        )
    if spec == {"generator": "words"}:
        named = items_of(asked.words)
        spec = named if isinstance(named, dict) else {"generator": named}
    most = facts.longest if facts.longest is not None else max(3, facts.shortest)
    count = f"{min(facts.shortest, most)}..{most}"
    return Choice(
        {"items": spec["generator"] if set(spec) == {"generator"} else spec, "count": count}
    )


def _of_domain(item: StoredColumn) -> Demands:
    """What the domain of an array's items demands of each."""
    checks = [re.sub(r"\bVALUE\b", "item", each) for each in item.checks]
    return demands_of(checks, ["item"], "postgres")


def _listed(item: StoredColumn, facts: Facts) -> dict[str, Any]:
    """The labels of an enum, or the values that a check lists, as far as the domain takes them."""
    if facts.choices is None and not item.labels:
        return {}
    listed = item.labels if facts.choices is None else facts.allowed
    kept = [each for each in listed if each not in facts.excluded]
    return {"values": [int(each) if isinstance(each, Decimal) else each for each in kept]}


def _bits(asked: Asked) -> Choice:
    found = re.search(r"\((\d+)\)", asked.column.type)
    size = int(found[1]) if found else 1
    if asked.column.base != "bit field":
        return Choice({"regex": f"[01]{{{size}}}"})
    return Choice(
        {"regex": rf"\\x{_TOP_BITS[size % 8]}[0-9a-f]{{{size // 8 * 2}}}", "type": "bytes"},
        f"{size} bits",
    )


def _composite(asked: Asked) -> Choice:
    column = asked.column
    if not column.members or column.base.startswith("_"):
        return _other(asked)
    if column.example:
        return Choice({"value": column.example}, f"a value of the type {column.type}")
    return Choice({"value": f"({',' * (column.members - 1)})"}, "a composite type, its parts NULL")


def _other(asked: Asked) -> Choice:
    """A type that only its name tells; nothing where that is not known."""
    column = asked.column
    if found := special(column.base):
        return Choice(found, f"of the type {column.type}")
    if column.example:
        return Choice({"value": column.example}, f"a value of the type {column.type}")
    return Choice({}, f"the type {column.type} is not known")


# The first byte of a field of bits, in hexadecimal, by how many of its bits are used.
_TOP_BITS = (
    "",
    "0[01]",
    "0[0-3]",
    "0[0-7]",
    "0[0-9a-f]",
    "[01][0-9a-f]",
    "[0-3][0-9a-f]",
    "[0-7][0-9a-f]",
)
_MAKERS: dict[str, Callable[[Asked], Choice]] = {
    "integer": _integer, "decimal": _decimal, "float": _decimal, "boolean": _boolean, "text": _text, "any": _text,
    "bytes": _bytes, "uuid": _uuid, "json": _json, "date": _moment, "timestamp": _moment, "time": _time,
    "interval": _interval, "array": _array, "composite": _composite, "bits": _bits,
    "objectid": _object_id,
}  # fmt: skip
