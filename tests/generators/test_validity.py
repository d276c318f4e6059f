"""Every value that follows a standard, judged by somebody else's validator."""

import gzip
import ipaddress
import json
import re
import xml.etree.ElementTree as ElementTree
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import available_timezones

import emoji
import phonenumbers
import pycountry
import pytest
from schwifty import BIC, IBAN
from stdnum import bitcoin, cusip, ean, gb, imei, isbn, isin, lei, luhn, us
from stdnum.gb import sedol
from stdnum.us import ein, itin, rtn

from generators.sampling import LOCALES, is_missing, values
from mockcraft.core.lists import load
from mockcraft.errors import ParameterError

assert gzip and gb and us  # the packages whose modules are used below


ZONES = available_timezones()


def npi(value: str) -> bool:
    return bool(luhn.is_valid("80840" + value)) and len(value) == 10


def dea(value: str) -> bool:
    digits = [int(each) for each in value[2:]]
    total = digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])
    return bool(re.fullmatch(r"[A-Z]{2}\d{7}", value)) and total % 10 == digits[6]


def vin(value: str) -> bool:
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(
        (letters[c] if c in letters else int(c)) * w for c, w in zip(value, weights, strict=True)
    )
    return value[8] == "0123456789X"[total % 11]


def upc(value: str) -> bool:
    return len(value) == 12 and bool(ean.is_valid("0" + value))


def uuid4(value: str) -> bool:
    return UUID(value).version == 4 and UUID(value).variant == "specified in RFC 4122"


def unreachable(value: str) -> bool:
    host = (urlsplit(value).hostname if "//" in value else value.rpartition("@")[2]) or ""
    return host.endswith((".example", ".test", ".invalid")) or host.removeprefix("www.") in (
        "example.com", "example.net", "example.org",
    )  # fmt: skip


def public(value: str) -> bool:
    return ipaddress.IPv4Address(value).is_global


def canonical_ipv6(value: str) -> bool:
    address = ipaddress.IPv6Address(value)
    return str(address) == value and address in ipaddress.IPv6Network("2001:db8::/32")


