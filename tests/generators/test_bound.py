"""A generator with its parameters: exact as text, and bounded where its numbers end."""

from pathlib import Path

import numpy as np
import pytest

from mockcraft.answer import answer
from mockcraft.core.context import NOW, Context
from mockcraft.core.hashing import Rows
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import ParameterError, SchemaError
from mockcraft.generator import find
from mockcraft.schema.bind import load

LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("price", {"max": "123456789012345.17"}, {"max": "123456789012345.18"}),
        ("decimal", {"max": "0.10000000000000001"}, {"max": "0.1"}),
        ("date", {"after": "2020-01-01"}, {"after": "2020-01-02"}),
        ("datetime", {"after": "2020-01-01T00:00:00"}, {"after": "2020-01-01T00:00:01"}),
        ("choice", {"values": ["a", "b"]}, {"values": ["a,b"]}),
        ("choice", {"values": ["a'", "b"]}, {"values": ["a', 'b"]}),
        ("constant", {"value": "1"}, {"value": "1.0"}),
        ("bool", {"probability": 0.1}, {"probability": 0.1 + 2**-55}),
    ],
)
def test_parameters_that_differ_make_texts_that_differ(
    name: str, first: dict[str, object], second: dict[str, object]
) -> None:
    bound = find(name).bind(first)

    assert repr(bound) != repr(find(name).bind(second))
    assert bound != find(name).bind(second)
    assert bound == find(name).bind(first)


def test_plans_that_differ_in_a_decimal_have_two_digests(tmp_path: Path) -> None:
    digests = set()
    for most in ("123456789012345.17", "123456789012345.18"):
        path = tmp_path / "schema.yaml"
        text = f"tables: {{t: {{count: 3, columns: {{a: {{generator: price, max: {most}}}}}}}}}"
        path.write_text(text, encoding="utf-8")
        digests.add(load(path)[1].digest)

    assert 2 == len(digests)


@pytest.mark.parametrize(
    ("start", "step", "rows"),
    [
        (LARGEST, 1, 1), (LARGEST - 5, 2, 3), (1, LARGEST, 1), (0, LARGEST, 2), (-(2**63), LARGEST, 3),
        (-(2**63), -1, 1), (5, -(2**63), 2), (-1, -(2**63), 1), (2**62, 2**61, 2),
    ],
)  # fmt: skip
def test_a_sequence_ends_where_64_bits_do(start: int, step: int, rows: int) -> None:
    bound = find("sequence").bind({"start": start, "step": step})
    context = Context(0, "", "en_US", NOW)

    bound.check_rows(rows)
    assert [start + i * step for i in range(rows)] == list(answer(bound, rows, 0, "en_US"))
    with pytest.raises(ParameterError, match=f"has values for {rows:,} rows .* {rows + 1:,} are"):
        answer(bound, rows + 1, 0, "en_US")
    with pytest.raises(ParameterError, match=f"leaves 64 bits in row {rows}: start={start}, step"):
        bound(ScalarDraw(context, 1, rows))
    with pytest.raises(ParameterError, match=f"leaves 64 bits in row {rows}: start={start}, step"):
        bound(VectorDraw(context, 1, Rows(np.arange(rows + 1, dtype=np.uint64))))


def test_a_table_that_is_longer_than_its_sequence_is_refused_before_the_first_row(
    tmp_path: Path,
) -> None:
    path = tmp_path / "schema.yaml"
    path.write_text(
        f"tables:\n  t:\n    count: 30\n    columns:\n      id: {{generator: sequence, start: {LARGEST - 20}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(SchemaError, match=r"schema\.yaml:5:\d+: sequence has values for 21 rows"):
        load(path)
