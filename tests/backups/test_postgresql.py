"""Backups of PostgreSQL: equal by an independent comparison, of one moment, and never half restored."""

import json
import os
import re
import shutil
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

import servers
from mockcraft.backup import SCRATCH, Content, Contents
from mockcraft.backups.folders import backups_in
from mockcraft.backups.manifest import read_manifest
from mockcraft.backups.restoring import foresee, restore
from mockcraft.backups.taking import BackupOptions, take
from mockcraft.backups.verifying import check_contents, verify
from mockcraft.databases.postgresql import archiver, replacing, tools
from mockcraft.databases.postgresql.archiver import PostgresqlArchiver
from mockcraft.databases.postgresql.scratch import scratch
from mockcraft.errors import BackupError

from .children import Moments, ends, killed_often, killed_while_waiting, program_of
from .common import Commands, quiet

COMMANDS = Commands("postgresql", PostgresqlArchiver, scratch)
backup, put_back = COMMANDS.backup, COMMANDS.put_back
MINE = "CREATE TABLE mine (a int); INSERT INTO mine VALUES (1)"
RICH = r"""
CREATE EXTENSION pgcrypto;
CREATE SCHEMA "odd s";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE "odd s"."t'1 %" (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, whole bigint, exact numeric, real float8, words text COLLATE "C",
    bytes bytea, doc jsonb, list int[], feeling mood, duo pair, more positive, span tstzrange, day date,
    moment timestamptz, lasting interval, net inet, place point, bits bit varying, uid uuid, x xml,
    twice bigint GENERATED ALWAYS AS (whole / 2) STORED, UNIQUE NULLS NOT DISTINCT (words, whole)
);
INSERT INTO "odd s"."t'1 %" (whole, exact, real, words, bytes, doc, list, feeling, duo, more, span, day, moment, lasting,
    net, place, bits, uid)
VALUES (9223372036854775807, 'NaN', 'Infinity', E'ä😀\n\t''"\\', '\x00ff', '{"k": [1, null]}', '{1,NULL}', 'it''s',
    '(1,"a,b")', 3, '[2020-01-01,)', 'infinity', '1900-01-01 00:00:00+14', '1 mon -3 days 04:05:06.789', '::1/64',
    '(0.1,-1e308)', B'101', '00000000-0000-0000-0000-000000000001'),
    (-9223372036854775808, 1e-20, '-0', '', '', '"x"', '{}', 'sad', NULL, 1, 'empty', '0001-01-01 BC', '-infinity',
    '0', '10.0.0.0/8', '(0,0)', B'', NULL), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO parted VALUES (1, '2020-05-05');
CREATE TABLE child (id int REFERENCES "odd s"."t'1 %" ON DELETE CASCADE DEFERRABLE, EXCLUDE USING gist (int4range(id, id, '[]') WITH &&));
INSERT INTO child VALUES (1);
CREATE UNIQUE INDEX partial ON child (abs(id)) WHERE id > 0;
CREATE SEQUENCE numbers START 7 INCREMENT 3; SELECT nextval('numbers');
CREATE VIEW seen AS SELECT * FROM child;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM child;
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER watched BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION watch();
COMMENT ON TABLE child IS 'it''s a child';
GRANT SELECT ON child TO PUBLIC;
SELECT lo_from_bytea(0, '\x0102');
"""


def execute(uri: str, statements: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statements.encode())


def rows(uri: str, query: str) -> list[Any]:
    with psycopg.connect(uri) as connection:
        return connection.execute(query.encode()).fetchall()


