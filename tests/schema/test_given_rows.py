"""Rows given by hand: which rows they are, that all else stays, and that unique stays unique."""

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from mockcraft import load
from mockcraft.core.frame import Frame, batch_of
from mockcraft.core.hashing import U
from mockcraft.core.ranges import Chunk, Range, whole
from mockcraft.errors import DataError, SchemaError, UserError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.json_schema import json_schema
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from mockcraft.server.tables.finding import Finder, equal
from mockcraft.server.tables.indexes import Indexes

from .support import plan_of, problems_of, rows_of, schema, table

USERS = """
id: {generator: sequence, primary_key: true}
name: full_name
email: {generator: email, unique: true}
plan: {values: [free, pro], nulls: 0.2}
"""


def with_rows(rows: str, columns: str = USERS, count: int | str = 50, more: str = "") -> str:
    return schema(columns, count, f"{more}    rows: {rows}\n")


# ---------------------------------------------------------------------- which rows


def test_a_row_is_known_by_its_key_and_all_else_stays() -> None:
    plain = rows_of(plan_of(schema(USERS, 50)))
    rows = rows_of(plan_of(with_rows('[{id: 42, email: ~, name: "x"}, {id: 7, plan: gone}]')))

    assert {"name": "x", "email": None} == {k: rows[41][k] for k in ("name", "email")}
    assert plain[41]["plan"] == rows[41]["plan"] and "gone" == rows[6]["plan"]
    assert [(i, k) for i, row in enumerate(plain) for k in row if row[k] != rows[i][k]] == [
        (6, "plan"), (41, "name"), (41, "email"),
    ]  # fmt: skip


def test_rows_without_a_key_take_the_first_ones_that_are_left() -> None:
    rows = rows_of(
        plan_of(with_rows("[{name: a}, {id: 1, name: b}, {name: c}, {id: -5, name: d}]"))
    )

    assert [(1, "b"), (2, "a"), (3, "c"), (-5, "d")] == [(r["id"], r["name"]) for r in rows[:4]]
    assert 50 == len({r["id"] for r in rows})


def test_a_mapping_names_row_numbers() -> None:
    rows = rows_of(plan_of(with_rows("{0: {name: a}, 49: {name: z}}")))

    assert ("a", "z") == (rows[0]["name"], rows[49]["name"])


def test_a_table_may_be_literal_in_the_order_given() -> None:
    text = """
tables:
  t:
    unique: [[code, size]]
    columns:
      code: {primary_key: true}
      since: {type: date}
      label: {template: "{code}: {name}"}
    rows:
      - {code: FR, name: France, size: 1.5, since: 1958-10-04}
      - {code: "NO", name: Norway, size: 2, big: true}
      - {code: DE, name: ~}
"""
    plan = plan_of(text)
    rows = rows_of(plan)

    assert ["FR", "NO", "DE"] == [r["code"] for r in rows]
    assert ["FR: France", "NO: Norway", "DE: "] == [r["label"] for r in rows]
    assert [None, True, None] == [r["big"] for r in rows]
    assert ["1.5", "2.0", "None"] == [str(r["size"]) for r in rows]
    assert {
        "code": ("text", False), "since": ("date", True), "label": ("text", False), "name": ("text", True),
        "size": ("decimal", True), "big": ("boolean", True),
    } == {c.name: (c.type.kind, c.nullable) for c in plan.table("t").columns}  # fmt: skip
    assert plan == pickle.loads(pickle.dumps(plan))
    assert 3 == plan_of(text, Overrides(scale=10)).table("t").count


def test_numbers_of_a_literal_table_stand_as_they_are_given() -> None:
    text = "tables:\n  t:\n    columns: {id: {generator: sequence, primary_key: true}}\n"
    rows = rows_of(plan_of(text + "    rows: [{id: 3, a: x}, {id: 1, a: y}, {id: 9, a: z}]\n"))

    assert [3, 1, 9] == [r["id"] for r in rows]


# ---------------------------------------------------------------------- unique

