"""Account numbers of IBANs, with the check digits that countries have of their own (IBAN registry, ISO 13616)."""

from __future__ import annotations

from mockcraft.core.checksum import (
    albanian_bank,
    belgian_account,
    estonian_account,
    french_account,
    german_account,
    iban_account,
    italian_account,
    luhn,
    polish_bank,
    spanish_account,
)
from mockcraft.core.lists import load
from mockcraft.core.national import (
    croatian_account,
    czech_account,
    hungarian_account,
    norwegian_account,
)
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import Draw, Pool, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

CLASSES = {"#": DIGITS, "%": DIGITS[1:], "A": UPPER, "C": DIGITS + UPPER}
CHECK = "*"  # stands for a check digit in the pattern of a country
LETTERS = Pool("check letter", UPPER)

# By country, the rule that gives the check digits from all other characters of the account number.
RULES: dict[str, Callable[..., Any]] = {
    "AL": albanian_bank, "BE": belgian_account, "EE": estonian_account, "ES": spanish_account, "FI": luhn,
    "IT": italian_account, "PL": polish_bank, "SM": italian_account, "CZ": czech_account, "SK": czech_account,
    "HR": croatian_account, "NO": norwegian_account,
    **dict.fromkeys(("BA", "ME", "MK", "PT", "RS", "SI", "TL", "XK"), iban_account),
    **dict.fromkeys(("FR", "MC", "MR", "TN"), french_account),
}  # fmt: skip


# Methods of the Deutsche Bundesbank: weights of the first nine places, kind (`checksum.GERMAN_KINDS`), and the
# place of the check digit. Of methods with variants, one that holds for accounts that begin with 0 and another
# digit; 09 has no check digit.
_METHODS = {
    "00": ("212121212", 1, 10), "01": ("173173173", 2, 10), "03": ("212121212", 2, 10),
    "06": ("432765432", 0, 10), "10": ("A98765432", 0, 10), "13": ("012121200", 1, 8),
    "17": ("012121200", 4, 8), "20": ("398765432", 0, 10), "24": ("012312312", 3, 10),
    "28": ("876543200", 0, 8), "32": ("000765432", 0, 10), "33": ("000065432", 0, 10),
    "34": ("79A584200", 0, 8),
}  # fmt: skip
_SAME = {
    "09": "00", "49": "00", "63": "13", "88": "32", "95": "06", "96": "00", "A2": "00", "A3": "00", "B8": "20",
    "C0": "20", "C1": "17", "C7": "06", "D0": "20", "E3": "00",
}  # fmt: skip


def _weights(method: str) -> str:
    weights, kind, _ = _METHODS[_SAME.get(method, method)]
    return f"{weights}{kind}"


def _place(method: str) -> str:
    return str(_METHODS[_SAME.get(method, method)][2])


def german(draw: Draw, method: Text) -> Text:
    """An account number of ten digits at a bank with this method."""
    draw = draw["german"]
    # The third digit is no 9, for which method 88 has other weights.
    head = draw.join(
        "0", draw["second"].integer(1, 9), draw["third"].integer(0, 8), draw["head"].pattern("####")
    )
    eighth, ninth, tenth = (draw[each].integer(0, 9) for each in ("eighth", "ninth", "tenth"))
    check = draw.check(german_account, draw.join(draw.map(method, _weights), head, eighth, ninth))
    in_eighth = draw.number(draw.map(method, _place)).units == 8
    return draw.join(
        head, draw.either(in_eighth, check, eighth), ninth, draw.either(in_eighth, tenth, check)
    )


def pattern_of(country: str) -> str:
    """The form of a country's account numbers: # is a digit, A a letter, C either, * a check digit."""
    rows = load("iban_formats").rows
    return rows["bban"][rows["country"].index(country)]


def has_iban(country: str) -> bool:
    """Whether the country has IBANs."""
    return country in load("iban_formats").rows["country"]


def account(draw: Draw, country: str, bank: Text | str, bank_length: int) -> Text:
    """An account number of a country, which begins with the code of a bank, of so many characters.

    In Italy and San Marino the check letter stands before the bank.
    """
    if country in APART:
        return APART[country](draw, bank)
    before, stars, after = _parts(pattern_of(country))
    if not stars:
        return draw.join(bank, draw["account"].pattern(before[bank_length:], CLASSES))
    if not before:
        rest = draw.join(bank, draw["account"].pattern(after[bank_length:], CLASSES))
        return draw.join(draw.at(LETTERS, draw.check(RULES[country], rest)), rest)
    head = draw.join(bank, draw["account"].pattern(before[bank_length:], CLASSES))
    tail = draw["behind"].pattern(after, CLASSES) if after else ""
    check = draw.check(RULES[country], draw.join(head, tail))
    return draw.join(head, draw.padded(check, len(stars)), tail)


def _hungarian(draw: Draw, bank: Text | str) -> Text:
    """A bank with its branch and a check digit, an account with another one."""
    head = draw.join(bank, draw["account"].pattern("####"))
    rest = draw["behind"].pattern("#" * 15)
    checks = (draw.check(hungarian_account, each) for each in (head, rest))
    return draw.join(head, next(checks), rest, next(checks))


def _icelandic(draw: Draw, bank: Text | str) -> Text:
    """A bank with its branch, a current account (26), and who has it: the row's person."""
    from mockcraft.generators.government_people import icelandic_id

    account = draw["account"].pattern("######")
    return draw.join(
        bank, draw["branch"].pattern("##"), "26", account, icelandic_id(draw["holder"])
    )


# By country, what makes its account numbers where no pattern does.
APART: dict[str, Callable[..., Text]] = {"HU": _hungarian, "IS": _icelandic}


def _parts(pattern: str) -> tuple[str, str, str]:
    """What stands before the check digits, these, and what stands behind them."""
    before, _, rest = pattern.partition(CHECK)
    count = pattern.count(CHECK)
    return before, CHECK * count, rest.lstrip(CHECK)
