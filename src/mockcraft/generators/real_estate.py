"""Real estate: houses, what they are like and what they cost. None of them is for sale."""

from __future__ import annotations

from mockcraft.core.values import civil
from mockcraft.generator import Boolean, Decimal, Draw, Entity, Integer, Pool, Text, fact, generator


class House(Entity):
    """A house for sale: rooms, area, price, rent and taxes belong together."""

    @fact
    def bedrooms(self) -> Integer:
        """Bedrooms, 1 to 7, around 3."""
        return self.draw["bedrooms"].distributed(1, 7, "normal", 3.1, 1.0)

    @fact
    def bathrooms(self) -> Integer:
        """Halves of a bathroom: two to each bathroom, at least one bathroom, at most one more than bedrooms."""
        return 2 + self.draw["bathrooms"].integer(0, 6) * self.bedrooms // 6

    @fact
    def area(self) -> Integer:
        """Square metres: 35, and 22 to 45 for each bedroom."""
        return 35 + self.bedrooms * self.draw["area"].integer(22, 45)

    @fact
    def price_per_area(self) -> Integer:
        """Price of a square metre."""
        return self.draw["price"].distributed(600, 12_000, "log_normal", 2_700, 1_500)

    @fact
    def price(self) -> Integer:
        """Asking price in hundreds: area times the price of a square metre."""
        return self.area * self.price_per_area // 100

    @fact
    def rent(self) -> Integer:
        """Rent of a month in tens: 0.40 to 0.75 % of the price."""
        return self.price * self.draw["rent"].integer(40, 75) // 1_000

    @fact
    def built(self) -> Integer:
        """Year in which it was built, in the 120 before the clock's; new ones are more frequent."""
        this = civil(self.draw.today.days)[0]
        return this - self.draw["built"].distributed(0, 120, "exponential", 38)  # type: ignore[no-any-return]


@generator("real_estate", aliases=("home_type",))
def property_type(draw: Draw) -> Text:
    """Kind of a property."""
    return draw.pick(TYPES)


TYPES = Pool(
    "property type",
    (
        "single-family home", "condominium", "townhouse", "apartment", "duplex", "manufactured home", "villa",
        "bungalow", "farmhouse", "loft", "studio", "penthouse", "building plot",
    ),
    (48, 14, 10, 12, 3, 3, 1, 3, 1, 1, 2, 1, 3),
)  # fmt: skip


@generator("real_estate")
def commercial_property_type(draw: Draw) -> Text:
    """Kind of a commercial property."""
    return draw.pick(COMMERCIAL)


COMMERCIAL = Pool(
    "commercial type",
    (
        "office building", "retail shop", "shopping centre", "warehouse", "light industrial unit", "logistics centre",
        "hotel", "restaurant", "medical office", "data centre", "self-storage", "parking garage", "mixed use",
    ),
    (24, 20, 5, 16, 9, 6, 4, 6, 4, 1, 2, 1, 4),
)  # fmt: skip


@generator("real_estate")
def bedrooms(draw: Draw) -> Integer:
    """Bedrooms of the row's house, around 3."""
    return draw.entity(House).bedrooms


@generator("real_estate")
def bathrooms(draw: Draw) -> Decimal:
    """Bathrooms of the row's house, one place: half ones have no bath."""
    return Decimal(draw.entity(House).bathrooms * 5, 1)


@generator("real_estate", aliases=("square_metres", "floor_area"))
def living_area(draw: Draw) -> Integer:
    """Square metres of the row's house, by its bedrooms."""
    return draw.entity(House).area


@generator("real_estate", aliases=("sqft",))
def square_feet(draw: Draw) -> Integer:
    """Square feet of the row's house."""
    return draw.entity(House).area * 10_764 // 1_000


@generator("real_estate", aliases=("house_price", "asking_price"))
def listing_price(draw: Draw) -> Integer:
    """Price that is asked for the row's house, in whole hundreds: area times the price of a square metre."""
    return draw.entity(House).price * 100


@generator("real_estate")
def price_per_square_metre(draw: Draw) -> Integer:
    """Price of a square metre of the row's house, around 2,700."""
    return draw.entity(House).price_per_area


