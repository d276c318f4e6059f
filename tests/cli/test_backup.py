"""`mockcraft backup`, `backups`, `verify`, `restore` and `seed --backup`: what they print, and their exit codes."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mockcraft.backup import Contents
from mockcraft.backups.manifest import NAME, Manifest, read_manifest

from .conftest import Answer
from .test_agreement import Terminal

Inside = Callable[..., Answer]
SCHEMA = "tables: {users: {count: 20, columns: {id: {generator: sequence, primary_key: true}, name: {generator: name}}}}"
DB = ("--db", "sqlite:///shop.db")
TAKE = ("backup", *DB, "--path", "b")


@pytest.fixture
def filled(inside: Inside, tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    assert 0 == inside("seed", "shop.yaml", *DB).code
    return tmp_path / "shop.db"


def users(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM users").fetchone()[0])


def test_a_backup_is_taken_listed_verified_and_restored(inside: Inside, filled: Path) -> None:
    taken = inside(*TAKE)
    folder = taken.out.strip()
    size = (filled.parent / folder / "database.sqlite.zst").stat().st_size

    assert 0 == taken.code
    assert re.fullmatch(r"b/shop-\d{8}T\d{6}Z", folder)
    assert f"{folder}: 1 table, 20 rows, {size} bytes, verified\n" == taken.err
    listed = inside("backups", "--path", "b").out
    assert re.fullmatch(
        rf"{folder[2:]}  sqlite [\d.]+  {filled}  1 table, 20 rows, .* bytes  verified\n", listed
    )
    assert inside("verify", folder).out.startswith(
        f"{folder}: whole, 1 table, 20 rows as they were in {filled} at "
    )
    restored = inside("restore", "--latest", "--path", "b", "--db", "sqlite:///copy.db")
    assert (0, 20) == (restored.code, users(filled.parent / "copy.db"))
    (filled.parent / folder / "database.sqlite.zst").unlink()
    gone = inside("backups", "--path", "b").out
    assert gone.endswith("  damaged: database.sqlite.zst is missing\n") and "verified" not in gone


def test_messages_name_the_flag_for_the_folder_as_it_is_written(inside: Inside) -> None:
    empty = "is an empty text (give another, or leave it out)\n"

    assert f"mockcraft: --path {empty}" == inside("backups", "--path", "").err
    assert f"mockcraft: --backup-path {empty}" == inside("seed", "--backup-path", "").err
    twice = inside("backups", "--path", "a", "--path", "b").err
    assert "mockcraft: --path is given twice (keep one)\n" == twice


def test_what_is_there_is_replaced_only_when_it_is_agreed_to(inside: Inside, filled: Path) -> None:
    inside(*TAKE)
    restore = ("restore", "--latest", "--path", "b", *DB)
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("DELETE FROM users WHERE id > 5")

    refused, unasked = inside(*restore), inside(*restore, "--clean")

    assert (4, 2) == (refused.code, unasked.code)
    assert "holds users already (give --clean to replace all that it holds)" in refused.err
    assert "--clean would replace 1 table, 5 rows (give --yes" in unasked.err
    assert 5 == users(filled)
    assert 0 == inside(*restore, "--clean", "--yes").code
    assert 20 == users(filled)


def test_flags_of_a_backup_that_is_not_taken_are_refused(inside: Inside, filled: Path) -> None:
    for flag, value in (("--backup-path", "b"), ("--keep", "3"), ("--compression", "gzip")):
        refused = inside("seed", "shop.yaml", *DB, "--append", flag, value)
        assert (2, f"mockcraft: {flag} goes with --backup (give both, or leave {flag} out)\n") == (
            refused.code, refused.err,
        )  # fmt: skip


def test_a_run_is_backed_up_first_and_says_how_to_go_back_when_it_fails(
    inside: Inside, filled: Path
) -> None:
    refused = inside("seed", "shop.yaml", *DB, "--backup", "--backup-path=-b")
    assert (
        f"(mockcraft restore ./-b/{next((filled.parent / '-b').iterdir()).name} --db" in refused.err
    )
    refused = inside("seed", "shop.yaml", *DB, "--backup", "--backup-path", "b")
    (folder,) = (filled.parent / "b").iterdir()

    assert 2 == refused.code
    assert f"b/{folder.name}: 1 table, 20 rows" in refused.err
    assert (
        f"is in b/{folder.name} (mockcraft restore b/{folder.name} --db URL --clean)" in refused.err
    )
    done = inside("seed", "shop.yaml", *DB, "--append", "--backup", "--backup-path", "b")
    assert (0, 40) == (done.code, users(filled))
    assert 2 == len(list((filled.parent / "b").iterdir()))
    (filled.parent / "s.yaml").write_text(
        "backup: true\nbackup_path: b\nkeep: 1\ncompression: gzip\n"
    )
    done = inside("--settings", "s.yaml", "seed", "shop.yaml", *DB, "--append")
    assert 0 == done.code
    (folder,) = (filled.parent / "b").iterdir()
    assert "gzip" == read_manifest(folder).compression


def test_without_a_backup_there_is_no_run(inside: Inside, filled: Path) -> None:
    (filled.parent / "file").write_text("")
    refused = inside("seed", "shop.yaml", *DB, "--append", "--backup", "--backup-path", "file/b")

    assert 4 == refused.code
    assert (
        "file/b takes no backup" in refused.err
        and "is no folder (choose another folder)" in refused.err
    )
    assert 20 == users(filled)


def test_what_goes_is_said_and_asked_about_at_a_terminal(inside: Inside, filled: Path) -> None:
    inside(*TAKE)
    restore = ("restore", "--latest", "--path", "b", *DB, "--clean")
    assert (
        "shop.db: b/shop-" in inside(*restore, "--yes").err
        and "replaces\n  users             20 rows\n" in inside(*restore, "--yes").err
    )
    terminal = Terminal(filled.parent, *restore)
    terminal.wait_for("Go on? [y/N]")
    assert "replaces\r\n  users             20 rows\r\n" in terminal.shown
    terminal.type("n\n")
    assert 2 == terminal.end()
    assert "nothing was deleted, and nothing written" in terminal.shown


def test_progress_is_shown_at_a_terminal_and_a_signal_leaves_no_backup(
    inside: Inside, filled: Path
) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("CREATE TABLE more AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL "
            "SELECT n + 1 FROM r WHERE n < 150000) SELECT n, hex(randomblob(20)) FROM r")  # fmt: skip
    shown = Terminal(filled.parent, *TAKE)
    assert 0 == shown.end()
    for what in ("comparing more", "%"):  # the other steps may be over before the next picture
        assert what in shown.shown
    (taken,) = (filled.parent / "b").iterdir()

    stopped = Terminal(filled.parent, *TAKE)
    stopped.wait_for("comparing more")
    stopped.type("\x03")
    assert 130 == stopped.end()
    assert [taken] == list((filled.parent / "b").iterdir())


def test_a_manifest_that_is_newer_or_of_another_engine_is_refused(
    inside: Inside, filled: Path
) -> None:
    folder = filled.parent / inside(*TAKE).out.strip()
    manifest = read_manifest(folder)
    path = folder / NAME
    before = filled.read_bytes()
    for changed, message in (
        (replace(manifest, format=2, mockcraft="99.0"), r"is of format 2, and this version knows 1 \(use the MockCraft 99\.0"),
        (replace(manifest, engine="redis", server="7.0"), "is a backup of redis 7.0, and .*/shop.db is sqlite"),
    ):  # fmt: skip
        path.write_text(changed.text)
        told = inside("restore", str(folder), *DB, "--clean", "--yes")
        assert 4 == told.code
        assert re.search(message, told.err)
    assert 4 == inside("verify", str(folder), *DB).code
    path.unlink()
    assert "b: no backups\n" == inside("backups", "--path", "b").out
    assert "there is no backup in it" in inside("verify", "--latest", "--path", "b").err
    assert before == filled.read_bytes()


def test_a_database_that_does_not_exist_yet_needs_no_backup(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    done = inside("seed", "shop.yaml", *DB, "--backup", "--backup-path", "b")

    assert 0 == done.code
    assert "shop.db does not exist yet: there is nothing to back up" in done.err
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("backup",), 2, "say what to back up: --db URL, a database"),
        (("backup", "--db", "sqlite:///no.db"), 4, "no.db does not exist (there is nothing to back up)"),
        (("backup", *DB, "--path", "b", "--keep", "0"), 2, "--keep='0' is not a whole number of 1 or more"),
        (("backup", *DB, "--compression", "zip"), 2, "--compression='zip' is not one of zstd, gzip, none"),
        (("backups", "--path", "no"), 4, "no: no such file or directory"),
        (("verify",), 2, "say which backup: its folder, or --latest"),
        (("verify", "no"), 4, "no is no backup: there is no manifest.json in it"),
        (("verify", "x", "--latest"), 2, "'x' and --latest both name a backup (give one)"),
        (("restore", "no"), 2, "say what to restore to: --db URL, a database"),
        (("restore", "no", "--db", "sqlite:///shop.db"), 4, "no is no backup"),
        (("seed", "shop.yaml", "--output", "csv", "--backup"), 2, "--backup is of a database"),
    ],
)  # fmt: skip
def test_mistakes_are_told(
    words: tuple[str, ...], code: int, message: str, inside: Inside, filled: Path
) -> None:
    answer = inside(*words)

    assert code == answer.code
    assert message in answer.err
    assert "" == answer.out


def test_a_backup_of_a_server_is_verified_on_one(inside: Inside, tmp_path: Path) -> None:
    made = Manifest(
        "1.0", "postgresql", "15.4", "pg_dump 15.4", "host/shop", "2026-01-31T12:00:00Z", 1.0, "none", "", False,
        Contents(),
    )  # fmt: skip
    (tmp_path / NAME).write_text(made.text)
    answer = inside("verify", str(tmp_path))

    assert 4 == answer.code
    assert (
        "a backup of PostgreSQL is restored on a server to be verified (give one by" in answer.err
    )


def test_a_file_that_is_no_database_is_told(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("no database at all, and long enough to be read")
    answer = inside(*TAKE)

    assert 4 == answer.code
    assert "shop.db: file is not a database" in answer.err
    assert not (tmp_path / "b").exists()


def test_the_documented_commands_are_those_of_the_page(inside: Inside, filled: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "backup.md").read_text()
    (block,) = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    for line in block.splitlines():
        done = inside(*line.split()[1:])
        assert 0 == done.code, (line, done.err)
    assert 20 == users(filled.parent / "copy.db")
