"""Places: the facts of an address agree, for all come from one entry of the locale's list of cities."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.core.pattern import DIGITS
from mockcraft.generator import (
    Annotated,
    Between,
    Decimal,
    Draw,
    Entity,
    Json,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators._translations import translated
from mockcraft.generators.numbers import decimal_between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

HERE = {"place": True}  # the record has a place, so its country is the locale's
SPREAD = 20_000  # millionths of a degree from a city's centre, about 2 km
PHONE_CLASSES = {"#": DIGITS, "N": "23456789"}


class Place(Entity):
    """A place: city, state, postal code, area code, coordinates and time zone belong together."""

    @fact
    def town(self) -> Record:
        """Entry of the list of cities."""
        return self.draw.record("cities")

    @fact
    def city(self) -> Text:
        """Name of the city."""
        return self.town.city

    @fact
    def state(self) -> Text:
        """Name of the state, region or prefecture."""
        return self.town.state

    @fact
    def state_code(self) -> Text:
        """Code of the state within its country (ISO 3166-2)."""
        return self.town.state_code

    @fact
    def zip(self) -> Text:
        """Postal code."""
        return self.town.zip

    @fact
    def area_code(self) -> Text:
        """Telephone area code."""
        return self.town.area_code

    @fact
    def street(self) -> Text:
        """Name of the street, with its type."""
        form = _optional(self.draw.locale, "street")
        return self.draw.layout("street", self) if form else self.street_name

    @fact
    def street_name(self) -> Text:
        """Name of the street, without its type where that stands apart."""
        return self.draw.record("streets").name

    @fact
    def street_type(self) -> Text:
        """Type of the street, such as Avenue."""
        return self.draw.record("street_suffixes").name

    @fact
    def number(self) -> Text:
        """Number of the house."""
        draw = self.draw["number"]
        if draw.locale.startswith("ja"):
            return draw.join(
                draw["block"].integer(1, 9),
                "-",
                draw["lot"].integer(1, 30),
                "-",
                draw.integer(1, 30),
            )
        if form := _optional(draw.locale, "number"):
            return draw.pattern(form, NUMBERS)
        return draw.join(draw.integer(1, int(_optional(draw.locale, "highest_number") or 199)))

    @fact
    def street_address(self) -> Text:
        """Street and number in the order of the country."""
        return self.draw.layout("street_address", self)

    @fact
    def address(self) -> Text:
        """The whole address on one line."""
        return self.draw.layout("address", self)

    @fact
    def latitude(self) -> Decimal:
        """Degrees north, six places."""
        return self._near(self.town.latitude, "north")

    @fact
    def longitude(self) -> Decimal:
        """Degrees east, six places."""
        return self._near(self.town.longitude, "east")

    def _near(self, degrees: Text, label: str) -> Decimal:
        centre = self.draw.number(degrees, 6)
        near = self.draw[label]
        if near.must_differ("centre"):
            return centre  # the centres are told apart, points around them could meet
        return Decimal(centre.units + near.integer(-SPREAD, SPREAD), 6)


NUMBERS = {"#": DIGITS, "%": DIGITS[1:]}  # signs of a house number's form


def _optional(locale: str, key: str) -> str:
    """A format that not all locales have; "" where there is none."""
    rows = load("formats", locale).rows
    return dict(zip(rows["key"], rows["format"], strict=True)).get(key, "")


def phone_rest(draw: Draw, code: Text, form: str) -> list[Text | str]:
    """Parts of a telephone number with this area code: up to it, the code, and what follows."""
    before, rest = _phone_form(draw.locale, form)
    return [before, code, draw["phone"].filled(code, rest, PHONE_CLASSES)]


_phone_forms: dict[tuple[str, str], tuple[str, Callable[[str], str]]] = {}


def _phone_form(locale: str, form: str) -> tuple[str, Callable[[str], str]]:
    """What stands before an area code, and the pattern after it by area code."""
    if (locale, form) not in _phone_forms:
        rows = load("formats", locale).rows
        formats = dict(zip(rows["key"], rows["format"], strict=True))
        before, _, after = formats.get("phone_1", formats["phone"]).partition("{area_code}")
        rests = {
            size: formats.get(f"phone_{size}", "").partition("{area_code}")[2] or after
            for size in range(9)
        }
        own = {
            key.removeprefix("phone_of_"): form.partition("{area_code}")[2]
            for key, form in formats.items()
            if key.startswith("phone_of_")
        }
        if form == "e164":
            before = ""
            rests = {size: _digits(rest) for size, rest in rests.items()}
            own = {code: _digits(rest) for code, rest in own.items()}
        _phone_forms[locale, form] = before, lambda code: own.get(code) or rests[len(code)]
    return _phone_forms[locale, form]


def _digits(rest: str) -> str:
    """The digits of a form, and the signs that stand for some."""
    return "".join(sign for sign in rest if sign.isalnum() or sign in PHONE_CLASSES)


@generator("address", aliases=("town",), settles=HERE)
def city(draw: Draw) -> Text:
    """City of the row's place, by population."""
    return draw.entity(Place).city


