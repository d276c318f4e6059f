"""What the ledger of parts (`mockcraft.ledger`) says of the tables of a run, and who may go on beside it."""

import time
from _blake2 import blake2b
from collections.abc import Iterable, Sequence
from dataclasses import field

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, part
from mockcraft.database import Store
from mockcraft.dataclass import dataclass
from mockcraft.errors import ConnectionLost, SinkError, Unsupported
from mockcraft.ledger import GATE, Ledger, Share, SharedStore, run_name
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.broken import options_of
from mockcraft.sinks.target import Target
from mockcraft.wording import counted, first_of, word

SHOWN = 8  # parts that a message names
# For other parts that begin, which takes each a second, or that complete the last one.
GATE_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one plan in so many parts.

    Attributes:
        plan: see ledger.Share.
        parts: how many there are of each table.
        there: by table and number.
    """

    plan: str
    parts: int
    there: dict[tuple[str, int], Share]
    _begun: dict[str, list[Share]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        begun: dict[str, list[Share]] = {}
        for each in sorted(self.there.values(), key=lambda each: each.number):
            if each.number:
                begun.setdefault(each.table, []).append(each)
        object.__setattr__(self, "_begun", begun)

    def of(self, table: str) -> list[Share]:
        """The parts of a table that have begun, in their order."""
        return self._begun.get(table, [])

    def complete(self, table: str) -> list[int]:
        """The numbers of the parts of a table that are complete."""
        return [each.number for each in self.of(table) if each.complete]

    def left(self, table: str) -> list[int]:
        """The numbers of the others."""
        done = set(self.complete(table))
        return [number for number in range(1, self.parts + 1) if number not in done]

    def is_full(self, table: str) -> bool:
        """Whether all rows of a table are there."""
        return len(self.complete(table)) == self.parts

    def is_known(self, table: str) -> bool:
        """Whether parts fill a table."""
        return (table, 0) in self.there

    def is_made(self, table: str) -> bool:
        """Whether parts have made a table."""
        return self.is_known(table) and self.there[table, 0].made

    def is_settled(self, table: str) -> bool:
        """Whether nothing is left to do in a table."""
        return self.is_known(table) and self.there[table, 0].complete

    def ready(self, plan: Plan) -> list[Table]:
        """The tables of which all rows are there, and those of their parents, and which are not settled."""
        return [
            table
            for table in plan.tables
            if self.is_known(table.name)
            and not self.is_settled(table.name)
            and self.is_full(table.name)
            and all(
                self.is_full(link.parent) or not self.is_known(link.parent)
                for link in table.foreign_keys
            )
        ]


def plan_name(plan: Plan, chosen: Selection, engine: str) -> str:
    """See ledger.Share.plan: parts of some tables are those of all, parts of some rows are not.

    Nor are those of tables with other options for the engine of this name.
    """
    more = [str(each) for each in chosen.whole(plan) if each not in set(plan.ranges)]
    more += options_of(plan, engine)
    text = " ".join([plan.digest, *more])
    return blake2b(text.encode(), digest_size=8).hexdigest() if more else plan.digest


def shared_store(target: Target, store: Store) -> tuple[SharedStore, Ledger]:
    """The store and its ledger; raises Unsupported where there is none."""
    if not isinstance(store, SharedStore) or not isinstance(store.checkpoints, Ledger):
        raise Unsupported(
            f"{target.name}: {target.engine.title} keeps rows in the order in which they come, and no ledger of parts "
            f"(leave the part out; or name the rows of each run, one after another, with {word('append')})"
        )
    if not store.checkpoints.possible():
        raise Unsupported(
            f"{target.name}: parts are noted in a table of their own, which this user may not make here, or "
            "which a pooler that keeps no session stands before (connect to the server itself as a user who may "
            "make tables, or leave the part out)"
        )
    return store, store.checkpoints


def pass_gate(store: Store) -> None:
    """Takes the gate, at which alone parts wait for one another, GATE_WAIT_S at most; raises SinkError then."""
    deadline = time.monotonic() + GATE_WAIT_S
    while True:
        try:
            store.lock([GATE])
            return
        except SinkError as error:
            if isinstance(error, ConnectionLost) or time.monotonic() > deadline:
                raise


def shares_of(ledger: Ledger, plan: str, parts: int) -> Shares:
    """Those of this plan and so many parts."""
    ours = [each for each in ledger.shares() if (each.plan, each.parts) == (plan, parts)]
    return Shares(plan, parts, {(each.table, each.number): each for each in ours})


def known_shares(store: Store, tables: Sequence[str] | None = None) -> list[Shares]:
    """Those of each plan, and number of parts, that fills any of these tables; of all that are there by default."""
    if not isinstance(store.checkpoints, Ledger):
        return []
    sets: dict[tuple[str, int], dict[tuple[str, int], Share]] = {}
    for each in store.checkpoints.shares():
        sets.setdefault((each.plan, each.parts), {})[each.table, each.number] = each
    found = [Shares(*key, there) for key, there in sorted(sets.items())]
    return [each for each in found if tables is None or any(each.is_known(name) for name in tables)]


def forget_all(store: Store, tables: Sequence[str]) -> None:
    """Ends the runs and the parts that fill any of these tables."""
    if store.checkpoints is not None:
        store.checkpoints.forget(tables)
    if isinstance(store.checkpoints, Ledger):
        ended = (share for each in known_shares(store, tables) for share in each.there.values())
        store.checkpoints.strike(list(ended))


def check_others(target: str, own: Shares, found: Iterable[Shares], tables: Sequence[str]) -> None:
    """Refuses a part of tables that others fill in parts, of another plan or of another number."""
    for each in found:
        both = [name for name in tables if each.is_known(name)]
        if (each.plan, each.parts) == (own.plan, own.parts) or not both:
            continue
        there = listed_parts((share.number for share in each.of(both[0])), each.parts)
        if each.plan == own.plan:
            raise Unsupported(
                f"{target}: table {both[0]} is filled in {each.parts:,} parts, not in {own.parts:,}: {there} "
                f"{'has' if len(each.of(both[0])) == 1 else 'have'} begun (go on with those)"
            )
        raise Unsupported(
            f"{target}: table {both[0]} is filled by parts of another plan, {each.plan}, and this one is {own.plan}: "
            f"{there} (give the schema file, seed, clock, rows and version of mockcraft that they were made with, or "
            "remove what they made with mockcraft clean)"
        )


def check_part_rows(target: Target, store: Store, wholes: Sequence[Range], shares: Shares) -> None:
    """Refuses rows that no part has written, and tables that are gone with rows of other parts.

    `wholes` are the rows of all parts, a range for each table.
    """
    for whole in wholes:
        name = whole.table
        if name not in target.catalogue.tables:
            if begun := [each.number for each in shares.of(name) if _has_rows(each, whole)]:
                raise Unsupported(
                    f"{target.name}: table {name} is gone, with rows of {listed_parts(begun, shares.parts)} "
                    "(forget the parts with mockcraft clean, and begin anew)"
                )
        elif not shares.is_known(name) and (rows := store.connection.count(name)):
            raise Unsupported(
                f"{target.name}: table {name} has {counted(rows, 'row')} already, which no part has written "
                "(remove them with mockcraft clean, or by hand)"
            )


def _has_rows(share: Share, whole: Range) -> bool:
    """Whether rows of a part have been written."""
    (first,) = part([whole], share.number, share.parts)
    return share.next_row > first.start


def check_run(
    target: Target, store: Store, tables: Sequence[str], options: LoadOptions, *, locks: bool
) -> bool:
    """Refuses a run of all rows of tables that others fill in parts, unless it replaces the rows.

    One that `locks` takes the parts that are not complete. Returns whether the parts are to be forgotten.

    Raises:
        Unsupported: the parts are not all there, and the run adds to them or wants keys that the table lacks.
        SinkError: somebody is making one of them.
    """
    found = known_shares(store, tables)
    replaces = options.existing == "truncate"
    if replaces and locks:
        lock_unfinished(store, found)
    for each in found:
        for name in tables:
            lacks_keys = each.is_made(name) and name in target.catalogue.tables
            if not each.is_known(name) or each.is_settled(name) or (replaces and not lacks_keys):
                continue
            raise Unsupported(
                f"{target.name}: table {name} is filled in parts, and {_unsettled(each, name)} (make them with the "
                "schema file and seed of the others, or remove them with mockcraft clean)"
            )
    return replaces and bool(found)


def _unsettled(shares: Shares, table: str) -> str:
    """What a table lacks that parts fill."""
    left = shares.left(table)
    if left:
        return f"{listed_parts(left, shares.parts)} {'is' if not left[1:] else 'are'} not complete"
    return "has not its keys yet: those that it refers to are not all there, or making any part again adds them"


def lock_unfinished(store: Store, found: Iterable[Shares]) -> None:
    """Takes the parts that are not complete; raises SinkError where somebody is making one of them."""
    names = [
        share.lock
        for each in found
        for share in each.there.values()
        if share.number and not share.complete
    ]
    if names:
        store.lock(names)


def listed_parts(numbers: Iterable[int], parts: int) -> str:
    """`part 1/3`, `parts 1/3, 2/3`: the first SHOWN, and how many more; "" for none."""
    names = [f"{each}/{parts}" for each in numbers]
    return f"part{'s' * (len(names) > 1)} {first_of(names, SHOWN)}" if names else ""


def share_at(shares: Shares, rows: Range, number: int, made: bool) -> Share:
    """A share that begins with these rows of a table."""
    return Share(shares.plan, rows.table, number, shares.parts, rows.start, made)


def own_run(shares: Shares, number: int) -> str:
    """The name of the run that makes a part."""
    return run_name(shares.plan, number, shares.parts)
