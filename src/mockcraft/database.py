"""The contract of a database engine, and the table of the engines by the scheme of a URL.

An engine is a folder of `databases/`, whose `__init__` declares it as `ENGINE`; nothing else names it. One
from outside is given to `register`, or is an entry point of the group `mockcraft.databases`. The algorithm
of a run is written once, in `sinks/database.py`, and calls the small methods of the protocols below, and of
those in `traits.py` that an engine fills.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol

from mockcraft.capabilities import Capabilities
from mockcraft.dataclass import dataclass
from mockcraft.entry_points import entry_points
from mockcraft.errors import UserError, did_you_mean
from mockcraft.traits import InformedConnection

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.backup import Backups
    from mockcraft.core.plan import Plan, Table
    from mockcraft.core.ranges import Chunk
    from mockcraft.options import Options
    from mockcraft.stored import Catalogue, StoredKey

GROUP = "mockcraft.databases"  # of entry points; each names an Engine


class Encoder(Protocol):
    """The part of a format that a store needs: a batch becomes a payload, in any worker process."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        """The payload of a batch, which holds the rows of the chunk."""


@dataclass(frozen=True, slots=True)
class Written:
    """Rows [start, stop) of a table that the database has taken.

    `mark` is that of a traits.MarkedStore, to know the rows by when they are taken back.
    """

    table: str
    start: int
    stop: int
    mark: str = ""

    @property
    def place(self) -> str:
        """How a message names them."""
        return f"table {self.table}, rows {self.start} to {self.stop - 1}"


class Connection(Protocol):
    """A connection to a database: what can be read from it. Everything it raises is a MockcraftError;
    ConnectionLost where the database is gone in the midst of it.

    Within a transaction of the store, it sees what the store has written.
    """

    @property
    def target(self) -> str:
        """The database's name for messages, without secrets."""

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """What the database says of these tables."""

    def count(self, table: str) -> int:
        """How many rows a table has."""

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """The highest or lowest whole number of a column; None where there is none."""

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """For each row of `keys`, values by column as `formats.plain` writes them, whether the table has it."""

    def close(self) -> None:
        """Ends the connection; what was not committed is taken back."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stands in a table: its next row, and whether it made the table."""

    next_row: int
    made: bool


class Checkpoints(Protocol):
    """Where runs note how far they have come, within the transactions of their rows."""

    def possible(self) -> bool:
        """Whether this user may note anything."""

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Checkpoint]]:
        """By run and table: what broken runs that fill any of these tables have left to do."""

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """Notes that a run begins."""

    def advance(self, run: str, rows: Written) -> None:
        """Moves the next row of a table from the start to the end of these; raises SinkError when another
        run has moved it.
        """

    def forget(self, tables: Sequence[str]) -> None:
        """Ends the runs that fill any of these tables."""


class Store(Protocol):
    """Writes tables and rows through a connection. The statements since the last commit are one transaction.

    Without transactional DDL, `make` and `complete` can be called again after a run was killed: they pass
    over what is there already. Rows that are committed are taken back by a KeyedStore, MarkedStore or
    NumberedStore of `traits`: each store is one of them.
    """

    @property
    def connection(self) -> Connection:
        """What it writes through."""

    @property
    def checkpoints(self) -> Checkpoints | None:
        """None where the engine keeps none."""

    @property
    def waits(self) -> bool:
        """Whether `write` lets other threads work: rows are then made ahead meanwhile."""

    @property
    def note(self) -> str:
        """What the user should know of how the rows were stored; "" for nothing."""

    def lock(self, tables: Sequence[str]) -> None:
        """Takes the tables for this run, until the store is closed; raises SinkError when another has them."""

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """Makes the payloads that `write` takes, for the tables as they are."""

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """Begins the run: these foreign keys are checked at the commit."""

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """Deletes all rows of these tables, which stand parents first."""

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """Raises SinkError where this user may not make these tables, which do not exist; writes nothing."""

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """Makes these tables, and the schemas that they need."""

    def write(self, table: Table, chunk: Chunk, payload: Any) -> None:
        """Hands over the rows of a chunk, which may reach the database later."""

    def flush(self, rows: Written) -> Written:
        """Waits until the database has these rows, all that were written since the last flush; returns
        them with the engine's mark.
        """

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """Does what comes after the last row of these tables: keys that close circles, sequences."""

    def commit(self) -> None:
        """Makes final what was done since the last commit."""

    def rollback(self) -> None:
        """Takes back what was done since the last commit; never raises."""

    def settle(self, tables: Sequence[Table]) -> None:
        """Does what no transaction takes, after the last commit; these tables were emptied."""

    def reopen(self) -> None:
        """Ends the connection and makes a new one, with nothing locked and no transaction begun."""

    def drop(self, tables: Sequence[str]) -> None:
        """Drops those of these tables that exist, whatever keys are among them, and what the run made for them."""

    def close(self) -> None:
        """Ends the connection; what was not committed is taken back."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A database engine.

    Attributes:
        name: in code and documentation, such as "postgresql".
        title: in sentences, such as "PostgreSQL".
        schemes: of its URLs, the usual one first.
        example: a URL, for help and messages.
        can: its capabilities.
        connect: opens a URL, for reading alone unless `writable`.
        store: writes through a connection; through one for reading alone it is asked what a run would meet,
            for its checkpoints and by `Store.check_making`.
        shown: a URL for messages, without secrets; raises UserError for one that cannot be read.
        look: a command that shows the first rows of a table of a URL; "" where there is no client.
        dialect: of its SQL, as `formats.dialects` knows it; "" for none.
        suffixes: of its files, whose names are given in place of a URL now and then.
        also: schemes that others write for it, for hints.
        file: the file that a URL names; None where it names a server. Raises UserError for one that cannot be read.
        restores: suffix of the files, see `formats`, that its own tool restores by what is `beside` them; "" for none.
        beside: the small files beside such a file of a table, contents by suffix. Raises Unsupported for a table
            that it cannot hold.
        check_writable: raises SinkError where it can be seen, without opening it, that nothing can be
            written to a URL.
        options: what a table of a schema file can say under the engine's name, see `options`; None for
            nothing. `Table.options` has it by the name.
        backups: how its databases are backed up; None where they are not.
        described: a connection, a traits.DescribedConnection, to what the text of an SQL file defines, from a
            name for messages and the text; None where there are no such files.
        holds: whether the rows of a table are documents, in which those of its embedded tables stand; by
            default those of all tables of an engine with `Capabilities.documents`.
        capable: its capabilities as a URL has them, where a parameter changes some; None for any URL.
    """

    name: str
    title: str
    schemes: tuple[str, ...]
    example: str
    can: Capabilities
    connect: Callable[[str, bool], Connection]
    store: Callable[[Connection], Store]
    shown: Callable[[str], str]
    look: Callable[[str, str], str]
    dialect: str = ""
    suffixes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    file: Callable[[str], Path | None] = lambda url: None
    restores: str = ""
    beside: Callable[[Plan, Table], Mapping[str, bytes]] | None = None
    check_writable: Callable[[str], None] = lambda url: None
    options: type[Options] | None = None
    backups: Callable[[], Backups] | None = None
    described: Callable[[str, str], Connection] | None = None
    holds: Callable[[Table], bool] | None = None
    capable: Callable[[str], Capabilities] | None = None

    def shaped(self, plan: Plan) -> Plan:
        """The plan as the engine holds it, see `core.embedding`. Runs, appends and `clean` ask for it."""
        from mockcraft.core.embedding import embedded

        return embedded(plan, self.holds or (lambda table: self.can.documents))

    def opened(self, url: str, writable: bool, tables: Sequence[Table]) -> Connection:
        """See `connect`: a connection that will be asked about these tables of a plan."""
        connection = self.connect(url, writable)
        if isinstance(connection, InformedConnection):
            connection.inform(tables)
        return connection


