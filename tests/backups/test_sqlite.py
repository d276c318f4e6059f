"""Backups of SQLite: equal to what was there, whoever writes meanwhile, and never a half one."""

import resource
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from mockcraft.backups.folders import backups_in, prune
from mockcraft.backups.manifest import NAME, read_manifest
from mockcraft.backups.restoring import foresee, restore
from mockcraft.backups.taking import Backup, BackupOptions, take
from mockcraft.backups.verifying import verify
from mockcraft.databases.sqlite import archiver
from mockcraft.databases.sqlite.archiver import FILE, SCRATCH, SqliteArchiver, scratch
from mockcraft.errors import BackupError

from .children import killed_in_it, seconds_of
from .rich import held, make

KILLS = 20


def quiet(what: str, done: int, total: int) -> None:
    """Takes a report, and does nothing with it."""


def backup(path: Path, parent: Path, **options: object) -> Backup:
    made = BackupOptions(parent, **options)  # type: ignore[arg-type]
    return take(SqliteArchiver(path), "sqlite", made, scratch, quiet)


def put_back(folder: Path, path: Path, replaces: bool = False) -> None:
    made = SqliteArchiver(path)
    restore(made, foresee(made, "sqlite", folder, quiet), replaces, quiet)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "it's a shop.db"
    make(path)
    return path


@pytest.mark.parametrize("compression", ["zstd", "gzip", "none"])
def test_what_is_restored_is_what_was_there(source: Path, tmp_path: Path, compression: str) -> None:
    taken = backup(source, tmp_path / "b", compression=compression)
    put_back(taken.folder, tmp_path / "copy.db")

    assert held(source) == held(tmp_path / "copy.db")
    assert taken.folder.name.startswith("it_s_a_shop-")
    assert verify(scratch, taken.folder, quiet) == taken.manifest == read_manifest(taken.folder)
    assert 204 == taken.manifest.contents.tables["odd name's"].rows
    assert {"b", "copy.db", source.name} == {each.name for each in tmp_path.iterdir()}


def test_the_digest_depends_on_values_and_not_on_their_order(tmp_path: Path) -> None:
    def digest(name: str, values: str) -> object:
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"CREATE TABLE t (v); INSERT INTO t VALUES {values};")
        return SqliteArchiver(path).contents(quiet)

    assert digest("a", "(1), (2), (2)") == digest("b", "(2), (1), (2)")
    for number, other in enumerate(
        ["(1), (1), (2)", "(1), (2), (2.0)", "(1), ('2'), (2)", "(1), (2), (NULL)"]
    ):
        assert digest("a" + str(number), "(1), (2), (2)") != digest(str(number), other)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_backup_is_of_one_moment_while_others_write(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "busy.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"PRAGMA journal_mode = {mode}; CREATE TABLE a (n, pad); CREATE TABLE b (n, pad);"
        )
    ended = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
            for number in range(1_000_000):
                if ended.is_set():
                    return
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO a VALUES (?, randomblob(20000))", (number,))
                connection.execute("INSERT INTO b VALUES (?, randomblob(20000))", (number,))
                connection.execute("COMMIT")
                time.sleep(0.01)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        time.sleep(0.3)
        tables = [backup(path, tmp_path / "b").manifest.contents.tables for _ in range(4)]
    finally:
        ended.set()
        thread.join()

    rows = [(each["a"].rows, each["b"].rows) for each in tables]
    assert all(a == b for a, b in rows)  # each transaction adds one row to both
    assert rows[0] < rows[-1]


