"""A database engine from outside the package: tables in one JSON file, `shelf:///PATH`.

It has no transactions: what a run hands over is there, and is taken back by the numbers of its rows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Checkpoints, Connection, Encoder, Engine, Store, Written
from mockcraft.errors import SinkError, UserError
from mockcraft.options import OptionError, unknown_column
from mockcraft.parameter import Between
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is written on the shelf, for some columns."""

    columns: Annotated[tuple[str, ...], "columns that it is of"]
    colour: Annotated[str, Between(1, 20), "its colour"] = "white"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfOptions:
    """See options.Options."""

    as_: Annotated[Literal["values", "text"], "how values are kept"] = "values"
    without: Annotated[tuple[str, ...], "columns that are not kept"] = ()
    labels: Annotated[tuple[Label, ...], "labels of columns"] = ()

    def problems(self, table: Any) -> Iterator[OptionError]:
        for name in self.without:
            if error := unknown_column(table, name, "without"):
                yield error
            if name in table.primary_key:
                yield OptionError(f"{name} is the key of {table.name} (keep it)", "without")
        for number, label in enumerate(self.labels):
            for name in label.columns:
                if error := unknown_column(table, name, "labels", str(number), "columns"):
                    yield error


def options_of(table: Any) -> ShelfOptions:
    found: ShelfOptions = table.options.get("shelf", ShelfOptions())
    return found


class Documents:
    """Rows as dictionaries, nested values as they are."""

    def encode(self, table: Any, batch: Any, chunk: Any) -> list[dict[str, Any]]:
        """See database.Encoder."""
        options = options_of(table)
        text = str if options.as_ == "text" else (lambda value: value)
        rows = json.loads(json.dumps(batch.to_pylist(), default=str))
        return [
            {name: text(value) for name, value in row.items() if name not in options.without}
            for row in rows
        ]


class Shelf:
    """See database.Connection."""

    def __init__(self, path: Path, writable: bool) -> None:
        self.path, self.target, self.writable = path, path.name, writable

    def load(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        try:
            found: dict[str, Any] = json.loads(self.path.read_text())
        except ValueError as error:
            raise SinkError(f"{self.target} is no shelf") from error
        return found

    def save(self, tables: dict[str, Any]) -> None:
        assert self.writable
        if tables:
            self.path.write_text(json.dumps(tables))
        else:
            self.path.unlink(missing_ok=True)

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        held = self.load()
        stored = {
            name: StoredTable(
                name, columns=tuple(StoredColumn(c, "any") for c in held[name]["columns"])
            )
            for name in tables
            if name in held
        }
        return Catalogue(stored, others=tuple(name for name in held if name not in tables))

    def count(self, table: str) -> int:
        return len(self.load()[table]["rows"])

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        values = [row[column] for row in self.load()[table]["rows"].values()]
        return (max if highest else min)(values) if values else None

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        held = [tuple(row[c] for c in keys) for row in self.load()[table]["rows"].values()]
        return [key in held for key in zip(*keys.values(), strict=True)]

    def close(self) -> None:
        pass


class ShelfStore:
    """See database.Store."""

    waits = False
    note = ""
    checkpoints: Checkpoints | None = None

    def __init__(self, connection: Shelf) -> None:
        self.connection = connection
        self.rows: dict[int, Any] = {}

    def lock(self, tables: Sequence[str]) -> None:
        pass

    def format(self, plan: Any, catalogue: Catalogue) -> Encoder:
        return Documents()

    def begin(self, keys: Sequence[StoredKey]) -> None:
        pass

    def empty(self, tables: Sequence[Any], catalogue: Catalogue) -> None:
        held = self.connection.load()
        for table in tables:
            held[table.name]["rows"] = {}
        self.connection.save(held)

    def check_making(self, plan: Any, tables: Sequence[Any]) -> None:
        pass

    def make(self, plan: Any, tables: Sequence[Any]) -> None:
        held = self.connection.load()
        for table in tables:
            labels = {
                name: label.colour for label in options_of(table).labels for name in label.columns
            }
            columns = [c.name for c in table.columns]
            held[table.name] = {"columns": columns, "labels": labels, "rows": {}}
        self.connection.save(held)

    def write(self, table: Any, chunk: Any, payload: list[dict[str, Any]]) -> None:
        self.rows |= dict(zip(range(chunk.start, chunk.stop), payload, strict=True))

    def flush(self, rows: Written) -> Written:
        held = self.connection.load()
        held[rows.table]["rows"] |= {str(number): row for number, row in self.rows.items()}
        self.rows = {}
        self.connection.save(held)
        return rows

    def complete(self, plan: Any, tables: Sequence[Any], made: Sequence[str]) -> None:
        pass

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        self.rows = {}

    def settle(self, tables: Sequence[Any]) -> None:
        pass

    def reopen(self) -> None:
        self.rows = {}

    def drop(self, tables: Sequence[str]) -> None:
        held = self.connection.load()
        self.connection.save({name: each for name, each in held.items() if name not in tables})

    def delete(self, table: Any, keys: Mapping[str, Sequence[Any]]) -> None:
        held = self.connection.load()
        wanted = set(zip(*keys.values(), strict=True))
        held[table.name]["rows"] = {
            number: row
            for number, row in held[table.name]["rows"].items()
            if tuple(row[name] for name in keys) not in wanted
        }
        self.connection.save(held)

    def close(self) -> None:
        pass


def path_of(url: str) -> Path:
    path = url.partition("://")[2]
    if len(path) < 2 or path[0] != "/":
        raise UserError("the shelf's URL names no file (give shelf:///PATH)")
    return Path(path[1:])


def store(connection: Connection) -> Store:
    assert isinstance(connection, Shelf)
    return ShelfStore(connection)


ENGINE = Engine(
    name="shelf",
    title="the shelf",
    schemes=("shelf",),
    example="shelf:///PATH",
    can=Capabilities(
        transactions=False, documents=True, keys_wait=True, limits=Limits(name_bytes=100)
    ),
    connect=lambda url, writable: Shelf(path_of(url), writable),
    store=store,
    shown=lambda url: str(path_of(url)),
    look=lambda url, table: f"jq .{table} {path_of(url)}",
    options=ShelfOptions,
)
