"""pg_dump and psql: found, told where the database is without showing a secret, and watched."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from psycopg import pq

from mockcraft.backups.compression import PIECE
from mockcraft.backups.programs import Program, running, secret_file, version_of
from mockcraft.errors import BackupError

FOLDERS = "/usr/lib/postgresql"  # where Debian has the programs of each version
SERVICE = "mockcraft"
LINE = 250  # bytes of its file that every version of libpq reads as one line
LOCK_WAIT = "30s"  # for those who use a table

# What programs say of privileges and roles, and what to do.
ADVICE = {
    r"^must be (member of|able to SET ROLE|owner of)": "connect as a superuser, or as a member of the role that owns it",
    r"^permission denied": "connect as a superuser, or ask the administrator for the privilege",
    r"^unrecognized configuration parameter": "a backup of a newer server is restored on its version or a later one",
    r"^canceling statement due to (lock|statement) timeout": "another program has locked a table: try again when it is done",
    r"^out of shared memory": "raise the server's max_locks_per_transaction: a restore is one transaction, which locks "
    "every table, index and sequence that it makes or drops",
    r"^invalid byte sequence for encoding": "it is of a database that takes any bytes: restore it to one, or verify it "
    "beside one, CREATE DATABASE … TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
    r"^role .* does not exist": "roles belong to the server and are in no backup: CREATE ROLE it first",
}


class Tools:
    """PostgreSQL's own programs, for one database.

    Attributes:
        parameters: of its connection, secrets among them.
        target: its name for messages.
        major: version of the server, such as 15.
        server: version of the server, such as "15.4".
        encoding: of what programs read and write.
    """

    def __init__(
        self, parameters: Mapping[str, str], target: str, version: int, encoding: str = "UTF8"
    ) -> None:
        self.parameters, self.target, self.encoding = parameters, target, encoding
        self.major = version // 10_000
        self.server = f"{self.major}.{version % 10_000}"

    def path(self, name: str) -> str:
        """Where a program is; raises BackupError where there is none, or one older than the server."""
        versions = {place: _version(place) for place in _places(name)}
        if not versions:
            raise BackupError(
                f"{name} is not installed, and {self.target} is backed up with it (install postgresql-client-"
                f"{self.major}, or the client programs of PostgreSQL {self.major} or later)"
            )
        fitting = [each for each in versions if _major(versions[each]) >= self.major]
        # The server's own, else the nearest: what a later one says, the server may not know.
        if fitting:
            return min(fitting, key=lambda each: _major(versions[each]))
        newest = max(versions, key=lambda each: _major(versions[each]))
        raise BackupError(
            f"{newest} is of version {versions[newest]}, older than the server, {self.server} (install "
            f"postgresql-client-{self.major}, or a later one)"
        )

    def version(self, name: str) -> str:
        """The version of a program."""
        return _version(self.path(name))

    @property
    def wording(self) -> str:
        """Whose words definitions have: the server's, and the program's."""
        return f"PostgreSQL {self.major} by pg_dump {_major(self.version('pg_dump'))}"

    def dump(self) -> Iterator[bytes]:
        """The script that makes the database again, by pieces.

        It is plain, not an archive of pg_dump: so digests are made from it as it passes, and it is restored by one
        program that any later version of PostgreSQL has.
        """
        pg_dump = [self.path("pg_dump"), "--no-password", f"--lock-wait-timeout={LOCK_WAIT}"]
        with self._running(pg_dump, PGTZ="UTC") as program:
            while piece := program.output.read(PIECE):
                yield piece
            program.wait()

    def restore(self, pieces: Iterable[bytes], before: Sequence[str]) -> Iterator[int]:
        """Restores a script of pg_dump, by pieces, behind some statements, all in one transaction; gives how many
        bytes have been.

        The transaction is committed by the last line of what psql reads, which is not written unless all went
        well: where this process is killed, psql comes to an end without it.
        """
        psql = [self.path("psql"), "--no-password", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                "--output", os.devnull, "--file=-"]  # fmt: skip
        with self._running(psql, takes=True) as program:
            program.write("".join(f"{each};\n" for each in ["BEGIN", *before]).encode())
            done = 0
            for piece in pieces:
                program.write(piece)
                done += len(piece)
                yield done
            program.write(b"COMMIT;\n")
            program.end()
            program.wait()

    @contextmanager
    def _running(
        self, command: Sequence[str], takes: bool = False, **settings: str
    ) -> Iterator[Program]:
        where = f"--dbname=service={SERVICE}"
        lines = {name: value for name, value in self.parameters.items() if _fits(name, value)}
        with secret_file(_service(lines).encode()) as file:
            variables = {
                "PGSERVICEFILE": file.path,
                "PGCLIENTENCODING": self.encoding,
                **_variables(self.parameters.keys() - lines.keys(), self.parameters),
                **settings,
            }
            with running([*command, where], self.target, variables, _plain, file, takes) as program:
                yield program


def _plain(line: str) -> str:
    """What a program says about an error, and what to do about it."""
    text = re.sub(r"^(psql:\S+: |pg_\w+: )?(error: |query failed: |ERROR: +|FATAL: +)*", "", line)
    advice = next((advice for said, advice in ADVICE.items() if re.search(said, text)), "")
    return f"{text} ({advice})" if advice else text


def _places(name: str) -> list[str]:
    """Where a program is: those of Debian first, and then that of PATH."""
    of_path = shutil.which(name)
    return [*map(str, sorted(Path(FOLDERS).glob(f"*/bin/{name}"))), *([of_path] if of_path else [])]


def _version(path: str) -> str:
    found = version_of(path, r"(\d+(?:\.\d+)?)")
    if not found:
        raise BackupError(
            f"{path} does not say its version (install PostgreSQL's client programs anew)"
        )
    return found


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def _fits(name: str, value: str) -> bool:
    """Whether a line of a service file holds a value: libpq takes blanks off its end, and reads no longer ones.

    parseServiceFile of https://github.com/postgres/postgres/blob/master/src/interfaces/libpq/fe-connect.c
    """
    line = f"{name}={value}"
    return line == line.rstrip() and not re.search(r"[\r\n]", line) and len(line.encode()) < LINE


def _variables(names: Set[str], parameters: Mapping[str, str]) -> dict[str, str]:
    """What no line of a service file can hold, as variables, which libpq takes as they are.

    On Linux, as on macOS, the same user alone can read those of a process, and its files in memory.
    """
    found = {}
    for each in pq.Conninfo.get_defaults():
        name = each.keyword.decode()
        if name in names:
            if each.envvar is None:
                raise BackupError(
                    f"{name} cannot be handed to pg_dump and psql (choose one of less than {LINE} characters that "
                    "has no line feeds and does not end in a blank)"
                )
            found[each.envvar.decode()] = parameters[name]
    return found


def _service(parameters: Mapping[str, str]) -> str:
    lines = [f"{name}={value}" for name, value in parameters.items()]
    return "\n".join([f"[{SERVICE}]", *lines]) + "\n"
