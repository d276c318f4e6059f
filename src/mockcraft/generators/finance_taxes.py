"""Numbers by which tax offices know companies, of most countries. Check digits are right; nobody has them knowingly."""

from __future__ import annotations

from mockcraft.core import national, taxes
from mockcraft.core.checksum import (
    french_vat,
    german_vat,
    italian_account,
    japanese_corporation,
    luhn,
)
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import Annotated, Draw, Literal, Pool, Text, generator
from mockcraft.generators.government_numbers import _without_ten, cnpj_number
from mockcraft.generators.person import ein

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Make = Callable[[Draw], Text]
    Rule = Callable[..., Any]


def _checked(before: str, pattern: str, rule: Rule, digits: int = 1, after: str = "") -> Make:
    """A number of a pattern, with check digits behind it."""

    def make(draw: Draw) -> Text:
        body = draw.pattern(pattern)
        return draw.join(before, body, draw.padded(draw.check(rule, body), digits), after)

    return make


def _without(before: str, pattern: str, rule: Rule, after: str = "") -> Make:
    """A number of a pattern, one more digit and a check digit that is never 10."""

    def make(draw: Draw) -> Text:
        return draw.join(before, _without_ten(draw, draw.pattern(pattern), rule), after)

    return make


def _french(draw: Draw) -> Text:
    body = draw.pattern("%#######")
    siren = draw.join(body, draw.check(luhn, body))
    return draw.join("FR", draw.padded(draw.check(french_vat, siren), 2), siren)


def _japanese(draw: Draw) -> Text:
    number = draw.pattern("%###########")
    return draw.join("T", draw.check(japanese_corporation, number), number)


def _luxembourgish(draw: Draw) -> Text:
    known = draw.integer(100_000, 999_999)
    return draw.join("LU", known, draw.padded(known % 89, 2))


def _cypriot(draw: Draw) -> Text:
    body = draw.pattern("10######")
    return draw.join("CY", body, draw.at(LETTERS, draw.check(italian_account, body)))


def _irish(draw: Draw) -> Text:
    body = draw.pattern("#######")
    return draw.join("IE", body, draw.at(IRISH, draw.check(taxes.irish_company, body)))


def _swiss(draw: Draw) -> Text:
    return draw.map(_without("", "1######", taxes.swiss_company)(draw), _in_threes, distinct=True)


def _in_threes(number: str) -> str:
    return f"CHE-{number[:3]}.{number[3:6]}.{number[6:]} MWST"


def _australian(draw: Draw) -> Text:
    body = draw.pattern("#########")
    return draw.join(draw.check(taxes.australian_company, body), body)


def _indian(draw: Draw) -> Text:
    state = draw.padded(draw["state"].integer(1, 37), 2)
    number = draw.join(draw["series"].chars(UPPER, 3), "C", draw["pan"].pattern("?%###?"))
    body = draw.join(state, number, "1Z")
    return draw.join(body, draw.at(SIGNS, draw.check(taxes.indian_company, body)))


def _chinese(draw: Draw) -> Text:
    own = _without_ten(draw, draw.chars(DIGITS, 7), taxes.chinese_organisation)
    body = draw.join("91", draw.pick(CHINESE_PLACES), own)
    return draw.join(body, draw.at(CHINESE, draw.check(taxes.chinese_company, body)))


def _mexican(draw: Draw) -> Text:
    day = draw["day"].integer(0, 27) + 1
    founded = draw.join(
        draw["year"].pattern("##"),
        draw.padded(draw["month"].integer(1, 12), 2),
        draw.padded(day, 2),
    )
    body = draw.join(
        draw["name"].chars("ABCDEFGHIJKLMNOPRSTUVXYZ", 3),
        founded,
        draw["end"].chars("123456789ABCDEFGHIJKLMNPQRSTUV", 2),
    )
    return draw.join(body, draw.at(MEXICAN, draw.check(taxes.mexican_company, body)))


def _chilean(draw: Draw) -> Text:
    body = draw.pattern("7%######")
    return draw.join(body, "-", draw.at(CHILEAN, draw.check(national.chilean_citizen, body)))


def _colombian(draw: Draw) -> Text:
    body = draw.pattern("9########")
    return draw.join(body, "-", draw.check(taxes.colombian_tax, body))


def _indonesian(draw: Draw) -> Text:
    body = draw.pattern("0#######")
    return draw.join(body, draw.check(luhn, body), draw["office"].pattern("%##"), "000")


