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
    from mockcraft.core.uniques.measure import measure

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
        ("((a{1000}){1000}){1000}", "up to 1,000,000,000 characters, more than 10,000"),
        ("(([a-z]{1,30}){1,30}){1,30}", "up to 27,000 characters"),
        ("([a-z]?|[0-9]{0,4}){900}", "up to 10,800 decisions"),
        ("(" * 101 + "a" + ")" * 101, "more than 100 groups"),
        (r"a\ud800", "half a character"), (r"[\udfff]", "half a character"), (r"\x00", "control character 0"),
        ("[\\ud800-\\udfff]", "no printable"), ("\ud800", "half a character"),
        ("x" * 1001, "outside 0..1000 characters"),
        ("a{1,5000}", "more than 1000"), ("(a)?(?(1)b|c)", "conditional"), (r"[^\x00-\x7f]", "no printable"),
    ],
)  # fmt: skip
def test_what_is_not_supported_or_bounded_is_named(pattern: str, construct: str) -> None:
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


def test_a_range_leaves_out_what_is_no_character() -> None:
    made = "".join(values("regex", 2000, pattern=r"[\x00-\x05\ud7fe-\ue002]{3}"))

    assert set("\1\2\3\4\5\ud7fe\ud7ff\ue000\ue001\ue002") == set(made)


@pytest.mark.parametrize(
    "pattern", ["([a-z]{1,30}){1,30}", "(x|[0-9]{2}){0,700}", ".{1000}", "((a|b){1,40}x){1,20}"]
)
def test_what_is_within_the_bounds_is_drawn_soon(pattern: str) -> None:
    from time import process_time

    started = process_time()
    made = values("regex", 200, pattern=pattern)

    assert all(re.fullmatch(pattern, value) for value in made)
    assert process_time() - started < 20
