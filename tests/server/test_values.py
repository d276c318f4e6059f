"""`GET /api/generate/{type}` and `POST /api/generate`: forms, many values, rows and templates."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from mockcraft.answer import answer
from mockcraft.api import load
from mockcraft.core.lists import locales
from mockcraft.core.values import text_of
from mockcraft.generator import find, registry
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import accepted, json_values
from mockcraft.server.values import MANY, Query
from server.test_server import problem

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


def rows(client: httpx.Client, columns: Any, **more: Any) -> Any:
    response = client.post("/api/generate", json={"columns": columns, "seed": 1, **more})
    assert response.status_code == 200, response.text
    return response.json()["rows"]


@pytest.mark.parametrize("unique", ["false", "true"])
def test_many_values_at_once_are_those_of_one_after_another(unique: str) -> None:
    for each in registry()[:: 5 if unique == "true" else 1]:
        if any(parameter.required for parameter in each.parameters.values()):
            continue
        query = f"count={MANY}&seed=3&unique={unique}"
        try:
            expected = list(answer(each.bind(), MANY, 3, "en_US", unique=unique == "true"))
        except Exception as error:
            with pytest.raises(type(error)):
                Query(each.name, query, ServerConfig()).answer()
            continue
        made = bytes(Query(each.name, query, ServerConfig()).answer().body).decode()

        texts = json_values(each.type_name, map(text_of, expected))
        assert made.endswith(f'"values":[{",".join(texts)}]}}'), each.name


@pytest.mark.parametrize("count", [1, 3, 200])
def test_a_form_is_that_of_the_command_line(client: httpx.Client, count: int) -> None:
    for form in ("csv", "text"):
        query = {"count": count, "seed": 5, "format": form}
        response = client.get("/api/generate/full_name", params=query)
        words = ["generate", "full_name", "-n", str(count), "--seed", "5", "--format", form]
        printed = subprocess.run(
            [sys.executable, "-m", "mockcraft", *words], capture_output=True, text=True, check=True
        ).stdout

        assert response.text == printed
        assert response.headers["mockcraft-seed"] == "5"


def test_json_lines_hold_the_values_of_the_json_list(client: httpx.Client) -> None:
    for name in ("price", "person", "datetime", "bool", "quote"):
        query = {"count": 7, "seed": 5}
        lines = client.get(f"/api/generate/{name}", params={**query, "format": "jsonl"})

        assert lines.headers["content-type"] == "application/jsonl"
        values = client.get(f"/api/generate/{name}", params=query).json()["values"]
        assert values == [json.loads(line) for line in lines.text.splitlines()]


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", "json"), ("*/*", "json"), ("text/html,application/xhtml+xml,*/*;q=0.8", "json"), ("text/csv", "csv"),
        ("application/json;q=0.5, text/csv", "csv"), ("text/csv;q=0.1, application/json", "json"),
        ("application/x-ndjson", "jsonl"), ("text/plain; charset=utf-8", "text"), ("image/png", "json"),
        ("text/csv;q=0", "json"), ("text/csv;q=x", "json"), ("text/csv;q=nan", "json"), ("text/csv;q=inf, application/json;q=0.1", "json"),
        ("text/csv;q=1e0, text/plain;q=0.001", "text"), ("text/csv;q=1.001", "json"), ("text/csv;q=0.0001", "json"),
        ("text/csv;q=1.000, application/json;q=0.999", "csv"), (";,;", "json"),
    ],
)  # fmt: skip
def test_a_form_is_asked_for_by_accept_too(header: str, form: str) -> None:
    assert accepted(header) == form


def test_the_parameter_goes_before_the_header(client: httpx.Client) -> None:
    accept = {"accept": "text/csv"}
    as_csv = client.get("/api/generate/uuid?seed=1&count=2", headers=accept)
    as_text = client.get("/api/generate/uuid?seed=1&count=2&format=text", headers=accept)

    assert as_csv.text == "uuid\n" + as_text.text
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert as_csv.headers["vary"] == "Accept"


def test_a_generator_is_described_by_any_of_its_names(client: httpx.Client) -> None:
    found = client.get("/api/generators/firstname").json()

    assert (found["name"], found["parameters"][0]["name"]) == ("first_name", "sex")
    assert "did you mean" in problem(client.get("/api/generators/firstnam"), 404)
    assert "it takes none" in problem(client.get("/api/generators/uuid?x=1"), 400)


def test_a_template_is_that_of_the_command_line(client: httpx.Client) -> None:
    template = "{firstname} <{email}>"
    body = {"template": template, "count": 3, "seed": 7, "locale": "de"}
    made = client.post("/api/generate", json=body).json()
    words = ["--template", template, "-n", "3", "--seed", "7", "--locale", "de"]
    printed = subprocess.run(
        [sys.executable, "-m", "mockcraft", "generate", *words],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert {"seed": 7, "locale": "de_DE", "values": printed.splitlines()} == made
    as_text = client.post("/api/generate", json={**body, "format": "text"})
    assert as_text.text == printed


def test_columns_are_those_of_a_table_of_a_schema(client: httpx.Client) -> None:
    columns = {
        "id": {"generator": "sequence", "primary_key": True}, "first": "first_name", "mail": "email",
        "tags": {"items": "word", "count": "1..3"}, "shout": {"expr": "upper(first)"},
        "price": {"generator": "price", "nulls": 0.5},
    }  # fmt: skip
    schema = load({"tables": {"rows": {"count": 20, "columns": columns}}}, seed=1)
    made = rows(client, columns, count=20)

    assert len({each["mail"] for each in made}) == 20
    expected = [{**row, "price": None if row["price"] is None else float(row["price"])} for row in schema["rows"]]  # fmt: skip
    assert expected == made


def test_a_list_of_names_is_a_list_of_columns(client: httpx.Client) -> None:
    listed = rows(
        client, ["first_name", {"name": "age", "generator": "number", "min": 18, "max": 99}]
    )
    mapped = rows(client, {"first_name": "first_name", "age": {"generator": "number", "min": 18, "max": 99}})  # fmt: skip

    assert listed == mapped
    assert list(listed[0]) == ["first_name", "age"]


def test_rows_come_as_csv_and_json_lines(client: httpx.Client) -> None:
    body = {"columns": ["quote", "price"], "count": 9, "seed": 1}
    expected = rows(client, **body)
    as_csv = client.post("/api/generate", json={**body, "format": "csv"})
    lines = client.post("/api/generate", json=body, headers={"accept": "application/jsonl"})

    read = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [row["quote"] for row in read] == [row["quote"] for row in expected]
    assert [json.loads(line) for line in lines.text.splitlines()] == expected
    assert as_csv.headers["mockcraft-seed"] == lines.headers["mockcraft-seed"] == "1"


def test_unique_and_checks_hold_for_the_rows(client: httpx.Client) -> None:
    columns = {"code": {"generator": "digits", "length": 2, "unique": True}, "age": {"generator": "number", "min": 0, "max": 99}}  # fmt: skip
    made = rows(client, columns, count=100, checks=["age > 50"])

    assert len({each["code"] for each in made}) == 100
    assert min(each["age"] for each in made) == 51


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({}, 400, "the body has neither template nor columns (give one of them)"),
        ({"template": "", "columns": []}, 400, "the body has template and columns (give one of them)"),
        ({"template": "x", "cuont": 3}, 400, "the body has no key 'cuont' (did you mean \"count\"?)"),
        ({"template": 3}, 400, "template=3 is not text"),
        ({"template": "x", "count": 0}, 400, "count='0' is not a whole number in 1..200"),
        ({"template": "x", "count": 1.5}, 400, "count=1.5 is not a whole number"),
        ({"template": "x", "locale": "xx"}, 400, "locale 'xx' is not known (one of " + ", ".join(locales()) + ")"),
        ({"columns": ["uuid"], "format": "text"}, 400, "format='text' is not one of json, csv, jsonl"),
        ({"template": "{nope}"}, 422, "template, column 1: there is no generator 'nope' (list them: mockcraft generators)"),
        ({"columns": {"a": "firstnam"}}, 422, "columns.a: there is no generator 'firstnam' (did you mean \"firstname\"?)"),
        ({"columns": {}}, 422, "columns: table 'rows' has no columns (add one)"),
        ({"columns": 3}, 400, "columns=3 is not an object or a list"),
        ({"columns": ["uuid", "uuid"]}, 422, "columns.1: there are two columns 'uuid' (rename one)"),
        ({"columns": [3]}, 422, "columns.0 has no name (give the name of a generator, or a mapping with name)"),
        ({"columns": {"a": {"generator": "number", "min": 5, "max": 3}}}, 422, "columns.a.min: min=5 is above max=3"),
        ({"columns": {"a": {"generator": "month", "unique": True}}, "count": 13}, 422,
         "columns.a: a has 12 values in en_US, 13 unique ones are asked for (lower the count, or leave unique out)"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_body_is_named_by_its_path(
    client: httpx.Client, body: dict[str, Any], status: int, sentence: str
) -> None:
    assert problem(client.post("/api/generate", json=body), status) == sentence


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "[" * 100_000, b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(
    client: httpx.Client, content: str | bytes
) -> None:
    response = client.post("/api/generate", content=content)

    assert "the body is no" in problem(response, 400)


def test_a_body_may_be_as_large_as_max_upload(server: Start) -> None:
    content = " " * 1_500_000 + '{"template": "a"}'
    with server("--max-upload", "2000000") as (address, _):
        taken = httpx.post(f"{address}/api/generate", content=content)
        refused = httpx.post(f"{address}/api/generate", content=" " * 2_000_001)

    assert taken.status_code == 200
    assert "larger than 2,000,000 bytes (send less, or raise max_upload)" in problem(refused, 413)


def test_a_body_of_another_type_or_size_is_refused(client: httpx.Client) -> None:
    kind = {"content-type": "application/yaml"}
    large = client.post("/api/generate", content=b" " * (2**20 + 1))

    assert "application/yaml (send application/json)" in problem(client.post("/api/generate", content="x", headers=kind), 415)  # fmt: skip
    assert "larger than 1,048,576 bytes" in problem(large, 413)


def test_a_generator_is_found_by_the_sample_it_shows(client: httpx.Client) -> None:
    assert client.get("/api/generators/price").json()["sample"] == text_of(
        find("price").sample(1)[0]
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"template": "{email}", "template": "x"}', "the key 'template' stands twice"),
        ("[" * 100_000, "it is nested too deep"),
        ('{"count": ' + "1" * 5000 + "}", "a number has too many digits"),
        ('{"count": NaN}', "NaN is no number of JSON"),
    ],
)
def test_what_is_no_json_is_told_in_words_of_json(
    client: httpx.Client, body: str, sentence: str
) -> None:
    answer = client.post(
        "/api/generate", content=body, headers={"content-type": "application/json"}
    )

    assert 400 == answer.status_code
    assert f"the body is not JSON: {sentence}" in answer.json()["detail"]
