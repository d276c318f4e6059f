"""Keys of streams, and the hash that turns (key, row number) into 64 random bits.

Nothing here imports numpy: the same functions serve one value and set up a billion rows.
"""

from _blake2 import blake2b  # hashlib, which has the same one, loads OpenSSL
from math import isqrt

MASK = 2**64 - 1

# SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
WEYL = 0x9E3779B97F4A7C15
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB


def key_of(*path: str | int) -> int:
    """64-bit key of a path such as (seed, table, column).

    Each part is length-prefixed, so ("a", "bc") and ("ab", "c") differ, and so do 1 and "1".
    """
    parts = []
    for part in path:
        text = str(part).encode("utf-8", "surrogatepass")
        parts.append(b"%c%d:%s" % (b"i" if isinstance(part, int) else b"s", len(text), text))
    return int.from_bytes(blake2b(b"".join(parts), digest_size=8).digest(), "little")


def derive(key: int, label: str) -> int:
    """Key of the stream `label` below `key`: a decision's place is its name, never its order."""
    digest = blake2b(
        label.encode("utf-8", "surrogatepass"), digest_size=8, key=key.to_bytes(8, "little")
    )
    return int.from_bytes(digest.digest(), "little")


def mix(state: int) -> int:
    """SplitMix64's finaliser: 64 bits in, 64 well-mixed bits out, a bijection."""
    state = ((state ^ (state >> 30)) * MIX_1) & MASK
    state = ((state ^ (state >> 27)) * MIX_2) & MASK
    return state ^ (state >> 31)


def bits(key: int, row: int) -> int:
    """64 random bits of `row` (0 <= row < 2**64) in the stream `key`: SplitMix64 at that position."""
    return mix((row * WEYL + key) & MASK)


def below(hashed: int, bound: int) -> int:
    """Number in [0, bound) from 64 random bits; 1 <= bound <= 2**64.

    Multiply-shift (Lemire 2019). Small bounds use the upper 32 bits alone, because the vector
    evaluator then needs one multiplication in place of four.
    """
    if bound <= 2**32:
        return (hashed >> 32) * bound >> 32
    return hashed * bound >> 64


def permute(row: int, key: int, count: int) -> int:
    """Place of `row` in a keyed shuffle of [0, count): a bijection; 0 <= row < count <= 2**62.

    A Feistel network over a mixed radix a*b >= count, walked until the result is below count
    (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). With a near sqrt(count) the
    walk is needed for about 1/sqrt(count) of the rows.
    """
    a, b = radixes(count)
    rounds = round_keys(key)
    while True:
        left, right = divmod(row, b)
        for even, odd in rounds:
            left = (left + below(bits(even, right), a)) % a
            right = (right + below(bits(odd, left), b)) % b
        row = left * b + right
        if row < count:
            return row


def unpermute(place: int, key: int, count: int) -> int:
    """The row that `permute` puts at `place`: its rounds backwards."""
    a, b = radixes(count)
    rounds = round_keys(key)[::-1]
    while True:
        left, right = divmod(place, b)
        for even, odd in rounds:
            right = (right - below(bits(odd, left), b)) % b
            left = (left - below(bits(even, right), a)) % a
        place = left * b + right
        if place < count:
            return place


def radixes(count: int) -> tuple[int, int]:
    """The two radixes a, b of `permute`, with a*b >= count and a*b - count < a + b."""
    a = isqrt(count) + 1
    return a, -(-count // a)


def round_keys(key: int) -> tuple[tuple[int, int], ...]:
    """Round keys of `permute`: three double rounds."""
    return tuple((derive(key, f"left {i}"), derive(key, f"right {i}")) for i in range(3))
