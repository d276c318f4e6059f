"""`mockcraft server` as a process: values, errors, the list of generators, starting and stopping."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from mockcraft.core.lists import locales
from mockcraft.generator import find, registry
from mockcraft.server.listening import listen

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


def problem(response: httpx.Response, status: int) -> str:
    """The sentence of a response that is a problem of this status."""
    body = response.json()
    assert response.status_code == body["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert body["instance"] == response.url.path
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    return str(body["detail"])


def test_one_value_comes_with_the_seed_that_makes_it_again(client: httpx.Client) -> None:
    first = client.get("/api/generate/firstname").json()
    again = client.get("/api/generate/firstname", params={"seed": first["seed"]}).json()

    assert set(first) == {"type", "seed", "locale", "value"}
    assert (first["type"], first["locale"]) == ("first_name", "en_US")
    assert first == again


def test_values_are_asked_for_by_count(client: httpx.Client) -> None:
    body = client.get("/api/generate/first_name?count=1&seed=3&locale=de-de").json()

    assert body == {
        "type": "first_name", "seed": 3, "locale": "de_DE",
        "values": find("first_name").sample(1, 3, "de_DE"),
    }  # fmt: skip


def test_two_requests_without_a_seed_have_two_seeds(client: httpx.Client) -> None:
    assert len({client.get("/api/generate/uuid").json()["seed"] for _ in range(10)}) == 10


@pytest.mark.parametrize(
    ("name", "parameters"),
    [("password", {"length": "20", "special": "true"}), ("email", {}), ("price", {}), ("birth_date", {}),
     ("uuid", {}), ("number", {"min": "-9", "max": "-1"})],
)  # fmt: skip
def test_the_same_seed_gives_what_the_command_line_prints(
    client: httpx.Client, name: str, parameters: dict[str, str]
) -> None:
    flags = [f"--{key}={value}" for key, value in parameters.items()]
    words = ["generate", name, "-n", "60", "--seed", "11", "--format", "json", *flags]
    printed = subprocess.run(
        [sys.executable, "-m", "mockcraft", *words], capture_output=True, text=True, check=True
    ).stdout
    body = client.get(f"/api/generate/{name}", params={"count": 60, "seed": 11, **parameters})

    assert body.json()["values"] == json.loads(printed)


def test_every_generator_answers(client: httpx.Client) -> None:
    for each in registry():
        if any(parameter.required for parameter in each.parameters.values()):
            continue
        body = client.get(f"/api/generate/{each.name}?seed=0")
        assert body.status_code == 200, each.name
        assert body.json()["type"] == each.name


def test_a_decimal_is_written_digit_by_digit(client: httpx.Client) -> None:
    text = client.get("/api/generate/price?seed=1&count=9").text

    assert re.findall(r"\d+\.\d+", text) == [
        str(value) for value in find("price").sample(9, seed=1)
    ]


def test_unique_values_are_distinct_and_too_many_are_refused(client: httpx.Client) -> None:
    values = client.get("/api/generate/first_name?unique=true&count=200&seed=0").json()["values"]

    assert len(set(values)) == 200
    refused = client.get("/api/generate/blood_type?unique=true&count=200")
    assert "200 unique ones are asked for" in problem(refused, 409)


@pytest.mark.parametrize(
    ("target", "status", "sentence"),
    [
        ("firstnam", 404, "there is no generator 'firstnam' (did you mean \"firstname\"?)"),
        ("password?length=999", 400, "length='999' is outside 1..256"),
        ("password?length=x", 400, "length='x' is not a whole number in 1..256"),
        ("password?length=", 400, "length='' is not a whole number in 1..256"),
        ("password?lenth=9", 400, "password has no parameter 'lenth' (did you mean \"length\"?)"),
        ("password?sed=9", 400, "password has no parameter 'sed' (did you mean \"seed\"?)"),
        ("password?length=3&length=4", 400, "length is given 2 times (give it once)"),
        ("birth_date?min_age=3&min-age=4", 400, "min_age is given 2 times (give it once)"),
        ("password?count=0", 400, "count='0' is not a whole number in 1..200"),
        ("password?count=201", 400, "count='201' is not a whole number in 1..200"),
        ("password?seed=-1", 400, "seed='-1' is not a whole number in 0..18446744073709551615"),
        (
            "password?locale=xx",
            400,
            "locale 'xx' is not known (one of " + ", ".join(locales()) + ")",
        ),
        ("password?unique=maybe", 400, "unique='maybe' is not true or false"),
        ("birth_date?min_age=50&max_age=20", 422, "min_age=50 is above max_age=20"),
    ],
)
def test_a_mistake_is_a_problem_with_the_sentence_of_the_command_line(
    client: httpx.Client, target: str, status: int, sentence: str
) -> None:
    assert problem(client.get(f"/api/generate/{target}"), status) == sentence


def test_another_path_or_method_is_a_problem_too(client: httpx.Client) -> None:
    refused = client.post("/api/generate/firstname")

    assert "it takes" in problem(refused, 405)
    assert "GET" in refused.headers["allow"]
    assert "nothing at /nope" in problem(client.get("/nope"), 404)
    assert "has no parameter 'x'" in problem(client.get("/api/generators?x=1"), 400)
    assert "there is no category 'x'" in problem(client.get("/api/generators?category=x"), 404)


def test_the_list_is_grouped_by_category_and_narrowed(client: httpx.Client) -> None:
    body = client.get("/api/generators").json()
    person = client.get("/api/generators?category=person&search=birth").json()

    names = [each["name"] for members in body["categories"].values() for each in members]
    assert names == [each.name for each in registry()]
    assert body["count"] == len(names)
    assert list(person["categories"]) == ["person"]
    assert "birth_date" in [each["name"] for each in person["categories"]["person"]]


def test_openapi_has_a_path_for_each_generator_with_its_own_parameters(
    client: httpx.Client,
) -> None:
    document = client.get("/openapi.json").json()
    password = document["paths"]["/api/generate/password"]["get"]
    shared = document["components"]["parameters"]
    named = {each["name"]: each["schema"] for each in password["parameters"] if "name" in each}

    for each in registry():
        assert document["paths"][f"/api/generate/{each.name}"]["get"]["tags"] == [each.category]
    assert named["length"] == {"type": "integer", "minimum": 1, "maximum": 256, "default": 12}
    assert shared["count"]["schema"]["maximum"] == 200
    assert {"$ref": "#/components/parameters/count"} in password["parameters"]
    choices = document["paths"]["/api/generate/{type}"]["get"]["parameters"][0]["schema"]["enum"]
    whole = [
        each.name for each in registry() if not any(p.required for p in each.parameters.values())
    ]
    assert choices == whole
    assert client.get("/docs").status_code == 200


def test_what_is_advertised_is_there(client: httpx.Client) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        if "get" not in methods:
            assert client.get(path).status_code == 405
            continue
        answer = client.get(path.replace("{type}", "uuid"))
        if "{" in path and answer.status_code == 404:  # there is no such job, schema or table
            assert not answer.json()["detail"].startswith("there is nothing at"), path
        else:
            assert answer.status_code in (200, 400), path  # 400 where a parameter has no default


def test_health_is_reported(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_sigterm_ends_the_server_with_0_and_ctrl_c_with_130(server: Start) -> None:
    for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
        with server() as (address, process):
            assert httpx.get(f"{address}/healthz").status_code == 200
            process.send_signal(number)
            _, errors = process.communicate(timeout=20)

            assert process.returncode == code
            assert "Traceback" not in errors


def test_the_start_says_where_and_what_to_try(server: Start) -> None:
    with server("--log-format", "console") as (address, process):
        assert process.stderr is not None
        shown = [process.stderr.readline() for _ in range(2)]

    commands = [re.sub(r"^\s*(try: )?", "", line).strip() for line in shown]
    assert [command.split()[0] for command in commands] == ["curl", "curl"]
    assert all(address in command for command in commands)


def test_a_port_that_is_taken_is_an_error_that_says_so(server: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", "server", "--port", str(port)],
            capture_output=True, text=True, cwd=tmp_path, timeout=60,
        )  # fmt: skip

    assert done.returncode == 3
    assert done.stderr == (
        f"mockcraft: cannot listen on 127.0.0.1:{port}: address already in use "
        "(choose another --port, 0 for any free one, or --host)\n"
    )


def test_settings_come_from_the_config_file_and_a_variable_goes_before_it(
    server: Start, tmp_path: Path
) -> None:
    (tmp_path / "server.yaml").write_text("max_count: 5\nlocale: de_DE\n")

    with server("--config", "server.yaml", MOCKCRAFT_LOCALE="fr_FR") as (address, _):
        assert httpx.get(f"{address}/api/generate/firstname").json()["locale"] == "fr_FR"
        assert httpx.get(f"{address}/api/generate/firstname?count=6").status_code == 400


def test_the_listener_is_tcp_so_that_answers_are_not_delayed() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY only then
