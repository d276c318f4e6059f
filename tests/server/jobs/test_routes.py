"""Jobs over HTTP: one server for all tests, with a worker of its own."""

import hashlib
import io
import json
import re
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from mockcraft.server.jobs.events import MOST_OF_CLIENT
from server.conftest import running

SCHEMA = "{seed: 3, tables: {users: {count: 5000, columns: {id: sequence, email: email}}}}"
LONG = "tables: {t: {count: 3000000, columns: {a: email, b: name}}}"
YAML = {"content-type": "application/yaml"}
SETTINGS = (
    "--job-rows",
    "3000000",
    "--jobs-per-client",
    "3",
    "--job-queue",
    "2",
    "--keep-downloaded",
    "60",
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("jobs")
    flags = ("--job-folder", str(folder / "jobs"), "--job-processes", "1", "--log-level", "warning")
    with (
        running(*flags, *SETTINGS, folder=folder) as (address, _),
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def _nothing_runs(api: httpx.Client) -> Iterator[None]:
    yield
    unfinished = [
        job for job in api.get("/api/jobs").json()["jobs"] if job["state"] in ("queued", "running")
    ]
    for job in unfinished:
        api.delete(f"/api/jobs/{job['id']}")


def ask(api: httpx.Client, schema: str = SCHEMA, **query: Any) -> dict[str, Any]:
    answer = api.post("/api/seed", params=query, content=schema, headers=YAML)
    assert 202 == answer.status_code, answer.text
    assert answer.headers["location"] == f"/api/jobs/{answer.json()['id']}"
    made: dict[str, Any] = answer.json()
    return made


def wait(api: httpx.Client, id: str, *states: str, seconds: float = 30) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while (job := api.get(f"/api/jobs/{id}").json())["state"] not in states:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    made: dict[str, Any] = job
    return made


@pytest.fixture(scope="module")
def done(api: httpx.Client) -> dict[str, Any]:
    """A job that is done; tests leave its result as it is."""
    return wait(api, ask(api)["id"], "done")


def test_a_job_is_asked_for_watched_and_downloaded(api: httpx.Client) -> None:
    asked = ask(api, output="jsonl", counts="users=700", seed=9)
    job = wait(api, asked["id"], "done")
    answer = api.get(job["download"])
    with ZipFile(io.BytesIO(answer.content)) as archive:
        lines = archive.read("users.jsonl").decode().splitlines()

    assert ("queued", 0, 700, 9, "jsonl") == tuple(
        asked[key] for key in ("state", "rows", "total", "seed", "output")
    )
    assert 700 == len(lines) == job["rows"]
    assert {"id": 700} == {key: json.loads(lines[-1])[key] for key in ("id",)}
    assert [{"name": "users", "rows": 700, "total": 700}] == job["tables"]
    assert job["error"] is None
    assert len(answer.content) == job["size"]
    assert hashlib.sha256(answer.content).hexdigest() == job["sha256"]
    assert asked["id"] in [each["id"] for each in api.get("/api/jobs").json()["jobs"]]


def test_a_schema_may_be_sent_as_a_form(api: httpx.Client) -> None:
    answer = api.post(
        "/api/seed",
        files={"schema": ("s.yaml", SCHEMA.encode())},
        data={"scale": "0.01", "output": "csv"},
    )

    assert 202 == answer.status_code
    assert 50 == answer.json()["total"]


@pytest.mark.parametrize(
    "query, schema, status, sentence",
    [
        ({"dialect": "mysql"}, SCHEMA, 400, "dialect='mysql' is of output=sql, not of csv"),
        ({}, "tables: {t: {count: 1, columns: {a: emial}}}", 422, "schema.yaml:1:37: "),
        ({"output": "xls"}, SCHEMA, 400, "output='xls' is not one of csv"),
        ({"rows": "1"}, SCHEMA, 400, "/api/seed has no parameter 'rows'"),
        ({"scale": "1000"}, SCHEMA, 422, "the job has 5,000,000 rows, 3,000,000 are the most here"),
        ({}, "{database: {url: 'sqlite:///x'}, tables: {}}", 422, "schema.yaml:1:"),
    ],
)
def test_what_cannot_be_a_job_is_refused_at_once(
    api: httpx.Client, query: dict[str, str], schema: str, status: int, sentence: str
) -> None:
    answer = api.post("/api/seed", params=query, content=schema, headers=YAML)

    assert status == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]
    assert sentence in answer.json()["detail"]


def test_a_result_says_which_bytes_it_is(api: httpx.Client, done: dict[str, Any]) -> None:
    answer = api.head(done["download"])
    digest = b64encode(bytes.fromhex(done["sha256"])).decode()

    assert (200, b"") == (answer.status_code, answer.content)
    assert str(done["size"]) == answer.headers["content-length"]
    assert f'"{done["sha256"]}"' == answer.headers["etag"]
    assert f"sha-256=:{digest}:" == answer.headers["repr-digest"]
    assert "bytes" == answer.headers["accept-ranges"]
    assert "application/zip" == answer.headers["content-type"]
    tag = answer.headers["etag"]
    for given in (f'"x", {tag}', f"W/{tag}", "*"):
        same = api.get(done["download"], headers={"if-none-match": given})
        assert (304, b"") == (same.status_code, same.content)
    other = api.head(done["download"], headers={"if-none-match": '"x, *", W/"y"'})
    assert 200 == other.status_code


LONG_AGO, SOMEDAY = "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 2100 00:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (412, {"if-match": '"other"'}),
        (412, {"if-match": '"other"', "range": "bytes=0-4"}),
        (412, {"if-match": 'W/{tag}'}),  # compared strongly
        (412, {"if-match": '"other"', "if-none-match": "{tag}"}),
        (304, {"if-match": "{tag}", "if-none-match": "{tag}"}),
        (206, {"if-match": '"other", {tag}', "range": "bytes=0-4"}),
        (200, {"if-match": "*"}),
        (412, {"if-unmodified-since": LONG_AGO}),
        (412, {"if-unmodified-since": "Sunday, 06-Nov-94 08:49:37 GMT", "if-none-match": "{tag}"}),
        (412, {"if-unmodified-since": "Sun Nov  6 08:49:37 1994"}),
        (200, {"if-unmodified-since": "{last}"}),
        (200, {"if-unmodified-since": "some day"}),
        (200, {"if-unmodified-since": LONG_AGO, "if-match": "{tag}"}),
        (304, {"if-modified-since": "{last}"}),
        (304, {"if-modified-since": SOMEDAY, "range": "bytes=0-4"}),
        (200, {"if-modified-since": LONG_AGO}),
        (200, {"if-modified-since": "0"}),
        (200, {"if-modified-since": "{last}", "if-none-match": '"other"'}),
    ],
)  # fmt: skip
def test_conditions_of_a_download_are_those_of_http(
    api: httpx.Client, done: dict[str, Any], status: int, headers: dict[str, str]
) -> None:
    sent = api.head(done["download"]).headers
    given = {
        name: text.replace("{tag}", sent["etag"]).replace("{last}", sent["last-modified"])
        for name, text in headers.items()
    }
    answer = api.get(done["download"], headers=given)
    assert status == answer.status_code
    assert status == api.head(done["download"], headers=given).status_code or status == 206
    if status == 412:
        assert "what is there now" in answer.json()["detail"]


