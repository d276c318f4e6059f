"""Schemas that clients send: `POST /api/validate` and `/api/preview` of a real server."""

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockcraft.api import load
from mockcraft.server.uploads import MAX_COLUMNS
from mockcraft.settings import MAX_UPLOAD

SHOP = Path(__file__).parents[2] / "examples" / "shop.yaml"
SMALL = "tables: {users: {count: 5, columns: {id: {generator: sequence, primary_key: true}, email: email}}}"
YAML = {"content-type": "application/yaml"}


def problem(response: httpx.Response, status: int | None = None) -> dict[str, Any]:
    """The problem in a response, by default of the status 422 for a schema and 400 for all else."""
    body: dict[str, Any] = response.json()
    assert (status or (422 if "errors" in body else 400), "application/problem+json") == (
        response.status_code,
        response.headers["content-type"],
    ), response.text
    return body


def send(client: httpx.Client, path: str, text: str | bytes, **more: Any) -> httpx.Response:
    return client.post(path, content=text, headers=YAML, **more)


@pytest.mark.parametrize(
    "kind", ["application/yaml", "text/yaml; charset=utf-8", "application/x-yaml"]
)
def test_a_schema_without_problems_is_summed_up(client: httpx.Client, kind: str) -> None:
    answer = client.post("/api/validate", content=SMALL, headers={"content-type": kind})

    assert {
        "valid": True, "rows": 5, "tables": {"users": {"rows": 5, "columns": ["id", "email"]}},
    } == answer.json()  # fmt: skip


def test_problems_are_told_with_their_places_all_at_once(client: httpx.Client) -> None:
    text = "tables:\n  t:\n    count: x\n    columns:\n      a: wrd\n"
    body = problem(send(client, "/api/validate", text))

    assert [
        {"detail": "count must be a whole number, not 'x'", "line": 3, "column": 12},
        {"detail": "there is no generator 'wrd' (did you mean \"word\"?)", "line": 5, "column": 10},
    ] == body["errors"]
    assert (
        "schema.yaml:3:12: count must be a whole number, not 'x'" == body["detail"].splitlines()[0]
    )


