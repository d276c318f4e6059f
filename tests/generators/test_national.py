"""Numbers of people and of accounts, held to python-stdnum and schwifty."""

import re
from collections.abc import Callable
from importlib import import_module

import pytest
from schwifty import IBAN
from stdnum import luhn

from generators.sampling import values
from mockcraft.core import national
from mockcraft.core.lists import load, locales
from mockcraft.core.taxes import hungarian_person, korean_company, taiwanese_person
from mockcraft.errors import MissingList
from mockcraft.generators.finance_taxes import OF_COUNTRIES as COMPANIES
from mockcraft.generators.government_further import OF_COUNTRIES

ROWS = 1000
# The modules of python-stdnum that know the numbers.
KNOWN = {
    "argentinian_id": "ar.cuit", "austrian_id": "at.vnr", "belgian_id": "be.nn", "bulgarian_id": "bg.egn",
    "chilean_id": "cl.rut", "croatian_id": "hr.oib", "czech_id": "cz.rc", "danish_id": "dk.cpr",
    "estonian_id": "ee.ik", "greek_id": "gr.amka", "icelandic_id": "is_.kennitala", "irish_id": "ie.pps",
    "israeli_id": "il.idnr", "korean_id": "kr.rrn", "lithuanian_id": "lt.asmens", "norwegian_id": "no.fodselsnummer",
    "portuguese_id": "pt.nif", "romanian_id": "ro.cnp", "russian_id": "ru.inn", "slovenian_id": "si.emso",
    "south_african_id": "za.idnr", "swiss_id": "ch.ssn", "thai_id": "th.pin", "turkish_id": "tr.tckimlik",
    "ukrainian_id": "ua.rntrc", "german_id": "de.idnr", "italian_id": "it.codicefiscale", "latvian_id": "lv.pvn",
    "mexican_id": "mx.curp", "colombian_id": "co.nit", "indonesian_id": "id.nik", "new_zealand_id": "nz.ird",
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_numbers_of_people_pass_the_rules_of_their_country(name: str) -> None:
    valid: Callable[[str], bool] = import_module(f"stdnum.{KNOWN[name]}").is_valid
    made = values(name, ROWS)

    assert [] == [each for each in made if not valid(each)]
    assert len(set(made)) > ROWS * 0.98


# The modules of python-stdnum that know companies by what `vat_id` gives.
TAXES = {
    "AR": "ar.cuit", "AT": "at.uid", "AU": "au.abn", "BE": "be.vat", "BG": "bg.vat", "BR": "br.cnpj", "CA": "ca.bn",
    "CH": "ch.vat", "CL": "cl.rut", "CN": "cn.uscc", "CO": "co.nit", "CY": "cy.vat", "CZ": "cz.dic", "DE": "de.vat",
    "DK": "dk.cvr", "EE": "ee.kmkr", "ES": "es.nif", "FI": "fi.alv", "FR": "fr.tva", "GB": "gb.vat", "GR": "gr.vat",
    "HR": "hr.oib", "HU": "hu.anum", "ID": "id.npwp", "IE": "ie.vat", "IL": "il.hp", "IN": "in_.gstin",
    "IS": "is_.vsk", "IT": "it.iva", "JP": "jp.cn", "KR": "kr.brn", "LT": "lt.pvm", "LU": "lu.tva", "LV": "lv.pvn",
    "MT": "mt.vat", "MX": "mx.rfc", "NL": "nl.btw", "NO": "no.mva", "NZ": "nz.ird", "PL": "pl.nip", "PT": "pt.nif",
    "RO": "ro.cf", "RU": "ru.inn", "SE": "se.vat", "SI": "si.ddv", "SK": "sk.dph", "TH": "th.moa", "TR": "tr.vkn",
    "TW": "tw.ubn", "UA": "ua.edrpou", "US": "us.ein", "VN": "vn.mst",
}  # fmt: skip


@pytest.mark.parametrize("country", TAXES)
def test_numbers_of_companies_pass_the_rules_of_their_country(country: str) -> None:
    module = import_module(f"stdnum.{TAXES[country]}")
    more = {"validate_check_digits": True} if country == "MX" else {}
    made = [
        each.removeprefix("T" * (country == "JP"))
        for each in values("vat_id", ROWS, country=country)
    ]

    assert [] == [each for each in made if not module.is_valid(each, **more)]
    assert len(set(made)) > ROWS * 0.95


def test_every_country_of_a_locale_has_a_number_of_companies() -> None:
    assert {each[3:] for each in locales()} <= set(COMPANIES)
    assert {*COMPANIES} - {*TAXES} == {"ZA"}  # whose numbers python-stdnum knows of people alone
    assert all(luhn.is_valid(each) for each in values("vat_id", ROWS, country="ZA"))


def test_numbers_without_a_validator_have_the_digits_of_published_examples() -> None:
    assert 3 == hungarian_person(list(map(int, "807159215")))  # 8071592153, EU's page on TIN
    assert 9 == taiwanese_person([1, 0, *map(int, "12345678")])  # A123456789, as forms show it
    assert 8 == korean_company(list(map(int, "124810099")))  # 124-81-00998, Samsung Electronics


def test_licences_have_the_check_digits_of_published_examples() -> None:
    assert 5 == national.german_driver(
        [int(each, 36) for each in "B072RRE2I"]
    )  # B072RRE2I55, of the specimen
    assert 2 == national.japanese_driver(
        list(map(int, "3090123456"))
    )  # 309012345620, of the specimen
    body = list(map(int, "026503064"))  # 02650306461
    assert (6, 1) == (national.brazilian_driver(body), national.brazilian_driver_again(body))


# What a licence's number is in a country; its check digits, once more, are in what follows.
LICENCES = {
    "en_GB": r"[A-Z]{1,5}9{0,4}\d[0156]\d[0-3]\d\d[A-Z]9[5-9][A-Z]{2}", "de_DE": r"[A-P]\d{3}[0-9A-Z]{5}[0-9X][1-5]",
    "fr_FR": r"(1[5-9]|2[0-6])[A-Z]{2}\d{5}", "it_IT": r"U1\d[A-Z]\d{5}[A-Z]", "pl_PL": r"\d{5}/\d\d/[0-3][02468][0-2]\d",
    "en_IN": r"[A-Z]{2}\d\d (19|20)\d{9}", "ja_JP": r"[1-9]\d{11}", "ko_KR": r"[12]\d-\d\d-\d{6}-\d\d",
    "ru_RU": r"\d\d \d\d \d{6}", "pt_BR": r"\d{11}", "pt_PT": r"[LPC]-\d{6} \d", "nl_NL": r"[1-9]\d{9}",
    "en_CA": r"\d{6,8}|\d{6}-\d{3}|[A-Z]\d{9}|[A-Z]\d{4}-\d{6}-\d\d|[A-Z]\d{4}-\d{5}-\d{5}|[A-Z]{5}\d{9}"
             r"|([A-Z]{2}-){3}[A-Z]\d{3}[A-Z]{2}",
    "en_AU": r"[A-Z]\d{5,6}|\d{7,9}", "uk_UA": r"[A-Z]{3}\d{6}",
}  # fmt: skip


@pytest.mark.parametrize("locale", LICENCES)
def test_a_licence_has_the_form_of_its_country(locale: str) -> None:
    assert all(
        re.fullmatch(LICENCES[locale], each) for each in values("driver_license", ROWS, locale)
    )
    assert 500 == len(set(values("driver_license", 500, locale, True)))


def test_licences_have_their_check_digits() -> None:
    for each in values("driver_license", ROWS, "de_DE"):
        total = sum(int(sign, 36) * (9 - i) for i, sign in enumerate(each[:9]))
        assert "0123456789X"[total % 11] == each[9]
    for each in values("driver_license", ROWS, "ja_JP"):
        rest = (
            sum(int(d) * w for d, w in zip(each, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False)) % 11
        )
        assert {0: "1", 1: "0"}.get(rest, str(11 - rest)) == each[10]
    for each in values("driver_license", ROWS, "pt_BR"):
        down, up = (
            sum(int(d) * abs(i - start) for i, d in enumerate(each[:9])) for start in (9, -1)
        )
        assert [down % 11, up % 11 % 10] == list(map(int, each[9:]))


def test_a_licence_is_refused_where_its_form_is_not_known() -> None:
    with pytest.raises(MissingList, match="nb_NO has no driver_license .it is in bg_BG"):
        values("driver_license", 1, "nb_NO")
    assert re.fullmatch(r"[A-Z0-9-]{6,16}", values("driver_license", 1, "nb_NO:en_US")[0])


def shapes(name: str, locale: str) -> set[str]:
    """The forms of values: digits and letters, and what stands between them."""
    return {re.sub("[A-Z]", "A", re.sub("[0-9]", "9", each)) for each in values(name, 60, locale)}


def test_a_locale_has_the_number_of_its_country_or_says_which_have_one() -> None:
    for locale in locales():
        if locale[3:] in OF_COUNTRIES:
            wanted = OF_COUNTRIES[locale[3:]].name
            assert shapes("national_id", locale) <= shapes(wanted, locale)
        else:
            with pytest.raises(MissingList, match=f"{locale} has no national_id .it is in bg_BG"):
                values("national_id", 1, locale)
    assert len(OF_COUNTRIES) >= 50


@pytest.mark.parametrize("locale", [each for each in locales() if each not in ("en_US", "ja_JP")])
def test_bank_bic_and_account_of_the_locale_are_of_one_bank(locale: str) -> None:
    try:
        listed = load("banks", locale).rows
    except MissingList:
        return  # its country's banks are in iban_banks, see test_validity
    known = dict(
        zip(listed["name"], zip(listed["bank_code"], listed["bic"], strict=True), strict=True)
    )
    codes = values("bic", 200, locale)
    banks = [known[name] for name in values("bank_name", 200, locale)]

    assert codes == [bic for _, bic in banks] or locale == "it_IT"
    assert {locale[3:]} == {each[4:6] for each in codes}
    if locale[3:] not in load("iban_formats").rows["country"]:
        return  # accounts have no IBAN there
    for text, bic, (bank, _) in zip(values("iban", 200, locale), codes, banks, strict=True):
        number = IBAN(text, validate_bban=locale != "hu_HU")
        assert number.country_code == locale[3:]
        assert str(number.bban).startswith(bank) or locale == "it_IT"
        assert number.bic is None or str(number.bic)[:4] == bic[:4]


def test_albanian_banks_have_their_check_digit() -> None:
    for each in ["AL47212110090000000235698741", *values("iban", ROWS, country="AL")]:
        weights = (9, 7, 3, 1, 9, 7, 3, 1)  # the first one is the registry's example
        assert 0 == sum(int(d) * w for d, w in zip(each[4:12], weights, strict=True)) % 10


def test_hungarian_accounts_have_both_check_digits() -> None:
    for each in values("iban", ROWS, "hu_HU"):
        digits = list(map(int, each[4:]))
        for part in (digits[:8], digits[8:]):
            assert 0 == sum(d * (9, 7, 3, 1)[i % 4] for i, d in enumerate(part)) % 10
