"""Worker processes: what they import, and what they share."""

import subprocess
import sys
from pathlib import Path

import pytest

SCHEMA = "tables:\n  t:\n    count: 40_000\n    columns: {id: sequence, mail: email}\n"
# Python reads these itself for `-m`, before anything of ours runs.
EARLY = {
    "importlib", "warnings", "contextlib", "collections", "keyword", "operator", "reprlib",
    "functools", "types", "abc",
}  # fmt: skip
LIBRARIES = {"numpy", "pyarrow", "click", "yaml", "rich", "sqlglot", "psycopg", "cffi"}


@pytest.mark.parametrize("start", [["-m", "mockcraft"], ["-c", "from mockcraft.boot import main; raise SystemExit(main())"]], ids=["module", "script"])  # fmt: skip
def test_nothing_is_imported_from_the_current_folder(start: list[str], tmp_path: Path) -> None:
    """The script is what pip makes, which Python starts with the script's folder in place of the current one."""
    (tmp_path / "s.yaml").write_text(SCHEMA)
    for name in {*sys.stdlib_module_names, *LIBRARIES} - EARLY - {"__future__"}:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')")
    flags = ["-P"] if start[0] == "-c" else []
    done = subprocess.run(
        [sys.executable, *flags, *start, "seed", "s.yaml", "--output", "csv", "--workers", "2"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr
    assert 40_001 == (tmp_path / "t.csv").read_text().count("\n")
