"""Whatever stands in a schema file, only an error for people may come of it."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mockcraft.errors import MockcraftError, SchemaError

from .support import FILE, plan_of

SHOP = (Path(__file__).parents[2] / "examples" / "shop.yaml").read_text(encoding="utf-8")
TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
TOKENS = TOKEN.findall(SHOP)
WORDS = [
    "", "0", "-1", "1e400", "9223372036854775808", "0..5", "true", "~", "{}", "[]", "[[", "*a", "&a ", "<<",
    "users", "users.id", "id", "id.id.id", "generator", "ref", "values", "value", "expr", "template", "regex",
    "fields", "items", "count", "per", "min", "max", "mean", "unique", "primary_key", "nulls", "absent", "embed", "type",
    "decimal(9,3)", "date", "locale", "ja_JP", "entity", "number", "sequence", "uuid", "bool", "datetime",
    "'{user_id.name}'", "'{'", "'[a-z]{1,99}'", "(((", "user_id + 1", "now", "checks", ": ", "\n", "\t", "  ",
]  # fmt: skip

edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "repeat", "replace", "insert", "swap"]),
        st.integers(0, len(TOKENS) - 1),
        st.one_of(st.sampled_from(WORDS), st.sampled_from(TOKENS), st.text(max_size=3)),
    ),
    min_size=1,
    max_size=4,
)


def changed(tokens: list[str], kind: str, place: int, word: str) -> list[str]:
    place %= max(len(tokens), 1)
    before, token, after = tokens[:place], tokens[place : place + 1], tokens[place + 1 :]
    return {
        "delete": [*before, *after],
        "repeat": [*before, *token, *token, *after],
        "replace": [*before, word, *after],
        "insert": [*before, word, *token, *after],
        "swap": [*before, *after[:1], *token, *after[1:]],
    }[kind]


@given(edits)
@settings(max_examples=120)
def test_a_changed_schema_file_is_a_plan_or_problems_with_places(
    made: list[tuple[str, int, str]],
) -> None:
    tokens = TOKENS
    for kind, place, word in made:
        tokens = changed(tokens, kind, place, word)
    text = "".join(tokens)

    try:
        plan_of(text)
    except SchemaError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.place.file == FILE
            assert 1 <= problem.place.line <= text.count("\n") + 2
            assert problem.message
            assert "\n" not in problem.message
    except MockcraftError as error:
        assert str(error)


LINES = SHOP.splitlines(keepends=True)


@given(st.lists(st.sampled_from(LINES), max_size=40))
@settings(max_examples=60)
def test_any_lines_of_a_schema_file_in_any_order_do_no_harm(lines: list[str]) -> None:
    try:
        plan_of("".join(lines))
    except MockcraftError as error:
        assert str(error)


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_is_a_plan_or_an_error_for_people(text: str) -> None:
    try:
        plan_of(text)
    except MockcraftError as error:
        assert str(error)
