"""Operation of flights: weather reports, runways, squawk codes, baggage, crews."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Text, fact, generator
from mockcraft.generators.aviation import Airline, Airport


class Weather(Entity):
    """The weather at the row's airport: the parts of a report and its flight category belong together."""

    @fact
    def wind(self) -> Integer:
        """Knots."""
        return self.draw["wind"].distributed(0, 45, "log_normal", 9, 6)

    @fact
    def direction(self) -> Integer:
        """Tens of degrees from where the wind blows."""
        return self.draw["direction"].integer(1, 36)

    @fact
    def visibility(self) -> Integer:
        """Statute miles, 1 to 10; 10 is also more."""
        return self.draw.number(self.draw.pick(VISIBILITIES)).units  # type: ignore[no-any-return]

    @fact
    def ceiling(self) -> Integer:
        """Hundreds of feet of the clouds that cover the sky."""
        return self.draw.number(self.draw.pick(CEILINGS)).units  # type: ignore[no-any-return]

    @fact
    def temperature(self) -> Integer:
        """Degrees Celsius."""
        return self.draw["temperature"].distributed(-30, 45, "normal", 15, 10)

    @fact
    def dew_point(self) -> Integer:
        """Degrees Celsius, at most the temperature."""
        return self.temperature - self.draw["spread"].integer(0, 15)

    @fact
    def pressure(self) -> Integer:
        """Hundredths of an inch of mercury."""
        return self.draw["pressure"].distributed(2_890, 3_090, "normal", 2_992, 22)


VISIBILITIES = Pool(
    "visibility",
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    (2, 2, 3, 3, 4, 4, 4, 5, 5, 68),
)
CEILINGS = Pool("ceiling", ("3", "5", "8", "12", "18", "25", "35", "50", "80", "120", "200", "250"), (2, 3, 4, 6, 7, 10, 14, 16, 12, 10, 8, 8))  # fmt: skip
COVERS = Pool("cover", ("BKN", "OVC"), (60, 40))


