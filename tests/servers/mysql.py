"""MySQL, from the folder that tools/mysql.sh unpacks it into."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from servers.family import FamilyServer, OwnFamilyServer

SCRIPT = Path(__file__).parents[2] / "tools" / "mysql.sh"


@dataclass(frozen=True)
class MySQL(FamilyServer):
    """A MySQL server."""


class OwnMySQL(OwnFamilyServer[MySQL]):
    """A MySQL of our own; its user is `tester`."""

    title = "MySQL"
    kind = MySQL
    special = ("mysqlx=0", "secure-file-priv=NULL")

    def make(self) -> None:
        self.run(self.program(), "--no-defaults", "--initialize-insecure", f"--datadir={self.data}")

    @classmethod
    def program(cls) -> Path:
        return program("mysqld")


@cache
def program(name: str) -> Path:
    """A program of MySQL's."""
    done = subprocess.run(["sh", SCRIPT, "--where"], capture_output=True, text=True, check=True)
    found = Path(done.stdout.strip()) / name
    if not found.exists():
        raise RuntimeError(f"there is no {found} (make servers unpacks it)")
    return found
