"""`GET /metrics`: what the server has done, in the text format of Prometheus or in OpenMetrics.

A feature reaches the metrics of its application by `metrics_of(request.app)`, and counts with the attributes
of `Metrics`; what is known elsewhere, like the jobs of a store, is read when somebody asks, see
`Metrics.watch`. Names follow Prometheus: base units, `_total` behind counters.

Several processes of one server add up: each writes its numbers to files of one folder, which
`PROMETHEUS_MULTIPROC_DIR` names before prometheus_client is imported, and whichever is asked reads all.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from mockcraft import __version__
from mockcraft.server.config import ServerConfig

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
PRESENT = "process_"  # files of the folder that say which processes there are
# Seconds: a value takes a fraction of a millisecond, a page or a thousand values some.
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
THREADS = 2  # of its own: whoever watches over the server waits for no other request
Readings = Callable[[], Mapping[tuple[str, ...], float]]


class Metrics:
    """The metrics of one application.

    Attributes:
        requests: by `method`, `route` (the template, never the path) and `status`.
        latency: seconds until a response began, by `route`.
        values: values that `GET /api/generate/{type}` has given.
        errors: by `kind`, the class of the error: of requests that were refused, and of bugs.
        limited: requests that a rate limit refused, by `limit`, the class of the endpoint.
        alone: requests that a process counted for itself, because the Redis of `rate_limits` was away.
        connections: that are open.
        closed: connections that the server ended, by `reason`.
    """

    def __init__(self) -> None:
        self.registry = made = CollectorRegistry()
        self.requests = Counter(
            "mockcraft_http_requests", "Requests that were answered.", ("method", "route", "status"),
            registry=made,
        )  # fmt: skip
        self.latency = Histogram(
            "mockcraft_http_request_duration_seconds", "Time until a response began.", ("route",),
            registry=made, buckets=BUCKETS,
        )  # fmt: skip
        self.values = Counter(
            "mockcraft_generated_values",
            "Values that were given by GET /api/generate.",
            registry=made,
        )
        self.errors = Counter(
            "mockcraft_errors", "Requests that failed, by the kind of error.", ("kind",), registry=made
        )  # fmt: skip
        self.limited = Counter(
            "mockcraft_http_requests_limited", "Requests that a rate limit refused.", ("limit",),
            registry=made,
        )  # fmt: skip
        self.alone = Counter(
            "mockcraft_rate_limits_alone",
            "Requests that a process counted for itself, because the Redis of rate_limits was away.",
            registry=made,
        )  # fmt: skip
        self.connections = Gauge(
            "mockcraft_http_connections", "Connections that are open.",
            registry=made, multiprocess_mode="livesum",
        )  # fmt: skip
        self.closed = Counter(
            "mockcraft_http_connections_closed", "Connections that the server ended.", ("reason",),
            registry=made,
        )  # fmt: skip
        self._shown = self._exposed()

    def watch(self, name: str, help: str, labels: tuple[str, ...], read: Readings) -> None:
        """Adds a gauge whose numbers are read when somebody asks, from a place that all processes share.

        Args:
            name: with its unit, for example `mockcraft_jobs`.
            help: a sentence.
            labels: names of its labels.
            read: gives a number for each tuple of the labels' values; called in a thread.
        """
        self._shown.register(_Watched(name, help, labels, read))

    def text(self, accept: str = "") -> tuple[bytes, str]:
        """All metrics, and their media type, in the form that the header `Accept` asks for."""
        encode, media_type = choose_encoder(accept)
        return encode(self._shown), media_type

    def _exposed(self) -> CollectorRegistry:
        """Where all numbers are read from: with several processes the files of all of them."""
        folder = os.environ.get(FOLDER)
        shown = self.registry
        if folder:
            from prometheus_client.multiprocess import MultiProcessCollector

            shown = CollectorRegistry()
            MultiProcessCollector(shown, folder)  # type: ignore[no-untyped-call]
            Path(folder, f"{PRESENT}{os.getpid()}").touch()
        versions: dict[tuple[str, ...], float] = {(__version__,): 1.0}
        shown.register(
            _Watched(
                "mockcraft_build_info", "The version of MockCraft.", ("version",), lambda: versions
            )
        )
        shown.register(_Processes(folder))
        return shown


def metrics_of(app: Any) -> Metrics:
    """The metrics of an application that `create_app` has made."""
    found: Metrics = app.state.metrics
    return found


def forget(pid: int | None, folder: str) -> None:
    """Takes what a process that has ended says of the present out of the metrics; its counts stay."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
    Path(folder, f"{PRESENT}{pid}").unlink(missing_ok=True)


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    threads = CapacityLimiter(THREADS)

    async def metrics(request: Request) -> Response:
        """What the server has done, for Prometheus."""
        accept = request.headers.get("accept", "")
        read = metrics_of(request.app).text
        text, media_type = await to_thread.run_sync(read, accept, limiter=threads)
        return Response(text, headers={"content-type": media_type})

    made = APIRouter(tags=["server"])
    made.add_api_route(
        "/metrics", metrics, summary="Metrics for Prometheus", response_class=Response,
        responses={200: {"description": "The metrics", "content": {"text/plain": {}}}},
    )  # fmt: skip
    return made


class _Watched:
    """A gauge that is read when it is asked for."""

    def __init__(self, name: str, help: str, labels: tuple[str, ...], read: Readings) -> None:
        self.name, self.help, self.labels, self.read = name, help, labels, read

    def collect(self) -> Iterable[Metric]:
        """The gauge as it stands."""
        made = GaugeMetricFamily(self.name, self.help, labels=self.labels)
        for values, number in self.read().items():
            made.add_metric(values, number)
        yield made


class _Processes:
    """Memory, processor time and files of the process, or the sum of all processes that live."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder

    def collect(self) -> Iterable[Metric]:
        """The metrics of prometheus_client's ProcessCollector, added up."""
        added: dict[str, Metric] = {}
        for pid in self._living():
            for each in ProcessCollector(pid=partial(str, pid), registry=None).collect():
                if each.name not in added:
                    added[each.name] = each
                else:
                    _add(added[each.name], each)
        return added.values()

    def _living(self) -> list[str]:
        if not self.folder:
            return ["self"]
        files = Path(self.folder).glob(f"{PRESENT}*")
        pids = [each.name.removeprefix(PRESENT) for each in files]
        return sorted(pid for pid in pids if os.path.exists(f"/proc/{pid}"))


def _add(total: Metric, one: Metric) -> None:
    """Adds the numbers of one more process; of starts, the first counts."""
    both = zip(total.samples, one.samples, strict=True)
    chosen = min if total.name == "process_start_time_seconds" else operator.add
    total.samples = [old._replace(value=chosen(old.value, new.value)) for old, new in both]
