"""Numbers of people in further countries, some of them made of names; and, of all, that of the locale's country."""

from __future__ import annotations

from mockcraft.core import taxes
from mockcraft.core.checksum import german_vat
from mockcraft.core.lists import BEHIND, load, locales, own
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.errors import MissingList
from mockcraft.generator import Draw, Entity, Generator, Pool, Text, fact, generator
from mockcraft.generators import government_numbers as more
from mockcraft.generators import government_people as people
from mockcraft.generators.government_numbers import _birth, _digits, _male, _without_ten
from mockcraft.generators.government_people import _day, _since_2000
from mockcraft.generators.person import Person, ssn

LETTERS = Pool("letter", UPPER)


@generator("government", aliases=("steuer_id", "tax_identification_number"))
def german_id(draw: Draw) -> Text:
    """Number by which tax offices in Germany know a person: ten digits, one of them twice, check digit (BZSt)."""
    body = draw.map(
        draw.padded(draw.integer(0, GERMAN_NUMBERS - 1), 8), _one_digit_twice, distinct=True
    )
    return draw.join(body, draw.check(german_vat, body))


GERMAN_NUMBERS = (
    9 * 9 * 8 * 7 * 6 * 5 * 4 * 3 * 2 * 9
)  # nine different digits, not 0 at first, and which comes again


def _one_digit_twice(number: str) -> str:
    """Nine different digits, of which the first is not 0, and one of them again."""
    rest, place = divmod(int(number), 9)
    left, taken = [*DIGITS], list[str]()
    for choices in (9, 9, 8, 7, 6, 5, 4, 3, 2):
        rest, i = divmod(rest, choices)
        taken.append(left.pop(i + (not taken)))
    return "".join(taken) + taken[place]


@generator("government", aliases=("codice_fiscale",))
def italian_id(draw: Draw) -> Text:
    """Codice fiscale of the row's person in Italy: names, day of birth and sex, a large city, check letter (DM 345 of 1976)."""
    who = draw.entity(Person)
    year, month, day = _birth(draw)
    body = draw.join(
        draw.map(who.family.ascii, _italian_family), draw.map(who.given.ascii, _italian_given), _digits(draw, year % 100),
        draw.at(ITALIAN_MONTHS, month - 1), _digits(draw, day + 40 - 40 * _male(draw)), draw.pick(ITALIAN_CITIES),
    )  # fmt: skip
    return draw.join(body, draw.at(LETTERS, draw.check(taxes.italian_person, body)))


ITALIAN_MONTHS = Pool("italian month", "ABCDEHLMPRST")
# Rome, Milan, Naples, Turin, Palermo, Genoa, Bologna, Florence, Bari, Catania, Venice, Verona, by population
ITALIAN_CITIES = Pool(
    "italian city",
    ("H501", "F205", "F839", "L219", "G273", "D969", "A944", "D612", "A662", "C351", "L736", "L781"),
    (27, 13, 9, 8, 6, 6, 4, 4, 3, 3, 2, 3),
)  # fmt: skip


def _italian_family(name: str) -> str:
    consonants, vowels = _letters(name)
    return (consonants + vowels + "XXX")[:3]


def _italian_given(name: str) -> str:
    consonants, vowels = _letters(name)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:]
    return (consonants + vowels + "XXX")[:3]


def _letters(name: str) -> tuple[str, str]:
    """Consonants and vowels of a name in plain letters, in capitals."""
    letters = [each for each in name.upper() if each in UPPER]
    vowels = "".join(each for each in letters if each in "AEIOU")
    return "".join(each for each in letters if each not in "AEIOU"), vowels


@generator("government", aliases=("ado_azonosito",))
def hungarian_id(draw: Draw) -> Text:
    """Tax number of the row's person in Hungary: 8, days since 1867, three digits, check digit (NAV)."""
    days = draw.entity(Person).birth_date.days + FIRST_OF_HUNGARY
    head = draw.join("8", draw.padded(days, 5), draw.padded(draw.integer(0, 99), 2))
    return _without_ten(draw, head, taxes.hungarian_person)


FIRST_OF_HUNGARY = 37_620  # days from 1867-01-01 to 1970-01-01


