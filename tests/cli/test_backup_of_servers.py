"""The commands about backups, of databases on servers: what they print, their exit codes, and no password anywhere."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockcraft.databases.postgresql import tools
from servers.mysql import program

from .conftest import Answer

Inside = Callable[..., Answer]
ENGINES = ("postgresql", "mariadb", "mysql", "mongodb", "redis")
SCHEMA = "tables: {users: {count: 20, columns: {id: {generator: sequence, primary_key: true}, name: {generator: name}}}}"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: str
) -> Any:
    """A server, whose programs are on the PATH; a schema file is there."""
    if engine == "mysql":
        monkeypatch.setenv("PATH", f"{program('mysqldump').parent}:{os.environ['PATH']}")
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    return request.getfixturevalue(f"{engine}_server")


@pytest.fixture
def uris(server: Any) -> Iterator[tuple[str, str]]:
    """URIs of two empty databases."""
    made = server.new_database(), server.new_database()
    yield made
    for each in made:
        server.drop_database(each)


def without_password(answer: Answer, uri: str) -> Answer:
    password = urlsplit(uri).password
    assert not password or password not in answer.out + answer.err
    return answer


def test_backups_are_taken_listed_verified_and_restored(
    inside: Inside, uris: tuple[str, str], tmp_path: Path, engine: str
) -> None:
    uri, other = uris

    def run(*words: str) -> Answer:
        return without_password(inside(*words), uri)

    assert 0 == run("seed", "shop.yaml", "--db", uri).code
    taken = run("backup", "--db", uri, "--path", "b's c", "--keep", "2")
    folder = tmp_path / taken.out.strip()
    rows = re.search(r"tables?, ([\d,]+) rows, .*, verified\n", taken.err)
    assert (0, "b's c") == (taken.code, folder.parent.name), taken.err
    assert rows
    listed = run("backups", "--path", "b's c").out
    product = {"mariadb": "MariaDB ", "mysql": "MySQL "}.get(engine, engine)
    assert listed.startswith(f"{folder.name}  {product}") and listed.endswith("verified\n")
    whole = run("verify", "--latest", "--path", "b's c", "--db", other)
    assert (0, True) == (whole.code, f" {rows[1]} rows as they were in" in whole.out), whole.err
    assert " not compared" not in whole.err

    restore = ("restore", "--latest", "--path", "b's c", "--db", other)
    assert [0, 4, 2, 0] == [
        run(*restore, *flags).code for flags in ((), (), ("--clean",), ("--clean", "--yes"))
    ]
    appended = ("seed", "shop.yaml", "--db", other, "--append", "--backup", "--backup-path", "a")
    assert 0 == run(*appended).code
    (before,) = (tmp_path / "a").iterdir()
    assert f" {rows[1]} rows" in run("backups", "--path", "a").out
    assert f" {rows[1]} rows" in run("restore", str(before), "--db", other, "--clean", "--yes").err

    for _ in range(2):
        last = run("backup", "--db", uri, "--path", "b's c", "--keep", "2", "--no-verify")
    assert f"{folder.name} was removed" in last.err
    assert "not verified: it was not restored and compared" in last.err
    assert 2 == len(list(folder.parent.iterdir()))
    password = urlsplit(uri).password
    for path in (each for each in tmp_path.rglob("*") if each.is_file() and password):
        assert str(password).encode() not in path.read_bytes()


def test_what_is_in_the_way_is_told(
    inside: Inside, uris: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri, _ = uris
    inside("seed", "shop.yaml", "--db", uri)
    parts = urlsplit(uri)
    wrong = parts._replace(
        netloc=f"{parts.username or 'me'}:not-the-word@{parts.hostname}:{parts.port}"
    )
    nobody = parts._replace(
        netloc=f"{parts.username or 'me'}:not-the-word@127.0.0.1:1",
        query="serverSelectionTimeoutMS=200" * (parts.scheme == "mongodb"),  # waits for it to come
    )
    for each in (wrong.geturl(), nobody.geturl()):
        for words in (
            ("backup", "--db", each, "--path", "b"),
            ("seed", "shop.yaml", "--db", each, "--append", "--backup", "--backup-path", "b"),
        ):
            told = inside(*words)
            assert told.code == 4 or (words[0], told.code) == ("seed", 3), told
            assert re.search(f"{parts.hostname}:({parts.port}|1)", told.err), told.err
            assert "not-the-word" not in told.err and "Traceback" not in told.err
    (tmp_path / "file").write_text("")
    assert 4 == inside("backup", "--db", uri, "--path", "file/b").code
    monkeypatch.setattr(tools, "FOLDERS", str(tmp_path))
    bare = inside("backup", "--db", uri, "--path", "b", PATH="")
    if parts.scheme in ("mongodb", "redis"):
        assert 0 == bare.code, bare.err
    else:
        assert (4, True) == (
            bare.code,
            bool(re.search("dump is not installed.*install ", bare.err)),
        )
        assert not (tmp_path / "b").exists()
