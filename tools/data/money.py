"""IBAN formats and banks."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

from listing import Listing

# Countries whose account numbers hold check digits of their own (IBAN registry, national rules).
NATIONAL_CHECKS = (
    "AL BA BE CZ EE ES FI FO FR GL HR HU IS IT LU MC ME MK MR NO PL PT RS SI SK SM TL TN XK".split()
)
SIGNS = {"n": "#", "a": "A", "c": "C"}
# The largest banks by name come first; the others are taken at even distances.
LARGE_GERMAN_BANKS = """
    10070000 37040044 10010010 12030000 50010517 20041155 70020270 10050000 20050550 70150000
    50050201 37050198 43060967 10090000 60050101 50050000 70050000 10011001 76026000 30050110
    50190000 44050199 66050101 25050180 86055592 85050300 76050101 72050000 20030000 50040000
""".split()
GERMAN_BANKS = 120
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
        if country not in NATIONAL_CHECKS:
            rows.append((country, bban, len(bban) + 4))
    left_out = " ".join(NATIONAL_CHECKS)
    source = f"{SCHWIFTY} (IBAN registry), less countries with national check digits: {left_out}"
    return Listing.of(source, "MIT", "country bban length", rows)


def german_banks() -> Listing:
    """German banks with Bankleitzahl and BIC; source: schwifty (MIT; Bundesbank's public list)."""
    entries = {
        entry["bank_code"]: entry
        for entry in registry("bank_registry", "generated_de.json")
        if entry["primary"] and entry["bic"] and len(entry["name"]) <= 40
    }
    large = [entries[code] for code in LARGE_GERMAN_BANKS if code in entries]
    known = {entry["name"] for entry in large}
    others: dict[str, dict[str, Any]] = {}
    for _, entry in sorted(entries.items()):
        plain = not re.search(r"\bGF\b|[()/]|Gf |Abw", entry["name"])
        if plain and entry["name"] not in known:
            others.setdefault(entry["name"], entry)
    rest = list(others.values())
    count = GERMAN_BANKS - len(large)
    chosen = large + [rest[index * len(rest) // count] for index in range(count)]
    rows = [(entry["name"], entry["bank_code"], entry["bic"]) for entry in chosen]
    return Listing.of(f"{SCHWIFTY} (Deutsche Bundesbank)", "MIT", "name bank_code bic", rows)
