"""A hundred million rows of the users table as Parquet: whether they cost what one million does, and its memory.

Runs of a million take place in another process all the while, so that a busy moment meets both. Not part of
run.py: it takes some minutes and 10 GB of disk. python steady.py [ROWS] [FOLDER]
"""

import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from measure import HERE, Result, report
from mockcraft.engine import Progress
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare

MILLION = 1_000_000
LIMIT = 1.1  # of the CPU time a row, and of the memory
STEPS = 10  # of the long run, at which its memory is told


def run(rows: int, tells: bool) -> tuple[float, float]:
    """CPU microseconds a row, and the most memory that was in use, in MiB."""
    peak, told = 0.0, 0

    def look(progress: Progress) -> None:
        nonlocal peak, told
        peak = max(peak, resident_mib())
        if tells and progress.rows * STEPS >= rows * (told + 1):
            told += 1
            spent = (time.process_time() - begun) / progress.rows * 1e6
            print(f"  {progress.rows:>13,} rows: {spent:.3f} us a row, {peak:.0f} MiB", flush=True)

    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        overrides = Overrides(counts={"users": rows})
        schema = str(HERE / "users.yaml")
        made = prepare(SeedRequest(schema, output="parquet", folder=folder, overrides=overrides))
        begun = time.process_time()
        made.run(report=look)
        spent = time.process_time() - begun
        size = sum(each.stat().st_size for each in Path(folder).iterdir())
    if tells:
        print(f"  {size / 1e9:.2f} GB")
    return spent / rows * 1e6, peak


def resident_mib() -> float:
    """Memory of this process that is in use."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    """Prints and saves both."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100 * MILLION
    if rows == 0:  # the process beside: a million again and again, until it is stopped
        with suppress(KeyboardInterrupt):
            while True:
                print(*run(MILLION, tells=False), flush=True)
        return
    command = [sys.executable, __file__, "0", *sys.argv[2:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as beside:
        cost, peak = run(rows, tells=True)
        beside.terminate()
        assert beside.stdout is not None
        lines = [line.split() for line in beside.stdout]
    short = [float(each) for each, _ in lines]
    small = statistics.median(float(each) for _, each in lines)
    many = f"{rows // MILLION} million rows"
    report(
        [
            Result(
                f"Parquet, CPU a row, {many} against one million",
                f"{cost:.2f} us", f"{statistics.median(short):.2f} us",
                cost / statistics.median(short), LIMIT, most=True,
            ),
            Result(
                f"Peak memory, Parquet, {many} against one million",
                f"{peak:.0f} MiB", f"{small:.0f} MiB", peak / small, LIMIT, most=True,
            ),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    main()
