"""A server whose disk is full says so once, keeps nothing half done, and a run goes on when there is space.

As no test may mount a disk, PostgreSQL may write no file beyond a size, and the one file of InnoDB may not grow.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import run
from mockcraft.errors import SinkError
from plans import MakePlan
from sinks.relational import Mysql, Postgresql, Relational, sink

PEOPLE = f"""
  cities:
    count: 50
    columns:
      id: {{generator: sequence, primary_key: true}}
  people:
    count: 30_000
    columns:
      id: {{generator: sequence, primary_key: true}}
      name: firstname
      note: {{value: "{"x" * 700}"}}
      city: {{ref: cities.id}}
"""
FILE_BYTES = 17_000_000  # a segment of the log has 16 MiB, the rows of the table 22 MB


class SmallPostgreSQL(servers.OwnPostgreSQL):
    """May write no file beyond `FILE_BYTES` while it is `small`."""

    small = True

    def command(self) -> Sequence[str | Path]:
        limit = ["prlimit", f"--fsize={FILE_BYTES}"] if self.small else []
        return [*limit, *super().command()]

    def grow(self) -> None:
        self.small = False


class SmallInnoDB(servers.Daemon[Any]):
    """All tables are in one file, which grows no further; mixed into a server of the family."""

    def grow(self) -> None:
        self.settings = ONE_FILE, "innodb-data-file-path=ibdata1:12M:autoextend"


ONE_FILE = "innodb-file-per-table=0"
SMALL = ONE_FILE, "innodb-data-file-path=ibdata1:12M:autoextend:max:24M"


class SmallMariaDB(SmallInnoDB, servers.OwnMariaDB):
    """See SmallInnoDB."""


class SmallMySQL(SmallInnoDB, servers.OwnMySQL):
    """See SmallInnoDB."""


SERVERS = [
    (lambda: SmallPostgreSQL(), Postgresql, r"could not extend file \"\S+\": [^()]+ \(Check free disk space\)"),
    (lambda: SmallMariaDB(*SMALL), Mysql, r"The table 'people' is full \(free some space on the server\)"),
    (lambda: SmallMySQL(*SMALL), Mysql, r"The table 'people' is full \(free some space on the server\)"),
]  # fmt: skip


def fill(plan: Plan, database: Relational, resume: bool = False) -> None:
    run(plan, sink(database, 3_000, resume=resume), batch_rows=1_000)


@pytest.mark.parametrize(
    ("make_server", "kind", "said"), SERVERS, ids=["postgresql", "mariadb", "mysql"]
)
def test_a_disk_that_is_full(
    make_plan: MakePlan,
    make_server: Callable[[], Any],
    kind: Callable[[str], Relational],
    said: str,
) -> None:
    plan = make_plan(PEOPLE)
    with make_server() as daemon:
        database, calm = (kind(daemon.server.new_database()) for _ in range(2))
        with pytest.raises(SinkError) as alone:
            fill(plan, database)
        left = database.tables()
        with pytest.raises(SinkError) as resumable:
            fill(plan, database, resume=True)
        kept = database.query("SELECT count(*) FROM people")
        daemon.stop()
        daemon.grow()
        daemon.start()
        fill(plan, database, resume=True)
        fill(plan, calm)
        assert calm.content() == database.content()
        assert CHECKPOINT not in database.tables()

    assert [] == left
    # Perhaps none: InnoDB takes its time to give back the pages of tables that were dropped.
    assert kept[0][0] in range(0, 30_000, 3_000)
    for caught in (alone, resumable):
        assert re.fullmatch(rf"127\S+: table people, rows? [\d to]+: {said}", str(caught.value))
