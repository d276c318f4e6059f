"""Energy: plants, meters, markets. Check digits are right; nothing is anybody's meter."""

from __future__ import annotations

from mockcraft.core.national import energy_code, meter_point
from mockcraft.core.pattern import DIGITS, UPPER
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator


class Plant(Entity):
    """A power plant: source, kind, capacity and share of the year at full load belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of kinds."""
        return self.draw.record("energy/plant")

    @fact
    def capacity(self) -> Integer:
        """Megawatts, within those of the kind."""
        low, high = (
            self.draw.number(each).units for each in (self.entry.smallest, self.entry.largest)
        )
        return self.draw["capacity"].integer(low, high)

    @fact
    def factor(self) -> Integer:
        """Per cent of the year at full load, at most five from those that are usual for the kind."""
        usual = self.draw.number(self.entry.factor).units
        return usual + self.draw["factor"].integer(-5, 5)  # type: ignore[no-any-return]


class Fuel(Entity):
    """A fossil fuel: name, heat and carbon dioxide belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of fuels."""
        return self.draw.record("energy/fuel")


class Operator(Entity):
    """An operator of a grid: name and country belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of operators."""
        return self.draw.record("energy/grid_operator")


class Crude(Entity):
    """A crude oil: name, density and sulphur belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of crude oils."""
        return self.draw.record("energy/crude")


class Reading(Entity):
    """A meter: what it showed before, what was used and what it shows belong together."""

    @fact
    def before(self) -> Integer:
        """Kilowatt-hours at the last reading."""
        return self.draw["before"].integer(100, 90_000)

    @fact
    def used(self) -> Integer:
        """Kilowatt-hours since then, around 250."""
        return self.draw["used"].distributed(10, 3_000, "log_normal", 290, 180)


@generator("energy", aliases=("primary_energy",))
def energy_source(draw: Draw) -> Text:
    """What the row's power plant runs on, as much as the world's electricity is made of it (Ember, 2023)."""
    return draw.entity(Plant).entry.source


@generator("energy")
def power_plant_type(draw: Draw) -> Text:
    """Kind of the row's power plant."""
    return draw.entity(Plant).entry.name


@generator("energy", aliases=("installed_capacity",))
def plant_capacity(draw: Draw) -> Integer:
    """Megawatts of the row's power plant, as plants of its kind have."""
    return draw.entity(Plant).capacity


@generator("energy", aliases=("load_factor",))
def capacity_factor(draw: Draw) -> Integer:
    """Per cent of a year in which the row's power plant would make at full load what it makes, by its kind."""
    return draw.entity(Plant).factor


@generator("energy", aliases=("annual_generation",))
def plant_generation(draw: Draw) -> Integer:
    """Gigawatt-hours that the row's power plant makes in a year: capacity, factor and 8,760 hours."""
    plant = draw.entity(Plant)
    return plant.capacity * plant.factor * 8_760 // 100_000


@generator("energy", aliases=("energy_fuel",))
def fossil_fuel(draw: Draw) -> Text:
    """Name of the row's fossil fuel (IPCC 2006)."""
    return draw.entity(Fuel).entry.name


@generator("energy")
def heating_value(draw: Draw) -> Decimal:
    """Net calorific value of the row's fuel in gigajoules a tonne (IPCC 2006 Guidelines, volume 2, table 1.2)."""
    return draw.number(draw.entity(Fuel).entry.heat, 1)


@generator("energy", aliases=("co2_factor",))
def emission_factor(draw: Draw) -> Integer:
    """Kilograms of carbon dioxide a terajoule of the row's fuel (IPCC 2006 Guidelines, volume 2, table 1.4)."""
    return draw.number(draw.entity(Fuel).entry.carbon).units  # type: ignore[no-any-return]


@generator("energy", aliases=("transmission_operator", "tso"))
def grid_operator(draw: Draw) -> Text:
    """Operator of a transmission grid."""
    return draw.entity(Operator).entry.name


@generator("energy")
def grid_operator_country(draw: Draw) -> Text:
    """Country of the row's operator of a grid (ISO 3166-1 alpha-2)."""
    return draw.entity(Operator).entry.country


@generator("energy")
def crude_oil(draw: Draw) -> Text:
    """Name of the row's crude oil."""
    return draw.entity(Crude).entry.name


@generator("energy")
def api_gravity(draw: Draw) -> Decimal:
    """Density of the row's crude oil in degrees of the American Petroleum Institute."""
    return draw.number(draw.entity(Crude).entry.gravity, 1)


@generator("energy")
def sulphur_content(draw: Draw) -> Decimal:
    """Sulphur in the row's crude oil, in per cent."""
    return draw.number(draw.entity(Crude).entry.sulphur, 2)


@generator("energy", aliases=("meter_point_number",))
def mpan(draw: Draw) -> Text:
    """MPAN of a meter in Great Britain: distributor, ten digits, check digit (Elexon)."""
    body = draw.join(draw["distributor"].integer(10, 23), draw.chars(DIGITS, 10))
    return draw.join(body, draw.check(meter_point, body))


@generator("energy", aliases=("energy_identification_code",))
def eic(draw: Draw) -> Text:
    """EIC of a metering point: issuer, Z, twelve characters, check character (ENTSO-E EIC Reference Manual)."""
    head = draw.join(draw["issuer"].integer(10, 59), "Z", draw.chars(DIGITS + UPPER, 11))
    last = draw["last"].integer(0, 9)
    # A check character of - is not given out: another last digit makes another one.
    wrong = draw.check(energy_code, draw.join(head, last)) == 36  # type: ignore[comparison-overlap]
    body = draw.join(head, draw.either(wrong, (last + 1) % 10, last))
    return draw.join(body, draw.at(CHECKS, draw.check(energy_code, body)))


