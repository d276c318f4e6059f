"""Folders of partitions, read by duckdb."""

import re
from pathlib import Path

import duckdb
import pytest

from mockcraft.errors import MockcraftError
from mockcraft.parts.check import Incomplete, check
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from schema.support import problems_of, schema

COLUMNS = """
id: {generator: sequence, primary_key: true}
made_at: {generator: datetime, after: 2025-01-01, before: 2025-06-30}
month: {expr: "to_char(made_at, 'YYYY-MM')", hidden: true}
kind: {values: [view, "a/b c", "é=%", ~, ""]}
note: {generator: word, absent: 0.5}
parts: {items: {fields: {a: {generator: word, absent: 0.5}}}}"""
PARTED = "    partition_by: [month, kind]\n"
READERS = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}


def made(
    folder: Path, text: str, output: str, workers: int = 1, rows: int = 16_384, **more: str
) -> Path:
    """Where a run has written to."""
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    out = folder / f"{output}-{workers}-{rows}"
    prepare(
        SeedRequest(str(path), output=output, folder=str(out), compress=more.get("compress", ""))
    ).run(workers, rows)
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }


@pytest.mark.parametrize("output", READERS)
def test_every_row_is_in_the_folder_of_its_values(output: str, tmp_path: Path) -> None:
    out = made(tmp_path, schema(COLUMNS, 3000, PARTED), output)
    whole = made(tmp_path, schema(COLUMNS, 3000), output, rows=1000)
    read = f"from {READERS[output]}('{out}/t/**/*.{output}', hive_partitioning=true, hive_types_autocast=false)"
    months, matching, count = duckdb.execute(
        f"select count(distinct month), count(*) filter (strftime(made_at, '%Y-%m') = month), count(distinct id) {read}"
    ).fetchone() or (0, 0, 0)
    kinds = f"select nullif(kind, '') k, count(*), sum(id) from {READERS[output]}('{whole}/t.{output}') group by 1"
    parted = f"select nullif(kind, '') k, count(*), sum(id) {read} group by 1"

    assert (6, 3000, 3000) == (months, matching, count)
    assert sorted(duckdb.execute(kinds).fetchall(), key=str) == sorted(
        duckdb.execute(parted).fetchall(), key=str
    )


@pytest.mark.parametrize("output", READERS)
def test_files_are_the_same_for_all_workers_and_chunks(output: str, tmp_path: Path) -> None:
    text = schema(COLUMNS, 3000, PARTED)
    first = files(made(tmp_path, text, output, 1, 1000))

    assert "t/month=2025-01/kind=a%2Fb c/t." + output in first
    assert first == files(made(tmp_path, text, output, 2, 1000))
    assert first == files(made(tmp_path, text, output, 1, 16_384))


def test_rows_of_a_folder_leave_out_what_those_of_the_table_do(tmp_path: Path) -> None:
    whole = files(made(tmp_path, schema(COLUMNS.replace("kind:", "k:"), 500), "jsonl", rows=100))
    parted = files(
        made(
            tmp_path,
            schema(COLUMNS.replace("kind:", "k:"), 500, "    partition_by: month\n"),
            "jsonl",
        )
    )

    assert sorted(whole["t.jsonl"].splitlines()) == sorted(b"".join(parted.values()).splitlines())


def test_dates_name_folders_in_their_format(tmp_path: Path) -> None:
    text = schema(
        "day: {value: 2026-01-31, type: date, format: '%Y-%m'}\na: {value: x}",
        2,
        "    partition_by: day\n",
    )

    assert {"t/day=2026-01/t.csv": b"a\nx\nx\n"} == files(made(tmp_path, text, "csv"))
    assert {"t.json": b'[\n{"day":"2026-01","a":"x"},\n{"day":"2026-01","a":"x"}\n]\n'} == files(
        made(tmp_path, text, "json")
    )


def test_compressed_files_have_their_suffix(tmp_path: Path) -> None:
    out = made(tmp_path, schema(COLUMNS, 50, "    partition_by: month\n"), "csv", compress="gzip")
    read = duckdb.execute(f"select count(*) from read_csv('{out}/t/*/t.csv.gz')").fetchone()

    assert (50,) == read


