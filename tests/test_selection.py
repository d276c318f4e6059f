"""Chosen tables, chosen rows and parts: together they are the same rows as one run."""

import csv
import json
import sqlite3
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mockcraft.cli.ranges import part_of, rows_by_table
from mockcraft.core.ranges import Range
from mockcraft.errors import UserError
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.selection import Selection
from plans import SHOP, tables

PLAN = tables(
    "a:\n  count: 100\n  columns: {x: sequence}\nb:\n  count: 3\n  columns: {x: sequence}\n"
)
CIRCLE = """
seed: 3
tables:
  teams:
    count: 40
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: players.id, nulls: 0.1}
  players:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
      friend: {ref: players.id, nulls: 0.2}
      name: name
"""


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [Range("a", 0, 100), Range("b", 0, 3)]),
        (Selection(("b",)), [Range("b", 0, 3)]),
        (Selection(rows={"a": (10, 20)}), [Range("a", 10, 21)]),
        (Selection(("b",), {"a": (99, 99)}), [Range("a", 99, 100), Range("b", 0, 3)]),
        (Selection(part=(2, 4)), [Range("a", 25, 50), Range("b", 0, 1)]),
        (Selection(rows={"a": (10, 19)}, part=(1, 2)), [Range("a", 10, 15)]),
    ],
)
def test_a_selection_is_ranges(selection: Selection, expected: list[Range]) -> None:
    assert expected == selection.ranges(PLAN)


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(("c",)), "tables=[\"c\"]: the schema has no table 'c'"),
        (Selection(rows={"c": (0, 1)}), "--rows c: the schema has no table 'c'"),
        (Selection(rows={"a": (90, 100)}), "--rows a=90..100: its rows are 0..99"),
    ],
)
def test_what_the_plan_has_not_is_refused(selection: Selection, said: str) -> None:
    with pytest.raises(UserError) as raised:
        selection.ranges(PLAN)

    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a=10..20", ("a", 10, 20)), ("a=7", ("a", 7, 7)), ("s.a=1_000..2_000", ("s.a", 1000, 2000)), ("x=y=0..0", ("x=y", 0, 0))],
)  # fmt: skip
def test_rows_are_read(text: str, expected: tuple[str, int, int]) -> None:
    name, first, last = expected
    assert {name: (first, last)} == rows_by_table([text])


@pytest.mark.parametrize(
    "text", ["a", "a=", "=1..2", "a=1..", "a=..2", "a=1...2", "a=-1..2", "a=2..1", "a=٣", f"a={2**62}", "a=" + "9" * 5000]
)  # fmt: skip
def test_rows_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="--rows"):
        rows_by_table([text])


def test_rows_of_a_table_are_given_once() -> None:
    with pytest.raises(UserError, match="--rows a is given twice"):
        rows_by_table(["a=1..2", "a=4..5"])


@pytest.mark.parametrize(
    "text", ["1", "0/3", "4/3", "1/0", "a/b", "1/2/3", "-1/2", "1/9999999", ""]
)
def test_parts_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="--part"):
        part_of(text)


def write(schema: Path, folder: Path, format: str, parts: int, dialect: str = "sqlite") -> None:
    """All rows in so many parts, each by a run of its own; 0 for one run without parts."""
    for number in range(1, parts + 1) if parts else [0]:
        part = (number, parts) if parts else None
        prepare(
            SeedRequest(str(schema), output=format, folder=str(folder), dialect=dialect, part=part)
        ).run()


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "circle.yaml"
    path.write_text(CIRCLE)
    return path


@pytest.mark.parametrize("parts", [1, 3, 10])
def test_lines_of_all_parts_are_those_of_one_run(parts: int, tmp_path: Path) -> None:
    write(SHOP, tmp_path / "whole", "jsonl", 0)
    write(SHOP, tmp_path / "parts", "jsonl", parts)

    for whole in (tmp_path / "whole").iterdir():
        pieces = sorted((tmp_path / "parts").glob(f"{whole.stem}.part-*-of-{parts}.jsonl"))
        assert parts == len(pieces)
        assert whole.read_bytes() == b"".join(piece.read_bytes() for piece in pieces)


def test_each_part_is_a_file_of_its_own(schema: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for format in ("csv", "json", "parquet"):
        write(schema, folder, format, 0)
        write(schema, folder, format, 3)
    stems = [f"players.part-{number}-of-3" for number in (1, 2, 3)]

    cells = [
        list(csv.reader((folder / f"{stem}.csv").read_text().splitlines()))
        for stem in ["players", *stems]
    ]
    assert 1 == len({tuple(each[0]) for each in cells})
    assert cells[0][1:] == [row for part in cells[1:] for row in part[1:]]
    rows = [json.loads((folder / f"{stem}.json").read_text()) for stem in ["players", *stems]]
    assert rows[0] == [row for part in rows[1:] for row in part]
    read = [pq.read_table(folder / f"{stem}.parquet") for stem in ["players", *stems]]
    assert read[0].equals(pa.concat_tables(read[1:]))


def test_parts_of_a_dump_load_into_sqlite_with_its_keys_checked(
    schema: Path, tmp_path: Path
) -> None:
    found = []
    for parts in (0, 3):
        write(schema, tmp_path / str(parts), "sql", parts)
        database = sqlite3.connect(":memory:")
        database.execute("PRAGMA foreign_keys = ON")
        for path in sorted((tmp_path / str(parts)).glob("*.sql")):
            database.executescript(path.read_text())
        assert [] == database.execute("PRAGMA foreign_key_check").fetchall()
        found.append(list(database.iterdump()))
        database.close()

    assert sorted(found[0]) == sorted(found[1])
    assert len(found[0]) > 340


def test_parts_of_a_dump_load_into_postgresql_with_all_keys(
    schema: Path, tmp_path: Path, postgresql: str
) -> None:
    write(schema, tmp_path / "out", "sql", 3, "postgresql")
    with psycopg.connect(postgresql, autocommit=True) as connection:
        for path in sorted((tmp_path / "out").glob("*.sql")):
            connection.execute(path.read_bytes())
        keys = connection.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' ORDER BY 1").fetchall()  # fmt: skip
        rows = connection.execute("SELECT (SELECT count(*) FROM teams), (SELECT count(*) FROM players)").fetchall()  # fmt: skip

    assert [("players",), ("players",), ("teams",)] == keys
    assert [(40, 300)] == rows
