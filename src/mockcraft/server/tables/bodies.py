"""Rows that clients send: JSON objects, turned into the types of a table's columns."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.core.kinds import KINDS
from mockcraft.core.plan import Table
from mockcraft.core.types import Type, cast
from mockcraft.errors import MockcraftError, ParameterError, UserError, nearest
from mockcraft.formats.documents import objects, plain_member
from mockcraft.server.json_text import NotJson, read_json

Row = dict[str, Any]


def read_object(data: bytes) -> Row:
    """The JSON object of a body; raises UserError."""
    try:
        made = read_json(data)
    except NotJson as error:
        raise UserError(f"the body is not JSON: {error}") from None
    if not isinstance(made, dict):
        raise UserError("the body is not a JSON object (send the row's columns and their values)")
    return made


def merged(row: Row, patch: Mapping[str, Any]) -> Row:
    """The row with a merge patch applied (RFC 7396); null sets NULL, for a row has all its columns."""
    made = dict(row)
    for name, value in patch.items():
        old = made.get(name)
        made[name] = (
            merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return made


def batch_of(table: Table, rows: list[Row]) -> pa.RecordBatch:
    """The rows as the table's columns; raises ParameterError for what a column does not hold."""
    known = [each.name for each in table.columns]
    for row in rows:
        for name in row:
            if name not in known:
                raise ParameterError(
                    f"{table.name} has no column {name!r}{nearest(name, known)}", name
                )
    arrays = []
    for column in table.columns:
        values = [_native(row.get(column.name), column.type, column.name) for row in rows]
        try:
            arrays.append(pa.array(values, column.type.arrow))
        except (pa.ArrowInvalid, OverflowError, TypeError, UnicodeEncodeError):
            raise _wrong(column.name, rows[0].get(column.name), column.type) from None
    return pa.RecordBatch.from_arrays(arrays, known)


def canonical(table: Table, row: Row) -> str:
    """The row as JSON, as the table writes it; raises ParameterError for what its columns do not hold."""
    batch = batch_of(table, [row])
    members = [
        plain_member(column.name, array, column.type)
        for column, array in zip(table.columns, batch.columns, strict=True)
    ]
    text: str = objects(members, 1)[0].as_py()
    return text


def _native(value: Any, kind: Type, name: str) -> Any:
    """A value of JSON as the Python value that Arrow makes the type of."""
    if value is None:
        return None
    if kind.kind == "struct":
        return _document(value, kind, name)
    if kind.kind == "list":
        if not isinstance(value, list) or len(value) > ITEM_LIMIT:
            raise _wrong(name, value, kind)
        assert kind.item is not None
        return [_native(each, kind.item, f"{name}.{i}") for i, each in enumerate(value)]
    if kind.kind == "json":
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if kind.kind == "boolean":
        return _only(value, bool, kind, name)
    if kind.kind == "bytes":
        return _decoded(_only(value, str, kind, name), kind, name)
    if kind.family == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number and not (isinstance(value, str) and kind.kind in ("integer", "decimal")):
            raise _wrong(name, value, kind)
        return _converted(_digits(value), kind, name, value)
    text = _only(value, str, kind, name)
    return text if kind.kind == "text" else _converted(text, kind, name, value)


def _document(value: Any, kind: Type, name: str) -> Row:
    if not isinstance(value, dict):
        raise _wrong(name, value, kind)
    members = dict(kind.fields)
    for each in value:
        if each not in members:
            raise ParameterError(f"{name} has no member {each!r}{nearest(each, members)}", name)
    return {
        each: _native(value.get(each), member, f"{name}.{each}") for each, member in members.items()
    }


def _digits(value: int | float | str) -> str:
    """A number as text, 5.0 as 5."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return str(int(value))
    return str(value)


def _converted(text: str, kind: Type, name: str, value: Any) -> Any:
    given = text.lower() if kind.kind in ("uuid", "objectid") else text
    try:
        return cast(pa.array([given], pa.string()), kind)[0].as_py()
    except (MockcraftError, pa.ArrowInvalid, UnicodeEncodeError):
        raise _wrong(name, value, kind) from None


def _only(value: Any, wanted: type, kind: Type, name: str) -> Any:
    if not isinstance(value, wanted):
        raise _wrong(name, value, kind)
    return value


def _decoded(text: str, kind: Type, name: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise _wrong(name, text, kind) from None


def _wrong(name: str, value: Any, kind: Type) -> ParameterError:
    like = "base64 (RFC 4648)" if kind.kind == "bytes" else KINDS[kind.kind].like
    shown = json.dumps(value, ensure_ascii=False)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    digits = (
        f" of {kind.precision} digits, {kind.scale} of them decimals"
        if kind.kind == "decimal"
        else ""
    )
    return ParameterError(f"{name}: {shown} is not {like}{digits}", name)
