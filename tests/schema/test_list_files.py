"""Lists from files: what rows have of them, and what is wrong with a list."""

import json
import pickle
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from mockcraft import load as load_schema
from mockcraft.core.fills import Listed
from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from mockcraft.core.scalar import ScalarDraw
from mockcraft.errors import SchemaError, UserError
from mockcraft.schema.bind import load
from mockcraft.schema.files import Sent
from mockcraft.schema.json_schema import json_schema
from mockcraft.schema.list_formats import MAX_CELL, MAX_ENTRIES, columns_of
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse

from .support import problems_of, rows_of, schema

PLANS = """name,price,seats,active,share,since,note
free,0.00,1,true,80,2020-01-01,
pro,12.50,5,true,15,2021-03-01,"a, b"
team,49.00,50,true,5,2022-06-01,""
solo,5.00,1,false,0,2018-01-01,gone
"""
Make = Callable[..., Plan]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """The plan of a table `t` with these columns, the list `plans` beside it."""

    def made(
        columns: str, lists: str = "plans.csv", count: int = 200, **files: str | bytes
    ) -> Plan:
        for name, content in {"plans.csv": PLANS, **files}.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        path = tmp_path / "s.yaml"
        path.write_text(f"lists: {{plans: {lists}}}\n" + schema(columns, count))
        return load(path)[1]

    return made


def told(make: Make, columns: str, *values: Any, **more: Any) -> str:
    """The one problem of a schema, without the folder."""
    with pytest.raises(SchemaError) as caught:
        make(columns, *values, **more)
    (problem,) = caught.value.problems
    assert problem.place.line > 0
    return f"{problem.place.line}:{problem.place.column}: {problem.message}"


def test_columns_of_a_row_are_of_one_entry(make: Make) -> None:
    plan = make(
        "a: {list: plans.name}\nb: {list: plans.price}\nc: {fields: {d: {list: plans.seats}}}"
    )
    rows = {(r["a"], str(r["b"]), r["c"]["d"]) for r in rows_of(plan)}

    assert {
        ("free", "0.00", 1),
        ("pro", "12.50", 5),
        ("team", "49.00", 50),
        ("solo", "5.00", 1),
    } == rows


def test_an_entity_is_another_entry(make: Make) -> None:
    plan = make(
        "a: {list: plans.name}\nb: {list: plans.name, entity: b}\nc: {list: plans.price, entity: b}"
    )
    rows = rows_of(plan)

    assert 16 == len({(r["a"], r["b"]) for r in rows}) == len({(r["a"], r["c"]) for r in rows})
    assert 4 == len({(r["b"], r["c"]) for r in rows})


def test_types_are_those_of_what_is_written(make: Make) -> None:
    columns = "\n".join(f"{n}: {{list: plans.{n}}}" for n in PLANS.partition("\n")[0].split(","))
    plan = make(
        columns + "\nday: {list: plans.since, type: date}\nafter: {generator: date, after: day}"
    )
    kinds = {c.name: str(c.type) for c in plan.table("t").columns}

    assert {
        "name": "text", "price": "decimal(18,2)", "seats": "integer", "active": "boolean", "share": "integer",
        "since": "text", "note": "text", "day": "date", "after": "date",
    } == kinds  # fmt: skip
    assert {None, "", "a, b", "gone"} == {r["note"] for r in rows_of(plan)}
    assert plan.table("t").column("note").nullable and not plan.table("t").column("name").nullable
    assert date(2020, 1, 1) in {r["day"] for r in rows_of(plan)}


def test_codes_and_long_numbers_stay_text(make: Make) -> None:
    plan = make(
        "a: {list: plans.a}\nb: {list: plans.b}\nc: {list: plans.c}", "c.csv",
        **{"c.csv": "a,b,c\n007,99999999999999999999,1\n12,1,x\n"},
    )  # fmt: skip

    assert ["text"] * 3 == [c.type.kind for c in plan.table("t").columns]


def test_weights_and_conditions_choose_the_entries(make: Make) -> None:
    plan = make("a: {list: plans.name}", "{file: plans.csv, weight: share, where: active}", 10_000)
    found = Counter(r["a"] for r in rows_of(plan))

    assert {"free", "pro", "team"} == set(found)
    assert 7_800 < found["free"] < 8_200 and 400 < found["team"] < 600


