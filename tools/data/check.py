"""Check every list of `src/mockcraft/data`: its form, its columns, and what packages can verify.

    python tools/data/check.py

Prints each problem as `list:line: what is wrong`; the exit code is 1 if there is any.
"""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import json
import random
import sys
import unicodedata
import zoneinfo
from collections.abc import Iterator
from importlib.resources import files

import airportsdata
import forms
import phonenumbers
import pycountry
import simple_icd_10_cm as icd
import zipcodes
from listing import DATA, read
from stdnum import iban


def facts() -> Iterator[str]:
    """Yield what packages say is not so."""
    countries = {row["alpha2"] for row in read("countries")}
    currencies = {row["code"] for row in read("currencies")}
    zones = zoneinfo.available_timezones()
    for row in read("countries"):
        country = pycountry.countries.get(alpha_2=row["alpha2"])
        if not country or (country.alpha_3, country.numeric) != (row["alpha3"], row["numeric"]):
            yield f"countries: {row}"
        if row["currency"] not in currencies:
            yield f"countries: currency of {row['name']}: {row['currency']}"
    for row in [*read("airports"), *read("airlines")]:
        if row["country"] not in countries:
            yield f"airports or airlines: country of {row['name']}: {row['country']}"
    known = airportsdata.load("IATA")
    for row in read("airports"):
        if row["iata"] not in known or row["time_zone"] not in zones:
            yield f"airports: {row}"
    for row in read("time_zones"):
        if row["name"] not in zones:
            yield f"time_zones: {row['name']}"
    for row in read("medical_conditions"):
        if not (icd.is_valid_item(row["icd10"]) and icd.is_leaf(row["icd10"])):
            yield f"medical_conditions: {row}"


def account_numbers() -> Iterator[str]:
    """Yield IBAN formats whose random account numbers python-stdnum does not take."""
    chance = random.Random(1)
    signs = {"#": "0123456789", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "C": "0123456789ABCDEFGHIJ"}
    for row in read("iban_formats"):
        if "*" in row["bban"]:
            continue  # tests hold these to schwifty's rules
        bban = "".join(chance.choice(signs[sign]) for sign in row["bban"])
        rest = 98 - int("".join(str(int(sign, 36)) for sign in f"{bban}{row['country']}00")) % 97
        number = f"{row['country']}{rest:02d}{bban}"
        if len(number) != int(row["length"]) or not iban.is_valid(number):
            yield f"iban_formats: stdnum rejects {number}"


# Counties of Norway since 2024; pycountry has those before.
NEW = {f"NO-{number}" for number in (31, 33, 39, 40, 55)}


def places() -> Iterator[str]:
    """Yield cities whose postal code, subdivision, time zone or telephone number is not right."""
    known = {entry["zip_code"] for entry in zipcodes.list_all()}
    zones = zoneinfo.available_timezones()
    chance = random.Random(1)
    for locale in sorted(path.parent.name for path in DATA.glob("*/cities.tsv")):
        country = locale[3:]
        formats = {row["key"]: row["format"] for row in read(f"{locale}/formats")}
        for row in read(f"{locale}/cities"):
            where = f"{locale}/cities: {row['city']} {row['zip']}"
            if locale == "en_US" and row["zip"] not in known:
                yield f"{where}: no such ZIP code"
            subdivision = f"{country}-{row['state_code']}"
            if subdivision not in NEW and not pycountry.subdivisions.get(code=subdivision):
                yield f"{where}: no such subdivision: {row['state_code']}"
            if row["time_zone"] not in zones:
                yield f"{where}: no such time zone: {row['time_zone']}"
            code = row["area_code"]
            plain = formats.get(f"phone_{len(code)}", formats["phone"])
            pattern = formats.get(f"phone_of_{code}", plain)
            text = "".join(
                chance.choice("23456789")
                if sign == "N"
                else str(chance.randrange(10))
                if sign == "#"
                else sign
                for sign in pattern.replace("{area_code}", code)
            )
            if not phonenumbers.is_possible_number(phonenumbers.parse(text, country)):
                yield f"{where}: no possible number: {text}"


def banks() -> Iterator[str]:
    """Yield banks that schwifty's and zengin-code's registries do not hold."""
    registry = files("schwifty").joinpath("bank_registry")
    for country, locale, name in (
        ("DE", "de_DE", "generated_de.json"),
        ("FR", "fr_FR", "manual_fr.json"),
    ):
        entries = json.loads(registry.joinpath(name).read_text(encoding="utf-8"))
        known = {(entry["bank_code"], entry["bic"]) for entry in entries}
        for row in read(f"{locale}/banks"):
            if (row["bank_code"], row["bic"]) not in known:
                yield f"{locale}/banks: {row} is not in schwifty's registry of {country}"
    path = files("zengin_code").joinpath("source-data", "data", "banks.json")
    zengin = json.loads(path.read_text(encoding="utf-8"))
    for row in read("ja_JP/banks"):
        official = unicodedata.normalize("NFKC", zengin.get(row["bank_code"], {}).get("name", ""))
        if row["name"] != f"{official}銀行":
            yield f"ja_JP/banks: {row['bank_code']} is {official}, not {row['name']}"


def main() -> None:
    """Check everything and tell."""
    problems = [*forms.problems()]
    if not problems:
        problems += [*facts(), *account_numbers(), *places(), *banks()]
    size = sum(path.stat().st_size for path in DATA.rglob("*.tsv"))
    count = len([*DATA.rglob("*.tsv")])
    print("\n".join(problems) or f"{count} lists, {size:,} bytes: all right")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
