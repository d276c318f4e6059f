"""MariaDB, from the binaries of the system's package."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from servers.family import FamilyServer, OwnFamilyServer


@dataclass(frozen=True)
class MariaDB(FamilyServer):
    """A MariaDB server."""


class OwnMariaDB(OwnFamilyServer[MariaDB]):
    """A MariaDB of our own; its user is `tester`."""

    title = "MariaDB"
    kind = MariaDB
    special = ()

    def make(self) -> None:
        self.run(
            program("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
        )  # fmt: skip

    @classmethod
    def program(cls) -> Path:
        return program("mariadbd")


def program(name: str) -> Path:
    """A program of MariaDB's, which Debian puts where only root's PATH leads."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        raise RuntimeError(f"there is no {name} (make servers installs it)")
    return Path(found)
