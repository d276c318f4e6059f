"""Banks, of a locale's country or of that of an IBAN: what `payment` says of the row's bank."""

from __future__ import annotations

from mockcraft.core.checksum import iban as iban_rule
from mockcraft.core.lists import load, locales, own
from mockcraft.errors import MissingList
from mockcraft.generator import Entity, Record, Text, fact
from mockcraft.generators._bban import CLASSES, account, german, has_iban, pattern_of


def locales_of_banks() -> dict[str, str]:
    """Locales by their country, where the codes of their banks stand in IBANs."""
    known = tuple(locales())
    if known not in _locales_of_banks:
        _locales_of_banks[known] = {
            c: each for each in known if has_iban(c := _country_of(each)) and has_banks(each)
        }
    return _locales_of_banks[known]


_locales_of_banks: dict[tuple[str, ...], dict[str, str]] = {}


def _country_of(locale: str) -> str:
    """Code of a locale's country; "" where it says none."""
    try:
        formats = load("formats", locale).rows
    except MissingList:
        return ""
    return formats["format"][formats["key"].index("country_code")]


def has_banks(locale: str) -> bool:
    """Whether the locale has a list of its country's banks."""
    try:
        load("banks", locale)
    except MissingList:
        return False
    return True


class Bank(Entity):
    """A bank: name, BIC, routing number and the beginning of an IBAN belong together.

    It is of the locale's country, or of one that has IBANs where the record has one and that country has none.
    A country whose banks are not listed has one that is called after it.
    """

    @fact
    def country(self) -> str | None:
        """Code of the country, where it is one for all rows."""
        wanted: str | None = self.draw.shared("bank_country")
        here = self.draw.format("country_code")
        abroad = self.draw.shared("iban") and not has_iban(here) and not self.draw.shared("routing")
        return wanted or (None if abroad else here)

    @fact
    def entry(self) -> Record | None:
        """Entry of a list of banks; None where there is none of its country."""
        if self.country == self.draw.format("country_code") and has_banks(own(self.draw.locale)):
            return self.draw.record("banks")
        if self.country is None:
            return self.draw.record("iban_banks")
        if locale := locales_of_banks().get(self.country):
            return Record(self.draw, load("banks", locale), {})
        listed = self.country in load("iban_banks").rows["country"]
        return self.draw.record("iban_banks", country=self.country) if listed else None

    @fact
    def name(self) -> Text:
        """Name."""
        if self.entry is not None:
            return self.entry.name
        rows = load("countries").rows
        known = dict(zip(rows["alpha2"], rows["name"], strict=True))
        return f"Bank of {known.get(str(self.country), self.country)}"

    @fact
    def bic(self) -> Text:
        """Business identifier code."""
        return f"BK{self.country}{self.country}2X" if self.entry is None else self.entry.bic

    @fact
    def iban(self) -> Text:
        """Country, check digits and account number."""
        if not has_iban(self.country or ""):
            return self._iban_abroad()
        account = self._account(str(self.country))
        check = self.draw.check(iban_rule, self.draw.join(account, str(self.country)))
        return self.draw.join(str(self.country), self.draw.padded(check, 2), account)

    def _account(self, country: str) -> Text:
        draw = self.draw
        if self.entry is not None and country == "DE":
            return draw.join(self.entry.bank_code, german(draw, self.entry.method))
        if self.entry is not None:
            return account(draw, country, self.entry.bank_code, _code_length(country))
        bank = f"BK{country}" if pattern_of(country).startswith("AAAA") else ""
        return account(draw, country, bank, len(bank))

    def _iban_abroad(self) -> Text:
        draw = self.draw
        entry = draw.record("iban_banks")
        rest = draw.join(entry.bank_code, draw.filled(entry.country, _behind_bank, CLASSES))
        check = draw.check(iban_rule, draw.join(rest, entry.country))
        return draw.join(entry.country, draw.padded(check, 2), rest)


def _behind_bank(country: str) -> str:
    return pattern_of(country)[_code_length(country) :]


def _code_length(country: str) -> int:
    """Characters of the codes of a country's banks."""
    if locale := locales_of_banks().get(country):
        return len(load("banks", locale).rows["bank_code"][0])
    rows = load("iban_banks").rows
    return len(rows["bank_code"][rows["country"].index(country)])
