"""The Python interface: what a caller imports, reads and gets wrong."""

import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import mockcraft
from plans import SHOP

TABLES: dict[str, Any] = {
    "tables": {
        "users": {
            "count": 40,
            "columns": {
                "id": {"generator": "sequence", "primary_key": True},
                "name": "full_name",
                "plan": {"values": {"free": 3, "pro": 1}},
                "score": {"generator": "number", "nulls": 0.5},
            },
        },
        "orders": {
            "count": {"per": "users", "min": 0, "max": 4},
            "columns": {
                "user_id": {"ref": "users.id"},
                "price": {"generator": "price", "min": 1, "max": 9.5},
                "placed": {"generator": "datetime", "after": "2024-01-01", "before": "2025-01-01"},
            },
        },
    }
}

CIRCLE: dict[str, Any] = {}
CIRCLE["tables"] = CIRCLE
_load: Any = mockcraft.load  # for what mypy would refuse
_generate: Any = mockcraft.generate


def test_a_value_is_that_of_the_command_line() -> None:
    assert "Rebecca" == mockcraft.generate("first_name", seed=1)
    assert ["Rebecca"] == mockcraft.generate("firstname", 1, seed=1)
    assert [] == mockcraft.generate("first_name", 0, seed=1)


def test_parameters_may_be_python_values_or_text() -> None:
    made = mockcraft.generate("number", 50, seed=3, min=1, max="6")

    assert set(range(1, 7)) == set(made)
    assert isinstance(mockcraft.generate("price", seed=1), Decimal)
    assert 6 == len(set(mockcraft.generate("number", 6, seed=3, min=1, max=6, unique=True)))


def test_values_without_a_seed_differ() -> None:
    assert mockcraft.generate("uuid") != mockcraft.generate("uuid")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mockcraft.generate("frst_name"), "there is no generator 'frst_name' (did you mean \"first_name\"?)"),
        (lambda: mockcraft.generate("number", mim=1), "number has no parameter 'mim' (did you mean \"min\"?)"),
        (lambda: mockcraft.generate("city", locale="xx"), "locale 'xx' is not known"),
        (lambda: mockcraft.generate("bool", 3, unique=True), "bool has 2 distinct values"),
        (lambda: mockcraft.generate("date", now="soon"), "now='soon' is not a date"),
        (lambda: mockcraft.generate("date", seed=-1), "seed=-1 is outside 0..18446744073709551615"),
        (lambda: mockcraft.generate("date", count=-1), "count=-1 is outside 0..4611686018427387904"),
        (lambda: mockcraft.load({"tables": {}}), "tables: there are no tables in it (add one)"),
        (lambda: mockcraft.load({"tables": {"t": {"count": 1, "columns": {"a": {"generator": "number", "mn": 3}}}}}),
         "t.columns.a.mn: number has no parameter 'mn'"),
        (lambda: mockcraft.load({"tables": {"t": {"count": -1, "columns": {"a": "word"}}}}), "tables.t.count: count -1 is outside"),
        (lambda: mockcraft.load({"tables": {"t": {"count": 1, "columns": {"a": {"value": object()}}}}}), "tables.t.columns.a.value: object is no plain word"),
        (lambda: mockcraft.load("no/such/file.yaml"), "no/such/file.yaml: no such file or directory"),
        (lambda: mockcraft.load(TABLES)["user"], "there is no table 'user' (did you mean \"users\"?)"),
        (lambda: mockcraft.load(TABLES, counts={"users": -1}), "counts['users']=-1 is outside 1..4611686018427387904"),
        (lambda: _load(TABLES, counts={"users": 2.5}), "counts['users']=2.5 is not a whole number"),
        (lambda: _load(TABLES, counts=3), "counts=3 is not a mapping of table to rows"),
        (lambda: mockcraft.load(TABLES, scale=-1), "scale=-1 is not a number in 1e-09..1e+09"),
        (lambda: mockcraft.load(TABLES, scale=float("nan")), "scale=nan is not a number"),
        (lambda: _load(TABLES, seed="x"), "seed='x' is not a whole number"),
        (lambda: _load(TABLES, locale=5), "locale=5 is not text"),
        (lambda: _load(TABLES, now=5.5), "now=5.5 is not a date"),
        (lambda: _load(None), "schema=None is neither a path nor a dict"),
        (lambda: _generate("city", "3"), "count='3' is not a whole number"),
        (lambda: mockcraft.load({"tables": {"t": {"count": 1, "columns": {"a": {"value": float("nan")}}}}}), "t.columns.a.value: nan is no number that has digits"),
        (lambda: mockcraft.load(CIRCLE), "tables.tables.tables.tables…: this is nested more than 100 deep, or contains itself"),
        (lambda: mockcraft.load(TABLES).seed("sqlite:///no.db", existing="trunctae"), "existing='trunctae' is not known (did you mean \"truncate\"?)"),
        (lambda: mockcraft.load(TABLES).seed("sqlite:///no.db", tables="users"), "tables='users' is not a list of names"),
        (lambda: mockcraft.load(TABLES).seed("sqlite:///no.db", resume=True, existing="append"), "give resume=True or existing=\"append\", not both"),
        (lambda: mockcraft.load(TABLES, counts={"user": 3}), "has no table 'user' (did you mean \"users\"?)"),
    ],
)  # fmt: skip
def test_mistakes_are_errors_for_people(call: Any, said: str) -> None:
    with pytest.raises(mockcraft.MockcraftError) as caught:
        call()

    assert said in str(caught.value)
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))