def test_a_unique_column_takes_each_value_once_and_its_siblings_follow(make: Make) -> None:
    rows = rows_of(make("b: {list: plans.price}\na: {list: plans.name, unique: true}", count=4))

    assert {("free", "0.00"), ("pro", "12.50"), ("team", "49.00"), ("solo", "5.00")} == {
        (r["a"], str(r["b"])) for r in rows
    }


def test_entries_without_a_value_are_not_unique_ones(make: Make) -> None:
    rows = rows_of(make("a: {list: plans.note, unique: true}", count=3))

    assert {"", "a, b", "gone"} == {r["a"] for r in rows}


def test_a_group_may_hold_columns_of_a_list(make: Make) -> None:
    columns = "a: {list: plans.name, primary_key: true}\nb: {generator: number, min: 1, max: 3, primary_key: true}"

    assert 12 == len({(r["a"], r["b"]) for r in rows_of(make(columns, count=12))})


def test_a_word_file_has_one_value_a_line(make: Make) -> None:
    plan = make(
        "a: {values: {file: w.txt}}\nb: {values: {file: w.txt}}",
        **{"w.txt": "alpha\r\n\nbeta gamma\n"},
    )

    assert 4 == len({(r["a"], r["b"]) for r in rows_of(plan)})
    assert {"alpha", "beta gamma"} == {r["a"] for r in rows_of(plan)}


def test_tsv_and_json_lines_and_parquet_have_their_types(make: Make, tmp_path: Path) -> None:
    columns = "a: {list: plans.a}\nb: {list: plans.b}"
    lines = [{"a": "x", "b": 1.5}, {"a": None, "b": 2}, {"b": True, "c": 1}]
    table = pa.table(
        {"a": pa.array(["x", "y"]).dictionary_encode(), "b": [date(2026, 1, 31), date(2026, 2, 1)]}
    )
    pa.parquet.write_table(table, tmp_path / "p.parquet")

    tsv = rows_of(make(columns, "c.tsv", **{"c.tsv": "a\tb\nx, y\t2\n"}))
    mixed = make(columns, "c.jsonl", **{"c.jsonl": "\n".join(map(json.dumps, lines))})
    typed = make(columns, "c.ndjson", **{"c.ndjson": '{"a": true, "b": 1.50}\n\n{"b": 2}\n'})
    parquet = make(columns, "p.parquet")

    assert {("x, y", 2)} == {(r["a"], r["b"]) for r in tsv}
    assert {("x", "1.5"), (None, "2"), (None, "true")} == {(r["a"], r["b"]) for r in rows_of(mixed)}
    assert ["boolean", "decimal(18,2)"] == [str(c.type) for c in typed.table("t").columns]
    assert {("x", date(2026, 1, 31)), ("y", date(2026, 2, 1))} == {
        (r["a"], r["b"]) for r in rows_of(parquet)
    }


def test_a_list_beside_other_columns_moves_none_of_them(make: Make) -> None:
    alone = make("e: email\nn: {generator: number, min: 1, max: 9}")
    both = make("e: email\na: {list: plans.name}\nn: {generator: number, min: 1, max: 9}")

    assert rows_of(alone) == [{"e": r["e"], "n": r["n"]} for r in rows_of(both)]


def test_any_row_alone_is_as_in_its_chunk_and_as_one_value(make: Make) -> None:
    columns = "a: {list: plans.name}\nb: {list: plans.price}"
    plan = make(columns, "{file: plans.csv, weight: share}", 2 * 10**9)
    table, copy = plan.table("t"), pickle.loads(pickle.dumps(plan))
    fill = table.column("a").fill
    assert isinstance(fill, Listed)

    for start in (0, 10**6, 10**9):
        numbers = np.arange(start, start + 50, dtype=np.uint64)
        whole = Frame(plan, table, numbers).batch().to_pylist()
        single = [
            Frame(copy, copy.table("t"), numbers[i : i + 1]).batch().to_pylist()[0]
            for i in range(50)
        ]
        entries = [
            ScalarDraw(table.column("a").context, fill.key, row).entry(fill.entries)
            for row in range(start, start + 50)
        ]
        assert whole == single
        assert [r["a"] for r in whole] == [fill.values[i].as_py() for i in entries]


