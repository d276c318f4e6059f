"""Rarer names of a locale, behind those whose rank is known: Faker's and Mimesis's, where they are of its people."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.resources import files

from listing import OUR_LICENCE, Listing
from names import first_names, last_names, ranked_weight
from spelling import spelled

HAND = (
    "compiled by hand from public facts; in the order of their frequency, weights estimated from it"
)
SHARE = 0.25  # of the people who have a known name, at most as many have a rarer one
# Whose lists are of names that people of the country have. Of the others, some are medieval, some transliterated.
FAKER = [
    "cs_CZ",
    "da_DK",
    "de_AT",
    "de_CH",
    "el_GR",
    "en_GB",
    "en_IE",
    "en_IN",
    "es_AR",
    "es_CL",
    "es_CO",
    "es_ES",
    "es_MX",
    "et_EE",
    "fi_FI",
    "fr_BE",
    "fr_CA",
    "fr_CH",
    "hr_HR",
    "hu_HU",
    "it_IT",
    "lv_LV",
    "nb_NO",
    "nl_BE",
    "nl_NL",
    "pt_BR",
    "pt_PT",
    "ro_RO",
    "ru_RU",
    "sk_SK",
    "sl_SI",
    "sv_SE",
    "uk_UA",
    "zh_CN",
    "zh_TW",
]
NAMED = {"nb_NO": "no_NO"}  # what Faker calls a locale
MIMESIS = {
    "pl_PL": "pl",
    "tr_TR": "tr",
    "de_CH": "de-ch",
    "hu_HU": "hu",
    "it_IT": "it",
    "fr_BE": "fr",
    "fr_CH": "fr",
    "fr_FR": "fr",
}
NAME = re.compile(r"[^\W\d_]+(['’-][^\W\d_]+)*( [^\W\d_]+)*")
LATIN = re.compile(r"[a-z]+")
APOSTROPHES = str.maketrans("ʼ’", "''")
# Known by one person alone, of another language or of the other sex, or no family name: somebody's daughter.
UNFIT = set(
    [
        "Mozart",
        "Rembrandt",
        "Gabbana",
        "Garibaldi",
        "Rackham",
        "Chita",
        "Doe",
        "Leonardo_da_Vinci",
        "Vespucci",
        "Michelangelo",
        "Ch",
        "Adriaensdr",
        "Claesdr",
        "Jansdr",
        "Wolfsdr",
        "Ραχήλ",
    ]
)


@dataclass(frozen=True)
class Rarer:
    """Names with their spelling in e-mail."""

    names: dict[str, str]

    def of(self, known: int) -> list[tuple[str, str, int]]:
        """Names, spelling and one weight for all, below that of the last of so many known ones."""
        if not self.names:
            return []
        people = sum(map(ranked_weight, range(known)))
        weight = min(ranked_weight(known) // 4, round(people * SHARE / len(self.names)))
        return [(name, latin, max(1, weight)) for name, latin in sorted(self.names.items())]


def rarer(locale: str, kind: str, known: set[str]) -> Rarer:
    """Names that are not known ones; `kind` is a list of Faker's, such as first_names_male."""
    found: dict[str, str] = {}
    for each in (*_of_faker(locale, kind), *_of_mimesis(locale, kind)):
        name = unicodedata.normalize("NFC", each.strip()).translate(APOSTROPHES)
        latin = spelled(name, locale.partition("_")[0])
        if _is_plain(name, kind) and LATIN.fullmatch(latin) and name not in known | UNFIT:
            found[name] = latin
    return Rarer(found)


def shared(female: Rarer, male: Rarer) -> tuple[Rarer, Rarer, Rarer]:
    """Names of both sexes, of women alone and of men alone."""
    both = female.names.keys() & male.names.keys()
    own = [
        Rarer({name: latin for name, latin in each.names.items() if name not in both})
        for each in (female, male)
    ]
    return Rarer({name: female.names[name] for name in both}), own[0], own[1]


def french_first_names() -> Listing:
    """Those of `names`, and rarer ones of Mimesis."""
    return _with_rarer(first_names("fr_FR"), "first_names_")


def french_last_names() -> Listing:
    """Those of `names`, and rarer ones of Mimesis."""
    return _with_rarer(last_names("fr_FR"), "last_names")


def _with_rarer(known: Listing, kind: str) -> Listing:
    rows = list(known.rows)
    sexes = ("female", "male") if kind.endswith("_") else ("",)
    for sex in sexes:
        taken = {row[0] for row in known.rows}
        count = len([row for row in known.rows if sex in row])
        of_sex = (sex,) if sex else ()
        more = rarer("fr_FR", f"{kind}{sex}", taken).of(count or len(rows))
        rows += [(name, *of_sex, latin, str(weight)) for name, latin, weight in more]
    return replace(known, source=f"{known.source}; rarer ones: Mimesis 22.2.0 (person)", rows=rows)


def sources(locale: str) -> tuple[str, str]:
    """Where names of a locale are from, and under which licence."""
    used = ["Faker 40.54.0"] * (locale in FAKER) + ["Mimesis 22.2.0"] * (locale in MIMESIS)
    if not used:
        return HAND, OUR_LICENCE
    return f"{HAND}; rarer ones: {', '.join(used)} (person), filtered", f"{OUR_LICENCE}; MIT"


def _is_plain(name: str, kind: str) -> bool:
    """No pet name in two words, no title, and a capital where the script has them."""
    if not NAME.fullmatch(name) or (" " in name and kind.startswith("first")):
        return False
    return not name[0].islower() or " " in name


def _of_faker(locale: str, kind: str) -> list[str]:
    if locale not in FAKER:
        return []
    provider = import_module(f"faker.providers.person.{NAMED.get(locale, locale)}").Provider
    return list(getattr(provider, kind, ()) or ())


def _of_mimesis(locale: str, kind: str) -> list[str]:
    if locale not in MIMESIS:
        return []
    path = files("mimesis").joinpath("datasets", MIMESIS[locale], "person.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    names, _, sex = kind.rpartition("_")
    if names == "first_names":
        return list(data["names"][sex])
    surnames = data["surnames"]
    by_sex = isinstance(surnames, dict)
    return (
        list(surnames[sex])
        if by_sex and names
        else []
        if by_sex or names != "last"
        else list(surnames)
    )
