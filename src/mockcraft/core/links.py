"""Which parent row a child row points at. Nothing of the parents is kept: a row number is enough."""

import numpy as np

from mockcraft.core.distributions import segments
from mockcraft.core.hashing import Rows, Signed, U, Unsigned, derive, hashed_below, mixed, within
from mockcraft.core.keys import MASK
from mockcraft.core.plan import Link

LABEL = "reference"  # of the decision which parent it is
_LEVEL = 0xD6E8FEB86659FD93  # an odd constant, to give each level and try a stream of its own
_TRIES = 64  # each try fails for less than half of the rows, so 64 leave none: 2**-64


def stream_of(link: Link) -> int:
    """The stream of the decision which parent a row points at."""
    return derive(link.stream, LABEL)


def pick_parents(rows: Rows, link: Link, count: int) -> Unsigned:
    """Parent rows in [0, count), shape (n,). With a distribution, the first parents are the popular ones.

    Where the link tells rows apart, the row's digit takes the place of the draw. A digit of fewer ways
    than there are parents picks a stratum, every radix-th parent, and the distribution one within it: so
    parents differ where digits do, and popular ones stay popular.
    """
    stream = stream_of(link)
    digit = rows.digits.get(stream)
    if digit is not None:
        places = rows.digit(digit)
        return _unsigned(places if digit.radix >= count else _of_stratum(rows, link, places, count))
    if link.distribution == "uniform":
        return steady_pick(rows, stream, count)
    return _unsigned(within(rows, link.stream, LABEL, segments(link.distribution, count)))


def _of_stratum(rows: Rows, link: Link, strata: Signed, count: int) -> Signed:
    """A parent of each row's stratum; the last ones of a stratum may be missing, then it is drawn again."""
    radix = rows.digits[stream_of(link)].radix
    longest = -(-count // radix)
    picked = _shaped(rows, link, "in stratum", longest) * radix + strata
    beyond = picked >= count
    if beyond.any():
        again = _shaped(rows, link, "in full stratum", count // radix) * radix + strata
        picked = np.where(beyond, again, picked)
    return picked


def _shaped(rows: Rows, link: Link, label: str, size: int) -> Signed:
    if link.distribution == "uniform":
        return hashed_below(rows, derive(link.stream, label), size)
    return within(rows, link.stream, label, segments(link.distribution, size))


def pick_ancestors(rows: Rows, link: Link, start: int) -> Unsigned:
    """A row in [start, row) for each row, uniform, so that no row is its own ancestor; `start` for the first."""
    before = np.maximum(rows.numbers.view(np.int64) - start, 1)
    return _unsigned(hashed_below(rows, stream_of(link), before) + start)


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
