"""A connection that is lost is made again, and the run ends like one that nobody disturbed."""

from collections.abc import Callable
from pathlib import Path

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, UserError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from sinks.relational import Postgresql

MakePlan = Callable[[str], Plan]
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
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"


def sink(url: str, batch_rows: int, **options: object) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions(**options), batch_rows=batch_rows)  # type: ignore[arg-type]


def cut(database: Postgresql, *places: int) -> Callable[[Progress], None]:
    """Ends the run's session when it reaches each of these numbers of rows, once."""
    left = list(places)

    def report(progress: Progress) -> None:
        if left and progress.rows >= left[0]:
            left.pop(0)
            database.query(OTHERS)

    return report


@pytest.fixture
def undisturbed(make_plan: MakePlan, postgresql_server: servers.PostgreSQL) -> object:
    uri = postgresql_server.new_database()
    run(make_plan(SHOP), sink(uri, 500))
    content = Postgresql(uri).content()
    postgresql_server.drop_database(uri)
    return content


@pytest.mark.parametrize("batch_rows", [500, 10_000])  # several transactions, and one
def test_a_lost_connection_is_made_again(
    make_plan: MakePlan, postgresql: str, undisturbed: object, batch_rows: int
) -> None:
    database, plan = Postgresql(postgresql), make_plan(SHOP)
    progress = run(
        plan, sink(postgresql, batch_rows), batch_rows=100, report=cut(database, 650, 1_900, 3_000)
    )

    assert 2 <= progress.lost <= 3  # the next one may come before a run notices
    assert progress.rows == plan.rows == sum(progress.done.values())
    assert database.content() == undisturbed


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_rows_that_were_there_are_as_without_a_loss(
    make_plan: MakePlan, postgresql: str, existing: str
) -> None:
    database, plan = Postgresql(postgresql), make_plan(SHOP)
    database.query("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
    database.query("INSERT INTO users VALUES (1_000_000, 'Ann')".replace("_", ""))
    progress = run(
        plan, sink(postgresql, 500, existing=existing), batch_rows=100, report=cut(database, 650)
    )

    assert progress.lost == 1
    kept = 1 if existing == "append" else 0
    assert database.query("SELECT count(*) FROM users") == [(2_000 + kept,)]


def test_a_run_gives_up_after_so_many_tries(
    make_plan: MakePlan, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Postgresql(postgresql)
    tries = DatabaseSink(engine_of(postgresql), postgresql, LoadOptions(retries=0), batch_rows=500)
    with pytest.raises(ConnectionLost):
        run(make_plan(SHOP), tries, batch_rows=100, report=cut(database, 1_200))

    assert database.tables() == []


def test_losses_without_progress_come_to_an_end(make_plan: MakePlan, postgresql: str) -> None:
    database = Postgresql(postgresql)

    def report(progress: Progress) -> None:
        if progress.rows >= 600:
            database.query(OTHERS)

    with pytest.raises(ConnectionLost):
        run(make_plan(SHOP), sink(postgresql, 1_000, retries=2), batch_rows=100, report=report)
    assert database.tables() == []


def test_with_resume_the_rows_stay_when_a_run_gives_up(
    make_plan: MakePlan, postgresql: str, undisturbed: object
) -> None:
    database, plan = Postgresql(postgresql), make_plan(SHOP)
    with pytest.raises(ConnectionLost):
        run(
            plan,
            sink(postgresql, 500, retries=0, resume=True),
            batch_rows=100,
            report=cut(database, 1_200),
        )
    assert CHECKPOINT in database.tables()
    run(plan, sink(postgresql, 500, resume=True))

    assert database.content() == undisturbed


def test_a_server_that_restarts_is_waited_for(make_plan: MakePlan, undisturbed: object) -> None:
    own = servers.OwnPostgreSQL()
    try:
        server = own.start()
        uri = server.new_database()
        plan = make_plan(SHOP)

        def report(progress: Progress) -> None:
            if progress.rows >= 1_200 and progress.lost == 0:
                own.stop()
                own.start()

        progress = run(plan, sink(uri, 500), batch_rows=100, report=report)
        content = Postgresql(uri).content()
    finally:
        own.remove()

    assert progress.lost == 1
    assert content == undisturbed


def test_a_number_of_tries_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="retries=-1 is not possible"):
        LoadOptions(retries=-1)
