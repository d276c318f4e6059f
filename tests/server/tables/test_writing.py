"""Rows that clients add, change and delete: every read sees them, and the plan stays as it is."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockcraft.api import Schema
from mockcraft.server.tables import store

from ..conftest import running
from ..test_schemas import problem
from .test_reading import links, plain

Row = dict[str, Any]


@pytest.fixture(scope="module")
def shared(files: Path) -> Iterator[httpx.Client]:
    """A client of the tables of a server that takes writes."""
    flags = ("world.yaml", "huge.yaml", "--writes", "--log-level", "warning")
    with (
        running(*flags, folder=files) as (address, _),
        httpx.Client(base_url=f"{address}/api/tables", timeout=60) as client,
    ):
        yield client


@pytest.fixture
def api(shared: httpx.Client) -> httpx.Client:
    """The same, with nothing written yet."""
    for name in ("world", "huge"):
        assert 204 == shared.delete(f"/{name}").status_code
    return shared


def everything(api: httpx.Client, path: str, **query: Any) -> list[Row]:
    """All rows of a list, over all its pages."""
    answer = api.get(path, params={"limit": 300, **query})
    rows: list[Row] = answer.json()
    while "next" in links(answer):
        answer = api.get(links(answer)["next"])
        rows += answer.json()
    if "x-total-count" in answer.headers:
        assert str(len(rows)) == answer.headers["x-total-count"]
    return rows


def edited(api: httpx.Client, world: Schema) -> list[Row]:
    """Some of everything written to users, and the rows that there are afterwards."""
    rows = plain(world, "users")
    for number in (0, 7, 8, 200, 399):
        assert 204 == api.delete(f"/world/users/{rows[number]['id']}").status_code
    changed = api.patch(
        "/world/users/3", json={"country": "Atlantis", "age": None, "address": {"city": "X"}}
    )
    replaced = api.put(
        "/world/users/300", json={"email": "x@example.com", "tags": ["a", "b"], "balance": 5}
    )
    first = api.post(
        "/world/users", json={"email": "new@example.com", "country": "Atlantis", "age": 33}
    )
    second = api.post("/world/users", json={"id": 1000, "boss_id": 3, "big": str(2**60)})
    assert [200, 200, 201, 201] == [r.status_code for r in (changed, replaced, first, second)]
    kept = {row["id"]: row for i, row in enumerate(rows) if i not in (0, 7, 8, 200, 399)}
    kept[3] |= {"country": "Atlantis", "age": None, "address": {**rows[2]["address"], "city": "X"}}
    empty = dict.fromkeys(rows[0])
    kept[300] = empty | {"id": 300, "email": "x@example.com", "tags": ["a", "b"], "balance": 5.0}
    kept[401] = empty | {"id": 401, "email": "new@example.com", "country": "Atlantis", "age": 33}
    kept[1000] = empty | {"id": 1000, "boss_id": 3, "big": 2**60}
    assert kept[1000] == second.json()
    return list(kept.values())


def test_lists_and_totals_are_those_of_the_rows_with_what_was_written(
    api: httpx.Client, world: Schema
) -> None:
    expected = edited(api, world)

    assert expected == everything(api, "/world/users")
    assert expected[::-1] == everything(api, "/world/users", sort="-id")
    for limit in (1, 7, 50):
        for page in (1, 2, 397 // limit, 397 // limit + 1):
            some = api.get("/world/users", params={"page": page, "limit": limit}).json()
            assert expected[(page - 1) * limit : page * limit] == some


@pytest.mark.parametrize(
    ("query", "meets"),
    [
        ({"country": "Atlantis"}, lambda r: r["country"] == "Atlantis"),
        ({"id": "3"}, lambda r: r["id"] == 3),
        ({"id": "1"}, lambda r: r["id"] == 1),
        ({"id": "1000"}, lambda r: r["id"] == 1000),
        ({"email": "new@example.com"}, lambda r: r["email"] == "new@example.com"),
        ({"where": "age is null"}, lambda r: r["age"] is None),
        ({"where": "address.city = 'X' or age > 80"}, lambda r: (r["address"] or {}).get("city") == "X" or (r["age"] or 0) > 80),
        ({"country": "Atlantis", "where": "age > 1"}, lambda r: r["country"] == "Atlantis" and (r["age"] or 0) > 1),
        ({"boss_id": "3"}, lambda r: r["boss_id"] == 3),
    ],
)  # fmt: skip
def test_filters_see_what_was_written(
    api: httpx.Client, world: Schema, query: dict[str, str], meets: Callable[[Row], bool]
) -> None:
    expected = [row for row in edited(api, world) if meets(row)]

    assert expected == everything(api, "/world/users", **query)


def test_conditions_and_expansions_go_through_parents_that_were_written(
    api: httpx.Client, world: Schema
) -> None:
    users = {row["id"]: row for row in edited(api, world)}
    orders = plain(world, "orders")
    by_country = [r for r in orders if users.get(r["user_id"], {}).get("country") == "Atlantis"]

    assert (
        by_country == everything(api, "/world/orders", where="user_id.country = 'Atlantis'") != []
    )
    expanded = everything(api, "/world/orders", expand="user_id")
    assert [row | {"user_id": users.get(row["user_id"])} for row in orders] == expanded
    bosses = everything(api, "/world/users", expand="boss_id")
    assert [row | {"boss_id": users.get(row["boss_id"])} for row in users.values()] == bosses
    through = everything(api, "/world/users", where="boss_id.country = 'Atlantis'")
    assert [
        r for r in users.values() if users.get(r["boss_id"], {}).get("country") == "Atlantis"
    ] == through


def test_children_follow_when_a_child_is_added_moved_or_deleted(
    api: httpx.Client, world: Schema
) -> None:
    mine = [row for row in plain(world, "orders") if row["user_id"] == 5]
    other = next(row for row in plain(world, "orders") if row["user_id"] == 6)
    api.patch(f"/world/orders/{other['id']}", json={"user_id": 5})
    api.delete(f"/world/orders/{mine[0]['id']}")
    added = api.post("/world/orders", json={"user_id": 5, "total": 9.5}).json()

    assert [*mine[1:], other | {"user_id": 5}, added] == everything(
        api, "/world/users/5/orders", via="user_id"
    )
    assert other not in everything(api, "/world/users/6/orders", via="user_id")
    assert [added] == everything(api, "/world/orders", total="9.5", id=added["id"])


def test_rows_among_billions_are_changed_deleted_and_added(api: httpx.Client, huge: Schema) -> None:
    last = 10 + 3 * 4_999_999_999
    api.patch("/huge/users/10", json={"name": "Zoë"})
    api.delete("/huge/users/13")
    api.delete(f"/huge/users/{last}")
    added = api.post("/huge/users", json={"name": "Ada"})

    assert last + 3 == added.json()["id"]
    assert f"/api/tables/huge/users/{last + 3}" == added.headers["location"]
    first = api.get("/huge/users?limit=2&fields=id,name")
    assert [
        {"id": 10, "name": "Zoë"},
        {"id": 16, "name": plain(huge, "users", 2, 3)[0]["name"]},
    ] == first.json()
    assert "4999999999" == first.headers["x-total-count"]
    assert [last + 3, last - 3] == [r["id"] for r in api.get("/huge/users?sort=-id&limit=2").json()]
    window = api.get("/huge/users?where=name = 'Zoë'").json()
    assert [10] == [row["id"] for row in window]


def test_no_key_is_left_behind_the_last_one_that_there_can_be(api: httpx.Client) -> None:
    assert 201 == api.post("/world/users", json={"id": 2**63 - 1}).status_code
    refused = api.post("/world/users", json={"age": 30})

    assert (
        "no key id behind 9223372036854775807 (drop what was written"
        in problem(refused, 409)["detail"]
    )
    for wrong in ({"nope": 1}, {"age": "old"}):  # which another key would not mend
        problem(api.post("/world/users", json=wrong), 400)


def test_a_row_added_twice_is_a_conflict_and_a_deleted_one_is_gone(api: httpx.Client) -> None:
    assert (
        "users has a row 7 already"
        in problem(api.post("/world/users", json={"id": 7}), 409)["detail"]
    )
    api.delete("/world/users/7")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body: Row | None = None if method in ("GET", "DELETE") else {}
        problem(api.request(method, "/world/users/7", json=body), 404)
    assert (
        "is not behind the last one, 400"
        in problem(api.post("/world/users", json={"id": 7}))["detail"]
    )
    line = api.get("/world/lines?limit=1").json()[0]
    problem(api.post("/world/lines", json=line), 409)
    assert (
        "line is the key of lines (give a value"
        in (problem(api.post("/world/lines", json={"order_id": line["order_id"]}))["detail"])
    )


def test_every_answer_has_another_etag_after_a_write_alone(api: httpx.Client) -> None:
    before = api.get("/world/users").headers["etag"]
    assert before == api.get("/world/users").headers["etag"]
    api.patch("/world/users/1", json={"age": 5})
    after = api.get("/world/users", headers={"if-none-match": before})

    assert (200, 5) == (after.status_code, after.json()[0]["age"])
    assert (
        304 == api.get("/world/users", headers={"if-none-match": after.headers["etag"]}).status_code
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_over_a_state_that_the_client_does_not_know_is_refused(
    api: httpx.Client, method: str
) -> None:
    path, body = "/world/users/5", None if method == "DELETE" else {"age": 30}
    known = api.get(path).headers["etag"]
    now = api.patch(path, json={"age": 31}).headers["etag"]
    for wrong in (known, f'"other", {known}', "nonsense"):
        refused = api.request(method, path, json=body, headers={"if-match": wrong})
        assert (412, True) == (refused.status_code, "If-Match" in problem(refused, 412)["detail"])
    assert 31 == api.get(path).json()["age"]
    right = api.request(method, path, json=body, headers={"if-match": f'"other", {now}'})
    assert (204 if method == "DELETE" else 200) == right.status_code
    for tag in ("*", '"other"'):
        missing = api.request(method, "/world/users/0", json=body, headers={"if-match": tag})
        assert 404 == missing.status_code


def test_conditions_hold_for_whatever_writes(api: httpx.Client) -> None:
    row = {"age": 30}
    for method, path in (("POST", "/world/users"), ("DELETE", "/world"), ("PUT", "/world/users/5")):
        body = None if method == "DELETE" else row
        now = api.patch("/world/users/5", json=row).headers["etag"]
        for headers in ({"if-match": '"other"'}, {"if-none-match": now}, {"if-none-match": "*"}):
            problem(api.request(method, path, json=body, headers=headers), 412)
        assert now == api.get("/world/users").headers["etag"]  # nothing was written
        given = {"if-match": now, "if-none-match": '"other"'}
        assert api.request(method, path, json=body, headers=given).is_success


def test_conditions_hold_for_reads(api: httpx.Client) -> None:
    for path in ("/world/users", "/world/users/5", "/world/users/5/visits", "/world/users?age=30"):
        now = api.get(path).headers["etag"]
        for headers in ({"if-match": '"other"'}, {"if-match": '"other"', "if-none-match": now}):
            assert "If-Match" in problem(api.get(path, headers=headers), 412)["detail"]
        for status, headers in (
            (200, {"if-match": now}),
            (200, {"if-match": "*", "if-modified-since": "Fri, 31 Dec 2100 00:00:00 GMT"}),
            (200, {"if-unmodified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}),  # no time is known
            (304, {"if-match": now, "if-none-match": now}),
        ):
            assert status == api.get(path, headers=headers).status_code
    assert 404 == api.get("/world/users/0", headers={"if-match": '"other"'}).status_code


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"age": "old"}', 'age: "old" is not a whole number'),
        ('{"age": 1.5}', "age: 1.5 is not a whole number"),
        ('{"age": true}', "age: true is not a whole number"),
        ('{"big": 9223372036854775808}', "big: 9223372036854775808 is not a whole number"),
        ('{"active": 1}', "active: 1 is not true or false"),
        ('{"born": "2020-02-30"}', 'born: "2020-02-30" is not a date'),
        ('{"born": 5}', "born: 5 is not a date"),
        ('{"tags": "a"}', 'tags: "a" is not an array'),
        ('{"tags": [1]}', "tags.0: 1 is not text"),
        ('{"address": []}', "address: [] is not a sub-document"),
        ('{"address": {"cty": "x"}}', "address has no member 'cty' (did you mean \"city\"?)"),
        ('{"emial": "x"}', "users has no column 'emial' (did you mean \"email\"?)"),
        ('{"email": "\\ud800"}', "the body is not JSON"),
        ('{"id": 9}', "id is the key of the row and stays 2"),
        ("[]", "the body is not a JSON object"),
        ("{", "the body is not JSON"),
        ('{"age": NaN}', "NaN is no number of JSON"),
        ("[" * 50_000, "the body is not JSON"),
    ],
)
def test_what_a_column_does_not_hold_is_refused_and_nothing_written(
    api: httpx.Client, body: str, sentence: str
) -> None:
    before = api.get("/world/users/2")
    answer = api.patch("/world/users/2", content=body, headers={"content-type": "application/json"})

    assert sentence in problem(answer)["detail"]
    assert (before.json(), before.headers["etag"]) == (
        (after := api.get("/world/users/2")).json(), after.headers["etag"],
    )  # fmt: skip


def test_bodies_are_bounded_and_of_json(api: httpx.Client) -> None:
    large = {"email": "x" * 70_000}
    text = api.patch("/world/users/2", content="{}", headers={"content-type": "text/plain"})

    assert (
        "larger than 65,536 bytes"
        in problem(api.patch("/world/users/2", json=large), 413)["detail"]
    )
    assert "send application/json" in problem(text, 415)["detail"]
    assert "has no parameter 'x'" in problem(api.delete("/world/users/2?x=1"))["detail"]


def test_a_server_takes_no_writes_unless_it_is_told_to(files: Path) -> None:
    with running("world.yaml", folder=files) as (address, _):
        for method, path in (
            ("POST", "users"),
            ("PUT", "users/1"),
            ("PATCH", "users/1"),
            ("DELETE", "users/1"),
        ):
            refused = httpx.request(method, f"{address}/api/tables/world/{path}")
            assert (405, "GET, HEAD, OPTIONS") == (refused.status_code, refused.headers["allow"])


def test_what_was_written_to_a_file_is_there_after_a_restart(files: Path, tmp_path: Path) -> None:
    flags = ("world.yaml", "--writes", "--changes", str(tmp_path / "changes.db"))
    with running(*flags, folder=files) as (address, _):
        users = f"{address}/api/tables/world/users"
        httpx.patch(f"{users}/1", json={"age": 77})
        httpx.delete(f"{users}/2")
        added = httpx.post(users, json={"age": 78}).json()
        tag = httpx.get(users).headers["etag"]
    with running(*flags, folder=files) as (address, _):
        users = f"{address}/api/tables/world/users"
        assert 77 == httpx.get(f"{users}/1").json()["age"]
        assert 404 == httpx.get(f"{users}/2").status_code
        assert added == httpx.get(f"{users}/{added['id']}").json()
        assert tag == httpx.get(users).headers["etag"]


@pytest.mark.parametrize("of_schema", [False, True])
def test_rows_by_the_clock_of_the_machine_stay_while_there_are_changes(
    tmp_path: Path, of_schema: bool
) -> None:
    schema = "tables: {t: {count: 5, columns: {id: {generator: sequence, primary_key: true}, d: past_datetime}}}"
    (tmp_path / "s.yaml").write_text(f"now: now\n{schema}" if of_schema else schema)
    clock = () if of_schema else ("--now", "now")
    flags = ("s.yaml", "--writes", "--changes", "changes.db", *clock)
    with running(*flags, folder=tmp_path) as (address, _):
        rows = httpx.get(f"{address}/api/tables/s/t", timeout=60).json()
    time.sleep(1.1)
    with running(*flags, folder=tmp_path) as (address, _):
        later = httpx.get(f"{address}/api/tables/s/t", timeout=60).json()
        httpx.delete(f"{address}/api/tables/s/t/5", timeout=60)
    time.sleep(1.1)
    with running(*flags, folder=tmp_path) as (address, _):
        assert later[:4] == httpx.get(f"{address}/api/tables/s/t", timeout=60).json()
        httpx.delete(f"{address}/api/tables/s", timeout=60)
    with running(*flags, folder=tmp_path) as (address, _):
        latest = httpx.get(f"{address}/api/tables/s/t", timeout=60).json()

    assert 3 == len({str(each) for each in (rows, later, latest)})


def test_two_servers_of_one_file_see_what_the_other_writes(files: Path, tmp_path: Path) -> None:
    flags = ("world.yaml", "--writes", "--changes", str(tmp_path / "changes.db"))
    with running(*flags, folder=files) as (one, _), running(*flags, folder=files) as (other, _):
        ids = [
            httpx.post(f"{each}/api/tables/world/users", json={}).json()["id"]
            for each in (one, other) * 3
        ]
        assert list(range(401, 407)) == ids
        for each in (one, other):
            assert "406" == httpx.get(f"{each}/api/tables/world/users").headers["x-total-count"]


def test_changes_of_another_schema_and_a_file_that_is_none_are_refused(
    files: Path, tmp_path: Path, server: Callable[..., AbstractContextManager[Any]]
) -> None:
    import subprocess
    import sys

    changes = tmp_path / "changes.db"
    with running("world.yaml", "--writes", "--changes", str(changes), folder=files) as (address, _):
        httpx.delete(f"{address}/api/tables/world/users/1")
    (tmp_path / "world.yaml").write_text("tables: {t: {count: 1, columns: {a: word}}}")
    (tmp_path / "none.db").write_text(
        "this is no database, and long enough to be seen as none" * 20
    )
    for name, sentence in (
        ("changes.db", "has changes of another schema world"),
        ("none.db", "none.db: file is not a database"),
        ("no/folder.db", "unable to open database file"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", "server", "world.yaml", "--port", "0", "--writes",
             "--changes", name],
            cwd=tmp_path, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (2, True, False) == (
            done.returncode, sentence in done.stderr, "Traceback" in done.stderr,
        ), done.stderr  # fmt: skip


def test_changes_are_bounded(world: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    from mockcraft.server.tables.worlds import World

    monkeypatch.setattr(store, "MOST_CHANGES", 3)
    made = store.Store(None)
    one = World("world", world._plan)
    made.register(one)
    table = one.table("users")
    with pytest.raises(store.Full, match="which is as much as is kept"):
        for number in range(9):
            with made.writing(one):
                made.put(one, table, number, None)

    assert [0, 1, 2] == made.snapshot(one).tables["users"].deleted.tolist()


def test_the_file_holds_changes_and_no_rows(files: Path, tmp_path: Path) -> None:
    changes = tmp_path / "changes.db"
    with running("world.yaml", "--writes", "--changes", str(changes), folder=files) as (address, _):
        httpx.get(f"{address}/api/tables/world/users")
        httpx.delete(f"{address}/api/tables/world/users/9")
    with sqlite3.connect(changes) as database:
        assert [("users", 8, None)] == database.execute(
            'SELECT "table", number, body FROM changes'
        ).fetchall()


@pytest.mark.parametrize("number", ["1e999", "-1e400", '{"a": [1e999]}'])
def test_a_number_that_is_infinite_is_refused(tmp_path: Path, number: str) -> None:
    (tmp_path / "notes.yaml").write_text(
        "tables: {notes: {count: 3, columns: {id: {generator: sequence, primary_key: true}, "
        "doc: {value: '{}', type: json}, size: {generator: float}}}}\n"
    )
    flags = ("notes.yaml", "--writes", "--log-level", "warning")
    with running(*flags, folder=tmp_path) as (address, _):
        for column in ("doc", "size"):
            answer = httpx.patch(
                f"{address}/api/tables/notes/notes/1",
                content=f'{{"{column}": {number}}}',
                headers={"content-type": "application/json"},
            )
            said = problem(answer, 400)["detail"]
            assert "is too large (the largest is 1.7976931348623157e308)" in said
