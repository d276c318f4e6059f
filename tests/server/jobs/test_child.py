"""What the process of an attempt does, in this process."""

import io
import json
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from mockcraft.clock import read_clock
from mockcraft.errors import DataError
from mockcraft.formats.known import FORMATS
from mockcraft.schema.bind import Overrides
from mockcraft.server.jobs import child
from mockcraft.server.jobs.order import Order
from mockcraft.server.jobs.request import request_of
from mockcraft.server.uploads import Upload


def made(folder: Path, text: str, output: str = "csv") -> tuple[Path, list[str]]:
    """The ZIP of a schema, and the lines that were said meanwhile."""
    upload = Upload(text, False, Overrides(), {"output": output, "dialect": "postgresql"})
    request = json.loads(json.dumps(request_of(upload, upload.load()[1])))
    folder.mkdir()
    (folder / "schema").write_text(text)
    order = Order(str(folder / "schema"), request, str(folder / "files"), str(folder / "a.zip"))
    out = io.BytesIO()
    child.run(order, out)
    assert [] == list((folder / "files").iterdir())
    return folder / "a.zip", out.getvalue().decode().splitlines()


def unpacked(file: Path | io.BytesIO) -> bytes:
    """All that a ZIP has, one file behind another."""
    with ZipFile(file) as archive:
        return b"".join(map(archive.read, archive.namelist()))


@pytest.mark.parametrize("output", FORMATS)
def test_the_same_schema_makes_the_same_bytes(tmp_path: Path, output: str) -> None:
    text = "{seed: 4, now: today, tables: {a: {count: 300, columns: {n: name, d: date}}}}"
    first, second = (made(tmp_path / name, text, output)[0] for name in ("1", "2"))
    with ZipFile(first) as archive:
        entries = archive.infolist()

    assert first.read_bytes() == second.read_bytes()
    beside = ["a.metadata.json"] if output == "bson" else []
    stem = "schema" if output in ("sql", "xlsx") else "a"
    assert [f"{stem}.{output}", *beside] == [each.filename for each in entries]
    assert (output in ("parquet", "xlsx")) == (entries[0].compress_type == ZIP_STORED)
    assert {((1980, 1, 1, 0, 0, 0), 3)} == {
        (each.date_time, each.create_system) for each in entries
    }


@pytest.mark.parametrize("output", FORMATS)
def test_hidden_columns_are_in_no_zip(tmp_path: Path, output: str) -> None:
    text = (
        "tables: {a: {count: 9, columns: {unseen: {generator: number, hidden: true},"
        " seen: {expr: unseen + 1}}}}"
    )
    content = unpacked(made(tmp_path / "1", text, output)[0])
    content = unpacked(io.BytesIO(content)) if output == "xlsx" else content

    assert b"seen" in content
    assert b"unseen" not in content


def test_the_clock_of_a_job_is_that_of_when_it_was_asked_for() -> None:
    text = "{now: now, tables: {a: {count: 1, columns: {n: sequence}}}}"
    upload = Upload(text, False, Overrides(), {"output": "csv", "dialect": "postgresql"})
    kept = request_of(upload, upload.load()[1])["overrides"]["now"]

    assert abs(kept - read_clock("now")) < 60


def test_folders_of_partitions_are_in_the_zip_and_nowhere_else(tmp_path: Path) -> None:
    columns = "{k: {values: [x, '../y']}, n: sequence}"
    text = f"tables: {{'../../t': {{count: 9, partition_by: k, columns: {columns}}}}}"
    path, _ = made(tmp_path / "1", text)
    with ZipFile(path) as archive:
        found = archive.namelist()

    assert ["_.._.._t/k=..%2Fy/_.._.._t.csv", "_.._.._t/k=x/_.._.._t.csv"] == found
    assert ["1"] == [each.name for each in tmp_path.iterdir()]


def test_names_of_tables_become_files_that_every_system_takes(tmp_path: Path) -> None:
    names = ["../../x", "CON", "Users", "users", "a/b", "a\\b"]
    tables = ", ".join(f"'{name}': {{count: 1, columns: {{n: sequence}}}}" for name in names)
    path, _ = made(tmp_path / "1", f"tables: {{{tables}}}")
    with ZipFile(path) as archive:
        found = archive.namelist()

    assert ["_.._.._x.csv", "_CON.csv", "Users.csv", "users-2.csv", "a_b.csv", "a_b-2.csv"] == found


def test_documents_hold_the_tables_embedded_in_them(tmp_path: Path) -> None:
    text = (
        "tables: {a: {count: 2, embed: b, columns: {id: sequence}}, "
        "b: {count: {per: a, min: 1, max: 1}, columns: {a_id: {ref: a.id}}}}"
    )
    path, _ = made(tmp_path / "1", text, "json")
    with ZipFile(path) as archive:
        assert ["a.json"] == archive.namelist()
        found = json.loads(archive.read("a.json"))

    assert [{"id": 1, "b": [{"a_id": 1}]}, {"id": 2, "b": [{"a_id": 2}]}] == found


def test_reports_say_how_far_it_is(tmp_path: Path) -> None:
    _, lines = made(tmp_path / "1", "tables: {a: {count: 30, columns: {n: sequence}}}")

    assert {"a": 0} == json.loads(lines[0])["done"]


def test_a_job_whose_schema_is_not_there_says_so(tmp_path: Path) -> None:
    order = Order(str(tmp_path / "none"), {"output": "csv"}, str(tmp_path), str(tmp_path / "a.zip"))

    with pytest.raises(child.InputLost, match="the schema of the job is not kept any more"):
        child.run(order, io.BytesIO())


def test_an_error_of_a_row_is_told_with_its_place_and_without_paths(tmp_path: Path) -> None:
    text = "tables:\n  a:\n    count: 2\n    columns:\n      n: sequence\n      x: {expr: 1 / (n - 2)}\n"
    with pytest.raises(DataError) as caught:
        made(tmp_path / "1", text)
    told = child.described(caught.value, str(tmp_path))

    assert told["detail"].startswith("schema.yaml:6:")
    assert str(tmp_path) not in told["detail"]
