"""Parts of one plan that fill a database together: the rows, keys and sequences of one run, whatever happens."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, ignore, run
from mockcraft.errors import MockcraftError, SinkError, Unsupported, UserError
from mockcraft.parts.check import Incomplete
from mockcraft.parts.database import check_database
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.part import PartSink
from plans import MakePlan
from sinks.relational import MakeDatabase, Postgresql, Relational, Sqlite, sink

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "4"))
PARTS = 3
CALM: dict[Any, Mapping[str, Any]] = {}
few = pytest.mark.parametrize("make_database", ["sqlite", "postgresql"], indirect=True)
some = pytest.mark.parametrize("make_database", ["sqlite", "postgresql", "mariadb"], indirect=True)
# Rows refer to rows of other parts: of the same table, of tables before and behind them.
SHOP = """
  users:
    count: 600
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      chief: {ref: users.id, nulls: 0.1}
  teams:
    count: 60
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: members.id, nulls: 0.1}
  members:
    count: 180
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
  orders:
    count: {per: users, min: 0, max: 3}
    columns:
      number: {generator: sequence, unique: true}
      user: {ref: users.id}
      friend: {ref: users.id}
"""


def fill(
    plan: Plan,
    database: Relational,
    number: int,
    parts: int = PARTS,
    report: Any = ignore,
    tables: tuple[str, ...] = (),
    **options: Any,
) -> Progress:
    chosen = Selection(tables, part=(number, parts))
    part = PartSink(
        engine_of(database.url), database.url, LoadOptions(**options), chosen, batch_rows=100
    )
    return run(plan, part, chosen.ranges(plan), batch_rows=40, report=report)


def content(database: Relational) -> Mapping[str, Any]:
    """Rows, keys, indexes and sequences, without the ledger."""
    made: dict[str, Any] = {
        name: each for name, each in database.content().items() if name != CHECKPOINT
    }
    if isinstance(database, Postgresql):
        made["indexes"] = database.query(
            f"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '{CHECKPOINT}' ORDER BY 1"
        )
        made["sequences"] = database.query(
            "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
        )
    if isinstance(database, Sqlite):
        made["indexes"] = database.query(
            f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name <> '{CHECKPOINT}' ORDER BY 1"
        )
    return made


def whole(plan: Plan, make_database: MakeDatabase) -> Mapping[str, Any]:
    """The content of one run, which is made once for each engine."""
    database = make_database()
    key = database.url.partition(":")[0], plan.digest
    if key not in CALM:
        run(plan, sink(database))
        CALM[key] = content(database)
    return CALM[key]


def break_off(plan: Plan, database: Relational, number: int, rows: int) -> None:
    """As if the part was killed after so many rows."""

    class Killed(PartSink):
        def finish(self, error: BaseException | None) -> None:
            assert self.store is not None
            self.store.close()

    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise KeyboardInterrupt

    chosen = Selection(part=(number, PARTS))
    part = Killed(engine_of(database.url), database.url, LoadOptions(), chosen, batch_rows=100)
    with pytest.raises(KeyboardInterrupt):
        run(plan, part, chosen.ranges(plan), batch_rows=40, report=report)


@pytest.mark.parametrize("order", [(2, 7, 1, 4, 6, 3, 5), (1,)])
def test_parts_in_any_order_make_the_database_of_one_run(
    make_plan: MakePlan, make_database: MakeDatabase, order: tuple[int, ...]
) -> None:
    plan, database = make_plan(SHOP), make_database()
    calm = whole(plan, make_database)
    notes = [fill(plan, database, number, len(order)).note for number in order]

    assert content(database) == calm
    assert notes[-1].startswith(f"all {len(order)} part")
    assert not any(note.startswith("all") for note in notes[:-1])


@few
def test_a_part_that_is_complete_does_nothing_and_says_so(
    make_plan: MakePlan, make_database: MakeDatabase
) -> None:
    plan, database = make_plan(SHOP), make_database()
    fill(plan, database, 2)
    before = content(database)
    again = fill(plan, database, 2)
    resumed = fill(plan, database, 2, resume=True)

    assert "part 2/3 is complete already; 1 of 3 parts complete" == again.note == resumed.note
    assert 0 == again.rows == resumed.rows
    assert content(database) == before


CHILD = """
import os, random, signal, sys, time
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import MockcraftError
from mockcraft.schema.bind import load
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.part import PartSink

