"""Word lists and reference facts, read from `data/` when they are first used.

A list is a tab-separated file: a comment with source, licence and date; the names of the columns;
the entries. A last column `weight` gives relative frequencies. A list's name is its path without
`.tsv`, such as `nouns` or `word/pronoun`.

A list is either shared by all locales, in `data/` itself, or it is a locale's own, in `data/<locale>/`.
What else a locale has it takes from others, and says so in its own `locale.tsv`::

    key       value
    language  de                 `de` alone means this locale
    de_DE     *                  all that de_DE has, or takes from others
    en_US     nouns word/*       then these lists of en_US

The lines are asked in their order. A list that none of them gives, the locale has not: a generator that
reads it is refused there, unless the run has a fallback. A locale with a fallback is one text, such as
`de_DE:en_US`: what de_DE has not is taken from en_US.

The list `english` says which generators speak English by themselves, and whether other locales have them.
"""

import os
from contextvars import ContextVar

from mockcraft.core.pool import ListTable
from mockcraft.errors import MissingList, NotFound, did_you_mean

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")
DEFAULT_LOCALE = "en_US"
ENGLISH = "en_"  # what the locales of English begin with
ENGLISH_ALONE = "english"  # in the list `english`: given by locales of English alone
AMERICAN = "american"  # likewise, and of the default locale's country in all of them
BEHIND = ":"  # between a locale and its fallback
RULES = "locale"  # the list in which a locale says what it takes from others

_loaded: dict[tuple[str, str], ListTable] = {}


def load(name: str, locale: str = DEFAULT_LOCALE) -> ListTable:
    """The list `name` for `locale`, or for its fallback.

    Raises:
        MissingList: other locales have it.
        NotFound: no locale has it.
    """
    watched = _watched.get()
    if watched is not None:
        watched.add(name)
    found = _loaded.get((name, locale))
    if found is None:
        path = next(filter(None, (_path(name, each, ()) for each in locale.split(BEHIND))), None)
        if path is None and (having := locales_with(name)):
            raise MissingList(name, locale, having)
        if path is None:
            raise NotFound(f"there is no list {name!r} in {FOLDER}")
        found = _loaded[name, locale] = _read(name, path)
    return found


