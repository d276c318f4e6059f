"""Logistics: containers, parcels, ships, ports, goods. Check digits are right; nothing here is on its way."""

from __future__ import annotations

from mockcraft.core.checksum import airwaybill, container, fedex, imo, ups
from mockcraft.core.checksum import ean as gs1
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator


class Container(Entity):
    """A container: code and kind belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of sizes and types."""
        return self.draw.record("logistics/container_type")


class Incoterm(Entity):
    """A rule of the Incoterms: code, name and means of transport belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of rules."""
        return self.draw.record("logistics/incoterm")


class Port(Entity):
    """A port: code, name and country belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of ports."""
        return self.draw.record("logistics/port")


class Goods(Entity):
    """Goods of a shipment: heading and name belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of headings."""
        return self.draw.record("logistics/commodity")


class Danger(Entity):
    """Dangerous goods: number, name and class belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of dangerous goods."""
        return self.draw.record("logistics/dangerous_good")


class Freight(Entity):
    """What is carried: weight, volume and what is charged for it belong together."""

    @fact
    def weight(self) -> Integer:
        """Weight in kilograms; small ones are the most frequent."""
        return self.draw["weight"].distributed(1, 28_000, "log_normal", 900, 3_000)

    @fact
    def volume(self) -> Integer:
        """Volume in litres, at 80 to 1000 kilograms a cubic metre."""
        return self.weight * 1000 // self.draw["density"].integer(80, 1000) + 1


@generator("logistics", aliases=("iso6346", "shipping_container"))
def container_number(draw: Draw) -> Text:
    """Number of a freight container: owner, U, six digits, check digit (ISO 6346)."""
    body = draw.join(draw["owner"].chars(UPPER, 3), "U", draw.chars(DIGITS, 6))
    return draw.join(body, draw.check(container, body))


@generator("logistics")
def container_code(draw: Draw) -> Text:
    """Code of size and type of the row's freight container, such as 22G1 (ISO 6346)."""
    return draw.entity(Container).entry.code


@generator("logistics")
def container_type(draw: Draw) -> Text:
    """Kind of the row's freight container."""
    return draw.entity(Container).entry.name


@generator("logistics", aliases=("incoterms_code",))
def incoterm(draw: Draw) -> Text:
    """Code of the row's rule of delivery, such as FOB (ICC Incoterms 2020)."""
    return draw.entity(Incoterm).entry.code


@generator("logistics")
def incoterm_name(draw: Draw) -> Text:
    """Name of the row's rule of delivery (ICC Incoterms 2020)."""
    return draw.entity(Incoterm).entry.name


@generator("logistics")
def incoterm_transport(draw: Draw) -> Text:
    """For which transport the row's rule of delivery is (ICC Incoterms 2020)."""
    return draw.entity(Incoterm).entry.transport


@generator("logistics", aliases=("unlocode", "locode"))
def port_code(draw: Draw) -> Text:
    """Code of the row's port (UN/LOCODE)."""
    return draw.entity(Port).entry.code


@generator("logistics", aliases=("seaport",))
def port_name(draw: Draw) -> Text:
    """Name of the row's port."""
    return draw.entity(Port).entry.name


@generator("logistics")
def port_country(draw: Draw) -> Text:
    """Country of the row's port (ISO 3166-1 alpha-2)."""
    return draw.entity(Port).entry.country


@generator("logistics", aliases=("harmonized_code",))
def hs_code(draw: Draw) -> Text:
    """Heading of the row's goods in the Harmonized System (World Customs Organization)."""
    return draw.entity(Goods).entry.code


@generator("logistics")
def commodity(draw: Draw) -> Text:
    """What the row's goods are."""
    return draw.entity(Goods).entry.name


@generator("logistics", aliases=("dangerous_goods_number",))
def un_number(draw: Draw) -> Text:
    """Number of the row's dangerous goods (UN Recommendations on the Transport of Dangerous Goods)."""
    return draw.entity(Danger).entry.number


