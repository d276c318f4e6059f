"""The rows of pages as JSON: those of several requests are made together, and those that follow ahead."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from time import monotonic

import numpy as np

from mockcraft.core.plan import Table
from mockcraft.dataclass import dataclass
from mockcraft.server.budget import Overdue
from mockcraft.server.tables.ahead import AHEAD_BYTES, Ahead
from mockcraft.server.tables.changes import RowNumbers
from mockcraft.server.tables.queries import ListQuery
from mockcraft.server.tables.rendering import array_of
from mockcraft.server.tables.rows import Reading
from mockcraft.server.tables.selecting import Selected

TOGETHER_ROWS = 1024  # made at a time, where pages have so few: more gain little
TOGETHER_BYTES = 8 * 2**20  # of them, as far as it is known before; and of what is given at a time
TOGETHER_S = 0.5  # after which what is made is given, and others have their turn


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows a request is answered with, and of what."""

    reading: Reading
    table: Table
    query: ListQuery
    selected: Selected

    @property
    def kind(self) -> Hashable:
        """Pages of one kind can be made together."""
        shown = self.query.shown
        names = tuple(each.name for each in shown.columns)
        world = self.reading.world  # whose name it keeps when it is read again as another one
        state = (world.name, world.digest, self.reading.snapshot.version)
        return (*state, self.table.name, names, shown.expanded, shown.style.name)

    @property
    def name(self) -> Hashable:
        """Pages of one name follow on each other, where all rows of the table are selected."""
        return (self.kind, self.selected.backward, self.query.limit)

    @property
    def place(self) -> Hashable:
        """Pages of one kind and place are the same, where all rows of the table are selected."""
        return (self.selected.backward, self.query.limit, self.query.first)

    @property
    def rows(self) -> int:
        """How many it has."""
        return max(self.last - self.query.first, 0)

    @property
    def least_bytes(self) -> int:
        """Bytes of a row, as far as they are known before it is made."""
        return self.reading.world.least_bytes(self.table)

    @property
    def last(self) -> int:
        """Place behind its last row; at or before its first where it has none."""
        return min(self.query.first + self.query.limit, self.selected.rows)

    def numbers(self, last: int) -> RowNumbers:
        """Numbers of the rows from its first to the place `last`."""
        first = self.query.first
        return self.selected.page(self.reading.changes(self.table), first, max(last - first, 0))

    def texts(self, numbers: RowNumbers) -> list[str]:
        """Rows as its query shows them, each as JSON."""
        shown = self.query.shown
        made: list[str] = self.reading.objects(
            self.table, numbers, shown.columns, shown.expanded, shown.style
        ).to_pylist()
        return made


Asked = tuple[Page, list[int]]  # a page, and the places of those that ask for it


class Pages:
    """Makes pages, and keeps those that somebody is about to ask for."""

    def __init__(self) -> None:
        self._ahead = Ahead()

    def made(self, pages: Sequence[Page]) -> Iterator[tuple[int, bytes | Exception]]:
        """Places of pages, and their rows as JSON, or why they cannot be made; those that are the same one after another.

        Ends with fewer than all of them after TOGETHER_BYTES or TOGETHER_S.
        """
        end, left = monotonic() + TOGETHER_S, TOGETHER_BYTES
        groups: dict[Hashable, dict[Hashable, list[int]]] = {}
        for place, page in enumerate(pages):
            alike = page.place if page.selected.numbers is None else place
            groups.setdefault(page.kind, {}).setdefault(alike, []).append(place)
        for group in groups.values():
            for some in _few([(pages[places[0]], places) for places in group.values()]):
                for places, made in self._of_one_kind(some):
                    left -= 0 if isinstance(made, Exception) else len(made)
                    yield from ((place, made) for place in places)
                if left < 0 or monotonic() > end:
                    return

    def _of_one_kind(self, asked: Sequence[Asked]) -> Iterator[tuple[list[int], bytes | Exception]]:
        """What there is to give of pages of one kind; those that are missing are made at a time."""
        left = TOGETHER_ROWS - sum(page.rows for page, _ in asked)
        missing: list[tuple[Page, int]] = []
        whose: list[list[int]] = []
        for page, places in asked:
            body, stop = self._kept(page, max(left, 0))
            if body is not None:
                yield places, body
                continue
            left -= stop - page.last
            missing.append((page, stop))
            whose.append(places)
        yield from zip(whose, self._together(missing), strict=True)

    def _kept(self, page: Page, more: int) -> tuple[bytes | None, int]:
        """The page, if it was made ahead; else None, and up to where it is to be made, `more` rows ahead at most."""
        first, last = page.query.first, page.last
        if not page.rows:
            return array_of([]), last
        if page.selected.numbers is not None:
            return None, last
        most = first + max(AHEAD_BYTES // page.least_bytes, page.query.limit)
        return self._ahead.find(page.name, first, last, min(page.selected.rows, most, last + more))

    def _together(self, missing: Sequence[tuple[Page, int]]) -> list[bytes | Exception]:
        """Pages of one kind, each made up to a place; where that fails, half of them at a time, and none ahead."""
        if not missing:
            return []
        try:
            numbers = np.concatenate([page.numbers(stop) for page, stop in missing])
            texts = iter(missing[0][0].texts(numbers))
        except Overdue:
            raise
        except Exception as error:
            alone = [(page, page.last) for page, _ in missing]
            if len(alone) > 1:
                half = len(alone) // 2
                return [*self._together(alone[:half]), *self._together(alone[half:])]
            page, stop = missing[0]
            return [error] if stop == page.last else self._together(alone)
        return [
            self._ahead.keep(
                page.name, page.query.first, page.rows, list(islice(texts, stop - page.query.first))
            )
            for page, stop in missing
        ]


def _few(asked: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Pages of one kind cut into runs that are made at a time."""
    some: list[Asked] = []
    rows = 0
    for page, places in asked:
        if some and rows + page.rows > min(TOGETHER_ROWS, TOGETHER_BYTES // page.least_bytes):
            yield some
            some, rows = [], 0
        some.append((page, places))
        rows += page.rows
    if some:
        yield some
