"""docs/mcp.md: what it has clients write does start the service, and it names every tool."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.conftest import command, environment
from mockcraft.mcp.documents import documents
from mockcraft.mcp.tool import MAX_BYTES, McpConfig
from mockcraft.mcp.tools import tools

PAGE = (Path(__file__).parents[2] / "docs" / "mcp.md").read_text(encoding="utf-8")
PLACES = ("/home/me/shop", "${workspaceFolder}")  # that stand for the reader's project


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def services() -> list[dict[str, Any]]:
    """How each client is told to start the service."""
    found = []
    for text in blocks("json"):
        (servers,) = json.loads(text).values()
        found.append(servers["mockcraft"])
    found += [tomllib.loads(text)["mcp_servers"]["mockcraft"] for text in blocks("toml")]
    for line in blocks("bash"):
        program, *args = shlex.split(line.partition(" -- ")[2])
        found.append({"command": program, "args": args})
    return found


@pytest.mark.parametrize("service", services(), ids=lambda each: " ".join(each["args"]))
def test_what_clients_are_told_starts_the_service(service: dict[str, Any], tmp_path: Path) -> None:
    words = [str(tmp_path) if word in PLACES else word for word in service["args"]]
    first = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }  # fmt: skip

    made = subprocess.run(
        command(*words), input=json.dumps(first) + "\n", capture_output=True, text=True,
        cwd=tmp_path, env=environment(**service.get("env", {})), timeout=60,
    )  # fmt: skip

    assert ("mockcraft", 0) == (service["command"], made.returncode), made.stderr
    assert "mockcraft" == json.loads(made.stdout)["result"]["serverInfo"]["name"]


def test_it_names_every_tool_and_bound() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert list(tools(McpConfig(Path()))) == listed
    assert f"{MAX_BYTES:,} bytes" in PAGE
    assert {"mockcraft://docs/schema-file.md", "mockcraft://schema.json"} <= set(documents())


def test_the_wheel_has_the_documents() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    pages = [uri.rpartition("/")[2] for uri in documents() if "/docs/" in uri]
    assert {f"docs/{name}": f"mockcraft/docs/{name}" for name in sorted(pages)} == included
