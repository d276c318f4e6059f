"""MySQL and MariaDB databases that exist, filled without a rule: the server checks every constraint itself."""

import pytest

import servers
from inspection.databases import filled
from mockcraft.errors import SinkError
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database

SCRIPT = """
    CREATE TABLE kinds (
        id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code CHAR(3) NOT NULL UNIQUE, email VARCHAR(40) NOT NULL,
        mood ENUM('sad', 'it''s ok') NOT NULL, flags SET('a', 'b'), tiny TINYINT NOT NULL, yes BOOLEAN NOT NULL,
        made YEAR NOT NULL, day DATE, at DATETIME NOT NULL, seen TIMESTAMP NULL, clock TIME, price DECIMAL(5,2) NOT NULL,
        ratio FLOAT, doc JSON NOT NULL, raw VARBINARY(8), hash BINARY(16) NOT NULL, note TEXT NOT NULL,
        twice INT AS (tiny * 2) STORED, taxed DECIMAL(12,2) AS (price * 1.19) VIRTUAL, UNIQUE (mood, email), UNIQUE (note(10)));
    CREATE TABLE checks (
        id BIGINT PRIMARY KEY, status VARCHAR(10) NOT NULL CHECK (status IN ('new', 'old')),
        low INT NOT NULL CHECK (low BETWEEN 3 AND 9), high INT NOT NULL, CHECK (high >= low),
        name VARCHAR(20) NOT NULL CHECK (char_length(name) > 4), code INT CHECK (hex(code) = 'A'), starts DATE NOT NULL, ends DATE, CHECK (starts <= ends));
    CREATE TABLE parents (a INT NOT NULL, b VARCHAR(10) NOT NULL, PRIMARY KEY (a, b));
    CREATE TABLE children (
        id INT PRIMARY KEY, a INT NOT NULL, b VARCHAR(10) NOT NULL, parent INT, kind INT UNSIGNED UNIQUE,
        FOREIGN KEY (a, b) REFERENCES parents (a, b), FOREIGN KEY (parent) REFERENCES children (id),
        FOREIGN KEY (kind) REFERENCES kinds (id));
    CREATE TABLE shapes (
        id INT PRIMARY KEY, a POINT NOT NULL, b LINESTRING NOT NULL, c POLYGON NOT NULL, d MULTIPOINT, e GEOMETRY NOT NULL,
        f GEOMETRYCOLLECTION NOT NULL, code VARCHAR(20) NOT NULL CHECK (code REGEXP '^[a-z]{3}\\\\.[0-9]+$'), SPATIAL KEY (a));
    CREATE TABLE fields (a BIT(3) NOT NULL, b BIT(8) NOT NULL, c BIT(20) NOT NULL, d BIT(8) NOT NULL CHECK (d > 3));
    CREATE TABLE years (id INT NOT NULL, made DATE NOT NULL, PRIMARY KEY (id, made)) PARTITION BY RANGE (YEAR(made))
        (PARTITION a VALUES LESS THAN (2020), PARTITION b VALUES LESS THAN (2022));
    CREATE TABLE spans (n INT NOT NULL, day DATE NOT NULL) PARTITION BY RANGE COLUMNS (n, day)
        (PARTITION a VALUES LESS THAN (5, '2020-01-01'), PARTITION b VALUES LESS THAN (9, '2021-01-01'));
    CREATE TABLE regions (id INT NOT NULL, region INT NOT NULL) PARTITION BY LIST (region)
        (PARTITION east VALUES IN (1, 3, 5), PARTITION west VALUES IN (2, 4));
    CREATE TABLE hens (id INT PRIMARY KEY, egg_id INT);
    CREATE TABLE eggs (id INT PRIMARY KEY, hen_id INT NOT NULL, FOREIGN KEY (hen_id) REFERENCES hens (id));
    ALTER TABLE hens ADD FOREIGN KEY (egg_id) REFERENCES eggs (id)
"""
NAMES = (
    "kinds", "checks", "parents", "children", "shapes", "fields", "years", "spans", "regions", "hens", "eggs",
)  # fmt: skip


