"""Rows of one table in several locales: which one each row has, and the rows of each."""

from typing import Any

import numpy as np

from mockcraft.core.hashing import Rows, Signed, U, Unsigned, hashed_choice
from mockcraft.core.pool import Pool
from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class LocaleMix:
    """The locale of each row, one of several by weight: a decision of its number alone.

    Attributes:
        names: of the locales.
        weights: of them.
        stream: 64 bits that the decision starts from, the same for all columns of the table.
        items: how many rows of an array each row of the table stands for: the number of an item is that of its row
            times this, plus its place.
    """

    names: tuple[str, ...]
    weights: tuple[int, ...]
    stream: int
    items: int = 1

    def parts(self, rows: Rows) -> "Parts":
        """The rows by locale; kept, so that the columns of a row share its records in its locale."""
        if self not in rows.entities:
            rows.entities[self] = self._parts(rows)
        made: Parts = rows.entities[self]
        return made

    def _parts(self, rows: Rows) -> "Parts":
        numbers: Unsigned = rows.numbers // U(self.items)
        chosen = hashed_choice(Rows(numbers), self.stream, _alias(self.names, self.weights))
        made = Parts()
        for place, name in enumerate(self.names):
            mine = np.flatnonzero(chosen == place)
            if len(mine):
                made.append((name, mine, rows.take(mine)))
        return made


class Parts(list[tuple[str, Signed, Rows]]):
    """(locale, places of its rows among all, these rows)."""

    @property
    def order(self) -> Signed:
        """Where each row stands among the rows of all parts, one after another."""
        places = np.concatenate([mine for _, mine, _ in self])
        made = np.empty(len(places), np.int64)
        made[places] = np.arange(len(places))
        return made

    def clear_records(self) -> None:
        """Lets go of the records of the rows, which know them."""
        for _, _, rows in self:
            rows.entities.clear()


def _alias(names: tuple[str, ...], weights: tuple[int, ...]) -> Any:
    return Pool("locales", names, weights).alias
