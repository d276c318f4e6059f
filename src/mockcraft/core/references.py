"""Which parent row a child row points at. Nothing of the parents is kept: a row number is enough."""

import numpy as np

from mockcraft.core.distributions import segments
from mockcraft.core.hashing import Rows, Signed, U, Unsigned, derive, mixed
from mockcraft.core.keys import MASK
from mockcraft.core.vector import VectorDraw

_LEVEL = 0xD6E8FEB86659FD93  # an odd constant, to give each level and try a stream of its own
_TRIES = 64  # each try fails for less than half of the rows, so 64 leave none: 2**-64


def pick_parents(draw: VectorDraw, count: int, distribution: str) -> Unsigned:
    """Parent rows in [0, count), shape (n,). With a distribution, the first parents are the popular ones."""
    if distribution == "uniform":
        if draw.must_differ("reference"):
            return _unsigned(draw.below("reference", count))
        return steady_pick(draw.rows, derive(draw.key, "reference"), count)
    return _unsigned(draw.within("reference", segments(distribution, count)))


def pick_ancestors(draw: VectorDraw) -> Unsigned:
    """A row before each row, uniform, so that no row is its own ancestor; 0 for row 0."""
    rows = draw.rows.numbers.view(np.int64)
    return _unsigned(draw.below("reference", np.maximum(rows, 1)))


def _unsigned(numbers: Signed) -> Unsigned:
    return numbers.view(U)


def steady_pick(rows: Rows, key: int, count: int) -> Unsigned:
    """Uniform in [0, count), and steady: when count grows to m, a share of 1 - count/m of the picks moves.

    It walks down the powers of two. On the level 2**k >= count > 2**(k-1) a number below 2**k is
    drawn: in the upper half and below count it stands; in the upper half and not below count it is
    drawn again; in the lower half the level below decides, which knows nothing of count. A pick thus
    changes only when a number that was refused before is now accepted. Between two and four hashes
    for a row on average.
    """
    picked = np.zeros(len(rows), U)
    pending, states = np.arange(len(rows)), rows.weyl
    level = max(count - 1, 0).bit_length()
    while level > 0 and len(pending):
        half, limit = U(1 << (level - 1)), U(min(count, 1 << level))
        lower = []
        for attempt in range(_TRIES):
            stream = (key + (level * _TRIES + attempt + 1) * _LEVEL) & MASK
            drawn = mixed(states + U(stream)) >> U(64 - level)
            stands = (drawn >= half) & (drawn < limit)
            picked[pending[stands]] = drawn[stands]
            lower.append(pending[drawn < half])
            again = drawn >= limit
            pending, states = pending[again], states[again]
            if not len(pending):
                break
        pending = np.concatenate(lower)
        states = rows.weyl[pending]
        level -= 1
    return picked
