"""What each generator speaks in a locale: its language, none, English where that is declared, or nothing."""

import re
from collections import Counter
from functools import cache

import pytest

from mockcraft.answer import answer
from mockcraft.core.lists import DEFAULT_LOCALE, FOLDER, english, is_english, load, locales
from mockcraft.core.values import text_of
from mockcraft.errors import MissingList
from mockcraft.generator import Bound, Generator, find, registry
from mockcraft.speech import ENGLISH, MISSING, NATIVE, NEUTRAL, speech_of
from mockcraft.testing.locales import some_locales

WORD = re.compile(r"(?<![^\W_])[A-Za-z]{4,}(?![^\W_])")
VALUES = 20
CODES = {
    "amber",
    "average",
    "circle",
    "clear",
    "example",
    "express",
    "fill",
    "home",
    "image",
    "like",
    "true",
    "type",
    "with",
}
# Names of things, keys of JSON and codes, among which such words are.
NAMES = {
    "actor", "address_record", "athlete", "aws_arn", "battery_chemistry", "browser", "car", "car_model", "car_record",
    "credit_card_record", "currency_record", "teams_record", "crude_oil", "cryptocurrency_name", "currency_name", "entrepreneur",
    "json", "market_index", "mime_type", "network_operator", "ohlc", "person", "social_media", "stix_id", "stock_company",
    "stock_ticker", "time_zone_region", "user_agent", "xml",
}  # fmt: skip


@cache
def vocabulary() -> frozenset[str]:
    """The words of the English lists, in small letters: such as stand in no name."""
    lists = (
        "adjectives",
        "adverbs",
        "nouns",
        "verbs",
        "word/preposition",
        "word/pronoun",
        "word/connective",
    )
    return frozenset(word.lower() for name in lists for word in load(name).rows["word"])


def spoken(each: Generator, locale: str) -> set[str]:
    values = answer(Bound(each, {}), VALUES, 0, locale)
    text = " ".join(map(text_of, values))
    return {word.lower() for word in WORD.findall(text)} & vocabulary() - CODES


def own_words() -> list[Generator]:
    return [g for g in registry() if not any(p.required for p in g.parameters.values())]


def test_what_is_neutral_has_no_english_words() -> None:
    """In a locale of another script, so that words of its own are not taken for English."""
    kinds = {each.name: speech_of(each, "ja_JP") for each in own_words()}
    heard = {
        each.name: spoken(each, "ja_JP")
        for each in own_words()
        if kinds[each.name] in (NATIVE, NEUTRAL) and each.name not in NAMES
    }

    assert {} == {name: words for name, words in heard.items() if words}


def test_a_generator_is_refused_exactly_where_it_is_said_to_be_missing() -> None:
    for locale in some_locales("speech"):
        kinds: Counter[str] = Counter()
        for each in own_words():
            kind = speech_of(each, locale)
            kinds[kind] += 1
            if kind == MISSING:
                with pytest.raises(MissingList, match=f"^{locale} has no "):
                    next(answer(Bound(each, {}), 1, 0, locale))
                next(answer(Bound(each, {}), 1, 0, f"{locale}:en_US"))
            else:
                next(answer(Bound(each, {}), 1, 0, locale))
        assert is_english(locale) == (kinds[MISSING] == 0)
        assert (locale == DEFAULT_LOCALE) == (kinds[ENGLISH] == 0)
        assert kinds[NATIVE] > 60


def test_what_is_of_the_united_states_is_native_there_alone() -> None:
    kinds = [speech_of(find("tax_form"), each) for each in ("en_US", "en_GB", "de_DE")]

    assert [NATIVE, ENGLISH, MISSING] == kinds


def test_every_locale_has_people_places_and_the_names_of_the_world() -> None:
    needed = [
        "full_name",
        "email",
        "job_title",
        "address",
        "phone",
        "company",
        "license_plate",
        "country",
        "language",
        "currency_name",
        "time_zone_name",
        "continent",
        "month_name",
        "weekday",
        "sentence",
    ]

    for locale in locales():
        assert dict.fromkeys(needed, NATIVE) == {n: speech_of(find(n), locale) for n in needed}


def test_the_declaration_names_generators_and_each_once() -> None:
    names = [each for line in load("english").rows["generators"] for each in line.split()]
    known = {each.name for each in registry()}

    assert {} == {name: times for name, times in Counter(names).items() if times > 1}
    assert set() == set(names) - known
    assert {"everywhere", "english", "american", "neutral"} == set(english().values())


def test_names_of_the_world_are_of_the_language() -> None:
    assert ["ドイツ", "Deutschland", "Germany", "Németország"] == [
        dict(zip(rows["key"], rows["name"], strict=True))["DE"]
        for rows in (
            load("translations/countries", each).rows
            for each in ("ja_JP", "de_AT", "en_NZ", "hu_HU")
        )
    ]
    for kind in ("countries", "languages", "currencies", "continents"):
        for locale in locales():
            names = load(f"translations/{kind}", locale).rows["name"]
            assert len(names) == len(set(names)), (kind, locale, FOLDER)