@generator(
    "address",
    aliases=("province", "region", "prefecture", "administrative_unit", "federal_subject"),
    settles=HERE,
)
def state(draw: Draw) -> Text:
    """State (or region, prefecture) of the row's place."""
    return draw.entity(Place).state


@generator("address", aliases=("state_abr", "state_abbr", "state_abbreviation"), settles=HERE)
def state_code(draw: Draw) -> Text:
    """Code of the state of the row's place, such as CA (ISO 3166-2)."""
    return draw.entity(Place).state_code


@generator("address", aliases=("zip_code", "postcode", "postal_code"), settles=HERE)
def zip_(draw: Draw) -> Text:
    """Postal code of the row's place; it belongs to the city."""
    return draw.entity(Place).zip


@generator("address", settles=HERE)
def area_code(draw: Draw) -> Text:
    """Telephone area code of the row's place."""
    return draw.entity(Place).area_code


@generator("address", aliases=("street_name",))
def street(draw: Draw) -> Text:
    """Street of the row's place, without a number."""
    return draw.entity(Place).street


@generator("address", aliases=("building_number", "house_number"))
def street_number(draw: Draw) -> Text:
    """Number of a house, as written in the country."""
    return draw.entity(Place).number


@generator("address")
def street_prefix(draw: Draw) -> Text:
    """Direction that stands before a street's name."""
    return draw.pick(DIRECTIONS)


DIRECTIONS = Pool(
    "direction",
    ("North", "East", "South", "West", "Northeast", "Northwest", "Southeast", "Southwest"),
)


@generator("address")
def street_suffix(draw: Draw) -> Text:
    """Type of a street in the United States, such as Avenue (USPS Publication 28, appendix C1)."""
    return draw.record("street_suffixes").name


@generator("address")
def street_address(draw: Draw) -> Text:
    """Street and number of the row's place, in the order of the country."""
    return draw.entity(Place).street_address


@generator("address", aliases=("secondary_address", "apartment"))
def unit(draw: Draw) -> Text:
    """Part of a building, such as Apt 12 (USPS Publication 28, section 213)."""
    return draw.join(draw.pick(UNITS), " ", draw.integer(1, 999))


UNITS = Pool("unit", ("Apt", "Unit", "Suite", "Floor", "Room"), (50, 25, 15, 5, 5))


@generator("address", aliases=("full_address",), settles=HERE)
def address(draw: Draw) -> Text:
    """Street, city and postal code of the row's place on one line, as written in the country."""
    return draw.entity(Place).address


