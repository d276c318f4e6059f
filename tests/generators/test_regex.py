"""Texts that a regular expression matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.sampling import values
from mockcraft.errors import NotUnique, ParameterError
from mockcraft.generator import find

PATTERNS = [
    "abc", r"\d", r"\d{4}-\d{2}", "[a-f0-9]{8}", "[^a-z]{3}", "(foo|ba[rz])", "a?b*c+", r"\w+@\w+\.(com|org)",
    r"[A-Z][a-z]{2,5}( [A-Z][a-z]{2,5}){0,2}", r"(\d{3}|[A-Z]{2})-(x|y|zz)?", r".{5}", r"\S\s\S", r"\D\W", "",
    r"^[A-Z]{3}\d{3}$", r"(?:ab){2,3}", r"(?P<year>20\d\d)", "(a|b|c){1,9}", "x{2,}", r"[\d\-_.]{6}", "a{0}", "é[àè]",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_whole_pattern_matches(pattern: str) -> None:
    made = values("regex", 300, pattern=pattern)

    assert [value for value in made if not re.fullmatch(pattern, value)] == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_unique_texts_are_distinct_and_match(pattern: str) -> None:
    bound = find("regex").bind({"pattern": pattern})
    from mockcraft.core.context import NOW, Context
    from mockcraft.core.measure import measure

    context = Context(0, "tests", "en_US", NOW)
    try:
        count = min(measure(bound, context, context.column_key("regex")).capacity, 500)
    except NotUnique:
        count = 1
    made = values("regex", count, "en_US", True, pattern=pattern)

    assert len(set(made)) == count
    assert all(re.fullmatch(pattern, value) for value in made)


@pytest.mark.parametrize(
    ("pattern", "construct"),
    [
        (r"(a)\1", "back reference"), ("(?=a)b", "look-ahead"), ("(?!a)b", "negative look-around"),
        (r"a\bb", "anchor"), ("a++", "possessive"), ("(?>a)", "atomic"), ("(?i)a", "flags"), ("(", "regular expression"),
        ("a{1,5000}", "more than 1000"), ("(a)?(?(1)b|c)", "conditional"), (r"[^\x00-\x7f]", "no printable"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_named(pattern: str, construct: str) -> None:
    with pytest.raises(ParameterError, match=construct):
        find("regex").bind({"pattern": pattern})


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.recursive(
        st.sampled_from(["a", "bc", r"\d", "[x-z]", ".", r"\w", "[^q]", r"\."]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
            st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,3}"])).map(
                lambda p: f"(?:{p[0]}){p[1]}"
            ),
        ),
        max_leaves=6,
    )
)
def test_any_pattern_of_the_supported_kind_matches(pattern: str) -> None:
    assert all(re.fullmatch(pattern, value) for value in values("regex", 12, pattern=pattern))
