"""Values that an existing column does not hold are told before the first row; what fits is not refused."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.capacity import check_capacity
from mockcraft.sinks.database import DatabaseSink
from mockcraft.stored import StoredColumn, StoredTable
from plans import MakePlan

LATE = "{expr: \"case when id = 299 then 'much too long' else 'short' end\"}"
# Column's type, what gives its values, and what is said of it; "" where they fit.
POSTGRESQL = [
    ("varchar(5)", "{values: [abc, abcde]}", ""),
    ("varchar(5)", "{values: [abc, abcdef]}", "is character varying(5); row {n} gives it 'abcdef', of 6 characters"),
    ("varchar(5)", "{value: 'abcde   '}", ""),
    ("varchar(5)", "{value: 'äöüßé'}", ""),
    ("varchar(5)", LATE, "is character varying(5); row 298 gives it 'much too long', of 13 characters"),
    ("varchar(5)", "firstname", "is character varying(5); row {n} gives it "),
    ("varchar(12)", "date", ""),
    ("char(9)", "date", "is character(9); row 0 gives it 2"),
    ("varchar(3)", "{generator: number, min: 1, max: 999}", ""),
    ("varchar(3)", "{generator: number, min: 1000, max: 9999}", "is character varying(3); row 0 gives it "),
    ("varchar(4)", "{value: -12.5, type: 'decimal(5,2)'}", "is character varying(4); row 0 gives it -12.50 ("),
    ("name", "{value: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}", ""),
    ("name", "{value: éééééééééééééééééééééééééééééééé}", "is name; row 0 gives it 'éééé"),
    ("varchar(36)", "uuid", ""),
    ("varchar(35)", "uuid", "is character varying(35); row 0 gives it "),
    ("char(24)", "object_id", ""),
    ("varchar(23)", "object_id", "is character varying(23); row 0 gives it "),
    ("smallint", "{generator: number, min: -32768, max: 32767}", ""),
    ("smallint", "{value: 32768}", "is smallint; row 0 gives it 32768 ("),
    ("smallint", "{value: -32769}", "is smallint; row 0 gives it -32769 ("),
    ("int", "{value: 2147483648}", "is integer; row 0 gives it 2147483648 ("),
    ("bigint", "{value: 9223372036854775807}", ""),
    ("numeric(5,2)", "{value: 999.99, type: 'decimal(6,2)'}", ""),
    ("numeric(5,2)", "{value: -999.994, type: 'decimal(7,3)'}", ""),
    ("numeric(5,2)", "{value: 999.995, type: 'decimal(7,3)'}", "is numeric(5,2); row 0 gives it 999.995 ("),
    ("numeric(5,2)", "{value: 1000}", "is numeric(5,2); row 0 gives it 1000 ("),
    ("numeric(2,-1)", "{value: 994}", ""),
    ("numeric(2,-1)", "{value: 995}", "is numeric(2,-1); row 0 gives it 995 ("),
    ("numeric(5,2)", "{value: 1000.5, type: float}", "is numeric(5,2); row 0 gives it 1000.5 ("),
    ("real", "{value: '1e39', type: float}", "is real; row 0 gives it 1e+39 ("),
    ("real", "{value: '1e38', type: float}", ""),
    ("mood", "{values: [sad, happy], nulls: 0.5}", ""),
    ("mood", "{values: [sad, Happy]}", "is mood, which holds sad, happy; row {n} gives it 'Happy' ("),
    ("code", "{value: abcd}", "is code; row 0 gives it 'abcd', of 4 characters ("),
    ("text", "{generator: number, min: 1, max: 999}", ""),
    ("int", "firstname", "is integer; row 0 gives it "),
    ("int", "{value: ' 12 '}", ""),
    ("float8", "{value: ' -Infinity'}", ""),
    ("date", "firstname", "is date; row 0 gives it "),
    ("date", "{value: epoch}", ""),
    ("date", "{value: 29 February 2024}", ""),
    ("uuid", "{value: '{123e4567e89b12d3a456426614174000}'}", ""),
    ("uuid", "{value: 123e4567-e89b-12d3-a456-42661417400x}", "is uuid; row 0 gives it '123e4567"),
]  # fmt: skip
SQLITE = [
    ("INT", "firstname", "is INT; row 0 gives it "),
    ("INT", "{value: '12'}", ""),
    ("REAL", "firstname", "is REAL; row 0 gives it "),
    ("TEXT", "{generator: number, min: 1, max: 999}", ""),
    ("ANY", "firstname", ""),
]


def plan_of(make_plan: MakePlan, column: str) -> Plan:
    return make_plan(f"""
  t:
    count: 300
    columns:
      id: {{generator: sequence, primary_key: true}}
      a: {column}
