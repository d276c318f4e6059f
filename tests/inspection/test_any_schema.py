"""Schemas that nobody thought of: whatever checks, keys and uniques they have, SQLite says that its rows meet them.

The same twelve each time; `MOCKCRAFT_TEST_SCHEMAS=500` tries so many others.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inspection.databases import filled, rows, sqlite

DEEP = int(os.environ.get("MOCKCRAFT_TEST_SCHEMAS", "0"))
ROWS = 30
Draw = Callable[..., object]

# Types with what a check can demand of a column `{}` of them; all can be met together with a unique.
CHECKS = {
    "INTEGER": [
        "{} >= 18", "{} BETWEEN 5 AND 900", "{} > -50 AND {} <= 400", "{} % 2 = 0", "{} IN (1, 2, 3, 5, 8)", "{} <> 7",
        "abs({}) < 1000", "{} = 5 OR {} > 10", "NOT ({} < 3)", "{} BETWEEN 1 AND 5 OR {} BETWEEN 100 AND 900",
        "{} NOT IN (0, 1, 13)", "{} & 1 = 0", "{} IS NULL OR {} > 100", "typeof({}) IN ('integer', 'null')", "{} * 2 < 5000", "{} IS NOT 4",
    ],
    "TEXT": [
        "length({}) = 12", "length({}) BETWEEN 4 AND 9", "{} IN ('a', 'b', 'it''s')", "{} LIKE 'x-%'", "{} GLOB '[A-Z][0-9][0-9][0-9]'",
        "{} = lower({})", "{} = upper({}) AND length({}) = 6", "trim({}) <> ''", "{} NOT GLOB '*[^a-f0-9]*' AND length({}) = 10",
        "{} <> 'x' AND length({}) < 30", "{} LIKE '__-____'", "instr({}, ' ') = 0", "substr({}, 1, 1) = 'k'", "{} IS NULL OR json_valid({})",
        "lower({}) IN ('small', 'large')", "{} LIKE '%@%.%'", "{} NOT LIKE '% %'", "length(trim({})) > 3", "{} = '' OR length({}) = 5",
        "replace({}, '-', '') = {}", "{} GLOB '[a-z]*' AND length({}) <= 20", "{} > 'm'", "json_extract({}, '$.n') > 3", "hex({}) <> '00'",
    ],
    "TINYINT": ["{} > 0", "{} BETWEEN -5 AND 5", "{} <> 100"],
    "VARCHAR(8)": ["length({}) > 2", "{} GLOB 'n[0-9]*'", "{} = upper({})"],
    "NUMERIC(8, 2)": ["{} > 0", "{} BETWEEN 0.5 AND 99.5", "{} <= 1000", "round({}, 1) = {}", "{} >= 10 AND {} < 20"],
    "REAL": ["{} BETWEEN 0 AND 1", "{} > -1.5", "{} IN (0.5, 1.5, 2.5)"],
    "DATE": ["{} >= '2020-01-01'", "{} BETWEEN '2024-01-01' AND '2024-12-31'", "{} LIKE '____-__-__'", "date({}) IS NOT NULL", "{} < '1999-12-31'"],
    "TIME": ["{} >= '08:00:00'", "{} BETWEEN '09:00:00' AND '17:00:00'"],
    "DATETIME": ["{} > '2021-06-01 00:00:00'", "datetime({}) IS NOT NULL"],
    "BOOLEAN": ["{} IN (0, 1)"],
    "BLOB": ["length({}) = 16", "length({}) BETWEEN 4 AND 20"],
}  # fmt: skip
# What checks demand of two columns `{a}` and `{b}` of one type that no other check is about, or of which one may be NULL.
ORDERS = ["{a} <= {b}", "{a} < {b}", "{b} >= {a}", "{a} <> {b}"]
NULLS = [
    "({a} IS NULL) = ({b} IS NULL)", "{a} IS NULL OR {b} IS NOT NULL", "({a} IS NULL) <> ({b} IS NULL)", "coalesce({a}, {b}) IS NOT NULL",
    "NOT ({a} IS NOT NULL AND {b} IS NOT NULL)", "CASE WHEN {a} IS NULL THEN {b} IS NULL ELSE {b} IS NOT NULL END",
]  # fmt: skip


@dataclass
class Table:
    """A table in the making: its columns as name, type and whether it is NOT NULL; lines of its definition."""

    name: str
    columns: list[tuple[str, str, bool]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    key: str = "id"
    after: list[str] = field(default_factory=list)

    @property
    def sql(self) -> str:
        own = [f'"{n}" {type_}{" NOT NULL" * full}' for n, type_, full in self.columns]
        key = [f'"{self.key}" INTEGER PRIMARY KEY'] if self.key == "id" else []
        body = ",\n  ".join([*key, *own, *self.lines])
        return ";\n".join([f'CREATE TABLE "{self.name}" (\n  {body})', *self.after]) + ";\n"


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """DDL of one to four tables; every check can be met."""
    tables: list[Table] = []
    for name in draw(st.permutations(["users", "order", "lines", "Tags"]))[
        : draw(st.integers(1, 4))
    ]:
        table = Table(name)
        _own(draw, table)
        _keys(draw, table, tables)
        _together(draw, table)
        tables.append(table)
    return "".join(table.sql for table in tables)


def _own(draw: st.DrawFn, table: Table) -> None:
    """Columns, most of them with a check."""
    for place in range(draw(st.integers(1, 5))):
        type_ = draw(st.sampled_from(sorted(CHECKS)))
        word = draw(
            st.sampled_from(
                ["name", "code", "amount", "at", "state", "email", "note", "is_new", "total"]
            )
        )
        name = f"{word}_{place}" if draw(st.booleans()) else f"c{place}"
        table.columns.append((name, type_, draw(st.booleans())))
        if draw(st.booleans()):
            check = draw(st.sampled_from(CHECKS[type_]))
            table.lines.append(f"CHECK ({check.replace('{}', name)})")
            free = (
                " IN (" not in check
                and type_ not in ("BOOLEAN", "REAL", "TINYINT")
                and "json" not in check
            )
            if free and draw(st.integers(0, 3)) == 0:
                table.lines.append(f"UNIQUE ({name})")


def _keys(draw: st.DrawFn, table: Table, tables: list[Table]) -> None:
    """References to tables that are there, and to itself."""
    for parent in tables:
        if draw(st.booleans()):
            name, full = f"{parent.name}_id".lower(), draw(st.booleans())
            table.columns.append((name, "INTEGER", full))
            table.lines.append(f'FOREIGN KEY ("{name}") REFERENCES "{parent.name}"')
            kind = draw(st.sampled_from(["", "", "unique", "some"]))
            if kind == "unique":
                table.lines.append(f'UNIQUE ("{name}")')
            elif kind == "some":
                other = table.columns[0][0]
                table.after.append(
                    f'CREATE UNIQUE INDEX "u_{table.name}_{name}" ON "{table.name}" ("{name}") WHERE "{other}" IS NULL'
                )
    if draw(st.integers(0, 2)) == 0:
        table.columns.append(("parent_id", "INTEGER", False))
        table.lines.append(f'FOREIGN KEY (parent_id) REFERENCES "{table.name}"')


def _together(draw: st.DrawFn, table: Table) -> None:
    """Checks and uniques of two columns that are checked in no other way."""
    said = " ".join(table.lines)
    free = [
        each
        for each in table.columns
        if f"({each[0]}" not in said and f'"{each[0]}"' not in said and each[0] not in said
    ]
    for type_ in ("INTEGER", "DATE", "DATETIME", "NUMERIC(8, 2)", "TIME", "TINYINT"):
        pair = [name for name, kind, _ in free if kind == type_][:2]
        if len(pair) == 2 and draw(st.booleans()):
            table.lines.append(
                f"CHECK ({draw(st.sampled_from(ORDERS)).format(a=pair[0], b=pair[1])})"
            )
            free = [each for each in free if each[0] not in pair]
    empty = [name for name, _, full in free if not full][:2]
    if len(empty) == 2 and draw(st.booleans()):
        table.lines.append(f"CHECK ({draw(st.sampled_from(NULLS)).format(a=empty[0], b=empty[1])})")
    wide = [name for name, kind, _ in table.columns if kind in ("INTEGER", "TEXT", "DATE")][:2]
    if len(wide) == 2 and draw(st.booleans()):
        table.lines.append(f'UNIQUE ("{wide[0]}", "{wide[1]}")')


def check(script: str) -> None:
    """Fills a database that a script makes, and asks it."""
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite(Path(folder, "a.db"), script)
        made = filled(url, ROWS)
        counts = {n: rows(url, f'SELECT count(*) FROM "{n}"')[0][0] for n in made.document.tables}

        assert ({}, [], [("ok",)]) == (
            made.document.refused, rows(url, "PRAGMA foreign_key_check"), rows(url, "PRAGMA integrity_check"),
        )  # fmt: skip
        fewer = {name: n for name, n in counts.items() if n < ROWS}
        assert {} == {
            n: c for n, c in fewer.items() if c < 1 or (n, "count") not in made.document.notes
        }


@settings(max_examples=DEEP or 12, derandomize=not DEEP)
@given(schemas())
def test_any_schema_of_sqlite_is_filled(script: str) -> None:
    check(script)
