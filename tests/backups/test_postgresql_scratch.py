"""Scratch databases of PostgreSQL: dropped by those who made them, or when nobody is in them; never anybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

import servers
from mockcraft.backup import SCRATCH
from mockcraft.databases.postgresql.scratch import scratch
from mockcraft.errors import BackupError

from .test_postgresql import COMMANDS, backup, execute, held, other, put_back, rows

__all__ = ["other"]  # a fixture
TABLE = "CREATE TABLE t (a int); INSERT INTO t VALUES (1)"
SUBSCRIPTION = (
    "CREATE SUBSCRIPTION \"it's\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false, slot_name = s)",
    'ALTER SUBSCRIPTION "it\'s" SET (slot_name = NONE)',
    'DROP SUBSCRIPTION "it\'s"',
)


@contextmanager
def made(server: servers.PostgreSQL, name: str) -> Iterator[str]:
    """The URI of a new database of this name."""
    server.create(f'"{name}"')
    try:
        yield server.uri.rpartition("/")[0] + "/" + quote(name)
    finally:
        server.drop(f'"{name}"')


def scratches(uri: str) -> list[str]:
    """What is named as scratch databases are."""
    query = f"SELECT datname FROM pg_database WHERE starts_with(datname, '{SCRATCH}') ORDER BY datname COLLATE \"C\""
    return [name for (name,) in rows(uri, query)]


def test_verifications_of_two_databases_do_not_drop_each_other(postgresql: str, other: str) -> None:
    with scratch(postgresql) as one:
        execute(one.url, TABLE)
        with scratch(other) as two:
            execute(two.url, TABLE)
            assert {"t": 1} == one.present() == two.present()
        assert [one.name] == scratches(postgresql)
        assert {"t": 1} == one.present()
    assert [] == scratches(postgresql)


def test_databases_of_users_stay_and_what_cannot_be_dropped_hinders_nobody(
    postgresql: str, postgresql_server: servers.PostgreSQL, tmp_path: Path
) -> None:
    notes, nearly, stuck, left = (
        f"{SCRATCH}{each}" for each in ("notes", "1_0123abcdef", "2_0123abcd", "3_0123abcd")
    )
    with (
        made(postgresql_server, notes),
        made(postgresql_server, nearly),
        made(postgresql_server, stuck),
        made(postgresql_server, left),
    ):
        postgresql_server.execute(f"ALTER DATABASE {stuck} IS_TEMPLATE true")
        try:
            backup(postgresql, tmp_path)
            assert [nearly, stuck, notes] == scratches(postgresql)
        finally:
            postgresql_server.execute(f"ALTER DATABASE {stuck} IS_TEMPLATE false")


@pytest.mark.parametrize("stays", [False, True])
def test_what_fails_after_an_error_does_not_hide_it(
    postgresql: str, postgresql_server: servers.PostgreSQL, stays: bool
) -> None:
    """Sessions are lost, or the scratch database cannot be dropped."""
    names = []
    with pytest.raises(BackupError, match=r"^the first$"), scratch(postgresql) as copy:
        names.append(copy.name)
        execute(
            postgresql,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{copy.name}'",
        )
        postgresql_server.execute(f"ALTER DATABASE {copy.name} IS_TEMPLATE {stays}")
        raise BackupError("the first")
    assert (names if stays else []) == scratches(postgresql)
    if stays:
        postgresql_server.execute(f"ALTER DATABASE {names[0]} IS_TEMPLATE false")
        postgresql_server.drop(names[0])


def test_subscriptions_are_verified_and_hinder_nobody(
    postgresql: str, postgresql_server: servers.PostgreSQL, tmp_path: Path
) -> None:
    make, cut_off, drop = SUBSCRIPTION
    execute(postgresql, TABLE)
    execute(postgresql, make)
    try:
        assert backup(postgresql, tmp_path).manifest.verified
        with made(postgresql_server, f"{SCRATCH}1_0123abcd") as left:
            execute(left, make)
            COMMANDS.verify(backup(postgresql, tmp_path).folder, postgresql)
            assert [] == scratches(postgresql)
    finally:
        execute(postgresql, cut_off)
        execute(postgresql, drop)


def test_names_and_passwords_that_end_in_a_blank(
    postgresql: str, postgresql_server: servers.PostgreSQL, tmp_path: Path
) -> None:
    name = postgresql.rpartition("/")[2]
    execute(postgresql, "CREATE TABLE beside (a int)")
    user, password = f"{name} ", " w\n\\' "
    where = postgresql_server.uri.rpartition("@")[2].rpartition("/")[0]
    with made(postgresql_server, f"{name} "), made(postgresql_server, f"{name}\nhost=::1 ") as odd:
        try:
            execute(postgresql, f"CREATE ROLE \"{user}\" SUPERUSER LOGIN PASSWORD ' w\n\\'' '")
            uri = f"postgresql://{quote(user)}:{quote(password)}@{where}/{quote(name)}%20"
            execute(uri, TABLE)
            taken = backup(uri, tmp_path)
            assert {"t"} == taken.manifest.contents.tables.keys()
            put_back(taken.folder, odd)
            assert held(uri) == held(odd)
            assert [("beside",)] == rows(
                postgresql, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        finally:
            execute(uri, f'REASSIGN OWNED BY "{user}" TO tester; DROP OWNED BY "{user}"')
            execute(odd, f'REASSIGN OWNED BY "{user}" TO tester')
            execute(postgresql, f'DROP ROLE "{user}"')


def test_what_cannot_be_connected_to_is_told_and_dropped(postgresql: str, tmp_path: Path) -> None:
    name = urlsplit(postgresql).path[1:]
    execute(
        postgresql,
        "DROP ROLE IF EXISTS lim; CREATE ROLE lim LOGIN PASSWORD 'lim' CREATEDB CONNECTION LIMIT 1",
    )
    execute(postgresql, f'ALTER DATABASE "{name}" OWNER TO lim')
    parts = urlsplit(postgresql)
    uri = parts._replace(netloc=f"lim:lim@{parts.hostname}:{parts.port}").geturl()
    with pytest.raises(BackupError, match="too many connections for role"):
        backup(uri, tmp_path)
    assert [] == scratches(postgresql)
    execute(postgresql, f'ALTER DATABASE "{name}" OWNER TO tester; DROP ROLE lim')
