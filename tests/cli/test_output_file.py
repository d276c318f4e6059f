"""`--output` with the name of a file: its suffix says what is in it."""

import gzip
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from mockcraft.errors import UserError
from mockcraft.output_file import output_file

from .conftest import Answer

Inside = Callable[..., Answer]

SCHEMA = "tables: {t: {count: 3, partition_by: a, columns: {a: word, i: sequence}}, u: {count: 2, columns: {b: word}}}\n"


@pytest.fixture
def seed(inside: Inside, tmp_path: Path) -> Inside:
    """Runs `mockcraft seed` on a small schema, with these words more."""
    (tmp_path / "s.yaml").write_text(SCHEMA)
    return lambda *words, **variables: inside("seed", "s.yaml", *words, "--quiet", **variables)


def test_one_table_is_one_file_with_the_bytes_of_its_format(seed: Inside, tmp_path: Path) -> None:
    made = [
        seed("--output", name, "--table", "u")
        for name in ("a.csv.gz", "b/c.NDJSON", "d.tsv", "e.parquet", "u.x.csv")
    ]
    seed("--output", "csv", "--dir", "whole", "--table", "u")
    seed("--output", "jsonl", "--dir", "whole", "--table", "u")

    assert [(0, "", "")] * 5 == [(each.code, each.out, each.err) for each in made]
    csv = (tmp_path / "whole" / "u.csv").read_bytes()
    assert csv == gzip.decompress((tmp_path / "a.csv.gz").read_bytes())
    assert csv == (tmp_path / "d.tsv").read_bytes() == (tmp_path / "u.x.csv").read_bytes()
    assert (tmp_path / "whole" / "u.jsonl").read_bytes() == (tmp_path / "b/c.NDJSON").read_bytes()
    assert 2 == pq.read_metadata(tmp_path / "e.parquet").num_rows


def test_several_tables_are_one_file_where_its_format_holds_them(
    seed: Inside, tmp_path: Path
) -> None:
    assert [0, 0] == [seed("--output", name).code for name in ("s.xlsx", "s.sql")]
    assert ["t", "u"] == openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames
    assert "INSERT INTO" in (tmp_path / "s.sql").read_text()


def test_a_file_has_all_columns_and_no_folders(seed: Inside, tmp_path: Path) -> None:
    seed("--output", "t.tsv", "--table", "t")

    assert "a\ti" == (tmp_path / "t.tsv").read_text().splitlines()[0]


def test_a_part_of_a_file_says_so_in_its_name(seed: Inside, inside: Inside, tmp_path: Path) -> None:
    for number in (1, 2):
        seed("--output", "p/all.csv", "--table", "t", "--part", f"{number}/2")

    assert {"all.part-1-of-2.csv", "all.part-2-of-2.csv"} <= {
        p.name for p in (tmp_path / "p").iterdir()
    }
    assert "all.csv: whole, 2 parts, 3 rows" in inside("parts", "check", "p").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.csv"], "a.csv holds one table, the schema has t, u (choose one with --table, or write a.xlsx or a.sql, which hold all)"),
        (["a.cvs"], "'a.cvs' ends in .cvs, which names no format (did you mean \".csv\"?)"),
        (["out/"], "'' has no suffix, which names no format (give one of: .csv, "),
        (["a.parquet.gz"], "'a.parquet.gz': parquet is not compressed (name it a.parquet)"),
        (["a.db"], "a.db is a database by its name (fill it by its URL, sqlite:///a.db)"),
        (["a.csv", "--dir", "x"], "--dir is a folder, and --output names a file"),
        (["a.csv", "--compress", "gzip"], "--compress says how files are compressed, and --output names a file"),
        (["a.csv", "--dialect", "mysql"], "--dialect is that of SQL files, not of csv"),
        (["scv"], "--output='scv' is not one of csv, json, jsonl, sql, parquet, bson, resp, xlsx, or the name of a file"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_says_what_to_do(
    seed: Inside, tmp_path: Path, words: list[str], said: str
) -> None:
    made = seed("--output", *words)

    assert 2 == made.code or "holds one table" in said
    assert said in made.err
    assert ["s.yaml"] == [path.name for path in tmp_path.iterdir()]


def test_a_file_in_an_object_store_keeps_what_its_url_asks() -> None:
    file = output_file("s3://b/x/u.csv.zst?region=eu")

    assert file is not None
    assert ("s3://b/x?region=eu", "u", ".csv.zst", "csv", "zstd") == file
    with pytest.raises(UserError) as caught:
        output_file("s3://key:secret@b/x/u.cvs")
    assert "secret" not in str(caught.value)
