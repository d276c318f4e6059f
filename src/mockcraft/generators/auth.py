"""Passwords, keys and tokens, all of them made up."""

from __future__ import annotations

from mockcraft.core.keys import bits
from mockcraft.core.pattern import DIGITS, LOWER, UPPER, URL_BASE64
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
    classes = {ANY: "".join(kinds), **{chr(FIRST + i): each for i, each in enumerate(kinds)}}
    forms = _forms(length, len(kinds))
    if draw.must_differ("form"):
        return draw.pattern(forms.values[0], classes)
    return draw.filled(draw.pick(forms), str, classes)


ANY, FIRST = "\2", 0xF0000  # stand for any of the characters, and for the first kind of them
FORMS = 24  # ways in which the kinds are spread over passwords; many more would make chunks slow


def _forms(length: int, kinds: int) -> Pool:
    """The forms of passwords of that length with so many kinds of characters."""
    if (length, kinds) not in _known:
        forms = dict.fromkeys(_form(length, kinds, number) for number in range(FORMS))
        _known[length, kinds] = Pool("form", forms)
    return _known[length, kinds]


_known: dict[tuple[int, int], Pool] = {}


def _form(length: int, kinds: int, number: int) -> str:
    """Where each kind stands for sure: at places drawn by the number of the form."""
    order = sorted(range(length), key=lambda place: bits(number, place))
    signs = dict(zip(order, map(chr, range(FIRST, FIRST + kinds)), strict=False))
    return "".join(signs.get(place, ANY) for place in range(length))


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
    """Key of an interface: key- and 32 letters and digits, which no scanner takes for a provider's secret."""
    return draw.join("key-", draw.chars(LOWER + UPPER + DIGITS, 32))


@generator("auth", aliases=("token", "access_token", "bearer_token", "token_urlsafe"))
def session_token(draw: Draw) -> Text:
    """Token of 256 random bits in URL-safe base 64 without padding (RFC 4648, section 5)."""
    return draw.join(draw.chars(URL_BASE64, 42), draw["last"].chars("AEIMQUYcgkosw048", 1))


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
