"""A server process of our own: an ordinary user's, on a free port, gone when its owner is gone."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar

from servers import templates
from servers.certificates import Certificates
from servers.server import Answering

START_S = 60.0
AnyServer = TypeVar("AnyServer", bound=Answering)


class Daemon(ABC, Generic[AnyServer]):
    """A server from `start` until `stop` or `kill`, each as often as wanted, until `remove`.

    As a context manager it is started and removed.
    """

    title: ClassVar[str]
    kind: Callable[[str], AnyServer]
    """Makes what answers from its URI."""
    users: ClassVar[tuple[str, ...]]
    """Who runs it when we are root: the first of these that the machine knows."""
    quick: ClassVar[signal.Signals]
    """Ends it in good order without waiting for its clients."""
    at_death: ClassVar[signal.Signals]
    """What it and its children end by at once, when the process that started it is killed."""
    broken: ClassVar[type[Exception]]
    """What `execute` raises as long as nobody answers."""
    greeting: ClassVar[str] = "SELECT 1"
    """What a server answers once it takes statements."""
    copied: ClassVar[bool] = False
    """Whether a data folder takes so long to make that a process makes one alone, and copies it."""

    def __init__(self, *settings: str, certificates: Certificates | None = None) -> None:
        """`settings` are further settings of the server, `name=value`.

        With `certificates` it takes connections over TCP only with TLS, and knows a user
        `certified`, who may do everything and shows the client's certificate, no password.
        """
        self.settings = settings
        self.certificates = certificates
        self.user = _ordinary_user(self.users)
        self.folder = Path(tempfile.mkdtemp(prefix=f"mockcraft-{self.title.lower()}-"))
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.give(self.folder)
        if certificates:
            self.certificate = self.copy(certificates.server)
            self.key = self.copy(certificates.server_key)
            self.authority = self.copy(certificates.authority)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @abstractmethod
    def make(self) -> None:
        """Makes the data folder, `self.data`."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The server's program with its arguments, for `self.port`."""

    @classmethod
    @abstractmethod
    def program(cls) -> Path:
        """The server's program."""

    @classmethod
    def version(cls) -> str:
        """What the program says of itself."""
        command = [str(cls.program()), "--version"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    @property
    def uri(self) -> str:
        """Names the user `tester`, who may do everything."""
        return f"{self.title.lower()}://tester:{self.password}@127.0.0.1:{self.port}/"

    @property
    def server(self) -> AnyServer:
        return self.kind(self.uri)

    @classmethod
    def override(cls) -> str:
        """The variable of the environment that names another server to test with."""
        return f"MOCKCRAFT_TEST_{cls.title.upper()}_URI"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        # MariaDB clears the folder for temporary files when it starts, of other servers' files too.
        return {**os.environ, "TMPDIR": str(self.folder)}

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> AnyServer:
        """Starts the server, at the same port as the last time; returns when it answers.

        Raises:
            RuntimeError: it does not start; with what it logged.
        """
        if not self.data.exists():
            self._lay()
        for _ in range(3):
            self.port = self.port or _bound_port(0)
            if self._answers():
                return self.server
            if _bound_port(self.port):
                break
            self.port = 0  # another program was quicker to take it
        raise RuntimeError(f"{self.title} does not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Ends the server in good order, and its clients' transactions with it."""
        self._end(self.quick)

    def kill(self) -> None:
        """Ends the server as a loss of power would, and all its processes."""
        if self.process is not None:
            main = self.process.pid
            children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
            self._end(signal.SIGKILL)
            for child in map(int, children):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                while runs(child):
                    time.sleep(0.01)

    def remove(self) -> None:
        """Ends the server at once, as nothing of it is kept; then its files go."""
        self._end(self.at_death)
        shutil.rmtree(self.folder)

    def write(self, name: str, text: str) -> Path:
        """A file that only the user who runs the server may read."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        self.give(path)
        return path

    def copy(self, path: Path) -> Path:
        return self.write(path.name, path.read_text())

    def give(self, path: Path) -> None:
        """Makes it the property of the user who runs the server."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def run(self, *command: str | Path) -> None:
        """Runs a program as the server's user.

        Raises:
            RuntimeError: it failed; with what it said.
        """
        done = subprocess.run(
            [*self._as_user(), *command],
            capture_output=True, text=True, cwd=self.folder, env=self.environment,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    def _lay(self) -> None:
        """Gives it its data folder."""
        if self.title in templates.made:
            data, self.password = templates.made[self.title]
            templates.copy(data, self.data)
            return
        self.make()
        if self.copied:
            templates.keep(self.title, self.data, self.password)

    def _answers(self) -> bool:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._as_user(f"--pdeathsig={self.at_death.name}"), *self.command()],
                stdout=log, stderr=log, cwd=self.folder, env=self.environment, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_S
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.server.execute(self.greeting)
            except self.broken:
                time.sleep(0.05)
            else:
                return True
        self.stop()
        return False

    def _end(self, by: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(by)
            self.process.wait(START_S)
            self.process = None

    def _as_user(self, *options: str) -> list[str]:
        """Database servers refuse to run as root."""
        if self.user is not None:
            ids = f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"
            options = (*ids, *options)
        return ["setpriv", *options] if options else []


@contextmanager
def running(own: type[Daemon[AnyServer]]) -> Iterator[AnyServer]:
    """The server that the environment names, else one of our own."""
    given = os.environ.get(own.override())
    if given:
        yield own.kind(given)
        return
    with own() as daemon:
        yield daemon.server


def describe(own: type[Daemon[AnyServer]]) -> str:
    """What the header of a test run says of a server."""
    if os.environ.get(own.override()):
        return f"{own.title}: the server of {own.override()}"
    try:
        return f"{own.title}: {own.version()}"
    except RuntimeError as error:
        return f"{own.title}: {error}"


def runs(process: int) -> bool:
    """Whether a process lives; not so when it has ended and nobody has asked yet how."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _ordinary_user(names: Sequence[str]) -> pwd.struct_passwd | None:
    """The user to run a server as, when we are root."""
    if os.getuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next(known[name] for name in (*names, "nobody") if name in known)


def _bound_port(wanted: int) -> int:
    """The port, or any free one for 0, if it can be listened at; else 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