UNIQUE = {
    "email and username of one record": (
        "a: {generator: email, unique: true}\nb: {generator: username, unique: true}\nc: first_name", ["a", "b"]
    ),
    "all numbers that there are": ("a: {generator: number, min: 1, max: 60, unique: true}", ["a"]),
    "more numbers": ("a: {generator: number, min: 1, max: 99999, unique: true}", ["a"]),
    "uuid": ("a: {generator: uuid, unique: true}\nb: {generator: uuid, unique: true}", ["a", "b"]),
    "regex": ("a: {regex: '[a-z]{2}[0-9]', unique: true}", ["a"]),
    "city of a record": ("a: {generator: city, unique: true}\nb: zip", ["a"]),
    "city and zip": ("a: {generator: city, unique: true}\nb: {generator: zip, unique: true}", ["a", "b"]),
    "nulls": ("a: {generator: email, unique: true, nulls: 0.3}", ["a"]),
    "text of a number": ("a: {generator: number, min: 1, max: 60, unique: true, type: text}", ["a"]),
}  # fmt: skip


def foreign_row(columns: str, names: list[str], giver: int, *others: int) -> tuple[str, list[Any]]:
    """The schema whose row `giver` is given what other rows have in these columns, and its rows without."""
    plain = rows_of(plan_of(schema(columns, 60)))
    given = {name: plain[each][name] for name, each in zip(names, others, strict=True)}
    cells = ", ".join(f"{name}: '{value}'" for name, value in given.items())
    numbers = all(isinstance(value, int) for value in given.values())
    return schema(
        columns,
        60,
        f"    rows: {{{giver}: {{{cells.replace(chr(39), '') if numbers else cells}}}}}\n",
    ), plain


@pytest.mark.parametrize("kind", UNIQUE)
@pytest.mark.parametrize("giver", [0, 30, 59])
def test_a_value_of_another_row_makes_that_row_take_a_free_one(kind: str, giver: int) -> None:
    columns, names = UNIQUE[kind]
    there = [
        i for i, r in enumerate(rows_of(plan_of(schema(columns, 60)))) if None not in r.values()
    ]
    others = [i for i in there if i != giver][10 : 10 + len(names)]
    text, plain = foreign_row(columns, names, giver, *others)
    rows = rows_of(plan_of(text))

    for place, name in enumerate(names):
        kept = [r[name] for r in rows if r[name] is not None]
        assert len(kept) == len(set(kept))
        assert plain[others[place]][name] == rows[giver][name]
    changed = {i for i in range(60) if any(plain[i][n] != rows[i][n] for n in names)}
    assert {giver, *others} == changed


def test_whole_pools_are_shared_out_anew() -> None:
    numbers = "a: {generator: number, min: 1, max: 60, unique: true}"
    rows = rows_of(plan_of(schema(numbers, 60, "    rows: [{a: 3}, {a: 2}, {a: 1}, {a: 60}]\n")))

    assert [3, 2, 1, 60] == [r["a"] for r in rows[:4]]
    assert set(range(1, 61)) == {r["a"] for r in rows}


@pytest.mark.parametrize(
    "rows", ["[{a: v3}, {a: v1}]", "[{a: v1}, {a: new}, {a: v2}]", "{4: {a: v0}}"]
)
def test_chains_of_stand_ins_end(rows: str) -> None:
    values = "a: {values: [v0, v1, v2, v3, v4], unique: true}"
    found = [r["a"] for r in rows_of(plan_of(schema(values, 5, f"    rows: {rows}\n")))]

    assert 5 == len(set(found))


def test_groups_stay_unique_where_a_part_or_all_is_given() -> None:
    columns = "a: {values: [x, y, z, w]}\nb: {generator: number, min: 1, max: 15}"
    group = "    unique: [[a, b]]\n"
    for rows in (
        "[{b: 1}, {b: 2}, {b: 3}]",
        "[{a: x, b: 1}, {a: y, b: 2}]",
        "{7: {a: x}, 9: {a: x}}",
    ):
        found = rows_of(plan_of(schema(columns, 60, f"{group}    rows: {rows}\n")))
        pairs = {(r["a"], r["b"]) for r in found}

        assert 60 == len(pairs)


def test_lines_of_a_parent_stay_unique() -> None:
    lines = table(
        "order_id: {ref: orders.id, primary_key: true}\nline: {generator: number, min: 1, max: 4, primary_key: true}",
        "{per: orders, min: 4, max: 4}", "    rows: {0: {line: 4}, 5: {line: 1}, 6: {line: 2}}\n", "lines",
    )  # fmt: skip
    text = (
        "tables:\n"
        + table("id: {generator: sequence, primary_key: true}", 30, "", "orders")
        + lines
    )
    found = rows_of(plan_of(text), "lines")

    assert (4, 1, 2) == (found[0]["line"], found[5]["line"], found[6]["line"])
    assert 120 == len({(r["order_id"], r["line"]) for r in found})
    assert {1, 2, 3, 4} == {r["line"] for r in found}