def test_all_problems_of_a_dict_are_told_at_once() -> None:
    from mockcraft.errors import SchemaError

    with pytest.raises(SchemaError) as caught:
        mockcraft.load(
            {"tables": {"t": {"count": "x", "columns": {"a": "wrd", "b": {"ref": "u.id"}}}}}
        )

    assert 3 == len(caught.value.problems)


def test_a_dict_and_a_file_of_the_same_words_make_the_same_plan(tmp_path: Path) -> None:
    import yaml

    path = tmp_path / "schema.yaml"
    path.write_text(yaml.safe_dump(TABLES, sort_keys=False))

    assert list(mockcraft.load(path)["orders"]) == list(mockcraft.load(TABLES)["orders"])


def test_a_schema_maps_names_to_tables() -> None:
    schema = mockcraft.load(TABLES, seed=3)

    assert ["users", "orders"] == list(schema)
    assert 2 == len(schema)
    assert "users" in schema and "user" not in schema
    assert "<mockcraft schema of users: 40, orders: " in repr(schema)


def test_a_table_is_a_sequence_of_rows() -> None:
    users = mockcraft.load(TABLES, seed=3)["users"]
    rows = list(users)

    assert 40 == len(users) == len(rows)
    assert ("id", "name", "plan", "score") == users.columns
    assert rows[7] == users[7]
    assert rows[-1] == users[-1]
    assert rows[5:30:4] == list(users[5:30:4])
    assert rows[::-1] == list(users[::-1]) == list(reversed(users))
    assert rows[12] == users[10:20][2]
    assert rows[3] in users
    assert "<10 rows of users: id, name, plan, score>" == repr(users[:10])
    with pytest.raises(IndexError, match="row 40 of 40 rows of users"):
        users[40]


def test_any_row_of_a_large_table_comes_at_once() -> None:
    users = mockcraft.load(TABLES, counts={"users": 10**8})["users"]

    assert 10**8 == len(users)
    assert 10**8 == users[-1]["id"]
    assert users[5] == mockcraft.load(TABLES)["users"][5]


def test_seed_scale_locale_and_clock_may_be_set() -> None:
    shop = {"tables": {"t": {"count": 10, "columns": {"c": "city", "d": "past_date"}}}}

    assert 25 == len(mockcraft.load(shop, scale=2.5)["t"])
    assert list(mockcraft.load(shop)["t"]) != list(mockcraft.load(shop, seed=5)["t"])
    assert list(mockcraft.load(shop)["t"]) != list(mockcraft.load(shop, locale="de_DE")["t"])
    assert mockcraft.load(shop, now="2020-06-01")["t"][0]["d"].year < 2021
    assert list(mockcraft.load(shop, now="2020-06-01")["t"]) == list(
        mockcraft.load(shop, now=date(2020, 6, 1))["t"]
    )


