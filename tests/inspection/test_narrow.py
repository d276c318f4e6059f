"""Columns that are narrower than the texts of a generator have shorter ones of its form, and amounts with bounds are computed."""

import re
from pathlib import Path

from inspection import audit
from inspection.databases import filled, rows, sqlite
from inspection.databases import postgresql as make
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database

NARROW = """
    CREATE TABLE people (id CHAR(36) PRIMARY KEY, user_name VARCHAR(30) NOT NULL UNIQUE, login VARCHAR(8) NOT NULL UNIQUE,
        email VARCHAR(50) NOT NULL UNIQUE, work_email VARCHAR(22) NOT NULL UNIQUE, phone VARCHAR(12) NOT NULL, fax VARCHAR(10) NOT NULL UNIQUE,
        mobile_msisdn VARCHAR(15) NOT NULL, job_title VARCHAR(30) NOT NULL);
    CREATE TABLE tags (id TEXT PRIMARY KEY CHECK (length(id) = 36), name VARCHAR(10) NOT NULL UNIQUE, slug VARCHAR(10) NOT NULL UNIQUE,
        handle CHAR(3) NOT NULL UNIQUE);
    CREATE TABLE schools (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL UNIQUE);
"""
PRESENT = """
    CREATE TABLE st (name varchar(255) PRIMARY KEY);
    INSERT INTO st VALUES ('a status that is much too long for it'), ('open'), ('shut');
    CREATE TABLE longs (name varchar(255) PRIMARY KEY);
    INSERT INTO longs VALUES ('a status that is much too long for it');
    CREATE TABLE big (id bigint PRIMARY KEY);
    INSERT INTO big VALUES (5000000000), (7);
    CREATE TABLE pair (a text, b text, PRIMARY KEY (a, b));
    INSERT INTO pair VALUES ('long long', 'x'), ('y', 'long long'), ('p', 'q');
    CREATE TABLE c1 (id int PRIMARY KEY, s varchar(10) NOT NULL REFERENCES st, b int NOT NULL REFERENCES big, pa varchar(4) NOT NULL, pb varchar(4) NOT NULL,
        FOREIGN KEY (pa, pb) REFERENCES pair);
    CREATE TABLE c2 (id int PRIMARY KEY, s varchar(10) REFERENCES longs);
    CREATE TABLE c3 (id int PRIMARY KEY, s varchar(10) NOT NULL REFERENCES longs);
"""
FORMS = {
    "people.id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "people.user_name": r"[a-z0-9_.]{3,30}",
    "people.login": r"[a-z]{6}\d\d",
    "people.email": r"[a-z0-9_.]+@example\.(com|org|net)",
    "people.work_email": r"[a-z]{8}\d\d@example\.com",
    "people.phone": r"\d{3}-555-01\d\d",
    "people.fax": r"\d{3}55501\d\d",
    "people.mobile_msisdn": r"1\d{10}",
    "people.job_title": r"[A-Z].{3,29}",
    "tags.id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "tags.name": r"[a-z]{8}",
    "tags.slug": r"[a-z]{6}-\d{3}",
    "tags.handle": r"[A-Z0-9]{3}",  # no room for a word and an end by which a thousand rows differ
    "schools.name": r"[A-Z].{5,49}",
}
AMOUNTS = """
    CREATE TABLE lines (id INTEGER PRIMARY KEY, quantity INTEGER CHECK (quantity BETWEEN 1 AND 9), unit_price NUMERIC(10, 2) NOT NULL CHECK (unit_price > 0),
        line_total NUMERIC(12, 2) NOT NULL CHECK (line_total >= 0));
    CREATE TABLE orders (id INTEGER PRIMARY KEY, subtotal NUMERIC(10, 2) NOT NULL CHECK (subtotal >= 0), tax NUMERIC(10, 2) CHECK (tax >= 0),
        discount NUMERIC(10, 2) CHECK (discount >= 0), total NUMERIC(12, 2) NOT NULL CHECK (total > 0));
    CREATE TABLE bills (id INTEGER PRIMARY KEY, subtotal NUMERIC(10, 2) NOT NULL, discount NUMERIC(10, 2) NOT NULL CHECK (discount BETWEEN 0 AND 100),
        total NUMERIC(12, 2) NOT NULL CHECK (total >= 0));
    CREATE TABLE fees (id INTEGER PRIMARY KEY, subtotal NUMERIC(10, 2) NOT NULL, tax NUMERIC(10, 2) NOT NULL, total NUMERIC(12, 2) NOT NULL CHECK (total >= 900));
"""


def test_narrow_columns_have_shorter_texts_of_the_same_form(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "narrow.db", NARROW)
    filled(url)

    for name, form in FORMS.items():
        table, _, column = name.partition(".")
        texts = [each for (each,) in rows(url, f"SELECT {column} FROM {table}")]
        assert 100 == len(texts), name
        assert [] == [each for each in texts if not re.fullmatch(form, each)], name


def test_amounts_are_computed_though_checks_bound_them(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "amounts.db", AMOUNTS)
    filled(url)

    lines = "SELECT count(*) FROM lines WHERE abs(line_total - quantity * unit_price) > 0.001"
    orders = "SELECT count(*) FROM orders WHERE abs(total - subtotal - ifnull(tax, 0) + ifnull(discount, 0)) > 0.001"
    assert [(0,)] == rows(url, lines)
    assert [(0,)] == rows(url, orders)
    tables = inspect(database(url), 5, kept=False).document.tables
    # One that is a percentage as far as can be told, and a bound that the sum does not meet.
    assert "expr" not in tables["bills"]["columns"]["total"]
    assert 900 == tables["fees"]["columns"]["total"]["min"]


def test_rows_that_are_there_are_referred_to_where_their_keys_fit(postgresql: str) -> None:
    make(postgresql, PRESENT)
    made = filled(postgresql)

    assert {
        "c3": "s: no key of longs that was looked at fits into character varying(10): the first is "
        "'a status that is much too long for it' (widen s, or give longs rows that fit)"
    } == made.document.refused
    assert [] == audit.faults(postgresql)
    assert [("{open,shut}", "{7}", "{p}", "{q}")] == rows(
        postgresql,
        "SELECT array_agg(DISTINCT s ORDER BY s)::text, array_agg(DISTINCT b)::text, array_agg(DISTINCT pa)::text, "
        "array_agg(DISTINCT pb)::text FROM c1",
    )
    assert [(100, 0)] == rows(postgresql, "SELECT count(*), count(s) FROM c2")
