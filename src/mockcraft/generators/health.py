"""Health: conditions, medicines, patients. Codes exist; the people do not."""

from __future__ import annotations

from mockcraft.core.checksum import dea, luhn_npi
from mockcraft.generator import (
    Decimal,
    Draw,
    Entity,
    Integer,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators.address import HERE, Place
from mockcraft.generators.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Condition(Entity):
    """A medical condition: name, code and chapter belong together, and the row's person can have it."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of conditions."""
        return self.draw.record("medical_conditions", sex=self.draw.entity(Person).sex)


ILL = {"condition": True}  # the record has a condition, which its medicine is for


# By sex, in tenths: centimetres, and kilograms a square metre.
HEIGHTS = {"male": "1753", "female": "1613"}.__getitem__
HEIGHT_SPREADS = {"male": "75", "female": "70"}.__getitem__
INDICES = {"male": "295", "female": "298"}.__getitem__
INDEX_SPREADS = {"male": "50", "female": "65"}.__getitem__


class Body(Entity):
    """Height and weight of an adult, which agree with the sex of the row's person and with one another.

    Means of adults in the United States, 2015 to 2018: men 175.3 cm and 90.6 kg, women 161.3 cm and 77.5 kg,
    which is a body mass index of 29.5 and 29.8 (Fryar, Carroll, Gu, Afful, Ogden: "Anthropometric reference
    data", NCHS, Vital and Health Statistics 3(46), 2021). Deviations are rounded: 7.5 and 7 cm, 5 and 6.5 kg/m².
    """

    @fact
    def height(self) -> Integer:
        """Height in centimetres."""
        draw = self.draw["height"]
        deviations = draw.distributed(-3_000, 3_000, "normal", 0, 1_000)
        return (self._of_sex(HEIGHTS) + deviations * self._of_sex(HEIGHT_SPREADS) // 1_000) // 10

    @fact
    def weight(self) -> Decimal:
        """Weight in kilograms, one place: height squared times the body mass index."""
        draw = self.draw["body mass index"]
        deviations = draw.distributed(-1_800, 3_500, "normal", 0, 1_000)
        index = self._of_sex(INDICES) + deviations * self._of_sex(INDEX_SPREADS) // 1_000
        return Decimal(index * self.height * self.height // 10_000, 1)

    def _of_sex(self, by_sex: Callable[[str], str]) -> Integer:
        draw = self.draw
        return draw.number(draw.map(draw.entity(Person).sex, by_sex)).units  # type: ignore[no-any-return]


class Medication(Entity):
    """A medicine: substance, code, class, form, route and strength belong together, and treat the row's condition."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of medicines: of those for the row's condition, where it has one."""
        draw = self.draw
        if not draw.shared("condition"):
            return draw.record("medications")
        condition = draw.entity(Condition).entry.name
        substance = draw["treatment"].record("health/treatment", condition=condition).medication
        return draw.record("medications", name=substance)


class Care(Entity):
    """Who treats the row's condition, and where: a specialty and a department that belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of what treats a condition."""
        return self.draw.record("health/care", condition=self.draw.entity(Condition).entry.name)


@generator("health", aliases=("diagnosis", "disease", "condition"), settles=ILL)
def medical_condition(draw: Draw) -> Text:
    """Medical condition that the row's person can have, frequent ones more often."""
    return draw.entity(Condition).entry.name


@generator("health", aliases=("icd10", "icd_10", "diagnosis_code"), settles=ILL)
def icd10_code(draw: Draw) -> Text:
    """Code of the row's medical condition in ICD-10-CM (US National Center for Health Statistics)."""
    return draw.entity(Condition).entry.icd10


@generator("health", settles=ILL)
def icd10_chapter(draw: Draw) -> Text:
    """Chapter of ICD-10 that the row's medical condition is in (WHO)."""
    return draw.entity(Condition).entry.chapter


@generator("health", aliases=("drug", "medicine", "active_ingredient"))
def medication(draw: Draw) -> Text:
    """Active ingredient of a medicine (international nonproprietary name), for the row's condition where it has one."""
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
    """Strength of the row's medicine, such as 20 mg."""
    return draw.entity(Medication).entry.strength


@generator("health")
def dosage_form(draw: Draw) -> Text:
    """Form of the row's medicine, such as Tablet."""
    return draw.entity(Medication).entry.form


@generator("health", aliases=("route", "route_of_administration", "administration_route"))
def medication_route(draw: Draw) -> Text:
    """Way in which the row's medicine is given, such as Oral."""
    return draw.entity(Medication).entry.route


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
    """Specialty of a physician, for the row's condition where it has one."""
    if draw.shared("condition"):
        return draw.entity(Care).entry.specialty
    return draw.record("medical_specialties").name


@generator("health")
def hospital_department(draw: Draw) -> Text:
    """Department of a hospital, for the row's condition where it has one."""
    if draw.shared("condition"):
        return draw.entity(Care).entry.department
    return draw.record("hospital_departments").name


@generator("health", aliases=("hospital_name", "clinic"), settles=HERE)
def hospital(draw: Draw) -> Text:
    """Hospital of the row's city."""
    return draw.join(draw.entity(Place).city, " ", draw.record("health/hospital").name)


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
    """Medical procedure that the row's person can have."""
    return draw.record("medical_procedures", sex=draw.entity(Person).sex).name


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


@generator("health")
def body_temperature(draw: Draw) -> Decimal:
    """Body temperature in degrees Celsius, around 36.8."""
    return Decimal(draw.distributed(352, 405, "normal", 368.0, 4.5), 1)


@generator("health", aliases=("body_height",))
def height(draw: Draw) -> Integer:
    """Height of an adult in centimetres, by the sex of the row's person: around 175 and 161 (US, NCHS)."""
    return draw.entity(Body).height


@generator("health", aliases=("body_weight",))
def weight(draw: Draw) -> Decimal:
    """Weight of an adult in kilograms, by height and sex of the row's person: around 91 and 78 (US, NCHS)."""
    return draw.entity(Body).weight


@generator("health", aliases=("bmi",))
def body_mass_index(draw: Draw) -> Decimal:
    """Body mass index of the row's person: weight by height in metres squared, one place."""
    body = draw.entity(Body)
    return Decimal((body.weight.units * 20_000 // (body.height * body.height) + 1) // 2, 1)
