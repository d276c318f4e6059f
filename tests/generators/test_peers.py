"""Every method of Faker, of Mimesis and of gofakeit has a counterpart, or a reason why not."""

import importlib.util
import sys
from pathlib import Path
from shlex import split

import pytest

from mockcraft.cli.main import run

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("peers_page", ROOT / "tools" / "peers_page.py")
assert SPEC is not None and SPEC.loader is not None
page = importlib.util.module_from_spec(SPEC)
sys.modules["peers_page"] = page
SPEC.loader.exec_module(page)


@pytest.mark.parametrize(
    ("library", "least"), [("Faker", 250), ("Mimesis", 150), ("gofakeit", 360)]
)
def test_every_method_has_a_counterpart_that_gives_values_or_a_reason(
    library: str, least: int
) -> None:
    rows = page.every(library)

    assert len(rows) >= least
    for row in rows:
        assert row.bound.sample(1) if row.ours else len(row.note) > 20, row


TYPED = sorted({row.typed for row in page.rows() if " " in row.ours})


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_told_of_a_method_works_when_it_is_typed(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", *split(typed)]) == 0
    assert capsys.readouterr().out.strip()


def test_the_table_has_no_method_that_is_none() -> None:
    known = {(library, name) for library in page.LIBRARIES for name in page.names(library)}
    told = [(row.library, row.name) for row in page.rows()]

    assert len(told) == len(set(told))
    assert set(told) <= known
