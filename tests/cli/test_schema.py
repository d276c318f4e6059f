"""`mockcraft schema`: the JSON Schema on standard output."""

import json
from collections.abc import Callable

from mockcraft.schema.json_schema import json_schema

from .conftest import Answer


def test_it_prints_the_json_schema_and_nothing_else(inside: Callable[..., Answer]) -> None:
    answer = inside("schema")

    assert (0, "") == (answer.code, answer.err)
    assert json_schema() == json.loads(answer.out)
