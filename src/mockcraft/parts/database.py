"""Whether the parts that fill a database are all there: read from its ledger, see `mockcraft.ledger`."""

from collections.abc import Iterator, Sequence

from mockcraft.database import Connection, engine_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError
from mockcraft.ledger import Ledger
from mockcraft.parts.check import Incomplete
from mockcraft.sinks.shares import Shares, known_shares, listed_parts
from mockcraft.wording import counted


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A table of which all parts are there.

    Attributes:
        name: of the table.
        parts: how many there are.
        rows: of all parts, as many as the table has at least.
    """

    name: str
    parts: int
    rows: int


def check_database(
    url: str, counts: bool = True, tables: Sequence[str] | None = None
) -> list[WholeTable]:
    """The tables that a database has been given in parts, each of them complete.

    Args:
        url: of the database.
        counts: whether rows are counted, which finds some that were deleted; else the ledger alone is read.
        tables: looks at runs that fill one of these; at all by default.

    Raises:
        Incomplete: some are not; its message has a line for each part, table or number that is missing.
        UserError: nothing is noted of parts, or the engine keeps no ledger.
        SinkError: it cannot be read.
    """
    engine = engine_of(url)
    target, connection = engine.shown(url), engine.connect(url, False)
    try:
        store = engine.store(connection)
        if not isinstance(store.checkpoints, Ledger):
            raise UserError(f"{target}: {engine.title} is not filled in parts, and keeps none")
        found = known_shares(store, tables)
        if not found:
            raise UserError(
                f"{target}: no part is noted there (they are made by mockcraft seed --part K/N)"
            )
        faults: list[str] = []
        wholes: list[WholeTable] = []
        for shares in found:
            faults += _faults(connection, shares, counts)
            wholes += [_whole(shares, name) for name in _tables(shares)]
    finally:
        connection.close()
    if faults:
        raise Incomplete("\n".join(f"{target}: {each}" for each in faults))
    return wholes


def _tables(shares: Shares) -> Sequence[str]:
    return sorted({name for name, _ in shares.there})


def _faults(connection: Connection, shares: Shares, counts: bool) -> Iterator[str]:
    """A line for each thing that is wrong with the tables that parts of one plan fill."""
    there = connection.catalogue(_tables(shares)).tables
    for name in _tables(shares):
        begun = [each for each in shares.of(name) if not each.complete]
        for each in begun:
            yield (
                f"{name}: part {each.number}/{each.parts} is unfinished, at row {each.next_row:,}: it is being made, or "
                "was broken off (make it again: it goes on)"
            )
        known = {each.number for each in begun}
        if missing := [number for number in shares.left(name) if number not in known]:
            yield f"{name}: {listed_parts(missing, shares.parts)} {'are' if missing[1:] else 'is'} missing"
        if name not in there:
            yield f"{name}: the table is gone (forget its parts with mockcraft clean)"
        elif shares.is_full(name) and not shares.is_settled(name):
            yield (
                f"{name}: all rows are there, and its keys are not in place: those of a table that it refers to are "
                "missing, or the last part was broken off behind them (make any part again)"
            )
        elif shares.is_full(name) and counts:
            rows, wanted = connection.count(name), _whole(shares, name).rows
            if rows < wanted:
                yield f"{name}: it has {counted(rows, 'row')}, and its parts have written {wanted:,}"


def _whole(shares: Shares, name: str) -> WholeTable:
    last = max((each.next_row for each in shares.of(name)), default=0)
    return WholeTable(name, shares.parts, max(last - shares.there[name, 0].next_row, 0))
