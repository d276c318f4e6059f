"""What a database holds already, as frozen data: tables, columns, keys, and what may be done to them.

Every engine reads its catalogue into these; the check of a plan against existing tables is written for
them once, and an inspection of a database begins with them.
"""

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from mockcraft.dataclass import dataclass

# What a column takes, whatever the engine calls its type.
KINDS = (
    "any", "text", "enum", "uuid", "json", "integer", "decimal", "float", "boolean", "date", "timestamp",
    "time", "interval", "bytes", "array", "composite", "range", "geometry", "network", "bits", "objectid", "document", "other",
)  # fmt: skip
MOST_LEAVES = 64  # partitions of a table, of which the conditions are told


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column of a database.

    Attributes:
        name: its name.
        type: as the database writes it.
        kind: what it takes, one of KINDS; below any domains.
        not_null: whether NULL is refused.
        default: the expression of its default; None for none.
        generated: whether it is computed, so that it takes no value.
        identity: "always" or "by default" for a column that the database numbers itself, else "".
        insertable: whether the user may give it a value.
        characters: of the longest text it holds; None for no limit.
        octets: of the longest text in UTF-8, or of the most bytes, it holds; None for no limit.
        shortest: characters of the shortest text it holds; None for no limit.
        lowest: number that it holds, None for no limit; of a decimal, see `precision`.
        highest: number that it holds.
        precision: digits of a decimal, `scale` of them behind the point; None for no limit.
        scale: see `precision`; values are rounded to it.
        labels: the texts that it holds, of an enum; empty where they are not listed.
        numbers: those that it holds, of an enum; empty where they are not listed.
        refuses: kinds of the schema's types that it does not take, besides what its own kind says.
        unmovable: the sequence that numbers it, where the user may not move that on behind the rows; "" else.
        present: whether each document must have the field, and a validator sets the limits; None for a column of
            rows, which NULL leaves out.
        fields: of sub-documents and composite types, those that are known.
        base: the name of its type, below any domains and without its length; "" where `type` says all.
        item: of an array, what its items are; None for others.
        checks: what the domains of its type demand of it, which they call VALUE.
        members: of a composite type, how many it has.
        comment: on the column; "" for none.
        computed: the expression of a generated column, where it is known.
        example: a value, as text, of a type of which no more is known; "" for none.
        pattern: regular expression that its texts match somewhere; "" for none.
        lacking: share of the documents that were looked at which have no such field; None where none were.
        nulls: share of those that have the field, and null in it.
    """

    name: str
    type: str
    kind: str = "any"
    not_null: bool = False
    default: str | None = None
    generated: bool = False
    identity: str = ""
    insertable: bool = True
    characters: int | None = None
    octets: int | None = None
    shortest: int | None = None
    lowest: int | Fraction | None = None
    highest: int | Fraction | None = None
    precision: int | None = None
    scale: int | None = None
    labels: tuple[str, ...] = ()
    numbers: tuple[Fraction, ...] = ()
    refuses: tuple[str, ...] = ()
    unmovable: str = ""
    present: bool | None = None
    fields: "tuple[StoredColumn, ...]" = ()
    base: str = ""
    item: "StoredColumn | None" = None
    checks: tuple[str, ...] = ()
    members: int = 0
    comment: str = ""
    computed: str = ""
    example: str = ""
    pattern: str = ""
    lacking: float | None = None
    nulls: float | None = None

    @property
    def numbered(self) -> bool:
        """Whether the database numbers it: an identity, or a column with a sequence as its default."""
        return bool(self.identity) or (self.default or "").startswith("nextval(")

    @property
    def required(self) -> bool:
        """Whether each row must bring a value."""
        filled = self.default is not None or self.generated or bool(self.identity)
        return (self.not_null if self.present is None else self.present) and not filled


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A foreign key of a database.

    Attributes:
        name: of the constraint; "" where it has none.
        table: that has it.
        columns: of that table.
        parent: the table that it refers to.
        parent_columns: of the parent, in the same order; empty for its primary key.
        on_delete: what happens to rows when theirs is deleted, such as "CASCADE" or "NO ACTION".
        deferrable: whether it can be checked at the commit.
        schema: that its table is in; "" where there are none.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...] = ()
    on_delete: str = "NO ACTION"
    deferrable: bool = False
    schema: str = ""

    @property
    def keeps_rows(self) -> bool:
        """Whether a row that is deleted changes none of this table."""
        return self.on_delete in ("NO ACTION", "RESTRICT")


@dataclass(frozen=True, slots=True)
class StoredRule:
    """What a database demands of the rows of a table, in its own words.

    Attributes:
        name: of the constraint or the index; "" where it has none.
        kind: "check", "guard" for what a trigger refuses rows without, "lookup" for a check that asks a row of another
            table alone, which a reference with a condition meets, "unique" for an index of some rows or of
            expressions, "exclusion".
        text: the condition of a check or a guard; of the others, how the database tells them.
        columns: whole columns of an index, in order.
        where: the condition of the rows that a unique index is of; "" for all.
        expressions: of a unique index, besides its columns.
    """

    name: str
    kind: str
    text: str
    columns: tuple[str, ...] = ()
    where: str = ""
    expressions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remains:
    """What leads to rows that are gone.

    Attributes:
        one: what each of them is called, such as "lookup".
        count: how many there are.
        example: one of them, as it is said to be there.
    """

    one: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class StoredUnique:
    """A unique index of documents.

    Attributes:
        name: of the index.
        paths: of its fields, in order, such as "address.city".
        nulls: whether null, which a field that is not there is too, is a value like others; else such
            documents may be left out of the index.
    """

    name: str
    paths: tuple[str, ...]
    nulls: bool = True


@dataclass(frozen=True, slots=True)
class Partitions:
    """How a table is cut into partitions.

    Attributes:
        strategy: "range", "list" or "hash".
        columns: that decide; empty where an expression does.
        bounds: of each partition, as the database tells them, such as "FOR VALUES FROM (1) TO (10)".
        leaves: conditions of the rows of each partition that holds rows itself; empty where there are too many.
        nested: whether partitions have partitions themselves.
        checked: whether partitions have checks of their own.
    """

    strategy: str
    columns: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    nested: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a database.

    Attributes:
        name: within its schema.
        schema: that it is in; "" where there are none.
        kind: "table", "partitioned table", "foreign table", "view", "materialized view" or another.
        columns: in the database's order.
        primary_key: names of its columns; empty for none.
        uniques: names of the columns of other unique constraints and indexes.
        keys: its foreign keys.
        triggers: names of triggers and rules, which may do more than store the rows.
        calls: functions that its triggers call, as the database's errors name them.
        writes: names of the tables that its triggers insert rows into, without their schemas.
        handed_on: (variable, table, column): those of the session that its triggers write there, as others set them.
        said: words of the code of its triggers, in small letters.
        sources: code of the functions of the database that its checks call.
        queries: (name of the check or trigger, condition) of its rows that ask other tables, in the engine's SQL; its own
            columns are those of NEW, and what is not understood is a column of "?".
        wants: (column, table, its column) of rows that there must be of other tables, as its triggers refuse others.
        named: (table, its column, text) of rows of other tables that its triggers look for by a text of theirs.
        row_security: whether policies decide about this user's rows.
        comment: on the table; "" for none.
        obstacle: why a run cannot fill it, said of the table and with what to do; "" where it can.
        instead: whether a trigger takes the rows in its place, as INSTEAD OF INSERT does for a view.
        at_once: whether its rows must be one transaction: those of several could vanish in a crash of the
            server (an unlogged table), or could not be taken back (one with partitions on other servers).
        lasting: whether its engine has no transactions, so that what is written to it stays.
        open: whether it takes columns that are not among `columns`.
        rules: its checks, and the uniques that `uniques` has not.
        partitions: how it is cut; None where it is not.
        unread: what its validator demands that is not described here, by its names.
        told_apart: unique indexes of documents, which the rows of a plan are compared by before a run.
        remains: what it has though it has no rows, and would lead to some, until it is emptied.
    """

    name: str
    schema: str = ""
    kind: str = "table"
    columns: tuple[StoredColumn, ...] = ()
    primary_key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    keys: tuple[StoredKey, ...] = ()
    triggers: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    handed_on: tuple[tuple[str, str, str], ...] = ()
    said: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    wants: tuple[tuple[str, str, str], ...] = ()
    named: tuple[tuple[str, str, str], ...] = ()
    row_security: bool = False
    comment: str = ""
    obstacle: str = ""
    instead: bool = False
    at_once: bool = False
    lasting: bool = False
    open: bool = False
    rules: tuple[StoredRule, ...] = ()
    partitions: Partitions | None = None
    unread: tuple[str, ...] = ()
    told_apart: tuple[StoredUnique, ...] = ()
    remains: tuple[Remains, ...] = ()

    @property
    def side_effects(self) -> bool:
        """Whether storing a row may do more than that, where a rollback alone takes it back."""
        return bool(self.triggers) or self.at_once or self.lasting or self.kind == "foreign table"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tables of a database that were asked for.

    Attributes:
        tables: by the name that was asked for; those that do not exist are left out.
        referring: foreign keys of other tables that refer to these.
        others: names of the tables that were not asked for, for hints.
    """

    tables: Mapping[str, StoredTable] = field(default_factory=dict)
    referring: tuple[StoredKey, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement of an SQL file that was not understood.

    Attributes:
        line: where it begins, from 1.
        text: its first words.
        why: what is wrong with it.
    """

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Defined:
    """What an SQL file defines.

    Attributes:
        tables: by name, in the order in which a database would list them.
        unread: statements that were not understood.
    """

    tables: Mapping[str, StoredTable] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
