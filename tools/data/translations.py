"""Names of countries, continents, languages, currencies and time zones in the language of each locale (Unicode CLDR)."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from babel import Locale
from babel.dates import get_timezone_name
from listing import DATA, Listing, read

CONTINENTS = {  # codes of the United Nations (M49)
    "Africa": "002",
    "Asia": "142",
    "Europe": "150",
    "North America": "003",
    "Oceania": "009",
    "South America": "005",
}
SOURCE = "Babel 2.18.0 (Unicode CLDR)"


def lists() -> dict[str, Callable[[], Listing]]:
    """The lists by name, of each locale that does not speak English; those of English are our own lists."""
    names = [each.name for each in sorted(DATA.iterdir()) if each.is_dir() and "_" in each.name]
    made: dict[str, Callable[[], Listing]] = {}
    for name in names:
        if name == "en_US" or not name.startswith("en_"):
            for kind, make in KINDS.items():
                made[f"{name}/translations/{kind}"] = partial(make, name)
    return made


def countries(name: str) -> Listing:
    """Countries by their codes (ISO 3166-1 alpha-2)."""
    if name == "en_US":
        return _listing((row["alpha2"], row["name"]) for row in read("countries"))
    known = Locale.parse(name).territories
    return _listing((row["alpha2"], known[row["alpha2"]]) for row in read("countries"))


def continents(name: str) -> Listing:
    """Continents by their English names."""
    known = Locale.parse(name).territories
    return _listing((english, known[code]) for english, code in CONTINENTS.items())


def languages(name: str) -> Listing:
    """Languages by their codes (ISO 639); a language that CLDR does not name there has its English name."""
    if name == "en_US":
        return _listing((row["code"], row["name"]) for row in read("languages"))
    known = Locale.parse(name).languages
    return _listing((row["code"], known.get(row["code"], row["name"])) for row in read("languages"))


def currencies(name: str) -> Listing:
    """Currencies by their codes (ISO 4217)."""
    if name == "en_US":
        return _listing((row["code"], row["name"]) for row in read("currencies"))
    known = Locale.parse(name).currencies
    return _listing(
        (row["code"], known.get(row["code"], row["name"])) for row in read("currencies")
    )


def time_zones(name: str) -> Listing:
    """Standard times by their English names."""
    zones = {row["standard"]: row["name"] for row in reversed(read("time_zones"))}
    if name == "en_US":
        return _listing((standard, standard) for standard in sorted(zones))
    return _listing(
        (standard, get_timezone_name(zones[standard], zone_variant="standard", locale=name))
        for standard in sorted(zones)
    )


KINDS: dict[str, Callable[[str], Listing]] = {
    "continents": continents,
    "countries": countries,
    "currencies": currencies,
    "languages": languages,
    "time_zones": time_zones,
}


def _listing(rows: Iterable[tuple[str, str]]) -> Listing:
    made = [(code, " ".join(text.split())) for code, text in rows]
    return Listing.of(SOURCE, "Unicode-3.0", "key name", made)
