"""The form of files, as a schema file and a run say it."""

from pathlib import Path

import pytest

from mockcraft.seeder import SeedRequest, prepare
from schema.support import problems_of, schema

COLUMNS = "id: {generator: sequence, primary_key: true}\nname: {generator: full_name, nulls: 0.2}"
FORMS = {
    "csv": ("csv: {delimiter: ';', bom: true, line_ending: crlf, null: '-', quote: all}\n", "csv"),
    "pretty": ("", "json"),
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
) -> bytes:
    """The bytes of the table `t`."""
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    out = folder / f"{workers}-{rows}"
    request = SeedRequest(str(path), output=output, folder=str(out), header=header, pretty=pretty)
    prepare(request).run(workers, rows)
    (made,) = out.iterdir()
    return made.read_bytes()


@pytest.mark.parametrize("name", FORMS)
def test_bytes_are_the_same_for_all_workers_and_chunks(name: str, tmp_path: Path) -> None:
    more, output = FORMS[name]
    text = more + schema(COLUMNS, 3000)
    pretty = output == "json"
    made = {
        written(tmp_path, text, output, *each, pretty=pretty)
        for each in ((1, 1000), (2, 1000), (1, 16_384))
    }

    assert 1 == len(made)


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
