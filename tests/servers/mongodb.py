"""MongoDB's wire protocol over WiredTiger, from the package secantusdb, or a MongoDB server by its URL."""

from __future__ import annotations

import secrets
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pymongo
from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.errors import PyMongoError

from servers.daemon import Daemon


@dataclass(frozen=True)
class MongoDB:
    """A MongoDB server; `uri` names a user who may do everything, and perhaps a database."""

    uri: str

    def client(self) -> pymongo.MongoClient[dict[str, Any]]:
        """A client of its own."""
        return pymongo.MongoClient(self.uri, serverSelectionTimeoutMS=5_000, tz_aware=True)

    def database(self) -> Database[dict[str, Any]]:
        """The database of the URI, through a client of its own."""
        options: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
        return self.client().get_default_database(codec_options=options)

    def execute(self, statement: str) -> list[Any]:
        """Runs a command that takes no argument in a connection of its own; its answer."""
        with self.client() as client:
            return [client.admin.command(statement)]

    def new_database(self) -> str:
        """URI of a database that is new."""
        parts = urlsplit(self.uri)
        query = (
            parts.query
            if "authSource" in parts.query or "@" not in parts.netloc
            else "authSource=admin"
        )
        name = f"mockcraft_{secrets.token_hex(6)}"
        return parts._replace(path=f"/{name}", query=query).geturl()

    def drop_database(self, uri: str) -> None:
        with self.client() as client:
            client.drop_database(urlsplit(uri).path[1:])


class OwnMongoDB(Daemon[MongoDB]):
    """A server of our own, to which everybody may do everything; a kill of the process loses nothing.

    Attributes:
        login: what its URI has before the host.
    """

    login = ""
    title = "MongoDB"
    kind = MongoDB
    users = ("mongodb",)
    quick = signal.SIGTERM
    at_death = signal.SIGKILL
    broken = PyMongoError
    greeting = "ping"

    @property
    def uri(self) -> str:
        return f"mongodb://{self.login}127.0.0.1:{self.port}/{self._tls}"

    @property
    def _tls(self) -> str:
        return f"?tls=true&tlsCAFile={self.authority}" if self.certificates else ""

    @classmethod
    def override(cls) -> str:
        return "MOCKCRAFT_TEST_MONGODB"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "HOME": str(self.folder),
        }  # it looks for a settings file there

    def require_login(self) -> None:
        """Begins anew as a server that knows the user `tester` alone, who may do everything."""
        with self.server.client() as client:
            client.admin.command("createUser", "tester", pwd=self.password, roles=["root"])
        self.stop()
        self.settings = (*self.settings, "auth")
        self.login = f"tester:{self.password}@"
        self.start()

    def make(self) -> None:
        self.data.mkdir()
        self.give(self.data)

    def command(self) -> Sequence[str | Path]:
        flags: list[str | Path] = [f"--{setting}" for setting in self.settings]
        if self.certificates:
            flags += ["--tls-cert-file", self.certificate, "--tls-key-file", self.key]
        where = "--host", "127.0.0.1", "--port", str(self.port), "--storage-path", self.data
        return [self.program(), *where, "--standalone", "--log-level", "WARNING", *flags]

    @classmethod
    def program(cls) -> Path:
        found = Path(sys.executable).with_name("secantusd-py")
        if not found.exists():
            raise RuntimeError("there is no secantusd-py (pip install -e .[dev] installs it)")
        return found

    @classmethod
    def version(cls) -> str:
        """See Daemon. The program does not say it."""
        return f"secantusdb {metadata.version('secantusdb')}"
