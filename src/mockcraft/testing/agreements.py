"""What must agree: generators whose values in one row belong together, and what tells whether they do.

This is the one declaration. `check_agreement` holds every generator to it, `tools/pages.py` writes it into the
documentation.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from math import acos, cos, radians, sin

from mockcraft.core.context import NOW
from mockcraft.core.lists import load, locales
from mockcraft.core.spelling import plain, without_umlauts
from mockcraft.errors import MissingList
from mockcraft.generators._bank import has_banks
from mockcraft.testing.agreement import Agreement, Values, entries, of_list
from mockcraft.testing.industries import INDUSTRIES

CLOCK = date.fromtimestamp(NOW)


def _entry(name: str, key: str, value: str, wanted: str, locale: str = "en_US") -> set[str]:
    """What a list has in the column `wanted` of the entries that have the value in the column `key`."""
    return _indexed(name, key, wanted, locale).get(value, set())


@cache
def _indexed(name: str, key: str, wanted: str, locale: str) -> dict[str, set[str]]:
    rows = load(name, locale).rows
    found: dict[str, set[str]] = {}
    for own, value in zip(rows[key], rows[wanted], strict=True):
        found.setdefault(own, set()).add(value)
    return found


# ---------------------------------------------------------------------- people


def _of_sex(name: str, column: str) -> Callable[[Values, str], bool]:
    def holds(values: Values, locale: str) -> bool:
        sex, value = values
        return bool({sex, "any"} & _entry(name, column, value, "sex", locale))

    return holds


def _middle_name(values: Values, locale: str) -> bool:
    """Of the sex; in Slavic languages a patronymic, of which that of a woman ends in а."""
    sex, value = values
    if locale[:2] in ("ru", "uk", "bg"):
        return value.endswith("а") == (sex == "female")
    return _of_sex("first_names", "name")(values, locale)


def _full_name(values: Values, locale: str) -> bool:
    first, last, full = values
    formats = load("formats", locale).rows
    form: str = formats["format"][formats["key"].index("full_name")]
    return bool(full == form.format(first_name=first, last_name=last))


def _address_of(values: Values, locale: str) -> bool:
    first, last, address = values
    given = _entry("first_names", "name", first, "ascii", locale)
    family = _entry("last_names", "name", last, "ascii", locale)
    signed = address.rpartition("/")[2]
    return any(signed.startswith((g, g[:1])) for g in given) and any(
        f in signed[1:] for f in family
    )


def _age(values: Values, locale: str) -> bool:
    born = date.fromisoformat(values[0])
    passed = (born.month, born.day) <= (CLOCK.month, CLOCK.day)
    return int(values[1]) == CLOCK.year - born.year - (not passed)


SIGNS = {  # the last day of each sign, month and day
    "Capricorn": (1, 19), "Aquarius": (2, 18), "Pisces": (3, 20), "Aries": (4, 19), "Taurus": (5, 20),
    "Gemini": (6, 20), "Cancer": (7, 22), "Leo": (8, 22), "Virgo": (9, 22), "Libra": (10, 22),
    "Scorpio": (11, 21), "Sagittarius": (12, 21),
}  # fmt: skip


def _sign(values: Values, locale: str) -> bool:
    born = date.fromisoformat(values[0])
    ends = (name for name, end in SIGNS.items() if (born.month, born.day) <= end)
    return values[1] == next(ends, "Capricorn")


def _bio(values: Values, locale: str) -> bool:
    return values[2] == f"{values[0]}, {values[1]}"


def _person(values: Values, locale: str) -> bool:
    made = json.loads(values[0])
    return tuple(map(str, made.values())) == values[1:]


def _treated(values: Values, locale: str) -> bool:
    condition, substance, code = values
    known = _entry("health/treatment", "condition", condition, "medication", locale)
    return substance in known and {code} == _entry("medications", "name", substance, "atc", locale)


def _index(values: Values, locale: str) -> bool:
    height, weight, index = map(Decimal, values)
    return abs(weight / (height / 100) ** 2 - index) <= Decimal("0.05")


def _height(values: Values, locale: str) -> bool:
    """Within three deviations of the mean of the sex (NCHS, see `generators.health.Body`)."""
    mean, deviation = {"male": (175.3, 7.5), "female": (161.3, 7.0)}[values[0]]
    return abs(int(values[1]) - mean) <= 3 * deviation + 1


def _stage_of_life(values: Values, locale: str) -> bool:
    """Nobody is a widow or has a doctorate as a child."""
    age, status, school = int(values[0]), *values[1:]
    return (age >= 18 or status == "single") and (age >= 25 or school != "doctorate")


PEOPLE = [
    Agreement(["sex", "first_name"], _of_sex("first_names", "name")),
    Agreement(["sex", "middle_name"], _middle_name),
    Agreement(
        ["sex", {"generator": "first_name", "sex": "female"}], _of_sex("first_names", "name")
    ),
    Agreement(["sex", "prefix"], _of_sex("name_prefixes", "prefix")),
    Agreement(["sex", "suffix"], _of_sex("name_suffixes", "suffix")),
    Agreement(["first_name", "last_name", "full_name"], _full_name),
    Agreement(["first_name", "last_name", "email"], _address_of),
    Agreement(["first_name", "last_name", "username"], _address_of),
    Agreement(["first_name", "last_name", "social_media"], _address_of),
    Agreement(
        ["sex", "job_title"],
        _of_sex("jobs", "title"),
        ["de_DE", "de_AT", "fr_FR", "es_ES", "es_MX"],
    ),
    Agreement(["birth_date", "age"], _age),
    Agreement([{"generator": "birth_date", "min_age": 60}, "age"], _age),
    Agreement(["birth_date", {"generator": "age", "max_age": 30}], _age),
    Agreement(["birth_date", "zodiac"], _sign),
    Agreement([{"generator": "birth_date", "min_age": 3, "max_age": 4}, "zodiac"], _sign),
    Agreement(["job_title", "hobby", "bio"], _bio),
    Agreement(["person", "first_name", "last_name", "sex", "age", "job_title", "email"], _person),
    Agreement(["sex", "medical_condition"], _of_sex("medical_conditions", "name")),
    Agreement(["medical_condition", "medication", "atc"], _treated),
    Agreement(["height", "weight", "body_mass_index"], _index),
    Agreement(["sex", "height"], _height),
    Agreement(["age", "marital_status", "education_level"], _stage_of_life),
    Agreement(["sex", "medical_procedure"], _of_sex("medical_procedures", "name")),
]

# ---------------------------------------------------------------------- places


def _country(values: Values, locale: str) -> bool:
    name, code, *_ = values
    own = _format("country", locale), _format("country_code", locale)
    if (name, code) != own and {name} != _translation("countries", code, locale):
        return False
    columns = (
        "alpha2",
        "alpha3",
        "capital",
        "calling_code",
        "nationality",
        "currency",
    )
    rows = load("countries").rows
    return values[1:] in set(zip(*(rows[column] for column in columns), strict=True))


def _translation(kind: str, key: str, locale: str) -> set[str]:
    return _entry(f"translations/{kind}", "key", key, "name", locale)


def _called(kind: str) -> Callable[[Values, str], bool]:
    """Whether a name is what the locale calls the entry with this key."""

    def holds(values: Values, locale: str) -> bool:
        return {values[0]} == _translation(kind, values[1], locale)

    return holds


def _currency(values: Values, locale: str) -> bool:
    code, name, symbol = values
    known = _entry("currencies", "code", code, "symbol")
    return {name} == _translation("currencies", code, locale) and {symbol} == known


def _zone(values: Values, locale: str) -> bool:
    (standard,) = _entry("time_zones", "name", values[0], "standard")
    return {values[1]} == _translation("time_zones", standard, locale)


def _continent(values: Values, locale: str) -> bool:
    (english,) = _entry("countries", "alpha2", values[0], "continent")
    return {values[1]} == _translation("continents", english, locale)


def _format(key: str, locale: str) -> str:
    rows = load("formats", locale).rows
    return rows["format"][rows["key"].index(key)]


def _own_country(values: Values, locale: str) -> bool:
    (currency,) = _entry("countries", "alpha2", _format("country_code", locale), "currency")
    return values[1:] == (_format("country", locale), _format("country_code", locale), currency)


def _city(values: Values, locale: str) -> bool:
    columns = ("city", "state", "state_code", "zip", "area_code", "time_zone")
    return values in entries("cities", locale, columns)


def _offset(values: Values, locale: str) -> bool:
    from zoneinfo import ZoneInfo

    zone, hours, abbreviation = values
    moments = [_moment(zone, month, ZoneInfo) for month in (1, 7)]
    return (hours, abbreviation) in moments


def _moment(zone: str, month: int, known: type) -> tuple[str, str]:
    from datetime import datetime

    moment = datetime(2026, month, 1, tzinfo=known(zone))
    offset = moment.utcoffset()
    assert offset is not None
    return f"{offset.total_seconds() / 3600:.2f}", str(moment.tzname())


PLACES = [
    Agreement(
        ["country", "country_code", "country_alpha3", "capital", "dialing_code", "nationality", "currency_code"],
        _country,
    ),
    Agreement(["country_code", "continent"], _continent),
    Agreement(["city", "country", "country_code", "currency_code"], _own_country),
    Agreement(["zip", "country", "country_code", "currency_code"], _own_country),
    Agreement(["city", "state", "state_code", "zip", "area_code", "time_zone"], _city),
    Agreement(["currency_code", "currency_name", "currency_symbol"], _currency),
    Agreement(["world_country", "world_country_code"], _called("countries")),
    Agreement(["time_zone", "time_zone_offset", "time_zone_abbreviation"], _offset),
    Agreement(["time_zone_region", "time_zone_offset", "time_zone_abbreviation"], _offset),
    Agreement(["time_zone", "time_zone_region"], lambda values, locale: values[0] == values[1]),
    Agreement(["time_zone_region", "time_zone_name"], _zone),
]  # fmt: skip

# ---------------------------------------------------------------------- days


def _day(values: Values, locale: str) -> bool:
    day = date.fromisoformat(values[0][:10])
    return values[1:] == (*_named(day, locale), str(day.day))


def _named(day: date, locale: str) -> tuple[str, str, str]:
    weekday = load("weekdays", locale).rows["name"][day.weekday()]
    return str(day.month), load("months", locale).rows["name"][day.month - 1], weekday


def _calendar(values: Values, locale: str) -> bool:
    year, month, _, _, day = values
    return values[1:4] == _named(date(int(year), int(month), int(day)), locale)


def _clock(parts: Values) -> str:
    return ":".join(part.rjust(2, "0") for part in parts)


def _half(values: Values, locale: str) -> bool:
    return values[1] == ("AM" if int(values[0]) < 12 else "PM")


def _week(values: Values, locale: str) -> bool:
    return values[1] == date.fromisoformat(values[0]).strftime("%G-W%V")


PARTS = ["month", "month_name", "weekday", "day"]
DAYS = [
    Agreement([{"generator": "date", "after": "1999-12-01"}, *PARTS], _day),
    Agreement(["datetime", *PARTS], _day),
    Agreement(["future_date", *PARTS], _day),
    Agreement(["year", *PARTS], _calendar),
    Agreement(
        ["datetime", "hour", "minute", "second"],
        lambda values, locale: values[0][11:19] == _clock(values[1:]),
    ),
    Agreement(["time", "hour", "minute", "second"], lambda values, locale: values[0] == _clock(values[1:])),
    Agreement(["hour", "am_pm"], _half),
    Agreement(["datetime", "hour", "am_pm"], lambda values, locale: _half(values[1:], locale)),
    Agreement(["date", "week_date"], _week),
]  # fmt: skip

# ---------------------------------------------------------------------- money


@cache
def _banks() -> dict[Values, set[str]]:
    """The codes of every bank, by its name and BIC."""
    lists = [load("iban_banks"), *(load("banks", each) for each in locales() if has_banks(each))]
    found: dict[Values, set[str]] = {}
    for rows in (each.rows for each in lists):
        for name, bic, code in zip(rows["name"], rows["bic"], rows["bank_code"], strict=True):
            found.setdefault((name, bic), set()).add(code)
    return found


@cache
def _countries_of_banks() -> frozenset[str]:
    return frozenset(bic[4:6] for _, bic in _banks())


def _bank(values: Values, locale: str) -> bool:
    name, bic, number = values
    listed = bic[4:6] in _countries_of_banks()
    fits = any(number[4:].startswith(code) for code in _banks().get((name, bic), ()))
    return bic[4:6] == number[:2] and (fits or not listed)


def _foreign_bank(values: Values, locale: str) -> bool:
    return values[1][4:6] == values[2][:2]


def _routing(values: Values, locale: str) -> bool:
    name, bic, number = values
    (code,) = _entry("banks", "name", name, "bank_code", locale)
    return number.startswith(code) and _entry("banks", "name", name, "bic", locale) == {bic}


def _card(values: Values, locale: str) -> bool:
    number, network, code = values
    prefixes = _entry("card_networks", "name", network, "prefix")
    length = 4 if network == "American Express" else 3
    return any(map(number.startswith, prefixes)) and len(code) == length


def _whole_card(values: Values, locale: str) -> bool:
    """The holder is the row's person, in plain Latin letters."""
    name, latin, number, network, expiry, code, card = values
    in_latin = unicodedata.name(name[0]).startswith("LATIN")
    written = without_umlauts if locale.startswith("de_") else plain
    holder = written(name) if in_latin else latin
    return card == f"{network}\n{holder}\n{number} {expiry}\nCVC: {code}\n"


