"""Health: conditions, medicines, patients. Codes exist; the people do not."""

from __future__ import annotations

from mockcraft.core.checksum import dea, luhn_npi
from mockcraft.generator import (
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
from mockcraft.generators.address import Place


class Condition(Entity):
    """A medical condition: name, code and chapter belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of conditions."""
        return self.draw.record("medical_conditions")


class Medication(Entity):
    """A medicine: substance, code and class belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of medicines."""
        return self.draw.record("medications")


@generator("health", aliases=("diagnosis", "disease", "condition"))
def medical_condition(draw: Draw) -> Text:
    """Medical condition, frequent ones more often."""
    return draw.entity(Condition).entry.name


@generator("health", aliases=("icd10", "icd_10", "diagnosis_code"))
def icd10_code(draw: Draw) -> Text:
    """Code of the row's medical condition in ICD-10-CM (US National Center for Health Statistics)."""
    return draw.entity(Condition).entry.icd10


@generator("health")
def icd10_chapter(draw: Draw) -> Text:
    """Chapter of ICD-10 that the row's medical condition is in (WHO)."""
    return draw.entity(Condition).entry.chapter


@generator("health", aliases=("drug", "medicine", "active_ingredient"))
def medication(draw: Draw) -> Text:
    """Active ingredient of a medicine (international nonproprietary name)."""
    return draw.entity(Medication).entry.name


@generator("health", aliases=("atc_code",))
def atc(draw: Draw) -> Text:
    """Code of the row's medicine in the Anatomical Therapeutic Chemical classification (WHO)."""
    return draw.entity(Medication).entry.atc


@generator("health")
def drug_class(draw: Draw) -> Text:
    """Pharmacological class of the row's medicine."""
    return draw.entity(Medication).entry.drug_class


@generator("health")
def dosage(draw: Draw) -> Text:
    """Strength of a dose of a medicine."""
    return draw.join(draw.record("health/strength").strength, " ", draw.pick(DOSE_UNITS))


DOSE_UNITS = Pool("dose unit", ("mg", "mcg", "mL"), (80, 10, 10))


@generator("health")
def dosage_form(draw: Draw) -> Text:
    """Form in which a medicine is given."""
    return draw.record("dosage_forms").name


@generator("health")
def dosage_frequency(draw: Draw) -> Text:
    """How often a medicine is taken."""
    return draw.record("health/dosage_frequency").name


@generator("health", aliases=("blood_group",))
def blood_type(draw: Draw) -> Text:
    """ABO and Rh blood type, as frequent as in the United States (American Red Cross)."""
    return draw.record("blood_types").name


@generator("health", aliases=("specialty",))
def medical_specialty(draw: Draw) -> Text:
    """Specialty of a physician."""
    return draw.record("medical_specialties").name


@generator("health")
def hospital_department(draw: Draw) -> Text:
    """Department of a hospital."""
    return draw.record("hospital_departments").name


@generator("health", aliases=("hospital_name", "clinic"))
def hospital(draw: Draw) -> Text:
    """Hospital of the row's city."""
    return draw.join(draw.entity(Place).city, " ", draw.pick(HOSPITALS))


HOSPITALS = Pool(
    "hospital",
    (
        "General Hospital", "Medical Center", "Memorial Hospital", "Community Hospital", "Regional Medical Center",
        "University Hospital", "Children's Hospital", "Clinic",
    ),
    (24, 22, 14, 12, 10, 8, 5, 5),
)  # fmt: skip


@generator("health")
def symptom(draw: Draw) -> Text:
    """Symptom a patient complains of."""
    return draw.record("symptoms").name


@generator("health", aliases=("allergy",))
def allergen(draw: Draw) -> Text:
    """Substance that causes allergies."""
    return draw.record("allergens").name


@generator("health", aliases=("immunization",))
def vaccine(draw: Draw) -> Text:
    """What a vaccine protects from."""
    return draw.record("vaccines").name


@generator("health", aliases=("procedure",))
def medical_procedure(draw: Draw) -> Text:
    """Medical procedure."""
    return draw.record("medical_procedures").name


@generator("health", aliases=("mrn", "patient_number"))
def medical_record_number(draw: Draw) -> Text:
    """Number of a patient's record in a hospital: MRN- and eight digits."""
    return draw.pattern("MRN-########")


@generator("health")
def patient_id(draw: Draw) -> Text:
    """Number of a patient: P and seven digits."""
    return draw.pattern("P#######")


@generator("health", aliases=("national_provider_identifier",))
def npi(draw: Draw) -> Text:
    """US National Provider Identifier: 1 or 2, eight digits, Luhn's check digit after 80840 (45 CFR 162.406)."""
    body = draw.join(draw["kind"].chars("12", 1), draw.pattern("########"))
    return draw.join(body, draw.check(luhn_npi, body))


@generator("health")
def dea_number(draw: Draw) -> Text:
    """Registration number of a US prescriber: two letters, six digits, check digit (21 CFR 1301)."""
    number = draw.pattern("######")
    letters = draw.join(draw["kind"].chars("ABFGM", 1), draw["name"].pattern("?"))
    return draw.join(letters, number, draw.check(dea, number))


@generator("health", aliases=("national_drug_code",))
def ndc(draw: Draw) -> Text:
    """Number of the form of a US National Drug Code of 5, 4 and 2 digits (21 CFR 207.33)."""
    return draw.pattern("#####-####-##")


@generator("health", aliases=("health_insurance_number", "policy_number"))
def insurance_number(draw: Draw) -> Text:
    """Number of a member of a health insurance: three letters and nine digits."""
    return draw.pattern("???#########")


@generator("health", aliases=("pulse",))
def heart_rate(draw: Draw) -> Integer:
    """Heart beats a minute of an adult at rest, around 72."""
    return draw.distributed(45, 130, "normal", 72, 11)


@generator("health")
def blood_pressure(draw: Draw) -> Text:
    """Blood pressure in mmHg, systolic over diastolic, such as 120/80."""
    diastolic = draw["diastolic"].distributed(55, 105, "normal", 78, 9)
    return draw.join(diastolic + draw["pulse"].integer(30, 60), "/", diastolic)


@generator("health")
def body_temperature(draw: Draw) -> Decimal:
    """Body temperature in degrees Celsius, around 36.8."""
    return Decimal(draw.distributed(352, 405, "normal", 368.0, 4.5), 1)


@generator("health", aliases=("body_height",))
def height(draw: Draw) -> Integer:
    """Height of an adult in centimetres, around 170."""
    return draw.distributed(140, 210, "normal", 170, 9.5)


@generator("health", aliases=("body_weight",))
def weight(draw: Draw) -> Decimal:
    """Weight of an adult in kilograms, around 77."""
    return Decimal(draw.distributed(400, 1600, "normal", 770.0, 150.0), 1)
