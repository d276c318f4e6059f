"""Identifiers that name a thing and say nothing about it."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, LOWER, UPPER
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

HEX = "0123456789abcdef"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CROCKFORD_DIGITS = Pool("crockford", CROCKFORD)
SMALLEST, LARGEST = -(2**63), 2**63 - 1  # of what 64 bits hold, signed
TEN_YEARS_MS = 3_652 * 86_400_000


def _numbers(start: int = 1, step: int = 1) -> int:
    """How many numbers of the sequence are within 64 bits, signed."""
    return (LARGEST - start if step > 0 else start - SMALLEST) // abs(step) + 1


@generator("id", aliases=("auto_increment", "serial", "row_number", "counter"), limit=_numbers)
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


@generator("id", aliases=("guid", "uuid4"))
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
