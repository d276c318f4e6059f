"""A page on another origin, in headless Chromium: what it may read of the server, and what it may not."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from mockcraft.server.keys import line_of, new_key

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
SHOP = """
version: 1
seed: 3
tables:
  users:
    count: 95
    columns:
      id: {generator: sequence, primary_key: true}
      email: email
"""
# Follows `Link` from the first page to the last, with nothing but what browsers have.
PAGE_THROUGH = """
async (address) => {
  const rows = [], seen = [];
  let next = address + "/api/tables/shop/users?limit=20&fields=id,email";
  while (next) {
    const answer = await fetch(next);
    const link = answer.headers.get("Link") || "";
    rows.push(...await answer.json());
    seen.push([answer.status, answer.headers.get("X-Total-Count")]);
    next = (link.match(/<([^>]*)>;\\s*rel="?next"?/) || [])[1];
    if (next) next = new URL(next, address).href;
  }
  return {rows, seen};
}
"""
FETCH = """
async ([address, options]) => {
  try {
    const answer = await fetch(address, options || {});
    return {
      status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers),
    };
  } catch (error) {
    return {error: String(error)};
  }
}
"""
FORM = """
async (address) => {
  const frame = document.createElement("iframe");
  frame.name = "there";
  document.body.append(frame);
  const form = document.createElement("form");
  Object.assign(form, {method: "POST", action: address, target: "there", enctype: "text/plain"});
  document.body.append(form);
  form.submit();
}
"""


class Website(BaseHTTPRequestHandler):
    """An empty page, for every address."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "15")
        self.end_headers()
        self.wfile.write(b"<!doctype html>")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def website() -> Iterator[int]:
    """The port of a website."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Website) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty tab. While it is open, no test of this process may run a loop of asyncio."""
    program = shutil.which("chromium")
    assert program, "there is no chromium (make servers installs it)"
    with sync_playwright() as playwright:
        # Playwright leaves Chromium's sandbox off, which containers and root do not have.
        browser = playwright.chromium.launch(executable_path=program)
        yield browser.new_page()
        browser.close()


@pytest.fixture(scope="module")
def at(website: int, page: Page) -> Callable[[str], Page]:
    """Opens the website under a name of this machine, `127.0.0.1` or `localhost`: two origins."""

    def open(host: str) -> Page:
        page.goto(f"http://{host}:{website}/")
        return page

    return open


def fetched(page: Page, address: str, **options: Any) -> Any:
    return page.evaluate(FETCH, [address, options])


