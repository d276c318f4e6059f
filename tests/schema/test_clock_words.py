"""`now` and `today` in expressions and checks: the clock of the file, unless a column is called so."""

from datetime import date, datetime

from .support import plan_of, problems_of, rows_of, schema

CLOCK = "now: 2026-03-04T05:06:07Z\n"


def test_now_and_today_are_the_clock_of_the_file() -> None:
    columns = (
        "a: {expr: now}\nb: {expr: today}\nc: {expr: today - b}\n"
        "d: {generator: date, after: 2026-01-01, before: 2026-04-01}"
    )
    rows = rows_of(plan_of(CLOCK + schema(columns, 400, '    checks: ["d <= today"]\n')))

    assert {(datetime(2026, 3, 4, 5, 6, 7), date(2026, 3, 4), 0)} == {
        (row["a"], row["b"], row["c"]) for row in rows
    }
    assert max(row["d"] for row in rows) <= date(2026, 3, 4)


def test_a_column_of_that_name_goes_first() -> None:
    rows = rows_of(plan_of(schema("now: {value: 7}\na: {expr: now + 1}")))

    assert {8} == {row["a"] for row in rows}


def test_what_draws_or_reads_a_clock_is_refused_where_it_stands() -> None:
    (drawn, read) = problems_of(schema("a: {expr: random() * 6}\nb: {expr: now() - 1}"))

    assert drawn == (
        '5:17: "random() * 6" has random(), but an expression draws nothing, so that each row stays as it is'
        " (draw it in a column of its own, and name that column)"
    )
    assert read == (
        '6:17: "now() - 1" has now(), but an expression reads no clock, so that each row stays as it is'
        " (write now or today: the clock of the file)"
    )
