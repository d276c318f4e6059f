"""How many rows there are, which ones are alike, and which rows pass the checks."""

from collections import Counter

import pytest

from mockcraft.core.lists import load
from mockcraft.errors import DataError, UserError
from mockcraft.schema.bind import Overrides

from .support import plan_of, problems_of, rows_of, schema, table

KEY = "id: {generator: sequence, primary_key: true}"
PER = "{per: p, min: 1, max: 5, mean: 2}"


def family(columns: str, count: int | str = PER, more: str = "", parents: int = 500) -> str:
    return "tables:\n" + table(columns, count, more) + table(KEY, parents, name="p")


# ---------------------------------------------------------------------- counts


def test_children_are_counted_for_each_parent() -> None:
    plan = plan_of(family("k: {ref: p.id}"))
    found = Counter(row["k"] for row in rows_of(plan))

    assert {*range(1, 501)} == set(found)
    assert {1, 2, 3, 4, 5} == set(found.values())
    assert 900 < plan.table("t").count < 1100


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [("{per: p, max: 3}", 0, 3), ("{per: p, min: 2, max: 2}", 2, 2), ("{per: p, mean: 1.5}", 0, 10),
     ("{per: p, min: 4, mean: 6}", 4, 16), ("{per: p, min: 2, max: 2, mean: 2}", 2, 2)],
)  # fmt: skip
def test_a_count_per_parent_needs_either_end_or_a_mean(count: str, low: int, high: int) -> None:
    found = Counter(row["k"] for row in rows_of(plan_of(family("k: {ref: p.id}", count))))

    assert low <= min(found[key] for key in range(1, 501)) <= max(found.values()) <= high


def test_children_may_have_children() -> None:
    text = "tables:\n" + table("k: {ref: u.id}", "{per: u, max: 2}")
    text += table(f"{KEY}\nk: {{ref: p.id}}", "{per: p, max: 2}", name="u") + table(
        KEY, 9, name="p"
    )
    plan = plan_of(text)

    assert ["p", "u", "t"] == [each.name for each in plan.tables]
    assert {row["id"] for row in rows_of(plan, "u")} >= {row["k"] for row in rows_of(plan)}


def test_more_parents_append_children_and_change_none() -> None:
    few, many = (
        rows_of(plan_of(family("k: {ref: p.id}\nw: word"), Overrides(counts={"p": n})))
        for n in (100, 900)
    )

    assert few == many[: len(few)]


def test_scale_multiplies_numbers_and_leaves_a_row_at_least() -> None:
    text = "tables:\n" + "".join(table(KEY, n, name=f"t{n}") for n in (1, 10, 2**62 // 4))

    assert [2, 20, 2**61] == [t.count for t in plan_of(text, Overrides(scale=2.0)).tables]
    assert [1, 1] == [t.count for t in plan_of(text, Overrides(scale=0.001)).tables][:2]
    with pytest.raises(UserError, match=r"scale=1e\+09: t1152921504606846976 would have more"):
        plan_of(text, Overrides(scale=1e9))


def test_counts_of_the_caller_go_before_those_of_the_file_and_are_not_scaled() -> None:
    plan = plan_of(family("k: {ref: p.id}", 7), Overrides(counts={"p": 3}, scale=10.0))

    assert {"p": 3, "t": 70} == {each.name: each.count for each in plan.tables}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"t": 3}, "counts['t']: its rows are counted per row of p (set the count of p)"),
        ({"pp": 3}, "counts['pp']: s.yaml has no table 'pp' (did you mean \"p\"?)"),
        ({"orders": 3}, "counts['orders']: s.yaml has no table 'orders' (its tables: t, p)"),
    ],
)
def test_a_count_of_the_caller_for_no_such_table_is_told(counts: dict[str, int], said: str) -> None:
    with pytest.raises(UserError) as caught:
        plan_of(family("k: {ref: p.id}"), Overrides(counts=counts))

    assert said == str(caught.value)


def test_a_locale_of_the_caller_that_is_not_known_is_told() -> None:
    with pytest.raises(UserError, match="locale: locale 'xx' is not known"):
        plan_of(schema("a: word"), Overrides(locale="xx"))


# ---------------------------------------------------------------------- order of tables


def test_parents_come_before_their_children() -> None:
    text = (
        "tables:\n"
        + table(f"{KEY}\nk: {{ref: u.id}}\nup: {{ref: t.id, nulls: 0.5}}")
        + table(KEY, name="u")
    )

    assert ["u", "t"] == [each.name for each in plan_of(text).tables]