@generator("government", aliases=("personas_kods",))
def latvian_id(draw: Draw) -> Text:
    """Personas kods of the row's person in Latvia: day of birth, century, three digits, check digit (PMLP)."""
    century = 1 + 1 * _since_2000(draw)
    body = draw.join(_day(draw, "dmy"), century, draw.padded(draw.integer(0, 999), 3))
    check = draw.check(taxes.latvian_person, body)
    return draw.join(draw.map(body, _with_hyphen, distinct=True), check)


def _with_hyphen(number: str) -> str:
    return f"{number[:6]}-{number[6:]}"


@generator("government", aliases=("curp",))
def mexican_id(draw: Draw) -> Text:
    """CURP of the row's person in Mexico: names, day of birth, sex, state, check digit (RENAPO); the second surname is X."""
    who = draw.entity(Person)
    family, given = (
        draw.map(who.family.ascii, _mexican_family),
        draw.map(who.given.ascii, _mexican_given),
    )
    sex = draw.map(who.sex, {"male": "H", "female": "M"}.__getitem__)
    head = draw.join(
        draw.map(family, _first_two),
        "X",
        draw.map(given, _first),
        _day(draw, "ymd"),
        sex,
        draw.pick(MEXICAN_STATES),
    )
    homonym = draw.either(
        _since_2000(draw), draw["new"].chars("ABC", 1), draw["old"].chars("012", 1)
    )
    body = draw.join(head, draw.map(family, _third), "X", draw.map(given, _second), homonym)
    return draw.join(body, draw.check(taxes.mexican_person, body))


MEXICAN_STATES = Pool(
    "mexican state",
    ("MC", "DF", "JC", "VZ", "PL", "GT", "CS", "NL", "MN", "OC"),
    (17, 9, 8, 8, 7, 6, 6, 6, 5, 4),
)


def _mexican_family(name: str) -> str:
    """First letter, first vowel behind it, first consonant behind it."""
    consonants, vowels = _letters(name[1:])
    return name[0].upper() + (vowels + "X")[0] + (consonants + "X")[0]


def _mexican_given(name: str) -> str:
    """First letter, first consonant behind it."""
    return name[0].upper() + (_letters(name[1:])[0] + "X")[0]


def _first(text: str) -> str:
    return text[0]


def _first_two(text: str) -> str:
    return text[:2]


def _second(text: str) -> str:
    return text[1]


def _third(text: str) -> str:
    return text[2]


@generator("government", aliases=("cedula",))
def colombian_id(draw: Draw) -> Text:
    """Number of a person in Colombia with the check digit of its tax office: cédula of ten digits, digit (DIAN)."""
    body = draw.pattern("10########")
    return draw.join(body, "-", draw.check(taxes.colombian_tax, body))


@generator("government", aliases=("nik",))
def indonesian_id(draw: Draw) -> Text:
    """NIK of the row's person in Indonesia: district, day of birth by sex, four digits (Dukcapil)."""
    year, month, day = _birth(draw)
    birth = draw.join(
        _digits(draw, day + 40 - 40 * _male(draw)), _digits(draw, month), _digits(draw, year % 100)
    )
    district = draw.padded(draw["district"].integer(1, 8), 2)
    return draw.join(
        draw.pick(INDONESIAN_CITIES), district, birth, draw.padded(draw.integer(1, 9_999), 4)
    )


# Jakarta Pusat, Jakarta Selatan, Bandung, Semarang, Surabaya, Medan, Makassar
INDONESIAN_CITIES = Pool(
    "indonesian city", ("3171", "3174", "3273", "3374", "3578", "1271", "7371")
)


@generator("government", aliases=("cccd",))
def vietnamese_id(draw: Draw) -> Text:
    """CCCD of the row's person in Vietnam: province, sex and century, year of birth, six digits (Circular 59/2021/TT-BCA)."""
    year, _, _ = _birth(draw)
    kind = 1 - _male(draw) + 2 * _since_2000(draw)
    return draw.join(
        draw.pick(VIETNAMESE_PROVINCES), kind, _digits(draw, year % 100), draw.chars(DIGITS, 6)
    )


