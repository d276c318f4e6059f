"""Seeding PostgreSQL and MariaDB against their own clients, which load the same rows from a ready-made file."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import chunks
from mockcraft.database import Encoder, engine_of
from mockcraft.databases.mysql.lines import MysqlLoad
from mockcraft.databases.postgresql.lines import PgCopy
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import dialect_of
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers

ROWS = 1_000_000
SCHEMA = str(HERE / "users.yaml")
OVERRIDES = Overrides(counts={"users": ROWS})


@dataclass(frozen=True)
class Client:
    """How a server's own client loads a file.

    Attributes:
        title: of the comparison.
        own: makes the server.
        format: of the file.
        command: that loads the file of a path into the table `users` of a URL.
        gate: what the ratio may be at most.
    """

    title: str
    own: Callable[[], servers.Daemon[Any]]
    format: Encoder
    command: Callable[[str, str], list[str]]
    gate: float


def _psql(url: str, path: str) -> list[str]:
    return ["psql", "-qX", url, "-c", rf"\copy users from '{path}'"]


def _mariadb(url: str, path: str) -> list[str]:
    parts = urlsplit(url)
    statement = f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE users"
    return [
        "mariadb", "--no-defaults", "--local-infile=1", "--default-character-set=utf8mb4",
        f"--host={parts.hostname}", f"--port={parts.port}", f"--user={parts.username}",
        f"--password={parts.password}", parts.path[1:], "-e", statement,
    ]  # fmt: skip


CLIENTS = (
    Client("PostgreSQL, wall time, against psql's copy, file ready-made",
           servers.OwnPostgreSQL, PgCopy(frozenset()), _psql, 1.1),
    Client("MariaDB, wall time, against its client's LOAD DATA, file ready-made",
           servers.OwnMariaDB, MysqlLoad(), _mariadb, 1.2),
)  # fmt: skip


def main() -> None:
    """Prints and saves the ratios."""
    report([_compared(client) for client in CLIENTS])


def _compared(client: Client) -> Result:
    """Both sides fill a table that is new, with the same keys."""
    _, plan = load(SCHEMA, OVERRIDES)
    with client.own() as daemon, tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server = daemon.kind(daemon.uri)
        path = Path(folder, "users.txt")
        _write(plan, client.format, path)
        sides = [lambda: _seed(server), lambda: _load(server, client, plan, str(path))]
        turns(sides, 1)
        ours, theirs = turns(sides)
    seconds = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    return Result(client.title, seconds[0], seconds[1], ratio(ours, theirs), client.gate, most=True)


def _write(plan: Plan, format: Encoder, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in chunks(plan.ranges):
            file.write(format.encode(plan.tables[0], batch_of(plan, chunk), chunk))


def _seed(server: servers.Server) -> float:
    database = server.new_database()
    seeding = prepare(SeedRequest(SCHEMA, database, overrides=OVERRIDES))
    begun = time.monotonic()
    seeding.run()
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


def _load(server: servers.Server, client: Client, plan: Plan, path: str) -> float:
    database = server.new_database()
    dialect = dialect_of(engine_of(database).dialect)
    statement = create_table(plan, plan.tables[0], dialect)
    type(server)(database).execute(statement)
    begun = time.monotonic()
    subprocess.run(client.command(database, path), check=True)
    seconds = time.monotonic() - begun
    server.drop_database(database)
    return seconds


if __name__ == "__main__":
    main()