LETTERS = Pool("letter", UPPER)
SIGNS = Pool("sign", DIGITS + UPPER)
IRISH = Pool("irish letter", "WABCDEFGHIJKLMNOPQRSTUV")
CHINESE = Pool("chinese sign", "0123456789ABCDEFGHJKLMNPQRTUWXY")
CHINESE_PLACES = Pool("chinese place", ("110105", "310104", "440103", "440305", "330106", "510104"))
MEXICAN = Pool("mexican check", "0123456789A")
CHILEAN = Pool("chilean check", "0123456789K")

# By country; those of the European Union, Norway and Switzerland as VAT numbers are written across borders (VIES).
OF_COUNTRIES: dict[str, Make] = {
    "AR": _without("", "30#######", national.argentinian_tax),
    "AT": _checked("ATU", "#######", taxes.austrian_company),
    "AU": _australian,
    "BE": _checked("BE", "0%######", national.belgian_citizen, 2),
    "BG": _checked("BG", "1#######", taxes.bulgarian_company),
    "BR": cnpj_number,
    "CA": _checked("", "1#######", luhn, 1, "RT0001"),
    "CH": _swiss,
    "CL": _chilean,
    "CN": _chinese,
    "CO": _colombian,
    "CY": _cypriot,
    "CZ": _checked("CZ", "2######", taxes.czech_company),
    "DE": _checked("DE", "%#######", german_vat),
    "DK": _without("DK", "%#####", taxes.danish_company),
    "EE": _checked("EE", "10######", taxes.estonian_company),
    "ES": _checked("ESB", "#######", luhn),
    "FI": _without("FI", "2#####", taxes.finnish_company),
    "FR": _french,
    "GB": _checked("GB", "%######", taxes.british_company, 2),
    "GR": _checked("EL", "0#######", taxes.greek_company),
    "HR": _checked("HR", "##########", german_vat),
    "HU": _checked("HU", "1######", national.hungarian_account),
    "ID": _indonesian,
    "IE": _irish,
    "IL": _checked("", "51######", luhn),
    "IN": _indian,
    "IS": lambda draw: draw.pattern("1#####"),
    "IT": _checked("IT", "0%#####015", luhn),
    "JP": _japanese,
    "KR": _checked("", "12%81%###", taxes.korean_company),
    "LT": _checked("LT", "3#####%1", taxes.lithuanian_company),
    "LU": _luxembourgish,
    "LV": _without("LV", "4000#####", taxes.latvian_company),
    "MT": _checked("MT", "1#####", taxes.maltese_company, 2),
    "MX": _mexican,
    "NL": _without("NL", "8######", national.dutch_citizen, "B01"),
    "NO": _without("NO", "9######", taxes.norwegian_company, "MVA"),
    "NZ": _without("", "4#####", taxes.new_zealand_tax),
    "PL": _without("PL", "5%######", taxes.polish_company),
    "PT": _checked("PT", "5#######", national.portuguese_tax),
    "RO": _checked("RO", "%######", taxes.romanian_company),
    "RU": _checked("", "77#######", taxes.russian_company),
    "SE": _checked("SE", "556######", luhn, 1, "01"),
    "SI": _without("SI", "%#####", taxes.slovenian_company),
    "SK": _without("SK", "202#####", national.czech_citizen),
    "TH": _checked("", "01055#######", national.thai_citizen),
    "TR": _checked("", "%########", taxes.turkish_company),
    "TW": _checked("", "%######", taxes.taiwanese_company),
    "UA": _checked("", "2######", taxes.ukrainian_company),
    "US": ein,  # which has no VAT
    "VN": _without("", "01%#####", taxes.vietnamese_tax),
    "ZA": _checked("", "4########", luhn),
}  # fmt: skip


@generator("finance", aliases=("tax_id", "vat_number"))
def vat_id(
    draw: Draw,
    *,
    country: Annotated[
        Literal[
            "AR",
            "AT",
            "AU",
            "BE",
            "BG",
            "BR",
            "CA",
            "CH",
            "CL",
            "CN",
            "CO",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HR",
            "HU",
            "ID",
            "IE",
            "IL",
            "IN",
            "IS",
            "IT",
            "JP",
            "KR",
            "LT",
            "LU",
            "LV",
            "MT",
            "MX",
            "NL",
            "NO",
            "NZ",
            "PL",
            "PT",
            "RO",
            "RU",
            "SE",
            "SI",
            "SK",
            "TH",
            "TR",
            "TW",
            "UA",
            "US",
            "VN",
            "ZA",
        ]
        | None,
        "country of the company; default: that of the locale",
    ] = None,
) -> Text:
    """VAT number of a company in the locale's country, or by what else its tax office knows it, with right check digits.

    Of 53 countries: the European Union and its neighbours (VIES), ABN of Australia, CNPJ of Brazil, the EIN of the
    United States, which has no VAT, GSTIN of India, RFC of Mexico and others.
    """
    return OF_COUNTRIES[country or draw.format("country_code")](draw)
