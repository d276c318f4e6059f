"""Conditions of requests, by what the client has of a resource: RFC 9110, section 13."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request

from mockcraft.errors import UserError

TAG = re.compile(r'(?:W/)?("[^"]*")')  # of a list of them; a comma may be within one


def unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether `If-None-Match` has the `ETag` of these headers, compared weakly (13.1.2), or is `*`."""
    given = ",".join(request.headers.getlist("if-none-match")).strip()
    return given == "*" or headers["ETag"].removeprefix("W/") in TAG.findall(given)


class PreconditionFailed(UserError):
    """The resource is another one than that which the client meant to change."""

    http_status = 412


def check_match(request: Request, headers: Mapping[str, str]) -> None:
    """Raises PreconditionFailed where `If-Match` is given without the `ETag` of these headers, or `*` (13.1.1).

    Weak tags count, though HTTP compares strongly: ours is of the state of the schema, not of the bytes,
    and a client that takes gzip never sees a strong one.
    """
    given = ",".join(request.headers.getlist("if-match")).strip()
    if given and given != "*" and headers["ETag"].removeprefix("W/") not in TAG.findall(given):
        raise PreconditionFailed(
            f"If-Match: {given[:60]} is not the ETag of what is there now, {headers['ETag']} (read it again)"
        )


def ranges_count(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether `Range` is to be obeyed: without `If-Range`, or where it has the `ETag`, compared strongly, or the `Last-Modified` of these headers (13.1.5)."""
    given = request.headers.get("if-range")
    if given is None:
        return True
    strong = not headers["ETag"].startswith("W/") and given.strip() == headers["ETag"]
    return strong or given.strip() == headers.get("Last-Modified")
