"""Which parent row a child row points at. Nothing of the parents is kept: a row number is enough."""

from typing import Any

import numpy as np

from mockcraft.core.distributions import Segments, segments
from mockcraft.core.hashing import (
    Rows,
    Signed,
    U,
    Unsigned,
    below,
    derive,
    hash_of,
    hashed_below,
    mixed,
    permuted,
    within,
)
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
    picked = _unsigned(within(rows, link.stream, LABEL, shape_of(link, count)))
    return permuted(picked, derive(link.stream, "shuffle"), count) if link.shuffled else picked


def pick_places(rows: Rows, link: Link, counts: Signed) -> Signed:
    """A number below each of `counts`, which are above 0, both of shape (n,): which of so many parents it is."""
    if link.distribution == "uniform":
        return steady_pick(rows, stream_of(link), counts).view(np.int64)
    picked = np.zeros(len(rows), np.int64)
    for count in np.unique(counts).tolist():
        mine = np.flatnonzero(counts == count)
        shape = shape_of(link, count)
        picked[mine] = within(rows.take(mine), link.stream, LABEL, shape)
        if link.shuffled:
            key = derive(link.stream, "shuffle")
            picked[mine] = permuted(_unsigned(picked[mine]), key, count).view(np.int64)
    return picked


def pick_apart(link: Link, parents: Unsigned, ordinals: Signed, counts: Signed) -> Signed:
    """A number below each of `counts`, all of shape (n,): another one for each ordinal below it, of one parent.

    The rows of a parent all have its count; parents number theirs from another place on.
    """
    shift = below(hash_of(parents, derive(link.stream, "shift")), counts)
    places = _unsigned((ordinals + shift) % counts)
    picked = np.zeros(len(places), np.int64)
    for count in np.unique(counts).tolist():
        mine = np.flatnonzero(counts == count)
        picked[mine] = permuted(places[mine], stream_of(link), count).view(np.int64)
    return picked


def shape_of(link: Link, count: int) -> Segments:
    """How popular so many parents are, the most popular one first."""
    return segments(link.distribution, count, exponent=link.exponent)


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
    return within(rows, link.stream, label, shape_of(link, size))


def pick_ancestors(rows: Rows, link: Link, start: int) -> Unsigned:
    """A row in [start, row) for each row, uniform, so that no row is its own ancestor; `start` for the first."""
    before = np.maximum(rows.numbers.view(np.int64) - start, 1)
    return _unsigned(hashed_below(rows, stream_of(link), before) + start)


def _unsigned(numbers: Signed) -> Unsigned:
    return numbers.view(U)


def steady_pick(rows: Rows, key: int, count: int | Signed) -> Unsigned:
    """Uniform in [0, count), and steady: when count grows to m, a share of 1 - count/m of the picks moves.

    `count` is the same for all rows, or of shape (n,) and below 2**53.

    It walks down the powers of two. On the level 2**k >= count > 2**(k-1) a number below 2**k is
    drawn: in the upper half and below count it stands; in the upper half and not below count it is
    drawn again; in the lower half the level below decides, which knows nothing of count. A pick thus
    changes only when a number that was refused before is now accepted. Between two and four hashes
    for a row on average.
    """
    picked = np.zeros(len(rows), U)
    if isinstance(count, int):
        begun, level = None, max(count - 1, 0).bit_length()
        pending = np.arange(len(rows))
    else:
        begun = np.frexp(np.maximum(count - 1, 0).astype(np.float64))[1]  # bits that each has
        level, pending = int(begun.max(initial=0)), np.zeros(0, np.int64)
    while level > 0:
        if begun is not None:
            pending = np.concatenate([pending, np.flatnonzero(begun == level)])
        pending = _settled(rows, key, level, count, pending, picked)
        level -= 1
    return picked


def _settled(
    rows: Rows, key: int, level: int, count: int | Signed, pending: Signed, picked: Unsigned
) -> Signed:
    """Draws for the rows that come to a level, and gives those that the level below decides."""
    half, states = U(1 << (level - 1)), rows.weyl[pending]
    same = isinstance(count, int)
    limit: Any = (
        U(min(count, 1 << level)) if isinstance(count, int) else _limits(count, pending, level)
    )
    lower = []
    for attempt in range(_TRIES):
        if not len(pending):
            break
        stream = (key + (level * _TRIES + attempt + 1) * _LEVEL) & MASK
        drawn = mixed(states + U(stream)) >> U(64 - level)
        again = drawn >= limit
        stands = (drawn >= half) & ~again
        picked[pending[stands]] = drawn[stands]
        lower.append(pending[drawn < half])
        pending, states = pending[again], states[again]
        limit = limit if same else limit[again]
    return np.concatenate(lower) if lower else pending


def _limits(counts: Signed, places: Signed, level: int) -> Unsigned:
    return _unsigned(np.minimum(counts[places], 1 << level))
