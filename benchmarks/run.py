"""All benchmarks, and the speed table of the README made anew from them."""

import json
import sys
from pathlib import Path

import backup
import documents
import files
import memory
import relational
import serving
import sqlite
import start
import workers
from measure import HERE, Result

README = HERE.parent / "README.md"
BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"


def table() -> str:
    """The results as a table of Markdown."""
    lines = ["| what | MockCraft | the other side | ratio | gate |", "|---|---:|---:|---:|---:|"]
    for each in json.loads((HERE / "results.json").read_text()):
        result = Result(**each)
        sign = "≤" if result.most else "≥"
        lines.append(
            f"| {result.title} | {result.ours} | {result.theirs} | {result.ratio:.2f}x | {sign} {result.gate:g}x |"
        )
    return "\n".join(lines)


def with_table(readme: str) -> str:
    """The README's text with the table between its marks replaced."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    """Runs all; exits with 1 where a gate is missed."""
    for benchmark in (
        start,
        files,
        sqlite,
        relational,
        documents,
        backup,
        memory,
        workers,
        serving,
    ):
        benchmark.main()
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
    known = [Result(**each) for each in json.loads(Path(HERE / "results.json").read_text())]
    sys.exit(0 if all(result.passed for result in known) else 1)


if __name__ == "__main__":
    main()
