"""Random expressions: refused in a sentence or computed, and what is told of them beforehand holds."""

import random
import re
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from mockcraft.core.expression import (
    Expression,
    RowError,
    can_be_null,
    evaluate,
    result_type,
    tells_apart,
)
from mockcraft.core.expressions.evaluation import may_fail
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.core.expressions.spelling import written
from mockcraft.errors import ParameterError
from mockcraft.schema.expressions import parse

ROWS = 24
NULLABLE = frozenset({"n", "p", "s", "b", "f"})
UNIQUE = frozenset({"i", "e", "day", "at", "clock", "t", "g"})


def columns(chance: random.Random) -> dict[str, pa.Array]:
    """Columns of every kind: those of UNIQUE have no value twice, those of NULLABLE have nulls."""

    def some(values: list[Any]) -> list[Any]:
        return [None if chance.random() < 0.2 else chance.choice(values) for _ in range(ROWS)]

    def all_of(values: list[Any]) -> list[Any]:
        return chance.sample(sorted(set(values)), ROWS)

    months = [days + 30 * month for month in range(10) for days in (-1, 0, 27, 28)]
    texts = [
        "",
        "1",
        "11",
        "-1",
        "1-",
        "a",
        "A",
        " a",
        "a ",
        "aa",
        "a1",
        "1a",
        "é",
        "É",
        "x%",
        "_",
        "0",
        "00",
    ]
    texts += [
        f"{each}{chance.randrange(3)}"
        for each in ("b", "c", "B", "d", "D", " ", "%", "-1-", "z", "zz")
    ]
    whole = [*range(-15, 15), 10**17, 10**18 - 1, 2**63 - 1, -(2**63)]
    return {
        "i": pa.array(all_of(whole), pa.int64()),
        "e": pa.array(all_of(list(range(-200, 200))), pa.int64()).cast(pa.decimal128(19, 0)).cast(pa.decimal128(18, 1)),
        "day": pa.array(all_of([*months, -719162, 2932896]), pa.int32()).view(pa.date32()),
        "at": pa.array(all_of([*(day * 86_400 for day in months), *range(20)]), pa.int64()).view(pa.timestamp("s")),
        "clock": pa.array(all_of([*range(86_400 - 30, 86_400), *range(9)]), pa.int32()).view(pa.time32("s")),
        "t": pa.array(all_of(texts), pa.string()),
        "g": pa.array(all_of([*np.arange(-9, 9, 0.5).tolist(), 1e16, 1e16 + 2, 1e300, 0.1, 0.30000000000000004])),
        "n": pa.array(some([-2, -1, 0, 1, 2, 11, 2**62]), pa.int64()),
        "p": pa.array(some([0, 1, 10, 55, -995]), pa.int64()).cast(pa.decimal128(19, 0)).cast(pa.decimal128(18, 2)),
        "s": pa.array(some(texts), pa.string()).dictionary_encode(),
        "b": pa.array(some([True, False]), pa.bool_()),
        "f": pa.array(some([0.0, -0.5, 1.5, 2.5, 1e18, 1e308, 1e-308]), pa.float64()),
    }  # fmt: skip


