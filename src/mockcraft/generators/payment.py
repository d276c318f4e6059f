"""Payment: cards, bank accounts, currencies. Check digits are right; nothing here is anybody's."""

from __future__ import annotations

from mockcraft.core.checksum import aba, luhn
from mockcraft.core.lists import load
from mockcraft.core.pattern import DIGITS, HEX, LOWER
from mockcraft.core.values import civil
from mockcraft.generator import (
    Annotated,
    Between,
    Draw,
    Entity,
    Listed,
    Literal,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators._bank import Bank
from mockcraft.generators._radix import Radix
from mockcraft.generators._translations import translated
from mockcraft.generators.address import Nation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NETWORKS = {
    "visa": "Visa", "mastercard": "Mastercard", "american_express": "American Express", "discover": "Discover",
    "diners_club": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay", "maestro": "Maestro",
}  # fmt: skip


class Card(Entity):
    """A payment card: network, number, security code and expiry belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of issuer prefixes."""
        network = self.draw.shared("network")
        equal = {} if network is None else {"name": NETWORKS[network]}
        return self.draw.record("card_networks", **equal)

    @fact
    def number(self) -> Text:
        """Number with an issuer prefix, whose last digit is Luhn's."""
        draw, prefix = self.draw, self.entry.prefix
        body = draw.join(prefix, draw.filled(prefix, _card_rest))
        return draw.join(body, draw.check(luhn, body))

    @fact
    def code(self) -> Text:
        """Security code, as long as the network's are."""
        return self.draw["code"].filled(self.entry.cvv_length, _security_code)

    @fact
    def expiry(self) -> Text:
        """MM/YY, in the five years after the year of the clock."""
        draw = self.draw["expiry"]
        this = civil(draw.today.days)[0]
        month, year = draw["month"].integer(1, 12), draw["year"].integer(this + 1, this + 5)
        return draw.join(draw.padded(month, 2), "/", draw.padded(year % 100, 2))


def _card_rest(prefix: str) -> str:
    rows = load("card_networks").rows
    length = int(rows["length"][rows["prefix"].index(prefix)])
    return "#" * (length - len(prefix) - 1)


def _security_code(length: str) -> str:
    return "#" * int(length)


@generator(
    "payment",
    aliases=("credit_card", "card_number", "credit_card_number_luhn"),
    narrows={"network": "network"},
)
def credit_card_number(
    draw: Draw,
    *,
    network: Annotated[
        Literal[
            "visa",
            "mastercard",
            "american_express",
            "discover",
            "diners_club",
            "jcb",
            "unionpay",
            "maestro",
        ]
        | None,
        "cards of one network only",
    ] = None,
) -> Text:
    """Number of the row's payment card: issuer prefix, length and check digit are right (ISO/IEC 7812-1)."""
    return draw.sharing(network=network).entity(Card).number


@generator("payment", aliases=("credit_card_network", "card_network", "credit_card_provider"))
def credit_card_type(draw: Draw) -> Text:
    """Network of the row's payment card, such as Visa."""
    return draw.entity(Card).entry.name


@generator("payment", aliases=("credit_card_cvv", "cvc", "credit_card_security_code"))
def cvv(draw: Draw) -> Text:
    """Security code of the row's payment card: three digits, four with American Express."""
    return draw.entity(Card).code


@generator(
    "payment",
    aliases=(
        "credit_card_exp",
        "credit_card_expiry",
        "expiration_date",
        "credit_card_expire",
        "credit_card_expiration_date",
    ),
)
def expiry(draw: Draw) -> Text:
    """Month and year in which the row's payment card expires, MM/YY, in the five years after the year of the clock."""
    return draw.entity(Card).expiry


@generator("payment", aliases=("bank",))
def bank_name(draw: Draw) -> Text:
    """Bank of the locale's country, or of that of the row's IBAN."""
    return draw.entity(Bank).name


@generator("payment", aliases=("swift", "swift_code"))
def bic(draw: Draw) -> Text:
    """Business identifier code of the row's bank (ISO 9362)."""
    return draw.entity(Bank).bic


@generator("payment")
def bank_type(draw: Draw) -> Text:
    """Kind of a bank."""
    return draw.record("payment/bank_type").name


@generator(
    "payment",
    aliases=("international_bank_account_number",),
    narrows={"country": "bank_country"},
    settles={"iban": True},
)
def iban(
    draw: Draw,
    *,
    country: Annotated[
        str | None,
        Listed("iban_formats", "country"),
        "two letters; default: the locale's country, or one of several where it has no IBAN",
    ] = None,
) -> Text:
    """IBAN at the row's bank, with the check digits of ISO 7064 mod 97-10 and those of its country (ISO 13616)."""
    return draw.sharing(bank_country=country, iban=True).entity(Bank).iban


@generator("payment", aliases=("ach_routing", "routing_number", "aba"), settles={"routing": True})
def aba_routing(draw: Draw) -> Text:
    """Routing number of a US bank, the row's where it is one: four digits of its own, four more, check digit (ABA)."""
    bank = draw.sharing(routing=True).entity(Bank)
    if bank.country == "US" and bank.entry is not None:
        body = draw.join(bank.entry.bank_code, draw.pattern("####"))
    else:
        body = draw.join(draw.pick(DISTRICTS), draw.pattern("######"))
    return draw.join(body, draw.check(aba, body))


DISTRICTS = Pool("district", [f"{i:02}" for i in (*range(1, 13), *range(21, 33))])


@generator("payment", aliases=("ach_account", "bank_account"))
def account_number(
    draw: Draw, *, length: Annotated[int, Between(4, 32), "digits in each value"] = 12
) -> Text:
    """Number of a bank account: digits, the first of which is not 0."""
    return draw.pattern("%" + "#" * (length - 1))


def _currency(draw: Draw, column: str) -> Text:
    """What the list of currencies says of that of the row's country."""
    if column not in _currencies:
        rows = load("currencies").rows
        _currencies[column] = dict(zip(rows["code"], rows[column], strict=True)).__getitem__
    return draw.map(draw.entity(Nation).entry.currency, _currencies[column])


_currencies: dict[str, Callable[[str], str]] = {}


@generator("payment", aliases=("currency_short", "currency_iso_code"))
def currency_code(draw: Draw) -> Text:
    """Code of the currency of the row's country, such as EUR (ISO 4217)."""
    return draw.entity(Nation).entry.currency


@generator("payment", aliases=("currency", "currency_long"))
def currency_name(draw: Draw) -> Text:
    """Name of the currency of the row's country (CLDR)."""
    return translated(draw, "currencies", draw.entity(Nation).entry.currency)


@generator("payment")
def currency_symbol(draw: Draw) -> Text:
    """Symbol of the currency of the row's country (CLDR)."""
    return _currency(draw, "symbol")


@generator("payment")
def transaction_type(draw: Draw) -> Text:
    """Kind of a payment."""
    return draw.record("transaction_types").name


@generator("payment")
def transaction_id(draw: Draw) -> Text:
    """Reference of a payment."""
    return draw.join("txn_", draw.chars(LOWER + DIGITS, 20))


@generator("payment")
def payment_method(draw: Draw) -> Text:
    """Way to pay."""
    return draw.pick(METHODS)


METHODS = Pool(
    "payment method",
    (
        "credit card",
        "debit card",
        "bank transfer",
        "direct debit",
        "digital wallet",
        "cash",
        "cheque",
        "invoice",
    ),
    (32, 24, 12, 8, 16, 5, 1, 2),
)


@generator("payment")
def payment_status(draw: Draw) -> Text:
    """State of a payment."""
    return draw.pick(PAYMENT_STATUSES)


PAYMENT_STATUSES = Pool(
    "payment status",
    ("completed", "pending", "failed", "refunded", "cancelled", "disputed"),
    (80, 8, 5, 4, 2, 1),
)


@generator("payment", aliases=("btc_address",))
def bitcoin_address(draw: Draw) -> Text:
    """Bitcoin address of version 0 and 20 random bytes, with its checksum (BIP 173)."""
    return draw.map(draw.chars(BECH32, 32), _segwit, distinct=True)


@generator("payment")
def bitcoin_private_key(draw: Draw) -> Text:
    """Private key of Bitcoin in the wallet import format: below the order of the curve, compressed (base 58 with checksum)."""
    return draw.map(
        draw.join(draw.chars("0123456789abcde", 1), draw["rest"].chars(HEX, 63)),
        _wallet_key,
        distinct=True,
    )


@generator("payment")
def ethereum_address(draw: Draw) -> Text:
    """Address of Ethereum: 0x and 40 hexadecimal digits, in lower case and thus without a checksum (EIP-55)."""
    return draw.join("0x", draw.chars(HEX, 40))


BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_STEPS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BASE58 = Radix("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
WALLET_PLACES = 52  # of 38 bytes of which the first is 0x80, whatever follows


def _segwit(program: str) -> str:
    """Address of a witness program of 32 characters of the bech32 alphabet (BIP 173).

    The checksum is linear over bits: the exclusive or of one number for each character.
    """
    if not _bech32_tables:
        _bech32_tables.extend(_bech32_parts())
    check = _EMPTY_CHECK
    for table, character in zip(_bech32_tables, program, strict=True):
        check ^= table[character]
    return (
        "bc1q"
        + program
        + "".join([BECH32[check >> shift & 31] for shift in (25, 20, 15, 10, 5, 0)])
    )


_EMPTY_CHECK = 0xB9F5070  # the checksum of "bc", version 0 and a program of zeros alone
_bech32_tables: list[dict[str, int]] = []  # a place each


def _bech32_parts() -> list[dict[str, int]]:
    """For each place of a program, what a character in it changes in the checksum, made from the last place to the first."""
    tables: list[dict[str, int]] = []
    parts = list(range(32))
    for _ in range(6):  # characters of the checksum, behind the program
        parts = [_polymod(part) for part in parts]
    for _ in range(32):
        tables.insert(0, dict(zip(BECH32, parts, strict=True)))
        parts = [_polymod(part) for part in parts]
    return tables


def _polymod(state: int) -> int:
    """The state of the checksum after another character, which stands for 0."""
    top = state >> 25
    state = (state & 0x1FFFFFF) << 5
    for i, step in enumerate(_BECH32_STEPS):
        if top >> i & 1:
            state ^= step
    return state


def _wallet_key(digits: str) -> str:
    """Wallet import format of a key of 64 hexadecimal digits, below the order of the curve."""
    from hashlib import sha256

    payload = bytes.fromhex("80" + digits + "01")
    payload += sha256(sha256(payload).digest()).digest()[:4]
    return _BASE58.text(int.from_bytes(payload, "big"), WALLET_PLACES)
