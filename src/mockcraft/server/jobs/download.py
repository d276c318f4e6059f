"""`GET /api/download/{id}`: the ZIP of a job, whole or in ranges."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from pathlib import Path
from typing import BinaryIO

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from mockcraft.server.conditions import ranges_count, unchanged
from mockcraft.server.jobs.record import Job

PLACE = "[0-9]{0,18}"  # one with more digits is in no file: such a header means nothing
RANGES = re.compile(rf"bytes=({PLACE}-{PLACE})([ \t]*,[ \t]*{PLACE}-{PLACE})*", re.IGNORECASE)
CONTENT_RANGE = re.compile(rb"bytes ([0-9]+)-[0-9]+/[0-9]+")
MEDIA_TYPE = "application/zip"
REMEMBERED = 1000  # downloads that go on in parts


class Downloads:
    """How far results were sent without a gap, by one server process: of the ones that were asked for last."""

    def __init__(self) -> None:
        self.ends: OrderedDict[str, int] = OrderedDict()

    def add(self, id: str, first: int, size: int) -> int:
        """Notes that the bytes from the `first` on were sent; returns how many there are from the beginning."""
        end = self.ends.pop(id, 0)
        if first <= end:
            end = max(end, first + size)
        self.ends[id] = end
        while len(self.ends) > REMEMBERED:
            self.ends.popitem(last=False)
        return end


def headers_of(job: Job) -> dict[str, str]:
    """What says which bytes these are. They never change under one id, whichever attempt made them."""
    digest = b64encode(bytes.fromhex(job.digest)).decode()
    return {
        "ETag": f'"{job.digest}"',
        "Last-Modified": formatdate(int(job.ended), usegmt=True),
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        "Cache-Control": "private, no-transform",  # compressed once is enough
    }


async def response_of(
    request: Request,
    job: Job,
    opened: Callable[[], Awaitable[BinaryIO]],
    downloads: Downloads,
    downloaded: Callable[[], Awaitable[None]],
) -> Response:
    """The response to a request; `downloaded` is awaited once the client was sent all bytes of the file.

    Raises HTTPException (416) where no range is one of the file's, and what `opened` raises.
    """
    headers = headers_of(job)
    if unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range", "").strip()
    kept = [pair for pair in request.scope["headers"] if pair[0] not in (b"range", b"if-range")]
    # Of another unit, of another file, or of a request that has no ranges, it means nothing.
    if RANGES.fullmatch(asked) and request.method == "GET" and ranges_count(request, headers):
        kept.append((b"range", _within(asked, job.size).encode()))
    request.scope["headers"] = kept
    return _Download(job, await opened(), headers, downloads, downloaded)


def _within(asked: str, size: int) -> str:
    """The ranges that are in the file (RFC 9110, 14.1.2), for FileResponse, which refuses all for one that is not."""
    found: list[str] = []
    for each in asked.partition("=")[2].split(","):
        first, _, last = each.strip().partition("-")
        if (first and last and int(last) < int(first)) or not (first or last):
            found = []  # a mistake in one makes all of them nonsense
            break
        start = int(first) if first else max(size - int(last), 0)
        if start < size:
            found.append(f"{start}-{min(int(last), size - 1) if first and last else size - 1}")
    if not found:
        raise HTTPException(
            416, f"the range {asked[:100]!r} is not in the file, which has {size:,} bytes",
            {"Content-Range": f"bytes */{size}"},
        )  # fmt: skip
    return f"bytes={','.join(found)}"


class _Download(FileResponse):
    """An open file, which may be removed meanwhile; it tells when all of it was sent."""

    def __init__(
        self,
        job: Job,
        file: BinaryIO,
        headers: dict[str, str],
        downloads: Downloads,
        downloaded: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(
            _path(file), headers=headers, media_type=MEDIA_TYPE, filename=f"{job.id}.zip"
        )
        self.job, self.file, self.downloads, self.downloaded = job, file, downloads, downloaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it. A client that goes away ends this before the last message is sent."""
        first, end, complete = -1, 0, False

        async def sent(message: Message) -> None:
            nonlocal first, end, complete
            if message["type"] == "http.response.start":
                first = _first(message) if scope["method"] == "GET" else -1
            await send(message)
            if message["type"] == "http.response.body" and first >= 0:
                size = len(message.get("body", b""))
                end = self.downloads.add(self.job.id, first, size)
                first += size
                complete = end >= self.job.size and not message.get("more_body")

        with self.file:
            await super().__call__(scope, receive, sent)
        if complete:
            await self.downloaded()


def _path(file: BinaryIO) -> Path:
    """Where the file can be opened again though it is removed meanwhile; Windows removes none that is open."""
    path = Path(f"/dev/fd/{file.fileno()}")
    return path if path.exists() else Path(file.name)


def _first(message: Message) -> int:
    """Place of the first byte that a response has of the file; -1 where it has several ranges."""
    if message["status"] == 200:
        return 0
    found = CONTENT_RANGE.fullmatch(dict(message["headers"]).get(b"content-range", b""))
    return int(found[1]) if found else -1
