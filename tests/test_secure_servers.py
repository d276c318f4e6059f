"""The servers' TLS, sockets and pooler that other tests connect through."""

import ssl
from typing import Any

import psycopg
import pymysql
import pytest

import servers

FAMILY = ["mariadb_tls", "mysql_tls"]


@pytest.fixture(params=FAMILY)
def family(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def one(connection: Any, query: str) -> Any:
    """The one row of a query; the connection is closed."""
    with connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


ENCRYPTED = "SELECT ssl, current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def test_postgresql_takes_tls_only_and_proves_who_it_is(
    postgresql_tls: servers.OwnPostgreSQL, certificates: servers.Certificates
) -> None:
    known: dict[str, Any] = {
        "conninfo": postgresql_tls.uri,
        "sslmode": "verify-full",
        "sslrootcert": str(certificates.authority),
    }

    assert (True, "tester") == one(psycopg.connect(**known), ENCRYPTED)
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        psycopg.connect(postgresql_tls.uri, sslmode="disable")
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(**{**known, "sslrootcert": str(certificates.client)})
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        psycopg.connect(**known, host="localhost", hostaddr="127.0.0.1")


def test_postgresql_knows_a_client_by_its_certificate(
    postgresql_tls: servers.OwnPostgreSQL, certificates: servers.Certificates
) -> None:
    plain: dict[str, Any] = {
        "host": "127.0.0.1", "port": postgresql_tls.port, "user": "certified", "dbname": "postgres",
    }  # fmt: skip
    shown: dict[str, Any] = {
        "sslcert": str(certificates.client),
        "sslkey": str(certificates.client_key),
    }

    assert (True, "certified") == one(psycopg.connect(**plain, **shown), ENCRYPTED)
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        psycopg.connect(**plain)


def test_postgresql_has_a_socket(postgresql_tls: servers.OwnPostgreSQL) -> None:
    socket = {"host": str(postgresql_tls.socket), "port": postgresql_tls.port}
    login = {"user": "tester", "password": postgresql_tls.password, "dbname": "postgres"}
    connection = psycopg.connect(**{**socket, **login})  # type: ignore[arg-type]

    assert (None,) == one(connection, "SELECT inet_server_addr()")


def test_the_family_takes_tls_only_and_proves_who_it_is(
    family: servers.OwnMariaDB | servers.OwnMySQL, certificates: servers.Certificates
) -> None:
    known: dict[str, Any] = {
        "host": "127.0.0.1", "port": family.port, "user": "tester", "password": family.password,
        "ssl_verify_cert": True, "ssl_verify_identity": True,
    }  # fmt: skip
    authority, another = str(certificates.authority), str(certificates.client)
    name, cipher = one(pymysql.connect(**known, ssl_ca=authority), "SHOW STATUS LIKE 'Ssl_cipher'")

    assert name == "Ssl_cipher"
    assert cipher.startswith("TLS_")
    with pytest.raises(pymysql.OperationalError, match="insecure transport|Access denied"):
        pymysql.connect(**{**known, "ssl_disabled": True})
    with pytest.raises(pymysql.OperationalError, match="certificate verify failed"):
        pymysql.connect(**known, ssl_ca=another)


def test_the_family_knows_a_client_by_its_certificate(
    family: servers.OwnMariaDB | servers.OwnMySQL, certificates: servers.Certificates
) -> None:
    plain: dict[str, Any] = {"host": "127.0.0.1", "port": family.port, "user": "certified"}
    shown = ssl.create_default_context(cafile=certificates.authority)
    shown.load_cert_chain(certificates.client, certificates.client_key)

    connection = pymysql.connect(**plain, ssl=shown)
    assert ("certified@%",) == one(connection, "SELECT current_user()")
    with pytest.raises(pymysql.OperationalError, match="Access denied"):
        pymysql.connect(**plain)


def test_the_family_has_a_socket(family: servers.OwnMariaDB | servers.OwnMySQL) -> None:
    connection = pymysql.connect(
        unix_socket=str(family.socket), user="tester", password=family.password
    )

    assert ("tester@localhost",) == one(connection, "SELECT user()")


def test_pgbouncer_gives_each_transaction_another_connection(pgbouncer: str) -> None:
    backend = "SELECT pg_backend_pid()"
    with (
        psycopg.connect(pgbouncer, autocommit=True) as first,
        psycopg.connect(pgbouncer, autocommit=True) as second,
    ):
        before = first.execute(backend).fetchone()
        with second.transaction():
            second.execute(backend)  # takes the connection that was free
            taken = second.execute(backend).fetchone()
            after = first.execute(backend).fetchone()

    assert before == taken != after
