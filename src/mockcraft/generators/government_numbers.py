"""Numbers that countries give to people and companies. Check digits are right.

Numbers that hold a day of birth or a sex have those of the row's person.
"""

from __future__ import annotations

from mockcraft.core.checksum import luhn
from mockcraft.core.national import (
    australian_tax,
    cnpj,
    cpf,
    dutch_citizen,
    finnish_citizen,
    french_citizen,
    japanese_citizen,
    mod_11_2,
    nhs,
    pesel,
    spanish_citizen,
)
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.core.values import civil
from mockcraft.generator import Draw, Integer, Pool, Text, generator
from mockcraft.generators.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _birth(draw: Draw) -> tuple[Any, Any, Any]:
    """Year, month and day of birth of the row's person."""
    return civil(draw.entity(Person).birth_date.days)


def _digits(draw: Draw, number: Any) -> Text:
    return draw.padded(number, 2)


def _male(draw: Draw) -> Integer:
    """1 where the row's person is male, 0 where she is female."""
    return draw.number(draw.map(draw.entity(Person).sex, MALE)).units  # type: ignore[no-any-return]


MALE = {"male": "1", "female": "0"}.__getitem__


def _without_ten(draw: Draw, head: Text, rule: Callable[..., Any]) -> Text:
    """The head, a digit and its check digit; where that would be 10, the digit is one more, which never makes 10."""
    last = draw["last"].integer(0, 9)
    wrong = draw.check(rule, draw.join(head, last)) == 10  # type: ignore[comparison-overlap]
    body = draw.join(head, draw.either(wrong, (last + 1) % 10, last))
    return draw.join(body, draw.check(rule, body))


@generator("government", aliases=("individual_taxpayer_identification_number",))
def itin(draw: Draw) -> Text:
    """US number of a taxpayer without a Social Security number: 9, two digits, a group from 70 on (IRS, Publication 1915)."""
    return draw.join(
        "9", draw["area"].chars(DIGITS, 2), "-", draw.pick(ITIN_GROUPS), "-", draw.chars(DIGITS, 4)
    )


ITIN_GROUPS = Pool(
    "itin group",
    [str(i) for i in (*range(70, 89), *range(90, 93), *range(94, 100))],
)


@generator("government", aliases=("national_insurance_number",))
def nino(draw: Draw) -> Text:
    """National Insurance number of the United Kingdom: two letters, six digits, a letter A to D (HMRC, NIM39110)."""
    first, second = (
        draw["first"].chars("ACEHJLMPRSWXY", 1),
        draw["second"].chars("ABCEGHJKLMNPRSTWXYZ", 1),
    )
    return draw.join(first, second, draw.chars(DIGITS, 6), draw["end"].chars("ABCD", 1))


@generator("government")
def nhs_number(draw: Draw) -> Text:
    """NHS number of England of the range 999, which is for tests, with its check digit (NHS Data Model)."""
    return _without_ten(draw, draw.join("999", draw.chars(DIGITS, 5)), nhs)


@generator("government", aliases=("social_insurance_number",))
def sin(draw: Draw) -> Text:
    """Social Insurance Number of Canada of temporary residents, 9, with Luhn's check digit (Service Canada)."""
    body = draw.join("9", draw.chars(DIGITS, 7))
    return draw.join(body, draw.check(luhn, body))


@generator("government", aliases=("insee_number",))
def nir(draw: Draw) -> Text:
    """Number of the row's person in the French register: sex, month of birth, place, order, key (INSEE)."""
    year, month, _ = _birth(draw)
    body = draw.join(
        2 - _male(draw), _digits(draw, year % 100), _digits(draw, month), draw.pick(DEPARTMENTS),
        draw.padded(draw["commune"].integer(1, 900), 3), draw.padded(draw["order"].integer(1, 999), 3),
    )  # fmt: skip
    return draw.join(body, draw.padded(draw.check(french_citizen, body), 2))


DEPARTMENTS = Pool("department", [f"{i:02}" for i in range(1, 96) if i != 20])


@generator("government", aliases=("personnummer",))
def swedish_id(draw: Draw) -> Text:
    """Number of the row's person in Sweden: day of birth, three digits by sex, Luhn's check digit (Skatteverket)."""
    year, month, day = _birth(draw)
    birth = draw.join(_digits(draw, year % 100), _digits(draw, month), _digits(draw, day))
    number = draw.join(
        draw.padded(draw.integer(0, 99), 2), draw["sex"].integer(0, 4) * 2 + _male(draw)
    )
    check = draw.check(luhn, draw.join(birth, number))
    return draw.join(birth, "-", number, check)


