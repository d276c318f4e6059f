"""Peak memory of a run at one and at ten million rows, into a file and into a database."""

import subprocess
import sys
import tempfile

from measure import HERE, SCRATCH, Result, report

LIMITS_MIB = {"CSV": 130, "SQLite": 250}
PROGRAM = """
import sys
from measure import peak_mib
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.schema.bind import Overrides
rows = int(sys.argv[2])
target = {"output": "csv"} if sys.argv[4] == "CSV" else {"database": f"sqlite:///{sys.argv[3]}/users.db"}
request = SeedRequest(sys.argv[1], folder=sys.argv[3], overrides=Overrides(counts={"users": rows}), **target)
seeding = prepare(request)
seeding.run()
print(peak_mib())
"""


def main() -> None:
    """Prints and saves all."""
    results = []
    for target, limit in LIMITS_MIB.items():
        for rows in (1_000_000, 10_000_000):
            with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
                arguments = [str(HERE / "users.yaml"), str(rows), folder, target]
                command = [sys.executable, "-c", PROGRAM, *arguments]
                made = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
            peak = float(made.stdout)
            title = f"Peak memory, {target}, {rows // 1_000_000} million rows, against the limit"
            results.append(
                Result(title, f"{peak:.0f} MiB", f"{limit} MiB", peak / limit, 1, most=True)
            )
    report(results)


if __name__ == "__main__":
    main()
