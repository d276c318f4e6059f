"""Every parameter of every generator with hostile values: refused by its declaration, or right in both evaluators."""

import random
from typing import Any

import jsonschema
import numpy as np
import pytest

from mockcraft.core.context import Context
from mockcraft.core.hashing import Rows
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import to_arrow
from mockcraft.core.values import Date, Decimal, Integer, Timestamp, civil, text_of
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import MockcraftError, ParameterError
from mockcraft.generator import Generator, Parameter, registry
from mockcraft.schema.column_json_schema import parameter_schema
from mockcraft.testing.generators import _texts

NOW = 1_767_225_600
ROWS = 5
ROUNDS = 4  # of each generator with values of the lists below, after each value by itself
TEXTS = (
    "", " ", "\0", "\ud800", "a\nb", "'", '"', "é", "🂡", "a" * 70, "x" * 20_000, "null", "-", "..", "@", "%s",
    "{", "}", "{first_name}", "\1", "((a{1000}){1000}){1000}", "[", "a.b", "-a.test", "a" * 63 + ".test",
)  # fmt: skip
NUMBERS = (
    "0", "1", "-1", "2", "127", "1e5", "1.5", "999999", str(2**31), str(2**53 + 1), str(2**63 - 1), str(-(2**63)),
    str(2**63), str(2**64), "9" * 18, "9" * 19, "9" * 400, "nan", "inf", "-inf", "1e300", "1e-300", "0.1", "-0.0",
    "0.000000000000000001", "12345678901234567.9", "90.000001", "180", "-180.5", "٣",
)  # fmt: skip
DATES = (
    "0001-01-01", "0000-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2026-02-29", "2024-02-29", "2026-01-01",
    "1970-01-01", "9999-12-31T23:59:59", "9999-12-31T23:59:60", "0001-01-01T00:00:00Z", "2026-13-01", "2026-1-1",
)  # fmt: skip
CLOCKS = ("24:00", "23:59:59", "00:00", "1:2", "00:00:60", "-1:00", "9:99")
LISTS = ("a", "a,b", ",", "a,a", "1,2,3,4,5,6,7", "0,0", "1,-1", "9999999999,9", "1e3")
EVERYTHING = (*TEXTS, *NUMBERS, *DATES, *CLOCKS, *LISTS, "true", "no", "maybe")
LIKELY: dict[object, tuple[str, ...]] = {
    int: NUMBERS, Integer: NUMBERS, float: NUMBERS, Decimal: NUMBERS, Date: DATES, Timestamp: DATES,
    tuple: (*LISTS, *NUMBERS), str: (*TEXTS, *CLOCKS, "DE", "example.com"), bool: ("true", "no", "maybe"),
}  # fmt: skip

WITH_PARAMETERS = [each for each in registry() if each.parameters]


def likely(chance: random.Random, parameter: Parameter) -> str:
    if parameter.between is not None and chance.random() < 0.5:
        low, high = parameter.between.low, parameter.between.high
        if parameter.kind in (int, Integer):
            return str(chance.choice([low, high, int(low) - 1, int(high) + 1]))
    if parameter.choices and chance.random() < 0.5:
        return chance.choice(parameter.choices)
    return chance.choice(LIKELY[parameter.kind])


def trials(generator: Generator) -> list[dict[str, str]]:
    """Each parameter with all values, then all of them together, likely ones."""
    chance = random.Random(generator.name)
    found = [{name: raw} for name in generator.parameters for raw in EVERYTHING]
    for _ in range(ROUNDS * 25):
        found.append({name: likely(chance, each) for name, each in generator.parameters.items()})
    return found


def check_values(value: Any, kind: str) -> None:
    """A value of the type, of what databases hold."""
    if isinstance(value, Decimal):
        assert abs(value.units) < 10**18
    elif isinstance(value, Date | Timestamp):
        days = value.days if isinstance(value, Date) else value.seconds // 86_400
        assert 1 <= civil(days)[0] <= 9999
    elif isinstance(value, str):
        assert "\0" not in value and len(value.encode()) <= 100_000
    elif kind == "integer":
        assert -(2**63) <= value < 2**63


def check_trial(generator: Generator, raw: dict[str, str]) -> bool:
    """Whether the values are taken; if so, both evaluators make them alike."""
    context = Context(0, "", "en_US", NOW)
    try:
        bound = generator.bind(raw)
        alone = [bound(ScalarDraw(context, 1, row)) for row in range(ROWS)]
    except MockcraftError as error:
        assert isinstance(error, ParameterError) or generator.name == "template", repr(error)
        assert len(str(error)) < 1500 and "Error" not in str(error).split(" ")[0]
        return False
    for value in alone:
        check_values(value, generator.type_name)
    made = bound(VectorDraw(context, 1, Rows(np.arange(ROWS, dtype=np.uint64))))
    assert list(map(text_of, alone)) == _texts(made, ROWS), raw
    to_arrow(made, ROWS).validate(full=True)
    return True


@pytest.mark.parametrize("generator", WITH_PARAMETERS, ids=lambda each: each.name)
def test_hostile_values_are_refused_or_right(generator: Generator) -> None:
    if generator.name == "template":
        chosen = trials(generator)[: len(EVERYTHING)]
    else:
        chosen = trials(generator)
    assert any([check_trial(generator, raw) for raw in chosen])


@pytest.mark.parametrize("generator", WITH_PARAMETERS, ids=lambda each: each.name)
def test_the_json_schema_refuses_what_the_declaration_refuses(generator: Generator) -> None:
    """Of texts and of numbers: an editor sees no more than one parameter, and none of a date's rules."""
    for parameter in generator.parameters.values():
        if parameter.kind not in (str, int, float) or parameter.name in ("pattern", "text"):
            continue
        schema = parameter_schema(parameter)
        validator = jsonschema.Draft202012Validator(schema)
        for raw in (
            EVERYTHING if parameter.kind is str else (0, 1, -1, 5, 10**6, 2**62, 0.5, 1e300, 1e-300)
        ):
            if isinstance(raw, str) and ("\0" in raw or not raw.isprintable()):
                continue  # no pattern says so
            if parameter.kind is int and isinstance(raw, float):
                continue
            try:
                parameter.parse(raw)
                taken = True
            except ParameterError:
                taken = False
            assert taken == validator.is_valid(raw), (
                f"{generator.name} {parameter.name}={raw!r}: {taken}"
            )


def test_every_text_that_is_given_has_a_greatest_length_or_a_form() -> None:
    free = [
        f"{generator.name} {name}"
        for generator in WITH_PARAMETERS
        if generator.builtin
        for name, each in generator.parameters.items()
        if each.kind is str and not (each.choices or each.between or each.form)
    ]

    assert [] == free
