"""Frequencies at fixed seeds, against limits that are computed here."""

from collections import Counter
from collections.abc import Mapping
from math import exp, factorial, sqrt

import pytest

from generators.sampling import values
from mockcraft.core.lists import load
from mockcraft.errors import ParameterError
from mockcraft.generator import find
from mockcraft.generators._ages import PYRAMID

ROWS = 20_000


def numbers(**parameters: object) -> list[int]:
    return [int(value) for value in values("number", ROWS, **parameters)]


def chi_square(found: Counter[str], shares: Mapping[str, float]) -> float:
    total = sum(found.values())
    weight = sum(shares.values())
    return sum(
        (found[value] - total * share / weight) ** 2 / (total * share / weight)
        for value, share in shares.items()
    )


def limit(degrees: int) -> float:
    """Above the 99.9th percentile of chi-square (Wilson and Hilferty 1931)."""
    return degrees * (1 - 2 / (9 * degrees) + 3.2 * sqrt(2 / (9 * degrees))) ** 3


def test_uniform_numbers_are_equally_frequent() -> None:
    found = Counter(map(str, numbers(min=0, max=99)))

    assert chi_square(found, {str(i): 1 for i in range(100)}) < limit(99)


def test_normal_numbers_have_their_mean_and_deviation() -> None:
    made = numbers(min=0, max=200, distribution="normal", mean=100, deviation=15)
    mean = sum(made) / ROWS
    deviation = sqrt(sum((each - mean) ** 2 for each in made) / ROWS)

    assert abs(mean - 100) < 4 * 15 / sqrt(ROWS)
    assert abs(deviation - 15) < 4 * 15 / sqrt(2 * ROWS)


def test_exponential_numbers_have_their_mean() -> None:
    made = numbers(min=0, max=100_000, distribution="exponential", mean=1000)

    assert abs(sum(made) / ROWS - 1000) < 4 * 1000 / sqrt(ROWS)


def test_log_normal_numbers_have_their_mean() -> None:
    made = numbers(min=0, max=1_000_000, distribution="log_normal", mean=1000, deviation=500)

    assert abs(sum(made) / ROWS - 1000) < 4 * 500 / sqrt(ROWS) + 1


def test_poisson_numbers_are_as_frequent_as_they_should_be() -> None:
    found = Counter(map(str, numbers(min=0, max=15, distribution="poisson", mean=5)))
    shares = {str(i): exp(-5) * 5**i / factorial(i) for i in range(13)}
    for rare in range(13, 16):
        del found[str(rare)]

    assert chi_square(found, shares) < limit(12)


def test_zipf_numbers_fall_with_their_rank() -> None:
    found = Counter(map(str, numbers(min=1, max=50, distribution="zipf")))

    assert chi_square(found, {str(i): i**-1.1 for i in range(1, 51)}) < limit(49)


def test_decimals_have_their_mean() -> None:
    made = [
        float(value)
        for value in values(
            "decimal", ROWS, min=0, max=10, scale=3, distribution="normal", mean=4, deviation=0.5
        )
    ]

    assert abs(sum(made) / ROWS - 4) < 4 * 0.5 / sqrt(ROWS)


def test_a_weighted_list_is_honoured() -> None:
    table = load("blood_types")
    assert table.weights is not None
    shares = dict(zip(table.rows["name"], table.weights, strict=True))

    assert chi_square(Counter(values("blood_type", ROWS)), shares) < limit(len(shares) - 1)