@generator("real_estate", aliases=("rent",))
def monthly_rent(draw: Draw) -> Integer:
    """Rent of the row's house in a month, in whole tens: 0.40 to 0.75 % of its price."""
    return draw.entity(House).rent * 10


@generator("real_estate", aliases=("deposit",))
def security_deposit(draw: Draw) -> Integer:
    """Deposit of who rents the row's house: two months' rent."""
    return draw.entity(House).rent * 20


@generator("real_estate")
def property_tax(draw: Draw) -> Integer:
    """Tax on the row's house in a year: 1.0 % of its price."""
    return draw.entity(House).price


@generator("real_estate")
def year_built(draw: Draw) -> Integer:
    """Year in which the row's house was built, in the 120 before the clock's."""
    return draw.entity(House).built


@generator("real_estate")
def lot_size(draw: Draw) -> Integer:
    """Square metres of a plot; small ones are the most frequent."""
    return draw.distributed(120, 40_000, "log_normal", 1_100, 1_600)


@generator("real_estate")
def days_on_market(draw: Draw) -> Integer:
    """Days since a house was offered; few are the most frequent."""
    return draw.distributed(0, 400, "exponential", 48)


@generator("real_estate")
def listing_status(draw: Draw) -> Text:
    """State of an offer (RESO Data Dictionary, StandardStatus)."""
    return draw.pick(STATUSES)


STATUSES = Pool(
    "listing status",
    ("Active", "Active Under Contract", "Canceled", "Closed", "Coming Soon", "Expired", "Hold", "Pending", "Withdrawn"),
    (32, 6, 2, 38, 3, 4, 1, 11, 3),
)  # fmt: skip


@generator("real_estate", aliases=("mls_number",))
def listing_number(draw: Draw) -> Text:
    """Number of an offer: two letters and eight digits."""
    return draw.pattern("??%#######")


@generator("real_estate", aliases=("assessor_parcel_number",))
def parcel_number(draw: Draw) -> Text:
    """Number of a parcel of land: book, page, parcel, such as 412-073-018."""
    return draw.pattern("%##-###-###")


@generator("real_estate", aliases=("zoning",))
def zoning_code(draw: Draw) -> Text:
    """What may be built on a plot."""
    return draw.pick(ZONES)


ZONES = Pool(
    "zone",
    (
        "R-1 single-family residential", "R-2 two-family residential", "R-3 multi-family residential",
        "C-1 neighborhood commercial", "C-2 general commercial", "M-1 light industrial", "M-2 heavy industrial",
        "A-1 agricultural", "MU mixed use", "PUD planned unit development", "OS open space",
    ),
    (42, 8, 12, 7, 8, 5, 2, 7, 5, 3, 1),
)  # fmt: skip


@generator("real_estate")
def architectural_style(draw: Draw) -> Text:
    """Style of a house."""
    return draw.pick(STYLES)


STYLES = Pool(
    "style",
    (
        "A-frame", "Art Deco", "Bungalow", "Cape Cod", "Colonial", "Contemporary", "Cottage", "Craftsman", "Dutch Colonial",
        "Farmhouse", "Federal", "Georgian", "Greek Revival", "Log house", "Mediterranean", "Mid-century modern",
        "Prairie", "Pueblo Revival", "Queen Anne", "Ranch", "Split-level", "Tudor", "Victorian",
    ),
)  # fmt: skip


@generator("real_estate", aliases=("amenity",))
def property_amenity(draw: Draw) -> Text:
    """What a house has besides its rooms."""
    return draw.pick(AMENITIES)


AMENITIES = Pool(
    "amenity",
    (
        "balcony", "basement", "bicycle storage", "central air conditioning", "covered porch", "deck", "dishwasher",
        "elevator", "fenced yard", "fireplace", "fitness room", "garage", "garden", "hardwood floors", "home office",
        "in-unit laundry", "kitchen island", "patio", "playground", "roof terrace", "sauna", "solar panels", "storage room",
        "swimming pool", "walk-in closet", "wine cellar",
    ),
)  # fmt: skip


@generator("real_estate")
def heating_type(draw: Draw) -> Text:
    """How a house is heated."""
    return draw.pick(HEATING)