LEAVES = {
    "number": ["i", "e", "g", "n", "p", "f", "0", "1", "2", "-1", "3", "0.5", "1.25", "10", "0.000001",
               "9223372036854775807"],
    "text": ["t", "s", "''", "'a'", "'1'", "'-'", "'x%'", "'é'", "'2026-01-31'", "'12'"],
    "boolean": ["b", "true", "false", "null"],
    "moment": ["day", "at", "clock", "date '2026-01-31'", "timestamp '0001-01-01 00:00:01'"],
    "interval": ["interval '1 day'", "interval '-3 months'", "interval '25 hours'", "interval '0 days'"],
}  # fmt: skip
CALLS = {
    "number": (
        "{number} + {number}; {number} - {number}; {number} * {number}; {number} / {number}; {number} % {number}; "
        "-{number}; round({number}); round({number}, 1); round({number}, -2); power({number}, 3); abs({number}); "
        "floor({number}); ceil({number}); sign({number}); sqrt({number}); ln({number}); exp({number}); sin({number}); cos({number}); log10(abs({number})); "
        "power({number}, {number}); tan({number}); degrees({number}) / pi(); div({number}, {number}); "
        "length({text}); strpos({text}, {text}); weekdays({moment}, {moment}); extract(week from {moment}); "
        "extract(year from age({moment}, {moment})); extract(day from {moment}); {moment} - {moment}; cast({text} as int); cast({number} as int); "
        "cast({number} as decimal(10, 2)); cast({number} as double); cast({boolean} as int); cast({number} as smallint); "
        "greatest({number}, {number}); date_part('epoch', {moment}); cast({number} as decimal(18, 6))"
    ),
    "text": (
        "{text} || {text}; {any} || '-' || {any}; concat({any}, {any}); lower({text}); upper({text}); trim({text}); "
        "substr({text}, {number}, {number}); left({text}, {number}); right({text}, -1); lpad({text}, 3, '0'); "
        "rpad({text}, {number}, {text}); replace({text}, 'a', {text}); repeat({text}, 3); repeat({text}, {number}); "
        "cast({any} as text); cast({any} as varchar(2)); {any} || {text}; {text} || {any}; "
        "unaccent({text}); slug({text}); initcap({text}); reverse({text}); md5({any}); sha1({text}); sha256({any}); split_part({text}, {text}, {number}); "
        "to_char({moment}, 'FMDay DD.MM.YYYY HH12:MI am'); ltrim({text}, 'a'); least({text}, {text})"
    ),
    "boolean": (
        "{any} = {any}; {number} < {number}; {text} >= {text}; {moment} <> {moment}; {any} is null; {any} is not null; "
        "not {boolean}; {boolean} and {boolean}; {boolean} or {boolean}; {number} in ({number}, {number}); "
        "{number} between {number} and {number}; {text} like {text}; {text} ilike 'a_%'; starts_with({text}, {text}); {boolean} is true; "
        "{boolean} is not false; {any} is not distinct from {any}; cast({text} as boolean); cast({number} as boolean)"
    ),
    "moment": (
        "{moment} + {interval}; {moment} - {interval}; {moment} + {number}; date_trunc('month', {moment}); "
        "cast({text} as date); cast({moment} as timestamp); cast({moment} as time); cast({moment} as date); {number} + {moment}; "
        "last_day({moment}); add_weekdays({moment}, {number}); make_date(2024, {number}, {number}); {moment} + age({moment}, {moment})"
    ),
    "interval": "{interval} + {interval}; {interval} * {number}; -{interval}; {interval} - {interval}",
}  # fmt: skip
ANYWHERE = (
    "case when {boolean} then {kind} else {kind} end; case when {boolean} then {kind} when {boolean} then {kind} end; "
    "case {any} when {any} then {kind} else {kind} end; coalesce({kind}, {kind}); nullif({kind}, {kind}); ({kind}); null"
)


def grown(chance: random.Random, kind: str, depth: int) -> str:
    """SQL of about the kind; one in ten arguments is of another, so that types clash sometimes."""
    if kind == "any" or chance.random() < 0.02:
        kind = chance.choice(["number", "text", "boolean", "moment"])
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(LEAVES[kind])
    form = chance.choice((CALLS[kind] if chance.random() < 0.7 else ANYWHERE).split("; "))
    made = ""
    for part in form.replace("{kind}", f"{{{kind}}}").split("{"):
        name, bracket, rest = part.partition("}")
        made += f"({grown(chance, name, depth - 1)}){rest}" if bracket else part
    return made


def row_by_row(expression: Expression, given: dict[str, pa.Array]) -> list[Any]:
    """The values of each row alone; RowError where it fails."""
    values: list[Any] = []
    for row in range(ROWS):
        alone = {name: array[row : row + 1] for name, array in given.items()}
        try:
            values.append(evaluate(expression, alone.__getitem__, 1)[0].as_py())
        except RowError:
            values.append(RowError)
    return values


