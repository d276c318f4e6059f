"""Commerce: products and the numbers on their packages."""

from __future__ import annotations

from mockcraft.core.checksum import ean as ean_rule
from mockcraft.core.checksum import isbn10 as isbn10_rule
from mockcraft.core.checksum import upu
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import (
    Annotated,
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
from mockcraft.generators.numbers import price_end


class Product(Entity):
    """A product: name, category, material and description belong together."""

    @fact
    def thing(self) -> Record:
        """Entry of the list of things: what it is, its category, and whether it is soft or hard."""
        return self.draw.record("product_nouns")

    @fact
    def material(self) -> Text:
        """What it is made of, which such a thing can be."""
        return self.draw.record("product_materials", kind=self.thing.kind).name

    @fact
    def adjective(self) -> Text:
        """What it is like."""
        return self.draw.title(self.draw.record("adjectives").word)

    @fact
    def audience(self) -> Text:
        """Whom it is made for."""
        return self.draw.record("commerce/audience").name

    @fact
    def feature(self) -> Text:
        """What it has."""
        return self.draw.record("commerce/feature").name

    @fact
    def benefit(self) -> Text:
        """What it is good for."""
        return self.draw.record("commerce/benefit").name

    @fact
    def description(self) -> Text:
        """Name, audience, feature and benefit in a sentence."""
        return self.draw.join(
            self.name, " for ", self.audience, ": ", self.feature, ", with ", self.benefit, "."
        )

    @fact
    def cents(self) -> Integer:
        """What it costs, 40 to 300 % of what such things usually cost; ends as prices do."""
        usual = self.draw.number(self.thing.price).units
        share = self.draw["price"].distributed(400, 3_000, "log_normal", 1_050, 350)
        return (usual * share // 1_000) * 100 + price_end(self.draw)  # type: ignore[no-any-return]

    @fact
    def name(self) -> Text:
        """What it is sold as."""
        return self.draw.join(self.adjective, " ", self.material, " ", self.thing.name)


@generator("commerce", aliases=("product",))
def product_name(draw: Draw) -> Text:
    """Name of the row's product."""
    return draw.entity(Product).name


@generator("commerce", aliases=("category",))
def product_category(draw: Draw) -> Text:
    """Category of the row's product, such as Kitchen."""
    return draw.entity(Product).thing.category


@generator("commerce", aliases=("material",))
def product_material(draw: Draw) -> Text:
    """Material of the row's product."""
    return draw.entity(Product).material


@generator("commerce")
def product_description(draw: Draw) -> Text:
    """Description of the row's product."""
    return draw.entity(Product).description


@generator("commerce")
def product_price(draw: Draw) -> Decimal:
    """Price of the row's product in dollars: 40 to 300 % of what such things usually cost, with the ends of prices."""
    return Decimal(draw.entity(Product).cents, 2)


@generator("commerce")
def product_audience(draw: Draw) -> Text:
    """Whom the row's product is made for."""
    return draw.entity(Product).audience


@generator("commerce")
def product_benefit(draw: Draw) -> Text:
    """What the row's product is good for."""
    return draw.entity(Product).benefit


@generator("commerce")
def product_feature(draw: Draw) -> Text:
    """Feature of the row's product."""
    return draw.entity(Product).feature


@generator("commerce", aliases=("product_size",))
def product_dimension(draw: Draw) -> Text:
    """Size of a product."""
    return draw.pick(SIZES)


@generator("commerce")
def product_suffix(draw: Draw) -> Text:
    """What is added to a product's name to tell it from the last one."""
    return draw.record("commerce/product_suffix").name


@generator("commerce")
def product_use_case(draw: Draw) -> Text:
    """Where a product is used."""
    return draw.record("commerce/use").name


SIZES = Pool("size", ("extra small", "small", "medium", "large", "extra large"), (8, 24, 36, 24, 8))


@generator("commerce")
def sku(draw: Draw) -> Text:
    """Number a shop keeps a product under: three letters, four digits, two letters."""
    return draw.pattern("???-####-??")


@generator("commerce", aliases=("ean13", "gtin", "barcode"))
def ean(draw: Draw) -> Text:
    """EAN-13 of the range that shops number themselves, 20 to 29, with its check digit (GS1 General Specifications)."""
    body = draw.pattern("2###########")
    return draw.join(body, draw.check(ean_rule, body))


@generator("commerce", aliases=("product_upc", "upc_a"))
def upc(draw: Draw) -> Text:
    """UPC-A with its check digit: twelve digits (GS1 General Specifications)."""
    body = draw.pattern("0##########")
    return draw.join(body, draw.check(ean_rule, body))


@generator("commerce", aliases=("product_isbn", "isbn13"))
def isbn(draw: Draw, *, hyphens: Annotated[bool, "with hyphens between its parts"] = False) -> Text:
    """ISBN-13 of the English group with its check digit (ISO 2108); registrant 19-xxxxx, seven digits."""
    title = draw.pattern("###")
    registrant = draw["registrant"].integer(85_000, 89_999)
    body = draw.join("9780", registrant, title)
    check = draw.check(ean_rule, body)
    if hyphens:
        return draw.join("978-0-", registrant, "-", title, "-", check)
    return draw.join(body, check)


@generator("commerce")
def isbn10(draw: Draw) -> Text:
    """ISBN-10 of the English group with its check digit, which X stands for where it is 10 (ISO 2108:1992)."""
    body = draw.pattern("0########")
    return draw.join(body, draw.at(ISBN_CHECK, draw.check(isbn10_rule, body)))


ISBN_CHECK = Pool("isbn check", "0123456789X")


@generator("commerce")
def asin(draw: Draw) -> Text:
    """Number of the form of Amazon's: B0 and eight capital letters or digits."""
    return draw.join("B0", draw.chars(UPPER + DIGITS, 8))


@generator("commerce")
def quantity(draw: Draw) -> Integer:
    """How many of a thing are ordered, 1 to 20; small numbers are the most frequent."""
    return draw.distributed(1, 20, "exponential", 3.0)


@generator("commerce")
def order_number(draw: Draw) -> Text:
    """Number of an order."""
    return draw.pattern("ORD-%#######")


@generator("commerce")
def order_status(draw: Draw) -> Text:
    """State of an order."""
    return draw.pick(ORDER_STATUSES)


ORDER_STATUSES = Pool(
    "order status",
    ("pending", "paid", "processing", "shipped", "delivered", "returned", "cancelled"),
    (8, 7, 10, 15, 50, 4, 6),
)


@generator("commerce", aliases=("promo_code", "discount_code"))
def coupon(draw: Draw) -> Text:
    """Code of a discount."""
    return draw.join(
        draw.pick(OCCASIONS),
        draw.pick(DISCOUNTS),
        "-",
        draw.chars("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 5),
    )


OCCASIONS = Pool(
    "occasion", ["SAVE", "SPRING", "SUMMER", "AUTUMN", "WINTER", "WELCOME", "THANKYOU", "FLASH"]
)
DISCOUNTS = Pool("discount", ["5", "10", "15", "20", "25", "30", "40", "50"])


@generator("commerce", aliases=("tracking_code",))
def tracking_number(draw: Draw) -> Text:
    """Number of a parcel: service, eight digits, check digit, the locale's country (UPU S10)."""
    service = draw["service"].pattern("^?", {"^": "CELR", "?": UPPER})
    number = draw.pattern("########")
    return draw.join(service, number, draw.check(upu, number), draw.format("country_code"))


@generator("commerce", aliases=("localized_ean8",))
def ean8(draw: Draw) -> Text:
    """EAN-8 of the range that shops number themselves, 20 to 29, with its check digit (GS1 General Specifications)."""
    body = draw.pattern("2######")
    return draw.join(body, draw.check(ean_rule, body))


@generator("commerce")
def upc_e(draw: Draw) -> Text:
    """UPC-E of number system 0: the last of six digits is 5 to 9, so that it stands for one UPC-A, whose check digit it has."""
    head, last = draw["head"].pattern("####%"), draw["last"].integer(5, 9)
    # Of this form is the UPC-A 0, the five digits, 0000, the sixth one.
    check = draw.check(ean_rule, draw.join("0", head, "0000", last))
    return draw.join("0", head, last, check)


@generator("commerce")
def sbn9(draw: Draw) -> Text:
    """SBN, the nine digits of before 1970, whose last one is an ISBN-10's (ISO 2108:1972)."""
    body = draw.pattern("########")
    return draw.join(body, draw.at(ISBN_CHECK, draw.check(isbn10_rule, draw.join("0", body))))


@generator("commerce")
def pricetag(draw: Draw) -> Text:
    """Price in dollars with its sign, such as $1,249.99."""
    whole = draw["dollars"].distributed(1, 9_999, "log_normal", 240, 700)
    thousands = draw.either(whole < 1000, "", draw.join(whole // 1000, ","))  # type: ignore[operator]
    rest = draw.either(whole < 1000, draw.join(whole), draw.padded(whole % 1000, 3))  # type: ignore[operator]
    return draw.join("$", thousands, rest, ".", draw.pick(CENTS))


CENTS = Pool("cents", ("99", "95", "00", "49", "90", "50"), (50, 18, 12, 8, 6, 6))