def test_arrow_and_duckdb_read_a_table_as_it_is() -> None:
    orders = mockcraft.load(TABLES)["orders"]
    table = pa.table(orders)

    assert table.to_pylist() == list(orders)
    assert table.equals(orders.to_arrow())
    assert ["user_id: int64 not null", "price: decimal128(18, 2) not null"] == str(
        table.schema
    ).split("\n")[:2]
    with duckdb.connect() as connection:
        connection.register("orders", pa.RecordBatchReader.from_stream(orders))
        found = connection.execute("select count(*), min(user_id) from orders").fetchall()
    assert [(len(orders), orders[0]["user_id"])] == found


def test_a_data_frame_has_the_rows() -> None:
    users = mockcraft.load(TABLES)["users"]
    polars, pandas = users.to_polars(), users.to_pandas()

    assert list(users) == polars.to_dicts()
    assert [row["name"] for row in users] == pandas["name"].tolist()
    assert len(users) == len(__import__("polars").DataFrame(users))


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(mockcraft.MockcraftError, match="polars is not installed"):
        mockcraft.load(TABLES)["users"].to_polars()


def test_files_and_databases_are_filled(tmp_path: Path) -> None:
    schema = mockcraft.load(SHOP, counts={"users": 20, "products": 5})
    written = schema.write(tmp_path / "out", "csv", tables=["users"])
    seeded = schema.seed(f"sqlite:///{tmp_path}/shop.db")

    assert ["users.csv"] == [each.name for each in (tmp_path / "out").iterdir()]
    assert 20 == written.rows
    assert sum(len(table) for table in schema.values()) == seeded.rows
    with pytest.raises(mockcraft.MockcraftError, match="has 20 rows already"):
        schema.seed(f"sqlite:///{tmp_path}/shop.db")
    assert 20 == schema.seed(f"sqlite:///{tmp_path}/shop.db", existing="append").done["users"]
    with pytest.raises(mockcraft.MockcraftError, match="users.csv"):
        schema.write(tmp_path / "out", "csv")
    schema.write(tmp_path / "out", "csv", overwrite=True)
    with pytest.raises(mockcraft.MockcraftError, match="the schema has no table 'user'"):
        schema.write(tmp_path, "csv", tables=["user"])
    with pytest.raises(mockcraft.MockcraftError, match="dialect is that of SQL files, not of json"):
        schema.write(tmp_path, "json", dialect="mysql")


def test_chosen_tables_of_a_database_are_filled_one_after_the_other(tmp_path: Path) -> None:
    schema, url = mockcraft.load(TABLES), f"sqlite:///{tmp_path}/shop.db"
    with pytest.raises(mockcraft.MockcraftError, match="the database has no such table"):
        schema.seed(url, tables=["orders"])

    assert {"users": 40} == schema.seed(url, tables=["users"]).done
    assert {"orders": len(schema["orders"])} == schema.seed(url, tables=("orders",)).done
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        stray = "SELECT count(*) FROM orders WHERE user_id NOT IN (SELECT id FROM users)"
        assert [(0,)] == database.execute(stray).fetchall()


@pytest.mark.parametrize(
    "before", ["", "mockcraft.generate('email')", "import mockcraft.generator"]
)
def test_the_decorator_is_there_before_and_after_its_module(before: str) -> None:
    code = f'''
import mockcraft
{before}
from mockcraft import generator
from mockcraft.generator import Draw, Text

@generator("text", aliases=("own",))
def mine(draw: Draw) -> Text:
    """My text."""
    return draw.join("a", draw.integer(1, 1))

@mockcraft.generator("text")
def yours(draw: Draw) -> Text:
    """Your text."""
    return draw.join("b", draw.integer(2, 2))

print(mockcraft.generate("own"), mockcraft.generate("yours"))
'''
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ("a1 b2\n", "") == (made.stdout, made.stderr)


def test_importing_mockcraft_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import mockcraft; print(*(set(sys.modules) - before))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"mockcraft", "mockcraft._version"} == set(made.stdout.split())


def test_every_public_name_is_there() -> None:
    for name in mockcraft.__all__:
        assert getattr(mockcraft, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        mockcraft.nothing  # noqa: B018
