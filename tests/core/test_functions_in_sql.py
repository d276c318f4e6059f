"""The examples of the functions' page, computed by DuckDB: expressions have SQL's meaning."""

import math
from typing import Any

import duckdb
import pytest

from mockcraft.core.expression import evaluate
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.schema.expressions import parse

NO_COLUMNS: dict[str, Any] = {}
# What DuckDB writes in another way.
WRITTEN = {
    "div(-7, 2)": "trunc(-7 / 2)::int",
}


@pytest.mark.parametrize("example", [each.example for each in FUNCTIONS.values()])
def test_duckdb_gives_what_the_example_says(example: str) -> None:
    (ours,) = evaluate(parse(example), NO_COLUMNS.__getitem__, 1).to_pylist()
    found: Any = duckdb.sql(f"select {WRITTEN.get(example, example)}")
    ((theirs,),) = found.fetchall()

    if isinstance(ours, float) or isinstance(theirs, float):
        assert math.isclose(ours, theirs, rel_tol=1e-15)
    else:
        assert str(theirs).removesuffix(" 00:00:00") == str(ours)