@pytest.fixture(scope="module")
def shop(
    running_module: Start, website: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server of virtual tables, which the website may use where it is called localhost."""
    schema = tmp_path_factory.mktemp("schema") / "shop.yaml"
    schema.write_text(SHOP)
    origin = f"http://localhost:{website}"
    flags = (str(schema), "--writes", "--cors-origins", origin, "--rate-generate", "3/hour")
    with running_module(*flags) as (address, _):
        yield address


def test_a_page_of_another_origin_pages_through_a_virtual_table(
    at: Callable[[str], Page], shop: str
) -> None:
    found = at("localhost").evaluate(PAGE_THROUGH, shop)

    assert [[200, "95"]] * 5 == found["seen"]
    assert list(range(1, 96)) == [row["id"] for row in found["rows"]]
    assert all("@" in row["email"] for row in found["rows"])


def test_it_asks_again_for_what_it_has_and_reads_what_it_wrote(
    at: Callable[[str], Page], shop: str
) -> None:
    """PATCH and If-None-Match need a preflight, and ETag has to be readable."""
    page, row = at("localhost"), f"{shop}/api/tables/shop/users/7"
    first = fetched(page, row)
    again = fetched(
        page, row, headers={"If-None-Match": first["headers"]["etag"]}, cache="no-store"
    )
    options = {"method": "PATCH", "headers": {"Content-Type": "application/json"}}
    changed = fetched(page, row, **options, body='{"email": "me@here.example"}')
    other = fetched(at("127.0.0.1"), row, **options, body='{"email": "evil@here.example"}')

    assert [200, 304, 200] == [each["status"] for each in (first, again, changed)]
    assert "error" in other
    assert "me@here.example" in fetched(at("localhost"), row)["body"]


def test_it_reads_all_headers_also_of_a_refusal(at: Callable[[str], Page], shop: str) -> None:
    page = at("localhost")
    answers = [fetched(page, f"{shop}/api/generate/word?seed=1") for _ in range(4)]

    assert [200, 200, 200, 429] == [each["status"] for each in answers]
    assert ["2", "1", "0", "0"] == [each["headers"]["ratelimit-remaining"] for each in answers]
    assert int(answers[3]["headers"]["retry-after"]) > 0
    assert "are used up" in answers[3]["body"]


def test_it_sends_what_needs_a_preflight(at: Callable[[str], Page], shop: str) -> None:
    options = {
        "method": "POST", "body": "tables: {}",
        "headers": {"Content-Type": "application/yaml", "Authorization": "Bearer x"},
    }  # fmt: skip
    answer = fetched(at("localhost"), f"{shop}/api/validate", **options)

    assert 400 <= answer["status"] < 430
    assert answer["body"].startswith("{")


def test_a_page_of_an_origin_that_is_not_named_reads_nothing(
    at: Callable[[str], Page], shop: str
) -> None:
    page = at("127.0.0.1")

    for path in ("/api/tables/shop/users", "/api/generators?search=uuid", "/healthz"):
        assert "Failed to fetch" in fetched(page, f"{shop}{path}")["error"]
    options = {"method": "POST", "headers": {"Content-Type": "application/yaml"}, "body": "a: b"}
    assert "Failed to fetch" in fetched(page, f"{shop}/api/validate", **options)["error"]


def test_its_form_is_refused_too(at: Callable[[str], Page], shop: str) -> None:
    page = at("127.0.0.1")
    with page.expect_response(f"{shop}/api/preview") as sent:
        page.evaluate(FORM, f"{shop}/api/preview")

    assert 403 == sent.value.status


def test_the_server_stands_in_no_frame(at: Callable[[str], Page], shop: str) -> None:
    page = at("localhost")
    page.evaluate(
        "address => document.body.append(Object.assign(document.createElement('iframe'), {src: address}))",
        f"{shop}/docs",
    )
    for _ in range(500):
        if any(frame.url not in (page.url, "", "about:blank") for frame in page.frames):
            break
        page.wait_for_timeout(20)

    assert {page.url, "chrome-error://chromewebdata/"} == {frame.url for frame in page.frames}


def test_a_page_shows_its_key(
    running_module: Start, at: Callable[[str], Page], tmp_path: Path
) -> None:
    key = new_key()
    (tmp_path / "keys.yaml").write_text(line_of("app", key))
    flags = ("--api-keys", str(tmp_path / "keys.yaml"), "--cors-origins", "*")
    with running_module(*flags) as (address, _):
        page = at("127.0.0.1")
        refused = fetched(page, f"{address}/api/generate/word")
        answer = fetched(
            page, f"{address}/api/generate/word", headers={"Authorization": f"Bearer {key}"}
        )

    assert 401 == refused["status"]
    assert refused["headers"]["www-authenticate"].startswith("Bearer")
    assert 200 == answer["status"]


def test_the_documentation_needs_nothing_from_elsewhere(shop: str, page: Page) -> None:
    """Nor anything that its policy forbids, which the console would tell."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{shop}/docs")
    page.wait_for_selector(".opblock-tag-section", timeout=180_000)
    page.goto(f"{shop}/")
    page.wait_for_selector("text=Documentation")

    assert all(url.startswith((f"{shop}/", "data:", "blob:")) for url in asked)
    assert [] == [text for text in said if "Content Security Policy" in text]