MONEY = [
    Agreement(["bank_name", "bic", "iban"], _bank),
    Agreement(["bank_name", "bic", {"generator": "iban", "country": "NL"}], _bank),
    Agreement(["bank_name", "bic", {"generator": "iban", "country": "ES"}], _foreign_bank),
    Agreement(["bank_name", "bic", "aba_routing"], _routing, ["en_US"]),
    Agreement(["credit_card_number", "credit_card_type", "cvv"], _card),
    Agreement(["full_name", "name_romanized", "credit_card_number", "credit_card_type", "expiry", "cvv", "credit_card_full"], _whole_card),
    of_list("payment/cryptocurrency", cryptocurrency_code="code", cryptocurrency_name="name", cryptocurrency_symbol="symbol"),
    Agreement([{"generator": "credit_card_number", "network": "visa"}, "credit_card_type", "cvv"], _card),
]  # fmt: skip

# ---------------------------------------------------------------------- things


def _route(values: Values, locale: str) -> bool:
    """Distance by the spherical law of cosines, to one kilometre; speed between 200 and 900 km/h."""
    start, end, route, distance, minutes = values
    (a,), (b,) = ({*_entry("airports", "iata", each, "latitude")} for each in (start, end))
    (c,), (d,) = ({*_entry("airports", "iata", each, "longitude")} for each in (start, end))
    north, other, east = (radians(float(each)) for each in (a, b, float(c) - float(d)))
    way = 6371.0088 * acos(sin(north) * sin(other) + cos(north) * cos(other) * cos(east))
    speed = int(distance) / int(minutes) * 60
    return route == f"{start}-{end}" and abs(way - int(distance)) <= 1 and 100 < speed < 900


