"""Conditions of requests, by what the client has of a resource: RFC 9110, section 13."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request

TAG = re.compile(r'(?:W/)?("[^"]*")')  # of a list of them; a comma may be within one


def unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether `If-None-Match` has the `ETag` of these headers, compared weakly (13.1.2), or is `*`."""
    given = ",".join(request.headers.getlist("if-none-match")).strip()
    return given == "*" or headers["ETag"].removeprefix("W/") in TAG.findall(given)


def ranges_count(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether `Range` is to be obeyed: without `If-Range`, or where it has the `ETag`, compared strongly, or the `Last-Modified` of these headers (13.1.5)."""
    given = request.headers.get("if-range")
    if given is None:
        return True
    strong = not headers["ETag"].startswith("W/") and given.strip() == headers["ETag"]
    return strong or given.strip() == headers.get("Last-Modified")
