"""Chunks have as many rows as fit, whatever the rows are like; the rows are the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from mockcraft import boot
from mockcraft.core import width
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import chunks
from mockcraft.core.width import CHUNK_BYTES, rows_at_once
from mockcraft.engine import run
from mockcraft.errors import DataError
from mockcraft.format import open_format
from mockcraft.sinks.folder import FolderSink
from plans import column, files, shop, tables


def nested(*counts: int) -> str:
    """A declaration of arrays within arrays."""
    text = "generator: integer"
    for count in counts:
        text = f"items: {{{text}}}, count: {count}"
    return "{" + text + "}"


def sizes(plan: Plan, rows: int) -> list[int]:
    """Bytes of the arrays of the first chunks."""
    fewer = rows_at_once(plan, plan.ranges, rows)
    made = [
        batch_of(plan, chunk).nbytes for chunk, _ in zip(chunks(plan.ranges, rows, fewer), range(2))
    ]
    return made


def wide_template(fields: int) -> str:
    return "{template: '" + "".join(f"{{first_name}} {i} " for i in range(fields)) + "'}"


@pytest.mark.parametrize(
    ("declaration", "smaller"),
    [
        ("sequence", False),
        ("email", False),
        (nested(3), False),
        (nested(1024), True),
        (nested(700, 700), True),
        (wide_template(3000), True),
        (f"{{value: {'x' * 1_000_000}}}", True),
        (f"{{values: [a, {'x' * 1_000_000}]}}", True),
        ("{generator: regex, pattern: '([a-z]{900}){8}'}", True),
        ("{expr: \"lpad('', 20000, 'ab')\"}", True),
    ],
    ids=[
        "number",
        "text",
        "few",
        "items",
        "nested",
        "template",
        "value",
        "values",
        "drawn",
        "expr",
    ],
)
def test_a_chunk_of_any_table_stays_within_the_limit(declaration: str, smaller: bool) -> None:
    plan = column(declaration, 20_000)

    assert max(sizes(plan, 1_000_000)) < 2 * CHUNK_BYTES
    assert smaller == (rows_at_once(plan, plan.ranges, 16_384).get("t", 16_384) < 16_384)


def test_a_large_batch_of_a_usual_table_is_made_smaller() -> None:
    plan = shop(users=400_000)

    assert max(sizes(plan, 1_000_000)) < 2 * CHUNK_BYTES
    assert all(each > 8_192 for each in rows_at_once(plan, plan.ranges, 16_384).values())


@pytest.mark.parametrize("format", ["csv", "jsonl", "sql", "parquet", "bson"])
def test_the_bytes_do_not_depend_on_it(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tables(
        f"t:\n  count: 70\n  columns:\n    id: sequence\n    n: {nested(30, 10)}\n    v: {{value: {'x' * 5_000}}}\n"
    )
    expected = files(plan, format)
    monkeypatch.setattr(width, "CHUNK_BYTES", 2**18)
    assert 1 < rows_at_once(plan, plan.ranges, 16_384)["t"] < 70

    assert expected == files(plan, format) == files(plan, format, workers=2)


def test_a_row_that_cannot_fit_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    plan = column(nested(1024, 1024, 1024), 1)
    sink = FolderSink(open_format("csv"), tmp_path / "out", "dump")
    with pytest.raises(DataError) as raised:
        run(plan, sink)

    assert "t.x has up to 1,074,791,425 values in a row (the limit is 4,194,304 values" in str(
        raised.value
    )
    assert not (tmp_path / "out").exists()


def test_the_largest_row_that_fits_is_made_with_little_memory(tmp_path: Path) -> None:
    """1.5 GB stand for everything: the interpreter, Arrow, and what is made on the way. (getrusage begins with
    the memory of the process that it is begun by.)
    """
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from mockcraft.engine import run
from mockcraft.format import open_format
from mockcraft.sinks.folder import FolderSink
from plans import column

run(column({nested(1024, 1024)!r}, 20), FolderSink(open_format("jsonl"), Path({str(tmp_path)!r}), "dump"))
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 1_500_000
    assert 20 == (tmp_path / "t.jsonl").read_bytes().count(b"\n")


@pytest.mark.parametrize("command", ["validate", "preview"])
def test_a_row_that_cannot_fit_is_not_begun_by_any_command(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        f"tables:\n  t:\n    count: 1\n    columns:\n      x: {nested(1024, 1024, 1024)}\n"
    )

    assert 2 == boot.main([command, str(path)])
    assert "t.x has up to 1,074,791,425 values in a row" in capsys.readouterr().err


def test_wide_rows_are_checked_and_shown_as_far_as_they_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"tables:\n  t:\n    count: 9\n    columns:\n      x: {nested(1024, 1024)}\n")

    assert 0 == boot.main(["validate", str(path)])
    assert 2 == boot.main(["preview", str(path)])
    assert "at most 3 of t fit at once" in capsys.readouterr().err
    assert 0 == boot.main(["preview", str(path), "--rows", "0..2"])
