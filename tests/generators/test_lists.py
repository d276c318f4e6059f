"""The lists of `data/`: each has its form, and what is made from packages is what the packages say."""

import sys
from importlib import import_module
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import geocoder

from mockcraft.core import lists

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools" / "data"))
british, forms, listing, sexes, texts = (
    import_module(name) for name in ("british", "forms", "listing", "sexes", "texts")
)
sys.path.pop(0)
DATA: Path = listing.DATA
WITH_CALENDAR = sorted(path.parent.name for path in DATA.glob("*/months.tsv"))


def test_every_list_of_every_locale_has_its_form() -> None:
    assert [] == [*forms.problems()]
    assert len(forms.expected()) > 1_000


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name\tweight\nLtd.\t1\n", "not a source line"),
        ("# source: a; licence: b; date: 2026-11-22\nname\nLtd.\n", "columns are"),
        ("# source: a; licence: b; date: 2026-11-22\nname\tweight\nLtd.\t0\n", "weight 0"),
        (
            "# source: a; licence: b; date: 2026-11-22\nname\tweight\nLtd.\t1\nLtd.\t2\n",
            "is on line 3 too",
        ),
        ("# source: a; licence: b; date: 2026-11-22\nname\tweight\nLtd. \t1\n", "stray blank"),
    ],
)
def test_a_list_without_its_form_is_found(
    text: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.tsv").write_text(text, encoding="utf-8", newline="\n")
    monkeypatch.setattr(forms, "path_of", lambda name: tmp_path / f"{name}.tsv")

    assert any(problem in each for each in forms.form("list", "!name weight"))


@pytest.mark.parametrize("name", ["months", "weekdays"])
def test_a_list_that_is_made_anew_from_its_package_is_what_is_there(name: str) -> None:
    """The calendar's words in 46 locales, from Babel (CLDR)."""
    assert len(WITH_CALENDAR) > 40
    for locale in WITH_CALENDAR:
        made = getattr(texts, name)(locale)
        there = (DATA / locale / f"{name}.tsv").read_text(encoding="utf-8")

        assert made.text().partition("\n")[2] == there.partition("\n")[2], locale


# What the rules make of a title, and what they leave: genitives, what stands behind a particle, words of both sexes.
FOR_A_WOMAN = {
    "it": {"Guida turistica": "any", "Direttore d'orchestra": "Direttrice d'orchestra", "Tecnico audio": "Tecnica audio"},
    "pt": {"Engenheiro de voo": "Engenheira de voo", "Analista": "any", "Médico cirurgião": "Médica cirurgiã"},
    "pl": {"Makler giełd towarowych": "Maklerka giełd towarowych", "Główny księgowy": "Główna księgowa"},
    "cs": {"Asistent soudce": "Asistentka soudce", "Finanční analytik": "Finanční analytička", "Vedoucí restaurace": "any"},
    "hr": {"Prodavač": "Prodavačica", "Vatrogasac": "Vatrogaskinja"},
    "sl": {"Prevajalec": "Prevajalka", "Psiholog": "Psihologinja"},
    "lt": {"Projektų vadovas": "Projektų vadovė", "Socialinis darbuotojas": "Socialinė darbuotoja"},
    "lv": {"Projektu vadītājs": "Projektu vadītāja", "Sociālais darbinieks": "Sociālā darbiniece"},
    "ro": {"Agent de vânzări": "Agentă de vânzări", "Asistent medical": "Asistentă medicală"},
    "uk": {"Вчитель": "Вчителька", "Соціолог": "Соціологиня"},
    "el": {"Διαφημιστής": "Διαφημίστρια", "Δικηγόρος": "any"},
}  # fmt: skip


@pytest.mark.parametrize("language", FOR_A_WOMAN)
def test_a_title_has_the_form_of_the_sex_by_the_rules_of_its_language(language: str) -> None:
    for title, woman in FOR_A_WOMAN[language].items():
        both = [(title, "any")]
        two = sorted([(title, "male"), (woman, "female")])

        assert sexes.by_sex([title], language) == (both if woman == "any" else two)


def test_a_title_by_hand_may_be_of_one_sex_or_of_both() -> None:
    titles = ["Steward/Hostess", "Mozzo/", "/Balia", "=Pilota"]

    assert sexes.by_sex(titles, "it") == [
        ("Balia", "female"), ("Hostess", "female"), ("Mozzo", "male"), ("Pilota", "any"), ("Steward", "male"),
    ]  # fmt: skip


def test_titles_have_two_forms_where_the_language_has() -> None:
    for path in DATA.glob("*/jobs.tsv"):
        rows = listing.read_table(path)
        if path.parent.name[:2] not in sexes.ENDINGS:
            continue
        counted = [sum(row["sex"] == sex for row in rows) for sex in ("female", "male")]
        least = 8 if path.parent.name[:2] in ("nl", "ru") else 40

        assert min(counted) >= least, path


@pytest.mark.parametrize("locale", ["en_GB", "en_CA", "en_AU", "en_NZ", "en_IE", "en_IN", "en_ZA"])
def test_english_is_spelled_as_in_the_country(locale: str) -> None:
    for name in (
        "nouns",
        "adjectives",
        "verbs",
        "words",
        "vocabulary",
        "jobs",
        "product_materials",
    ):
        words = {word.lower() for cell in first(name, locale) for word in cell.split()}

        assert not words & {"color", "center", "gray", "neighbor", "jeweler", "fiber", "theater"}
        assert locale == "en_CA" or not words & {"aluminum", "organize", "recognize", "plow"}
    assert {"colour", "harbour", "centre"} <= set(first("nouns", locale))
    assert ("Program Manager" in first("jobs", locale)) == (locale == "en_CA")


def first(name: str, locale: str) -> list[str]:
    """The first column of a list, as the locale has it."""
    return next(iter(lists.load(name, locale).rows.values()))


def test_all_that_is_spelled_otherwise_is_in_an_american_list() -> None:
    assert set() == british.unused()


def test_what_is_spelled_anew_is_what_the_american_lists_give() -> None:
    made = british.lists()

    assert len(made) > 50
    for name in ("en_GB/jobs", "en_CA/nouns", "en_GB/health/care", "en_GB/vocabulary"):
        there = (DATA / f"{name}.tsv").read_text(encoding="utf-8")
        assert made[name]().text().partition("\n")[2] == there.partition("\n")[2]


# The towns' first two digits, by autonomous community (Correos, and INE's codes of provinces).
PROVINCES = {
    "AN": "04 11 14 18 21 23 29 41", "AR": "22 44 50", "AS": "33", "CB": "39", "CL": "05 09 24 34 37 40 42 47 49",
    "CM": "02 13 16 19 45", "CN": "35 38", "CT": "08 17 25 43", "EX": "06 10", "GA": "15 27 32 36", "IB": "07",
    "MC": "30", "MD": "28", "NC": "31", "PV": "01 20 48", "RI": "26", "VC": "03 12 46",
}  # fmt: skip

# The provinces in the order of their codes, 01 to 50, as the metadata of telephone numbers calls them.
NAMES = (
    "Álava,Albacete,Alicante,Almería,Ávila,Badajoz,Baleares,Barcelona,Burgos,Cáceres,Cádiz,Castellón,Ciudad Real,"
    "Córdoba,A Coruña,Cuenca,Gerona,Granada,Guadalajara,Guipúzcoa,Huelva,Huesca,Jaén,León,Lérida,La Rioja,Lugo,"
    "Madrid,Málaga,Murcia,Navarra,Orense,Asturias,Palencia,Las Palmas,Pontevedra,Salamanca,Tenerife,Cantabria,"
    "Segovia,Sevilla,Soria,Tarragona,Teruel,Toledo,Valencia,Valladolid,Vizcaya,Zamora,Zaragoza"
)


def test_a_spanish_town_has_the_postcode_and_the_telephone_of_its_province() -> None:
    rows = lists.load("cities", "es_ES").rows
    for city, state, code, area in zip(
        rows["city"], rows["state_code"], rows["zip"], rows["area_code"], strict=True
    ):
        assert code[:2] in PROVINCES[state].split(), (city, code)
        number = phonenumbers.parse(f"{area}{'2' * (9 - len(area))}", "ES")
        assert (
            geocoder.description_for_number(number, "es") == NAMES.split(",")[int(code[:2]) - 1]
        ), (
            city,
            area,
        )
