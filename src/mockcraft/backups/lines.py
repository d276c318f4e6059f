"""Digests of rows that are written down, a line each, made at the speed at which a server writes them."""

import ctypes

import numpy as np
from numpy.typing import NDArray

from mockcraft.backup import Content
from mockcraft.core.hashing import mixed
from mockcraft.core.kernel import kernel
from mockcraft.core.keys import WEYL

U = np.uint64
WORD = 8  # bytes that are hashed at once
WORDS = 1 << 16  # at once, where there is no kernel
SUM = 1 << 64


class LineDigest:
    """Two sums modulo 2**64 that do not depend on the order of the lines: of their hashes, and of those hashed again.

    The hash of a line is mix(its bytes + the sum of mix(word i + (i + 1) * WEYL) over all its words), without its
    line feed; a word is 8 bytes, little-endian, with zeros behind the last. `mix` and WEYL are those of SplitMix64.
    It finds what happens by mischance, which changes a sum of 64 bits with a probability of 1 - 2**-64; one who
    wants to find another text with the same hash can.

    Attributes:
        rows: how many lines were added.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._sums = (ctypes.c_uint64 * 2)()

    def add(self, lines: bytes) -> None:
        """Adds lines, each of which ends with a line feed; the last must."""
        library = kernel()
        if library is None:
            self._add(lines)
        else:
            self.rows += library.lines_add(lines, len(lines), self._sums)

    def _add(self, lines: bytes) -> None:
        hashes = _hashes(np.frombuffer(lines, np.uint8))
        self.rows += len(hashes)
        for number, each in enumerate((hashes, mixed(hashes + U(WEYL)))):
            self._sums[number] = (self._sums[number] + int(each.sum())) % SUM

    def content(self) -> Content:
        """What was added."""
        return Content(self.rows, f"{self._sums[1]:016x}{self._sums[0]:016x}")


def _hashes(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The hash of each line."""
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts
    counts = -(-lengths // WORD)
    until = np.cumsum(counts)
    padded = np.concatenate([text, np.zeros(WORD, np.uint8)])
    words = np.ndarray(len(text), "<u8", padded, strides=(1,))  # one begins at each byte
    hashes = lengths.astype(U)
    for first in range(0, int(until[-1]) if len(until) else 0, WORDS):
        numbers = np.arange(first, min(first + WORDS, int(until[-1])))
        lines = np.searchsorted(until, numbers, "right")
        places = numbers - (until - counts)[lines]
        left = lengths[lines] - places * WORD  # bytes of the line, from this word on
        mask = ~U(0) >> (8 * (WORD - np.minimum(left, WORD))).astype(U)
        state = (words[starts[lines] + places * WORD] & mask) + (places + 1).astype(U) * U(WEYL)
        np.add.at(hashes, lines, mixed(state))
    return mixed(hashes)
