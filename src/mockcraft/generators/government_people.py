"""Numbers that further countries give to their people. Check digits are right, and days of birth the row's person's."""

from __future__ import annotations

from mockcraft.core.checksum import ean, german_vat, luhn
from mockcraft.core.national import (
    argentinian_tax,
    austrian_insured,
    belgian_citizen,
    bulgarian_citizen,
    chilean_citizen,
    czech_citizen,
    estonian_citizen,
    icelandic_citizen,
    irish_citizen,
    korean_citizen,
    norwegian_citizen,
    portuguese_tax,
    romanian_citizen,
    russian_tax,
    slovenian_citizen,
    thai_citizen,
    turkish_citizen,
    ukrainian_tax,
)
from mockcraft.core.pattern import DIGITS
from mockcraft.generator import Draw, Integer, Pool, Text, generator
from mockcraft.generators.government_numbers import _birth, _digits, _male, _without_ten
from mockcraft.generators.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _day(draw: Draw, order: str, more_months: Integer | int = 0) -> Text:
    """The day of birth of the row's person, as two digits each of what the order says: ymd, dmy."""
    year, month, day = _birth(draw)
    parts = {"y": year % 100, "m": month + more_months, "d": day}
    return draw.join(*(_digits(draw, parts[each]) for each in order))


def _since_2000(draw: Draw) -> Any:
    """Whether the row's person was born since 2000."""
    year, _, _ = _birth(draw)
    return year >= 2000


@generator("government", aliases=("rodne_cislo", "slovak_id"))
def czech_id(draw: Draw) -> Text:
    """Rodné číslo of the row's person in the Czech Republic or Slovakia: day of birth, month by sex, check digit since 1954."""
    year, _, _ = _birth(draw)
    body = draw.join(_day(draw, "ymd", 50 - 50 * _male(draw)), draw.padded(draw.integer(0, 99), 2))
    number: Text = draw.either(
        year < 1954,
        draw.join(body, draw["old"].integer(0, 9)),
        _without_ten(draw, body, czech_citizen),
    )
    return number


@generator("government", aliases=("oib",))
def croatian_id(draw: Draw) -> Text:
    """OIB of Croatia: ten digits, check digit (ISO 7064 mod 11,10)."""
    body = draw.chars(DIGITS, 10)
    return draw.join(body, draw.check(german_vat, body))


@generator("government", aliases=("kennitala",))
def icelandic_id(draw: Draw) -> Text:
    """Kennitala of the row's person in Iceland: day of birth, two digits from 20 on, check digit, century."""
    head = draw.join(_day(draw, "dmy"), draw["first"].integer(2, 9))
    century = draw.either(_since_2000(draw), "0", "9")
    return draw.join(_without_ten(draw, head, icelandic_citizen), century)


