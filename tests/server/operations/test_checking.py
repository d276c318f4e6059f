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

from server.operations.conftest import ended

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
SCHEMA = "tables: {{users: {{count: {count}, columns: {{id: {{generator: sequence}}, name: {{generator: first_name}}}}}}}}\n"
PATIENCE_S = 60


def check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mockcraft", "server", "--check", *words],
        capture_output=True, text=True, cwd=folder, timeout=PATIENCE_S,
    )  # fmt: skip


def test_a_check_says_what_would_be_served_and_opens_no_port(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SCHEMA.format(count=1200))
    done = check(tmp_path, "shop.yaml", "--host", "203.0.113.1", "--port", "80")

    assert (done.returncode, done.stderr) == (0, "")
    assert "address: http://203.0.113.1:80\n" in done.stdout
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
        (["--max-connections", "0"], "--max-connections='0' is not a whole number in 1..100000"),
    ],
)
def test_what_would_keep_the_server_from_starting_is_said(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    (tmp_path / "wrong.yaml").write_text("tables: {a: {count: -1}}\n")
    done = check(tmp_path, *words)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


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