@pytest.mark.parametrize("name", ["mariadb", "mysql"])
def test_a_database_is_filled_and_every_constraint_holds(
    name: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(name)
    server = servers.MySQL(url) if name == "mysql" else servers.MariaDB(url)
    for statement in SCRIPT.split(";\n"):
        server.execute(statement)
    made = filled(url)
    tables = {
        each: server.execute(f"SELECT count(*) FROM {each}")[0][0] for each in made.document.tables
    }

    shaped = inspect(database(url), kept=False, profiled=True).document.tables["kinds"]
    least, most = server.execute("SELECT min(tiny), max(tiny) FROM kinds")[0]

    assert {"generator": "number", "min": least, "max": most} == shaped["columns"]["tiny"]
    assert {} == made.document.refused
    assert dict.fromkeys(NAMES, 100) == tables
    assert [(2, 2)] == [
        tuple(server.execute("SELECT count(DISTINCT mood), count(DISTINCT flags) FROM kinds")[0])
    ]


ORPHANS = "SELECT count(*) FROM staff WHERE store_id NOT IN (SELECT id FROM store)"


def test_a_circle_that_one_statement_cannot_fill_costs_the_other_tables_nothing(
    mariadb: str,
) -> None:
    server = servers.MariaDB(mariadb)
    for statement in (
        "CREATE TABLE staff (id INT PRIMARY KEY, store_id INT NOT NULL)",
        "CREATE TABLE store (id INT PRIMARY KEY, boss INT NOT NULL, FOREIGN KEY (boss) REFERENCES staff (id))",
        "ALTER TABLE staff ADD FOREIGN KEY (store_id) REFERENCES store (id)",
        "CREATE TABLE other (id INT PRIMARY KEY)",
    ):
        server.execute(statement)
    made = filled(mariadb)

    assert [(100,)] == [tuple(each) for each in server.execute("SELECT count(*) FROM other")]
    assert {"staff", "store"} == set(made.document.refused)
    assert (
        "in a circle of keys that must have a value and cannot wait"
        in made.document.refused["staff"]
    )

    later = filled(f"{mariadb}?keys=later")
    assert {} == later.document.refused
    assert {"other": 100} == later.document.kept
    assert [(0,)] == [tuple(each) for each in server.execute(ORPHANS)]

    for table in ("staff", "store"):
        server.execute(f"SET STATEMENT foreign_key_checks = 0 FOR DELETE FROM {table}")
    server.execute("CREATE TRIGGER lost BEFORE INSERT ON staff FOR EACH ROW SET NEW.store_id = 0")
    with pytest.raises(SinkError, match="staff: a row has no parent by the foreign key"):
        filled(f"{mariadb}?keys=later", 5)
    assert [(0,)] == [tuple(each) for each in server.execute("SELECT count(*) FROM store")]


def test_tables_of_engines_without_transactions_are_filled(mariadb: str) -> None:
    server = servers.MariaDB(mariadb)
    old = "SET STATEMENT sql_mode = '' FOR CREATE TABLE"
    for statement in (
        "CREATE TABLE pages (id INT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(90) NOT NULL, body TEXT, "
        "FULLTEXT KEY (body), UNIQUE KEY (title(20))) ENGINE=MyISAM",
        "CREATE TABLE hits (page INT NOT NULL, n INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (page, n)) ENGINE=MyISAM",
        f"{old} seen (id INT PRIMARY KEY, at DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00') ENGINE=MEMORY",
        "CREATE TABLE counts (name CHAR(9), n INT NOT NULL, CHECK (n > 5)) ENGINE=Aria",
        "CREATE TABLE sheet (n INT NOT NULL, at DATE NOT NULL) ENGINE=CSV",
        "CREATE TABLE cut (n INT PRIMARY KEY) ENGINE=MyISAM PARTITION BY HASH (n) PARTITIONS 3",
        # Its trigger would leave a row for each of a rehearsal.
        "CREATE TABLE items (id INT PRIMARY KEY)",
        "CREATE TABLE log (id INT) ENGINE=MyISAM",
        "CREATE TRIGGER noted AFTER INSERT ON items FOR EACH ROW INSERT INTO log VALUES (NEW.id)",
    ):
        server.execute(statement)
    made = filled(mariadb)
    tables = {
        each: server.execute(f"SELECT count(*) FROM {each}")[0][0] for each in made.document.tables
    }

    assert {} == made.document.refused
    assert 200 == tables.pop("log")
    assert (
        dict.fromkeys(("pages", "hits", "seen", "counts", "sheet", "cut", "items"), 100) == tables
    )


def test_variables_of_the_session_that_triggers_write_are_keys_of_rows_that_are_there(
    mariadb: str,
) -> None:
    server = servers.MariaDB(mariadb)
    for statement in (
        "CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        "CREATE TABLE revisions (id INT PRIMARY KEY, note VARCHAR(20))",
        "CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, item INT NOT NULL, revision INT NOT NULL, "
        "FOREIGN KEY (revision) REFERENCES revisions (id))",
        "CREATE TABLE places (item INT PRIMARY KEY, place INT NOT NULL, FOREIGN KEY (item) REFERENCES items (id))",
        "CREATE PROCEDURE noted(IN item INT) BEGIN IF @off IS NULL THEN "
        "INSERT INTO audit (item, revision) VALUES (coalesce(item, 0), @revision); END IF; "
        "SET @place = item + 1; REPLACE INTO places (item, place) VALUES (item, @place); END",
        "CREATE TRIGGER added AFTER INSERT ON items FOR EACH ROW CALL noted(NEW.id)",
    ):
        server.execute(statement)
    made = filled(mariadb)

    assert {} == made.document.refused
    assert {"places": "items"} == made.document.fed
    assert ["revisions"] == made.document.tables["items"]["filled_after"]
    assert [(200, 100, 100)] == [
        tuple(each)
        for each in server.execute(
            "SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM places), (SELECT count(*) FROM items)"
        )
    ]
