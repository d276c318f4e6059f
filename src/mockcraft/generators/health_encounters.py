"""Encounters: laboratory results with unit and range, vital signs by age, allergies, immunizations."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS
from mockcraft.generator import (
    Date,
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
from mockcraft.generators.person import Person


class Laboratory(Entity):
    """A result of a laboratory: test, code, unit, range, value and flag belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of tests."""
        return self.draw.record("health/lab_test")

    @fact
    def low(self) -> Integer:
        """Tenths of the unit where the range begins."""
        return self.draw.number(self.entry.low, 1).units  # type: ignore[no-any-return]

    @fact
    def high(self) -> Integer:
        """Tenths of the unit where the range ends."""
        return self.draw.number(self.entry.high, 1).units  # type: ignore[no-any-return]

    @fact
    def value(self) -> Integer:
        """Tenths of the unit, around the middle of the range; one of nine is outside."""
        place = self.draw["value"].distributed(-400, 1_400, "normal", 500, 310)
        value = self.low + (self.high - self.low) * place // 1_000
        return value * (value > 0)  # type: ignore[no-any-return, operator]


class Vitals(Entity):
    """Vital signs of the row's person, by the age: pulse and blood pressure.

    Means by age from the reference ranges of the American Heart Association (PALS 2020) for children, and of adults
    in the United States (NHANES 1999 to 2008, Ostchega et al., NHSR 41, 2011): the older, the higher the pressure.
    """

    @fact
    def pulse(self) -> Integer:
        """Beats a minute: 88 at ten years and below, 73 from 18 on."""
        age = self.draw.entity(Person).age
        young = self.draw.either(age < 10, 18 - 10, (18 - age) * (age < 18))  # type: ignore[operator]
        return self.draw["pulse"].distributed(-22, 40, "normal", 0, 10) + 73 + young * 15 // 8  # type: ignore[no-any-return]

    @fact
    def systolic(self) -> Integer:
        """Millimetres of mercury: 112 at 20 years and two more for each five years."""
        age = self.draw.entity(Person).age
        return self.draw["systolic"].distributed(-25, 45, "normal", 0, 12) + 104 + age * 2 // 5

    @fact
    def diastolic(self) -> Integer:
        """Millimetres of mercury: 55 to 70 % of the systolic."""
        return self.systolic * self.draw["diastolic"].integer(55, 70) // 100


class Allergy(Entity):
    """An allergy: substance, kind and reaction belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of allergies."""
        return self.draw.record("health/allergy")


class Immunization(Entity):
    """An immunization: code, vaccine and disease belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of vaccines."""
        return self.draw.record("health/immunization")


@generator("health", aliases=("laboratory_test",))
def lab_test(draw: Draw) -> Text:
    """Name of the row's test of a laboratory."""
    return draw.entity(Laboratory).entry.name


@generator("health")
def lab_code(draw: Draw) -> Text:
    """Code of the row's test of a laboratory, in the form of LOINC with its check digit (Regenstrief Institute)."""
    return draw.entity(Laboratory).entry.code


@generator("health", aliases=("lab_result",))
def lab_value(draw: Draw) -> Decimal:
    """Result of the row's test of a laboratory, one place, around the middle of its range."""
    return Decimal(draw.entity(Laboratory).value, 1)


@generator("health")
def lab_unit(draw: Draw) -> Text:
    """Unit of the row's test of a laboratory (UCUM)."""
    return draw.entity(Laboratory).entry.unit


@generator("health", aliases=("reference_range",))
def lab_range(draw: Draw) -> Text:
    """Range in which results of the row's test are usual for adults."""
    entry = draw.entity(Laboratory).entry
    return draw.join(entry.low, "-", entry.high)


@generator("health", aliases=("abnormal_flag",))
def lab_flag(draw: Draw) -> Text:
    """Whether the row's result is low, normal or high: L, N, H (HL7 table 0078)."""
    own = draw.entity(Laboratory)
    return draw.at(FLAGS, 1 - 1 * (own.value < own.low) + 1 * (own.value > own.high))  # type: ignore[operator]


FLAGS = Pool("flag", ("L", "N", "H"))


@generator("health", aliases=("pulse", "vital_pulse"))
def heart_rate(draw: Draw) -> Integer:
    """Heart beats a minute of the row's person at rest, by the age."""
    return draw.entity(Vitals).pulse


@generator("health")
def blood_pressure(draw: Draw) -> Text:
    """Blood pressure of the row's person in mmHg, systolic over diastolic, such as 120/80."""
    own = draw.entity(Vitals)
    return draw.join(own.systolic, "/", own.diastolic)


