"""Columns that are called as a generator is: icd10_code, flight_number, the number of a table of flights."""

from collections.abc import Sequence
from functools import cache

from mockcraft.generators.summaries import SUMMARIES
from mockcraft.names import normal

# Kinds of columns that take the values of generators of a type.
_TAKEN_BY = {
    "text": ("text",),
    "integer": ("integer",),
    "decimal": ("decimal", "integer"),
    "float": ("decimal", "integer"),
    "boolean": ("boolean",),
    "date": ("date",),
    "json": ("json",),
}
# Names of one word that mean one thing, whatever the table is.
_PLAIN = """
    aircraft airline airplane airport allergen allergy apn arn asin asn atc awb barcode bathrooms bedrooms beverage
    bic bmi breakfast breed browser bsb callsign cas chrome cidr cvc cve cvss cvv cwe deductible degree dessert
    diagnosis diastolic dinner disease doi dosage drink drug dsn duns ean ean13 ean8 emoji etag ethnicity expiry
    fertilizer flooring fruit gamertag gate gln gpa grade gtin hashtag hazmat hobby hospital iata iban icao iccid
    icd10 imei imo imsi incoterm industry instrument isbn isbn10 isbn13 isin issn jwt ksuid latency lei logfmt
    lunch make mcc medication metar mmsi mpan mrn msisdn nanoid nationality ndc npi odometer orcid passport
    pesticide planet plate pnr processor protein publisher runway seat sector sedol semester sha1 sha256 sha512
    slogan snack species spice spo2 sqft squawk sscc subnet swift symptom syslog systolic tariff ticker tractor
    transmission uetr ulid university vaccine vegetable vin voltage zodiac zoning
"""
# Names of generators that mean something else as those of columns.
_OTHERS = """
    account_number account_type any_country contract_type date_this_month entry_mode error_object group_number
    image_name image_tag input_name job_level job_record month_name name_prefix network_code order_price order_type
    order_value package_type price_tag product_dimension product_record random_string response_code risk_class
    room_type security_function service_name state_code time_series unit_name user_role user_status
"""
_PLAIN_NAMES = frozenset(map(normal, _PLAIN.split()))
_OTHER_NAMES = frozenset(map(normal, _OTHERS.split()))
SHORTEST = 2  # words of a name's end that is a generator's


@cache
def _types() -> dict[str, tuple[str, str]]:
    """(generator, its type) by the names that stand for it, without blanks."""
    made: dict[str, tuple[str, str]] = {}
    for name, _, aliases, type_, *_ in SUMMARIES:
        for each in (name, *aliases):
            made.setdefault(normal(each), (name, type_))
    return made


def called(found: Sequence[str], kind: str, table: Sequence[str]) -> tuple[str, int]:
    """The generator that a column is called after, and how many of the words are its name; "" for none.

    Args:
        found: words of the column's name.
        kind: of the column.
        table: words of its table's name.
    """
    own = (*table[-1:], *found) if len(found) == 1 else tuple(found)
    for length in range(len(own), SHORTEST - 1, -1):
        if generator := _of("".join(own[-length:]), kind):
            return generator, length
    if len(found) == 1 and found[0] in _PLAIN_NAMES and (generator := _of(found[0], kind)):
        return generator, 1
    return "", 0


def _of(name: str, kind: str) -> str:
    generator, type_ = _types().get(name, ("", ""))
    known = generator and name not in _OTHER_NAMES and type_ in _TAKEN_BY.get(kind, ())
    return generator if known else ""
