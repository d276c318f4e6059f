"""Values to try where a check is not understood: what the check itself names, and what is usual for the type."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

from mockcraft.core.context import NOW, Context
from mockcraft.errors import MockcraftError
from mockcraft.generator import Bound, find
from mockcraft.inspection.checks.expressions import like_pattern
from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.columns.limits import range_of, text_limit
from mockcraft.stored import StoredColumn

_MEMBERS = re.compile(r"\bjson|->", re.IGNORECASE)  # what reads JSON in a text
SAMPLES = 40  # texts of a pattern
MEMBERS, KINDS = 4, 5  # of a document whose members are each of another kind
LONGEST = 400  # characters of a text that is padded to a length
CHARACTERS = 8  # of what is put into a text, or taken out of it
_LITERAL = re.compile(r"'((?:[^']|'')*)'|(?<![\w.'])(-?\d+(?:\.\d+)?)(?![\w'])")
# Steps of an SQL/JSON path: the place of an item, "" for any; or the name of a member.
_STEP = re.compile(r'\[(?:\*|(\d+))\]|\.("[^"]+"|\w+)(?!\w*\()')
_MEMBER = re.compile(r'@\."?(\w+)"?(?!\w*\()')
_TEXTS = (
    "a", "b", "A", "B", "ab", "abc", "ABC", "abcd", "x", "1", "0", "12", "123", "12345", "A1", "AB12", "yes", "no",
    "true", "false", "a@example.com", "https://example.com/", "10.0.0.1", "2024-01-01", "en", "US", "active", "",
    "a1b2c3d4-0000-4000-8000-000000000001", "the quick brown fox jumps over the lazy dog", "0123456789abcdef", "#aabbcc",
    "+4915112345678", "v1.2.3", "/path", "aba", "{}", "[]",
)  # fmt: skip
# What names something of every PostgreSQL, by the word for what it names.
_NAMED = {"regrole": "pg_monitor", "regclass": "pg_class", "regtype": "integer", "regnamespace": "pg_catalog", "regproc": "now"}  # fmt: skip
_DAYS = (
    "2024-01-01", "2024-01-31", "2024-02-29", "2023-12-31", "2020-06-15", "2000-01-01", "1980-05-05", "1990-06-15",
    "2025-03-08", "2026-06-30", "1970-01-01", "2099-01-01",
)  # fmt: skip
_TIMES = ("00:00:00", "09:00:00", "12:00:00", "17:30:00", "23:59:59")
_NUMBERS = (*range(21), -1, -5, 24, 25, 30, 32, 35, 50, 64, 75, 90, 99, 100, 101, 128, 255, 256, 500, 1000, 1024, 2024, 10_000, 10**6, 2**31 - 1)  # fmt: skip
_FRACTIONS = ("0.5", "0.01", "0.1", "0.25", "0.99", "1.5", "99.99")
_BY_KIND: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "uuid": ("a1b2c3d4-0000-4000-8000-000000000001", "00000000-0000-0000-0000-000000000000"),
    "time": _TIMES,
    "interval": ("00:00:00", "01:00:00", "1 day", "30 days", "1 year", "00:00:30", "-1 day"),
    "network": ("10.0.0.1", "10.0.0.0/24", "192.168.1.1", "::1", "2001:db8::/32", "08:00:2b:01:02:03"),
    "range": ("[1,10)", "empty", "[2024-01-01,2024-02-01)", "[1,2)", "[5,)", "[2024-01-01,)"),
    "bits": ("0", "1", "101", "1111"),
}  # fmt: skip


def candidates(column: StoredColumn, checks: Sequence[str]) -> Iterator[str | None]:
    """Texts that may be values of a column, likely ones first, each once; NULL last, where it may be."""
    seen = set()
    limit = text_limit(column, Facts()) if column.kind == "text" else None
    for each in _all(column, checks):
        if each not in seen and (limit is None or len(each.encode()) <= limit):
            seen.add(each)
            yield each
    if not column.not_null:
        yield None


def _all(column: StoredColumn, checks: Sequence[str]) -> Iterator[str]:
    texts, numbers = _literals(checks)
    kind = column.kind
    if column.default is not None and (
        found := re.match(r"'((?:[^']|'')*)'|(-?[\d.]+)$", column.default)
    ):
        yield found[2] or (found[1] or "").replace("''", "'")
    if column.labels:
        yield from column.labels
    elif kind in ("integer", "decimal", "float"):
        low, high = range_of(column, Facts())  # one that is out of it would fail the whole question
        for each in _numbers(column, [*numbers, *filter(None, map(_number, texts))]):
            if (low is None or Decimal(each) >= low) and (high is None or Decimal(each) <= high):
                yield each
    elif kind in ("date", "timestamp"):
        yield from _moments(kind, texts)
    elif kind == "json":
        yield from _documents(texts, numbers)
    elif column.base == "bit field":
        size = int(match[1]) if (match := re.search(r"\((\d+)\)", column.type)) else 1
        for number in (*(int(each) + more for each in numbers for more in (0, 1, -1)), *range(256)):
            if 0 <= number < 2**size:
                yield "\\x" + number.to_bytes((size + 7) // 8, "big").hex()
    elif kind == "bytes":
        sizes = [int(each) for each in numbers if 0 <= each <= LONGEST]
        yield from ("\\x" + "ab" * size for each in (*sizes, 16, 1, 0) for size in (each, each + 1))
    elif kind == "array":
        yield from (each for each in texts if each.startswith("{"))
        for size in (1, 2, 3, 0, 4, 5, 7):
            for each in (*texts[:6], "1", "a"):
                yield "{" + ",".join([_quoted(each)] * size) + "}"
        yield "{1,2,3}"
    elif kind in _BY_KIND:
        yield from texts
        yield from _BY_KIND[kind]
    else:
        if any(_MEMBERS.search(each) for each in checks):
            yield from _documents(texts, numbers)
        yield from _words(texts, [int(each) for each in numbers if 0 <= each <= LONGEST])


def _literals(checks: Sequence[str]) -> tuple[list[str], list[Decimal]]:
    texts: dict[str, None] = {}
    numbers: dict[Decimal, None] = {}
    for check in checks:
        for quoted, number in _LITERAL.findall(check):
            if number:
                numbers[Decimal(number)] = None
            else:
                texts[quoted.replace("''", "'")] = None
        texts |= {text: None for word, text in _NAMED.items() if word in check.lower()}
    return list(texts), list(numbers)


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _numbers(column: StoredColumn, named: Sequence[Decimal]) -> Iterator[str]:
    step = Decimal(1) if column.kind == "integer" else Decimal("0.01")
    for each in named:
        if abs(each) < 10**18:
            for value in (each, each + 1, each - 1, each + step, each - step):
                yield _plain(value, column)
    for number in _NUMBERS:
        yield str(number)
    if column.kind != "integer":
        yield from _FRACTIONS


def _plain(value: Decimal, column: StoredColumn) -> str:
    return (
        str(int(value)) if column.kind == "integer" or value == int(value) else format(value, "f")
    )


def _moments(kind: str, texts: Sequence[str]) -> Iterator[str]:
    days = []
    for each in texts:
        if found := re.match(r"\d{4}-\d\d-\d\d", each):
            day = date.fromisoformat(found[0])
            days += [str(day), str(day + timedelta(days=1)), str(day - timedelta(days=1))]
    for place, day_ in enumerate((*days, *_DAYS)):
        if kind == "date":
            yield day_
        else:
            yield f"{day_} 00:00:00"
            yield f"{day_} {_TIMES[place % len(_TIMES)]}"


def _documents(texts: Sequence[str], numbers: Sequence[Decimal]) -> Iterator[str]:
    yield from ("{}", "[]")
    for each in texts:
        try:
            json.loads(each)
        except ValueError:
            continue
        yield each
    for each in texts:
        yield from _by_path(each)
    paths = [each.strip("{}$.") for each in texts]
    keys = [
        each
        for path in paths
        for each in re.split(r"[,.]", path)
        if re.fullmatch(r"\w[\w -]*", each)
    ]
    values: list[Any] = ["text", 1, True, [], {}, "1", *texts[:8], ["a"], ["a", "b"]]
    values += [int(each) + more for each in numbers[:4] for more in (0, 1, -1)]
    for key in keys:
        yield from (json.dumps({key: value}) for value in values)
    for value in values:
        yield json.dumps(dict.fromkeys(keys, value))
    if 1 < len(keys) <= MEMBERS:  # whose members are each of another kind
        for mixed in product(values[:KINDS], repeat=len(keys)):
            yield json.dumps(dict(zip(keys, mixed, strict=True)))
    for path in paths:
        if "," in path:
            for value in values:
                nested: Any = value
                for key in reversed(path.split(",")):
                    nested = {key: nested}
                yield json.dumps(nested)
    yield from ('"text"', "1", "true", "null", "[1]", '["a"]', "[{}]", '["a", "b"]')


def _by_path(path: str) -> Iterator[str]:
    """Documents in which an SQL/JSON path may find something: `$.items[*] ? (@.price > 0)`, `$.age > 18`."""
    if re.match(r"\s*(?:strict|lax)?[\s(]*\$", path) is None:
        return
    first, _, condition = path.partition("?")
    steps = _STEP.findall(re.split(r"[<>=!&|]|\b(?:like_regex|starts|is)\b", first)[0])
    members = list(dict.fromkeys(_MEMBER.findall(condition)))
    numbers = [Decimal(each) for each in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", path)]
    values: list[Any] = re.findall(r'(?:==|with|like_regex)\s*"([^"]*)"', path)
    values += [int(each) + more for each in numbers[:4] for more in (0, 1, -1, 2, 5, 10, 25, 50)]
    for value in values or ("text", 1, True):
        for found in [{name: value for name in members}] if members else [value]:
            made: Any = found
            for place, name in reversed(steps):
                made = {name.strip('"'): made} if name else [made] * (int(place or 0) + 1)
            yield json.dumps(made)


def _words(texts: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    found = [_matching(each) for each in texts if re.search(r"[\^$\\\[(*+?|]", each)]
    found += [_matching(like_pattern(each)) for each in texts if "%" in each or "_" in each]
    # A text that meets several patterns may be one of each behind another.
    joined = ["".join(each) for each in zip(*found, strict=False)] if len(found) > 1 else []
    patterned = [*joined[:8], *(text for texts_ in found for text in texts_)]
    yield from patterned
    if len(found) > 1:
        yield from spliced(
            (each for texts_ in found for each in texts_[:2]), [_quote(each) for each in texts]
        )
    for each in texts:
        yield from (
            each,
            each + "1",
            each + "x",
            "x" + each,
            f"a{each}b",
            each.lower(),
            each.upper(),
        )
    yield from _TEXTS
    for size in sizes:
        for length in (size, size + 1, size - 1):
            if 0 <= length <= LONGEST:
                yield "x" * length
                yield "1" * length
                yield "A" * length
                yield from (
                    each.ljust(length, "x")[:length] for each in (*patterned[:16], *texts[:4])
                )


def spliced(texts: Iterable[str], checks: Sequence[str]) -> Iterator[str]:
    """Texts with what patterns of checks name at their ends or beginnings, in place of some of their characters."""
    named = [
        part
        for each in _literals(checks)[0]
        for part in re.split(r"[%_\^$*+?.()\[\]{}|\\]+", each)
        if 0 < len(part) <= CHARACTERS
    ]
    for text in texts:
        for part in named:
            for size in range(min(len(text), CHARACTERS) + 1):
                for point in ("", "."):
                    yield text[: len(text) - size] + point + part
                    yield part + point + text[size:]


def _matching(pattern: str) -> list[str]:
    """Some texts of a regular expression; none for one that is not understood."""
    try:
        generator = find("regex")
        first = next(iter(generator.parameters))
        bound = Bound(generator, {first: generator.parameter(first).parse(pattern)})
        context = Context(0, "inspection", "en_US", NOW, "")
        return [str(each) for each in bound.evaluate(context, range(SAMPLES))]
    except (MockcraftError, ValueError):
        return []


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
