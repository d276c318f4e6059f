"""Markets: candles, orders, references of payments between banks."""

from __future__ import annotations

from mockcraft.core.national import mod_97
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import Decimal, Draw, Entity, Integer, Json, Pool, Text, fact, generator
from mockcraft.generators.finance import SHARE, Stock


class Candle(Entity):
    """A candle of a share: opening, highest, lowest and closing price belong together."""

    @fact
    def opening(self) -> Integer:
        """Price in hundredths at the beginning."""
        return self.draw["open"].distributed(200, 100_000, "log_normal", 12_000, 9_000)

    @fact
    def closing(self) -> Integer:
        """Price at the end: within 6 % of the first."""
        change = self.draw["close"].distributed(-600, 600, "normal", 3, 140)
        return self.opening + self.opening * change // 10_000

    @fact
    def highest(self) -> Integer:
        """The larger of both and up to 2 % more."""
        top = self.draw.either(self.opening < self.closing, self.closing, self.opening)  # type: ignore[operator]
        return top + top * self.draw["high"].integer(0, 200) // 10_000  # type: ignore[no-any-return]

    @fact
    def lowest(self) -> Integer:
        """The smaller of both and up to 2 % less."""
        base = self.draw.either(self.opening < self.closing, self.opening, self.closing)  # type: ignore[operator]
        return base - base * self.draw["low"].integer(0, 200) // 10_000  # type: ignore[no-any-return]

    @fact
    def volume(self) -> Integer:
        """Shares that were traded."""
        return self.draw["volume"].distributed(100, 90_000_000, "log_normal", 2_500_000, 8_000_000)


class Order(Entity):
    """An order at an exchange: shares, price and sum belong together."""

    @fact
    def shares(self) -> Integer:
        """Whole shares."""
        return self.draw["shares"].distributed(1, 10_000, "log_normal", 120, 400)

    @fact
    def price(self) -> Integer:
        """Hundredths a share."""
        return self.draw["price"].distributed(200, 100_000, "log_normal", 12_000, 9_000)


@generator("finance", aliases=("open_price",))
def ohlc_open(draw: Draw) -> Decimal:
    """Price of the row's candle at its beginning."""
    return Decimal(draw.entity(Candle).opening, 2)


@generator("finance", aliases=("high_price",))
def ohlc_high(draw: Draw) -> Decimal:
    """Highest price of the row's candle."""
    return Decimal(draw.entity(Candle).highest, 2)


@generator("finance", aliases=("low_price",))
def ohlc_low(draw: Draw) -> Decimal:
    """Lowest price of the row's candle."""
    return Decimal(draw.entity(Candle).lowest, 2)


@generator("finance", aliases=("close_price",))
def ohlc_close(draw: Draw) -> Decimal:
    """Price of the row's candle at its end."""
    return Decimal(draw.entity(Candle).closing, 2)


@generator("finance")
def stock_price(draw: Draw) -> Decimal:
    """Price of the row's share at the end of its candle; low ones are the most frequent."""
    return Decimal(draw.entity(Candle).closing, 2)


@generator("finance")
def trading_volume(draw: Draw) -> Integer:
    """Shares that were traded within the row's candle."""
    return draw.entity(Candle).volume


@generator("finance", aliases=("candle",), settles=SHARE)
def ohlc(draw: Draw) -> Json:
    """The row's candle as a JSON object: ticker, opening, highest, lowest and closing price, volume."""
    own = draw.entity(Candle)
    return draw.join(
        '{"ticker": "', draw.entity(Stock).entry.ticker, '", "open": ', Decimal(own.opening, 2), ', "high": ',
        Decimal(own.highest, 2), ', "low": ', Decimal(own.lowest, 2), ', "close": ', Decimal(own.closing, 2),
        ', "volume": ', own.volume, "}",
    )  # fmt: skip


@generator("finance")
def order_side(draw: Draw) -> Text:
    """Whether an order buys or sells."""
    return draw.pick(SIDES)


SIDES = Pool("order side", ("buy", "sell"), (52, 48))


@generator("finance")
def order_type(draw: Draw) -> Text:
    """Kind of an order at an exchange."""
    return draw.pick(TYPES)


TYPES = Pool("order type", ("market", "limit", "stop", "stop limit", "trailing stop", "market on close", "iceberg"), (34, 48, 7, 5, 2, 2, 2))  # fmt: skip


@generator("finance", aliases=("order_duration",))
def time_in_force(draw: Draw) -> Text:
    """How long an order stands (FIX tag 59)."""
    return draw.pick(FORCES)


FORCES = Pool(
    "time in force", ("DAY", "GTC", "IOC", "FOK", "GTD", "OPG", "CLS"), (62, 22, 7, 3, 3, 2, 1)
)


@generator("finance", aliases=("share_count",))
def order_shares(draw: Draw) -> Integer:
    """Shares of the row's order at an exchange."""
    return draw.entity(Order).shares


@generator("finance")
def order_price(draw: Draw) -> Decimal:
    """Price of a share in the row's order at an exchange."""
    return Decimal(draw.entity(Order).price, 2)


@generator("finance", aliases=("notional",))
def order_value(draw: Draw) -> Decimal:
    """Sum of the row's order at an exchange: shares times price."""
    own = draw.entity(Order)
    return Decimal(own.shares * own.price, 2)


@generator("finance", aliases=("uetr_reference",))
def uetr(draw: Draw) -> Text:
    """Reference of a payment from its beginning to its end: a UUID of version 4 (SWIFT, ISO 20022)."""
    return draw.uuid()