def test_problems_of_json_have_pointers(client: httpx.Client) -> None:
    schema = {"tables": {"a/b": {"count": "x", "columns": {"c.d~": "wrd"}}}}
    body = problem(client.post("/api/validate", json=schema))

    assert ["/tables/a~1b/count", "/tables/a~1b/columns/c.d~0"] == [
        each["pointer"] for each in body["errors"]
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"tables": {}, "tables": {}}', "the key 'tables' stands twice"),
        ('{"seed": NaN}', "NaN is no number of JSON"),
        ('{"seed": 1e999}', "the number 1e999 is too large"),
        ('{"seed": 1', "this is not JSON"),
        ('{"seed": ' + "1" * 5000 + "}", "this is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 101 + "1" + "}" * 101, "nested more than 100 deep"),
        (json.dumps({"tables": [1] * 60_000}), "more than 50,000 values"),
    ],
)
def test_json_that_is_no_schema_is_a_problem(
    client: httpx.Client, text: str, sentence: str
) -> None:
    answer = client.post(
        "/api/validate", content=text, headers={"content-type": "application/json"}
    )

    assert sentence in problem(answer)["detail"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        (b"\xff", "is not UTF-8"),
        ("database: postgresql://u:hunter2@h/d\n" + SMALL, "names no database"),
        ("x-a: &a [*a]", "stands within what it is an alias of"),
        ("[" * 200, "nested more than 100 deep"),
        (
            "x-a: &a [1,1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"x-{b}: &{b} [{','.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi")),
            "more than 50,000 values",
        ),
        (
            "tables: {t: {count: 1, columns: {"
            + ", ".join(f"c{i}: word" for i in range(MAX_COLUMNS + 1)) + "}}}",
            "2,001 columns, a schema that is sent has at most 2,000",
        ),
        (
            "tables: {u: {count: 30_000_000, columns: {id: {generator: sequence, primary_key: true}}},"
            " o: {count: {per: u, max: 2}, columns: {u: {ref: u.id}}}}",
            "children are counted for 20,000,000 at most",
        ),
    ],
)  # fmt: skip
def test_what_costs_too_much_or_reaches_out_is_refused_soon(
    client: httpx.Client, text: str, sentence: str
) -> None:
    begun = time.monotonic()
    answer = send(client, "/api/validate", text)

    assert sentence in problem(answer)["detail"]
    assert "hunter2" not in answer.text
    assert time.monotonic() - begun < 10


def test_the_body_may_be_as_long_as_the_limit_and_not_longer(client: httpx.Client) -> None:
    most = MAX_UPLOAD.default
    fits = SMALL + "\n" + "#" * (most - len(SMALL) - 1)

    def in_pieces() -> Any:  # without a length that is told beforehand
        yield fits.encode()
        yield b"#"

    assert 200 == send(client, "/api/validate", fits).status_code
    assert (
        "larger than 1,048,576 bytes"
        in problem(send(client, "/api/validate", fits + "#"), 413)["detail"]
    )
    assert (
        "larger"
        in problem(client.post("/api/validate", content=in_pieces(), headers=YAML), 413)["detail"]
    )


@pytest.mark.parametrize("kind", [None, "text/plain", "application/octet-stream"])
def test_other_types_of_body_are_refused(client: httpx.Client, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}

    assert (
        "application/yaml"
        in problem(client.post("/api/validate", content=SMALL, headers=headers), 415)["detail"]
    )


def test_a_preview_shows_what_the_command_line_shows(client: httpx.Client) -> None:
    words = [
        "preview",
        str(SHOP),
        "--table",
        "orders",
        "--rows",
        "20000..20004",
        "--format",
        "json",
    ]
    printed = subprocess.run(
        [sys.executable, "-m", "mockcraft", *words], capture_output=True, text=True, check=True
    ).stdout
    answer = send(client, "/api/preview?table=orders&offset=20000&rows=5", SHOP.read_text())

    assert json.loads(printed) == answer.json()
    assert "application/json" == answer.headers["content-type"]


def test_settings_stand_in_the_query_or_in_the_form(client: httpx.Client) -> None:
    query = {"seed": "7", "counts": "users=3", "rows": "2", "locale": "de_DE", "now": "2030-01-01"}
    asked = send(client, "/api/preview", SMALL, params=query).json()
    form = client.post("/api/preview", data=query, files={"schema": ("any.yaml", SMALL)}).json()
    own = load({"tables": {"users": {"count": 3, "columns": {
        "id": {"generator": "sequence", "primary_key": True}, "email": "email"}}}}, seed=7, locale="de_DE")  # fmt: skip

    assert asked == form == [dict(row) for row in own["users"][:2]]


def test_what_the_form_says_counts_where_the_query_says_it_too(client: httpx.Client) -> None:
    parts = {"schema": ("s.yaml", SMALL)}
    answer = client.post("/api/preview?rows=1&seed=1", data={"rows": "3"}, files=parts)
    seeded = client.post("/api/preview?seed=1", data={"rows": "3"}, files=parts)

    assert seeded.json() == answer.json()
    assert 3 == len(answer.json())


def test_several_tables_are_one_object_and_one_is_a_list(client: httpx.Client) -> None:
    text = SHOP.read_text()
    every = send(client, "/api/preview?rows=3", text).json()
    one = send(client, "/api/preview?rows=3&table=users", text).json()

    assert ["users", "products", "orders", "order_items"] == list(every)
    assert every["users"] == one
    assert [1, 2, 3] == [each["id"] for each in one]


def test_csv_and_json_lines_hold_one_table(client: httpx.Client) -> None:
    table = send(client, "/api/preview?rows=2&format=csv", SMALL)
    lines = send(client, "/api/preview?rows=2&format=jsonl", SMALL)
    refused = send(client, "/api/preview?format=csv", SHOP.read_text())

    assert "text/csv; charset=utf-8" == table.headers["content-type"]
    assert [["id", "email"]] == list(csv.reader(io.StringIO(table.text)))[:1]
    assert [1, 2] == [json.loads(line)["id"] for line in lines.text.splitlines()]
    assert "CSV takes one table" in problem(refused, 422)["detail"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("rows=0", "rows='0' is not a whole number in 1..1000"),
        ("rows=1001", "rows='1001' is not a whole number in 1..1000"),
        ("offset=5", "offset=5, rows=10: table users has 5 rows, counted from 0"),
        ("table=user", "table=user: the schema has no table 'user' (did you mean \"users\"?)"),
        ("format=xml", "format='xml' is not one of json, jsonl, csv"),
        ("ofset=1", "/api/preview has no parameter 'ofset' (did you mean \"offset\"?)"),
        ("seed=1&seed=2", "seed is given 2 times (give it once)"),
        ("counts=users=x", "counts 'users=x' is not TABLE=N"),
        ("counts=user=1", "counts user: schema.yaml has no table 'user' (did you mean \"users\"?)"),
        ("locale=xx", "locale: locale 'xx' is not known"),
        ("scale=0", "scale='0' is not a number in"),
        ("table=", "table is an empty text (give another, or leave it out)"),
    ],
)
def test_a_wrong_parameter_is_told(client: httpx.Client, query: str, sentence: str) -> None:
    response = send(client, f"/api/preview?{query}", SMALL)
    status = 404 if "has no table" in sentence else 422 if "counted from 0" in sentence else 400

    assert sentence in problem(response, status)["detail"]


