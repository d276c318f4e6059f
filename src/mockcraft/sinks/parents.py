"""Rows that others refer to: whether they are there, and which foreign keys wait for them."""

from collections.abc import Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, tables_of
from mockcraft.database import Connection
from mockcraft.errors import Unsupported
from mockcraft.formats.ddl import MARK
from mockcraft.sinks.present import key_values
from mockcraft.sinks.target import Target
from mockcraft.stored import StoredKey
from mockcraft.wording import counted, word

SAMPLE_ROWS = (
    500  # of a parent, at its start and its end: they tell another seed and a table cut short
)


def check_parents(
    target: Target, connection: Connection, plan: Plan, ranges: Sequence[Range]
) -> None:
    """Refuses foreign keys to tables outside the run of which the database does not have all rows."""
    names = tables_of(ranges)
    tables = [plan.table(name) for name in names]
    inner = [each for each in plan.within if plan.holder(each.name) in names]
    links = [
        (table, link, plan.holder(link.parent))
        for table in (*tables, *inner)
        for link in table.links
        if plan.holder(link.parent) not in names
    ]
    there = connection.catalogue(sorted({holder for *_, holder in links})).tables
    for table, link, holder in links:
        refers = f"{target.name}: {table.name}.{link.name} refers to {holder}, which is no part of this run"
        advice = f"(seed it first, or add {word('more_table', holder)})"
        if holder not in there:
            raise Unsupported(f"{refers}, and the database has no such table {advice}")
        parent, present = plan.table(holder), connection.count(holder)
        if present < parent.count:
            raise Unsupported(
                f"{refers}: it has {counted(present, 'row')} of the {parent.count:,} that can be referred to {advice}"
            )
        if holder != link.parent:  # what it refers to stands within documents
            continue
        missing = missing_key(connection, plan, parent, link.key)
        if missing:
            raise Unsupported(f"{refers}: its row with {missing} is missing {advice}")


def check_uncut(target: Target, plan: Plan, ranges: Sequence[Range]) -> None:
    """Refuses foreign keys to tables of which the run fills some rows alone: which others are there depends on
    other runs.
    """
    whole_tables = set(plan.ranges)
    cut = {each.table: each for each in ranges if each not in whole_tables}
    for name in tables_of(ranges):
        table = plan.table(name)
        for link in table.foreign_keys:
            # Rows of the table itself are earlier ones, which come in earlier parts.
            if link.parent in cut and link.parent != table.name:
                rows = cut[link.parent]
                raise Unsupported(
                    f"{target.name}: {table.name}.{link.name} refers to {link.parent}, of which this run fills "
                    f"the rows {rows.start:,} to {rows.stop - 1:,} alone (fill {link.parent} first, whole, then "
                    f"{table.name} by itself: {word('only_table', table.name)})"
                )


def missing_key(connection: Connection, plan: Plan, parent: Table, columns: Sequence[str]) -> str:
    """The key of a row at either end of a table that the database does not have; "" where it has them all."""
    last = max(parent.count - SAMPLE_ROWS, 0)
    for rows in (range(min(SAMPLE_ROWS, parent.count)), range(last, parent.count)):
        keys = key_values(plan, parent, columns, rows)
        known = list(connection.known(parent.name, keys))
        if not all(known):
            place = known.index(False)
            return ", ".join(f"{name} {values[place]!r}" for name, values in keys.items())
    return ""


def waiting_keys(target: Target, tables: Sequence[Table], joins: bool = False) -> list[StoredKey]:
    """Foreign keys of existing tables that close a circle, to be checked at the commit.

    Raises Unsupported for one that the database checks at once, unless the run `joins` the tables: see
    `joined_tables`.
    """
    keys = []
    for table in tables:
        found = target.catalogue.tables.get(table.name)
        for key in found.keys if found is not None else ():
            if not any(
                link.deferred and set(link.columns) & set(key.columns) for link in table.links
            ):
                continue
            if not (joins or can_wait(target, key)):
                advice = target.engine.can.deferrable.format(
                    table=target.quoted(table.name), key=key.name.replace('"', '""')
                )
                if found is not None and found.comment.startswith(MARK.format("")):
                    advice = "mockcraft clean removes the tables, with the file and seed that made them: then seed anew"
                waiting = Unsupported(
                    f"{target.name}: {table.name}.{key.columns[0]} refers to a table that is filled later, "
                    f"and its foreign key {key.name} is checked at once ({advice})"
                )
                raise waiting.about(table.name)
            keys.append(key)
    return keys


def can_wait(target: Target, key: StoredKey) -> bool:
    """Whether a foreign key can be checked at the commit."""
    return key.deferrable or target.engine.can.keys_wait


def joined_tables(
    target: Target, tables: Sequence[Table], keys: Sequence[StoredKey]
) -> Sequence[Table]:
    """The tables whose rows must go in by one statement, with those between them, for keys that cannot wait."""
    names = [table.name for table in tables]
    tight = [key for key in keys if not can_wait(target, key)]
    ends = [name for key in tight for name in (key.table, key.parent)]
    places = [names.index(name) for name in ends if name in names]
    return tables[min(places) : max(places) + 1] if places else ()