@generator("health", aliases=("systolic",))
def systolic_pressure(draw: Draw) -> Integer:
    """Systolic blood pressure of the row's person in mmHg, by the age."""
    return draw.entity(Vitals).systolic


@generator("health", aliases=("diastolic",))
def diastolic_pressure(draw: Draw) -> Integer:
    """Diastolic blood pressure of the row's person in mmHg, below the systolic."""
    return draw.entity(Vitals).diastolic


@generator("health")
def respiratory_rate(draw: Draw) -> Integer:
    """Breaths a minute of an adult at rest, around 16."""
    return draw.distributed(8, 40, "normal", 16, 3)


@generator("health", aliases=("spo2",))
def oxygen_saturation(draw: Draw) -> Integer:
    """Oxygen in the blood in per cent, around 97."""
    return draw.distributed(85, 100, "normal", 97, 2)


@generator("health")
def pain_score(draw: Draw) -> Integer:
    """Pain on a scale from 0 to 10; none is the most frequent."""
    return draw.distributed(0, 10, "exponential", 2.6)


@generator("health")
def allergy_substance(draw: Draw) -> Text:
    """What the row's allergy is to."""
    return draw.entity(Allergy).entry.substance


@generator("health")
def allergy_type(draw: Draw) -> Text:
    """Kind of the row's allergy: food, medication, environment or insect."""
    return draw.entity(Allergy).entry.type


@generator("health")
def allergy_reaction(draw: Draw) -> Text:
    """What the row's allergy does."""
    return draw.entity(Allergy).entry.reaction


@generator("health")
def allergy_severity(draw: Draw) -> Text:
    """How bad an allergy is (HL7 FHIR, reaction-event-severity)."""
    return draw.pick(SEVERITIES)


SEVERITIES = Pool("allergy severity", ("mild", "moderate", "severe"), (55, 33, 12))


@generator("health", aliases=("cvx",))
def cvx_code(draw: Draw) -> Text:
    """Code of the row's vaccine (CDC, CVX)."""
    return draw.entity(Immunization).entry.code


@generator("health")
def immunization_name(draw: Draw) -> Text:
    """Name of the row's vaccine (CDC, CVX short description)."""
    return draw.entity(Immunization).entry.name


@generator("health")
def immunization_disease(draw: Draw) -> Text:
    """What the row's vaccine protects from."""
    return draw.entity(Immunization).entry.disease


@generator("health")
def immunization_date(draw: Draw) -> Date:
    """Day of an immunization, in the ten years before the clock."""
    return draw.date(Date(draw.today.days - 3_652), draw.today)


@generator("health", aliases=("lot_number",))
def vaccine_lot(draw: Draw) -> Text:
    """Lot of a vaccine: two letters and four digits."""
    return draw.pattern("??####")


@generator("health")
def encounter_type(draw: Draw) -> Text:
    """Kind of a visit (HL7 v3 ActEncounterCode)."""
    return draw.pick(ENCOUNTERS)


ENCOUNTERS = Pool("encounter", ("ambulatory", "emergency", "field", "home health", "inpatient encounter", "observation encounter", "short stay", "virtual"), (62, 12, 1, 4, 8, 2, 1, 10))  # fmt: skip


@generator("health")
def encounter_number(draw: Draw) -> Text:
    """Number of a visit: E and nine digits."""
    return draw.join("E", draw.chars(DIGITS, 9))


@generator("health")
def triage_level(draw: Draw) -> Integer:
    """Urgency in an emergency room, 1 the most urgent to 5 (Emergency Severity Index)."""
    return draw.number(draw.pick(TRIAGE)).units  # type: ignore[no-any-return]


TRIAGE = Pool("triage", ("1", "2", "3", "4", "5"), (1, 14, 50, 28, 7))


@generator("health", aliases=("discharge_status",))
def discharge_disposition(draw: Draw) -> Text:
    """Where a patient goes from a hospital (HL7 FHIR, discharge-disposition)."""
    return draw.pick(DISCHARGES)


DISCHARGES = Pool("discharge", ("Home", "Alternative home", "Other healthcare facility", "Hospice", "Long-term care", "Left against advice", "Rehabilitation", "Skilled nursing facility", "Expired"), (66, 2, 5, 3, 3, 2, 5, 12, 2))  # fmt: skip


@generator("health", aliases=("smoking",))
def smoking_status(draw: Draw) -> Text:
    """Whether an adult smokes, as frequent as in the United States (CDC, NHIS 2022)."""
    return draw.pick(SMOKING)


SMOKING = Pool("smoking", ("never smoker", "former smoker", "current some day smoker", "current every day smoker"), (66, 22, 3, 9))  # fmt: skip