""")


def said_of(plan: Plan, url: str) -> str:
    """What a run says that is refused before its first row; "" for one that ends well."""
    seen: list[int] = []
    try:
        run(
            plan,
            DatabaseSink(engine_of(url), url, LoadOptions()),
            report=lambda p: seen.append(p.rows),
        )
    except Unsupported as error:
        assert [] == seen
        return str(error)
    return ""


def check(plan: Plan, url: str, said: str) -> None:
    found = said_of(plan, url)
    before, _, after = f"column t.a {said}".partition("{n}")
    assert bool(said) == bool(found)
    assert not said or (before in found and after in found.partition(before)[2])
    assert not said or found.endswith("(widen the column, or choose another generator)")


@pytest.mark.parametrize(("type_", "column", "said"), POSTGRESQL)
def test_postgresql(
    make_plan: MakePlan, postgresql: str, type_: str, column: str, said: str
) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
        connection.execute("CREATE DOMAIN code AS varchar(3)")
        connection.execute(f"CREATE TABLE t (id int, a {type_})".encode())
        check(plan_of(make_plan, column), postgresql, said)
        (rows,) = connection.execute("SELECT count(*) FROM t").fetchone() or ()

    assert (0 if said else 300) == rows


@pytest.mark.parametrize(("type_", "column", "said"), SQLITE)
def test_sqlite(make_plan: MakePlan, tmp_path: Path, type_: str, column: str, said: str) -> None:
    connection = sqlite3.connect(tmp_path / "t.db")
    connection.execute(f"CREATE TABLE t (id INT, a {type_}) STRICT")
    check(plan_of(make_plan, column), f"sqlite:///{tmp_path}/t.db", said)

    assert [(0 if said else 300,)] == connection.execute("SELECT count(*) FROM t").fetchall()
    connection.close()


def test_a_listed_value_is_found_between_the_ends(make_plan: MakePlan, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (a varchar(5))")
    column = "a: {values: {short: 20000, too_long: 1}}"
    plan = make_plan(f"  t: {{count: 40000, columns: {{{column}}}}}\n")

    assert "gives it 'too_long', of 8 characters" in said_of(plan, postgresql)


@pytest.mark.parametrize("more", ["", ", type: 'decimal(6,2)'", ", type: float"])
def test_a_column_that_does_not_hold_0_holds_nulls(make_plan: MakePlan, more: str) -> None:
    plan = plan_of(make_plan, f"{{generator: number, min: 1901, max: 2155, nulls: 0.5{more}}}")
    kind = "decimal" if more else "integer"
    year = StoredColumn("a", "year", kind, lowest=1901, highest=2155)
    stored = StoredTable("t", columns=(StoredColumn("id", "int"), year))
    check_capacity("DB", plan, plan.ranges, stored, str.lower, plan.table("t"))

    late = StoredTable("t", columns=(StoredColumn("id", "int"), replace(year, lowest=2154)))
    with pytest.raises(Unsupported, match=r"t.a is year; row \d+ gives it (19|20|21)"):
        check_capacity("DB", plan, plan.ranges, late, str.lower, plan.table("t"))


def test_a_dry_run_says_it_too(make_plan: MakePlan, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id int, a smallint)")
    plan = plan_of(make_plan, "{value: 40000}")
    outlook: Any = DatabaseSink(engine_of(postgresql), postgresql, LoadOptions()).foresee(
        plan, plan.ranges
    )

    assert "column t.a is smallint; row 0 gives it 40000" in str(outlook.refusal)
