"""Occupations of packages: Faker's, with what is no occupation of a person left out."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from listing import Listing

FAKER = "Faker 40.54.0 (providers/job), filtered"
LONGEST = 40
FEW, RARE = 30, 10  # thousands of people
OFFICES = """
Accounting, Billing, Payroll, Purchasing, Claims, Collections: Manager, Supervisor, Assistant, Coordinator, Analyst
Finance, Marketing, Sales, Operations, Human Resources, Procurement: Director, Analyst, Coordinator, Assistant, Intern
Advertising, Communications, Development, Membership, Publications: Manager, Director, Coordinator, Specialist
Logistics, Supply Chain, Inventory, Quality Assurance, Safety, Transportation: Analyst, Director, Specialist, Supervisor
Regional Sales, District Sales, National Sales, Inside Sales: Manager, Director
Inside, Outside, Technical: Sales Representative
Senior, Junior, Lead, Principal: Software Engineer, Data Engineer, Product Manager, Business Analyst, Accountant
Senior, Lead, Principal: Data Scientist, Product Designer, Systems Engineer, Electrical Engineer, Mechanical Engineer
Assistant, Associate, Visiting, Emeritus: Professor
Assistant: Store Manager, Branch Manager, Restaurant Manager, Project Manager, Controller, Curator, Coach
Vice President of: Sales, Marketing, Engineering, Operations, Finance, Product, Human Resources, Business Development
Director of: Sales, Marketing, Finance, Product, Human Resources, Security, Admissions, Communications, Development
Clinical, Pediatric, Operating Room, Emergency Room, Critical Care, School, Oncology, Dialysis: Nurse
Biology, Chemistry, Physics, Mathematics, English, History, Art, Spanish, Science, Computer Science: Teacher
Benefits, Compensation, Recruiting, Training, Diversity, Employee Relations: Manager, Specialist, Coordinator
Credit, Investment, Portfolio, Pricing, Revenue, Reporting, Treasury: Analyst, Manager
Network, Database, Storage, Linux, Salesforce, Security: Administrator
Hardware, Firmware, Embedded Software, Platform, Infrastructure, Reliability, Manufacturing, Design, Field: Engineer
"""
MOST_WORDS = 3
ODD = re.compile(r'[(),/／0-9\[\]"*«»]|  ')
# Apprentices, families of occupations, and others that are none of a person.
UNWANTED = {
    "da_DK": re.compile(r"(elev|lærling|teknikner)$"),
    "hu_HU": re.compile(r" és |^(Egyéb|Vegyes) |foglalkozású$"),
    "el_GR": re.compile(r"[–-]|Logistics|Marketing|Internet| και |Eπ|^Επαγγελματικό Μακιγιάζ|Λουτρο|Σφουγγαράς"),
    "zh_CN": re.compile(r"^(?!.*(工程师|设计师|经理|总监|主管|助理|专员|顾问|会计|翻译|教师|医生|护士|律师|记者|编辑|厨师|司机|工)$)|其他"),
    "zh_TW": re.compile(r"人員$|類|者$"),
    "pt_BR": re.compile(r" a maquina|ü|[A-Z]{2}|ista de .* em |sexo|Paranormal|^Cacique|^Mãe|Presidente|presidente|^Governador|^Vice|^Ministro|^Senador|^Prefeito|^Deputado|^Vereador|cubilô|schutthecar|rameuse|open-end|jacarés|quelônios|^Sexador|^Baiana|^Esotérico"),
    "it_IT": re.compile(r"\.\.|\(|Pornostar|Mercenario|cinemetografico|imprea|^Gerente|Fiascaia|Arcaiolo|Auripellario|Levabolli|Marronaio|radiolodia|Tafilatore|Seringueiro|^(Acquaiolo|Armaiolo|Balia|Bottaio|Calafato|Cammelliere|Camparo|Campiere|Cantastorie|Carbonaio|Carrettiere|Cembalaro|Cenciaiolo|Colf|Fabbricante di casse|Ferraiolo|Fattore|Garzone|Giullare|Materassaio|Minutatore|Mondina|Mozzo|Palafreniere|Palombaro|Sfossatore|Sosia|Spogliarellista|Stagnino|Straccivendolo|Stradino|Ufologo|Websurfer|Zampognaro|Zoccolaio|Showgirl|Filatelico|Modellista fisico-matematico|Maschera di sala|Casalinga|Maestro d'ascia|Pranoterapeuta)$"),
    "pl_PL": re.compile(r"klozetowa|Kosmonauta|dziecięcy|Fasowacz|Klechdarz|Koniarz|Hycel|Liczmen|Kowboj|pieniński|dużych|alternatywna|Ruralista|Psiarz|Poganiacz|Palacz|Masztalerz|Marszand|Mularz|Rachmistrz|Piwny|Ebenista|Inscenizator|Ergonomista|HR-owiec"),
    "ru_RU": re.compile(r"Милиционер|надзиратель|Конвоир|Месильщик|Мусоропроводчик|овец|^(Web|HTML)|Кодер|Министр|Прозектор|Воздухоплаватель|Испытатель|Скотник|доения|Фальцовщик|Священнослужитель|Венеролог|Невропатолог|Манекенщица|^Мастер$|Специалист по ВЭД|Холодильщик"),
    "tr_TR": re.compile(r"^(Kardinal|Piskopos|Başkan|Gündelikçi)$"),
    "cs_CZ": re.compile(r"^Práce doma|^Dabing|/|^Zaměstnanec |^Animace|^Direct marketing|^Hlídání|^Marketingov(á|ý výzkum)|^Online marketing|^Obsluha|^Podpora|^Pomocná|^Správní rada|^Stavební dozor|^Trade marketing|^Vkládání|&| - | v médiích|^Odborný asistent ve"),
    "et_EE": re.compile(r"\]|–|foogt|^(Abilinnapea|Abivallavanem|Ajalehepoiss|Akolüüt|Amm|Assessinaator|Astroloog|Baaridaam|Burlakk|Diskor|Ennustaja|Erak|Fakiir|Geiša|Gigolo|Harjusk|Hetäär|Hiromant|Hobuserautaja|Ilmatüdruk|Jutlustaja|Jõuluvana|Jõumees|Kaardimoor|Kammerhärra|Kammerteener|Karutantsitaja|Kelm|Kerjus|Kilter|Klaköör|Kubjas|Kullaotsija|Kulturist|Kupeldaja|Kupletist|Kurtisaan|Kutsar|Käskjalg|Käsundusametnik|Käsundusohvitser|Köietantsija|Köster|Kösterkoolmeister|Köösner|Liigkasuvõtja|Lossidroost|Luuraja|Lõhkaja|Mafiooso|Mereröövel|Militsionäär|Minister|Munk|Murdvaras|Mõisavalitseja|Mündrik|Narkodiiler|Narkokuller|Narr|Nunn|Näärivana|Nõid|Palgamõrvar|Palgasõdur|Parkal|Pearahakütt|Posija|Praaker|President|Prostituut|Rändkaupmees|Selgeltnägija|Sell|Seltsidaam|Semiootik|Sibi|Snaiper|Spekulant|Spioon|Strippar|Striptiisitar|Sulane|Sutenöör|Talusulane|Taluteenija|Taskuvaras|Teener|Teenija|Teeröövel|Timukas|Toaneitsi|Toateenija|Vangivalvur|Varas|Vihmategija|Virtin|Voorimees|Värval|Õpipoiss|Õuedaam|Õukondlane|Šamaan|Šifreerija|Šveitser|Karjus|Jääger|Kantor|Hauakaevaja|Žonglöör|Kraavikaevaja|Kasvatusteadlane|Vaimulik)$"),
    "fi_FI": re.compile(r"\(|^(Aseseppä|Astrologi|Hollaaja|Kansanedustaja|Kaupunginjohtaja|Kiertonainen|Kotiäiti|Lääketyöntekijä|Lääninrovasti|Meedio|Mänkimies|Nimismies|Pallittaja|Patriarkka|Piispa|Poliitikko|Pyöveli|Raittiussihteeri|Rassaaja|Röyslääjä|Savensotkija|Seksuaalineuvoja|Seksuaaliterapeutti|Setittäjä|Syynääjä|Teknillinen mekaaniikkataitaja|Viemärisukeltaja|Aarporaaja|Pizzakuski|Majakanvartija|Vuorotyönjohtaja|Ylipanostaja)$"),
    "nl_NL": re.compile(r"aditeur|,|Kantoor manager|Marketing medewerker|Receptioniste|secretaresse|Secretaresse|verzorgster|assistente|gebouwen|opslag|industrie|Electro"),
}  # fmt: skip
# What the packages misspell, or spell as before a reform.
SPELLED = {
    "Актер": "Актёр", "Шахтер": "Шахтёр", "Летчик": "Лётчик", "Каскадер": "Каскадёр", "Режиссер": "Режиссёр", "Дирижер": "Дирижёр",
    "Звукорежиссер": "Звукорежиссёр", "Кинорежиссер": "Кинорежиссёр", "Комбайнер": "Комбайнёр", "Переплетчик": "Переплётчик",
    "Analista de logistica": "Analista de logística", "Auxiliar de logistica": "Auxiliar de logística",
    "Engenheiro de logistica": "Engenheiro de logística", "Diretor artistíco": "Diretor artístico", "Mecânico de vôo": "Mecânico de voo",
    "Médico cancerologista cirurgíco": "Médico cancerologista cirúrgico", "Comissário de vôo": "Comissário de voo", "Instrutor de vôo": "Instrutor de voo",
    "Neuropsicopedagogo clinico": "Neuropsicopedagogo clínico", "Mestre de cerimonias": "Mestre de cerimônias", "Apontador de mão-de-obra": "Apontador de mão de obra",
    "Instrutor de auto-escola": "Instrutor de autoescola", "Sócioeducador": "Socioeducador", "Secretário - executivo": "Secretário executivo",
    "Fisioterapeuta respiratória": "Fisioterapeuta respiratório", "Condutor turismo náutico": "Condutor de turismo náutico", "Personalista konzultant": "Personalista",
    "Organizador de evento": "Organizador de eventos", "Preparador de atleta": "Preparador de atletas", "Cenógrafo de tv": "Cenógrafo de TV",
    "Av tekniker": "AV-tekniker",
}  # fmt: skip
AMERICAN = {
    "Paediatric": "Pediatric",
    "Theatre": "Theater",
    "Programme": "Program",
    "Centre": "Center",
}
SMALL_WORDS = ("of", "and", "for", "in", "the", "as", "a")
BRITISH = re.compile(
    r"Civil Service|Armed Forces|Merchant Navy|Chartered|Local Government|Secondary|Barrister|Solicitor|NHS|Further Education|Fast Streamer|Television Floor|Warden|Estate|Press Sub|Diplomatic|Ambulance|Counselling|Bonds|Tefl|Tree|Retail Banker|Best Boy|Make$|Lobbyist|^Call|^Copy$|^Land$|^Sub$|^Publishing Copy$|Osteopath|Ship Broker|Careers|Aid |Holiday|Colour|Minerals|Oncologist"
)


def titles_of(locale: str) -> list[str]:
    """Faker's occupations of a locale that are short and without signs, sorted."""
    unwanted = UNWANTED.get(locale)
    titles = {
        SPELLED.get(title.strip(), title.strip())
        for title in import_module(f"faker.providers.job.{locale}").Provider.jobs
    }
    return sorted(
        title
        for title in titles
        if len(title) <= LONGEST
        and len(title.split()) <= MOST_WORDS
        and not ODD.search(title)
        and not (unwanted and unwanted.search(title))
    )


