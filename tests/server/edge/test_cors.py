"""What browsers ask about other origins, in raw HTTP."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from mockcraft.addresses import read_origin

from .support import Answer, ask

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
APP = "https://app.example"
VALUE = "GET /api/generate/word HTTP/1.1"
PREFLIGHT = "OPTIONS /api/preview HTTP/1.1|Access-Control-Request-Method: POST"


@pytest.fixture(scope="module")
def shared(running_module: Start) -> Iterator[str]:
    """A server that two origins may use."""
    with running_module(
        "--cors-origins", f"{APP},http://localhost:3000", "--rate-other", "1/minute"
    ) as (address, _):
        yield address


@pytest.fixture(scope="module")
def closed(running_module: Start) -> Iterator[str]:
    """A server as it is without settings."""
    with running_module() as (address, _):
        yield address


def vary(answer: Answer) -> set[str]:
    return {each.strip().lower() for each in answer.headers.get("vary", "").split(",")}


def granted(answer: Answer) -> set[str]:
    """Headers that grant something to a page."""
    return {name for name in answer.headers if name.startswith("access-control-allow")}


@pytest.mark.parametrize("origin", [APP, "http://localhost:3000"])
def test_a_page_of_an_origin_that_is_named_reads_the_answer_and_its_headers(
    shared: str, origin: str
) -> None:
    answer = ask(shared, f"{VALUE}|Origin: {origin}")

    assert 200 == answer.status
    assert origin == answer.headers["access-control-allow-origin"]
    assert "*" == answer.headers["access-control-expose-headers"]
    assert "cross-origin" == answer.headers["cross-origin-resource-policy"]
    assert "access-control-allow-credentials" not in answer.headers
    assert "origin" in vary(answer)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://app.example", f"{APP}:8443", f"{APP}.evil.example", "null", "", "x"],
)  # fmt: skip
def test_a_page_of_any_other_origin_reads_nothing(shared: str, origin: str) -> None:
    answer = ask(shared, f"{VALUE}|Origin: {origin}")

    assert 200 == answer.status  # a browser hides it from the page
    assert set() == granted(answer)
    assert "origin" in vary(answer)
    assert "same-origin" == answer.headers["cross-origin-resource-policy"]


def test_a_cache_is_told_that_answers_differ_also_where_no_page_asks(shared: str) -> None:
    assert "origin" in vary(ask(shared, VALUE))


def test_a_preflight_is_answered(shared: str) -> None:
    answer = ask(
        shared,
        f"{PREFLIGHT}|Origin: {APP}|Access-Control-Request-Headers: authorization, content-type",
    )

    assert (204, b"") == (answer.status, answer.body)
    assert APP == answer.headers["access-control-allow-origin"]
    assert {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} == set(
        answer.headers["access-control-allow-methods"].split(", ")
    )
    assert "authorization, content-type" == answer.headers["access-control-allow-headers"]
    assert "600" == answer.headers["access-control-max-age"]
    assert {"origin", "access-control-request-method", "access-control-request-headers"} <= vary(
        answer
    )
    assert "nosniff" == answer.headers["x-content-type-options"]


def test_a_preflight_of_an_unknown_origin_is_refused(shared: str) -> None:
    answer = ask(shared, f"{PREFLIGHT}|Origin: https://evil.example")

    assert 403 == answer.status
    assert set() == granted(answer)
    assert "origin" in vary(answer)
    assert b"pages of https://evil.example may not do this here" in answer.body
    assert "application/problem+json" == answer.headers["content-type"]


def test_preflights_do_not_count_and_refusals_can_be_read(shared: str) -> None:
    for _ in range(3):
        assert 204 == ask(shared, f"{PREFLIGHT}|Origin: {APP}").status
    answers = [
        ask(shared, f"{request}|Origin: {APP}")
        for request in (
            "GET /api/generators?search=uuid HTTP/1.1",
            "GET /api/generators HTTP/1.1",  # the rate is one a minute
            "GET /api/generate/wrod HTTP/1.1",
            "GET /api/generate/password?length=0 HTTP/1.1",
            "POST /api/preview HTTP/1.1|Content-Length: 99999999",
        )
    ]

    assert [200, 429, 404, 400, 413] == [each.status for each in answers]
    for each in answers:
        assert APP == each.headers["access-control-allow-origin"]
        assert "*" == each.headers["access-control-expose-headers"]


def test_a_write_by_any_other_page_is_refused_even_if_it_asks_nobody(shared: str) -> None:
    """A form is posted without a preflight."""
    form = "POST /api/preview HTTP/1.1|Content-Type: text/plain|Content-Length: 0"

    refused = ask(shared, f"{form}|Origin: https://evil.example")
    assert 403 == refused.status
    assert b"add it to cors_origins" in refused.body
    assert 415 == ask(shared, form).status
    assert 415 == ask(shared, f"{form}|Origin: {APP}").status


def test_without_origins_only_the_server_s_own_pages_write(closed: str) -> None:
    form = "POST /api/preview HTTP/1.1|Content-Length: 0"

    assert 403 == ask(closed, f"{form}|Origin: https://evil.example").status
    assert 403 == ask(closed, f"{form}|Origin: null").status
    assert 403 == ask(closed, f"{form}|Origin: http://[").status
    assert 403 == ask(closed, f"{form}|Origin: {'x' * 5000}").status
    assert (
        415 == ask(closed, f"{form}|Origin: http://localhost").status
    )  # the Host of these requests
    assert 415 == ask(closed, f"{form}|Origin: https://LOCALHOST:443").status
    assert 415 == ask(closed, form).status


def test_without_origins_nothing_is_granted(closed: str) -> None:
    for request in (VALUE, PREFLIGHT):
        answer = ask(closed, f"{request}|Origin: {APP}")
        assert set() == granted(answer)
        assert "access-control-expose-headers" not in answer.headers
    assert "origin" not in vary(ask(closed, VALUE))


def test_whoever_asks_for_methods_is_told(closed: str) -> None:
    answer = ask(closed, "OPTIONS /api/generate HTTP/1.1")

    assert (204, "OPTIONS, POST", b"") == (answer.status, answer.headers["allow"], answer.body)
    assert 204 == ask(closed, "OPTIONS * HTTP/1.1").status
    assert 404 == ask(closed, "OPTIONS /nothing HTTP/1.1").status


def test_a_star_lets_every_page_in(running_module: Start) -> None:
    with running_module("--cors-origins", "*") as (address, _):
        plain = ask(address, VALUE)
        answers = [
            ask(address, f"{request}|Origin: {origin}")
            for request in (VALUE, PREFLIGHT, "GET /nothing HTTP/1.1")
            for origin in (APP, "null", "http://127.0.0.1:5500")
        ]

    for each in answers:
        assert "*" == each.headers["access-control-allow-origin"]
    assert [200] * 3 + [204] * 3 + [404] * 3 == [each.status for each in answers]
    assert "origin" not in vary(plain)


def test_a_page_needs_no_key_to_ask_whether_it_may(server: Start, tmp_path: Path) -> None:
    (tmp_path / "keys.yaml").write_text(f"ci: {{sha256: {'0' * 64}}}\n")
    with server("--cors-origins", APP, "--api-keys", "keys.yaml") as (address, _):
        assert 204 == ask(address, f"{PREFLIGHT}|Origin: {APP}").status
        refused = ask(address, f"{VALUE}|Origin: {APP}")

    assert 401 == refused.status
    assert APP == refused.headers["access-control-allow-origin"]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://App.Example", "https://app.example"),
        ("https://app.example:443", "https://app.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("*", "*"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(text: str, origin: str) -> None:
    assert origin == read_origin(text)


@pytest.mark.parametrize(
    "text",
    ["app.example", "https://app.example/", "https://*.example", "null", "https://", "https://a b"],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_origin(text)


def test_a_wrong_origin_is_told_at_the_start(start_failing: Callable[..., str]) -> None:
    assert "'https://a/' is not an origin such as https://app.example" in start_failing(
        "--cors-origins", "https://b,https://a/"
    )
