"""Bugs reach Sentry: a socket of this machine stands for its endpoint, which takes envelopes."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


@pytest.fixture
def endpoint() -> Iterator[tuple[int, "Queue[list[Any]]"]]:
    """Port of an endpoint, and the envelopes that reach it, each a list of its JSON lines.

    Source: https://develop.sentry.dev/sdk/foundations/transport/envelopes/
    """
    envelopes: Queue[list[Any]] = Queue()

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers["content-encoding"] == "gzip":
                body = gzip.decompress(body)
            envelopes.put([self.path, *map(json.loads, body.splitlines())])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made.server_port, envelopes
        made.shutdown()


def test_a_bug_is_reported_with_its_request_and_without_values_of_variables(
    server: Start, endpoint: tuple[int, "Queue[list[Any]]"], bug: str
) -> None:
    port, envelopes = endpoint
    dsn = f"http://publickey@127.0.0.1:{port}/7"
    with server(MOCKCRAFT_PLUGIN=bug, MOCKCRAFT_SENTRY_DSN=dsn) as (address, process):
        headers = {"x-request-id": "abc-1", "authorization": "Bearer geheim"}
        httpx.get(f"{address}/api/generate/firstname")
        httpx.get(f"{address}/api/generate/buggy", headers=headers)
        path, _, item, event = envelopes.get(timeout=20)
        process.terminate()
        _, log = process.communicate(timeout=20)

    assert (path, item["type"]) == ("/api/7/envelope/", "event")
    assert event["tags"] == {"request_id": "abc-1", "route": "/api/generate/{type}"}
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ZeroDivisionError", "the bug")
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])
    assert event["release"].startswith("mockcraft@")
    assert not {"geheim", "in a variable"} & set(json.dumps(event).split('"'))
    assert "publickey" not in log
    assert envelopes.empty()


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`mockcraft server` with a DSN that keeps it from starting."""
    return subprocess.run(
        [sys.executable, *words, "-m", "mockcraft", "server", "--port", "0",
         "--sentry-dsn", "https://geheim@/x"],
        capture_output=True, text=True, cwd=folder, timeout=60,
    )  # fmt: skip


def test_what_is_no_dsn_is_refused_and_not_shown(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert done.returncode == 2
    assert "sentry_dsn is no DSN of Sentry (it looks like https://KEY@HOST/PROJECT)" in done.stderr
    assert "geheim" not in done.stderr


def test_a_dsn_without_the_sdk_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['sentry_sdk'] = None\n")
    done = subprocess.run(
        [sys.executable, "-m", "mockcraft", "server", "--port", "0", "--sentry-dsn", "http://k@h/1"],
        capture_output=True, text=True, cwd=tmp_path, timeout=60,
        env={"PYTHONPATH": ":".join([str(tmp_path), *sys.path])},
    )  # fmt: skip

    assert done.returncode == 2
    assert "pip install 'mockcraft[sentry]'" in done.stderr
    assert "Traceback" not in done.stderr
