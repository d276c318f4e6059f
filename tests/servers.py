"""Real database servers for tests, started from the binaries of the system's packages."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

PACKAGES = "apt-get install --no-install-recommends postgresql"
OVERRIDE = "MOCKCRAFT_TEST_POSTGRESQL_URI"
START_S = 60.0
# Nothing in a test must outlive the machine's power: the server need not wait for its disk.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server; `uri` names a superuser and its password, and the database `postgres`."""

    uri: str

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement.encode())

    def new_database(self) -> str:
        """URI of a database that is new."""
        name = f"mockcraft_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return urlsplit(self.uri)._replace(path=f"/{name}").geturl()

    def drop_database(self, uri: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {urlsplit(uri).path[1:]} WITH (FORCE)")


class OwnServer:
    """A PostgreSQL of our own, which runs as an ordinary user on a free port until `stop`."""

    def __init__(self) -> None:
        self.binaries = postgresql_binaries()
        self.user = _ordinary_user()
        self.folder = Path(tempfile.mkdtemp(prefix="mockcraft-postgresql-"))
        self.password = secrets.token_urlsafe(12)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Makes the data folder and starts the server; returns when it answers a query."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        for path in (self.folder, secret):
            if self.user:
                shutil.chown(path, self.user, self.user if self.user == "postgres" else "nogroup")
        self._run(
            "initdb", "--pgdata", str(self.folder / "data"), "--username", "tester", "--no-sync",
            "--auth", "scram-sha-256", "--pwfile", str(secret), "--encoding", "UTF8", "--locale", "C.UTF-8",
        )  # fmt: skip
        for _ in range(3):  # another program may take the port before the server does
            port = _free_port()
            server = Server(f"postgresql://tester:{self.password}@127.0.0.1:{port}/postgres")
            if self._listens(port, server):
                return server
        raise RuntimeError(f"PostgreSQL does not start:\n{self._log()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # "fast": does not wait for its clients
            self.process.wait(START_S)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _listens(self, port: int, server: Server) -> bool:
        options = [f"listen_addresses=127.0.0.1 port={port} unix_socket_directories={self.folder}"]
        settings = [*options[0].split(), *SPEED]
        command = [word for setting in settings for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            # The server goes when the tests are killed.
            self.process = subprocess.Popen(
                [*self._as_user("--pdeathsig", "SIGQUIT"), str(self.binaries / "postgres"),
                 "-D", str(self.folder / "data"), *command],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_S
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                server.execute("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        self.stop()
        return False

    def _run(self, binary: str, *arguments: str) -> None:
        command = [*self._as_user(), str(self.binaries / binary), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        if done.returncode:
            raise RuntimeError(f"{binary} failed:\n{done.stdout}{done.stderr}")

    def _as_user(self, *options: str) -> list[str]:
        """The server refuses to run as root."""
        if self.user:
            group = self.user if self.user == "postgres" else "nogroup"
            options = (f"--reuid={self.user}", f"--regid={group}", "--clear-groups", *options)
        return ["setpriv", *options] if options else []

    def _log(self) -> str:
        return (self.folder / "log").read_text()


def postgresql_binaries() -> Path:
    """The folder of the newest server's programs, which Debian does not put on the PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[4])
    )
    on_path = shutil.which("postgres")
    if not folders and on_path is None:
        raise RuntimeError(f"there is no PostgreSQL server ({PACKAGES}, or set {OVERRIDE})")
    return (folders[-1] if folders else Path(str(on_path))).parent


def postgresql_version() -> str:
    """What the header of a test run says."""
    if os.environ.get(OVERRIDE):
        return f"the server of {OVERRIDE}"
    try:
        program = postgresql_binaries() / "postgres"
    except RuntimeError as error:
        return str(error)
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()


def _ordinary_user() -> str:
    """The user to run servers as, when we are root; empty otherwise."""
    if os.getuid() != 0:
        return ""
    known = Path("/etc/passwd").read_text()
    return "postgres" if "\npostgres:" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
