"""The table of functions of expressions: each is called, written and NULL as its declaration says."""

from typing import Any

import pyarrow as pa
import pytest

from mockcraft.core.expression import evaluate
from mockcraft.core.expressions.function import TAKES, Constant
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.core.expressions.spelling import written
from mockcraft.errors import ParameterError
from mockcraft.schema.expressions import parse

NO_COLUMNS: dict[str, pa.Array] = {}
SAMPLES = {
    "x": "2.5", "y": "2", "text": "'ab'", "old": "'a'", "new": "'b'", "fill": "'*'", "pattern": "'a%'",
    "start": "1", "length": "1", "width": "3", "times": "2", "amount": "1", "any": "1", "places": "1",
    "exponent": "2", "part": "'year'", "unit": "'year'", "characters": "'a'", "format": "'YYYY'", "separator": "'a'", "sought": "'b'", "prefix": "'a'",
    "place": "1", "count": "2", "year": "2024", "month": "2", "day": "29", "since": "date '2000-02-29'",
    "until": "date '2026-03-01'", "moment": "date '2026-01-31'",
    "value": "1", "other": "2", "low": "0", "high": "3", "condition": "true",
}  # fmt: skip
KIND_OF = {"text": "string", "boolean": "bool", "integer": "int64", "float": "double"}
CALLED = [(each, name) for each in FUNCTIONS.values() for name in each.names]


def called(name: str, given: list[str]) -> str:
    """A call; of what gives an interval, which is no value of a column, a part of it."""
    call = f"{name}({', '.join(given)})"
    return f"extract(year from {call})" if name == "age" else call


@pytest.mark.parametrize(("function", "name"), CALLED, ids=[name for _, name in CALLED])
def test_a_function_takes_and_gives_what_its_declaration_says(function: Any, name: str) -> None:
    given = [SAMPLES[each] for each in function.parameters]
    for count in range(function.least, len(given) + 1):
        made = evaluate(parse(called(name, given[:count])), NO_COLUMNS.__getitem__, 2)
        assert KIND_OF.get(function.result, str(made.type)) == str(made.type)
    for count in (function.least - 1, function.most + 1):
        with pytest.raises(ParameterError):
            parse(f"{name}({', '.join([*given, *['1'] * 200][:count])})")


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS.values() if each.form])
def test_an_operator_is_read_as_it_is_written(name: str) -> None:
    function = FUNCTIONS[name]
    by_name = {
        "case": ("case", None, ((("column", "a"), ("column", "b")),), None),
        "cast": ("cast", ("column", "a"), "text"),
    }
    arguments = [
        "year" if isinstance(TAKES.get(each), Constant) else ("column", f"its_{each}")
        for each in [*function.parameters, *function.parameters[-1:]][
            : max(2, len(function.parameters))
        ]
    ]
    tree = by_name.get(name, (name, *arguments[: 1 if function.most == 1 else None]))

    assert tree == parse(written(tree)).tree


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_of_null_is_null_where_its_declaration_says_so(function: Any) -> None:
    if function.nulls == "own" or not function.names:
        return
    fixed = [isinstance(TAKES.get(each), Constant) for each in function.parameters]
    for place in range(len(fixed)):
        given = [
            SAMPLES[each] if fixed[i] or i != place else "null"
            for i, each in enumerate(function.parameters)
        ]
        made = evaluate(parse(called(function.names[0], given)), NO_COLUMNS.__getitem__, 2)
        assert (made.null_count > 0) is (function.nulls == "argument" and not fixed[place])
