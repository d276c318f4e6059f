"""Seeding MariaDB against its client's LOAD DATA of the same rows from a ready-made file: wall time."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import CHUNK_ROWS, chunks
from mockcraft.databases.mysql.rows import target_of
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import dialect_of
from mockcraft.formats.mysqlload import MysqlLoad
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers

ROWS = 500_000
SCHEMA = str(HERE / "users.yaml")
OVERRIDES = Overrides(counts={"users": ROWS})


def main() -> None:
    """Prints and saves the ratio; both sides fill a table that is new, with the same keys."""
    with (
        servers.OwnMariaDB() as own,
        tempfile.TemporaryDirectory(dir=SCRATCH) as folder,
    ):
        server = own.kind(own.uri)
        rows = Path(folder, "users")
        _write(rows)
        sides = [lambda: _seed(server), lambda: _load(server, rows)]
        turns(sides, 1)
        ours, theirs = turns(sides)
    figures = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    title = "MariaDB, wall time, against its client's LOAD DATA, file ready-made"
    report([Result(title, figures[0], figures[1], ratio(ours, theirs), 1.2, most=True)])


def _write(path: Path) -> None:
    """The rows as LOAD DATA reads them."""
    _, plan = load(SCHEMA, OVERRIDES)
    with path.open("wb") as file:
        for chunk in chunks(plan.ranges, CHUNK_ROWS):
            file.write(MysqlLoad().encode(plan.tables[0], batch_of(plan, chunk), chunk))


def _seed(server: servers.Server) -> float:
    database = server.new_database()
    seeding = prepare(SeedRequest(SCHEMA, database, overrides=OVERRIDES))
    begun = time.monotonic()
    seeding.run()
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


def _load(server: servers.Server, rows: Path) -> float:
    database = server.new_database()
    _, plan = load(SCHEMA, OVERRIDES)
    table, parts = plan.tables[0], urlsplit(database)
    client = [
        "mariadb", "--no-defaults", "--local-infile=1", "-h", str(parts.hostname), "-P", str(parts.port),
        "-u", str(parts.username), f"-p{parts.password}", parts.path[1:], "-e",
    ]  # fmt: skip
    subprocess.run([*client, create_table(plan, table, dialect_of("mysql"))], check=True)
    statement = target_of(table, None).load().replace("'mockcraft'", f"'{rows}'")
    begun = time.monotonic()
    subprocess.run([*client, statement], check=True)
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


if __name__ == "__main__":
    main()
