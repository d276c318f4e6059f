"""docs/server.md and examples/server.yaml: every example runs, and no setting is missing or stale."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockcraft.setting import Setting
from mockcraft.setting_sources import Sources
from mockcraft.settings import SERVER
from server.conftest import running

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "server.yaml"
ADDRESS = "localhost:8080"  # of the page's server

# What stands before a block: curl fails on errors, but for those that are asked for; servers and workers run
# in the background, on the port of the block, until the block is over; the key that is shown once, and the
# id of the job that was started last, are kept.
PRELUDE = """set -eu
curl() {
    case "$*" in *Error-Rate* | -f*) fail= ;; *) fail=--fail-with-body ;; esac
    command curl $fail --no-progress-meter "$@" >answer.txt || { cat answer.txt; return 22; }
    case "$*" in */api/seed*) ID=$(grep -o '"id": *"[^"]*"' answer.txt | head -1 | cut -d '"' -f 4) ;; esac
    cat answer.txt
}
mockcraft() {
    case "$1" in
    server)
        "$PYTHON" -m mockcraft "$@" --port "$PORT" 2>>server.log & started="$started $!"
        for _ in $(seq 300); do
            command curl -s -o /dev/null "http://localhost:$PORT/healthz" && return
            sleep 0.1
        done
        cat server.log >&2; return 1 ;;
    worker)
        "$PYTHON" -m mockcraft "$@" 2>>worker.log & started="$started $!"
        sleep 3; kill -0 $! || { cat worker.log >&2; return 1; } ;;
    key)
        "$PYTHON" -m mockcraft "$@" 2>key.txt
        KEY=$(grep -o '[A-Za-z0-9_-]\\{40,\\}' key.txt | head -1) ;;
    *) "$PYTHON" -m mockcraft "$@" ;;
    esac
}
started=
trap 'test -z "$started" || kill $started' EXIT
"""
SERVED = ("examples/shop.yaml", "--writes", "--log-level", "error", "--job-folder", "jobs")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def named(block: str) -> str:
    return block.splitlines()[0][:60]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def script(block: str, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Runs a block of the shell whose server is at the address."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
    variables = {
        "PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PORT": address.rpartition(":")[2],
    }
    return subprocess.run(
        ["bash", "-c", PRELUDE + block.replace(ADDRESS, address).replace("/ID", "/'\"$ID\"'")],
        cwd=folder, env=kept | variables, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("block", blocks("bash"), ids=named)
def test_an_example_of_the_shell_runs(block: str, folder: Path, redis: str) -> None:
    block = block.replace("redis://queue:6379/0", redis).replace("/mnt/jobs", "jobs")
    if re.search(r"^mockcraft server\b", block, re.MULTILINE):
        made = script(block, folder, f"localhost:{free_port()}")
    else:
        with running(*SERVED, folder=folder) as (address, _):
            made = script(block, folder, address.removeprefix("http://"))

    assert 0 == made.returncode, made.stdout + made.stderr


@pytest.mark.parametrize("block", blocks("js"), ids=named)
def test_an_example_of_a_web_page_runs(block: str, folder: Path) -> None:
    with running(*SERVED, folder=folder) as (address, _):
        code = 'const key = "none";\n' + block.replace(f"http://{ADDRESS}", address)
        made = subprocess.run(
            ["node", "--input-type=module", "--unhandled-rejections=strict", "-e", code],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    assert (0, "") == (made.returncode, made.stderr)
    assert made.stdout


@pytest.mark.parametrize("block", blocks("yaml"), ids=named)
def test_a_settings_file_of_the_page_is_one(block: str, tmp_path: Path) -> None:
    if "sha256" in block:  # a file of keys: its hashes and rates are
        path = tmp_path / "keys.yaml"
        path.write_text(block, encoding="utf-8")
        with running("--api-keys", str(path), folder=tmp_path) as (address, _):
            assert address
        return
    path = tmp_path / "server.yaml"
    path.write_text(block, encoding="utf-8")
    sources = Sources({}, str(path))
    for setting in SERVER:
        sources.find(setting)

    assert sources.file


def lines() -> Iterator[str]:
    """Names of the settings that the example has a line of, with or without a value."""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        found = re.match(r"(?:# )?([a-z_]+): \S", line)
        if found and found[1] in {each.name for each in SERVER}:
            yield found[1]


def test_the_example_has_every_setting_once_and_in_order() -> None:
    assert [each.name for each in SERVER] == list(lines())


@pytest.mark.parametrize("setting", SERVER, ids=lambda each: each.name)
def test_a_setting_of_the_example_has_its_default(setting: Setting) -> None:
    found = Sources({}, str(EXAMPLE)).find(setting)

    assert setting.default == found.value


def test_a_server_starts_with_the_example(tmp_path: Path) -> None:
    with running("--config", str(EXAMPLE), folder=tmp_path) as (address, _):
        assert address


def test_the_page_explains_every_setting() -> None:
    unknown = [
        each.name for each in SERVER
        if not re.search(rf"\b{each.name}\b|{each.flag}\b", PAGE)
    ]  # fmt: skip

    assert [] == unknown
