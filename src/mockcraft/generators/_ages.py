"""How many people of each age there are, and of those of like given names, which are a cohort."""

from __future__ import annotations

from mockcraft.core.ladder import Ladder
from mockcraft.core.lists import DEFAULT_LOCALE, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Thousands of people of each year of age in five years from 0, 5 .. 105 on, and one of each beyond; after the
# estimates of the US Census Bureau for July 2023 (Vintage 2023), from 85 on spread by hand.
PYRAMID = (
    3_700, 4_000, 4_200, 4_380, 4_380, 4_380, 4_680, 4_500, 4_380, 3_920, 4_160, 4_120, 4_240, 3_720, 3_080, 2_260,
    1_400, 740, 330, 95, 15, 3,
)  # fmt: skip
ADULTS = range(18, 91)  # to whom the weights of given names belong
PEOPLE = 2**20  # of each cohort, so that the ages of all of them are on one ladder
FINE = 2**40  # parts of a person, which is as fine as whole numbers are fitted
ROUNDS = 4  # of the fitting: of each age there are then as many as in the pyramid, within 2 of 100
_ladders: dict[tuple[bool, int, int], Ladder] = {}


def has_cohorts(locale: str) -> bool:
    """Whether the locale's list of given names tells how old their people are."""
    return "cohort" in load("first_names", locale).rows


def ladder_of_ages(locale: str, low: int, high: int) -> Ladder:
    """Sums of the people of each age in [low, high], of one cohort of given names after another, PEOPLE in each.

    Whatever the bounds, all cohorts together have the ages of the pyramid; it is the only one where the locale's
    names tell none.
    """
    place = (has_cohorts(locale), low, high)
    if place not in _ladders:
        sums = [0]
        for people in _fitted(_cohorts() if place[0] else [PYRAMID], range(low, high + 1)):
            first, below, total = sums[-1], 0, sum(people)
            for each in people:
                below += each
                sums.append(first + PEOPLE * below // total)
        _ladders[place] = Ladder(sums)
    return _ladders[place]


def _cohorts() -> list[list[int]]:
    """People of each year of age in five years from 0, 5 .. 105 on, of each cohort of given names; none is without."""
    rows = load("first_name_ages", DEFAULT_LOCALE).rows
    return [
        [max(1, int(each)) for each in people] for column, people in rows.items() if column != "age"
    ]


def _fitted(cohorts: Sequence[Sequence[int]], ages: range) -> list[list[int]]:
    """People of these ages, of each cohort: as many as have its names, and of each age as many as in the pyramid.

    Ages and cohorts are scaled in turn (iterative proportional fitting; Deming and Stephan 1940).
    """
    wanted = [FINE * each for each in _people(PYRAMID, ages)]
    adults = [sum(_people(each, ADULTS)) for each in cohorts]
    sizes = [sum(wanted) * each // sum(adults) for each in adults]
    table = [[FINE * each for each in _people(cohort, ages)] for cohort in cohorts]
    for _ in range(ROUNDS):
        found = [sum(column) for column in zip(*table, strict=True)]
        for row, size in zip(table, sizes, strict=True):
            row[:] = [
                each * want // have for each, want, have in zip(row, wanted, found, strict=True)
            ]
            total = sum(row)
            row[:] = [each * size // total for each in row]
    return table


def _people(of_steps: Sequence[int], ages: range) -> list[int]:
    """How many are of these ages; beyond the last step one of each."""
    return [of_steps[age // 5] if age < 5 * len(of_steps) else 1 for age in ages]
