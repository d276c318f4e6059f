"""The form of every list of `src/mockcraft/data`: its first line, its columns, what its values are like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from cohorts import COHORTS
from listing import DATA, path_of

HEAD = re.compile(r"# source: .+; licence: .+; date: \d{4}-\d\d-\d\d")
PLACE = "city state state_code zip latitude longitude time_zone area_code weight"

# Columns of each list; `!` marks columns whose values together must be distinct.
LOCALE_COLUMNS = {
    "first_names": (
        "!name !sex ascii weight",
        "!name !sex ascii kana weight",
        "!name !sex ascii cohort weight",
    ),
    "last_names": ("!name ascii weight", "!name !sex ascii weight", "!name ascii kana weight"),
    "cities": (PLACE.replace("zip", "!zip"),),
    "streets": ("!name",),
    "company_suffixes": ("!name weight",),
    "jobs": ("!title", "!title !sex", "!title weight"),
    "words": ("!word",),
    "vocabulary": ("!word weight",),
    "formats": ("!key format",),
    "name_prefixes": ("!prefix !sex weight",),
    "name_suffixes": ("!suffix sex weight",),
    "months": ("!name",),
    "weekdays": ("!name",),
    "banks": ("!name bank_code bic", "!name bank_code bic method"),
    "holidays": ("!rule !name",),
    "plates": ("!place code",),
    "locale": ("!key !value",),
}
WITHIN_QUOTES = "\u202f"  # the narrow blank of French quotations
NEEDED = ("cities", "company_suffixes", "formats", "locale", "name_prefixes")
COLUMNS = {
    "health/hospital": "!name weight",
    "en_US/street_suffixes": "!name abbreviation weight",
    "en_US/first_name_ages": f"!age {' '.join(f'cohort_{each}' for each in range(COHORTS))}",
    "english": "where what !generators",
    "countries": "!name alpha2 alpha3 numeric capital currency calling_code continent nationality",
    "currencies": "!code name numeric digits symbol",
    "languages": "!name code",
    "time_zones": "!name standard abbreviation offset",
    "colors": "!name hex",
    "top_level_domains": "!domain weight",
    "reserved_domains": "!domain",
    "http_statuses": "!code reason",
    "http_methods": "!method weight",
    "mime_types": "!mime_type extension weight",
    "user_agents": "!user_agent browser platform weight",
    "adjectives": "!word",
    "nouns": "!word",
    "verbs": "!word",
    "adverbs": "!word",
    "buzzwords": "!word",
    "industries": "!name",
    "departments": "!name",
    "product_materials": "!name kind",
    "product_nouns": "!name category kind price",
    "animals": "!name kind",
    "fruits": "!name",
    "vegetables": "!name",
    "dishes": "!name",
    "drinks": "!name",
    "car_models": "!maker !model type fuel wmi first_year last_year weight",
    "programming_languages": "!name",
    "emojis": "!emoji name category kind weight",
    "books": "!title author genre",
    "movies": "!title genre year",
    "airports": "name !iata icao city country latitude longitude time_zone weight",
    "airlines": "!name iata icao callsign country number",
    "aircraft": "!model !manufacturer icao_type seats type weight",
    "medical_conditions": "!name icd10 chapter sex weight",
    "medications": "!name atc drug_class !form route !strength",
    "blood_types": "!name weight",
    "medical_specialties": "!name",
    "hospital_departments": "!name",
    "symptoms": "!name",
    "allergens": "!name",
    "vaccines": "!name",
    "medical_procedures": "!name sex",
    "iban_formats": "!country bban length",
    "iban_banks": "!country !name bank_code bic",
    "routes": "!origin !destination distance duration",
    "card_networks": "name !prefix length cvv_length weight",
    "stock_tickers": "!ticker company exchange",
    "credit_ratings": "!rating",
    "transaction_types": "!name weight",
    "merchant_categories": "!code name amount weight",
    "company/blurb": "!word",
    "company/job_level": "!name weight",
    "internet/api_client": "!user_agent",
    "internet/common_status": "!code weight",
    "media/locale_code": "!code weight",
    "person/ein_prefix": "!prefix",
    "security/cipher_suite": "!name code weight",
    "security/service": "!name port protocol weight",
    "security/technique": "!id name tactic tactic_id",
    "security/vector": "!vector score severity weight",
    "security/weakness": "!id name weight",
    "hardware/graphics": "!name weight",
    "hardware/phone": "!maker !model weight",
    "hardware/processor": "!maker !name codename cores boost",
    "logistics/commodity": "!code name",
    "logistics/container_type": "!code name length weight",
    "logistics/dangerous_good": "!number name hazard",
    "logistics/incoterm": "!code name transport weight",
    "logistics/maritime_country": "!digits country weight",
    "logistics/package_type": "!code name weight",
    "logistics/port": "!code name country weight",
    "code/cloud_region": "!provider !code place weight",
    "code/exception": "!language !name !message",
    "code/image": "!name !tag weight",
    "code/package": "!name registry weight",
    "government/agency": "!name abbreviation",
    "government/form": "!number title weight",
    "telecom/band": "!name technology megahertz duplex weight",
    "telecom/operator": "!mcc !mnc name country weight",
    "science/amino_acid": "!name code letter",
    "science/compound": "!name formula cas",
    "science/element": "!number name symbol weight_u",
    "science/period": "!name era start",
    "science/planet": "!name radius",
    "science/species": "!latin name taxon",
    "science/unit": "!name symbol quantity",
    "science/constellation": "!name abbreviation",
    "energy/crude": "!name gravity sulphur",
    "energy/fuel": "!name heat carbon",
    "energy/grid_operator": "!name country",
    "energy/plant": "!source !name smallest largest factor weight",
    "agriculture/breed": "!name species origin weight",
    "agriculture/crop": "!name latin family tenths weight",
    "agriculture/fertilizer": "!name grade weight",
    "agriculture/pest": "!name latin",
    "agriculture/pesticide": "!name type",
    "agriculture/tractor": "!maker !model power weight",
    "insurance/cause": "!line !cause weight",
    "insurance/line": "!name code premium limit weight",
    "education/course": "!code title subject hours",
    "education/language_test": "!band level toefl weight",
    "education/level": "!number name weight",
    "education/mark": "!letter points low high weight",
    "education/programme": "!code title weight",
    "payment/cryptocurrency": "!code name symbol",
    "payment/response": "!code !meaning approved weight",
    "payment/entry_mode": "!code !name weight",
    "government/driver_license": "!state form",
    "government/driving_licence": "!country !state form",
    "telecom/mobile": "!country !form",
    "vehicle/state_plate": "!state form",
    "health/allergy": "!substance type reaction weight",
    "health/immunization": "!code name disease weight",
    "education/school": "!of !name",
    "health/care": "!condition !specialty !department",
    "health/treatment": "!condition !medication",
    "health/lab_test": "!code name unit low high weight",
    "food/beer_style": "!name alcohol_low alcohol_high ibu_low ibu_high plato_low plato_high kind",
    "game/minecraft_villager_job": "!name station",
    "person/education_level": "!name !age weight",
    "person/marital_status": "!name !age weight",
    "text/phrase": "!phrase",
    "text/place_preposition": "!word",
}
# Folders of the lists of one module, which have one column where COLUMNS does not say otherwise.
MODULES = (
    "agriculture", "animal", "code", "color", "commerce", "company", "dates", "education", "energy", "finance", "food",
    "game", "government", "hardware", "health", "insurance", "internet", "logistics", "media", "payment", "person",
    "science", "security", "telecom", "text", "word",
)  # fmt: skip
PATTERNS = {
    ("airlines", "iata"): r"[A-Z0-9]{2}",
    ("airlines", "icao"): r"[A-Z]{3}",
    ("aircraft", "icao_type"): r"[A-Z][A-Z0-9]{1,3}",
    ("airports", "iata"): r"[A-Z]{3}",
    ("airports", "icao"): r"[A-Z]{4}",
    ("banks", "bic"): r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?",
    ("banks", "bank_code"): r"[0-9A-Z]{2,9}",
    ("car_models", "wmi"): r"[A-HJ-NPR-Z0-9]{3}",
    ("cities", "area_code"): r"\d{1,5}",
    ("cities", "zip"): r"[0-9A-Z]+([ -][0-9A-Z]+)*",
    ("colors", "hex"): r"#[0-9a-f]{6}",
    ("countries", "alpha3"): r"[A-Z]{3}",
    ("countries", "calling_code"): r"\+[1-9]\d{0,2}(-\d{3})?",
    ("countries", "numeric"): r"\d{3}",
    ("common_status", "code"): r"[2-5]\d\d",
    ("currencies", "code"): r"[A-Z]{3}",
    ("currencies", "digits"): r"[0-4]",
    ("currencies", "numeric"): r"\d{3}",
    ("ein_prefix", "prefix"): r"\d\d",
    ("first_names", "ascii"): r"[a-z]+",
    ("first_names", "cohort"): r"1?\d|2[0-3]",
    ("first_names", "sex"): r"female|male",
    ("iban_banks", "bic"): r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?",
    ("iban_formats", "bban"): r"[#%AC*0]+",
    ("last_names", "ascii"): r"[a-z]+",
    ("locale_code", "code"): r"[a-z]{2}-[A-Z]{2}",
    ("medications", "atc"): r"[A-Z]\d\d[A-Z]{2}\d\d",
    ("merchant_categories", "code"): r"\d{4}",
    ("movies", "year"): r"(19|20)\d\d",
    ("medical_conditions", "sex"): r"female|male|any",
    ("name_prefixes", "sex"): r"female|male|any",
    ("name_suffixes", "sex"): r"female|male|any",
    ("time_zones", "offset"): r"-?\d\d?\.\d\d",
}


def expected() -> dict[str, str]:
    """Return the columns of every list that must be there, and of those in modules' folders."""
    found = dict(COLUMNS)
    for module in MODULES:
        for path in (*(DATA / module).glob("*.tsv"), *(DATA / "en_US" / module).glob("*.tsv")):
            found.setdefault(f"{module}/{path.stem}", _plain(module))
    for path in DATA.glob("*/locale.tsv"):
        found |= dict(_of_locale(path.parent))
    return found