class Watch:
    """`names` are those of the lists that are read while it is entered, by this thread."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __enter__(self) -> "Watch":
        self._before = _watched.set(self.names)
        return self

    def __exit__(self, *how: object) -> None:
        _watched.reset(self._before)


_watched: "ContextVar[set[str] | None]" = ContextVar("watched", default=None)


def is_of(name: str, locale: str) -> bool:
    """Whether the locale has the list, of its own or from others; not one that all share."""
    return not _own(name, "") and _path(name, locale, ()) is not None


def locales() -> list[str]:
    """The locales that have lists of their own, sorted."""
    return sorted(
        entry.name for entry in os.scandir(FOLDER) if entry.is_dir() and "_" in entry.name
    )


def locales_with(name: str) -> tuple[str, ...]:
    """The locales that have the list, of their own or from others."""
    return tuple(each for each in locales() if _path(name, each, ()))


def own(locale: str) -> str:
    """The locale without its fallback."""
    return locale.partition(BEHIND)[0]


def named(locale: str) -> dict[str, str]:
    """The locale and its fallback, by the names of the settings that give them."""
    return dict(zip(("locale", "fallback"), locale.split(BEHIND), strict=False))


def with_fallback(locale: str, fallback: str | None) -> str:
    """The locale with what gives the lists that it has not, where there is one."""
    return f"{own(locale)}{BEHIND}{fallback}" if fallback and fallback != own(locale) else locale


def is_english(locale: str) -> bool:
    """Whether English is its language, or that of its fallback."""
    return locale.startswith(ENGLISH) or BEHIND + ENGLISH in locale


def english() -> dict[str, str]:
    """Generators whose words are English by themselves, and where they are given; see the list `english`."""
    if not _english:
        rows = load("english").rows
        pairs = zip(rows["where"], rows["generators"], strict=True)
        _english.append({name: where for where, names in pairs for name in names.split()})
    return _english[0]


_english: list[dict[str, str]] = []  # one, whole: other threads read it meanwhile


def spellings() -> list[str]:
    """Every way to write a locale, but for capital letters: de_DE, de-DE, de."""
    known = locales()
    languages = {each.partition("_")[0] for each in known}
    alone = {language for language in languages if _of_language(language, known)}
    return sorted({*known, *(each.replace("_", "-") for each in known), *alone})


def check_locale(locale: str, fallback: str | None = None) -> str:
    """The locale as it is spelled here, with its fallback where it has one: de-de and de are de_DE.

    Raises NotFound for one that has no lists, and for a language of several locales of which none
    says that it is meant.
    """
    if fallback is not None:
        return with_fallback(check_locale(locale), check_locale(fallback))
    known = locales()
    wanted = locale.replace("-", "_").lower()
    for each in known:
        if each.lower() == wanted:
            return each
    meant = _of_language(wanted, known)
    if meant is not None:
        return meant
    alike = _alike(wanted, known)
    near = alike or known
    hint = did_you_mean(locale, near) if alike or "_" not in wanted else ""
    hint = hint or f" (one of {', '.join(near)})"
    raise NotFound(f"locale {locale!r} is not known{hint}")


def _alike(wanted: str, known: list[str]) -> list[str]:
    """The locales of the same language, else those of the same country."""
    language, _, country = wanted.partition("_")
    of_language = [each for each in known if each.lower().startswith(f"{language}_")]
    return of_language or [each for each in known if each.lower().endswith(f"_{country}")]


def _of_language(language: str, known: list[str]) -> str | None:
    """The locale that a language alone means: its only one, or the one that says so."""
    found = [each for each in known if each.lower().startswith(language.lower() + "_")]
    if len(found) > 1:
        found = [each for each in found if ("language", language.lower()) in _rules(each)]
    return found[0] if len(found) == 1 else None


def _path(name: str, locale: str, asked: tuple[str, ...]) -> str | None:
    """Where the list is: the locale's own, the one all share, or one that it takes from another locale."""
    path = _own(name, locale) or _own(name, "")
    if path is not None:
        return path
    for lender, names in _rules(locale):
        if lender not in ("language", *asked) and any(_fits(name, each) for each in names.split()):
            path = _path(name, lender, (*asked, locale))
            if path is not None:
                return path
    return None


def _own(name: str, folder: str) -> str | None:
    path = os.path.join(FOLDER, folder, name + ".tsv")
    return path if os.path.exists(path) else None


def _fits(name: str, rule: str) -> bool:
    """Whether a list is meant by its name, by `*`, or by `word/*`, which is all of a folder."""
    return rule in ("*", name) or (rule.endswith("/*") and name.startswith(rule[:-1]))


def _rules(locale: str) -> list[tuple[str, str]]:
    """The lines of the locale's `locale.tsv`; none where it takes nothing from others."""
    path = _own(RULES, locale)
    if path is None:
        return []
    if (RULES, locale) not in _loaded:
        _loaded[RULES, locale] = _read(RULES, path)
    rows = _loaded[RULES, locale].rows
    return list(zip(rows["key"], rows["value"], strict=True))


def _read(name: str, path: str) -> ListTable:
    """Cut the file once, and take every n-th piece as a column: a list of 11,000 entries takes some 6 ms so."""
    with open(path, encoding="utf-8", newline="\n") as file:
        _, columns, text = file.read().split("\n", 2)
    names = columns.split("\t")
    cells = text.replace("\n", "\t").split("\t")[:-1]  # the last line has its end too
    rows = {column: cells[i :: len(names)] for i, column in enumerate(names)}
    weights = list(map(int, rows.pop("weight"))) if names[-1] == "weight" else None
    return ListTable(name, rows, weights)
