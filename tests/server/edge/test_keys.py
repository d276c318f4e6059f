"""API keys: made by the command line, asked for by a server."""

import hashlib
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

from mockcraft.errors import UserError
from mockcraft.server.keys import line_of, new_key, read_keys

from .support import ask

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


def made(name: str, folder: Path, rest: str = "") -> str:
    """Makes a key, adds its line to keys.yaml, and gives it."""
    key = new_key()
    with (folder / "keys.yaml").open("a") as file:
        file.write(line_of(name, key).removesuffix("}") + rest + "}\n")
    return key


def test_the_command_prints_a_line_for_the_file_and_the_key_apart_from_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockcraft", "key", "ci"], capture_output=True, text=True, check=True
    )
    key = done.stderr.split()[-1]
    (tmp_path / "keys.yaml").write_text(done.stdout)
    (found,) = read_keys(str(tmp_path / "keys.yaml"))

    assert done.stdout == f"ci: {{sha256: {hashlib.sha256(key.encode()).hexdigest()}}}\n"
    assert key.startswith("mc_")
    assert len(key) == 3 + 43  # 256 bits
    assert found.name == "ci"
    assert key not in done.stdout
    assert found.digest.hex() not in repr(found)


def test_no_two_keys_are_the_same_and_a_wrong_name_makes_none() -> None:
    assert 100 == len({new_key() for _ in range(100)})
    done = subprocess.run(
        [sys.executable, "-m", "mockcraft", "key", "a: b"], capture_output=True, text=True
    )
    assert 2 == done.returncode
    assert "" == done.stdout
    assert "'a: b' is not a name" in done.stderr
    assert "mc_" not in done.stderr


def test_a_server_with_keys_answers_who_shows_one(server: Start, tmp_path: Path) -> None:
    key = made("ci", tmp_path)
    with (
        server("--api-keys", "keys.yaml") as (address, _),
        httpx.Client(base_url=address) as client,
    ):
        path = "/api/generate/word"
        without = client.get(path)
        wrong = client.get(path, headers={"Authorization": f"Bearer {key[:-1]}"})
        right = [
            client.get(path, headers={"Authorization": f"{scheme} {key}"})
            for scheme in ("Bearer", "bearer", "Bearer ")
        ]
        other = client.get(path, headers={"Authorization": f"Basic {key}"})
        query = client.get(f"/api/generators?key={key}&access_token={key}")
        metrics = client.get("/metrics")
        is_open = [client.get(each).status_code for each in ("/healthz", "/docs", "/openapi.json")]
        nothing = client.get("/nothing")

    assert [200] * 3 == [each.status_code for each in right]
    for refused in (without, wrong, other, query, metrics, nothing):
        assert 401 == refused.status_code
        assert "application/problem+json" == refused.headers["content-type"]
        assert refused.headers["www-authenticate"].startswith('Bearer realm="mockcraft"')
    assert "invalid_token" in wrong.headers["www-authenticate"]
    assert "invalid_token" not in without.headers["www-authenticate"]
    assert [200] * 3 == is_open


def test_a_header_that_is_no_key_is_401(server: Start, tmp_path: Path) -> None:
    made("ci", tmp_path)
    with server("--api-keys", "keys.yaml") as (address, _):
        for value in ("Bearer", "Bearer ", "", "Bearer \xe9\xff", "Bearer a b", "x" * 9000):
            request = f"GET /metrics HTTP/1.1|Authorization: {value}"
            assert 401 == ask(address, request).status, value


def test_who_shows_no_known_key_is_counted_by_address(server: Start, tmp_path: Path) -> None:
    key = made("ci", tmp_path)
    flags = ("--api-keys", "keys.yaml", "--rate-generate", "3/minute", "--rate-other", "2/minute")
    with server(*flags) as (address, _), httpx.Client(base_url=address) as client:
        path = "/api/generate/word"
        shown = [None, "Bearer wrong", "Basic wrong", None, "Bearer wrong"]
        refused = [
            client.get(path, headers={"Authorization": each} if each else {}) for each in shown
        ]
        others = [client.get("/nothing").status_code for _ in range(3)]
        right = client.get(path, headers={"Authorization": f"Bearer {key}"})

    assert [401, 401, 401, 429, 429] == [each.status_code for each in refused]
    assert "0" == refused[2].headers["ratelimit-remaining"]
    assert [401, 401, 429] == others
    assert (200, "2") == (right.status_code, right.headers["ratelimit-remaining"])


