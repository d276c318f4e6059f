"""A run of one of the parts that fill the tables of a database together, see `mockcraft.ledger`."""

from collections.abc import Sequence
from dataclasses import replace

from mockcraft import signals
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, tables_of
from mockcraft.database import Engine, Store
from mockcraft.errors import ConnectionLost, MockcraftError, SinkError, UserError
from mockcraft.ledger import GATE, Ledger, Share, SharedStore, lock_name
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions, Outlook
from mockcraft.sinks.broken import check_broken
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.fitting import fitted
from mockcraft.sinks.part_parents import check_part_parents
from mockcraft.sinks.shares import (
    Shares,
    check_others,
    check_part_rows,
    known_shares,
    own_run,
    pass_gate,
    plan_name,
    share_at,
    shared_store,
    shares_of,
)
from mockcraft.sinks.table_names import check_names
from mockcraft.sinks.transactions import is_bound
from mockcraft.sinks.undoing import delete_written, is_made
from mockcraft.wording import counted, word

ADVICE = "make the part again: it goes on"


class PartSink(DatabaseSink):
    """See sink.RecoverableSink.

    Attributes:
        chosen: the rows, with the part.
        number, parts: it is part `number` of `parts`.
        shares: what the ledger said when the part began.
        noted: whether this run has begun to note the part.
        goes_on: whether rows of the part are there that another run has written.
    """

    def __init__(
        self,
        engine: Engine,
        url: str,
        options: LoadOptions,
        chosen: Selection,
        batch_rows: int | None = None,
    ) -> None:
        super().__init__(engine, url, options, batch_rows)
        assert chosen.part is not None
        self.chosen = chosen
        self.number, self.parts = chosen.part
        self.whole = self.noted = self.goes_on = False
        if options.existing == "append":
            raise UserError(
                f"{self.target.name}: {word('append')} begins behind all rows that are there, and parts stand side by "
                f"side (leave {word('append')} out: a part adds itself to the others; or leave the part out)"
            )
        if options.existing == "truncate":
            raise UserError(
                f"{self.target.name}: {word('truncate')} would replace the rows of other parts (remove what is there "
                f"with mockcraft clean first, or by hand; a part adds itself to the others)"
            )

    # ------------------------------------------------------------------ before the first row

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        self._know(plan, ranges)
        lines: list[str] = []
        try:
            self.engine.check_writable(self.url)
            with self.reading(plan, self.names, looks=True) as connection:
                store = self.engine.store(connection)
                shares = self._check(store)
                for each in ranges:
                    lines.append(self._line(shares, each))
                missing = self.target.missing(self.tables)
                store.check_making(plan, missing)
        except MockcraftError as error:
            return Outlook(self.target.name, tuple(lines), error)
        return Outlook(self.target.name, tuple(lines))

    def _line(self, shares: Shares, rows: Range) -> str:
        """What becomes of a part of a table."""
        own = shares.there.get((rows.table, self.number))
        which = f"{rows.table}: part {self.number}/{self.parts}, {counted(rows.rows, 'row')}"
        if own is not None and own.complete:
            return f"{which}, is complete"
        if own is not None:
            return f"{which}, has begun, and stands at row {own.next_row:,}"
        made = "" if self.target.has(self.plan.table(rows.table)) else ", in a table that is made"
        return f"{which}{made}"

    def _know(self, plan: Plan, ranges: Sequence[Range]) -> None:
        self.plan, self.ranges, self.names = plan, ranges, tables_of(ranges)
        self.tables = [table for table in plan.tables if table.name in self.names]
        self.plan_name = plan_name(plan, self.chosen, self.engine.name)
        check_names(self.target.name, self.engine, self.tables)

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """See sink.Sink: notes the part, and makes tables that are missing."""
        self._know(plan, ranges)
        self.store = self.engine.store(self._first_connection(plan))
        left = self._begin_part(self.store)
        self.goes_on = any(
            share.next_row > each.start
            for each in ranges
            if (share := self.shares.there.get((each.table, self.number)))
        )
        return left

    def _begin_part(self, store: Store) -> Sequence[Range]:
        """Takes the part, finds how far it has come or begins it; returns the ranges that are left."""
        shared, ledger = shared_store(self.target, store)
        shared.share()
        if self._has_ended(shares_of(ledger, self.plan_name, self.parts)):
            self.format = store.format(self.plan, self.target.catalogue)
            return [replace(each, start=each.stop) for each in self.ranges]
        pass_gate(store)
        store.lock([*self._locks, *self.names])
        left = self._note(shared, ledger)
        shared.unlock([*self.names, GATE])
        return left

    def _has_ended(self, shares: Shares) -> bool:
        """Whether the part is complete, in which case nothing is locked."""
        own = [shares.there.get((name, self.number)) for name in self.names]
        self.committed = all(each is not None and each.complete for each in own)
        if self.committed:
            self.shares = shares
        return self.committed

    @property
    def _locks(self) -> list[str]:
        """What is locked until the end."""
        return [lock_name(name, self.number, self.parts) for name in self.names]

    def _check(self, store: Store) -> Shares:
        """What the ledger says, where the part may go on; raises what is in its way. Reads alone."""
        shared, ledger = shared_store(self.target, store)
        target, plan = self.target.name, self.plan
        shares = shares_of(ledger, self.plan_name, self.parts)
        check_others(target, shares, known_shares(store, self.names), self.names)
        self.target = fitted(
            self.target, store.connection, plan, self.ranges, self.options.create, alone=False
        )
        broken = ledger.unfinished(self.names)
        check_broken(self.target, "", broken, replace(self.options, resume=False))
        check_part_rows(self.target, store, self.chosen.whole(plan), shares)
        if not shared.keys_follow:
            check_part_parents(self.target, plan, shares, names=self.names, number=self.number)
        return shares

    def _note(self, store: SharedStore, ledger: Ledger) -> Sequence[Range]:
        """Notes the part where it begins; the caller has the locks."""
        self.shares = shares = self._check(store)
        self.run = own_run(shares, self.number)
        self.format, self.waits = store.format(self.plan, self.target.catalogue), store.waits
        missing = self.target.missing(self.tables)
        store.check_making(self.plan, missing)
        store.begin(())
        self.at_once = self._is_at_once(store)
        gone = {table.name for table in missing}
        new = [each for each in self._begun(shares, gone) if shares.there.get(_key(each)) != each]
        old = [shares.there[_key(each)] for each in new if _key(each) in shares.there]
        if new:
            self.noted = True
            if old:
                ledger.strike(old)
            ledger.note(new)
            if not self.engine.can.transactional_ddl:
                store.commit()
        if missing:
            self.made = list(dict.fromkeys([*self.made, *gone]))
            store.make_shared(self.plan, missing)
        store.commit()
        self.shares = replace(shares, there={**shares.there, **{_key(each): each for each in new}})
        return [
            replace(
                each, start=max(each.start, self.shares.there[each.table, self.number].next_row)
            )
            for each in self.ranges
        ]

    def _begun(self, shares: Shares, gone: set[str]) -> list[Share]:
        """What the ledger is to say of these tables; a part whose table is gone begins anew."""
        begun = []
        for rows, whole in zip(self.ranges, self.chosen.whole(self.plan), strict=True):
            own, all_rows = (rows.table, self.number), (rows.table, 0)
            made = rows.table in gone
            for key, first in ((own, rows), (all_rows, whole)):
                there = shares.there.get(key)
                if there is None or made:
                    there = share_at(shares, first, key[1], made or shares.is_made(rows.table))
                begun.append(there)
        return begun

    def _is_at_once(self, store: Store) -> bool:
        """Whether the rows are one transaction: nothing else can take them back, or what they have set off."""
        stored = self.target.catalogue.tables
        return self.engine.can.transactions and any(
            is_bound(store, table, stored.get(table.name)) for table in self.tables
        )

    # ------------------------------------------------------------------ a lost connection

    def _again(self, store: Store) -> Sequence[Range]:
        """See DatabaseSink. Another run may have gone on with the part meanwhile."""
        self.ahead, self.pending = None, 0
        left = self._begin_part(store)
        reached = {each.table: each.stop for each in self.done}
        self.goes_on = self.goes_on or any(
            each.start > max(reached.get(each.table, 0), first.start)
            for each, first in zip(left, self.ranges, strict=True)
        )
        return left

    # ------------------------------------------------------------------ the end

    def _commit(self, store: Store) -> None:
        with signals.released():
            self._flush()
        self.committing = True
        _, ledger = shared_store(self.target, store)
        own = [self.shares.there[name, self.number] for name in self.names]
        ledger.complete([each for each in own if not each.complete])
        store.commit()
        self.committed = True

    def _complete(self, store: Store) -> str:
        """Commits, and puts keys in place where it was the last part."""
        already = self.committed and not self.noted
        try:
            if not self.committed:
                self._commit(store)
            note = self._settle(store)
        except ConnectionLost:
            raise
        except BaseException as error:
            if stays := self._give_up(store, error):
                error.add_note(stays)
            raise
        first = f"part {self.number}/{self.parts} is complete already" if already else ""
        return "; ".join(filter(None, [first, note, store.note]))

    def _settle(self, store: Store) -> str:
        """Puts keys of the tables in place of which all rows are there; returns how the parts stand."""
        shared, ledger = shared_store(self.target, store)
        shares = shares_of(ledger, self.plan_name, self.parts)
        if shares.ready(self.plan):
            try:
                with signals.released():
                    pass_gate(store)
            except ConnectionLost:
                raise
            except SinkError:
                return "all rows are there, and another part is putting keys in place"
            shares = shares_of(ledger, self.plan_name, self.parts)
            self._settle_tables(shared, ledger, shares)
        fewest = min(len(shares.complete(name)) for name in self.names)
        if fewest == self.parts:
            return f"all {counted(self.parts, 'part')} complete"
        return f"{fewest:,} of {counted(self.parts, 'part')} complete"

    def _settle_tables(self, store: SharedStore, ledger: Ledger, shares: Shares) -> None:
        """Adds keys and what else comes behind all rows; the caller has the gate."""
        tables = shares.ready(self.plan)
        if not tables:
            return
        names = [table.name for table in tables]
        store.lock(names)
        store.begin(())
        with signals.released():
            store.complete_shared(self.plan, tables, [n for n in names if shares.is_made(n)])
        ledger.complete([shares.there[name, 0] for name in names])
        store.commit()

    def _give_up(self, store: Store, error: BaseException) -> str | None:
        store.rollback()
        if self.committed:
            return f"all rows of part {self.number}/{self.parts} are there; keys are put in place by making any part again"
        if not self.noted and not self.goes_on:
            return None
        if self.options.resume or self.goes_on:
            return f"the rows that were committed stay ({ADVICE})"
        self._undo(store, error)
        return None

    def _take_back(self, store: Store) -> None:
        """Takes back the part: tables where no other part has begun, and its rows elsewhere."""
        store.reopen()
        shared, ledger = shared_store(self.target, store)
        shared.share()
        pass_gate(store)
        store.lock([*self._locks, *self.names])
        shares = shares_of(ledger, self.plan_name, self.parts)
        ours = [
            share
            for name in self.names
            if (share := shares.there.get((name, self.number))) and not share.complete
        ]
        if not ours:
            return  # the commit that was lost has completed it, or nothing had begun
        alone = [each.table for each in ours if len(shares.of(each.table)) == 1]
        store.begin(())
        found = store.connection.catalogue(self.names).tables
        # First of all: a part that is killed here, where no transaction holds all of it, then begins anew.
        ledger.strike(ours)
        dropped = [
            name
            for name in alone
            if shares.is_made(name) and name in found and is_made(self.plan, found[name])
        ]
        store.drop(dropped)
        if not self.at_once:
            rows = [r for r in self.done if r.table in found and r.table not in dropped]
            delete_written(store, self.engine, self.plan, found, rows)
        ledger.strike([shares.there[name, 0] for name in alone])
        store.commit()

    def _left(self) -> str:
        return f"rows of this part are left in {', '.join(self.names)} ({ADVICE})"


def _key(share: Share) -> tuple[str, int]:
    return share.table, share.number
