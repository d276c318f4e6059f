"""Conditions of requests, by what the client has of a resource: RFC 9110, section 13."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.requests import Request

from mockcraft.errors import UserError

TAG = re.compile(r'(W/)?("[^"]*")')  # of a list of them; a comma may be within one


class PreconditionFailed(UserError):
    """The resource is another one than that which the client means."""

    http_status = 412


def unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether a GET or HEAD is to be answered with 304; its conditions are looked at in the order of 13.2.2.

    Args:
        request: which would be answered with 200 without them.
        headers: of that answer, with `ETag`, and `Last-Modified` where there is such a time.

    Raises:
        PreconditionFailed: `If-Match` or `If-Unmodified-Since` says so.
    """
    _check_state(request, headers)
    given = _tags(request, "if-none-match")
    if given is not None:
        return _has(given, headers["ETag"], strongly=False)
    return _written_by(request, "if-modified-since", headers) is True


def check_write(request: Request, headers: Mapping[str, str]) -> None:
    """Raises PreconditionFailed where the conditions of a request that writes keep it from that (13.2.2).

    `headers` are those of what is there, see `unchanged`.
    """
    _check_state(request, headers)
    given = _tags(request, "if-none-match")
    if given is not None and _has(given, headers["ETag"], strongly=False):
        raise PreconditionFailed(f"If-None-Match: {given[:60]} names what is there now")


def _check_state(request: Request, headers: Mapping[str, str]) -> None:
    """Raises PreconditionFailed by `If-Match` (13.1.1), or without it by `If-Unmodified-Since` (13.1.4).

    Of an `ETag` that is weak, weak ones count, though HTTP compares strongly: it is of the state of a schema,
    not of the bytes, and a client that takes gzip never sees a strong one.
    """
    tag = headers["ETag"]
    given = _tags(request, "if-match")
    if given is not None:
        if not _has(given, tag, strongly=not tag.startswith("W/")):
            raise PreconditionFailed(
                f"If-Match: {given[:60]} is not the ETag of what is there now, {tag} (read it again)"
            )
    elif _written_by(request, "if-unmodified-since", headers) is False:
        raise PreconditionFailed(
            f"If-Unmodified-Since: what is there now is of {headers['Last-Modified']} (read it again)"
        )


def _tags(request: Request, name: str) -> str | None:
    """The list of tags that a header has; None where it is not given, or empty."""
    return ",".join(request.headers.getlist(name)).strip() or None


def _has(given: str, tag: str, *, strongly: bool) -> bool:
    """Whether a list has the tag, or is `*`; weak ones of it do not count if compared strongly (8.8.3.2)."""
    tags = [text for weak, text in TAG.findall(given) if not (weak and strongly)]
    return given == "*" or tag.removeprefix("W/") in tags


def _written_by(request: Request, name: str, headers: Mapping[str, str]) -> bool | None:
    """Whether `Last-Modified` is not after the time of a header; None where one of them is missing or no time."""
    given = request.headers.getlist(name)
    last = _time(headers.get("Last-Modified", ""))
    then = _time(given[0]) if len(given) == 1 else None
    return None if last is None or then is None else last <= then


def _time(text: str) -> datetime | None:
    """An HTTP-date in any of its three forms (5.6.7); None for what is none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def ranges_count(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether `Range` is to be obeyed: without `If-Range`, or where it has the `ETag`, compared strongly, or the `Last-Modified` of these headers (13.1.5)."""
    given = request.headers.get("if-range")
    if given is None:
        return True
    strong = not headers["ETag"].startswith("W/") and given.strip() == headers["ETag"]
    return strong or given.strip() == headers.get("Last-Modified")
