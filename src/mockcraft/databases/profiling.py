"""What the rows of a table look like, asked of any SQL database: see traits.Profiler."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from mockcraft.dataclass import dataclass

Extent = tuple[int, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Profiler:
    """Asks a database by its SQL.

    Attributes:
        rows: of a query.
        table: a table as SQL.
        identifier: a name as SQL.
        text: the type that CAST makes a text of any length by.
        length: the function that counts the characters of a text.
    """

    rows: Callable[[str], Sequence[Any]]
    table: Callable[[str], str]
    identifier: Callable[[str], str]
    text: str
    length: str

    def extents(self, table: str, columns: Sequence[str], ordered: Collection[str]) -> list[Extent]:
        """See traits.Profiler."""
        asked = []
        for name in columns:
            quoted = self.identifier(name)
            ends = (f"min({quoted})", f"max({quoted})") if name in ordered else ("NULL", "NULL")
            asked += [f"count({quoted})", *(f"CAST({end} AS {self.text})" for end in ends)]
        (row,) = self.rows(f"SELECT {', '.join(asked)} FROM {self.table(table)}")
        return [tuple(row[place : place + 3]) for place in range(0, len(row), 3)]

    def at(
        self, table: str, column: str, places: Sequence[int], lengths: bool = False
    ) -> list[str]:
        """See traits.Profiler."""
        quoted = self.identifier(column)
        value = f"{self.length}({quoted})" if lengths else quoted
        inner = f"SELECT {value} AS v FROM {self.table(table)} WHERE {quoted} IS NOT NULL"
        numbered = f"SELECT v, row_number() OVER (ORDER BY v) AS n FROM ({inner}) a"
        wanted = ", ".join(str(int(each)) for each in set(places))
        found = self.rows(
            f"SELECT n, CAST(v AS {self.text}) FROM ({numbered}) b WHERE n IN ({wanted})"
        )
        known = {int(place): text for place, text in found}
        return [known[each] for each in places]

    def distinct(self, table: str, column: str) -> int:
        """See traits.Profiler."""
        query = f"SELECT count(DISTINCT {self.identifier(column)}) FROM {self.table(table)}"
        return int(self.rows(query)[0][0])

    def weights(self, table: str, column: str, most: int) -> list[int]:
        """See traits.Profiler."""
        found = self.rows(f"SELECT count(*) AS n FROM {self._groups(table, column)} LIMIT {most:d}")
        return [int(number) for (number,) in found]

    def labels(self, table: str, column: str, most: int) -> list[tuple[str, int]]:
        """See traits.Profiler."""
        quoted = self.identifier(column)
        found = self.rows(
            f"SELECT CAST({quoted} AS {self.text}), count(*) AS n FROM {self._groups(table, column)} LIMIT {most:d}"
        )
        return [(text, int(number)) for text, number in found]

    def _groups(self, table: str, column: str) -> str:
        quoted = self.identifier(column)
        return f"{self.table(table)} WHERE {quoted} IS NOT NULL GROUP BY {quoted} ORDER BY n DESC, {quoted}"

    def alike(self, table: str, columns: Sequence[str]) -> list[tuple[int, int]]:
        """See traits.Profiler."""
        quoted = [self.identifier(name) for name in columns]
        given = " AND ".join(f"{each} IS NOT NULL" for each in quoted)
        inner = f"SELECT count(*) AS n FROM {self.table(table)} WHERE {given} GROUP BY {', '.join(quoted)}"
        found = self.rows(f"SELECT n, count(*) FROM ({inner}) a GROUP BY n ORDER BY n")
        return [(int(number), int(times)) for number, times in found]
