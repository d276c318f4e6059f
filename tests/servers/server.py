"""What tests ask of a database server, whoever started it."""

import secrets
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit


class Answering(Protocol):
    """A server that answers, of whatever kind."""

    @property
    def uri(self) -> str:
        """Where it is, and who may do everything there."""

    def execute(self, statement: str) -> list[Any]:
        """Runs a statement in a connection of its own; its rows, or its answer."""


@dataclass(frozen=True)
class Server(ABC):
    """A database server; `uri` names a user who may do everything, and perhaps a database."""

    uri: str

    @abstractmethod
    def cursor(self) -> AbstractContextManager[Any]:
        """A cursor of a connection of its own, which commits each statement."""

    @abstractmethod
    def create(self, name: str) -> None:
        """Makes an empty database."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Removes a database where it exists, and ends the connections that use it."""

    def execute(self, statement: str) -> list[Any]:
        """Runs a statement in a connection of its own; its rows, if it has any."""
        with self.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def new_database(self) -> str:
        """URI of a database that is new."""
        name = f"mockcraft_{secrets.token_hex(6)}"
        self.create(name)
        return urlsplit(self.uri)._replace(path=f"/{name}").geturl()

    def drop_database(self, uri: str) -> None:
        self.drop(urlsplit(uri).path[1:])
