"""Removes from a database what runs of a plan made: the tables that they made, else the rows with its keys.

A table is the run's own where its comment says so (`formats.ddl.MARK`); in any other one the rows of the plan
are known by their keys alone, so a row of somebody else with the same key is one of them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import tables_of
from mockcraft.database import Connection, Engine, Store
from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported
from mockcraft.formats.ddl import MARK
from mockcraft.sinks.broken import check_free
from mockcraft.sinks.existing import left_behind
from mockcraft.sinks.fitting import check_tables
from mockcraft.sinks.parents import waiting_keys
from mockcraft.sinks.present import key_of, key_values
from mockcraft.sinks.shares import forget_all, known_shares, lock_unfinished
from mockcraft.sinks.table_names import check_names
from mockcraft.sinks.target import Target
from mockcraft.sinks.undoing import blocks_of, delete_rows, is_made
from mockcraft.stored import StoredTable
from mockcraft.traits import CollectingConnection, NumberedConnection
from mockcraft.wording import counted


@dataclass(frozen=True, slots=True)
class Removal:
    """What is removed of a table.

    Attributes:
        table: its name.
        rows: those that go.
        drops: whether the table goes with them.
        notes: what is not as the plan left it.
    """

    table: str
    rows: int
    drops: bool
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        table = ", and the table" if self.drops else ""
        return "; ".join([f"{counted(self.rows, 'row')}{table}", *self.notes])


class Cleaning:
    """What runs of a plan left in a database, and its removal.

    Attributes:
        parted: the tables of which `foresee` has found parts noted, which are forgotten.
    """

    def __init__(self, engine: Engine, url: str, plan: Plan) -> None:
        self.engine, self.url, self.plan = engine, url, engine.shaped(plan)
        self.target = Target(engine.shown(url), engine)
        self.names = tables_of(self.plan.ranges)
        self.parted: list[str] = []
        check_names(self.target.name, engine, self.plan.tables)

    # ------------------------------------------------------------------ what there is

    def foresee(self) -> tuple[list[Removal], list[str]]:
        """What goes, children first, and the tables in which a run was broken off, which is forgotten.

        Raises Unsupported where something cannot go.
        """
        connection = self.engine.opened(self.url, False, self.plan.tables)
        try:
            store = self.engine.store(connection)
            check_free(store, self.names)
            self.parted = self._parted(store)
            return self._found(connection), self._broken(store)
        finally:
            connection.close()

    def _found(self, connection: Connection) -> list[Removal]:
        target = replace(self.target, catalogue=connection.catalogue(self.names))
        there = [table for table in self.plan.tables if target.has(table) and not table.existing]
        made = [
            table.name for table in there if is_made(self.plan, target.catalogue.tables[table.name])
        ]
        _check_references(target, there, made)
        removals = []
        for table in reversed(there):
            stored = target.catalogue.tables[table.name]
            if table.name in made:
                rows = connection.count(table.name)
                removals.append(
                    Removal(table.name, rows, True, tuple(_changes(table, stored, rows)))
                )
                continue
            check_tables(target, [table], create=False)
            rows = self._known(connection, table)
            if rows or stored.remains:
                removals.append(Removal(table.name, rows, False, _notes(stored)))
        return removals

    def _known(self, connection: Connection, table: Table) -> int:
        """How many rows of the plan a table has."""
        if not connection.count(table.name):
            return 0
        blocks = blocks_of(_rows(table))
        if isinstance(connection, CollectingConnection) and (
            connection.equal_rows(table.name) != "none"
        ):
            return connection.count_members(self.plan, table, _rows(table))
        if isinstance(connection, NumberedConnection):
            return sum(connection.count_rows(self.plan, table, rows) for rows in blocks)
        key = key_of(table)
        if key is None:
            raise Unsupported(
                f"{self.target.name}: table {table.name} has no key to know its rows by (delete them by hand)"
            )
        return sum(
            sum(connection.known(table.name, key_values(self.plan, table, key, rows)))
            for rows in blocks
        )

    def _broken(self, store: Store) -> list[str]:
        if store.checkpoints is None:
            return []
        runs = store.checkpoints.unfinished(self.names).values()
        return sorted({name for run in runs for name in run})

    def _parted(self, store: Store) -> list[str]:
        found = known_shares(store, self.names)
        return [name for name in self.names if any(each.is_known(name) for each in found)]

    def kept_schemas(self, removals: Sequence[Removal]) -> list[str]:
        """The schemas that stay though their tables go: nothing says whether a run made them."""
        if not self.engine.can.schemas:
            return []
        dropped = [each.table for each in removals if each.drops]
        return sorted({name.partition(".")[0] for name in dropped if "." in name})

    # ------------------------------------------------------------------ its removal

    def run(self, agreed: Sequence[Removal] | None = None) -> list[Removal]:
        """Removes what there is, in one transaction where the engine has such for tables too.

        Args:
            agreed: what somebody has seen and agreed to; None for all that there is.

        Raises:
            Unsupported: more is there than was agreed to, or something cannot go.
            SinkError: the database refuses; nothing is removed then, but tables of an engine that cannot take
                back that they are dropped.
        """
        with self._writing() as store:
            removals = self._found(store.connection)
            if agreed is not None:
                self._check_agreed(removals, agreed)
            dropped = [each.table for each in removals if each.drops]
            target = replace(self.target, catalogue=store.connection.catalogue(self.names))
            kept = [self.plan.table(each.table) for each in removals if not each.drops]
            store.begin(waiting_keys(target, kept))
            if dropped:
                store.drop(dropped)
            for table in kept:
                if target.catalogue.tables[table.name].remains:
                    store.empty([table], target.catalogue)
                else:
                    delete_rows(store, self.plan, table, _rows(table))
            if self._broken(store) or self._parted(store):
                forget_all(store, self.names)
            store.commit()
            return removals

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        store = self.engine.store(self.engine.opened(self.url, True, self.plan.tables))
        try:
            store.lock(self.names)
            lock_unfinished(store, known_shares(store, self.names))
            yield store
        except BaseException:
            store.rollback()
            raise
        finally:
            store.close()

    def _check_agreed(self, removals: Sequence[Removal], agreed: Sequence[Removal]) -> None:
        seen = {(each.table, each.drops): each.rows for each in agreed}
        for each in removals:
            if each.rows > seen.get((each.table, each.drops), -1):
                raise Unsupported(
                    f"{self.target.name}: table {each.table} is not as it was when it was looked at just now "
                    "(run this again)"
                )


def _rows(table: Table) -> range:
    return range(table.start, table.count)


def _changes(table: Table, stored: StoredTable, rows: int) -> Iterator[str]:
    """What a table that a run made has, and the run did not make."""
    if rows > table.count:
        more = rows - table.count
        yield f"{more:,} {'rows are' if more > 1 else 'row is'} not of this plan"
    names, found = {each.name for each in table.columns}, {each.name for each in stored.columns}
    if names - found:
        yield f"without the columns {', '.join(sorted(names - found))}"
    if found - names:
        yield f"with the columns {', '.join(sorted(found - names))} of somebody else"


def _notes(stored: StoredTable) -> tuple[str, ...]:
    """Where a table is from that a run of another plan made, and what it has though its rows are gone."""
    other = stored.comment.startswith(MARK.format(""))
    notes = ["the table is of a run of another plan"] if other else []
    return (*notes, *([left_behind(stored.remains)] if stored.remains else []))


def _check_references(target: Target, there: Sequence[Table], made: Sequence[str]) -> None:
    """Refuses to drop what other tables refer to, and to delete where rows of other tables would change."""
    folded = target.engine.can.limits.folded
    dropped = {folded(name) for name in made}
    filled = {folded(table.name) for table in there} - dropped
    own = [
        key for table in there if table.name not in made
        for key in target.catalogue.tables[table.name].keys
    ]  # fmt: skip
    for key in [*target.catalogue.referring, *own]:
        parent = folded(key.parent)
        changes = parent in filled and not key.keeps_rows and key not in own
        if parent in dropped or changes:
            verb = "dropping" if parent in dropped else "deleting rows of"
            what = "break the foreign key of" if parent in dropped else "change"
            why = f" with ON DELETE {key.on_delete}" if changes else ""
            raise Unsupported(
                f"{target.name}: {verb} {key.parent} would {what} table {key.table}, which refers to it{why} "
                f"(drop {key.table}, or its foreign key, first)"
            )