def test_the_rows_at_far_numbers_are_these(make: Make) -> None:
    """A golden sample: another one is a change of output."""
    plan = make("a: {list: plans.name}", count=2 * 10**9)
    found = [r["a"] for start in (0, 10**6, 10**9) for r in rows_of(plan, "t", start, start + 4)]

    assert [
        "team",
        "team",
        "free",
        "team",
        "solo",
        "team",
        "pro",
        "team",
        "free",
        "pro",
        "solo",
        "solo",
    ] == found


def test_a_unique_list_is_one_for_both_evaluators(make: Make) -> None:
    plan = make("a: {list: plans.name, unique: true}", count=4)
    table = plan.table("t")
    fill = table.column("a").fill
    assert isinstance(fill, Listed)
    draws = (ScalarDraw(table.column("a").context, fill.key, row, table.digits) for row in range(4))

    assert [r["a"] for r in rows_of(plan)] == [
        fill.values[d.entry(fill.entries)].as_py() for d in draws
    ]


def test_rows_that_fail_a_check_take_another_entry_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(PLANS)
    text = schema(
        "a: {list: plans.name}\nb: {list: plans.seats}\nn: {generator: number, min: 1, max: 9}", 300
    )
    (tmp_path / "s.yaml").write_text(
        "lists: {plans: plans.csv}\n" + text + '    checks: ["b >= n"]\n'
    )
    rows = rows_of(load(tmp_path / "s.yaml")[1])

    assert all(r["b"] >= r["n"] for r in rows)
    assert {(r["a"], r["b"]) for r in rows} <= {("free", 1), ("pro", 5), ("team", 50), ("solo", 1)}


def test_another_content_is_another_plan(make: Make) -> None:
    plans = [
        make("a: {list: plans.name}"), make("a: {list: plans.name}"),
        make("a: {list: plans.name}", "{file: plans.csv, where: active}"),
        make("a: {list: plans.name}", **{"plans.csv": PLANS.replace("solo", "once")}),
    ]  # fmt: skip

    assert plans[0].digest == plans[1].digest
    assert 3 == len({plan.digest for plan in plans})


def test_a_renamed_file_gives_the_same_rows(make: Make) -> None:
    one, other = (
        make("a: {list: plans.name}"),
        make("a: {list: plans.name}", "b.csv", **{"b.csv": PLANS}),
    )

    assert rows_of(one) == rows_of(other)


def test_a_dict_finds_its_lists_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plans.csv").write_text(PLANS)
    data = {
        "lists": {"plans": "plans.csv"},
        "tables": {"t": {"count": 5, "columns": {"a": {"list": "plans.name"}}}},
    }
    told = list(load_schema(data, folder=tmp_path)["t"])
    monkeypatch.chdir(tmp_path)

    assert told == list(load_schema(data)["t"])


def test_a_schema_that_is_sent_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(PLANS)
    text = f"lists: {{p: {tmp_path}/plans.csv}}\n" + schema(
        "a: {list: p.name}\nb: {values: {file: /etc/hostname}}"
    )

    advice = "a schema that is sent reads no files here (give the values in the schema)"

    first, second = problems_of(text)
    assert first.startswith("1:12: /") and first.endswith(advice)
    assert f"7:26: /etc/hostname: {advice}" == second


