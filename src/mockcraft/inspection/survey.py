"""What a database has, read once: its tables, how many rows they have, and keys of those that have some."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported, UserError, nearest
from mockcraft.formats.dialects import dialect_of
from mockcraft.inspection.checks.passing import passing
from mockcraft.inspection.columns.documents import documents_of
from mockcraft.inspection.columns.kinds import meant
from mockcraft.inspection.columns.special import special
from mockcraft.inspection.keys.implied import with_implied
from mockcraft.inspection.keys.lookups import Lookup, lookups_of, met_by_lookups
from mockcraft.inspection.keys.narrowed import narrowed
from mockcraft.inspection.source import Source
from mockcraft.selection import Selection, called
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredTable, Unread
from mockcraft.traits import AnsweringConnection, DescribedConnection, InspectableConnection
from mockcraft.wording import word

MOST_KEYS = 200  # of a table that has rows, which others refer to
MOST_UNREAD = 5  # statements that are shown where none of a file makes a table
_UNKNOWN = ("other", "range", "geometry", "network")
# Texts that types are tried with, of which only the name is known.
EXAMPLES = (
    "1", "a", "{}", "[1,2)", "(0,0)", "{1}", "[a,b)", "1 0", "a:1", "[2024-01-01,2024-02-01)", "2024-01-01", "POINT(1 1)",
    "POLYGON((0 0,0 1,1 1,0 0))", "LINESTRING(0 0,1 1)", "[1,2,3]", "0/1", "1:2:", "(0,1)", "pg_class", "now", "integer", "public",
    "postgres", "english", "simple", "=", "a=r/postgres", "978-0-306-40615-7", "4006381333931", "()", "(,)", "00:00:00",
)  # fmt: skip
OWN = "mockcraft_"  # what tables that runs keep notes in begin with

Keys = Mapping[tuple[str, tuple[str, ...]], Sequence[tuple[str | None, ...]]]


@dataclass(frozen=True, slots=True)
class Survey:
    """A database.

    Attributes:
        name: for messages, without secrets.
        dialect: of its SQL, as sqlglot calls it.
        waits: whether it can check every foreign key at the commit.
        joins: whether rows of several tables can go in by one statement, at whose end keys are checked.
        catalogue: as it was read, which the rows of a document are held against.
        tables: by name, in their order, with what their columns are meant to hold.
        rows: of the tables that have some.
        keys: values of keys of tables that have rows, by table and columns.
        nameless: names of tables that the catalogue is not read for by their names.
        unread: statements of an SQL file that were not understood.
        implied: (table, column) of keys that names say, and the database does not demand.
        left: tables that the caller leaves out.
        lookups: by table, what its checks and triggers ask of rows of other tables.
    """

    name: str
    dialect: str
    waits: bool
    joins: bool
    catalogue: Catalogue
    tables: Mapping[str, StoredTable]
    rows: Mapping[str, int] = field(default_factory=dict)
    keys: Keys = field(default_factory=dict)
    nameless: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    implied: frozenset[tuple[str, str]] = frozenset()
    left: frozenset[str] = frozenset()
    lookups: Mapping[str, tuple[Lookup, ...]] = field(default_factory=dict)


def survey(source: Source, kept: bool = True, chosen: Selection | None = None) -> Survey:
    """Reads a source; raises Unsupported for an engine whose catalogue cannot be read, UserError for no tables.

    `kept`: tables that have rows stay as they are, and are referred to, as those are that are not `chosen`.
    """
    engine, connection = source.engine, source.connect()
    try:
        if not isinstance(connection, InspectableConnection):
            raise Unsupported(f"{engine.title} has no catalogue to read (write a schema file)")
        unread, advice = (), "make them first"
        if isinstance(connection, DescribedConnection):
            unread, advice = connection.unread, "it wants statements of CREATE TABLE"
        names = [name for name in connection.tables() if not name.startswith(OWN)]
        if not names:
            raise UserError(f"{source.name}: there are no tables ({advice}){_of(unread)}")
        found = connection.catalogue(names)
        folded = engine.can.limits.folded_column
        known = {folded(each): each for each in found.tables}
        tables = {
            name: _named(
                found.tables[name], name, found.tables, known, folded, engine.can.documents
            )
            for name in names
            if name in found.tables
        }
        dialect = dialect_of(engine.dialect).parser if engine.dialect else ""
        if isinstance(connection, AnsweringConnection):
            tables = _with_examples(tables, connection)
        lookups = {
            name: lookups_of(name, tables, dialect) for name in tables if tables[name].queries
        }
        tables = _with_looked_up(tables, lookups, dialect)
        tables, implied = with_implied(tables)
        tables = narrowed(tables)
        rows: dict[str, int] = {}
        keys: dict[tuple[str, tuple[str, ...]], Sequence[tuple[str | None, ...]]] = {}
        left = _left(names, chosen or Selection())
        asked = tables if kept else [name for name in tables if name in left]
        if asked:
            rows = {name: count for name in asked if (count := connection.count(name))}
            for key in (key for name in tables if name not in rows for key in tables[name].keys):
                if key.parent in rows:
                    keys[key.parent, key.parent_columns] = connection.keys(
                        key.parent, key.parent_columns, MOST_KEYS
                    )
        nameless = tuple(name for name in names if name not in found.tables)
        return Survey(
            source.name,
            dialect,
            engine.can.keys_wait,
            engine.can.joins_tables,
            found,
            tables,
            rows,
            keys,
            nameless,
            tuple(unread),
            implied,
            left,
            lookups,
        )
    finally:
        connection.close()


def _left(names: Sequence[str], chosen: Selection) -> frozenset[str]:
    """The tables that are not chosen; raises UserError for a name that no table has."""
    only = called(names, chosen.tables, "fill_table")
    skipped = called(names, chosen.skip, "skip_table")
    for name, what in {**only, **skipped}.items():
        if name not in names:
            raise UserError(f"{what}: there is no table {name!r}{nearest(name, names)}")
    wanted = set(only or names) - skipped.keys()
    if not wanted:
        raise UserError(f"{word('skip_table', chosen.skip[0])}: no table is left (skip fewer)")
    return frozenset(names) - wanted


def _of(unread: Sequence[Unread]) -> str:
    """Behind a message: the first statements that were not understood, and how many more there are."""
    told = [f"; line {each.line}, {each.text}: {each.why}" for each in unread[:MOST_UNREAD]]
    more = len(unread) - len(told)
    return "".join([*told, f"; and {more} more" if more else ""])


def _with_looked_up(
    tables: Mapping[str, StoredTable], lookups: Mapping[str, Sequence[Lookup]], dialect: str
) -> dict[str, StoredTable]:
    """The tables with the rows that they want of others by what looks these up."""
    made = dict(tables)
    for name, found in lookups.items():
        wants = tuple((each.column, each.parent, each.target) for each in found)
        rules = met_by_lookups(name, tables, dialect)
        made[name] = replace(made[name], wants=(*made[name].wants, *wants), rules=rules)
    return made


def _with_examples(
    tables: dict[str, StoredTable], connection: AnsweringConnection
) -> dict[str, StoredTable]:
    """The tables with a value of each type that nothing else is known of, which the database takes for one."""
    known: dict[str, str] = {}

    def shown(column: StoredColumn) -> StoredColumn:
        if column.kind not in _UNKNOWN or special(column.base) or column.labels or column.members:
            return column
        if column.type not in known:
            known[column.type] = next(
                (each for each in EXAMPLES if _is_taken(connection, column, each)), ""
            )
        return replace(column, example=known[column.type])

    return {
        name: replace(table, columns=tuple(map(shown, table.columns)))
        for name, table in tables.items()
    }


def _is_taken(connection: AnsweringConnection, column: StoredColumn, text: str) -> bool:
    asked = replace(column, name="value", checks=())
    taken: bool = passing(connection, ['"value" IS NOT NULL'], [asked], [[text]])[0][0]
    return taken


def _named(
    table: StoredTable,
    name: str,
    tables: Mapping[str, StoredTable],
    known: Mapping[str, str],
    folded: Callable[[str], str],
    documents: bool,
) -> StoredTable:
    """The table with its columns as they are meant, and its keys with the names of what they refer to.

    `known`: names of tables by how the engine tells them apart; `documents`: whether its tables are of documents.
    """
    columns = {folded(each.name): each.name for each in table.columns}

    def named(key: StoredKey) -> StoredKey:
        parent = known.get(folded(key.parent), key.parent)
        theirs = tables.get(parent)
        names = {folded(each.name): each.name for each in theirs.columns} if theirs else {}
        wanted = key.parent_columns or (theirs.primary_key if theirs else ())
        return replace(
            key, table=name, parent=parent,
            columns=tuple(columns.get(folded(each), each) for each in key.columns),
            parent_columns=tuple(names.get(folded(each), each) for each in wanted),
        )  # fmt: skip

    checks = [rule.text for rule in table.rules if rule.kind == "check"]
    meant_ = tuple(
        replace(meant(each, checks), not_null=each.not_null or each.name in table.primary_key)
        for each in table.columns
    )
    if documents:
        table, meant_ = documents_of(table)
    return replace(table, columns=meant_, keys=tuple(map(named, table.keys)))