def test_a_circle_of_tables_is_cut_at_a_reference_that_may_be_null() -> None:
    text = (
        "tables:\n"
        + table(f"{KEY}\nk: {{ref: u.id}}")
        + table(f"{KEY}\nk: {{ref: t.id, nulls: 0.5}}", name="u")
    )
    plan = plan_of(text)

    assert ["u", "t"] == [each.name for each in plan.tables]
    assert [("u", "k")] == [(t.name, k.name) for t in plan.tables for k in t.links if k.deferred]
    assert {row["k"] for row in rows_of(plan, "u")} <= {None, *range(1, 11)}


@pytest.mark.parametrize(("file", "order"), [("tuv", "tvu"), ("uvt", "utv"), ("vtu", "vut")])
def test_a_circle_of_tables_without_such_a_reference_begins_with_the_first(
    file: str, order: str
) -> None:
    parents = {"t": "u", "u": "v", "v": "t"}
    tables = [table(f"{KEY}\nk: {{ref: {parents[name]}.id}}", name=name) for name in file]
    plan = plan_of("tables:\n" + "".join(tables))

    assert list(order) == [each.name for each in plan.tables]
    assert [(file[0], "k")] == [
        (each.name, link.name) for each in plan.tables for link in each.links if link.deferred
    ]


def test_a_reference_within_a_document_makes_no_circle() -> None:
    text = (
        "tables:\n"
        + table(f"{KEY}\nk: {{ref: u.id}}")
        + table(f"{KEY}\nk: {{fields: {{x: {{ref: t.id}}}}}}", name="u")
    )

    assert [] == problems_of(text)


# ---------------------------------------------------------------------- unique


@pytest.mark.parametrize(
    "column",
    [
        "{generator: number, min: 1, max: 500, unique: true}",
        "{generator: email, unique: true}",
        "{generator: uuid, primary_key: true}",
        "{regex: '[a-z]{4}', unique: true}",
        "{values: [%s], unique: true}" % ", ".join(map(str, range(500))),
        "{ref: p.id, unique: true}",
        "{expr: n, unique: true}",
        "{expr: '10 - n * 3', unique: true}",
        "{expr: \"'no ' || cast(-n as text)\", unique: true}",
        "{template: 'no {n}', unique: true}",
        "{template: '{word} #{n}', unique: true}",
        "{template: '{n}/{word}', unique: true}",
        "{generator: date, unique: true, type: timestamp, nulls: 0.1}",
    ],
)
def test_unique_values_are_all_different(column: str) -> None:
    text = family(f"a: {column}\nn: {{generator: sequence, unique: true}}", 500)
    values = [row["a"] for row in rows_of(plan_of(text)) if row["a"] is not None]

    assert len(values) >= 400
    assert len(values) == len(set(values))


def test_all_combinations_of_a_group_can_be_used_up() -> None:
    columns = (
        "a: {generator: number, min: 1, max: 4}\nb: bool\nc: {values: [x, y, z]}\nd: {ref: p.id}"
    )
    rows = rows_of(plan_of(family(columns, 96, "    unique: [[a, b, c, d]]\n", parents=4)))

    assert 96 == len({tuple(row.values()) for row in rows})


def test_a_primary_key_of_two_references_is_a_set_of_pairs() -> None:
    columns = "a: {ref: p.id, primary_key: true}\nb: {ref: p.id, primary_key: true}"
    plan = plan_of(family(columns, 3000))

    assert 3000 == len({(row["a"], row["b"]) for row in rows_of(plan)})
    assert ("a", "b") == plan.table("t").primary_key


@pytest.mark.parametrize("unique", ["[[k, n]]", "[k, n]"])
def test_a_group_with_the_parent_differs_within_each_parent(unique: str) -> None:
    columns = "k: {ref: p.id}\nn: {generator: number, min: 1, max: 5}"
    rows = rows_of(plan_of(family(columns, PER, f"    unique: {unique}\n")))

    assert len(rows) == len({(row["k"], row["n"]) for row in rows})
    assert len({row["n"] for row in rows if row["k"] < 20}) == 5


def test_a_group_with_a_unique_column_asks_for_nothing_more() -> None:
    assert [] == problems_of(
        family("a: {generator: sequence, unique: true}\nb: {expr: a}", 9, "    unique: [[a, b]]\n")
    )


# ---------------------------------------------------------------------- checks, and rows that fail


def test_every_row_passes_the_checks() -> None:
    columns = "a: {generator: number, max: 9}\nb: {generator: number, max: 9}\nc: {expr: a + b}\nd: {fields: {x: {expr: a}}}"
    rows = rows_of(plan_of(schema(columns, 500, '    checks: ["a <= b", "c > 3", "d.x > 0"]\n')))

    assert all(row["a"] <= row["b"] and row["c"] == row["a"] + row["b"] > 3 for row in rows)
    assert all(row["d"]["x"] == row["a"] for row in rows)


