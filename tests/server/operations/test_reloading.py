"""Files that are read again: whatever changes is read, and one that is gone is told."""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig
from mockcraft.server.reloading import Reload, Reloading, stamps_of

PATIENCE_S = 30


class Slow:
    """A reader of a file, which waits before it is done."""

    def __init__(self, path: Path) -> None:
        self.path, self.read = path, list[str]()
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self) -> Iterable[str]:
        self.read.append(self.path.read_text())
        self.began.set()
        assert self.go.wait(PATIENCE_S)
        return ()


async def done(reloading: Reloading) -> None:
    assert reloading._running is not None
    await asyncio.wait_for(reloading._running, PATIENCE_S)


@pytest.mark.parametrize("signal", [False, True])
def test_what_changes_while_files_are_read_is_read_after_that(tmp_path: Path, signal: bool) -> None:
    path = tmp_path / "file"
    path.write_text("a")
    slow = Slow(path)
    reloading = Reloading(Reload("files", (str(path),), stamps_of([str(path)]), slow))

    async def run() -> None:
        path.write_text("bb")
        reloading.tick()
        await asyncio.to_thread(slow.began.wait, PATIENCE_S)
        path.write_text("ccc")
        if signal:
            reloading.begin()
        else:
            reloading.tick()
        slow.go.set()
        await done(reloading)

    asyncio.run(run())
    assert slow.read == ["bb", "ccc"]


def key(name: str) -> str:
    return f"{name}: {{sha256: {hashlib.sha256(name.encode()).hexdigest()}}}\n"


def test_what_changes_between_the_first_reading_and_the_start_is_read_again(tmp_path: Path) -> None:
    keys, schema = tmp_path / "keys.yaml", tmp_path / "one.yaml"
    keys.write_text(key("a"))
    schema.write_text("tables: {t: {count: 3, columns: {name: first_name}}}\n")
    config = ServerConfig(api_keys=str(keys), schemas=(str(schema),), reload_schemas=True)
    app = create_app(config)
    keys.write_text(key("a") + key("b"))
    schema.write_text("tables: {t: {count: 4567, columns: {name: first_name}}}\n")
    changed: dict[str, list[str]] = {}

    async def run() -> None:
        async with app.router.lifespan_context(app):
            for each in app.state.reloads:
                reloading = Reloading(
                    each._replace(read=lambda each=each: changed.setdefault(each.what, each.read()))
                )
                reloading.tick()
                await done(reloading)

    asyncio.run(run())
    assert changed == {"API keys": ["b"], "schemas": ["one"]}


def test_a_file_that_is_gone_is_told_once_and_read_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys"
    path.write_text("a")
    read = list[str]()

    def reader() -> Iterable[str]:
        read.append(path.read_text())
        return ("a",)

    reloading = Reloading(Reload("API keys", (str(path),), stamps_of([str(path)]), reader))

    async def run() -> None:
        path.unlink()
        reloading.tick()
        assert not caplog.messages  # as an editor does that writes a file anew
        for _ in range(5):
            reloading.tick()
        path.write_text("bb")
        reloading.tick()
        await done(reloading)
        path.unlink()
        for _ in range(5):
            reloading.tick()

    with caplog.at_level(logging.WARNING, "mockcraft.server"):
        asyncio.run(run())
    assert caplog.messages == [f"{path} is gone: API keys stay as they were until it is back"] * 2
    assert read == ["bb"]