def _plain(module: str) -> str:
    """The columns of a module's list that names nothing else."""
    return "!word" if module == "word" else "!name"


def _of_locale(folder: Path) -> Iterator[tuple[str, str]]:
    """The columns of each list that a locale has; `locale`, `formats` and the like it must have."""
    for name in NEEDED:
        yield f"{folder.name}/{name}", LOCALE_COLUMNS[name][0]
    for path in folder.glob("*.tsv"):
        if path.stem in LOCALE_COLUMNS:
            yield f"{folder.name}/{path.stem}", _fitting(path, LOCALE_COLUMNS[path.stem])
        elif path.stem in COLUMNS:  # as another country spells it
            yield f"{folder.name}/{path.stem}", COLUMNS[path.stem]
    for path in folder.glob("*/*.tsv"):
        name = f"{path.parent.name}/{path.stem}"
        if name in COLUMNS or path.parent.name in MODULES:  # of a pack, as another country has it
            yield f"{folder.name}/{name}", COLUMNS.get(name) or _plain(path.parent.name)
    for path in folder.glob("translations/*.tsv"):
        yield f"{folder.name}/translations/{path.stem}", "!key name"


def _fitting(path: Path, forms: tuple[str, ...]) -> str:
    """The one of the forms whose columns a list has; the first one where there is none."""
    titles = path.read_text(encoding="utf-8").split("\n")[1].split("\t")
    return next((each for each in forms if each.replace("!", "").split() == titles), forms[0])


