"""`--check`, `--reload-schemas`, and the warning of a server that is open to all."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from server.conftest import start
from server.operations.conftest import ended

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
SCHEMA = "tables: {{users: {{count: {count}, columns: {{id: {{generator: sequence}}, name: {{generator: first_name}}}}}}}}\n"
PATIENCE_S = 60


def check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    port = () if "--port" in words else ("--port", "0")
    return subprocess.run(
        [sys.executable, "-m", "mockcraft", "server", "--check", *port, *words],
        capture_output=True, text=True, cwd=folder, timeout=PATIENCE_S,
    )  # fmt: skip


def test_a_check_says_what_would_be_served(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SCHEMA.format(count=1200))
    done = check(tmp_path, "shop.yaml", "--host", "127.0.0.2", "--port", "0")

    assert (done.returncode, done.stderr) == (0, "")
    assert "address: http://127.0.0.2:0\n" in done.stdout
    assert "schema shop: 1 tables, 1,200 rows\n" in done.stdout
    assert "API keys: none are asked for\n" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing.yaml"], "nothing.yaml"),
        (["wrong.yaml"], "wrong.yaml:1:"),
        (["--api-keys", "nothing"], "nothing"),
        (["--log-format", "xml"], "--log-format='xml' is not one of console, json"),
        (["--timeout-header", "0"], "--timeout-header='0' is not a number in 0.1..86400.0"),
        (["--changes", "x.db", "--writes"], "--changes: no changes would be kept in"),
        (["--changes", "x.db", "right.yaml"], "--changes: no changes would be kept in"),
        (["--reload-schemas"], "--reload-schemas: there are no schemas to read again"),
        (["--hosts", "1"], "--hosts='1' is not a host such as"),
        (["--hosts", "*.0"], "--hosts='*.0' is not a host such as"),
        (["--hosts", "192.0.2.300"], "--hosts='192.0.2.300' is not a host such as"),
        (["--disk", "1048576"], "--disk='1048576' is not a whole number in 2097152.."),
        (["--max-connections", "0"], "--max-connections='0' is not a whole number in 1..100000"),
    ],
)
def test_what_would_keep_the_server_from_starting_is_said(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    (tmp_path / "right.yaml").write_text(SCHEMA.format(count=1))
    (tmp_path / "wrong.yaml").write_text("tables: {a: {count: -1}}\n")
    done = check(tmp_path, *words)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--host", "203.0.113.1"], 3, "cannot listen on 203.0.113.1:"),
        (["--sentry-dsn", "nonsense"], 2, "sentry_dsn is no DSN of Sentry"),
        (["--jobs", "redis://127.0.0.1:1/0"], 3, "Redis, which has the jobs, does not answer"),
        (["--rate-limits", "redis://127.0.0.1:1/0"], 3, "the Redis of rate_limits does not answer"),
        (["--job-folder", "/proc/x"], 3, "the job folder /proc/x cannot be used: /proc "),
        (["--job-folder", "file/jobs"], 3, "/file is no folder (choose another --job-folder)"),
    ],
)
def test_a_check_tries_what_the_start_needs(
    tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    (tmp_path / "file").touch()
    done = check(tmp_path, *words)

    assert (done.returncode, sentence in done.stderr) == (code, True), done.stderr


def test_a_folder_that_was_given_and_cannot_be_used_keeps_the_server_from_starting(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    process = start("--port", "0", "--job-folder", "file", folder=tmp_path)
    _, errors = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 3
    assert "file cannot be used" in errors


def test_without_the_default_folder_all_but_jobs_is_served_and_no_client_learns_why(
    server: Start, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    variables = {"MOCKCRAFT_JOB_FOLDER": "", "XDG_STATE_HOME": str(tmp_path / "file")}
    with server(**variables) as (address, process):
        assert httpx.get(f"{address}/api/generate/email").status_code == 200
        refused = httpx.post(
            f"{address}/api/seed",
            content=SCHEMA.format(count=1),
            headers={"content-type": "application/yaml"},
        )
        assert refused.status_code == 503
        assert refused.json()["detail"] == "jobs cannot be taken now"
        said = [each["event"] for each in ended(process)]

    assert any("file/mockcraft/jobs cannot be used" in each for each in said)


def test_no_client_learns_where_the_store_of_the_jobs_is(server: Start) -> None:
    with server("--jobs", "redis://127.0.0.1:1/0") as (address, process):
        for path in ("/readyz", "/api/jobs", "/api/jobs/" + "0" * 32):
            answer = httpx.get(f"{address}{path}")
            if answer.status_code != 404:
                assert answer.status_code == 503
                assert answer.json()["detail"] == "the jobs cannot be reached now (try again later)"
        said = [each["event"] for each in ended(process)]

    assert any("127.0.0.1:1" in each for each in said)


def test_no_message_shows_a_password(tmp_path: Path) -> None:
    for words in (
        ["--rate-limits", "ftp://user:geheim@x"],
        ["--rate-limits", "geheim"],
        ["--cors-origins", "http://user:geheim@x"],
        ["--jobs", "ftp://user:geheim@x"],
        ["--jobs", "redis://user:gehe/im@x:y"],
    ):
        done = check(tmp_path, *words)
        assert done.returncode == 2, words
        assert words[0].strip("-").replace("-", "_") in done.stderr.replace("-", "_")
        assert "gehe" not in done.stderr


def total(address: str) -> str:
    return httpx.get(f"{address}/api/tables/shop/users?limit=1").headers["x-total-count"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_schema_that_changes_is_read_again_and_a_wrong_one_is_not_taken(
    server: Start, tmp_path: Path, workers: str
) -> None:
    path = tmp_path / "shop.yaml"

    def written(text: str) -> None:
        new = tmp_path / "new.yaml"
        new.write_text(text)
        new.replace(path)

    def wait_for(count: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while {total(address) for _ in range(8)} != {count}:
            assert time.monotonic() < deadline
            time.sleep(0.3)

    written(SCHEMA.format(count=10))
    with server("shop.yaml", "--reload-schemas", "--workers", workers) as (address, process):
        assert total(address) == "10"
        written(SCHEMA.format(count=20))
        wait_for("20")
        written("tables: {users: {count: -1}}\n")
        time.sleep(2.5)
        assert total(address) == "20"
        written(SCHEMA.format(count=30))
        wait_for("30")
        process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert total(address) == "30"
        events = [line["event"] for line in ended(process)]

    assert any(event.startswith("schemas stay as they were: shop.yaml:1:") for event in events)
    assert events.count("schemas were read again, changed: none") == int(workers)


def test_a_server_for_all_without_keys_warns(server: Start) -> None:
    for host, count in (("0.0.0.0", 1), ("127.0.0.1", 0)):
        with server("--host", host) as (address, process):
            port = address.rpartition(":")[2]
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
            process.terminate()
            _, errors = process.communicate(timeout=PATIENCE_S)

        warnings = [json.loads(line) for line in errors.splitlines()]
        said = [
            each for each in warnings if each["event"].startswith("whoever reaches this machine")
        ]
        assert len(said) == count
