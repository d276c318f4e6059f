"""What must agree in the packs of industries."""

from calendar import month_abbr
from datetime import date
from decimal import Decimal

from mockcraft.core.lists import load
from mockcraft.testing.agreement import Agreement, Values, of_list


def _log(values: Values, locale: str) -> bool:
    code, agent, moment, line = values
    day, clock = moment.split()
    year, month, number = day.split("-")
    return (
        f"[{number}/{month_abbr[int(month)]}/{year}:{clock} +0000]" in line
        and f'HTTP/1.1" {code} ' in line
        and line.endswith(f'"{agent}"')
    )


def _charged(values: Values, locale: str) -> bool:
    """An air freight of 6 litres is charged as a kilogram."""
    weight, litres, charged = int(values[0]), int(Decimal(values[1]) * 1000), int(values[2])
    return charged == max(weight, -(-litres // 6)) and litres / weight < 13


def _passport(values: Values, locale: str) -> bool:
    number, issued, expires, born, sex, zone = values
    end = date.fromisoformat(expires)
    short = [each.replace("-", "")[2:] for each in (born, expires)]
    return (
        end.year - date.fromisoformat(issued).year in (9, 10)
        and zone.startswith(number)
        and (zone[13:19], zone[21:27], zone[20]) == (*short, sex[0].upper())
    )


def _register(values: Values, locale: str) -> bool:
    """Day of birth and sex in numbers of people: France, Sweden, Poland, China, Finland."""
    born, sex, french, swedish, polish, chinese, finnish = values
    day, male = date.fromisoformat(born), sex == "male"
    century = 20 * (day.year >= 2000)
    return (
        french[:5] == f"{2 - male}{day:%y%m}"
        and (swedish[:6], int(swedish[9]) % 2) == (f"{day:%y%m%d}", male)
        and (polish[:6], int(polish[9]) % 2) == (f"{day:%y}{day.month + century:02}{day:%d}", male)
        and (chinese[6:14], int(chinese[16]) % 2) == (f"{day:%Y%m%d}", male)
        and (finnish[:6], int(finnish[9]) % 2) == (f"{day:%d%m%y}", male)
    )


def _claim(values: Values, locale: str) -> bool:
    starts, ends, lost, limit, excess, loss, paid = values
    above = max(Decimal(loss) - Decimal(excess), Decimal(0))
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    return (
        Decimal(paid) == min(above, Decimal(limit))
        and starts <= lost <= ends
        and (last - first).days in (365, 366)
    )


def _home(values: Values, locale: str) -> bool:
    rooms, area, feet, rate, price, rent, deposit = map(int, values)
    return (
        22 * rooms <= area - 35 <= 45 * rooms
        and abs(feet / 10.764 - area) < 1
        and price == area * rate // 100 * 100
        and rent * 2 == deposit
        and price * 4 // 1000 - 10 <= rent <= price * 75 // 10_000
    )


def _plant(values: Values, locale: str) -> bool:
    capacity, factor, made = map(int, values)
    return made == capacity * factor * 8760 // 100_000


def _candle(values: Values, locale: str) -> bool:
    start, high, low, end = map(Decimal, values)
    return low <= min(start, end) <= max(start, end) <= high


def _laboratory(values: Values, locale: str) -> bool:
    low, high = map(Decimal, values[0].split("-"))
    value = Decimal(values[1])
    return values[2] == ("L" if value < low else "H" if value > high else "N")


def _weather(values: Values, locale: str) -> bool:
    airport, warmth, pressure, wind, category, report = values
    shown = f"M{-int(warmth):02}/" if int(warmth) < 0 else f"{int(warmth):02}/"
    sky, miles = int(report.split(" ")[5][3:]), int(report.split(" ")[4][:-2])
    limits = ((5, 1, "LIFR"), (10, 3, "IFR"), (31, 6, "MVFR"))
    worst = next((name for feet, near, name in limits if sky < feet or miles < near), "VFR")
    return (
        report.startswith(f"METAR {airport} ")
        and f" {shown}" in report
        and f"A{pressure.replace('.', '')}" in report
        and f"{int(wind):02}KT" in report
        and category == worst
    )


def _paid(values: Values, locale: str) -> bool:
    """A card payment is 6 to 600 % of what is usual for the trade, and its fee is of it."""
    code, amount, fee = values[0], Decimal(values[1]), Decimal(values[2])
    rows = load("merchant_categories", locale).rows
    usual = Decimal(rows["amount"][rows["code"].index(code)])
    return Decimal("0.059") * usual <= amount <= 6 * usual and abs(
        amount * Decimal("0.029") + Decimal("0.30") - fee
    ) <= Decimal("0.005")


def _answered(values: Values, locale: str) -> bool:
    code, reason, approved = values
    entry = code, reason, "yes" if approved.lower() == "true" else "no"
    return entry in _responses(locale)


def _responses(locale: str) -> set[Values]:
    rows = load("payment/response", locale).rows
    return set(zip(rows["code"], rows["meaning"], rows["approved"], strict=True))


def _pupil(values: Values, locale: str) -> bool:
    grade, age, school = int(values[0]), int(values[1]), values[2]
    wanted = ["kindergarten", "elementary", "middle", "high"][
        (grade > 0) + (grade > 5) + (grade > 8)
    ]
    return grade + 5 <= age <= grade + 6 and school.split()[0] == wanted


def _school(values: Values, locale: str) -> bool:
    grade, name, kind = values
    rows = load("education/school", locale).rows
    called = dict(zip(rows["of"], rows["name"], strict=True))[kind]
    return name.endswith(called) and _pupil((grade, str(int(grade) + 5), kind), locale)


def _term(values: Values, locale: str) -> bool:
    season, year = values[0].split()
    first = int(year) - (season != "Fall")
    return values[1] == f"{first}/{(first + 1) % 100:02}"


INDUSTRIES = [
    of_list("security/vector", cvss_vector="vector", cvss_score="score", cvss_severity="severity"),
    of_list("security/weakness", cwe_id="id", cwe_name="name"),
    of_list("security/technique", attack_technique_id="id", attack_technique="name", attack_tactic="tactic",
            attack_tactic_id="tactic_id"),
    of_list("security/service", service_name="name", service_port="port", service_protocol="protocol"),
    of_list("security/cipher_suite", cipher_suite="name", cipher_suite_code="code"),
    Agreement(["http_status_simple", "user_agent", "datetime", "combined_log"], _log),
    of_list("code/image", image_name="name", image_tag="tag"),
    of_list("code/cloud_region", cloud_provider="provider", cloud_region="code", cloud_region_place="place"),
    of_list("code/package", package_name="name", package_registry="registry"),
    of_list("code/exception", exception_language="language", exception_name="name", exception_message="message"),
    of_list("hardware/processor", cpu_manufacturer="maker", cpu="name", cpu_codename="codename", cpu_cores="cores",
            cpu_frequency="boost"),
    of_list("hardware/phone", phone_manufacturer="maker", phone_model="model"),
    of_list("logistics/container_type", container_code="code", container_type="name"),
    of_list("logistics/incoterm", incoterm="code", incoterm_name="name", incoterm_transport="transport"),
    of_list("logistics/port", port_code="code", port_name="name", port_country="country"),
    of_list("logistics/commodity", hs_code="code", commodity="name"),
    of_list("logistics/dangerous_good", un_number="number", dangerous_goods="name", dangerous_goods_class="hazard"),
    of_list("telecom/operator", network_operator="name", mobile_country_code="mcc", mobile_network_code="mnc",
            operator_country="country"),
    of_list("telecom/band", frequency_band="name", band_technology="technology", band_frequency="megahertz",
            band_duplex="duplex"),
    Agreement(["call_outcome", "call_duration"],
              lambda values, locale: (int(values[1]) > 0) == (values[0] in ("answered", "voicemail"))),
    of_list("government/agency", agency="name", agency_abbreviation="abbreviation"),
    of_list("government/form", tax_form="number", tax_form_title="title"),
    Agreement(["passport_number", "passport_issued", "passport_expiry", "birth_date", "sex", "passport_mrz"], _passport),
    Agreement(["birth_date", "sex", "nir", "swedish_id", "pesel_number", "resident_identity", "finnish_id"], _register),
    of_list("science/element", element="name", element_symbol="symbol", atomic_number="number", atomic_weight="weight_u"),
    of_list("science/compound", compound="name", molecular_formula="formula", cas_number="cas"),
    of_list("science/species", species="latin", species_common_name="name", species_class="taxon"),
    of_list("science/constellation", constellation="name", constellation_abbreviation="abbreviation"),
    of_list("science/planet", planet="name", planet_radius="radius"),
    of_list("science/unit", unit_name="name", unit_symbol="symbol", unit_quantity="quantity"),
    of_list("science/amino_acid", amino_acid="name", amino_acid_code="code"),
    of_list("science/period", geologic_period="name", geologic_era="era", geologic_period_start="start"),
    of_list("energy/plant", energy_source="source", power_plant_type="name"),
    Agreement(["plant_capacity", "capacity_factor", "plant_generation"], _plant),
    of_list("energy/fuel", fossil_fuel="name", heating_value="heat", emission_factor="carbon"),
    of_list("energy/grid_operator", grid_operator="name", grid_operator_country="country"),
    of_list("energy/crude", crude_oil="name", api_gravity="gravity", sulphur_content="sulphur"),
    Agreement(["previous_meter_reading", "power_consumption", "meter_reading"],
              lambda values, locale: int(values[0]) + int(values[1]) == int(values[2])),
    of_list("agriculture/crop", crop="name", crop_species="latin", crop_family="family"),
    of_list("agriculture/breed", livestock_breed="name", livestock_species="species", livestock_origin="origin"),
    Agreement(["soil_clay", "soil_sand", "soil_silt"], lambda values, locale: sum(map(int, values)) == 100),
    of_list("agriculture/fertilizer", fertilizer="name", fertilizer_grade="grade"),
    of_list("agriculture/pest", pest="name", pest_species="latin"),
    of_list("agriculture/pesticide", pesticide="name", pesticide_type="type"),
    of_list("agriculture/tractor", tractor_make="maker", tractor_model="model", tractor_power="power"),
    Agreement(["bedrooms", "living_area", "square_feet", "price_per_square_metre", "listing_price", "monthly_rent",
               "security_deposit"], _home),
    of_list("insurance/cause", line_of_business="line", cause_of_loss="cause"),
    Agreement(["policy_effective_date", "policy_expiration_date", "date_of_loss", "coverage_limit", "deductible",
               "loss_amount", "claim_paid"], _claim),
    of_list("education/course", course_code="code", course="title", course_subject="subject", credit_hours="hours"),
    of_list("education/mark", grade="letter", grade_points="points"),
    of_list("education/level", education_isced="number", education_stage="name"),
    of_list("education/programme", cip_code="code", study_programme="title"),
    of_list("education/language_test", ielts_band="band", ielts_cefr="level", toefl_score="toefl"),
    Agreement(["sat_reading", "sat_math", "sat_score"],
              lambda values, locale: int(values[0]) + int(values[1]) == int(values[2])),
    Agreement(["merchant_category_code", "transaction_amount", "transaction_fee"], _paid),
    Agreement(["response_code", "response_reason", "is_approved"], _answered),
    of_list("payment/entry_mode", entry_mode_code="code", entry_mode="name"),
    Agreement(["retrieval_reference", "acquirer_reference"],
              lambda values, locale: values[0][:4] == values[1][7:11]),
    Agreement(["ohlc_open", "ohlc_high", "ohlc_low", "ohlc_close"], _candle),
    Agreement(["order_shares", "order_price", "order_value"],
              lambda values, locale: int(values[0]) * Decimal(values[1]) == Decimal(values[2])),
    of_list("payment/cryptocurrency", cryptocurrency_code="code", cryptocurrency_name="name"),
    Agreement(["bic", "swift8", "swift11"],
              lambda values, locale: values[1:] == (values[0][:8], values[0].ljust(11, "X"))),
    Agreement(["airport_icao", "airport_temperature", "altimeter_setting", "airport_wind_speed", "flight_category",
               "metar"], _weather),
    of_list("health/lab_test", lab_code="code", lab_test="name", lab_unit="unit"),
    Agreement(["lab_range", "lab_value", "lab_flag"], _laboratory),
    Agreement(["systolic_pressure", "diastolic_pressure"],
              lambda values, locale: 55 <= int(values[1]) * 100 / int(values[0]) + 1 <= 71),
    Agreement(["systolic_pressure", "diastolic_pressure", "blood_pressure"],
              lambda values, locale: values[2] == "/".join(values[:2])),
    Agreement(["grade_level", "pupil_age", "school_type"], _pupil),
    Agreement(["grade_level", "school", "school_type"], _school),
    Agreement(["semester", "academic_year"], _term),
    Agreement(["area_code", "msisdn"], lambda values, locale: values[1][1:4] == values[0], ["en_US", "en_CA"]),
    of_list("health/allergy", allergy_substance="substance", allergy_type="type", allergy_reaction="reaction"),
    of_list("health/immunization", cvx_code="code", immunization_name="name", immunization_disease="disease"),
    Agreement(["http_status", "http_reason", "http_status_message"],
              lambda values, locale: " ".join(values[:2]) == values[2]),
    Agreement(["sex", "gender_code", "gender_symbol"],
              lambda values, locale: values in (("male", "1", "♂"), ("female", "2", "♀"))),
    Agreement(["shipment_weight", "shipment_volume", "air_chargeable_weight"], _charged),
]  # fmt: skip
