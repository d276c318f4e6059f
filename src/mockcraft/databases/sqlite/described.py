"""SQL files of SQLite: their definitions are run in memory, so that SQLite itself says what they mean."""

from collections.abc import Sequence
from pathlib import Path

from mockcraft.databases.sqlite.connection import SqliteConnection
from mockcraft.definitions.script import statements
from mockcraft.definitions.tokens import shown
from mockcraft.errors import SinkError
from mockcraft.stored import Unread

# What statements of definitions begin with; rows, pragmas and other files are passed over.
_RUN = (
    ("CREATE", "TABLE"), ("CREATE", "UNIQUE"), ("CREATE", "INDEX"), ("CREATE", "TRIGGER"), ("CREATE", "VIRTUAL"),
    ("ALTER", "TABLE"), ("DROP", "TABLE"), ("DROP", "INDEX"),
)  # fmt: skip


class Described(SqliteConnection):
    """See traits.DescribedConnection: a database in memory, without rows."""

    def __init__(self, name: str, script: str) -> None:
        self.path, self.target, self.made, self.missing = Path(name), name, False, True
        self._open("memory")
        self.unread = tuple(self._run(script))

    def count(self, table: str) -> int:
        """See database.Connection. What CREATE TABLE AS brought is not there elsewhere."""
        return 0

    def _run(self, script: str) -> Sequence[Unread]:
        unread = []
        for each in statements(script, backslash=False):
            if tuple(token.word for token in each.tokens[:2]) not in _RUN:
                continue
            try:
                self.execute(each.text)
            except SinkError as error:
                why = str(error).removeprefix(f"{self.target}: ")
                unread.append(Unread(each.line, shown(each.tokens), why))
        return unread
