"""Backups of SQLite: equal to what was there, whoever writes meanwhile, and never a half one."""

import errno
import json
import os
import re
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockcraft.backups.compression import Files
from mockcraft.backups.folders import backups_in, latest, latest_whole
from mockcraft.backups.manifest import NAME, _digest, _text, read_manifest
from mockcraft.backups.pruning import Pruned, prune
from mockcraft.backups.restoring import foresee, restore
from mockcraft.databases.sqlite import archiver, contents
from mockcraft.databases.sqlite.archiver import FILE, SCRATCH, SqliteArchiver, scratch
from mockcraft.errors import BackupError

from .children import NEVER, Moments, killed_behind, killed_by_itself
from .common import Commands, quiet
from .rich import held, make

COMMANDS = Commands("sqlite", SqliteArchiver, lambda path: scratch())
backup, put_back = COMMANDS.backup, COMMANDS.put_back


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
    assert taken.manifest == COMMANDS.verify(taken.folder, source)
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
    COMMANDS.check_flips(backup(source, tmp_path / "b").folder, source, step=1)


def test_a_backup_that_lacks_or_has_a_file_is_refused(source: Path, tmp_path: Path) -> None:
    folder = backup(source, tmp_path / "b").folder
    data = folder / f"{FILE}.zst"
    whole = data.read_bytes()
    data.write_bytes(whole[:-1])
    with pytest.raises(BackupError, match=f"has {len(whole) - 1:,} bytes"):
        COMMANDS.verify(folder, source)
    data.unlink()
    with pytest.raises(BackupError, match="is missing"):
        COMMANDS.verify(folder, source)
    data.write_bytes(whole)
    (folder / "more").write_text("x")
    with pytest.raises(BackupError, match="is no part of the backup"):
        COMMANDS.verify(folder, source)


def test_an_empty_file_is_an_empty_database(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert SqliteArchiver(path).exists()
    taken = backup(path, tmp_path / "b")
    put_back(taken.folder, tmp_path / "copy.db")
    put_back(taken.folder, source, replaces=True)

    assert {} == taken.manifest.contents.tables
    assert held(path) == held(tmp_path / "copy.db") == held(source)
    assert {} == SqliteArchiver(source).present()


def test_damaged_compression_is_told(tmp_path: Path) -> None:
    files = Files(tmp_path, "zstd")
    with files.writing("data") as file:
        file.write(b"x" * 1000)
    path = files.path("data")
    path.write_bytes(path.read_bytes()[:8] + b"no more")
    with pytest.raises(BackupError, match=r"data\.zst is damaged: "), files.reading("data") as file:
        file.read(1000)
    with (
        pytest.raises(BackupError, match=r"data\.zst: no space left on device \(free"),
        files.reading("data"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("server",), None),
        (("database",), 5),
        (("format",), 0),
        (("format",), True),
        (("contents", "tables", "t", "rows"), "x"),
        (("contents", "definitions"), []),
        (("files", "database.sqlite.zst", "bytes"), 1.5),
    ],
)
def test_a_manifest_of_other_types_is_damaged_though_its_hash_is_right(
    tmp_path: Path, place: tuple[str, ...], value: object
) -> None:
    folder = plain_backup(tmp_path)
    path = folder / NAME
    whole = json.loads(path.read_text())
    del whole["sha256"]
    within = whole
    for each in place[:-1]:
        within = within[each]
    assert place[-1] in within
    within[place[-1]] = value
    path.write_text(_text(whole | {"sha256": _digest(whole)}))

    with pytest.raises(BackupError, match="is damaged, or has been changed"):
        read_manifest(folder)
    assert ["is damaged" in each.wrong for each in backups_in(tmp_path / "backups")] == [True]


def test_backups_of_another_user_are_listed_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = plain_backup(tmp_path)
    other = mine.with_name("x-20990131T120000Z")
    other.mkdir()
    stat = os.stat

    def denied(path: Any, **options: Any) -> os.stat_result:
        if Path(path) == other / NAME:
            raise PermissionError(errno.EACCES, "Permission denied")
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", denied)
    there = backups_in(mine.parent)

    assert [mine, other] == [each.folder for each in there]
    assert "permission denied" in there[1].wrong
    assert mine == latest(mine.parent)


def test_a_long_name_of_wide_characters_is_restored(tmp_path: Path) -> None:
    folder = plain_backup(tmp_path)
    path = tmp_path / f"{'数' * 80}.db"
    put_back(folder, path)
    assert path.is_file()


