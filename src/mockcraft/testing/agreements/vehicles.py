"""What must agree in cars, plates, aircraft and flights."""

from collections.abc import Callable
from math import acos, cos, radians, sin

from mockcraft.core.lists import load
from mockcraft.errors import MissingList
from mockcraft.testing.agreement import Agreement, Values, entries, of_list
from mockcraft.testing.agreements.lists import CLOCK, entry, form


def _route(values: Values, locale: str) -> bool:
    """Distance by the spherical law of cosines, to one kilometre; speed between 200 and 900 km/h."""
    start, end, route, distance, minutes = values
    (a,), (b,) = ({*entry("airports", "iata", each, "latitude")} for each in (start, end))
    (c,), (d,) = ({*entry("airports", "iata", each, "longitude")} for each in (start, end))
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
    (number,) = entry("airlines", "iata", values[0], "number")
    return values[1][:3] == number == values[2][1:4]


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
    before = len(form("license_plate", locale).partition("{region}")[0])
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


def _british_licence(values: Values, locale: str) -> bool:
    """Numbers with the day of birth in them; eight digits, of Northern Ireland, where they must differ."""
    sex, born, number = values
    month = int(born[5:7]) + 50 * (sex == "female")
    expected = f"{born[2]}{month:02}{born[8:10]}{born[3]}"
    return number[5:11] == expected or (len(number) == 8 and number.isdigit())


def _is_of_form(number: str, form: str) -> bool:
    """Whether a number has a digit for # and %, a letter or digit for small letters, and a capital for ?."""
    kinds = {"#": str.isdigit, "%": str.isdigit, "?": str.isupper}
    return len(number) == len(form) and all(
        kinds[sign](own) if sign in kinds else own.isalnum() if sign.islower() else own == sign
        for own, sign in zip(number, form, strict=True)
    )


def _flight(values: Values, locale: str) -> bool:
    code, number, sign = values
    (word,) = entry("airlines", "iata", code, "callsign")
    return number.startswith(code) and sign == f"{word} {number[len(code) :]}"


def _aircraft(values: Values, locale: str) -> bool:
    maker, code, kind, whole = values
    known = entries("aircraft", "en_US", ("manufacturer", "icao_type", "type", "model"))
    return (maker, code, kind, whole.removeprefix(f"{maker} ")) in known


VEHICLES = [
    Agreement(["airline_iata", "ticket_number", "bag_tag"], _ticket),
    Agreement(["car_fuel_type", "car_year", "transmission", "odometer"], _driven),
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
    Agreement(["state_code", "license_plate"], _licensed("vehicle/state_plate", "???? ###"), ["en_CA"]),
    Agreement(["state_code", "license_plate"], _licensed("vehicle/state_plate", "??? ###"), ["fr_CA"]),
    Agreement(["state_code", "driver_license"], _licensed("government/driver_license", "?#######"), ["en_US"]),
    Agreement(["national_id", "driver_license"], lambda values, locale: values[0] == values[1],
              ["es_ES", "sv_SE", "fi_FI", "zh_CN", "zh_TW", "es_CL"]),
    Agreement(["sex", "birth_date", "driver_license"], _british_licence, ["en_GB"]),
    of_list("car_models", car_make="maker", car_model="model", car_type="type", car_fuel_type="fuel"),
]  # fmt: skip