def test_every_flipped_byte_is_found(source: Path, tmp_path: Path) -> None:
    folder = backup(source, tmp_path / "b").folder
    data, manifest = folder / f"{FILE}.zst", folder / NAME
    length = data.stat().st_size
    for path, places in (
        (data, [length * n // 100 for n in range(100)]),
        (manifest, range(manifest.stat().st_size)),
    ):
        whole = path.read_bytes()
        for place in places:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(BackupError, match="damaged|missing|no part|newer"):
                verify(scratch, folder, quiet)
        path.write_bytes(whole)
    verify(scratch, folder, quiet)


def test_a_backup_that_lacks_or_has_a_file_is_refused(source: Path, tmp_path: Path) -> None:
    folder = backup(source, tmp_path / "b").folder
    data = folder / f"{FILE}.zst"
    whole = data.read_bytes()
    data.write_bytes(whole[:-1])
    with pytest.raises(BackupError, match=f"has {len(whole) - 1:,} bytes"):
        verify(scratch, folder, quiet)
    data.unlink()
    with pytest.raises(BackupError, match="is missing"):
        verify(scratch, folder, quiet)
    data.write_bytes(whole)
    (folder / "more").write_text("x")
    with pytest.raises(BackupError, match="is no part of the backup"):
        verify(scratch, folder, quiet)


def test_a_database_that_holds_something_is_replaced_only_where_it_may(
    source: Path, tmp_path: Path
) -> None:
    folder = backup(source, tmp_path / "b").folder
    target = tmp_path / "target.db"
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript("CREATE TABLE mine (id); INSERT INTO mine VALUES (1);")
    before = held(target)
    with pytest.raises(BackupError, match=r"holds mine already \(give --clean"):
        put_back(folder, target)
    assert before == held(target)

    put_back(folder, target, replaces=True)

    assert held(source) == held(target)


def test_a_restore_that_cannot_write_leaves_the_database(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiver, "LOCK_WAIT_S", 0.2)
    folder = backup(source, tmp_path / "b").folder
    target = tmp_path / "target.db"
    make(target, 3)
    before = held(target)
    with closing(sqlite3.connect(target, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="locked"):
            put_back(folder, target, replaces=True)
        other.execute("ROLLBACK")
    assert before == held(target)
    with pytest.raises(BackupError, match="does not exist"):
        put_back(folder, tmp_path / "no" / "target.db")


def test_a_failed_verification_leaves_no_backup(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = SqliteArchiver.load

    def less(self: SqliteArchiver, *arguments: object) -> None:
        original(self, *arguments)  # type: ignore[arg-type]
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("DELETE FROM orders WHERE line = 0")

    monkeypatch.setattr(SqliteArchiver, "load", less)
    with pytest.raises(BackupError, match="table orders has 200 rows, not 201"):
        backup(source, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_only_the_newest_are_kept(source: Path, tmp_path: Path) -> None:
    parent = tmp_path / "b"
    folders = [backup(source, parent, verify=False).folder for _ in range(4)]
    make(tmp_path / "other.db", 1)
    other = backup(tmp_path / "other.db", parent, verify=False).folder
    (parent / "it_s_a_shop-mine").mkdir()

    assert 4 == len(set(folders))
    assert folders[:3] == prune(parent, folders[-1], 1)
    assert {folders[-1], other} == {each.folder for each in backups_in(parent)}
    assert (parent / "it_s_a_shop-mine").is_dir()


def test_a_backup_that_was_killed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source, parent = tmp_path / "s.db", tmp_path / "b"
    make(source, 5_000)
    whole = seconds_of(lambda: backup(source, parent))
    shutil.rmtree(parent)
    for kill in range(KILLS):
        killed_in_it(lambda: backup(source, parent), whole * kill / KILLS)
    for each in backups_in(parent):
        verify(scratch, each.folder, quiet)  # one that was complete a moment before

    taken = backup(source, parent)

    put_back(taken.folder, tmp_path / "copy.db")
    assert held(source) == held(tmp_path / "copy.db")
    assert not list(parent.glob("*.unfinished"))
    assert not list(tmp_path.glob(f"{SCRATCH}*"))


def test_a_restore_that_was_killed_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "s.db", tmp_path / "t.db"
    make(source, 5_000)
    make(target, 10)
    folder = backup(source, tmp_path / "b", verify=False).folder
    before, after = held(target), held(source)
    kept = target.read_bytes()
    whole = seconds_of(lambda: put_back(folder, target, replaces=True))
    seen = set()
    for kill in range(KILLS):
        target.write_bytes(kept)
        killed_in_it(lambda: put_back(folder, target, replaces=True), whole * kill / KILLS)
        with closing(sqlite3.connect(target)) as connection:  # takes back what was begun
            assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
        now = held(target)
        assert now in (before, after)
        seen.add(now == before)
    assert True in seen

    put_back(folder, target, replaces=True)
    assert after == held(target)
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_folder_that_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupError, match="file is no folder"):
        backup(source, tmp_path / "file" / "b")


def test_a_full_disk_leaves_nothing(source: Path, tmp_path: Path) -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        with pytest.raises(BackupError, match="disk"):
            backup(source, tmp_path / "b")

    seconds_of(limited)
    assert not (tmp_path / "b").exists()
