"""Identifiers that name a thing and say nothing about it."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX, LOWER, UPPER
from mockcraft.generator import (
    Annotated,
    Between,
    Draw,
    Integer,
    Literal,
    ObjectId,
    ParameterError,
    Pool,
    Text,
    Uuid,
    generator,
)
from mockcraft.generators._radix import Radix

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CROCKFORD_DIGITS = Pool("crockford", CROCKFORD)
SMALLEST, LARGEST = -(2**63), 2**63 - 1  # of what 64 bits hold, signed
TEN_YEARS_MS = 3_652 * 86_400_000


def _numbers(start: int = 1, step: int = 1) -> int:
    """How many numbers of the sequence are within 64 bits, signed."""
    return (LARGEST - start if step > 0 else start - SMALLEST) // abs(step) + 1


@generator(
    "id",
    aliases=("auto_increment", "serial", "row_number", "counter", "increment"),
    limit=_numbers,
    series=True,
)
def sequence(
    draw: Draw,
    *,
    start: Annotated[int, "first number"] = 1,
    step: Annotated[int, "difference of neighbours, not 0"] = 1,
) -> Integer:
    """Number that counts the rows: start, start + step, start + 2 step and so on, within 64 bits."""
    if not step:
        raise ParameterError("step=0 would give every row the same number", "step")
    row = draw.row
    last = row if isinstance(row, int) else row.max(initial=0)  # type: ignore[attr-defined]
    if last >= _numbers(start, step):
        raise ParameterError(
            f"sequence leaves 64 bits in row {last}: start={start}, step={step} (choose smaller ones)",
            "start",
        )
    return row * step + start


@generator("id", aliases=("guid", "uuid4", "uuid_object"))
def uuid(draw: Draw) -> Uuid:
    """Random UUID, version 4 (RFC 9562, section 5.4)."""
    return draw.uuid()


@generator("id")
def ulid(draw: Draw) -> Text:
    """ULID: 48 bits of time in the ten years before the clock, 80 random bits, in Crockford's base 32."""
    now = draw.now.seconds * 1000
    moment = draw.integer(now - TEN_YEARS_MS, now)
    stamp = [draw.at(CROCKFORD_DIGITS, moment // 32**place % 32) for place in range(9, -1, -1)]
    return draw.join(*stamp, draw.chars(CROCKFORD, 16))


@generator("id", aliases=("id",))
def nanoid(
    draw: Draw, *, length: Annotated[int, Between(1, 256), "characters in each value"] = 21
) -> Text:
    """Nano ID: letters, digits, _ and -, safe in a URL."""
    return draw.chars(LOWER + UPPER + DIGITS + "_-", length)


@generator("id")
def cuid(draw: Draw) -> Text:
    """Identifier of the form of CUID2: a letter and 23 letters or digits, all lower case."""
    return draw.join(draw.chars(LOWER, 1), draw["rest"].chars(LOWER + DIGITS, 23))


@generator("id", aliases=("mongo_id", "bson_id"))
def object_id(draw: Draw) -> ObjectId:
    """MongoDB ObjectId: 24 hexadecimal digits that begin with a time in the ten years before the clock."""
    now = draw.now.seconds
    moment = draw.integer(now - TEN_YEARS_MS // 1000, now)
    stamp = [draw.at(HEX_DIGITS, moment // 16**place % 16) for place in range(7, -1, -1)]
    return draw.join(*stamp, draw.chars(HEX, 16))


HEX_DIGITS = Pool("hex digit", HEX)


@generator("id")
def snowflake(draw: Draw) -> Integer:
    """Snowflake: milliseconds since 2010-11-04T01:42:54.657Z, 10 bits of a machine, 12 of a counter (Twitter)."""
    now = draw.now.seconds * 1000 - 1_288_834_974_657
    return draw["time"].integer(now - TEN_YEARS_MS, now) * 2**22 + draw["place"].integer(
        0, 2**22 - 1
    )


@generator("id")
def slug_id(draw: Draw) -> Text:
    """Short identifier of capital letters and digits that are not mistaken for one another."""
    return draw.chars("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 8)


@generator("id", aliases=("hash", "digest"))
def hex_digest(
    draw: Draw,
    *,
    algorithm: Annotated[
        Literal["md5", "sha1", "sha256", "sha512"], "whose digests are as long"
    ] = "sha256",
) -> Text:
    """Digest in hexadecimal digits, of nothing in particular."""
    return draw.chars(HEX, {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}[algorithm])


@generator("id", aliases=("commit", "git_sha"))
def git_commit(draw: Draw) -> Text:
    """Name of a git commit: 40 hexadecimal digits."""
    return draw.chars(HEX, 40)


@generator("id", aliases=("imei_number",))
def imei(draw: Draw) -> Text:
    """IMEI of a mobile phone; the last of its 15 digits is Luhn's check digit (3GPP TS 23.003)."""
    from mockcraft.core.checksum import luhn

    body = draw.join("35", draw.pattern("############"))
    return draw.join(body, draw.check(luhn, body))


@generator("id", aliases=("uuid_v1",))
def uuid1(draw: Draw) -> Uuid:
    """UUID of version 1: a time in the ten years before the clock, a counter, a node that is no network card's (RFC 9562, section 5.1)."""
    # 100 nanoseconds since 1582-10-15: of seconds, and a fraction beside them.
    fraction = draw["fraction"].integer(0, 9_999_999)
    ticks = (_moment(draw) // 1000 + 12_219_292_800) * 10**7 + fraction
    return draw.join(
        _hex(draw, ticks % 2**32, 8), "-", _hex(draw, ticks // 2**32 % 2**16, 4), "-1",
        _hex(draw, ticks // 2**48 % 2**12, 3), "-", _variant(draw), "-", _node(draw),
    )  # fmt: skip


@generator("id", aliases=("uuid_v6",))
def uuid6(draw: Draw) -> Uuid:
    """UUID of version 6: as version 1, the time in the order in which it counts (RFC 9562, section 5.6)."""
    fraction = draw["fraction"].integer(0, 9_999_999)
    ticks = (_moment(draw) // 1000 + 12_219_292_800) * 10**7 + fraction
    return draw.join(
        _hex(draw, ticks // 2**28 % 2**32, 8), "-", _hex(draw, ticks // 2**12 % 2**16, 4), "-6",
        _hex(draw, ticks % 2**12, 3), "-", _variant(draw), "-", _node(draw),
    )  # fmt: skip


@generator("id", aliases=("uuid_v7",))
def uuid7(draw: Draw) -> Uuid:
    """UUID of version 7: milliseconds of a time in the ten years before the clock, 74 random bits (RFC 9562, section 5.7)."""
    moment = _moment(draw)
    return draw.join(
        _hex(draw, moment // 2**16, 8), "-", _hex(draw, moment % 2**16, 4), "-7", draw["a"].chars(HEX, 3), "-",
        _variant(draw), "-", draw["b"].chars(HEX, 12),
    )  # fmt: skip


def _moment(draw: Draw) -> Integer:
    """Milliseconds since 1970 of a time in the ten years before the clock."""
    now = draw.now.seconds * 1000
    return draw["moment"].integer(now - TEN_YEARS_MS, now)


def _hex(draw: Draw, number: Integer, digits: int) -> Text:
    """The number in so many hexadecimal digits."""
    return draw.join(
        *(draw.at(HEX_DIGITS, number // 16**i % 16) for i in range(digits - 1, -1, -1))
    )


def _variant(draw: Draw) -> Text:
    return draw.join(draw["variant"].chars("89ab", 1), draw["sequence"].chars(HEX, 3))


def _node(draw: Draw) -> Text:
    """Six octets, the first of which says by an odd number that they are no network card's."""
    return draw.join(
        draw["node"].pattern("x^", {"x": HEX, "^": "13579bdf"}), draw["rest"].chars(HEX, 10)
    )


@generator("id")
def ksuid(draw: Draw) -> Text:
    """KSUID: seconds of a time in the ten years before the clock and 128 random bits in base 62 (Segment)."""
    now = draw.now.seconds - 1_400_000_000
    seconds = draw["moment"].integer(now - TEN_YEARS_MS // 1000, now)
    return draw.map(draw.join(_hex(draw, seconds, 8), draw.chars(HEX, 32)), _base62, distinct=True)


BASE62 = Radix(DIGITS + UPPER + LOWER)


def _base62(digits: str) -> str:
    """The number of 40 hexadecimal digits in 27 of base 62."""
    return BASE62.text(int(digits, 16), 27)