def form(name: str, columns: str) -> Iterator[str]:
    """Yield what is wrong with a list's form."""
    path = path_of(name)
    if not path.exists():
        yield f"{name}: missing"
        return
    text = path.read_bytes().decode("utf-8")
    if "\r" in text or not text.endswith("\n") or text.endswith("\n\n"):
        yield f"{name}: lines must end in one LF each"
    if unicodedata.normalize("NFC", text) != text:
        yield f"{name}: not in Unicode normal form C"
    head, names, *lines = text.split("\n")[:-1]
    if not HEAD.fullmatch(head):
        yield f"{name}:1: not a source line: {head}"
    wanted = columns.split()
    titles = [title.lstrip("!") for title in wanted]
    if names.split("\t") != titles:
        yield f"{name}:2: columns are {names!r}, should be {titles}"
        return
    keys = [index for index, title in enumerate(wanted) if title.startswith("!")]
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, 3):
        values = line.split("\t")
        if len(values) != len(titles):
            yield f"{name}:{number}: {len(values)} values, should be {len(titles)}"
            continue
        blanks = [value.replace(WITHIN_QUOTES, "") for value in values]
        if any(not value or value != " ".join(value.split()) for value in blanks):
            yield f"{name}:{number}: empty value or stray blank: {line!r}"
        if titles[-1] == "weight" and not (values[-1].isdigit() and 0 < int(values[-1]) < 2**31):
            yield f"{name}:{number}: weight {values[-1]}"
        key = tuple(values[index] for index in keys)
        if key in seen:
            yield f"{name}:{number}: {key} is on line {seen[key]} too"
        seen[key] = number
        for title, value in zip(titles, values, strict=True):
            pattern = PATTERNS.get((Path(name).name, title))
            if pattern and not re.fullmatch(pattern, value):
                yield f"{name}:{number}: {title} {value!r} does not match {pattern}"


def problems() -> Iterator[str]:
    """What is wrong with the form of any list, those that no line here knows included."""
    wanted = expected()
    for name, columns in wanted.items():
        yield from form(name, columns)
    present = {path.relative_to(DATA).as_posix()[:-4] for path in DATA.rglob("*.tsv")}
    known = {path_of(name).relative_to(DATA).as_posix()[:-4] for name in wanted}
    yield from (f"{name}: not known to forms.py" for name in sorted(present - known))
