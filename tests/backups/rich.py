"""A SQLite database of everything that SQLite knows, and what it holds as SQLite itself writes it down."""

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = """
PRAGMA user_version = 7;
PRAGMA application_id = 77;
CREATE TABLE "odd name's" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    whole INTEGER, number REAL, words TEXT COLLATE NOCASE, bytes BLOB, anything,
    twice INTEGER GENERATED ALWAYS AS (whole * 2) STORED, later TEXT DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE orders (
    user INTEGER NOT NULL REFERENCES "odd name's"(id) ON DELETE CASCADE, line INTEGER, note TEXT CHECK (note <> ''),
    PRIMARY KEY (user, line)
) WITHOUT ROWID;
CREATE TABLE empty (id INTEGER);
CREATE UNIQUE INDEX partial ON "odd name's" (words, lower(words)) WHERE whole > 3;
CREATE VIEW seen AS SELECT id, words FROM "odd name's";
CREATE TRIGGER watch AFTER DELETE ON orders BEGIN INSERT INTO empty VALUES (1); END;
CREATE VIRTUAL TABLE found USING fts5(words);
"""
VALUES = [
    (2**63 - 1, 1.7976931348623157e308, "ä😀\u0000nul 'quoted' \"twice\"", b"\x00\xff" * 9, "1"),
    (-(2**63), 5e-324, "", b"", 1),
    (0, -0.0, "ГОРОД", None, 1.0),
    (None, None, None, None, b"1"),
]


def make(path: Path, rows: int = 200) -> None:
    """Makes it, with this many rows in each of its large tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        insert = 'INSERT INTO "odd name\'s" (whole, number, words, bytes, anything) VALUES (?, ?, ?, ?, ?)'
        connection.executemany(insert, VALUES)
        connection.executemany(
            insert, [(n + 4, n / 7, f"w{n}", bytes([n % 256]), n) for n in range(rows)]
        )
        connection.execute("INSERT INTO empty VALUES (1)")
        connection.execute("DELETE FROM empty")
        connection.executemany("INSERT INTO orders VALUES (1, ?, 'x')", [(n,) for n in range(rows)])
        connection.execute("INSERT INTO found VALUES ('needle in a haystack')")
        connection.execute("INSERT INTO orders VALUES (2, 1, CAST(x'fffe' AS TEXT))")  # is no UTF-8
        connection.execute("COMMIT")


def held(path: Path) -> list[object]:
    """All that a database holds: definitions, and rows in the order of their values."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        defined = connection.execute(
            "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2"
        ).fetchall()
        rows = []
        for kind, name, sql in defined:
            if kind == b"table" and b"VIRTUAL" not in (sql or b""):
                quoted = name.decode().replace('"', '""')
                columns = connection.execute(f'SELECT * FROM "{quoted}"')
                rows.append((name, sorted(map(repr, columns.fetchall()))))
        version = connection.execute("PRAGMA user_version").fetchone()
        return [defined, rows, version, connection.execute("PRAGMA application_id").fetchone()]
