"""The servers that other tests run against."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest
import redis as client

import servers

OWNS: list[Any] = [servers.OwnPostgreSQL, servers.OwnMariaDB, servers.OwnMySQL]
NAMES = ["postgresql", "mariadb", "mysql"]
EVERY: list[Any] = [*OWNS, servers.OwnRedis, servers.OwnMongoDB]
ENDED = (psycopg.OperationalError, pymysql.OperationalError)
DATABASES = {
    servers.PostgreSQL: "SELECT datname FROM pg_database",
    servers.MariaDB: "SHOW DATABASES",
    servers.MySQL: "SHOW DATABASES",
}
OWNER = """
import sys, time, servers
name, *template = sys.argv[1:]
own = getattr(servers, name)()
own.copied = False  # who is killed leaves no template behind
if template:
    servers.templates.made[own.title] = servers.templates.Template(*template)
own.start()
print(own.process.pid, own.folder, flush=True)
time.sleep(600)
"""


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> servers.Server:
    server: servers.Server = request.getfixturevalue(f"{request.param}_server")
    return server


@pytest.fixture(params=OWNS, ids=NAMES)
def own(request: pytest.FixtureRequest) -> Iterator[Any]:
    daemon = request.param()
    yield daemon
    daemon.remove()


def test_a_database_is_empty_and_goes_away_with_the_connections_that_use_it(
    server: servers.Server,
) -> None:
    uri = server.new_database()
    name = urlsplit(uri).path[1:]
    database = type(server)(uri)
    schema = "public" if isinstance(server, servers.PostgreSQL) else name
    tables = f"SELECT count(*) FROM information_schema.tables WHERE table_schema = '{schema}'"

    assert [(0,)] == database.execute(tables)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE used (number int)")
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO used VALUES (1)")
        assert (name,) in server.execute(DATABASES[type(server)])
        server.drop_database(uri)
        with pytest.raises(ENDED):
            cursor.execute("SELECT 1")
    assert (name,) not in server.execute(DATABASES[type(server)])


def test_a_server_that_stops_or_is_killed_comes_back_with_its_rows(own: Any) -> None:
    database = own.kind(own.start().new_database())
    database.execute("CREATE TABLE kept (number int)")
    database.execute("INSERT INTO kept VALUES (1)")
    for end in (own.stop, own.kill):
        end()
        with pytest.raises(ENDED):
            database.execute("SELECT 1")
        own.start()
        assert [(1,)] == database.execute("SELECT number FROM kept")


def test_a_redis_that_stops_or_is_killed_comes_back_with_what_it_held() -> None:
    with servers.OwnRedis() as own:
        own.server.execute("EVAL return{redis.call('incr','kept'),redis.call('incr','also')} 0")
        for end in (own.stop, own.kill):
            end()
            with pytest.raises(client.ConnectionError):
                own.server.execute("PING")
            own.start()
            assert [["1", "1"]] == own.server.execute("MGET kept also")


def test_a_database_of_redis_is_empty_and_nobody_else_s(redis_server: servers.Redis) -> None:
    first, second = redis_server.new_database(), redis_server.new_database()
    servers.Redis(first).execute("SET key 1")

    assert [[]] == servers.Redis(second).execute("KEYS *")
    for uri in (first, second):
        redis_server.drop_database(uri)
    assert [0] == servers.Redis(first).execute("DBSIZE")
    again = redis_server.new_database()
    redis_server.drop_database(again)
    assert again in (first, second)


@pytest.mark.parametrize("own", EVERY, ids=lambda own: own.__name__)
def test_a_server_ends_when_its_owner_is_killed(own: Any) -> None:
    template = map(str, servers.templates.made.get(own.title, ()))
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, own.__name__, *template], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert owner.stdout is not None
    process, folder = owner.stdout.readline().split()
    owner.stdout.close()
    try:
        assert servers.runs(int(process))
        owner.kill()
        owner.wait()
        deadline = time.monotonic() + 20
        while servers.runs(int(process)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not servers.runs(int(process))
    finally:
        if servers.runs(int(process)):
            os.kill(int(process), signal.SIGKILL)
        shutil.rmtree(folder)


def test_a_database_takes_any_character_and_a_client_s_file(mariadb: str, mysql: str) -> None:
    settings = "SELECT @@character_set_database, @@local_infile"

    assert [("utf8mb4", 1)] == servers.MariaDB(mariadb).execute(settings)
    assert [("utf8mb4", 1)] == servers.MySQL(mysql).execute(settings)


@pytest.mark.parametrize("own", EVERY, ids=[*NAMES, "redis", "mongodb"])
def test_a_server_that_does_not_start_says_why(own: Any) -> None:
    with pytest.raises(RuntimeError, match=r"does not start:(.|\n)*no_such"), own("no_such=1"):
        pass


def test_the_environment_names_another_server(
    server: servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = next(own for own in OWNS if isinstance(server, own.kind))
    monkeypatch.setenv(own.override(), server.uri)

    with servers.running(own) as given:
        assert server == given
    assert server.execute("SELECT 1") == [(1,)]
    assert servers.describe(own) == f"{own.title}: the server of {own.override()}"
