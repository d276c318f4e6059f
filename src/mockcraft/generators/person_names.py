"""Names that only some languages have: after the father, and in kana."""

from __future__ import annotations

from mockcraft.core.lists import BEHIND, locales
from mockcraft.generator import Draw, Text, generator
from mockcraft.generators.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Name = tuple[str, str]  # of a man, of a woman


def _russian(father: str) -> Name:
    if father in _RUSSIAN:
        return _RUSSIAN[father]
    if father.endswith("ий"):
        return f"{father[:-2]}ьевич", f"{father[:-2]}ьевна"
    if father.endswith(("й", "ь")):
        return f"{father[:-1]}евич", f"{father[:-1]}евна"
    if father.endswith("а"):
        return f"{father[:-1]}ич", f"{father[:-1]}ична"
    return f"{father}ович", f"{father}овна"


_RUSSIAN = {
    "Дмитрий": ("Дмитриевич", "Дмитриевна"), "Георгий": ("Георгиевич", "Георгиевна"),
    "Михаил": ("Михайлович", "Михайловна"), "Павел": ("Павлович", "Павловна"), "Лев": ("Львович", "Львовна"),
    "Пётр": ("Петрович", "Петровна"), "Илья": ("Ильич", "Ильинична"),
}  # fmt: skip


def _ukrainian(father: str) -> Name:
    if father in _UKRAINIAN:
        return _UKRAINIAN[father]
    if father.endswith("й"):
        return f"{father}ович", f"{father[:-1]}ївна"
    if father.endswith("ь"):
        return f"{father}ович", f"{father[:-1]}івна"
    stem = father.removesuffix("о")
    return f"{stem}ович", f"{stem}івна"


_UKRAINIAN = {
    "Микола": ("Миколайович", "Миколаївна"), "Лев": ("Львович", "Львівна"),
    "Григорій": ("Григорович", "Григорівна"),
}  # fmt: skip


def _bulgarian(father: str) -> Name:
    if father.endswith("ър"):
        stem = f"{father[:-2]}ро"
    elif father.endswith("й"):
        stem = f"{father[:-1]}е"
    elif father.endswith("и"):
        stem = f"{father}е"
    else:
        stem = father.removesuffix("о").removesuffix("а") + "о"
    return f"{stem}в", f"{stem}ва"


RULES: dict[str, Callable[[str], Name]] = {
    "ru": _russian,
    "uk": _ukrainian,
    "bg": _bulgarian,
}


@generator("person")
def middle_name(draw: Draw) -> Text:
    """Second given name, of the sex of the row's person; in Russian, Ukrainian and Bulgarian the patronymic."""
    if draw.locale[:2] in RULES:
        return _after_father(draw, draw.locale)
    return draw["middle"].record("first_names", sex=draw.entity(Person).sex).name


@generator("person", aliases=("father_name",))
def patronymic(draw: Draw) -> Text:
    """Name of the row's person after the father, by the sex: in Ukrainian, Bulgarian, else in Russian."""
    return _after_father(draw, _home(draw, *RULES))


def _after_father(draw: Draw, there: str) -> Text:
    """The patronymic of the row's person in the language of a locale."""
    father = draw.in_locale(there)["father"].record("first_names", sex="male").name
    male = draw.map(draw.entity(Person).sex, _is_male)
    son, daughter = (draw.map(father, each) for each in _forms(there[:2]))
    return draw.either(draw.number(male).units == 1, son, daughter)  # type: ignore[no-any-return]


def _is_male(sex: str) -> str:
    return "1" if sex == "male" else "0"


_kept: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {}


def _forms(language: str) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """The rules for a son and for a daughter, each one function, for their answers are kept."""
    if language not in _kept:
        rule = RULES[language]
        _kept[language] = (lambda father: rule(father)[0]), (lambda father: rule(father)[1])
    return _kept[language]


def _home(draw: Draw, *languages: str) -> str:
    """The locale of the draw, or its fallback, if it is of one of the languages; else the first one of the first of them."""
    place = draw.locale, languages
    if place not in _homes:
        own = (each for each in draw.locale.split(BEHIND) if each[:2] in languages)
        first = (each for each in locales() if each[:2] == languages[0])
        _homes[place] = next(own, None) or next(first)
    return _homes[place]


_homes: dict[tuple[str, tuple[str, ...]], str] = {}


def _japanese(draw: Draw) -> Person:
    return draw.in_locale(_home(draw, "ja")).entity(Person)


@generator("person", aliases=("first_kana_name",))
def first_name_kana(draw: Draw) -> Text:
    """Given name in katakana: of the row's person in Japanese, else of somebody in Japan."""
    return _japanese(draw).given.kana


@generator("person", aliases=("last_kana_name",))
def last_name_kana(draw: Draw) -> Text:
    """Family name in katakana: of the row's person in Japanese, else of somebody in Japan."""
    return _japanese(draw).family.kana


@generator("person", aliases=("kana_name",))
def name_kana(draw: Draw) -> Text:
    """Family and given name in katakana, a blank between them: of the row's person in Japanese, else of somebody in Japan."""
    who = _japanese(draw)
    return draw.join(who.family.kana, " ", who.given.kana)
