"""Files of the users table: CPU time a row, start-up left out."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from measure import SCRATCH, Result, contender, cpu_of, ratio, report, turns

ROWS = {"mockcraft": 500_000, "duckdb": 200_000, "mimesis": 10_000, "faker": 3_000}
COMPARISONS = [  # (format, other side, gate)
    ("csv", "faker", 650),
    ("csv", "mimesis", 100),
    ("csv", "duckdb", 7.5),
    ("jsonl", "faker", 550),
    ("jsonl", "duckdb", 6.5),
    ("sql", "duckdb", 7),
    ("parquet", "duckdb", 2.8),
]
TITLES = {"csv": "CSV", "jsonl": "JSON lines", "sql": "SQL", "parquet": "Parquet"}
NAMES = {"faker": "Faker", "mimesis": "Mimesis", "duckdb": "duckdb"}


def main() -> None:
    """Runs all comparisons of files."""
    for format in TITLES:
        others = [(name, gate) for kind, name, gate in COMPARISONS if kind == format]
        sides = ["mockcraft", *(name for name, _ in others)]
        figures = turns([partial(contender, f"{side}-{format}", ROWS[side]) for side in sides])
        ours = figures[0]
        report(
            [
                Result(
                    f"{TITLES[format]}, CPU a row, against {NAMES[name]}",
                    f"{statistics.median(ours):.2f} us",
                    f"{statistics.median(theirs):.2f} us",
                    ratio(theirs, ours),
                    gate,
                )
                for (name, gate), theirs in zip(others, figures[1:], strict=True)
            ]
        )
    report([_tpch(), _plain_write()])


def _tpch() -> Result:
    """MB/s of CSV on one core, ours against tpchgen-cli's, both without what is the same at any size."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        ours, theirs = turns([lambda: _our_speed(folder), lambda: _tpch_speed(folder)])
    our_speed, their_speed = (f"{statistics.median(each):.0f} MB/s" for each in (ours, theirs))
    return Result(
        "CSV, MB/s on one core, against tpchgen-cli",
        our_speed,
        their_speed,
        ratio(ours, theirs),
        4.5,
    )


def _our_speed(folder: str) -> float:
    per_row = contender("mockcraft-csv", ROWS["mockcraft"])
    return _row_bytes(folder) / per_row


def _row_bytes(folder: str) -> float:
    path = Path(folder, "size", "users.csv")
    if not path.exists():
        program = str(Path(__file__).with_name("contenders.py"))
        subprocess.run(
            [sys.executable, program, "mockcraft-csv", "50000", str(path.parent)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return path.stat().st_size / 50_000


def _tpch_speed(folder: str) -> float:
    def run(scale: str) -> tuple[float, int]:
        target = Path(folder, f"tpch{scale}")
        program = str(Path(sys.executable).with_name("tpchgen-cli"))
        seconds = cpu_of([program, "csv", "-s", scale, "-n", "1", "-q", "-o", str(target)])
        size = sum(file.stat().st_size for file in target.rglob("*.csv"))
        shutil.rmtree(target)
        return seconds, size

    (small_s, small), (large_s, large) = run("0.05"), run("0.25")
    return (large - small) / (large_s - small_s) / 1e6


def _plain_write() -> Result:
    """CPU of making the file against CPU of only writing its bytes."""
    rows = ROWS["mockcraft"]
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        size = _row_bytes(folder)
        data = os.urandom(1 << 20)

        def plain() -> float:
            begun = time.process_time()
            with open(f"{folder}/plain", "wb", buffering=0) as file:
                for _ in range(int(size * rows) >> 20):
                    file.write(data)
            return (time.process_time() - begun) / rows * 1e6

        ours, theirs = turns([lambda: contender("mockcraft-csv", rows), plain])
    our_time, their_time = (f"{statistics.median(each):.2f} us" for each in (ours, theirs))
    return Result(
        "CSV, CPU a row, against writing the same bytes",
        our_time,
        their_time,
        ratio(ours, theirs),
        3.3,
        most=True,
    )


if __name__ == "__main__":
    main()