def _car(values: Values, locale: str) -> bool:
    maker, model, year, number = values
    rows = load("car_models").rows
    known = zip(
        rows["maker"],
        rows["model"],
        rows["first_year"],
        rows["last_year"],
        rows["wmi"],
        strict=True,
    )
    codes = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 1980 to 2009, and again: 49 CFR 565.15
    return any(
        (maker, model) == (own, name) and first <= year <= last and number.startswith(wmi)
        and number[9] == codes[(int(year) - 1980) % 30] and number[6].isalpha() == (int(year) >= 2010)
        for own, name, first, last, wmi in known
    )  # fmt: skip


def _ticket(values: Values, locale: str) -> bool:
    (number,) = _entry("airlines", "iata", values[0], "number")
    return values[1][:3] == number == values[2][1:4]


def _share(values: Values, locale: str) -> bool:
    ticker, exchange, code, number, international, price, candle = values
    made = json.loads(candle, parse_float=str)
    return (
        code == {"NYSE": "XNYS", "NASDAQ": "XNAS"}[exchange]
        and international[:-1] == f"US{number}"
        and (made["ticker"], made["close"]) == (ticker, price)
    )


def _beer(values: Values, locale: str) -> bool:
    style, *strength, name = values
    (kind,) = _entry("food/beer_style", "name", style, "kind")
    measures = (("alcohol", 10), ("ibu", 1), ("plato", 10))
    return name.endswith(f" {kind}") and all(
        _bound(style, f"{each}_low") <= float(value.rstrip("%IBU°lg")) * scale + 1e-9
        and float(value.rstrip("%IBU°lg")) * scale - 1e-9 <= _bound(style, f"{each}_high")
        for value, (each, scale) in zip(strength, measures, strict=True)
    )


