"""Seeding SQLite against the quickest way to load the same ready-made rows: wall time.

The loaders that were tried: sqlite3.executemany, apsw's executemany, ADBC from Arrow, and .import of the
sqlite3 shell. The first three take tuples or arrays that lie ready in memory.
"""

import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import chunks
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import dialect_of
from mockcraft.formats.plain import Plain
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare

ROWS = 1_000_000


def main() -> None:
    """Times the seeder and the loaders in turns."""
    schema = str(HERE / "users.yaml")
    _, plan = load(schema, Overrides(counts={"users": ROWS}))
    table = plan.tables[0]
    batches = [Plain().encode(table, batch_of(plan, chunk), chunk) for chunk in chunks(plan.ranges)]
    rows = [
        row
        for batch in batches
        for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    ]
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        database = Path(folder, "users.db")

        def loaded(load: Callable[[], None]) -> float:
            database.unlink(missing_ok=True)
            _make(plan, database)
            begun = time.monotonic()
            load()
            return time.monotonic() - begun

        def seeded() -> float:
            database.unlink(missing_ok=True)
            url = f"sqlite:///{database}"
            seeding = prepare(SeedRequest(schema, url, overrides=Overrides(counts={"users": ROWS})))
            begun = time.monotonic()
            seeding.run()
            return time.monotonic() - begun

        loaders = {
            "ADBC": lambda: _adbc(database, batches),
            "apsw": lambda: _apsw(database, rows),
            "sqlite3": lambda: _stdlib(database, rows),
        }
        seeded()
        figures = turns([seeded, *(lambda each=each: loaded(each) for each in loaders.values())])
        imported = _imports(plan, database, Path(folder))
    ours = figures[0]
    for name, theirs in zip(loaders, figures[1:], strict=True):
        print(f"  ready-made rows by {name}: {statistics.median(theirs):.2f} s")
    best = min(figures[1:], key=statistics.median)
    figures_of = [f"{statistics.median(each):.2f} s" for each in (ours, best, imported)]
    report([
        Result("SQLite, wall time, against its quickest loader, rows ready-made",
               figures_of[0], figures_of[1], ratio(ours, best), 1.2, most=True),
        Result("SQLite, wall time, against sqlite3's .import, file ready-made",
               figures_of[0], figures_of[2], ratio(ours, imported), 0.6, most=True),
    ])  # fmt: skip


def _make(plan: Plan, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(create_table(plan, plan.tables[0], dialect_of("sqlite")))
    connection.close()


def _adbc(database: Path, batches: list[pa.RecordBatch]) -> None:
    from adbc_driver_sqlite import dbapi

    with dbapi.connect(str(database)) as connection:
        with connection.cursor() as cursor:
            for batch in batches:
                cursor.adbc_ingest("users", batch, mode="append")
        connection.commit()


def _apsw(database: Path, rows: list[tuple[Any, ...]]) -> None:
    import apsw

    connection = apsw.Connection(str(database))
    with connection:
        connection.executemany(f"INSERT INTO users VALUES ({','.join('?' * 12)})", rows)
    connection.close()


def _stdlib(database: Path, rows: list[tuple[Any, ...]]) -> None:
    connection = sqlite3.connect(database)
    connection.executemany(f"INSERT INTO users VALUES ({','.join('?' * 12)})", rows)
    connection.commit()
    connection.close()


def _imports(plan: Plan, database: Path, folder: Path) -> list[float]:
    """Seconds that the shell's .import takes for a CSV file that lies ready."""
    program = [
        sys.executable,
        str(HERE / "contenders.py"),
        "mockcraft-csv",
        str(ROWS),
        str(folder / "csv"),
    ]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)
    shell = shutil.which("sqlite3")
    if shell is None:
        raise SystemExit("sqlite3 is not installed (apt-get install sqlite3)")

    def run() -> float:
        database.unlink(missing_ok=True)
        _make(plan, database)
        command = f".import --csv --skip 1 {folder}/csv/users.csv users"
        begun = time.monotonic()
        subprocess.run([shell, str(database), command], check=True)
        return time.monotonic() - begun

    return turns([run])[0]


if __name__ == "__main__":
    main()
