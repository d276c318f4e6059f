"""A real `mockcraft mcp` process, and the SDK's own client of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.dispatcher import ProgressFnT
from mcp_types import CallToolResult, TextContent

LOG = "service.log"
SCHEMA = """tables:
  users:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
  orders:
    count: {per: users, min: 1, max: 3}
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      total: {generator: decimal, min: 5, max: 500}
"""


def environment(**variables: str) -> dict[str, str]:
    """What the process gets: this interpreter's path, and none of the tester's own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path)} | variables


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "mockcraft", *words]


class Agent:
    """A client that a test calls without async."""

    def __init__(self, portal: BlockingPortal, client: Client, folder: Path) -> None:
        self.portal, self.client, self.folder = portal, client, folder

    @property
    def log(self) -> str:
        """What the service has written to standard error."""
        return (self.folder / LOG).read_text(encoding="utf-8")

    def begin(
        self, tool: str, arguments: dict[str, Any], progress: ProgressFnT | None = None
    ) -> "Future[CallToolResult]":
        """A call that is under way; to cancel the future is to cancel the call."""

        async def call() -> CallToolResult:
            return await self.client.call_tool(tool, arguments, progress_callback=progress)

        return self.portal.start_task_soon(call)

    def call(self, tool: str, **arguments: object) -> Any:
        """The structured answer of a call that succeeds; the text says the same."""
        made = self.begin(tool, arguments).result(60)
        assert not made.is_error, made
        return made.structured_content

    def refusal(self, tool: str, **arguments: object) -> str:
        """The sentence of a call that fails."""
        made = self.begin(tool, arguments).result(60)
        assert made.is_error and made.structured_content is None, made
        (content,) = made.content
        assert isinstance(content, TextContent)
        return content.text

    def ask(self, method: str, *arguments: object) -> Any:
        """What a method of the SDK's client gives."""
        return self.portal.call(getattr(self.client, method), *arguments)


@contextmanager
def serving(*words: str, folder: Path, **variables: str) -> Iterator[Agent]:
    """An agent whose service works in the folder; what it logs is kept."""
    program, *rest = command(*words)
    parameters = StdioServerParameters(
        command=program, args=rest, env=environment(**variables), cwd=folder
    )
    with (
        open(folder / LOG, "w", encoding="utf-8") as log,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_client(parameters, log)) as client,
    ):
        yield Agent(portal, client, folder)


def _client(parameters: StdioServerParameters, log: TextIO) -> Client:
    return Client(stdio_client(parameters, errlog=log))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """An agent that may not write; one for all tests of a module."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "shop.yaml").write_text(SCHEMA, encoding="utf-8")
    with serving("mcp", folder=folder) as agent:
        yield agent


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """An agent that may write; one for all tests of a module, which write to names of their own."""
    folder = tmp_path_factory.mktemp("writer")
    (folder / "shop.yaml").write_text(SCHEMA, encoding="utf-8")
    with serving("mcp", "--allow-write", folder=folder) as agent:
        yield agent


@pytest.fixture
def mockcraft() -> Callable[..., str]:
    """What the command line prints, to either stream."""

    def run(*words: str, folder: Path | None = None) -> str:
        made = subprocess.run(
            command(*words), cwd=folder, capture_output=True, text=True, env=environment()
        )
        return made.stdout + made.stderr

    return run
