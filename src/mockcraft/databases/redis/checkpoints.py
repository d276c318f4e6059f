"""How far runs have come: fields of one hash, moved in the MULTI of their rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from mockcraft.database import Checkpoint, Written
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.formats.own_keys import CHECKPOINT


class Queue(Protocol):
    """The store that they go through."""

    connection: RedisConnection

    def queue(self, words: tuple[Any, ...], back: tuple[Any, ...]) -> None:
        """Has a command done with the rows, and `back` where any of them fails."""

    def commit(self) -> None:
        """Has the rows done."""


class RedisCheckpoints:
    """See database.Checkpoints. A field is `run table`, its value `next_row made`."""

    def __init__(self, store: Queue) -> None:
        self.store = store
        self.made: dict[str, bool] = {}  # by field, as last read or written

    def possible(self) -> bool:
        """See database.Checkpoints."""
        return True

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Checkpoint]]:
        """See database.Checkpoints."""
        found: dict[str, dict[str, Checkpoint]] = {}
        fields = self.store.connection.run("HGETALL", CHECKPOINT)
        for field, value in sorted(zip(fields[::2], fields[1::2], strict=True)):
            run, _, name = field.decode().partition(" ")
            row, _, made = value.decode().partition(" ")
            found.setdefault(run, {})[name] = Checkpoint(int(row), made == "1")
            self.made[field.decode()] = made == "1"
        wanted = set(tables)
        return {run: made for run, made in found.items() if wanted & set(made)}

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """See database.Checkpoints."""
        words = []
        for name, each in tables.items():
            self.made[f"{run} {name}"] = each.made
            words += [f"{run} {name}", _value(each.next_row, each.made)]
        if words:
            self.store.connection.run("HSET", CHECKPOINT, *words)

    def advance(self, run: str, rows: Written) -> None:
        """See database.Checkpoints. The lock keeps other runs from moving it."""
        field = f"{run} {rows.table}"
        made = self.made[field]
        back = ("HSET", CHECKPOINT, field, _value(rows.start, made))
        self.store.queue(("HSET", CHECKPOINT, field, _value(rows.stop, made)), back)

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints: behind the rows, so that a run that is killed between is gone on with."""
        self.store.commit()
        fields = [f"{run} {name}" for run, made in self.unfinished(tables).items() for name in made]
        if fields:
            self.store.connection.run("HDEL", CHECKPOINT, *fields)


def _value(row: int, made: bool) -> str:
    return f"{row} {int(made)}"