schema, url, parts, kills, seed = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
plan, chance = load(schema)[1], random.Random(seed)

def fill(number):
    chosen = Selection(part=(number, parts))
    sink = PartSink(engine_of(url), url, LoadOptions(), chosen, batch_rows=100)
    run(plan, sink, chosen.ranges(plan), batch_rows=40)

def begin(number):
    child = os.fork()
    if child == 0:
        try:
            fill(number)
        except BaseException as error:
            print(number, repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return child

engine_of(url).connect(url, False).close()
waiting, failed, killed = list(range(1, parts + 1)), 0, 0
chance.shuffle(waiting)
running = {}
while waiting or running:
    while waiting:
        number = waiting.pop()
        running[begin(number)] = number
    if killed < kills:
        time.sleep(chance.uniform(0.0, 0.4))
        os.kill(chance.choice(sorted(running)), signal.SIGKILL)
    child, status = os.wait()
    number = running.pop(child)
    if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
        killed += 1
        waiting.append(number)
    elif status:
        failed += 1
print("killed", killed, "failed", failed)
sys.exit(failed > 0)
"""


def test_parts_side_by_side_that_are_killed_end_like_one_run(
    make_plan: MakePlan, make_database: MakeDatabase, tmp_path: Path
) -> None:
    """All parts at once; those that are killed are made again. Kills that come too late are made up for."""
    plan, killed, seed = make_plan(SHOP), 0, 0
    calm = whole(plan, make_database)
    while True:
        database = make_database()
        schema = str(tmp_path / "schema.yaml")
        words = [schema, database.url, str(PARTS), str(KILLS - killed), str(seed)]
        done = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert content(database) == calm
        assert {PARTS} == {each.parts for each in check_database(database.url)}
        killed, seed = killed + int(done.stdout.split()[-3]), seed + 1
        if killed >= KILLS:
            break

    assert database.sessions() == 0


@some
def test_a_part_that_fails_takes_back_its_own_rows_alone(
    make_plan: MakePlan, make_database: MakeDatabase
) -> None:
    plan, database = make_plan(SHOP), make_database()

    def report(progress: Progress) -> None:
        if progress.rows >= 330:
            raise SinkError("stop")

    with pytest.raises(SinkError, match="stop"):
        fill(plan, database, 2, report=report)
    assert [] == database.tables()
    fill(plan, database, 1)
    before = database.content()
    with pytest.raises(SinkError, match="stop"):
        fill(plan, database, 2, report=report)

    assert database.content() == before


@some
def test_a_part_that_was_killed_goes_on_and_keeps_its_rows_where_it_fails_then(
    make_plan: MakePlan, make_database: MakeDatabase
) -> None:
    plan, database = make_plan(SHOP), make_database()
    calm = whole(plan, make_database)
    fill(plan, database, 3)
    break_off(plan, database, 1, 230)
    with pytest.raises(Incomplete, match=r"users: part 1/3 is unfinished, at row \d+"):
        check_database(database.url)

    def report(progress: Progress) -> None:
        if progress.rows >= 90:
            raise SinkError("stop")

    with pytest.raises(SinkError, match="stop") as caught:
        fill(plan, database, 1, report=report)
    assert ["the rows that were committed stay (make the part again: it goes on)"] == (
        caught.value.__notes__
    )
    progress = fill(plan, database, 1)
    fill(plan, database, 2)

    assert sum(progress.resumed.values()) >= 200
    assert content(database) == calm


@some
def test_keys_that_were_not_put_in_place_are_by_any_part(
    make_plan: MakePlan, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, database = make_plan(SHOP), make_database()
    calm = whole(plan, make_database)
    fill(plan, database, 1)
    fill(plan, database, 2)
    opened = engine_of(database.url).store(engine_of(database.url).connect(database.url, True))
    opened.close()
    with monkeypatch.context() as patch:

        def fail(*_: Any) -> None:
            raise SinkError("no keys today")

        patch.setattr(type(opened), "complete_shared", fail)
        with pytest.raises(SinkError, match="no keys today") as caught:
            fill(plan, database, 3)
    assert "all rows of part 3/3 are there" in caught.value.__notes__[0]
    with pytest.raises(
        Incomplete, match="users: all rows are there, and its keys are not in place"
    ):
        check_database(database.url)
    with pytest.raises(
        Unsupported, match="table users is filled in parts, and has not its keys yet"
    ):
        run(plan, sink(database, existing="append"))
    note = fill(plan, database, 2).note

    assert "part 2/3 is complete already; all 3 parts complete" == note
    assert content(database) == calm


@few
def test_parts_of_another_plan_or_number_are_named(
    make_plan: MakePlan, database: Relational, tmp_path: Path
) -> None:
    plan = make_plan(SHOP)
    fill(plan, database, 2)
    before = database.content()
    other = make_plan(SHOP.replace("600", "601"))

    with pytest.raises(Unsupported, match=f"parts of another plan, {plan.digest}, .*part 2/3"):
        fill(other, database, 1)
    with pytest.raises(Unsupported, match="is filled in 3 parts, not in 4: part 2/3 has begun"):
        fill(plan, database, 1, 4)
    for existing in ("refuse", "append", "truncate"):
        with pytest.raises(
            Unsupported, match="filled in parts, and parts 1/3, 3/3 are not complete"
        ):
            run(plan, sink(database, existing=existing))
    refused = sink(database).foresee(plan, plan.ranges)
    assert "filled in parts" in str(refused.refusal)
    assert database.content() == before


@pytest.mark.parametrize("existing", ["append", "truncate"])
@few
def test_a_part_neither_appends_nor_replaces(
    make_plan: MakePlan, database: Relational, existing: str
) -> None:
    with pytest.raises(UserError, match=f'existing="{existing}"'):
        fill(make_plan(SHOP), database, 1, existing=existing)


@few
def test_rows_that_no_part_has_written_are_not_added_to(
    make_plan: MakePlan, database: Relational
) -> None:
    plan = make_plan(SHOP)
    run(plan, sink(database))
    before = content(database)

    with pytest.raises(Unsupported, match="has 600 rows already, which no part has written"):
        fill(plan, database, 1)
    assert content(database) == before


@few
def test_appends_and_replacements_follow_parts_that_are_complete(
    make_plan: MakePlan, database: Relational, tmp_path: Path
) -> None:
    plan = make_plan(PAIR)
    for number in (1, 2):
        fill(plan, database, number, 2)
    schema = str(tmp_path / "schema.yaml")
    prepare(SeedRequest(schema, database.url, load=LoadOptions(existing="append"))).run()
    assert "all 2 parts complete" in fill(plan, database, 1, 2).note
    assert [(1_800,)] == database.query("SELECT count(*) FROM users")
    run(plan, sink(database, existing="truncate"))

    assert [(900,)] == database.query("SELECT count(*) FROM users")
    assert CHECKPOINT not in database.tables()


@some
def test_a_part_that_is_being_made_is_not_replaced_nor_made_twice(
    make_plan: MakePlan, make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgresql.locks", "mysql.locks", "sqlite.connection"):
        monkeypatch.setattr(f"mockcraft.databases.{name}.LOCK_WAIT_S", 0.1)
    monkeypatch.setattr("mockcraft.sinks.shares.GATE_WAIT_S", 0.1)
    plan, database = make_plan(SHOP), make_database()
    calm = whole(plan, make_database)
    said: list[str] = []

    def report(progress: Progress) -> None:
        if progress.rows > 250 and not said:
            for attempt in (
                lambda: fill(plan, database, 2),
                lambda: run(plan, sink(database, existing="truncate")),
                lambda: cleaning.run(),
            ):
                with pytest.raises(SinkError) as caught:
                    attempt()
                said.append(str(caught.value))

    cleaning = Cleaning(engine_of(database.url), database.url, plan)
    for number in (2, 1, 3):
        fill(plan, database, number, report=report)

    busy = (
        "locked" if isinstance(database, Sqlite) else r"another run is filling table \w+ part 2/3"
    )
    assert 3 == len(said)
    assert all(re.search(busy, each) for each in said), said
    assert content(database) == calm


@few
def test_clean_removes_parts_and_their_ledger(make_plan: MakePlan, database: Relational) -> None:
    plan = make_plan(SHOP)
    fill(plan, database, 2)
    cleaning = Cleaning(engine_of(database.url), database.url, plan)
    removals, _ = cleaning.foresee()
    assert {"users", "teams", "members", "orders"} == set(cleaning.parted)
    cleaning.run(removals)

    assert [] == database.tables()


NO_KEY = """
  words: {count: 600, columns: {word: word}}
"""


@some
def test_rows_without_a_key_are_taken_back_too(
    make_plan: MakePlan, make_database: MakeDatabase
) -> None:
    plan, database = make_plan(NO_KEY), make_database()
    calm = make_database()
    run(plan, sink(calm))
    fill(plan, database, 1)

    def report(progress: Progress) -> None:
        if progress.rows >= 150:
            raise SinkError("stop")

    before = database.content()
    with pytest.raises(SinkError, match="stop"):
        fill(plan, database, 2, report=report)
    assert database.content() == before
    for number in (2, 3):
        fill(plan, database, number)

    words = "SELECT word, count(*) FROM words GROUP BY word ORDER BY word"
    assert database.query(words) == calm.query(words)


@some
def test_a_lost_connection_is_made_again(make_plan: MakePlan, make_database: MakeDatabase) -> None:
    plan, database = make_plan(SHOP), make_database()
    if isinstance(database, Sqlite):
        return  # it has none
    calm = whole(plan, make_database)
    lost: list[int] = []

    def report(progress: Progress) -> None:
        if progress.rows > 250 and not lost:
            lost.append(progress.rows)
            database.disconnect()

    for number in (1, 2, 3):
        fill(plan, database, number, report=report)

    assert [] != lost
    assert content(database) == calm


# Tables that exist, with keys of their own.
PAIR = """
  users:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
  orders:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
"""
MADE = (
    "CREATE TABLE users (id integer PRIMARY KEY)",
    "CREATE TABLE orders (id integer PRIMARY KEY, user_id integer, "
    "FOREIGN KEY (user_id) REFERENCES users (id))",
)


@some
def test_tables_that_exist_have_their_parents_filled_first(
    make_plan: MakePlan, database: Relational
) -> None:
    for statement in MADE:
        database.query(statement)
    plan = make_plan(PAIR)
    if isinstance(database, Sqlite):  # parts check no keys, the last one checks all
        for number in (3, 1, 2):
            fill(plan, database, number)
    else:
        with pytest.raises(
            Unsupported, match=r"fill users first, parts 1/3, 2/3, 3/3, by itself.*then orders"
        ):
            fill(plan, database, 3)
        assert CHECKPOINT not in database.tables()
        for number in (2, 3, 1):
            fill(plan, database, number, tables=("users",))
        for number in (3, 1, 2):
            fill(plan, database, number)

    assert [(900,)] == database.query(
        "SELECT count(*) FROM orders JOIN users ON users.id = orders.user_id"
    )
    assert ["orders", "users"] == sorted(each.name for each in check_database(database.url))


@few
def test_a_row_that_refers_to_none_is_found_by_the_last_part(
    make_plan: MakePlan, database: Relational
) -> None:
    plan = make_plan(PAIR)
    fill(plan, database, 1, 2)
    database.query("DELETE FROM users WHERE id < 100")
    with pytest.raises(MockcraftError, match=r"(?i)foreign key|refers to no row"):
        fill(plan, database, 2, 2)

    with pytest.raises(Incomplete, match="keys are not in place"):
        check_database(database.url)


@few
def test_rows_that_are_deleted_are_missed(make_plan: MakePlan, database: Relational) -> None:
    plan = make_plan(PAIR)
    fill(plan, database, 1, 1)
    database.query("DELETE FROM orders WHERE id < 100")
    with pytest.raises(Incomplete, match="orders: it has 801 rows, and its parts have written 900"):
        check_database(database.url)

    assert 2 == len(check_database(database.url, counts=False))


def test_engines_that_keep_no_ledger_say_so(redis: str, tmp_path: Path) -> None:
    url = redis
    schema = tmp_path / "s.yaml"
    schema.write_text(f"tables:\n{PAIR}")
    with pytest.raises(Unsupported, match="Redis keeps .* and no ledger of parts"):
        prepare(SeedRequest(str(schema), url, part=(1, 2), overrides=Overrides())).run()
    with pytest.raises(UserError, match="is not filled in parts"):
        check_database(url)
