"""The keys of the rows of tables, looked for by SCAN."""

import re
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from mockcraft.core.plan import Table
from mockcraft.databases.redis.asked import Asked
from mockcraft.formats import resp_removal
from mockcraft.formats.key_templates import Template, glob_of, pattern_of
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.own_keys import is_own

SCANNED = 1_000  # keys that one SCAN looks at: some 0.3 ms, in which others wait


def type_of(connection: Asked, table: Table) -> str:
    """What TYPE calls the keys of a table's rows."""
    return resp_removal.type_of(keyspace_of(table).as_, connection.module)


def row_keys(connection: Asked, table: Table) -> Iterator[list[bytes]]:
    """The keys of the rows of a table, in blocks."""
    key = keyspace_of(table).key_of(table)
    yield from keys_of(connection, table, key, type_of(connection, table))


def keys_of(
    connection: Asked, table: Table, template: Template, type_: str = ""
) -> Iterator[list[bytes]]:
    """The keys of a template, in blocks; of one type where that is given. A key may come twice, and ours never."""
    form = re.compile(pattern_of(table, template).encode(), re.DOTALL)
    more = ("TYPE", type_) if type_ else ()
    glob = glob_of(template).encode()
    place: Any = 0
    while True:
        place, found = connection.run("SCAN", place, "MATCH", glob, "COUNT", SCANNED, *more)
        block = [key for key in found if form.fullmatch(key) and not is_own(key)]
        if block:
            yield block
        if int(place) == 0:
            return


def distinct(blocks: Iterable[list[bytes]]) -> int:
    """How many different keys there are: 8 bytes of each are kept."""
    seen = array("q")
    for block in blocks:
        seen.extend(map(hash, block))
    return len(np.unique(np.frombuffer(seen, np.int64))) if seen else 0
