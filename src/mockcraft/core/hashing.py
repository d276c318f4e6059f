"""Random numbers for many rows at once: `keys` for arrays."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.distributions import Segments
from mockcraft.core.draw import NO_DIGITS
from mockcraft.core.kernel import kernel
from mockcraft.core.keys import MIX_1, MIX_2, WEYL, radixes, round_keys
from mockcraft.core.keys import derive as derive_key
from mockcraft.core.pool import Alias
from mockcraft.core.uniques.digits import Digit, Numbering

Unsigned = NDArray[np.uint64]
Signed = NDArray[np.int64]
U = np.uint64

derive = lru_cache(maxsize=65_536)(derive_key)


ATTEMPT = 0xA24BAED4963EE407  # an odd constant, so that each attempt has hashes of its own
Located = tuple[
    Unsigned, Signed
]  # parent row of each row, and its place among the parent's children


class Rows:
    """Row numbers of a chunk, shape (n,), with what several columns of the chunk share.

    Attributes:
        numbers: of the rows.
        attempts: how often each row was drawn before, or None for never: it changes all that is hashed,
            and none of the digits.
        ordinals: what stands for the row's number where values count the rows, or None for the numbers.
        digits: how decisions tell rows apart, by stream.
        located: gives the place of each row among the children of its parent, through a link.
    """

    __slots__ = ("_weyl", "attempts", "digits", "entities", "located", "numbers", "ordinals")

    def __init__(
        self,
        numbers: Unsigned,
        attempts: Signed | None = None,
        ordinals: Signed | None = None,
        digits: Mapping[int, Digit] = NO_DIGITS,
        located: Callable[[str], Located] | None = None,
    ) -> None:
        self.numbers, self.attempts, self.ordinals = numbers, attempts, ordinals
        self.digits, self.located = digits, located
        self._weyl: Unsigned | None = None
        self.entities: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def weyl(self) -> Unsigned:
        """Positions of the rows in the sequence of SplitMix64; not asked for where the kernel draws them all."""
        if self._weyl is None:
            self._weyl = self.numbers * U(WEYL)
            if self.attempts is not None:
                self._weyl += self.attempts.view(U) * U(ATTEMPT)
        return self._weyl

    def take(self, places: Signed) -> "Rows":
        """The rows at these places."""
        return Rows(
            self.numbers[places],
            None if self.attempts is None else self.attempts[places],
            None if self.ordinals is None else self.ordinals[places],
            self.digits,
            None if self.located is None else _located_at(self.located, places),
        )

    def digit(self, digit: Digit) -> Signed:
        """The digit of each row, in [0, radix)."""
        numbers = self._renumbered(digit.numbering)
        return (numbers // U(digit.divisor) % U(digit.radix)).view(np.int64)

    def _renumbered(self, numbering: Numbering) -> Unsigned:
        """`unique.number_of` for each row; kept, for the columns of a chunk share their numbering."""
        if numbering not in self.entities:
            places, salt = self._places(numbering)
            if salt is not None:
                shift = below(hash_of(salt, derive(numbering.key, "shift")), numbering.capacity)
                places = (places + shift.view(U)) % U(numbering.capacity)
            self.entities[numbering] = permuted(places, numbering.key, numbering.capacity)
        return cast(Unsigned, self.entities[numbering])

    def _places(self, numbering: Numbering) -> tuple[Unsigned, Unsigned | None]:
        """What is permuted, and what it is shifted by."""
        if numbering.link:
            assert self.located is not None
            parents, ordinals = self.located(numbering.link)
            return ordinals.view(U), parents
        if numbering.rest is not None:
            inner, divisor = numbering.rest
            higher, lower = np.divmod(self._renumbered(inner), U(divisor))
            return higher, lower
        return self.numbers - U(numbering.start), None


def _located_at(located: Callable[[str], Located], places: Signed) -> Callable[[str], Located]:
    def at(link: str) -> Located:
        parents, ordinals = located(link)
        return parents[places], ordinals[places]

    return at


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
    library = kernel()
    if library is None:
        return mixed(rows.weyl + U(key))
    return _made(rows, lambda positions, out: library.bits_of_rows(positions, key, len(rows), out))


def hashed_below(rows: Rows, key: int, bound: Any) -> Signed:
    """`below` of `hashed`."""
    library = kernel()
    if library is None or not isinstance(bound, int) or bound > 2**32:
        return below(hashed(rows, key), bound)
    return _made(
        rows, lambda positions, out: library.below_of_rows(positions, key, len(rows), bound, out)
    ).view(np.int64)


def hashed_pair(rows: Rows, key: int, bound: int) -> Unsigned:
    """The two digits in base `bound` of `hashed_below` of its square; the first in the low half of 64 bits, the
    second in the high one. The bound is 2**16 at most.
    """  # fmt: skip
    library = kernel()
    if library is not None:
        return _made(
            rows, lambda positions, out: library.pair_of_rows(positions, key, len(rows), bound, out)
        )
    # The two digits of (bits >> 32) * bound**2 >> 32, without a division.
    product = (hashed(rows, key) >> U(32)) * U(bound)
    first = product >> U(32)
    product &= U(0xFFFFFFFF)
    product *= U(bound)
    product &= U(0xFFFFFFFF00000000)
    product |= first
    return product


def hashed_choice(rows: Rows, key: int, alias: Alias) -> Signed:
    """`choose` of `hashed`."""
    library = kernel()
    if library is None:
        return choose(hashed(rows, key), alias)
    threshold, other = alias_arrays(alias)
    return _made(
        rows,
        lambda positions, out: library.choice_of_rows(
            positions, key, len(rows), len(other), threshold.ctypes.data, other.ctypes.data, out
        ),
    ).view(np.int64)


def _made(rows: Rows, write: Callable[[int, int], None]) -> Unsigned:
    """What the kernel writes to the second address, of the rows' positions at the first."""
    positions, out = np.ascontiguousarray(rows.weyl), np.empty(len(rows), U)
    write(positions.ctypes.data, out.ctypes.data)
    return out


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
    threshold, other = alias_arrays(alias)
    slot = ((bits >> U(32)) * U(len(other)) >> U(32)).view(np.int64)
    bits &= U(0xFFFFFFFF)
    return np.where(bits < threshold.take(slot), slot, other.take(slot))


def alias_arrays(alias: Alias) -> tuple[Unsigned, Signed]:
    """The thresholds and the others of its slots, made once."""
    if alias.arrays is None:
        alias.arrays = (np.array(alias.threshold, U), np.array(alias.other, np.int64))
    return cast(tuple[Unsigned, Signed], alias.arrays)


def within(rows: Rows, key: int, label: str, segments: Segments) -> Signed:
    """Numbers of the distribution of these segments, by the decision `label` below `key`."""
    if segments.arrays is None:
        segments.arrays = (
            np.array(segments.starts, U).view(np.int64),  # added to a lower bound, they wrap to it
            np.array(segments.widths, U).view(np.int64) if max(segments.widths) > 1 else None,
        )
    starts, widths = segments.arrays
    chosen = hashed_choice(rows, derive(key, label), segments.alias)
    made: Signed = starts[chosen]
    if widths is None:
        return made
    return made + hashed_below(rows, derive(key, label + " within"), widths[chosen])


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
