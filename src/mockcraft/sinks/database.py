"""A run into a database, written once for all engines, which fill the small methods of `database.Store`.

An engine that keeps checkpoints has a run cut into transactions of about `Capabilities.batch_rows` rows, where
one for all is not better (`sinks/transactions.py`). With the rows, each of them notes how far they go. So
whoever kills a run at any moment can go on with `--resume`, and gets the rows of a run that was never killed.
A run that fails takes back what it has committed (`sinks/undoing.py`). With `--resume` a failed run is left as
it is, to go on later.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mockcraft import signals
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.database import Checkpoint, Connection, Encoder, Engine, Store, Written
from mockcraft.errors import ConnectionLost, Leftover, MockcraftError, SinkError, Unsupported
from mockcraft.sink import LoadOptions, Outlook
from mockcraft.sinks.beginning import Run, begin, decide, go_on
from mockcraft.sinks.broken import advice, check_broken, check_free, left_of, run_of
from mockcraft.sinks.existing import Replaced, check_rows, present_rows, refuse_more, replaced
from mockcraft.sinks.fitting import fitted
from mockcraft.sinks.outlook import foresee
from mockcraft.sinks.shares import check_run, forget_all
from mockcraft.sinks.table_names import check_names
from mockcraft.sinks.target import Target
from mockcraft.sinks.undoing import take_back
from mockcraft.wording import word

FIRST_WAIT_S = 0.5  # before a lost connection is made again; twice as long each time
LONGEST_WAIT_S = 30.0


class DatabaseSink:
    """See sink.RecoverableSink.

    Attributes:
        resumed: whether it goes on with a run that was broken off.
        whole: whether all of the run is one transaction.
        at_once: whether its rows are, behind one that notes it.
        stale: whether that one has to forget a run that was broken off.
        parted: whether parts of a table are to be forgotten.
        emptied: the existing tables, where this run has deleted rows of any.
        agreed: what it may replace; None for all that is there.
        made: names of the tables that this run, or the one that it goes on with, has made.
        committing, committed: whether the last commit has begun, and has ended.
        tried: how often in a row a lost connection has been made again.
        done: the rows that the database has taken from this run.
        ahead: the rows that were handed over after them.
    """

    format: Encoder

    def __init__(
        self, engine: Engine, url: str, options: LoadOptions, batch_rows: int | None = None
    ) -> None:
        self.engine, self.url, self.options = engine, url, options
        self.batch_rows = batch_rows or engine.can.batch_rows
        self.target = Target(engine.shown(url), engine)
        if options.resume and not engine.can.checkpoints:
            raise Unsupported(
                f"{self.target.name}: {word('resume')} finds nothing in {engine.title}: a run is one transaction "
                f"there, so one that was broken off has left nothing (leave {word('resume')} out)"
            )
        if options.existing == "truncate" and not engine.can.empties:
            raise Unsupported(
                f"{self.target.name}: {word('truncate')} is not possible in {engine.title}, where nothing that is "
                f"deleted can be taken back (give {word('append')}, or delete it by hand)"
            )
        self.store: Store | None = None
        self.waits = self.resumed = False
        self.whole = True  # nothing is committed yet
        self.emptied: Sequence[Table] = ()
        self.agreed: Replaced | None = None
        self.made: list[str] = []
        self.at_once = self.parted = False
        self.committing = self.committed = self.stale = False
        self.tried = 0
        self.done: list[Written] = []
        self.ahead: Written | None = None
        self.pending = 0

    # ------------------------------------------------------------------ before the first row

    def shaped(self, plan: Plan) -> Plan:
        """See sink.Destination."""
        return self.engine.shaped(plan)

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        return foresee(self.target, self.url, self.options, plan, ranges)

    def replaced(self, plan: Plan, ranges: Sequence[Range]) -> Replaced:
        """What is there and the run replaces, looked at without a lock."""
        if self.options.existing != "truncate":
            return {}
        names = tables_of(ranges)
        with self.reading(plan, names, looks=True) as connection:
            check_free(self.engine.store(connection), names)
            found = connection.catalogue(names)
            there = (name for name in names if name in found.tables)
            return replaced(found, {name: connection.count(name) for name in there})

    @contextmanager
    def reading(self, plan: Plan, names: Sequence[str], looks: bool) -> Iterator[Connection]:
        """A connection to read what decides about the run: it holds the tables from then on, unless it `looks`."""
        if looks:
            connection = self.engine.opened(self.url, False, plan.tables)
            try:
                yield connection
            finally:
                connection.close()
            return
        try:
            yield self._opened(plan, names).connection
        except BaseException as error:
            self.finish(error)
            raise

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Checks the tables, makes the missing ones, and finds how far a broken run came."""
        self.plan, self.ranges, self.run = plan, ranges, run_of(plan, ranges, self.engine.name)
        self.names = tables_of(ranges)
        self.tables = [table for table in plan.tables if table.name in self.names]
        check_names(self.target.name, self.engine, self.tables)
        store = self._opened(plan, self.names)
        unfinished = dict(store.checkpoints.unfinished(self.names)) if store.checkpoints else {}
        create = self.options.create
        self.target = fitted(self.target, store.connection, plan, ranges, create)
        self.format, self.waits = store.format(plan, self.target.catalogue), store.waits
        check_broken(self.target, self.run, unfinished, self.options)
        self.parted = check_run(self.target, store, self.names, self.options, locks=True)
        self.resumed = self.options.resume and self.run in unfinished
        return self._start(
            store, unfinished, resumed=self.resumed, stale=bool(unfinished) or self.parted
        )

    def _opened(self, plan: Plan, names: Sequence[str]) -> Store:
        """The store, with the tables locked for this run."""
        if self.store is None:
            self.store = self.engine.store(self._first_connection(plan))
            self.store.lock(names)
        return self.store

    def _first_connection(self, plan: Plan) -> Connection:
        """Raises SinkError where there is none: nothing was lost then, and nothing is tried again."""
        try:
            return self.engine.opened(self.url, True, plan.tables)
        except ConnectionLost as error:
            raise SinkError(str(error)) from error

    def _start(
        self,
        store: Store,
        unfinished: Mapping[str, Mapping[str, Checkpoint]],
        *,
        resumed: bool,
        stale: bool,
    ) -> Sequence[Range]:
        """Goes on with the run where it stands, or begins it, once it is known that its rows can go in.

        Returns the ranges that are left.
        """
        broken = unfinished[self.run] if resumed else {}
        left = left_of(self.ranges, broken) if resumed else self.ranges
        there = None if resumed else present_rows(self.target, store, self.tables, self.options)
        check_rows(self.target, store, self.plan, left, there, self.options)
        run = Run(self.run, self.plan, self.ranges, self.options, self.batch_rows)
        if there is None:
            self.whole = False
            self.made = [name for name, progress in broken.items() if progress.made]
            go_on(self.target, store, run, broken)
        else:
            self._begin(store, run, there, stale)
        return left

    def _begin(self, store: Store, run: Run, present: Mapping[str, int], stale: bool) -> None:
        """What is to be taken back is noted before any of it is done."""
        if self.options.existing == "truncate":
            found = replaced(self.target.catalogue, present)
            refuse_more(self.target.name, found, self.agreed)
        how = decide(self.target, store, run, present, stale)
        self.whole, self.emptied = how.whole, how.emptied or self.emptied
        self.made = list(dict.fromkeys([*self.made, *(table.name for table in how.missing)]))
        self.stale = stale and how.whole
        begin(self.target, store, run, how, self.made)

    # ------------------------------------------------------------------ rows

    def write(self, chunk: Chunk, payload: Any) -> None:
        """See sink.Sink. What the database says against rows may come with the end of their batch."""
        assert self.store is not None
        ahead = self.ahead
        if ahead is not None and (ahead.table, ahead.stop) != (chunk.table, chunk.start):
            self._flush()
        self.ahead = replace(
            self.ahead or Written(chunk.table, chunk.start, chunk.start), stop=chunk.stop
        )
        try:
            self.store.write(self.plan.table(chunk.table), chunk, payload)
        except SinkError as error:
            raise error.about(chunk.table) from None
        self.pending += chunk.rows
        if self.pending >= self.batch_rows:
            self._flush()
            if not (self.whole or self.at_once):
                self.store.commit()
                self.tried = 0
            self.pending = 0

    def _flush(self) -> None:
        """Waits until the database has the rows, and moves the checkpoint past them."""
        if self.ahead is None or self.store is None:
            return
        try:
            rows = self.store.flush(self.ahead)
        except SinkError as error:
            raise error.about(self.ahead.table) from None
        self.ahead = None
        self.done.append(rows)
        if self.store.checkpoints and not self.whole:
            self.store.checkpoints.advance(self.run, rows)

    # ------------------------------------------------------------------ a lost connection

    def recover(self, error: ConnectionLost) -> Sequence[Range]:
        """See sink.RecoverableSink. What the lost transaction had written is written again."""
        if self.whole and self.committing and not self.committed:
            error.add_note(f"{self.target.name}: it was the commit: all rows are there, or none")
            raise error
        while self.store is not None and self.tried < self.options.retries:
            time.sleep(min(FIRST_WAIT_S * 2**self.tried, LONGEST_WAIT_S))
            self.tried += 1
            try:
                self.store.reopen()
                return self._again(self.store)
            except Unsupported:
                raise
            except SinkError as failure:
                error = failure if isinstance(failure, ConnectionLost) else error
        raise error

    def _again(self, store: Store) -> Sequence[Range]:
        """The ranges that are left, with the tables as they are found now."""
        store.lock(self.names)
        self.ahead, self.pending = None, 0
        if self.committed:
            return []
        self.target = fitted(
            self.target, store.connection, self.plan, self.ranges, self.options.create
        )
        unfinished = store.checkpoints.unfinished(self.names) if store.checkpoints else {}
        if self.run in unfinished:
            return self._start(store, unfinished, resumed=True, stale=False)
        if self.committing:  # the last commit has forgotten the run
            self.committed = True
            return []
        self.done = []
        stale = bool(unfinished) or self.parted
        return self._start(store, unfinished, resumed=False, stale=stale)

    # ------------------------------------------------------------------ the end

    def finish(self, error: BaseException | None) -> str | None:
        """Commits; after an error takes back what was done, or says what could not be."""
        if self.store is None:
            return None
        try:
            if error is not None:
                return self._give_up(self.store, error)
            return self._complete(self.store) or None
        finally:
            self.store.close()

    def _complete(self, store: Store) -> str:
        """Commits; returns what the user should know of a run that has ended well."""
        try:
            if not self.committed:
                self._commit(store)
        except ConnectionLost:
            raise
        except BaseException as error:
            if stays := self._give_up(store, error):
                error.add_note(stays)
            raise
        try:
            store.settle(self.emptied)
        except MockcraftError as error:
            return f"{error}; all rows are there"
        return store.note

    def _commit(self, store: Store) -> None:
        with signals.released():
            self._flush()
            store.complete(self.plan, self.tables, self.made)
        self.committing = True
        if self.stale:
            forget_all(store, self.names)
        elif store.checkpoints and not self.whole:
            store.checkpoints.forget(self.names)
        store.commit()
        self.committed = True

    def _give_up(self, store: Store, error: BaseException) -> str | None:
        """Ends the transaction, and takes back those before it unless the run is to be resumed."""
        store.rollback()
        if self.whole and (self.engine.can.transactional_ddl or not self.made):
            return None
        if self.whole and self.committing and isinstance(error, ConnectionLost):
            return None  # its rows may be there
        if self.options.resume and not self.whole:
            return f"the rows that were committed stay ({advice()})"
        self._undo(store, error)
        return None

    def _undo(self, store: Store, error: BaseException) -> None:
        """Takes back what was committed before an error; raises Leftover where it cannot."""
        try:
            self._take_back(store)
        except MockcraftError as failure:
            interrupted = isinstance(error, KeyboardInterrupt)
            said = "the run was interrupted" if interrupted else str(error) or type(error).__name__
            left = f"{self.target.name}: so {self._left()}"
            raise Leftover(f"{said}\n{failure}\n{left}") from error

    def _take_back(self, store: Store) -> None:
        """Takes back what was committed; what is ahead of it never was."""
        take_back(
            store, self.engine, self.plan, None if self.whole else self.run,
            names=self.names, made=self.made, written=[] if self.whole else self.done,
        )  # fmt: skip

    def _left(self) -> str:
        """What stays of a run that could not be taken back, and what to do about it."""
        if self.whole:
            names, what = ", ".join(self.made), "they can be filled, or dropped by hand"
            return f"the empty tables {names} of this run are left ({what})"
        names, what = ", ".join(self.names), advice(self.engine.can.checkpoints)
        return f"rows of this run are left in {names} ({what})"
