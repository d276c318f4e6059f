"""Workbooks of Excel: what another program reads from them."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from formats.batches import AWKWARD, batch_of, encoded, plan_of, table_of
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Range
from mockcraft.core.types import Type
from mockcraft.engine import run
from mockcraft.errors import DataError, Unsupported, UserError
from mockcraft.formats import excel
from mockcraft.formats.excel import MAX_ROWS, Excel
from mockcraft.formats.excel_forms import form_like
from mockcraft.formats.sheet_names import sheet_names
from mockcraft.sinks.folder import FolderSink
from plans import shop

TEXT = Type("text")
KINDS = [
    TEXT, Type("integer"), Type("decimal", 18, 2), Type("float"), Type("boolean"), Type("date"), Type("timestamp"),
    Type("timestamptz"), Type("time"), Type("json"), Type("bytes"),
]  # fmt: skip


def book_of(table: Table, rows: list[tuple[Any, ...]]) -> Any:
    format, file = Excel(), io.BytesIO()
    payload = encoded(format, table, batch_of(table, rows), 0)
    writer = format.writer(file, table)
    writer.write(payload)
    writer.close()
    return openpyxl.load_workbook(io.BytesIO(file.getvalue()))


def cells(table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list(book_of(table, rows).active.iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("%d.%m.%Y", r"dd\.mm\.yyyy"),
        ("%F %T", r"yyyy\-mm\-dd\ hh\:mm\:ss"),
        ("%-d %B %y, %A", r"[$-409]d\ mmmm\ yy\,\ dddd"),
        ("%I:%M %p %Z %%", r"[$-409]hh\:mm\ AM/PM\ \U\T\C\ \%"),
        ("%M:%S", r"mm\:ss"),
        ("%j", None),  # Excel has no form for it
        ("%M past %p", None),  # a month to Excel
        ("%H:%m", None),  # minutes to Excel
        ("%I o'clock", None),
        ("%H %p", None),
        ("soon", None),
    ],
)
def test_a_pattern_is_a_form_of_excel_where_that_shows_the_same(
    pattern: str, form: str | None
) -> None:
    found = form_like(pattern)

    assert form == (found and found[0])


def test_dates_have_the_format_of_their_column() -> None:
    day = date(2026, 1, 31)
    table = table_of(*[Type("date")] * 3, TEXT)
    formats = ("%d.%m.%Y", "%G-W%V", "", "")
    columns = [
        replace(each, format=form) for each, form in zip(table.columns, formats, strict=True)
    ]
    rows: list[tuple[Any, ...]] = [
        (day, day, day, "x"), (date(1899, 12, 1),) * 3 + (None,), (None, None, None, "x"),
    ]  # fmt: skip
    first, old, none = book_of(replace(table, columns=tuple(columns)), rows).active.iter_rows(
        min_row=2
    )

    assert [datetime(2026, 1, 31), "2026-W05", datetime(2026, 1, 31)] == [c.value for c in first][
        :3
    ]
    assert [r"dd\.mm\.yyyy", "General", "yyyy-mm-dd"] == [c.number_format for c in first][:3]
    assert ["01.12.1899", "1899-W48", "1899-12-01"] == [cell.value for cell in old][:3]
    assert [None] * 3 == [cell.value for cell in none][:3]


def test_cells_have_the_kinds_of_their_columns() -> None:
    moment = datetime(2026, 1, 31, 13, 5, 59)
    rows = [
        ("=1+1", 42, Decimal("1234.50"), 0.1, True, date(2026, 1, 31), moment, moment.replace(tzinfo=UTC),
         time(23, 59, 59), '{"a": 1}', b"\x00\xff"),
        (None,) * len(KINDS),
    ]  # fmt: skip
    book = book_of(table_of(*KINDS), rows)
    first, second = book.active.iter_rows(min_row=2)

    assert [
        "=1+1", 42, 1234.5, 0.1, True, datetime(2026, 1, 31), moment, moment, time(23, 59, 59), '{"a": 1}', "\\x00ff",
    ] == [cell.value for cell in first]  # fmt: skip
    assert ["s", "n", "n", "n", "b", "d", "d", "d", "d", "s", "s"] == [c.data_type for c in first]
    assert [None] * len(KINDS) == [cell.value for cell in second]
    assert [f"c{i}" for i in range(len(KINDS))] == [cell.value for cell in book.active[1]]


def test_texts_are_texts_whatever_they_look_like() -> None:
    texts = [
        *AWKWARD,
        "<r>a & b</r>",
        "http://example.com",
        "_x0041_",
        "=cmd|x!A1",
        "+1",
        "-1",
        "@a",
        "TRUE",
        " a ",
    ]
    texts = [
        text for text in texts if "\r" not in text
    ]  # XML reads them as \n, but as _x000D_ Excel does not
    book = book_of(table_of(TEXT), [(text,) for text in texts])
    read = [cell.value or "" for (cell,) in book.active.iter_rows(min_row=2)]
    from openpyxl.utils.escape import unescape

    assert texts == [unescape(text) for text in read]
    assert {"s"} == {c.data_type for (c,) in book.active.iter_rows(min_row=2) if c.value}


def test_what_excel_holds_no_number_of_is_text() -> None:
    table = table_of(Type("integer"), Type("decimal", 18, 4), Type("date"), Type("timestamp"))
    rows: list[tuple[Any, ...]] = [
        (10**15, Decimal("12345678901234.5678"), date(1900, 2, 28), datetime(1583, 1, 1, 1)),
        (-(2**63), Decimal("0.0001"), date(1900, 3, 1), datetime(9999, 12, 31, 23, 59, 59)),
        (10**15 - 1, Decimal("12345678901.2345"), None, None),
    ]  # fmt: skip

    assert [
        ("1000000000000000", "12345678901234.5678", "1900-02-28", "1583-01-01 01:00:00"),
        ("-9223372036854775808", 0.0001, datetime(1900, 3, 1), datetime(9999, 12, 31, 23, 59, 59)),
        (10**15 - 1, 12345678901.2345, None, None),
    ] == cells(table, rows)


def test_a_text_that_no_cell_holds_is_an_error_with_its_row() -> None:
    assert [("é" * 32_767,)] == cells(table_of(TEXT), [("é" * 32_767,)])
    with pytest.raises(DataError, match=r"t\.c0 is a text of 16,384 characters.*32,767 \(row 1 of"):
        cells(table_of(TEXT), [("a",), ("🙂" * 16_384,)])


def test_a_sheet_has_no_more_rows_than_excel() -> None:
    table = table_of(TEXT)
    plan = plan_of(table)
    Excel().check(plan, [Range("t", 5, 5 + MAX_ROWS - 1)])
    with pytest.raises(
        Unsupported, match="t has 1,048,576 rows, and a sheet of Excel has 1,048,575"
    ):
        Excel().check(plan, [Range("t", 0, MAX_ROWS)])


def test_the_bytes_are_the_same_for_all_chunks(tmp_path: Path) -> None:
    made = []
    for i, rows in enumerate((7, 16_384)):
        run(
            shop(users=300, products=20),
            FolderSink(Excel(), tmp_path / str(i), "dump"),
            batch_rows=rows,
        )
        made.append((tmp_path / str(i) / "dump.xlsx").read_bytes())

    assert made[0] == made[1]
    book = openpyxl.load_workbook(io.BytesIO(made[0]))
    assert {"users": 301, "products": 21}.items() <= {s.title: s.max_row for s in book}.items()
    assert datetime(1980, 1, 1) == book.properties.created


def test_names_of_sheets_are_such() -> None:
    tables = ["users", "USERS", "a/b[c]", "'x'", "History", "n" * 40, "n" * 41, "é" * 31, "🙂" * 16]

    assert [
        "users", "USERS~2", "a_b_c_", "_x_", "History~2", "n" * 31, "n" * 29 + "~2", "é" * 31, "🙂" * 15,
    ] == sheet_names(tables)  # fmt: skip


def test_without_its_writer_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"pip install 'mockcraft\[xlsx\]'"):
        Excel()


def test_rows_that_are_picked_keep_their_numbers_in_errors() -> None:
    table = table_of(TEXT)
    format = Excel()
    from mockcraft.core.ranges import Chunk

    chunk = Chunk(Range("t", 0, 10**10), 0, 10**10, picked=np.array([10**9], np.uint64))
    with pytest.raises(DataError, match="row 1000000000 of t"):
        format.encode(table, batch_of(table, [("x" * 40_000,)]), chunk)
