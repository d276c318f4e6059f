"""A run of the seeder, without the command line."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mockcraft.errors import SchemaError, UserError
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

TEXT = """\
database: ${SEEDER_TEST_URL}
tables:
  t:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true}
  u:
    count: {per: t, min: 1, max: 3}
    columns:
      t_id: {ref: t.id}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "s.yaml").write_text(TEXT)
    return str(tmp_path / "s.yaml")


def test_files_are_written_and_every_chunk_reported(path: str, tmp_path: Path) -> None:
    reached: list[int] = []
    seeding = prepare(SeedRequest(path, output="csv", folder=str(tmp_path / "out")))
    progress = seeding.run(batch_rows=20, report=lambda each: reached.append(each.rows))

    assert None is seeding.database
    assert [0, 20, 40, 50] == reached[:4]
    assert reached == sorted(reached)
    assert progress.rows == seeding.plan.rows == reached[-1]
    assert 51 == len((tmp_path / "out" / "t.csv").read_text().splitlines())


@pytest.mark.parametrize(
    ("target", "given", "workers"),
    [({"output": "csv"}, None, None), ({"output": "csv"}, 3, 3), ({"database": "sqlite:///{}/x.db"}, None, 1), ({"database": "sqlite:///{}/x.db"}, 3, 3)],
)  # fmt: skip
def test_a_database_gets_one_worker_where_nobody_says_how_many(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    target: dict[str, str], given: int | None, workers: int | None,
) -> None:  # fmt: skip
    asked: list[int | None] = []

    def run(*_: Any, workers: int | None, **__: Any) -> None:
        asked.append(workers)

    monkeypatch.setattr("mockcraft.seeder.run", run)
    named = {name: value.format(tmp_path) for name, value in target.items()}
    prepare(SeedRequest(path, folder=str(tmp_path), **named)).run(given)  # type: ignore[arg-type]

    assert [workers] == asked


def test_the_target_of_the_caller_goes_before_that_of_the_file(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDER_TEST_URL", f"sqlite:///{tmp_path}/own.db")
    given = f"sqlite:///{tmp_path}/given.db"

    assert f"sqlite:///{tmp_path}/own.db" == prepare(SeedRequest(path)).database
    assert given == prepare(SeedRequest(path, database=given)).database
    assert None is prepare(SeedRequest(path, output="csv")).database


def test_nothing_is_written_before_the_run(path: str, tmp_path: Path) -> None:
    prepare(SeedRequest(path, database=f"sqlite:///{tmp_path}/x.db"))
    prepare(SeedRequest(path, output="csv", folder=str(tmp_path / "out")))

    assert ["s.yaml"] == [each.name for each in tmp_path.iterdir()]


def test_an_empty_variable_is_as_good_as_none(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDER_TEST_URL", "")

    with pytest.raises(SchemaError, match=r"s.yaml:1:11: the variable SEEDER_TEST_URL is not set"):
        prepare(SeedRequest(path))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"database": "sqlite:///x.db", "output": "csv"}, "give --db or --output, not both"),
        (
            {"database": "sqlite:///x.db", "tables": ("v",)},
            "tables=[\"v\"]: the schema has no table 'v'",
        ),
        ({"output": "csv", "tables": ("v",)}, "tables=[\"v\"]: the schema has no table 'v'"),
        ({"output": "xml"}, "format 'xml' is not known"),
        ({"output": "sql", "dialect": "oracle"}, "dialect 'oracle' is not known"),
        ({"database": "oracle://x"}, "begins with oracle://, which is not known"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    path: str, request_: dict[str, str], said: str
) -> None:
    with pytest.raises(UserError) as caught:
        prepare(SeedRequest(path, **request_))  # type: ignore[arg-type]

    assert said in str(caught.value)


def test_appended_tables_grow_by_what_is_asked_for(path: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    for count, total in ((10, 10), (5, 15), (2, 17)):
        request = SeedRequest(
            path,
            database=url,
            overrides=Overrides(counts={"t": count}),
            load=LoadOptions(existing="append"),
        )
        seeding = prepare(request)
        seeding.run()
        assert total == seeding.plan.table("t").count
    database = sqlite3.connect(tmp_path / "x.db")

    assert [(17,)] == database.execute("SELECT count(*) FROM t").fetchall()
    assert [(17,)] == database.execute("SELECT count(DISTINCT t_id) FROM u").fetchall()
    database.close()
