"""The routes of virtual tables. What answers them is imported when it is first needed, with Arrow."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.errors import UserError
from mockcraft.server.config import ServerConfig
from mockcraft.server.middleware.bodies import TooLarge
from mockcraft.server.receiving import WrongMediaType, media_type
from mockcraft.server.reloading import Reload, stamps_of
from mockcraft.server.tables import documents
from mockcraft.server.tables.imitation import Imitation
from mockcraft.server.tables.parameters import OF_ROWS, VIA, list_settings
from mockcraft.server.tables.together import Together
from mockcraft.server.turns import Turns

if TYPE_CHECKING:
    from mockcraft.server.tables.read_endpoints import ReadEndpoints
    from mockcraft.server.tables.served import Served
    from mockcraft.server.tables.write_endpoints import WriteEndpoints

SECONDS = 60.0  # of the processor, for one request: an index of a million rows takes some of them
PAGING = ("page", "limit", "fields", "expand", "bigints")
ROOT = "/api/tables"


def router(config: ServerConfig) -> APIRouter:
    """The routes; raises what is wrong with the schemas."""
    stamps = stamps_of(config.schemas)

    @cache
    def served() -> Served:
        from mockcraft.server.tables.served import Served

        return Served(config)

    @cache
    def reads() -> ReadEndpoints:
        from mockcraft.server.tables.read_endpoints import ReadEndpoints

        return ReadEndpoints(served())

    @cache
    def writes() -> WriteEndpoints:
        from mockcraft.server.tables.write_endpoints import WriteEndpoints

        return WriteEndpoints(served())

    # The schemas are the server's own, so steps are not counted. What may look through many rows has turns of
    # its own, so that pages do not wait for it.
    paging, searching = (Turns(sys.maxsize, SECONDS) for _ in range(2))
    together = Together(lambda requests: reads().pages(requests), paging)
    imitation = Imitation(config.latency, config.error_rate)

    def reader(name: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            await imitation(request)
            searches = any(each not in PAGING for each in request.query_params)
            if name == "rows" and not searches and len(request.query_params.get("limit", "")) < 3:
                return await together(request)
            turns = searching if searches else paging
            return await turns.run(request, lambda: getattr(reads(), name)(request))

        return answer

    def writer(name: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            await imitation(request)
            body = await _body(request) if request.method != "DELETE" else b""
            return await searching.run(request, lambda: getattr(writes(), name)(request, body))

        return answer

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        if config.reload_schemas:
            app.state.reloads.append(Reload("schemas", config.schemas, stamps, reads().reload))
        async with paging.budget.lifespan(app), searching.budget.lifespan(app):
            yield

    if config.writes and config.workers > 1 and config.changes is None:
        raise UserError(
            f"workers={config.workers}: processes that take writes share a file (give changes)"
        )
    made = APIRouter(tags=["tables"], lifespan=living)
    names = list(served().worlds.by_name) if config.schemas else []
    listed = list_settings(config.max_rows)
    for path, name, summary, described in (
        ("", "schemas", "The schemas whose tables are served", documents.schemas()),
        ("/{schema}", "schema", "The tables of a schema", documents.schema(names)),
        ("/{schema}/{table}", "rows", "Rows of a table", documents.rows(names, listed)),
        ("/{schema}/{table}/{key}", "row", "A row by its key", documents.row(names, OF_ROWS)),
        (
            "/{schema}/{table}/{key}/{children}", "children",
            "The rows of another table that refer to a row",
            documents.children(names, (*listed, VIA)),
        ),
    ):  # fmt: skip
        made.add_api_route(
            ROOT + path, reader(name), response_class=JSONResponse,
            operation_id=f"tables_{name}", summary=summary, **described,
        )  # fmt: skip
    for method, path, name, summary, document in WRITERS if config.writes else ():
        made.add_api_route(
            ROOT + path, writer(name), methods=[method], response_class=JSONResponse,
            operation_id=f"tables_{name}", summary=summary, **document(names),
        )  # fmt: skip
    return made


WRITERS: tuple[tuple[str, str, str, str, Callable[[Sequence[str]], dict[str, Any]]], ...] = (
    ("POST", "/{schema}/{table}", "add", "Adds a row", documents.adding),
    ("PUT", "/{schema}/{table}/{key}", "replace", "Replaces a row", documents.replacing),
    ("PATCH", "/{schema}/{table}/{key}", "change", "Changes columns of a row", documents.changing),
    ("DELETE", "/{schema}/{table}/{key}", "delete", "Deletes a row", documents.deleting),
    ("DELETE", "/{schema}", "clear", "Drops all that was written to a schema", documents.clearing),
)


async def _body(request: Request) -> bytes:
    """The JSON of a row; raises TooLarge and WrongMediaType."""
    kind = media_type(request)
    if kind not in documents.BODIES:
        raise WrongMediaType(f"{kind!r} is not read here (send {' or '.join(documents.BODIES)})")
    body = await request.body()
    if len(body) > documents.ROW_BYTES:
        raise TooLarge(
            f"the body is larger than {documents.ROW_BYTES:,} bytes, as much as a row may have"
        )
    return body
