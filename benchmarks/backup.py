"""Backups of PostgreSQL against the bare pg_dump with the same compression, wall time, without verification;
and their peak memory at a tenth and at all of the rows.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import HERE, Result, peak_mib, ratio, report, turns
from mockcraft.backups.taking import BackupOptions, take
from mockcraft.databases.postgresql.archiver import PostgresqlArchiver
from mockcraft.databases.postgresql.scratch import scratch

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers

ROWS = 5_000_000
ROUNDS = 3  # of some minutes each
TABLE = """
    CREATE TABLE users (id bigint PRIMARY KEY, name text, email text, born date, made timestamptz, amount numeric(12, 2),
        active boolean, city text, note text);
    INSERT INTO users SELECT n, 'name ' || n, 'mail' || n || '@example.com', date '1960-01-01' + n % 20000,
        timestamptz '2020-01-01' + n * interval '1 s', n * 1.01, n % 2 = 0, 'city ' || n % 100, md5(n::text)
    FROM generate_series(1, {rows}) n
"""
# pg_dump before version 16 knows no zstd, and none for plain scripts: what it writes goes through the same codec, at
# the same level.
ZSTD = (
    "import shutil, sys, pyarrow; shutil.copyfileobj(sys.stdin.buffer, "
    "pyarrow.CompressedOutputStream(pyarrow.OSFile(sys.argv[1], 'wb'), 'zstd'), 1 << 20)"
)


def main(rows: int = ROWS) -> None:
    """Prints and saves the ratios."""
    with servers.OwnPostgreSQL() as daemon, tempfile.TemporaryDirectory() as folder:
        server = daemon.kind(daemon.uri)
        small, large = (_filled(server, count) for count in (rows // 10, rows))
        sides = [lambda: _ours(large, Path(folder)), lambda: _bare(large, Path(folder, "bare"))]
        ours, theirs = turns(sides, ROUNDS)
        memory = [_memory(url, Path(folder)) for url in (small, large)]
    seconds = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    title = f"Backup of PostgreSQL, {rows:,} rows, wall time, against pg_dump"
    flat = "Backup of PostgreSQL, peak memory, against a tenth of the rows"
    report([
        Result(title, seconds[0], seconds[1], ratio(ours, theirs), 1.1, most=True),
        Result(flat, f"{memory[1]:.0f} MiB", f"{memory[0]:.0f} MiB", memory[1] / memory[0], 1.1, most=True),
    ])  # fmt: skip


def _filled(server: servers.PostgreSQL, rows: int) -> str:
    url = server.new_database()
    filled = type(server)(url)
    filled.execute(TABLE.format(rows=rows))
    filled.execute("VACUUM ANALYZE users")  # the first who reads would do a part of it
    return url


def _ours(url: str, folder: Path) -> float:
    begun = time.monotonic()
    _take(url, folder)
    return time.monotonic() - begun


def _take(url: str, folder: Path) -> None:
    options = BackupOptions(folder, verify=False)
    taken = take(PostgresqlArchiver(url), "postgresql", options, lambda: scratch(url), _quiet)
    shutil.rmtree(taken.folder)


def _quiet(what: str, done: int, total: int) -> None:
    """Nothing is printed while it is timed."""


def _bare(url: str, path: Path) -> float:
    begun = time.monotonic()
    dump = subprocess.Popen(["pg_dump", url], stdout=subprocess.PIPE)
    subprocess.run([sys.executable, "-c", ZSTD, path], stdin=dump.stdout, check=True)
    if dump.wait():
        raise SystemExit("pg_dump failed")
    return time.monotonic() - begun


def _memory(url: str, folder: Path) -> float:
    """Peak of a process that takes a backup, in MiB."""
    code = f"import backup, pathlib; backup.measured({url!r}, pathlib.Path({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def measured(url: str, folder: Path) -> None:
    """Takes a backup, and prints the peak memory of this process in MiB."""
    _take(url, folder)
    print(peak_mib())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
