"""Parts of the users table on Spark, as Parquet: CPU time a row, start-up left out."""

import statistics
import subprocess
import sys
import tempfile
from functools import partial

from measure import HERE, SCRATCH, Result, ratio, report, turns

ROWS = {"threads": 2_000_000, "spark": 2_000_000, "dbldatagen": 100_000}
ROUNDS = 3  # each begins Spark anew
COMPARISONS = [  # (other side, title, gate, whether it is a limit from above)
    ("threads", "Parquet on Spark, CPU a row, against local threads", 1.6, True),
    ("dbldatagen", "Parquet on Spark, CPU a row, against dbldatagen", 10, False),
]


def contender(name: str) -> float:
    """CPU microseconds a row of one of `spark_contenders`."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        program = str(HERE / "spark_contenders.py")
        command = [sys.executable, program, name, str(ROWS[name]), f"{folder}/out"]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(made.stdout.split()[-1])


def main() -> None:
    """Prints and saves all."""
    figures = dict(
        zip(ROWS, turns([partial(contender, name) for name in ROWS], ROUNDS), strict=True)
    )
    ours = figures["spark"]
    report(
        [
            Result(
                title,
                f"{statistics.median(ours):.2f} us",
                f"{statistics.median(figures[name]):.2f} us",
                ratio(ours, figures[name]) if most else ratio(figures[name], ours),
                gate,
                most,
            )
            for name, title, gate, most in COMPARISONS
        ]
    )


if __name__ == "__main__":
    main()
