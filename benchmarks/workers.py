"""Two workers against one: wall time of the same CSV file."""

import statistics
import tempfile
import time

from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare

ROWS = 6_000_000  # the start of the workers, about half a second, is part of the time


def main() -> None:
    """Prints and saves the speed-up; a busy machine lowers it."""

    def run(workers: int) -> float:
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            overrides = Overrides(counts={"users": ROWS})
            request = SeedRequest(
                str(HERE / "users.yaml"), output="csv", folder=folder, overrides=overrides
            )
            begun = time.monotonic()
            prepare(request).run(workers)
            return time.monotonic() - begun

    one, two = turns([lambda: run(1), lambda: run(2)])
    ours, theirs = (f"{statistics.median(each):.2f} s" for each in (two, one))
    report([Result("CSV, wall time, two workers against one", ours, theirs, ratio(one, two), 1.7)])


if __name__ == "__main__":
    main()
