"""PostgreSQL URLs as users write them: where they lead to, what they show, and which are refused."""

import os
import shlex
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from mockcraft.databases.postgresql.address import ADVICE, address_of
from mockcraft.errors import UserError
from plans import MakePlan

from .runs import PEOPLE, fill, query, refusal

VARIABLES = ("HOST", "HOSTADDR", "PORT", "USER", "DATABASE", "PASSWORD", "PASSFILE", "SERVICE",
             "SERVICEFILE", "SSLMODE")  # fmt: skip


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the person who runs the tests counts."""
    for name in VARIABLES:
        monkeypatch.delenv(f"PG{name}", raising=False)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@db.example:6000/shop", "db.example:6000/shop"),
        ("postgres://me:secret@db.example/shop", "db.example:5432/shop"),
        ("postgresql://me@[::1]:6000/shop", "[::1]:6000/shop"),
        ("postgresql://me:secret@a:1,b:2/shop", "a:1,b:2/shop"),
        ("postgresql://me@a,b/shop", "a:5432,b:5432/shop"),
        ("postgresql:///shop?host=/run/postgresql", "/run/postgresql:5432/shop"),
        ("postgresql://%2Frun%2Fpostgresql/shop?port=6000", "/run/postgresql:6000/shop"),
        ("postgresql:///shop", "[local]:5432/shop"),
        ("postgresql://me@db.example", "db.example:5432/me"),
        ("postgresql:///?service=shop", "service shop"),
        ("postgresql://me@/orders?service=shop&password=secret", "service shop/orders"),
        ("postgresql://db.example/orders?service=shop", "db.example:5432/orders"),
        ("postgresql://me@db.example/shop?password=secret&ssl=true", "db.example:5432/shop"),
    ],
)
def test_a_url_is_shown_by_the_place_it_leads_to(url: str, shown: str) -> None:
    assert shown == address_of(url).shown
    assert "secret" not in repr(address_of(url))


def test_what_the_url_leaves_out_is_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATABASE", "orders")

    assert "db.example:6000/orders" == address_of("postgresql://").shown
    monkeypatch.setenv("PGSERVICE", "shop")
    assert "service shop/orders" == address_of("postgresql://").shown


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://me@h/d?sslmod=require", "a parameter 'sslmod', which is not known (did you mean \"sslmode\"?)"),
        ("postgresql://me@h/d?sslMode=require", "a parameter 'sslMode', which is not known (did you mean \"sslmode\"?)"),
        ("postgresql://me@h/d?schema=sales", "a parameter 'schema', which is not known (name the tables schema.table)"),
        ("postgresql://me@h/d?timeout=3", "a parameter 'timeout', which is not known (did you mean \"connect_timeout\"?)"),
        ("postgresql://me@h/d?replication=true", "a parameter 'replication', which is not known"),
        ("postgresql://me@h/d?sslmode", "gives sslmode no value (write sslmode=…)"),
        ("postgresql://me@h/d?sslmode=requird", "says sslmode=requird, which is none (did you mean \"require\"?)"),
        ("postgresql://me@h/d?target_session_attrs=x", "which is none (one of: any, read-write, read-only,"),
        ("postgresql://me@h/d?connect_timeout=soon", "says connect_timeout=soon (give a whole number)"),
        ("postgresql://me@h/d?sslrootcert=/no/ca.pem", "says sslrootcert=/no/ca.pem, and there is no such file"),
        ("postgresql://me@h:70000/d", "the port 70000 of the PostgreSQL URL is none"),
        ("postgresql://me@h:0/d", "the port 0 of the PostgreSQL URL is none"),
        ("postgresql://me@h:5432,i:65536/d", "the port 65536 of the PostgreSQL URL is none"),
    ],
)  # fmt: skip
def test_a_url_that_cannot_be_right_is_told_with_what_was_meant(url: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        address_of(url)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:sEcr3t/x@h/d", "postgresql://me:sEcr3t@x@h/d", "postgresql://me:sEcr3t?x@h/d",
        "postgresql://me:x?sEcr3t=1@h/d", "postgresql://me:%zzsEcr3t@h/d", "postgresql://me:x@h:sEcr3t/d",
        "postgresql://h:sEcr3t", "postgresql://me:99999999", "postgresql://me:1/sEcr3t@h/d",
        "postgresql://me:sEcr3t@h/d\0", "postgresql://me:sEcr3t@h/d\udcff", "postgresql://me:sEcr3t@h h/d",
    ],
)  # fmt: skip
def test_a_password_that_is_misread_is_not_shown(url: str) -> None:
    with pytest.raises(UserError) as caught:
        print(address_of(url).shown)
    assert "sEcr3t" not in str(caught.value) and "99999999" not in str(caught.value)
    assert ADVICE in str(caught.value)


# ---------------------------------------------------------------------- real servers


class Parts:
    """The parts of the URI of a test's database."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self.user, self.password = str(parts.username), unquote(str(parts.password))
        self.host, self.port, self.database = parts.hostname, parts.port, parts.path[1:]
        self.folder = query(uri, "SHOW unix_socket_directories")[0][0]

    def secrets(self, folder: Path) -> Path:
        """A file of passwords, which libpq reads when nobody else may."""
        file = folder / "pgpass"
        file.write_text(f"*:{self.port}:{self.database}:{self.user}:{self.password}\n")
        file.chmod(0o600)
        return file

    def service(self, folder: Path) -> Path:
        file = folder / "services.conf"
        said = {"host": self.host, "port": self.port, "user": self.user, "dbname": self.database}
        lines = [f"{name}={value}" for name, value in (said | {"password": self.password}).items()]
        file.write_text("\n".join(["[shop]", *lines, ""]))
        return file


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://{user}:{password}@{host}:{port}/{database}",
        "postgres://{host}:{port}/{database}?user={user}&password={password}",
        "postgresql://{user}:{password}@/{database}?host={folder}&port={port}",
        "postgresql://{user}:{password}@{quoted}:{port}/{database}",
        "postgresql://{user}:{password}@127.0.0.1:1,{host}:{port}/{database}",
        "postgresql://{user}:{password}@{host}:{port}/{database}?sslmode=disable&connect_timeout=5",
        "postgresql://{user}:{password}@{host}:{port}/{database}?target_session_attrs=read-write",
        "postgresql://{user}@{host}:{port}/{database}?passfile={passfile}",
    ],
)
def test_every_way_to_write_a_url_fills_the_database(
    make_plan: MakePlan, postgresql: str, tmp_path: Path, url: str
) -> None:
    parts = Parts(postgresql)
    known = {**vars(parts), "password": quote(parts.password, safe="")}
    written = url.format(
        **known, quoted=quote(parts.folder, safe=""), passfile=parts.secrets(tmp_path)
    )
    fill(make_plan(PEOPLE), written)

    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")


