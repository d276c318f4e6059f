"""Virtual tables as they are read: pages, keys, children, filters, order, all against the rows of the plan."""

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockcraft.api import Schema
from mockcraft.core.ranges import Range, whole
from mockcraft.preview import written

from ..test_schemas import problem

Row = dict[str, Any]
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def plain(schema: Schema, table: str, first: int = 0, last: int | None = None) -> list[Row]:
    """Rows of the plan as `formats.json` writes them."""
    plan = schema._plan
    stop = plan.table(table).count if last is None else last
    made: list[Row] = json.loads("".join(written(plan, [whole(Range(table, first, stop))], "json")))
    return made


def links(answer: httpx.Response) -> dict[str, str]:
    """Targets by relation, as a client reads them."""
    return {
        relation: str(httpx.URL(str(answer.url)).join(target))
        for target, relation in re.findall(
            r'<([^>]*)>; rel="(\w+)"', answer.headers.get("link", "")
        )
    }


def test_what_there_is_is_listed(api: httpx.Client) -> None:
    found = api.get(str(api.base_url).rstrip("/")).json()["schemas"]
    world = api.get("/world").json()

    assert ["world", "huge"] == list(found)
    assert {"rows": 5_000_000_000, "href": "/api/tables/huge/users"} == found["huge"]["tables"][
        "users"
    ]
    assert ["order_id", "line"] == world["tables"]["lines"]["key"]
    assert {"type": "integer", "unique": True} == world["tables"]["users"]["columns"]["id"]
    assert {"users": ["boss_id"], "orders": ["user_id", "buyer_email"], "visits": ["user_id"]} == (
        world["tables"]["users"]["children"]
    )
    assert {"table": "orders", "columns": ["order_id"], "key": ["id"]} == (
        world["tables"]["visits"]["references"]["order_id"]
    )