def test_rows_that_are_too_wide_are_not_made(client: httpx.Client) -> None:
    wide = "tables: {t: {count: 1000, columns: {" + ", ".join(
        f"c{i}: {{items: {{items: {{fields: {{a: word, b: word}}}}, count: 1..200}}, count: 1..200}}"
        for i in range(10)
    ) + "}}}"  # fmt: skip

    assert "fit at once" in problem(send(client, "/api/preview?rows=1000", wide), 422)["detail"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "lists", "con", "a\0b"])
def test_a_file_that_no_schema_refers_to_is_refused(client: httpx.Client, name: str) -> None:
    parts = {"schema": ("s.yaml", SMALL), "list": (name, "a\nb\n")}

    assert (
        "is a file, which no schema refers to"
        in problem(client.post("/api/validate", files=parts))["detail"]
    )


def test_a_form_without_a_schema_or_that_is_none_is_refused(client: httpx.Client) -> None:
    form = {"content-type": "multipart/form-data; boundary=x"}
    twice = [("schema", ("a", SMALL)), ("schema", ("b", SMALL))]

    assert (
        "no part named schema"
        in problem(client.post("/api/validate", files={"seed": (None, "1")}))["detail"]
    )
    assert "the part schema twice" in problem(client.post("/api/validate", files=twice))["detail"]
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"
    part = b'--x\r\nContent-Disposition: form-data; name="seed"\r\n\r\n1\r\n'
    for content, sentence in (
        (b"", "the form has no part named schema"),
        (b"\r\n", "the form has no part named schema"),
        (b"--x\r\nfoo\r\n\r\n--x--", "the body is no form as Content-Type says it, 'multipart/form-data; boundary=x'"),
        (b"--y--", "the body is no form as Content-Type says it"),
        (nameless, "a part of the form has no name"),
        (part * 101 + b"--x--", "the form has more than 100 parts"),
    ):  # fmt: skip
        refused = problem(client.post("/api/validate", content=content, headers=form))
        assert sentence in refused["detail"]
    unbounded = {"content-type": "multipart/form-data"}
    refused = problem(client.post("/api/validate", content=b"", headers=unbounded))
    assert (
        "the header Content-Type is 'multipart/form-data', without the boundary"
        in refused["detail"]
    )


def test_a_row_that_fails_is_found_by_making_the_first_rows(client: httpx.Client) -> None:
    text = "tables: {t: {count: 1000, columns: {a: {generator: number, min: 0, max: 3}, b: {expr: 1 / a}}}}"

    assert "division by zero" in problem(send(client, "/api/validate", text), 422)["detail"]


def test_half_a_character_is_a_problem_of_the_schema(client: httpx.Client) -> None:
    text = r'{"tables": {"a": {"count": 3, "columns": {"x": {"value": "\ud800"}}}}}'
    answer = client.post(
        "/api/seed?output=csv", content=text, headers={"content-type": "application/json"}
    )

    assert "holds half a character" in problem(answer)["detail"]
