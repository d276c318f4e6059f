import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from mockcraft.core.arrays import arrow_array, literal, numpy_array, text_array

SCHEMA = Path(__file__).parents[2] / "benchmarks" / "users.yaml"
WATCHED = """
import sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            sys.exit("pandas is looked for")

sys.meta_path.insert(0, Watch())
from mockcraft.boot import main
sys.exit(main())
"""


@pytest.mark.parametrize("code", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "?"])
def test_numbers_and_booleans_go_there_and_back(code: str) -> None:
    given = (np.arange(21) % 3).astype(code)
    made = arrow_array(given)
    assert made.to_pylist() == given.tolist()
    assert numpy_array(made).dtype == given.dtype
    assert numpy_array(made).tolist() == given.tolist()


@pytest.mark.parametrize("code", ["i4", "?"])
@pytest.mark.parametrize(("start", "stop"), [(0, 0), (0, 8), (3, 4), (5, 21), (9, 20), (21, 21)])
def test_a_slice_gives_its_own_values(code: str, start: int, stop: int) -> None:
    given = (np.arange(21) % 3).astype(code)
    assert numpy_array(arrow_array(given)[start:stop]).tolist() == given[start:stop].tolist()


def test_an_array_without_buffers_is_empty() -> None:
    assert numpy_array(pa.array([], pa.int64())).tolist() == []
    assert numpy_array(pa.array([], pa.bool_())).tolist() == []


def test_nulls_are_no_numbers() -> None:
    with pytest.raises(AssertionError):
        numpy_array(pa.array([1, None]))


@pytest.mark.parametrize("texts", [[], [""], ["a", "", "Zoë", "日本"]])
def test_texts(texts: list[str]) -> None:
    made = text_array(texts)
    made.validate(full=True)
    assert made.equals(pa.array(texts, pa.string()))


def test_a_constant_is_a_text() -> None:
    assert literal("Zoë").equals(pa.scalar("Zoë"))


@pytest.mark.parametrize("format", ["csv", "jsonl", "sql", "parquet"])
def test_a_run_does_not_look_for_pandas(format: str, tmp_path: Path) -> None:
    asked = ["seed", "--config", str(SCHEMA), "--count", "users=10", "--output", format, "--dir"]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *asked, str(tmp_path / "out")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
