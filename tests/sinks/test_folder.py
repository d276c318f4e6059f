"""Files in a folder: complete under their final names, or nothing at all."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from formats.batches import plan_of, table_of
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import chunks
from mockcraft.core.types import Type
from mockcraft.engine import run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import open_format
from mockcraft.formats.known import FORMATS
from mockcraft.selection import Selection
from mockcraft.sinks.folder import FolderSink
from mockcraft.sinks.names import fault, portable_names, twins
from mockcraft.sinks.places import LocalPlace
from plans import shop, tables

SMALL = "t:\n  count: 50\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: word\nu:\n  count: 20\n  columns: {x: word}\n"
SUFFIXES = {name: open_format(name).suffix for name in FORMATS}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(SMALL)


def sink_of(folder: Path, format: str = "csv", existing: str = "refuse") -> FolderSink:
    return FolderSink(open_format(format), folder, "dump", existing)


def place_of(sink: FolderSink) -> Path:
    """Where its unfinished files stand."""
    assert isinstance(sink.place, LocalPlace)
    return sink.place.unfinished.path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def unfinished(folder: Path) -> list[str]:
    """Files that a run is writing."""
    found = (path for path in folder.rglob("*") if path.parent.suffix == ".unfinished")
    return sorted(path.name for path in found if path.name != "lock" and path.is_file())


def expected_names(format: str) -> list[str]:
    stems = ["dump"] if format in ("sql", "xlsx") else ["t", "u"]
    beside = [".metadata.json"] if format == "bson" else []
    return [stem + suffix for stem in stems for suffix in (SUFFIXES[format], *beside)]


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

    def look(progress: Any) -> None:
        assert [f"mockcraft{SUFFIXES[format]}.unfinished"] == names(tmp_path)
        seen.update(unfinished(tmp_path))

    run(plan, sink_of(tmp_path, format), batch_rows=7, report=look)

    assert set(expected_names(format)) == seen


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
        again = sink_of(tmp_path, format, "truncate")
        run(plan, again, batch_rows=7, report=failing(60, KeyboardInterrupt()))

    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize("format", FORMATS)
def test_files_that_exist_are_refused_before_the_first_row(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    last = tmp_path / expected_names(format)[-1]
    last.write_text("mine")
    with pytest.raises(
        Unsupported, match=rf"{last.name} exists already \(give overwrite=True to replace\)$"
    ):
        run(plan, sink_of(tmp_path, format), report=failing(0, AssertionError("a row was made")))

    assert [last.name] == names(tmp_path)
    assert "mine" == last.read_text()


def test_files_of_an_earlier_run_are_replaced_where_that_is_asked_for(
    plan: Plan, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("old")
    run(plan, sink_of(tmp_path, existing="truncate"))

    assert ["t.csv", "u.csv"] == names(tmp_path)
    assert (tmp_path / "t.csv").read_text().startswith("id,x\n1,")


def test_a_file_that_appears_during_the_run_is_not_replaced(plan: Plan, tmp_path: Path) -> None:
    def appear(progress: Any) -> None:
        (tmp_path / "u.csv").write_text("mine")

    with pytest.raises(Unsupported, match=r"u\.csv exists already"):
        run(plan, sink_of(tmp_path), report=appear)

    assert ["u.csv"] == names(tmp_path)
    assert "mine" == (tmp_path / "u.csv").read_text()


# ------------------------------------------------------------------ two runs at once


def test_two_runs_into_one_folder_at_once_are_told(plan: Plan, tmp_path: Path) -> None:
    def second(progress: Any) -> None:
        if progress.rows == 28:
            with pytest.raises(SinkError) as raised:
                run(plan, sink_of(tmp_path))
            assert f"{tmp_path}: process {os.getpid()} is writing files there now" in str(
                raised.value
            )

    run(plan, sink_of(tmp_path), batch_rows=7, report=second)

    assert ["t.csv", "u.csv"] == names(tmp_path)
    assert 51 == (tmp_path / "t.csv").read_text().count("\n")


def test_runs_of_other_formats_or_parts_meet_at_no_file(plan: Plan, tmp_path: Path) -> None:
    def second(progress: Any) -> None:
        if progress.rows == 28:
            run(plan, sink_of(tmp_path, "jsonl"))
            run(
                plan,
                FolderSink(open_format("csv"), tmp_path, "dump", chosen=Selection(part=(2, 10))),
            )

    run(plan, sink_of(tmp_path), batch_rows=7, report=second)

    parts = ["t.part-02-of-10.csv", "u.part-02-of-10.csv"]
    parts += [f"{name}.manifest.json" for name in parts]
    assert sorted(["t.csv", "t.jsonl", "u.csv", "u.jsonl", *parts]) == names(tmp_path)


KILLED = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from plans import tables
from mockcraft.engine import run
from mockcraft.format import open_format
from mockcraft.sinks.folder import FolderSink

def kill(progress):
    if progress.rows == 28:
        os.kill(os.getpid(), 9)

sink = FolderSink(open_format({format!r}), Path({folder!r}), "dump")
run(tables({schema!r}), sink, batch_rows=7, report=kill)
"""


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_what_a_killed_run_left_is_cleared_by_the_next_one(
    plan: Plan, format: str, tmp_path: Path
) -> None:
    code = KILLED.format(path=sys.path, format=format, folder=str(tmp_path), schema=SMALL)
    killed = subprocess.run([sys.executable, "-c", code])
    assert -9 == killed.returncode
    assert ["t" + SUFFIXES[format]] == unfinished(tmp_path)

    run(plan, sink_of(tmp_path))

    assert ["t.csv", "u.csv"] == names(tmp_path)


