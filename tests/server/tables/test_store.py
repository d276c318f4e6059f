"""What a write costs does not grow with what was written before, and a snapshot is all of it."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mockcraft.api import Schema
from mockcraft.server.tables import store
from mockcraft.server.tables.bodies import batch_of, canonical
from mockcraft.server.tables.store import Store
from mockcraft.server.tables.worlds import World


@pytest.fixture
def opened(world: Schema) -> World:
    """The schema of the rows that are written over."""
    return World("world", world._plan)


def body(world: World, number: int, **more: Any) -> str:
    """A row of users."""
    row = {"id": number + 1, "age": number % 70, "tags": ["a"] * (number % 3), **more}
    return canonical(world.table("users"), row)


def write(made: Store, world: World, number: int, text: str | None) -> None:
    """One write, as a request makes it."""
    with made.writing(world):
        made.put(world, world.table("users"), number, text)


def test_what_was_taken_in_write_by_write_is_what_is_read_at_once(
    opened: World, tmp_path: Path
) -> None:
    pick = random.Random(3)
    path = str(tmp_path / "changes.db")
    made = Store(path)
    made.register(opened)
    for step in range(150):
        number = pick.randrange(0, 500)
        write(made, opened, number, None if pick.random() < 0.3 else body(opened, number, big=step))
    one = made.snapshot(opened).tables["users"]

    again = Store(path)
    again.register(opened)
    other = again.snapshot(opened).tables["users"]
    assert other.numbers.tolist() == one.numbers.tolist() == sorted(one.numbers.tolist())
    assert other.deleted.tolist() == one.deleted.tolist() != []
    assert isinstance(one.batch, pa.RecordBatch)
    assert one.batch.equals(other.batch)
    kept = again._database.execute("SELECT count(*), sum(length(body)) FROM changes").fetchone()
    for each in (made, again):
        assert kept == each._database.execute('SELECT "rows", size FROM totals').fetchone()


def test_a_write_makes_its_own_row_and_a_refused_one_none(
    opened: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = 0

    def counted(table: Any, given: list[Any]) -> pa.RecordBatch:
        nonlocal rows
        rows += len(given)
        return batch_of(table, given)

    monkeypatch.setattr(store, "batch_of", counted)
    made = Store(None)
    made.register(opened)
    for number in range(20):
        write(made, opened, number, body(opened, number))
        with pytest.raises(ZeroDivisionError), made.writing(opened):
            made.put(opened, opened.table("users"), number, body(opened, number, age=99))
            made.snapshot(opened)
            raise ZeroDivisionError
    changes = made.snapshot(opened).tables["users"]

    assert rows == 20 + 20  # each once, and what the failing ones read of themselves
    assert changes.batch is not None
    assert [number % 70 for number in range(20)] == changes.batch.column("age").to_pylist()


def test_a_write_takes_as_many_steps_of_the_database_as_the_first_ones(opened: World) -> None:
    made = Store(None)
    made.register(opened)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    made._database.set_progress_handler(count, 1)
    spent = []
    for number in range(300):
        before = steps
        write(made, opened, number, body(opened, number))
        spent.append(steps - before)

    assert max(spent[-20:]) <= 2 * max(spent[:20])


def test_dropping_all_that_was_written_makes_room(
    opened: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = body(opened, 1)
    monkeypatch.setattr(store, "MOST_BYTES", len(text) + 1)
    made = Store(None)
    made.register(opened)
    for _ in range(2):
        write(made, opened, 1, text)
        write(made, opened, 1, text)  # in place of the first
        with pytest.raises(store.Full):
            write(made, opened, 2, text)
        with made.writing(opened):
            made.clear(opened)
        assert not made.snapshot(opened).tables
    assert json.loads(text)["id"] == 2
