"""The kit finds the faults it is there to find."""

from __future__ import annotations

import pytest

from mockcraft.generator import Draw, Generator, Integer, Pool, Text, generator
from mockcraft.names import declared
from mockcraft.testing import check_generator

LETTERS = Pool("letter", "abcdef")


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generators of these tests are not seen by others."""
    monkeypatch.setattr("mockcraft.names.declared", dict(declared))


def faulty(function: object) -> Generator:
    return generator("fault")(function)  # type: ignore[arg-type]


def test_a_decision_that_is_made_twice_is_found() -> None:
    def twice(draw: Draw) -> Text:
        """Two letters."""
        return draw.join(draw.pick(LETTERS), draw.pick(LETTERS))

    with pytest.raises(AssertionError, match="made twice"):
        check_generator(faulty(twice))


def test_unique_values_that_repeat_are_found() -> None:
    def vouched(draw: Draw) -> Text:
        """Two numbers of which the first is said to show, and does not."""
        both = draw.join(draw["a"].integer(0, 20), "-", draw["b"].integer(0, 20))
        return draw.map(both, _last, distinct=True)

    with pytest.raises(AssertionError, match="distinct values"):
        check_generator(faulty(vouched))


def test_unique_values_that_repeat_only_where_they_are_most_alike_are_found() -> None:
    def vouched(draw: Draw) -> Text:
        """Three numbers, the last of which shows in steps of two."""
        parts = [draw[label].integer(0, 10**6) for label in "abc"]
        return draw.map(draw.join(parts[0], "-", parts[1], "-", parts[2]), _halved, distinct=True)

    with pytest.raises(AssertionError, match="distinct values"):
        check_generator(faulty(vouched))


def _last(text: str) -> str:
    return text.rpartition("-")[2]


def _halved(text: str) -> str:
    first, second, third = text.split("-")
    return f"{first}-{second}-{int(third) // 2}"


def test_a_wrong_return_type_is_found() -> None:
    def number_text(draw: Draw) -> Text:
        """Number that is no text."""
        return draw.integer(1, 5)

    with pytest.raises(AssertionError, match="declares text"):
        check_generator(faulty(number_text))


def test_evaluators_that_differ_are_found() -> None:
    def by_kind(draw: Draw) -> Integer:
        """Number that depends on who asks."""
        return draw.integer(1, 5) + (type(draw).__name__ == "VectorDraw")

    with pytest.raises(AssertionError, match="alone and"):
        check_generator(faulty(by_kind))


def test_values_that_depend_on_the_order_of_rows_are_found() -> None:
    def in_order(draw: Draw) -> Integer:
        """Number that depends on the rows beside it."""
        number = draw.integer(1, 5)
        return number if isinstance(number, int) else number.cumsum()  # type: ignore[attr-defined, no-any-return]

    with pytest.raises(AssertionError):
        check_generator(faulty(in_order))


def test_missing_documentation_is_found() -> None:
    def silent(draw: Draw) -> Text:
        return draw.pick(LETTERS)

    with pytest.raises(AssertionError, match="no sentence"):
        check_generator(faulty(silent))


def test_a_parameter_without_help_is_found() -> None:
    def terse(draw: Draw, *, size: int = 1) -> Text:
        """Letter."""
        return draw.pick(LETTERS)

    with pytest.raises(AssertionError, match="has no help"):
        check_generator(faulty(terse))