def held(uri: str) -> list[Any]:
    """What a database holds, asked of its catalogue and its tables."""
    tables = rows(
        uri,
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname !~ '^(pg_|inf)' ORDER BY 1",
    )
    asked = [
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp' ORDER BY 1",
        "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated "
        "FROM pg_attribute WHERE attnum > 0 AND attrelid::regclass::text !~ '^pg_' ORDER BY 1, attnum",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2",
        "SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^pg_' ORDER BY 1",
        "SELECT viewname, definition FROM pg_views WHERE schemaname !~ '^(pg_|inf)' ORDER BY 1",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        "SELECT sequencename, last_value, increment_by FROM pg_sequences ORDER BY 1",
        "SELECT enumlabel FROM pg_enum ORDER BY enumsortorder",
        "SELECT relname, relacl::text, obj_description(oid) FROM pg_class WHERE relname = 'child'",
        "SELECT nspacl::text, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'public'",
        "SELECT md5(lo_get(oid)) FROM pg_largeobject_metadata",
        "SELECT extname FROM pg_extension ORDER BY 1",
        *(f"SELECT t::text FROM {name} t ORDER BY 1" for (name,) in tables),
    ]  # fmt: skip
    return [rows(uri, each) for each in asked]


@pytest.fixture
def other(postgresql_server: servers.PostgreSQL) -> Any:
    """URI of another empty database."""
    uri = postgresql_server.new_database()
    yield uri
    postgresql_server.drop_database(uri)