def test_each_key_has_its_own_limits_wherever_it_comes_from(server: Start, tmp_path: Path) -> None:
    keys = [
        made("app", tmp_path),
        made("slow", tmp_path, ", rate_generate: 1/minute"),
        made("free", tmp_path, ", rate_generate: none"),
    ]
    flags = ("--api-keys", "keys.yaml", "--rate-generate", "2/minute", "--log-format", "json")
    with server(*flags) as (address, process):
        seen = [
            [
                httpx.get(
                    f"{address}/api/generate/word", headers={"Authorization": f"Bearer {key}"}
                ).status_code
                for _ in range(4)
            ]
            for key in keys
        ]
        process.terminate()
        _, log = process.communicate(timeout=20)

    assert seen == [[200, 200, 429, 429], [200, 429, 429, 429], [200] * 4]
    named = [json.loads(line)["key"] for line in log.splitlines() if '"request"' in line]
    assert ["app"] * 4 + ["slow"] * 4 + ["free"] * 4 == named
    assert not any(key in log for key in keys)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "keys.yaml:1:1: the file is empty (it needs at least: a line such as `ci: {sha256: …}`)"),
        ("# none\n", "the file is empty"),
        ("- a\n", "keys.yaml:1:1: keys are lines such as"),
        ("ci: mc_secret\n", "keys.yaml:1:1: there is no sha256"),
        ("ci: {sha256: mc_secret}\n", "keys.yaml:1:14: sha256 is not 64 digits of 0..9 and a..f"),
        ("a b: {sha256: %s}\n" % ("a" * 64), "keys.yaml:1:1: 'a b' is not a name of at most 64"),
        ("a: {sha256: %s}\nb: {sha256: %s}\n" % ("a" * 64, "a" * 64), "keys.yaml:2:1: b is the same key as a"),
        ("a: {sha256: %s}\na: {sha256: %s}\n" % ("a" * 64, "b" * 64), "keys.yaml:2:1"),
        ("a: {sha256: %s, rate_sed: 1/day}\n" % ("a" * 64), '(did you mean "rate_seed"?)'),
        ("a: {sha256: %s, rate_seed: 1/x}\n" % ("a" * 64), "rate_seed='1/x' is not a rate"),
        ("a: {sha256: %s, rate_limits: 'memory://'}\n" % ("a" * 64), "a key has no 'rate_limits'"),
        ("a: [\n", "keys.yaml:"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_its_place_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("keys.yaml").write_text(text)

    with pytest.raises(UserError) as refused:
        read_keys("keys.yaml")
    assert sentence in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_missing_is_an_error_at_the_start(start_failing: Callable[..., str]) -> None:
    assert (
        start_failing("--api-keys", "none.yaml")
        == "mockcraft: the file of API keys 'none.yaml' cannot be read: no such file or directory\n"
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_keys_are_given_and_taken_back_while_the_server_runs(
    server: Start, tmp_path: Path, workers: str
) -> None:
    first = made("first", tmp_path)
    lines = (tmp_path / "keys.yaml").read_text()

    def status(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.get(f"{address}/api/generate/word", headers=headers, timeout=60).status_code

    def wait_for(key: str, wanted: int) -> None:
        deadline = time.monotonic() + 60
        for _ in range(8):  # of all processes, as far as one can tell
            while status(key) != wanted:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    with server("--api-keys", "keys.yaml", "--workers", workers) as (address, process):
        second = made("second", tmp_path, ", rate_generate: 1/hour")
        wait_for(second, 429)
        assert 200 == status(first)
        (tmp_path / "keys.yaml").write_text("first: {sha256: none}\n")
        time.sleep(2.5)
        assert 200 == status(first)
        (tmp_path / "keys.yaml").write_text(line_of("second", second))
        wait_for(first, 401)
        (tmp_path / "keys.yaml").write_text(lines)
        process.send_signal(signal.SIGHUP)
        wait_for(first, 200)
        wait_for(second, 401)
        (tmp_path / "keys.yaml").write_text("# none is left\n")
        wait_for(first, 401)
        process.terminate()
        _, log = process.communicate(timeout=30)

    said = [json.loads(line)["event"] for line in log.splitlines() if "API keys" in line]
    assert int(workers) == len(
        [each for each in said if each.startswith("API keys stay as they were: keys.yaml:1:17: ")]
    )
    assert int(workers) == said.count("API keys were read again, changed: second")
    assert int(workers) == len([each for each in said if "keys.yaml has no API keys: all" in each])