def test_a_file_that_was_sent_is_found_by_its_name() -> None:
    text = "lists: {plans: data/plans.csv}\n" + schema("a: {list: plans.name}")
    spec, problems = read_spec(parse(text, "s"), Sent({"plans.csv": PLANS.encode()}, "send it"))

    assert ("plans",) == spec.lists and not problems
    with pytest.raises(UserError, match="reads no files here"):
        Sent({"plans.csv": b""}, "send it").read("/etc/passwd")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty (its first line names the columns)"),
        ("name,price\n", "has no entries"),
        ("name,name\na,b\n", ":1: has two columns 'name' (rename one)"),
        ("name,\na,b\n", ":1: column 2 has no name"),
        ("name,b\nx,1\n\"y\nz\",2\nw\n", ":5: has 1 cell, the header has 2"),
        ("name\na\n\"b\nc\nd\n", ":3: unexpected end of data (quotes around a cell come in pairs"),
        ("name,b\nx,1,2\n", ":2: has 3 cells, the header has 2"),
        ("name\nx\0\n", ":2: has a NUL character (save the file as UTF-8)"),
        (b"name\ncaf\xe9\n", ":2:4: byte 0xe9 is not UTF-8 (save the file as UTF-8)"),
        ("name\n" + "x\n" * (MAX_ENTRIES + 1), "has more than 1,000,000 entries, which all are held in memory"),
    ],
)  # fmt: skip
def test_a_bad_csv_is_told_with_its_line(make: Make, content: str | bytes, message: str) -> None:
    found = told(make, "a: {list: plans.name}", **{"plans.csv": content})

    assert found.startswith("1:16: plans.csv") and message in found


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "c.jsonl: is empty (write an object a line)"),
        ("{}", "c.jsonl: its objects have no keys"),
        ('{"a": 1}\n[1]', "c.jsonl:2: is no object"),
        ('{"a": 1}\n{"a"', "c.jsonl:2: this is not JSON"),
        ('{"a": 1, "a": 2}', "c.jsonl:1: has two keys 'a' (remove one)"),
        ('{"a": NaN}', "c.jsonl:1: NaN is no number of JSON"),
        ('{"a": [1]}', "c.jsonl:1: 'a' has parts (a list has plain values)"),
        ('{"a": "\\ud800"}', "c.jsonl:1: holds half a character"),
    ],
)
def test_bad_json_lines_are_told_with_their_line(make: Make, content: str, message: str) -> None:
    assert message in told(make, "a: {list: plans.a}", "c.jsonl", **{"c.jsonl": content})


@pytest.mark.parametrize(
    ("lists", "columns", "message"),
    [
        ("no.csv", "a: {list: plans.name}", "1:16: no.csv: no such file or directory (looked for in"),
        ("plans.xlsx", "a: {list: plans.name}", "1:16: plans.xlsx: is no list (give a file that ends in"),
        ("[1]", "a: {list: plans.name}", "1:16: file must be text, not a list"),
        ("{file: plans.csv, wher: active}", "a: word", "list 'plans' has no key 'wher' (did you mean"),
        ("{file: plans.csv, weight: nam}", "a: word", "plans.csv has no column 'nam' (did you mean \"name\"?)"),
        ("{file: plans.csv, weight: name}", "a: word", "1:42: weight 'name' is a column of text, not of numbers (plans.csv:2 has 'free')"),
        ("{file: plans.csv, where: seats}", "a: word", "where 'seats' gives integer, not true or false"),
        ("{file: plans.csv, where: seat > 1}", "a: word", "plans.csv has no column 'seat' (did you mean"),
        ("{file: plans.csv, where: seats > 99}", "a: word", "where 'seats > 99' holds for no entry of plans.csv"),
        ("{file: plans.csv, where: 1 / (seats - 1) > 0}", "a: word", "plans.csv:2: "),
        ("plans.csv", "a: {list: plan.name}", "6:17: there is no list 'plan' (did you mean \"plans\"?)"),
        ("plans.csv", "a: {list: plans.nam}", "6:17: the list plans has no column 'nam' (did you mean"),
        ("plans.csv", "a: {list: plans}", "6:17: list is 'plans' (name its column too: plans.name)"),
        ("plans.csv", "a: {list: [x]}", "6:17: list is a list (give list.column, such as plans.name)"),
        ("plans.csv", "a: {list: plans.name, unique: true}", "6:7: a has 4 values, 200 unique ones are asked for"),
        ("plans.csv", "a: {list: plans.note, primary_key: true}", "an entry of plans.csv has no 'note'"),
        ("plans.csv", "a: {list: plans.name, type: date}", "plans.csv: 'free' is not a date such as"),
        ("plans.csv", "a: {list: plans.name, type: json}", "plans.csv: 'free' is not a JSON document"),
        ("plans.csv", "a: {list: plans.name, weight: 3}", "a column with list has no key 'weight'"),
        ("plans.csv", "a: {values: {file: w.txt}}", "w.txt: no such file or directory"),
        ("plans.csv", "a: {values: {file: 5}}", "6:26: file is 5 (give the name of a file that has a value a line"),
        ("plans.csv", "a: {values: {file: [1]}}", "file must be text, not a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    make: Make, lists: str, columns: str, message: str
) -> None:
    assert message in told(make, columns, lists)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ("-1", "c.csv:3: the weight w is -1 (give a number from 0"),
        ("", "c.csv:3: the weight w is empty"),
    ],
)
def test_bad_weights_are_told_with_their_line(make: Make, weight: str, message: str) -> None:
    content = f"a,w\nx,1\ny,{weight}\n"

    assert message in told(
        make, "a: {list: plans.a}", "{file: c.csv, weight: w}", **{"c.csv": content}
    )