@pytest.mark.parametrize("way", ["PGPASSWORD", "PGPASSFILE", "service", "PGSERVICE", "PGHOST"])
def test_what_the_url_leaves_out_is_found_where_libpq_looks(
    make_plan: MakePlan,
    postgresql: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    parts = Parts(postgresql)
    url = f"postgresql://{parts.user}@{parts.host}:{parts.port}/{parts.database}"
    if way in ("service", "PGSERVICE"):
        monkeypatch.setenv("PGSERVICEFILE", str(parts.service(tmp_path)))
        url = "postgresql:///?service=shop"
    if way == "PGSERVICE":
        monkeypatch.setenv("PGSERVICE", "shop")
        url = "postgresql://"
    if way == "PGHOST":
        monkeypatch.setenv("PGHOST", str(parts.host))
        monkeypatch.setenv("PGPORT", str(parts.port))
        monkeypatch.setenv("PGUSER", parts.user)
        url = f"postgresql:///{parts.database}"
    if way in ("PGPASSWORD", "PGHOST"):
        monkeypatch.setenv("PGPASSWORD", parts.password)
    if way == "PGPASSFILE":
        monkeypatch.setenv("PGPASSFILE", str(parts.secrets(tmp_path)))
    fill(make_plan(PEOPLE), url)

    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://{user}:{password}@{host}:{port}/{database}",
        "postgresql://{user}:{password}@/{database}?host={folder}&port={port}&sslmode=disable",
        "postgresql:///?service=shop",
    ],
)
def test_the_command_of_psql_can_be_typed_and_has_no_password(
    make_plan: MakePlan, postgresql: str, tmp_path: Path, url: str
) -> None:
    parts = Parts(postgresql)
    known = {**vars(parts), "password": quote(parts.password, safe="")}
    fill(make_plan(PEOPLE), postgresql)
    command = address_of(url.format(**known)).psql('SELECT count(*) FROM "people"')
    environ = os.environ | {
        "PGPASSFILE": str(parts.secrets(tmp_path)),
        "PGSERVICEFILE": str(parts.service(tmp_path)),
    }
    done = subprocess.run(
        [*shlex.split(command), "-X", "-A", "-t"], env=environ, capture_output=True, text=True
    )

    assert parts.password not in command
    assert ("300\n", "") == (done.stdout, done.stderr)


def test_no_service_of_that_name_is_the_callers_mistake(
    make_plan: MakePlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "services.conf"
    file.write_text("[shop]\nhost=h\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    url = "postgresql:///?service=chop"

    with pytest.raises(UserError):
        fill(make_plan(PEOPLE), url)
    assert 'DB: there is no service "chop" (it is looked for in' in refusal(make_plan(PEOPLE), url)