def _bound(style: str, column: str) -> int:
    (value,) = _entry("food/beer_style", "name", style, column)
    return int(value)


def _product(values: Values, locale: str) -> bool:
    name, category, material, description = values
    known = entries("product_nouns", locale, ("name", "category", "kind"))
    kinds = _entry("product_materials", "name", material, "kind", locale)
    thing = name.partition(f" {material} ")[2]
    return description.startswith(f"{name} for ") and any(
        (thing, category, kind) in known
        for kind in (kinds if kinds != {"any"} else {"soft", "hard"})
    )


def _driven(values: Values, locale: str) -> bool:
    fuel, year, gears, distance = values
    years = CLOCK.year - int(year)
    return (fuel == "electric") == (gears == "single-speed") and 0 <= int(
        distance
    ) <= years * 24_000 + 9_999


def _plate(values: Values, locale: str) -> bool:
    """The code of the city, or of its state, is where the form has it."""
    places = load("cities", locale).rows
    state = places["state_code"][places["city"].index(values[0])]
    before = len(_format("license_plate", locale).partition("{region}")[0])
    try:
        listed = load("plates", locale).rows
    except MissingList:
        return values[1][before:].startswith(state)
    codes = dict(zip(listed["place"], listed["code"], strict=True))
    code = codes.get(values[0]) or codes[state]
    return values[1][before:].startswith(code) and not values[1][before + len(code) :][:1].islower()


