"""Links: composite keys point at one parent row, and every row of a link at a row that exists."""

import pytest

from .support import plan_of, problems_of, rows_of, schema, table

LINES = table(
    "order_no: {generator: number, min: 1, max: 40, primary_key: true}\n"
    "line_no: {generator: number, min: 1, max: 9, primary_key: true}\n"
    "what: word",
    60,
    name="lines",
)
PARCELS = "order_no: {ref: lines.order_no}\nline_no: {ref: lines.line_no, with: order_no}\nwhat: {expr: order_no.what}"


def test_the_columns_of_a_key_are_of_one_parent_row() -> None:
    plan = plan_of("tables:\n" + LINES + table(PARCELS, 300, name="parcels"))
    parents = {(row["order_no"], row["line_no"]): row["what"] for row in rows_of(plan, "lines")}

    assert 60 == len(parents)
    for row in rows_of(plan, "parcels"):
        assert parents[row["order_no"], row["line_no"]] == row["what"]


def test_a_key_of_several_columns_is_one_link_that_a_database_can_hold() -> None:
    plan = plan_of("tables:\n" + LINES + table(PARCELS, 300, name="parcels"))
    (link,) = plan.table("parcels").foreign_keys

    assert ("order_no", "line_no") == link.columns == link.key
    assert link == plan.table("parcels").link("line_no") == plan.table("parcels").link("order_no")


def test_a_key_of_several_columns_is_null_as_a_whole() -> None:
    columns = PARCELS.replace("lines.order_no}", "lines.order_no, nulls: 0.3}")
    rows = rows_of(plan_of("tables:\n" + LINES + table(columns, 300, name="parcels")), "parcels")

    assert all((row["order_no"] is None) == (row["line_no"] is None) for row in rows)
    assert any(row["order_no"] is None for row in rows)
    assert all(row["what"] is None for row in rows if row["order_no"] is None)


def test_half_of_a_key_is_no_foreign_key() -> None:
    plan = plan_of(
        "tables:\n" + LINES + table("order_no: {ref: lines.order_no}", 9, name="parcels")
    )

    assert () == plan.table("parcels").foreign_keys
    assert 1 == len(plan.table("parcels").links)


def test_a_reference_may_point_at_some_rows_of_the_parent_alone() -> None:
    children = (
        "one: {ref: people.id, rows: 0}\n"
        "some: {ref: people.id, rows: 2..4}\n"
        "late: {ref: people.id, rows: 48..99, unique: true}"
    )
    people = table("id: {generator: sequence, primary_key: true}", 50, name="people")
    rows = rows_of(plan_of("tables:\n" + people + table(children, 2, name="one")), "one")
    many = table("one: {ref: people.id, rows: 0}\nsome: {ref: people.id, rows: 2..4}", 60, name="m")

    assert {49, 50} == {row["late"] for row in rows}
    found = rows_of(plan_of("tables:\n" + people + many), "m")
    assert {1} == {row["one"] for row in found}
    assert {3, 4, 5} == {row["some"] for row in found}


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("{ref: lines.what, rows: 60}", "lines has the rows 0 to 59 to refer to, not 60"),
        ("{ref: lines.what, rows: 5..1}", "rows 5..1 is not a range from 0 on"),
        ("{ref: lines.what, rows: -1}", "rows -1 is not a range from 0 on"),
        ("{ref: lines.what, rows: some}", "rows is 'some' (give a row, or a range such as 0..9)"),
        ("{ref: lines.line_no, with: order_no, rows: 3}", "rows has no effect beside with (give it to 'order_no')"),
        ("{ref: lines.line_no, with: ordr_no}", "t has no reference 'ordr_no' (did you mean \"order_no\"?)"),
        ("{ref: lines.line_no, with: 3.5}", "t has no reference '3.5' (there are the references: order_no)"),
        ("{ref: lines.order_no, with: order_no}", "lines.order_no is referred to twice (keep one)"),
        ("{ref: lines.line_no, with: order_no, nulls: 0.1}", "nulls has no effect beside with (give it to 'order_no')"),
        ("{ref: other.id, with: order_no}", "'order_no' refers to lines, not to other (name a column that refers to other)"),
        ("{ref: lines.line_no, with: [x]}", "with must be text, not a list"),
    ],
)  # fmt: skip
def test_a_wrong_with_is_told(column: str, said: str) -> None:
    other = table("id: {generator: sequence, primary_key: true}", name="other")
    text = (
        "tables:\n"
        + LINES
        + other
        + table(f"order_no: {{ref: lines.order_no}}\nline_no: {column}", 9)
    )
    problems = problems_of(text)

    assert [said] == [problem.split(": ", 1)[1] for problem in problems]


def test_a_sequence_within_an_array_counts_from_its_start_in_each_row() -> None:
    rows = rows_of(plan_of(schema("a: {items: {generator: sequence, start: 10}, count: 0..4}", 50)))

    assert all(row["a"] == list(range(10, 10 + len(row["a"]))) for row in rows)
    assert 5 == len({len(row["a"]) for row in rows})


def test_the_generators_of_a_template_do_not_change_with_what_stands_before_them() -> None:
    plain = rows_of(
        plan_of(
            schema(
                "a: '{template: x}'".replace(
                    "'{template: x}'", "{template: '{number}/{word}/{number}'}"
                )
            )
        )
    )
    more = rows_of(plan_of(schema("a: {template: 'No. {number}/{word}/{number}'}")))

    assert ["No. " + row["a"] for row in plain] == [row["a"] for row in more]
    assert any(row["a"].split("/")[0] != row["a"].split("/")[2] for row in plain)


def test_a_null_in_values_counts_once_however_often_the_plan_is_made() -> None:
    text = schema("a: {values: [x, y, null]}", 3000)
    shares = [sum(row["a"] is None for row in rows_of(plan_of(text))) for _ in range(2)]

    assert shares[0] == shares[1]
    assert 900 < shares[0] < 1100


def test_a_column_that_is_made_of_what_can_be_null_is_nullable() -> None:
    columns = (
        "a: {generator: number, nulls: 0.5}\nb: {expr: a + 1}\nc: {expr: 'coalesce(a, 0)'}\nd: word\n"
        "e: {values: [1, null]}\nf: {expr: \"case when d = 'x' then 2 end\"}"
    )
    plan = plan_of(schema(columns))

    assert ["a", "b", "e", "f"] == [c.name for c in plan.table("t").columns if c.nullable]
