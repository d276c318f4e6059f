"""Connections that fail: each says what it failed at, and what to do."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.errors import SinkError

from .runs import PEOPLE, refusal, refused

MakePlan = Callable[[str], Plan]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests counts."""
    for name in ("PASSWORD", "PASSFILE", "SERVICE", "SSLMODE", "CONNECT_TIMEOUT"):
        monkeypatch.delenv(f"PG{name}", raising=False)


@pytest.fixture
def plan(make_plan: MakePlan) -> Plan:
    return make_plan(PEOPLE)


@pytest.fixture
def clerk(postgresql: str, postgresql_server: servers.Server) -> Iterator[str]:
    """URI of the database for a user of its own."""
    postgresql_server.execute("CREATE ROLE cashier LOGIN PASSWORD 'pen'")
    yield with_parts(postgresql, user="cashier:pen")
    postgresql_server.execute("DROP ROLE cashier")


def with_parts(uri: str, user: str = "", place: str = "", database: str = "") -> str:
    """The URI with another user and password, host and port, or database."""
    parts = urlsplit(uri)
    user = user or f"{parts.username}:{parts.password}"
    place = place or f"{parts.hostname}:{parts.port}"
    return f"postgresql://{user}@{place}/{database or parts.path[1:]}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_that_nothing_listens_on(plan: Plan) -> None:
    port = free_port()
    error = refused(plan, f"postgresql://x:y@127.0.0.1:{port}/shop")

    assert isinstance(error, SinkError) and 3 == error.exit_code
    assert (
        f"127.0.0.1:{port}/shop: nothing listens on port {port} (is the server running, and is this its port?)"
        == str(error)
    )


def test_several_hosts_are_told_one_by_one(plan: Plan) -> None:
    one, two = free_port(), free_port()

    assert (
        f"DB: 127.0.0.1:{one}: nothing listens on port {one}; "
        f"127.0.0.1:{two}: nothing listens on port {two}"
    ) in refusal(plan, f"postgresql://x:y@127.0.0.1:{one},127.0.0.1:{two}/shop")


def test_a_host_that_does_not_exist(plan: Plan) -> None:
    assert "DB: the name server knows no host nowhere.invalid (correct the host)" == refusal(
        plan, "postgresql://x:y@nowhere.invalid/shop"
    )


def test_a_socket_that_does_not_exist(plan: Plan, tmp_path: Path) -> None:
    assert (
        f"DB: no server listens on the socket {tmp_path}/.s.PGSQL.5432 (is it running"
        in refusal(plan, f"postgresql://x:y@/shop?host={tmp_path}")
    )


def test_a_host_that_does_not_answer(plan: Plan) -> None:
    with socket.socket() as listener:  # takes the connection, and says nothing
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"postgresql://x:y@127.0.0.1:{listener.getsockname()[1]}/shop?connect_timeout=2"
        message = refusal(plan, url)

    assert "DB: the host does not answer in time (is this the right host" in message


def test_what_listens_is_no_server_of_postgresql(plan: Plan) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        def answer() -> None:
            connection, _ = listener.accept()
            connection.recv(8)
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        message = refusal(plan, f"postgresql://x:y@127.0.0.1:{port}/shop")
        thread.join()

    assert "DB: what listens there does not answer as PostgreSQL does" in message


@pytest.mark.parametrize(
    ("where", "said"), [("url", ", with that of the URL"), ("environ", ", with that of PGPASSWORD")]
)
def test_a_wrong_password_says_where_it_is_from(
    plan: Plan, postgresql: str, monkeypatch: pytest.MonkeyPatch, where: str, said: str
) -> None:
    if where == "environ":
        monkeypatch.setenv("PGPASSWORD", "sEcr3t")
    uri = with_parts(postgresql, user="tester:sEcr3t" if where == "url" else "tester")

    assert (
        f'DB: password authentication failed for user "tester"{said} (check the user and the password)'
        == refusal(plan, uri)
    )


def test_a_wrong_password_of_a_file_names_the_file(
    plan: Plan, postgresql: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "pgpass"
    file.write_text("*:*:*:*:sEcr3t\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))

    assert f'for user "tester", with that of {file} (' in refusal(
        plan, with_parts(postgresql, user="tester")
    )


def test_no_password(plan: Plan, postgresql: str, tmp_path: Path) -> None:
    empty = tmp_path / "pgpass"
    empty.touch(0o600)
    uri = with_parts(postgresql, user="tester") + f"?passfile={empty}"

    assert "DB: the user needs a password, and there is none (set PGPASSWORD" in refusal(plan, uri)


def test_a_user_who_does_not_exist(plan: Plan, postgresql: str) -> None:
    assert 'DB: password authentication failed for user "nobody_here", with that of the URL' in (
        refusal(plan, with_parts(postgresql, user="nobody_here:x"))
    )


def test_a_database_that_does_not_exist_and_the_nearest_that_does(
    plan: Plan, postgresql: str
) -> None:
    name = urlsplit(postgresql).path[1:]

    assert f'DB: there is no database "{name[:-1]}" (did you mean "{name}"?)' == refusal(
        plan, with_parts(postgresql, database=name[:-1])
    )
    assert 'DB: there is no database "nowhere" (create it first, or correct the URL)' == refusal(
        plan, with_parts(postgresql, database="nowhere")
    )


@pytest.mark.parametrize(
    ("change", "undo", "said"),
    [
        (
            "ALTER ROLE cashier CONNECTION LIMIT 0", "ALTER ROLE cashier CONNECTION LIMIT -1",
            'the server takes no more connections: too many connections for role "cashier" '
            "(wait until other programs have closed theirs)",
        ),
        (
            "ALTER ROLE cashier NOLOGIN", "ALTER ROLE cashier LOGIN",
            'the role "cashier" may not log in (connect as another user)',
        ),
        (
            "REVOKE CONNECT ON DATABASE {name} FROM public", "SELECT 1",
            'the user may not connect to the database "{name}" (ask its owner: GRANT CONNECT ON DATABASE)',
        ),
        (
            "ALTER DATABASE {name} ALLOW_CONNECTIONS false", "SELECT 1",
            'the database "{name}" takes no connections (name another one)',
        ),
    ],
)  # fmt: skip
def test_a_user_whom_the_server_does_not_let_in(
    plan: Plan,
    clerk: str,
    postgresql_server: servers.Server,
    change: str,
    undo: str,
    said: str,
) -> None:
    name = urlsplit(clerk).path[1:]
    postgresql_server.execute(change.format(name=name))
    message = refusal(plan, clerk)
    postgresql_server.execute(undo.format(name=name))

    assert f"DB: {said.format(name=name)}" == message


def test_tls_that_the_server_does_not_offer(plan: Plan, postgresql: str) -> None:
    assert (
        "DB: the server and sslmode=require do not agree on TLS: server does not support SSL, but SSL was "
        "required (correct sslmode, or have TLS set up at the server)"
    ) == refusal(plan, f"{postgresql}?sslmode=require")


def test_no_server_is_as_the_url_asks(plan: Plan, postgresql: str) -> None:
    assert (
        "DB: no server is as target_session_attrs=standby asks: server is not in hot standby mode"
        in (refusal(plan, f"{postgresql}?target_session_attrs=standby"))
    )
