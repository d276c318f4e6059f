"""Who judges the values of each generator whose values carry check digits or follow a standard.

    cd tests; nice python -m generators.judges [ROWS]

judges so many values (100,000) of each generator, in each locale where it is the locale's own, and prints
what is refused; it takes some forty minutes. The tests take fewer, see `test_judges`.
"""

import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

import phonenumbers
from schwifty import IBAN
from stdnum import ean, luhn

from generators import test_national, test_packs, test_validators, test_validity
from generators.sampling import values
from mockcraft.core.context import NOW, Context
from mockcraft.core.lists import load, locales
from mockcraft.core.scalar import ScalarDraw
from mockcraft.errors import MissingList, MockcraftError
from mockcraft.generator import Generator, registry
from mockcraft.generators.government_further import OF_COUNTRIES, ON_LICENCES
from mockcraft.speech import NATIVE, speech_of

Judge = Callable[[str], object]
# After the table of the Ministry of the Interior.
LETTERS_OF_TAIWAN = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))


def of_stdnum(module: str, **options: bool) -> Judge:
    """The rule of a module of python-stdnum."""
    is_valid = import_module(f"stdnum.{module}").is_valid
    return lambda value: is_valid(value, **options)


def parcel(value: str) -> bool:
    """A number of the postal union (UPU S10): two letters, eight digits with their check digit, a country."""
    weighted = sum(int(d) * w for d, w in zip(value[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return int(value[10]) == {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)


def fedex(value: str) -> bool:
    weighted = sum(int(d) * w for d, w in zip(value, (3, 1, 7) * 3 + (3, 1), strict=False))
    return len(value) == 12 and int(value[11]) == weighted % 11 % 10


def ups(value: str) -> bool:
    """Letters count as digits, A as 2 and on to J, which is 1; every second place counts twice."""
    digits = [int(d) if d.isdigit() else (ord(d) - 63) % 10 for d in value[2:]]
    total = sum(d * (1 + place % 2) for place, d in enumerate(digits[:-1]))
    return len(value) == 18 and (total + digits[-1]) % 10 == 0


def hungarian(value: str) -> bool:
    """Tax number of a person: its digits by their places, mod 11 (Act XX of 1996)."""
    return int(value[9]) == sum(int(d) * i for i, d in enumerate(value[:9], 1)) % 11


def taiwanese(value: str) -> bool:
    head, tail = divmod(LETTERS_OF_TAIWAN[value[0]], 10)
    weighted = zip(value[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)
    return (head + tail * 9 + sum(int(d) * w for d, w in weighted)) % 10 == 0


def card(value: str) -> bool:
    """The one number of a card in a text that has others."""
    return any(luhn.is_valid(each) for each in re.findall(r"\d{13,19}", value))


# By name, where one judge serves for every locale.
JUDGES: dict[str, Judge] = {
    **test_validity.VALID,
    **test_packs.VALID,
    **{name: of_stdnum(module) for name, module in test_national.KNOWN.items()},
    **dict(test_validators.BY_NAME),
    "hungarian_id": hungarian, "taiwanese_id": taiwanese, "tracking_number": parcel, "fedex_tracking": fedex,
    "ups_tracking": ups, "acquirer_reference": luhn.is_valid, "credit_card_full": card, "credit_card_record": card,
    "upc": lambda value: ean.is_valid("0" + value),
}  # fmt: skip


def company(country: str) -> Judge:
    """The rule for what `vat_id` gives in a country."""
    if country == "ZA":
        return luhn.is_valid
    rule = of_stdnum(
        test_national.TAXES[country], **{"validate_check_digits": True} if country == "MX" else {}
    )
    return (lambda value: rule(value.removeprefix("T"))) if country == "JP" else rule


def citizen(country: str) -> Judge | None:
    """The rule for what `national_id` gives in a country; there is none for its number in Vietnam."""
    if country == "LT":
        return of_stdnum("lt.asmens")
    return JUDGES.get(OF_COUNTRIES[country].name) if country in OF_COUNTRIES else None


def licence(country: str) -> Judge | None:
    """The rule for the number of a driving licence, where it is that of the citizen."""
    if country == "CO":
        return lambda value: value.isdigit()  # without the check digit, which its tax number has
    return citizen(country) if country in ON_LICENCES else None


def account(country: str) -> Judge:
    """An IBAN with the digits of its country; Hungary's are checked in `test_national`, schwifty takes them for others."""
    return lambda value: IBAN(value, validate_bban=country != "HU")


def inner_account(country: str) -> Judge | None:
    if country == "HU" or country not in load("iban_formats").rows["country"]:
        return None
    return lambda value: IBAN.from_bban(country, value, allow_invalid=False).validate(True)


def telephone(country: str) -> Judge:
    def is_valid(value: str) -> bool:
        number = phonenumbers.parse(value, country)
        return phonenumbers.is_valid_number_for_region(number, country)

    return is_valid


def mobile(country: str) -> Judge:
    """In Great Britain and France numbers are for fiction, of ranges that no plan has."""

    def is_valid(value: str) -> bool:
        if country in OF_FICTION:
            return value.startswith(OF_FICTION[country])
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse("+" + value), country)

    return is_valid


OF_FICTION = {"GB": "447700900", "FR": "3363998"}

# By country, where each has a rule of its own.
OF_COUNTRY: dict[str, Callable[[str], Judge | None]] = {
    "vat_id": company, "national_id": citizen, "driver_license": licence, "iban": account, "bban": inner_account,
    "phone": telephone, "msisdn": mobile,
}  # fmt: skip


def judge(name: str, locale: str) -> Judge | None:
    """Who judges a generator's values in a locale; nobody where its country has no rule."""
    return OF_COUNTRY[name](locale[3:]) if name in OF_COUNTRY else JUDGES.get(name)


def refused(name: str, rows: int, locale: str) -> list[str]:
    """Values that their judge does not accept; each that differs is asked about once."""
    is_valid = judge(name, locale)
    if is_valid is None:
        return []
    return [
        value for value in dict.fromkeys(values(name, rows, locale)) if not held(is_valid, value)
    ]


def held(is_valid: Judge, value: str) -> bool:
    try:
        return bool(is_valid(value))
    except Exception:  # whatever a validator says no with
        return False


@cache
def with_check_digits(*where: str) -> set[str]:
    """Names of the generators that take a rule of check digits in these locales."""
    found: set[str] = set()

    class Watched(ScalarDraw):
        name = ""

        def check(self, rule: Callable[..., Any], text: Any) -> Any:
            found.add(Watched.name)
            return super().check(rule, text)

    for each in registry():
        Watched.name = each.name
        for locale in where:
            run(each, Watched(Context(0, "", locale, NOW), 0, 0))
    return found


def run(generator: Generator, draw: ScalarDraw) -> None:
    """One value, where the generator needs no parameters and has the locale."""
    try:
        generator(draw)
    except (MockcraftError, TypeError):
        return


def spoken(name: str, known: dict[str, Generator]) -> Iterator[str]:
    """The locales in which a generator's values are the locale's own; one where they are the same in all."""
    own = [each for each in locales() if speech_of(known[name], each) == NATIVE]
    yield from locales() if name in OF_COUNTRY else own or ["en_US"]


def main(rows: int) -> None:
    """Print, for each generator, how many are refused."""
    warnings.simplefilter("ignore")
    known = {each.name: each for each in registry()}
    for name in [*OF_COUNTRY, *sorted({*JUDGES} & {*known} - {*OF_COUNTRY})]:
        for locale in spoken(name, known):
            try:
                wrong = refused(name, rows, locale)
            except MissingList:
                continue
            if wrong:
                print(f"{name} {locale}: {len(wrong)} refused, such as {wrong[:3]}", flush=True)
        print(name, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