@generator("logistics", aliases=("hazmat",))
def dangerous_goods(draw: Draw) -> Text:
    """Proper shipping name of the row's dangerous goods (UN Recommendations)."""
    return draw.entity(Danger).entry.name


@generator("logistics", aliases=("hazard_class",))
def dangerous_goods_class(draw: Draw) -> Text:
    """Class of the row's dangerous goods (UN Recommendations)."""
    return draw.entity(Danger).entry.hazard


@generator("logistics", aliases=("imo",))
def imo_number(draw: Draw) -> Text:
    """Number of a ship: IMO, six digits, check digit (IMO Resolution A.1117(30))."""
    body = draw.join(draw["first"].chars("789", 1), draw.chars(DIGITS, 5))
    return draw.join("IMO ", body, draw.check(imo, body))


@generator("logistics")
def mmsi(draw: Draw) -> Text:
    """Number of a ship's radio: the digits of a country, six more (ITU-R M.585)."""
    return draw.join(draw.record("logistics/maritime_country").digits, draw.chars(DIGITS, 6))


@generator("logistics", aliases=("ship_type",))
def vessel_type(draw: Draw) -> Text:
    """Kind of a ship."""
    return draw.pick(VESSELS)


VESSELS = Pool(
    "vessel",
    (
        "bulk carrier", "container ship", "oil tanker", "chemical tanker", "gas carrier", "general cargo ship",
        "ro-ro ship", "car carrier", "reefer ship", "ferry", "tug", "offshore supply vessel",
    ),
    (24, 12, 14, 10, 4, 16, 4, 2, 2, 6, 4, 2),
)  # fmt: skip


@generator("logistics", aliases=("awb", "air_waybill_number"))
def air_waybill(draw: Draw) -> Text:
    """Number of an air waybill: airline, seven digits, their remainder by 7 (IATA Resolution 600a)."""
    serial = draw.chars(DIGITS, 7)
    return draw.join(draw.pick(AIRLINES), "-", serial, draw.check(airwaybill, serial))


# Lufthansa Cargo, British Airways, Air France, Emirates, Qatar Airways, Singapore Airlines, Cathay, ANA, UPS, FedEx
AIRLINES = Pool(
    "airline prefix", ("020", "125", "057", "176", "157", "618", "160", "205", "406", "023")
)


@generator("logistics", aliases=("bol_number",))
def bill_of_lading(draw: Draw) -> Text:
    """Number of a bill of lading: four letters of a carrier and nine digits."""
    return draw.pattern("????#########")


@generator("logistics", aliases=("serial_shipping_container_code",))
def sscc(draw: Draw) -> Text:
    """Number of a shipping unit: 17 digits, check digit (GS1 General Specifications)."""
    body = draw.chars(DIGITS, 17)
    return draw.join(body, draw.check(gs1, body))


@generator("logistics", aliases=("gtin14", "itf14"))
def gtin_14(draw: Draw) -> Text:
    """Number of a case of goods: packing level, twelve digits, check digit (GS1 General Specifications)."""
    body = draw.join(draw["level"].chars("12345678", 1), draw.chars(DIGITS, 12))
    return draw.join(body, draw.check(gs1, body))


@generator("logistics", aliases=("global_location_number",))
def gln(draw: Draw) -> Text:
    """Number of a place: twelve digits, check digit (GS1 General Specifications)."""
    body = draw.join(draw["first"].chars(DIGITS[1:], 1), draw.chars(DIGITS, 11))
    return draw.join(body, draw.check(gs1, body))


@generator("logistics")
def ups_tracking(draw: Draw) -> Text:
    """Number of a parcel of UPS: 1Z, six characters, two digits of a service, seven digits, check digit."""
    body = draw.join(
        draw["shipper"].chars(UPPER + DIGITS, 6), draw.pick(UPS_SERVICES), draw.chars(DIGITS, 7)
    )
    return draw.join("1Z", body, draw.check(ups, body))


UPS_SERVICES = Pool("ups service", ("01", "02", "03", "12", "13"), (10, 15, 60, 10, 5))


