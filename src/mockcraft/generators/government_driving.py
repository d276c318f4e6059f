"""Numbers of driving licences, of the form of each country, with its check digits and what it says of the person."""

from __future__ import annotations

from mockcraft.core import national
from mockcraft.core.lists import BEHIND, load, locales
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.core.values import civil
from mockcraft.errors import MissingList
from mockcraft.generator import Draw, Integer, Pool, Text, generator
from mockcraft.generators.address import Place
from mockcraft.generators.government_further import ON_LICENCES, Citizen, country_of
from mockcraft.generators.government_numbers import _birth, _digits, _male, _without_ten
from mockcraft.generators.government_people import _day
from mockcraft.generators.person import Person
from mockcraft.generators.vehicle import region_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    # Of the row, and of the row in the locale whose country it is: they differ where that is the fallback.
    Make = Callable[[Draw, Draw], Text]

LICENSE_CLASSES = {
    "#": DIGITS, "%": DIGITS[1:], "?": UPPER, "x": UPPER + DIGITS, "t": "123456789", "z": "456789", "n": "ABCEGHV",
    "v": "ABRT", "w": "0ABCDEFIS",
}  # fmt: skip
FURTHER_CLASSES = {"#": DIGITS, "%": DIGITS[1:], "?": UPPER, "c": "ABCEHIKMOPTX", "d": "LPC"}


def _american(draw: Draw, there: Draw) -> Text:
    """Of the form of the row's state; where numbers must differ, all are of California's."""
    if draw.must_differ("form"):
        return draw.pattern("?#######")
    if draw.format("country_code") == "US":
        state = draw.entity(Place).state_code
    else:
        state = draw.record("government/driver_license").state
    return draw.filled(state, _license_form, LICENSE_CLASSES)


def _license_form(state: str) -> str:
    """Form of driver's licences in a state of the United States."""
    rows = load("government/driver_license").rows
    return rows["form"][rows["state"].index(state)]


def _australian(draw: Draw, there: Draw) -> Text:
    """Of the form of the row's state; where numbers must differ, all are of Victoria's."""
    if draw.must_differ("form"):
        return draw.pattern(_form("AU", "VIC"))
    return draw.filled(there.entity(Place).state_code, _australian_form, FURTHER_CLASSES)


def _australian_form(state: str) -> str:
    return _form("AU", state)


def _form(country: str, state: str = "any") -> str:
    """Form of licences in a state of a country; KeyError where the list has none."""
    if not _forms:
        rows = load("government/driving_licence").rows
        keys = zip(rows["country"], rows["state"], strict=True)
        _forms.update(zip(keys, rows["form"], strict=True))
    return _forms[country, state]


_forms: dict[tuple[str, str], str] = {}


def _canadian(draw: Draw, there: Draw) -> Text:
    """Of the form of the row's province; where numbers must differ, all are of Saskatchewan's."""
    if draw.must_differ("form"):
        return draw.pattern(_form("CA", "SK"))
    return draw.each(there.entity(Place).state_code, _of_province)


def _of_province(draw: Draw, province: str) -> Text:
    """Some provinces write the first letters of the family name and the day of birth."""
    family = draw.map(draw.entity(Person).family.ascii, _capitals)
    if province == "NL":
        return draw.join(draw.map(family, _first), _day(draw, "ymd"), draw.pattern("###"))
    if province == "NS":
        return draw.join(draw.map(family, _first_five), _day(draw, "dmy"), draw.pattern("###"))
    if province == "ON":
        born = _day(draw, "ymd", 50 - 50 * _male(draw))
        number = draw.join(draw.map(family, _first), draw.pattern("########"), born)
        return draw.map(number, _ontarian)
    if province == "QC":
        number = draw.join(draw.map(family, _first), draw.pattern("####"))
        return draw.join(number, "-", _day(draw, "dmy"), "-", draw["end"].pattern("##"))
    return draw.pattern(_form("CA", province), FURTHER_CLASSES)


def _capitals(name: str) -> str:
    """The letters A to Z of a name, in capitals."""
    return "".join(each for each in name.upper() if each in UPPER)


def _first(name: str) -> str:
    return name[:1]


def _first_five(name: str) -> str:
    return name[:5].ljust(5, "X")


def _ontarian(number: str) -> str:
    return f"{number[:5]}-{number[5:10]}-{number[10:]}"


