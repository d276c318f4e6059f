"""Agriculture: crops, animals, soils, machines."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator


class Crop(Entity):
    """A crop: names, family and yield belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of crops."""
        return self.draw.record("agriculture/crop")

    @fact
    def crop_yield(self) -> Integer:
        """Tenths of a tonne a hectare, 60 to 140 % of the world's mean."""
        mean = self.draw.number(self.entry.tenths).units
        return mean * self.draw["yield"].integer(60, 140) // 100  # type: ignore[no-any-return]


class Breed(Entity):
    """A breed of farm animals: name, species and origin belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of breeds."""
        return self.draw.record("agriculture/breed")


class Soil(Entity):
    """A soil: sand, silt and clay add up to 100 %."""

    @fact
    def clay(self) -> Integer:
        """Per cent of clay."""
        return self.draw["clay"].integer(3, 60)

    @fact
    def sand(self) -> Integer:
        """Per cent of sand, at most what the clay leaves."""
        return (100 - self.clay) * self.draw["sand"].integer(5, 95) // 100

    @fact
    def silt(self) -> Integer:
        """The rest."""
        return 100 - self.clay - self.sand


class Fertilizer(Entity):
    """A fertilizer: name and per cent of nitrogen, phosphate and potash belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of fertilizers."""
        return self.draw.record("agriculture/fertilizer")


class Pest(Entity):
    """A pest: names in English and Latin belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of pests."""
        return self.draw.record("agriculture/pest")


class Tractor(Entity):
    """A tractor: maker, model and power belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of tractors."""
        return self.draw.record("agriculture/tractor")


class Pesticide(Entity):
    """A plant protection product's active substance: name and use belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of active substances."""
        return self.draw.record("agriculture/pesticide")


@generator("agriculture")
def crop(draw: Draw) -> Text:
    """Name of the row's crop, as much as the world harvests it."""
    return draw.entity(Crop).entry.name


@generator("agriculture", aliases=("crop_latin_name",))
def crop_species(draw: Draw) -> Text:
    """Latin name of the row's crop."""
    return draw.entity(Crop).entry.latin


@generator("agriculture")
def crop_family(draw: Draw) -> Text:
    """Family of plants that the row's crop is in."""
    return draw.entity(Crop).entry.family


@generator("agriculture")
def crop_yield(draw: Draw) -> Decimal:
    """Tonnes a hectare of the row's crop, 60 to 140 % of the world's mean (FAOSTAT, 2022)."""
    return Decimal(draw.entity(Crop).crop_yield, 1)


@generator("agriculture", aliases=("breed",))
def livestock_breed(draw: Draw) -> Text:
    """Breed of the row's farm animal."""
    return draw.entity(Breed).entry.name


@generator("agriculture", aliases=("farm_species",))
def livestock_species(draw: Draw) -> Text:
    """Species of the row's farm animal."""
    return draw.entity(Breed).entry.species


@generator("agriculture")
def livestock_origin(draw: Draw) -> Text:
    """Country in which the breed of the row's farm animal arose."""
    return draw.entity(Breed).entry.origin


@generator("agriculture", aliases=("ear_tag_number",))
def ear_tag(draw: Draw) -> Text:
    """Number of a calf of the locale's country: its letters and twelve digits (Regulation (EU) 2021/520)."""
    return draw.join(draw.format("country_code"), draw.chars(DIGITS, 12))


@generator("agriculture", aliases=("animal_rfid",))
def animal_transponder(draw: Draw) -> Text:
    """Number of an animal's transponder, 999, which is for tests, and twelve digits (ISO 11784)."""
    return draw.join("999", draw.chars(DIGITS, 12))


@generator("agriculture")
def milk_yield(draw: Draw) -> Decimal:
    """Litres of milk that a cow gives in a day, around 28."""
    return Decimal(draw.distributed(80, 600, "normal", 280, 70), 1)


@generator("agriculture")
def soil_order(draw: Draw) -> Text:
    """Order of a soil, as much of the land as it covers (USDA Soil Taxonomy)."""
    return draw.pick(ORDERS)


ORDERS = Pool(
    "soil order",
    (
        "Entisols", "Inceptisols", "Aridisols", "Alfisols", "Gelisols", "Ultisols", "Oxisols", "Mollisols",
        "Spodosols", "Vertisols", "Histosols", "Andisols",
    ),
    (162, 99, 121, 96, 86, 81, 75, 69, 26, 24, 12, 7),
)  # fmt: skip


@generator("agriculture")
def soil_clay(draw: Draw) -> Integer:
    """Per cent of clay in the row's soil."""
    return draw.entity(Soil).clay


@generator("agriculture")
def soil_sand(draw: Draw) -> Integer:
    """Per cent of sand in the row's soil."""
    return draw.entity(Soil).sand


@generator("agriculture")
def soil_silt(draw: Draw) -> Integer:
    """Per cent of silt in the row's soil: what clay and sand leave of 100."""
    return draw.entity(Soil).silt


@generator("agriculture")
def soil_ph(draw: Draw) -> Decimal:
    """Acidity of a soil, one place, around 6.4."""
    return Decimal(draw.distributed(38, 90, "normal", 64, 8), 1)


