"""Seeding PostgreSQL against psql's \\copy of the same rows from a ready-made CSV file: wall time."""

import statistics
import subprocess
import sys
import tempfile
import time

import psycopg

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import dialect_of
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers

ROWS = 500_000
SCHEMA = str(HERE / "users.yaml")
OVERRIDES = Overrides(counts={"users": ROWS})


def main() -> None:
    """Prints and saves the ratio; both sides fill a table that is new, with the same keys."""
    own = servers.OwnPostgreSQL()
    try:
        server = own.start()
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            prepare(SeedRequest(SCHEMA, output="csv", folder=folder, overrides=OVERRIDES)).run()
            sides = [lambda: _seed(server), lambda: _copy(server, f"{folder}/users.csv")]
            turns(sides, 1)
            ours, theirs = turns(sides)
    finally:
        own.stop()
        own.remove()
    figures = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    title = "PostgreSQL, wall time, against psql's copy, file ready-made"
    report([Result(title, figures[0], figures[1], ratio(ours, theirs), 1.2, most=True)])


def _seed(server: servers.Server) -> float:
    database = server.new_database()
    seeding = prepare(SeedRequest(SCHEMA, database, overrides=OVERRIDES))
    begun = time.monotonic()
    seeding.run()
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


def _copy(server: servers.Server, path: str) -> float:
    database = server.new_database()
    _, plan = load(SCHEMA, OVERRIDES)
    with psycopg.connect(database) as connection:
        connection.execute(create_table(plan, plan.tables[0], dialect_of("postgresql")).encode())
    command = rf"\copy users from '{path}' with (format csv, header)"
    begun = time.monotonic()
    subprocess.run(["psql", "-qX", database, "-c", command], check=True)
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


if __name__ == "__main__":
    main()