def test_verifications_at_the_same_moment_leave_one_another_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one's sweep comes between the making of a folder and its lock, as often as may be."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make, left = tempfile.mkdtemp, [archiver.ATTEMPTS - 1]

    def swept(**options: Any) -> str:
        made: str = make(**options)
        if left[0]:
            left[0] -= 1
            archiver._sweep()
            assert not os.path.exists(made)
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", swept)
    with scratch():
        assert 0 == left[0]
    assert [] == os.listdir(tmp_path)


def plain_backup(folder: Path) -> Path:
    path = folder / "shop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    return backup(path, folder / "backups", verify=False).folder


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=f"^{re.escape(str(tmp_path / 'source'))}: no such file"):
        Files(tmp_path, "none").add("data", tmp_path / "source")


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


@pytest.mark.parametrize("there", ["no file", "a file", "a write-ahead log"])
def test_what_comes_meanwhile_is_not_replaced(source: Path, tmp_path: Path, there: str) -> None:
    folder, target = backup(source, tmp_path / "b", verify=False).folder, tmp_path / "t.db"
    if there != "no file":
        with closing(sqlite3.connect(target)) as connection:
            mode = "wal" if there == "a write-ahead log" else "delete"
            connection.executescript(
                f"PRAGMA journal_mode = {mode}; CREATE TABLE t (a); DROP TABLE t;"
            )
    COMMANDS.check_newcomers(folder, target, lambda: make(target, 3), held, begun=False)


