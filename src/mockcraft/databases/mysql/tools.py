"""mariadb-dump and mariadb, or mysqldump and mysql: found, told where the database is without showing a secret,
and watched.

Each server needs its own. MariaDB's dump of a MySQL server has values for generated columns, which MySQL refuses,
and breaks off at events; MySQL's knows no sequences, and none of MariaDB's ways to log in. Measured with
mariadb-dump 10.11 against MySQL 9.7, and mysqldump 9.7 against MariaDB 10.11.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mockcraft.backups.programs import Program, running, secret_file, version_of
from mockcraft.databases.mysql.address import Address
from mockcraft.databases.mysql.readable import LOCK_WAIT_S
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

PACKET = "1G"  # the longest statement that a program takes: the most that servers allow
DUMPING = (
    "--single-transaction", "--quick", "--skip-lock-tables", "--no-tablespaces", "--skip-comments", "--hex-blob",
    "--complete-insert", "--skip-extended-insert", "--skip-add-locks", "--skip-add-drop-table",
    "--default-character-set=utf8mb4", f"--max-allowed-packet={PACKET}",
)  # fmt: skip
LOADING = (
    "--batch", "--comments", "--binary-mode", "--skip-reconnect", "--default-character-set=utf8mb4",
    f"--max-allowed-packet={PACKET}", f"--init-command=SET SESSION lock_wait_timeout = {LOCK_WAIT_S}",
)  # fmt: skip
# Every user of MySQL may have a file of logins, whose password would come before ours.
NO_LOGINS = {"MYSQL_TEST_LOGIN_FILE": os.path.join(os.devnull, "none")}
_ADVICE = {
    1044: "ask the administrator for the privilege",
    1045: "ask the administrator for the privilege",
    1142: "ask the administrator for the privilege",
    1153: "raise the server's max_allowed_packet to twice its longest value or more",
    1227: "something is defined by another user: connect as one who may define for others, with SET USER in "
    "MariaDB, SET_ANY_DEFINER or SET_USER_ID in MySQL, or SUPER",
    1273: "a backup of MySQL is restored in MySQL, and by a version that knows its collations",
    1412: "a table was changed during the dump: try again",
    1419: "connect as a user with SUPER, or SET GLOBAL log_bin_trust_function_creators = 1",
    2006: "the server ended the connection; where a value is long, raise its max_allowed_packet to twice of it",
    2013: "the server ended the connection; where a value is long, raise its max_allowed_packet to twice of it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suite:
    """The programs of one of the two, by what they do.

    Attributes:
        title: whose they are.
        package: where they are in.
        dump: names of what dumps, the best first.
        client: names of what runs statements.
        version: a pattern for what the programs say of their version.
        extra: arguments of a dump that the other one does not know.
    """

    title: str
    package: str
    dump: tuple[str, ...]
    client: tuple[str, ...]
    version: str
    extra: tuple[str, ...] = ()


MARIADB = Suite(
    "MariaDB", "mariadb-client", ("mariadb-dump", "mysqldump"), ("mariadb", "mysql"),
    r"(\d+\.\d+\.\d+)-MariaDB",
)  # fmt: skip
MYSQL = Suite(
    "MySQL", "mysql-client", ("mysqldump",), ("mysql",), r"^(?!.*MariaDB).*?Ver (\d+\.\d+\.\d+)",
    ("--column-statistics=0", "--set-gtid-purged=OFF"),
)  # fmt: skip


class Tools:
    """The programs of a server, for its databases.

    Attributes:
        address: of the server; with the password.
        suite: the programs that fit.
        server: version of the server, such as "10.11.6".
        encrypted: whether the server takes TLS.
    """

    def __init__(self, address: Address, suite: Suite, server: str, encrypted: bool) -> None:
        self.address, self.suite = address, suite
        self.server, self.encrypted = server, encrypted
        self._chosen: dict[Sequence[str], tuple[str, str]] = {}

    @property
    def product(self) -> str:
        """Which server it is: `MariaDB 10.11.6`."""
        return f"{self.suite.title} {self.server}"

    @property
    def tool(self) -> str:
        """The program that dumps, with its version."""
        path, version = self._found(self.suite.dump)
        return f"{Path(path).name} {version}"

    @property
    def wording(self) -> str:
        """Whose words definitions have: the server's, and the program's."""
        path, version = self._found(self.suite.dump)
        return f"{self.suite.title} {_short(self.server)} by {Path(path).name} {_short(version)}"

    @contextmanager
    def dumping(self, arguments: Sequence[str]) -> Iterator[Program]:
        """A dump that runs; its arguments name databases and tables."""
        path, _ = self._found(self.suite.dump)
        with self._running(path, [*DUMPING, *self.suite.extra, *arguments]) as program:
            yield program

    def run(self, database: str, read: Callable[[], bytes]) -> Iterator[int]:
        """Runs the statements of a dump in a database, `read` by pieces; gives how many bytes have been."""
        path, _ = self._found(self.suite.client)
        arguments = [*LOADING, f"--database={database}"]
        with self._running(path, arguments, takes=True) as program:
            done = 0
            while piece := read():
                program.write(piece)
                done += len(piece)
                yield done
            program.end()
            program.wait()

    def _found(self, names: Sequence[str]) -> tuple[str, str]:
        """Where a program is, and its version; looked for once.

        Raises BackupError where there is none, or one of another server, or one older than the server.
        """
        if names in self._chosen:
            return self._chosen[names]
        paths = [path for name in names if (path := shutil.which(name))]
        if not paths:
            raise BackupError(
                f"{names[0]} is not installed, and {self.address.shown} is backed up with it "
                f"(install {self.suite.package}, of {self.suite.title} {_short(self.server)} or later)"
            )
        versions = {path: version_of(path, self.suite.version) for path in paths}
        path = next((path for path in paths if versions[path]), paths[0])
        version = versions[path]
        if not version:
            raise BackupError(
                f"{path} is no program of {self.suite.title}, which {self.address.shown} is (install "
                f"{self.suite.package} of {self.suite.title} {_short(self.server)} or later; the programs of "
                "MySQL and MariaDB do not dump each other's databases whole)"
            )
        if _parts(version) < _parts(self.server):
            raise BackupError(
                f"{path} is of version {version}, older than the server, {self.server} (install "
                f"{self.suite.package} of {self.suite.title} {_short(self.server)} or later)"
            )
        self._chosen[names] = path, version
        return path, version

    @contextmanager
    def _running(
        self, path: str, arguments: Sequence[str], takes: bool = False
    ) -> Iterator[Program]:
        options = self._options().encode("utf-8", "surrogateescape")
        where = self.address.shown
        with secret_file(options) as file:
            command = [path, f"--defaults-file={file.path}", *arguments]
            with running(command, where, NO_LOGINS, _plain, file, takes) as program:
                yield program

    def _options(self) -> str:
        """The option file that says where the server is, and who logs in."""
        address = self.address
        where = (
            {"protocol": "socket", "socket": address.socket}
            if address.socket
            else {"protocol": "tcp", "host": address.host, "port": str(address.port)}
        )
        lines = {"user": address.user, "password": address.password, **where, **self._tls()}
        return "".join(
            ["[client]\n", *(f"{name}={_quoted(each)}\n" for name, each in lines.items())]
        )

    def _tls(self) -> dict[str, str]:
        tls = self.address.tls
        if not self.encrypted:
            return {"ssl-mode": "DISABLED"} if self.suite is MYSQL else {"ssl": "0"}
        files = {"ssl-ca": tls.ca, "ssl-cert": tls.certificate, "ssl-key": tls.key}
        given = {name: each for name, each in files.items() if each}
        if self.suite is MYSQL:
            mode = "required" if tls.mode == "preferred" else tls.mode
            return {"ssl-mode": mode.upper(), **given}
        checks = tls.mode == "verify_identity"
        return {"ssl": "1", "ssl-verify-server-cert": str(int(checks)), **given}


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _quoted(text: str) -> str:
    r"""A value of an option file: https://dev.mysql.com/doc/refman/8.4/en/option-files.html."""
    escapes = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\b": r"\b"}
    return '"' + "".join(escapes.get(each, each) for each in text) + '"'


def _plain(line: str) -> str:
    """What a program says about an error, and what to do about it."""
    found = re.search(r"ERROR (\d+)|error: (\d+)|\((\d+)\)$", line)
    number = int(next(filter(None, found.groups()))) if found else 0
    text = re.sub(r"^[\w-]+: ", "", line)
    text = re.sub(r"^(ERROR \d+ \(\w+\) at line \d+: |Got error: \d+: )", "", text).strip()
    advice = f" ({_ADVICE[number]})" if number in _ADVICE else ""
    return f"{text}{advice}"
