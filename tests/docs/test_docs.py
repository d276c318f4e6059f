"""Documentation that cannot rot: every example runs, every generated page is fresh."""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import httpx
import pytest

from mockcraft.schema.bind import load

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCHEMA_PAGE = (ROOT / "docs" / "schema-file.md").read_text(encoding="utf-8")
TIME_PAGE = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")


PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CREDITS.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "packaging/README.md",
)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line, comments=True)
    assert words[0] == "mockcraft"
    return subprocess.run(
        [sys.executable, "-m", "mockcraft", *words[1:]], cwd=folder, capture_output=True, text=True
    )


def examples_in_console() -> list[tuple[str, str]]:
    """(command, what it prints) of the README's console blocks."""
    found = []
    for block in blocks(README, "console"):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def commands_in_shell() -> list[str]:
    """The README's seed and plugin commands; make and server commands have tests of their own."""
    lines = [line for block in blocks(README, "bash") for line in block.splitlines()]
    return [
        li for li in lines if li.startswith("mockcraft") and not li.startswith("mockcraft server")
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader has it: the examples, and the plugin of the README."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (plugin,) = (b for b in blocks(README, "python") if not b.startswith("import mockcraft"))
    (tmp_path / "dice.py").write_text(plugin, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("command", "output"), examples_in_console())
def test_a_command_of_the_readme_prints_what_stands_below_it(
    command: str, output: str, tmp_path: Path
) -> None:
    assert output == run(command, tmp_path).stdout


@pytest.mark.parametrize("command", commands_in_shell())
def test_a_shell_command_of_the_readme_works(command: str, folder: Path) -> None:
    done = run(command, folder)

    assert (0, "") == (done.returncode, done.stderr if done.returncode else "")


def test_the_commands_of_the_readme_work_one_after_another_when_the_demo_was_made(
    folder: Path,
) -> None:
    made = re.search(r"\$\(BIN\)/(mockcraft seed .*)", (ROOT / "Makefile").read_text())
    assert made is not None
    lines = [made[1], *commands_in_shell()]

    assert {line: 0 for line in lines} == {line: run(line, folder).returncode for line in lines}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Port of a server, started as the README says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "mockcraft", "server", "--port", str(free)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        for _ in range(1_200):
            try:
                httpx.get(f"http://127.0.0.1:{free}/healthz", timeout=60)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield free
    finally:
        server.terminate()
        server.communicate(timeout=10)


def requests() -> list[tuple[str, str]]:
    """(URL, comment behind it) of the README's curl commands."""
    return re.findall(r"^curl '([^']+)'(?: +# (.*))?$", README, re.MULTILINE)


@pytest.mark.parametrize(("url", "comment"), requests())
def test_a_request_of_the_readme_is_answered(url: str, comment: str, port: int) -> None:
    answer = httpx.get(url.replace("localhost:8080", f"127.0.0.1:{port}"), timeout=60)

    assert 200 == answer.status_code
    for piece in comment.split(" … "):
        assert piece.strip(" }").replace(" ", "") in answer.text.replace(" ", "")


def test_the_examples_of_the_python_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    names: dict[str, Any] = {}
    for code in blocks(page, "python"):
        exec(compile(code, "docs/python.md", "exec"), names)

    assert "Rebecca" == names["mockcraft"].generate("first_name", seed=1)
    assert ["users", "orders"] == list(names["shop"])
    (tmp_path / "test_page.py").write_text(blocks(page, "python")[-1])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "2 passed" in done.stdout


def test_the_example_of_the_readme_in_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (code,) = [
        block for block in blocks(README, "python") if block.startswith("import mockcraft\n")
    ]
    exec(compile(code, "README.md", "exec"), {})

    assert (tmp_path / "python.db").exists()


@pytest.mark.parametrize(
    "text", [each for page in (README, SCHEMA_PAGE, TIME_PAGE) for each in blocks(page, "yaml")]
)
def test_a_schema_file_of_the_documentation_is_valid(text: str, tmp_path: Path) -> None:
    (plans,) = blocks(SCHEMA_PAGE, "csv")
    (tmp_path / "plans.csv").write_text(plans, encoding="utf-8")
    (tmp_path / "words.txt").write_text("alpha\nbeta\n", encoding="utf-8")
    path = tmp_path / "schema.yaml"
    path.write_text(text, encoding="utf-8")

    assert load(path)[1].tables


def test_the_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "pages.py"), "--check"],
        capture_output=True,
        text=True,
    )

    assert "" == done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/performance.md"])
def test_the_speed_table_of_a_page_is_the_one_that_was_measured(page: str) -> None:
    results = json.loads((ROOT / "benchmarks" / "results.json").read_text())
    text = (ROOT / page).read_text(encoding="utf-8")
    table = text.partition("<!-- speed: begin -->")[2].partition("<!-- speed: end -->")[0]
    rows = [line for line in table.strip().splitlines()[2:]]

    assert [each["title"] for each in results] == [row.split("|")[1].strip() for row in rows]
    for each, row in zip(results, rows, strict=True):
        assert f"{each['ratio']:.2f}x" in row


def test_the_architecture_stays_under_a_page() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    wrapped = [line for each in text.splitlines() for line in wrap(each, 100) or [""]]

    assert 78 >= len(wrapped)


def test_links_of_the_documentation_lead_somewhere() -> None:
    pages = [ROOT / name for name in PAGES]
    targets = [
        page.parent / target
        for page in [*pages, *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    ]

    assert [] == [str(target) for target in targets if not target.exists()]
