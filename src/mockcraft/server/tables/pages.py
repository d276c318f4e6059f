"""The rows of pages as JSON: those of several requests are made together, and those that follow ahead."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mockcraft.core.plan import Table
from mockcraft.server.tables.ahead import AHEAD_BYTES, Ahead
from mockcraft.server.tables.changes import RowNumbers
from mockcraft.server.tables.queries import ListQuery
from mockcraft.server.tables.rows import Reading
from mockcraft.server.tables.selecting import Selected

TOGETHER_ROWS = 1024  # made at a time, where pages have so few: more gain little
TOGETHER_BYTES = 8 * 2**20  # of them, as far as it is known before they are made


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


class Pages:
    """Makes pages, and keeps those that somebody is about to ask for."""

    def __init__(self) -> None:
        self._ahead = Ahead()

    def made(self, pages: Sequence[Page]) -> list[list[str] | Exception]:
        """The rows of each page, each as JSON, or why they cannot be made."""
        found: list[list[str] | Exception] = [[]] * len(pages)
        groups: dict[Hashable, list[int]] = {}
        for place, page in enumerate(pages):
            groups.setdefault(page.kind, []).append(place)
        for places in groups.values():
            for some in _few(places, pages):
                members = [pages[place] for place in some]
                for place, rows in zip(some, self._together(members), strict=True):
                    found[place] = rows
        return found

    def _together(self, pages: Sequence[Page]) -> Sequence[list[str] | Exception]:
        """The rows of pages of one kind; each for itself where they fail together."""
        try:
            return self._texts(pages)
        except Exception as error:
            if len(pages) == 1:
                return [error]
            return [rows for page in pages for rows in self._together([page])]

    def _texts(self, pages: Sequence[Page]) -> list[list[str]]:
        kept = [self._kept(page) for page in pages]
        wanted = [
            page.numbers(stop)
            for page, (rows, stop) in zip(pages, kept, strict=True)
            if rows is None
        ]
        texts = pages[0].texts(np.concatenate(wanted)) if wanted else []
        made: list[list[str]] = []
        at = 0
        for page, (rows, stop) in zip(pages, kept, strict=True):
            if rows is None:
                first = page.query.first
                count = max(stop - first, 0)
                rows = self._ahead.keep(
                    self._name(page), first, max(page.last - first, 0), texts[at : at + count]
                )
                at += count
            made.append(rows)
        return made

    def _kept(self, page: Page) -> tuple[list[str] | None, int]:
        """The rows that were made ahead; else None, and up to where they are to be made."""
        first, last = page.query.first, page.last
        if page.selected.numbers is not None or last <= first:
            return None, last
        most = first + max(
            AHEAD_BYTES // page.reading.world.least_bytes(page.table), page.query.limit
        )
        return self._ahead.find(self._name(page), first, last, min(page.selected.rows, most))

    def _name(self, page: Page) -> Hashable:
        return (page.kind, page.selected.backward, page.query.limit)


def _few(places: Sequence[int], pages: Sequence[Page]) -> Iterator[list[int]]:
    """The places cut into runs of pages that are made at a time."""
    some: list[int] = []
    rows = 0
    for place in places:
        page = pages[place]
        limit = page.query.limit
        most = min(TOGETHER_ROWS, TOGETHER_BYTES // page.reading.world.least_bytes(page.table))
        if some and rows + limit > most:
            yield some
            some, rows = [], 0
        some.append(place)
        rows += limit
    if some:
        yield some
