"""Two threads against one: wall time of the same files."""

import statistics
import tempfile
import time

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare

FORMATS = {"CSV": "csv", "JSON lines": "jsonl", "SQL": "sql", "Parquet": "parquet"}
ROWS = 3_000_000


def main() -> None:
    """Prints and saves the speed-ups; a busy machine lowers them."""
    report([_compared(name, format) for name, format in FORMATS.items()])


def _compared(name: str, format: str) -> Result:
    def run(workers: int) -> float:
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            overrides = Overrides(counts={"users": ROWS})
            request = SeedRequest(
                str(HERE / "users.yaml"), output=format, folder=folder, overrides=overrides
            )
            begun = time.monotonic()
            prepare(request).run(workers)
            return time.monotonic() - begun

    one, two = turns([lambda: run(1), lambda: run(2)])
    ours, theirs = (f"{statistics.median(each):.2f} s" for each in (two, one))
    title = f"{name}, wall time, two workers against one"
    return Result(title, ours, theirs, ratio(one, two), 1.75)


if __name__ == "__main__":
    main()
