"""Errors as `application/problem+json` (RFC 9457), with the sentences of the command line."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from mockcraft.errors import MockcraftError, SchemaError
from mockcraft.server.metrics import metrics_of
from mockcraft.server.schema_problems import located

log = logging.getLogger("mockcraft.server")

GONE = 499  # what nginx logs for a client that left before it was answered


class ProblemResponse(JSONResponse):
    """One problem. `type` is about:blank, so the title is that of the status (RFC 9457, 4.2.1)."""

    media_type = "application/problem+json"


def install(app: FastAPI) -> None:
    """Gives the application its handlers of errors, the only ones."""
    app.add_exception_handler(MockcraftError, failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ClientDisconnect, left)
    app.add_exception_handler(Exception, broken)


def problem(
    request: Request,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    **extensions: Any,
) -> ProblemResponse:
    """The response for a request that failed; `extensions` are further members (RFC 9457, 3.2)."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        **extensions,
    }
    return ProblemResponse(content, status, headers)


async def failed(request: Request, error: Exception) -> ProblemResponse:
    """The response for a request that a MockcraftError has ended."""
    assert isinstance(error, MockcraftError)
    metrics_of(request.app).errors.labels(type(error).__name__).inc()
    if isinstance(error, SchemaError):
        errors = [located(each) for each in error.problems]
        return problem(request, error.http_status, str(error), errors=errors)
    wait = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return problem(request, error.http_status, public(error), wait)


def public(error: MockcraftError) -> str:
    """What a client is told of an error; where that is not its message, this goes to the log."""
    if error.public is None:
        return str(error)
    log.error("%s", error)
    return error.public


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _methods(request)
        if request.method == "OPTIONS":  # no route has it: each is answered alike (RFC 9110, 9.3.7)
            return Response(status_code=204, headers=headers)
    elif (request.method, request.scope["path"]) == ("OPTIONS", "*"):  # of the server as a whole
        return Response(status_code=204)
    details = {
        404: f"there is nothing at {request.url.path} (see /docs)",
        405: f"{request.url.path} does not take {request.method} (it takes {headers.get('Allow')})",
    }
    return problem(
        request, error.status_code, details.get(error.status_code, error.detail), headers
    )


def _methods(request: Request) -> str:
    """The methods that a path takes, of all its routes: Starlette names those of the first alone."""
    methods = {"OPTIONS"}
    for route in request.app.state.routes:
        if route.matches(request.scope)[0] != Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


async def _invalid(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    sentences = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return problem(request, 400, "; ".join(sentences))


async def left(_: Request, __: Exception) -> Response:
    """What nobody reads any more."""
    return Response(status_code=GONE)


async def broken(request: Request, error: Exception) -> ProblemResponse:
    """The response for a request that met a bug, which `middleware.requests` has logged."""
    detail = (
        "the server failed on this request; its log has the reason, under the id of the request"
    )
    return problem(request, 500, detail, request_id=request.scope.get("mockcraft.request_id"))