def _licensed(name: str, otherwise: str) -> Callable[[Values, str], bool]:
    """Numbers of the form of the state; of one form for all where they must differ."""

    def holds(values: Values, locale: str) -> bool:
        rows = load(name).rows
        form = rows["form"][rows["state"].index(values[0])]
        return any(_is_of_form(values[1], each) for each in (form, otherwise))

    return holds


def _is_of_form(number: str, form: str) -> bool:
    """Whether a number has a digit for # and %, a letter or digit for small letters, and a capital for ?."""
    kinds = {"#": str.isdigit, "%": str.isdigit, "?": str.isupper}
    return len(number) == len(form) and all(
        kinds[sign](own) if sign in kinds else own.isalnum() if sign.islower() else own == sign
        for own, sign in zip(number, form, strict=True)
    )


def _flight(values: Values, locale: str) -> bool:
    code, number, sign = values
    (word,) = _entry("airlines", "iata", code, "callsign")
    return number.startswith(code) and sign == f"{word} {number[len(code) :]}"


def _emoji(values: Values, locale: str) -> bool:
    (name,) = _entry("emojis", "emoji", values[0], "name")
    alias = "_".join(re.findall(r"[^\W_]+", name.lower()))
    return values[1:] == (f":{alias}:", name) and _entry("emojis", "emoji", values[0], "name") == {
        name
    }


def _aircraft(values: Values, locale: str) -> bool:
    maker, code, kind, whole = values
    known = entries("aircraft", "en_US", ("manufacturer", "icao_type", "type", "model"))
    return (maker, code, kind, whole.removeprefix(f"{maker} ")) in known


def _company(values: Values, locale: str) -> bool:
    made = json.loads(values[0])
    return (made["name"], made["industry"], made["domain"]) == values[1:]


