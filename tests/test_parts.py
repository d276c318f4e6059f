"""Parts that are made by processes of their own: together one run's bytes, and what is wrong with them is named."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mockcraft.errors import UserError
from mockcraft.parts.check import Incomplete, check
from mockcraft.parts.manifest import SUFFIX, read
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare

SCHEMA = """
seed: 3
tables:
  users: {count: 60, columns: {id: {generator: sequence, primary_key: true}, name: full_name}}
  orders: {count: 2, columns: {id: {generator: sequence, primary_key: true}, user: {ref: users.id}, w: word}}
"""
PARTS = 7
KILLS = 10


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(SCHEMA)
    return path


def write(
    schema: Path,
    folder: Path,
    part: tuple[int, int],
    format: str = "jsonl",
    seed: int | None = None,
) -> None:
    prepare(
        SeedRequest(
            str(schema), output=format, folder=str(folder), dialect="sqlite", header=False,
            overrides=Overrides(seed), part=part,
        )
    ).run()  # fmt: skip


def write_all(schema: Path, folder: Path, format: str = "jsonl") -> Path:
    for number in range(1, PARTS + 1):
        write(schema, folder, (number, PARTS), format)
    return folder


def joined(folder: Path, stem: str, suffix: str) -> bytes:
    paths = sorted(folder.glob(f"{stem}.part-*{suffix}"))
    return b"".join(path.read_bytes() for path in paths)


@pytest.mark.parametrize("format", ["csv", "jsonl", "bson", "resp"])
def test_joined_parts_are_the_bytes_of_one_run(schema: Path, format: str, tmp_path: Path) -> None:
    write(schema, tmp_path / "one", (1, 1), format)
    write_all(schema, tmp_path / "many", format)

    for stem in ("users", "orders"):
        one = joined(tmp_path / "one", stem, f".{format}")
        assert one
        assert one == joined(tmp_path / "many", stem, f".{format}")


def test_joined_parts_of_sql_make_the_database_of_one_run(schema: Path, tmp_path: Path) -> None:
    write(schema, tmp_path / "one", (1, 1), "sql")
    write_all(schema, tmp_path / "many", "sql")
    found = []
    for name in ("one", "many"):
        database = sqlite3.connect(":memory:")
        database.executescript(joined(tmp_path / name, "s", ".sql").decode())
        assert [] == database.execute("PRAGMA foreign_key_check").fetchall()
        found.append(list(database.iterdump()))
        database.close()

    assert len(found[0]) > 60
    assert sorted(found[0]) == sorted(found[1])


def test_a_folder_of_parquet_parts_reads_as_one_run(schema: Path, tmp_path: Path) -> None:
    write(schema, tmp_path / "one", (1, 1), "parquet")
    write_all(schema, tmp_path / "many", "parquet")
    one, many = (
        pq.read_table(sorted(map(str, (tmp_path / name).glob("users.*.parquet"))))
        for name in ("one", "many")
    )

    assert 60 == one.num_rows
    assert one.equals(many)


def test_whole_parts_are_counted(schema: Path, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o")
    size = sum(path.stat().st_size for path in folder.glob("users*.jsonl"))

    orders, users = check(str(folder))

    assert ("orders.jsonl", PARTS, 2) == (orders.name, orders.parts, orders.rows)
    assert ("users.jsonl", PARTS, 60, size) == (users.name, users.parts, users.rows, users.bytes)


@pytest.mark.parametrize("format", ["csv", "sql", "parquet", "json", "bson", "resp"])
def test_parts_of_every_format_are_whole(schema: Path, format: str, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o", format)

    assert 62 == sum(each.rows for each in check(str(folder)))


def test_a_manifest_tells_what_its_file_holds(schema: Path, tmp_path: Path) -> None:
    write(schema, tmp_path / "o", (2, PARTS), "sql")
    path = tmp_path / "o" / "s.part-2-of-7.sql"
    manifest = read((path.parent / (path.name + SUFFIX)).read_bytes())
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout

    assert (path.name, "s.sql", 2, 7) == (
        manifest.file, manifest.whole, manifest.part, manifest.parts,
    )  # fmt: skip
    assert [("users", 8, 17, 60), ("orders", 0, 0, 2)] == [
        (each.table, each.start, each.stop, each.last) for each in manifest.rows
    ]
    assert (path.stat().st_size, digest.split()[0]) == (manifest.bytes, manifest.sha256)


def remove(folder: Path, *names: str) -> None:
    for name in names:
        for path in folder.glob(f"{name}*"):
            path.unlink()


def flip(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[5] ^= 1
    (folder / name).write_bytes(data)


def copy(folder: Path, name: str, to: str) -> None:
    for suffix in ("", SUFFIX):
        (folder / (to + suffix)).write_bytes((folder / (name + suffix)).read_bytes())


def claim(folder: Path, name: str, **members: object) -> None:
    path = folder / (name + SUFFIX)
    path.write_text(json.dumps(json.loads(path.read_text()) | members))


USERS = "users.part-3-of-7.jsonl"
BREAKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda at: remove(at, USERS), "users.jsonl: part 3/7 is missing"),
    "several": (
        lambda at: remove(at, "users.part-1", "users.part-3"),
        "users.jsonl: parts 1/7, 3/7 are missing",
    ),
    "table": (lambda at: remove(at, "orders"), "orders.jsonl: no part is there"),
    "file": (lambda at: (at / USERS).unlink(), f"{USERS} is missing, its manifest is there"),
    "manifest": (
        lambda at: (at / (USERS + SUFFIX)).unlink(),
        f"{USERS} has no manifest: its run has not ended",
    ),
    "changed": (lambda at: flip(at, USERS), f"{USERS} has changed: its bytes are others"),
    "longer": (
        lambda at: (at / USERS).write_bytes((at / USERS).read_bytes() + b"x"),
        f"{USERS} has changed: it has 268 bytes, and had 267",
    ),
    "copy": (
        lambda at: copy(at, USERS, "users.part-9-of-7.jsonl"),
        f"users.part-9-of-7.jsonl{SUFFIX} is that of {USERS}",
    ),
    "garbled": (
        lambda at: (at / (USERS + SUFFIX)).write_text("[1]"),
        f"{USERS}{SUFFIX} cannot be read: it is no manifest of a part",
    ),
    "newer": (
        lambda at: claim(at, USERS, format=99),
        f"{USERS}{SUFFIX} cannot be read: it is of format 99, and this version knows 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BREAKS)
def test_what_is_wrong_is_named(schema: Path, fault: str, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o")
    break_it, said = BREAKS[fault]
    break_it(folder)

    with pytest.raises(Incomplete) as raised:
        check(str(folder))

    assert said in str(raised.value)


def test_what_is_no_folder_is_said_in_the_words_of_the_system(tmp_path: Path) -> None:
    away, file = tmp_path / "away", tmp_path / "users.jsonl"
    file.touch()

    with pytest.raises(UserError) as missing:
        check(str(away))
    with pytest.raises(UserError) as other:
        check(str(file))

    assert f"{away} cannot be read: no such file or directory (name a folder of parts)" == str(
        missing.value
    )
    assert f"{file} cannot be read: not a directory (name a folder of parts)" == str(other.value)


def test_parts_that_overlap_are_named(schema: Path, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o")
    write(schema, folder, (2, 4))

    with pytest.raises(Incomplete) as raised:
        check(str(folder))

    doubled = "rows 15..16 of users are doubled: in users.part-2-of-7.jsonl and in users.part-2-of-4.jsonl"
    assert doubled in str(raised.value)
    assert "missing" not in str(raised.value)


def test_parts_of_another_seed_are_named(schema: Path, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o")
    remove(folder, USERS, "orders.part-3")
    write(schema, folder, (3, PARTS), seed=4)

    with pytest.raises(Incomplete, match=f"{USERS} is of other rows than the others"):
        check(str(folder))


def test_parts_of_another_form_of_csv_are_named(schema: Path, tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(schema, folder, (1, 3), "csv")
    write(schema, folder, (2, 3), "csv")
    check_missing(folder, "part 3/3 is missing")
    schema.write_text(SCHEMA + "csv: {delimiter: ';'}\n")
    write(schema, folder, (3, 3), "csv")
    check_missing(folder, r"users.part-3-of-3.csv is of other rows than the others")


def check_missing(folder: Path, said: str) -> None:
    with pytest.raises(Incomplete, match=said):
        check(str(folder))


def test_sizes_alone_are_looked_at_where_this_is_asked_for(schema: Path, tmp_path: Path) -> None:
    folder = write_all(schema, tmp_path / "o")
    flip(folder, USERS)

    assert 2 == len(check(str(folder), reads=False))


def test_a_folder_of_no_parts_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no part is there"):
        check(str(tmp_path))
    with pytest.raises(UserError, match="no such file"):
        check(str(tmp_path / "none"))


def started(schema: Path, folder: Path, part: str, rows: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mockcraft", "seed", str(schema), "--output", "csv", "--dir", folder,
         "--part", part, "--count", f"users={rows}", "-q"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_a_part_that_is_killed_is_whole_or_named(schema: Path, tmp_path: Path) -> None:
    """Killed at random moments of its run; made again, everything is whole."""
    rows, moments = 300_000, random.Random(1)
    begun = time.monotonic()
    assert 0 == started(schema, tmp_path / "o", "1/2", rows).wait()
    took = time.monotonic() - begun
    for trial in range(KILLS):
        remove(tmp_path / "o", "users.part-2", "orders.part-2")
        process = started(schema, tmp_path / "o", "2/2", rows)
        time.sleep(moments.uniform(0.3, 1.0) * took)
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        try:
            assert [2, rows] == [each.rows for each in check(str(tmp_path / "o"))], trial
        except Incomplete as error:
            assert code == -signal.SIGKILL
            assert "2/2" in str(error) or "part-2-of-2" in str(error), trial

    remove(tmp_path / "o", "users.part-2", "orders.part-2")
    assert 0 == started(schema, tmp_path / "o", "2/2", rows).wait()
    assert [2, rows] == [each.rows for each in check(str(tmp_path / "o"))]
    assert not list((tmp_path / "o").glob("*.unfinished"))
