"""Make the lists of `src/mockcraft/data` that come from packages.

    python tools/data/make.py [LIST ...]

A LIST is a file's name without `.tsv`, with or without its locale: `en_US/cities`, `cities`.
Without one, every list is made. Lists not made here are compiled by hand and edited in place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import british
import browsers
import cars
import emojis
import health
import japanese
import jobs
import markets
import media_types
import money
import names
import places
import rarer
import regions
import texts
import translations
import travel
import world
from listing import LOCALES, Listing

LISTS: dict[str, Callable[[], Listing]] = {
    **{f"{locale}/first_names": partial(names.first_names, locale) for locale in LOCALES},
    **{f"{locale}/last_names": partial(names.last_names, locale) for locale in LOCALES},
    "en_US/first_name_ages": names.american_ages,
    "ja_JP/first_names": japanese.japanese_first_names,
    "ja_JP/last_names": japanese.japanese_last_names,
    "fr_FR/first_names": rarer.french_first_names,
    "fr_FR/last_names": rarer.french_last_names,
    **{f"{locale}/words": partial(texts.words, locale) for locale in texts.UNWANTED},
    **{f"{locale}/months": partial(texts.months, locale) for locale in LOCALES},
    **{f"{locale}/weekdays": partial(texts.weekdays, locale) for locale in LOCALES},
    "en_US/vocabulary": texts.vocabulary,
    "media/locale_code": texts.locale_codes,
    "en_US/jobs": jobs.english_jobs,
    "en_US/cities": places.american_cities,
    "de_DE/cities": partial(places.european_cities, "DE"),
    "fr_FR/cities": partial(places.european_cities, "FR"),
    "ja_JP/cities": places.japanese_cities,
    "de_DE/banks": money.german_banks,
    **regions.lists(),
    **translations.lists(),
    **british.lists(),
    "medical_conditions": health.medical_conditions,
    "countries": world.countries,
    "currencies": world.currencies,
    "languages": world.languages,
    "time_zones": world.time_zones,
    "colors": world.colors,
    "emojis": emojis.emojis,
    "mime_types": media_types.media_types,
    "user_agents": browsers.user_agents,
    "car_models": cars.cars,
    "airports": travel.airports,
    "routes": travel.routes,
    "iban_formats": money.iban_formats,
    "merchant_categories": money.merchant_categories,
    "stock_tickers": markets.shares,
}


def chosen(wanted: list[str]) -> list[str]:
    """Return the lists asked for, all without an argument; an unknown name ends the program."""
    unknown = [
        name for name in wanted if not any(name in (known, known.split("/")[-1]) for known in LISTS)
    ]
    if unknown:
        sys.exit(f"unknown list: {', '.join(unknown)}; known: {', '.join(sorted(LISTS))}")
    return [
        known for known in LISTS if not wanted or known in wanted or known.split("/")[-1] in wanted
    ]


def main() -> None:
    """Make the lists named on the command line."""
    for name in chosen(sys.argv[1:]):
        listing = LISTS[name]()
        print(f"{listing.write(name)}: {len(listing.rows)} rows")


if __name__ == "__main__":
    main()
