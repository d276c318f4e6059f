"""What each kind of column and each of its keys means."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from mockcraft.core.context import NOW
from mockcraft.schema.bind import Overrides
from mockcraft.schema.spec import OPTIONS, SOURCES

from .support import plan_of, problems_of, rows_of, schema, table, values_of

PARENT = table(
    "id: {generator: sequence, primary_key: true}\nname: first_name\nborn: datetime\n"
    "nick: {generator: word, nulls: 0.5}\n"
    "home: {fields: {city: city, geo: {fields: {lat: latitude}}}, nulls: 0.3}",
    20,
    name="p",
)  # fmt: skip


def child_rows(columns: str, count: int | str = 200, more: str = "") -> list[Any]:
    return rows_of(plan_of("tables:\n" + PARENT + table(columns, count, more)))


def parents(plan_columns: str = "x: word") -> dict[int, Any]:
    plan = plan_of("tables:\n" + PARENT + table(plan_columns))
    return {row["id"]: row for row in rows_of(plan, "p")}


# ---------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    "name", ["first_name", "firstname", "FirstName", "first-name", "{generator: firstname}"]
)
def test_a_generator_is_found_by_any_spelling_of_its_name(name: str) -> None:
    assert values_of("a: {generator: first_name}") == values_of(f"a: {name}")


def test_parameters_are_those_of_the_generator() -> None:
    values = values_of(
        "a: {generator: number, min: 1_000, max: 1_009, distribution: zipf}", count=99
    )

    assert {*range(1000, 1010)} >= set(values)
    assert values.count(1000) > 20


def test_a_parameter_goes_before_a_key_of_the_column_that_has_its_name() -> None:
    assert {"x", "y"} == set(values_of("a: {generator: choice, values: [x, y]}", count=50))
    assert ["x"] * 3 == values_of("a: {generator: constant, value: x}", count=3)


def test_parameters_can_come_from_another_column_row_by_row() -> None:
    rows = rows_of(
        plan_of(
            schema(
                "a: {generator: number, min: b, max: 50}\nb: {generator: number, min: 1, max: 50}",
                99,
            )
        )
    )

    assert all(row["b"] <= row["a"] <= 50 for row in rows)
    assert len({row["a"] for row in rows}) > 10


def test_parameters_can_come_from_a_row_that_is_referred_to() -> None:
    born = {key: row["born"] for key, row in parents().items()}
    rows = child_rows("u: {ref: p.id}\nat: {generator: datetime, after: u.born}")

    assert all(row["at"] >= born[row["u"]] for row in rows)


def test_a_reference_is_a_value_of_the_column_it_names() -> None:
    rows = child_rows("a: {ref: p.id}\nb: {ref: p.name}")

    assert {*range(1, 21)} == {row["a"] for row in rows}
    assert {row["name"] for row in parents().values()} >= {row["b"] for row in rows}


def test_a_distribution_makes_the_first_parents_popular() -> None:
    keys = [row["a"] for row in child_rows("a: {ref: p.id, distribution: zipf}", 1000)]

    assert keys.count(1) > 3 * keys.count(20) > 0


def test_a_row_of_its_own_table_comes_before_the_row_that_refers_to_it() -> None:
    keys = values_of("id: {generator: sequence}\na: {ref: t.id, nulls: 0.1}", count=300)

    assert keys[0] is None
    assert all(key is None or key <= row for row, key in enumerate(keys))
    assert 10 < keys.count(None) < 60


def test_where_no_null_is_allowed_the_first_row_refers_to_itself() -> None:
    keys = values_of("id: {generator: sequence}\na: {ref: t.id}", count=50)

    assert keys[0] == 1
    assert all(key <= row for row, key in enumerate(keys[1:], 1))


def test_a_list_of_values_is_uniform_and_a_mapping_has_weights() -> None:
    uniform = values_of("a: {values: [x, y, z]}", count=900)
    weighted = values_of("a: {values: {x: 80, y: 0.5, z: 0}}", count=900)

    assert all(250 < uniform.count(value) < 350 for value in "xyz")
    assert weighted.count("x") > 880 > 0 == weighted.count("z")


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ("[1, 2_000]", {1, 2000}),
        ("[1, 2.50]", {Decimal("1.00"), Decimal("2.50")}),
        ("[true, false]", {True, False}),
        ("[no, yes]", {"no", "yes"}),
        ("[NO, SE]", {"NO", "SE"}),
        ("[007, 008]", {"007", "008"}),
        ("['1', 2]", {"1", "2"}),
        ("[true, 1]", {"true", "1"}),
        ("[1, ~]", {1, None}),
        ("{1.10: 1, 2.00: 1}", {Decimal("1.10"), Decimal("2.00")}),
        ("{x: 1, ~: 1}", {"x", None}),
        ("[~]", {None}),
    ],
)  # fmt: skip
def test_values_have_the_type_of_all_of_them(values: str, kinds: set[Any]) -> None:
    found = set(values_of(f"a: {{values: {values}}}", count=60))

    assert kinds == found
    assert {type(value) for value in kinds} == {type(value) for value in found}


def test_null_among_values_makes_the_column_nullable() -> None:
    plan = plan_of(schema("a: {values: {x: 1, ~: 3}}\nb: {values: [x, y]}", 2000))
    nulls = sum(row["a"] is None for row in rows_of(plan))

    assert 1400 < nulls < 1600
    assert [0.75, 0.0] == [column.nulls for column in plan.table("t").columns]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("USD", "USD"), ("5", 5), ("1.50", Decimal("1.50")), ("false", False), ("no", "no"), ("~", None)],
)  # fmt: skip
def test_a_value_is_the_same_in_every_row(value: str, expected: object) -> None:
    assert [expected] * 3 == values_of(f"a: {{value: {value}}}", count=3)


def test_an_expression_reads_columns_of_the_row_and_through_keys() -> None:
    people = parents()
    rows = child_rows(
        'u: {ref: p.id}\nn: {generator: number}\na: {expr: "n * 2"}\nb: {expr: "upper(u.name)"}'
    )

    assert all(row["a"] == row["n"] * 2 for row in rows)
    assert all(row["b"] == people[row["u"]]["name"].upper() for row in rows)


def test_an_expression_reads_members_of_sub_documents() -> None:
    people = parents()
    rows = child_rows(
        "u: {ref: p.id}\na: {expr: u.home.city}\nb: {expr: u.home.geo.lat}\nc: {template: '{u.home.city}!'}"
    )

    for row in rows:
        home = people[row["u"]]["home"] or {"city": None, "geo": {"lat": None}}
        assert (home["city"], home["geo"]["lat"]) == (row["a"], row["b"])
        assert f"{home['city'] or ''}!" == row["c"]
    assert any(row["a"] is None for row in rows)


def test_a_null_key_has_no_columns_behind_it() -> None:
    rows = child_rows("u: {ref: p.id, nulls: 0.5}\na: {expr: u.name}\nb: {template: '<{u.name}>'}")

    assert all((row["u"] is None) == (row["a"] is None) == (row["b"] == "<>") for row in rows)


def test_a_template_joins_columns_generators_and_braces() -> None:
    rows = rows_of(
        plan_of(
            schema(
                "first: first_name\nn: {generator: number}\nz: {generator: word, nulls: 1}\n"
                "a: {template: '{first} {n}{z} {{x}} {number:min=7,max=7} {last_name}'}\nlast: last_name"
            )
        )
    )

    assert [f"{r['first']} {r['n']} {{x}} 7 {r['last']}" for r in rows] == [r["a"] for r in rows]


def test_a_generator_twice_in_a_template_gives_two_values() -> None:
    pairs = [
        value.split("-") for value in values_of("a: {template: '{number}-{number}'}", count=50)
    ]

    assert sum(left == right for left, right in pairs) < 5


def test_a_column_goes_before_a_generator_of_its_name() -> None:
    assert ["x"] * 3 == values_of("a: {template: '{word}'}\nword: {value: x}", count=3)


@pytest.mark.parametrize("pattern", [r"[A-Z]{3}-\d{5}", "(red|green)[0-9a-f]?", "x"])
def test_a_regular_expression_matches_its_values(pattern: str) -> None:
    import re

    assert all(re.fullmatch(pattern, value) for value in values_of(f"a: {{regex: '{pattern}'}}"))


def test_members_of_a_sub_document_agree_with_the_row() -> None:
    rows = rows_of(
        plan_of(
            schema(
                "city: city\na: {fields: {city: city, deep: {fields: {city: city, x: {expr: city}}}}}"
            )
        )
    )

    for row in rows:
        assert {"city": row["city"], "deep": {"city": row["city"], "x": row["city"]}} == row["a"]


def test_items_are_as_many_as_asked_for_and_differ() -> None:
    lengths = {len(value) for value in values_of("a: {items: word, count: 0..5}", count=200)}
    fixed = values_of("a: {items: {generator: number}, count: 3}", count=50)

    assert {0, 1, 2, 3, 4, 5} == lengths
    assert all(len(value) == 3 for value in fixed)
    assert len({number for value in fixed for number in value}) > 80
    assert {1, 2, 3} == {len(value) for value in values_of("a: {items: word}", count=60)}


def test_each_item_is_a_record_of_its_own() -> None:
    rows = values_of(
        "a: {items: {fields: {first: first_name, mail: email, deep: {items: {values: [1, 2]}}}}, count: 2}",
        count=100,
    )
    people = [person for row in rows for person in row]

    assert all(person["mail"].startswith(person["first"].lower()[0]) for person in people)
    assert sum(left["first"] == right["first"] for left, right in rows) < 20


def test_references_may_be_members_of_documents_and_items_of_arrays() -> None:
    rows = child_rows(
        "p: {fields: {owner: {ref: p.id}, u: word}}\nids: {items: {ref: p.id}, count: 1..4}\n"
        "lines: {items: {fields: {name: {ref: p.name}}}}\nid: {generator: sequence, unique: true}"
    )
    names = {row["name"] for row in parents().values()}

    assert {*range(1, 21)} == {row["p"]["owner"] for row in rows}
    assert {*range(1, 21)} == {key for row in rows for key in row["ids"]}
    assert all(line["name"] in names for row in rows for line in row["lines"])


def test_a_table_may_refer_to_itself_from_within_a_document() -> None:
    rows = rows_of(
        plan_of(
            schema(
                "id: {generator: sequence}\na: {fields: {up: {ref: t.id, nulls: 0.1}}}\nb: {items: {ref: t.id}}"
            )
        )
    )

    assert all(row["a"]["up"] is None or row["a"]["up"] <= i for i, row in enumerate(rows))
    assert all(1 <= key <= 10 for row in rows for key in row["b"])


def test_names_with_dots_are_names_like_others() -> None:
    text = "tables:\n" + table("k: {ref: a.b.id}\nn: {expr: k.name}") + table(
        "id: {generator: sequence, primary_key: true}\nname: word\ne: {fields: {x: {expr: id}}}\n"
        "tags: {items: word}\nup: {ref: a.b.id, nulls: 0.5}", name="a.b"
    )  # fmt: skip
    plan = plan_of(text)
    names = {row["id"]: row["name"] for row in rows_of(plan, "a.b")}

    assert all(names[row["k"]] == row["n"] for row in rows_of(plan))
    assert all(row["e"]["x"] == row["id"] for row in rows_of(plan, "a.b"))


# ---------------------------------------------------------------------- options


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("{value: 007, type: integer}", 7),
        ("{value: 7, type: text}", "7"),
        ("{value: 7, type: float}", 7.0),
        ("{value: 7, type: 'decimal(9, 3)'}", Decimal("7.000")),
        ("{value: 7.5, type: integer}", 8),
        ("{value: 7.25, type: 'decimal(4,1)'}", Decimal("7.3")),
        ("{value: 7.25, type: decimal}", Decimal("7.25")),
        ("{value: true, type: integer}", 1),
        ("{value: true, type: text}", "true"),
        ("{value: 'false', type: boolean}", False),
        ("{value: 2026-01-31, type: date}", dt.date(2026, 1, 31)),
        ("{value: '2026-01-31 10:20:30', type: timestamp}", dt.datetime(2026, 1, 31, 10, 20, 30)),
        ("{value: '10:20:30', type: time}", dt.time(10, 20, 30)),
        ("{value: '{\"a\": 1}', type: json}", '{"a": 1}'),
        ("{value: '00000000-0000-4000-8000-000000000000', type: uuid}", "00000000-0000-4000-8000-000000000000"),
        ("{expr: cast('2026-01-31' as date), type: timestamp}", dt.datetime(2026, 1, 31)),
        ("{expr: cast('2026-01-31 10:20:30' as timestamp), type: date}", dt.date(2026, 1, 31)),
        ("{expr: cast('2026-01-31 10:20:30' as timestamp), type: time}", dt.time(10, 20, 30)),
        ("{expr: cast(1.5 as double), type: 'decimal(4,2)'}", Decimal("1.50")),
    ],
)  # fmt: skip
def test_a_type_is_what_values_become(column: str, value: object) -> None:
    (found,) = values_of(f"a: {column}", count=1)

    assert (value, type(value)) == (found, type(found))


def test_nulls_is_the_share_of_rows_without_a_value() -> None:
    for column in (
        "word",
        "{values: [1, 2]}",
        "{items: word}",
        "{fields: {x: word}}",
        "{template: x}",
    ):
        text = (
            f"a: {{generator: {column}, nulls: 0.3}}"
            if column == "word"
            else f"a: {column[:-1]}, nulls: 0.3}}"
        )
        assert 240 < sum(value is None for value in values_of(text, count=1000)) < 360


def test_a_locale_is_that_of_the_column_else_the_table_else_the_file() -> None:
    columns = "a: first_name\nb: {generator: first_name, locale: ja_JP}\nc: {fields: {x: first_name}, locale: ja-jp}\nd: {items: first_name, locale: ja_JP}"
    own = plan_of(schema(columns, more="    locale: fr_FR\n"))
    file = plan_of("locale: de_DE\n" + schema(columns))

    def locales(plan: Any) -> list[str]:
        made = {column.name: column for column in plan.table("t").columns}
        inner = [made["c"].fill.members[0], made["d"].fill.member]
        return [column.context.locale for column in [made["a"], made["b"], *inner]]

    assert ["fr_FR", "ja_JP", "ja_JP", "ja_JP"] == locales(own)
    assert ["de_DE", "ja_JP", "ja_JP", "ja_JP"] == locales(file)


def test_a_locale_of_the_caller_goes_before_that_of_the_file_only() -> None:
    text = "locale: de_DE\n" + schema("a: word\nb: {generator: word, locale: ja_JP}")
    columns = plan_of(text, Overrides(locale="fr-fr")).table("t").columns

    assert ["fr_FR", "ja_JP"] == [column.context.locale for column in columns]


def test_columns_of_one_entity_agree_and_others_differ() -> None:
    columns = (
        "city: city\nzip: zip\nb_city: {generator: city, entity: billing}\n"
        "b: {fields: {city: city, deep: {fields: {city: city}}}, entity: billing}\n"
        "c: {template: '{state_code}', entity: billing}\nd: {template: '{state_code}'}\n"
        "code: state_code\nb_code: {generator: state_code, entity: billing}"
    )
    rows = rows_of(plan_of(schema(columns, 50)))

    assert all(row["b_city"] == row["b"]["city"] == row["b"]["deep"]["city"] for row in rows)
    assert all((row["c"], row["d"]) == (row["b_code"], row["code"]) for row in rows)
    assert sum(row["city"] == row["b_city"] for row in rows) < 25


def test_every_source_and_option_is_in_a_test_of_this_folder() -> None:
    from pathlib import Path

    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert not [word for word in (*SOURCES, *OPTIONS) if f"{word}:" not in texts]


# ---------------------------------------------------------------------- the file


def test_what_the_file_leaves_out_has_a_default() -> None:
    plan = plan_of("tables: {t: {count: 1, columns: {a: first_name}}}")

    assert (0, NOW, "en_US") == (plan.seed, plan.now, plan.tables[0].columns[0].context.locale)


def test_seed_and_clock_are_those_of_the_file_unless_the_caller_says_otherwise() -> None:
    text = "version: 1\nseed: 7\nnow: 2020-02-29T12:00:00Z\n" + schema("a: past_date")

    assert (7, 1_582_977_600) == (plan_of(text).seed, plan_of(text).now)
    assert 8 == plan_of(text, Overrides(seed=8)).seed
    assert all(row["a"] < dt.date(2020, 3, 1) for row in rows_of(plan_of(text)))


def test_collections_are_tables() -> None:
    text = schema("a: word")

    assert plan_of(text) == plan_of(text.replace("tables", "collections"))


def test_a_new_column_or_table_changes_no_other_value() -> None:
    old = schema("a: word\nb: {items: word}")
    new = schema("x: word\na: word\ny: {expr: a}\nb: {items: word}") + table("a: word", name="u")

    assert rows_of(plan_of(old)) == [
        {"a": row["a"], "b": row["b"]} for row in rows_of(plan_of(new))
    ]


def test_a_file_without_problems_has_none() -> None:
    assert [] == problems_of(schema("a: word"))


def test_templates_of_rows_take_parameters_in_their_order_and_no_filters() -> None:
    columns = 'n: sequence\na: {template: "{n}-{number:7,7}"}'
    told = (
        "6:21: 'n' has the filter slug, which templates of rows have not (write a column with "
        "expr: slug(n))"
    )

    assert ["1-7", "2-7"] == values_of(columns, count=2)
    assert [told] == problems_of(schema(columns.replace("{n}", "{n|slug}")))
