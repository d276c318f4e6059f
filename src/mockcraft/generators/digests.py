"""Digests, fingerprints and tokens: in the form of what they stand for, of nothing in particular."""

from __future__ import annotations

from mockcraft.core.pattern import BASE64, DIGITS, HEX, LOWER, UPPER, URL_BASE64
from mockcraft.generator import Annotated, Between, Draw, Pool, Text, generator

CRYPT = "./" + UPPER + LOWER + DIGITS  # the alphabet of bcrypt
# What the last of 43 characters of base 64 can be, which holds 4 bits, and that of 22, which holds 2.
FOUR_BITS, TWO_BITS = "AEIMQUYcgkosw048", "AQgw"


@generator("digest")
def crc32(draw: Draw) -> Text:
    """Checksum of 32 bits in hexadecimal digits (ISO 3309)."""
    return draw.chars(HEX, 8)


@generator("digest")
def md5(draw: Draw) -> Text:
    """Digest of the length of MD5: 32 hexadecimal digits (RFC 1321)."""
    return draw.chars(HEX, 32)


@generator("digest")
def sha1(draw: Draw) -> Text:
    """Digest of the length of SHA-1: 40 hexadecimal digits (FIPS 180-4)."""
    return draw.chars(HEX, 40)


@generator("digest")
def sha224(draw: Draw) -> Text:
    """Digest of the length of SHA-224: 56 hexadecimal digits (FIPS 180-4)."""
    return draw.chars(HEX, 56)


@generator("digest")
def sha256(draw: Draw) -> Text:
    """Digest of the length of SHA-256: 64 hexadecimal digits (FIPS 180-4)."""
    return draw.chars(HEX, 64)


@generator("digest")
def sha384(draw: Draw) -> Text:
    """Digest of the length of SHA-384: 96 hexadecimal digits (FIPS 180-4)."""
    return draw.chars(HEX, 96)


@generator("digest")
def sha512(draw: Draw) -> Text:
    """Digest of the length of SHA-512: 128 hexadecimal digits (FIPS 180-4)."""
    # In two parts, as the name of a decision of 128 characters takes longer to hash.
    return draw.join(draw["head"].chars(HEX, 64), draw["tail"].chars(HEX, 64))


@generator("digest", aliases=("bcrypt",))
def bcrypt_hash(draw: Draw) -> Text:
    """Password of the form that bcrypt stores: version 2b, cost 12, a salt of 128 bits, 184 bits."""
    salt = draw.join(draw["salt"].chars(CRYPT, 21), draw["salt end"].chars(".Oeu", 1))
    rest = draw.join(draw["hash"].chars(CRYPT, 30), draw["hash end"].chars(".CGKOSWaeimquy26", 1))
    return draw.join("$2b$12$", salt, rest)


@generator("digest", aliases=("argon2",))
def argon2_hash(draw: Draw) -> Text:
    """Password of the form that Argon2id stores: its costs, a salt of 128 bits, 256 bits (RFC 9106, PHC string format)."""
    salt = draw.join(draw["salt"].chars(BASE64, 21), draw["salt end"].chars(TWO_BITS, 1))
    rest = draw.join(draw["hash"].chars(BASE64, 42), draw["hash end"].chars(FOUR_BITS, 1))
    return draw.join("$argon2id$v=19$m=65536,t=3,p=4$", salt, "$", rest)


@generator("digest", aliases=("pbkdf2",))
def pbkdf2_hash(draw: Draw) -> Text:
    """Password of the form that Django stores: PBKDF2 with SHA-256, 1,000,000 rounds, a salt, 256 bits in base 64."""
    rest = draw.join(draw["hash"].chars(BASE64, 42), draw["hash end"].chars(FOUR_BITS, 1), "=")
    return draw.join(
        "pbkdf2_sha256$1000000$", draw["salt"].chars(UPPER + LOWER + DIGITS, 22), "$", rest
    )


@generator("digest", aliases=("sri_hash", "subresource_integrity"))
def integrity(draw: Draw) -> Text:
    """Digest of a script as a page states it: sha384- and 64 characters of base 64 (W3C Subresource Integrity)."""
    return draw.join("sha384-", draw.chars(BASE64, 64))


@generator("digest", aliases=("entity_tag",))
def etag(draw: Draw) -> Text:
    """Entity tag of a representation, strong, in quotation marks (RFC 9110, section 8.8.3)."""
    return draw.join('"', draw.chars(HEX, 32), '"')


