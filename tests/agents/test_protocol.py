"""The process itself: raw lines, what stands on standard output, signals, a missing SDK."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .conftest import SCHEMA, command, environment
from .test_seed import BIG, PASSWORD, wait_until

VERSION = "2025-06-18"


class Wire:
    """Lines to and from a process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.number = 0

    def send(self, method: str, **parameters: object) -> int:
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": parameters}
        self.line(json.dumps(message))
        return self.number

    def line(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """Goes away, as a client does."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None  # communicate() would flush it

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        made = json.loads(self.process.stdout.readline())
        assert isinstance(made, dict)
        return made

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        number = self.send(method, **parameters)
        answer = self.receive()
        assert number == answer["id"]
        return answer


@contextmanager
def wired(folder: Path, *words: str) -> Iterator[Wire]:
    """A process that has shaken hands."""
    process = subprocess.Popen(
        command(*(words or ("mcp",))), cwd=folder, env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    wire = Wire(process)
    try:
        client = {"name": "test", "version": "1"}
        made = wire.ask("initialize", protocolVersion=VERSION, capabilities={}, clientInfo=client)
        assert "mockcraft" == made["result"]["serverInfo"]["name"]
        wire.line('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        yield wire
    finally:
        process.kill()
        process.communicate(timeout=20)


def test_a_raw_call_is_answered_in_one_line(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        answer = wire.ask("tools/call", name="generate", arguments={"type": "email", "seed": 7})

    (content,) = answer["result"]["content"]
    assert answer["result"]["structuredContent"] == json.loads(content["text"])
    assert not answer["result"]["isError"]


def test_an_unknown_tool_is_an_error_of_the_protocol(tmp_path: Path) -> None:
    with wired(tmp_path) as wire:
        answer = wire.ask("tools/call", name="generat", arguments={})

    assert -32602 == answer["error"]["code"]
    assert "there is no tool 'generat' (did you mean \"generate\"?)" == answer["error"]["message"]


def test_broken_lines_do_not_end_it_and_are_not_repeated(tmp_path: Path) -> None:
    secret = f"postgresql://me:{PASSWORD}@db/shop"
    with wired(tmp_path, "mcp", "--allow-write", "--log-level", "debug") as wire:
        wire.line(f"this is no JSON {secret}")
        wire.line(json.dumps([secret]))
        wire.line('{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}')
        wrong = wire.ask("tools/call", name="seed", arguments=secret)
        assert "error" in wrong and PASSWORD not in json.dumps(wrong)
        wrong = wire.ask("tools/call", name="seed", arguments={"db": secret, "schema": 5})
        assert wrong["result"]["isError"] and PASSWORD not in json.dumps(wrong)
        assert wire.ask("ping")["result"] == {}
        assert wire.process.stderr is not None
        wire.close()
        assert 0 == wire.process.wait(20)
        assert PASSWORD not in wire.process.stderr.read()


def test_what_a_plugin_prints_does_not_stand_on_standard_output(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(
        "from mockcraft.generator import Draw, Text, generator\n\n\n"
        '@generator(category="loud")\n'
        "def loud(draw: Draw) -> Text:\n"
        '    """A value that is announced."""\n'
        '    print("here it comes")\n'
        '    return draw.pick(("a", "b"))\n',
        encoding="utf-8",
    )
    with wired(tmp_path, "--plugin", "loud.py", "mcp") as wire:
        answer = wire.ask("tools/call", name="generate", arguments={"type": "loud"})
        assert answer["result"]["structuredContent"]["values"][0] in ("a", "b")
        assert wire.process.stderr is not None
        wire.close()
        assert "here it comes" in wire.process.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_it_waits(tmp_path: Path, number: signal.Signals) -> None:
    with wired(tmp_path) as wire:
        wire.process.send_signal(number)

        assert 128 + number == wire.process.wait(20)


def test_sigterm_has_a_run_taken_back(tmp_path: Path) -> None:
    arguments = {"schema": BIG, "db": "sqlite:///big.db"}
    with wired(tmp_path, "mcp", "--allow-write") as wire:
        wire.send("tools/call", name="seed", arguments=arguments)
        wait_until(lambda: (tmp_path / "big.db").exists())
        time.sleep(0.5)
        wire.process.send_signal(signal.SIGTERM)

        assert 128 + signal.SIGTERM == wire.process.wait(60)
    assert [] == list(tmp_path.iterdir())


def test_a_client_that_goes_has_a_run_taken_back(tmp_path: Path) -> None:
    arguments = {"schema": BIG, "output": "csv", "dir": "made"}
    with wired(tmp_path, "mcp", "--allow-write") as wire:
        wire.send("tools/call", name="seed", arguments=arguments)
        wait_until(lambda: (tmp_path / "made").exists())
        wire.close()

        assert 0 == wire.process.wait(60)
    assert [] == [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_sdk_may_be_missing() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None; from mockcraft.boot import main\n"
        "sys.exit(main(['mcp']))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment()
    )

    assert (2, "") == (made.returncode, made.stdout)
    assert (
        "mockcraft: mockcraft mcp needs the MCP SDK, which is not installed "
        "(pip install 'mockcraft[mcp]')\n"
    ) == made.stderr


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    made = subprocess.run(
        command("mcp", "--dir", "nowhere"),
        cwd=tmp_path, capture_output=True, text=True, env=environment(), input="",
    )  # fmt: skip

    assert (2, "") == (made.returncode, made.stdout)
    assert "--dir nowhere: no such file or directory" in made.stderr


def test_it_works_in_the_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "shop.yaml").write_text(SCHEMA, encoding="utf-8")
    with wired(tmp_path, "mcp", "--dir", "inner") as wire:
        found = wire.ask("tools/call", name="validate", arguments={"schema_file": "shop.yaml"})
        above = wire.ask("tools/call", name="validate", arguments={"schema_file": "../x.yaml"})

    assert found["result"]["structuredContent"]["valid"]
    assert above["result"]["isError"]