HEATING = Pool(
    "heating",
    ("gas furnace", "heat pump", "electric furnace", "gas boiler", "oil boiler", "district heating", "pellet boiler", "wood stove", "underfloor heating"),
    (38, 18, 12, 12, 5, 5, 3, 3, 4),
)  # fmt: skip


@generator("real_estate")
def roof_type(draw: Draw) -> Text:
    """What a roof is made of."""
    return draw.pick(ROOFS)


ROOFS = Pool("roof", ("asphalt shingle", "metal", "clay tile", "concrete tile", "slate", "wood shake", "green roof", "bitumen membrane"), (58, 14, 9, 8, 3, 3, 1, 4))  # fmt: skip


@generator("real_estate")
def flooring(draw: Draw) -> Text:
    """What a floor is made of."""
    return draw.pick(FLOORS)


FLOORS = Pool("floor", ("carpet", "hardwood", "laminate", "luxury vinyl", "ceramic tile", "stone", "concrete", "bamboo", "cork"), (24, 24, 16, 14, 14, 3, 2, 2, 1))  # fmt: skip


@generator("real_estate")
def parking_type(draw: Draw) -> Text:
    """Where a car stands."""
    return draw.pick(PARKING)


PARKING = Pool("parking", ("attached garage", "detached garage", "carport", "driveway", "street parking", "underground parking", "none"), (42, 12, 6, 18, 12, 6, 4))  # fmt: skip


@generator("real_estate")
def room_type(draw: Draw) -> Text:
    """Room of a house."""
    return draw.pick(ROOMS)


ROOMS = Pool("room", ("attic", "basement", "bathroom", "bedroom", "den", "dining room", "entrance hall", "garage", "guest room", "home office", "kitchen", "laundry room", "library", "living room", "mudroom", "nursery", "pantry", "playroom", "storage room", "sunroom", "utility room", "walk-in closet"))  # fmt: skip


@generator("real_estate")
def tenure(draw: Draw) -> Text:
    """How a property is held."""
    return draw.pick(TENURES)


TENURES = Pool("tenure", ("freehold", "leasehold", "commonhold", "cooperative", "tenancy in common", "life estate"), (68, 18, 1, 6, 6, 1))  # fmt: skip


@generator("real_estate", aliases=("lease_months",))
def lease_term(draw: Draw) -> Integer:
    """Months of a lease."""
    return draw.number(draw.pick(TERMS)).units  # type: ignore[no-any-return]


TERMS = Pool(
    "lease term", ("1", "3", "6", "9", "12", "18", "24", "36", "60"), (8, 4, 14, 4, 52, 5, 8, 3, 2)
)


@generator("real_estate")
def mortgage_type(draw: Draw) -> Text:
    """Kind of a loan for a house."""
    return draw.pick(MORTGAGES)


MORTGAGES = Pool("mortgage", ("30-year fixed", "20-year fixed", "15-year fixed", "5/1 ARM", "7/1 ARM", "FHA", "VA", "USDA", "jumbo", "interest-only"), (58, 3, 9, 3, 2, 11, 8, 1, 4, 1))  # fmt: skip


@generator("real_estate")
def mortgage_rate(draw: Draw) -> Decimal:
    """Yearly interest of a loan for a house in per cent, three places, in eighths: 2.625 to 8.500."""
    return Decimal(draw.distributed(21, 68, "normal", 50, 9) * 125, 3)


@generator("real_estate", aliases=("listing_headline",))
def property_headline(draw: Draw) -> Text:
    """Headline of an offer of the row's house."""
    own = draw.entity(House)
    return draw.join(
        draw.pick(PRAISE),
        " ",
        own.bedrooms,
        "-bedroom home of ",
        own.area,
        " m² with ",
        draw.pick(WITH),
    )


PRAISE = Pool("praise", ("Bright", "Charming", "Cosy", "Elegant", "Light-filled", "Modern", "Quiet", "Renovated", "Spacious", "Well-kept"))  # fmt: skip
WITH = Pool("with", ("a garden", "a garage", "a balcony", "a fireplace", "a view", "a pool", "a terrace", "a home office", "solar panels", "a large kitchen"))  # fmt: skip


@generator("real_estate")
def is_furnished(draw: Draw) -> Boolean:
    """Whether a flat to let is furnished."""
    return draw.chance(0.2)
