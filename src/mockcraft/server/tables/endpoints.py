"""What the routes that read answer: what there is, lists of rows, one row, and the children of a row.

Each runs in a thread: see `routes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import quote, urlencode

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft import __version__
from mockcraft.core.plan import Link, Table
from mockcraft.core.ranges import Range
from mockcraft.core.width import least_bytes, wide_tables
from mockcraft.errors import NotFound, ParameterError, Unworkable, nearest
from mockcraft.server.conditions import check_match, unchanged
from mockcraft.server.config import ServerConfig
from mockcraft.server.parameters import read
from mockcraft.server.tables.ahead import AHEAD_BYTES, Ahead
from mockcraft.server.tables.bodies import read_object
from mockcraft.server.tables.changes import RowNumbers, Snapshot
from mockcraft.server.tables.describing import described_schema, described_schemas
from mockcraft.server.tables.finding import equal
from mockcraft.server.tables.parameters import OF_ROWS, VIA, list_settings
from mockcraft.server.tables.queries import ListQuery, list_query, row_query
from mockcraft.server.tables.rendering import array_of
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
        self._ahead = Ahead()
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
            self._ahead = Ahead()
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
        world, table = self._table(request)
        reading = self.reading(world)
        query = self._query(reading, table, request)
        return self._listed(reading, table, query, request)

    def row(self, request: Request) -> Response:
        """A row by its key."""
        world, table = self._table(request)
        reading = self.reading(world)
        path = request.url.path
        shown = row_query(table, read(OF_ROWS, request.query_params.multi_items(), path))
        number = reading.number_of(table, request.path_params["key"])
        headers = self._headers(reading)
        if unchanged(request, headers):
            return _not_modified(headers)
        text = reading.objects(table, _one(number), shown.columns, shown.expanded, shown.style)
        return _json(text[0].as_py().encode() + b"\n", headers)

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
                return self._listed(reading, table, query, request, Selected(0, _one(0)[:0]))
            conditions.append(equal(table.column(name), text_of(row[key])))
        asked = replace(query.asked, equal=(*query.asked.equal, *conditions))
        return self._listed(reading, table, replace(query, asked=asked), request)

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

    def _listed(
        self,
        reading: Reading,
        table: Table,
        query: ListQuery,
        request: Request,
        selected: Selected | None = None,
    ) -> Response:
        headers = self._headers(reading)
        if unchanged(request, headers):
            return _not_modified(headers)
        if selected is None:
            selected = select(reading, table, query.asked)
        selected = ordered(reading, table, selected, query.sort)
        texts = self._texts(reading, table, query, selected)
        if selected.exact:
            headers["X-Total-Count"] = str(selected.rows)
        if selected.window is not None:
            headers["X-Scanned"] = str(selected.window)
        if links := _links(request, query, selected):
            headers["Link"] = links
        return _json(array_of(texts), headers)

    def _texts(
        self, reading: Reading, table: Table, query: ListQuery, selected: Selected
    ) -> list[str]:
        """The rows of a page, each as JSON."""
        shown, changes = query.shown, reading.changes(table)

        def make(first: int, last: int) -> list[str]:
            numbers = selected.page(changes, first, last - first)
            made: list[str] = reading.objects(
                table, numbers, shown.columns, shown.expanded, shown.style
            ).to_pylist()
            return made

        last = min(query.first + query.limit, selected.rows)
        if selected.numbers is not None or last <= query.first:
            return make(query.first, last) if last > query.first else []
        name = (
            reading.world.name, reading.snapshot.version, table.name, selected.backward,
            tuple(each.name for each in shown.columns), shown.expanded, shown.style.name,
            query.limit,
        )  # fmt: skip
        most = query.first + max(AHEAD_BYTES // least_bytes(table), query.limit)
        return self._ahead.rows(name, query.first, last, min(selected.rows, most), make)

    def _headers(self, reading: Reading) -> dict[str, str]:
        """What says which state of the schema the answer shows; it changes with what is written alone."""
        state = f"{reading.world.digest} {reading.snapshot.version} {self.config.max_rows} {__version__}"
        tag = blake2b(state.encode(), digest_size=8).hexdigest()
        return {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache"}


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


def _json(body: bytes, headers: Mapping[str, str]) -> Response:
    return Response(body, media_type="application/json", headers=dict(headers))


def _not_modified(headers: Mapping[str, str]) -> Response:
    """A 304, which has `Vary` as the 200 has it that may be compressed (RFC 9110, 15.4.5)."""
    return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})


def _links(request: Request, query: ListQuery, selected: Selected) -> str:
    """The pages around this one (RFC 8288), and the next window where rows beyond this one may belong."""
    last = max(-(-selected.rows // query.limit), 1)
    targets: dict[str, dict[str, int]] = {"first": {"page": 1}}
    if query.page > 1:
        targets["prev"] = {"page": min(query.page - 1, last)}
    if query.page < last:
        targets["next"] = {"page": query.page + 1}
    elif selected.window is not None and selected.window.stop < selected.window.rows:
        targets["next"] = {"page": 1, "scan": selected.window.stop}
    if selected.exact:
        targets["last"] = {"page": last}
    else:
        targets["first"]["scan"] = 0
    path = quote(request.url.path, safe="/:,@!$&'()*+;=-._~")
    return ", ".join(
        f'<{path}?{_changed(request, changes)}>; rel="{relation}"'
        for relation, changes in targets.items()
    )


def _changed(request: Request, changes: Mapping[str, int]) -> str:
    kept = [each for each in request.query_params.multi_items() if each[0] not in changes]
    return urlencode([*kept, *changes.items()], safe=",:*()'")