_registered: list[Engine] = []


def register(engine: Engine) -> None:
    """Makes an engine known, for a package or plugin; raises UserError for a scheme that is taken."""
    for other in engines():
        taken = set(other.schemes) & set(engine.schemes)
        if taken and other is not engine:
            raise UserError(
                f"the scheme {min(taken)}:// is that of {other.title} (give {engine.title} another)"
            )
    if engine not in _registered:
        _registered.append(engine)


def engines() -> list[Engine]:
    """All engines: the own ones, those of installed packages, and what was registered."""
    known = [*_own(), *_installed()[0]]
    return [*known, *(each for each in _registered if each not in known)]


def engine_of(url: str) -> Engine:
    """The engine of a URL; raises UserError for a scheme that is not known, and never shows the URL."""
    scheme, separator, _ = url.partition("://")
    known = {scheme: engine for engine in engines() for scheme in engine.schemes}
    if separator and scheme in known:
        engine = known[scheme]
        can = engine.capable(url) if engine.capable else engine.can
        return engine if can == engine.can else replace(engine, can=can)
    for engine in known.values():
        if not separator and url.endswith(engine.suffixes) and "@" not in url:
            name = url.removeprefix(f"{engine.schemes[0]}:")
            raise UserError(
                f"{url!r} is the name of a file, not a URL (give {engine.schemes[0]}:///{name})"
            )
    meant = {name: engine.schemes[0] for engine in known.values() for name in engine.also}
    hint = did_you_mean(meant.get(scheme, scheme), list(known)) if separator else ""
    shown = f"{scheme}://" if separator else "what was given"
    broken = "".join(f"; {each}" for each in _installed()[1])
    raise UserError(
        f"the database URL begins with {shown}, which is not known{hint} (give {examples()}{broken})"
    )


def with_options() -> dict[str, Engine]:
    """The engines that a table can have options for, by name."""
    return {engine.name: engine for engine in engines() if engine.options is not None}


def engine_named(name: str) -> Engine | None:
    """The engine of a name; None where there is none."""
    return next((each for each in engines() if each.name == name), None)


def examples() -> str:
    """A URL of each engine, for help and messages."""
    return ", ".join(engine.example for engine in engines())


@cache
def _own() -> tuple[Engine, ...]:
    from mockcraft import databases

    names = sorted(each.name for each in iter_modules(databases.__path__) if each.ispkg)
    return tuple(import_module(f"mockcraft.databases.{name}").ENGINE for name in names)


@cache
def _installed() -> tuple[tuple[Engine, ...], tuple[str, ...]]:
    """Engines of other packages, and what is wrong with those that do not load."""
    found, wrong = [], []
    taken = {scheme for engine in _own() for scheme in engine.schemes}
    for point in entry_points(GROUP):
        try:
            engine = point.load()
        except Exception as error:
            wrong.append(f"the engine {point.value} cannot be loaded: {error}")
            continue
        if not isinstance(engine, Engine):
            wrong.append(f"{point.value} is no mockcraft.database.Engine")
        elif taken & set(engine.schemes):
            wrong.append(f"{point.value} has the scheme of another engine")
        else:
            taken |= set(engine.schemes)
            found.append(engine)
    return tuple(found), tuple(wrong)
