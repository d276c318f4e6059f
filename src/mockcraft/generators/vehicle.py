"""Vehicles."""

from __future__ import annotations

from mockcraft.core.checksum import vin as vin_rule
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil
from mockcraft.generator import (
    Draw,
    Entity,
    Integer,
    Pool,
    Record,
    Text,
    fact,
    generator,
)

VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ" + DIGITS
VIN_CHECK = Pool("vin check", "0123456789X")
# Codes of the model years 2010 to 2026, 49 CFR 565.15 table VII.
VIN_YEARS = "ABCDEFGHJKLMNPRST"


class Car(Entity):
    """A car: maker, model, type, fuel and the head of its VIN belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of models."""
        return self.draw.record("car_models")


@generator("vehicle", aliases=("car_make", "car_maker", "vehicle_make"))
def make(draw: Draw) -> Text:
    """Maker of the row's car."""
    return draw.entity(Car).entry.maker


@generator("vehicle", aliases=("vehicle_model",))
def car_model(draw: Draw) -> Text:
    """Model of the row's car."""
    return draw.entity(Car).entry.model


@generator("vehicle", aliases=("vehicle",))
def car(draw: Draw) -> Text:
    """Maker and model of the row's car."""
    entry = draw.entity(Car).entry
    model = entry.model
    return draw.join(entry.maker, " ", model)


@generator("vehicle", aliases=("vehicle_type", "car_body"))
def car_type(draw: Draw) -> Text:
    """Body of the row's car."""
    return draw.entity(Car).entry.type


@generator("vehicle", aliases=("fuel_type", "fuel"))
def car_fuel_type(draw: Draw) -> Text:
    """What the row's car runs on."""
    return draw.entity(Car).entry.fuel


@generator("vehicle", aliases=("car_transmission_type",))
def transmission(draw: Draw) -> Text:
    """Transmission of a car."""
    return draw.pick(TRANSMISSIONS)


TRANSMISSIONS = Pool(
    "transmission", ("automatic", "manual", "dual-clutch", "continuously variable"), (62, 20, 8, 10)
)


@generator("vehicle", aliases=("model_year",))
def car_year(draw: Draw) -> Integer:
    """Model year of a car, of the 25 years up to the clock's."""
    this = civil(draw.today.days)[0]
    return draw.integer(this - 24, this)


@generator("vehicle", aliases=("vehicle_identification_number",))
def vin(draw: Draw) -> Text:
    """VIN of the row's car: maker's code, and the check digit of its ninth place (ISO 3779, 49 CFR 565.15)."""
    head = draw.join(draw.entity(Car).entry.wmi, draw.chars(VIN_CHARACTERS, 5))
    tail = draw.join(
        draw["year"].chars(VIN_YEARS, 1),
        draw["plant"].chars(VIN_CHARACTERS, 1),
        draw.pattern("######"),
    )
    check = draw.check(vin_rule, draw.join(head, "0", tail))
    return draw.join(head, draw.at(VIN_CHECK, check), tail)


@generator("vehicle", aliases=("plate", "registration_plate"))
def license_plate(draw: Draw) -> Text:
    """Number plate of the form that is usual in the locale's country."""
    return draw.pattern(draw.format("license_plate"), PLATE_CLASSES)


PLATE_CLASSES = {
    "#": DIGITS,
    "%": DIGITS[1:],
    "?": "ABCDEFGHJKLMNPRSTVWXYZ",
    "ぬ": "さすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろ",
}


@generator("vehicle")
def odometer(draw: Draw) -> Integer:
    """Kilometres a car has run."""
    return draw.distributed(0, 400_000, "normal", 95_000, 60_000)
