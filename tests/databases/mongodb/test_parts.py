"""Parts of one plan that fill MongoDB together: the documents and indexes of one run, whatever happens.

The tests of the relational engines are in tests/sinks/test_parts.py; here no transaction holds rows and ledger.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from databases.mongodb.test_lost import content as all_content
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.databases.mongodb.checkpoints import MongoCheckpoints
from mockcraft.databases.mongodb.store import MongoStore
from mockcraft.engine import Progress, ignore, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.parts.check import Incomplete
from mockcraft.parts.database import check_database
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.part import PartSink
from plans import MakePlan
from sinks.test_parts import CHILD, KILLS

PARTS = 3
CALM: dict[str, Mapping[str, Any]] = {}
SHOP = """
  users:
    count: 240
    columns:
      _id: {generator: object_id, primary_key: true}
      email: {generator: email, unique: true}
      chief: {ref: users._id, nulls: 0.1}
    embed: [pets]
    mongodb: {indexes: [[-chief]]}
  pets:
    count: {per: users, min: 0, max: 2}
    columns: {owner: {ref: users._id}, name: first_name}
  orders:
    count: {per: users, min: 0, max: 2}
    columns: {user: {ref: users._id}, price: {generator: price, min: 1, max: 500}}
"""


def part(url: str, number: int, parts: int = PARTS, **options: Any) -> PartSink:
    chosen = Selection(part=(number, parts))
    return PartSink(engine_of(url), url, LoadOptions(**options), chosen, batch_rows=40)


def fill(plan: Plan, url: str, number: int, parts: int = PARTS, report: Any = ignore) -> Progress:
    made = part(url, number, parts)
    shaped = made.shaped(plan)
    return run(shaped, made, made.chosen.ranges(shaped), batch_rows=20, report=report)


def fill_all(plan: Plan, url: str) -> Progress:
    sink = DatabaseSink(engine_of(url), url, LoadOptions())
    return run(sink.shaped(plan), sink)


def whole(plan: Plan, url: str) -> Mapping[str, Any]:
    """The content of one run, which is made once and taken away again."""
    key = engine_of(url).shaped(plan).digest
    if key not in CALM:
        fill_all(plan, url)
        CALM[key] = content(url)
        Cleaning(engine_of(url), url, plan).run()
    return CALM[key]


def content(url: str) -> Mapping[str, Any]:
    return {name: each for name, each in all_content(url).items() if name != CHECKPOINT}


def stop_at(rows: int) -> Any:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise SinkError("stop")

    return report


@contextmanager
def killed_in(patch: pytest.MonkeyPatch, owner: type, name: str) -> Iterator[None]:
    """As if the process was killed where it would call this: nothing is taken back, and its locks are left."""

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with patch.context() as patched:
        patched.setattr(owner, name, die)
        patched.setattr(PartSink, "_give_up", lambda *_: None)
        with pytest.raises(Killed):
            yield


@pytest.mark.parametrize("order", [(2, 7, 1, 4, 6, 3, 5), (1,)])
def test_parts_in_any_order_make_the_documents_of_one_run(
    make_plan: MakePlan, mongodb: str, order: tuple[int, ...]
) -> None:
    plan = make_plan(SHOP)
    calm = whole(plan, mongodb)
    notes = [fill(plan, mongodb, number, len(order)).note for number in order]
    before = all_content(mongodb)
    again = fill(plan, mongodb, order[0], len(order))

    assert content(mongodb) == calm
    assert notes[-1].startswith(f"all {len(order)} part")
    assert not any(note.startswith("all") for note in notes[:-1])
    assert (0, "is complete already" in again.note) == (again.rows, True)
    assert all_content(mongodb) == before
    assert ["orders", "users"] == [each.name for each in check_database(mongodb)]
    Cleaning(engine_of(mongodb), mongodb, plan).run()
    assert {} == all_content(mongodb)


def test_parts_side_by_side_that_are_killed_end_like_one_run(
    make_plan: MakePlan, mongodb: str, tmp_path: Path
) -> None:
    plan = make_plan(SHOP.replace("    embed: [pets]\n", ""))  # the child embeds nothing
    calm = whole(plan, mongodb)
    words = [str(tmp_path / "schema.yaml"), mongodb, str(PARTS), str(KILLS), "0"]
    done = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[-3]) > 0
    assert content(mongodb) == calm
    assert {PARTS} == {each.parts for each in check_database(mongodb)}


@pytest.mark.parametrize(
    ("owner", "name"),
    [(MongoStore, "make_shared"), (MongoCheckpoints, "advance"), (MongoCheckpoints, "complete"),
     (MongoStore, "complete_shared")],
)  # fmt: skip
def test_a_part_that_is_killed_at_any_step_goes_on(
    make_plan: MakePlan, mongodb: str, monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    plan = make_plan(SHOP)
    calm = whole(plan, mongodb)
    if name != "make_shared":
        fill(plan, mongodb, 3)
        fill(plan, mongodb, 1)
    with killed_in(monkeypatch, owner, name):
        fill(plan, mongodb, 2)
    said = "keys are not in place" if name == "complete_shared" else "users: part.*2/3.* unfinished"
    with pytest.raises(Incomplete, match=said):
        check_database(mongodb)
    for number in (2, 3, 1):
        fill(plan, mongodb, number)

    assert content(mongodb) == calm
    assert 2 == len(check_database(mongodb))


def test_a_part_that_fails_takes_back_its_own_rows_alone(
    make_plan: MakePlan, mongodb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(SHOP)
    with pytest.raises(SinkError, match="stop"):
        fill(plan, mongodb, 2, report=stop_at(110))
    assert {} == all_content(mongodb)
    fill(plan, mongodb, 1)
    before = all_content(mongodb)
    with pytest.raises(SinkError, match="stop"):
        fill(plan, mongodb, 2, report=stop_at(110))

    assert content(mongodb) == {k: v for k, v in before.items() if k != CHECKPOINT}
    with pytest.raises(Incomplete, match="users: parts 2/3, 3/3 are missing"):
        check_database(mongodb)


def test_rows_that_are_taken_back_are_forgotten_first(
    make_plan: MakePlan, mongodb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the midst of it, a part that was noted as standing behind rows that are gone would lack them."""
    plan = make_plan(SHOP)
    calm = whole(plan, mongodb)
    fill(plan, mongodb, 1)

    class Killed(BaseException):
        pass

    deleted: list[range] = []

    def delete(store: MongoStore, plan: Plan, table: Any, rows: range) -> None:
        if deleted:
            raise Killed
        deleted.append(rows)
        real(store, plan, table, rows)

    real = MongoStore.delete_rows
    with monkeypatch.context() as patch:
        patch.setattr(MongoStore, "delete_rows", delete)
        with pytest.raises(Killed):
            fill(plan, mongodb, 2, report=stop_at(110))
    for number in (2, 3):
        fill(plan, mongodb, number)

    assert content(mongodb) == calm


