"""The answers to requests for lists of rows, with the headers that tell of the pages around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from mockcraft.dataclass import dataclass
from mockcraft.server.tables.pages import Page
from mockcraft.server.tables.queries import ListQuery
from mockcraft.server.tables.selecting import Selected


@dataclass(frozen=True, slots=True)
class Listing:
    """A request for rows that are to be made, and the headers that its answer has in any case."""

    request: Request
    page: Page
    headers: Mapping[str, str]

    def answer(self, body: bytes | Exception) -> Response | Exception:
        """The answer with this page, or why they cannot be made."""
        if isinstance(body, Exception):
            return body
        query, selected, headers = self.page.query, self.page.selected, dict(self.headers)
        if selected.exact:
            headers["X-Total-Count"] = str(selected.rows)
        if selected.window is not None:
            headers["X-Scanned"] = str(selected.window)
        if links := _links(self.request, query, selected):
            headers["Link"] = links
        return json_response(body, headers)


def json_response(body: bytes, headers: Mapping[str, str]) -> Response:
    """JSON with these headers."""
    return Response(body, media_type="application/json", headers=dict(headers))


def not_modified(headers: Mapping[str, str]) -> Response:
    """A 304, which has `Vary` as the 200 has it that may be compressed (RFC 9110, 15.4.5)."""
    return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})


def _links(request: Request, query: ListQuery, selected: Selected) -> str:
    """The pages around this one (RFC 8288), and the next window where rows beyond this one may belong."""
    last = max(-(-selected.rows // query.limit), 1)
    targets: dict[str, dict[str, int]] = {"first": {"page": 1}}
    if query.page > 1:
        targets["prev"] = {"page": min(query.page - 1, last)}
    if query.page < last:
        targets["next"] = {"page": query.page + 1}
    elif selected.window is not None and selected.window.stop < selected.window.rows:
        targets["next"] = {"page": 1, "scan": selected.window.stop}
    if selected.exact:
        targets["last"] = {"page": last}
    else:
        targets["first"]["scan"] = 0
    path = quote(request.url.path, safe="/:,@!$&'()*+;=-._~")
    given = [
        (each[0], urlencode([each], safe=",:*()'")) for each in request.query_params.multi_items()
    ]
    return ", ".join(
        f'<{path}?{_changed(given, changes)}>; rel="{relation}"'
        for relation, changes in targets.items()
    )


def _changed(given: Sequence[tuple[str, str]], changes: Mapping[str, int]) -> str:
    """The query, by names and encoded pairs, with these numbers in place of those of their names."""
    kept = [pair for name, pair in given if name not in changes]
    return "&".join([*kept, *(f"{name}={number}" for name, number in changes.items())])
