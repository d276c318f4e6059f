"""HTTP as bytes: what a client library would mend or refuse to send."""

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """A response: its status, its headers by lower-case name, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


def place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return str(parts.hostname), parts.port or 80


def connect(address: str) -> socket.socket:
    return socket.create_connection(place(address), timeout=30)


def read(connection: socket.socket) -> Answer:
    """The next response; ConnectionError where there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    status, headers = _parsed(head)
    while len(body) < int(headers.get("content-length", 0)):
        body += _more(connection)
    return Answer(status, headers, body)


def ask(address: str, text: str, body: bytes = b"") -> Answer:
    """The response to a request that is written as it is sent, lines parted by `|`."""
    head = "\r\n".join([*text.split("|"), "Host: localhost", "", ""])
    with connect(address) as connection:
        connection.sendall(head.encode() + body)
        return read(connection)


def statuses(addresses: list[str], text: str, count: int, connections: int = 50) -> Counter[int]:
    """How often each status is the answer to `count` requests, by connections to all addresses at once."""
    head = ("\r\n".join([*text.split("|"), "Host: localhost", "", ""])).encode()

    async def one(address: str, times: int, seen: Counter[int]) -> None:
        reader, writer = await asyncio.open_connection(*place(address))
        for _ in range(times):
            writer.write(head)
            status, headers = _parsed((await reader.readuntil(b"\r\n\r\n"))[:-4])
            await reader.readexactly(int(headers.get("content-length", 0)))
            seen[status] += 1
        writer.close()
        await writer.wait_closed()

    async def every() -> Counter[int]:
        seen: Counter[int] = Counter()
        async with asyncio.TaskGroup() as group:
            for number in range(connections):
                address = addresses[number % len(addresses)]
                group.create_task(one(address, count // connections, seen))
        return seen

    return asyncio.run(every())


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise ConnectionError("the server has closed the connection")
    return data


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict[str, str]()
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(first.split()[1]), headers
