"""Indexes on foreign keys, made after the rows: without one, each deleted parent reads all children.

MySQL makes its own. Made after 500,000 rows with two keys, the others take, on two busy cores, 26.9 s in
place of 30.5 s in PostgreSQL (most of it checks the keys) and 4.3 s in place of 12.3 s in SQLite.
"""

from _blake2 import blake2b
from collections.abc import Collection, Iterator, Sequence

from mockcraft.core.plan import Link, Table
from mockcraft.formats.dialects import Dialect, folded

NAME_BYTES = 63  # of PostgreSQL, https://www.postgresql.org/docs/current/limits.html


def key_indexes(
    dialect: Dialect, tables: Sequence[Table], taken: Collection[str] = ()
) -> list[str]:
    """CREATE INDEX for each foreign key that no key or unique group begins with, no semicolons.

    Args:
        dialect: of the statements.
        tables: new ones, all rows of which are there.
        taken: names of relations that are there already, besides the tables.
    """
    if not dialect.indexes_keys:
        return []
    known = {folded(each) for each in (*taken, *(dialect.split(t.name)[1] for t in tables))}
    statements = []
    for table in tables:
        for columns in unindexed(table, table.foreign_keys):
            name = next(
                each for each in _names(table, columns, dialect) if folded(each) not in known
            )
            known.add(folded(name))
            on = f"{dialect.table(table.name)} ({dialect.identifiers(columns)})"
            statements.append(f"CREATE INDEX {dialect.identifier(name)} ON {on}")
    return statements


def unindexed(table: Table, links: Sequence[Link]) -> list[tuple[str, ...]]:
    """Columns of those of the table's links that want an index, those of the most columns first.

    The order of columns within a key does not matter to who looks for all of them.
    """
    alone = [(column.name,) for column in table.columns if column.unique]
    there = [table.primary_key, *table.uniques, *alone]
    wanted = []
    for link in sorted(links, key=lambda link: -len(link.columns)):
        if not any(set(each[: len(link.columns)]) == set(link.columns) for each in there):
            there.append(link.columns)
            wanted.append(link.columns)
    return wanted


def _names(table: Table, columns: Sequence[str], dialect: Dialect) -> Iterator[str]:
    """Names for an index, the best one first: `orders_user_id_idx`, then some with a digest."""
    head = "_".join((dialect.split(table.name)[1], *columns))
    if len(f"{head}_idx".encode()) <= NAME_BYTES:
        yield f"{head}_idx"
    attempt = 0
    while True:
        text = repr((table.name, tuple(columns), attempt)).encode()
        end = f"_{blake2b(text, digest_size=4).hexdigest()}_idx"
        yield head.encode()[: NAME_BYTES - len(end)].decode(errors="ignore") + end
        attempt += 1
