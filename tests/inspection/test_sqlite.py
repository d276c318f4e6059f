"""SQLite files that exist, filled without a rule."""

from pathlib import Path

import pytest

from inspection.databases import counted, filled, rows, sqlite
from mockcraft.errors import UserError
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database

SCHEMAS = Path(__file__).parents[1] / "schemas"

SHOP = """
    CREATE TABLE countries (code CHAR(2) PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE);
    CREATE TABLE customers (
        id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL, first_name TEXT NOT NULL, last_name VARCHAR(10),
        country CHAR(2) NOT NULL REFERENCES Countries, -- a comment with CHECK (1 = 0)
        status TEXT NOT NULL CHECK(status IN ('active', 'it''s ) over')), age INT CHECK (age >= 18 AND age < 100),
        created_at DATETIME NOT NULL, updated_at DATETIME, "order" BOOLEAN NOT NULL, is_new INT NOT NULL, CHECK (created_at <= updated_at));
    CREATE UNIQUE INDEX one_email ON customers (lower(email)) WHERE status = 'active';
    CREATE TABLE keys (
        id BLOB PRIMARY KEY CHECK (length(id) = 32), peer BLOB NOT NULL UNIQUE CHECK(LENGTH(peer) = 33),
        hash BLOB CHECK (length(hash) <= 4), twice INT AS (length(id) * 2) STORED) WITHOUT ROWID;
    CREATE TABLE orders (
        id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (ID),
        total NUMERIC(6, 2) NOT NULL CHECK (total BETWEEN 1 AND 500), shipped INTEGER NOT NULL CHECK (shipped IN (0, 1)));
    CREATE TABLE hens (id INTEGER PRIMARY KEY, egg_id INTEGER NOT NULL REFERENCES eggs);
    CREATE TABLE eggs (id INTEGER PRIMARY KEY, hen_id INTEGER NOT NULL REFERENCES hens);
    CREATE TABLE roots (namespace TEXT PRIMARY KEY, hash TEXT, FOREIGN KEY (namespace, hash) REFERENCES nodes (namespace, hash));
    CREATE TABLE nodes (namespace TEXT, hash TEXT, PRIMARY KEY (namespace, hash)) STRICT;
"""


def test_a_file_is_filled_and_every_constraint_holds(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "shop.db", SHOP)
    made = filled(url)

    assert {} == made.document.refused
    assert {100} == set(counted(url, made).values())
    assert 8 == len(made.document.tables)
    assert [] == rows(url, "PRAGMA foreign_key_check")
    assert [("ok",)] == rows(url, "PRAGMA integrity_check")
    assert [(0,), (1,)] == rows(url, "SELECT DISTINCT is_new FROM customers ORDER BY 1")
    assert [(10,)] == rows(url, "SELECT max(length(last_name)) FROM customers")
    assert [(100,)] == rows(url, "SELECT count(*) FROM customers WHERE email LIKE '%@%.%'")


def test_chinook_is_filled_whole(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "chinook.db", (SCHEMAS / "chinook_sqlite.sql").read_text())
    made = filled(url, 1000)

    assert {} == made.document.refused
    assert {1000} == set(counted(url, made).values())
    assert [] == rows(url, "PRAGMA foreign_key_check")


def test_tables_have_as_many_rows_as_suits_them_where_nothing_is_said(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "shop.db", SHOP)
    tables = inspect(database(url)).document.tables

    assert (20, 1000, 3000) == tuple(
        tables[n]["count"] for n in ("countries", "customers", "orders")
    )


def test_a_check_that_is_refused_leaves_its_column_empty(tmp_path: Path) -> None:
    script = """
        CREATE TABLE coded (id INTEGER PRIMARY KEY, a INT, b INT,
            CONSTRAINT a_code CHECK (unicode(a) = 1), CHECK (unicode(b) = 1));
    """
    url = sqlite(tmp_path / "coded.db", script)
    made = filled(url)

    assert ({"coded": 100}, {}) == (counted(url, made), made.document.refused)
    assert [(0, 0)] == rows(url, "SELECT count(a), count(b) FROM coded")


def test_floats_are_computed_from_whole_numbers(tmp_path: Path) -> None:
    script = """
        CREATE TABLE lines (id INTEGER PRIMARY KEY, quantity INT NOT NULL, price NUMERIC(10, 2) NOT NULL,
            total NUMERIC(12, 2) NOT NULL, CHECK (total = quantity * price));
    """
    url = sqlite(tmp_path / "lines.db", script)
    made = filled(url)

    assert ({"lines": 100}, {}) == (counted(url, made), made.document.refused)
    assert 20 < rows(url, "SELECT count(DISTINCT price) FROM lines")[0][0]


