"""The output is part of the interface: `python tests/golden/update.py` renews the digests."""

import importlib.util
import json
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import pytest

from mockcraft.generator import Generator


def _script(name: str) -> ModuleType:
    """A script of this folder, as a module."""
    spec = importlib.util.spec_from_file_location(
        f"golden_{name}", Path(__file__).parent / f"{name}.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


update, words = _script("update"), _script("words")
DIGESTS = json.loads(update.TARGET.read_text(encoding="utf-8"))


@pytest.mark.parametrize("each", update.builtin(), ids=attrgetter("name"))
def test_a_generator_gives_the_values_it_gave_before(each: Generator) -> None:
    assert update.digests(each) == DIGESTS[each.name]


def test_no_digest_is_of_a_generator_that_is_gone() -> None:
    assert {each.name for each in update.builtin()} == set(DIGESTS)


def test_the_words_of_the_schema_language_give_the_values_they_gave_before() -> None:
    assert json.loads(words.TARGET.read_text(encoding="utf-8")) == words.digests(words.plan())
