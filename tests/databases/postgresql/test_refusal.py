"""Connections that fail: each says what it failed at, and what to do."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.errors import SinkError, UserError
from plans import MakePlan

from .runs import PEOPLE, fill, refusal, refused


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests counts."""
    for name in ("PASSWORD", "PASSFILE", "SERVICE", "SSLMODE", "CONNECT_TIMEOUT"):
        monkeypatch.delenv(f"PG{name}", raising=False)


@pytest.fixture
def plan(make_plan: MakePlan) -> Plan:
    return make_plan(PEOPLE)


@pytest.fixture
def clerk(postgresql: str, postgresql_server: servers.PostgreSQL) -> Iterator[str]:
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


@pytest.mark.parametrize("place", ["x" * 64, "ß..example", "h?hostaddr=999.1.1.1"])
def test_a_host_that_cannot_be_one_is_the_callers_mistake(plan: Plan, place: str) -> None:
    host, _, query = place.partition("?")
    error = refused(plan, f"postgresql://x:y@{host}/shop?{query}".rstrip("?"))

    assert isinstance(error, UserError) and ": the host cannot be one: " in str(error)


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


def test_a_file_of_passwords_that_others_may_read(
    plan: Plan, postgresql: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "pgpass"
    file.write_text("*:*:*:*:sEcr3t\n")
    file.chmod(0o640)
    monkeypatch.setenv("PGPASSFILE", str(file))

    assert (
        f"there is none (chmod 600 {file}: it is passed over while others may read it)"
        in refusal(plan, with_parts(postgresql, user="tester"))
    )


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
    postgresql_server: servers.PostgreSQL,
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


# ---------------------------------------------------------------------- a server with rules of its own

RULES = """
host all tester all scram-sha-256
hostssl all certified all cert
hostssl all sealed all scram-sha-256
host all barred all reject
host all ghost all trust
local all all peer
"""


class Strict(servers.OwnPostgreSQL):
    """With TLS for 127.0.0.1, rules about who may come in, and few connections."""

    rules = RULES

    def __init__(self, certificates: servers.Certificates) -> None:
        few = ("max_connections=6", "superuser_reserved_connections=1", "max_wal_senders=0")
        super().__init__(*few, certificates=certificates)

    def url(self, user: str = "", host: str = "127.0.0.1", query: str = "") -> str:
        return with_parts(self.uri, user=user, place=f"{host}:{self.port}") + query


@pytest.fixture(scope="module")
def strict(certificates: servers.Certificates) -> Iterator[Strict]:
    with Strict(certificates) as own:
        yield own


@pytest.mark.parametrize(
    ("user", "query"),
    [
        ("", "?sslmode=verify-full&sslrootcert={authority}"),
        ("certified", "?sslmode=require&sslcert={client}&sslkey={client_key}"),
    ],
)
def test_tls_that_is_trusted_fills_the_database(
    plan: Plan, strict: Strict, certificates: servers.Certificates, user: str, query: str
) -> None:
    fill(plan, strict.url(user=user, query=query.format(**vars(certificates))))

    assert [(300,)] == strict.server.execute("SELECT count(*) FROM people")
    strict.server.execute("DROP TABLE people")


@pytest.mark.parametrize(
    ("host", "query", "said"),
    [
        (
            "127.0.0.1", "?sslmode=verify-full&sslrootcert={client}",
            "the server's TLS certificate is not trusted: it is not signed by what sslrootcert={client} holds "
            "(give the certificate of its authority as sslrootcert=FILE)",
        ),
        (
            "localhost", "?sslmode=verify-full&sslrootcert={authority}",
            "the server's TLS certificate is for the host 127.0.0.1, not for localhost "
            "(correct the host, or give sslmode=verify-ca)",
        ),
        (
            "127.0.0.1", "?sslmode=verify-full",
            "sslmode=verify-full needs the certificate of the authority to trust, and there is no "
            "{home}/.postgresql/root.crt (give sslrootcert=FILE, or sslrootcert=system)",
        ),
    ],
)  # fmt: skip
def test_tls_that_is_not_trusted(
    plan: Plan,
    strict: Strict,
    certificates: servers.Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    query: str,
    said: str,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    known = {**vars(certificates), "home": tmp_path}
    message = refusal(plan, strict.url(host=host, query=query.format(**known)))

    assert f"DB: {said.format(**known)}" == message


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (
            "sealed:x",
            "the server does not let this user in from here without TLS: no pg_hba.conf entry for host "
            '"127.0.0.1", user "sealed", database "postgres" (try sslmode=require',
        ),
        ("barred:x", "the server does not let this user in from here: pg_hba.conf rejects connection for host"),
        ("other:x", "the server does not let this user in from here: no pg_hba.conf entry for host"),
        ("certified", "the server asks for a TLS certificate of the user (give sslcert=FILE and sslkey=FILE)"),
        ("ghost", 'there is no user "ghost" (correct the user: postgresql://user@host/database)'),
    ],
)  # fmt: skip
def test_users_whom_the_rules_of_the_server_do_not_let_in(
    plan: Plan, strict: Strict, user: str, said: str
) -> None:
    query = "?sslmode=disable" if user == "sealed:x" else ""

    assert f"DB: {said}" in refusal(plan, strict.url(user=user, query=query))


def test_a_socket_that_asks_for_the_systems_user(plan: Plan, strict: Strict) -> None:
    uri = f"postgresql://tester@/postgres?host={strict.socket}&port={strict.port}"

    assert 'DB: the socket lets the system\'s user "tester" alone in as that user (run this' in (
        refusal(plan, uri)
    )


def test_a_server_that_has_no_connection_left(plan: Plan, strict: Strict) -> None:
    taken = [psycopg.connect(strict.url()) for _ in range(6)]
    message = refusal(plan, strict.url())
    for each in taken:
        each.close()

    assert (
        "DB: the server takes no more connections: sorry, too many clients already "
        "(wait until other programs have closed theirs)"
    ) == message


def test_a_server_that_is_not_ready(plan: Plan) -> None:
    own = servers.OwnPostgreSQL("hot_standby=off")
    control = own.program().with_name("pg_ctl")
    try:
        server = own.start()
        own.stop()
        own.write("data/standby.signal", "")
        options = f"-p {own.port} -c hot_standby=off -c unix_socket_directories={own.folder}"
        own.run(
            control,
            "-D",
            own.data,
            "-W",
            "-s",
            "-l",
            own.folder / "standby.log",
            "-o",
            options,
            "start",
        )
        message = "nothing listens"
        deadline = time.monotonic() + 30
        while "nothing listens" in message and time.monotonic() < deadline:
            message = refusal(plan, server.uri)
        own.run(control, "-D", own.data, "-m", "immediate", "stop")
    finally:
        own.remove()

    assert message in (
        "DB: the server is starting up (try again in a moment)",
        "DB: the server is not accepting connections (try again in a moment)",
    )
