"""What must agree in people: names, sex, age, health and what is said of them."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from mockcraft.core.lists import load
from mockcraft.testing.agreement import Agreement, Values, of_list
from mockcraft.testing.agreements.lists import CLOCK, entry


def _of_sex(name: str, column: str) -> Callable[[Values, str], bool]:
    def holds(values: Values, locale: str) -> bool:
        sex, value = values
        return bool({sex, "any"} & entry(name, column, value, "sex", locale))

    return holds


def _middle_name(values: Values, locale: str) -> bool:
    """Of the sex; in Slavic languages a patronymic, of which that of a woman ends in а."""
    sex, value = values
    if locale[:2] in ("ru", "uk", "bg"):
        return value.endswith("а") == (sex == "female")
    return _of_sex("first_names", "name")(values, locale)


def _full_name(values: Values, locale: str) -> bool:
    first, last, full = values
    formats = load("formats", locale).rows
    form: str = formats["format"][formats["key"].index("full_name")]
    return bool(full == form.format(first_name=first, last_name=last))


def _address_of(values: Values, locale: str) -> bool:
    first, last, address = values
    given = entry("first_names", "name", first, "ascii", locale)
    family = entry("last_names", "name", last, "ascii", locale)
    signed = address.rpartition("/")[2]
    return any(signed.startswith((g, g[:1])) for g in given) and any(
        f in signed[1:] for f in family
    )


def _age(values: Values, locale: str) -> bool:
    born = date.fromisoformat(values[0])
    passed = (born.month, born.day) <= (CLOCK.month, CLOCK.day)
    return int(values[1]) == CLOCK.year - born.year - (not passed)


SIGNS = {  # the last day of each sign, month and day
    "Capricorn": (1, 19), "Aquarius": (2, 18), "Pisces": (3, 20), "Aries": (4, 19), "Taurus": (5, 20),
    "Gemini": (6, 20), "Cancer": (7, 22), "Leo": (8, 22), "Virgo": (9, 22), "Libra": (10, 22),
    "Scorpio": (11, 21), "Sagittarius": (12, 21),
}  # fmt: skip


def _sign(values: Values, locale: str) -> bool:
    born = date.fromisoformat(values[0])
    ends = (name for name, end in SIGNS.items() if (born.month, born.day) <= end)
    return values[1] == next(ends, "Capricorn")


def _bio(values: Values, locale: str) -> bool:
    return values[2] == f"{values[0]}, {values[1]}"


def _person(values: Values, locale: str) -> bool:
    made = json.loads(values[0])
    return tuple(map(str, made.values())) == values[1:]


def _treated(values: Values, locale: str) -> bool:
    condition, substance, code = values
    known = entry("health/treatment", "condition", condition, "medication", locale)
    return substance in known and {code} == entry("medications", "name", substance, "atc", locale)


def _index(values: Values, locale: str) -> bool:
    height, weight, index = map(Decimal, values)
    return abs(weight / (height / 100) ** 2 - index) <= Decimal("0.05")


def _height(values: Values, locale: str) -> bool:
    """Within three deviations of the mean of the sex (NCHS, see `generators.health.Body`)."""
    mean, deviation = {"male": (175.3, 7.5), "female": (161.3, 7.0)}[values[0]]
    return abs(int(values[1]) - mean) <= 3 * deviation + 1


def _stage_of_life(values: Values, locale: str) -> bool:
    """Nobody is a widow or has a doctorate as a child."""
    age, status, school = int(values[0]), *values[1:]
    return (age >= 18 or status == "single") and (age >= 25 or school != "doctorate")


PEOPLE = [
    Agreement(["sex", "first_name"], _of_sex("first_names", "name")),
    Agreement(["sex", "middle_name"], _middle_name),
    Agreement(
        ["sex", {"generator": "first_name", "sex": "female"}], _of_sex("first_names", "name")
    ),
    Agreement(["sex", "prefix"], _of_sex("name_prefixes", "prefix")),
    Agreement(["sex", "suffix"], _of_sex("name_suffixes", "suffix")),
    Agreement(["first_name", "last_name", "full_name"], _full_name),
    Agreement(["first_name", "last_name", "email"], _address_of),
    Agreement(["first_name", "last_name", "username"], _address_of),
    Agreement(["first_name", "last_name", "social_media"], _address_of),
    Agreement(
        ["sex", "job_title"],
        _of_sex("jobs", "title"),
        ["de_DE", "de_AT", "fr_FR", "es_ES", "es_MX"],
    ),
    Agreement(["birth_date", "age"], _age),
    Agreement([{"generator": "birth_date", "min_age": 60}, "age"], _age),
    Agreement(["birth_date", {"generator": "age", "max_age": 30}], _age),
    Agreement(["birth_date", "zodiac"], _sign),
    Agreement([{"generator": "birth_date", "min_age": 3, "max_age": 4}, "zodiac"], _sign),
    Agreement(["job_title", "hobby", "bio"], _bio),
    Agreement(["person", "first_name", "last_name", "sex", "age", "job_title", "email"], _person),
    Agreement(["sex", "medical_condition"], _of_sex("medical_conditions", "name")),
    Agreement(["medical_condition", "medication", "atc"], _treated),
    of_list(
        "health/care",
        medical_condition="condition",
        medical_specialty="specialty",
        hospital_department="department",
    ),
    Agreement(["height", "weight", "body_mass_index"], _index),
    Agreement(["sex", "height"], _height),
    Agreement(["age", "marital_status", "education_level"], _stage_of_life),
    Agreement(["sex", "medical_procedure"], _of_sex("medical_procedures", "name")),
]
