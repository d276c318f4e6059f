"""The guides: their readers make the files, type the commands, and see what the page says."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.reader import ROOT, Reader, pattern, steps

GUIDES = (
    "start", "generate", "files", "inspection", "scaling", "recipes", "troubleshooting",
)  # fmt: skip
SERVERS = {"postgresql://user@host/database": "postgresql", "redis://host/0": "redis"}


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A guide's."""
    given: str = request.param
    return given


@pytest.fixture
def addresses(name: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Those of databases that run, for those that the guide names."""
    text = page(name)
    return {
        shown: request.getfixturevalue(server) for shown, server in SERVERS.items() if shown in text
    }


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    them = Reader(tmp_path, {"8080": port})
    yield them
    them.leave()


@pytest.mark.parametrize("name", GUIDES, indirect=True)
def test_a_guide_can_be_followed(name: str, addresses: dict[str, str], reader: Reader) -> None:
    reader.addresses |= addresses
    todo = steps(page(name))
    if name == "scaling":  # which speaks of the file that "start" has its readers make
        reader.do(next(each for each in steps(page("start")) if each.file == "shop.yaml"))
    assert [each for each in todo if each.command]
    for each in todo:
        reader.do(each)


def test_what_a_page_says_is_printed_is_looked_at(reader: Reader) -> None:
    (wrong,) = steps("```console\n$ mockcraft generate firstname --seed 1\nKevin\n```\n")
    with pytest.raises(AssertionError, match="Rebecca"):
        reader.do(wrong)


def test_a_command_that_fails_is_seen(reader: Reader) -> None:
    (wrong,) = steps("```console\n$ mockcraft generate nothing\n```\n")
    with pytest.raises(AssertionError, match="there is no generator"):
        reader.do(wrong)


def test_three_dots_stand_for_what_differs() -> None:
    printed = pattern("1 row in … s\n…\nend\n")

    assert printed.fullmatch("1 row in 0.3 s\nmore\nand more\nend\n")
    assert not printed.fullmatch("2 rows in 0.3 s\nend\n")
    assert not re.fullmatch(printed, "1 row in 0.3 s\nend\nmore\n")


def test_a_message_of_the_troubleshooting_page_is_one_of_ours() -> None:
    sources = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "packaging" / "launcher").glob("*.c"),
        *(ROOT / "packaging" / "bundle").glob("*.py"),
    ]
    code = "\n".join(each.read_text(encoding="utf-8") for each in sources)
    messages = re.findall(r"^\| `([^`]+)` \|", page("troubleshooting"), re.MULTILINE)

    assert len(messages) > 10
    assert [] == [each for each in messages if each not in code]
