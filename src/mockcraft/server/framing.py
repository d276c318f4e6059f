"""Requests as h11 reads them, with what RFC 9112 asks for beyond it."""

from __future__ import annotations

import re
from typing import Any

import h11

# Of the absolute form (3.2.2); a user in it is an error, since it serves to deceive (RFC 9110, 4.2.4).
ABSOLUTE = re.compile(rb"(?i:https?)://([^/?#@\s]+)([/?].*)?", re.DOTALL)


class AmbiguousLength(h11.RemoteProtocolError):
    """A request whose body ends at two places, or nobody knows where (6.1).

    Whoever passes it on to the server may see another request in its body than the server does, and let by
    what it would refuse.
    """


class RequestReader(h11.Connection):
    """The server's side of a connection."""

    def next_event(self) -> Any:
        """What has come next, requests in their origin form; raises RemoteProtocolError for what is no request."""
        event = super().next_event()
        if not isinstance(event, h11.Request):
            return event
        names = {name for name, _ in event.headers}
        if b"transfer-encoding" in names:
            if b"content-length" in names:
                raise AmbiguousLength("Content-Length and Transfer-Encoding")
            if event.http_version < b"1.1":
                raise AmbiguousLength("Transfer-Encoding in HTTP/1.0")
        return _in_origin_form(event) if b"://" in event.target[:9] else event


def _in_origin_form(request: h11.Request) -> h11.Request:
    """A request with the absolute form of a target: its host counts, and not the header Host."""
    found = ABSOLUTE.fullmatch(request.target)
    if found is None:
        if request.target.startswith(b"/"):
            return request
        raise h11.RemoteProtocolError("Neither a path nor the URL of one")
    host, rest = found[1], found[2] or b"/"
    headers = [each for each in request.headers if each[0] != b"host"]
    return h11.Request(
        method=request.method, headers=[(b"host", host), *headers], http_version=request.http_version,
        target=rest if rest.startswith(b"/") else b"/" + rest,
    )  # fmt: skip
