"""`absent`: the share of rows whose document leaves a column out, and which are null in a table."""

import pytest

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Column
from mockcraft.core.ranges import Range, whole
from mockcraft.format import open_format

from .support import plan_of, problems_of, rows_of, schema, table

KEY = "id: {generator: sequence, primary_key: true}\n"


def column(text: str) -> Column:
    return plan_of(schema(f"{KEY}a: {text}")).table("t").column("a")


@pytest.mark.parametrize(
    "text",
    [
        "{generator: word, absent: 0.3}",
        "{values: [1, 2], absent: 0.3}",
        "{value: 1, absent: 0.3}",
        "{expr: id + 1, absent: 0.3}",
        "{template: 'n{id}', absent: 0.3}",
        "{regex: '[a-z]{3}', absent: 0.3}",
        "{ref: t.id, absent: 0.3}",
        "{fields: {x: word}, absent: 0.3}",
        "{items: word, absent: 0.3}",
    ],
)
def test_the_share_of_rows_is_null_in_the_table(text: str) -> None:
    plan = plan_of(schema(f"{KEY}a: {text}", count=1000))
    found = plan.table("t").column("a")

    assert (0.3, True, True) == (found.absent, found.nullable, found.sparse)
    assert 240 < sum(row["a"] is None for row in rows_of(plan)) < 360


def test_absent_and_nulls_are_two_shares() -> None:
    plan = plan_of(schema("a: {generator: word, absent: 0.5, nulls: 0.5}", count=2000))

    assert 1400 < sum(row["a"] is None for row in rows_of(plan)) < 1600


def test_a_column_without_it_stays_as_it_was() -> None:
    with_it = rows_of(plan_of(schema("a: {generator: word, absent: 0.5}\nb: word", count=200)))
    without = rows_of(plan_of(schema("a: word\nb: word", count=200)))

    assert [row["b"] for row in without] == [row["b"] for row in with_it]
    assert all(x["a"] in (None, y["a"]) for x, y in zip(with_it, without, strict=True))


def test_columns_of_one_reference_are_absent_together() -> None:
    text = (
        "tables:\n"
        + table(
            "a: {generator: sequence, primary_key: true}\nb: {generator: uuid, unique: true}",
            name="p",
        )
        + table("x: {ref: p.a, absent: 0.5}\ny: {ref: p.b, with: x}", count=300)
    )
    rows = rows_of(plan_of(text))

    assert {(True, True), (False, False)} == {(r["x"] is None, r["y"] is None) for r in rows}


def test_what_is_read_from_a_column_finds_it_null_where_it_is_absent() -> None:
    rows = rows_of(
        plan_of(
            schema("a: {generator: word, absent: 0.5}\nb: {expr: \"coalesce(a, '-')\"}", count=200)
        )
    )

    assert all((row["b"] == "-") == (row["a"] is None) for row in rows)


def test_a_row_that_is_drawn_again_leaves_out_the_same() -> None:
    text = schema(
        "a: {generator: number, max: 9, absent: 0.3}\nn: {generator: number, max: 9}", count=500
    )
    checked = plan_of(text + "    checks: ['a + n > 9']\n")
    plain = rows_of(plan_of(text))
    rows = rows_of(checked)

    assert [row["a"] is None for row in plain] == [row["a"] is None for row in rows]
    assert all(row["a"] is None or row["a"] + row["n"] > 9 for row in rows)


def test_a_unique_column_may_be_absent() -> None:
    rows = rows_of(plan_of(schema("a: {generator: email, unique: true, absent: 0.2}", count=300)))
    given = [row["a"] for row in rows if row["a"] is not None]

    assert 200 < len(given) == len(set(given))


def test_a_numbered_column_that_may_be_absent_is_no_numbering() -> None:
    text = "a: {generator: sequence, unique: true, absent: 0.2}"

    assert plan_of(schema(text)).table("t").numbering is None


def test_circles_of_tables_are_cut_where_a_reference_may_be_absent() -> None:
    text = (
        "tables:\n"
        + table(f"{KEY}k: {{ref: u.id}}")
        + table(f"{KEY}k: {{ref: t.id, absent: 0.5}}", name="u")
    )

    assert ["u", "t"] == [each.name for each in plan_of(text).tables]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("a: {generator: word, absent: 2}", ["5:36: absent 2 is not a share from 0 to 1"]),
        ("a: {generator: word, absent: some}", ["5:36: absent must be a number, not 'some'"]),
        (
            "a: {generator: sequence, primary_key: true, absent: 0.1}",
            ["5:59: 'a' is a primary key and cannot be absent (remove absent)"],
        ),
        (
            "a: {items: {generator: word, absent: 0.1}}",
            [
                "5:44: an item of an array is there or not (give items a count such as 0..3, or use nulls)"
            ],
        ),
        (
            "a: {items: {items: {generator: word, absent: 0.1}}}",
            [
                "5:52: an item of an array is there or not (give items a count such as 0..3, or use nulls)"
            ],
        ),
        (
            "a: {ref: t.b}\nb: {generator: uuid, unique: true}\nc: {ref: t.d, with: a, absent: 0.1}\nd: uuid",
            ["7:38: absent has no effect beside with (give it to 'a')"],
        ),
        ("a: {generator: word, absnet: 0.1}", ['5:28: word has no parameter \'absnet\' (did you mean "absent"?)']),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(columns: str, expected: list[str]) -> None:
    assert expected == problems_of(schema(columns))


def test_the_reference_that_rows_are_counted_by_is_in_every_row() -> None:
    text = "tables: {p: {count: 4, columns: {id: sequence}}, t: {count: {per: p, max: 3}, columns: {a: {ref: p.id, absent: 0.1}}}}"

    assert [
        "1:112: 'a' says for which row of p each row is counted and cannot be absent (remove absent, or give a number as count)"
    ] == problems_of(text)


def test_csv_writes_an_absent_value_as_it_writes_null() -> None:
    plan = plan_of(schema("n: {generator: sequence}\na: {generator: word, absent: 1}", count=2))
    found = plan.table("t")
    chunk = whole(Range("t", 0, 2))

    assert b"1,\n2,\n" == bytes(open_format("csv").encode(found, batch_of(plan, chunk), chunk))