def test_unique_references_stay_unique() -> None:
    text = "tables:\n" + table(
        "id: {generator: uuid, primary_key: true}",
        20,
        "    rows: [{id: 00000000-0000-4000-8000-000000000000}]\n",
        "users",
    )
    text += table(
        "user_id: {ref: users.id, unique: true}\nname: {expr: user_id.id}",
        20,
        "    rows: {3: {user_id: 00000000-0000-4000-8000-000000000000}}\n",
        "profiles",
    )
    found = rows_of(plan_of(text), "profiles")

    assert "00000000-0000-4000-8000-000000000000" == found[3]["user_id"] == found[3]["name"]
    assert 20 == len({r["user_id"] for r in found}) and all(
        r["user_id"] == r["name"] for r in found
    )


def test_columns_of_a_record_follow_the_stand_in() -> None:
    columns = "a: {generator: city, unique: true}\nb: state\nc: zip"
    plain = rows_of(plan_of(schema(columns, 60)))
    rows = rows_of(plan_of(schema(columns, 60, f"    rows: {{0: {{a: '{plain[9]['a']}'}}}}\n")))

    assert plain[0] == rows[9]  # the city that row 0 would have had, with its state and zip
    assert plain[9]["a"] == rows[0]["a"] and plain[0]["b"] == rows[0]["b"]


def test_any_chunk_and_any_row_is_the_same() -> None:
    columns, names = UNIQUE["email and username of one record"]
    text, _ = foreign_row(columns, names, 30, 11, 40)
    plan = plan_of(text)
    all_rows = rows_of(plan)
    for size in (1, 7, 60):
        chunks = [Chunk(Range("t", 0, 60), i, min(i + size, 60)) for i in range(0, 60, size)]
        assert all_rows == [row for chunk in chunks for row in batch_of(plan, chunk).to_pylist()]
    mixed = np.array([40, 30, 11, 40, 0], U)

    assert [all_rows[i] for i in mixed] == Frame(plan, plan.table("t"), mixed).batch().to_pylist()


def test_a_row_far_away_is_seen_at_once() -> None:
    plan = plan_of(with_rows("[{id: 1000000000, email: far@example.com}]", count=2_000_000_000))
    (row,) = batch_of(plan, whole(Range("t", 999_999_999, 1_000_000_000))).to_pylist()

    assert "far@example.com" == row["email"]


def test_drawn_again_by_a_check_they_stay_unique() -> None:
    columns = "a: {generator: number, min: 1, max: 70, unique: true}\nb: {generator: number, min: 1, max: 9}"
    more = "    checks: [b > 3 or a = 5]\n    rows: [{a: 5, b: 1}, {a: 6}, {b: 7}]\n"
    rows = rows_of(plan_of(schema(columns, 60, more)))

    assert (5, 1, 6, 7) == (rows[0]["a"], rows[0]["b"], rows[1]["a"], rows[2]["b"])
    assert 60 == len({r["a"] for r in rows}) and all(r["b"] > 3 for r in rows[1:])


# ---------------------------------------------------------------------- references

PAIR = "tables:\n" + table(
    USERS, 20, "    rows: [{id: 500, name: edge}, {id: 9, email: nine@example.com}]\n", "users"
)


def test_references_get_the_keys_that_are_given() -> None:
    orders = table(
        "id: {generator: sequence, primary_key: true}\nuser_id: {ref: users.id, nulls: 0.1}\nmail: {expr: user_id.email}",
        300,
        "    rows: [{user_id: 500}, {user_id: 9}, {id: 300, user_id: 4}, {user_id: ~}]\n",
        "orders",
    )
    plan = plan_of(PAIR + orders)
    users = {r["id"]: r for r in rows_of(plan, "users")}
    rows = rows_of(plan, "orders")

    assert [500, 9, None, 4] == [rows[i]["user_id"] for i in (0, 1, 2, 299)]
    assert "nine@example.com" == rows[1]["mail"]
    assert all(r["mail"] == users[r["user_id"]]["email"] for r in rows if r["user_id"])
    assert 1 not in users and {500, 9} <= {r["user_id"] for r in rows[3:]}