def test_a_folder_of_that_name_that_is_not_ours_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    mine = tmp_path / "mockcraft.csv.unfinished"
    other = tmp_path / "mockcraft.other.unfinished"
    for each in (mine, other):
        each.mkdir()
        (each / "mine").touch()
    with pytest.raises(SinkError, match=r"mockcraft\.csv\.unfinished is in the way"):
        run(plan, sink_of(tmp_path))

    assert ["mine"] == names(mine)
    assert ["mockcraft.csv.unfinished", "mockcraft.other.unfinished"] == names(tmp_path)


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
from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import chunks
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
    with pytest.raises(SinkError, match="out cannot be written: .*out is no folder"):
        run(plan, sink_of(tmp_path / "out"))

    assert "mine" == (tmp_path / "out").read_text()


def test_a_folder_below_a_file_is_named(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(SinkError, match="below cannot be written: .*out is no folder"):
        run(plan, sink_of(tmp_path / "out" / "below"))

    assert ["out"] == names(tmp_path)


@pytest.mark.parametrize("existing", ["refuse", "truncate"])
def test_a_folder_that_stands_where_a_file_belongs_is_named(
    plan: Plan, existing: str, tmp_path: Path
) -> None:
    (tmp_path / "u.csv").mkdir()
    with pytest.raises(SinkError, match=r"u\.csv is a folder"):
        run(plan, sink_of(tmp_path, existing=existing), report=failing(0, AssertionError("a row")))

    assert ["u.csv"] == names(tmp_path)


def test_files_get_their_names_together_or_not_at_all(plan: Plan, tmp_path: Path) -> None:
    sink = sink_of(tmp_path)
    run_until_named(plan, sink)
    (place_of(sink) / "u.csv").unlink()
    with pytest.raises(SinkError, match=r"u\.csv cannot be written: No such file or directory$"):
        sink.finish(None)

    assert [] == names(tmp_path)


def test_files_that_were_replaced_before_a_failure_are_told(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("old")
    (tmp_path / "u.csv").write_text("old")
    sink = sink_of(tmp_path, existing="truncate")
    run_until_named(plan, sink)
    (place_of(sink) / "u.csv").unlink()
    with pytest.raises(SinkError, match=r"; t\.csv of this run stand there already$"):
        sink.finish(None)

    assert ["t.csv", "u.csv"] == names(tmp_path)
    assert "old" == (tmp_path / "u.csv").read_text()


def run_until_named(plan: Plan, sink: FolderSink) -> None:
    """Writes all rows of both tables, and begins no table more."""
    sink.create(plan, plan.ranges)
    for chunk in chunks(plan.ranges):
        table = plan.table(chunk.table)
        sink.write(chunk, sink.format.encode(table, batch_of(plan, chunk), chunk))


def test_what_cannot_be_removed_is_told(plan: Plan, tmp_path: Path) -> None:
    """The superuser may remove everything but a folder where something is mounted."""
    sink = sink_of(tmp_path)
    busy = place_of(sink) / "busy"

    def stop(progress: Any) -> None:
        busy.mkdir()
        if os.geteuid():
            place_of(sink).chmod(0o555)
        else:
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(busy)], check=True)
        raise KeyboardInterrupt

    try:
        with pytest.raises(
            SinkError, match=r"unfinished cannot be removed: .* \(remove it by hand"
        ):
            run(plan, sink, batch_rows=7, report=stop)
    finally:
        place_of(sink).chmod(0o755)
        if not os.geteuid():
            subprocess.run(["umount", str(busy)], check=True)


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


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a\\b", "a\0b"])
def test_a_table_that_would_leave_the_folder_is_refused_before_anything_is_made(
    name: str, tmp_path: Path
) -> None:
    plan = plan_of(Table(name, 1, table_of(Type("text")).columns))
    with pytest.raises(Unsupported, match="cannot be a file's name"):
        run(plan, sink_of(tmp_path / "out"))

    assert [] == names(tmp_path)


