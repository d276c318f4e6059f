"""Shares of the New York Stock Exchange and Nasdaq, as the Securities and Exchange Commission lists their companies."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet
from listing import OUR_LICENCE, Listing, read_table

EXCHANGES = {"NYSE": "NYSE", "Nasdaq": "NASDAQ"}
SHARE = re.compile(r"[A-Z]{1,5}(-[AB])?")  # no series of preferred shares, which have -P
STATE = re.compile(
    r"\s*/[A-Za-z. ]*/?(?= |$)|\s*\\\s*[A-Z]+\\?$"
)  # CORP /DE/, where the company was founded
LOUD = re.compile(
    r"\b(CORP|INC|HOLDINGS|GROUP|LTD|GLOBAL|CAPITAL|ACQUISITION|FUND|TRUST|TECHNOLOGIES|TECHNOLOGY)\b"
)
MOSTLY = 0.6  # of the letters of a name that is in capitals
VOWELS = set("AEIOUY")
SMALL = {"OF": "of", "AND": "and", "THE": "the", "FOR": "for", "DE": "de", "PLC": "plc", "IN": "in"}
# Words of three letters and more that are no abbreviations although they could be, and the reverse.
ABBREVIATIONS = (
    "Ltd Corp LLC USA IBM ADR ETF REIT III VIII VII NASDAQ Bancorp SpA MGM IQVIA ITT CVS AECOM UGI UFP AMC ABM ADT "
    "CACI CSX DXC EOG EPR FMC GATX HCA HNI HSBC ICF ICU IDEX KBR KLA LKQ LXP MKS MSC MSCI NACCO NRG NVR PBF PNC "
    "PPG PPL PVH SBA SEI SJW SLM SPX STAG TJX TTEC TTM TXNM UMB UNUM VF WEC WEX WSFS AAR ACNB AGNC AES AMETEK AFLAC"
)
KNOWN = {each.upper(): each for each in ABBREVIATIONS.split()}


def shares() -> Listing:
    """Tickers with company and exchange; source: edgartools (MIT), which has the Commission's list (public domain)."""
    ours = {row["ticker"]: row for row in read_table(Path(__file__).with_name("companies.tsv"))}
    rows = {
        each["ticker"].replace("-", "."): (_spoken(each["name"]), EXCHANGES[each["exchange"]])
        for each in _listed()
        if each["exchange"] in EXCHANGES and SHARE.fullmatch(each["ticker"])
    }
    named = {
        ticker: (ours[ticker]["company"] if ticker in ours else company, exchange)
        for ticker, (company, exchange) in rows.items()
    }
    found = [(ticker, *named[ticker]) for ticker in named]
    source = "US Securities and Exchange Commission (company_tickers_exchange.json), by edgartools 5.62.1, and by hand"
    return Listing.of(
        source, f"public domain; MIT; {OUR_LICENCE}", "ticker company exchange", found
    )


def _listed() -> list[dict[str, str]]:
    """Read the list without the package, which would connect."""
    spec = find_spec("edgar")
    assert spec is not None and spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0])
    table = pyarrow.parquet.read_table(folder / "reference" / "data" / "company_tickers.parquet")
    rows: list[dict[str, str]] = table.to_pylist()
    return rows


def _spoken(name: str) -> str:
    """A name as the company writes it: the Commission has many in capitals, and with a state behind."""
    plain = " ".join(STATE.sub("", name).split())
    capitals = sum(map(str.isupper, plain))
    if capitals < MOSTLY * sum(map(str.isalpha, plain)):
        return LOUD.sub(lambda found: found[0].title(), plain)
    return " ".join(_word(each, first=i == 0) for i, each in enumerate(plain.split()))


def _word(word: str, *, first: bool) -> str:
    letters = re.sub(r"[^A-Z]", "", word)
    if letters in KNOWN and letters:
        return word.replace(letters, KNOWN[letters])
    if letters in SMALL and not first:
        return word.lower()
    if (
        len(letters) < 2
        or not VOWELS & set(letters)
        or any(map(str.isdigit, word))
        or re.fullmatch("[IVX]+", word)
    ):
        return word
    return "-".join(each[:1] + each[1:].lower() for each in word.split("-"))
