"""Passwords, keys and tokens, all of them made up."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, LOWER, UPPER
from mockcraft.generator import (
    Annotated,
    Between,
    Draw,
    ParameterError,
    Pool,
    Text,
    generator,
)

SPECIAL = "!@#$%&*+-_=?"


@generator("auth")
def password(
    draw: Draw,
    *,
    length: Annotated[int, Between(1, 256), "characters in each value"] = 12,
    lower: Annotated[bool, "small letters"] = True,
    upper: Annotated[bool, "capital letters"] = True,
    numeric: Annotated[bool, "digits"] = True,
    special: Annotated[bool, "also " + SPECIAL] = False,
    space: Annotated[bool, "also blanks"] = False,
) -> Text:
    """Password with at least one character of each kind that is asked for, where its length allows."""
    kinds = [
        alphabet
        for alphabet, wanted in (
            (LOWER, lower), (UPPER, upper), (DIGITS, numeric), (SPECIAL, special), (" ", space),
        )
        if wanted
    ]  # fmt: skip
    if not kinds:
        raise ParameterError("a password needs at least one kind of characters", "lower")
    classes = {"\2": "".join(kinds)}
    places = ["\2"] * length
    for i, alphabet in enumerate(kinds[:length]):  # spread over the password, at fixed places
        sign = chr(0xF0000 + i)
        classes[sign] = alphabet
        places[(2 * i + 1) * length // (2 * len(kinds)) if length >= len(kinds) else i] = sign
    return draw.pattern("".join(places), classes)


@generator("auth")
def pin(draw: Draw, *, length: Annotated[int, Between(1, 32), "digits in each value"] = 4) -> Text:
    """Personal identification number."""
    return draw.chars(DIGITS, length)


@generator("auth", aliases=("one_time_password", "verification_code"))
def otp(draw: Draw) -> Text:
    """One-time password of six digits (RFC 6238)."""
    return draw.chars(DIGITS, 6)


@generator("auth", aliases=("totp_secret",))
def otp_secret(draw: Draw) -> Text:
    """Shared secret of a one-time password: 160 bits in base 32 (RFC 4226, section 4; RFC 4648)."""
    return draw.chars(UPPER + "234567", 32)


@generator("auth", aliases=("secret_key",))
def api_key(draw: Draw) -> Text:
    """Key of an interface: a prefix that tells it from others, and 32 letters and digits."""
    return draw.join("sk_test_", draw.chars(LOWER + UPPER + DIGITS, 32))


@generator("auth", aliases=("token", "access_token", "bearer_token"))
def session_token(draw: Draw) -> Text:
    """Token of 256 random bits in URL-safe base 64 without padding (RFC 4648, section 5)."""
    alphabet = UPPER + LOWER + DIGITS + "-_"
    return draw.join(draw.chars(alphabet, 42), draw["last"].chars("AEIMQUYcgkosw048", 1))


@generator("auth", aliases=("user_role",))
def role(draw: Draw) -> Text:
    """What somebody may do in a system."""
    return draw.pick(ROLES)


ROLES = Pool(
    "role", ("viewer", "user", "editor", "moderator", "admin", "owner"), (20, 55, 12, 6, 5, 2)
)


@generator("auth", aliases=("user_status", "account_state"))
def account_status(draw: Draw) -> Text:
    """State of a user's account."""
    return draw.pick(STATUSES)


STATUSES = Pool(
    "status", ("active", "inactive", "pending", "suspended", "deleted"), (75, 10, 8, 4, 3)
)
