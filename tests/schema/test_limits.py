"""Schema files of any size: each step of reading and binding is linear, or bounded with a message."""

import time

import pytest

from mockcraft.errors import MockcraftError

from .support import plan_of, problems_of

ENOUGH_S = 20  # of CPU time: all take less than 6, and took minutes where a step was quadratic


def tables(count: int, columns: str) -> str:
    """So many tables; {i}, {next} and {other} are their numbers."""
    return "tables:\n" + "".join(
        f"  t{i}:\n    count: 1\n    columns:\n"
        + columns.format(i=i, next=(i + 1) % count, other=i ^ 1)
        for i in range(count)
    )


def columns(count: int, column: str, more: str = "", before: str = "") -> str:
    lines = "".join(
        "      " + column.format(i=i, last=i - 1, other=i ^ 1) + "\n" for i in range(1, count)
    )
    return f"tables:\n  t:\n    count: 5\n{more}    columns:\n{before}{lines}"


KEY = "      id: {{generator: sequence, primary_key: true}}\n"
FILES = {
    "tables of one row": tables(5000, KEY),
    "tables in one circle": tables(2000, KEY + "      r: {{ref: t{next}.id, nulls: 0.5}}\n"),
    "tables in many circles": tables(2000, KEY + "      r: {{ref: t{other}.id, nulls: 0.5}}\n"),
    "circles without nulls": tables(2000, KEY + "      r: {{ref: t{other}.id}}\n"),
    "columns": columns(5000, "c{i}: number"),
    "columns of columns": columns(5000, "c{i}: {{expr: c{last} + 1}}", before="      c0: number\n"),
    "unique columns": columns(3000, "c{i}: {{generator: number, unique: true}}"),
    "checks": columns(2000, "c{i}: number", f"    checks: [{', '.join(f'c{i} > 0' for i in range(1, 2000))}]\n"),
    "values": f"tables: {{t: {{count: 5, columns: {{a: {{unique: true, values: [{', '.join(f'v{i}' for i in range(100_000))}]}}}}}}}}",
    "fields of a template": "tables: {t: {count: 5, columns: {a: {template: '" + "{number}" * 3000 + "'}}}}",
    "a megabyte": "tables: {t: {count: 5, columns: {a: {value: '" + "x" * 5_000_000 + "'}}}}",
    "groups": columns(2001, "c{i}: number", f"    unique: [{', '.join(f'[c{i}, c{i + 1}]' for i in range(1, 2000, 2))}]\n"),
}  # fmt: skip
WRONG = {
    "generators": tables(2000, "      id: {{generator: sequnce{i}}}\n"),
    "references": tables(3000, KEY + "      r: {{ref: tt_{i}.id}}\n"),
    "parameters": columns(5000, "c{i}: {{generator: number, mni: 3, max: c{i}x}}"),
    "circles of columns": columns(3000, "c{i}: {{expr: c{other}}}"),
    "columns of expressions": columns(3000, "c{i}: {{expr: d{i} + 1}}"),
    "groups in a chain": columns(2001, "c{i}: number", f"    unique: [{', '.join(f'[c{i}, c{i + 1}]' for i in range(1, 2000))}]\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_large_schema_is_bound_in_seconds(name: str) -> None:
    begun = time.process_time()
    assert plan_of(FILES[name]).tables

    assert time.process_time() - begun < ENOUGH_S


@pytest.mark.parametrize("name", WRONG)
def test_thousands_of_mistakes_are_told_in_seconds(name: str) -> None:
    begun = time.process_time()
    problems = problems_of(WRONG[name])

    assert problems
    assert max(map(len, problems)) < 1000
    assert time.process_time() - begun < ENOUGH_S


def test_arrays_of_arrays_are_bound_however_deep() -> None:
    kind = "number"
    for _ in range(60):
        kind = f"{{items: {kind}}}"

    try:
        assert plan_of(f"tables: {{t: {{count: 1, columns: {{a: {kind}}}}}}}").tables
    except MockcraftError as error:
        assert "deep" in str(error) or "fit" in str(error)