@pytest.fixture(scope="module")
def of_one_table(
    postgresql_server: servers.PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A backup of a table `t` without rows."""
    uri = postgresql_server.new_database()
    execute(uri, "CREATE TABLE t (a int)")
    folder = backup(uri, tmp_path_factory.mktemp("of one table"), verify=False).folder
    postgresql_server.drop_database(uri)
    return folder


@pytest.mark.parametrize("compression", ["zstd", "none"])
def test_what_is_restored_is_what_was_there(
    postgresql: str, other: str, tmp_path: Path, compression: str
) -> None:
    execute(postgresql, RICH)
    taken = backup(postgresql, tmp_path, compression=compression)
    put_back(taken.folder, other)

    assert held(postgresql) == held(other)
    assert {"child": 1, "odd s.t'1 %": 3, "parted_1": 1} == {
        name: each.rows for name, each in taken.manifest.contents.tables.items()
    }
    assert taken.manifest == COMMANDS.verify(taken.folder, other)
    password = psycopg.conninfo.conninfo_to_dict(postgresql)["password"]
    assert str(password) not in (taken.folder / "manifest.json").read_text()
    assert [] == rows(
        other, f"SELECT datname FROM pg_database WHERE starts_with(datname, '{SCRATCH}')"
    )


def test_all_that_is_there_is_replaced(postgresql: str, other: str, tmp_path: Path) -> None:
    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    folder = backup(postgresql, tmp_path, verify=False).folder
    execute(other, RICH)
    with pytest.raises(BackupError, match=r"holds odd s\.t'1 %, child, .* already \(give --clean"):
        put_back(folder, other)
    put_back(folder, other, replaces=True)

    assert held(postgresql) == held(other)


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function f()"),
        ("CREATE TYPE mood AS ENUM ('ok')", "type mood"),
        ("CREATE DOMAIN d AS int CHECK (VALUE > 0)", "type d"),
        ("CREATE TYPE pair AS (a int)", "type pair"),
        ("CREATE SEQUENCE q", "sequence q"),
        ("CREATE MATERIALIZED VIEW m AS SELECT 1 WITH NO DATA", "m"),
        ("CREATE SCHEMA s", "schema s"),
        ("CREATE PUBLICATION p", "publication p"),
        ("CREATE COLLATION c (locale = 'C')", "collation c"),
        ('CREATE TEXT SEARCH CONFIGURATION c (parser = "default")', "text search configuration c"),
        ("CREATE EXTENSION pgcrypto", "extension pgcrypto"),
        ("CREATE FOREIGN DATA WRAPPER w", "foreign data wrapper w"),
        (
            "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler",
            "access method other",
        ),
        ("CREATE CAST (point AS int) WITH INOUT", "cast (pg_catalog.point AS integer)"),
        (
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
            "default privileges for role tester on tables",
        ),
        (
            "ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM tester, PUBLIC",
            "default privileges for role tester on functions",
        ),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO tester WITH GRANT OPTION",
            "default privileges for role tester in schema public on types",
        ),
        ("SELECT lo_create(0); SELECT lo_create(0)", "2 large objects"),
    ],
)
def test_what_has_no_rows_is_not_replaced_unasked(
    other: str, of_one_table: Path, made: str, named: str
) -> None:
    execute(other, made)
    with pytest.raises(BackupError, match=rf"holds {re.escape(named)} already \(give --clean"):
        put_back(of_one_table, other)
    put_back(of_one_table, other, replaces=True)
    assert {"t": 0} == PostgresqlArchiver(other).present()


def test_a_restore_that_fails_leaves_the_database(
    postgresql: str, other: str, tmp_path: Path
) -> None:
    """It fails at an index, which is made behind all rows."""
    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 100000)")
    execute(
        postgresql,
        "CREATE FUNCTION here(a int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN"
        f"  IF current_database() <> '{postgresql.rpartition('/')[2]}' THEN RAISE 'not here'; END IF;"
        "  RETURN a; END $$;"
        "CREATE INDEX ON t (here(a))",
    )
    folder = backup(postgresql, tmp_path, verify=False).folder
    execute(other, RICH)
    before = held(other)
    with pytest.raises(BackupError, match="psql: not here"):
        put_back(folder, other, replaces=True)
    assert before == held(other)


def test_a_backup_is_of_one_moment_while_others_write(postgresql: str, tmp_path: Path) -> None:
    execute(postgresql, "CREATE TABLE a (n int); CREATE TABLE b (n int)")
    ended = threading.Event()

    def write() -> None:
        with psycopg.connect(postgresql) as connection:
            while not ended.is_set():
                connection.execute("INSERT INTO a VALUES (1)")
                connection.execute("INSERT INTO b VALUES (1)")
                connection.commit()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        time.sleep(0.2)
        tables = [backup(postgresql, tmp_path).manifest.contents.tables for _ in range(2)]
    finally:
        ended.set()
        thread.join()
    found = [(each["a"].rows, each["b"].rows) for each in tables]
    assert all(a == b for a, b in found)
    assert found[0] < found[1]


def test_a_flipped_byte_is_found(postgresql: str, tmp_path: Path) -> None:
    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)")
    COMMANDS.check_flips(backup(postgresql, tmp_path, verify=False).folder, postgresql)


def test_what_a_database_is_set_to_print_changes_no_digest(postgresql: str, tmp_path: Path) -> None:
    name = psycopg.conninfo.conninfo_to_dict(postgresql)["dbname"]
    execute(
        postgresql,
        "CREATE TABLE t (b bytea, at timestamptz, lasting interval, number float8);"
        "INSERT INTO t VALUES ('\\x00ff', '2020-01-01 12:00+00', '-1 mon 2 days', 0.1::float8 + 0.2);"
        "CREATE VIEW v AS SELECT b AS other FROM t",
    )
    before = PostgresqlArchiver(postgresql).contents(quiet)
    for setting in (
        "bytea_output TO escape", "timezone TO 'Asia/Tokyo'", "intervalstyle TO iso_8601", "extra_float_digits TO -3",
        "quote_all_identifiers TO on", "datestyle TO 'German'",
    ):  # fmt: skip
        execute(postgresql, f"ALTER DATABASE {name} SET {setting}")
    execute(
        postgresql, f"COMMENT ON DATABASE {name} IS 'mine'; GRANT TEMP ON DATABASE {name} TO PUBLIC"
    )

    assert before == PostgresqlArchiver(postgresql).contents(quiet)
    manifest = backup(postgresql, tmp_path).manifest
    assert manifest.verified
    assert manifest.caveat == (
        "what is said of the database itself is not in it: its settings (DateStyle, IntervalStyle, TimeZone, "
        "bytea_output, extra_float_digits and 1 more), its comment, the privileges on it"
    )


def test_what_follows_from_tables_may_be_stale(postgresql: str, tmp_path: Path) -> None:
    execute(
        postgresql,
        "CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM t; INSERT INTO t VALUES (1)",
    )
    assert ["t"] == list(backup(postgresql, tmp_path).manifest.contents.tables)


def test_definitions_of_other_versions_are_not_compared(postgresql: str, tmp_path: Path) -> None:
    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
    folder = backup(postgresql, tmp_path, verify=False).folder
    path = folder / "manifest.json"
    contents = json.loads(path.read_text())["contents"]
    found = Contents(
        {"t": Content(**contents["tables"]["t"])}, "0" * 32, "PostgreSQL 10 by pg_dump 12"
    )
    path.write_text(replace(read_manifest(folder), contents=found).text)

    remark = verify(lambda: scratch(postgresql), read_manifest(folder), folder, quiet)
    major = int(rows(postgresql, "SHOW server_version_num")[0][0]) // 10_000
    assert re.search(
        rf"what is defined was not: PostgreSQL 10 by pg_dump 12 and PostgreSQL {major} by", remark
    )
    path.write_text(replace(read_manifest(folder), contents=replace(found, tables={})).text)
    with pytest.raises(BackupError, match="table t should not be there"):
        COMMANDS.verify(folder, postgresql)


REWORDED = """
DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql;
CREATE TABLE t (s varchar(9) CHECK (s IN ('a', 'b'))); CREATE INDEX ON t (s) WHERE s IN ('c', 'd');
CREATE VIEW v AS SELECT s FROM t WHERE s IN ('e', 'f');
CREATE TABLE p (a int); CREATE TABLE c (x int) INHERITS (p); ALTER TABLE p ADD COLUMN b text;
INSERT INTO c VALUES (1, 2, E'\t3'), (4, NULL, '');
CREATE TABLE d (b text, x int, a int); ALTER TABLE d INHERIT p; INSERT INTO d VALUES ('b', 1, 2);
"""


def test_what_the_server_words_anew_is_no_difference(
    postgresql: str, other: str, tmp_path: Path
) -> None:
    execute(postgresql, REWORDED)
    folder = backup(postgresql, tmp_path).folder
    put_back(folder, other)

    columns = "SELECT a, b, x FROM c ORDER BY a"
    assert rows(postgresql, columns) == rows(other, columns)
    manifest, held_by = COMMANDS.verify(folder, postgresql), PostgresqlArchiver(other)
    for statement, difference in (
        ("UPDATE c SET b = 'x' WHERE a = 1", "table c has other values in its 2 rows"),
        (
            "UPDATE c SET b = E'\\t3' WHERE a = 1; CREATE OR REPLACE VIEW v AS SELECT s FROM t WHERE s IN ('e', 'g')",
            "what is defined differs, first view v",
        ),
        (
            "DROP VIEW v; SELECT lo_create(0)",
            "what is defined differs, first view v; large objects differ",
        ),
    ):
        execute(other, statement)
        with pytest.raises(BackupError, match=f"X is not what was backed up: {difference}Y$"):
            check_contents(held_by, manifest, folder, quiet, "X", "Y")


def test_texts_that_are_no_utf_8_are_restored_where_any_may_be(
    postgresql_server: servers.PostgreSQL, other: str, tmp_path: Path
) -> None:
    names = [f"any_{os.urandom(4).hex()}" for _ in range(2)]
    for name in names:
        postgresql_server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    source, target = (f"{other.rpartition('/')[0]}/{name}" for name in names)
    try:
        with psycopg.connect(source, autocommit=True, client_encoding="SQL_ASCII") as connection:
            connection.execute(
                b"CREATE TABLE t (a text DEFAULT '\xe4'); INSERT INTO t VALUES ('\xff'), ('\xc3\xa4')"
            )
        folder = backup(source, tmp_path).folder
        put_back(folder, target)
        bytes_of = "SELECT encode(convert_to(a, 'SQL_ASCII'), 'hex') FROM t ORDER BY 1"
        assert [(b"c3a4",), (b"ff",)] == rows(source, bytes_of) == rows(target, bytes_of)
        with pytest.raises(BackupError, match=r"invalid byte sequence.*\(it is of a database that"):
            put_back(folder, other)
        with psycopg.connect(target, autocommit=True, client_encoding="SQL_ASCII") as connection:
            connection.execute(
                b"ALTER TABLE t ALTER a DROP DEFAULT; DELETE FROM t WHERE a = '\xff'"
            )
        put_back(backup(target, tmp_path).folder, other)
        assert [("ä",)] == rows(other, "SELECT a FROM t")
    finally:
        for name in names:
            postgresql_server.drop(name)


def test_what_was_changed_after_the_dump_is_found(
    postgresql: str, other: str, tmp_path: Path
) -> None:
    execute(
        postgresql,
        "CREATE TABLE t (a int); CREATE TABLE u (a int); CREATE SEQUENCE s; INSERT INTO t VALUES (1)",
    )
    folder = backup(postgresql, tmp_path, verify=False).folder
    put_back(folder, other)
    for statement, difference in (
        ("UPDATE t SET a = 2", "table t has other values"),
        ("UPDATE t SET a = 1; INSERT INTO u VALUES (1)", "table u has 1 rows, not 0"),
        ("DELETE FROM u; SELECT nextval('s')", "what is defined"),
        ("ALTER SEQUENCE s RESTART; CREATE INDEX i ON t (a)", "what is defined"),
    ):
        execute(other, statement)
        found = PostgresqlArchiver(other).contents(quiet)
        (told,) = backups_in(tmp_path)[0].manifest.contents.differences(found)  # type: ignore[union-attr]
        assert difference in told


def _wait_for_others(uri: str) -> None:
    """Waits until the programs of a killed process have ended: they notice it when they read on."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(100):
        if rows(uri, query) == [(0,)]:
            return
        time.sleep(0.1)
    raise AssertionError("somebody is still connected")


def test_a_backup_that_was_killed_is_none(postgresql: str, other: str, tmp_path: Path) -> None:
    execute(
        postgresql,
        "CREATE TABLE t (a int, b text); INSERT INTO t SELECT n, repeat('x', 200) FROM generate_series(1, 20000) n",
    )
    parent = tmp_path / "b"
    COMMANDS.check_kills(postgresql, parent)

    taken = backup(postgresql, parent)

    put_back(taken.folder, other)
    assert held(postgresql) == held(other)
    assert not list(parent.glob("*.unfinished"))
    for _ in range(50):  # the server notices a while later that the killed ones are gone
        with scratch(postgresql):
            left = rows(
                postgresql,
                f"SELECT datname FROM pg_database WHERE starts_with(datname, '{SCRATCH}')",
            )
        if len(left) == 1:
            return
        time.sleep(0.2)
    raise AssertionError(left)


def test_a_restore_that_was_killed_leaves_the_database_as_it_was(
    postgresql: str, other: str, tmp_path: Path
) -> None:
    execute(
        postgresql,
        "CREATE TABLE t (a int, b text); INSERT INTO t SELECT n, repeat('x', 200) FROM generate_series(1, 2000) n;"
        "SELECT lo_from_bytea(0, convert_to(repeat(md5('x'), 9000), 'UTF8'));"  # dumped as a transaction
        "CREATE INDEX i ON t (a)",
    )
    execute(other, MINE)
    folder = backup(postgresql, tmp_path, verify=False).folder
    before = held(other)

    def watched(moments: Moments) -> None:
        moments.watch_programs()
        archiver = PostgresqlArchiver(other)
        restoring = foresee(archiver, "postgresql", folder, quiet)
        restore(archiver, restoring, True, moments.report)

    kept, after = [], held(postgresql)
    for _ in killed_often(watched):
        _wait_for_others(other)
        found = held(other)
        kept.append(before == found)
        if not kept[-1]:
            assert after == found
            execute(
                other, f"DROP TABLE t; SELECT lo_unlink(oid) FROM pg_largeobject_metadata; {MINE}"
            )
    # Its first and last lines, and at least a piece in between.
    assert [True] * 5 == kept[:5]
    assert False in kept


def test_missing_and_old_programs_are_told(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "9.6" / "bin").mkdir(parents=True)
    path = os.environ["PATH"]
    monkeypatch.setattr(tools, "FOLDERS", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        BackupError, match=r"pg_dump is not installed.*\(install postgresql-client-\d+, or"
    ):
        backup(postgresql, tmp_path / "b")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    old.chmod(0o755)
    with pytest.raises(BackupError, match=r"is of version 9\.6, older than the server"):
        backup(postgresql, tmp_path / "b")
    assert not (tmp_path / "b").exists()
    old.rename(tmp_path / "9.6" / "bin" / "pg_dump")
    monkeypatch.setenv("PATH", path)  # has a later one
    assert "pg_dump 9" not in backup(postgresql, tmp_path / "b", verify=False).manifest.tool


def test_a_program_that_is_newer_than_the_server_serves_where_there_is_no_other(
    postgresql: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = PostgresqlArchiver(postgresql)._tools()
    newer = tmp_path / "99" / "bin"
    newer.mkdir(parents=True)
    for name, pipe in (
        ("pg_dump", "| sed 's/^SET lock_timeout/SET no_such_timeout = 0;\\n&/'"),
        ("psql", ""),
    ):
        script = f'{own.path(name)} "$@" {pipe}'
        (newer / name).write_text(
            f"#!/bin/sh\nif [ \"$1\" = --version ]; then echo '{name} (PostgreSQL) 99.1'; else {script}; fi\n"
        )
        (newer / name).chmod(0o755)
    folders = tools.FOLDERS
    monkeypatch.setattr(tools, "FOLDERS", str(tmp_path))
    assert own.version("pg_dump") != "99.1"  # that of PATH is as old as the server
    monkeypatch.setenv("PATH", f"{newer}:/bin")
    monkeypatch.setattr(shutil, "which", lambda name: str(newer / name))
    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t VALUES (1)")

    taken = backup(postgresql, tmp_path / "b", compression="none")
    assert "pg_dump 99.1" == taken.manifest.tool
    assert "SET no_such_timeout = 0;" in (taken.folder / "database.sql").read_text()
    monkeypatch.setattr(tools, "FOLDERS", folders)
    put_back(taken.folder, other)
    assert held(postgresql) == held(other)


def test_what_cannot_be_connected_to_is_told_without_the_password(
    postgresql: str, tmp_path: Path
) -> None:
    password = str(psycopg.conninfo.conninfo_to_dict(postgresql)["password"])
    with pytest.raises(BackupError, match="password authentication failed") as caught:
        backup(postgresql.replace(password, "not-the-word"), tmp_path / "b")
    assert "not-the-word" not in str(caught.value)
    with pytest.raises(BackupError, match="127.0.0.1:1"):
        backup("postgresql://u:pw@127.0.0.1:1/x", tmp_path / "b")


def test_no_password_stands_in_the_list_of_processes(postgresql: str, tmp_path: Path) -> None:
    password = str(psycopg.conninfo.conninfo_to_dict(postgresql)["password"]).encode()
    seen: list[bytes] = []

    def look(what: str, done: int, total: int) -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        seen.extend(Path(f"/proc/{each}/cmdline").read_bytes() for each in children)

    execute(postgresql, "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 100000)")
    take(
        PostgresqlArchiver(postgresql),
        "postgresql",
        BackupOptions(tmp_path),
        lambda: scratch(postgresql),
        look,
    )

    assert any(b"pg_dump" in each for each in seen) and any(b"psql" in each for each in seen)
    assert not any(password in each for each in seen)


def test_a_program_that_waits_ends_with_mockcraft_and_is_told_when_it_is_killed(
    postgresql: str, tmp_path: Path
) -> None:
    execute(postgresql, "CREATE TABLE parted (a int) PARTITION BY RANGE (a)")
    with psycopg.connect(postgresql) as holder:
        holder.execute("LOCK TABLE parted")
        waiting = killed_while_waiting(lambda: backup(postgresql, tmp_path / "b"), "pg_dump")
        assert ends(waiting)

        killer = threading.Thread(
            target=lambda: os.kill(program_of(os.getpid(), "pg_dump"), signal.SIGKILL)
        )
        killer.start()
        with pytest.raises(BackupError, match="pg_dump was ended from outside, by SIGKILL"):
            backup(postgresql, tmp_path / "b")
        killer.join()
    assert [] == backups_in(tmp_path / "b")
    assert 1 == len(backups_in(backup(postgresql, tmp_path / "b").folder.parent))


def test_a_table_that_others_lock_is_waited_for_a_while(
    postgresql: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for uri in (postgresql, other):
        execute(uri, "CREATE TABLE t (a int)")
    folder = backup(postgresql, tmp_path, verify=False).folder
    for each in (tools, archiver, replacing):
        monkeypatch.setattr(each, "LOCK_WAIT", "100ms")
    with psycopg.connect(postgresql) as one, psycopg.connect(other) as two:
        one.execute("LOCK TABLE t")
        two.execute("LOCK TABLE t")
        with pytest.raises(BackupError, match=r"pg_dump: canceling.*timeout \(another program has"):
            backup(postgresql, tmp_path)
        with pytest.raises(BackupError, match=r"table t: canceling.*timeout \(another program has"):
            put_back(folder, other, replaces=True)
        two.rollback()
        two.execute("LOCK TABLE t IN SHARE MODE")  # may be read, and not go
        with pytest.raises(BackupError, match=r"psql: canceling.*timeout \(another program has"):
            put_back(folder, other, replaces=True)
    put_back(folder, other, replaces=True)


def test_a_user_who_is_no_superuser_restores_what_is_his(
    postgresql: str, other: str, tmp_path: Path
) -> None:
    few, stranger = (f"{name}_{os.urandom(4).hex()}" for name in ("few", "stranger"))
    execute(postgresql, f"CREATE ROLE {few} LOGIN CREATEDB PASSWORD 'word'; CREATE ROLE {stranger}")
    mine = []
    for uri in (postgresql, other):
        name = psycopg.conninfo.conninfo_to_dict(uri)["dbname"]
        execute(uri, f"ALTER DATABASE {name} OWNER TO {few}")
        where = uri.rpartition("@")[2]
        mine.append(f"postgresql://{few}:word@{where}")
    try:
        execute(
            mine[0],
            "CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT lo_from_bytea(0, 'x')",
        )
        execute(mine[1], "CREATE SCHEMA s; CREATE TABLE s.u (a int); SELECT lo_from_bytea(0, 'y')")
        own = backup(mine[0], tmp_path / "a").folder
        put_back(own, mine[1], replaces=True)
        assert held(postgresql) == held(other)

        execute(
            postgresql,
            f"CREATE TABLE w (a int); ALTER TABLE w OWNER TO {stranger}; GRANT SELECT ON w TO {few}",
        )
        with pytest.raises(BackupError, match=rf"{stranger}.* \(connect as a superuser"):
            backup(mine[0], tmp_path / "b")
        folder = backup(mine[0], tmp_path / "b", verify=False).folder
        before = held(other)
        with pytest.raises(BackupError, match=rf"{stranger}.* \(connect as a superuser"):
            put_back(folder, mine[1], replaces=True)
        assert before == held(other)
        put_back(folder, other, replaces=True)
        assert held(postgresql) == held(other)
        execute(other, f"CREATE SCHEMA z AUTHORIZATION {stranger}")
        with pytest.raises(
            BackupError, match=r"must be owner of schema z \(connect as a superuser"
        ):
            put_back(own, mine[1], replaces=True)
    finally:
        for uri in (postgresql, other):
            execute(
                uri,
                f"REASSIGN OWNED BY {few}, {stranger} TO current_user; DROP OWNED BY {few}, {stranger}",
            )
        execute(postgresql, f"DROP ROLE {few}, {stranger}")


def test_a_full_disk_and_a_folder_that_is_none_leave_nothing(
    postgresql: str, tmp_path: Path
) -> None:
    execute(postgresql, "CREATE TABLE t AS SELECT gen_random_uuid() FROM generate_series(1, 5000)")
    COMMANDS.check_disk(postgresql, tmp_path)
