"""`GET /healthz` and `/readyz`: for whoever watches over the server."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft import __version__
from mockcraft.errors import MockcraftError
from mockcraft.server.config import ServerConfig
from mockcraft.server.openapi import problem_responses
from mockcraft.server.problems import public

THREADS = 2  # of its own: whoever watches over the server waits for no other request


class NotServing(MockcraftError):
    """The server answers, and should be sent no requests."""

    http_status = 503


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    threads = CapacityLimiter(THREADS)

    async def readyz(request: Request) -> Response:
        """Whether the server should be sent requests: it is not being stopped, and what it needs is there.

        `app.state.checks` has a function a feature, called in a thread, which raises a MockcraftError where
        something is missing, like a store that does not answer.
        """
        if request.app.state.stopping.is_set():
            raise NotServing("the server is being stopped")
        for check in request.app.state.checks.values():
            try:
                await to_thread.run_sync(check, limiter=threads)
            except MockcraftError as error:
                raise NotServing(public(error)) from error
        return JSONResponse({"status": "ready"})

    made = APIRouter(tags=["server"])
    made.add_api_route(
        "/healthz", healthz, summary="Whether the server answers", response_class=JSONResponse,
        responses={200: _texts("It answers", "status", "version")},
    )  # fmt: skip
    made.add_api_route(
        "/readyz", readyz, summary="Whether it is ready for requests", response_class=JSONResponse,
        responses={
            200: _texts("It is ready", "status"), **problem_responses({503: "Not ready, and why"}),
        },
    )  # fmt: skip
    return made


async def healthz(_: Request) -> Response:
    """Whether the server answers."""
    return JSONResponse({"status": "ok", "version": __version__})


def _texts(description: str, *names: str) -> dict[str, Any]:
    """A response that is an object of these members, each a text."""
    members = {name: {"type": "string"} for name in names}
    schema = {"type": "object", "required": list(names), "properties": members}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
