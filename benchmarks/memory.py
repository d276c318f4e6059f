"""Peak memory of a run at one and at ten million rows."""

import subprocess
import sys
import tempfile

from measure import HERE, SCRATCH, Result, report

LIMIT_MIB = 200
PROGRAM = """
import sys
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.schema.bind import Overrides
rows = int(sys.argv[2])
request = SeedRequest(sys.argv[1], output="csv", folder=sys.argv[3], overrides=Overrides(counts={"users": rows}))
seeding = prepare(request)
seeding.run()
status = open("/proc/self/status").read()  # ru_maxrss would count the parent's memory, from before exec
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def main() -> None:
    """Prints and saves both."""
    results = []
    for rows in (1_000_000, 10_000_000):
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            command = [sys.executable, "-c", PROGRAM, str(HERE / "users.yaml"), str(rows), folder]
            made = subprocess.run(command, check=True, capture_output=True, text=True)
        peak = float(made.stdout)
        title = f"Peak memory, CSV, {rows // 1_000_000} million rows, against the limit"
        results.append(
            Result(title, f"{peak:.0f} MiB", f"{LIMIT_MIB} MiB", peak / LIMIT_MIB, 1, most=True)
        )
    report(results)


if __name__ == "__main__":
    main()
