"""IBAN formats and banks."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from listing import Listing, read_table

# Countries whose account numbers hold check digits of their own (IBAN registry, national rules).
WITH_CHECKS = [
    "AX",
    "BI",
    "BL",
    "DJ",
    "GF",
    "GP",
    "MF",
    "MQ",
    "NC",
    "PF",
    "PM",
    "RE",
    "ST",
    "TF",
    "WF",
    "YT",
]
# Places of those that generators/_bban.py has a rule for, from the end of the account number: (first, count).
CHECK_DIGITS = {
    "AL": (7, 1), "BE": (-2, 2), "EE": (-1, 1), "ES": (8, 2), "FI": (-1, 1), "IT": (0, 1), "PL": (7, 1), "SM": (0, 1),
    **dict.fromkeys(["BA", "FR", "MC", "ME", "MK", "MR", "PT", "RS", "SI", "TL", "TN", "XK"], (-2, 2)),
}  # fmt: skip
DIGITS_ALONE = (
    "FR",
    "IT",
    "MC",
    "MK",
    "SM",
)  # letters are allowed in accounts, the rules are of digits
WITHOUT_IBAN = "GG IM JE"  # their accounts have British IBANs
# Those whose rules no one place of check digits tells: see generators/_bban.py.
BY_HAND = {
    "CZ": "####000000########**", "HR": "################*", "HU": "#######*###############*",
    "IS": "######################", "NO": "####%####**", "SK": "####000000########**",
}  # fmt: skip
# Stricter than the registry, so that validators of its earlier editions agree.
STRICT = {"BR": "#" * 23 + "A#"}
SIGNS = {"n": "#", "a": "A", "c": "C"}
# The largest banks by name come first; the others are taken at even distances.
LARGE_GERMAN_BANKS = """
    10070000 37040044 10010010 12030000 50010517 20041155 70020270 10050000 20050550 70150000
    50050201 37050198 43060967 10090000 60050101 50050000 70050000 10011001 76026000 30050110
    50190000 44050199 66050101 25050180 86055592 85050300 76050101 72050000
"""
GERMAN_BANKS = 120
BANK_NAMES = {
    "10010010": "Postbank",
    "20041155": "comdirect",
    "12030000": "Deutsche Kreditbank",
    "10050000": "Berliner Sparkasse",
    "70020270": "HypoVereinsbank",
    "50050000": "Landesbank Hessen-Thüringen",
    "43060967": "GLS Bank",
}
ODD_NAMES = (
    r"\bGF\b|[()/]|Gf |Abw|-alt-|Settlement|\bZ?[Nn]dl\b|\bFil\b|Bundesbank|UniCredit"
    r"|Filiale|vormals|\beh\b|ehem|branch|Zweign|CIB|Service|, |Zw |Branch|PAYMENTS|Girozentrale -|Frankfurt$"
)
SCHWIFTY = "schwifty 2026.10.1"


def registry(folder: str, name: str) -> Any:
    """Read a JSON file of schwifty's registries."""
    return json.loads(files("schwifty").joinpath(folder, name).read_text(encoding="utf-8"))


def iban_formats() -> Listing:
    """Account number patterns by country; source: schwifty (MIT; facts of the IBAN registry)."""
    rows = []
    for country, spec in sorted(registry("iban_registry", "generated.json").items()):
        parts = re.findall(r"(\d+)!?([nac])", spec["bban_spec"])
        bban = "".join(SIGNS[kind] * int(count) for count, kind in parts)
        if len(bban) + 4 != spec["iban_length"]:
            raise ValueError(f"{country}: {spec}")
        if country not in (*WITH_CHECKS, *WITHOUT_IBAN.split()):
            form = BY_HAND.get(country) or _marked(country, STRICT.get(country, bban))
            rows.append((country, form, len(bban) + 4))
    source = (
        f"{SCHWIFTY} (IBAN registry; * is a national check digit, see generators/_bban.py), "
        f"{' '.join(BY_HAND)} by hand, less countries with "
        f"other national check digits ({' '.join(WITH_CHECKS)}) and those that use British IBANs ({WITHOUT_IBAN})"
    )
    return Listing.of(source, "MIT", "country bban length", rows)


def _marked(country: str, bban: str) -> str:
    """Return the form of an account number with its check digits marked."""
    if country in DIGITS_ALONE:
        bban = "#" * len(bban)
    if country in CHECK_DIGITS:
        first, count = CHECK_DIGITS[country]
        first %= len(bban)
        bban = bban[:first] + "*" * count + bban[first + count :]
    return bban


def german_banks() -> Listing:
    """German banks with Bankleitzahl and BIC; source: schwifty (MIT; Bundesbank's public list)."""
    entries = {
        entry["bank_code"]: entry
        for entry in registry("bank_registry", "generated_de.json")
        if entry["primary"] and entry["bic"] and len(entry["name"]) <= 40
    }
    large = [entries[code] for code in LARGE_GERMAN_BANKS.split() if code in entries]
    known = {entry["name"] for entry in large}
    others: dict[str, dict[str, Any]] = {}
    for _, entry in sorted(entries.items()):
        plain = not re.search(ODD_NAMES, entry["name"])
        if plain and entry["name"] not in known:
            others.setdefault(entry["name"], entry)
    rest = list(others.values())
    count = GERMAN_BANKS - len(large)
    chosen = large + [rest[index * len(rest) // count] for index in range(count)]
    rows = [
        (BANK_NAMES.get(code := entry["bank_code"], entry["name"]), code, entry["bic"])
        for entry in chosen
    ]
    return Listing.of(f"{SCHWIFTY} (Deutsche Bundesbank)", "MIT", "name bank_code bic", rows)


UNWANTED_CATEGORIES = (
    "0744 5681 5715 5813 5921 5933 5993 7261 7273 7297 7393 7995 8651 8661 9222 9223"
)


OTHER_AMOUNT, OTHER_SHARE = 120, 2  # of merchants that are not in `merchants.tsv`


def merchant_categories() -> Listing:
    """Merchant category codes with a short name, a usual amount and a share; source: iso18245 (MIT; ISO 18245)."""
    path = files("iso18245").joinpath("data", "iso18245_official_list.csv")
    ours = {row["code"]: row for row in read_table(Path(__file__).with_name("merchants.tsv"))}
    rows = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        known = ours.get(row["MCC"], {})
        name = known.get("name") or row["DESCRIPTION"]
        short = len(name) <= 60 if known.get("name") else len(name) <= 48
        unwanted = "--" in name or name.isdigit() or row["MCC"] in UNWANTED_CATEGORIES.split()
        if short and not unwanted:
            amount = known.get("amount", OTHER_AMOUNT)
            rows.append((row["MCC"], name, amount, known.get("share", OTHER_SHARE)))
    source = (
        "iso18245 1.4.1 (ISO 18245); usual amounts in dollars and shares by hand, after the Federal Reserve "
        "Payments Study"
    )
    return Listing.of(source, "MIT", "code name amount weight", rows)
