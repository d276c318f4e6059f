"""A connection that is lost is made again, and the run ends like one that nobody disturbed."""

from collections.abc import Callable, Iterator

import pytest

from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, UserError
from mockcraft.sink import LoadOptions
from plans import MakePlan
from sinks.relational import KINDS, MakeDatabase, Relational, databases_of, sink

SHOP = """
  users:
    count: 2_000
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
  teams:
    count: 100
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: members.id, nulls: 0.1}
  members:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
"""


def cut(database: Relational, *places: int) -> Callable[[Progress], None]:
    """Ends the run's session when it reaches each of these numbers of rows, once."""
    left = list(places)

    def report(progress: Progress) -> None:
        if left and progress.rows >= left[0]:
            left.pop(0)
            database.disconnect()

    return report


@pytest.fixture(params=KINDS)
def make_database(request: pytest.FixtureRequest) -> Iterator[MakeDatabase]:
    """Makes empty databases of a server; there is none to lose in SQLite."""
    with databases_of(request) as make:
        yield make


@pytest.fixture
def undisturbed(make_plan: MakePlan, make_database: MakeDatabase) -> object:
    database = make_database()
    run(make_plan(SHOP), sink(database, 500))
    return database.content()


@pytest.mark.parametrize("batch_rows", [500, 10_000])  # several transactions, and one
def test_a_lost_connection_is_made_again(
    make_plan: MakePlan, database: Relational, undisturbed: object, batch_rows: int
) -> None:
    plan = make_plan(SHOP)
    progress = run(
        plan, sink(database, batch_rows), batch_rows=100, report=cut(database, 650, 1_900, 3_000)
    )

    assert 2 <= progress.lost <= 3  # the next one may come before a run notices
    assert progress.rows == plan.rows == sum(progress.done.values())
    assert database.content() == undisturbed


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_rows_that_were_there_are_as_without_a_loss(
    make_plan: MakePlan, database: Relational, existing: str
) -> None:
    plan = make_plan(SHOP.partition("  teams:")[0])
    database.query("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
    database.query("INSERT INTO users VALUES (1_000_000, 'Ann')".replace("_", ""))
    progress = run(
        plan, sink(database, 500, existing=existing), batch_rows=100, report=cut(database, 650)
    )

    assert progress.lost == 1
    kept = 1 if existing == "append" else 0
    assert database.query("SELECT count(*) FROM users") == [(2_000 + kept,)]


def test_a_run_gives_up_after_so_many_tries(make_plan: MakePlan, database: Relational) -> None:
    tries = sink(database, 500, retries=0)
    with pytest.raises(ConnectionLost):
        run(make_plan(SHOP), tries, batch_rows=100, report=cut(database, 1_200))

    assert database.tables() == []


def test_losses_without_progress_come_to_an_end(make_plan: MakePlan, database: Relational) -> None:

    def report(progress: Progress) -> None:
        if progress.rows >= 600:
            database.disconnect()

    with pytest.raises(ConnectionLost):
        run(make_plan(SHOP), sink(database, 1_000, retries=2), batch_rows=100, report=report)
    assert database.tables() == []


def test_with_resume_the_rows_stay_when_a_run_gives_up(
    make_plan: MakePlan, database: Relational, undisturbed: object
) -> None:
    plan = make_plan(SHOP)
    with pytest.raises(ConnectionLost):
        run(
            plan,
            sink(database, 500, retries=0, resume=True),
            batch_rows=100,
            report=cut(database, 1_200),
        )
    assert CHECKPOINT in database.tables()
    run(plan, sink(database, 500, resume=True))

    assert database.content() == undisturbed


def test_a_number_of_tries_below_zero_is_refused() -> None:
    with pytest.raises(UserError, match="retries=-1 is not possible"):
        LoadOptions(retries=-1)