@generator("government", aliases=("hetu",))
def finnish_id(draw: Draw) -> Text:
    """Number of the row's person in Finland, 900 to 999, which is for tests: day of birth, number by sex, check character."""
    year, month, day = _birth(draw)
    number = 900 + draw.integer(0, 49) * 2 + _male(draw)
    birth = draw.join(_digits(draw, day), _digits(draw, month), _digits(draw, year % 100))
    century = draw.either(year < 2000, "-", "A")
    check = draw.check(finnish_citizen, draw.join(birth, number))
    return draw.join(birth, century, number, draw.at(FINNISH_CHECKS, check))


FINNISH_CHECKS = Pool("finnish check", "0123456789ABCDEFHJKLMNPRSTUVWXY")


@generator("government", aliases=("polish_id",))
def pesel_number(draw: Draw) -> Text:
    """PESEL of the row's person in Poland: day of birth, four digits by sex, check digit."""
    year, month, day = _birth(draw)
    body = draw.join(
        _digits(draw, year % 100), _digits(draw, month + 20 * (year >= 2000)), _digits(draw, day),
        draw.padded(draw.integer(0, 999), 3), draw["sex"].integer(0, 4) * 2 + _male(draw),
    )  # fmt: skip
    return draw.join(body, draw.check(pesel, body))


@generator("government", aliases=("burgerservicenummer",))
def bsn(draw: Draw) -> Text:
    """Number of a citizen of the Netherlands, nine digits that pass its test of eleven."""
    return _without_ten(
        draw, draw.join(draw["first"].chars("12345678", 1), draw.chars(DIGITS, 6)), dutch_citizen
    )


@generator("government", aliases=("spanish_id", "nif"))
def dni(draw: Draw) -> Text:
    """DNI of Spain: eight digits and the letter of their remainder by 23 (Ministerio del Interior)."""
    body = draw.chars(DIGITS, 8)
    return draw.join(body, draw.at(DNI_LETTERS, draw.check(spanish_citizen, body)))


DNI_LETTERS = Pool("dni letter", "TRWAGMYFPDXBNJZSQVHLCKE")


@generator("government", aliases=("brazilian_id",))
def cpf_number(draw: Draw) -> Text:
    """CPF of Brazil with its two check digits (Receita Federal)."""
    parts = [draw[each].chars(DIGITS, 3) for each in ("first", "second", "third")]
    check = draw.padded(draw.check(cpf, draw.join(*parts)), 2)
    return draw.join(parts[0], ".", parts[1], ".", parts[2], "-", check)


@generator("government", aliases=("brazilian_company_id",))
def cnpj_number(draw: Draw) -> Text:
    """CNPJ of a company of Brazil: eight digits, 0001, two check digits (Receita Federal)."""
    parts = [
        draw["first"].chars(DIGITS, 2),
        *(draw[each].chars(DIGITS, 3) for each in ("second", "third")),
    ]
    check = draw.padded(draw.check(cnpj, draw.join(*parts, "0001")), 2)
    return draw.join(parts[0], ".", parts[1], ".", parts[2], "/0001-", check)


@generator("government", aliases=("tfn",))
def australian_tax_number(draw: Draw) -> Text:
    """TFN of Australia: nine digits that pass its test of eleven (Australian Taxation Office)."""
    head = draw.join(draw["first"].chars("12345678", 1), draw.chars(DIGITS, 6))
    return _without_ten(draw, head, australian_tax)


@generator("government", aliases=("my_number",))
def japanese_id(draw: Draw) -> Text:
    """My Number of Japan: eleven digits, check digit (Ministry of Internal Affairs and Communications)."""
    body = draw.chars(DIGITS, 11)
    return draw.join(body, draw.check(japanese_citizen, body))


@generator("government", aliases=("chinese_id",))
def resident_identity(draw: Draw) -> Text:
    """Number of the row's person in China: district, day of birth, order by sex, check character (GB 11643)."""
    year, month, day = _birth(draw)
    body = draw.join(
        draw.pick(DISTRICTS), year, _digits(draw, month), _digits(draw, day),
        draw.padded(draw.integer(0, 99), 2), draw["sex"].integer(0, 4) * 2 + _male(draw),
    )  # fmt: skip
    return draw.join(body, draw.at(MOD_11_CHECKS, draw.check(mod_11_2, body)))


MOD_11_CHECKS = Pool("mod 11 check", "0123456789X")
# Dongcheng and Chaoyang of Beijing, Huangpu and Xuhui of Shanghai, whose codes never changed (GB/T 2260).
DISTRICTS = Pool("district", ("110101", "110105", "310101", "310104"))


@generator("government", aliases=("indian_pan",))
def pan(draw: Draw) -> Text:
    """PAN of a person in India: three letters, P, a letter, four digits, a letter (Income Tax Department)."""
    return draw.join(draw["series"].chars(UPPER, 3), "P", draw.pattern("?%###?"))
