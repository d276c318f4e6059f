"""Aviation: airports, airlines, flights."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import (
    Decimal,
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)


class Airport(Entity):
    """An airport: name, codes, city and coordinates belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of airports."""
        return self.draw.record("airports")


class Airline(Entity):
    """An airline and a flight of it: name, codes, number and call sign belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of airlines."""
        return self.draw.record("airlines")

    @fact
    def flight(self) -> Integer:
        """Number of the flight, without the airline's code."""
        return self.draw.integer(1, 9999)


class Route(Entity):
    """A flight without a stop: origin, destination, distance and duration belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of routes."""
        return self.draw.record("routes")


class Aircraft(Entity):
    """A type of aircraft: model, maker and code belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of aircraft."""
        return self.draw.record("aircraft")


@generator("aviation", aliases=("airline_airport", "airport_name"))
def airport(draw: Draw) -> Text:
    """Name of an airport."""
    return draw.entity(Airport).entry.name


@generator("aviation", aliases=("airline_airport_iata", "airport_code", "iata", "iata_code"))
def airport_iata(draw: Draw) -> Text:
    """Three-letter code of the row's airport (IATA)."""
    return draw.entity(Airport).entry.iata


@generator("aviation", aliases=("icao", "icao_code"))
def airport_icao(draw: Draw) -> Text:
    """Four-letter code of the row's airport (ICAO, Doc 7910)."""
    return draw.entity(Airport).entry.icao


@generator("aviation")
def airport_city(draw: Draw) -> Text:
    """City of the row's airport."""
    return draw.entity(Airport).entry.city


@generator("aviation")
def airport_country(draw: Draw) -> Text:
    """Country of the row's airport (ISO 3166-1 alpha-2)."""
    return draw.entity(Airport).entry.country


@generator("aviation")
def airport_latitude(draw: Draw) -> Decimal:
    """Degrees north of the row's airport."""
    return draw.number(draw.entity(Airport).entry.latitude, 4)


@generator("aviation")
def airport_longitude(draw: Draw) -> Decimal:
    """Degrees east of the row's airport."""
    return draw.number(draw.entity(Airport).entry.longitude, 4)


@generator("aviation", aliases=("airline_name",))
def airline(draw: Draw) -> Text:
    """Name of an airline."""
    return draw.entity(Airline).entry.name


@generator("aviation", aliases=("airline_code",))
def airline_iata(draw: Draw) -> Text:
    """Two-character code of the row's airline (IATA)."""
    return draw.entity(Airline).entry.iata


@generator("aviation")
def airline_icao(draw: Draw) -> Text:
    """Three-letter code of the row's airline (ICAO, Doc 8585)."""
    return draw.entity(Airline).entry.icao


@generator("aviation", aliases=("airline_callsign",))
def callsign(draw: Draw) -> Text:
    """Call sign of the row's flight, as spoken on the radio: the airline's word and the flight's number."""
    airline = draw.entity(Airline)
    return draw.join(airline.entry.callsign, " ", airline.flight)


@generator("aviation", aliases=("airline_flight_number",))
def flight_number(draw: Draw) -> Text:
    """Number of the row's flight: the airline's code and 1 to 9999 (IATA Resolution 762)."""
    airline = draw.entity(Airline)
    return draw.join(airline.entry.iata, airline.flight)


@generator("aviation", aliases=("departure_airport", "origin_airport"))
def flight_origin(draw: Draw) -> Text:
    """Airport at which the row's flight begins (IATA)."""
    return draw.entity(Route).entry.origin


@generator("aviation", aliases=("arrival_airport", "destination_airport"))
def flight_destination(draw: Draw) -> Text:
    """Airport at which the row's flight ends (IATA)."""
    return draw.entity(Route).entry.destination


@generator("aviation", aliases=("route_iata",))
def flight_route(draw: Draw) -> Text:
    """Origin and destination of the row's flight, between which there are flights without a stop, such as JFK-LHR."""
    entry = draw.entity(Route).entry
    return draw.join(entry.origin, "-", entry.destination)


