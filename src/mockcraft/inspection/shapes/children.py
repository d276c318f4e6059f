"""How many rows refer to each row of another table."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockcraft.inspection.columns.words import table_words
from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey
from mockcraft.traits import Profiler

STEPS = 30  # numbers of children that are told apart
CHANCE = (0.5, 2.0)  # of variance to mean, where chance alone says who has how many
NEAR = 0.05  # of the range, as far as the mean of even numbers may be from its middle
MOST = 10_000  # children of one parent, and between least and most of a mean


def children(asked: Profiler, survey: Survey, made: Document, rows: Mapping[str, int]) -> None:
    """Has tables be counted per the rows of a table that they refer to, as the rows that are there are.

    Args:
        asked: asks the database.
        survey: of it.
        made: the document.
        rows: of the tables that have some.
    """
    order = list(made.tables)
    for name in order:
        if name not in rows:
            continue
        keys = [key for key in survey.tables[name].keys if _can_count(made, key, order, rows)]
        if not keys:
            continue
        key = max(keys, key=lambda each: _nearness(name, each.parent))
        found = asked.alike(name, key.columns)
        if found and found[-1][0] <= MOST:
            _count(made, name, key, found, rows[key.parent])
            _number(asked, made, name, key, found[-1][0])


def _can_count(
    made: Document, key: StoredKey, order: Sequence[str], rows: Mapping[str, int]
) -> bool:
    """Whether the rows of a table can be made per the rows that a key refers to."""
    if key.parent not in made.tables or key.parent not in rows or key.parent == key.table:
        return False
    spec = made.tables[key.table]["columns"].get(key.columns[0])
    plain = isinstance(spec, dict) and spec.get("ref", "").rpartition(".")[0] == key.parent
    if not plain or set(spec) - {"ref", "primary_key"}:
        return False
    if [key.columns[0]] in made.tables[key.table].get("unique", []):
        return False
    alone = [
        each
        for each, other in made.tables[key.table]["columns"].items()
        if isinstance(other, dict) and other.get("primary_key")
    ]
    above = order.index(key.parent) < order.index(key.table)
    return above and alone != [key.columns[0]]


def _nearness(name: str, parent: str) -> int:
    """How many words of its name a table begins with are the parent's: order_lines is nearest to orders."""
    mine, theirs = table_words(name), table_words(parent)
    return sum(each == other for each, other in zip(mine, theirs, strict=False))


def _count(
    made: Document, name: str, key: StoredKey, found: Sequence[tuple[int, int]], parents: int
) -> None:
    """Writes the count of a table; (n, m) of `found`: m parents have n children."""
    having = sum(times for _, times in found)
    whole = [(0, parents - having), *found] if parents > having else list(found)
    total = sum(number * times for number, times in whole)
    everyone = sum(times for _, times in whole)
    mean = total / everyone
    spread = sum(times * (number - mean) ** 2 for number, times in whole) / everyone
    least, most = whole[0][0], whole[-1][0]
    made.counted[name] = made.tables[name]["count"]
    count: dict[str, Any] = {"per": key.parent, "min": least, "max": most}
    if least == most or _is_even(least, most, mean, spread):
        pass
    elif CHANCE[0] <= spread / mean <= CHANCE[1]:
        count["mean"] = round(mean, 3)
    else:
        helper = _helper(made, key.parent, f"{table_words(name)[-1]}_each")
        weights = {"values": dict(_steps(whole)), "hidden": True}
        columns = made.tables[key.parent]["columns"]
        made.tables[key.parent]["columns"] = {helper: weights, **columns}
        made.notes[key.parent, "columns", helper] = f"how many rows of {name} refer to it"
        count = {"per": key.parent, "min": helper, "max": helper}
    made.tables[name]["count"] = count


def _number(asked: Profiler, made: Document, name: str, key: StoredKey, most: int) -> None:
    """Has a column of whole numbers that tells the rows of one parent apart count them, where its greatest ones say so."""
    table = made.tables[name]
    primary = [
        n
        for n, each in table["columns"].items()
        if isinstance(each, dict) and each.get("primary_key")
    ]
    for group in (primary, *table.get("unique", [])):
        rest = [each for each in group if each not in key.columns]
        if len(rest) != 1 or len(group) != len(key.columns) + 1:
            continue
        spec = table["columns"][rest[0]]
        if not isinstance(spec, dict) or spec.get("generator") != "number":
            continue
        ((_, least, greatest),) = asked.extents(name, rest, rest)
        if least in ("0", "1") and greatest == str(most + int(least) - 1):
            start = {} if least == "1" else {"start": 0}
            flags = {key: True for key in ("primary_key",) if key in spec}
            table["columns"][rest[0]] = {
                "generator": "sequence",
                "per": key.columns[0],
                **start,
                **flags,
            }


def _is_even(least: int, most: int, mean: float, spread: float) -> bool:
    """Whether each number of children is as frequent as the others, by mean and variance."""
    wide = most - least
    even = ((wide + 1) ** 2 - 1) / 12
    return abs(mean - (least + most) / 2) <= NEAR * wide and abs(spread / even - 1) <= 3 * NEAR


def _helper(made: Document, table: str, name: str) -> str:
    while name in made.tables[table]["columns"]:
        name += "_"
    return name


def _steps(whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers of children, those next to one another as their mean where they are more than STEPS."""
    steps = list(whole)
    while len(steps) > STEPS:
        place = min(
            range(1, len(steps)),
            key=lambda i: (steps[i][0] - steps[i - 1][0]) * (steps[i][1] + steps[i - 1][1]),
        )
        (low, few), (high, many) = steps[place - 1], steps[place]
        steps[place - 1 : place + 1] = [
            (round((low * few + high * many) / (few + many)), few + many)
        ]
    return steps