def test_a_result_is_downloaded_in_ranges(api: httpx.Client, done: dict[str, Any]) -> None:
    url, size = done["download"], done["size"]
    whole = api.get(url).content

    def part(range: str, **headers: str) -> httpx.Response:
        return api.get(
            url, headers={"range": range, **{k.replace("_", "-"): v for k, v in headers.items()}}
        )

    first, rest = part("bytes=0-99"), part("bytes=100-")
    assert (206, f"bytes 0-99/{size}") == (first.status_code, first.headers["content-range"])
    assert whole == first.content + rest.content
    assert whole[-7:] == part("bytes=-7").content
    assert 206 == part("bytes=0-4", if_range=first.headers["etag"]).status_code
    assert whole == part("bytes=0-4", if_range='"another"').content
    assert "multipart/byteranges" in part("bytes=0-4, 9-12").headers["content-type"]
    assert whole == part("lines=1-2").content == part("bytes=x").content
    beyond = part(f"bytes={size}-")
    assert (416, f"bytes */{size}") == (beyond.status_code, beyond.headers["content-range"])
    assert "is not in the file" in beyond.json()["detail"]
    assert 416 == part("bytes=5-4").status_code == part("bytes=-0").status_code
    assert whole == part(f"bytes={size}-", if_range='"another"').content
    assert whole[:5] == part(f"bytes={size}-, 0-4").content == part("BYTES=0-4").content
    assert whole == part(f"bytes={'9' * 5000}-").content == part(f"bytes=0-{'9' * 5000}").content


