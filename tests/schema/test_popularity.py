"""Which parents of a reference are popular: how fast popularity falls, and where the popular ones stand."""

from collections import Counter

import pytest

from .support import plan_of, problems_of, rows_of, table

KEY = "id: {generator: sequence, primary_key: true}\nkind: {generator: number, min: 1, max: 3}"


def counts_of(options: str, rows: int = 60_000) -> Counter[int]:
    """How often each of 500 parents is pointed at."""
    text = "tables:\n" + table(KEY, 500, name="u") + table(f"a: {{ref: u.id, {options}}}", rows)
    return Counter(row["a"] for row in rows_of(plan_of(text)))


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.1, 2.5])
def test_popularity_falls_as_the_exponent_says(exponent: float) -> None:
    counts = counts_of(f"distribution: zipf, exponent: {exponent}")
    total = sum(k**-exponent for k in range(1, 501))

    for rank in (1, 2, 10):
        expected = 60_000 * rank**-exponent / total
        assert expected == pytest.approx(counts[rank], rel=0.05, abs=4 * expected**0.5)


def test_the_default_is_what_it_was() -> None:
    assert counts_of("distribution: zipf") == counts_of("distribution: zipf, exponent: 1.1")


@pytest.mark.parametrize("where", ["", ", where: kind = 2"])
@pytest.mark.parametrize("distribution", ["zipf", "exponential"])
def test_shuffled_parents_are_as_popular_and_stand_anywhere(distribution: str, where: str) -> None:
    plain = counts_of(f"distribution: {distribution}{where}")
    shuffled = counts_of(f"distribution: {distribution}, shuffle: true{where}")

    assert sorted(plain.values()) == sorted(shuffled.values())
    assert max(parent for parent, _ in plain.most_common(10)) < 50
    assert max(parent for parent, _ in shuffled.most_common(10)) > 250


PROBLEMS = {
    "distribution: zipf, exponent: 0": ["10:52: exponent 0 is not above 0 and at most 10"],
    "distribution: zipf, exponent: x": ["10:52: exponent must be a number, not 'x'"],
    "exponent: 2": ["10:32: exponent goes with distribution: zipf alone (add it)"],
    "distribution: normal, exponent: 2": [
        "10:54: exponent goes with distribution: zipf alone (add it)"
    ],
    "shuffle: true": [
        "10:31: shuffle has no effect where all parents are as popular (add a distribution)"
    ],
    "distribution: zipf, shuffle: 3": ["10:51: shuffle must be true or false, not 3"],
}


@pytest.mark.parametrize(("options", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(options: str, expected: list[str]) -> None:
    text = "tables:\n" + table(KEY, 500, name="u") + table(f"a: {{ref: u.id, {options}}}")

    assert expected == problems_of(text)
