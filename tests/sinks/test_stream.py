"""One table to standard output."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.engine import run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import open_format
from mockcraft.formats.known import FORMATS
from mockcraft.sinks.stream import StreamSink
from plans import files, tables

ONE = "t:\n  count: 50\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: word\n"
TWO = ONE + "u:\n  count: 20\n  columns: {t_id: {ref: t.id}}\n"


def streamed(plan: Plan, format: str, ranges: list[Range] | None = None) -> bytes:
    stream = io.BytesIO()
    run(plan, StreamSink(open_format(format), stream), ranges, batch_rows=7)
    return stream.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_stream_has_the_bytes_of_the_file(format: str, count: int) -> None:
    plan = tables(ONE, t=count)
    made = files(plan, format, dialect="postgresql")
    (expected,) = (made[name] for name in made if not name.endswith(".metadata.json"))

    assert expected == streamed(plan, format)


def test_all_tables_of_a_dump_are_one_stream() -> None:
    (expected,) = files(tables(TWO), "sql", dialect="postgresql").values()

    assert expected == streamed(tables(TWO), "sql")


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("sql", "xlsx")])
def test_more_than_one_table_is_refused_before_the_first_byte(format: str) -> None:
    stream = io.BytesIO()
    with pytest.raises(Unsupported, match="the schema has t, u"):
        run(tables(TWO), StreamSink(open_format(format), stream))

    assert b"" == stream.getvalue()


def test_one_table_of_several_is_a_stream() -> None:
    plan = tables(TWO)
    ranges = [each for each in plan.ranges if each.table == "u"]

    assert files(plan, "csv")["u.csv"] == streamed(plan, "csv", ranges)


class Broken(io.BytesIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, data: object) -> int:
        raise self.error


def test_a_pipe_that_is_closed_ends_the_run_as_it_is() -> None:
    with pytest.raises(BrokenPipeError):
        run(tables(ONE), StreamSink(open_format("csv"), Broken(BrokenPipeError())))


def test_a_stream_that_cannot_be_written_is_named() -> None:
    with pytest.raises(SinkError, match="standard output cannot be written: no space left"):
        run(tables(ONE), StreamSink(open_format("csv"), Broken(OSError(28, "No space left"))))


@pytest.mark.parametrize("format", ["csv", "jsonl", "sql", "parquet"])
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(
    format: str, tmp_path: Path
) -> None:
    schema = tmp_path / "s.yaml"
    schema.write_text("version: 1\ntables:\n  t:\n    count: 300000\n    columns: {id: sequence}\n")
    words = [
        sys.executable,
        "-m",
        "mockcraft",
        "seed",
        "--config",
        str(schema),
        "--output",
        format,
        "--dir",
        "-",
    ]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(4)
    process.stdout.close()
    shown = process.stderr.read().decode()
    process.stderr.close()
    process.wait(30)

    assert "Traceback" not in shown and "Exception" not in shown


SCHEMA = "version: 1\ntables:\n  t:\n    count: 300000\n    columns: {id: sequence}\n"


def seed_to(redirection: str, format: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Runs `mockcraft seed` in a shell, its standard output redirected."""
    (tmp_path / "s.yaml").write_text(SCHEMA)
    command = f"{sys.executable} -m mockcraft seed s.yaml --output {format} --dir - {redirection}"
    return subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        (">/dev/full", "standard output cannot be written: no space left on device"),
        (">&-", "standard output is closed (redirect it to a file, or leave it open)"),
    ],
    ids=["full", "closed"],
)
def test_output_that_cannot_be_written_is_one_line_and_exit_code_3(
    format: str, redirection: str, said: str, tmp_path: Path
) -> None:
    done = seed_to(redirection, format, tmp_path)

    assert (3, f"mockcraft: {said}\n") == (done.returncode, done.stderr)
