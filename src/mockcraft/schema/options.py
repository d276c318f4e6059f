"""The options of a column, such as `type` and `nulls`, read into its specification."""

from collections.abc import Callable
from typing import Protocol

from mockcraft.core.types import Type
from mockcraft.errors import ParameterError, Place
from mockcraft.schema.source import Node
from mockcraft.schema.spec import ColumnSpec


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
    try:
        spec.type = Type.parse(written)
    except ParameterError as error:
        reader.problem(node.place, str(error))


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
