"""PgBouncer: a run through it is one transaction, and leaves nothing in sessions that others have next."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

import servers
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.part import PartSink
from plans import MakePlan

from .runs import PEOPLE, fill, query, refusal

ADVISORY = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"


@pytest.fixture(params=["transaction", "session"])
def pooled(
    request: pytest.FixtureRequest, postgresql_server: servers.PostgreSQL, postgresql: str
) -> Iterator[str]:
    """URI of an empty database, through PgBouncer in either mode."""
    if request.param == "transaction":
        yield request.getfixturevalue("pgbouncer")
        return
    with servers.OwnPgBouncer(postgresql_server, "pool_mode=session") as own:
        yield own.before(postgresql)


def others(uri: str) -> None:
    """Clients that each want a session at once, so that PgBouncer shares them out anew."""
    clients = [psycopg.connect(uri) for _ in range(3)]
    for client in clients:
        client.execute("SELECT 1")
    for client in clients:
        client.close()


def test_a_run_is_one_transaction_in_any_mode(
    make_plan: MakePlan, postgresql: str, pooled: str
) -> None:
    seen: list[int] = []

    def report(progress: Progress) -> None:
        others(pooled)
        seen.extend(
            count
            for (count,) in query(
                postgresql, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            )
        )

    fill(make_plan(PEOPLE), pooled, report=report)

    assert {0} == set(seen[:-1])
    assert [(300, 1, 300)] == query(postgresql, "SELECT count(*), min(id), max(id) FROM people")
    assert [(0,)] == query(postgresql, ADVISORY)


def test_rows_are_added_and_replaced(make_plan: MakePlan, postgresql: str, pooled: str) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, pooled)
    assert "DB: table people has 300 rows already" in refusal(plan, pooled)
    fill(make_plan(PEOPLE.replace("300", "20")), pooled, "truncate")

    assert [(20,)] == query(postgresql, "SELECT count(*) FROM people")


def test_a_run_that_fails_leaves_nothing(make_plan: MakePlan, postgresql: str, pooled: str) -> None:
    def report(progress: Progress) -> None:
        if progress.rows >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE), pooled, report=report)

    assert [] == query(postgresql, "SELECT FROM pg_tables WHERE schemaname = 'public'")
    assert [(0,)] == query(postgresql, ADVISORY)


def test_sessions_are_as_they_were(make_plan: MakePlan, postgresql: str, pgbouncer: str) -> None:
    name = urlsplit(postgresql).path[1:]
    for setting in (
        "timezone = 'Asia/Tokyo'",
        "statement_timeout = '1min'",
        "lock_timeout = '2min'",
    ):
        query(postgresql, f"ALTER DATABASE {name} SET {setting}")
    values = '  t: {count: 1, columns: {a: {value: "2024-02-29T12:30:00", type: timestamptz}}}\n'
    fill(make_plan(values), pgbouncer)
    shown = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"

    assert [("1min", "2min")] == query(pgbouncer, shown)
    assert [("2024-02-29 12:30:00",)] == query(
        postgresql, "SELECT (a AT TIME ZONE 'UTC')::text FROM t"
    )


def test_a_second_run_into_the_same_tables_is_refused(
    make_plan: MakePlan, postgresql: str, pgbouncer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.postgresql.locks.LOCK_WAIT_S", 0.2)
    plan, messages = make_plan(PEOPLE), set()

    def report(progress: Progress) -> None:
        if progress.rows == 120:
            messages.add(refusal(plan, pgbouncer)[:45])
            messages.add(refusal(plan, postgresql)[:45])

    fill(plan, pgbouncer, report=report)

    assert {"DB: another run is filling table people (wait"} == messages
    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")


def test_parts_are_refused(make_plan: MakePlan, postgresql: str, pgbouncer: str) -> None:
    plan, chosen = make_plan(PEOPLE), Selection(part=(1, 2))
    part = PartSink(engine_of(pgbouncer), pgbouncer, LoadOptions(), chosen)
    with pytest.raises(Unsupported, match="connect to the server itself"):
        run(plan, part, chosen.ranges(plan))

    assert [] == query(postgresql, "SELECT FROM pg_tables WHERE schemaname = 'public'")
    assert [(0,)] == query(postgresql, ADVISORY)


def test_a_run_that_was_broken_off_goes_on_at_the_server_itself(
    make_plan: MakePlan, postgresql: str, pgbouncer: str
) -> None:
    plan = make_plan(PEOPLE)

    def go(uri: str, fails: bool = False) -> None:
        def report(progress: Progress) -> None:
            if fails and progress.rows >= 200:
                raise KeyboardInterrupt

        sink = DatabaseSink(engine_of(uri), uri, LoadOptions(resume=True), batch_rows=100)
        run(plan, sink, batch_rows=40, report=report)

    with pytest.raises(KeyboardInterrupt):
        go(postgresql, fails=True)
    with pytest.raises(SinkError, match="a run was broken off here, and this is a pooler"):
        go(pgbouncer)
    assert [(2,)] == query(
        postgresql, f"SELECT count(*) FROM pg_tables WHERE tablename IN ('people', '{CHECKPOINT}')"
    )
    go(postgresql)
    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")


def test_a_run_whose_server_connection_is_cut_is_made_again(
    make_plan: MakePlan, postgresql: str, pooled: str
) -> None:
    cut: list[int] = []

    def report(progress: Progress) -> None:
        if progress.rows >= 200 and not cut:
            cut.extend(
                process
                for process, _ in query(
                    postgresql,
                    "SELECT pid, pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE application_name = 'mockcraft' AND datname = current_database()",
                )
            )

    fill(make_plan(PEOPLE), pooled, report=report)

    assert cut and [(300, 300)] == query(postgresql, "SELECT count(*), max(id) FROM people")


def test_a_dry_run_looks_through_it(make_plan: MakePlan, pgbouncer: str) -> None:
    plan = make_plan(PEOPLE)
    sink = DatabaseSink(engine_of(pgbouncer), pgbouncer, LoadOptions())

    assert ("people: will be made, and take 300 rows",) == sink.foresee(plan, plan.ranges).lines


def test_a_pooler_of_statements_is_refused(
    make_plan: MakePlan, postgresql_server: servers.PostgreSQL, postgresql: str
) -> None:
    with servers.OwnPgBouncer(postgresql_server, "pool_mode=statement") as own:
        message = refusal(make_plan(PEOPLE), own.before(postgresql))

    assert (
        "DB: transaction blocks not allowed in statement pooling mode "
        "(where PgBouncer says so: connect to the server itself, or set pool_mode=session there)"
        == message
    )


def test_a_database_that_the_server_behind_it_does_not_have(
    make_plan: MakePlan, pgbouncer: str
) -> None:
    uri = urlsplit(pgbouncer)._replace(path="/nowhere").geturl()

    assert 'DB: there is no database "nowhere" (create it first' in refusal(make_plan(PEOPLE), uri)
