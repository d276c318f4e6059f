"""The first rows of each table, made to see whether they can be; and what a schema that passes has."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from mockcraft.core.ranges import Range, chunks
from mockcraft.errors import DataError

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan

TRIED = 1000  # first rows of each table that are made


def try_rows(plan: Plan, rows: int = TRIED) -> None:
    """Makes the first rows of each table; raises DataError with what is wrong in any of them."""
    from mockcraft.core.frame import batch_of
    from mockcraft.core.width import wide_tables

    failed = []
    for table in plan.tables:
        first = [Range(table.name, 0, min(table.count, rows))]
        try:
            for chunk in islice(chunks(first, rows, wide_tables(plan, first, rows)), 1):
                batch_of(plan, chunk)
        except DataError as error:
            failed.append(str(error))
    if failed:
        raise DataError("\n".join(dict.fromkeys(failed)))


def summary(plan: Plan) -> dict[str, Any]:
    """What is in a plan that has no problems, as JSON has it."""
    return {
        "valid": True,
        "rows": plan.rows,
        "tables": {
            each.name: {"rows": each.count, "columns": [column.name for column in each.columns]}
            for each in plan.tables
        },
    }


SUMMARY: dict[str, Any] = {  # JSON Schema of it
    "type": "object",
    "required": ["valid", "rows", "tables"],
    "properties": {
        "valid": {"const": True},
        "rows": {"type": "integer", "description": "Of all tables."},
        "tables": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["rows", "columns"],
                "properties": {
                    "rows": {"type": "integer"},
                    "columns": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
