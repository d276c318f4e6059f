"""Wallets: cryptocurrencies, whole cards, parts of bank accounts."""

from __future__ import annotations

from mockcraft.generator import Decimal, Draw, Entity, Record, Text, fact, generator
from mockcraft.generators._bank import Bank
from mockcraft.generators.payment import Card
from mockcraft.generators.person import RomanizedPerson


class Coin(Entity):
    """A cryptocurrency: code, name and symbol belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of cryptocurrencies."""
        return self.draw.record("payment/cryptocurrency")


@generator("payment", aliases=("cryptocurrency_iso_code",))
def cryptocurrency_code(draw: Draw) -> Text:
    """Code of the row's cryptocurrency, such as BTC."""
    return draw.entity(Coin).entry.code


@generator("payment", aliases=("cryptocurrency",))
def cryptocurrency_name(draw: Draw) -> Text:
    """Name of the row's cryptocurrency."""
    return draw.entity(Coin).entry.name


@generator("payment")
def cryptocurrency_symbol(draw: Draw) -> Text:
    """Symbol of the row's cryptocurrency, or its code where it has none."""
    return draw.entity(Coin).entry.symbol


@generator("payment")
def price_in_btc(draw: Draw) -> Decimal:
    """Amount of bitcoins with eight places; small ones are the most frequent."""
    return Decimal(draw.distributed(1_000, 2 * 10**8, "exponential", 2 * 10**7), 8)


@generator("payment", aliases=("card_holder", "card_owner"))
def credit_card_owner(draw: Draw) -> Text:
    """Name of the row's person in capital letters, as cards have it: A to Z, in every language (ISO/IEC 7813)."""
    return draw.upper(draw.entity(RomanizedPerson).full_name)


@generator("payment")
def credit_card_full(draw: Draw) -> Text:
    """The row's payment card in four lines: network, holder, number and expiry, security code."""
    card = draw.entity(Card)
    return draw.join(
        card.entry.name, "\n", draw.entity(RomanizedPerson).full_name, "\n", card.number, " ",
        card.expiry, "\nCVC: ", card.code, "\n",
    )  # fmt: skip


@generator("payment", aliases=("basic_bank_account_number",))
def bban(draw: Draw) -> Text:
    """Number of an account at the row's bank as its country writes it: an IBAN without its first four characters."""
    return draw.map(draw.sharing(iban=True).entity(Bank).iban, _national)


def _national(iban: str) -> str:
    return iban[4:]


@generator("payment")
def swift8(draw: Draw) -> Text:
    """Business identifier code of the row's bank without a branch: eight characters (ISO 9362)."""
    return draw.map(draw.entity(Bank).bic, _eight)


def _eight(code: str) -> str:
    return code[:8]


@generator("payment")
def swift11(draw: Draw) -> Text:
    """Business identifier code of the row's bank with its branch, XXX for the head office (ISO 9362)."""
    return draw.map(draw.entity(Bank).bic, _eleven)


def _eleven(code: str) -> str:
    return code.ljust(11, "X")
