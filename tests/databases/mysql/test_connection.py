"""Connections to MySQL and MariaDB: TLS, sockets, the option file; and what ends one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlsplit

import pytest

import servers
from mockcraft.database import engine_of
from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.store import MysqlStore
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, SinkError, UserError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import Mysql

Own = servers.OwnMariaDB | servers.OwnMySQL
SHOP = """
  users:
    count: 2_000
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
  orders:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
      user: {ref: users.id}
"""


@pytest.fixture(params=["mariadb_tls", "mysql_tls"])
def secure(request: pytest.FixtureRequest) -> Own:
    """A server that takes connections over TCP with TLS alone."""
    own: Own = request.getfixturevalue(request.param)
    return own


@pytest.fixture(params=["mariadb", "mysql"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def cipher(url: str) -> str:
    connection = MysqlConnection(url, False)
    ((_, found),) = connection.rows("SHOW STATUS LIKE 'Ssl_cipher'")
    connection.close()
    return str(found)


def refusal(url: str) -> str:
    with pytest.raises(SinkError) as caught:
        MysqlConnection(url, False)
    return str(caught.value)


def test_tls_is_used_where_there_is_some_and_checked_where_that_is_asked(
    secure: Own, certificates: servers.Certificates
) -> None:
    url = f"{secure.uri}mysql"
    ca, other = quote(str(certificates.authority)), quote(str(certificates.client))

    assert cipher(url)
    assert cipher(f"{url}?ssl-mode=required")
    assert cipher(f"{url}?ssl-mode=verify_identity&ssl-ca={ca}")
    assert "TLS: the server's certificate is refused: " in refusal(f"{url}?ssl-ca={other}")
    elsewhere = url.replace("127.0.0.1", "localhost")
    assert cipher(f"{elsewhere}?ssl-ca={ca}")
    assert "TLS: the server's certificate is refused: Hostname mismatch" in refusal(
        f"{elsewhere}?ssl-mode=verify_identity&ssl-ca={ca}"
    )
    assert "(" in refusal(f"{url}?ssl-mode=disabled")


def test_a_certificate_is_shown(secure: Own, certificates: servers.Certificates) -> None:
    files = f"ssl-cert={certificates.client}&ssl-key={certificates.client_key}"
    url = f"mysql://certified@127.0.0.1:{secure.port}/information_schema"

    assert cipher(f"{url}?{files}&ssl-mode=required")
    assert "the user 'certified' is refused without a password" in refusal(url)


def test_a_server_without_tls_is_told(url: str) -> None:
    if urlsplit(url).scheme == "mysql":
        assert cipher(f"{url}?ssl-mode=required")  # MySQL makes certificates for itself
        assert "" == cipher(f"{url}?ssl-mode=disabled")
    else:
        assert "TLS: the server has none" in refusal(f"{url}?ssl-mode=required")
        assert "" == cipher(url)


def test_a_socket_is_a_way_in(secure: Own) -> None:
    url = f"mysql://tester:{secure.password}@localhost/mysql?socket={secure.socket}"
    connection = MysqlConnection(url, False)

    assert [("tester@localhost",)] == connection.rows("SELECT user()")
    assert f"{secure.socket}/mysql" == connection.target
    connection.close()


def test_the_option_file_has_what_the_url_leaves_out(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = urlsplit(url)
    (tmp_path / ".my.cnf").write_text(
        f"[client]\nuser=tester\npassword='{parts.password}'\nhost=127.0.0.1\nport={parts.port}\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    connection = MysqlConnection(f"mysql://{parts.path}", False)

    assert [(parts.path[1:],)] == connection.rows("SELECT DATABASE()")
    connection.close()


def test_a_password_may_have_any_characters(url: str, request: pytest.FixtureRequest) -> None:
    server: servers.Server = request.getfixturevalue(f"{urlsplit(url).scheme}_server")
    parts = urlsplit(url)
    server.execute("CREATE USER sesame@'%' IDENTIFIED BY 'ü@/%☃ '")
    try:
        server.execute(f"GRANT ALL ON `{parts.path[1:]}`.* TO sesame@'%'")
        login = f"sesame:{quote('ü@/%☃ ', safe='')}"
        MysqlConnection(f"mysql://{login}@127.0.0.1:{parts.port}{parts.path}", False).close()
        said = refusal(f"mysql://sesame@127.0.0.1:{parts.port}{parts.path}")
        assert "the user 'sesame' is refused without a password (put it into the URL" in said
        assert "may not use the database 'mysql'" in refusal(
            f"mysql://{login}@127.0.0.1:{parts.port}/mysql"
        )
    finally:
        server.execute("DROP USER sesame@'%'")


def test_a_password_may_have_bytes_that_are_no_text(
    url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: servers.Server = request.getfixturevalue(f"{urlsplit(url).scheme}_server")
    parts = urlsplit(url)
    server.execute("CREATE USER sesame@'%' IDENTIFIED BY 'x'")
    try:
        said = refusal(f"mysql://sesame:%ff@127.0.0.1:{parts.port}{parts.path}")
        assert "the user 'sesame' or the password is refused, with that of the URL" in said
        monkeypatch.setenv("MYSQL_PWD", os.fsdecode(b"\xff"))
        said = refusal(f"mysql://sesame@127.0.0.1:{parts.port}{parts.path}")
        assert "the user 'sesame' or the password is refused, with that of MYSQL_PWD" in said
    finally:
        server.execute("DROP USER sesame@'%'")


@pytest.mark.parametrize("place", ["a..b/d", "127.0.0.1:{port}/\udcff"])
def test_a_name_that_cannot_be_is_told(url: str, place: str) -> None:
    said = refusal(f"mysql://u:sesame@{place.format(port=urlsplit(url).port)}")

    assert "the user, the host or the database is no such name" in said


def test_a_connection_for_reading_writes_nothing(url: str) -> None:
    Mysql(url).query("CREATE TABLE t (a int)")
    connection = MysqlConnection(url, False)
    with pytest.raises(SinkError, match="READ ONLY transaction"):
        connection.rows("INSERT INTO t VALUES (1)")
    connection.close()


def test_a_server_that_is_read_only_is_named_before_anything_is_begun(
    make_plan: MakePlan, url: str, request: pytest.FixtureRequest
) -> None:
    server: servers.Server = request.getfixturevalue(f"{urlsplit(url).scheme}_server")
    parts = urlsplit(url)
    own = f"mysql://reader:x@127.0.0.1:{parts.port}{parts.path}"
    server.execute("CREATE USER reader@'%' IDENTIFIED BY 'x'")
    server.execute(f"GRANT ALL ON `{parts.path[1:]}`.* TO reader@'%'")
    server.execute("SET GLOBAL read_only = 1")
    try:
        refused = sink(own)
        plan = make_plan(SHOP)
        with pytest.raises(SinkError, match="the server is read-only"):
            run(plan, refused)
        assert "the server is read-only" in str(refused.foresee(plan, plan.ranges).refusal)
        run(plan, sink(url))  # an administrator may
    finally:
        server.execute("SET GLOBAL read_only = 0")
        server.execute("DROP USER reader@'%'")


def test_what_is_no_address_is_the_users_mistake(make_plan: MakePlan) -> None:
    with pytest.raises(UserError) as caught:
        DatabaseSink(engine_of("mysql://h"), "mysql://h", LoadOptions())

    assert 2 == caught.value.exit_code


# ---------------------------------------------------------------------- a connection that is lost


def sink(url: str, batch_rows: int = 500, **options: object) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions(**options), batch_rows=batch_rows)  # type: ignore[arg-type]


def cut(database: Mysql, *places: int) -> Callable[[Progress], None]:
    """Ends the run's session when it reaches each of these numbers of rows, once."""
    left = list(places)

    def report(progress: Progress) -> None:
        if left and progress.rows >= left[0]:
            left.pop(0)
            name = urlsplit(database.url).path[1:]
            for number, _, _, used, *_ in database.query("SHOW PROCESSLIST"):
                if used == name and (number,) not in database.query("SELECT connection_id()"):
                    kill(database, number)

    return report


