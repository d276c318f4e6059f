"""The lists of `data/`: each has its form, and what is made from packages is what the packages say."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools" / "data"))
forms, listing, texts = (import_module(name) for name in ("forms", "listing", "texts"))
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
