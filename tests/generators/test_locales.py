"""What each locale has of its own is of its country and its language: names, numbers, places, words."""

import re
from functools import cache

import phonenumbers
import pycountry
import pytest
from schwifty import IBAN

from generators.sampling import values
from mockcraft.core.lists import is_of, load, locales
from mockcraft.core.spelling import plain
from mockcraft.generators.education import PUPIL_SCHOOLS

EVERY = pytest.mark.parametrize("locale", locales())
ROWS = 200
# What letters of names and words are of, for languages that do not write with Latin ones.
SCRIPTS = {
    "bg": "[\u0400-\u04ff]", "ru": "[\u0400-\u04ff]", "uk": "[\u0400-\u04ff]", "el": "[\u0370-\u03ff]",
    "he": "[\u0590-\u05ff]", "th": "[\u0e00-\u0e7f]", "ko": "[\uac00-\ud7a3]", "zh": "[\u4e00-\u9fff]",
    "ja": "[\u3005-\u30ff\u4e00-\u9fff]",
}  # fmt: skip
LATIN = "[A-Za-zÀ-ɏẀ-ỿ]"
NEW_COUNTIES = {"31", "33", "39", "40", "55"}  # of Norway since 2024; pycountry has those before


@cache
def made(name: str, locale: str) -> list[str]:
    return values(name, ROWS, locale)


@EVERY
def test_telephone_numbers_are_those_of_the_country(locale: str) -> None:
    numbers = [phonenumbers.parse(each, locale[3:]) for each in values("phone", 600, locale)]

    assert all(phonenumbers.is_valid_number_for_region(each, locale[3:]) for each in numbers)


# Ranges for fiction that are in no plan, so that no number of them can be a subscriber's.
NOWHERE = {"GB": "447700900", "FR": "3363998"}


@EVERY
def test_mobile_numbers_are_those_of_the_country(locale: str) -> None:
    mobile = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    for text in made("msisdn", locale):
        number = phonenumbers.parse(f"+{text}")
        if locale[3:] in NOWHERE:
            assert text.startswith(NOWHERE[locale[3:]]) and phonenumbers.is_possible_number(number)
        else:
            assert phonenumbers.is_valid_number_for_region(number, locale[3:]), text
            assert phonenumbers.number_type(number) in mobile, text


@EVERY
def test_names_and_words_are_in_the_letters_of_the_language(locale: str) -> None:
    letters = SCRIPTS.get(locale[:2], LATIN)
    form = re.compile(rf"({letters}|[ '’ʼ.-])+")

    for name in ("first_name", "last_name", "word", "month_name", "weekday"):
        wrong = {
            each for each in made(name, locale) if not form.fullmatch(re.sub("[0-9]", "", each))
        }
        assert not wrong or (locale, name) == ("ja_JP", "word"), (name, sorted(wrong)[:5])


@EVERY
def test_names_are_spelled_with_a_to_z_in_mail(locale: str) -> None:
    assert all(
        re.fullmatch(r"[a-z]+[._]?[a-z]+\d\d@[a-z.-]+", each) for each in made("email", locale)
    )


@EVERY
def test_a_family_name_has_the_form_of_the_sex(locale: str) -> None:
    rows = load("last_names", locale).rows
    if "sex" not in rows:
        return
    forms = set(zip(rows["name"], rows["sex"], strict=True))

    assert len({sex for _, sex in forms}) == 3, "names of any sex are what unique rows have"
    for sex, name in zip(made("sex", locale), made("last_name", locale), strict=True):
        assert (name, sex) in forms or (name, "any") in forms


@EVERY
def test_states_are_those_of_iso_3166(locale: str) -> None:
    known = {each.code[3:] for each in pycountry.subdivisions.get(country_code=locale[3:])}  # type: ignore[no-untyped-call]
    known |= NEW_COUNTIES if locale[3:] == "NO" else set()

    assert set(load("cities", locale).rows["state_code"]) <= known


@EVERY
def test_addresses_and_calendar_hold_what_they_are_made_of(locale: str) -> None:
    assert 12 == len(set(made("month_name", locale))) and 7 == len(set(made("weekday", locale)))
    columns = ("address", "street_address", "city", "zip")
    for address, *parts in zip(*(made(name, locale) for name in columns), strict=True):
        assert all(part in address for part in parts)


@EVERY
def test_an_iban_is_of_the_locale_s_country_where_it_has_one(locale: str) -> None:
    listed = locale[3:] in load("iban_formats").rows["country"]
    numbers = made("iban", locale)[:50]

    assert all(IBAN(each) for each in numbers)
    assert not listed or {locale[3:]} == {each[:2] for each in numbers}


@EVERY
def test_a_user_name_is_unique_for_any_count(locale: str) -> None:
    assert 500 == len(set(values("username", 500, locale, True)))


@pytest.mark.parametrize(("locale", "rows"), [("de_DE", 180), ("lt_LT", 220), ("it_IT", 844)])
def test_occupations_of_both_sexes_are_unique_together(locale: str, rows: int) -> None:
    titles = load("jobs", locale).rows
    of = dict(zip(titles["title"], titles["sex"], strict=True))

    assert rows == len(set(values("job_title", rows, locale, True)))
    assert {"female", "any"} >= {of[each] for each in values("job_title", 99, locale, sex="female")}


