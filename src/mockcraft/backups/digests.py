"""Digests of rows that do not depend on their order, and of lists that do."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from mockcraft.backup import Content

MODULUS = 1 << 128


class RowDigest:
    """The sum of the hashes of rows modulo 2**128, so that their order does not matter.

    A row is hashed as Python writes it in ASCII, which tells 1 from 1.0, "1" and b"1", and is the same on every
    machine: floats in their shortest form that reads back.

    Attributes:
        rows: how many were added.
    """

    def __init__(self) -> None:
        self.rows, self.sum = 0, 0

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Adds rows."""
        for row in rows:
            self.add_written(ascii(row).encode())

    def add_written(self, row: bytes) -> None:
        """Adds a row that is written down already, always in the same way."""
        self.rows += 1
        hashed = blake2b(row, digest_size=16).digest()
        self.sum += int.from_bytes(hashed, "little")

    def content(self) -> Content:
        """What was added."""
        return Content(self.rows, f"{self.sum % MODULUS:032x}")


def digest_of(items: Iterable[Any]) -> str:
    """The digest of plain values in their order, 32 hexadecimal digits."""
    hashed = blake2b(digest_size=16)
    for each in items:
        hashed.update(ascii(each).encode() + b"\n")
    return hashed.hexdigest()