def test_a_result_counts_as_downloaded_once_all_bytes_were_sent(api: httpx.Client) -> None:
    jobs = [wait(api, ask(api, seed=seed)["id"], "done") for seed in (11, 12)]

    def shortened(job: dict[str, Any]) -> bool:
        return bool(api.get(f"/api/jobs/{job['id']}").json()["expires"] < job["expires"])

    def part(job: dict[str, Any], range: str) -> None:
        assert 206 == api.get(job["download"], headers={"range": range}).status_code

    first, second = jobs
    for range in ("bytes=-1", "bytes=200-", "bytes=0-99", "bytes=0-4, 9-12", "bytes=101-"):
        part(first, range)
        assert not shortened(first)
    part(first, "bytes=100-")
    part(second, "bytes=0-")
    assert shortened(first)
    assert shortened(second)


def test_an_unknown_job_and_that_of_another_client_are_the_same(
    api: httpx.Client, done: dict[str, Any]
) -> None:
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(base_url=api.base_url, transport=transport) as other:
        assert 0 == other.get("/api/jobs").json()["count"]
        for path in (f"/api/jobs/{done['id']}", f"/api/jobs/{done['id']}/events", done["download"]):
            found, guessed = other.get(path), api.get(path.replace(done["id"], "0" * 32))
            assert 404 == found.status_code == guessed.status_code
            assert found.json()["detail"].replace(done["id"], "") == guessed.json()[
                "detail"
            ].replace("0" * 32, "")
        assert 404 == other.delete(f"/api/jobs/{done['id']}").status_code
    assert 404 == api.get("/api/jobs/..%2f..%2fjobs.sqlite").status_code
    assert "done" == api.get(f"/api/jobs/{done['id']}").json()["state"]


def test_a_job_that_runs_is_cancelled_and_makes_room_for_the_next(api: httpx.Client) -> None:
    job = ask(api, LONG)
    early = api.get(f"/api/download/{job['id']}")
    wait(api, job["id"], "running")
    answer = api.delete(f"/api/jobs/{job['id']}")
    wait(api, ask(api)["id"], "done")

    assert (409, "2") == (early.status_code, early.headers["retry-after"])
    assert ("cancelled", 200) == (answer.json()["state"], answer.status_code)
    assert 409 == api.get(f"/api/download/{job['id']}").status_code
    assert "cancelled" == api.delete(f"/api/jobs/{job['id']}").json()["state"]


def test_jobs_beyond_a_limit_are_refused_with_a_time_to_come_again(api: httpx.Client) -> None:
    wait(api, ask(api, LONG)["id"], "running")
    waiting = [ask(api, LONG) for _ in range(2)]
    refused = api.post("/api/seed", content=SCHEMA, headers=YAML)
    transport = httpx.HTTPTransport(local_address="127.0.0.3")
    with httpx.Client(base_url=api.base_url, transport=transport) as other:
        full = other.post("/api/seed", content=SCHEMA, headers=YAML)
    api.delete(f"/api/jobs/{waiting[0]['id']}")

    assert (429, "10") == (refused.status_code, refused.headers["retry-after"])
    assert "3 of your jobs wait or run" in refused.json()["detail"]
    assert (503, "30") == (full.status_code, full.headers["retry-after"])
    assert "2 jobs wait" in full.json()["detail"]
    assert 202 == api.post("/api/seed", content=SCHEMA, headers=YAML).status_code