def local_mac(value: str) -> bool:
    first = int(value[:2], 16)
    return bool(re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", value)) and first & 3 == 2


def matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def gif(value: str) -> bool:
    data = b64decode(value.partition(",")[2], validate=True)
    return data[:6] == b"GIF89a" and data[6:10] == b"\1\0\1\0" and data[-1] == 0x3B


def test_emojis_are_written_as_they_are_shown_in_colour() -> None:
    whole = emoji.STATUS["fully_qualified"]
    known = load("emojis").rows["emoji"]

    assert len(known) > 3_500
    assert [] == [each for each in known if emoji.EMOJI_DATA[each]["status"] != whole]


def iso_date(value: str) -> bool:
    return date.fromisoformat(value).isoformat() == value


VALID: dict[str, Callable[[str], bool]] = {
    "credit_card_number": luhn.is_valid,
    "imei": imei.is_valid,
    "iban": lambda value: IBAN(value).is_valid,
    "bic": lambda value: BIC(value).is_valid,
    "aba_routing": rtn.is_valid,
    "cusip": cusip.is_valid,
    "isin": isin.is_valid,
    "sedol": sedol.is_valid,
    "lei": lei.is_valid,
    "ein": ein.is_valid,
    "bitcoin_address": bitcoin.is_valid,
    "ean": ean.is_valid,
    "upc": upc,
    "isbn": isbn.is_valid,
    "isbn10": isbn.is_valid,
    "npi": npi,
    "dea_number": dea,
    "vin": vin,
    "uuid": uuid4,
    "url": unreachable,
    "email": unreachable,
    "company_email": unreachable,
    "social_media": unreachable,
    "image_url": unreachable,
    "domain_name": unreachable,
    "hostname": unreachable,
    "ipv4": public,
    "ipv6": canonical_ipv6,
    "mac": local_mac,
    "pixel": gif,
    "date": iso_date,
    "past_date": lambda value: date.fromisoformat(value) < date(2026, 1, 1),
    "future_date": lambda value: date.fromisoformat(value) > date(2026, 1, 1),
    "datetime": lambda value: (
        datetime(2016, 1, 1) <= datetime.fromisoformat(value) <= datetime(2026, 1, 1)
    ),
    "time_zone": lambda value: value in ZONES,
    "time_zone_region": lambda value: value in ZONES,
    "country_code": lambda value: pycountry.countries.get(alpha_2=value) is not None,
    "country_alpha3": lambda value: pycountry.countries.get(alpha_3=value) is not None,
    "currency_code": lambda value: pycountry.currencies.get(alpha_3=value) is not None,
    "ssn": matches(r"9\d\d-\d\d-\d{4}"),
    "hex_uint8": matches(r"0x[0-9a-f]{2}"),
    "hex_uint256": matches(r"0x[0-9a-f]{64}"),
    "sentence_simple": matches(r"The [a-z-]+ [a-z-]+ [a-z]+s the [a-z-]+\."),
    "weighted": matches("red|green|blue|yellow"),
    "ulid": matches(r"[0-7][0-9A-HJKMNP-TV-Z]{25}"),
    "nanoid": matches(r"[A-Za-z0-9_-]{21}"),
    "object_id": matches(r"[0-9a-f]{24}"),
    "hex_color": matches(r"#[0-9a-f]{6}"),
    "color_hex": matches(r"#[0-9a-f]{6}"),
    "rgb": matches(r"rgb\((\d{1,3}), (\d{1,3}), (\d{1,3})\)"),
    "icd10_code": matches(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"),
    "atc": matches(r"[A-DGHJLMNPRSV]\d\d[A-Z]{2}\d\d"),
    "airport_iata": matches(r"[A-Z]{3}"),
    "airport_icao": matches(r"[A-Z]{4}"),
    "flight_number": matches(r"[A-Z0-9]{2}[1-9]\d{0,3}"),
    "tail_number": matches(r"N[1-9]\d{0,4}|N[1-9]\d{0,3}[A-HJ-NP-Z]|N[1-9]\d{0,2}[A-HJ-NP-Z]{2}"),
    "record_locator": matches(r"[A-Z2-9]{6}"),
    "seat": matches(r"[1-9]\d?[A-F]"),
    "expiry": matches(r"(0[1-9]|1[0-2])/(2[7-9]|3[01])"),
    "cvv": matches(r"\d{3,4}"),
    "username": matches(r"[a-z][a-z0-9]*[._]?[a-z0-9]+"),
    "http_status": matches(r"[1-5]\d\d"),
    "mime_type": matches(r"[a-z]+/[a-z0-9.+-]+"),
    "version": matches(r"\d+\.\d+\.\d+"),
    "session_token": lambda value: len(urlsafe_b64decode(value + "=")) == 32,
    "json": lambda value: isinstance(json.loads(value), dict),
    "person": lambda value: isinstance(json.loads(value), dict),
    "company_record": lambda value: isinstance(json.loads(value), dict),
    "teams_record": lambda value: len({*chain(*json.loads(value).values())}) == 6,
    "nice_colors": lambda value: len(json.loads(value)) == 5,
    "xml": lambda value: ElementTree.fromstring(value).tag == "person",
    "svg": lambda value: ElementTree.fromstring(value).tag.endswith("svg"),
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", VALID)
def test_a_value_satisfies_an_independent_validator(name: str, locale: str) -> None:
    if is_missing(name, locale):
        return
    wrong = [value for value in values(name, 500, locale) if not VALID[name](value)]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_both_forms_of_a_telephone_number_are_one_number(locale: str) -> None:
    national = [phonenumbers.parse(value, locale[3:]) for value in values("phone", 500, locale)]
    e164 = [phonenumbers.parse(value) for value in values("phone", 500, locale, form="e164")]

    assert [each.country_code for each in national] == [each.country_code for each in e164]
    assert [str(each.national_number)[:1] for each in national] == [
        str(each.national_number)[:1] for each in e164
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_parcel_s_number_has_the_check_digit_of_the_postal_union(locale: str) -> None:
    weights = (8, 6, 4, 2, 3, 5, 9, 7)  # UPU S10; RR473124829GB is the example of its text
    for value in ["RR473124829GB", *values("tracking_number", 2_000, locale)]:
        rest = (
            sum(int(digit) * weight for digit, weight in zip(value[2:10], weights, strict=True))
            % 11
        )
        assert int(value[10]) == {0: 5, 1: 0}.get(rest, 11 - rest)


def test_a_social_security_number_is_no_number_of_a_taxpayer() -> None:
    assert not any(itin.is_valid(value) for value in values("ssn", 5_000))


# What secret scanners look for (gitleaks 8, trufflehog 3): keys of Stripe, AWS, GitHub, Google, Slack, npm, OpenAI.
SECRETS = re.compile(
    r"(sk|rk|pk)_(live|test)_|AKIA|ASIA|gh[pousr]_|github_pat_|AIza|xox[abprs]-|npm_|sk-|ya29\.|glpat-|SG\.|dop_v1_"
)


@pytest.mark.parametrize(
    "name", ["api_key", "session_token", "password", "csrf_token", "token_hex"]
)
def test_no_secret_has_a_form_that_scanners_take_for_somebody_s(name: str) -> None:
    assert not any(map(SECRETS.match, values(name, 2_000)))


@pytest.mark.parametrize(
    "domain", ["x y", "", "a..b", "-a.com", "a@b.com", "é.com", "a" * 64 + ".com"]
)
def test_a_domain_of_addresses_that_is_none_is_refused(domain: str) -> None:
    with pytest.raises(ParameterError, match="domain"):
        values("email", 1, domain=domain)


def test_numbers_of_the_calendar_reach_their_ends() -> None:
    made = values("date", 3_000), values("birth_date", 3_000), values("datetime", 3_000)

    assert all({"29", "30", "31"} <= {each[8:10] for each in dates} for dates in made)
    assert {str(day) for day in range(1, 32)} == set(values("day", 3_000))


def test_companies_have_as_many_addresses_as_names() -> None:
    made = values("company_email", 4_000, "en_US", True)

    assert len(set(made)) == 4_000


def test_a_unique_iban_is_no_row_number() -> None:
    made = values("iban", 2_000, "de_DE", True)

    assert sum(each.endswith("0000") for each in made) < 5


def test_a_private_key_of_bitcoin_is_any_of_its_256_bits() -> None:
    first = {each[:4] for each in values("bitcoin_private_key", 2_000)}

    assert len({each[0] for each in first}) == 2 and len(first) > 1_000


def test_the_kinds_of_characters_stand_anywhere_in_a_password() -> None:
    made = values("password", 5_000)
    digits = {
        i
        for value in made
        for i, sign in enumerate(value)
        if sum(map(str.isdigit, value)) == 1 and sign.isdigit()
    }

    assert len(digits) > 8
    assert all(
        any(map(str.isdigit, value))
        and any(map(str.isupper, value))
        and any(map(str.islower, value))
        for value in made
    )


def test_a_german_account_has_the_check_digit_of_every_bank_s_method() -> None:
    made = values("iban", 20_000, "de_DE")

    assert {value[4:12] for value in made} == set(load("banks", "de_DE").rows["bank_code"])


@pytest.mark.parametrize("code", sorted(set(load("cities").rows["area_code"])))
def test_an_area_code_is_of_one_state(code: str) -> None:
    rows = load("cities").rows

    assert len({s for s, c in zip(rows["state"], rows["area_code"], strict=True) if c == code}) == 1


@pytest.mark.filterwarnings("ignore:No national checksum algorithm")
@pytest.mark.parametrize("country", load("iban_formats").rows["country"])
def test_an_iban_of_any_country_is_valid(country: str) -> None:
    made = values("iban", 50, country=country)

    assert all(IBAN(value, validate_bban=True) for value in made)
    assert {value[:2] for value in made} == {country}


@pytest.mark.parametrize(
    ("network", "form"),
    [
        ("visa", r"4\d{15}"), ("mastercard", r"(5[1-5]\d\d|2[2-7]\d\d)\d{12}"), ("american_express", r"3[47]\d{13}"),
        ("discover", r"6(011|5\d\d|4[4-9]\d)\d{12}"), ("diners_club", r"3[68]\d{12}"), ("jcb", r"35\d{14}"),
        ("unionpay", r"62\d{14}(\d{3})?"), ("maestro", r"(50|67)\d{14}"),
    ],
)  # fmt: skip
def test_a_card_has_the_prefix_and_length_of_its_network(network: str, form: str) -> None:
    made = values("credit_card_number", network=network)

    assert all(re.fullmatch(form, value) and luhn.is_valid(value) for value in made)


def test_the_checksum_of_a_private_key_of_bitcoin_is_right() -> None:
    from hashlib import sha256

    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for value in values("bitcoin_private_key", 20):
        number = 0
        for character in value:
            number = number * 58 + alphabet.index(character)
        payload = number.to_bytes(38, "big")
        assert payload[0] == 0x80 and payload[33] == 1
        assert payload[34:] == sha256(sha256(payload[:34]).digest()).digest()[:4]


def test_rgb_is_within_one_byte_a_colour() -> None:
    made = [re.findall(r"\d+", value) for value in values("rgb")]

    assert max(int(each) for value in made for each in value) <= 255
