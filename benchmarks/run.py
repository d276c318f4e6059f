"""All benchmarks, and the speed table of the README and of docs/performance.md made anew from them."""

import json
import sys
from pathlib import Path

import backup
import documents
import files
import inspecting
import memory
import on_spark
import relational
import schemas
import serving
import sqlite
import start
import workers
from measure import HERE, Result

PAGES = (HERE.parent / "README.md", HERE.parent / "docs" / "performance.md")
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


def with_table(page: str) -> str:
    """A page's text with the table between its marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def enter() -> None:
    """Enters the results into the pages that have the table."""
    for page in PAGES:
        page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")


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
        on_spark,
        schemas,
        inspecting,
        serving,
    ):
        benchmark.main()
    enter()
    known = [Result(**each) for each in json.loads(Path(HERE / "results.json").read_text())]
    sys.exit(0 if all(result.passed for result in known) else 1)


if __name__ == "__main__":
    main()