def test_the_api_answers_while_a_job_runs(api: httpx.Client) -> None:
    wait(api, ask(api, LONG)["id"], "running")
    began = time.monotonic()
    answers = [api.get("/api/generate/firstname") for _ in range(20)]

    assert {200} == {each.status_code for each in answers}
    assert time.monotonic() - began < 5


def test_progress_comes_as_events(api: httpx.Client) -> None:
    id = ask(api, LONG)["id"]
    seen: list[tuple[str, dict[str, Any]]] = []
    with api.stream("GET", f"/api/jobs/{id}/events") as answer:
        assert "text/event-stream; charset=utf-8" == answer.headers["content-type"]
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                seen.append((name, json.loads(line[6:])))
                if seen[-1][1]["rows"] > 0:
                    api.delete(f"/api/jobs/{id}")
    running = [job for name, job in seen if name == "progress" and job["rows"]]

    assert ("end", "cancelled") == (seen[-1][0], seen[-1][1]["state"])
    assert running[0]["rows_per_second"] > 0
    assert running[0]["seconds_left"] > 0
    assert 0 < running[0]["tables"][0]["rows"] < 3_000_000
    again = api.get(f"/api/jobs/{id}/events", headers={"last-event-id": "end"})
    assert 204 == again.status_code


def test_a_client_follows_so_many_jobs_and_leaves_room_for_others(api: httpx.Client) -> None:
    id = ask(api, LONG)["id"]
    path = f"/api/jobs/{id}/events"
    transport = httpx.HTTPTransport(local_address="127.0.0.4")
    with (
        ExitStack() as followed,
        httpx.Client(base_url=api.base_url, transport=transport, timeout=30) as other,
    ):
        for _ in range(MOST_OF_CLIENT):
            assert 200 == followed.enter_context(api.stream("GET", path)).status_code
        refused = api.get(path)
        others = ask(other, LONG)["id"]
        with other.stream("GET", f"/api/jobs/{others}/events") as answer:
            assert 200 == answer.status_code
        other.delete(f"/api/jobs/{others}")
    assert (429, "10") == (refused.status_code, refused.headers["retry-after"])
    assert "20 of your requests follow jobs" in refused.json()["detail"]
    deadline = time.monotonic() + 20
    status = 429
    while status == 429:  # until the server has seen that they ended
        assert time.monotonic() < deadline
        with api.stream("GET", path) as again:
            status = again.status_code
    assert 200 == status


def test_a_job_that_fails_says_where(api: httpx.Client) -> None:
    schema = "tables:\n  a:\n    count: 2\n    columns:\n      n: sequence\n      x: {expr: 1 / (n - 2)}\n"
    job = wait(api, ask(api, schema)["id"], "failed")

    assert re.match(r"schema\.yaml:6:\d+: ", job["error"]["detail"])
    assert 409 == api.get(f"/api/download/{job['id']}").status_code


def test_a_result_that_is_deleted_is_gone(api: httpx.Client) -> None:
    job = wait(api, ask(api)["id"], "done")
    answer = api.delete(f"/api/jobs/{job['id']}")
    gone = api.get(job["download"])

    assert "expired" == answer.json()["state"]
    assert 410 == gone.status_code
    assert "the result was deleted" in gone.json()["detail"]


def test_the_metrics_tell_of_jobs(api: httpx.Client, done: dict[str, Any]) -> None:
    lines = api.get("/metrics").text.splitlines()
    found = {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in lines
        if "mockcraft_job" in line and line[0] != "#"
    }

    assert found['mockcraft_jobs{state="done"}'] >= 1
    assert found['mockcraft_job_rows{state="done"}'] >= done["rows"]
    assert 0 == found['mockcraft_jobs{state="queued"}']