def kill(database: Mysql, number: int) -> None:
    """Ends a connection, that of the look at them aside, which is gone."""
    try:
        database.query(f"KILL {number}")
    except Exception as error:
        assert "Unknown thread id" in str(error)


@pytest.mark.parametrize("batch_rows", [500, 10_000])  # several transactions, and few
def test_a_lost_connection_is_made_again(make_plan: MakePlan, url: str, batch_rows: int) -> None:
    database, plan = Mysql(url), make_plan(SHOP)
    run(plan, sink(url, batch_rows))
    undisturbed = database.content()
    database.drop("orders", "users")
    report = cut(database, 650, 1_900, 2_500)
    progress = run(plan, sink(url, batch_rows), batch_rows=100, report=report)

    assert 1 <= progress.lost <= 3
    assert progress.rows == plan.rows
    assert undisturbed == database.content()


def test_rows_that_were_there_are_as_without_a_loss(make_plan: MakePlan, url: str) -> None:
    database, plan = Mysql(url), make_plan(SHOP)
    database.query("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
    database.query("INSERT INTO users VALUES (1000000, 'Ann')")
    progress = run(plan, sink(url, existing="append"), batch_rows=100, report=cut(database, 650))

    assert 1 == progress.lost
    assert [(2_001,)] == database.query("SELECT count(*) FROM users")
    assert ["orders", "users"] == database.tables()


def test_a_run_that_gives_up_leaves_nothing(make_plan: MakePlan, url: str) -> None:
    database = Mysql(url)
    with pytest.raises(ConnectionLost):
        run(make_plan(SHOP), sink(url, retries=0), batch_rows=100, report=cut(database, 1_200))

    assert [] == database.tables()


@pytest.mark.parametrize("own", [servers.OwnMariaDB, servers.OwnMySQL])
def test_a_server_that_is_killed_and_starts_again_is_waited_for(
    make_plan: MakePlan, own: type[Own]
) -> None:
    with own("innodb-flush-log-at-trx-commit=1") as server:
        plan = make_plan(SHOP)
        uris = [server.kind(server.uri).new_database() for _ in range(2)]
        run(plan, sink(uris[0]))

        def report(progress: Progress) -> None:
            if progress.rows >= 1_200 and progress.lost == 0:
                server.kill()
                server.start()

        progress = run(plan, sink(uris[1]), batch_rows=100, report=report)

        assert 1 == progress.lost
        assert Mysql(uris[0]).content() == Mysql(uris[1]).content()


def test_the_server_is_told_to_end_a_connection_that_it_has_not_seen_go(url: str) -> None:
    store = MysqlStore(MysqlConnection(url, writable=True))
    old = store.connection
    kept = os.dup(
        cast(Any, old.driver)._sock.fileno()
    )  # so that closing it tells the server nothing
    old.driver.midway = True
    assert 1 == Mysql(url).sessions()
    store.reopen()

    numbers = "SELECT id FROM information_schema.processlist"
    deadline = time.monotonic() + 10
    while (old.number,) in Mysql(url).query(numbers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (old.number,) not in Mysql(url).query(numbers)
    assert [(1,)] == store.connection.rows("SELECT 1")
    os.close(kept)
    store.close()


@pytest.mark.parametrize("own", [servers.OwnMariaDB, servers.OwnMySQL])
def test_a_server_that_has_begun_its_numbers_anew_ends_nobody_elses_connection(
    own: type[Own],
) -> None:
    with own() as server:
        url = server.kind(server.uri).new_database()
        store = MysqlStore(MysqlConnection(url, writable=True))
        server.kill()
        server.start()
        others = [MysqlConnection(url, writable=False)]
        while others[-1].number < store.connection.number:
            others.append(MysqlConnection(url, writable=False))
        assert store.connection.number in {other.number for other in others}
        store.reopen()

        assert [[(1,)]] * len(others) == [other.rows("SELECT 1") for other in others]
        for other in others:
            other.close()
        store.close()


def is_made(database: Mysql) -> bool:
    return "users" in database.tables()


def is_filled(database: Mysql) -> bool:
    """Whether the first of several transactions is committed."""
    return is_made(database) and database.query("SELECT count(*) FROM users") != [(0,)]


@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize(
    ("moment", "number"), [(is_made, signal.SIGTERM), (is_filled, signal.SIGINT)]
)
def test_a_signal_ends_a_run_and_all_is_taken_back(
    url: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    moment: Callable[[Mysql], bool],
    number: signal.Signals,
    way: int,
) -> None:
    server: servers.Server = request.getfixturevalue(f"{urlsplit(url).scheme}_server")
    (tmp_path / "s.yaml").write_text(f"tables:{SHOP.replace('2_000', '300_000')}")
    words = [sys.executable, "-m", "mockcraft", "seed", str(tmp_path / "s.yaml"), "--db", url]
    server.execute(f"SET GLOBAL local_infile = {way}")
    try:
        child = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        while child.poll() is None and not moment(Mysql(url)):
            time.sleep(0.02)
        child.send_signal(number)
        _, said = child.communicate(timeout=60)
    finally:
        server.execute("SET GLOBAL local_infile = 1")

    assert (128 + number, []) == (child.returncode, Mysql(url).tables()), said
    assert "what this run wrote was taken back" in said
