"""What the routes that read answer: what there is, lists of rows, one row, and the children of a row.

Each runs in a thread: see `routes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Range
from mockcraft.core.width import wide_tables
from mockcraft.errors import Unworkable
from mockcraft.server.budget import Overdue
from mockcraft.server.conditions import unchanged
from mockcraft.server.parameters import read
from mockcraft.server.tables.changes import numbers_of
from mockcraft.server.tables.describing import described_schema, described_schemas
from mockcraft.server.tables.finding import equal
from mockcraft.server.tables.listing import Listing, json_response, not_modified
from mockcraft.server.tables.pages import Page, Pages
from mockcraft.server.tables.parameters import OF_ROWS, VIA, list_settings
from mockcraft.server.tables.queries import ListQuery, list_query, row_query
from mockcraft.server.tables.rows import Reading, text_of
from mockcraft.server.tables.selecting import Selected, ordered, select
from mockcraft.server.tables.served import ROOT, Served


class ReadEndpoints:
    """A method a route."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self._list = list_settings(served.config.max_rows)
        self._pages = Pages()

    def reload(self) -> list[str]:
        """Reads the schemas again, see Served; drops the pages that were made of those that have changed."""
        changed = self.served.reload()
        if changed:
            self._pages = Pages()
        return changed

    def schemas(self, request: Request) -> Response:
        """The schemas whose tables are served."""
        read((), request.query_params.multi_items(), request.url.path)
        return JSONResponse(described_schemas(self.served.worlds, ROOT))

    def schema(self, request: Request) -> Response:
        """The tables of a schema, with columns, keys and references."""
        world = self.served.world(request)
        read((), request.query_params.multi_items(), request.url.path)
        return JSONResponse(described_schema(world, ROOT))

    def rows(self, request: Request) -> Response:
        """Rows of a table, a page at a time."""
        return _answered(next(self.pages([request]))[1])

    def pages(self, requests: Sequence[Request]) -> Iterator[tuple[int, Response | Exception]]:
        """`rows` of the requests by their places, or what is wrong with them; of one moment, and made together.

        Not of all of them where that is much, see Pages.made.
        """
        readings: dict[tuple[str, str], Reading] = {}
        listings: dict[int, Listing] = {}
        for place, request in enumerate(requests):
            try:
                world, table = self.served.table(request)
                state = (world.name, world.digest)  # it may be read again meanwhile
                reading = readings.get(state) or self.served.reading(world)
                readings[state] = reading
                query = self._query(reading, table, request)
                listing = self._listing(reading, table, query, request)
            except Overdue:
                raise
            except Exception as error:
                yield place, error
                continue
            if isinstance(listing, Listing):
                listings[place] = listing
            else:
                yield place, listing
        places = list(listings)
        for at, body in self._pages.made([each.page for each in listings.values()]):
            yield places[at], listings[places[at]].answer(body)

    def row(self, request: Request) -> Response:
        """A row by its key."""
        world, table = self.served.table(request)
        reading = self.served.reading(world)
        path = request.url.path
        shown = row_query(table, read(OF_ROWS, request.query_params.multi_items(), path))
        number = reading.number_of(table, request.path_params["key"])
        headers = self.served.headers(reading)
        if unchanged(request, headers):
            return not_modified(headers)
        text = reading.objects(
            table, numbers_of([number]), shown.columns, shown.expanded, shown.style
        )
        return json_response(text[0].as_py().encode() + b"\n", headers)

    def children(self, request: Request) -> Response:
        """The rows of another table that refer to a row."""
        world, parent = self.served.table(request)
        reading = self.served.reading(world)
        table = world.table(request.path_params["children"])
        pairs = request.query_params.multi_items()
        path = request.url.path
        via = read((VIA,), [each for each in pairs if each[0] == "via"], path)["via"]
        link = world.link(table, parent, via)
        query = self._query(reading, table, request, [each for each in pairs if each[0] != "via"])
        number = reading.number_of(parent, request.path_params["key"])
        row = reading.row(parent, number)
        conditions = []
        for name, key in zip(link.columns, link.key, strict=True):
            if row[key] is None:
                none = Selected(0, numbers_of([]))
                return self._listed(self._listing(reading, table, query, request, none))
            conditions.append(equal(table.column(name), text_of(row[key])))
        asked = replace(query.asked, equal=(*query.asked.equal, *conditions))
        return self._listed(self._listing(reading, table, replace(query, asked=asked), request))

    def _query(
        self,
        reading: Reading,
        table: Table,
        request: Request,
        pairs: list[tuple[str, str]] | None = None,
    ) -> ListQuery:
        given = request.query_params.multi_items() if pairs is None else pairs
        query = list_query(reading.plan, table, given, self._list, request.url.path)
        window = [Range(table.name, table.start, max(table.count, table.start + query.limit))]
        for most in wide_tables(reading.plan, window, query.limit).values():
            raise Unworkable(
                f"limit={query.limit}: at most {most} rows of {table.name} fit at once, they are that wide",
                "limit",
            )
        return query

    def _listing(
        self,
        reading: Reading,
        table: Table,
        query: ListQuery,
        request: Request,
        selected: Selected | None = None,
    ) -> Listing | Response:
        """What is to be made, or that the client has it already."""
        headers = self.served.headers(reading)
        if unchanged(request, headers):
            return not_modified(headers)
        if selected is None:
            selected = select(reading, table, query.asked)
        selected = ordered(reading, table, selected, query.sort)
        return Listing(request, Page(reading, table, query, selected), headers)

    def _listed(self, listing: Listing | Response) -> Response:
        if not isinstance(listing, Listing):
            return listing
        return _answered(listing.answer(next(self._pages.made([listing.page]))[1]))


def _answered(answer: Response | Exception) -> Response:
    if isinstance(answer, Exception):
        raise answer
    return answer