def _near(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A point is of the row's place where no bounds are given."""
    return {} if values else HERE


NORTH, EAST = Between(-90, 90), Between(-180, 180)  # degrees


@generator("address", aliases=("latitude_range", "lat", "coordinate"), settles=_near)
def latitude(
    draw: Draw,
    *,
    min: Annotated[
        Decimal | None, NORTH, "southernmost, in degrees, default: near the row's city"
    ] = None,
    max: Annotated[
        Decimal | None, NORTH, "northernmost, in degrees, default: near the row's city"
    ] = None,
) -> Decimal:
    """Degrees north of a point within about 2 km of the centre of the row's city (WGS 84)."""
    if min is None and max is None:
        return draw.entity(Place).latitude
    return decimal_between(draw, min or Decimal(-90, 0), max or Decimal(90, 0), 6)


@generator("address", aliases=("longitude_range", "lon", "lng"), settles=_near)
def longitude(
    draw: Draw,
    *,
    min: Annotated[
        Decimal | None, EAST, "westernmost, in degrees, default: near the row's city"
    ] = None,
    max: Annotated[
        Decimal | None, EAST, "easternmost, in degrees, default: near the row's city"
    ] = None,
) -> Decimal:
    """Degrees east of a point within about 2 km of the centre of the row's city (WGS 84)."""
    if min is None and max is None:
        return draw.entity(Place).longitude
    return decimal_between(draw, min or Decimal(-180, 0), max or Decimal(180, 0), 6)


@generator(
    "address", aliases=("geojson", "geo_json", "geo_point", "coordinates", "latlng"), settles=HERE
)
def geojson_point(draw: Draw) -> Json:
    """GeoJSON point of the row's place, whose latitude and longitude it has (RFC 7946, 3.1.2): longitude first."""
    place = draw.entity(Place)
    return draw.join(
        '{"type": "Point", "coordinates": [', place.longitude, ", ", place.latitude, "]}"
    )


@generator("address", aliases=("timezone",), settles=HERE)
def time_zone(draw: Draw) -> Text:
    """Time zone of the row's city, such as America/Chicago (IANA)."""
    return draw.entity(Place).town.time_zone


class Nation(Entity):
    """A country: names, codes, capital, currency and nationality belong together, and to the row's place."""

    @fact
    def is_local(self) -> bool:
        """Whether it is the locale's own country: where the record has a place."""
        return bool(self.draw.shared("place"))

    @fact
    def entry(self) -> Record:
        """Entry of the list of countries."""
        equal = {"alpha2": self.draw.format("country_code")} if self.is_local else {}
        return self.draw.record("countries", **equal)

    @fact
    def name(self) -> Text:
        """Name in the locale's language."""
        if self.is_local:
            return self.draw.format("country")
        return translated(self.draw, "countries", self.entry.alpha2)


LOCAL = {"local": "place"}


@generator("address", aliases=("current_country", "default_country"), narrows=LOCAL)
def country(
    draw: Draw,
    *,
    local: Annotated[
        bool | None,
        "true: the locale's own country; false: any; default: that of the row's place, any where it has none",
    ] = None,
) -> Text:
    """Country of the row's place, or a country of the world where the row has no place (ISO 3166-1, CLDR)."""
    return draw.sharing(place=local).entity(Nation).name


@generator(
    "address",
    aliases=(
        "country_abr",
        "country_abbreviation",
        "country_alpha2",
        "current_country_code",
        "bank_country",
    ),
    narrows=LOCAL,
)
def country_code(
    draw: Draw,
    *,
    local: Annotated[
        bool | None,
        "true: the locale's own country; false: any; default: that of the row's place, any where it has none",
    ] = None,
) -> Text:
    """Two-letter code of the row's country (ISO 3166-1 alpha-2)."""
    return draw.sharing(place=local).entity(Nation).entry.alpha2


@generator("address")
def country_alpha3(draw: Draw) -> Text:
    """Three-letter code of the row's country (ISO 3166-1 alpha-3)."""
    return draw.entity(Nation).entry.alpha3


@generator("address")
def capital(draw: Draw) -> Text:
    """Capital of the row's country."""
    return draw.entity(Nation).entry.capital


@generator("address", aliases=("calling_code", "country_calling_code", "isd_code"))
def dialing_code(draw: Draw) -> Text:
    """International calling code of the row's country, such as +49 (ITU-T E.164)."""
    return draw.entity(Nation).entry.calling_code


@generator("address")
def continent(draw: Draw) -> Text:
    """Continent of the row's country (CLDR)."""
    return translated(draw, "continents", draw.entity(Nation).entry.continent)


@generator("address", aliases=("demonym",))
def nationality(draw: Draw) -> Text:
    """Nationality of the people of the row's country, in English (after the CIA World Factbook)."""
    return draw.entity(Nation).entry.nationality


class World(Entity):
    """A country of the world, whatever the row's place is."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of countries."""
        return self.draw.record("countries")


@generator("address", aliases=("any_country",))
def world_country(draw: Draw) -> Text:
    """Name of a country of the world, whatever the row's place is (ISO 3166-1, CLDR)."""
    return translated(draw, "countries", draw.entity(World).entry.alpha2)


@generator("address")
def world_country_code(draw: Draw) -> Text:
    """Two-letter code of the row's country of the world (ISO 3166-1 alpha-2)."""
    return draw.entity(World).entry.alpha2