CHECKS = Pool("energy check", DIGITS + UPPER)


@generator("energy", aliases=("metering_location",))
def meter_id(draw: Draw) -> Text:
    """Number of a metering location in Germany: DE, six digits of a grid, five of a place, 20 more (VDE-AR-N 4400)."""
    return draw.join(
        "DE", draw["grid"].chars(DIGITS, 6), draw["place"].chars(DIGITS, 5), draw.chars(DIGITS, 20)
    )


@generator("energy", aliases=("electricity_meter",))
def meter_type(draw: Draw) -> Text:
    """Kind of a meter."""
    return draw.pick(METERS)


METERS = Pool(
    "meter",
    ("smart electricity meter", "electromechanical meter", "prepayment meter", "gas meter", "heat meter", "water meter", "interval meter"),
    (40, 18, 5, 18, 6, 10, 3),
)  # fmt: skip


@generator("energy")
def meter_reading(draw: Draw) -> Integer:
    """Kilowatt-hours that the row's meter shows: those of the last reading and those used since."""
    own = draw.entity(Reading)
    return own.before + own.used


@generator("energy")
def previous_meter_reading(draw: Draw) -> Integer:
    """Kilowatt-hours that the row's meter showed before."""
    return draw.entity(Reading).before


@generator("energy", aliases=("energy_consumption", "kwh"))
def power_consumption(draw: Draw) -> Integer:
    """Kilowatt-hours that the row's meter counted since it was last read, around 250."""
    return draw.entity(Reading).used


@generator("energy", aliases=("tariff",))
def electricity_tariff(draw: Draw) -> Text:
    """How electricity is priced."""
    return draw.pick(TARIFFS)


TARIFFS = Pool(
    "tariff",
    ("flat rate", "time of use", "tiered", "dynamic", "feed-in", "demand charge"),
    (48, 22, 14, 8, 4, 4),
)


@generator("energy", aliases=("kwh_price",))
def electricity_price(draw: Draw) -> Decimal:
    """Price of a kilowatt-hour for a household, four places, around 0.17 (US EIA, 2024)."""
    return Decimal(draw.distributed(800, 4_500, "normal", 1_700, 450), 4)


@generator("energy", aliases=("voltage",))
def grid_voltage(draw: Draw) -> Text:
    """Voltage of a grid (IEC 60038)."""
    return draw.pick(VOLTAGES)


VOLTAGES = Pool(
    "voltage", ("230 V", "400 V", "11 kV", "20 kV", "33 kV", "66 kV", "110 kV", "132 kV", "220 kV", "400 kV", "765 kV")
)  # fmt: skip


@generator("energy")
def grid_frequency(draw: Draw) -> Decimal:
    """Frequency of a grid of 50 Hz, three places: within 0.2 Hz (Regulation (EU) 2017/1485, annex III)."""
    return Decimal(draw.distributed(49_800, 50_200, "normal", 50_000, 25), 3)


@generator("energy")
def power_factor(draw: Draw) -> Decimal:
    """Share of apparent power that does work, 0.70 to 1.00."""
    return Decimal(draw.distributed(70, 100, "normal", 94, 4), 2)


@generator("energy", aliases=("energy_class",))
def energy_label(draw: Draw) -> Text:
    """Class of the energy label of an appliance, A to G (Regulation (EU) 2017/1369)."""
    return draw.pick(LABELS)


LABELS = Pool("label", ("A", "B", "C", "D", "E", "F", "G"), (5, 8, 14, 20, 28, 18, 7))


@generator("energy", aliases=("ev_connector",))
def charging_connector(draw: Draw) -> Text:
    """Plug that charges a car (IEC 62196, SAE J1772, SAE J3400)."""
    return draw.pick(PLUGS)


PLUGS = Pool(
    "plug",
    ("Type 2", "CCS2", "CCS1", "Type 1 (J1772)", "CHAdeMO", "NACS (J3400)", "GB/T"),
    (34, 20, 8, 14, 6, 12, 6),
)


@generator("energy", aliases=("charger_power",))
def charging_power(draw: Draw) -> Decimal:
    """Kilowatts of a charging point, such as 11.0."""
    return draw.number(draw.pick(CHARGERS), 1)


CHARGERS = Pool("charger", ("3.7", "7.4", "11.0", "22.0", "50.0", "100.0", "150.0", "250.0", "350.0"), (5, 14, 28, 24, 12, 3, 8, 3, 3))  # fmt: skip


@generator("energy")
def battery_chemistry(draw: Draw) -> Text:
    """Chemistry of a battery."""
    return draw.pick(CHEMISTRIES)


CHEMISTRIES = Pool(
    "chemistry", ("LFP", "NMC", "NCA", "LTO", "lead-acid", "NiMH", "sodium-ion", "vanadium flow"), (42, 34, 8, 2, 8, 3, 2, 1)
)  # fmt: skip


@generator("energy")
def outage_cause(draw: Draw) -> Text:
    """Why the power is off."""
    return draw.pick(CAUSES)


CAUSES = Pool(
    "outage cause",
    ("weather", "tree contact", "equipment failure", "animal contact", "vehicle accident", "planned work", "overload", "vandalism", "unknown"),
    (30, 20, 18, 10, 5, 9, 3, 1, 4),
)  # fmt: skip


@generator("energy")
def solar_irradiance(draw: Draw) -> Integer:
    """Watts a square metre that fall on a panel by day, at most 1,100."""
    return draw.distributed(0, 1_100, "normal", 480, 260)


@generator("energy")
def wind_speed(draw: Draw) -> Decimal:
    """Metres a second at the hub of a wind turbine, one place, around 7."""
    return Decimal(draw.distributed(0, 320, "log_normal", 74, 34), 1)