def test_others_wait_while_an_empty_file_is_filled(source: Path, tmp_path: Path) -> None:
    folder, target = backup(source, tmp_path / "b", verify=False).folder, tmp_path / "t.db"

    def write(*report: object) -> None:
        with (
            closing(sqlite3.connect(target, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("CREATE TABLE mine (a)")

    SqliteArchiver(target).load(Files(folder, "zstd"), False, write)
    assert held(source) == held(target)


def test_a_restore_that_fails_removes_the_file_that_it_made_and_no_other(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, target = backup(source, tmp_path / "b", verify=False).folder, tmp_path / "t.db"
    files = Files(folder, "zstd")
    connect = contents.connect

    def failing(path: Path, mode: str) -> sqlite3.Connection:
        if path == target:
            raise sqlite3.OperationalError("disk I/O error")
        return connect(path, mode)

    def coming(path: Path, mode: str) -> sqlite3.Connection:
        if path == target:
            make(target, 3)
        return connect(path, mode)

    monkeypatch.setattr(archiver, "connect", failing)
    with pytest.raises(BackupError, match="I/O error"):
        SqliteArchiver(target).load(files, False, quiet)
    assert not target.exists()
    monkeypatch.setattr(archiver, "connect", coming)
    with pytest.raises(BackupError, match="by now"):
        SqliteArchiver(target).load(files, False, quiet)
    make(tmp_path / "as made.db", 3)
    assert held(tmp_path / "as made.db") == held(target)


def test_a_restore_that_cannot_write_leaves_the_database(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "LOCK_WAIT_S", 0.2)
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


def test_a_view_is_not_replaced_unasked(source: Path, tmp_path: Path) -> None:
    folder, target = backup(source, tmp_path / "b", verify=False).folder, tmp_path / "t.db"
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("CREATE VIEW v AS SELECT 1 AS one")
    with pytest.raises(BackupError, match=r"holds view v already \(give --clean"):
        put_back(folder, target)


def test_only_the_newest_are_kept(source: Path, tmp_path: Path) -> None:
    parent = tmp_path / "b"
    taken = [backup(source, parent, verify=False) for _ in range(4)]
    made = [each.folder for each in taken]
    namesake = tmp_path / "elsewhere" / source.name
    namesake.parent.mkdir()
    make(namesake, 1)
    other = backup(namesake, parent, verify=False).folder
    mine = parent / f"{made[0].name.partition('-')[0]}-20200101T000000Z"
    mine.mkdir()
    (mine / "manifest.json").write_text('{"mine": 1}')
    link = parent / f"{made[0].name.partition('-')[0]}-20200102T000000Z"
    link.symlink_to(made[-1])

    assert 4 == len(set(made))
    for place in (0, 2):  # are not whole any more
        (made[place] / f"{FILE}.zst").unlink()
    assert [f"{FILE}.zst is missing", "", f"{FILE}.zst is missing", ""] == [
        each.wrong for each in backups_in(parent) if each.folder in made
    ]
    assert Pruned(tuple(made[:1])) == prune(made[-1], taken[-1].manifest, 2)
    assert Pruned(tuple(made[1:3])) == prune(made[-1], taken[-1].manifest, 1)
    assert {made[-1], other, mine, link} == {each.folder for each in backups_in(parent)}


def test_the_one_just_taken_stays_though_another_is_dated_later(
    source: Path, tmp_path: Path
) -> None:
    parent = tmp_path / "b"
    ahead = backup(source, parent, verify=False).folder.rename(parent / "shop-20991231T000000Z")
    older = backup(source, parent, verify=False).folder

    taken = backup(source, parent, verify=False, keep=2)
    assert (older,) == taken.removed
    assert f"dated later than this one, so that --latest means them: {ahead} (rem" in taken.warning
    assert {ahead, taken.folder} == {each.folder for each in backups_in(parent)}
    last = backup(source, parent, verify=False, keep=1)
    assert [last.folder] == [each.folder for each in backups_in(parent)]


def test_files_of_one_relative_name_in_two_folders_are_two_databases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, taken = tmp_path / "b", []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        make(Path("shop.db"), 2)
        taken.append(backup(Path("shop.db"), parent, verify=False, keep=1))

    folders = [each.folder for each in taken]
    assert folders == [each.folder for each in backups_in(parent)]
    for name, folder in zip(("one", "two"), folders, strict=True):
        monkeypatch.chdir(tmp_path / name)
        assert (folder, []) == latest_whole(
            parent, "sqlite", SqliteArchiver(Path("shop.db")).target
        )
    before = replace(taken[0].manifest, database="shop.db")  # as it was written before
    (folders[0] / NAME).write_text(before.text)
    again = backup(Path("shop.db"), parent, verify=False, keep=1)
    assert [folders[0], again.folder] == [each.folder for each in backups_in(parent)]


def test_an_older_one_that_stays_costs_the_new_one_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = tmp_path / "b"
    first, second, third = (backup(source, parent, verify=False).folder for _ in range(3))
    rename = os.rename

    def kept(path: Path, to: Path) -> None:
        if path == second:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        rename(path, to)

    monkeypatch.setattr(os, "rename", kept)
    taken = backup(source, parent, verify=False, keep=1)

    assert f"older backups stay: {second}: permission denied" == taken.warning
    assert (first, third) == taken.removed
    assert {second, taken.folder} == {each.folder for each in backups_in(parent)}
    assert 2 == len(list(parent.iterdir()))


def test_one_that_is_removed_has_no_name_when_it_is_not_whole(source: Path, tmp_path: Path) -> None:
    parent = tmp_path / "b"
    first = backup(source, parent, verify=False).folder

    def killed() -> None:
        moments = Moments(0)
        moments.watch(
            shutil, "rmtree", lambda path: (path / NAME).exists() and first.name in str(path)
        )
        backup(source, parent, verify=False, keep=1)

    killed_by_itself(killed)
    (taken,) = backups_in(parent)
    assert (first, "") != (taken.folder, taken.wrong)
    assert list(parent.glob("*.unfinished"))
    backup(source, parent, verify=False)
    assert not list(parent.glob("*.unfinished"))


def test_what_fails_once_it_has_its_name_is_a_warning(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, fsync = os.rename, os.fsync
    named: list[Path] = []

    def settled(file: int) -> None:
        if named:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(file)

    def renamed(path: Path, to: Path) -> None:
        rename(path, to)
        named.append(to)

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "fsync", settled)
    taken = backup(source, tmp_path / "b", verify=False)

    assert f"once the backup was complete: {tmp_path / 'b'}: input/output error" == taken.warning
    assert [taken.folder] == [each.folder for each in backups_in(tmp_path / "b")]


def test_damaged_ones_are_passed_over(source: Path, tmp_path: Path) -> None:
    parent = tmp_path / "b"
    first, second = (backup(source, parent, verify=False).folder for _ in range(2))
    (second / f"{FILE}.zst").unlink()

    folder, passed = latest_whole(parent, "sqlite", str(source))
    assert (first, [second]) == (folder, [each.folder for each in passed])
    assert second == latest(parent)
    (first / f"{FILE}.zst").unlink()
    with pytest.raises(
        BackupError, match=rf"{second.name} is damaged: .* is missing, and so are all"
    ):
        latest_whole(parent, "sqlite", str(source))


def test_databases_of_one_name_are_backed_up_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "shop.db" for number in range(4)]
    for each in paths:
        each.parent.mkdir()
        make(each, 2000)
    with ThreadPoolExecutor() as pool:
        taken = list(pool.map(lambda each: backup(each, tmp_path / "b", verify=False), paths))

    assert [str(each) for each in paths] == [each.manifest.database for each in taken]
    assert {each.folder for each in taken} == {each.folder for each in backups_in(tmp_path / "b")}
    assert 4 == len(list((tmp_path / "b").iterdir()))


def test_the_newest_one_is_that_of_the_database(source: Path, tmp_path: Path) -> None:
    parent, later = tmp_path / "b", tmp_path / "later.db"
    shop = backup(source, parent, verify=False)
    assert latest_whole(parent, "sqlite", "copy.db") == (shop.folder, [])
    make(later, 1)
    newest = backup(later, parent, verify=False)

    assert latest(parent) == newest.folder
    assert latest_whole(parent, "sqlite", shop.manifest.database) == (shop.folder, [])
    with pytest.raises(BackupError, match=r"has backups of .*, .*later\.db, and none of copy\.db"):
        latest_whole(parent, "sqlite", "copy.db")
    with pytest.raises(BackupError, match="there is no backup of mysql in it"):
        latest(parent, "mysql")


def test_a_backup_that_was_killed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source, parent = tmp_path / "s.db", tmp_path / "b"
    make(source, 1_000)
    COMMANDS.check_kills(source, parent, is_thorough=True)

    taken = backup(source, parent)

    put_back(taken.folder, tmp_path / "copy.db")
    assert held(source) == held(tmp_path / "copy.db")
    assert not list(parent.glob("*.unfinished"))
    assert not list(tmp_path.glob(f"{SCRATCH}*"))


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_restore_that_was_killed_leaves_the_database_as_it_was(tmp_path: Path, mode: str) -> None:
    source, target = tmp_path / "s.db", tmp_path / "t.db"
    for path, rows in ((source, 2_000), (target, 10)):
        make(path, rows)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode = {mode}")
    folder = backup(source, tmp_path / "b", verify=False).folder
    before, after = held(target), held(source)

    def restored(moments: Moments) -> None:
        archived = SqliteArchiver(target)
        restoring = foresee(archived, "sqlite", folder, moments.report)
        restore(archived, restoring, True, moments.report)

    def as_it_writes(begin: Callable[[], None]) -> None:
        put = archiver._put

        def limited(*given: Any) -> None:
            begin()
            put(*given)

        archiver._put = limited  # type: ignore[assignment]
        restored(Moments(NEVER))

    kept, begun, size = target.read_bytes(), 0, source.stat().st_size
    for place in range(0, size, size // 6):
        killed_behind(as_it_writes, place)
        begun += kept != target.read_bytes() or Path(f"{target}-wal").exists()
        assert before == sound(target)
    assert begun > 2
    for at, expected in (("reading", before), ("restoring", after)):  # a report comes behind each
        killed_by_itself(lambda: restored(Moments(at)))  # noqa: B023
        assert expected == sound(target)

    put_back(folder, target, replaces=True)
    assert after == held(target)
    assert not list(tmp_path.glob("*.unfinished"))


def sound(path: Path) -> list[object]:
    """What a database holds, once SQLite has taken back what a killed program had begun."""
    with closing(sqlite3.connect(path)) as connection:
        assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
    return held(path)


def test_a_full_disk_and_a_folder_that_is_none_leave_nothing(source: Path, tmp_path: Path) -> None:
    COMMANDS.check_disk(source, tmp_path)


def test_the_disk_that_is_full_is_named(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def with_little_room(path: Path) -> sqlite3.Connection:
        """The copy's connection: that of the source is opened by a URI."""
        connection = connect(path)
        connection.execute("PRAGMA max_page_count = 2")
        return connection

    def opened(path: Any, **options: Any) -> sqlite3.Connection:
        return connect(path, **options) if options else with_little_room(path)

    monkeypatch.setattr(sqlite3, "connect", opened)
    with pytest.raises(BackupError, match=r"b/.*\.sqlite\.copy: no space left .*another folder"):
        backup(source, tmp_path / "b")
    assert not (tmp_path / "b").exists()


OF_AN_APPLICATION = """
CREATE TABLE a (n TEXT COLLATE mine PRIMARY KEY, v);
CREATE TABLE b (n TEXT COLLATE mine PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE c (v TEXT, w TEXT GENERATED ALWAYS AS (ours(v)) VIRTUAL, x TEXT AS (ours(v)) STORED, CHECK (ours(v) <> ''));
CREATE INDEX i ON c (ours(v));
CREATE VIEW w AS SELECT ours(v) FROM c;
INSERT INTO a VALUES ('q', 1), ('b', 2);
INSERT INTO b SELECT * FROM a;
INSERT INTO c (v) SELECT n FROM a;
"""


def test_what_an_application_has_taught_sqlite_need_not_be_known(tmp_path: Path) -> None:
    def opened(name: str) -> sqlite3.Connection:
        connection = sqlite3.connect(tmp_path / name)
        connection.create_collation("mine", lambda a, b: (a < b) - (a > b))
        connection.create_function("ours", 1, lambda text: f"{text}!", deterministic=True)
        return connection

    with closing(opened("own.db")) as connection:
        connection.executescript(OF_AN_APPLICATION)
    taken = backup(tmp_path / "own.db", tmp_path / "b")
    put_back(taken.folder, tmp_path / "copy.db")

    assert "indexes and constraints were not checked: " in taken.manifest.caveat
    assert {"a": 2, "b": 2, "c": 2} == {
        name: each.rows for name, each in taken.manifest.contents.tables.items()
    }
    with closing(opened("copy.db")) as connection:
        assert [("q",), ("b",)] == connection.execute("SELECT n FROM b").fetchall()
        assert [("q", "q!", "q!"), ("b", "b!", "b!")] == connection.execute(
            "SELECT * FROM c"
        ).fetchall()
        assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
        connection.execute("UPDATE c SET v = 'z' WHERE v = 'q'")
        connection.commit()
    with pytest.raises(BackupError, match=r"holds a, b, c, view w already \(give --clean"):
        put_back(taken.folder, tmp_path / "copy.db")
    (told,) = taken.manifest.contents.differences(
        SqliteArchiver(tmp_path / "copy.db").contents(quiet)
    )
    assert "table c has other values" in told


def test_a_database_with_damaged_rows_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE t (a); INSERT INTO t VALUES (1), (NULL); PRAGMA writable_schema = 1;"
            "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a NOT NULL)';"
        )
    taken = backup(path, tmp_path / "b")
    assert taken.manifest.caveat == (
        "the database itself is damaged, and so is its backup: NULL value in t.a"
    )
    put_back(taken.folder, tmp_path / "copy.db")
    assert held(path) == held(tmp_path / "copy.db")


def damaged(path: Path, from_byte: int) -> None:
    """Overwrites a file of some pages from there on."""
    with path.open("r+b") as file:
        file.seek(from_byte)
        file.write(b"\xfe" * (path.stat().st_size - from_byte))


@pytest.mark.parametrize(("from_byte", "said"), [(0, "not a database"), (4096, "malformed")])
def test_what_cannot_be_read_is_told_and_replaced_where_it_may(
    source: Path, tmp_path: Path, from_byte: int, said: str
) -> None:
    folder = backup(source, tmp_path / "b", verify=False).folder
    target = tmp_path / "t.db"
    make(target)
    damaged(target, from_byte)
    target.chmod(0o640)
    (tmp_path / "t.db-journal").write_bytes(b"of the damaged one")
    with pytest.raises(BackupError, match=rf"t\.db: .*{said}"):
        backup(target, tmp_path / "c")
    with pytest.raises(
        BackupError, match=rf"holds what cannot be read \(.*{said}\) already \(give"
    ):
        put_back(folder, target)
    put_back(folder, target, replaces=True)

    assert held(source) == held(target)
    assert 0o640 == target.stat().st_mode & 0o777
    assert not (tmp_path / "c").exists()


def test_a_write_ahead_log_and_pages_of_another_size_are_in_nobodys_way(
    source: Path, tmp_path: Path
) -> None:
    folder, target = backup(source, tmp_path / "b", verify=False).folder, tmp_path / "t.db"
    with closing(sqlite3.connect(target)) as connection:
        connection.executescript(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES (1);"
        )
    put_back(folder, target, replaces=True)

    assert held(source) == held(target)
    with closing(sqlite3.connect(target)) as connection:
        assert [("wal",)] == connection.execute("PRAGMA journal_mode").fetchall()