@pytest.mark.parametrize(
    ("name", "fits"), [("x" * 251, True), ("x" * 252, False), ("ü" * 126, False)]
)
def test_a_name_that_is_too_long_for_a_file_is_refused(
    name: str, fits: bool, tmp_path: Path
) -> None:
    plan = plan_of(Table(name, 1, table_of(Type("text")).columns))
    if fits:
        run(plan, sink_of(tmp_path / "out"))
        assert [name + ".csv"] == names(tmp_path / "out")
        return
    with pytest.raises(Unsupported, match=rf"has {len((name + '.csv').encode())} bytes, the limit"):
        run(plan, sink_of(tmp_path / "out"))

    assert [] == names(tmp_path)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["a.csv", "b.csv"], None),
        (["Ab.csv", "x.csv", "aB.csv"], ("Ab.csv", "aB.csv")),
        (["stra\u00dfe.csv", "STRASSE.csv"], ("stra\u00dfe.csv", "STRASSE.csv")),
        (["e\u0301.csv", "\u00e9.csv"], ("e\u0301.csv", "\u00e9.csv")),
    ],
)
def test_names_that_differ_in_case_alone_are_found(
    found: list[str], expected: tuple[str, str] | None
) -> None:
    assert expected == twins(found)


def test_names_that_differ_in_case_alone_are_two_files_where_the_system_says_so(
    tmp_path: Path,
) -> None:
    columns = table_of(Type("text")).columns
    plan = replace(
        plan_of(Table("Ab", 1, columns)), tables=(Table("Ab", 1, columns), Table("aB", 1, columns))
    )
    run(plan, sink_of(tmp_path))

    assert ["Ab.csv", "aB.csv"] == names(tmp_path)


@pytest.mark.parametrize("stem", ["con", "NUL", "com1", "lpt9.x", "a:b", "a?b", "a\tb", "a|b"])
def test_names_that_windows_does_not_allow_are_refused_there_only(stem: str) -> None:
    assert fault(stem, stem + ".csv", windows=True)
    assert not fault(stem, stem + ".csv", windows=False)
    assert not fault("console", "console.csv", windows=True)


def test_portable_names_are_files_of_their_own_on_every_system() -> None:
    tables = [
        "../../x", "CON", "con", "nul.txt", "com¹", "Users", "users", "users-2", "a/b", "a\\b", "..", "x.", "x ",
        "-rf", ".git", "~x", "é", "e\u0301", "日" * 200, "x" * 400, "x" * 401, "a\nb", "\ud800",
    ]  # fmt: skip
    names = portable_names(tables, "schema", ".csv")

    assert tables == list(names)
    assert twins(list(names.values())) is None
    assert [""] * len(tables) == [
        fault(name.removesuffix(".csv"), name, windows=True) for name in names.values()
    ]
    assert not any(name[0] in ".-~ " for name in names.values())
    assert {"orders": "orders.csv", "": "schema.csv"} == portable_names(
        ["orders", ""], "schema", ".csv"
    )