def _british(draw: Draw, there: Draw) -> Text:
    """Of Great Britain: family name, day of birth, initials (9 for a second one), 9 or less, two letters (DVLA).

    Where numbers must differ, they are eight digits, as in Northern Ireland.
    """
    if draw.must_differ("form"):
        return draw.pattern("########")
    who = draw.entity(Person)
    year, month, day = _birth(draw)
    return draw.join(
        draw.map(who.family.ascii, _british_family), year // 10 % 10, _digits(draw, month + 50 - 50 * _male(draw)),
        _digits(draw, day), year % 10, draw.map(draw.map(who.given.ascii, _capitals), _first), "9",
        draw.pick(BRITISH_HOMONYMS), draw.chars(UPPER, 2),
    )  # fmt: skip


BRITISH_HOMONYMS = Pool("british homonym", "98765", (900, 80, 15, 4, 1))


def _british_family(name: str) -> str:
    """Five signs of a family name: Mac is written MC, and a short name is filled with 9."""
    letters = _capitals(name)
    letters = "MC" + letters[3:] if letters.startswith("MAC") else letters
    return letters[:5].ljust(5, "9")


def _german(draw: Draw, there: Draw) -> Text:
    """Of Germany: letter of the state, office, five signs, check digit, which card it is (KBA)."""
    state = draw.map(there.entity(Place).state_code, _german_letter)
    office = draw.padded(draw["office"].integer(1, 40), 2)
    body = draw.join(state, office, draw["branch"].pattern("#"), draw.chars(DIGITS + UPPER, 5))
    check = draw.at(GERMAN_CHECKS, draw.check(national.german_driver, body))
    return draw.join(body, check, draw.pick(GERMAN_CARDS))


# The states in the order of their names, which the letters A to P stand for.
GERMAN_STATES = (
    "BW",
    "BY",
    "BE",
    "BB",
    "HB",
    "HH",
    "HE",
    "MV",
    "NI",
    "NW",
    "RP",
    "SL",
    "SN",
    "ST",
    "SH",
    "TH",
)
GERMAN_CHECKS = Pool("german check", "0123456789X")
GERMAN_CARDS = Pool("german card", "12345", (70, 20, 6, 3, 1))


def _german_letter(state: str) -> str:
    return UPPER[GERMAN_STATES.index(state)]


def _first_year(draw: Draw) -> Integer:
    """Year in which the row's person first got a licence: with 18 to 24, or this year."""
    year, _, _ = _birth(draw)
    return _not_after_now(draw, year + 18 + draw["year"].integer(0, 6))


def _card_year(draw: Draw) -> Integer:
    """Year of the card: one of the last twelve in which the row's person is 18, or this year."""
    born, _, _ = _birth(draw)
    made = civil(draw.today.days)[0] - draw["year"].integer(0, 11)
    return _not_after_now(draw, draw.either(made < born + 18, born + 18, made))


def _not_after_now(draw: Draw, year: Any) -> Integer:
    now = civil(draw.today.days)[0]
    return draw.either(year > now, now + 0 * year, year)  # type: ignore[no-any-return]


def _french(draw: Draw, there: Draw) -> Text:
    """Of France since 2013: year, two letters, five digits."""
    year = _digits(draw, _card_year(draw) % 100)
    return draw.join(year, draw["series"].chars(UPPER, 2), draw.pattern("#####"))


def _polish(draw: Draw, there: Draw) -> Text:
    """Of Poland: number, year, district, such as 00123/14/1465."""
    district = draw.join(draw.pick(POLISH_REGIONS), draw.padded(draw["district"].integer(1, 20), 2))
    year = _digits(draw, _card_year(draw) % 100)
    return draw.join(draw.pattern("#####"), "/", year, "/", district)


POLISH_REGIONS = Pool("polish region", [f"{code:02}" for code in range(2, 33, 2)])


def _indian(draw: Draw, there: Draw) -> Text:
    """Of India: state, office, year of the first licence, seven digits, such as MH14 20110062821 (Sarathi)."""
    state = draw.map(there.entity(Place).state_code, _indian_state)
    office = draw.padded(draw["office"].integer(1, 20), 2)
    return draw.join(state, office, " ", _first_year(draw), draw.pattern("#######"))


def _indian_state(code: str) -> str:
    """Code of a state of India as vehicles have it, where it is not that of ISO 3166-2."""
    return {"CT": "CG", "OR": "OD", "TG": "TS", "UT": "UK"}.get(code, code)


