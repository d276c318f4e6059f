"""Card payments: merchants, amounts that are usual for their trade, and what messages between banks say of them."""

from __future__ import annotations

from mockcraft.core.checksum import luhn
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Boolean,
    Decimal,
    Draw,
    Entity,
    Integer,
    Json,
    Record,
    Text,
    fact,
    generator,
)

FEE_PER_MILLE, FEE_CENTS = 29, 30  # what processors in the United States list: 2.9 % and 30 cents
PAID_DAYS = 365  # before the clock


class Merchant(Entity):
    """A merchant: the code and the name of the trade, and what is usually paid there, belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of trades."""
        return self.draw.record("merchant_categories")


class Payment(Entity):
    """A payment by card at the row's merchant: amount, fee, day, response and way of reading belong together."""

    @fact
    def cents(self) -> Integer:
        """What is paid in cents: 6 to 600 % of what is usual for the merchant's trade, often less than that."""
        usual = self.draw.number(self.draw.entity(Merchant).entry.amount, 2).units
        share = self.draw["amount"].distributed(60, 6_000, "log_normal", 950, 700)
        return usual * share // 1_000  # type: ignore[no-any-return]

    @fact
    def fee(self) -> Integer:
        """What the processor takes of it in cents."""
        return (self.cents * FEE_PER_MILLE + 500) // 1_000 + FEE_CENTS

    @fact
    def day(self) -> Integer:
        """Day of the payment, in the year before the clock, as a number."""
        return self.draw.today.days - self.draw["day"].integer(0, PAID_DAYS - 1)  # type: ignore[no-any-return]

    @fact
    def julian(self) -> Text:
        """Last digit of the year and the number of the day in it, as references have them."""
        year = civil(self.day)[0]
        place = self.day - days_of(year, 1, 1) + 1
        return self.draw.join(year % 10, self.draw.padded(place, 3))

    @fact
    def response(self) -> Record:
        """Entry of the list of responses."""
        return self.draw.record("payment/response")

    @fact
    def entry_mode(self) -> Record:
        """Entry of the list of ways to read a card."""
        return self.draw.record("payment/entry_mode")


@generator("payment", aliases=("mcc",))
def merchant_category_code(draw: Draw) -> Text:
    """Code of the trade of the row's merchant, frequent ones more often (ISO 18245)."""
    return draw.entity(Merchant).entry.code


@generator("payment")
def merchant_category(draw: Draw) -> Text:
    """Trade of the row's merchant, frequent ones more often (ISO 18245)."""
    return draw.entity(Merchant).entry.name


@generator("payment", aliases=("payment_amount", "charge_amount"))
def transaction_amount(draw: Draw) -> Decimal:
    """What the row's card payment amounts to in dollars, as is usual for the merchant's trade: 6 to 600 % of that."""
    return Decimal(draw.entity(Payment).cents, 2)


@generator("payment", aliases=("processing_fee",))
def transaction_fee(draw: Draw) -> Decimal:
    """What the processor takes of the row's card payment: 2.9 % of its amount and 0.30."""
    return Decimal(draw.entity(Payment).fee, 2)


@generator("payment")
def response_code(draw: Draw) -> Text:
    """Code of what the bank answers to the row's card payment, 00 if it approves (ISO 8583, field 39)."""
    return draw.entity(Payment).response.code


@generator("payment", aliases=("decline_reason",))
def response_reason(draw: Draw) -> Text:
    """What the bank answers to the row's card payment, such as Insufficient funds (ISO 8583, field 39)."""
    return draw.entity(Payment).response.meaning


@generator("payment")
def is_approved(draw: Draw) -> Boolean:
    """Whether the bank approves the row's card payment."""
    return draw.number(draw.map(draw.entity(Payment).response.approved, _number)).units == 1  # type: ignore[no-any-return]


def _number(approved: str) -> str:
    return "1" if approved == "yes" else "0"


@generator("payment")
def entry_mode_code(draw: Draw) -> Text:
    """Code of how the card of the row's payment was read (ISO 8583, field 22)."""
    return draw.entity(Payment).entry_mode.code


@generator("payment", aliases=("card_entry_mode", "pos_entry_mode"))
def entry_mode(draw: Draw) -> Text:
    """How the card of the row's payment was read, such as contactless chip (ISO 8583, field 22)."""
    return draw.entity(Payment).entry_mode.name


@generator("payment", aliases=("approval_code", "auth_code"))
def authorization_code(draw: Draw) -> Text:
    """Code by which a bank allowed a payment: six digits or capital letters (ISO 8583, field 38)."""
    return draw.chars(DIGITS + UPPER, 6)


@generator("payment")
def retrieval_reference(draw: Draw) -> Text:
    """Number by which the row's card payment is found: its day and eight digits (ISO 8583, field 37)."""
    return draw.join(draw.entity(Payment).julian, draw.chars(DIGITS, 8))


@generator("payment")
def acquirer_reference(draw: Draw) -> Text:
    """Reference of a merchant's bank to the row's card payment: 2, six digits, its day, eleven digits, Luhn's check digit."""
    body = draw.join(
        "2", draw["bank"].chars(DIGITS, 6), draw.entity(Payment).julian, draw.chars(DIGITS, 11)
    )
    return draw.join(body, draw.check(luhn, body))


@generator("payment")
def terminal_id(draw: Draw) -> Text:
    """Number of a card terminal: eight digits or capital letters (ISO 8583, field 41)."""
    return draw.chars(DIGITS + UPPER, 8)


@generator("payment")
def merchant_id(draw: Draw) -> Text:
    """Number of a merchant at its bank: fifteen digits (ISO 8583, field 42)."""
    return draw.join("5", draw.chars(DIGITS, 14))


@generator("payment")
def transaction_record(draw: Draw) -> Json:
    """The row's card payment as a JSON object: amount, fee, code and name of the trade, reading and response codes."""
    own, merchant = draw.entity(Payment), draw.entity(Merchant).entry
    return draw.join(
        '{"amount": ', Decimal(own.cents, 2), ', "fee": ', Decimal(own.fee, 2), ', "mcc": "', merchant.code,
        '", "category": "', merchant.name, '", "entry_mode": "', own.entry_mode.code, '", "response_code": "',
        own.response.code, '"}',
    )  # fmt: skip
