"""Files in a folder: complete under their final names, or nothing at all."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from formats.batches import plan_of, table_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.types import Type
from mockcraft.engine import run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import open_format
from mockcraft.formats.known import FORMATS
from mockcraft.sinks.folder import FolderSink
from plans import shop, tables

SMALL = "t:\n  count: 50\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: word\nu:\n  count: 20\n  columns: {x: word}\n"
SUFFIXES = {name: open_format(name).suffix for name in FORMATS}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(SMALL)


def sink_of(folder: Path, format: str = "csv", existing: str = "truncate") -> FolderSink:
    return FolderSink(open_format(format), folder, "dump", existing)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def expected_names(format: str) -> list[str]:
    stems = ["dump"] if format == "sql" else ["t", "u"]
    return [stem + SUFFIXES[format] for stem in stems]


def failing(at: int, error: BaseException) -> Callable[[Any], None]:
    """A report of progress that fails when so many rows are written."""

    def report(progress: Any) -> None:
        if progress.rows >= at:
            raise error

    return report


@pytest.mark.parametrize("format", FORMATS)
def test_files_have_their_final_names_when_the_run_is_done(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    run(plan, sink_of(tmp_path / "new" / "folder", format), batch_rows=7)

    assert expected_names(format) == names(tmp_path / "new" / "folder")


@pytest.mark.parametrize("format", FORMATS)
def test_no_file_has_its_final_name_before_the_run_is_done(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    seen: set[str] = set()
    run(
        plan, sink_of(tmp_path, format), batch_rows=7, report=lambda _: seen.update(names(tmp_path))
    )

    assert {name + ".unfinished" for name in expected_names(format)} == seen


@pytest.mark.parametrize(
    "error", [RuntimeError("broken"), KeyboardInterrupt(), SystemExit(3)], ids=repr
)
@pytest.mark.parametrize("at", [1, 60])
@pytest.mark.parametrize("format", FORMATS)
def test_a_run_that_fails_leaves_nothing(
    plan: Plan, format: str, at: int, error: BaseException, tmp_path: Path
) -> None:
    with pytest.raises(type(error)):
        run(plan, sink_of(tmp_path / "a" / "b", format), batch_rows=7, report=failing(at, error))

    assert [] == names(tmp_path)


@pytest.mark.parametrize("format", FORMATS)
def test_a_run_that_fails_keeps_the_files_of_an_earlier_one(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    run(plan, sink_of(tmp_path, format))
    (tmp_path / "mine.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        run(plan, sink_of(tmp_path, format), batch_rows=7, report=failing(60, KeyboardInterrupt()))

    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_a_run_that_is_done_replaces_the_files_of_an_earlier_one(
    plan: Plan, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("old")
    (tmp_path / "t.csv.unfinished").write_text("left by a run that was killed")
    run(plan, sink_of(tmp_path))

    assert ["t.csv", "u.csv"] == names(tmp_path)
    assert (tmp_path / "t.csv").read_text().startswith("id,x\n1,")


@pytest.mark.parametrize("format", FORMATS)
def test_files_that_exist_are_refused_before_the_first_row(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    for name in expected_names(format):
        (tmp_path / name).write_text("mine")
    with pytest.raises(Unsupported, match=r"exists already.* \(give --overwrite to replace\)$"):
        run(plan, sink_of(tmp_path, format, "refuse"))

    assert expected_names(format) == names(tmp_path)
    assert {"mine"} == {path.read_text() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_of_no_rows_has_a_file(format: str, tmp_path: Path) -> None:
    run(tables(SMALL, t=0), sink_of(tmp_path, format))

    assert expected_names(format) == names(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB; without the right to mount one, the limit is on a file's size."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if (
        os.geteuid() == 0
        and shutil.which("mount")
        and not subprocess.run(mount, capture_output=True).returncode
    ):
        yield disk
        subprocess.run(["umount", str(disk)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, before[1]))
    yield disk
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("batch_rows", [100, 16_384])
def test_a_full_disk_is_named_and_nothing_is_left(
    format: str, batch_rows: int, small_disk: Path
) -> None:
    with pytest.raises(SinkError) as raised:
        run(shop(users=3000, products=3000), sink_of(small_disk, format), batch_rows=batch_rows)

    assert "cannot be written: " in str(raised.value)
    assert str(small_disk) in str(raised.value)
    assert [] == names(small_disk)


@pytest.mark.parametrize("room", [2048, 7000])
def test_a_file_that_is_cut_short_at_any_byte_is_a_failure(room: int, tmp_path: Path) -> None:
    """The system may write a part and report no error; what is left is then written again, and fails."""
    code = f"""
import resource, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from plans import tables
from mockcraft.engine import run
from mockcraft.errors import SinkError
from mockcraft.format import open_format
from mockcraft.sinks.folder import FolderSink
plan = tables("t:\\n  count: 200\\n  columns: {{id: sequence, x: uuid}}\\n")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
try:
    run(plan, FolderSink(open_format("csv"), Path({str(tmp_path)!r}), "dump"))
except SinkError as error:
    print(error)
"""
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert f"{tmp_path}/t.csv cannot be written: File too large" == made.stdout.strip()
    assert [] == names(tmp_path)


def test_a_folder_that_is_a_file_is_named(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(SinkError, match="out cannot be written: File exists"):
        run(plan, sink_of(tmp_path / "out"))

    assert "mine" == (tmp_path / "out").read_text()


def test_a_folder_below_a_file_is_named(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(SinkError, match="cannot be written: Not a directory"):
        run(plan, sink_of(tmp_path / "out" / "below"))

    assert ["out"] == names(tmp_path)


@pytest.mark.parametrize("name", ["u.csv", "u.csv.unfinished"])
def test_a_folder_that_stands_where_a_file_belongs_is_named(
    plan: Plan, name: str, tmp_path: Path
) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(SinkError, match=r"u\.csv cannot be written: "):
        run(plan, sink_of(tmp_path))

    assert [name] == names(tmp_path)


def test_a_folder_that_may_not_be_written_is_named(plan: Plan, tmp_path: Path) -> None:
    """The superuser may write everywhere but in /proc."""
    folder = Path("/proc/self") if os.geteuid() == 0 else tmp_path
    tmp_path.chmod(0o555)
    with pytest.raises(SinkError) as raised:
        run(plan, sink_of(folder / "out"))

    assert f"{folder}/out cannot be written: " in str(raised.value)


def test_a_read_only_file_system_is_named(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="cannot be written: "):
        run(plan, sink_of(Path("/sys/kernel")))


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a\\b"])
def test_a_table_that_would_leave_the_folder_is_refused_before_anything_is_made(
    name: str, tmp_path: Path
) -> None:
    plan = plan_of(Table(name, 1, table_of(Type("text")).columns))
    with pytest.raises(Unsupported, match="cannot be a file's name"):
        run(plan, sink_of(tmp_path / "out"))

    assert [] == names(tmp_path)


def test_a_name_that_is_too_long_for_a_file_is_a_failure(tmp_path: Path) -> None:
    plan = plan_of(Table("x" * 300, 1, table_of(Type("text")).columns))
    with pytest.raises(SinkError, match="cannot be written: File name too long"):
        run(plan, sink_of(tmp_path))

    assert [] == names(tmp_path)
