"""What must agree in money: banks, accounts, cards and shares."""

import json
import re
import unicodedata
from functools import cache

from mockcraft.core.lists import load, locales
from mockcraft.core.spelling import plain, without_umlauts
from mockcraft.generators._bank import has_banks
from mockcraft.testing.agreement import Agreement, Values, of_list
from mockcraft.testing.agreements.lists import entry


def _share(values: Values, locale: str) -> bool:
    ticker, exchange, code, number, international, price, candle = values
    made = json.loads(candle, parse_float=str)
    return (
        code == {"NYSE": "XNYS", "NASDAQ": "XNAS"}[exchange]
        and international[:-1] == f"US{number}"
        and (made["ticker"], made["close"]) == (ticker, price)
    )


@cache
def _banks() -> dict[Values, set[str]]:
    """The codes of every bank, by its name and BIC."""
    lists = [load("iban_banks"), *(load("banks", each) for each in locales() if has_banks(each))]
    found: dict[Values, set[str]] = {}
    for rows in (each.rows for each in lists):
        for name, bic, code in zip(rows["name"], rows["bic"], rows["bank_code"], strict=True):
            found.setdefault((name, bic), set()).add(code)
    return found


@cache
def _countries_of_banks() -> frozenset[str]:
    return frozenset(bic[4:6] for _, bic in _banks())


def _bank(values: Values, locale: str) -> bool:
    name, bic, number = values
    listed = bic[4:6] in _countries_of_banks()
    fits = any(number[4:].startswith(code) for code in _banks().get((name, bic), ()))
    return bic[4:6] == number[:2] and (fits or not listed)


def _foreign_bank(values: Values, locale: str) -> bool:
    return values[1][4:6] == values[2][:2]


def _routing(values: Values, locale: str) -> bool:
    name, bic, number = values
    (code,) = entry("banks", "name", name, "bank_code", locale)
    return number.startswith(code) and entry("banks", "name", name, "bic", locale) == {bic}


def _card(values: Values, locale: str) -> bool:
    number, network, code = values
    prefixes = entry("card_networks", "name", network, "prefix")
    length = 4 if network == "American Express" else 3
    return any(map(number.startswith, prefixes)) and len(code) == length


def _whole_card(values: Values, locale: str) -> bool:
    """The holder is the row's person, in plain Latin letters; those of names that must differ are theirs alone."""
    name, latin, number, network, expiry, code, card = values
    in_latin = unicodedata.name(name[0]).startswith("LATIN")
    written = without_umlauts if locale.startswith("de_") else plain
    _, holder, _ = card.split("\n", 2)
    same = _letters(holder) == _letters(written(name) if in_latin else latin)
    return same and card == f"{network}\n{holder}\n{number} {expiry}\nCVC: {code}\n"


def _letters(name: str) -> str:
    """Letters alone, ø and å as one letter, however they are written without marks: oe is o, aa is a."""
    letters = "".join(filter(str.isalpha, name.lower()))
    return re.sub("(?<=[aou])e+|(?<=a)a+", "", letters)


MONEY = [
    Agreement(["bank_name", "bic", "iban"], _bank),
    Agreement(["bank_name", "bic", {"generator": "iban", "country": "NL"}], _bank),
    Agreement(["bank_name", "bic", {"generator": "iban", "country": "ES"}], _foreign_bank),
    Agreement(["bank_name", "bic", "aba_routing"], _routing, ["en_US"]),
    Agreement(["credit_card_number", "credit_card_type", "cvv"], _card),
    Agreement(["full_name", "name_romanized", "credit_card_number", "credit_card_type", "expiry", "cvv", "credit_card_full"], _whole_card),
    of_list("payment/cryptocurrency", cryptocurrency_code="code", cryptocurrency_name="name", cryptocurrency_symbol="symbol"),
    Agreement([{"generator": "credit_card_number", "network": "visa"}, "credit_card_type", "cvv"], _card),
    Agreement(["stock_ticker", "stock_exchange", "mic", "cusip", "isin", "stock_price", "ohlc"], _share),
    of_list("stock_tickers", stock_ticker="ticker", stock_company="company", stock_exchange="exchange"),
]  # fmt: skip