def test_keys_of_two_columns_point_at_one_row() -> None:
    lines = table(
        "a: {generator: number, min: 1, max: 9, primary_key: true}\nb: {generator: number, min: 1, max: 9, primary_key: true}",
        20,
        "    rows: [{a: 1, b: 77}, {a: 2, b: 77}]\n",
        "lines",
    )
    parcels = "a: {ref: lines.a}\nb: {ref: lines.b, with: a}"
    plan = plan_of(
        "tables:\n" + lines + table(parcels, 9, "    rows: {5: {a: 2, b: 77}}\n", "parcels")
    )

    assert {"a": 2, "b": 77} == rows_of(plan, "parcels")[5]


def test_rows_of_one_table_refer_to_earlier_ones() -> None:
    columns = "id: {generator: sequence, primary_key: true}\nboss: {ref: t.id, nulls: 0.5}"
    rows = rows_of(
        plan_of(
            schema(
                columns, 20, "    rows: [{id: 5, boss: 2}, {id: 6, boss: ~}, {id: 7, boss: 6}]\n"
            )
        )
    )

    assert [2, None, 6] == [rows[i]["boss"] for i in (4, 5, 6)]


def test_an_append_adds_none_of_them_and_refers_to_literal_tables() -> None:
    text = "tables:\n  kinds:\n    rows: [{code: a}, {code: b}]\n" + table(
        "id: {generator: sequence, primary_key: true}\nkind: {ref: kinds.code}",
        20,
        "    rows: [{id: 3, kind: b}]\n",
        "t",
    ).replace("columns:", "columns:")
    spec, problems = read_spec(
        parse(
            text.replace(
                "rows: [{code: a}, {code: b}]",
                "columns: {code: {primary_key: true}}\n    rows: [{code: a}, {code: b}]",
            ),
            "s.yaml",
        )
    )
    plan = bind_append(spec, None, {"kinds": 2, "t": 20})

    assert not problems and 0 == plan.ranges[0].rows
    assert {"a", "b"} == {r["kind"] for r in rows_of(plan, "t", 20)}


# ---------------------------------------------------------------------- elsewhere