THINGS = [
    of_list("medical_conditions", medical_condition="name", icd10_code="icd10", icd10_chapter="chapter"),
    Agreement(["airline_iata", "ticket_number", "bag_tag"], _ticket),
    Agreement(["stock_ticker", "stock_exchange", "mic", "cusip", "isin", "stock_price", "ohlc"], _share),
    Agreement(["beer_style", "beer_alcohol", "beer_ibu", "beer_blg", "beer_name"], _beer),
    Agreement(["product_name", "product_category", "product_material", "product_description"], _product),
    Agreement(["car_fuel_type", "car_year", "transmission", "odometer"], _driven),
    of_list("game/minecraft_villager_job", minecraft_villager_job="name", minecraft_villager_station="station"),
    of_list("medications", medication="name", atc="atc", drug_class="drug_class", dosage_form="form",
            medication_route="route", dosage="strength"),
    of_list("merchant_categories", merchant_category_code="code", merchant_category="name"),
    of_list("airports", airport="name", airport_iata="iata", airport_icao="icao", airport_city="city",
            airport_country="country"),
    Agreement(["airline_iata", "flight_number", "callsign"], _flight),
    Agreement(
        ["flight_origin", "flight_destination", "flight_route", "flight_distance", "flight_duration"], _route
    ),
    Agreement(["car_make", "car_model", "car_year", "vin"], _car),
    Agreement(["aircraft_manufacturer", "aircraft_code", "aircraft_type", "aircraft"], _aircraft),
    of_list("aircraft", aircraft_code="icao_type", aircraft_seats="seats", aircraft_type="type"),
    Agreement(["city", "license_plate"], _plate, ["de_DE", "de_CH", "ru_RU", "ja_JP", "cs_CZ", "tr_TR"]),
    Agreement(["state_code", "license_plate"], _licensed("vehicle/state_plate", "???-####"), ["en_US"]),
    Agreement(["state_code", "driver_license"], _licensed("government/driver_license", "?#######"), ["en_US"]),
    of_list("car_models", car_make="maker", car_model="model", car_type="type", car_fuel_type="fuel"),
    of_list("stock_tickers", stock_ticker="ticker", stock_company="company", stock_exchange="exchange"),
    of_list("books", book_title="title", book_author="author", book_genre="genre"),
    of_list("movies", movie_name="title", movie_genre="genre", movie_year="year"),
    of_list("colors", color="name", color_hex="hex"),
    Agreement(["language", "language_code"], _called("languages")),
    of_list("animals", animal="name", animal_type="kind"),
    of_list("emojis", emoji="emoji", emoji_tag="name", emoji_category="category"),
    of_list("emojis", emoji_animal="emoji", emoji_tag="name", emoji_category="category"),
    *(of_list("emojis", **{f"emoji_{name}": "emoji", "emoji_tag": "name"}) for name in ("flag", "job", "vehicle")),
    Agreement(["emoji", "emoji_alias", "emoji_tag"], _emoji),
    of_list("user_agents", user_agent="user_agent", browser="browser", operating_system="platform"),
    of_list("user_agents", firefox_user_agent="user_agent", browser="browser", operating_system="platform"),
    of_list("http_statuses", http_status="code", http_reason="reason"),
    of_list("http_statuses", http_status_simple="code", http_reason="reason"),
    Agreement(["company_record", "company", "industry", "company_domain"], _company),
]  # fmt: skip


def _record(values: Values, locale: str) -> bool:
    return tuple(map(str, json.loads(values[0], parse_float=str).values())) == values[1:]


RECORDS = [
    Agreement(columns.split(), _record)
    for columns in (
        "address_record address street_address city state zip country latitude longitude",
        "book_record book_title book_author book_genre",
        "car_record car_type car_fuel_type make car_model car_year",
        "credit_card_record credit_card_type credit_card_number expiry cvv",
        "currency_record currency_code currency_name",
        "job_record company job_title job_descriptor job_level",
        "movie_record movie_name movie_genre movie_year",
        "product_record product_name product_description product_category product_material product_feature"
        " product_audience product_price",
        "song_record song_name song_artist song_genre",
    )
]

AGREEMENTS = (*RECORDS, *PEOPLE, *PLACES, *DAYS, *MONEY, *THINGS, *INDUSTRIES)
