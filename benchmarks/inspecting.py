"""What a database that exists costs: reading its catalogue, planning its tables, filling one without a schema file."""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from measure import HERE, SCRATCH, Result, cpu_of, ratio, report, turns
from mockcraft.inspection.drafting import document
from mockcraft.inspection.source import database
from mockcraft.inspection.survey import survey
from mockcraft.inspection.writing import text_of
from mockcraft.schema.bind import load

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers

TABLES, READ_SECONDS, PLAN_SECONDS = 1_000, 5.0, 10.0
ROUNDS = 3  # of which the quickest counts against a limit: a busy machine only adds to it
COLUMNS = """
  id INTEGER PRIMARY KEY, first_name VARCHAR(40) NOT NULL, last_name VARCHAR(40) NOT NULL,
  email VARCHAR(120) NOT NULL UNIQUE, phone VARCHAR(30), street_address VARCHAR(120), city VARCHAR(60), zip VARCHAR(12),
  country_code CHAR(2), status VARCHAR(12) NOT NULL CHECK (status IN ('new', 'open', 'done')),
  quantity INTEGER NOT NULL CHECK (quantity > 0), unit_price DECIMAL(10, 2) NOT NULL CHECK (unit_price >= 0),
  total DECIMAL(12, 2), created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP, starts_on DATE, ends_on DATE,
  is_active BOOLEAN NOT NULL, notes TEXT, sku VARCHAR(20), slug VARCHAR(60), url VARCHAR(200),
  rating INTEGER CHECK (rating BETWEEN 1 AND 5), ip_address VARCHAR(45), currency CHAR(3), description TEXT,
  token VARCHAR(64), age INTEGER, parent_id INTEGER, other_id INTEGER, CHECK (ends_on >= starts_on)
"""
FILLED = 1_000_000
SHOP = """
CREATE TABLE users (id INTEGER PRIMARY KEY, first_name VARCHAR(40) NOT NULL, last_name VARCHAR(40) NOT NULL,
  email VARCHAR(80) NOT NULL UNIQUE, created_at TIMESTAMP NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id),
  status VARCHAR(9) NOT NULL CHECK (status IN ('new', 'paid', 'shipped')),
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 9), price DECIMAL(8, 2) NOT NULL CHECK (price > 0),
  ordered_at TIMESTAMP NOT NULL, shipped_at TIMESTAMP, comment TEXT, CHECK (shipped_at >= ordered_at));
"""
BY_HAND = f"""
tables:
  users:
    count: {FILLED // 10}
    columns:
      id: {{generator: sequence, primary_key: true}}
      first_name: first_name
      last_name: last_name
      email: {{generator: email, unique: true}}
      created_at: datetime
  orders:
    count: {FILLED}
    columns:
      id: {{generator: sequence, primary_key: true}}
      user_id: {{ref: users.id}}
      status: {{values: [new, paid, shipped]}}
      quantity: {{generator: number, min: 1, max: 9}}
      price: {{generator: price, min: 1, max: 500}}
      ordered_at: datetime
      shipped_at: {{generator: datetime, after: ordered_at, nulls: 0.1}}
      comment: {{generator: sentence, nulls: 0.1}}
"""
Made = TypeVar("Made")


def tables() -> str:
    """The statements of the tables: most refer to two before them."""
    made = []
    for place in range(TABLES):
        keys = [f"FOREIGN KEY (parent_id) REFERENCES t{place // 2:04} (id)"]
        if place > 10:
            keys.append(f"FOREIGN KEY (other_id) REFERENCES t{place - 10:04} (id)")
        made.append(f"CREATE TABLE t{place:04} ({COLUMNS}, {', '.join(keys)});")
    return "\n".join(made)


def quickest(make: Callable[[], Made], clock: Callable[[], float]) -> tuple[float, Made]:
    """Seconds of the quickest of some rounds, and what the last one made."""
    spent = []
    for _ in range(ROUNDS):
        begun = clock()
        made = make()
        spent.append(clock() - begun)
    return min(spent), made


def limit(title: str, seconds: float, most: float) -> Result:
    """A time against a limit."""
    return Result(title, f"{seconds:.1f} s", f"{most:.0f} s", seconds / most, 1, most=True)


def made_in(server: servers.Server, statements: str) -> str:
    """The URL of a new database of a server that has these tables."""
    url = server.new_database()
    with type(server)(url).cursor() as cursor:
        for each in statements.split(";\n"):
            cursor.execute(each)
    return url


def reading() -> tuple[Result, str]:
    """The catalogue of the slowest of three databases, wall time; and the text of its schema file."""
    statements = tables()
    seconds, text = {}, ""
    with (
        tempfile.TemporaryDirectory(dir=SCRATCH) as folder,
        servers.OwnPostgreSQL() as postgresql,
        servers.OwnMariaDB() as mariadb,
    ):
        path = Path(folder, "tables.db")
        with closing(sqlite3.connect(path)) as made:
            made.executescript(statements)
        urls = {
            "SQLite": f"sqlite:///{path}",
            "PostgreSQL": made_in(postgresql.kind(postgresql.uri), statements),
            "MariaDB": made_in(mariadb.kind(mariadb.uri), statements),
        }
        for name, url in urls.items():
            seconds[name], found = quickest(partial(survey, database(url)), time.monotonic)
            print(f"  catalogue of {TABLES:,} tables in {name}: {seconds[name]:.1f} s")
            text = text_of(document(found, 100), name)
    title = f"Inspecting {TABLES:,} tables, the slowest of three databases, against the limit"
    return limit(title, max(seconds.values()), READ_SECONDS), text


def planning(text: str) -> Result:
    """From the text of a schema file to its plan, CPU time."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder, "tables.yaml")
        path.write_text(text)
        seconds, _ = quickest(partial(load, str(path)), time.process_time)
    title = f"Planning {TABLES:,} tables of 30 columns, against the limit"
    return limit(title, seconds, PLAN_SECONDS)


def filling() -> Result:
    """A database filled by what its catalogue says, against a schema file by hand: CPU time of the whole command."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path, schema = Path(folder, "shop.db"), Path(folder, "shop.yaml")
        schema.write_text(BY_HAND)
        counts = [f"--count=users={FILLED // 10}", f"--count=orders={FILLED}"]

        def side(*given: str) -> float:
            path.unlink(missing_ok=True)
            with closing(sqlite3.connect(path)) as made:
                made.executescript(SHOP)
            command = [sys.executable, "-m", "mockcraft", "seed", "--db", f"sqlite:///{path}"]
            return cpu_of([*command, *given], stderr=subprocess.DEVNULL)

        inspected, by_hand = turns([partial(side, *counts), partial(side, f"--config={schema}")])
    title = "Filling tables by their catalogue, CPU time, against a schema file by hand"
    ours, theirs = (f"{statistics.median(each):.2f} s" for each in (inspected, by_hand))
    return Result(title, ours, theirs, ratio(inspected, by_hand), 1.3, most=True)


def main() -> None:
    """Prints and saves all."""
    read, text = reading()
    report([read, planning(text), filling()])


if __name__ == "__main__":
    main()