@generator("logistics")
def fedex_tracking(draw: Draw) -> Text:
    """Number of a parcel of FedEx Express: eleven digits, check digit."""
    body = draw.chars(DIGITS, 11)
    return draw.join(body, draw.check(fedex, body))


@generator("logistics")
def usps_tracking(draw: Draw) -> Text:
    """Number of a parcel of USPS: four digits of a service, 17 more, check digit (USPS Publication 199)."""
    body = draw.join(draw.pick(USPS_SERVICES), draw.chars(DIGITS, 17))
    return draw.join(body, draw.check(gs1, body))


USPS_SERVICES = Pool("usps service", ("9400", "9205", "9407", "9303"), (60, 25, 10, 5))


@generator("logistics", aliases=("transport_mode",))
def freight_mode(draw: Draw) -> Text:
    """Means by which goods go."""
    return draw.pick(MODES)


MODES = Pool(
    "mode", ("road", "sea", "rail", "air", "inland waterway", "pipeline"), (62, 18, 10, 5, 3, 2)
)


@generator("logistics")
def shipment_weight(draw: Draw) -> Integer:
    """Weight of the row's shipment in kilograms; small ones are the most frequent."""
    return draw.entity(Freight).weight


@generator("logistics")
def shipment_volume(draw: Draw) -> Decimal:
    """Volume of the row's shipment in cubic metres, at 80 to 1000 kilograms each."""
    return Decimal(draw.entity(Freight).volume, 3)


@generator("logistics", aliases=("volumetric_weight",))
def air_chargeable_weight(draw: Draw) -> Integer:
    """Kilograms that are charged for the row's shipment by air: its weight, or 1 for 6 litres if that is more (IATA)."""
    own = draw.entity(Freight)
    by_volume = (own.volume + 5) // 6
    return draw.either(own.weight < by_volume, by_volume, own.weight)  # type: ignore[operator, no-any-return]


@generator("logistics", aliases=("delivery_status",))
def shipment_status(draw: Draw) -> Text:
    """State of a shipment."""
    return draw.pick(STATUSES)


STATUSES = Pool(
    "shipment status",
    (
        "label created", "picked up", "in transit", "at sorting center", "customs clearance", "out for delivery",
        "delivered", "delivery attempted", "returned to sender", "lost",
    ),
    (8, 6, 22, 8, 3, 8, 40, 3, 1, 1),
)  # fmt: skip


@generator("logistics", aliases=("packaging",))
def package_type(draw: Draw) -> Text:
    """What goods are packed in (UN/ECE Recommendation 21)."""
    return draw.record("logistics/package_type").name


@generator("logistics", aliases=("pallet",))
def pallet_type(draw: Draw) -> Text:
    """Pallet with its size in millimetres (ISO 6780, EN 13698)."""
    return draw.pick(PALLETS)


PALLETS = Pool(
    "pallet",
    (
        "EUR 1 (1200 x 800)", "EUR 2 (1200 x 1000)", "EUR 3 (1000 x 1200)", "EUR 6 (800 x 600)", "GMA (1219 x 1016)",
        "Asia (1100 x 1100)", "Australia (1165 x 1165)",
    ),
    (45, 8, 6, 8, 22, 7, 4),
)  # fmt: skip


@generator("logistics", aliases=("bin_location",))
def warehouse_location(draw: Draw) -> Text:
    """Place in a warehouse: aisle, rack, level, bin, such as B-07-3-12."""
    return draw.join(
        draw.chars(UPPER[:12], 1), "-", draw.padded(draw["rack"].integer(1, 40), 2), "-", draw["level"].integer(1, 6),
        "-", draw.padded(draw["bin"].integer(1, 24), 2),
    )  # fmt: skip


@generator("logistics")
def truck_type(draw: Draw) -> Text:
    """Kind of a lorry."""
    return draw.pick(TRUCKS)


TRUCKS = Pool(
    "truck",
    (
        "curtain-sider", "box truck", "refrigerated truck", "flatbed", "tanker", "tipper", "container chassis",
        "car transporter", "low loader", "delivery van",
    ),
    (24, 16, 12, 8, 7, 7, 8, 2, 2, 14),
)  # fmt: skip
