"""Tables that the caller gives no rows: they are there, and empty, as are the children counted per them."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from mockcraft.counts import table_counts
from mockcraft.engine import run
from mockcraft.errors import SchemaError, UserError
from mockcraft.schema.bind import Overrides
from mockcraft.sink import LoadOptions
from plans import files, open_database

from .support import plan_of, rows_of, table

TEXT = (
    "tables:\n"
    + table("id: {generator: sequence, primary_key: true}", 5, name="country")
    + table("country_id: {ref: country.id}\nname: city", "{per: country, max: 3}", name="town")
    + table("id: {generator: sequence, primary_key: true}\nname: word", 7, name="note")
)
NONE = Overrides(counts={"country": 0})


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "sql", "parquet"])
def test_every_format_writes_them_empty(format: str) -> None:
    made = files(plan_of(TEXT, NONE), format)

    assert made == files(plan_of(TEXT, NONE), format, workers=2)
    if format == "csv":
        rows = {name: list(csv.reader(io.StringIO(text.decode()))) for name, text in made.items()}
        assert {"country.csv": 1, "town.csv": 1, "note.csv": 8} == {
            n: len(r) for n, r in rows.items()
        }


def test_a_file_can_say_so_itself() -> None:
    assert files(plan_of(TEXT, NONE)) == files(plan_of(TEXT.replace("count: 5", "count: 0")))


def test_a_database_gets_empty_tables(tmp_path: Path) -> None:
    run(plan_of(TEXT, NONE), open_database(f"sqlite:///{tmp_path}/x.db", LoadOptions()))
    with sqlite3.connect(tmp_path / "x.db") as connection:
        counts = [
            connection.execute(f"select count(*) from {name}").fetchone()[0]
            for name in ("country", "town", "note")
        ]

    assert [0, 0, 7] == counts


def test_a_reference_to_no_rows_is_refused_with_its_place() -> None:
    text = TEXT + table("country_id: {ref: country.id}", 3, name="lake")

    with pytest.raises(SchemaError) as error:
        plan_of(text, NONE)

    told = "country has no rows to refer to (raise its count, or give the column nulls)"
    assert f"s.yaml:19:25: {told}" == str(error.value)


@pytest.mark.parametrize(
    "options",
    [
        "nulls: 0.5", "nulls: 0.5, distribution: zipf", "nulls: 0.5, weight: id", "nulls: 0, where: id > 3",
        "nulls: 0, where: id = row.n, weight: id",
    ],
)  # fmt: skip
def test_a_reference_that_may_be_null_points_at_none_of_no_rows(options: str) -> None:
    columns = (
        f"n: sequence\ncountry_id: {{ref: country.id, {options}}}\nsame: {{expr: country_id.id}}"
    )
    rows = rows_of(plan_of(TEXT + table(columns, 3, name="lake"), NONE), "lake")

    assert [{"n": n, "country_id": None, "same": None} for n in (1, 2, 3)] == rows


def test_a_table_with_rows_by_hand_cannot_be_left_empty() -> None:
    text = TEXT.replace("    count: 5\n", "    count: 5\n    rows: [{id: 3}]\n")

    with pytest.raises(SchemaError) as error:
        plan_of(text, NONE)

    assert (
        "s.yaml:4:11: country has 0 rows, and 1 is given by hand (raise count, or give fewer)"
        == str(error.value)
    )


def test_no_rows_are_written_as_zero() -> None:
    assert {"country": 0, "note": 10} == table_counts(["country=0", "note=10"])
    with pytest.raises(UserError, match="a whole number from 0"):
        table_counts(["country=-1"])
