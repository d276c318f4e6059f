"""Texts that are cut to a length."""

import pytest

from schema.support import problems_of, schema, values_of


def test_longer_texts_are_cut_and_others_stay() -> None:
    whole = values_of("a: company", count=200)
    short = values_of("a: {generator: company, max_length: 12}", count=200)

    assert [text[:12].rstrip() if len(text) > 12 else text for text in whole] == short
    assert {len(text) for text in short} > {12}


def test_a_cut_text_is_what_others_read() -> None:
    columns = "a: {generator: sentence, max_length: 7}\nb: {expr: length(a)}"

    assert set(values_of(columns, "b", 50)) <= set(range(1, 8))
    assert [] == problems_of(schema(columns))


def test_nulls_and_members_of_documents_are_cut_too() -> None:
    made = values_of("a: {fields: {b: {generator: sentence, max_length: 3, nulls: 0.5}}}", count=50)

    assert {len(each["b"]) if each["b"] else 0 for each in made} >= {0, 3}
    assert all(each["b"] is None or len(each["b"]) <= 3 for each in made)


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("{generator: word, max_length: 0}", "max_length 0 is outside 1..100000"),
        ("{generator: number, max_length: 3}", "max_length is of text, and 'a' is integer (remove it)"),
        (
            "{generator: email, unique: true, max_length: 9}",
            "'a' cannot be unique: texts that differ can be equal once they are cut "
            "(choose a generator of shorter texts, and no max_length)",
        ),
    ],
)  # fmt: skip
def test_a_length_that_cannot_be_is_told(column: str, problem: str) -> None:
    (found,) = problems_of(schema(f"a: {column}"))

    assert found.endswith(problem)