def test_a_folder_that_exists_is_refused(tmp_path: Path) -> None:
    text = schema(COLUMNS, 50, PARTED)
    out = made(tmp_path, text, "csv")
    before = files(out)
    with pytest.raises(MockcraftError) as caught:
        made(tmp_path, text, "csv")

    assert f"{out}/t is a folder (move it, or choose another one)" == str(caught.value)
    assert before == files(out)


def test_too_many_folders_are_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(MockcraftError) as caught:
        made(tmp_path, schema(COLUMNS, 501, "    partition_by: id\n"), "csv")

    assert "s.yaml:6:7: t: partition_by id makes more than 500 folders" in str(caught.value)
    assert {} == files(tmp_path / "csv-1-16384")


def part(folder: Path, number: int, existing: str = "refuse", output: str = "csv") -> Path:
    """Where a third of the rows has been written to, beside the other ones."""
    path, out = folder / "s.yaml", folder / "parts"
    path.write_text(schema(COLUMNS, 300, PARTED), encoding="utf-8")
    load = LoadOptions(existing=existing)
    request = SeedRequest(str(path), output=output, folder=str(out), part=(number, 3), load=load)
    prepare(request).run()
    return out


def test_parts_share_the_folders_and_are_the_whole_together(tmp_path: Path) -> None:
    whole = made(tmp_path, schema(COLUMNS, 300, PARTED), "csv")
    for number in (3, 1, 2):
        out = part(tmp_path, number)
    parts = files(out)
    (told,) = check(str(out))

    assert ("t.csv", 3, 300) == (told.name, told.parts, told.rows)
    for name, content in files(whole).items():
        pieces = [
            parts.get(name.replace("t.csv", f"t.part-{n}-of-3.csv"), b"\n") for n in (1, 2, 3)
        ]
        lines = [each.split(b"\n", 1)[1] for each in pieces]
        assert content.split(b"\n", 1)[1] == b"".join(lines)
    read = duckdb.execute(f"select count(*), count(distinct id) from read_csv('{out}/t/**/*.csv')")
    assert (300, 300) == read.fetchone()


def test_a_part_is_replaced_by_itself_alone(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        out = part(tmp_path, number)
    before = files(out)
    stale = out / "t" / "month=1999-01" / "t.part-2-of-3.csv"
    stale.parent.mkdir()
    stale.write_text("of another run")
    with pytest.raises(MockcraftError, match=r"t\.part-2-of-3\.csv\.manifest\.json exists already"):
        part(tmp_path, 2)
    part(tmp_path, 2, "truncate")

    assert before == files(out)


def test_files_of_a_part_that_are_missing_or_changed_are_named(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        out = part(tmp_path, number)
    gone, changed = sorted(out.rglob("t.part-1-of-3.csv"))[:2]
    name = str(changed.relative_to(out))
    content = changed.read_bytes()
    changed.write_bytes(content[::-1])
    with pytest.raises(Incomplete) as caught:
        check(str(out))
    assert f"t.part-1-of-3.csv has changed: the bytes of {name} are others" in str(caught.value)
    changed.write_bytes(content)
    gone.unlink()
    with pytest.raises(Incomplete, match=f"lacks {re.escape(str(gone.relative_to(out)))}"):
        check(str(out), reads=False)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ("x", "4:19: t has no column 'x' (there are: id, tags, b)"),
        ("[id, tags]", "4:24: 'tags' is list, which names no folder (choose another column)"),
        ("[id, id]", "4:24: 'id' is named twice (name it once)"),
        ("[]", "4:19: partition_by is empty (name its columns)"),
        ("3.5", "4:19: t has no column '3.5' (there are: id, tags, b)"),
        ("{a: 1}", "4:19: partition_by must be a list, not a mapping"),
    ],
)  # fmt: skip
def test_partitions_that_cannot_be_are_named(names: str, problem: str) -> None:
    columns = "id: {generator: sequence}\ntags: {items: word}\nb: word"

    assert [problem] == problems_of(schema(columns, 10, f"    partition_by: {names}\n"))


def test_a_file_has_a_column() -> None:
    assert [
        "4:19: partition_by leaves no column for the files (hide copies of some, and name those)"
    ] == problems_of(schema("id: {generator: sequence}", 10, "    partition_by: id\n"))
