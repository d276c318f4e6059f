"""Checks: whatever they read is drawn again, together with what belongs to it."""

import pytest

from mockcraft.core.lists import load

from .support import plan_of, problems_of, rows_of, schema, table

KEY = "id: {generator: sequence, primary_key: true}"


def checked(
    columns: str, check: str, count: int = 400, before: str = ""
) -> list[dict[str, object]]:
    text = "tables:\n" + before + table(columns, count, f'    checks: ["{check}"]\n')
    return rows_of(plan_of(text))


def test_a_check_over_two_references_is_met() -> None:
    accounts = table(KEY, 5, name="accounts")
    rows = checked("a: {ref: accounts.id}\nb: {ref: accounts.id}", "a <> b", before=accounts)

    assert all(row["a"] != row["b"] for row in rows)
    assert set(range(1, 6)) == {row["a"] for row in rows}


def test_a_record_is_drawn_again_as_a_whole() -> None:
    places = load("cities")
    known = set(zip(places.rows["city"], places.rows["state"], strict=True))
    rows = checked(
        "state: state\ncity: city\nn: number", "city <> 'New York' and state <> 'California'", 2000
    )

    assert all((row["city"], row["state"]) in known for row in rows)
    assert {"New York"}.isdisjoint({row["city"] for row in rows})
    assert {"California"}.isdisjoint({row["state"] for row in rows})


def test_a_member_of_a_document_is_drawn_again() -> None:
    rows = checked("dim: {fields: {w: {generator: number, max: 200}, h: number}}", "dim.w < 100")

    assert all(row["dim"]["w"] < 100 for row in rows)  # type: ignore[index]


def test_a_row_takes_another_parent_where_the_check_reads_the_parent() -> None:
    users = table(f"{KEY}\nage: {{generator: number, min: 1, max: 90}}", 50, name="u")
    rows = checked("u_id: {ref: u.id}\nage: {expr: u_id.age}", "u_id.age >= 18", before=users)

    assert all(row["age"] >= 18 for row in rows)  # type: ignore[operator]
    assert len({row["u_id"] for row in rows}) > 20


def test_a_name_is_drawn_again_with_its_e_mail_address() -> None:
    rows = checked(
        "name: full_name\nfirst: first_name\nmail: {generator: email, unique: true}",
        "length(name) <= 11",
    )

    assert all(len(row["name"]) <= 11 for row in rows)  # type: ignore[arg-type]
    assert all(row["name"].startswith(row["first"]) for row in rows)  # type: ignore[attr-defined]
    assert all(row["mail"].startswith(row["first"].lower()) for row in rows)  # type: ignore[attr-defined]
    assert len(rows) == len({row["mail"] for row in rows})


def test_what_a_check_does_not_read_stays_as_it_is() -> None:
    columns = f"{KEY}\nx: number\nplan: {{values: [a, b, c]}}\ncity: city\nname: full_name"
    plain = rows_of(plan_of(schema(columns, 300)))
    rows = checked(columns, "x > 500", 300)

    assert [{**row, "x": 0} for row in plain] == [{**row, "x": 0} for row in rows]
    assert plain != rows


def test_rows_that_pass_at_once_are_those_without_the_check() -> None:
    plain = rows_of(plan_of(schema("x: number\ny: {expr: x * 2}", 300)))
    rows = checked("x: number\ny: {expr: x * 2}", "y > 500", 300)

    assert [row for row in plain if row["x"] > 250] == [
        row for row, before in zip(rows, plain, strict=True) if before["x"] > 250
    ]


def test_a_template_and_an_array_are_drawn_again() -> None:
    rows = checked("code: {template: '{number:min=1,max=9}-{word}'}", "code like '1%'", 200)
    assert all(str(row["code"]).startswith("1-") for row in rows)


@pytest.mark.parametrize(
    ("columns", "check", "said"),
    [
        ("a: {generator: sequence, unique: true}", "a < 10", "fails for row 9 with a = 10, and no other values can be drawn for a"),
        ("a: {value: 5}", "a > 9", "fails for row 0 with a = 5, and no other values can be drawn for a"),
        ("a: {values: [1, 2, 3, 4], unique: true}", "a < 4", "and no other values can be drawn for a"),
    ],
)  # fmt: skip
def test_a_check_that_no_redraw_can_help_is_told_beforehand(
    columns: str, check: str, said: str
) -> None:
    (problem,) = problems_of(
        schema(columns, 4 if "values" in columns else 20, f"    checks: [{check}]\n")
    )

    assert problem.startswith(f"4:14: the check '{check}' ")
    assert said in problem


def test_a_check_of_a_key_that_holds_is_no_problem() -> None:
    assert 20 == len(checked(KEY, "id > 0", 20))


def test_rows_with_checks_do_not_depend_on_chunks_or_order() -> None:
    text = schema(
        f"{KEY}\nx: number\ncity: city", 300, '    checks: ["x > 700", "city <> \'Austin\'"]\n'
    )
    plan = plan_of(text)

    assert rows_of(plan) == [
        row
        for start in range(0, 300, 7)
        for row in rows_of(plan, start=start, stop=min(start + 7, 300))
    ]