@generator("aviation")
def flight_distance(draw: Draw) -> Integer:
    """Kilometres of the row's flight along the great circle."""
    return draw.number(draw.entity(Route).entry.distance).units  # type: ignore[no-any-return]


@generator("aviation", aliases=("block_time",))
def flight_duration(draw: Draw) -> Integer:
    """Minutes of the row's flight from gate to gate: 40, and one for each 14 km."""
    return draw.number(draw.entity(Route).entry.duration).units  # type: ignore[no-any-return]


@generator("aviation", aliases=("airline_airplane", "airplane", "aircraft_model"))
def aircraft(draw: Draw) -> Text:
    """Maker and model of an aircraft, such as Airbus A320."""
    entry = draw.entity(Aircraft).entry
    return draw.join(entry.manufacturer, " ", entry.model)


@generator("aviation", aliases=("aircraft_icao",))
def aircraft_code(draw: Draw) -> Text:
    """Code of the row's type of aircraft (ICAO, Doc 8643)."""
    return draw.entity(Aircraft).entry.icao_type


@generator("aviation")
def aircraft_manufacturer(draw: Draw) -> Text:
    """Maker of the row's aircraft."""
    return draw.entity(Aircraft).entry.manufacturer


@generator("aviation")
def aircraft_seats(draw: Draw) -> Integer:
    """Seats of the row's type of aircraft."""
    return draw.number(draw.entity(Aircraft).entry.seats).units  # type: ignore[no-any-return]


@generator("aviation", aliases=("airline_aircraft_type",))
def aircraft_type(draw: Draw) -> Text:
    """Kind of the row's aircraft: narrowbody, widebody, regional, business jet, light aircraft or helicopter."""
    return draw.entity(Aircraft).entry.type


@generator("aviation", aliases=("airline_seat", "seat_number"))
def seat(draw: Draw) -> Text:
    """Seat of an aircraft with six seats a row, such as 12A."""
    return draw.join(draw.integer(1, 38), draw.chars("ABCDEF", 1))


@generator("aviation", aliases=("airline_record_locator", "pnr", "booking_reference"))
def record_locator(draw: Draw) -> Text:
    """Locator of a booking: six capital letters and digits but 0, 1, I and O, which are mistaken for one another."""
    return draw.chars("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6)


@generator("aviation", aliases=("aircraft_registration", "n_number"))
def tail_number(draw: Draw) -> Text:
    """Registration of a US aircraft: N, three digits, two letters without I and O (14 CFR 47.15)."""
    return draw.pattern("N%##^^", {"%": DIGITS[1:], "#": DIGITS, "^": "ABCDEFGHJKLMNPQRSTUVWXYZ"})


@generator("aviation")
def ticket_number(draw: Draw) -> Text:
    """Number of a ticket: three digits of the row's airline (000 where it has none) and ten more (IATA)."""
    return draw.join(draw.entity(Airline).entry.number, "-", draw.pattern("%#########"))


@generator("aviation")
def gate(draw: Draw) -> Text:
    """Gate of an airport, such as B12."""
    return draw.join(draw.chars(UPPER[:6], 1), draw.integer(1, 60))


@generator("aviation")
def cabin_class(draw: Draw) -> Text:
    """Class of a seat."""
    return draw.pick(CABINS)


CABINS = Pool("cabin", ("Economy", "Premium Economy", "Business", "First"), (80, 9, 9, 2))


@generator("aviation")
def flight_status(draw: Draw) -> Text:
    """State of a flight."""
    return draw.pick(FLIGHT_STATUSES)


FLIGHT_STATUSES = Pool(
    "flight status",
    ("Scheduled", "Boarding", "Departed", "In Air", "Landed", "Delayed", "Cancelled", "Diverted"),
    (25, 8, 8, 15, 30, 11, 2, 1),
)
