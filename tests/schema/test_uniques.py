"""Unique columns and groups: distinct in every row, and their siblings still of one record."""

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from mockcraft.core.lists import load
from mockcraft.schema.bind import Overrides

from .support import plan_of, problems_of, rows_of, schema, table

PLACES = "city: {generator: city, unique: true}\nstate: state\nzip: zip"


def test_the_columns_beside_a_unique_one_are_of_its_record() -> None:
    rows = rows_of(plan_of(schema(PLACES, 200)))
    places = load("cities")
    states = set(zip(places.rows["city"], places.rows["state"], strict=True))

    assert 200 == len({row["city"] for row in rows})
    assert all((row["city"], row["state"]) in states for row in rows)


def test_the_order_of_columns_does_not_change_whose_record_it_is() -> None:
    first = rows_of(plan_of(schema(PLACES, 200)))
    last = rows_of(plan_of(schema("\n".join(reversed(PLACES.split("\n"))), 200)))

    assert first == [{name: row[name] for name in ("city", "state", "zip")} for row in last]


def test_a_name_and_its_e_mail_address_agree_where_the_name_is_unique() -> None:
    columns = "first: {generator: first_name, unique: true}\nmail: email"

    for row in rows_of(plan_of(schema(columns, 300))):
        assert row["mail"][0] == row["first"].lower()[0]


def test_two_unique_columns_of_one_record_are_both_distinct() -> None:
    rows = rows_of(
        plan_of(
            schema(
                "name: {generator: full_name, unique: true}\nfirst: {generator: first_name, unique: true}",
                300,
            )
        )
    )

    assert 300 == len({row["name"] for row in rows}) == len({row["first"] for row in rows})
    assert all(row["name"].startswith(row["first"]) for row in rows)


@pytest.mark.parametrize("count", [1, 50, 400])
def test_groups_may_share_a_column(count: int) -> None:
    text = schema(
        "org: {values: [a, b, c, d]}\nexternal: {generator: number, min: 1, max: 200}\nsku: {generator: number, min: 1, max: 150}",
        count,
        "    unique: [[org, external], [org, sku]]\n",
    )
    rows = rows_of(plan_of(text))

    assert count == len({(row["org"], row["external"]) for row in rows})
    assert count == len({(row["org"], row["sku"]) for row in rows})
    shares = Counter(row["org"] for row in rows)
    assert 4 >= len(shares) and max(shares.values()) <= count // 3 + 8


def test_groups_that_share_a_column_are_refused_beyond_their_combinations() -> None:
    text = schema(
        "org: {values: [a, b]}\nx: {generator: number, max: 9}\ny: {values: [p, q]}",
        5,
        "    unique: [[org, x], [org, y]]\n",
    )

    assert [
        "4:24: [org, y] has 4 combinations, 5 unique ones are asked for (lower the count, or leave unique out)"
    ] == problems_of(text)


JOIN = """
tables:
  posts:
    count: {posts}
    columns: {{id: {{generator: sequence, primary_key: true}}}}
  tags:
    count: {tags}
    columns: {{id: {{generator: sequence, primary_key: true}}}}
  post_tags:
    count: {count}
    columns:
      post_id: {{ref: posts.id, primary_key: true{post}}}
      tag_id: {{ref: tags.id, primary_key: true{tag}}}
"""


@pytest.mark.parametrize("post", ["", ", distribution: zipf", ", distribution: normal"])
@pytest.mark.parametrize("tag", ["", ", distribution: zipf"])
@pytest.mark.parametrize(
    ("posts", "tags", "count"), [(40, 13, 520), (40, 13, 300), (7, 60, 100), (500, 60, 1)]
)
def test_a_join_table_has_no_pair_twice(
    posts: int, tags: int, count: int, post: str, tag: str
) -> None:
    rows = rows_of(
        plan_of(JOIN.format(posts=posts, tags=tags, count=count, post=post, tag=tag)), "post_tags"
    )

    assert count == len({(row["post_id"], row["tag_id"]) for row in rows})
    assert all(1 <= row["post_id"] <= posts and 1 <= row["tag_id"] <= tags for row in rows)


def test_popular_parents_stay_popular_in_a_join_table() -> None:
    plan = plan_of(
        JOIN.format(posts=1000, tags=500, count=4000, post="", tag=", distribution: zipf")
    )
    tags = Counter(row["tag_id"] for row in rows_of(plan, "post_tags"))
    counts = [sum(tags[tag] for tag in range(start, start + 50)) for start in range(1, 500, 50)]

    assert counts[0] > 5 * counts[-1]
    assert all(now * 1.3 + 30 >= later for now, later in pairwise(counts))