@generator("agriculture")
def soil_moisture(draw: Draw) -> Decimal:
    """Water in a soil in per cent of its volume, one place."""
    return Decimal(draw.distributed(40, 500, "normal", 240, 80), 1)


@generator("agriculture")
def fertilizer(draw: Draw) -> Text:
    """Name of the row's fertilizer."""
    return draw.entity(Fertilizer).entry.name


@generator("agriculture", aliases=("npk",))
def fertilizer_grade(draw: Draw) -> Text:
    """Per cent of nitrogen, phosphate (P₂O₅) and potash (K₂O) of the row's fertilizer, such as 46-0-0."""
    return draw.entity(Fertilizer).entry.grade


@generator("agriculture", aliases=("plant_protection",))
def pesticide(draw: Draw) -> Text:
    """Active substance that protects plants (ISO 1750)."""
    return draw.entity(Pesticide).entry.name


@generator("agriculture")
def pesticide_type(draw: Draw) -> Text:
    """Kind of the row's active substance: herbicide, fungicide or insecticide."""
    return draw.entity(Pesticide).entry.type


@generator("agriculture")
def pest(draw: Draw) -> Text:
    """Name of the row's pest of plants."""
    return draw.entity(Pest).entry.name


@generator("agriculture")
def pest_species(draw: Draw) -> Text:
    """Latin name of the row's pest of plants."""
    return draw.entity(Pest).entry.latin


@generator("agriculture")
def plant_disease(draw: Draw) -> Text:
    """Disease of plants."""
    return draw.record("agriculture/disease").name


@generator("agriculture", aliases=("bbch",))
def growth_stage(draw: Draw) -> Text:
    """Principal growth stage of a plant (BBCH scale)."""
    return draw.pick(STAGES)


STAGES = Pool(
    "growth stage",
    (
        "0: Germination", "1: Leaf development", "2: Formation of side shoots", "3: Stem elongation",
        "4: Development of harvestable vegetative parts", "5: Inflorescence emergence", "6: Flowering",
        "7: Development of fruit", "8: Ripening of fruit and seed", "9: Senescence",
    ),
)  # fmt: skip


@generator("agriculture", aliases=("irrigation",))
def irrigation_method(draw: Draw) -> Text:
    """How fields are watered."""
    return draw.pick(IRRIGATION)


IRRIGATION = Pool(
    "irrigation", ("rainfed", "furrow", "flood", "centre pivot", "sprinkler", "drip", "subsurface drip"), (50, 12, 10, 12, 8, 6, 2)
)  # fmt: skip


@generator("agriculture")
def farm_type(draw: Draw) -> Text:
    """What a farm mainly does (Regulation (EC) 1242/2008)."""
    return draw.pick(FARMS)


FARMS = Pool(
    "farm",
    (
        "field crops", "horticulture", "wine", "other permanent crops", "dairy", "other grazing livestock",
        "pigs and poultry", "mixed crops", "mixed livestock", "mixed crops and livestock",
    ),
    (32, 4, 5, 16, 6, 14, 5, 5, 3, 10),
)  # fmt: skip


@generator("agriculture")
def field_area(draw: Draw) -> Decimal:
    """Hectares of a field; small ones are the most frequent."""
    return Decimal(draw.distributed(10, 20_000, "log_normal", 700, 900), 2)


@generator("agriculture")
def tractor_make(draw: Draw) -> Text:
    """Maker of the row's tractor."""
    return draw.entity(Tractor).entry.maker


@generator("agriculture", aliases=("tractor",))
def tractor_model(draw: Draw) -> Text:
    """Model of the row's tractor."""
    return draw.entity(Tractor).entry.model


@generator("agriculture")
def tractor_power(draw: Draw) -> Integer:
    """Horsepower of the row's tractor, as its maker states it."""
    return draw.number(draw.entity(Tractor).entry.power).units  # type: ignore[no-any-return]


@generator("agriculture", aliases=("farm_implement",))
def farm_machine(draw: Draw) -> Text:
    """Machine of a farm."""
    return draw.record("agriculture/machine").name


@generator("agriculture")
def hardiness_zone(draw: Draw) -> Text:
    """Zone by the coldest night of a year, 1a to 13b (USDA Plant Hardiness Zone Map)."""
    return draw.join(draw.distributed(1, 13, "normal", 7, 2), draw.pick(HALVES))


HALVES = Pool("half", ("a", "b"))


@generator("agriculture")
def grain_moisture(draw: Draw) -> Decimal:
    """Water in harvested grain in per cent, one place, around 14.5."""
    return Decimal(draw.distributed(90, 300, "normal", 145, 22), 1)


@generator("agriculture")
def organic_label(draw: Draw) -> Text:
    """Label of organic farming."""
    return draw.pick(ORGANIC)


ORGANIC = Pool("organic label", ("USDA Organic", "EU Organic", "Demeter", "Bioland", "Naturland", "JAS", "Canada Organic", "Soil Association", "AB (Agriculture Biologique)", "Bio Suisse"))  # fmt: skip
