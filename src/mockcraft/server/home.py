"""`/` says what is here; `/docs` shows the OpenAPI document in Swagger UI, without anything from elsewhere.

The files of Swagger UI are those that the package fastapi-offline ships.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mockcraft import __version__
from mockcraft.errors import NotFound
from mockcraft.server.conditions import unchanged
from mockcraft.server.config import ServerConfig
from mockcraft.server.middleware.compression import takes_gzip

FILES = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")
ONE = "/api/generate/{type}"  # stands for the paths that the document has for each generator
KEEP = "public, max-age=86400"
START = """SwaggerUIBundle({
  url: "../openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none", filter: true,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis],
});
"""
DOCS = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MockCraft</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="docs/favicon.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
HOME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MockCraft</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1em/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
td {{ padding: .1em 1em .1em 0; vertical-align: top }}
</style>
</head>
<body>
<h1>MockCraft {version}</h1>
<p>Fake data over HTTP. <a href="docs">Documentation</a> · <a href="openapi.json">OpenAPI</a></p>
<table>
{rows}
</table>
<p>Try <a href="api/generate/email?count=3&amp;seed=42"><code>/api/generate/email?count=3&amp;seed=42</code></a>.</p>
</body>
</html>
"""


def router(_: ServerConfig) -> APIRouter:
    """The routes; the document does not speak of them, because they are about it."""
    return APIRouter(
        routes=[
            Route("/", home, include_in_schema=False),
            Route("/openapi.json", openapi, include_in_schema=False),
            Route("/docs", docs, include_in_schema=False),
            Route("/docs/{file}", docs_file, include_in_schema=False),
        ]
    )


async def home(request: Request) -> Response:
    """What is here: a page for browsers, JSON for all others."""
    await _document(request.app)
    document = request.app.openapi()  # which is made now
    routes = [
        {"method": method, "path": path, "summary": summary}
        for method, path, summary in _routes(document)
    ]
    vary = {"vary": "Accept"}
    if "text/html" not in request.headers.get("accept", ""):
        links = {"documentation": "/docs", "openapi": "/openapi.json"}
        found = {"name": "MockCraft", "version": __version__, **links, "routes": routes}
        return JSONResponse(found, headers=vary)
    rows = "\n".join(
        f"<tr><td>{each['method']}</td><td><code>{escape(each['path'])}</code></td>"
        f"<td>{escape(each['summary'])}</td></tr>"
        for each in routes
    )
    return HTMLResponse(HOME.format(version=__version__, rows=rows), headers=vary)


class Document:
    """The OpenAPI document as it is sent: its megabyte, the same in gzip, and what names it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        self.packed = gzip.compress(self.plain, mtime=0)
        self.headers = {
            "ETag": f'W/"{sha256(self.plain).hexdigest()[:32]}"',  # of both forms
            "Cache-Control": "no-cache",  # it is another one when the server is
            "Vary": "Accept-Encoding",
        }


async def _document(app: Any) -> Document:
    """What app.state.document keeps; made once, in a thread, while others are answered."""
    async with app.state.documenting:
        if app.state.document is None:
            app.state.document = await to_thread.run_sync(lambda: Document(app.openapi()))
    made: Document = app.state.document
    return made


async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    made = await _document(request.app)
    if unchanged(request, made.headers):
        return Response(status_code=304, headers=made.headers)
    if takes_gzip(request.scope):
        headers = made.headers | {"Content-Encoding": "gzip"}
        return Response(made.packed, media_type="application/json", headers=headers)
    return Response(made.plain, media_type="application/json", headers=made.headers)


async def docs(_: Request) -> Response:
    """The page of Swagger UI."""
    return HTMLResponse(DOCS)


def docs_file(request: Request) -> Response:
    """What the page needs."""
    name: str = request.path_params["file"]
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    if name not in FILES:
        raise NotFound(f"there is nothing at {request.url.path} (see /docs)")
    path = _folder() / name
    answer = FileResponse(path, headers={"cache-control": KEEP}, stat_result=path.stat())
    if unchanged(request, answer.headers):
        kept = {each: answer.headers[each] for each in ("cache-control", "etag", "last-modified")}
        return Response(status_code=304, headers=kept | {"vary": "Accept-Encoding"})
    return answer


def _folder() -> Path:
    """Where Swagger UI lies; found without importing the package, which would make an application."""
    spec = find_spec("fastapi_offline")
    assert spec is not None and spec.origin is not None  # a dependency
    return Path(spec.origin).parent / "static"


def _routes(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Method, path and summary of what the document describes, the generators as one."""
    for path, operations in document["paths"].items():
        if path == ONE or not path.startswith(ONE.removesuffix("{type}")):
            for method, operation in operations.items():
                yield method.upper(), path, operation.get("summary", "")