@QUICK
@given(data=st.data(), table=st.sampled_from(["users", "orders", "visits", "lines", "falling"]))
def test_a_page_is_the_rows_of_the_plan(
    api: httpx.Client, world: Schema, data: st.DataObject, table: str
) -> None:
    rows = plain(world, table)
    limit = data.draw(st.integers(1, 120))
    page = data.draw(st.integers(1, len(rows) // limit + 2))
    answer = api.get(f"/world/{table}", params={"page": page, "limit": limit})

    assert rows[(page - 1) * limit : page * limit] == answer.json()
    assert str(len(rows)) == answer.headers["x-total-count"]
    assert "application/json" == answer.headers["content-type"]


def test_links_lead_through_all_pages_and_back(api: httpx.Client, world: Schema) -> None:
    answer, seen = api.get("/world/users?limit=90"), []
    while True:
        seen += answer.json()
        there = links(answer)
        if "next" not in there:
            break
        answer = api.get(there["next"])
    assert plain(world, "users") == seen
    assert {"first", "prev", "last"} == set(there)
    assert str(answer.url) == there["last"]
    assert seen[:90] == api.get(there["first"]).json()
    assert seen[270:360] == api.get(there["prev"]).json()


def test_a_row_a_billion_is_as_quick_as_row_0(api: httpx.Client, huge: Schema) -> None:
    api.get("/huge/users?limit=1")
    begun = time.monotonic()
    answer = api.get("/huge/users?page=20000001&limit=50")
    one = api.get(f"/huge/users/{10 + 3 * 4_999_999_999}")

    assert plain(huge, "users", 10**9, 10**9 + 50) == answer.json()
    assert plain(huge, "users", 4_999_999_999, 5 * 10**9) == [one.json()]
    assert "5000000000" == answer.headers["x-total-count"]
    assert time.monotonic() - begun < 30  # all rows before it would take half an hour


def test_every_row_is_found_by_its_key(api: httpx.Client, world: Schema) -> None:
    for table, key in (
        ("users", "{id}"), ("orders", "{id}"), ("lines", "{order_id},{line}"), ("falling", "{n}")
    ):  # fmt: skip
        rows = plain(world, table)
        for number in (0, 1, len(rows) // 2, len(rows) - 1):
            row = rows[number]
            assert row == api.get(f"/world/{table}/{key.format(**row)}").json()
            assert row == api.get(f"/world/{table}/row:{number}").json()


@pytest.mark.parametrize(
    "path",
    [
        "/nope", "/world/user", "/world/users/0", "/world/users/401", "/world/users/abc", "/world/users/1.5",
        "/world/orders/00000000-0000-4000-8000-000000000000", "/world/lines/1", "/world/lines/1,2,3",
        "/world/visits/1", "/world/visits/row:3000", "/world/visits/row:-1", "/world/visits/row:x",
        "/world/users/1/lines", "/world/users/999/orders?via=user_id", "/huge/users/11", "/world/falling/101",
        "/world/users/row:99999999999999999999", "/world/users/1/nope",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_404_that_says_so(api: httpx.Client, path: str) -> None:
    assert problem(api.get(path), 404)["detail"]


@pytest.mark.parametrize("column", ["uuid", "email", "id"])
def test_unique_values_are_found_among_billions(
    api: httpx.Client, huge: Schema, column: str
) -> None:
    for number in (0, 999, 123_456_789, 4_999_999_999):
        (row,) = plain(huge, "users", number, number + 1)
        answer = api.get("/huge/users", params={column: row[column]})

        assert [row] == answer.json()
        assert "1" == answer.headers["x-total-count"]
        assert "x-scanned" not in answer.headers
    assert [] == api.get("/huge/users", params={"email": "nobody1234@example.com"}).json()


@QUICK
@given(data=st.data())
def test_filters_of_columns_give_what_a_search_through_all_rows_gives(
    api: httpx.Client, world: Schema, data: st.DataObject
) -> None:
    table = data.draw(st.sampled_from(["users", "orders", "visits", "lines"]))
    rows = plain(world, table)
    row = data.draw(st.sampled_from(rows))
    simple = [
        k
        for k, v in row.items()
        if v is not None and not isinstance(v, dict | list) and k != "page"
    ]
    names = data.draw(st.lists(st.sampled_from(simple), min_size=1, max_size=2, unique=True))
    asked = {
        name: str(row[name]).lower() if isinstance(row[name], bool) else row[name] for name in names
    }
    answer = api.get(f"/world/{table}", params={**asked, "limit": 1000})

    assert [each for each in rows if all(each[n] == row[n] for n in names)] == answer.json()
    assert answer.headers["x-total-count"] == str(len(answer.json()))


@pytest.mark.parametrize(
    ("table", "where", "meets"),
    [
        ("users", "age >= 40 and country <> 'France'", lambda r: (r["age"] or 0) >= 40 and r["country"] != "France"),
        ("users", "age is null", lambda r: r["age"] is None),
        ("users", "address.city like 'S%' or active", lambda r: r["address"]["city"][0] == "S" or r["active"]),
        ("orders", "user_id.age < 30", lambda r, u: (u[r["user_id"]]["age"] or 99) < 30),
        ("orders", "user_id.boss_id.active", lambda r, u: u[r["user_id"]]["boss_id"] is not None and u[u[r["user_id"]]["boss_id"]]["active"]),
        ("visits", "page = 'it''s & more'", lambda r: r["page"] == "it's & more"),
        ("orders", "total > 100 and note is not null", lambda r: r["total"] > 100 and r["note"]),
    ],
)  # fmt: skip
def test_conditions_are_those_of_the_schema_language(
    api: httpx.Client, world: Schema, table: str, where: str, meets: Any
) -> None:
    users = {each["id"]: each for each in plain(world, "users")}
    arguments = meets.__code__.co_argcount
    expected = [r for r in plain(world, table) if (meets(r, users) if arguments == 2 else meets(r))]
    answer = api.get(f"/world/{table}", params={"where": where, "limit": 1000})

    assert expected[:1000] == answer.json() != []
    assert str(len(expected)) == answer.headers["x-total-count"]
    assert re.fullmatch(r"rows 0-\d+/\d+", answer.headers["x-scanned"])


def test_what_cannot_be_found_at_once_is_looked_for_in_windows_and_says_so(
    api: httpx.Client, huge: Schema
) -> None:
    first = api.get("/huge/users?where=age = 33 and name like 'Em%'&limit=1000&fields=id,age,name")
    second = api.get(links(first)["next"])

    assert "rows 0-99999/5000000000" == first.headers["x-scanned"]
    assert "rows 100000-199999/5000000000" == second.headers["x-scanned"]
    assert "x-total-count" not in first.headers
    assert "last" not in links(first)
    for window, answer in ((0, first), (100_000, second)):
        found = [
            r
            for r in plain(huge, "users", window, window + 100_000)
            if r["age"] == 33 and r["name"][:2] == "Em"
        ]
        assert [(r["id"], r["age"], r["name"]) for r in found] == [
            tuple(r.values()) for r in answer.json()
        ]
        assert found


def test_a_window_of_many_pages_is_paged_before_the_next_window(api: httpx.Client) -> None:
    answer = api.get("/huge/users?age=33&limit=1000&fields=id")
    seen = [each["id"] for each in answer.json()]
    while "page" in links(answer).get("next", "") and "scan" not in links(answer)["next"]:
        answer = api.get(links(answer)["next"])
        seen += [each["id"] for each in answer.json()]

    assert 1000 < len(seen) < 2000
    assert sorted(set(seen)) == seen
    assert "scan=100000" in links(answer)["next"]


@pytest.mark.parametrize("children", ["orders", "visits"])
def test_children_are_those_that_refer_to_the_row(
    api: httpx.Client, world: Schema, children: str
) -> None:
    rows = plain(world, children)
    for user in (1, 2, 3, 77, 400):
        via = {"via": "user_id"} if children == "orders" else {}
        answer = api.get(f"/world/users/{user}/{children}", params={"limit": 1000, **via})
        assert [each for each in rows if each["user_id"] == user] == answer.json()
    assert [r for r in plain(world, "users") if r["boss_id"] == 1] == api.get(
        "/world/users/1/users"
    ).json()


def test_children_may_be_narrowed_sorted_and_paged(api: httpx.Client, world: Schema) -> None:
    mine = [each for each in plain(world, "visits") if each["user_id"] == 1]
    homes = [each for each in mine if each["page"] == "home"]
    answer = api.get(
        "/world/users/1/visits", params={"where": "page = 'home'", "limit": 5, "page": 2}
    )

    assert homes[5:10] == answer.json()
    assert str(len(homes)) == answer.headers["x-total-count"]


def test_several_references_must_be_told_apart(api: httpx.Client, world: Schema) -> None:
    assert (
        "by user_id and by buyer_email (choose one with via)"
        in (problem(api.get("/world/users/1/orders"))["detail"])
    )
    by_mail = api.get("/world/users/3/orders?via=buyer_email&limit=1000").json()
    (user,) = [each for each in plain(world, "users") if each["id"] == 3]

    assert [r for r in plain(world, "orders") if r["buyer_email"] == user["email"]] == by_mail


def test_columns_are_chosen_and_parents_embedded(api: httpx.Client, world: Schema) -> None:
    users = {each["id"]: each for each in plain(world, "users")}
    orders = plain(world, "orders")[:50]
    whole_ones = api.get("/world/orders?expand=user_id").json()
    some = api.get("/world/users?fields=email,boss_id&expand=boss_id&limit=400").json()

    assert [each | {"user_id": users[each["user_id"]]} for each in orders] == whole_ones
    assert [
        {"email": each["email"], "boss_id": users.get(each["boss_id"])} for each in users.values()
    ] == some
    assert orders[0] | {"user_id": users[orders[0]["user_id"]]} == (
        api.get(f"/world/orders/{orders[0]['id']}?expand=user_id").json()
    )


@pytest.mark.parametrize(
    ("table", "sort"),
    [("users", "-id"), ("users", "id"), ("users", "country,-age"), ("users", "-balance"), ("falling", "n"),
     ("falling", "-n"), ("users", "born"), ("orders", "-placed_at"), ("visits", "page,-user_id")],
)  # fmt: skip
def test_rows_are_sorted(api: httpx.Client, world: Schema, table: str, sort: str) -> None:
    rows = plain(world, table)
    for each in reversed(sort.split(",")):
        name = each.removeprefix("-")
        there = [r for r in rows if r[name] is not None]
        there.sort(key=lambda r: r[name], reverse=each[0] == "-")
        rows = there + [r for r in rows if r[name] is None]
    answer = api.get(f"/world/{table}", params={"sort": sort, "limit": 30, "page": 1})

    names = [each.removeprefix("-") for each in sort.split(",")]
    assert [[r[n] for n in names] for r in rows[:30]] == [
        [r[n] for n in names] for r in answer.json()
    ]


def test_the_order_of_keys_is_quick_and_another_one_of_billions_refused(
    api: httpx.Client, huge: Schema
) -> None:
    last = api.get("/huge/users?sort=-id&limit=3").json()
    assert plain(huge, "users", 4_999_999_997, 5 * 10**9)[::-1] == last
    sentence = problem(api.get("/huge/users?sort=age"), 422)["detail"]
    assert (
        "5,000,000,000 rows of users are more than the 100,000 that are put in order (sort by id"
        in sentence
    )
    assert (
        "only a part of users is looked at"
        in problem(api.get("/huge/users?age=20&sort=name"), 422)["detail"]
    )


def test_large_numbers_are_text_on_request(api: httpx.Client, world: Schema) -> None:
    rows = plain(world, "users")[:50]
    exact = api.get("/world/users?bigints=text&fields=id,big").json()

    assert [(r["id"], str(r["big"]) if abs(r["big"]) > 2**53 else r["big"]) for r in rows] == [
        (r["id"], r["big"]) for r in exact
    ]
    assert any(isinstance(r["big"], str) for r in exact)


def test_rows_that_did_not_change_are_not_sent_again(api: httpx.Client) -> None:
    for path in (
        "/world/users?page=2",
        "/world/users/3",
        "/world/users/3/visits",
        "/world/users?age=20",
    ):
        first = api.get(path)
        again = api.get(path, headers={"if-none-match": f'"other", {first.headers["etag"]}'})

        assert (304, b"", first.headers["etag"]) == (
            again.status_code,
            again.content,
            again.headers["etag"],
        )
        assert "Accept-Encoding" in again.headers["vary"]
        assert 200 == api.get(path, headers={"if-none-match": '"other"'}).status_code
    assert 404 == api.get("/world/users/0", headers={"if-none-match": "*"}).status_code


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/world/users?limit=0", "limit='0' is not a whole number in 1..1000"),
        ("/world/users?page=0", "page='0' is not a whole number in 1.."),
        (
            "/world/users?cuntry=x",
            "has no parameter 'cuntry' and no such column (did you mean \"country\"?)",
        ),
        ("/world/users?country=x&country=y", "a column is given twice"),
        ("/world/users?age=old", "age='old' is not a whole number"),
        ("/world/users?address=x", "address is a document, which is not compared (use where"),
        ("/world/users?tags=x", "tags is an array, which is not compared"),
        ("/world/users?fields=nope", "fields=nope: users has no column 'nope'"),
        (
            "/world/users?expand=age",
            "expand=age: users.age is no reference (its references: boss_id)",
        ),
        ("/world/users?fields=id&expand=boss_id", "boss_id is not among the fields (add it)"),
        ("/world/users?sort=nope", "sort=nope: users has no column 'nope'"),
        ("/world/users?sort=tags", "sort=tags: documents and arrays have no order"),
        ("/world/users?where=age", "where=age: this gives integer, not true or false"),
        ("/world/users?where=age >", "where=age >:"),
        ("/world/users?where=id not in", "where=id not in: "),
        ("/world/users?where=id in", "has nothing after 'in'"),
        ("/world/users?where=id in ()", "has no list of values after 'in'"),
        ("/world/users?where=nope = 1", "users has no column 'nope'"),
        ("/world/users?where=country.x = 1", "country is no reference and no document"),
        ("/world/users?where=address.x = 1", "there is no member 'x'"),
        ("/world/users?where=1 / (age - age) = 1", "division by zero"),
        ("/world/users?where=" + "boss_id." * 9 + "age = 1", "which is not offered"),
        ("/world/users?fields=", "fields is an empty text (give another, or leave it out)"),
        ("/world/users?fields=id,,age", "fields=id,,age: there is no name between two commas"),
        (
            "/world/users?sort=id,-",
            "sort=id,-: there is no name between two commas, or beside one (remove one)",
        ),
        ("/world/users?via=x", "has no parameter 'via'"),
        ("/world/users/1/orders?via=x", "via=x: orders does not refer to users by 'x'"),
        ("/world/users/1?page=2", "has no parameter 'page'"),
        ("/world?x=1", "has no parameter 'x'"),
    ],
)
def test_a_wrong_parameter_is_told(api: httpx.Client, path: str, sentence: str) -> None:
    assert sentence in problem(api.get(path))["detail"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("scan=5", "scan=5: the rows of users are found without looking at each (leave scan out)"),
        ("id=7&scan=5", "scan=5: the rows of users are found without looking at each"),
        (
            "where=active&scan=400",
            "scan=400: the rows of users that are looked at one by one are 0 to 399 (take scan as the header Link has it)",
        ),
    ],
)
def test_a_window_beyond_the_rows_is_told(api: httpx.Client, query: str, sentence: str) -> None:
    assert sentence in problem(api.get(f"/world/users?{query}"), 422)["detail"]


def test_rows_that_are_too_wide_are_not_made(api: httpx.Client) -> None:
    refused = problem(api.get("/huge/wide?limit=10"), 422)

    assert "limit=10: at most 3 rows of wide fit at once, they are that wide" == refused["detail"]


def test_two_schemas_of_one_name_and_a_schema_with_problems_are_refused(files: Path) -> None:
    import subprocess
    import sys

    (files / "bad.yaml").write_text("tables: {t: {count: x, columns: {a: word}}}")
    for words, sentence in (
        (["world.yaml", "./world.yaml"], "another schema is called 'world' already"),
        (["bad.yaml"], "bad.yaml:1:21: count must be a whole number, not 'x'"),
        (["none.yaml"], "none.yaml: no such file or directory"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", "server", "--port", "0", *words],
            cwd=files, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (2, True) == (done.returncode, sentence in done.stderr), done.stderr


def test_an_error_shows_no_more_than_the_beginning_of_what_was_sent(api: httpx.Client) -> None:
    long = "x" * 5000
    for query in (f"where={long}=1", f"where=id={long}.{long}", f"where=id%2B1%2B{long}", f"sort={long}", f"{long}=1", f"fields={long}", f"where=id in (1{',1' * 2000}"):  # fmt: skip
        answer = api.get(f"/world/users?{query}")
        assert answer.status_code == 400
        assert len(answer.json()["detail"]) < 700
