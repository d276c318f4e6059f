"""pg_dump, pg_restore and psql: found, told where the database is without showing a secret, and watched."""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mockcraft.backups.programs import Program, running
from mockcraft.errors import BackupError

FOLDERS = "/usr/lib/postgresql"  # where Debian has the programs of each version
PIECE = 1 << 18
SERVICE = "mockcraft"
IGNORED = (
    "--",
    r"\restrict",
    r"\unrestrict",
)  # lines of a dump that say when and by what it was made

# What programs say of privileges and roles, and what to do.
ADVICE = {
    r"^must be (member of|able to SET ROLE|owner of)": "connect as a superuser, or as a member of the role that owns it",
    r"^permission denied": "connect as a superuser, or ask the administrator for the privilege",
    r"^role .* does not exist": "roles belong to the server and are in no backup: CREATE ROLE it first",
}


class Tools:
    """PostgreSQL's own programs, for one database.

    Attributes:
        parameters: of its connection, secrets among them.
        target: its name for messages.
        major: version of the server, such as 15.
        server: version of the server, such as "15.4".
    """

    def __init__(self, parameters: Mapping[str, str], target: str, version: int) -> None:
        self.parameters, self.target = parameters, target
        self.major = version // 10_000
        self.server = f"{self.major}.{version % 10_000}"

    def path(self, name: str) -> str:
        """Where a program is; raises BackupError where there is none, or one older than the server."""
        found = _newest(name)
        if found is None:
            raise BackupError(
                f"{name} is not installed, and {self.target} is backed up with it (install postgresql-client-"
                f"{self.major}, or the client programs of PostgreSQL {self.major} or later)"
            )
        version = _version(found)
        if int(version.partition(".")[0]) < self.major:
            raise BackupError(
                f"{found} is of version {version}, older than the server, {self.server} (install "
                f"postgresql-client-{self.major} or later)"
            )
        return found

    def version(self, name: str) -> str:
        """The version of a program."""
        return _version(self.path(name))

    def output(
        self, name: str, arguments: Sequence[str], write: Callable[[bytes], Any]
    ) -> Iterator[int]:
        """Runs a program and hands on what it prints, by pieces; gives how many bytes have been."""
        with self._running([self.path(name), "--no-password", *arguments]) as running:
            done = 0
            while piece := running.output.read(PIECE):
                write(piece)
                done += len(piece)
                yield done
            running.wait()

    def definitions(self, snapshot: str) -> list[str]:
        """The lines that define all that is in the database, without rows, in the order of their text."""
        pieces: list[bytes] = []
        arguments = ["--schema-only", f"--snapshot={snapshot}"]
        for _ in self.output("pg_dump", arguments, pieces.append):
            pass
        lines = b"".join(pieces).decode("utf-8", "surrogateescape").splitlines()
        return sorted(each for each in lines if each and not each.startswith(IGNORED))

    def restore(self, read: Callable[[], bytes], before: Sequence[str]) -> Iterator[int]:
        """Restores an archive of pg_dump, `read` by pieces, behind some statements, all in one transaction.

        The transaction is committed by the last line of what psql reads, which is not written unless all went
        well: where this process is killed, psql comes to an end without it.
        """
        psql = [self.path("psql"), "--no-password", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                "--output", os.devnull, "--file=-"]  # fmt: skip
        script = [self.path("pg_restore"), "--file=-"]
        with self._running(psql, takes=True) as into:
            into.write("".join(f"{each};\n" for each in ["BEGIN", *before]).encode())
            with self._running(script, takes=True, connects=False) as out:
                feeding = _Feeding(read, out)
                done = 0
                while piece := out.output.read(PIECE):
                    into.write(piece)
                    done += len(piece)
                    yield done
                feeding.end()
                out.wait()
            into.write(b"COMMIT;\n")
            into.end()
            into.wait()

    @contextmanager
    def _running(
        self, command: Sequence[str], takes: bool = False, connects: bool = True
    ) -> Iterator[Program]:
        """A program that runs, and finds the database where it `connects`."""
        with tempfile.TemporaryDirectory(prefix="mockcraft-") as folder:
            service = Path(folder, "service")
            service.touch(0o600)
            service.write_text(_service(self.parameters))
            variables = {
                **os.environ,
                "PGSERVICEFILE": str(service),
                "PGCLIENTENCODING": "UTF8",
                "LC_ALL": "C",
            }
            where = [f"--dbname=service={SERVICE}"] if connects else []
            with running([*command, *where], self.target, variables, _plain, takes) as program:
                yield program


class _Feeding:
    """A thread that hands a program what is read."""

    def __init__(self, read: Callable[[], bytes], running: Program) -> None:
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._feed, args=(read, running), daemon=True)
        self.thread.start()

    def _feed(self, read: Callable[[], bytes], running: Program) -> None:
        stream = running.input
        try:
            while piece := read():
                stream.write(piece)
        except BrokenPipeError:  # it has ended, and its status says why
            pass
        except BaseException as error:
            self.error = error
            running.process.kill()
        with suppress(OSError):
            stream.close()

    def end(self) -> None:
        """Waits for it; raises what went wrong with the reading."""
        self.thread.join()
        if self.error is not None:
            raise self.error


def _plain(line: str) -> str:
    """What a program says about an error, and what to do about it."""
    text = re.sub(r"^(psql:\S+: |pg_\w+: )?(error: |ERROR: +|FATAL: +)*", "", line)
    advice = next((advice for said, advice in ADVICE.items() if re.search(said, text)), "")
    return f"{text} ({advice})" if advice else text


def _newest(name: str) -> str | None:
    folders = Path(FOLDERS).glob(f"*/bin/{name}")
    versions = sorted(folders, key=lambda path: float(path.parts[-3]), reverse=True)
    return str(versions[0]) if versions else shutil.which(name)


def _version(path: str) -> str:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+(?:\.\d+)?)", said)
    if found is None:
        raise BackupError(
            f"{path} does not say its version (install PostgreSQL's client programs anew)"
        )
    return found[1]


def _service(parameters: Mapping[str, str]) -> str:
    lines = [f"{name}={value}" for name, value in parameters.items()]
    return "\n".join([f"[{SERVICE}]", *lines]) + "\n"
