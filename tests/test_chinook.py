"""The million rows of examples/chinook.yaml in the tables that Chinook's own script makes."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from mockcraft.schema.bind import Overrides
from mockcraft.seeder import Seeding, SeedRequest, prepare
from mockcraft.sink import LoadOptions

EXAMPLE = Path(__file__).parents[1] / "examples" / "chinook.yaml"
DDL = (Path(__file__).parent / "schemas" / "chinook_sqlite.sql").read_text()
LENGTH = re.compile(r"\[(\w+)\] NVARCHAR\((\d+)\)")
TABLES = re.findall(r"CREATE TABLE \[(\w+)\]\n\((.*?)\n\);", DDL, re.DOTALL)


def seeded(path: Path, scale: float = 1.0) -> Seeding:
    """Makes Chinook's tables and fills them."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(DDL)
    request = SeedRequest(
        str(EXAMPLE),
        f"sqlite:///{path}",
        overrides=Overrides(scale=scale),
        load=LoadOptions(create=False),
    )
    seeding = prepare(request)
    seeding.run(workers=2)
    return seeding


def fetch(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def digest(path: Path) -> str:
    """Names all rows of all tables."""
    found = blake2b()
    for name, _ in TABLES:
        for row in fetch(path, f"SELECT * FROM {name} ORDER BY rowid"):
            found.update(repr(row).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def chinook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("chinook") / "chinook.db"
    seeded(path)
    yield path
    path.unlink()


def test_there_are_a_million_rows_as_many_in_each_table_as_the_file_says(chinook: Path) -> None:
    text = EXAMPLE.read_text()
    asked = {
        name: int(count.replace("_", ""))
        for name, count in re.findall(r"^  (\w+):\n    count: ([\d_]+)$", text, re.MULTILINE)
    }
    found = {name: fetch(chinook, f"SELECT count(*) FROM {name}")[0][0] for name, _ in TABLES}

    assert asked == found
    assert 1_000_000 == sum(found.values())


def test_every_foreign_key_holds_and_the_file_is_sound(chinook: Path) -> None:
    assert [] == fetch(chinook, "PRAGMA foreign_key_check")
    assert [("ok",)] == fetch(chinook, "PRAGMA integrity_check")


def test_no_text_is_longer_than_its_column(chinook: Path) -> None:
    too_long = []
    for table, body in TABLES:
        for column, most in LENGTH.findall(body):
            ((longest,),) = fetch(chinook, f"SELECT max(length({column})) FROM {table}")
            if longest is None or longest > int(most):
                too_long.append(f"{table}.{column}: {longest} > {most}")

    assert [] == too_long


def test_dates_make_sense(chinook: Path) -> None:
    hired = "SELECT count(*) FROM Employee WHERE date(HireDate) < date(BirthDate, '+18 years')"
    dated = "SELECT min(date(InvoiceDate)), max(date(InvoiceDate)), count(*) - count(date(InvoiceDate)) FROM Invoice"
    first, last, none = fetch(chinook, dated)[0]

    assert [(0,)] == fetch(chinook, hired)
    assert "2020-01-01" <= first < last <= "2025-12-31"
    assert 0 == none


def test_an_invoice_is_billed_to_its_customer(chinook: Path) -> None:
    query = """SELECT count(*) FROM Invoice JOIN Customer USING (CustomerId)
        WHERE (BillingAddress, BillingCity, BillingState, BillingPostalCode) = (Address, City, State, PostalCode)"""

    assert [(150_000,)] == fetch(chinook, query)
    assert [(0,)] == fetch(chinook, "SELECT count(*) FROM Employee WHERE ReportsTo >= EmployeeId")


def test_the_same_seed_gives_the_same_content(tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    seeded(first, 0.02)
    seeded(second, 0.02)

    assert digest(first) == digest(second)
