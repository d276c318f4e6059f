"""Statements that store rendered rows: LOAD DATA, and INSERT of the same text."""

import re
from collections.abc import Iterator, Sequence

from mockcraft.core.plan import Column, Table
from mockcraft.databases.mysql.catalogue import DIALECT
from mockcraft.databases.mysql.extents import labels_of
from mockcraft.dataclass import dataclass
from mockcraft.stored import StoredColumn, StoredTable

STATEMENT_BYTES = 1_000_000  # of an INSERT; longer ones are no quicker
_VALUE = "{}"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A table, and how its columns take the cells of `lines`.

    Attributes:
        table: its name, in quotes.
        columns: their names, in quotes.
        takes: for each, an expression of the cell, which is {} in it.
    """

    table: str
    columns: tuple[str, ...]
    takes: tuple[str, ...]

    def load(self) -> str:
        """The LOAD DATA of these columns; nothing reads the file that it names."""
        given = [
            name if takes == _VALUE else f"@cell{place}"
            for place, (name, takes) in enumerate(zip(self.columns, self.takes, strict=True))
        ]
        made = [
            f"{name} = {takes.replace(_VALUE, f'@cell{place}')}"
            for place, (name, takes) in enumerate(zip(self.columns, self.takes, strict=True))
            if takes != _VALUE
        ]
        return (
            f"LOAD DATA LOCAL INFILE 'mockcraft' INTO TABLE {self.table} CHARACTER SET utf8mb4 "
            r"FIELDS TERMINATED BY '\t' ENCLOSED BY '' ESCAPED BY '\\' LINES TERMINATED BY '\n' STARTING BY '' "
            f"({', '.join(given)})" + f" SET {', '.join(made)}" * bool(made)
        )

    def inserts(self, lines: Sequence[bytes], most: int) -> Iterator[tuple[int, bytes]]:
        """The INSERTs of lines of at most about `most` bytes each, with how many lines they have."""
        head = f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ".encode()
        row = ",".join(takes.replace("%", "%%").replace(_VALUE, "'%s'") for takes in self.takes)
        template = f"({row})".encode()
        places = [
            place for place, takes in enumerate(self.takes) for _ in range(takes.count(_VALUE))
        ]
        start = 0
        while start < len(lines):
            size, stop = len(head), start
            while stop < len(lines) and (stop == start or size + 2 * len(lines[stop]) < most):
                size += len(template) + len(lines[stop])
                stop += 1
            cells: list[bytes] = []
            for line in lines[start:stop]:
                # What LOAD DATA reads behind a backslash a text in quotes means too; quotes are doubled.
                found = line.replace(b"'", b"''").split(b"\t")
                cells += found if len(places) == len(found) else [found[place] for place in places]
            values = b",".join([template] * (stop - start)) % tuple(cells)
            # Backslashes of text are doubled, so this is a null and nothing else.
            yield stop - start, head + values.replace(rb"'\N'", b"NULL")
            start = stop


def receiver_of(table: Table, stored: StoredTable | None) -> Receiver:
    """How a table, new where `stored` is None, takes the rows of a plan."""
    known = {column.name.lower(): column for column in stored.columns} if stored else {}
    return Receiver(
        DIALECT.table(table.name),
        tuple(DIALECT.identifier(column.name) for column in table.columns),
        tuple(_takes(column, known.get(column.name.lower())) for column in table.columns),
    )


def _takes(column: Column, stored: StoredColumn | None) -> str:
    if column.type.kind == "bytes":
        return f"UNHEX({_VALUE})"
    if stored is None:
        return _VALUE
    if stored.type.lower().startswith("bit("):  # of text it takes the bytes
        return f"CAST({_VALUE} AS UNSIGNED)"
    if labels := labels_of(stored.type):
        return _label(labels)
    return _VALUE


def _label(labels: Sequence[str]) -> str:
    """A number that is no label, which the server would take for the place of one, as a text that is none."""
    numbers = [f"'{label}'" for label in labels if re.fullmatch(r"\s*[-+]?[0-9]+", label, re.ASCII)]
    other = f" AND RTRIM({_VALUE}) NOT IN ({', '.join(numbers)})" * bool(numbers)
    number = f"{_VALUE} REGEXP '^[[:space:]]*[-+]?[0-9]+ *$'{other}"
    return f"IF({number}, CONCAT('?', {_VALUE}), {_VALUE})"
