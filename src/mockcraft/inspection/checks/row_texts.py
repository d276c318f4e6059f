"""Rows as texts, of which a database makes values of the types of its columns."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa

from mockcraft.inspection.checks.completing import Set
from mockcraft.stored import StoredColumn


def texts_of(batch: pa.RecordBatch, columns: Sequence[StoredColumn]) -> list[Set]:
    """The rows of a batch as texts that a database turns into the columns' types."""
    arrays = [
        [text_of(each, column.kind) for each in batch.column(column.name).to_pylist()]
        for column in columns
    ]
    return list(zip(*arrays, strict=True))


def text_of(value: Any, kind: str) -> str | None:
    """A value as text; None for NULL."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    if isinstance(value, list | dict):
        if kind == "array" and isinstance(value, list):
            return "{" + ",".join(_item(each, kind) for each in value) + "}"
        return json.dumps(value, default=str)
    return str(value)


def _item(value: Any, kind: str) -> str:
    text = text_of(value, kind)
    if text is None:
        return "NULL"
    if isinstance(value, list):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
