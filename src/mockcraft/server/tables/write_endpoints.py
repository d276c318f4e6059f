"""What the routes that write answer. Each runs in a thread: see `routes`."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mockcraft.core.plan import Table
from mockcraft.server.conditions import check_write
from mockcraft.server.parameters import read
from mockcraft.server.tables.bodies import read_object
from mockcraft.server.tables.changes import numbers_of
from mockcraft.server.tables.rows import Reading
from mockcraft.server.tables.served import ROOT, Served
from mockcraft.server.tables.store import Store
from mockcraft.server.tables.writing import added, changed, deleted, path_of

Writer = Callable[[Store, Reading, Table], int]  # writes a row, and gives its number


class WriteEndpoints:
    """A method a route."""

    def __init__(self, served: Served) -> None:
        """`served` has a store."""
        assert served.store is not None
        self.served, self.store = served, served.store

    def add(self, request: Request, body: bytes) -> Response:
        """Adds a row."""

        def add(store: Store, reading: Reading, table: Table) -> int:
            check_write(request, self.served.headers(reading))
            return added(store, reading, table, read_object(body))

        return self._write(request, add, 201)

    def replace(self, request: Request, body: bytes) -> Response:
        """Replaces a row; columns that are not given become NULL."""
        return self._write(request, self._changer(request, body, whole=True))

    def change(self, request: Request, body: bytes) -> Response:
        """Changes the columns of a row that are given."""
        return self._write(request, self._changer(request, body, whole=False))

    def delete(self, request: Request, body: bytes) -> Response:
        """Deletes a row."""
        world, table = self.served.table(request)
        read((), request.query_params.multi_items(), request.url.path)
        with self.store.writing(world) as snapshot:
            reading = Reading(world, snapshot)
            number = reading.number_of(table, request.path_params["key"])
            check_write(request, self.served.headers(reading))
            deleted(self.store, reading, table, number)
        return Response(status_code=204)

    def clear(self, request: Request, body: bytes) -> Response:
        """Drops all that was written to a schema."""
        world = self.served.world(request)
        read((), request.query_params.multi_items(), request.url.path)
        with self.store.writing(world) as snapshot:
            check_write(request, self.served.headers(Reading(world, snapshot)))
            self.store.clear(world)
        return Response(status_code=204)

    def _changer(self, request: Request, body: bytes, *, whole: bool) -> Writer:
        def change(store: Store, reading: Reading, table: Table) -> int:
            number = reading.number_of(table, request.path_params["key"])
            check_write(request, self.served.headers(reading))
            changed(store, reading, table, number, read_object(body), whole=whole)
            return number

        return change

    def _write(self, request: Request, write: Writer, status: int = 200) -> Response:
        """Writes a row, and answers with it as it reads now."""
        world, table = self.served.table(request)
        read((), request.query_params.multi_items(), request.url.path)
        with self.store.writing(world) as snapshot:
            number = write(self.store, Reading(world, snapshot), table)
        reading = self.served.reading(world)
        row = reading.row(table, number)
        headers = self.served.headers(reading)
        names = (world.name, table.name)
        base = f"{ROOT}/{'/'.join(quote(each, safe='') for each in names)}"
        headers["Location" if status == 201 else "Content-Location"] = (
            f"{base}/{path_of(table, row, number)}"
        )
        text = reading.objects(table, numbers_of([number]), table.columns)[0].as_py()
        return Response(text + "\n", status, headers, "application/json")