def test_workers_files_and_databases_have_the_same_rows(tmp_path: Path) -> None:
    file, store = tmp_path / "s.yaml", tmp_path / "a.db"
    file.write_text(
        PAIR
        + table(
            "user_id: {ref: users.id}\nmail: {expr: user_id.email}",
            40,
            "    rows: [{user_id: 500}]\n",
            "orders",
        )
    )
    shop = load(file)
    for workers, folder in ((1, "one"), (2, "two")):
        shop.write(tmp_path / folder, workers=workers)
    shop.seed(f"sqlite:///{store}")
    with closing(sqlite3.connect(store)) as database:
        users = database.execute("SELECT id, name, email FROM users").fetchall()
        orders = database.execute(
            "SELECT mail FROM orders JOIN users ON id = user_id AND email = mail"
        ).fetchall()
        wrong = database.execute("PRAGMA foreign_key_check").fetchall()

    for name in ("users.csv", "orders.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (500, "edge") in [each[:2] for each in users]
    assert "nine@example.com" in [each[2] for each in users]
    assert 40 == len(orders) and not wrong


def test_documents_have_what_is_given() -> None:
    from mockcraft.core.absent import absent_rows

    plan = plan_of(schema("a: {generator: word, absent: 0.99}", 30, "    rows: {4: {a: here}}\n"))
    column = plan.table("t").column("a")
    absent = absent_rows(column, np.arange(30, dtype=U))

    assert absent is not None and not absent[4] and absent.sum() > 20
    assert "here" == rows_of(plan)[4]["a"]


def test_the_next_number_is_behind_all() -> None:
    last = plan_of(with_rows("[{id: 900}, {id: -3}]")).table("t").last_number

    assert 900 == last and 50 == plan_of(with_rows("[{id: 9}]")).table("t").last_number


@pytest.mark.parametrize("name", ["id", "email", "name", "code", "ref"])
def test_rows_are_found_by_what_is_given(name: str) -> None:
    columns = (
        USERS
        + "code: {generator: uuid, unique: true}\nref: {generator: number, min: 1, max: 90, unique: true}"
    )
    plain = rows_of(plan_of(schema(columns, 50)))
    taken = {n: plain[20][n] for n in ("email", "code", "ref")}
    cells = ", ".join(f"{n}: {v}" for n, v in taken.items())
    plan = plan_of(with_rows(f"[{{id: 777, name: found, {cells}}}]", columns))
    finder, rows, t = Finder(plan, Indexes()), rows_of(plan), plan.table("t")
    for row in (0, 20, 33):
        wanted = equal(t.column(name), str(rows[row][name]))
        found = finder.rows_with(t, {name: wanted})

        assert found is not None and row in found.tolist()
        assert all(rows[i][name] == rows[row][name] for i in found)


def fits(tables: object) -> bool:
    validator: Any = Draft202012Validator(json_schema())
    return not list(validator.iter_errors({"tables": {"t": tables}}))


def test_the_json_schema_takes_rows() -> None:
    column = {"a": "word"}

    assert fits({"rows": [{"a": 1, "b": None}]}) and fits(
        {"count": 3, "columns": column, "rows": {"2": {"a": "x"}}}
    )
    assert fits({"columns": {"a": {"primary_key": True}, "b": "word"}, "rows": [{"a": 1}]})
    assert not fits({"count": 3, "columns": {"a": {"unique": True}}, "rows": [{"a": 1}]})
    assert not fits({"rows": []}) and not fits({"rows": [{}]}) and not fits({"rows": [{"a": [1]}]})
    assert not fits({"count": 1, "rows": [{"a": 1}], "columns": {"a": {"gen": 1}}})
    assert not fits({"count": 1, "columns": column, "rows": {"x": {"a": 1}}}) and not fits(
        {"columns": column}
    )


# ---------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("3", "4:11: rows of 't' is 3 (give a list of rows, or a mapping of row number to row)"),
        ("[]", "4:11: rows of 't' is empty"),
        ("[3]", "4:12: a row must be a mapping, not 3"),
        ("[{}]", "4:12: a row gives no cell"),
        ("[{nam: x}]", "4:18: t has no column 'nam' (did you mean \"name\"?)"),
        ("[{name: [x]}]", "4:19: name is a list (give one value"),
        ("[{age: old}]", "4:18: 'old' is not a whole number"),
        ("[{born: 2020-02-30}]", "4:19: '2020-02-30' is not a date"),
        ("[{born: 12}]", "4:19: 12 is integer, but 'born' is date"),
        ("[{small: 3000000000}]", "4:20: '3000000000' is not a whole number"),
        ("[{id: x}]", "4:17: 'x' is not a whole number"),
        ("[{age: 1.5}]", "4:18: 1.5 does not fit 'age', which is integer (give 2, or the column another type)"),
        ("[{id: 5}, {id: 5}]", "4:21: row 4 of t is given twice"),
        ("[{id: 99}, {id: 99}]", "4:27: id 99 is that of two rows: t 0 and 1"),
        ("[{email: a@b.c}, {email: a@b.c}]", "email a@b.c is that of two rows: t 0 and 1"),
        ("{50: {name: x}}", "4:16: t has no row 50: it has 50, from 0 on"),
        ("{x: {name: x}}", "4:12: a row number must be a whole number, not 'x'"),
        ("{3: {id: 3}}", "4:20: id 3 is that of row 2, and this is row 3"),
        ("[{address: x}]", "4:22: 'address' has parts and cannot be given by hand"),
        ("[{code: X-4}]", "4:19: 'code' is unique and made from id, so it cannot be given (give id)"),
        ("[{boss: 777}]", "4:19: no row of t is known to have id 777"),
        ("[{id: 3, boss: 9}]", "4:26: the row with id 9 does not stand before this one"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(rows: str, message: str) -> None:
    columns = USERS + (
        "age: {generator: number, min: 1, max: 90}\nborn: date\nsmall: {generator: number, min: 1, max: 9, type: int32}\n"
        "address: {fields: {city: city}}\ncode: {expr: \"'X-' || id\", unique: true}\nboss: {ref: t.id, nulls: 0.1}\n"
    )
    (found,) = problems_of(
        with_rows(rows, columns, more="    checks: [age < 140]\n")
        .replace("    checks: [age < 140]\n", "", 1)
        .replace("    columns:", "    checks: [age < 140]\n    columns:")
    )

    assert message in found


def test_a_check_that_a_given_cell_fails_is_told_with_its_place() -> None:
    text = schema(
        USERS + "age: {generator: number, min: 1, max: 90}\n",
        50,
        "    rows: [{age: 150}]\n    checks: [age < 140]\n",
    )

    with pytest.raises(
        DataError, match=r"s\.yaml:5:14: t: the check 'age < 140' still fails for row 0"
    ):
        plan_of(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rows: {3: {a: 1}}", "rows of 't' have numbers, but it has no count (give the rows as a list, or add count)"),
        ("rows: [{a: 1}, {b: 2}]\n    columns: {a: {primary_key: true}}", "'a' is a primary key, and this row has none"),
        ("rows: [{a: 1}, {a: 1}]\n    columns: {a: {unique: true}}", "a 1 is that of two rows: t 0 and 1, and unique"),
        ("rows: [{a: 1, b: 2}, {a: 1, b: 2}]\n    unique: [[a, b]]", "a 1, b 2 is that of two rows"),
        ("rows: [{a: x}]\n    columns: {a: {type: date}}", "'x' is not a date"),
        ("rows: [{a: 99999999999999999999}]", "does not fit 64 bits"),
        ("rows: [{a: 1}]\n    columns: {a: {nulls: 0.5}}", "nulls has no effect on a column that rows gives"),
        ("count: 3\n    rows: [{a: 1}]\n    columns: {a: {unique: true}}", "column 'a' has nothing that gives it values"),
        (
            "count: 9\n    rows: [{b: 1}, {b: 1}]\n    unique: [[a, b]]\n    columns: {a: {values: [x]}, b: {generator: number}}",
            "a x, b 1 is that of two rows: t 0 and 1, and unique together (give a too)",
        ),
        ("rows: [{a: 1}, {a: ~}]\n    columns: {a: {primary_key: true}}", "'a' is a primary key and cannot be null"),
        ("count: 1\n    rows: [{a: x}, {a: y}]\n    columns: {a: word}", "t has 1 row, and 2 are given by hand (raise count, or give fewer)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_table_is_told(text: str, message: str) -> None:
    (found,) = problems_of(f"tables:\n  t:\n    {text}\n")

    assert message in found and found[0].isdigit()


def test_a_counted_reference_is_not_given() -> None:
    text = "tables:\n" + table("id: {generator: sequence, primary_key: true}", 3, "", "p")
    text += table("p_id: {ref: p.id}", "{per: p, min: 1, max: 2}", "    rows: [{p_id: 1}]\n", "c")

    assert (
        "'p_id' says for which row of p each row is counted and cannot be given"
        in problems_of(text)[0]
    )


def test_the_count_of_a_literal_table_is_not_set() -> None:
    with pytest.raises(UserError, match="all its rows are given by hand"):
        plan_of("tables:\n  t:\n    rows: [{a: 1}]\n", Overrides(counts={"t": 5}))


def test_room_for_what_is_given_is_looked_at_before_the_run() -> None:
    columns = "a: {values: [v0, v1, v2, v3, v4]}\nb: {values: [w0, w1]}\nc: {values: [u0, u1]}"
    groups = "    unique: [[a, b], [a, c]]\n"

    def make(count: int) -> list[str]:
        return problems_of(schema(columns, count, f"{groups}    rows: [{{a: v1, b: w0, c: u0}}]\n"))

    assert [] == make(8)
    assert "in place of values given by hand" in make(10)[0]


@pytest.mark.parametrize("count", ["many", "{per: nowhere, max: 3}"])
def test_a_count_with_problems_says_nothing_of_rows(count: str) -> None:
    (problem,) = problems_of(schema("a: word", count, "    rows: [{a: x}]\n"))

    assert "given by hand" not in problem


@pytest.mark.parametrize(
    ("count", "overrides"),
    [("9", Overrides(counts={"t": 0})), ("{per: p, max: 3}", Overrides(counts={"p": 0}))],
    ids=["its own", "per a parent without rows"],
)
def test_a_count_of_no_rows_refuses_rows_by_hand(count: str, overrides: Overrides) -> None:
    text = "tables:\n" + table("id: {generator: sequence, primary_key: true}", 5, name="p")
    text += table("p_id: {ref: p.id}\na: word", count, "    rows: [{a: x}]\n")

    with pytest.raises(SchemaError, match="t has 0 rows, and 1 is given by hand"):
        plan_of(text, overrides)
