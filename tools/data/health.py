"""Medical conditions with their ICD-10-CM code."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import simple_icd_10_cm as icd
from listing import Listing

# Plain name, ICD-10-CM code, relative frequency; compiled by hand, codes checked by the package.
CONDITIONS = """
Hypertension|I10|900
Hyperlipidemia|E78.5|700
Type 2 diabetes|E11.9|550
High cholesterol|E78.00|300
Obesity|E66.9|450
Acid reflux|K21.9|450
Anxiety|F41.9|400
Generalized anxiety disorder|F41.1|200
Depression|F32.A|400
Major depression, recurrent|F33.9|150
Asthma|J45.909|350
COPD|J44.9|250
Hypothyroidism|E03.9|300
Low back pain|M54.50|450
Neck pain|M54.2|200
Osteoarthritis|M19.90|250
Osteoarthritis of the right knee|M17.11|130
Osteoarthritis of the left knee|M17.12|130
Osteoporosis|M81.0|150
Rheumatoid arthritis|M06.9|70
Gout|M10.9|100
Fibromyalgia|M79.7|80
Migraine|G43.909|200
Tension headache|G44.209|120
Headache|R51.9|250
Insomnia|G47.00|220
Obstructive sleep apnea|G47.33|200
Common cold|J00|400
Sore throat|J02.9|250
Strep throat|J02.0|120
Acute sinusitis|J01.90|180
Chronic sinusitis|J32.9|90
Acute bronchitis|J20.9|180
Upper respiratory infection|J06.9|350
Pneumonia|J18.9|120
Influenza|J11.1|150
COVID-19|U07.1|150
Hay fever|J30.1|120
Allergic rhinitis|J30.9|260
Cough|R05.9|200
Fever|R50.9|150
Shortness of breath|R06.02|120
Chest pain|R07.9|180
Abdominal pain|R10.9|200
Nausea with vomiting|R11.2|120
Diarrhea|R19.7|120
Constipation|K59.00|170
Irritable bowel syndrome|K58.9|110
Gastroenteritis|K52.9|110
Viral gastroenteritis|A08.4|90
Stomach ulcer|K25.9|40
Gastritis|K29.70|80
Gallstones|K80.20|60
Appendicitis|K37|30
Inguinal hernia|K40.90|50
Hiatal hernia|K44.9|60
Hemorrhoids|K64.9|110
Diverticulosis|K57.30|90
Crohn's disease|K50.90|25
Ulcerative colitis|K51.90|25
Celiac disease|K90.0|25
Fatty liver|K76.0|100
Cirrhosis of the liver|K74.60|25
Acute pancreatitis|K85.90|20
Dental caries|K02.9|150
Gingivitis|K05.10|70
Toothache|K08.89|60
Urinary tract infection|N39.0|260
Kidney stones|N20.0|90
Chronic kidney disease, stage 3|N18.30|110
Chronic kidney disease, stage 4|N18.4|30
End-stage renal disease|N18.6|25
Acute kidney failure|N17.9|40
Acute cystitis|N30.00|60
Enlarged prostate|N40.0|120
Overactive bladder|N32.81|60
Urinary incontinence|R32|60
Ovarian cyst|N83.209|40
Endometriosis|N80.9|35
Polycystic ovary syndrome|E28.2|50
Uterine fibroids|D25.9|50
Menopausal symptoms|N95.1|80
Heavy menstrual bleeding|N92.0|50
Coronary artery disease|I25.10|220
Angina|I20.9|50
Heart attack|I21.9|40
Old heart attack|I25.2|60
Atrial fibrillation|I48.91|150
Heart failure|I50.9|140
Hypertensive heart disease|I11.9|60
Heart murmur|R01.1|40
Palpitations|R00.2|70
Slow heart rate|R00.1|30
Fast heart rate|R00.0|50
Aortic stenosis|I35.0|35
Mitral valve insufficiency|I34.0|40
Cardiomyopathy|I42.9|30
Peripheral artery disease|I73.9|60
Varicose veins|I83.90|60
Deep vein thrombosis|I82.409|35
Pulmonary embolism|I26.99|30
Low blood pressure|I95.9|40
Stroke|I63.9|50
Transient ischemic attack|G45.9|40
Abdominal aortic aneurysm|I71.40|20
Type 1 diabetes|E10.9|50
Diabetes with kidney disease|E11.22|70
Diabetes with nerve damage|E11.40|70
Diabetes with high blood sugar|E11.65|90
Prediabetes|R73.03|200
Gestational diabetes|O24.419|20
Hyperthyroidism|E05.90|40
Goiter|E04.9|30
Thyroid nodule|E04.1|50
Hashimoto thyroiditis|E06.3|40
Vitamin D deficiency|E55.9|180
Vitamin B12 deficiency|E53.8|70
Iron deficiency anemia|D50.9|110
Anemia|D64.9|130
Sickle cell disease|D57.1|10
Hemophilia A|D66|5
Low platelets|D69.6|25
Dehydration|E86.0|60
Low potassium|E87.6|50
Low sodium|E87.1|40
Lactose intolerance|E73.9|40
Cystic fibrosis|E84.9|5
Overweight|E66.3|150
Malnutrition|E46|20
Attention deficit hyperactivity disorder|F90.9|130
Autism spectrum disorder|F84.0|40
Bipolar disorder|F31.9|50
Schizophrenia|F20.9|20
Panic disorder|F41.0|60
Obsessive-compulsive disorder|F42.9|25
Post-traumatic stress disorder|F43.10|60
Adjustment disorder|F43.20|60
Social phobia|F40.10|25
Dementia|F03.90|50
Tobacco dependence|F17.200|150
Dyslexia|F81.0|20
Alzheimer's disease|G30.9|45
Parkinson's disease|G20.A1|30
Multiple sclerosis|G35.D|20
Epilepsy|G40.909|45
Restless legs syndrome|G25.81|40
Carpal tunnel syndrome|G56.00|70
Bell's palsy|G51.0|15
Peripheral neuropathy|G62.9|70
Trigeminal neuralgia|G50.0|10
Sciatica|M54.30|110
Herniated lumbar disc|M51.26|50
Lumbar spinal stenosis|M48.061|40
Scoliosis|M41.9|30
Rotator cuff tear|M75.100|40
Frozen shoulder|M75.00|25
Tennis elbow|M77.10|30
Plantar fasciitis|M72.2|60
Shoulder pain|M25.519|130
Knee pain|M25.569|160
Hip pain|M25.559|90
Muscle pain|M79.10|80
Muscle spasm|M62.838|60
Hallux valgus|M20.10|25
Ankylosing spondylitis|M45.9|10
Lupus|M32.9|15
Psoriatic arthritis|L40.50|15
Psoriasis|L40.9|50
Eczema|L30.9|110
Atopic dermatitis|L20.9|70
Contact dermatitis|L25.9|80
Acne|L70.9|110
Rosacea|L71.9|40
Hives|L50.9|50
Seborrheic dermatitis|L21.9|40
Ingrown nail|L60.0|40
Cellulitis|L03.90|70
Actinic keratosis|L57.0|60
Hair loss|L65.9|40
Shingles|B02.9|50
Chickenpox|B01.9|15
Cold sore|B00.1|40
Warts|B07.9|50
Athlete's foot|B35.3|50
Nail fungus|B35.1|60
Oral thrush|B37.0|25
Lyme disease|A69.20|20
Infectious mononucleosis|B27.90|20
Hepatitis C, chronic|B18.2|20
Hepatitis B, chronic|B18.1|12
Tuberculosis of the lung|A15.0|5
Sepsis|A41.9|35
Measles|B05.9|2
Whooping cough|A37.90|5
Scabies|B86|12
Head lice|B85.0|15
Pinworm infection|B80|8
Malaria|B54|3
Conjunctivitis|H10.9|110
Dry eye syndrome|H04.129|70
Cataract|H26.9|110
Glaucoma|H40.9|60
Macular degeneration|H35.30|45
Nearsightedness|H52.10|130
Farsightedness|H52.00|60
Astigmatism|H52.209|70
Presbyopia|H52.4|80
Stye|H00.019|25
Middle ear infection|H66.90|140
Swimmer's ear|H60.339|35
Earwax blockage|H61.20|90
Hearing loss|H91.90|90
Tinnitus|H93.19|60
Vertigo|R42|110
Tonsillitis|J03.90|70
Enlarged tonsils|J35.1|20
Laryngitis|J04.0|30
Croup|J05.0|20
Bronchiolitis|J21.9|25
Nosebleed|R04.0|40
Emphysema|J43.9|40
Pulmonary fibrosis|J84.10|15
Breast cancer|C50.919|45
Prostate cancer|C61|45
Lung cancer|C34.90|30
Colon cancer|C18.9|30
Skin melanoma|C43.9|20
Basal cell carcinoma|C44.91|45
Thyroid cancer|C73|15
Bladder cancer|C67.9|15
Kidney cancer|C64.9|12
Pancreatic cancer|C25.9|8
Leukemia|C95.90|10
Non-Hodgkin lymphoma|C85.90|12
Colon polyps|K63.5|90
Benign skin tumor|D23.9|40
Lipoma|D17.9|25
Concussion|S06.0X0A|25
Sprained ankle|S93.409A|70
Sprained wrist|S63.509A|30
Wrist fracture|S62.109A|20
Hip fracture|S72.009A|20
Food allergy|Z91.018|60
Penicillin allergy|Z88.0|90
Fatigue|R53.83|180
Fainting|R55|50
Swelling of the legs|R60.0|80
Rash|R21|100
Weight loss|R63.4|40
Blood in urine|R31.9|60
High blood sugar|R73.9|70
Elevated liver enzymes|R74.01|50
Swollen lymph nodes|R59.9|30
Down syndrome|Q90.9|8
Ventricular septal defect|Q21.0|6
Morning sickness|O21.0|15
Preeclampsia|O14.90|10
Newborn jaundice|P59.9|30
Premature birth|P07.30|20
"""
# Breast cancer is a man's in 1 of 100 cases, which are left out.
OF_WOMEN = (
    "Ovarian cyst", "Endometriosis", "Polycystic ovary syndrome", "Uterine fibroids", "Menopausal symptoms",
    "Heavy menstrual bleeding", "Gestational diabetes", "Morning sickness", "Preeclampsia", "Breast cancer",
)  # fmt: skip
OF_MEN = ("Enlarged prostate", "Prostate cancer")


def medical_conditions() -> Listing:
    """Conditions with ICD-10-CM code and chapter; source: simple-icd-10-cm (MIT; CDC's list)."""
    rows = []
    for line in CONDITIONS.strip().splitlines():
        name, code, weight = line.split("|")
        if not (icd.is_valid_item(code) and icd.is_leaf(code)):
            raise ValueError(f"{name}: {code} is no billable ICD-10-CM code")
        chapter = icd.get_ancestors(code)[-1]
        title = icd.get_description(chapter)
        sex = "female" if name in OF_WOMEN else "male" if name in OF_MEN else "any"
        rows.append((name, code, title, sex, weight))
    source = "simple-icd-10-cm 1.5.0 (ICD-10-CM of the CDC); names and weights compiled by hand"
    return Listing.of(source, "MIT; public domain", "name icd10 chapter sex weight", rows)
