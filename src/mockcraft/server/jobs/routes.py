"""The routes of jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, BinaryIO

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.errors import MockcraftError
from mockcraft.server.caller import caller_of
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.download import MEDIA_TYPE, Downloads, response_of
from mockcraft.server.jobs.events import END, HEADERS, Followed, Streams, events
from mockcraft.server.jobs.files import check_folder
from mockcraft.server.jobs.record import Job
from mockcraft.server.jobs.request import SETTINGS
from mockcraft.server.jobs.service import JobService
from mockcraft.server.jobs.shown import SCHEMA, shown
from mockcraft.server.jobs.store import check_url
from mockcraft.server.metrics import Metrics, metrics_of
from mockcraft.server.openapi import problem_responses
from mockcraft.server.receiving import openapi, receive
from mockcraft.server.schemas import PROBLEMS
from mockcraft.server.turns import turns_of

MOST_THREADS = 16
UNKNOWN = {404: "The client has no such job", 503: "The jobs cannot be reached now"}


def router(config: ServerConfig) -> APIRouter:
    """The routes; the worker lives as long as the application."""
    check_url(config.jobs)
    if config.job_folder:
        check_folder(config.job_folder)
    service = JobService(config)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        _show(metrics_of(app), service)
        app.state.checks["jobs"] = service.check
        await run_in_threadpool(service.start)
        try:
            yield
        finally:
            await run_in_threadpool(service.end)

    made = APIRouter(tags=["jobs"], lifespan=living)
    _Routes(config, service).enter(made)
    return made


def _show(metrics: Metrics, service: JobService) -> None:
    """Has the metrics tell of the jobs; nothing of them while the store does not answer."""

    def told(numbers: Callable[[], dict[str, int]]) -> dict[tuple[str, ...], float]:
        try:
            return {(state,): number for state, number in numbers().items()}
        except MockcraftError:
            return {}

    states = ("state",)
    metrics.watch("mockcraft_jobs", "Jobs that are known.", states, lambda: told(service.counts))
    metrics.watch(
        "mockcraft_job_rows", "Rows that they have made.", states, lambda: told(service.rows)
    )


class _Routes:
    """The endpoints, and how each is described."""

    def __init__(self, config: ServerConfig, service: JobService) -> None:
        self.config, self.service = config, service
        self.streams = Streams()
        self.downloads = Downloads()
        self.threads = CapacityLimiter(MOST_THREADS)

    def enter(self, made: APIRouter) -> None:
        """Adds them to a router."""
        made.add_api_route(
            "/api/seed", self.seed, methods=["POST"], operation_id="seed", status_code=202,
            responses={
                202: _json("The job, which waits", SCHEMA) | {"headers": LOCATION},
                **problem_responses(PROBLEMS | REFUSED),
            },
            response_class=JSONResponse, openapi_extra=openapi(SETTINGS),
        )  # fmt: skip
        made.add_api_route(
            "/api/jobs", self.jobs, operation_id="jobs", response_class=JSONResponse,
            responses={200: _json("The jobs", LIST), **problem_responses({503: UNKNOWN[503]})},
        )  # fmt: skip
        described: dict[str, Any] = {"response_class": JSONResponse, "openapi_extra": PATH}
        found = {200: _json("The job", SCHEMA), **problem_responses(UNKNOWN)}
        made.add_api_route(
            "/api/jobs/{id}", self.job, operation_id="job", responses=found, **described
        )
        made.add_api_route(
            "/api/jobs/{id}", self.cancel, methods=["DELETE"], operation_id="cancel_job",
            responses=found, **described,
        )  # fmt: skip
        made.add_api_route(
            "/api/jobs/{id}/events", self.events, operation_id="job_events",
            responses={
                200: STREAM, 204: {"description": "The end was told before"},
                **problem_responses(UNKNOWN | FOLLOWED),
            },
            response_class=Response, openapi_extra=PATH,
        )  # fmt: skip
        made.add_api_route(
            "/api/download/{id}", self.download, operation_id="download",
            responses=DOWNLOAD | problem_responses(UNKNOWN | NO_RESULT),
            response_class=Response, openapi_extra=PATH,
        )  # fmt: skip
        made.add_api_route(
            "/api/download/{id}", self.download, methods=["HEAD"], include_in_schema=False
        )

    async def seed(self, request: Request) -> Response:
        """Makes all rows of a schema, as files in a ZIP, by a job in the background."""
        upload = await receive(request, self.config, SETTINGS)
        _, plan = await turns_of(request).run(request, upload.load)
        job = await self._call(self.service.add, upload, plan, caller_of(request.scope))
        return JSONResponse(
            await self._shown(job), 202, headers={"Location": f"/api/jobs/{job.id}"}
        )

    async def jobs(self, request: Request) -> Response:
        """The jobs of the client, the newest first."""
        found = await self._call(self.service.of, caller_of(request.scope))
        now = await self._call(self.service.now)
        return JSONResponse({"count": len(found), "jobs": [shown(job, now) for job in found]})

    async def job(self, request: Request) -> Response:
        """How a job gets on."""
        return JSONResponse(await self._look(request))

    async def cancel(self, request: Request) -> Response:
        """Ends a job, or deletes the result of one that is done; one that has ended stays as it is."""
        id = request.path_params["id"]
        job = await self._call(self.service.cancel, id, caller_of(request.scope))
        return JSONResponse(await self._shown(job))

    async def events(self, request: Request) -> Response:
        """How a job gets on, as server-sent events: `progress`, at last `end`, each with the job."""
        await self._look(request)
        if request.headers.get("last-event-id") == END:
            return Response(status_code=204)  # an EventSource that comes again stops at this
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=HEADERS)
        client = caller_of(request.scope)
        self.streams.enter(client)
        told = events(lambda: self._look(request), request.app.state.stopping)
        return Followed(told, lambda: self.streams.leave(client))

    async def download(self, request: Request) -> Response:
        """The files of a job that is done. `ETag` and `Repr-Digest` are made of their SHA-256."""
        id = request.path_params["id"]
        job = await self._call(self.service.result, id, caller_of(request.scope))

        async def opened() -> BinaryIO:
            file: BinaryIO = await self._call(self.service.open, job)
            return file

        async def downloaded() -> None:
            await self._call(self.service.downloaded, job)

        return await response_of(request, job, opened, self.downloads, downloaded)

    async def _call(self, method: Callable[..., Any], *values: Any) -> Any:
        """A method of the service, in one of few threads: who waits for a store that is away keeps out nobody else."""
        return await to_thread.run_sync(method, *values, limiter=self.threads)

    async def _look(self, request: Request) -> dict[str, Any]:
        id = request.path_params["id"]
        return await self._shown(await self._call(self.service.get, id, caller_of(request.scope)))

    async def _shown(self, job: Job) -> dict[str, Any]:
        return shown(job, await self._call(self.service.now))


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


REFUSED = {
    422: "The job has more rows, or needs more disk, than a job may",
    429: "The client has as many jobs as it may have",
    503: "No more jobs can wait, or the jobs cannot be reached now",
}
FOLLOWED = {
    429: "The client follows as many jobs as it may",
    503: "Too many clients follow jobs, or the jobs cannot be reached now",
}
NO_RESULT = {
    409: "The job has no result: not yet, or never",
    410: "The result was deleted",
    412: "It is not the one of `If-Match`, or newer than `If-Unmodified-Since`",
    416: "The range is not in the file",
}
PATH = {
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Of the job."}
    ]
}  # fmt: skip
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Path of the job."}}
LIST = {
    "type": "object",
    "required": ["count", "jobs"],
    "properties": {"count": {"type": "integer"}, "jobs": {"type": "array", "items": SCHEMA}},
}
STREAM = {
    "description": "The events",
    "content": {
        "text/event-stream": {
            "schema": {"description": "`progress`, at last `end`, each with the job."}
        }
    },
}
_BYTES = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"description": "The ZIP", "content": _BYTES},
    206: {"description": "A part of it, as `Range` asks for", "content": _BYTES},
    304: {"description": "It is the one of `If-None-Match`, or not newer than `If-Modified-Since`"},
}