def values_of(expression: Expression, given: dict[str, pa.Array]) -> list[Any]:
    """The values of the rows that do not fail."""
    try:
        return list(evaluate(expression, given.__getitem__, ROWS).to_pylist())
    except RowError:
        return [each for each in row_by_row(expression, given) if each is not RowError]


Check = Callable[[Expression, dict[str, pa.Array]], bool]


def told(seed: int, count: int, grow: Callable[[random.Random], str], check: Check) -> int:
    """Grows `count` expressions, checks those whose types go together, and counts what `check` says."""
    chance = random.Random(seed)
    given, found = columns(chance), 0
    for number in range(count):
        given = given if number % 20 else columns(chance)
        types = {name: array.type for name, array in given.items()}
        text = grow(chance)
        try:
            expression = parse(text)
            result_type(expression, types.__getitem__)
        except ParameterError as error:
            assert str(error)
            continue
        try:
            found += check(expression, given)
        except Exception as error:
            raise AssertionError(f"{text}: {error!r}") from error
    return found


def of_kinds(*kinds: str) -> Callable[[random.Random], str]:
    """Grows an expression of one of the kinds."""
    return lambda chance: grown(chance, chance.choice(kinds), chance.choice([1, 2, 2, 3, 4]))


KINDS = ("number", "text", "boolean", "moment")


def test_a_random_expression_is_refused_or_gives_each_row_what_the_row_alone_gets() -> None:
    def agrees(expression: Expression, given: dict[str, pa.Array]) -> bool:
        alone = row_by_row(expression, given)
        try:
            made = evaluate(expression, given.__getitem__, ROWS)
        except RowError as error:
            assert may_fail(expression.tree) or re.search("digits|outside", str(error))
            assert alone[error.row] is RowError
            return True
        made.validate(full=True)
        assert (
            made.type == result_type(expression, lambda name: given[name].type)
            or expression.tree[0] == "column"
        )
        assert alone == made.to_pylist()
        return True

    assert told(1, 450, of_kinds(*KINDS), agrees) > 150


def test_a_random_expression_is_written_as_it_was_read() -> None:
    def same(expression: Expression, given: dict[str, pa.Array]) -> bool:
        assert expression.tree == parse(written(expression.tree)).tree
        return True

    assert told(2, 900, of_kinds(*KINDS, "interval"), same) > 300


def test_what_is_told_never_to_be_null_is_never_null() -> None:
    def holds(expression: Expression, given: dict[str, pa.Array]) -> bool:
        if can_be_null(expression, NULLABLE.__contains__):
            return False
        assert None not in values_of(expression, given)
        return any(name in NULLABLE for name in expression.columns)

    assert told(3, 900, of_kinds("boolean", *KINDS), holds) > 20


APART = (
    "-{u}; {u} + {c}; {u} - {c}; {c} - {u}; {c} + {u}; {u} * {c}; cast({u} as text); cast({u} as int); "
    "cast({u} as decimal(18, 3)); cast({u} as decimal(18, 0)); cast({u} as double); cast({u} as date); "
    "cast({u} as timestamp); cast({u} as varchar(3)); {u} || {c}; {c} || {u}; {u} || {c} || {v}; "
    "{v} || {c} || {u}; concat({u}, {c}, {v}); {u} || {v}; {v} || {u}; round({u}); lower({u}); trim({u}); "
    "{u} + {v}; {u} % {c}; {u} / {c}; concat({u}, {v}); {v} || {c} || {u} || {c} || {v}; coalesce({u}, {c})"
)
CONSTANTS = ["1", "0", "-2", "0.5", "1e16", "'-'", "'#'", "'1'", "'a'", "''", "null", "true", "3 * 0",
             "interval '1 day'", "interval '1 month'", "interval '90 minutes'", "date '2000-02-29'",
             "timestamp '2000-01-31 10:00:00'", "time '10:00:00'", "cast(0.1 as double)"]  # fmt: skip


def told_apart(chance: random.Random, depth: int = 3) -> str:
    """Steps from a unique column, of which some keep its rows apart."""
    if not depth or chance.random() < 0.3:
        return chance.choice(sorted(UNIQUE))
    form = chance.choice(APART.split("; ")).replace("{u}", f"({told_apart(chance, depth - 1)})")
    return form.replace("{c}", chance.choice(CONSTANTS)).replace("{v}", chance.choice("inpstbf"))


