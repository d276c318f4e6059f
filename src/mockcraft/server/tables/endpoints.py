"""What the routes that read answer: what there is, lists of rows, one row, and the children of a row.

Each runs in a thread: see `routes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import quote

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft import __version__
from mockcraft.core.plan import Link, Table
from mockcraft.core.ranges import Range
from mockcraft.core.width import wide_tables
from mockcraft.errors import NotFound, ParameterError, Unworkable, nearest
from mockcraft.server.conditions import check_match, unchanged
from mockcraft.server.config import ServerConfig
from mockcraft.server.parameters import read
from mockcraft.server.tables.bodies import read_object
from mockcraft.server.tables.changes import RowNumbers, Snapshot
from mockcraft.server.tables.describing import described_schema, described_schemas
from mockcraft.server.tables.finding import equal
from mockcraft.server.tables.listing import Listing, json_response, not_modified
from mockcraft.server.tables.pages import Page, Pages
from mockcraft.server.tables.parameters import OF_ROWS, VIA, list_settings
from mockcraft.server.tables.queries import ListQuery, list_query, row_query
from mockcraft.server.tables.rows import Reading, text_of
from mockcraft.server.tables.selecting import Selected, ordered, select
from mockcraft.server.tables.store import Store
from mockcraft.server.tables.worlds import World, Worlds, load_worlds
from mockcraft.server.tables.writing import added, changed, deleted, path_of

ROOT = "/api/tables"
Writer = Callable[[Store, Reading, Table], int]  # writes a row, and gives its number


class Tables:
    """The endpoints, which share the schemas."""

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self._list = list_settings(config.max_rows)
        self._pages = Pages()
        self.store = Store(config.changes) if config.writes else None
        self.worlds = self._load()
        for world in self.worlds.by_name.values():
            if self.store is not None:
                self.store.register(world)

    def reload(self) -> list[str]:
        """Reads the files again; the names of the schemas that are other ones now.

        Raises UserError where a file is wrong, or what was written is of the schema as it was; all stays as
        it is then.
        """
        fresh = self._load()
        kept = self.worlds.by_name
        other = [each for name, each in fresh.by_name.items() if each.digest != kept[name].digest]
        for each in other:
            if self.store is not None:
                self.store.register(each)
        if other:
            changed = {each.name: each for each in other}
            self.worlds = Worlds(changed.get(name, world) for name, world in kept.items())
            self._pages = Pages()
        return [each.name for each in other]

    def _load(self) -> Worlds:
        if self.store is None:
            return load_worlds(self.config)
        return load_worlds(self.config, self.store.kept_clock)

    def reading(self, world: World) -> Reading:
        """The schema as it is now."""
        return Reading(world, self.store.snapshot(world) if self.store else Snapshot())

    # ------------------------------------------------------------------ endpoints

    def schemas(self, request: Request) -> Response:
        """The schemas whose tables are served."""
        read((), request.query_params.multi_items(), request.url.path)
        return JSONResponse(described_schemas(self.worlds, ROOT))

    def schema(self, request: Request) -> Response:
        """The tables of a schema, with columns, keys and references."""
        world = self.worlds.world(request.path_params["schema"])
        read((), request.query_params.multi_items(), request.url.path)
        return JSONResponse(described_schema(world, ROOT))

    def rows(self, request: Request) -> Response:
        """Rows of a table, a page at a time."""
        return _answered(self.pages([request])[0])

    def pages(self, requests: Sequence[Request]) -> list[Response | Exception]:
        """`rows` of each request, or what is wrong with it; of one moment, and made together."""
        readings: dict[str, Reading] = {}
        listings: list[Listing | Response | Exception] = []
        for request in requests:
            try:
                world, table = self._table(request)
                reading = readings.get(world.name) or self.reading(world)
                readings[world.name] = reading
                query = self._query(reading, table, request)
                listings.append(self._listing(reading, table, query, request))
            except Exception as error:
                listings.append(error)
        return self._made(listings)

    def row(self, request: Request) -> Response:
        """A row by its key."""
        world, table = self._table(request)
        reading = self.reading(world)
        path = request.url.path
        shown = row_query(table, read(OF_ROWS, request.query_params.multi_items(), path))
        number = reading.number_of(table, request.path_params["key"])
        headers = self._headers(reading)
        if unchanged(request, headers):
            return not_modified(headers)
        text = reading.objects(table, _one(number), shown.columns, shown.expanded, shown.style)
        return json_response(text[0].as_py().encode() + b"\n", headers)

    def children(self, request: Request) -> Response:
        """The rows of another table that refer to a row."""
        world, parent = self._table(request)
        reading = self.reading(world)
        table = world.table(request.path_params["children"])
        pairs = request.query_params.multi_items()
        path = request.url.path
        via = read((VIA,), [each for each in pairs if each[0] == "via"], path)["via"]
        link = _link(world, parent, table, via)
        query = self._query(reading, table, request, [each for each in pairs if each[0] != "via"])
        number = reading.number_of(parent, request.path_params["key"])
        row = reading.row(parent, number)
        conditions = []
        for name, key in zip(link.columns, link.key, strict=True):
            if row[key] is None:
                none = Selected(0, _one(0)[:0])
                return self._listed(self._listing(reading, table, query, request, none))
            conditions.append(equal(table.column(name), text_of(row[key])))
        asked = replace(query.asked, equal=(*query.asked.equal, *conditions))
        return self._listed(self._listing(reading, table, replace(query, asked=asked), request))

    # ------------------------------------------------------------------ writing

    def add(self, request: Request, body: bytes) -> Response:
        """Adds a row."""
        return self._write(request, lambda store, reading, table: added(
            store, reading, table, read_object(body)
        ), 201)  # fmt: skip

    def replace(self, request: Request, body: bytes) -> Response:
        """Replaces a row; columns that are not given become NULL."""
        return self._write(request, self._changer(request, body, whole=True))

    def change(self, request: Request, body: bytes) -> Response:
        """Changes the columns of a row that are given."""
        return self._write(request, self._changer(request, body, whole=False))

    def delete(self, request: Request, body: bytes) -> Response:
        """Deletes a row."""
        assert self.store is not None
        world, table = self._table(request)
        read((), request.query_params.multi_items(), request.url.path)
        with self.store.writing(world) as snapshot:
            reading = Reading(world, snapshot)
            check_match(request, self._headers(reading))
            deleted(
                self.store, reading, table, reading.number_of(table, request.path_params["key"])
            )
        return Response(status_code=204)

    def clear(self, request: Request, body: bytes) -> Response:
        """Drops all that was written to a schema."""
        assert self.store is not None
        world = self.worlds.world(request.path_params["schema"])
        read((), request.query_params.multi_items(), request.url.path)
        self.store.clear(world)
        return Response(status_code=204)

    def _changer(self, request: Request, body: bytes, *, whole: bool) -> Writer:
        def change(store: Store, reading: Reading, table: Table) -> int:
            number = reading.number_of(table, request.path_params["key"])
            changed(store, reading, table, number, read_object(body), whole=whole)
            return number

        return change

    def _write(self, request: Request, write: Writer, status: int = 200) -> Response:
        """Writes a row, and answers with it as it reads now."""
        assert self.store is not None
        world, table = self._table(request)
        read((), request.query_params.multi_items(), request.url.path)
        with self.store.writing(world) as snapshot:
            before = Reading(world, snapshot)
            check_match(request, self._headers(before))
            number = write(self.store, before, table)
        reading = self.reading(world)
        row = reading.row(table, number)
        headers = self._headers(reading)
        names = (world.name, table.name)
        base = f"{ROOT}/{'/'.join(quote(each, safe='') for each in names)}"
        headers["Location" if status == 201 else "Content-Location"] = (
            f"{base}/{path_of(table, row, number)}"
        )
        text = reading.objects(table, _one(number), table.columns)[0].as_py()
        return Response(text + "\n", status, headers, "application/json")

    # ------------------------------------------------------------------ what they share

    def _table(self, request: Request) -> tuple[World, Table]:
        world = self.worlds.world(request.path_params["schema"])
        return world, world.table(request.path_params["table"])

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
        headers = self._headers(reading)
        if unchanged(request, headers):
            return not_modified(headers)
        if selected is None:
            selected = select(reading, table, query.asked)
        selected = ordered(reading, table, selected, query.sort)
        return Listing(request, Page(reading, table, query, selected), headers)

    def _listed(self, listing: Listing | Response) -> Response:
        return _answered(self._made([listing])[0])

    def _made(
        self, listings: Sequence[Listing | Response | Exception]
    ) -> list[Response | Exception]:
        """The answers; what is one already stays."""
        pages = [each.page for each in listings if isinstance(each, Listing)]
        texts = iter(self._pages.made(pages))
        return [
            each.answer(next(texts)) if isinstance(each, Listing) else each for each in listings
        ]

    def _headers(self, reading: Reading) -> dict[str, str]:
        """What says which state of the schema the answer shows; it changes with what is written alone."""
        state = f"{reading.world.digest} {reading.snapshot.version} {self.config.max_rows} {__version__}"
        tag = blake2b(state.encode(), digest_size=8).hexdigest()
        return {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache"}


def _answered(answer: Response | Exception) -> Response:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _one(number: int) -> RowNumbers:
    return np.array([number], np.int64)


def _link(world: World, parent: Table, table: Table, via: str | None) -> Link:
    """The reference through which rows of a table are children of another one's."""
    links = world.links_to(parent.name).get(table.name, [])
    if not links:
        known = world.links_to(parent.name)
        hint = nearest(table.name, known, "its children are")
        raise NotFound(f"{table.name} does not refer to {parent.name}{hint}")
    if via is None and len(links) == 1:
        return links[0]
    names = [each.columns[0] for each in links]
    if via is None:
        raise ParameterError(
            f"{table.name} refers to {parent.name} by {' and by '.join(names)} (choose one with via)",
            "via",
        )
    for each in links:
        if via in each.columns:
            return each
    raise ParameterError(
        f"via={via}: {table.name} does not refer to {parent.name} by {via!r}{nearest(via, names)}",
        "via",
    )
