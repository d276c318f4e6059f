"""Parts of one plan that fill the tables of a database side by side, and the ledger that they share.

`seed --part K/N` makes a share of the rows of each table, on any machine and in any order. What has been done
stands in the table of the checkpoints (`databases/checkpoints.py`), in the name of a run there: `PLAN K/N` for
part K of a table, whose next row moves on in the transactions of its rows, and which ends in ` complete` from the
last of them on; `PLAN 0/N` for the table itself: its first row, whether the parts have made it, and ` complete`
once its keys are in place. PLAN is the digest of the plan, and of the rows where `--rows` chooses some. So any
other run finds the parts, older versions of MockCraft see a run of another plan in them, and whatever removes the
tables removes them too.

Locks. Whoever begins takes a gate that all parts share (`GATE`), its own part of each table, and the tables
themselves, for as long as it looks at them, makes what is missing and notes itself; then it keeps its own part
alone. So a part and a run of all rows never begin side by side: the run has the tables, and finds the parts that
have begun in the ledger. One that replaces all rows takes the parts that are not complete too, which it gets when
nobody is making them. The gate keeps parts from waiting for one another with half of the tables each.

Keys. Tables that parts make get their foreign keys when all rows are there, which whoever completes the last part
sees to, behind the gate: a row may come before the one that it refers to. Whoever is killed there leaves it to
the next, also to a part that is complete and finds nothing else to do. SQLite adds no keys: parts do not check
them, and the last one checks all. In tables that exist, and whose keys are enforced, parents come first
(`sinks/part_parents.py`).

A part goes on where it was killed, asked or not. One that fails takes back what it has written: its rows, and a
table where no other part has noted itself; where it had gone on with an earlier one, of whose rows it does not
know all, the rows stay, and the part with them.

An engine without transactions (MongoDB) moves a part behind its rows, and takes rows that are there already as
written; a part that is taken back is struck before its rows. So it can be killed between any two of these steps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mockcraft.database import Checkpoints, Store
from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan, Table

GATE = "mockcraft_checkpoint parts"  # is locked like a table, and is none
_NAME = re.compile(r"(\S+) (\d+)/(\d+)( complete)?")


@dataclass(frozen=True, slots=True)
class Share:
    """What the ledger says of a part of a table.

    Attributes:
        plan: of which it is a part, see above.
        table: its name.
        number: of the part, 1 to `parts`; 0 for the table itself.
        parts: how many there are.
        next_row: where the part stands; of the table itself, its first row.
        made: whether the parts have made the table.
        complete: whether the part is; of the table itself, whether its keys are in place.
    """

    plan: str
    table: str
    number: int
    parts: int
    next_row: int
    made: bool
    complete: bool = False

    @property
    def run(self) -> str:
        """The name of a run that makes it."""
        return run_name(self.plan, self.number, self.parts)

    @property
    def noted(self) -> str:
        """The same as the ledger has it."""
        return f"{self.run} complete" if self.complete else self.run

    @property
    def lock(self) -> str:
        """What is locked by whoever makes it."""
        return lock_name(self.table, self.number, self.parts)


def run_name(plan: str, number: int, parts: int) -> str:
    """The name of a run that makes part `number` of `parts`."""
    return f"{plan} {number}/{parts}"


def lock_name(table: str, number: int, parts: int) -> str:
    """What is locked, like a table, by whoever makes a part of one."""
    return f"{table} part {number}/{parts}"


def share_of(run: str, table: str, next_row: int, made: bool) -> Share | None:
    """A row of the checkpoints as a share; None where it is that of a run of all rows."""
    found = _NAME.fullmatch(run)
    if found is None:
        return None
    plan, number, parts, complete = found.groups()
    return Share(plan, table, int(number), int(parts), next_row, made, bool(complete))


@runtime_checkable
class Ledger(Checkpoints, Protocol):
    """Checkpoints that keep shares too, within the same transactions; a share is moved by `advance`."""

    def shares(self) -> Sequence[Share]:
        """All of them, in no order."""

    def note(self, shares: Sequence[Share]) -> None:
        """Adds shares, and makes the ledger where there is none."""

    def complete(self, shares: Sequence[Share]) -> None:
        """Notes that these, which are not yet, are complete."""

    def strike(self, shares: Sequence[Share]) -> None:
        """Removes shares, and the ledger where nothing is left in it."""


@runtime_checkable
class SharedStore(Store, Protocol):
    """A store into which parts of one plan go side by side; its checkpoints are a Ledger."""

    @property
    def keys_follow(self) -> bool:
        """Whether keys of tables that exist are checked by `complete_shared` alone, in a store that `share` has made."""

    def share(self) -> None:
        """Makes it that of a part: references to rows that are not there yet are let in. Asked before any lock."""

    def unlock(self, tables: Sequence[str]) -> None:
        """Gives back what `lock` has taken, once."""

    def make_shared(self, plan: Plan, tables: Sequence[Table]) -> None:
        """Makes these tables without the foreign keys that can be added later, like `Store.make`."""

    def complete_shared(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """Adds the keys of those of these tables that parts have `made`, and does what else comes behind all rows.

        It can be called again. Raises SinkError where a row refers to none.
        """