@pytest.mark.parametrize(
    ("locale", "pairs"),
    [
        ("ru_RU", {"male": ".*ич", "female": ".*(ов|ев|ич)на"}),
        ("uk_UA", {"male": "(ович)", "female": "[іїи]вна"}),
        ("bg_BG", {"male": "[ое]в", "female": "[ое]ва"}),
    ],
)
def test_a_patronymic_has_the_ending_of_the_sex(locale: str, pairs: dict[str, str]) -> None:
    for sex, name in zip(made("sex", locale), made("patronymic", locale), strict=True):
        assert re.fullmatch(f"[А-ЯІЇЄ][а-яіїєё']*{pairs[sex]}", name), (sex, name)


def test_names_in_kana_are_of_the_row_s_person() -> None:
    rows = load("first_names", "ja_JP").rows  # some signs are read in another way of the other sex
    given = set(zip(rows["name"], rows["sex"], rows["kana"], strict=True))
    made_of = ("first_name", "sex", "first_name_kana", "name_kana")
    for *name, whole in zip(*(values(each, 200, "ja_JP") for each in made_of), strict=True):
        assert tuple(name) in given and whole.endswith(f" {name[-1]}")
        assert re.fullmatch("[ァ-ヶー]+ [ァ-ヶー]+", whole)


@pytest.mark.parametrize("name", ["sentence", "paragraph", "title_text"])
def test_sentences_are_written_as_the_language_writes_them(name: str) -> None:
    for locale in ("ja_JP", "zh_CN", "zh_TW"):
        assert all(re.fullmatch(r"[^ .]+", each) for each in made(name, locale))
        assert all(each.endswith("。") == (name != "title_text") for each in made(name, locale))
    assert not any("." in each for each in made(name, "th_TH"))
    assert all(" " in each for each in made(name, "ko_KR"))


def test_who_is_quoted_has_a_name_in_the_order_of_the_language() -> None:
    rows = load("last_names", "ja_JP").rows["name"]

    assert all(each.split("」――")[1].split()[0] in rows for each in made("quote", "ja_JP"))


@pytest.mark.parametrize(
    ("locale", "form"),
    [
        ("de_DE", r"„[^\"]+\.“ – .+"),
        ("fr_FR", '«\u202f[^"]+\\.\u202f» — .+'),
        ("ru_RU", r"«[^\"]+\.» — .+"),
        ("zh_TW", r"「[^ .]+。」——.+"),
        ("en_GB", r'"[^"]+\." - .+'),
    ],
)
def test_quotations_have_the_marks_of_the_language(locale: str, form: str) -> None:
    assert all(re.fullmatch(form, each) for each in made("quote", locale))


@pytest.mark.parametrize("locale", locales())
def test_names_on_cards_are_in_plain_latin_letters(locale: str) -> None:
    assert all(re.fullmatch("[A-Z '-]+", each) for each in made("credit_card_owner", locale))


@pytest.mark.parametrize("locale", ["en_IE", "fr_FR", "nl_NL", "hu_HU"])
def test_names_in_latin_letters_are_names_without_their_marks(locale: str) -> None:
    assert made("name_romanized", locale) == [plain(each) for each in made("full_name", locale)]


@pytest.mark.parametrize("locale", ["de_DE", "fr_FR", "cs_CZ", "lv_LV", "ja_JP"])
def test_names_in_latin_letters_can_be_unique(locale: str) -> None:
    for name in ("first_name_romanized", "name_romanized", "credit_card_owner"):
        assert 99 == len(set(values(name, 99, locale, True)))


@pytest.mark.parametrize("locale", ["ru_RU", "el_GR", "he_IL", "ja_JP", "zh_TW", "th_TH"])
def test_publishers_have_no_ampersand_where_the_language_has_none(locale: str) -> None:
    assert all("&" not in each for each in made("publisher", locale))


# Letters that no plate of the country has.
WITHOUT = {
    "nl_NL": "AEIOUCMQWY", "sv_SE": "IQV", "nb_NO": "GIMOQW", "es_CL": "AEIOUMNQ", "pt_PT": "KWY", "lv_LV": "QWXY",
    "lt_LT": "QWXY", "hr_HR": "QWXY", "en_GB": "IQ",
}  # fmt: skip


@pytest.mark.parametrize("locale", WITHOUT)
def test_plates_have_the_letters_of_their_country(locale: str) -> None:
    assert not set("".join(made("license_plate", locale))) & set(WITHOUT[locale])


@pytest.mark.parametrize("locale", sorted(each for each in locales() if is_of("plates", each)))
def test_every_city_whose_plates_tell_where_it_is_has_a_code(locale: str) -> None:
    places, coded = load("cities", locale).rows, set(load("plates", locale).rows["place"])
    cities = zip(places["city"], places["state_code"], strict=True)

    assert [] == [city for city, state in cities if not {city, state} & coded]


@pytest.mark.parametrize("locale", [each for each in locales() if each.startswith("en_")])
def test_schools_are_called_as_in_the_country(locale: str) -> None:
    stages = set(load("education/school", locale).rows["of"])
    american = {"Elementary School", "State University"} <= set(
        load("education/school", locale).rows["name"]
    )

    assert {"any", *PUPIL_SCHOOLS.values} == stages
    assert (locale == "en_US") == american