@generator("finance", aliases=("mt103_reference",))
def swift_reference(draw: Draw) -> Text:
    """Reference of the sender of a message of SWIFT: sixteen capital letters and digits (field 20)."""
    return draw.join("REF", draw.chars(DIGITS + UPPER, 13))


@generator("finance")
def swift_message_type(draw: Draw) -> Text:
    """Kind of a message between banks (SWIFT, ISO 20022)."""
    return draw.pick(MESSAGES)


MESSAGES = Pool("message", ("MT103", "MT202", "MT202 COV", "MT940", "MT950", "MT700", "pacs.008", "pacs.009", "pacs.002", "camt.053", "camt.054", "pain.001"), (18, 8, 4, 8, 4, 1, 24, 9, 8, 7, 3, 6))  # fmt: skip


@generator("finance", aliases=("creditor_reference",))
def rf_reference(draw: Draw) -> Text:
    """Reference of a creditor: RF, two check digits, twelve digits (ISO 11649)."""
    body = draw.chars(DIGITS, 12)
    # R is 27 and F is 15, as in an IBAN.
    return draw.join("RF", draw.padded(draw.check(mod_97, draw.join(body, "2715")), 2), body)


@generator("finance", aliases=("uk_sort_code",))
def sort_code(draw: Draw) -> Text:
    """Sort code of a branch in the United Kingdom: three pairs of digits, the first of a bank that has such codes."""
    return draw.join(draw.pick(BANKS), "-", draw["branch"].pattern("##"), "-", draw.pattern("##"))


# Barclays 20, Lloyds 30, HSBC 40, NatWest 60, RBS 83, Santander 09, Nationwide 07, Co-operative 08, TSB 77
BANKS = Pool(
    "bank", ("20", "30", "40", "60", "83", "09", "07", "08", "77"), (18, 18, 18, 15, 8, 10, 6, 2, 5)
)


@generator("finance", aliases=("bsb",))
def bsb_number(draw: Draw) -> Text:
    """BSB of a branch in Australia: bank, state, branch, such as 062-001 (AusPayNet)."""
    return draw.join(draw.pick(AUSTRALIAN), draw["state"].integer(2, 7), "-", draw.pattern("###"))


AUSTRALIAN = Pool(
    "australian bank", ("01", "03", "06", "08", "73", "48", "63"), (20, 20, 28, 18, 4, 5, 5)
)


@generator("finance", aliases=("ifsc",))
def ifsc_code(draw: Draw) -> Text:
    """IFSC of a branch in India: four letters of a bank, 0, six digits (Reserve Bank of India)."""
    return draw.join(draw.pick(INDIAN), "0", draw.pattern("######"))


INDIAN = Pool(
    "indian bank", ("SBIN", "HDFC", "ICIC", "UTIB", "PUNB", "BARB", "CNRB", "KKBK", "IDIB", "UBIN")
)


@generator("finance")
def market_index(draw: Draw) -> Text:
    """Index of shares."""
    return draw.pick(INDICES)


INDICES = Pool("index", ("S&P 500", "Dow Jones Industrial Average", "Nasdaq Composite", "Russell 2000", "FTSE 100", "DAX", "CAC 40", "EURO STOXX 50", "IBEX 35", "FTSE MIB", "SMI", "AEX", "Nikkei 225", "TOPIX", "Hang Seng", "CSI 300", "KOSPI", "S&P/ASX 200", "S&P/TSX Composite", "BSE SENSEX", "NIFTY 50", "Bovespa"))  # fmt: skip


@generator("finance", aliases=("mic_code",))
def mic(draw: Draw) -> Text:
    """Code of an exchange (ISO 10383); of that of the row's share, where it has one."""
    if draw.shared("share"):
        return draw.map(draw.entity(Stock).entry.exchange, EXCHANGE_CODES)
    return draw.pick(EXCHANGES)


EXCHANGE_CODES = {"NYSE": "XNYS", "NASDAQ": "XNAS"}.__getitem__


EXCHANGES = Pool("exchange", ("XNYS", "XNAS", "XASE", "ARCX", "XLON", "XETR", "XFRA", "XPAR", "XAMS", "XBRU", "XLIS", "XMIL", "XMAD", "XSWX", "XSTO", "XCSE", "XHEL", "XOSL", "XTKS", "XHKG", "XSHG", "XSHE", "XKRX", "XASX", "XTSE", "XBOM", "XNSE", "BVMF", "XJSE", "XSES"))  # fmt: skip


@generator("finance")
def expense_category(draw: Draw) -> Text:
    """What money is spent on in a company."""
    return draw.pick(EXPENSES)


EXPENSES = Pool("expense", ("advertising", "bank fees", "cleaning", "consulting", "depreciation", "equipment", "insurance", "legal fees", "meals", "office supplies", "payroll", "postage", "rent", "repairs", "software", "taxes", "telephone", "training", "travel", "utilities"))  # fmt: skip


@generator("finance")
def payment_terms(draw: Draw) -> Text:
    """When an invoice is to be paid."""
    return draw.pick(PAYMENT_TERMS)


PAYMENT_TERMS = Pool("payment terms", ("due on receipt", "net 7", "net 10", "net 14", "net 30", "net 45", "net 60", "net 90", "2/10 net 30", "end of month"), (10, 6, 6, 12, 42, 6, 8, 2, 5, 3))  # fmt: skip
