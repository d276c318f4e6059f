"""`GET /metrics`, read by Prometheus's own parser, with the rules of `promtool check metrics`."""

import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from mockcraft.server.app import create_app
from mockcraft.server.metrics import metrics_of

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
UNITS = (
    "minutes",
    "hours",
    "days",
    "milliseconds",
    "microseconds",
    "kilobytes",
    "megabytes",
    "percent",
)


def families(address: str) -> dict[str, Any]:
    """The metrics of a server by name."""
    text = httpx.get(f"{address}/metrics").text
    return {each.name: each for each in text_string_to_metric_families(text)}


def samples(address: str, name: str) -> dict[tuple[str, ...], float]:
    """The numbers of one metric by the values of its labels."""
    metric = families(address)[name]
    return {
        tuple(each.labels.values()): each.value
        for each in metric.samples
        if each.name in (name, f"{name}_total", f"{name}_count")
    }


def test_requests_are_counted_by_template_and_status(server: Start) -> None:
    with server("--log-level", "error") as (address, _):
        for seed in range(5):
            httpx.get(f"{address}/api/generate/firstname?seed={seed}")
        httpx.get(f"{address}/api/generate/firstnam")
        httpx.get(f"{address}/nothing/{'x' * 50}")
        httpx.request("BREW", f"{address}/nothing")
        httpx.get(f"{address}/api/generate/email?count=30&seed=1")
        counted = samples(address, "mockcraft_http_requests")
        timed = samples(address, "mockcraft_http_request_duration_seconds")
        values = samples(address, "mockcraft_generated_values")
        kinds = samples(address, "mockcraft_errors")

    assert counted == {
        ("GET", "/api/generate/{type}", "200"): 6,
        ("GET", "/api/generate/{type}", "404"): 1,
        ("GET", "none", "404"): 1,
        ("other", "none", "404"): 1,
    }
    assert timed[("/api/generate/{type}",)] == 7
    assert values == {(): 35}
    assert kinds == {("NotFound",): 1}


def test_names_and_texts_obey_the_rules_of_promtool(server: Start) -> None:
    with server() as (address, _):
        found = families(address)

    assert {"mockcraft_build_info", "process_resident_memory_bytes"} <= set(found)
    for name, each in found.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name)
        assert not name.endswith(UNITS), "base units"
        assert each.documentation.endswith(".")
        assert each.type in ("counter", "gauge", "histogram")
        assert not name.endswith(("_total", "_count", "_sum", "_bucket")), (
            "suffixes are the format's"
        )
        assert each.type not in name.split("_")
        if each.type == "counter":
            assert {f"{name}_total"} >= {sample.name for sample in each.samples}


def test_openmetrics_is_spoken_where_it_is_asked_for(client: httpx.Client) -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    answer = client.get("/metrics", headers={"accept": accept})

    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
    read: Any = openmetrics.text_string_to_metric_families
    assert list(read(answer.text))


def test_a_feature_adds_numbers_that_are_read_when_somebody_asks() -> None:
    metrics = metrics_of(create_app())
    jobs: dict[tuple[str, ...], float] = {("queued",): 3.0}
    metrics.watch("mockcraft_jobs", "Jobs.", ("state",), lambda: jobs)
    before, _ = metrics.text()
    jobs[("queued",)] = 4.0
    after, _ = metrics.text()

    assert b'mockcraft_jobs{state="queued"} 3.0' in before
    assert b'mockcraft_jobs{state="queued"} 4.0' in after


def test_applications_count_apart() -> None:
    one, other = metrics_of(create_app()), metrics_of(create_app())
    one.limited.labels("generate").inc(2)

    assert b'limited_total{limit="generate"} 2.0' in one.text()[0]
    assert b'limited_total{limit="generate"}' not in other.text()[0]