def test_others_are_refused_beside_parts(make_plan: MakePlan, mongodb: str) -> None:
    plan = make_plan(SHOP)
    fill(plan, mongodb, 2)
    before = all_content(mongodb)
    for other, parts, said in (
        (make_plan(SHOP.replace("240", "241")), 3, "parts of another plan, .*part 2/3"),
        (make_plan(SHOP.replace("-chief", "chief")), 3, "parts of another plan, .*part 2/3"),
        (plan, 4, "is filled in 3 parts, not in 4: part 2/3 has begun"),
    ):
        with pytest.raises(Unsupported, match=said):
            fill(other, mongodb, 1, parts)
    for existing in ("refuse", "append", "truncate"):
        sink = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions(existing=existing))
        with pytest.raises(Unsupported, match="in parts, and parts 1/3, 3/3 are not complete"):
            run(sink.shaped(plan), sink)

    assert content(mongodb) == {k: v for k, v in before.items() if k != CHECKPOINT}
    assert len(before) == len(all_content(mongodb))


def test_appends_and_replacements_follow_parts_that_are_complete(
    make_plan: MakePlan, mongodb: str, tmp_path: Path
) -> None:
    plan = make_plan("  words: {count: 60, columns: {n: {generator: sequence, unique: true}}}")
    calm = whole(plan, mongodb)
    for number in (1, 2):
        fill(plan, mongodb, number, 2)
    schema, more = str(tmp_path / "schema.yaml"), LoadOptions(existing="append")
    prepare(SeedRequest(schema, mongodb, load=more)).run()
    assert "all 2 parts complete" in fill(plan, mongodb, 1, 2).note
    run(plan, DatabaseSink(engine_of(mongodb), mongodb, LoadOptions(existing="truncate")))

    assert calm == all_content(mongodb)


def test_a_part_that_is_being_made_is_not_made_twice(
    make_plan: MakePlan, mongodb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.mongodb.locks.WAIT_S", 0.1)
    plan = make_plan(SHOP)
    said: list[str] = []

    def report(progress: Progress) -> None:
        if progress.rows > 90 and not said:
            for attempt in (
                lambda: fill(plan, mongodb, 2),
                Cleaning(engine_of(mongodb), mongodb, plan).run,
            ):
                with pytest.raises(SinkError) as caught:
                    attempt()
                said.append(str(caught.value))
            fill(plan, mongodb, 1)

    fill(plan, mongodb, 2, report=report)

    assert 2 == len(said)
    assert all(re.search(r"another run is filling table \w+ part 2/3", each) for each in said), said
