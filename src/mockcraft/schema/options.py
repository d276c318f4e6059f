"""The options of a column, such as `type` and `nulls`, read into its specification."""

import re
from collections.abc import Callable
from typing import Protocol

from mockcraft.core.types import PRECISION
from mockcraft.errors import Place, did_you_mean
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import TYPES, ColumnSpec

_TYPE = re.compile(r"([a-z]+)(?:\( *(\d{1,4})(?: *, *(\d{1,4}))? *\))?")


class Reader(Protocol):
    """What reads plain values, and notes problems."""

    def problem(self, place: Place, message: str) -> None:
        """Notes a problem."""

    def text(self, node: Node, what: str) -> str | None:
        """A text."""

    def number(self, node: Node, what: str) -> float | None:
        """A number."""

    def boolean(self, node: Node, what: str) -> bool:
        """true or false."""


def _read_type(reader: Reader, spec: ColumnSpec, node: Node) -> None:
    written = reader.text(node, "type")
    if written is None:
        return
    text = written.lower()
    match = _TYPE.fullmatch(text)
    if match is None or match[1] not in TYPES or (match[2] and match[1] != "decimal"):
        hint = did_you_mean(text, TYPES) or f" (one of {', '.join(TYPES)})"
        if text.startswith("decimal("):
            hint = ' (such as decimal(10, 2); between { and } it must stand in quotes: "decimal(10, 2)")'
        reader.problem(node.place, f"type {shown(written)} is not known{hint}")
        return
    if match[2] is None:
        spec.type = (match[1], None, None)
        return
    precision, scale = int(match[2]), int(match[3] or 0)
    if not (scale <= precision <= PRECISION and precision):
        message = (
            f"type {shown(written)} has not 1 to {PRECISION} digits, with the decimals among them"
        )
        reader.problem(node.place, message)
        return
    spec.type = (match[1], precision, scale)


def _read_nulls(reader: Reader, spec: ColumnSpec, node: Node) -> None:
    share = reader.number(node, "nulls")
    if share is not None and not 0 <= share <= 1:
        reader.problem(node.place, f"nulls {node.describe()} is not a share from 0 to 1")
    elif share is not None:
        spec.nulls = share


def _read_flag(name: str) -> Callable[[Reader, ColumnSpec, Node], None]:
    def read(reader: Reader, spec: ColumnSpec, node: Node) -> None:
        setattr(spec, name, reader.boolean(node, name))

    return read


def _read_text(name: str) -> Callable[[Reader, ColumnSpec, Node], None]:
    def read(reader: Reader, spec: ColumnSpec, node: Node) -> None:
        setattr(spec, name, reader.text(node, name) or "")

    return read


OPTION_READERS: dict[str, Callable[[Reader, ColumnSpec, Node], None]] = {
    "type": _read_type,
    "primary_key": _read_flag("primary_key"),
    "unique": _read_flag("unique"),
    "nulls": _read_nulls,
    "locale": _read_text("locale"),
    "entity": _read_text("entity"),
}
