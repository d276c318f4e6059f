"""The form of files, as a schema file and a run say it."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from zstandard import ZstdDecompressor

from mockcraft.errors import UserError
from mockcraft.seeder import SeedRequest, prepare
from schema.support import plan_of, problems_of, rows_of, schema

COLUMNS = "id: {generator: sequence, primary_key: true}\nname: {generator: full_name, nulls: 0.2}"
UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": lambda data: ZstdDecompressor().stream_reader(io.BytesIO(data)).read(),
}
DATED = """
day: {generator: date, nulls: 0.3, format: "%d.%m.%Y"}
at: {generator: datetime, type: timestamptz, format: "%a, %-d %b %Y %I:%M:%S %p %z %%"}
clock: {generator: time, format: "%R"}
parts: {nulls: 0.2, items: {nulls: 0.1, fields: {on: {generator: date, format: "%y/%j", nulls: 0.2}, city: city}}}
due: {generator: date, after: day}
year: {expr: "extract(year from day)"}"""
FORMS = {
    "csv": ("csv: {delimiter: ';', bom: true, line_ending: crlf, null: '-', quote: all}\n", "csv"),
    "pretty": ("", "json"),
    "lines": ("", "jsonl"),
}


def written(
    folder: Path,
    text: str,
    output: str,
    workers: int,
    rows: int,
    *,
    header: bool = True,
    pretty: bool = False,
    compress: str = "",
) -> bytes:
    """The bytes of the table `t`."""
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    out = folder / f"{workers}-{rows}"
    request = SeedRequest(
        str(path), output=output, folder=str(out), header=header, pretty=pretty, compress=compress
    )
    prepare(request).run(workers, rows)
    (made,) = out.iterdir()
    return made.read_bytes()


@pytest.mark.parametrize("name", FORMS)
def test_bytes_are_the_same_for_all_workers_and_chunks(name: str, tmp_path: Path) -> None:
    more, output = FORMS[name]
    text = more + schema(COLUMNS + DATED, 3000)
    pretty = output == "json"
    made = {
        written(tmp_path, text, output, *each, pretty=pretty)
        for each in ((1, 1000), (2, 1000), (1, 16_384))
    }

    assert 1 == len(made)


@pytest.mark.parametrize("compress", UNPACKERS)
@pytest.mark.parametrize("output", ["csv", "sql"])
def test_compressed_files_are_the_others_compressed(
    output: str, compress: str, tmp_path: Path
) -> None:
    text = schema(COLUMNS, 3000)
    plain = written(tmp_path, text, output, 1, 999)
    made = {written(tmp_path, text, output, 1, rows, compress=compress) for rows in (1000, 16_384)}

    assert [plain] == [UNPACKERS[compress](each) for each in made]


def test_a_compressed_part_has_a_manifest_of_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(schema(COLUMNS), encoding="utf-8")
    request = SeedRequest(
        str(path), output="csv", folder=str(tmp_path), compress="gzip", part=(1, 1)
    )
    prepare(request).run()
    file = tmp_path / "t.part-1-of-1.csv.gz"
    manifest = json.loads((tmp_path / f"{file.name}.manifest.json").read_text("utf-8"))

    assert sha256(file.read_bytes()).hexdigest() == manifest["sha256"]


@pytest.mark.parametrize(
    ("output", "folder", "problem"),
    [
        ("parquet", "out", "parquet is not compressed (leave compress out)"),
        ("csv", "-", "standard output is not compressed (write … | zstd)"),
    ],
)
def test_what_is_not_compressed_is_told(
    output: str, folder: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(schema(COLUMNS), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        prepare(SeedRequest(str(path), output=output, folder=folder, compress="zstd"))

    assert problem == str(caught.value)


def test_no_header_leaves_out_the_mark_too(tmp_path: Path) -> None:
    text = "csv: {bom: true}\n" + schema("a: {value: x}", 2)

    assert b"\xef\xbb\xbfa\nx\nx\n" == written(tmp_path, text, "csv", 1, 1000)
    assert b"x\nx\n" == written(tmp_path, text, "csv", 1, 1001, header=False)


@pytest.mark.parametrize(
    ("csv", "problem"),
    [
        ("[1]", "1:6: csv must be a mapping, not a list"),
        ("{sep: x}", "1:7: csv has no key 'sep' (known: delimiter, header, quote, null, line_ending, bom)"),
        ("{delimiter: ab}", "1:18: delimiter is 'ab' (give a tab, or one of , ; | ^ ~ ! # $ % & * / < = > ? @)"),
        ("{delimiter: '.'}", "1:18: delimiter is '.' (give a tab, or one of , ; | ^ ~ ! # $ % & * / < = > ? @)"),
        ("{null: 'a,b'}", "1:13: null is 'a,b', which has a quote, a delimiter or a line's end in it"),
        ("{quote: some}", "1:14: quote='some' is not one of needed, all"),
        ("{bom: 3}", "1:12: bom='3' is not true or false"),
        ("{line_ending: cr}", "1:20: line_ending='cr' is not one of lf, crlf (did you mean \"crlf\"?)"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_named(csv: str, problem: str) -> None:
    assert [problem] == problems_of(f"csv: {csv}\n" + schema("a: {value: x}"))


def test_dates_and_times_are_written_as_python_formats_them(tmp_path: Path) -> None:
    text = schema(COLUMNS + DATED, 500)
    plain = rows_of(plan_of(text))
    made = [json.loads(line) for line in written(tmp_path, text, "jsonl", 1, 100).splitlines()]
    cells = csv.reader(written(tmp_path, text, "csv", 1, 101).decode().splitlines()[1:])

    for row, shown, line in zip(plain, made, cells, strict=True):
        day = row["day"] and f"{row['day']:%d.%m.%Y}"
        at = f"{row['at']:%a, {row['at'].day} %b %Y %I:%M:%S %p %z %%}".replace("%%", "%")
        parts = row["parts"] and [
            part and {"on": part["on"] and f"{part['on']:%y/%j}", "city": part["city"]}
            for part in row["parts"]
        ]
        assert [day, at, f"{row['clock']:%H:%M}", parts] == list(shown.values())[2:6]
        assert [day or "", at, f"{row['clock']:%H:%M}", parts] == [
            *line[2:5], json.loads(line[5]) if line[5] else None
        ]  # fmt: skip
        assert (row["due"] and str(row["due"])) == shown["due"]
        assert None in (day, parts) or row["day"].year == shown["year"]
    assert any(None in (row["day"], row["parts"], *(row["parts"] or ())) for row in plain)


def test_a_key_that_is_a_date_is_written_as_the_column_that_it_refers_to(tmp_path: Path) -> None:
    text = schema(
        "day: {generator: date, format: '%d.%m.%Y', primary_key: true}\nup: {ref: t.day}", 20
    )
    rows = [line.split(",") for line in written(tmp_path, text, "csv", 1, 100).decode().split()]

    assert {up for _, up in rows[1:]} <= {day for day, _ in rows[1:]}


def test_a_form_within_a_document_goes_with_columns_that_the_kernel_draws(tmp_path: Path) -> None:
    text = schema("id: sequence\nin: {fields: {day: {generator: date, format: '%d.%m.%Y'}}}", 20)
    made = [json.loads(line) for line in written(tmp_path, text, "jsonl", 1, 100).splitlines()]

    assert [{"day": f"{row['in']['day']:%d.%m.%Y}"} for row in rows_of(plan_of(text))] == [
        row["in"] for row in made
    ]


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("{value: x, format: '%d'}", "5:21: format is of dates and times, and 'a' is text (remove it)"),
        ("{generator: date, format: '%Hh'}", "5:36: format '%Hh' has '%H', which a date has not "
         "(give %Y %y %m %d %j %B %b %A %a %G %V %u, or %% for %)"),
        ("{generator: time, format: '%-'}", "5:36: format '%-' has '%-', which a time has not "
         "(give %H %I %M %S %p, or %% for %)"),
        ("{generator: time, format: [x]}", "5:36: format must be text, not a list"),
    ],
)  # fmt: skip
def test_a_format_that_cannot_be_is_named(column: str, problem: str) -> None:
    assert [problem] == problems_of(schema(f"a: {column}"))