def test_a_name_that_does_not_fit_becomes_its_code(tmp_path: Path) -> None:
    script = (
        "CREATE TABLE homes (city TEXT NOT NULL, state CHAR(2) NOT NULL, country CHAR(2) NOT NULL)"
    )
    made = inspect(database(sqlite(tmp_path / "homes.db", script))).document.tables["homes"][
        "columns"
    ]

    assert {"city": "city", "state": "state_code", "country": "country_code"} == made


def test_a_table_that_is_not_understood_costs_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
        CREATE TABLE good (id INTEGER PRIMARY KEY);
        CREATE TABLE odd (id INTEGER PRIMARY KEY, n INT CHECK (n > 3));
        CREATE TABLE of_odd (id INTEGER PRIMARY KEY, odd_id INT NOT NULL REFERENCES odd);
        CREATE TABLE maybe_odd (id INTEGER PRIMARY KEY, odd_id INT REFERENCES odd);
    """

    def broken(*_: object) -> None:
        raise TypeError("beyond us")

    monkeypatch.setattr("mockcraft.inspection.checks.comparisons.constant_of", broken)
    url = sqlite(tmp_path / "odd.db", script)
    made = filled(url)

    assert {"good": 100, "maybe_odd": 100} == counted(url, made)
    assert "not understood: TypeError: beyond us" in made.document.refused["odd"]
    assert "refers to odd, which is not filled" in made.document.refused["of_odd"]


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there are no tables"):
        inspect(database(sqlite(tmp_path / "empty.db", "")))


def test_fewer_rows_are_made_where_no_more_can_differ(tmp_path: Path) -> None:
    script = """
        CREATE TABLE flags (flag BOOLEAN PRIMARY KEY NOT NULL);
        CREATE TABLE uses (id INTEGER PRIMARY KEY, flag BOOLEAN NOT NULL UNIQUE REFERENCES flags);
    """
    url = sqlite(tmp_path / "flags.db", script)
    made = filled(url)

    assert {"flags": 2, "uses": 2} == counted(url, made)
    assert "no more rows can differ" in made.document.notes["flags", "count"]


def test_columns_of_no_type_hold_what_checks_ask_them_for(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "a.db",
        """CREATE TABLE a (n NOT NULL CHECK (typeof(n) = 'integer'), r NOT NULL CHECK (typeof("r") = 'real'),
            b NOT NULL CHECK (typeof([b])='blob'), t NOT NULL CHECK (typeof(t) = 'text' AND length(t) <= 10), x NOT NULL)""",
    )

    assert {} == filled(url).document.refused
    assert [(100,)] == rows(url, "SELECT count(*) FROM a")


def test_codes_that_must_differ_begin_as_a_check_asks(tmp_path: Path) -> None:
    script = """
        CREATE TABLE codes (id INTEGER PRIMARY KEY, a TEXT NOT NULL UNIQUE CHECK (substr(a, 1, 2) = 'k-'),
            b TEXT NOT NULL, c INT, CHECK ('x' = substr(b, 1, 1)), UNIQUE (b, c));
    """
    url = sqlite(tmp_path / "codes.db", script)

    assert {} == filled(url).document.refused
    assert [(100,)] == rows(url, "SELECT count(*) FROM codes WHERE a LIKE 'k-%' AND b LIKE 'x%'")


def test_no_row_has_a_value_that_a_check_or_an_index_excludes(tmp_path: Path) -> None:
    script = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n <> 5), d DECIMAL(4,1) NOT NULL CHECK (d <> 0),
            f BOOLEAN NOT NULL CHECK (f <> 0), day DATE NOT NULL CHECK (day <> '2024-01-01'));
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a, done BOOLEAN NOT NULL, left_ INTEGER NOT NULL);
        CREATE UNIQUE INDEX open ON b (a_id) WHERE done = FALSE;
        CREATE UNIQUE INDEX last ON b (a_id) WHERE left_ = 0;
    """
    url = sqlite(tmp_path / "excluded.db", script)

    made = filled(url, 4000)

    assert {} == made.document.refused
    assert {"a": 4000, "b": 4000} == counted(url, made)
    assert rows(url, "SELECT min(n), count(DISTINCT n) > 900, min(d) > 0 FROM a") == [(6, 1, 1)]
    assert rows(url, "SELECT min(done), min(left_) FROM b") == [(1, 1)]