def english_jobs() -> Listing:
    """By hand, with the people in them, and those of Faker in American words: `Engineer, civil` is a Civil Engineer."""
    provider = import_module("faker.providers.job").Provider
    theirs = map(_american, map(_turned, provider.jobs))
    plain = dict.fromkeys((title for title in theirs if _is_plain(title)), RARE)
    found = {title.lower(): (title, people) for title, people in {**plain, **_in_offices()}.items()}
    found |= {title.lower(): (title, people) for title, people in _american_occupations()}
    source = f"compiled by hand after the estimates of the US Bureau of Labor Statistics for May 2023, {FAKER}"
    rows = [(title, max(1, round(people / 10))) for title, people in sorted(found.values())]
    return Listing.of(source, "same as MockCraft; public domain; MIT", "title weight", rows)


def _american_occupations() -> Iterator[tuple[str, int]]:
    """Titles of occupations_US.txt and the people in them, in thousands."""
    text = Path(__file__).with_name("occupations_US.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        title, _, people = line.rpartition(" ")
        if not line.startswith("#"):
            yield (title, int(people)) if people.isdigit() else (line, FEW)


def _in_offices() -> dict[str, int]:
    """Posts of the fields of offices, which have them all."""
    pairs = [line.partition(": ") for line in OFFICES.strip().splitlines()]
    return {
        f"{field.strip()} {post}": RARE
        for fields, _, posts in pairs
        for field in fields.split(", ")
        for post in posts.split(", ")
    }


def _turned(title: str) -> str:
    head, _, kind = title.partition(", ")
    return f"{kind} {head}" if kind and "," not in kind else title


def _american(title: str) -> str:
    words = [
        word if word in SMALL_WORDS else word[:1].upper() + word[1:]
        for word in title.strip().split()
    ]
    return " ".join(AMERICAN.get(word, word) for word in words)


def _is_plain(title: str) -> bool:
    return not ODD.search(title) and not BRITISH.search(title) and len(title) <= LONGEST
