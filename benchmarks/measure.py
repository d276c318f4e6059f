"""Fair timing: contenders take turns, the median counts, and a ratio is made pair by pair."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 5
SCRATCH = "/dev/shm" if os.path.isdir("/dev/shm") else None  # memory, so that no disk is measured


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison. `ratio` is theirs / ours (how many times less ours takes), or ours / theirs where
    `gate` is a limit from above.

    Attributes:
        title: what was compared, for the table.
        ours: figure of MockCraft, with its unit.
        theirs: figure of the other side, with its unit.
        ratio: the ratio, as a median of ratios pair by pair.
        gate: what the ratio must be: at least this, or at most where `most` is true.
        most: whether the gate is an upper limit.
    """

    title: str
    ours: str
    theirs: str
    ratio: float
    gate: float
    most: bool = False

    @property
    def passed(self) -> bool:
        """Whether the ratio keeps the gate."""
        return self.ratio <= self.gate if self.most else self.ratio >= self.gate

    def line(self) -> str:
        """One line for the terminal."""
        sign = "<=" if self.most else ">="
        verdict = "ok" if self.passed else "MISSED"
        return f"{self.title:58} {self.ours:>14} {self.theirs:>14} {self.ratio:>8.2f}x  gate {sign} {self.gate:g}x  {verdict}"


def turns(sides: Sequence[Callable[[], float]], rounds: int = ROUNDS) -> list[list[float]]:
    """The figures of each side, one a round; the sides take turns, so that a busy moment meets all."""
    figures: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, figure in zip(sides, figures, strict=True):
            figure.append(side())
    return figures


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Median of the ratios pair by pair."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def cpu_of(command: Sequence[str], **options: object) -> float:
    """CPU seconds, user and system, of a command from start to exit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak_mib() -> float:
    """Peak memory of this process. What `resource` tells begins with the parent's, from before exec."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def contender(name: str, rows: int) -> float:
    """CPU microseconds a row of a contender, without its start-up."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        command = [sys.executable, str(HERE / "contenders.py"), name, str(rows), f"{folder}/out"]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(made.stdout)


def save(results: list[Result]) -> None:
    """Enters the results into results.json, in place of those of the same title, else behind all."""
    path = HERE / "results.json"
    known = json.loads(path.read_text()) if path.exists() else []
    entries = {each["title"]: each for each in known}
    entries |= {result.title: asdict(result) for result in results}
    path.write_text(json.dumps(list(entries.values()), indent=2) + "\n")


def report(results: list[Result]) -> None:
    """Prints and saves results."""
    for result in results:
        print(result.line(), flush=True)
    save(results)
