"""A database that has rows, and one that is filled from its profile: the same shapes, and no text of it."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from inspection.databases import postgresql as make
from inspection.databases import rows, sqlite
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database
from mockcraft.inspection.writing import text_of
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

SCHEMA = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE, plan TEXT NOT NULL CHECK (plan IN ('free', 'pro', 'old')),
        mood VARCHAR(40), bio TEXT, country TEXT NOT NULL, age INT NOT NULL, active BOOLEAN NOT NULL, seen_at TIMESTAMP NOT NULL,
        paid NUMERIC(8, 2) NOT NULL, code VARCHAR(20) NOT NULL UNIQUE);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, state TEXT NOT NULL, placed_on DATE NOT NULL);
    CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders, line INT NOT NULL, PRIMARY KEY (order_id, line));
    CREATE TABLE likes (user_id INTEGER NOT NULL REFERENCES users, order_id INTEGER NOT NULL REFERENCES orders, PRIMARY KEY (user_id, order_id));
"""
SECRETS = ("zorblax", "quxiple", "hidden.test", "wibblefrotz", "Qland", "flurb", "QQX")


def content() -> dict[str, list[tuple[object, ...]]]:
    """Rows of each table: skewed, with few values here and many there."""
    draw = random.Random(5)  # the source's rows, not ours
    users: list[tuple[object, ...]] = []
    orders: list[tuple[object, ...]] = []
    lines: list[tuple[object, ...]] = []
    likes: list[tuple[object, ...]] = []
    for n in range(1, 501):
        bio = " ".join(["wibblefrotz"] * draw.randint(2, 6)) + f" {n}"
        users.append((
            n, f"secret{n}@hidden.test", draw.choices(["free", "pro"], [90, 10])[0],
            draw.choices(["zorblax", "quxiple", None], [60, 20, 20])[0], bio if draw.random() < 0.7 else None,
            draw.choices(["Qland", "Pland"], [3, 1])[0], min(99, 18 + int(draw.expovariate(1 / 12))), draw.random() < 0.9,
            f"2024-{int(12.9 - 11 * draw.random() ** 2):02}-{draw.randint(1, 28):02} 10:00:00",
            round(min(500, draw.lognormvariate(3, 1)), 2), f"QQX{n:05}",
        ))  # fmt: skip
        for _ in range(min(40, int(draw.paretovariate(1.2)) - 1)):
            orders.append((
                len(orders) + 1, n, draw.choices(["flurb", "grax"], [9, 1])[0],
                f"202{draw.choices([3, 4, 5], [1, 2, 6])[0]}-0{draw.randint(1, 9)}-11",
            ))  # fmt: skip
            lines += [(len(orders), line) for line in range(1, draw.randint(2, 5))]
            if n % 4 == 0:
                likes.append((n, len(orders)))
    return {"users": users, "orders": orders, "order_lines": lines, "likes": likes}


def filled_from_profile(source: str, target: str, labels: bool = False) -> str:
    """Fills another database from the profile of one; the schema file."""
    made = inspect(database(source), kept=False, profiled=True, labels=labels)
    prepare(SeedRequest(made.spec, target, load=LoadOptions(create=False))).run()
    return text_of(made.document, made.target)


def share(url: str, table: str, condition: str) -> float:
    """Of the rows of a table that meet a condition."""
    ((most, some),) = rows(url, f"SELECT count(*), sum(CASE WHEN {condition} THEN 1 ELSE 0 END) FROM {table}")  # fmt: skip
    return float(some) / float(most)


def shapes(url: str) -> dict[str, float]:
    """What is counted of a database, as shares of 1 or thereabouts."""
    per_user = "(SELECT user_id, count(*) AS n FROM orders GROUP BY user_id) each_user"
    times = "'2024-09-01 00:00:00'"
    one = {
        "free": share(url, "users", "plan = 'free'"), "no mood": share(url, "users", "mood IS NULL"),
        "no bio": share(url, "users", "bio IS NULL"), "long bio": share(url, "users", "length(bio) > 45"),
        "young": share(url, "users", "age < 25"), "old": share(url, "users", "age > 45"),
        "active": share(url, "users", "active"), "late": share(url, "users", f"seen_at > {times}"),
        "small": share(url, "users", "paid < 20"), "large": share(url, "users", "paid > 100"),
        "of 2025": share(url, "orders", "placed_on >= '2025-01-01'"), "first": share(url, "order_lines", "line = 1"),
        "one order": share(url, per_user, "n = 1"), "many orders": share(url, per_user, "n > 5"),
    }  # fmt: skip
    mode = "SELECT max(n) FROM (SELECT count(*) AS n FROM {} GROUP BY {}) modes"
    for table, column in (("users", "mood"), ("users", "country"), ("orders", "state")):
        ((most,),) = rows(url, mode.format(f"{table} WHERE {column} IS NOT NULL", column))
        one[f"{column} mode"] = most / rows(url, f"SELECT count({column}) FROM {table}")[0][0]
    return one


def counts(url: str) -> dict[str, int]:
    """Numbers of values, and rows."""
    asked = {
        "moods": "count(DISTINCT mood) FROM users", "countries": "count(DISTINCT country) FROM users", "users": "count(*) FROM users",
        "states": "count(DISTINCT state) FROM orders", "longest": "max(length(code)) FROM users", "shortest": "min(length(code)) FROM users",
        "least": "min(line) FROM order_lines", "most": "max(line) FROM order_lines", "of free": "count(DISTINCT plan) FROM users",
    }  # fmt: skip
    return {name: rows(url, f"SELECT {query}")[0][0] for name, query in asked.items()}


def check(source: str, target: str) -> None:
    """Holds the shapes of two databases against each other."""
    assert counts(source) == counts(target)
    assert shapes(source) == pytest.approx(shapes(target), abs=0.09)
    for table in ("orders", "order_lines", "likes"):
        theirs, ours = (
            rows(url, f"SELECT count(*) FROM {table}")[0][0] for url in (source, target)
        )
        assert ours == pytest.approx(theirs, rel=0.25)


def test_what_is_filled_from_a_profile_of_sqlite_has_its_shapes_and_none_of_its_texts(
    tmp_path: Path,
) -> None:
    source, target = sqlite(tmp_path / "a.db", SCHEMA), sqlite(tmp_path / "b.db", SCHEMA)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        for table, found in content().items():
            marks = ", ".join("?" * len(found[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
    file = filled_from_profile(source, target)
    check(source, target)

    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        everything = file + "\n".join(connection.iterdump()).partition("INSERT")[2]
    assert [] == [secret for secret in SECRETS if secret in everything]
    assert "quantiles: [" in file and "count: {per: orders, min: 1, max: 4}" in file
    assert "line: {generator: sequence, per: order_id, primary_key: true}" in file


def test_labels_are_kept_where_that_is_asked_for(tmp_path: Path, postgresql: str) -> None:
    make(postgresql, SCHEMA)
    with psycopg.connect(postgresql) as connection, connection.cursor() as cursor:
        for table, found in content().items():
            with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in found:
                    copy.write_row(row)
    target = sqlite(tmp_path / "b.db", SCHEMA)
    file = filled_from_profile(postgresql, target, labels=True)
    check(postgresql, target)

    assert ["zorblax", "quxiple", "Qland", "flurb"] == [s for s in SECRETS if s in file]
    for query in ("mood FROM users", "country FROM users", "state FROM orders"):
        theirs, ours = (set(rows(url, f"SELECT DISTINCT {query}")) for url in (postgresql, target))
        assert theirs == ours
