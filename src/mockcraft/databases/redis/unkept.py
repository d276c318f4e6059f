"""Rows that are not there one by one in the end, and sentences that say so.

They have no key or member, as what it is made of is null; or are equal to a member that is there; or their time
to live is past.
"""

from collections.abc import Iterator, Sequence

from mockcraft.core import compute as pc
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, rows_of, tables_of
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.rows import commands_of
from mockcraft.dataclass import dataclass
from mockcraft.formats.key_templates import fields_of
from mockcraft.formats.keyspace import MOMENTS, keyspace_of
from mockcraft.formats.resp_rows import RowCommands

SAMPLED = 4_096  # rows of a table that a dry run looks at: some 10 ms
STRINGS = "JSON documents are strings: this server has no RedisJSON"
_PARTS = {"list": "member", "set": "member", "zset": "member", "stream": "entry"}


@dataclass(frozen=True, slots=True)
class Unkept:
    """How many rows of a table are none in the end.

    Attributes:
        rows: of how many.
        empty: without a key or member.
        merged: equal to a member that was there.
        ended: whose key ends as soon as it is there.
    """

    rows: int = 0
    empty: int = 0
    merged: int = 0
    ended: int = 0

    def __add__(self, other: "Unkept") -> "Unkept":
        return Unkept(
            self.rows + other.rows,
            self.empty + other.empty,
            self.merged + other.merged,
            self.ended + other.ended,
        )

    def sentences(self, table: Table, of: str) -> Iterator[str]:
        """What there is to say; `of` names all rows, such as "40 rows"."""
        as_ = keyspace_of(table).as_
        if self.empty:
            why = (
                "all of their columns are" if as_ in ("hash", "stream") else "a column of value is"
            )
            what = _PARTS.get(as_, "key")
            yield f"{table.name}: {self.empty:,} of {of} have no {what}, as {why} null"
        if self.merged:
            last = ", with the score of the last" if as_ == "zset" else ""
            yield f"{table.name}: {self.merged:,} of {of} equal a member that is there, and are one with it{last}"
        if self.ended:
            yield f"{table.name}: {self.ended:,} of {of} are past their ttl, so that their keys are gone at once"


def unkept(commands: RowCommands, now: int) -> Unkept:
    """Those of the rows that `commands` has stored last, at this time in seconds since 1970; without merged ones."""
    empty = 0 if commands.kept is None else commands.count - int(commands.kept.sum())
    return Unkept(commands.count, empty, 0, commands.ended(now))


def foretold(connection: Asked, plan: Plan, ranges: Sequence[Range], now: int) -> Iterator[str]:
    """Sentences about these rows, as far as the first ones of each table tell."""
    for name in tables_of(ranges):
        table = plan.table(name)
        first = next((each for each in ranges if each.table == name and each.rows), None)
        if first is None or not _may_be_unkept(table):
            continue
        rows = range(first.start, min(first.stop, first.start + SAMPLED))
        commands = commands_of(connection, plan, table, rows)
        commands.stored()
        found = unkept(commands, now)
        if keyspace_of(table).equal_rows(table) == "merged":
            members = commands.members()
            found += Unkept(merged=len(members) - pc.count_distinct(members).as_py())
        every = len(rows) == rows_of(each for each in ranges if each.table == name)
        yield from found.sentences(table, f"{'its' if every else 'the first'} {len(rows):,} rows")


def _may_be_unkept(table: Table) -> bool:
    space = keyspace_of(table)
    value = space.value_of(table)
    parts = fields_of(value) if value is not None else ()
    kinds = {column.name: column.type.kind for column in table.columns}
    return (
        any(table.column(name).nullable for name in parts)
        or (space.as_ in ("hash", "stream") and all(c.nullable for c in table.columns))
        or space.equal_rows(table) == "merged"
        or kinds.get(space.ttl or "") in MOMENTS
    )
