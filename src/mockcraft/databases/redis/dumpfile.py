"""The file of a backup: a RESTORE a key, as `redis-cli --pipe` reads it too.

https://redis.io/docs/latest/commands/restore/
"""

import io
from collections.abc import Generator
from typing import IO, Any, cast

from mockcraft.databases.redis.dumping import Key
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

BUFFER = 1 << 20
FOOTER = 10  # bytes at the end of a dump: the version of its format (2, little-endian), a checksum
WORDS = (b"RESTORE", b"ABSTTL")


@dataclass(frozen=True, slots=True)
class Record:
    """A key of a backup: its name, when it expires (milliseconds since 1970; 0 for never), and its dump."""

    name: bytes
    expires: int
    payload: bytes


def command(key: Key) -> bytes:
    """What restores a key."""
    words = (WORDS[0], key.name, b"%d" % key.expires, key.payload, WORDS[1])
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words)


def records(stream: IO[bytes]) -> Generator[Record]:
    """The keys in a file; raises BackupError where it is not one of `command`s."""
    reader: io.BufferedReader[Any] = io.BufferedReader(cast(Any, stream), BUFFER)
    try:
        while head := reader.readline():
            if head != b"*5\r\n":
                raise ValueError(head)
            first, name, expires, payload, last = (_word(reader) for _ in range(5))
            if (first, last) != WORDS:
                raise ValueError(first)
            yield Record(name, int(expires), payload)
    except ValueError as error:
        raise BackupError("the keys in the backup are damaged (use another backup)") from error
    finally:
        reader.detach()


def _word(reader: "io.BufferedReader[Any]") -> bytes:
    head = reader.readline()
    length = int(head[1:])
    word = reader.read(length + 2)
    if head[:1] != b"$" or len(word) != length + 2 or word[-2:] != b"\r\n":
        raise ValueError(head)
    return word[:-2]


def format_version(payload: bytes) -> int:
    """The version of the format that a dump is of: a server reads its own and older ones."""
    return int.from_bytes(payload[-FOOTER : -FOOTER + 2], "little")