def test_weights_that_are_all_0_or_no_numbers_are_told(make: Make, tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"a": ["x"], "w": [1.0]}), tmp_path / "p.parquet")
    pa.parquet.write_table(pa.table({"a": ["x"], "w": [float("nan")]}), tmp_path / "n.parquet")
    zero = told(make, "a: {list: plans.a}", "{file: c.csv, weight: w}", **{"c.csv": "a,w\nx,0\n"})

    assert "the weights 'w' are all 0" in zero
    assert rows_of(make("a: {list: plans.a}", "{file: p.parquet, weight: w}"))
    assert "column 'w', entry 1: nan is not a number" in told(
        make, "a: {list: plans.a}", "n.parquet"
    )


def test_what_is_no_parquet_and_what_no_list_has_is_told(make: Make, tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"a": [[1]]}), tmp_path / "p.parquet")

    assert "column 'a' is list<element: int64>, which no list has" in told(
        make, "a: {list: plans.a}", "p.parquet"
    )
    assert "x.parquet: this is not Parquet" in told(
        make, "a: {list: plans.a}", "x.parquet", **{"x.parquet": "a,b\n"}
    )


def test_texts_that_are_one_value_of_the_type_are_not_unique(make: Make) -> None:
    content = "a\n1.0\n1.00\n"
    found = told(
        make,
        "a: {list: plans.a, type: float, unique: true}",
        "c.csv",
        count=2,
        **{"c.csv": content},
    )

    assert "a has 1 value, 2 unique ones" in found
    texts = "a\nyes\non\n"
    found = told(
        make,
        "a: {list: plans.a, type: boolean, unique: true}",
        "c.csv",
        count=2,
        **{"c.csv": texts},
    )
    assert "'a' cannot be unique: two values of c.csv are both true as boolean" in found


def test_the_json_schema_takes_lists(make: Make) -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json_schema())

    def fits(lists: object, column: object) -> bool:
        tables = {"t": {"count": 1, "columns": {"a": column}}}
        return not list(validator.iter_errors({"lists": lists, "tables": tables}))

    assert fits(
        {"p": "p.csv", "q": {"file": "p.csv", "weight": "w", "where": "a"}}, {"list": "p.a"}
    )
    assert fits({}, {"values": {"file": "w.txt"}}) and fits({}, {"values": {"file": 3, "b": 1}})
    assert not fits({"p": 3}, "word") and not fits({"p": {"weight": "w"}}, "word")
    assert not fits({}, {"list": "p.a", "weight": 1}) and not fits(
        {}, {"values": {"file": "w", "b": 1}}
    )


def test_a_cell_that_is_too_long_is_told_with_its_line() -> None:
    cell = b"x" * (MAX_CELL + 1)

    with pytest.raises(UserError, match=r"long\.csv:1: field larger than field limit"):
        columns_of("long.csv", b'"' + cell + b'",b\n1,2\n')
    with pytest.raises(UserError, match=r"long\.csv:2: field larger than field limit"):
        columns_of("long.csv", b'a,b\n"' + cell + b'",1\n1\n')
