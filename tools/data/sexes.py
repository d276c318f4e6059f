"""Occupations in the form of each sex: rules of a language's endings, and what is said by hand.

In a list by hand, `A/B` are the forms for a man and for a woman, `A/` and `/B` are those that only one has, `=A` is
said of both, and `A` alone has the form for a woman that the rules of the language give, if it has any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# What ends the part of a title whose words agree: what follows is of something else.
PARTICLES = {
    "it": re.compile(r"(di|del|della|dello|dei|da|ai|a|in|per|audio|autobus)$|(d|dell|all)'"),
    "pt": re.compile(r"(de|do|da|dos|das|em|na|no|nas|nos|a|por|para|com|e)$"),
    "ro": re.compile(r"(de|în|la|cu)$"),
    "lt": re.compile(r"-$"),
}
# Endings of words for men and for women: the first that fits. A word that none fits is said of both.
ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "he": (), "nl": (), "ru": (),
    "it": (
        ("^(Capo.*|Elettrauto|Console)$", r"\1"), ("^Dottore$", "Dottoressa"), ("^Poeta$", "Poetessa"), ("^Pastore$", "Pastora"),
        ("^Tintore$", "Tintora"), ("tore$", "trice"), ("(s|l)ore$", r"\1ora"), ("iere$", "iera"), ("gnere$", "gnera"), ("o$", "a"),
    ),
    "pt": (
        ("^(Major|Piloto|Modelo|Soldado|Sargento|Cabo)$", r"\1"), ("^Ator$", "Atriz"), ("^Juiz$", "Juíza"), ("^Mestre$", "Mestra"),
        ("or-(.*)$", r"ora-\1"), ("or$", "ora"), ("ão$", "ã"), ("o$", "a"),
    ),
    "ro": (
        ("^Medic$", "Medic"), ("^Actor$", "Actriță"), ("^Profesor$", "Profesoară"), ("or$", "oare"), ("(ist|ar|er|ian|ent|ant|at|ct|al|iv|og|ef|t|c|l)$", r"\1ă"),
    ),
    "pl": (
        ("arz$", "arka"), ("(i|y)sta$", r"\1stka"), ("log$", "lożka"), ("graf$", "grafka"), ("(or|er|iel|acz|ant|ent)$", r"\1ka"),
        ("ekt$", "ektka"), ("iec$", "czyni"), ("ca$", "czyni"), ("owiec$", "owczyni"), ("(n|ty|fi|my|do|zy)ik$", r"\1iczka"), ("yk$", "yczka"),
        ("(s|c)ki$", r"\1ka"), ("y$", "a"),
    ),
    "cs": (
        ("^(Account|Key|Art|Category)$", r"\1"), ("ý$", "á"), ("(ář|ař|éř|íř|ýř|tel|or|ér|er|ant|ent|át|ač|ič|graf|nom|ýr|lot|man|uč|eut|oped|ěč|eč)$", r"\1ka"), ("ista$", "istka"),
        ("og$", "ožka"), ("vák$", "vačka"), ("^Právník$", "Právnička"), ("ník$", "nice"), ("ik$", "ička"), ("c?ce$", "kyně"), ("dec$", "dkyně"), ("ekt$", "ektka"), ("iatr$", "iatrička"),
    ),
    "sk": (
        ("ý$", "á"), ("(ár|iar|teľ|or|ér|er|ant|ent|át|ač|ič|graf|nóm|lot|man|ýr|ór)$", r"\1ka"), ("ista$", "istka"), ("eľ$", "eľka"),
        ("lóg$", "logička"), ("^Právnik$", "Právnička"), ("ník$", "níčka"), ("nik$", "nička"), ("ik$", "ička"), ("ca$", "kyňa"), ("ec$", "kyňa"), ("ekt$", "ektka"),
    ),
    "hr": (
        ("(čar|inar)$", r"\1ka"), ("(ar|or|ist|ekt|telj|ač|ent|ant)$", r"\1ica"), ("er$", "erka"), ("nik$", "nica"), ("og$", "oginja"),
        ("graf$", "grafkinja"), ("ac$", "kinja"), ("(n|k)i$", r"\1a"),
    ),
    "sl": (
        ("(telj|or)$", r"\1ica"), ("nik$", "nica"), ("(ar|er|ist|ekt|ant|ent|nom|ir)$", r"\1ka"), ("og$", "oginja"), ("graf$", "grafinja"),
        ("lec$", "lka"), ("vec$", "vka"), ("ec$", "ka"), ("ač$", "ačica"), ("(n|k)i$", r"\1a"),
    ),
    "lt": (("(o|ė)jas$", r"\1ja"), ("(as|ius|is|ys)$", "ė")),
    "lv": (("nieks$", "niece"), ("js$", "ja"), ("ogs$", "oģe"), ("ais$", "ā"), ("(is|s)$", "e")),
    "uk": (
        ("тель$", "телька"), ("(ар|яр|ист|іст|ач|ер|єр|ор|ент|ант)$", r"\1ка"), ("ник$", "ниця"), ("(лог|граф)$", r"\1иня"), ("вець$", "вчиня"), ("ий$", "а"),
    ),
    "bg": (("(тел|ач|ар|ьор|ист)$", r"\1ка"), ("ник$", "ничка")),
    "el": (
        ("ιστής$", "ίστρια"), ("αστής$", "άστρια"), ("ητής$", "ήτρια"), ("ευτής$", "εύτρια"), ("(άκ|άχ|έκ|ύπ|έν|ίπ)της$", r"\1τρια"), ("(δό|νί|θέ)της$", r"\1τρια"),
    ),
}  # fmt: skip
# Where one noun agrees, with what stands before it; elsewhere all words up to a particle do.
HEADS = {
    "cs": re.compile(r"((?<!Vedouc)(?<!Nákupč)í|ý)$|^[A-Z]{2}$"),
    "sk": re.compile(r"(ý|y|í)$"),
}
AFTER = {
    "pl": re.compile(r"(n|w)y$|(s|c)ki$")
}  # what agrees behind the first word; the rest are genitives
LAST = ("lt", "lv")  # what stands before the last word are genitives, and adjectives that agree
BEFORE_LAST = {"lt": re.compile(r"nis$"), "lv": re.compile(r"ais$")}


def by_sex(titles: Iterable[str], language: str) -> list[tuple[str, str]]:
    """The forms of titles with the sex they are of, sorted and once each."""
    found: dict[tuple[str, str], None] = {}
    for title in titles:
        found |= dict.fromkeys(_forms(title.strip(), language))
    both = {title for title, sex in found if sex == "any"}
    return sorted(each for each in found if each[1] == "any" or each[0] not in both)


def _forms(title: str, language: str) -> Iterator[tuple[str, str]]:
    male, slash, female = title.partition("/")
    if title.startswith("="):
        male = female = title[1:]
    elif not slash:
        female = _female(title, language)
    if male == female:
        yield male, "any"
        return
    if male:
        yield male, "male"
    if female:
        yield female, "female"


def _female(title: str, language: str) -> str:
    """The title with the endings for a woman, in the words that agree."""
    words = title.split()
    agreeing = range(len(words))
    if language in LAST:
        last = len(words) - 1
        agreeing = [
            i for i, word in enumerate(words) if i == last or BEFORE_LAST[language].search(word)
        ]  # type: ignore[assignment]
    if language in AFTER:
        agreeing = [i for i, word in enumerate(words) if not i or AFTER[language].search(word)]  # type: ignore[assignment]
    for i in agreeing:
        if language in PARTICLES and PARTICLES[language].match(words[i]):
            break
        before, words[i] = words[i], _ending(words[i], language)
        if language in HEADS and not HEADS[language].search(before):
            break
    return " ".join(words)


def _ending(word: str, language: str) -> str:
    for pattern, ending in ENDINGS.get(language, ()):
        if re.search(pattern, word):
            return re.sub(pattern, ending, word)
    return word


def corrected(titles: Iterable[str], by_hand: str) -> list[str]:
    """A package's titles, of which those by hand (` | ` between them) have the forms that are said there."""
    hand = [each.strip() for each in by_hand.split(" | ") if each.strip()]
    said = {part for each in hand for part in each.lstrip("=").split("/") if part}
    return [*(title for title in titles if title not in said), *hand]
