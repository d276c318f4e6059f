"""Rows by the kernel are the rows by Arrow, to the byte, and it touches no byte that is not its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.batches import batches, encoded, table_of
from kernels import without_kernel
from mockcraft.core import kernel as loading
from mockcraft.core.program.kind import Kind
from mockcraft.core.types import Type
from mockcraft.database import Encoder
from mockcraft.databases.mysql.lines import MysqlLoad
from mockcraft.databases.postgresql.lines import PgCopy
from mockcraft.format import FormatOptions, open_format
from mockcraft.formats.rows import Nullable, Numbers, rows_of

ROOT = Path(__file__).parents[2]
FORMATS: list[tuple[str, Callable[[], Encoder]]] = [
    ("csv", lambda: open_format("csv")),
    ("jsonl", lambda: open_format("jsonl")),
    ("json", lambda: open_format("json")),
    *((f"sql {name}", lambda name=name: open_format("sql", FormatOptions(name))) for name in ("postgresql", "mysql", "sqlite")),
    ("COPY", PgCopy),
    ("LOAD DATA", MysqlLoad),
]  # fmt: skip
INTEGERS = st.integers(-(2**63), 2**63 - 1)


def by_arrow(make: Callable[[], Any]) -> Any:
    with without_kernel():
        return make()


def test_there_is_a_kernel_where_mockcraft_was_installed() -> None:
    assert loading.kernel() is not None


@pytest.mark.parametrize("make", [each for _, each in FORMATS], ids=[name for name, _ in FORMATS])
@settings(max_examples=30)
@given(made=batches())
def test_a_format_gives_the_same_bytes_with_it_and_without(
    make: Callable[[], Encoder], made: Any
) -> None:
    table, _, batch = made

    assert by_arrow(lambda: bytes(encoded(make(), table, batch))) == bytes(
        encoded(make(), table, batch)
    )


@given(st.lists(INTEGERS, min_size=1, max_size=9), st.integers(0, 18))
def test_numbers_read_as_they_are(numbers: list[int], places: int) -> None:
    values = np.array(numbers, np.int64)
    part = Numbers(Kind.DECIMAL, values, places) if places else Numbers(Kind.INTEGER, values)
    made = rows_of([part], len(numbers)).to_pylist()
    digits = [str(abs(each)).rjust(places + 1, "0") for each in numbers]
    point = [f"{each[:-places]}.{each[-places:]}" if places else each for each in digits]

    assert [f"{'-' * (number < 0)}{text}" for number, text in zip(numbers, point)] == made


@given(st.lists(st.datetimes(), min_size=1, max_size=9))
def test_dates_and_times_read_as_they_are(moments: list[datetime]) -> None:
    moments = [each.replace(microsecond=0) for each in moments]
    seconds = np.array(moments, "M8[s]").astype(np.int64)
    days = np.array([each.date() for each in moments], "M8[D]").astype(np.int32)
    parts = [Numbers(Kind.DATE, days), " ", Numbers(Kind.DAY, seconds), "T", Numbers(Kind.CLOCK, seconds)]  # fmt: skip

    assert [f"{each.date()} {each.isoformat()}" for each in moments] == rows_of(
        parts, len(moments)
    ).to_pylist()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.data(), st.lists(TEXTS, min_size=1, max_size=6), st.integers(1, 30))
def test_texts_stand_where_they_belong(data: st.DataObject, entries: list[str], count: int) -> None:
    index = data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=count, max_size=count))
    plain = data.draw(st.lists(TEXTS, min_size=count + 2, max_size=count + 2))
    valid = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    literal = data.draw(TEXTS)
    coded = pa.DictionaryArray.from_arrays(
        pa.array([0, *index], pa.int16()), pa.array(["cut off", *entries])[1:]
    )[1:]
    inner: list[Any] = [coded, Nullable([literal, coded], np.array(valid[::-1]), "")]
    parts = [literal, pa.array(plain)[1:-1], Nullable(inner, np.array(valid), "NULL"), ";"]
    expected = []
    for row in range(count):
        entry = entries[index[row]]
        within = entry + (literal + entry if valid[::-1][row] else "")
        expected.append(literal + plain[row + 1] + (within if valid[row] else "NULL") + ";")

    assert expected == rows_of(parts, count).to_pylist()
    assert expected == by_arrow(lambda: rows_of(parts, count)).to_pylist()


def test_long_texts_and_long_literals_are_whole() -> None:
    text, literal = "x" * 100_000, "y" * 1_000
    made = rows_of([literal, pa.array([text, "", text + "1"])], 3).to_pylist()

    assert [literal + text, literal, literal + text + "1"] == made


def test_no_rows_are_no_bytes() -> None:
    assert [] == rows_of(["a", pa.array([], pa.string())], 0).to_pylist()


def test_rows_of_literals_alone_are_as_many() -> None:
    assert ["ab", "ab"] == rows_of(["a", "b"], 2).to_pylist()
    assert ["ab", "ab"] == by_arrow(lambda: rows_of(["a", "b"], 2)).to_pylist()


def test_more_bytes_than_an_array_has_are_refused() -> None:
    text = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(3000, np.int32)), pa.array(["x" * 2**20])
    )

    with pytest.raises(pa.ArrowCapacityError):
        rows_of([text], 3000)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_years_of_other_than_four_digits_are_left_to_arrow(day: date) -> None:
    table = table_of(Type("date"))
    first = np.datetime64(day, "D").astype(int)
    for number in (first - 1, first, first + 1):
        array = pa.array([number], pa.int32()).cast(pa.date32())
        batch = pa.RecordBatch.from_arrays([array], ["c0"])
        text = bytes(encoded(open_format("jsonl"), table, batch)).decode()

        assert f'{{"c0":"{array.cast(pa.string())[0].as_py()}"}}\n' == text


def test_it_keeps_to_its_buffers(tmp_path: Path) -> None:
    """The tests above, with the kernel built by GCC with the address and undefined behaviour sanitizers."""
    library = tmp_path / "libkernel.so"
    sources = sorted(map(str, (ROOT / "kernel").glob("*.c")))
    flags = ["-std=c99", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    subprocess.run(["gcc", *flags, "-shared", "-fPIC", *sources, "-o", str(library)], check=True)
    runtimes = [
        subprocess.run(
            ["gcc", f"-print-file-name={name}.so"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("libasan", "libubsan")
    ]
    chosen = [
        "-q", "-s", "-p", "no:cacheprovider", __file__, *(str(ROOT / "tests" / "core" / f"test_{name}.py") for name in ("kernel", "program")),
        "-k", "not buffers and not refused and not switched and not version and not every_generator",
    ]  # fmt: skip
    code = (
        "import sys, pytest\n"
        "class Sanitized:\n"
        "    def pytest_configure(self):\n"
        "        from hypothesis import settings\n"
        "        from mockcraft.core import kernel\n"
        f"        kernel.LIBRARY = {str(library)!r}\n"
        "        assert kernel.kernel() is not None\n"
        "        settings.register_profile('few', deadline=None, max_examples=20)\n"
        "        settings.load_profile('few')\n"
        f"sys.exit(pytest.main({chosen}, [Sanitized()]))\n"
    )
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("PYTEST")},
        "LD_PRELOAD": ":".join(runtimes),
        "ASAN_OPTIONS": "detect_leaks=0,abort_on_error=1",
        "PYTHONMALLOC": "malloc",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=environment, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip

    assert 0 == ran.returncode, ran.stdout[-3000:] + ran.stderr[-3000:]