def test_a_check_may_read_a_key_into_its_own_table() -> None:
    columns = f"{KEY}\nup: {{ref: t.id, nulls: 0.1}}\nn: {{generator: number, max: 9}}"
    rows = rows_of(plan_of(schema(columns, 200, "    checks: [up.id < id, n > 5]\n")))

    assert all(row["up"] is None or row["up"] < row["id"] for row in rows)
    assert {6, 7, 8, 9} == {row["n"] for row in rows}


def test_a_check_that_is_null_passes() -> None:
    rows = rows_of(
        plan_of(schema("a: {generator: number, nulls: 0.5}", 50, "    checks: [a > 500]\n"))
    )

    assert all(row["a"] is None or row["a"] > 500 for row in rows)
    assert any(row["a"] is None for row in rows)


@pytest.mark.parametrize(
    ("columns", "check", "said"),
    [
        ("a: {generator: number, max: 5}", "a > 9", "s.yaml:4:14: t: the check 'a > 9' still fails for row 7 "),
        ("a: {generator: number, max: 5}", "a > 6 or a < 0", "s.yaml:4:14: t: the check 'a > 6 or a < 0' still fails for row 7 after 100 draws, last with a = "),
    ],
)  # fmt: skip
def test_a_check_that_never_passes_is_told_with_row_and_values(
    columns: str, check: str, said: str
) -> None:
    plan = plan_of(schema(columns, 20, f"    checks: [{check}]\n"))

    with pytest.raises(DataError) as caught:
        rows_of(plan, start=7)

    assert str(caught.value).startswith(said)
    assert "(widen the ranges of its columns, or loosen the check)" in str(caught.value)


def test_a_division_by_zero_names_place_table_column_and_row() -> None:
    plan = plan_of(schema("n: {generator: sequence}\nhalf: {expr: 1 / (n - 8)}", 20))

    with pytest.raises(DataError) as caught:
        rows_of(plan, start=3)

    assert 's.yaml:6:7: division by zero in "1 / (n - 8)" (row 7 of t)' == str(caught.value)


def test_a_division_by_zero_in_a_check_names_its_place_and_row() -> None:
    text = schema("n: sequence\nm: number", 10, "    checks: [m / (n - 8) > 0]\n")
    with pytest.raises(DataError) as caught:
        rows_of(plan_of(text))

    assert 's.yaml:4:14: division by zero in "m / (n - 8)" (row 7 of t)' == str(caught.value)


def test_a_division_by_zero_in_a_parent_names_the_parent_s_row() -> None:
    text = (
        "tables:\n"
        + table(f"{KEY}\nx: {{expr: 1 / (id - 5)}}", name="p")
        + table("k: {ref: p.id}\ny: {expr: k.x}", 99)
    )

    with pytest.raises(DataError, match=r"division by zero .* \(row 4 of p\)$"):
        rows_of(plan_of(text))


def test_a_decimal_with_more_digits_than_its_type_is_told() -> None:
    columns = "n: {generator: sequence}\na: {expr: n + 0.5, type: 'decimal(2,1)'}"

    assert 8 == len(rows_of(plan_of(schema(columns, 8))))
    with pytest.raises(DataError, match=r"t.a has a value that does not fit decimal\(2,1\)"):
        rows_of(plan_of(schema(columns, 10)))


def test_a_value_that_does_not_fit_its_type_is_told() -> None:
    plan = plan_of(
        schema(
            "n: {generator: sequence}\na: {expr: \"'x' || n\", type: text}\nb: {template: '{n}x', type: integer}"
        )
    )

    with pytest.raises(DataError, match=r"s.yaml:7:7: t.b has a value that does not fit integer"):
        rows_of(plan)


def test_the_state_and_postal_code_of_a_unique_city_are_its_own() -> None:
    columns = "city: {generator: city, unique: true}\nstate: state\nzip: zip\nfull: address"
    rows = rows_of(plan_of(schema(columns, 300)))
    entries = load("cities").rows
    known = set(zip(entries["city"], entries["state"], entries["zip"], strict=True))

    assert 300 == len({row["city"] for row in rows})
    assert {(row["city"], row["state"], row["zip"]) for row in rows} <= known
    assert all(row["city"] in row["full"] for row in rows)


def test_an_error_in_a_check_names_its_place_and_the_row() -> None:
    text = schema("id: {generator: sequence}\na: number", 20, "    checks: [a / (id - 3) < 9999]\n")

    with pytest.raises(DataError) as caught:
        rows_of(plan_of(text))

    expected = 's.yaml:4:14: division by zero in "a / (id - 3)" (row 2 of t)'
    assert expected == str(caught.value)