def test_children_of_a_parent_differ_where_the_other_parent_has_a_distribution() -> None:
    text = JOIN.format(
        posts=200,
        tags=30,
        count="{per: posts, min: 0, max: 12}",
        post="",
        tag=", distribution: zipf",
    )
    rows = rows_of(plan_of(text), "post_tags")
    tags = Counter(row["tag_id"] for row in rows)

    assert len(rows) == len({(row["post_id"], row["tag_id"]) for row in rows})
    assert sum(tags[tag] for tag in range(1, 11)) > 2 * sum(tags[tag] for tag in range(21, 31))


def test_a_primary_key_of_a_sequence_and_a_number_works() -> None:
    text = schema(
        "a: {generator: sequence, primary_key: true}\nb: {generator: number, primary_key: true}", 50
    )
    rows = rows_of(plan_of(text))

    assert list(range(1, 51)) == [row["a"] for row in rows]


def test_a_unique_reference_to_what_is_not_unique_is_refused() -> None:
    text = (
        "tables:\n"
        + table("c: {values: [x, y]}", name="p")
        + table("k: {ref: p.c, unique: true}", 2)
    )

    assert ["9:7: 'k' cannot be unique: it refers to p.c, which is not unique"] == problems_of(text)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR", "ja_JP"])
@pytest.mark.parametrize("name", ["city", "zip", "full_name", "title_text", "last_name", "phone"])
def test_unique_values_are_distinct_to_the_last_one_or_refused(name: str, locale: str) -> None:
    column = f"a: {{generator: {name}, unique: true, locale: {locale}}}"
    problems = problems_of(schema(column, 2**40))
    if not problems:
        rows = rows_of(plan_of(schema(column, 2**40)), stop=20_000)
        assert 20_000 == len({row["a"] for row in rows})
        return
    have = [word for word in problems[0].split() if word.replace(",", "").isdigit()]
    if have:
        count = min(int(have[0].replace(",", "")), 30_000)
        rows = rows_of(plan_of(schema(column, count)))
        assert count == len({row["a"] for row in rows})


def test_more_unique_rows_leave_the_first_ones_as_they_are() -> None:
    few = rows_of(plan_of(schema(PLACES, 20)))
    many = rows_of(plan_of(schema(PLACES, 20), Overrides(counts={"t": 300})))

    assert few == many[:20]


def test_the_declared_keys_of_a_table_are_those_of_its_plan() -> None:
    plan = plan_of(JOIN.format(posts=4, tags=4, count=9, post="", tag=""))
    table = plan.table("post_tags")

    assert ("post_id", "tag_id") == table.primary_key
    assert ["posts", "tags"] == [link.parent for link in table.foreign_keys]


def test_json_schema_knows_the_keys_of_references(tmp_path: Path) -> None:
    from mockcraft.schema.json_schema import json_schema

    assert '"with"' in json.dumps(json_schema()["$defs"]["ref"])


SOURCES = [
    "{generator: decimal, min: 0, max: 9.99}", "{generator: number, min: 16000, max: 16100}",
    "{generator: price}", "{generator: date}", "{generator: datetime}", "{generator: uuid}",
    "{values: ['1', '1.0', '2', '3']}", "{values: ['yes', 'true', 'no']}", "{values: [16777216, 16777217]}",
    "{values: ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-02T00:00:00Z']}",
]  # fmt: skip
ASKED = [
    "", "decimal(18,0)", "decimal(6,1)", "float", "float32", "integer", "int32", "text", "boolean",
    "date", "timestamp", "timestamptz", "bytes", "json",
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("source", SOURCES)
def test_values_that_are_unique_are_so_in_the_type_of_their_column(source: str, asked: str) -> None:
    typed = source.replace("}", f', type: "{asked}"}}') if asked else source
    alone = schema(f"a: {typed.replace('}', ', unique: true}')}", 2)
    group = schema(f"a: {typed}\nb: {{values: [1, 2]}}", 4, "    unique: [[a, b]]\n")
    for text, count in ((alone, 2), (group, 4)):
        if not problems_of(text):
            most = 2 if "values" in source else 100
            plan = plan_of(text, Overrides(counts={"t": count if most == 2 else count * 50}))
            rows = [tuple(map(str, row.values())) for row in rows_of(plan)]
            assert len(rows) == len(set(rows))


PAIRS = [
    ("city", "zip"), ("zip", "city"), ("city", "state"), ("state", "zip"), ("latitude", "longitude"),
    ("city", "latitude"), ("address", "city"), ("world_country", "world_country_code"), ("address", "zip"),
]  # fmt: skip


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP"])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_columns_of_one_list_are_distinct_to_the_last_row_that_they_have(
    first: str, second: str, locale: str
) -> None:
    text = f"locale: {locale}\n" + schema(
        f"a: {{generator: {first}, unique: true}}\nb: {{generator: {second}, unique: true}}\nc: state",
        10**9,
    )
    most = 10**9
    while found := problems_of(text.replace(str(10**9), str(most))):
        limits = [re.search(r"[ab] has ([\d,]+) values in", each) for each in found]
        most = min(int(each[1].replace(",", "")) for each in limits if each)
    rows = rows_of(plan_of(text, Overrides(counts={"t": min(most, 2_000)})))

    assert most >= 13
    assert len(rows) == len({row["a"] for row in rows}) == len({row["b"] for row in rows})
    if first == "city":
        lists = load("cities", locale).rows
        states = set(zip(lists["city"], lists["state"], strict=True))
        assert all((row["a"], row["c"]) in states for row in rows)