@generator("government", aliases=("fodselsnummer",))
def norwegian_id(draw: Draw) -> Text:
    """Fødselsnummer of the row's person in Norway: day of birth, three digits by century and sex, two check digits."""
    first = draw["first"].integer(0, 4) + 5 * _since_2000(draw)
    last = draw["last"].integer(0, 4) * 2 + _male(draw)
    head = draw.join(_day(draw, "dmy"), first)
    rest = draw.check(norwegian_citizen, draw.join(head, draw.integer(0, 9), last))
    return draw.join(head, rest // 100, last, draw.padded(rest % 100, 2))


@generator("government", aliases=("cpr",))
def danish_id(draw: Draw) -> Text:
    """CPR number of the row's person in Denmark: day of birth, four digits by century and sex (no check digit since 2007)."""
    century = draw.either(_since_2000(draw), 4, draw["century"].integer(0, 3))
    last = draw["last"].integer(0, 4) * 2 + _male(draw)
    return draw.join(_day(draw, "dmy"), "-", century, draw.padded(draw.integer(0, 99), 2), last)


@generator("government", aliases=("belgian_national_number",))
def belgian_id(draw: Draw) -> Text:
    """National register number of the row's person in Belgium: day of birth, three digits by sex, two check digits."""
    body = draw.join(
        _day(draw, "ymd"), draw.padded(draw.integer(1, 498) * 2 - 1 + (1 - _male(draw)), 3)
    )
    century = draw.either(_since_2000(draw), "2", "0")
    check = draw.check(belgian_citizen, draw.join(century, body))
    return draw.join(body, draw.padded(check, 2))


@generator("government", aliases=("egn",))
def bulgarian_id(draw: Draw) -> Text:
    """EGN of the row's person in Bulgaria: day of birth, three digits by sex, check digit."""
    last = draw["last"].integer(0, 4) * 2 + (1 - _male(draw))
    body = draw.join(
        _day(draw, "ymd", 40 * _since_2000(draw)), draw.padded(draw.integer(0, 99), 2), last
    )
    return draw.join(body, draw.check(bulgarian_citizen, body))


@generator("government", aliases=("isikukood", "lithuanian_id", "asmens_kodas"))
def estonian_id(draw: Draw) -> Text:
    """Isikukood of the row's person in Estonia, and asmens kodas in Lithuania: sex, day of birth, order, check digit."""
    century = 4 - _male(draw) + 2 * _since_2000(draw)
    body = draw.join(century, _day(draw, "ymd"), draw.padded(draw.integer(1, 999), 3))
    return draw.join(body, draw.check(estonian_citizen, body))


@generator("government", aliases=("cnp",))
def romanian_id(draw: Draw) -> Text:
    """CNP of the row's person in Romania: sex, day of birth, county, order, check digit."""
    century = 2 - _male(draw) + 4 * _since_2000(draw)
    body = draw.join(
        century, _day(draw, "ymd"), draw.padded(draw["county"].integer(1, 46), 2),
        draw.padded(draw.integer(1, 999), 3),
    )  # fmt: skip
    return draw.join(body, draw.check(romanian_citizen, body))


@generator("government", aliases=("emso",))
def slovenian_id(draw: Draw) -> Text:
    """EMŠO of the row's person in Slovenia: day of birth, register 50, three digits by sex, check digit."""
    year, month, day = _birth(draw)
    first = draw["first"].integer(0, 4) + 5 * (1 - _male(draw))
    head = draw.join(
        _digits(draw, day), _digits(draw, month), draw.padded(year % 1000, 3), "50", first, draw["second"].integer(0, 9)
    )  # fmt: skip
    return _without_ten(draw, head, slovenian_citizen)


@generator("government", aliases=("svnr",))
def austrian_id(draw: Draw) -> Text:
    """Insurance number of the row's person in Austria: three digits, check digit, day of birth (ASVG § 31)."""
    head, birth = draw["head"].integer(10, 99), _day(draw, "dmy")
    last = draw["last"].integer(0, 9)
    wrong = draw.check(austrian_insured, draw.join(head, last, birth)) == 10  # type: ignore[comparison-overlap]
    third = draw.either(wrong, (last + 1) % 10, last)
    check = draw.check(austrian_insured, draw.join(head, third, birth))
    return draw.join(head, third, check, birth)


@generator("government", aliases=("ahv_number", "swiss_ssn"))
def swiss_id(draw: Draw) -> Text:
    """AHV number of Switzerland: 756, nine digits, check digit as of EAN-13 (AHVG art. 50c)."""
    parts = [
        "756",
        *(draw[each].chars(DIGITS, 4) for each in ("first", "second")),
        draw.chars(DIGITS, 1),
    ]
    check = draw.check(ean, draw.join(*parts))
    return draw.join(parts[0], ".", parts[1], ".", parts[2], ".", parts[3], check)


@generator("government", aliases=("amka",))
def greek_id(draw: Draw) -> Text:
    """AMKA of the row's person in Greece: day of birth, four digits by sex, Luhn's check digit."""
    last = draw["last"].integer(0, 4) * 2 + _male(draw)
    body = draw.join(_day(draw, "dmy"), draw.padded(draw.integer(0, 999), 3), last)
    return draw.join(body, draw.check(luhn, body))


@generator("government", aliases=("pps_number",))
def irish_id(draw: Draw) -> Text:
    """PPS number of Ireland: seven digits, check letter, A (Department of Social Protection)."""
    body = draw.chars(DIGITS, 7)
    return draw.join(body, draw.at(PPS_LETTERS, draw.check(irish_citizen, body)), "A")


PPS_LETTERS = Pool("pps letter", "WABCDEFGHIJKLMNOPQRSTUV")


@generator("government", aliases=("portuguese_nif",))
def portuguese_id(draw: Draw) -> Text:
    """NIF of a person in Portugal: 1 or 2, seven digits, check digit (Autoridade Tributária)."""
    body = draw.join(draw["first"].integer(1, 2), draw.chars(DIGITS, 7))
    return draw.join(body, draw.check(portuguese_tax, body))


@generator("government", aliases=("tckn", "tc_kimlik"))
def turkish_id(draw: Draw) -> Text:
    """T.C. Kimlik No of Turkey: nine digits, two check digits (NVİ)."""
    body = draw.join(draw["first"].integer(1, 9), draw.chars(DIGITS, 8))
    return draw.join(body, draw.padded(draw.check(turkish_citizen, body), 2))


@generator("government", aliases=("teudat_zehut",))
def israeli_id(draw: Draw) -> Text:
    """Identity number of Israel: eight digits, Luhn's check digit."""
    body = draw.join(draw["first"].integer(0, 3), draw.chars(DIGITS, 7))
    return draw.join(body, draw.check(luhn, body))


@generator("government", aliases=("za_id",))
def south_african_id(draw: Draw) -> Text:
    """Identity number of the row's person in South Africa: day of birth, four digits by sex, citizen, Luhn's check digit."""
    order = draw.integer(0, 4999) + 5000 * _male(draw)
    body = draw.join(_day(draw, "ymd"), draw.padded(order, 4), "08")
    return draw.join(body, draw.check(luhn, body))


@generator("government", aliases=("rut",))
def chilean_id(draw: Draw) -> Text:
    """RUT of a person in Chile: eight digits, check digit or K (Registro Civil)."""
    parts = [
        draw["millions"].integer(10, 26),
        *(draw[each].chars(DIGITS, 3) for each in ("second", "third")),
    ]
    check = draw.at(RUT_CHECKS, draw.check(chilean_citizen, draw.join(*parts)))
    return draw.join(parts[0], ".", parts[1], ".", parts[2], "-", check)


RUT_CHECKS = Pool("rut check", "0123456789K")


@generator("government", aliases=("cuit",))
def argentinian_id(draw: Draw) -> Text:
    """CUIT of a person in Argentina: 20 or 27 by sex, eight digits of the DNI, check digit (AFIP)."""
    kind = draw.map(draw.entity(Person).sex, CUIT_KINDS)
    head = draw.join(kind, draw["first"].integer(10, 59), draw.chars(DIGITS, 5))
    return _without_ten(draw, head, argentinian_tax)


CUIT_KINDS = {"male": "20", "female": "27"}.__getitem__


@generator("government", aliases=("rrn",))
def korean_id(draw: Draw) -> Text:
    """Resident registration number of the row's person in South Korea: day of birth, sex, region, check digit."""
    sex = 2 - _male(draw) + 2 * _since_2000(draw)
    birth, place = _day(draw, "ymd"), draw.padded(draw["place"].integer(0, 95), 2)
    order = draw.padded(draw.integer(0, 999), 3)
    check = draw.check(korean_citizen, draw.join(birth, sex, place, order))
    return draw.join(birth, "-", sex, place, order, check)


@generator("government")
def thai_id(draw: Draw) -> Text:
    """Number of a citizen of Thailand: kind 1, eleven digits, check digit."""
    body = draw.join("1", draw["office"].integer(1, 9), draw.chars(DIGITS, 10))
    return draw.join(body, draw.check(thai_citizen, body))


@generator("government", aliases=("russian_inn",))
def russian_id(draw: Draw) -> Text:
    """INN of a person in Russia: region, eight digits, two check digits (FNS)."""
    body = draw.join(draw.padded(draw["region"].integer(1, 79), 2), draw.chars(DIGITS, 8))
    return draw.join(body, draw.padded(draw.check(russian_tax, body), 2))


@generator("government", aliases=("rntrc",))
def ukrainian_id(draw: Draw) -> Text:
    """RNTRC of the row's person in Ukraine: days since 1899-12-31, four digits by sex, check digit."""
    days = draw.entity(Person).birth_date.days + FIRST_OF_UKRAINE
    last = draw["last"].integer(0, 4) * 2 + _male(draw)
    body = draw.join(draw.padded(days, 5), draw.padded(draw.integer(0, 999), 3), last)
    return draw.join(body, draw.check(ukrainian_tax, body))


FIRST_OF_UKRAINE = 25_568  # days from 1899-12-31 to 1970-01-01