@generator("digest")
def certificate_fingerprint(draw: Draw) -> Text:
    """Fingerprint of a certificate with SHA-256: 32 octets with colons between them."""
    return draw.pattern(":".join(["xx"] * 32), {"x": HEX.upper()})


@generator("digest")
def ssh_fingerprint(draw: Draw) -> Text:
    """Fingerprint of a key of SSH: SHA256: and 256 bits in base 64 without padding (OpenSSH)."""
    return draw.join("SHA256:", draw.chars(BASE64, 42), draw["end"].chars(FOUR_BITS, 1))


@generator("digest")
def ssh_public_key(draw: Draw) -> Text:
    """Public key of the form of Ed25519 as a file authorized_keys has it (RFC 8709, section 4)."""
    head = draw["head"].chars(UPPER[:16], 1)  # two bits of the key's length, four of the key
    return draw.join("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", head, draw.chars(BASE64, 42))


@generator("digest")
def pgp_fingerprint(draw: Draw) -> Text:
    """Fingerprint of a key of OpenPGP: 40 hexadecimal digits in groups of four (RFC 4880, section 12.2)."""
    groups = " ".join(["xxxx"] * 5)
    return draw.pattern(f"{groups}  {groups}", {"x": HEX.upper()})


@generator("digest")
def pgp_key_id(draw: Draw) -> Text:
    """Number of a key of OpenPGP: 0x and 64 bits (RFC 4880, section 12.2)."""
    return draw.join("0x", draw.chars(HEX.upper(), 16))


@generator("digest")
def token_hex(
    draw: Draw, *, bytes: Annotated[int, Between(1, 256), "random bytes, two digits each"] = 32
) -> Text:
    """Random bytes in hexadecimal digits."""
    return draw.chars(HEX, 2 * bytes)


@generator("digest")
def csrf_token(draw: Draw) -> Text:
    """Token against forged requests of the form of Django's: 64 letters and digits."""
    return draw.chars(UPPER + LOWER + DIGITS, 64)


@generator("digest", aliases=("json_web_token",))
def jwt(draw: Draw) -> Text:
    """JSON Web Token of HS256: a subject, an hour in the year before the clock, a random signature (RFC 7519)."""
    issued = draw.now.seconds - draw["issued"].integer(0, 365 * 86_400)
    subject = draw["subject"].chars(DIGITS, 10)
    claims = draw.join(subject, " ", issued)
    signature = draw.join(draw.chars(URL_BASE64, 42), draw["end"].chars(FOUR_BITS, 1))
    return draw.join(JWT_HEAD, ".", draw.map(claims, _claims, distinct=True), ".", signature)


JWT_HEAD = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"  # {"alg":"HS256","typ":"JWT"}


def _claims(text: str) -> str:
    """The claims of a subject and a time in base 64."""
    from binascii import b2a_base64

    subject, issued = text.split()
    claims = f'{{"sub":"{subject}","iat":{issued},"exp":{int(issued) + 3600}}}'
    encoded = b2a_base64(claims.encode(), newline=False).decode()
    return encoded.rstrip("=").translate(TO_URL)


TO_URL = {ord("+"): "-", ord("/"): "_"}


@generator("digest", aliases=("authorization_header",))
def bearer_header(draw: Draw) -> Text:
    """Header that shows a token of 256 random bits (RFC 6750, section 2.1)."""
    return draw.join(
        "Authorization: Bearer ", draw.chars(URL_BASE64, 42), draw["end"].chars(FOUR_BITS, 1)
    )


@generator("digest", aliases=("otpauth",))
def totp_uri(draw: Draw) -> Text:
    """Address by which an authenticator app is set up, of an account on a reserved domain (Key URI format)."""
    name = draw.record("nouns").word
    return draw.join(
        "otpauth://totp/Example:", name, "%40example.com?secret=", draw.chars(UPPER + "234567", 32),
        "&issuer=Example",
    )  # fmt: skip


@generator("digest")
def hash_algorithm(draw: Draw) -> Text:
    """Name of a hash function."""
    return draw.pick(ALGORITHMS)


ALGORITHMS = Pool(
    "hash algorithm",
    (
        "SHA-256", "SHA-512", "SHA-384", "SHA-224", "SHA-1", "MD5", "SHA3-256", "SHA3-512", "BLAKE2b", "BLAKE2s",
        "BLAKE3", "RIPEMD-160",
    ),
    (50, 12, 6, 2, 8, 8, 5, 2, 3, 1, 2, 1),
)  # fmt: skip
