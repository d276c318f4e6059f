"""Random numbers for many rows at once: `keys` for arrays."""

from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.keys import MIX_1, MIX_2, WEYL, radixes, round_keys
from mockcraft.core.keys import derive as derive_key
from mockcraft.core.pool import Alias

Unsigned = NDArray[np.uint64]
Signed = NDArray[np.int64]
U = np.uint64

derive = lru_cache(maxsize=65_536)(derive_key)


class Rows:
    """Row numbers of a chunk, shape (n,), with what several columns of the chunk share."""

    __slots__ = ("entities", "numbers", "weyl")

    def __init__(self, numbers: Unsigned) -> None:
        self.numbers = numbers
        self.weyl = numbers * U(WEYL)
        self.entities: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.numbers)


def mixed(state: Unsigned) -> Unsigned:
    """`keys.mix` for an array, which it overwrites."""
    state ^= state >> U(30)
    state *= U(MIX_1)
    state ^= state >> U(27)
    state *= U(MIX_2)
    state ^= state >> U(31)
    return state


def hashed(rows: Rows, key: int) -> Unsigned:
    """`keys.bits` for each row."""
    return mixed(rows.weyl + U(key))


def hash_of(numbers: Unsigned, key: int) -> Unsigned:
    """`keys.bits` for any numbers below 2**64."""
    state = numbers * U(WEYL)
    state += U(key)
    return mixed(state)


def below(bits: Unsigned, bound: Any) -> Signed:
    """`keys.below` for arrays; `bound` is an int, or an int64 array of shape (n,). Overwrites `bits`."""
    if isinstance(bound, int) and bound.bit_count() == 1:  # 2**k takes the upper k bits
        return (bits >> U(65 - bound.bit_length()) if bound > 1 else bits * U(0)).view(np.int64)
    factor: Any = U(bound) if isinstance(bound, int) else bound.astype(U)
    if (bound if isinstance(bound, int) else bound.max(initial=1)) <= 2**32:
        bits >>= U(32)
        bits *= factor
        bits >>= U(32)
        return bits.view(np.int64)
    wide = _high_product(bits, factor)
    if isinstance(bound, int):
        return wide.view(np.int64)
    narrow = (bits >> U(32)) * factor >> U(32)
    return np.where(factor <= U(2**32), narrow, wide).view(np.int64)


def _high_product(a: Unsigned, b: Any) -> Unsigned:
    """Upper 64 bits of the 128-bit products."""
    low, ones = U(32), U(0xFFFFFFFF)
    a_high, a_low, b_high, b_low = a >> low, a & ones, b >> low, b & ones
    middle = a_high * b_low + (a_low * b_low >> low)
    return cast(
        Unsigned, a_high * b_high + (middle >> low) + ((a_low * b_high + (middle & ones)) >> low)
    )


def choose(bits: Unsigned, alias: Alias) -> Signed:
    """`Alias.pick` for arrays."""
    if alias.arrays is None:
        alias.arrays = (np.array(alias.threshold, U), np.array(alias.other, np.int64))
    threshold, other = alias.arrays
    slot = ((bits >> U(32)) * U(len(other)) >> U(32)).view(np.int64)
    bits &= U(0xFFFFFFFF)
    return np.where(bits < threshold.take(slot), slot, other.take(slot))


def permuted(numbers: Unsigned, key: int, count: int) -> Unsigned:
    """`keys.permute` for an array of numbers below count."""
    a, b = (U(radix) for radix in radixes(count))
    rounds = round_keys(key)

    def once(x: Unsigned) -> Unsigned:
        left = x // b
        right = x - left * b
        for even, odd in rounds:
            left += (hash_of(right, even) >> U(32)) * a >> U(32)
            left -= (left >= a) * a
            right += (hash_of(left, odd) >> U(32)) * b >> U(32)
            right -= (right >= b) * b
        return left * b + right

    x = once(numbers)
    while (outside := np.flatnonzero(x >= U(count))).size:
        x[outside] = once(x[outside])
    return x
