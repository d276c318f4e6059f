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
# What CLDR has in English alone, or in a form for maps: by language or locale the names of the Caribbean guilder,
# of Hong Kong and of Macao.
SAID = {
    "bg": ("карибски гулден", "Хонконг", "Макао"), "cs": ("karibský gulden", "Hongkong", "Macao"), "da": ("caribisk gylden", "Hongkong", "Macao"),
    "de": ("Karibischer Gulden", "Hongkong", "Macau"), "el": ("Φιορίνι Καραϊβικής", "Χονγκ Κονγκ", "Μακάο"), "es": ("florín caribeño", "Hong Kong", "Macao"),
    "et": ("Kariibi kulden", "Hongkong", "Macau"), "fi": ("Karibian guldeni", "Hongkong", "Macao"), "fr": ("florin caribéen", "Hong Kong", "Macao"),
    "he": ("גילדן קריבי", "הונג קונג", "מקאו"), "hr": ("karipski gulden", "Hong Kong", "Makao"), "hu": ("karibi gulden", "Hongkong", "Makaó"),
    "id": ("Guilder Karibia", "Hong Kong", "Makau"), "is": ("karabískt gyllini", "Hong Kong", "Makaó"), "it": ("fiorino caraibico", "Hong Kong", "Macao"),
    "ja": ("カリブ・ギルダー", "香港", "マカオ"), "ko": ("카리브 길더", "홍콩", "마카오"), "lt": ("Karibų guldenas", "Honkongas", "Makao"),
    "lv": ("Karību guldenis", "Honkonga", "Makao"), "nb": ("karibiske gylden", "Hongkong", "Macao"), "nl": ("Caribische gulden", "Hongkong", "Macau"),
    "pl": ("gulden karaibski", "Hongkong", "Makau"), "pt": ("florim das Caraíbas", "Hong Kong", "Macau"), "pt_BR": ("Florim caribenho", "Hong Kong", "Macau"),
    "ro": ("gulden caraibian", "Hong Kong", "Macao"), "ru": ("карибский гульден", "Гонконг", "Макао"), "sk": ("karibský gulden", "Hongkong", "Macao"),
    "sl": ("karibski gulden", "Hongkong", "Macao"), "sv": ("karibisk gulden", "Hongkong", "Macao"), "th": ("กิลเดอร์แคริบเบียน", "ฮ่องกง", "มาเก๊า"),
    "tr": ("Karayip guldeni", "Hong Kong", "Makao"), "uk": ("карибський гульден", "Гонконг", "Макао"), "vi": ("Guilder Caribe", "Hồng Kông", "Macao"),
    "zh": ("加勒比盾", "香港", "澳门"), "zh_TW": ("加勒比盾", "香港", "澳門"),
}  # fmt: skip


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
    _, hong_kong, macao = _said(name)
    known = {**Locale.parse(name).territories, "HK": hong_kong, "MO": macao}
    return _listing((row["alpha2"], _in_full(known[row["alpha2"]])) for row in read("countries"))


def _said(name: str) -> tuple[str, str, str]:
    return SAID.get(name) or SAID[name[:2]]


def _in_full(country: str) -> str:
    """A country's name without the short forms of Russian: о-ва Кука are the Острова Кука."""
    full = country.replace("о-ва", "острова").replace("о-в ", "остров ").replace("Св.", "Святой")
    return full if full == country else full[:1].upper() + full[1:]


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
    known = {**Locale.parse(name).currencies, "XCG": _said(name)[0]}
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
