"""Patterns of keys have a key in common, or none."""

import re
from itertools import product

import pytest

from mockcraft.formats.key_overlap import overlap

INTEGER, UUID, TIME = "(-?[0-9]+)", "([0-9a-f-]{36})", "([0-9T:-]{19}Z)"
PAIRS = [
    ("user:([^:]*)", r"user:([^\\.]*)\.cart", True),
    ("user:([^:]*)", "user:email:([^:]*)", False),
    ("user:([^:]*)", f"user:{INTEGER}", True),
    ("user:([^:]*)", "user:", True),
    ("user:([^:]*)", "user", False),
    ("(.*)", "anything\n:at/all☃", True),
    (f"a:{INTEGER}", f"a:{UUID}", True),
    (f"a:{INTEGER}", f"a:{TIME}", False),
    (f"a:{INTEGER}", "a:-", False),
    (f"a:{INTEGER}", "a:-7", True),
    (f"a:{INTEGER}:b", f"a:{INTEGER}", False),
    (f"a:{TIME}", "a:2001-02-03T04:05:06Z", True),
    (f"a:{TIME}", "a:2001-02-03T04:05:06", False),
    (r"(.*)\]([^\]]*)", r"x\]y\]z", True),
    (r"([^\^]*)\^", r"a\^b\^", False),
    (r"\(([^\)]*)\)", r"\(a\)", True),
    (r"\(([^\)]*)\)", "a", False),
    ("([^☃]*)☃", "a☃", True),
    ("([^☃]*)", "a☃", False),
]


@pytest.mark.parametrize(("left", "right", "common"), PAIRS)
def test_patterns_have_a_key_in_common(left: str, right: str, common: bool) -> None:
    assert [common, common] == [overlap(left, right), overlap(right, left)]
    assert overlap(left, left) and overlap(right, right)


def test_patterns_overlap_where_a_short_key_matches_both() -> None:
    parts = ["a", r"\.", "([^a]*)", r"([^\.]*)", "(-?[01]+)", "([a.]{2})"]
    patterns = ["".join(each) for length in (1, 2) for each in product(parts, repeat=length)]
    keys = ["".join(each) for length in range(6) for each in product("a.-0", repeat=length)]
    held = {each: set(filter(re.compile(each).fullmatch, keys)) for each in patterns}

    for left, right in product(patterns, repeat=2):
        assert overlap(left, right) == bool(held[left] & held[right]), (left, right)