def test_what_is_told_to_keep_rows_apart_gives_no_value_twice() -> None:
    def holds(expression: Expression, given: dict[str, pa.Array]) -> bool:
        if not tells_apart(expression, UNIQUE.__contains__, lambda name: given[name].type):
            return False
        values = [each for each in row_by_row(expression, given) if each not in (None, RowError)]
        assert len(values) == len(set(values))
        return bool(expression.tree[0] != "column")

    assert told(4, 1500, told_apart, holds) > 80


def test_what_is_told_to_fail_for_no_row_fails_for_none() -> None:
    def holds(expression: Expression, given: dict[str, pa.Array]) -> bool:
        if may_fail(expression.tree):
            return False
        assert RowError not in row_by_row(expression, given)
        return bool(expression.tree[0] in FUNCTIONS)

    assert told(5, 800, of_kinds("boolean", "text"), holds) > 100


# ---------------------------------------------------------------------- against duckdb

LOGIC = {
    "number": "{number} + {number}; {number} * {number}; -{number}; length({text}); abs({number})",
    "text": "{text} || {text}; lower({text}); trim({text}); left({text}, 2)",
    "boolean": (
        "{number} = {number}; {number} < {number}; {text} >= {text}; {number} is null; {text} is not null; not {boolean}; "
        "{boolean} and {boolean}; {boolean} or {boolean}; {boolean} and {boolean} or {boolean}; {boolean} is true; "
        "{number} in ({number}, {number}, 2); {text} in ({text}, 'a'); {number} between {number} and {number}; "
        "{boolean} is not distinct from {boolean}; {boolean} is not false; {text} like '%a_'"
    ),
}  # fmt: skip
LOGIC_LEAVES = {
    "number": ["i", "n", "0", "1", "-2"],
    "text": ["t", "s", "'a'", "''"],
    "boolean": ["b", "c"],
}


def logical(chance: random.Random, kind: str, depth: int) -> str:
    """SQL that means the same to duckdb, and fails for no row."""
    if depth == 0:
        return chance.choice(LOGIC_LEAVES[kind])
    form = chance.choice(
        (LOGIC[kind] if chance.random() < 0.6 else ANYWHERE.removesuffix("; null")).split("; ")
    )
    made = ""
    for part in form.replace("{kind}", f"{{{kind}}}").replace("{any}", "{number}").split("{"):
        name, bracket, rest = part.partition("}")
        made += f"({logical(chance, name, depth - 1)}){rest}" if bracket else part
    return made


def test_conditions_and_choices_agree_with_duckdb() -> None:
    chance = random.Random(6)
    rows = 40
    texts = [None, "", "a", "ab", " a", "ba"]
    given = {
        "i": pa.array([chance.randrange(-3, 4) for _ in range(rows)]),
        "n": pa.array([chance.choice([None, -1, 0, 1, 2]) for _ in range(rows)], pa.int64()),
        "t": pa.array([chance.choice(texts[1:]) for _ in range(rows)]),
        "s": pa.array([chance.choice(texts) for _ in range(rows)]).dictionary_encode(),
        "b": pa.array([chance.choice([None, True, False]) for _ in range(rows)], pa.bool_()),
        "c": pa.array([chance.choice([True, False]) for _ in range(rows)]),
    }
    with duckdb.connect() as database:
        database.register("given", pa.table({**given, "s": given["s"].dictionary_decode()}))
        asked = [
            logical(chance, kind, depth)
            for kind in ("boolean", "boolean", "number", "text")
            for depth in (1, 2, 3, 4)
            for _ in range(40)
        ]
        for start in range(0, len(asked), 20):
            some = asked[start : start + 20]
            answers = database.sql(f"select {', '.join(some)} from given").fetchall()
            for text, expected in zip(some, zip(*answers, strict=True), strict=True):
                assert (
                    list(expected) == evaluate(parse(text), given.__getitem__, rows).to_pylist()
                ), text
