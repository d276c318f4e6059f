"""A relay in front of a MongoDB server that acknowledges inserted documents at once and drops them.

All else goes to the server. So the client alone is measured, with as many documents as one likes: the server of
the tests takes minutes for each million.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bson import decode, encode

HEADER = struct.Struct("<iiii")  # length, id, id that is answered, operation
OP_MSG = 2013  # https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg
BODY, SEQUENCE = 0, 1  # kinds of its sections


@contextmanager
def absorbing(port: int) -> Iterator[int]:
    """The port of a relay to a server on a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, port), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket, port: int) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:  # it is closed
            return
        threading.Thread(target=_relay, args=(client, port), daemon=True).start()


def _relay(client: socket.socket, port: int) -> None:
    with client, socket.create_connection(("127.0.0.1", port)) as upstream:
        threading.Thread(target=_copy, args=(upstream, client), daemon=True).start()
        try:
            while message := _message(client):
                count = _inserted(message)
                if count:
                    client.sendall(_acknowledged(message, count))
                else:
                    upstream.sendall(message)
        except OSError:
            return


def _copy(upstream: socket.socket, client: socket.socket) -> None:
    try:
        while data := upstream.recv(2**16):
            client.sendall(data)
    except OSError:
        return


def _message(client: socket.socket) -> bytes:
    """The next message, b"" at the end."""
    head = client.recv(HEADER.size, socket.MSG_WAITALL)
    if len(head) < HEADER.size:
        return b""
    return head + client.recv(HEADER.unpack(head)[0] - HEADER.size, socket.MSG_WAITALL)


def _inserted(message: bytes) -> int:
    """How many documents a message inserts as a sequence of its own; 0 for any other message."""
    if HEADER.unpack_from(message)[3] != OP_MSG:
        return 0
    place, count, inserts = HEADER.size + 4, 0, False
    while place < len(message):
        kind, place = message[place], place + 1
        size = int.from_bytes(message[place : place + 4], "little")
        if kind == BODY:
            inserts |= "insert" in decode(message[place : place + size])
        elif kind == SEQUENCE:
            each = message.index(b"\0", place + 4) + 1
            while each < place + size:
                each += int.from_bytes(message[each : each + 4], "little")
                count += 1
        place += size
    return count if inserts else 0


def _acknowledged(message: bytes, count: int) -> bytes:
    body = b"\0\0\0\0\0" + encode({"n": count, "ok": 1.0})
    asked = HEADER.unpack_from(message)[1]
    return HEADER.pack(HEADER.size + len(body), 0, asked, OP_MSG) + body
