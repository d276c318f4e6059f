"""What checks demand of columns."""

from decimal import Decimal
from typing import Any

import pytest

from mockcraft.inspection.checks.demands import branches_of, demands_of
from mockcraft.inspection.checks.facts import Facts

COLUMNS = ("a", "b", "c", "flag", "name", "Price")


@pytest.mark.parametrize(
    ("check", "column", "expected"),
    [
        ("(a >= 18) AND (a < 100)", "a", {"low": Decimal(18), "high": Decimal(100), "open_high": True}),
        ("18 <= a", "a", {"low": Decimal(18)}),
        ("a > 5 AND a >= 5 AND a < 9 AND a <= 9", "a", {"low": Decimal(5), "high": Decimal(9), "open_low": True, "open_high": True}),
        ("a BETWEEN 1 AND 9", "a", {"low": Decimal(1), "high": Decimal(9)}),
        ("NOT (a < 5)", "a", {"low": Decimal(5)}),
        ("a > 0::numeric", "a", {"low": Decimal(0), "open_low": True}),
        ("name IN ('x', 'y')", "name", {"choices": ("x", "y")}),
        ("name = ANY (ARRAY['x'::text, 'y'::text])", "name", {"choices": ("x", "y")}),
        (
            "(name)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])",
            "name", {"choices": ("x", "y")},
        ),
        ("name = 'x' OR name = 'y'", "name", {"choices": ("x", "y")}),
        ("upper(name) IN ('M', 'F') OR name IS NULL", "name", {"choices": ("M", "F")}),
        ("upper((name)::text) = ANY (ARRAY['M'::text, 'F'::text, 'x'::text])", "name", {"choices": ("M", "F")}),
        ("name NOT LIKE 'x%' AND name IS NOT NULL", "name", {"null": False, "unlike": ("^x.*$",)}),
        ("a NOT IN (1, 2)", "a", {"excluded": (Decimal(1), Decimal(2))}),
        ("name <> ''", "name", {"excluded": ("",)}),
        ("flag", "flag", {"choices": (True,)}),
        ("NOT flag", "flag", {"choices": (False,)}),
        ("flag IS TRUE", "flag", {"choices": (True,)}),
        ("a IS NULL OR a > 3", "a", {"low": Decimal(3), "open_low": True}),
        ("name ~ '^[A-Z]{3}$'::text", "name", {"pattern": "^[A-Z]{3}$", "found": ("^[A-Z]{3}$",)}),
        ("name LIKE 'ab_%'", "name", {"pattern": "ab[a-z][a-z]{0,8}", "found": ("^ab..*$",)}),
        ("a = b", "a", {}),
        ("length(name) = 32", "name", {"shortest": 32, "longest": 32}),
        ("char_length((name)::text) > 2", "name", {"shortest": 3}),
        ("length(TRIM(BOTH FROM name)) > 0", "name", {"shortest": 1}),
        ("btrim(name) <> ''", "name", {"shortest": 1}),
        ("cardinality(a) <= 4", "a", {"longest": 4}),
        ("jsonb_typeof(a) = 'array'", "a", {"json": "array"}),
        ("lower(name) = name", "name", {"case": "lower"}),
        ('"Price" >= 0.01', "Price", {"low": Decimal("0.01")}),
        ("a >= '2020-01-01'::date", "a", {"low": "2020-01-01"}),
        ("(a IS NOT NULL AND b IS NULL) OR (a IS NULL AND b IS NOT NULL)", "b", {"null": True}),
        ("CASE name WHEN 'x' THEN a IS NOT NULL AND b IS NULL ELSE a IS NULL END", "b", {"null": True}),
        ("CASE WHEN name IS NULL THEN false WHEN a > 3 THEN b < 3 END", "b", {"high": Decimal(3), "open_high": True}),
        ("num_nonnulls(a, b) = 1", "a", {"null": False}),
        ("num_nonnulls(a, b) = 1", "b", {"null": True}),
    ],
)  # fmt: skip
def test_a_check_is_understood(check: str, column: str, expected: dict[str, Any]) -> None:
    found = demands_of([check], COLUMNS, "postgres")

    assert Facts(**expected) == found.of(column)


def test_columns_behind_others_and_what_is_not_understood_are_told_apart() -> None:
    found = demands_of(["a <= b AND c > b", "a % 7 = 3", "f(a, b) ("], COLUMNS, "postgres")

    assert (("a", "<=", "b"), ("b", "<", "c")) == found.order
    assert ("a % 7 = 3", "f(a, b) (") == found.rest


def test_what_equals_an_expression_is_computed_and_the_time_is_not_waited_for() -> None:
    found = demands_of(
        ["c = a * b", "a <= now()", "b > CURRENT_DATE", "name GLOB 'A[0-9]*'"], COLUMNS, "sqlite"
    )

    assert (("c", "a * b"),) == found.computed
    assert (None, "2090-01-01") == (found.of("a").high, found.of("b").low)
    assert "A[0-9][a-z]{0,8}" == found.of("name").pattern
    assert () == found.rest


def test_of_alternatives_one_is_taken_that_goes_with_all_else() -> None:
    checks = ["(a = 1 AND name IS NULL) OR (a = 2 AND name IS NOT NULL)", "a > 1"]
    found = demands_of(checks, COLUMNS, "postgres")

    assert (Decimal(2),) == found.of("a").allowed
    assert found.of("name").null is False
    assert () == found.rest


def test_a_column_that_is_not_null_decides_between_alternatives() -> None:
    check = "(a IS NULL AND b > 5) OR (a IS NOT NULL AND b < 3)"
    found = demands_of([check], COLUMNS, "postgres", required=["a"])

    assert (None, Decimal(3)) == (found.of("b").low, found.of("b").high)


def test_checks_that_contradict_one_another_are_left_to_the_database() -> None:
    found = demands_of(["a > 5", "a < 3"], COLUMNS, "postgres")

    assert ("a > 5", "a < 3") == found.rest


def test_rows_may_meet_checks_in_several_ways() -> None:
    checks = ["num_nonnulls(a, b) = 1", "name = 'x' AND c > 1 OR name = 'y' AND c IS NULL"]
    found = branches_of(checks, COLUMNS, "postgres")

    assert [(False, "x"), (False, "y"), (True, "x"), (True, "y")] == [
        (each.of("a").null, each.of("name").allowed[0]) for each in found
    ]
    assert demands_of(checks, COLUMNS, "postgres") == found[0]
    assert 1 == len(branches_of(["a > 1", "f(b) OR g(c)"], COLUMNS, "postgres"))
