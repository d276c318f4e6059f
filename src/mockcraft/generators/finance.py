"""Securities and markets. Identifiers have right check digits; they may or may not be assigned."""

from __future__ import annotations

from mockcraft.core.checksum import (
    cusip as cusip_rule,
)
from mockcraft.core.checksum import (
    iban as mod_97,
)
from mockcraft.core.checksum import (
    luhn_letters,
)
from mockcraft.core.checksum import (
    sedol as sedol_rule,
)
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import (
    Decimal,
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)

CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"


SHARE = {"share": True}  # the record has a share of the list, all of which are of US exchanges


class Stock(Entity):
    """A share: ticker, company, exchange, CUSIP and prices belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of shares."""
        return self.draw.record("stock_tickers")

    @fact
    def cusip(self) -> Text:
        """Six characters of an issuer, two of an issue, check digit."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # I and O are not used
        body = self.draw["cusip"].pattern("###^^^##", {"#": DIGITS, "^": letters})
        return self.draw.join(body, self.draw.check(cusip_rule, body))


@generator("finance", settles=SHARE)
def cusip(draw: Draw) -> Text:
    """CUSIP of a North American security: six characters of an issuer, two of an issue, check digit (ANSI X9.6)."""
    return draw.entity(Stock).cusip


@generator("finance")
def isin(draw: Draw) -> Text:
    """ISIN of a security: country, nine characters, check digit (ISO 6166); of the row's CUSIP, where it has a share."""
    if draw.shared("share"):
        body = draw.join("US", draw.entity(Stock).cusip)
    else:
        body = draw.join(draw.pick(ISIN_COUNTRIES), draw.pattern("#########"))
    return draw.join(body, draw.check(luhn_letters, body))


# Countries whose national numbers carry no check digit of their own within the ISIN.
ISIN_COUNTRIES = Pool(
    "isin country", ["AT", "BE", "CH", "DE", "DK", "FI", "FR", "IT", "JP", "NL", "NO", "SE"]
)


@generator("finance")
def sedol(draw: Draw) -> Text:
    """SEDOL of a security of London: six characters without vowels, check digit (London Stock Exchange)."""
    body = draw.pattern("^xxxxx", {"^": CONSONANTS, "x": DIGITS + CONSONANTS})
    return draw.join(body, draw.check(sedol_rule, body))


@generator("finance", aliases=("legal_entity_identifier",))
def lei(draw: Draw) -> Text:
    """LEI of a legal entity: issuer, 00, twelve characters, check digits of mod 97-10 (ISO 17442)."""
    body = draw.join(draw["issuer"].pattern("####"), "00", draw.chars(DIGITS + UPPER, 12))
    return draw.join(body, draw.padded(draw.check(mod_97, body), 2))


@generator("finance", aliases=("ticker", "stock_symbol"), settles=SHARE)
def stock_ticker(draw: Draw) -> Text:
    """Ticker symbol of the row's share."""
    return draw.entity(Stock).entry.ticker


@generator("finance", aliases=("stock_name",), settles=SHARE)
def stock_company(draw: Draw) -> Text:
    """Company whose share the row's ticker symbol is."""
    return draw.entity(Stock).entry.company


@generator("finance", settles=SHARE)
def stock_exchange(draw: Draw) -> Text:
    """Exchange on which the row's share is traded."""
    return draw.entity(Stock).entry.exchange


@generator("finance")
def credit_rating(draw: Draw) -> Text:
    """Long-term credit rating on the scale of AAA to D."""
    return draw.record("credit_ratings").rating


@generator("finance")
def credit_score(draw: Draw) -> Integer:
    """Credit score from 300 to 850, around 715."""
    return draw.distributed(300, 850, "normal", 715, 90)


@generator("finance", aliases=("account_balance",))
def balance(draw: Draw) -> Decimal:
    """Money in an account; small sums are the most frequent."""
    return Decimal(draw.distributed(0, 100_000_00, "exponential", 6_000_00), 2)


@generator("finance")
def interest_rate(draw: Draw) -> Decimal:
    """Yearly interest in per cent, three places."""
    return draw.decimal(100, 24_999, 3)


@generator("finance", aliases=("account_type",))
def bank_account_type(draw: Draw) -> Text:
    """Kind of a bank account."""
    return draw.record("finance/account_type").name


@generator("finance")
def invoice_number(draw: Draw) -> Text:
    """Number of an invoice."""
    return draw.pattern("INV-########")