@generator("aviation", aliases=("weather_report",))
def metar(draw: Draw) -> Text:
    """Report of the weather at the row's airport in the form of the United States (WMO-No. 306, FM 15; FMH-1)."""
    sky, seconds = draw.entity(Weather), draw.now.seconds - draw["time"].integer(0, 30 * 86_400)
    day = civil(seconds // 86_400)[2]
    wind = draw.join(draw.padded(sky.direction * 10, 3), draw.padded(sky.wind, 2), "KT")
    wind = draw.either(sky.wind < 1, "00000KT", wind)  # type: ignore[operator]
    return draw.join(
        "METAR ", draw.entity(Airport).entry.icao, " ", draw.padded(day, 2), draw.padded(seconds // 3600 % 24, 2),
        draw.padded(seconds // 60 % 60, 2), "Z ", wind, " ", sky.visibility,
        "SM ", draw.pick(COVERS), draw.padded(sky.ceiling, 3), " ", _degrees(draw, sky.temperature), "/",
        _degrees(draw, sky.dew_point), " A", sky.pressure,
    )  # fmt: skip


def _degrees(draw: Draw, degrees: Integer) -> Text:
    """Two digits, M before those below zero."""
    below = degrees < 0  # type: ignore[operator]
    return draw.join(
        draw.either(below, "M", ""), draw.padded(draw.either(below, 0 - degrees, degrees), 2)
    )


@generator("aviation")
def flight_category(draw: Draw) -> Text:
    """Category of the weather at the row's airport by ceiling and visibility: VFR, MVFR, IFR, LIFR (FAA AIM 7-1-7)."""
    sky = draw.entity(Weather)
    # Hundreds of feet, and miles, below which it is MVFR, IFR, LIFR.
    limits = ((31, 6), (10, 3), (5, 1))
    ranks = [
        draw.either(sky.ceiling < feet, 1, 1 * (sky.visibility < miles))  # type: ignore[operator]
        for feet, miles in limits
    ]
    return draw.at(CATEGORIES, ranks[0] + ranks[1] + ranks[2])


CATEGORIES = Pool("category", ("VFR", "MVFR", "IFR", "LIFR"))


@generator("aviation")
def airport_temperature(draw: Draw) -> Integer:
    """Degrees Celsius at the row's airport, as its weather report has them."""
    return draw.entity(Weather).temperature


@generator("aviation", aliases=("qnh",))
def altimeter_setting(draw: Draw) -> Decimal:
    """Pressure at the row's airport in inches of mercury, as its weather report has it."""
    return Decimal(draw.entity(Weather).pressure, 2)


@generator("aviation")
def airport_wind_speed(draw: Draw) -> Integer:
    """Knots of wind at the row's airport, as its weather report has them."""
    return draw.entity(Weather).wind


@generator("aviation", aliases=("transponder_code",))
def squawk(draw: Draw) -> Text:
    """Code of a transponder: four octal digits (ICAO Annex 10, volume IV)."""
    return draw.chars("01234567", 4)


@generator("aviation")
def icao24(draw: Draw) -> Text:
    """Address of a transponder of a US aircraft: six hexadecimal digits from A00001 to ADF7C7 (ICAO Annex 10)."""
    number = draw.integer(0xA00001, 0xADF7C7)
    return draw.join(*(draw.at(HEX_DIGITS, number // 16**place % 16) for place in range(5, -1, -1)))


HEX_DIGITS = Pool("capital hex digit", "0123456789ABCDEF")


@generator("aviation")
def runway(draw: Draw) -> Text:
    """Name of a runway: tens of degrees of its direction, and a side where there are several (ICAO Annex 14)."""
    return draw.join(draw.padded(draw["direction"].integer(1, 36), 2), draw.pick(SIDES))


SIDES = Pool("side", ("", "L", "R", "C"), (60, 18, 18, 4))


@generator("aviation")
def flight_level(draw: Draw) -> Text:
    """Level at which an aircraft cruises, FL200 to FL430 in tens."""
    return draw.join("FL", draw.distributed(20, 43, "normal", 35, 4) * 10)


@generator("aviation", aliases=("baggage_tag",))
def bag_tag(draw: Draw) -> Text:
    """Number of a bag: 0, three digits of the row's airline, six more (IATA Resolution 740)."""
    return draw.join("0", draw.entity(Airline).entry.number, draw.chars(DIGITS, 6))


@generator("aviation")
def baggage_weight(draw: Draw) -> Decimal:
    """Kilograms of a bag, one place, around 17."""
    return Decimal(draw.distributed(30, 320, "normal", 172, 52), 1)


@generator("aviation")
def delay_minutes(draw: Draw) -> Integer:
    """Minutes by which a flight is late; short delays are the most frequent."""
    return draw.distributed(0, 900, "exponential", 22)


@generator("aviation", aliases=("iata_delay_code",))
def delay_code(draw: Draw) -> Text:
    """Number of the reason of a delay, of those that are met most often (IATA AHM 730)."""
    return draw.pick(DELAYS)


DELAYS = Pool("delay", ("09", "11", "15", "31", "32", "36", "41", "64", "67", "71", "75", "81", "89", "91", "93", "96"), (3, 3, 4, 3, 4, 4, 8, 3, 4, 7, 4, 12, 8, 8, 22, 3))  # fmt: skip


@generator("aviation")
def crew_role(draw: Draw) -> Text:
    """What somebody does aboard."""
    return draw.pick(CREW)


CREW = Pool("crew", ("captain", "first officer", "relief pilot", "purser", "flight attendant", "loadmaster", "flight engineer"), (18, 18, 2, 10, 49, 1, 2))  # fmt: skip


@generator("aviation")
def meal_code(draw: Draw) -> Text:
    """Special meal aboard (IATA Reservations Interline Message Procedures)."""
    return draw.pick(MEALS)


MEALS = Pool("meal", ("AVML", "BBML", "BLML", "CHML", "DBML", "FPML", "GFML", "HNML", "KSML", "LCML", "LFML", "LSML", "MOML", "NLML", "RVML", "SFML", "VGML", "VJML", "VLML", "VOML"))  # fmt: skip


@generator("aviation", aliases=("booking_class",))
def fare_class(draw: Draw) -> Text:
    """Letter of a fare, economy's more often (IATA Resolution 728)."""
    return draw.pick(FARES)


FARES = Pool(
    "fare",
    tuple("FAJCDIZWPYBMHKLQTVSNUXGO"),
    (1, 1, 3, 3, 3, 2, 2, 2, 2, 12, 8, 8, 8, 7, 7, 6, 5, 5, 4, 3, 3, 2, 2, 1),
)


@generator("aviation")
def boarding_pass_sequence(draw: Draw) -> Text:
    """Number in which a passenger checked in to the row's flight: airline and three digits."""
    return draw.join(draw.entity(Airline).entry.iata, "-", draw.padded(draw.integer(1, 220), 3))