# Hanoi, Ho Chi Minh City, Da Nang, Hai Phong, Can Tho, Thanh Hoa, Nghe An
VIETNAMESE_PROVINCES = Pool("vietnamese province", ("001", "079", "048", "031", "092", "038", "040"), (20, 24, 4, 6, 4, 10, 9))  # fmt: skip


@generator("government", aliases=("taiwanese_identity",))
def taiwanese_id(draw: Draw) -> Text:
    """Number of the row's person in Taiwan: letter of a city, 1 or 2 by sex, seven digits, check digit (MOI)."""
    city = draw["city"].integer(0, len(TAIWANESE_LETTERS) - 1)
    number = draw.join(2 - _male(draw), draw.chars(DIGITS, 7))
    check = draw.check(taxes.taiwanese_person, draw.join(city + 10, number))
    return draw.join(draw.at(TAIWANESE_LETTERS, city), number, check)


TAIWANESE_LETTERS = Pool("taiwanese letter", "ABCDEFGHJKLMNPQRSTUVXYWZIO")  # which count 10 to 35


@generator("government", aliases=("ird_number",))
def new_zealand_id(draw: Draw) -> Text:
    """IRD number, by which the tax office of New Zealand knows a person: nine digits with a check digit."""
    return draw.join("0", _without_ten(draw, draw.pattern("%#####"), taxes.new_zealand_tax))


# By country, the number that it knows a person by.
OF_COUNTRIES: dict[str, Generator] = {
    "AR": people.argentinian_id, "AT": people.austrian_id, "AU": more.australian_tax_number, "BE": people.belgian_id, "BG": people.bulgarian_id,
    "BR": more.cpf_number, "CA": more.sin, "CH": people.swiss_id, "CL": people.chilean_id, "CN": more.resident_identity, "CO": colombian_id,
    "DE": german_id, "HU": hungarian_id, "ID": indonesian_id, "IT": italian_id, "LV": latvian_id, "MX": mexican_id,
    "NZ": new_zealand_id, "TW": taiwanese_id, "VN": vietnamese_id, "CZ": people.czech_id, "DK": people.danish_id, "EE": people.estonian_id, "ES": more.dni, "FI": more.finnish_id, "FR": more.nir,
    "GB": more.nino, "GR": people.greek_id, "HR": people.croatian_id, "IE": people.irish_id, "IL": people.israeli_id, "IN": more.pan,
    "IS": people.icelandic_id, "JP": more.japanese_id, "KR": people.korean_id, "LT": people.estonian_id, "NL": more.bsn,
    "NO": people.norwegian_id, "PL": more.pesel_number, "PT": people.portuguese_id, "RO": people.romanian_id, "RU": people.russian_id,
    "SE": more.swedish_id, "SI": people.slovenian_id, "SK": people.czech_id, "TH": people.thai_id, "TR": people.turkish_id, "UA": people.ukrainian_id,
    "US": ssn, "ZA": people.south_african_id,
}  # fmt: skip


# Countries in which a driving licence bears the number that its holder is known by: `driver_license` gives the same.
ON_LICENCES = ("CL", "CN", "CO", "ES", "FI", "SE", "TW")


class Citizen(Entity):
    """A person as an office knows him."""

    @fact
    def number(self) -> Text:
        """The number by which the locale's country knows the row's person."""
        return _made(self.draw)


@generator("government", aliases=("national_identity_number", "citizen_id", "personal_number"))
def national_id(draw: Draw) -> Text:
    """Number by which the locale's country knows the row's person: of 50 countries, see the others of this category."""
    on_licence = country_of(own(draw.locale)) in ON_LICENCES
    return draw.entity(Citizen).number if on_licence else _made(draw)


def _made(draw: Draw) -> Text:
    for each in draw.locale.split(BEHIND):
        if made := OF_COUNTRIES.get(country_of(each)):
            return made(draw)  # type: ignore[no-any-return]
    having = tuple(each for each in locales() if country_of(each) in OF_COUNTRIES)
    raise MissingList("", draw.locale, having, "national_id")


def country_of(locale: str) -> str:
    """The country of a locale, by its formats."""
    rows = load("formats", locale).rows
    return rows["format"][rows["key"].index("country_code")]
