"""Occupations of packages: Faker's, with what is no occupation of a person left out."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import re
from importlib import import_module

from listing import DATA, Listing, read_table

FAKER = "Faker 40.54.0 (providers/job), filtered"
LONGEST = 40
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
    """Ours by hand, and those of Faker in American words: `Engineer, civil` is a Civil Engineer."""
    ours = [row["title"] for row in read_table(DATA / "en_US" / "jobs.tsv")]
    provider = import_module("faker.providers.job").Provider
    theirs = [_turned(title) for title in provider.jobs]
    found = {title.lower(): title for title in map(_american, theirs) if _is_plain(title)}
    found |= {title.lower(): title for title in ours}
    source = f"compiled by hand from public facts, {FAKER}"
    return Listing.of(
        source, "same as MockCraft; MIT", "title", [(each,) for each in sorted(found.values())]
    )


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
