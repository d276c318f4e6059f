"""Values of the industry packs, judged by other validators or by examples that their standards print."""

import importlib.util
import json
import re
import sys
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs
from uuid import UUID

import phonenumbers
import pytest
from schwifty import BIC
from stdnum import casrn, ean, imo, isbn, isni, iso6346, iso11649, issn, luhn
from stdnum.au import tfn
from stdnum.br import cnpj, cpf
from stdnum.ca import sin
from stdnum.cn import ric
from stdnum.es import dni
from stdnum.eu import eic
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.in_ import pan
from stdnum.jp import in_ as my_number
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import itin

from generators.sampling import values
from mockcraft.core import checksum, national
from mockcraft.generators._radix import Radix


def matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def gs1(value: str) -> bool:
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(value[:-1])))
    return -total % 10 == int(value[-1])


def jwt(value: str) -> bool:
    head, claims, signature = (
        urlsafe_b64decode(each + "=" * (-len(each) % 4)) for each in value.split(".")
    )
    made = json.loads(claims)
    return (
        json.loads(head) == {"alg": "HS256", "typ": "JWT"}
        and made["exp"] - made["iat"] == 3600
        and len(signature) == 32
    )  # fmt: skip


def ssh_key(value: str) -> bool:
    kind, body = value.split()
    data = b64decode(body, validate=True)
    return data[4:15].decode() == kind and data[15:19] == b"\0\0\0\x20" and len(data) == 51


def base64_of(size: int) -> Callable[[str], bool]:
    """Whether the part after the last $, - or : is canonical base 64 of so many bytes."""

    def holds(value: str) -> bool:
        text = re.split(r"[$:-]", value)[-1]
        data = b64decode(text + "=" * (-len(text) % 4), validate=True)
        return len(data) == size and b64encode(data).decode().rstrip("=") == text.rstrip("=")

    return holds


def common_log(value: str) -> bool:
    found = re.match(r'(\S+) - - \[([^]]+)\] "[A-Z]+ /\S* HTTP/1\.1" [2-5]\d\d \d+', value)
    return found is not None and bool(datetime.strptime(found[2], "%d/%b/%Y:%H:%M:%S %z"))


def characters(text: str) -> list[int]:
    """Characters as check digits take them; < is 0."""
    return [int(each.replace("<", "0"), 36) for each in text]


def travel_document(value: str) -> bool:
    """Second line of a passport (ICAO Doc 9303-4, appendix B)."""

    def check(text: str) -> int:
        return sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(characters(text))) % 10

    parts = [(value[:9], value[9]), (value[13:19], value[19]), (value[21:27], value[27])]
    whole = value[:10] + value[13:20] + value[21:43]
    return len(value) == 44 and all(check(p) == int(d) for p, d in [*parts, (whole, value[43])])


def meter_point(value: str) -> bool:
    """MPAN, by the table of primes that Elexon prints."""
    primes = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    total = sum(prime * int(digit) for prime, digit in zip(primes, value[:-1], strict=True))
    return total % 11 % 10 == int(value[-1])


