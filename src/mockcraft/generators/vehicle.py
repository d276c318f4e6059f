"""Vehicles."""

from __future__ import annotations

from mockcraft.core.checksum import vin as vin_rule
from mockcraft.core.lists import load
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil
from mockcraft.errors import MissingList
from mockcraft.generator import (
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators.address import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_CHARACTERS = VIN_LETTERS + DIGITS
VIN_CHECK = Pool("vin check", "0123456789X")
# Codes of the model years 1980 to 2009, which come again every 30 years: 49 CFR 565.15 table VII.
VIN_YEARS = Pool("vin year", "ABCDEFGHJKLMNPRSTVWXY123456789")
OLDEST = 24  # years before the clock's of the oldest model years


class Car(Entity):
    """A car: maker, model, type, fuel, model year and VIN belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of models."""
        return self.draw.record("car_models")

    @fact
    def year(self) -> Integer:
        """A model year in which the model was made, near those of the clock: its last or first one where there is none."""
        draw, this = self.draw, civil(self.draw.today.days)[0]
        low, high = this - OLDEST, this
        launch = draw.number(self.entry.first_year).units
        end = draw.number(self.entry.last_year).units
        first = launch + (low - launch) * (launch < low)
        first = first + (end - first) * (first > end)
        last = end + (high - end) * (end > high)
        last = last + (launch - last) * (last < launch)
        return draw["year"].integer(first, last)


@generator("vehicle", aliases=("car_make", "car_maker", "vehicle_make"))
def make(draw: Draw) -> Text:
    """Maker of the row's car."""
    return draw.entity(Car).entry.maker


@generator("vehicle", aliases=("vehicle_model",))
def car_model(draw: Draw) -> Text:
    """Model of the row's car."""
    return draw.entity(Car).entry.model


@generator("vehicle", aliases=("vehicle",))
def car(draw: Draw) -> Text:
    """Maker and model of the row's car."""
    entry = draw.entity(Car).entry
    model = entry.model
    return draw.join(entry.maker, " ", model)


@generator("vehicle", aliases=("vehicle_type", "car_body"))
def car_type(draw: Draw) -> Text:
    """Body of the row's car."""
    return draw.entity(Car).entry.type


@generator("vehicle", aliases=("fuel_type", "fuel"))
def car_fuel_type(draw: Draw) -> Text:
    """What the row's car runs on."""
    return draw.entity(Car).entry.fuel


@generator("vehicle", aliases=("car_transmission_type", "transmission_gear_type"))
def transmission(draw: Draw) -> Text:
    """Transmission of the row's car; electric ones have one speed."""
    speeds = draw.number(draw.map(draw.entity(Car).entry.fuel, _shifts)).units
    return draw.at(TRANSMISSIONS, speeds * draw["kind"].integer(1, 100))


# One speed, and a hundred others by share.
TRANSMISSIONS = Pool(
    "transmission",
    (
        "single-speed", *["automatic"] * 62, *["manual"] * 20, *["dual-clutch"] * 8,
        *["continuously variable"] * 10,
    ),
)  # fmt: skip


def _shifts(fuel: str) -> str:
    """1 where a motor of this fuel needs a transmission of several speeds, else 0."""
    return "0" if fuel == "electric" else "1"


@generator("vehicle", aliases=("model_year",))
def car_year(draw: Draw) -> Integer:
    """Model year of the row's car, of the 25 years up to the clock's in which the model was made."""
    return draw.entity(Car).year


@generator("vehicle", aliases=("vehicle_identification_number",))
def vin(draw: Draw) -> Text:
    """VIN of the row's car: maker's code, model year, and the check digit of its ninth place (ISO 3779, 49 CFR 565.15)."""
    car = draw.entity(Car)
    # The seventh place tells the model years from 2010 on, by a letter, from those 30 years before.
    recent = car.year >= 2010  # type: ignore[operator]
    letter, digit = draw["letter"].chars(VIN_LETTERS, 1), draw["digit"].chars(DIGITS, 1)
    seventh = draw.either(recent, letter, digit)
    head = draw.join(
        car.entry.wmi,
        draw.chars(VIN_CHARACTERS, 3),
        seventh,
        draw["eighth"].chars(VIN_CHARACTERS, 1),
    )
    tail = draw.join(
        draw.at(VIN_YEARS, (car.year - 1980) % 30),
        draw["plant"].chars(VIN_CHARACTERS, 1),
        draw.pattern("######"),
    )
    check = draw.check(vin_rule, draw.join(head, "0", tail))
    return draw.join(head, draw.at(VIN_CHECK, check), tail)


@generator("vehicle", aliases=("plate", "registration_plate"))
def license_plate(draw: Draw) -> Text:
    """Number plate of the form that is usual in the locale's country, or state, of the row's place where plates tell regions."""
    if draw.format("country_code") in ("US", "CA") and not draw.must_differ("form"):
        return draw.filled(draw.entity(Place).state_code, _state_form, PLATE_CLASSES)
    before, region, after = draw.format("license_plate").partition("{region}")
    parts = [draw.pattern(each, PLATE_CLASSES) if each else "" for each in (before, after)]
    if not region:
        return parts[0]
    return draw.join(parts[0], draw.map(draw.entity(Place).city, region_of(draw.locale)), parts[1])


def _state_form(state: str) -> str:
    """Form of plates in a state of the United States or a province of Canada."""
    rows = load("vehicle/state_plate").rows
    return rows["form"][rows["state"].index(state)]


PLATE_CLASSES = {
    "#": DIGITS,
    "%": DIGITS[1:],
    "?": "ABCDEFGHJKLMNPRSTVWXYZ",
    "ç": "ABCDEFGHIJLMNOPQRSTUVXZ",  # Portugal has no K, W and Y
    "ć": "ABCDEFGHIJKLMNOPRSTUVZ",  # the Latin letters of Croatian, Latvian and Lithuanian
    "å": "ABCDEFGHJKLMNOPRSTUWXYZ",  # Sweden has no I, Q and V
    "ø": "ABCDEFHJKLNPRSTUVXYZ",  # Norway has no G, I, M, O, Q and W
    "ĳ": "BDFGHJKLNPRSTVXZ",  # consonants of the Netherlands
    "ñ": "BCDFGHJKLPRSTVWXYZ",  # consonants of Chile
    "£": "ABCDEFGHJKLMNOPRSTUVWXY",  # second letters of Great Britain (DVLA, INF104)
    "Я": "АВЕКМНОРСТУХ",  # the Cyrillic letters that look like Latin ones
    "Ї": "АВЕІКМНОРСТХ",
    "Ω": "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",  # the Greek ones that do
    "가": "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주",
    "ก": "กขคฆงจฉชฌญฎฐฒณดตถทธนบปผพฟภมยรลวศษสหฬอฮ",
    "½": "12",
    "≤": "012345",
    "ぬ": "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろ",
}


def region_of(locale: str) -> Callable[[str], str]:
    """By city, the code of plates: that of the city or its state in the list `plates`, or the state's own code."""
    if locale not in _regions:
        cities = load("cities", locale).rows
        codes = _codes(locale)
        _regions[locale] = {
            city: codes.get(city) or codes.get(state, state)
            for city, state in zip(cities["city"], cities["state_code"], strict=True)
        }.__getitem__
    return _regions[locale]


def _codes(locale: str) -> dict[str, str]:
    """Codes of plates by city or state; none where the states' own codes are those."""
    try:
        listed = load("plates", locale).rows
    except MissingList:
        return {}
    return dict(zip(listed["place"], listed["code"], strict=True))


_regions: dict[str, Callable[[str], str]] = {}


@generator("vehicle")
def odometer(draw: Draw) -> Integer:
    """Kilometres that the row's car has run: around 14,000 in each year since its model year."""
    years = civil(draw.today.days)[0] - draw.entity(Car).year
    yearly = draw["yearly"].distributed(4_000, 24_000, "normal", 14_000, 4_000)
    return years * yearly + draw["this year"].integer(5, 9_999)  # type: ignore[no-any-return]