def test_groups_may_have_different_columns_of_one_list() -> None:
    text = schema(
        "city: city\nzip: zip\nn: {values: [1, 2, 3]}\nm: {values: [1, 2]}",
        400,
        "    unique: [[city, n], [zip, m]]\n",
    )
    rows = rows_of(plan_of(text))

    assert 400 == len({(row["city"], row["n"]) for row in rows})
    assert 400 == len({(row["zip"], row["m"]) for row in rows})


def test_more_rows_than_two_columns_of_a_list_have_together_are_refused() -> None:
    columns = "a: {generator: latitude, unique: true}\nb: {generator: longitude, unique: true}"
    entries = load("cities", "ja_JP")
    alone = min(len(entries.distinct((each,))) for each in ("latitude", "longitude"))
    together = len(entries.distinct(("latitude", "longitude")))
    (first, *_) = problems_of("locale: ja_JP\n" + schema(columns, alone))

    assert together < alone
    assert (
        f"a has {together} values in ja_JP, of entries that differ in latitude and longitude"
        in first
    )


@pytest.mark.parametrize(
    ("source", "is_sound"),
    [
        (r"regex: '\\x[0-9a-f]{8}'", True), (r"regex: '\\x[0-9A-F]{8}'", True),
        (r"regex: '\\x[0-9a-f]{2}'", True), (r"regex: '\\x[0-9a-fA-F]{8}'", False),
        (r"regex: '\\x[0-9a-fA-F]{2}'", False), (r"regex: '\\[x0-9][0-9a-f]{6}'", False),
        ("generator: email", True), ("generator: hexadecimal", True), ("generator: sentence", True),
        ("regex: '.{8}'", False), ("template: 'x{n}'", False),
    ],
)  # fmt: skip
def test_unique_bytes_are_distinct_where_their_texts_show_it(source: str, is_sound: bool) -> None:
    text = schema(f"n: {{generator: sequence}}\na: {{{source}, type: bytes, unique: true}}", 256)
    if is_sound:
        assert 256 == len({row["a"] for row in rows_of(plan_of(text))})
    else:
        (problem,) = problems_of(text)
        assert "'a' cannot be unique: text values that differ can be equal as bytes" in problem


@pytest.mark.parametrize(
    "expression",
    ["lower(e)", "upper(e)", "lower(e) || '-'", "trim(e)", "left(e, 3)", "replace(e, 'a', 'b')",
     "substr(e, 2)", "lower(e) || e", "id || lower(e)"],
)  # fmt: skip
def test_an_expression_that_may_make_two_texts_one_is_refused(expression: str) -> None:
    columns = f'id: {{generator: sequence, primary_key: true}}\ne: {{generator: password, unique: true}}\na: {{expr: "{expression}", unique: true}}'
    (problem,) = problems_of(schema(columns))

    assert (
        f"'a' cannot be unique: {expression!r}" in problem.replace('"', "'")
        or "can give two rows" in problem
    )


@pytest.mark.parametrize(
    "expression", ["id || '-' || lower(e)", "lower(e) || ' ' || id", "-id || '-' || id"]
)
def test_one_that_a_unique_number_tells_apart_is_not(expression: str) -> None:
    columns = f'id: {{generator: sequence, primary_key: true}}\ne: {{values: [a, A, b]}}\na: {{expr: "{expression}", unique: true}}'

    assert 50 == len({row["a"] for row in rows_of(plan_of(schema(columns, 50)))})


@pytest.mark.parametrize("template", ["{id}-{first}", "{first}/{id}"])
def test_a_template_that_shows_where_a_unique_number_ends_may_be_unique(template: str) -> None:
    columns = f"id: {{generator: sequence, primary_key: true}}\nfirst: {{values: [a, '1', '-1']}}\na: {{template: '{template}', unique: true}}"

    assert 300 == len({row["a"] for row in rows_of(plan_of(schema(columns, 300)))})


def test_a_check_of_a_member_of_a_unique_group_is_told_beforehand() -> None:
    text = schema(
        "a: {generator: number, min: 1, max: 60}\nb: {values: [1, 2, 3, 4, 5]}",
        30,
        '    unique: [[a, b]]\n    checks: ["b > 4"]\n',
    )
    (problem,) = problems_of(text)

    assert "no other values can be drawn for b" in problem
