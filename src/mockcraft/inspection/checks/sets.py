"""Sets of values with which rows pass checks: a database is asked about those of the rows, and about likely others."""

import re
from collections.abc import Sequence
from itertools import islice, product

from mockcraft.inspection.checks.candidates import candidates
from mockcraft.inspection.checks.completing import Set, completed
from mockcraft.inspection.checks.passing import passing
from mockcraft.stored import StoredColumn
from mockcraft.traits import AnsweringConnection

TRIED = 4000  # sets of values that are asked about for a check
OTHERS = 8  # rows whose other columns a set must go with
KEPT = 24  # sets that the document has at most
_TEXT = re.compile(r"'(?:[^']|'')*'")


class Search:
    """Searches for sets of values of some columns, among rows that have others; `dialect` is of the checks."""

    def __init__(self, connection: AnsweringConnection, dialect: str) -> None:
        self.connection, self.dialect = connection, dialect

    def found(
        self,
        checks: Sequence[str],
        columns: Sequence[StoredColumn],
        free: Sequence[StoredColumn],
        rows: Sequence[Set],
        sources: Sequence[str] = (),
    ) -> list[Set]:
        """Sets of values of the free columns that pass the checks, beside whatever the other columns have.

        `sources`: the code of functions that the checks call, which may name such values.
        """
        places = [columns.index(each) for each in free]
        made = completed(self.connection, self.dialect, checks, columns, free, rows)
        own = list(dict.fromkeys(tuple(row[place] for place in places) for row in (*made, *rows)))
        alone = not any(reads(check, c.name) for c in columns if c not in free for check in checks)
        others = [rows[0]] if alone else rows[:: max(1, len(rows) // OTHERS)]
        found = self._going(checks, columns, places, own, others)
        if len(found) < KEPT // 4:
            each = [
                [
                    *dict.fromkeys(
                        [
                            *(row[place] for row in own[:2]),
                            *_none(column),
                            *candidates(column, [*checks, *sources]),
                        ]
                    )
                ]
                for place, column in enumerate(free)
            ]
            most = max(2, int(TRIED ** (1 / len(free))))
            tried = islice(product(*(listed[:most] for listed in each)), TRIED)
            found += self._going(checks, columns, places, list(tried), others)
        whole = [each for each in found if None not in each]
        kept = list(dict.fromkeys(whole or found))[:KEPT]
        return kept if alone else self._everywhere(checks, columns, places, kept, rows)

    def _going(
        self,
        checks: Sequence[str],
        columns: Sequence[StoredColumn],
        places: Sequence[int],
        sets: Sequence[Set],
        others: Sequence[Set],
    ) -> list[Set]:
        """Those of the sets that pass in each of the other rows."""
        left = list(sets)
        for row in others:
            rows = [replaced(row, places, each) for each in left]
            met = passing(self.connection, checks, columns, rows) if rows else []
            left = [each for each, passed in zip(left, met, strict=True) if all(passed)]
        return left

    def _everywhere(
        self,
        checks: Sequence[str],
        columns: Sequence[StoredColumn],
        places: Sequence[int],
        sets: Sequence[Set],
        rows: Sequence[Set],
    ) -> list[Set]:
        """Those of a few sets that pass in each row."""
        tried = [replaced(row, places, each) for each in sets for row in rows]
        met = iter(passing(self.connection, checks, columns, tried) if tried else [])
        return [each for each in sets if all([all(next(met)) for _ in rows])]


def _none(column: StoredColumn) -> Sequence[str | None]:
    """NULL, where a column may have it: of several columns often one alone has a value."""
    return () if column.not_null else (None,)


def reads(text: str, name: str) -> bool:
    """Whether an expression reads a column, as far as its words say."""
    written = "|".join(map(re.escape, dict.fromkeys((name, name.replace('"', '""')))))
    return re.search(rf"(?<!\w)(?:{written})(?!\w)", _TEXT.sub("''", text)) is not None


def replaced(row: Set, places: Sequence[int], values: Set) -> Set:
    """A row with other values at some places."""
    made = list(row)
    for place, value in zip(places, values, strict=True):
        made[place] = value
    return tuple(made)
