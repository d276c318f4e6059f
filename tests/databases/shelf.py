"""A database engine from outside the package: tables in one JSON file, `shelf:///PATH`.

It has no transactions: what a run hands over is there, and is taken back by the numbers of its rows.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Checkpoints, Connection, Encoder, Engine, Store, Written
from mockcraft.errors import SinkError, UserError
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredTable


class Documents:
    """Rows as dictionaries, nested values as they are."""

    def encode(self, table: Any, batch: Any, chunk: Any) -> list[dict[str, Any]]:
        """See database.Encoder."""
        return json.loads(json.dumps(batch.to_pylist(), default=str))  # type: ignore[no-any-return]


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
            held[table.name] = {"columns": [c.name for c in table.columns], "rows": {}}
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

    def delete_marked(self, table: str, marks: Sequence[str]) -> None:
        raise NotImplementedError

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
)