def _brazilian(draw: Draw, there: Draw) -> Text:
    """CNH of Brazil: nine digits and two check digits (Senatran)."""
    number = _without_ten(draw, draw.chars(DIGITS, 8), national.brazilian_driver)
    return draw.join(number, draw.check(national.brazilian_driver_again, number))


def _japanese(draw: Draw, there: Draw) -> Text:
    """Of Japan: commission of the prefecture, year of the first licence, six digits, check digit, cards that were lost."""
    commission = draw.map(there.entity(Place).state_code, _japanese_commission)
    body = draw.join(commission, _digits(draw, _first_year(draw) % 100), draw.pattern("######"))
    return draw.join(body, draw.check(national.japanese_driver, body), draw.pick(JAPANESE_LOST))


JAPANESE_LOST = Pool("japanese lost", "0123", (92, 6, 1, 1))
# Public safety commissions by prefecture, 01 to 47 of ISO 3166-2.
JAPANESE_COMMISSIONS = ["10", "20", "21", "22", "23", "24", "25", "40", "41", "42", "43", "44", "30", "45", "46", "50", "51", "52", "47", "48", "53", "49", "54", "55", "60", "61", "62", "63", "64", "65", "70", "71", "72", "73", "74", "80", "81", "82", "83", "90", "91", "92", "93", "94", "95", "96", "97"]  # fmt: skip


def _japanese_commission(prefecture: str) -> str:
    return JAPANESE_COMMISSIONS[int(prefecture) - 1]


def _korean(draw: Draw, there: Draw) -> Text:
    """Of South Korea: office of the region, year of the first licence, six digits, two more (Road Traffic Authority)."""
    region = draw.map(there.entity(Place).state_code, KOREAN_REGIONS.__getitem__)
    year = _digits(draw, _first_year(draw) % 100)
    return draw.join(region, "-", year, "-", draw.pattern("######"), "-", draw["end"].pattern("##"))


KOREAN_REGIONS = {
    "11": "11", "26": "12", "41": "13", "42": "14", "43": "15", "44": "16", "45": "17", "46": "18", "47": "19", "48": "20",
    "49": "21", "27": "22", "28": "23", "29": "24", "30": "25", "31": "26",
}  # fmt: skip


def _russian(draw: Draw, there: Draw) -> Text:
    """Of Russia: code of the region as plates have it, two digits, six digits."""
    region = draw.map(draw.map(there.entity(Place).city, region_of(there.locale)), _last_two)
    return draw.join(region, " ", draw["series"].pattern("##"), " ", draw.pattern("######"))


def _last_two(code: str) -> str:
    return code[-2:]


def _colombian(draw: Draw, there: Draw) -> Text:
    """Of Colombia: the holder's number without its check digit."""
    return draw.map(draw.entity(Citizen).number, _without_check, distinct=True)


def _without_check(number: str) -> str:
    return number.partition("-")[0]


def _citizen(draw: Draw, there: Draw) -> Text:
    """The number by which the country knows the holder."""
    return draw.entity(Citizen).number


# By country, where its form is not in the list of forms, or not the whole of it.
MAKERS: dict[str, Make] = {
    **dict.fromkeys(ON_LICENCES, _citizen),
    "AU": _australian, "BR": _brazilian, "CA": _canadian, "CO": _colombian, "DE": _german, "FR": _french, "GB": _british,
    "IN": _indian, "JP": _japanese, "KR": _korean, "PL": _polish, "RU": _russian, "US": _american,
}  # fmt: skip


def _make(country: str) -> Make | None:
    """What makes the numbers of a country; None where their form is not known here."""
    if country in MAKERS:
        return MAKERS[country]
    if country not in load("government/driving_licence").rows["country"]:
        return None
    form = _form(country)
    return lambda draw, there: draw.pattern(form, FURTHER_CLASSES)


@generator("government", aliases=("drivers_license", "driving_licence"))
def driver_license(draw: Draw) -> Text:
    """Number of a driving licence of the form of the locale's country, or of the row's state, of 43 countries.

    It has the check digits of Brazil, Germany and Japan, the name and day of birth of the row's person in Great Britain
    and four provinces of Canada, and the number by which Spain, Sweden, China and others know its holder.
    """
    for each in draw.locale.split(BEHIND):
        if make := _make(country_of(each)):
            return make(draw, draw.in_locale(each))
    having = tuple(each for each in locales() if _make(country_of(each)))
    raise MissingList("", draw.locale, having, "driver_license")