def test_the_line_that_the_standard_prints_is_valid() -> None:
    assert travel_document("L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def upc_a(value: str) -> bool:
    """A UPC-E whose sixth digit is 5 to 9, written out (GS1 General Specifications, 5.2.2.4.2)."""
    return value[6] in "56789" and bool(ean.is_valid(f"0{value[:6]}0000{value[6:]}"))


def timed_uuid(version: int) -> Callable[[str], bool]:
    """Whether it is a UUID of this version of a time in the ten years before 2026."""

    def holds(value: str) -> bool:
        made, digits = UUID(value), value.replace("-", "")
        ticks = {
            1: made.time, 6: int(digits[:12] + digits[13:16], 16), 7: int(digits[:12], 16) * 10_000 + EPOCH
        }[version]  # fmt: skip
        seconds = (ticks - EPOCH) / 10**7
        return (
            made.version == version
            and made.variant == "specified in RFC 4122"
            and 1_451_000_000 < seconds <= 1_767_225_601
        )

    return holds


EPOCH = 0x01B21DD213814000  # 100 nanoseconds from 1582-10-15 to 1970-01-01


def ksuid(value: str) -> bool:
    """27 characters of base 62, whose first four octets are seconds since 2014-05-13."""
    number = 0
    for character in value:
        number = number * 62 + BASE62.index(character)
    seconds = (number >> 128) + 1_400_000_000
    return len(value) == 27 and 1_451_000_000 < seconds <= 1_767_225_600


BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


VALID: dict[str, Callable[[str], bool]] = {
    "container_number": iso6346.is_valid,
    "imo_number": imo.is_valid,
    "ean8": ean.is_valid,
    "upc_e": upc_a,
    "sbn9": lambda value: isbn.is_valid("0" + value),
    "uuid1": timed_uuid(1),
    "uuid6": timed_uuid(6),
    "uuid7": timed_uuid(7),
    "ksuid": ksuid,
    "cidr": lambda value: str(ip_network(value)) == value and ip_network(value).is_private,
    "ipv6_cidr": lambda value: str(ip_network(value)) == value,
    "http_request_headers": lambda value: json.loads(value)["Host"] == "www.example.com",
    "http_response_headers": lambda value: json.loads(value)["ETag"].strip('"').isalnum(),
    "query_string": lambda value: list(parse_qs(value)) == ["page", "sort", "q"],
    "week_date": lambda value: bool(datetime.strptime(value + "-1", "%G-W%V-%u")),
    "iso8601": lambda value: datetime.fromisoformat(value) < datetime(2026, 1, 2, tzinfo=UTC),
    "swift8": lambda value: BIC(value).is_valid,
    "swift11": lambda value: BIC(value).is_valid,
    "rf_reference": iso11649.is_valid,
    "ohlc": lambda value: json.loads(value)["low"] <= json.loads(value)["high"],
    "metar": matches(
        r"METAR [A-Z]{4} \d{6}Z (\d{5}KT) \d{1,2}SM (BKN|OVC)\d{3} M?\d\d/M?\d\d A\d{4}"
    ),
    "sort_code": matches(r"\d\d-\d\d-\d\d"),
    "squawk": matches("[0-7]{4}"),
    "icao24": lambda value: 0xA00001 <= int(value, 16) <= 0xADF7C7,
    "pricetag": matches(r"\$\d{1,3}(,\d{3})?\.\d\d"),
    "safe_hex_color": matches(r"#(([0-9a-f])\2){3}"),
    "itin": itin.is_valid,
    "nino": matches(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]"),
    "nhs_number": nhs.is_valid,
    "sin": sin.is_valid,
    "nir": nir.is_valid,
    "swedish_id": personnummer.is_valid,
    "finnish_id": lambda value: bool(hetu.validate(value, allow_temporary=True)),
    "pesel_number": pesel.is_valid,
    "bsn": bsn.is_valid,
    "dni": dni.is_valid,
    "cpf_number": cpf.is_valid,
    "cnpj_number": cnpj.is_valid,
    "australian_tax_number": tfn.is_valid,
    "japanese_id": my_number.is_valid,
    "resident_identity": ric.is_valid,
    "pan": pan.is_valid,
    "passport_mrz": travel_document,
    "eic": eic.is_valid,
    "mpan": meter_point,
    "eid": lambda value: len(value) == 32 and int(value) % 97 == 1,
    "iccid": lambda value: len(value) == 19 and luhn.is_valid(value),
    "msisdn": lambda value: phonenumbers.is_possible_number(phonenumbers.parse("+" + value)),
    "cas_number": casrn.is_valid,
    "issn": issn.is_valid,
    "orcid": isni.is_valid,
    "doi": matches(r"10\.5555/[a-z]{4}\.20\d\d\.\d{4,5}"),
    "dna": matches("[ACGT]{30}"),
    "protein": matches("M[ACDEFGHIKLMNPQRSTVWY]{29}"),
    "medicare_number": matches(
        r"[1-9][AC-HJKMNPQRT-Y][0-9AC-HJKMNPQRT-Y]\d[AC-HJKMNPQRT-Y][0-9AC-HJKMNPQRT-Y]\d[AC-HJKMNPQRT-Y]{2}\d\d"
    ),
    "gtin_14": ean.is_valid,
    "gln": ean.is_valid,
    "sscc": lambda value: len(value) == 18 and gs1(value),
    "usps_tracking": lambda value: len(value) == 22 and gs1(value),
    "air_waybill": lambda value: int(value[4:11]) % 7 == int(value[11]),
    "jwt": jwt,
    "ssh_public_key": ssh_key,
    "ssh_fingerprint": base64_of(32),
    "argon2_hash": base64_of(32),
    "pbkdf2_hash": base64_of(32),
    "integrity": base64_of(48),
    "bcrypt_hash": matches(r"\$2b\$12\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"),
    "cve_id": matches(r"CVE-20\d\d-\d{5}"),
    "access_log": common_log,
    "combined_log": common_log,
    "json_log": lambda value: json.loads(value)["level"] in ("debug", "info", "warn", "error"),
    "syslog": matches(r"<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+ \S+ \d+ - - .+"),
    "bsd_syslog": matches(r"<\d{1,3}>[A-Z][a-z]{2} [ 1-3]\d \d\d:\d\d:\d\d \S+ \S+\[\d+\]: .+"),
    "pod_name": matches(r"[a-z]+-[b-z2-9]{10}-[b-z2-9]{5}"),
}


@pytest.mark.parametrize("name", VALID)
def test_a_value_is_valid(name: str) -> None:
    for value in values(name, 500):
        assert VALID[name](value), value


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        (checksum.ups, "5R89390357567127"),
        (checksum.ups, "879E930346834440"),
        (checksum.fedex, "986578788855"),
        (checksum.fedex, "477179081230"),
        (national.travel_document, "7408122"),
    ],
)
def test_a_rule_gives_the_digit_of_a_known_number(
    rule: Callable[[list[int]], int], number: str
) -> None:
    assert int(number[-1]) == rule(characters(number[:-1]))


def tool(name: str) -> ModuleType:
    """A module of tools/data."""
    folder = Path(__file__).parents[2] / "tools" / "data"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location(f"tool_{name}", folder / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(folder))


@pytest.mark.parametrize(
    ("vector", "tenths"),  # of the examples that FIRST prints for CVSS 3.1
    [
        ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61),
        ("AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64),
        ("AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31),
        ("AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 99),
        ("AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 42),
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75),
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98),
        ("AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0),
    ],
)
def test_scores_of_vulnerabilities_are_those_of_the_standard(vector: str, tenths: int) -> None:
    metrics = dict(part.split(":") for part in vector.split("/"))

    assert tenths == tool("security").score(metrics)


@pytest.mark.parametrize("places", [1, 4, 27, 52])
def test_a_number_in_another_base_is_what_dividing_by_it_gives(places: int) -> None:
    radix = Radix(BASE62)
    for number in (0, 1, 61, 62, 62**places - 1, 2**160 % 62**places):
        rest, text = number, ""
        for _ in range(places):
            rest, place = divmod(rest, 62)
            text = BASE62[place] + text

        assert text == radix.text(number, places)
