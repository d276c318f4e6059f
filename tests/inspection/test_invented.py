"""Schemas such as applications have, full of what makes rows hard to find: each is filled whole, and audited."""

import re
from pathlib import Path

import pytest

import servers
from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import filled, rows, sqlite
from mockcraft.inspection.reading import Inspection

FOLDER = Path(__file__).with_name("invented")
FEWER = {
    "config": 1,
    "meta": 1,
    "lock": 1,
    "season": 24,
    "version": 1,
}  # tables whose checks let one row in


def scripts(engine: str) -> list[str]:
    return sorted(each.name.partition(".")[0] for each in FOLDER.glob(f"*.{engine}.sql"))


def script(name: str, engine: str) -> str:
    return (FOLDER / f"{name}.{engine}.sql").read_text()


def all_filled(made: Inspection, counts: dict[str, int]) -> None:
    """Asserts that each table has the rows that were asked for, or more by its triggers."""
    assert {} == made.document.refused
    assert {} == {name: n for name, n in counts.items() if n < FEWER.get(name, 100)}


@pytest.mark.parametrize("name", scripts("postgresql"))
def test_a_schema_of_postgresql_is_filled_whole(name: str, postgresql: str) -> None:
    made = filled_whole(postgresql, script(name, "postgresql"))

    all_filled(made, audit.tables(postgresql))


@pytest.mark.parametrize("engine", ["mysql", "mariadb"])
@pytest.mark.parametrize("name", scripts("mysql"))
def test_a_schema_of_mysql_is_filled_whole(
    name: str, engine: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(engine)
    server = servers.MySQL(url) if engine == "mysql" else servers.MariaDB(url)
    for statement in re.split(r";\n", script(name, "mysql")):
        if statement.strip():
            server.execute(statement)
    made = filled(url)
    names = [*made.document.tables, *made.document.fed]

    all_filled(made, {n: server.execute(f"SELECT count(*) FROM `{n}`")[0][0] for n in names})


@pytest.mark.parametrize("name", scripts("sqlite"))
def test_a_schema_of_sqlite_is_filled_whole(name: str, tmp_path: Path) -> None:
    url = sqlite(tmp_path / "a.db", script(name, "sqlite"))
    made = filled(url)
    names = [*made.document.tables, *made.document.fed]

    all_filled(made, {n: rows(url, f'SELECT count(*) FROM "{n}"')[0][0] for n in names})
    assert [] == rows(url, "PRAGMA foreign_key_check")
    assert [("ok",)] == rows(url, "PRAGMA integrity_check")