@pytest.mark.parametrize("bounds", [(0, 99), (18, 90), (0, 17), (60, 90), (25, 29), (98, 109)])
def test_people_are_as_old_as_in_a_census(bounds: tuple[int, int]) -> None:
    low, high = bounds
    made = Counter(values("age", ROWS, min_age=low, max_age=high))
    shares = {str(age): PYRAMID[age // 5] for age in range(low, high + 1)}

    assert set(made) <= set(shares)
    assert chi_square(made, shares) < limit(len(shares) - 1)


def test_names_are_of_their_time() -> None:
    """By the medians of the ages of living adults, after the births of the US Social Security Administration."""
    people = [
        *zip(values("first_name", 20 * ROWS), map(int, values("age", 20 * ROWS)), strict=True)
    ]

    def median(name: str) -> int:
        ages = sorted(age for own, age in people if own == name)
        return ages[len(ages) // 2]

    assert all(median(name) > 60 for name in ("Dorothy", "Betty", "Linda"))
    assert all(35 < median(name) < 55 for name in ("Jennifer", "Jason"))
    assert all(median(name) < 30 for name in ("Emma", "Madison"))


def test_names_without_births_are_of_any_age() -> None:
    """Also the people of each name are, as in all of the locale."""
    people = [
        *zip(
            values("first_name", ROWS, "de_DE"), map(int, values("age", ROWS, "de_DE")), strict=True
        )
    ]
    shares = {str(age): PYRAMID[age // 5] for age in range(18, 91)}
    name = Counter(name for name, _ in people).most_common(1)[0][0]
    common = [age for own, age in people if own == name]

    assert chi_square(Counter(str(age) for _, age in people), shares) < limit(72)
    assert min(common) < 25 and max(common) > 75


def test_men_are_taller_than_women_by_what_was_measured() -> None:
    """Means of 175.3 and 161.3 cm (NCHS, Vital and Health Statistics 3(46)): a correlation with sex of 0.69."""
    rows = list(zip(values("sex", ROWS), map(int, values("height", ROWS)), strict=True))
    means = {
        sex: sum(each for own, each in rows if own == sex) / sum(own == sex for own, _ in rows)
        for sex in ("male", "female")
    }

    assert abs(means["male"] - 175.3) < 1 and abs(means["female"] - 161.3) < 1


def test_marriage_and_degrees_come_with_age() -> None:
    rows = list(
        zip(
            map(int, values("age", ROWS)),
            values("marital_status", ROWS),
            values("education_level", ROWS),
            strict=True,
        )
    )
    old, young = ([each for each in rows if (each[0] >= 60) == is_old] for is_old in (True, False))

    assert sum(each[1] == "widowed" for each in old) > 0.1 * len(old)
    assert sum(each[1] == "widowed" for each in young) < 0.03 * len(young)
    assert not any(each[2] == "doctorate" for each in rows if each[0] < 25)


def test_a_weighted_choice_is_honoured() -> None:
    made = Counter(values("choice", ROWS, values="free,pro,team", weights="80,15,5"))

    assert chi_square(made, {"free": 80, "pro": 15, "team": 5}) < limit(2)


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.5, 0.93, 1.0])
def test_a_truth_value_has_its_probability(probability: float) -> None:
    share = values("bool", ROWS, probability=probability).count("true") / ROWS

    assert abs(share - probability) <= 4 * sqrt(probability * (1 - probability) / ROWS)


@pytest.mark.parametrize(
    "distribution", ["uniform", "normal", "log_normal", "exponential", "zipf", "poisson"]
)
def test_a_number_is_within_its_bounds(distribution: str) -> None:
    made = numbers(min=-7, max=12, distribution=distribution)

    assert min(made) >= -7 and max(made) <= 12


@pytest.mark.parametrize(
    "parameters",
    [
        {"min": 5, "max": 4}, {"mean": 3}, {"distribution": "zipf", "mean": 3},
        {"distribution": "poisson", "mean": 3, "deviation": 1}, {"distribution": "sideways"}, {"min": "many"},
        {"distribution": "normal", "deviation": 0},
    ],
)  # fmt: skip
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        find("number").bind(parameters)


def test_as_many_values_lie_from_one_quantile_to_the_next() -> None:
    parts = [(0, 3), (4, 4), (4, 4), (5, 90), (91, 1000)]
    made = numbers(min=0, max=1000, quantiles=["3", "4", "4", "90"])
    found = Counter(
        str(next(last for first, last in parts if first <= each <= last)) for each in made
    )

    assert chi_square(found, {"3": 1, "4": 2, "90": 1, "1000": 1}) < limit(3)
    assert {0, 1, 2, 3} < set(made) and max(made) > 900


def test_dates_and_decimals_have_quantiles() -> None:
    times = values(
        "datetime", 4000, after="2020-01-01", before="2024-01-01", quantiles=["2023-12-31T12:00:00"]
    )
    days = values(
        "date", 4000, after="2020-01-01", before="2024-01-01", quantiles=["2020-01-31"] * 3
    )
    prices = values("decimal", 4000, max=100, quantiles=["0.05", "9.99"])

    assert abs(sum(each <= "2023-12-31 12:00:00" for each in times) - 2000) < 150
    assert abs(sum(each == "2020-01-31" for each in days) - 2000) < 150
    assert abs(sum(float(each) <= 0.05 for each in prices) - 1333) < 150
    assert abs(sum(float(each) > 9.99 for each in prices) - 1333) < 150
