"""Backups of MySQL and MariaDB: equal by an independent comparison, of one moment, and never half restored."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

import servers
from mockcraft.backup import SCRATCH
from mockcraft.backups.folders import backups_in
from mockcraft.databases.mysql import archiver, readable, replacing
from mockcraft.databases.mysql.archiver import MysqlArchiver, scratch
from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.defined import MARKER
from mockcraft.databases.mysql.dumping import DefinitionsDigest
from mockcraft.databases.mysql.granted import grants
from mockcraft.databases.mysql.replacing import REPLACED
from mockcraft.databases.mysql.stage import RESTORING, stage
from mockcraft.errors import BackupError
from servers.mysql import program

from .children import (
    KILLS,
    Moments,
    ends,
    killed_by_itself,
    killed_often,
    killed_while_waiting,
    program_of,
)
from .common import Commands, quiet
from .rich_mysql import FOREIGN, OF_MARIADB, RICH, connected, execute, held

COMMANDS = Commands("mysql", MysqlArchiver, scratch)
backup, put_back = COMMANDS.backup, COMMANDS.put_back
MINE = (
    "CREATE TABLE mine (a INT PRIMARY KEY)", "INSERT INTO mine VALUES (1)", "CREATE TABLE t (z INT)",
    "CREATE VIEW seen AS SELECT a FROM mine", "CREATE TRIGGER kept BEFORE INSERT ON mine FOR EACH ROW SET @y = 1",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO DELETE FROM mine",
)  # fmt: skip


@pytest.fixture(params=["mariadb", "mysql"])
def server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> servers.MariaDB | servers.MySQL:
    """A server, whose programs are on the PATH."""
    if request.param == "mysql":
        folder = program("mysqldump").parent
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    found: servers.MariaDB | servers.MySQL = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def uri(server: servers.MariaDB | servers.MySQL) -> Iterator[str]:
    """URI of an empty database."""
    made = server.new_database()
    yield made
    server.drop_database(made)


@pytest.fixture
def other(server: servers.MariaDB | servers.MySQL) -> Iterator[str]:
    """URI of another empty database."""
    made = server.new_database()
    yield made
    server.drop_database(made)


def fill(uri: str) -> None:
    """Makes a database of everything that its server knows."""
    is_mariadb = "mariadb" in str(execute(uri, "SELECT version()")).lower()
    execute(uri, *RICH, *(OF_MARIADB if is_mariadb else ()))


def left(uri: str) -> list[str]:
    """The databases that stand beside others."""
    names = [name for (name,) in execute(uri, "SHOW DATABASES")]
    return [each for each in names if each.startswith((SCRATCH, RESTORING, REPLACED))]


def test_what_is_restored_is_what_was_there(uri: str, other: str, tmp_path: Path) -> None:
    fill(uri)
    taken = backup(uri, tmp_path)
    put_back(taken.folder, other)

    assert held(uri) == held(other)
    assert {"a_grandchild": 2, "child": 3, "bare": 0, "odd t'1 \"%": 4, "parted": 2} == {
        name: each.rows for name, each in taken.manifest.contents.tables.items()
    }
    assert "bare (MyISAM)" in taken.manifest.caveat
    assert "FLOAT is dumped with 6 digits: bare.r" in taken.manifest.caveat
    assert [] == left(uri)
    for each in (uri, other):  # the foreign key and the trigger are in force
        with pytest.raises(Exception, match="foreign key constraint fails"):
            execute(each, FOREIGN.replace("77", "7777"))
        execute(each, "DELETE FROM child", "INSERT INTO child VALUES (1, NULL, NULL)")
        assert [("none",)] == execute(each, "SELECT note FROM child")


def test_a_database_of_everything_is_replaced_by_its_own_backup(uri: str, tmp_path: Path) -> None:
    fill(uri)
    before = held(uri)
    folder = backup(uri, tmp_path, verify=False).folder
    execute(
        uri, "DELETE FROM child", "DROP VIEW a_second", "DROP EVENT off", "CREATE TABLE x (a INT)"
    )
    with pytest.raises(BackupError, match=r"holds .*a_grandchild, .* already \(give --clean"):
        put_back(folder, uri)
    put_back(folder, uri, replaces=True)

    assert before == held(uri)
    assert [] == left(uri)


def test_a_backup_of_the_other_product_is_told_where_it_does_not_fit(
    mariadb: str, mysql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{program('mysqldump').parent}:{os.environ['PATH']}")
    execute(mariadb, "CREATE SEQUENCE s")
    folder = backup(mariadb, tmp_path, verify=False).folder
    told = r"the backup is of MariaDB 1\d\..*, and the server is MySQL [89]\..* \(restore it to"
    with pytest.raises(BackupError, match=told):
        put_back(folder, mysql)
    with pytest.raises(BackupError, match=told):
        COMMANDS.verify(folder, mysql)
    assert [] == execute(mysql, "SHOW TABLES")


def test_a_restore_that_fails_in_the_end_leaves_the_database(
    uri: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(
        uri,
        "CREATE TABLE child (a INT)",
        "INSERT INTO child VALUES (1)",
        "CREATE VIEW v AS SELECT 1",
    )
    folder = backup(uri, tmp_path, verify=False).folder
    fill(other)
    before = held(other)

    def of_nobody(files: Any, name: str) -> bytes:
        return b"CREATE VIEW w AS SELECT * FROM nothing;\n" if name == archiver.DEFINED else b""

    monkeypatch.setattr(archiver, "_whole", of_nobody)
    with pytest.raises(BackupError, match="nothing' doesn't exist"):
        put_back(folder, other, replaces=True)

    assert before == held(other)
    assert [] == left(uri)


@pytest.mark.parametrize("moved", [False, True])
def test_tables_of_others_stay_where_a_restore_is_taken_back(
    uri: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    """They come after the restore has looked: before its tables move, under the name of one, or behind them."""
    execute(uri, "CREATE TABLE child (a INT)")
    folder = backup(uri, tmp_path, verify=False).folder
    if moved:
        execute(other, *MINE)
    before, move = held(other), replacing._move
    newcomer = "newcomer" if moved else "child"

    def meanwhile(*given: Any) -> None:
        if moved:
            move(*given)
        execute(other, f"CREATE TABLE {newcomer} (z INT)", f"INSERT INTO {newcomer} VALUES (7)")
        if moved:
            raise BackupError("it fails")
        move(*given)

    monkeypatch.setattr(replacing, "_move", meanwhile)
    with pytest.raises(BackupError, match="it fails" if moved else "child' already exists"):
        put_back(folder, other, replaces=moved)

    assert [(7,)] == execute(other, f"SELECT z FROM {newcomer}")
    execute(other, f"DROP TABLE {newcomer}")
    assert before == held(other)
    assert [] == left(other)


def test_locked_tables_and_broken_views_are_told_before_a_dump(
    uri: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(
        uri,
        "CREATE TABLE t (a INT)",
        "CREATE VIEW v AS SELECT a FROM t",
        "INSERT INTO t VALUES (1)",
    )
    folder = backup(uri, tmp_path, verify=False).folder
    execute(other, *MINE)
    monkeypatch.setattr(readable, "LOCK_WAIT_S", 1)
    with connected(uri) as holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLES t WRITE")
        for action in (lambda: backup(uri, tmp_path), lambda: put_back(folder, uri)):
            with pytest.raises(
                BackupError, match=r"table t: Lock wait.* \(another program has locked"
            ):
                action()
    put_back(folder, other, replaces=True)
    assert held(uri) == held(other)

    execute(uri, "CREATE VIEW w AS SELECT a FROM v", "DROP TABLE t")
    with pytest.raises(BackupError, match=r"views refer \(v, w\) to what is not there.* \(drop or"):
        backup(uri, tmp_path)
    execute(uri, "DROP VIEW v")
    with pytest.raises(BackupError, match=r"the view w refers to what is not there"):
        backup(uri, tmp_path)


@pytest.mark.parametrize("begun", [False, True])
def test_what_comes_meanwhile_is_not_replaced(
    uri: str, other: str, tmp_path: Path, begun: bool
) -> None:
    execute(uri, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    folder = backup(uri, tmp_path, verify=False).folder
    COMMANDS.check_newcomers(folder, other, lambda: execute(other, *MINE), held, begun)
    assert [] == left(other)


def test_databases_of_users_are_not_swept(uri: str) -> None:
    named = [f"{prefix}notes" for prefix in (SCRATCH, RESTORING)]
    killed = f"{SCRATCH}7_0123abcd"
    execute(uri, *(f"CREATE DATABASE {name}" for name in (*named, killed)))
    try:
        with closing(MysqlConnection(uri, writable=True)) as connection:
            for prefix in (SCRATCH, RESTORING):
                with stage(connection, prefix):
                    pass
        assert sorted(named) == sorted(left(uri))
    finally:
        execute(uri, *(f"DROP DATABASE IF EXISTS {name}" for name in (*named, killed)))


def test_keys_from_other_databases_are_told(uri: str, other: str, tmp_path: Path) -> None:
    execute(uri, "CREATE TABLE p (id INT PRIMARY KEY)")
    folder = backup(uri, tmp_path, verify=False).folder
    name = urlsplit(uri).path[1:]
    execute(other, f"CREATE TABLE c (id INT, FOREIGN KEY (id) REFERENCES {name}.p (id))")
    with pytest.raises(BackupError, match=rf"refer to it, of {urlsplit(other).path[1:]}\.c \(drop"):
        put_back(folder, uri, replaces=True)
    execute(other, "DROP TABLE c")


def test_a_backup_is_of_one_moment_while_others_write(uri: str, tmp_path: Path) -> None:
    execute(uri, "CREATE TABLE a (n INT) ENGINE=InnoDB", "CREATE TABLE b (n INT) ENGINE=InnoDB")
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            insert = ["BEGIN", "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)", "COMMIT"]
            execute(uri, *insert * 20)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        time.sleep(0.3)
        tables = [backup(uri, tmp_path).manifest.contents.tables for _ in range(2)]
    finally:
        ended.set()
        thread.join()
    found = [(each["a"].rows, each["b"].rows) for each in tables]
    assert all(a == b for a, b in found)
    assert 0 < found[0][0] < found[1][0]


def test_a_flipped_byte_is_found(uri: str, tmp_path: Path) -> None:
    execute(uri, "CREATE TABLE t (a INT)", "CREATE VIEW v AS SELECT 1")
    execute(uri, f"INSERT INTO t VALUES {', '.join(f'({n * 7919 % 10007})' for n in range(1000))}")
    COMMANDS.check_flips(backup(uri, tmp_path, verify=False).folder, uri)


def test_what_was_changed_after_the_dump_is_found(mariadb: str, tmp_path: Path) -> None:
    execute(
        mariadb, "CREATE TABLE t (a INT)", "CREATE TABLE u (a INT)", "INSERT INTO t VALUES (1)",
        "CREATE VIEW v AS SELECT a FROM t", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SELECT 1",
    )  # fmt: skip
    backup(mariadb, tmp_path, verify=False)
    for statements, difference in (
        (["UPDATE t SET a = 2"], "table t has other values"),
        (["UPDATE t SET a = 1", "INSERT INTO u VALUES (1)"], "table u has 1 rows, not 0"),
        (["DELETE FROM u", "CREATE INDEX i ON t (a)"], "what is defined"),
        (
            ["DROP INDEX i ON t", "CREATE OR REPLACE VIEW v AS SELECT a + 1 AS a FROM t"],
            "what is defined",
        ),
        (
            ["CREATE OR REPLACE VIEW v AS SELECT a FROM t", "ALTER EVENT e DO SELECT 2"],
            "what is defined",
        ),
    ):
        execute(mariadb, *statements)
        found = MysqlArchiver(mariadb).contents(quiet)
        (told,) = backups_in(tmp_path)[0].manifest.contents.differences(found)  # type: ignore[union-attr]
        assert difference in told


def many_rows(uri: str, count: int) -> None:
    """Makes a table of many rows, a view and a trigger."""
    execute(
        uri, "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(250))", "SET SESSION cte_max_recursion_depth = 1000000"
        if "mariadb" not in str(execute(uri, "SELECT version()")).lower()
        else "SET SESSION max_recursive_iterations = 1000000",
        "INSERT INTO t WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < "
        f"{count}) SELECT n, repeat('x', 200) FROM r",
        "CREATE VIEW v AS SELECT a FROM t", "CREATE TRIGGER tr BEFORE DELETE ON t FOR EACH ROW SET @x = 1",
    )  # fmt: skip


def test_a_backup_that_was_killed_is_none(uri: str, other: str, tmp_path: Path) -> None:
    many_rows(uri, 1000)
    parent = tmp_path / "b"
    COMMANDS.check_kills(uri, parent)

    taken = backup(uri, parent)

    put_back(taken.folder, other)
    assert held(uri) == held(other)
    assert not list(parent.glob("*.unfinished"))
    for _ in range(100):  # the server notices a while later that the killed ones are gone
        with scratch(uri):
            names = left(uri)
        if len(names) == 1:
            return
        time.sleep(0.2)
    raise AssertionError(names)


def test_a_restore_that_was_killed_is_taken_back_or_whole(
    uri: str, other: str, tmp_path: Path
) -> None:
    many_rows(uri, 1000)
    folder = backup(uri, tmp_path, verify=False).folder
    execute(other, *MINE)
    before, after = held(other), held(uri)

    def watched(moments: Moments) -> None:
        moments.watch_programs()
        moments.watch(MysqlConnection, "rows", is_change)
        put_back(folder, other, replaces=True)

    # Half of them of each server, at the moments that the other one is not killed at.
    outcomes = []
    for _ in killed_often(watched, KILLS // 2, first=int("mariadb" in other), step=2):
        _wait_for_others(other)
        if (MARKER,) in execute(other, "SHOW TABLES"):
            with pytest.raises(BackupError, match="a restore into it is under way, or was killed"):
                backup(other, tmp_path / "b")
        MysqlArchiver(other).present()
        outcomes.append(held(other))
        if outcomes[-1] != before:
            execute(other, "DROP TABLE t", "DROP VIEW v", *MINE)
    assert all(each in (before, after) for each in outcomes)
    assert before in outcomes and after in outcomes
    put_back(folder, other, replaces=True)
    assert after == held(other)
    assert [] == left(other)


def is_change(connection: MysqlConnection, statement: str, *parameters: Any) -> bool:
    """Whether a statement of a restore changes something that is not beside the database."""
    verbs = ("CREATE", "DROP", "RENAME", "INSERT", "UPDATE")
    return statement.startswith(verbs) and f"`{RESTORING}" not in statement.partition(" TO ")[0]


def test_a_program_that_waits_ends_with_mockcraft_and_is_told_when_it_is_killed(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(uri, "CREATE TABLE t (a INT)")
    holder = connected(uri)
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLES t WRITE")
        monkeypatch.setattr(archiver, "check_readable", lambda connection, name: None)
        waiting = killed_while_waiting(lambda: backup(uri, tmp_path / "b"), "--single-transaction")
        assert ends(waiting)

        def kill() -> None:
            os.kill(program_of(os.getpid(), "--single-transaction"), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(BackupError, match="dump was ended from outside, by SIGKILL"):
            backup(uri, tmp_path / "b")
        killer.join()
    assert [] == backups_in(tmp_path / "b")


def test_a_full_disk_and_a_folder_that_is_none_leave_nothing(mariadb: str, tmp_path: Path) -> None:
    execute(
        mariadb,
        "CREATE TABLE t (a LONGBLOB)",
        "INSERT INTO t SELECT RANDOM_BYTES(1000) FROM seq_1_to_100",
    )
    COMMANDS.check_disk(mariadb, tmp_path)


def _wait_for_others(uri: str) -> None:
    """Waits until the programs of a killed process have ended: they notice it when they read on."""
    query = "SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = database() AND ID <> connection_id()"
    for _ in range(100):
        if execute(uri, query) == [(0,)]:
            return
        time.sleep(0.1)
    raise AssertionError("somebody is still connected")


def test_missing_and_unfit_programs_are_told(
    uri: str,
    server: servers.MariaDB | servers.MySQL,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_mariadb = isinstance(server, servers.MariaDB)
    ours = "mariadb-dump" if is_mariadb else "mysqldump"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        BackupError, match=rf"{ours} is not installed.*\(install (mariadb|mysql)-client, of M"
    ):
        backup(uri, tmp_path / "b")
    old = tmp_path / "mysqldump"
    versions = ["Ver 10.19 Distrib 10.1.9-MariaDB, for x", "Ver 5.7.1 for Linux"]
    for version in versions if is_mariadb else versions[::-1]:
        old.write_text(f"#!/bin/sh\necho 'mysqldump  {version}'\n")
        old.chmod(0o755)
        right = is_mariadb == ("MariaDB" in version)
        message = "is of version .*, older than the server" if right else "is no program of M"
        with pytest.raises(BackupError, match=message):
            backup(uri, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_user_who_may_not_make_databases_is_told(uri: str, tmp_path: Path) -> None:
    name, parts = urlsplit(uri).path[1:], urlsplit(uri)
    few = f"few_{os.urandom(4).hex()}"
    word = "a\"b'c\\d#e f;%$ä"
    literal = word.replace("\\", "\\\\").replace("'", "''")
    execute(
        uri,
        f"CREATE USER {few}@'%' IDENTIFIED BY '{literal}'",
        f"GRANT ALL ON `{name}`.* TO {few}@'%'",
    )
    execute(uri, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    mine = parts._replace(
        netloc=f"{few}:{quote(word, safe='')}@{parts.netloc.rpartition('@')[2]}"
    ).geturl()
    try:
        with pytest.raises(
            BackupError, match=r"GRANT ALL ON `mockcraft\\_%`\.\* TO the user.*--no-verify"
        ):
            backup(mine, tmp_path / "b")
        assert not (tmp_path / "b").exists()
        folder = backup(mine, tmp_path / "b", verify=False).folder
        execute(uri, f"GRANT ALL ON `mockcraft\\_%`.* TO {few}@'%'")
        assert 1 == COMMANDS.verify(folder, mine).contents.tables["t"].rows
        execute(uri, "CREATE DEFINER=someone@else VIEW v AS SELECT a FROM t")
        foreign = backup(uri, tmp_path / "c", verify=False).folder
        with pytest.raises(BackupError, match="something is defined by another user"):
            put_back(foreign, mine, replaces=True)
        before = held(uri)
        with pytest.raises(BackupError, match="someone@else"):
            put_back(folder, mine, replaces=True)
        assert before == held(uri)
    finally:
        execute(uri, f"DROP USER {few}@'%'")


def test_what_cannot_be_connected_to_is_told_without_the_password(uri: str, tmp_path: Path) -> None:
    password = str(urlsplit(uri).password)
    with pytest.raises(BackupError, match="or the password is refused") as caught:
        backup(uri.replace(password, "not-the-word"), tmp_path / "b")
    assert "not-the-word" not in str(caught.value)
    with pytest.raises(BackupError, match="127.0.0.1:1"):
        backup("mysql://u:pw@127.0.0.1:1/x", tmp_path / "b")


def test_a_table_that_is_called_as_the_mark_of_a_restore_is_told(uri: str, tmp_path: Path) -> None:
    execute(uri, "CREATE TABLE t (a INT)")
    folder = backup(uri, tmp_path, verify=False).folder
    execute(uri, f"CREATE TABLE {MARKER} (a INT)", f"INSERT INTO {MARKER} VALUES (1)")
    for action in (lambda: backup(uri, tmp_path), lambda: put_back(folder, uri, replaces=True)):
        with pytest.raises(BackupError, match=f"{MARKER} is none of MockCraft's, .*rename"):
            action()
    assert [(1,)] == execute(uri, f"SELECT a FROM {MARKER}")


def test_names_with_quotes_spaces_and_line_breaks(
    server: servers.MariaDB | servers.MySQL, uri: str, other: str, tmp_path: Path
) -> None:
    name = "od'd `n\" %s 1"
    quoted = name.replace("`", "``")
    execute(uri, f"CREATE DATABASE `{quoted}`")
    odd = urlsplit(uri)._replace(path=f"/{quote(name)}").geturl()
    try:
        execute(
            odd,
            "CREATE TABLE t (a INT)",
            "INSERT INTO t VALUES (1)",
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE TABLE `a\nb` (`c\n``d` INT)",
            "INSERT INTO `a\nb` VALUES (1), (2)",
            "CREATE TABLE `e\nINSERT INTO x` (z INT)",
        )
        taken = backup(odd, tmp_path, verify=False)
        put_back(taken.folder, odd, replaces=True)
        put_back(taken.folder, other)
        assert [(1,)] == execute(odd, "SELECT a FROM v") == execute(other, "SELECT a FROM v")
        assert [(1,), (2,)] == execute(other, "SELECT * FROM `a\nb`")
        assert {"a\nb": 2, "e\nINSERT INTO x": 0, "t": 1} == {
            each: held.rows for each, held in taken.manifest.contents.tables.items()
        }
        execute(odd, "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2038-01-01' DO SELECT 1")
        if isinstance(server, servers.MySQL):
            assert "" == backup(odd, tmp_path, verify=False).manifest.caveat
        else:
            with pytest.raises(BackupError, match=r"whose name has quotes .*, of e \(drop them"):
                backup(odd, tmp_path, verify=False)
    finally:
        execute(uri, f"DROP DATABASE `{quoted}`")


def test_no_password_stands_in_the_list_of_processes(uri: str, tmp_path: Path) -> None:
    password = str(urlsplit(uri).password).encode()
    seen: list[bytes] = []

    def look(what: str, done: int, total: int) -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        seen.extend(Path(f"/proc/{each}/cmdline").read_bytes() for each in children)

    many_rows(uri, 8000)  # more than a pipe holds: the dump still runs when the first row comes
    taken = backup(uri, tmp_path, look)

    assert any(b"--single-transaction" in each for each in seen)
    assert any(b"--binary-mode" in each for each in seen)
    assert not any(password in each for each in seen)
    assert password.decode() not in (taken.folder / "manifest.json").read_text()


def test_tls_goes_to_the_programs_too(
    certificates: servers.Certificates,
    mariadb_tls: servers.OwnMariaDB,
    tmp_path: Path,
) -> None:
    uri = mariadb_tls.server.new_database()
    execute_tls = mariadb_tls.server
    checked = f"{uri}?ssl_mode=verify_identity&ssl_ca={certificates.authority}"
    try:
        assert backup(checked, tmp_path).manifest.verified
    finally:
        execute_tls.drop_database(uri)
    assert shutil.which("mariadb-dump")


def test_a_database_is_restored_where_the_one_it_came_from_is_gone(
    mariadb_server: servers.MariaDB, tmp_path: Path
) -> None:
    source, target = mariadb_server.new_database(), mariadb_server.new_database()
    name = MysqlArchiver(source).name
    execute(
        source,
        "CREATE SEQUENCE s START 10",
        "CREATE TABLE t (id INT DEFAULT nextval(s) PRIMARY KEY, v INT COMMENT 'a `.` nextval(`x`.`y`)')",
        "INSERT INTO t (v) VALUES (1), (2)",
        "CREATE FUNCTION fu(i INT) RETURNS INT DETERMINISTIC RETURN i + 1",
        f"CREATE VIEW v AS SELECT {name}.fu(v) AS f, nextval(s) AS n FROM t",
        f"CREATE TABLE `{name}` (v INT)",
        f"CREATE VIEW w AS SELECT `{name}`.v AS a FROM `{name}`",
    )
    folder = backup(source, tmp_path).folder
    mariadb_server.drop_database(source)
    COMMANDS.verify(folder, target)
    put_back(folder, target)
    execute(target, "INSERT INTO t (v) VALUES (3)")
    assert [(2,), (3,), (4,)] == execute(target, "SELECT f FROM v ORDER BY f")
    mariadb_server.drop_database(target)


def test_what_a_user_may_not_see_is_told(uri: str, tmp_path: Path) -> None:
    name = MysqlArchiver(uri).name
    execute(
        uri,
        "CREATE TABLE t (a INT)",
        "CREATE TABLE hidden (a INT)",
        "DROP USER IF EXISTS lowly",
        "CREATE USER lowly IDENTIFIED BY 'pw-Word-1'",
    )
    parts = urlsplit(uri)
    lowly = parts._replace(netloc=f"lowly:pw-Word-1@{parts.hostname}:{parts.port}").geturl()
    told = "that this user may not see are not in it (GRANT"
    escaped = name.replace("_", "\\_")
    for granted, caveat in (
        ((f"SELECT ON `{name}`.t", f"EVENT ON `{escaped}`.*"), f"tables, triggers, routines {told} SELECT, TRIGGER, EXECUTE on"),
        ((f"SELECT, SHOW VIEW, EVENT ON `{escaped}`.*",), f"triggers, routines {told} TRIGGER, EXECUTE on"),
        ((f"ALL ON `{escaped}`.*",), ""),
    ):  # fmt: skip
        for each in granted:
            execute(uri, f"GRANT {each} TO lowly")
        taken = backup(lowly, tmp_path, verify=False)
        assert taken.manifest.caveat.startswith(caveat), caveat
        assert bool(caveat) == bool(taken.manifest.caveat)
    assert "" == backup(uri, tmp_path, verify=False).manifest.caveat
    execute(uri, "DROP USER lowly")


def test_privileges_on_routines_outlast_a_restore(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(
        uri,
        "CREATE TABLE t (a INT)",
        "CREATE PROCEDURE p() SELECT 1",
        "DROP USER IF EXISTS app",
        "CREATE USER app",
    )
    name = MysqlArchiver(uri).name
    execute(uri, f"GRANT EXECUTE ON PROCEDURE `{name}`.p TO app")
    folder = backup(uri, tmp_path, verify=False).folder

    def granted() -> int:
        asked = f"SELECT count(*) FROM mysql.procs_priv WHERE Db = '{name}' AND User = 'app' AND Routine_name = 'p'"
        return int(execute(uri, asked)[0][0])

    assert 1 == granted()
    put_back(folder, uri, replaces=True)
    assert 1 == granted()
    monkeypatch.setattr(replacing, "_name", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put_back(folder, uri, replaces=True)
    assert 1 == granted()
    execute(uri, "DROP USER app")


def test_a_user_who_may_not_grant_again_what_others_have_replaces_nothing(
    uri: str, tmp_path: Path
) -> None:
    name = MysqlArchiver(uri).name
    execute(
        uri,
        "CREATE TABLE t (a INT)",
        "DROP USER IF EXISTS app, lowly",
        "CREATE USER app",
        "CREATE USER lowly IDENTIFIED BY 'pw-Word-1'",
        "GRANT SELECT ON *.* TO lowly",
        f"GRANT ALL ON `{name}`.* TO lowly",
        r"GRANT ALL ON `mockcraft\_%`.* TO lowly",
    )
    parts = urlsplit(uri)
    lowly = parts._replace(netloc=f"lowly:pw-Word-1@{parts.hostname}:{parts.port}").geturl()
    execute(lowly, "CREATE PROCEDURE p() SELECT 1")
    execute(uri, f"GRANT EXECUTE ON PROCEDURE `{name}`.p TO app")
    folder = backup(lowly, tmp_path, verify=False).folder
    execute(uri, "CREATE TABLE later (a INT)")
    before = held(uri)
    with pytest.raises(BackupError, match="denied .* .connect as a user with GRANT OPTION"):
        put_back(folder, lowly, replaces=True)
    assert before == held(uri)
    assert [] == left(uri)

    execute(uri, f"REVOKE EXECUTE ON PROCEDURE `{name}`.p FROM app")
    execute(uri, f"GRANT EXECUTE ON PROCEDURE `{name}`.p TO lowly")
    with closing(MysqlConnection(lowly, writable=True)) as connection:
        assert [] == grants(connection, name)
    execute(uri, "DROP USER app, lowly")


def test_what_a_killed_restore_left_of_a_database_that_was_dropped_is_told(
    mariadb: str, tmp_path: Path
) -> None:
    execute(mariadb, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    folder = backup(mariadb, tmp_path, verify=False).folder

    def restored() -> None:
        replacing.clear_left = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
        put_back(folder, mariadb, replaces=True)

    killed_by_itself(restored)
    name = MysqlArchiver(mariadb).name
    execute(mariadb, f"DROP DATABASE `{name}`", f"CREATE DATABASE `{name}`")
    with pytest.raises(
        BackupError, match=f"is in the database ({REPLACED}[0-9a-f]+): t .move"
    ) as caught:
        put_back(folder, mariadb)
    aside = str(caught.value).partition("is in the database ")[2].partition(":")[0]
    assert [(1,)] == execute(mariadb, f"SELECT a FROM {aside}.t")
    execute(mariadb, f"DROP DATABASE {aside}")
    put_back(folder, mariadb)


def test_the_digest_tells_all_that_stands_in_a_body() -> None:
    body = b"DELIMITER ;;\nCREATE PROCEDURE p()\nBEGIN\nSET @x = 1;\n\n/*!40 */\nEND ;;\nDELIMITER ;\nSET @a = 1;\n"

    def digest(text: bytes) -> str:
        found = DefinitionsDigest()
        for line in text.splitlines(keepends=True):
            found.add(line)
        return found.digest

    for old, new in ((b"@x = 1", b"@x = 2"), (b"\n\n", b"\n"), (b"/*!40", b"/*!50")):
        assert digest(body) != digest(body.replace(old, new))
    assert digest(body) == digest(body.replace(b"@a = 1", b"@a = 2"))
