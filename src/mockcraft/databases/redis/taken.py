"""Which keys that rows would make are there already: keys of rows, members that cannot be equal, lookups and ids.

They are somebody else's, as the rows are yet to be stored: the rows would be merged with what is under them, and a
run that fails would delete it.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array
from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, tables_of, whole
from mockcraft.databases.redis.asked import Asked
from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported
from mockcraft.formats.key_columns import id_of
from mockcraft.formats.key_templates import fields_of, template_of
from mockcraft.formats.keyspace import ONE_KEY_A_ROW, keyspace_of
from mockcraft.formats.resp_rows import RowCommands, is_found
from mockcraft.formats.resp_texts import Word
from mockcraft.formats.resp_words import Commands
from mockcraft.formats.text import as_bytes
from mockcraft.wording import word

BLOCK_ROWS = 16_384  # that are asked for at a time


def check_taken(connection: Asked, plan: Plan, ranges: Sequence[Range]) -> None:
    """Raises Unsupported where something that these rows would make is there: a line for each table."""
    lines = []
    for name in tables_of(ranges):
        rows = [range(each.start, each.stop) for each in ranges if each.table == name]
        if said := next(_taken(connection, plan, plan.table(name), rows), ""):
            lines.append(
                f"{connection.target}: table {name}: {said} is there already, and not of this run (delete it, or "
                f"begin anew with {word('truncate')})"
            )
    if lines:
        raise Unsupported("\n".join(lines))


def is_taken(connection: Asked, plan: Plan, table: Table, rows: range) -> bool:
    """Whether anything that these rows would make is there."""
    return any(_taken(connection, plan, table, [rows]))


def _taken(connection: Asked, plan: Plan, table: Table, rows: Sequence[range]) -> Iterator[str]:
    """The first thing of each block and kind that is there."""
    for each in rows:
        for start in range(each.start, each.stop, BLOCK_ROWS):
            block = range(start, min(start + BLOCK_ROWS, each.stop))
            for question in _questions(_commands(connection, plan, table, block)):
                if (place := _first_there(connection, question)) >= 0:
                    yield question.name(place)


def _commands(connection: Asked, plan: Plan, table: Table, rows: range) -> RowCommands:
    """The commands about these rows, for which no columns are made but those of keys and members."""
    names = _columns(table) or [table.columns[0].name]
    frame = Frame(plan, table, np.arange(rows.start, rows.stop, dtype=np.uint64))
    batch = pa.RecordBatch.from_arrays([frame.array(name) for name in names], names)
    chunk = whole(Range(table.name, rows.start, rows.stop))
    return RowCommands(table, batch, chunk, connection.module)


def _columns(table: Table) -> list[str]:
    """The columns in the keys and members of a table's rows."""
    space = keyspace_of(table)
    templates = [space.key_of(table), id_of(table), *map(template_of, space.lookups)]
    if _has_members(table):
        value = space.value_of(table)
        if value is None:
            return [column.name for column in table.columns]
        templates.append(value)
    names = {name for template in templates for name in fields_of(template)}
    return [column.name for column in table.columns if column.name in names]


def _has_members(table: Table) -> bool:
    """Whether rows are members of which no two are equal, so that one that is there is none of them."""
    space = keyspace_of(table)
    return space.as_ in ("set", "zset") and space.equal_rows(table) == "none"


@dataclass(frozen=True, slots=True)
class _Question:
    """Commands of which the replies say what is there.

    Attributes:
        digits: whether each reply is a number of one digit; else one of members of a sorted set, see `is_found`.
        commands: ready-made.
        count: how many there are.
        name: what a command asks for, by its place.
    """

    digits: bool
    commands: memoryview
    count: int
    name: Callable[[int], str]


def _questions(commands: RowCommands) -> Iterator[_Question]:
    space = commands.space
    if space.as_ in ONE_KEY_A_ROW or _has_members(commands.table):
        found, name = commands.found(), partial(_row_name, commands)
        yield _Question(space.as_ != "zset", found, commands.commands, name)
    for key in (commands.texts.key(template_of(lookup)) for lookup in space.lookups):
        yield _question(commands, key, "EXISTS", name=partial(_word_name, commands, key))
    if space.ids is not None:
        ids = commands.texts.word(id_of(commands.table))
        name = partial(_id_name, commands, ids)
        yield _question(commands, ids, "SISMEMBER", space.ids, name=name)


def _question(
    commands: RowCommands, asked: Word, *words: str, name: Callable[[int], str]
) -> _Question:
    """Whether a word of each row that has it is there."""
    each = Commands(commands.count)
    each.begin(1 + len(words), *words)
    asked.add(each)
    rows = Commands(commands.count)
    rows.others(each, asked.rows)
    return _Question(True, as_bytes(rows.done()), rows.commands, name)


def _row_name(commands: RowCommands, place: int) -> str:
    if commands.space.as_ in ONE_KEY_A_ROW:
        return f"the key {commands.keys()[place].as_py()!r}"
    key, _, member = commands.members()[place].as_py().partition("\0")
    return f"the member {member!r} of {key!r}"


def _word_name(commands: RowCommands, key: Word, place: int) -> str:
    texts = commands.texts.whole(key)
    return f"the key {(texts if key.rows is None else texts.filter(arrow_array(key.rows)))[place].as_py()!r}"


def _id_name(commands: RowCommands, ids: Word, place: int) -> str:
    return f"the id {commands.texts.whole(ids)[place].as_py()!r} in {commands.space.ids!r}"


def _first_there(connection: Asked, question: _Question) -> int:
    """The place of the first command whose reply says that it is there; -1 for none."""
    if not question.digits:
        replies = connection.replies(question.commands, question.count)
        return next((place for place, each in enumerate(replies) if is_found("zset", each)), -1)
    connection.send(question.commands)
    found = connection.receive(question.count)
    connection.check(found)
    place = found.find(b":1")
    return place if place < 0 else place // len(b":1\r\n")
