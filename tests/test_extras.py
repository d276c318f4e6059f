"""What is said where an extra is missing leads to it, also from the program that is one file."""

import sys
from types import ModuleType

import pytest

from mockcraft.extras import BUNDLE, without


def test_the_package_says_what_to_install() -> None:
    assert "not installed (pip install 'mockcraft[mcp]')" == without("mcp")


def test_the_program_of_one_file_does_not_promise_that_it_would_help_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, BUNDLE, ModuleType(BUNDLE))
    assert (
        "not in this program of one file (it is in Python's package: pip install 'mockcraft[mcp]')"
        == without("mcp")
    )
