"""`GET /api/download/{id}`: the ZIP of a job, whole or in ranges."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from mockcraft.server.jobs.record import Job

RANGES = re.compile(r"bytes=(\d*-\d*)(\s*,\s*\d*-\d*)*")
MEDIA_TYPE = "application/zip"


def headers_of(job: Job) -> dict[str, str]:
    """What says which bytes these are. They never change under one id, whichever attempt made them."""
    digest = b64encode(bytes.fromhex(job.digest)).decode()
    return {
        "ETag": f'"{job.digest}"',
        "Last-Modified": formatdate(int(job.ended), usegmt=True),
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        "Cache-Control": "private, no-transform",  # compressed once is enough
    }


def response_of(
    request: Request, job: Job, path: Path, downloaded: Callable[[], Awaitable[None]]
) -> Response:
    """The response to a request; `downloaded` is awaited once its last byte was sent.

    Raises HTTPException (416) for ranges that are none of the file's.
    """
    headers = headers_of(job)
    if headers["ETag"] in map(str.strip, request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range")
    if asked is not None and RANGES.fullmatch(asked.strip()) and request.method == "GET":
        _check(asked, job.size)
    elif asked is not None:  # of another unit, or of a request that has no ranges: it means nothing
        kept = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
        request.scope["headers"] = kept
    return _Download(path, f"{job.id}.zip", headers, downloaded)


def _check(asked: str, size: int) -> None:
    """Refuses what FileResponse would refuse without a problem's form."""
    for each in asked.partition("=")[2].split(","):
        first, _, last = each.strip().partition("-")
        outside = (
            int(first) >= size or (last and int(last) < int(first))
            if first
            else not last or not int(last)
        )
        if outside:
            raise HTTPException(
                416, f"the range {each.strip()!r} is not in the file, which has {size:,} bytes",
                {"Content-Range": f"bytes */{size}"},
            )  # fmt: skip


class _Download(FileResponse):
    """A file, which tells when its last byte was sent."""

    def __init__(
        self,
        path: Path,
        name: str,
        headers: dict[str, str],
        downloaded: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(path, headers=headers, media_type=MEDIA_TYPE, filename=name)
        self.downloaded = downloaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it. A client that goes away ends this before the last message is sent."""
        last = complete = False

        async def sent(message: Message) -> None:
            nonlocal last, complete
            if message["type"] == "http.response.start":
                last = scope["method"] == "GET" and _ends(message)
            await send(message)
            complete = (
                last and message["type"] == "http.response.body" and not message.get("more_body")
            )

        await super().__call__(scope, receive, sent)
        if complete:
            await self.downloaded()


def _ends(message: Message) -> bool:
    """Whether a response has the last byte of the file: whole, or as a range."""
    if message["status"] == 200:
        return True
    found = dict(message["headers"]).get(b"content-range", b"")
    places = re.fullmatch(rb"bytes \d+-(\d+)/(\d+)", found)
    return places is not None and int(places[1]) + 1 == int(places[2])
