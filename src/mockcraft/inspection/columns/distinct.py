"""Different values that the mapping of a column alone gives."""

from collections.abc import Mapping
from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import Range, chunks
from mockcraft.errors import MockcraftError, SchemaError
from mockcraft.schema.bind import load


def distinct(spec: Mapping[str, Any], number: int) -> list[Any]:
    """So many values, no two alike, or as many as there are; none where the mapping needs other columns."""
    while number > 0:
        column = {**spec, "unique": True}
        try:
            _, plan = load({"tables": {"t": {"count": number, "columns": {"c": column}}}})
            return [
                value
                for chunk in chunks([Range("t", 0, number)], number)
                for value in batch_of(plan, chunk).column(0).to_pylist()
            ]
        except SchemaError as error:
            number = next((each.capacity for each in error.problems if each.capacity), 0)
        except MockcraftError:
            return []
    return []
