"""The output is part of the interface: `python tests/golden/update.py` renews the digests."""

import importlib.util
import json
from operator import attrgetter
from pathlib import Path

import pytest

from mockcraft.generator import Generator

_spec = importlib.util.spec_from_file_location("golden_update", Path(__file__).parent / "update.py")
assert _spec is not None and _spec.loader is not None
update = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(update)

DIGESTS = json.loads(update.TARGET.read_text(encoding="utf-8"))


@pytest.mark.parametrize("each", update.builtin(), ids=attrgetter("name"))
def test_a_generator_gives_the_values_it_gave_before(each: Generator) -> None:
    assert update.digests(each) == DIGESTS[each.name]


def test_no_digest_is_of_a_generator_that_is_gone() -> None:
    assert {each.name for each in update.builtin()} == set(DIGESTS)
