"""Lists by locale: a locale is a folder and nothing else, and what it takes from others it says."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockcraft.answer import answer
from mockcraft.core import lists
from mockcraft.core.lists import check_locale, load, locales, spellings
from mockcraft.errors import MissingList, NotFound, SchemaError
from mockcraft.generator import Bound, find
from mockcraft.schema.bind import load as load_schema
from mockcraft.testing import check_generator

DATA = Path(lists.FOLDER)
HEAD = "# source: the test; licence: none; date: 2026-11-25\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data, to which a test adds folders."""
    for entry in os.scandir(DATA):
        os.symlink(entry.path, tmp_path / entry.name)
    monkeypatch.setattr(lists, "FOLDER", str(tmp_path))
    monkeypatch.setattr(lists, "_loaded", {})
    yield tmp_path


def locale(folder: Path, name: str, rules: str, **files: str) -> None:
    """Makes a locale: its rules, and lists by their lines."""
    (folder / name).mkdir()
    rows = {"locale": f"key\tvalue\n{rules}", **files} if rules else files
    for each, text in rows.items():
        (folder / name / f"{each}.tsv").write_text(HEAD + text, encoding="utf-8")


def first(name: str, of: str) -> str:
    return str(next(answer(Bound(find(name), {}), 1, 0, of)))


def test_a_locale_is_added_by_a_folder_alone(folder: Path) -> None:
    locale(
        folder, "de_LU", "de_DE\t*\n", banks="name\tbank_code\tbic\nErste Bank\t20111\tGIBAATWW\n"
    )

    assert "de_LU" in locales() and {"de_LU", "de-LU"} <= set(spellings())
    assert "de_LU" == check_locale("de-lu")
    assert "Erste Bank" == first("bank_name", "de_LU")
    assert first("job_title", "de_DE") == first("job_title", "de_LU")
    assert first("weekday", "de_DE") == first("weekday", "de_LU")
    for name in ("bank_name", "email", "language", "license_plate"):
        check_generator(find(name))


def test_what_a_locale_takes_from_none_it_has_not(folder: Path) -> None:
    locale(folder, "xx_XX", "en_US\tnouns word/*\n", banks="name\tbank_code\tbic\nX\t1\tXX\n")

    assert first("noun", "en_US") == first("noun", "xx_XX")
    assert first("pronoun", "en_US") == first("pronoun", "xx_XX")
    assert first("country_code", "en_US") == first("country_code", "xx_XX")  # shared by all
    with pytest.raises(
        MissingList, match=r"^xx_XX has no adjective \(it is in en_AU, .*; fallback=en_US gives it"
    ):
        first("adjective", "xx_XX")


def test_a_locale_without_rules_takes_nothing(folder: Path) -> None:
    locale(folder, "xx_XX", "", nouns="word\tweight\nthing\t1\n")

    assert "thing" == first("noun", "xx_XX")
    with pytest.raises(MissingList):
        first("verb", "xx_XX")


def test_a_fallback_gives_what_a_locale_has_not_and_nothing_else(folder: Path) -> None:
    locale(folder, "xx_XX", "", nouns="word\tweight\nthing\t1\n")

    assert "thing" == first("noun", "xx_XX:en_US")
    assert first("verb", "en_US") == first("verb", "xx_XX:en_US")
    assert first("weekday", "de_DE") == first("weekday", "xx_XX:de_DE")
    assert ("de_DE:en_US", "en_US") == (check_locale("de", "EN-us"), check_locale("en", "en_US"))
    with pytest.raises(MissingList, match="xx_XX with the fallback de_DE has no verb"):
        first("verb", "xx_XX:de_DE")


def test_rules_that_go_round_end(folder: Path) -> None:
    locale(folder, "xx_XX", "yy_YY\t*\n")
    locale(folder, "yy_YY", "xx_XX\t*\nen_US\tnouns\n")

    assert first("noun", "en_US") == first("noun", "xx_XX")
    with pytest.raises(MissingList):
        first("verb", "xx_XX")


def test_the_rules_are_asked_in_their_order(folder: Path) -> None:
    locale(folder, "xx_XX", "fr_FR\tjobs\nde_DE\t*\n")

    assert first("job_title", "fr_FR") == first("job_title", "xx_XX")
    assert first("bank_name", "de_DE") == first("bank_name", "xx_XX")


def test_a_schema_file_is_told_where_the_generator_stands(folder: Path, tmp_path: Path) -> None:
    locale(folder, "xx_XX", "en_US\tnouns\n")
    path = tmp_path / "schema.yaml"
    path.write_text(
        "locale: xx-xx\ntables:\n  t:\n    count: 3\n    columns:\n      a: noun\n      b: verb\n",
        encoding="utf-8",
    )
    with pytest.raises(SchemaError, match=r"schema\.yaml:7:\d+: xx_XX has no verb ") as raised:
        load_schema(path)
    assert 1 == len(raised.value.problems)


@pytest.mark.parametrize("spelling", ["de", "DE", "de_DE", "de-de", "DE-DE"])
def test_a_language_alone_means_its_locale(spelling: str) -> None:
    assert "de_DE" == check_locale(spelling)


def test_a_language_of_several_locales_means_the_one_that_says_so(folder: Path) -> None:
    locale(folder, "de_LU", "de_DE\t*\n")
    locale(folder, "xx_XX", "")
    assert "de_DE" == check_locale("de") and "xx_XX" == check_locale("xx")
    locale(folder, "xx_YY", "")

    with pytest.raises(NotFound, match=r"locale 'xx' is not known \(one of xx_XX, xx_YY\)"):
        check_locale("xx")
    assert "de" in spellings() and "xx" not in spellings()


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix()[:-4] for path in folder.rglob("*.tsv")}


def test_a_list_is_shared_or_of_locales_and_never_both() -> None:
    own = {each: names_below(DATA / each) for each in locales()}
    shared = {name for name in names_below(DATA) if name.partition("/")[0] not in own}

    assert [] == [name for each in own.values() for name in each & shared]


def test_every_rule_names_a_locale_and_lists_that_it_lends() -> None:
    for each in locales():
        for lender, names in lists._rules(each):
            if lender == "language":
                assert each.startswith(names)
                continue
            assert lender in locales()
            for name in names.split():
                lent = [n for n in names_below(DATA / lender) if lists._fits(n, name)]
                assert lent, f"{each} takes {name} from {lender}, which has none"
                assert set(lent) - names_below(DATA / each), f"{each} has {name} itself"


def test_no_code_names_a_locale_but_the_default() -> None:
    package = DATA.parent
    named = [
        f"{path.name} names {each}"
        for path in sorted(package.rglob("*.py"))
        for each in locales()
        if each != lists.DEFAULT_LOCALE and path.name not in ("lists.py",)
        if "testing" not in path.relative_to(package).parts  # the kit has some to look at
        if f'"{each}"' in path.read_text(encoding="utf-8")
    ]

    assert [] == named


def test_a_list_that_is_nowhere_is_no_matter_of_the_locale() -> None:
    with pytest.raises(NotFound, match="there is no list 'gizmos'"):
        load("gizmos", "de_DE")
