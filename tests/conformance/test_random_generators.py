"""Generators put together at random: what is not refused has as many distinct values as it is said to have."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from mockcraft.core.context import Context
from mockcraft.core.draw import Draw
from mockcraft.core.hashing import Rows
from mockcraft.core.pool import Pool
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import to_arrow
from mockcraft.core.uniques.measure import measure
from mockcraft.core.values import text_of
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import NotUnique

CASES = 600
ROWS = 3_000
Make = Callable[[Draw], Any]
RECORDS = {"blood_types": ["name"], "card_networks": ["prefix", "name", "length", "cvv_length"]}


class Author:
    """Writes generators at random; each decision has a label of its own, but for records and repeats."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.labels = 0
        self.shared: list[Make] = []  # texts that may stand twice

    def label(self) -> str:
        self.labels += 1
        return f"d{self.labels}"

    def pool(self) -> Pool:
        length, alphabet = self.random.choice(
            [(1, "abc"), (4, "a"), (3, "ab"), (3, "aB"), (3, "1"), (3, "a -")]
        )
        texts = {
            "".join(self.random.choices(alphabet, k=self.random.randint(1, length)))
            for _ in range(self.random.randint(1, 9))
        }
        if self.random.random() < 0.1:
            texts.add("")
        return Pool("pool", sorted(texts))

    def number(self, depth: int) -> Make:
        kind = self.random.choice(
            ["integer", "integer", "sum", "scaled", "over", "rest", "both", "either", "check"]
        )
        label, low, size = self.label(), self.random.randint(-3, 12), self.random.randint(0, 14)
        if depth <= 0 or kind == "integer":
            return lambda d: d[label].integer(low, low + size)
        inner, other = self.number(depth - 1), self.number(depth - 1)
        factor = self.random.choice([-7, -1, 0, 1, 2, 3, 10, 15, 100])
        return {
            "sum": lambda d: inner(d) + other(d),
            "scaled": lambda d: inner(d) * factor + other(d),
            "over": lambda d: inner(d) // (abs(factor) + 1),
            "rest": lambda d: inner(d) % (abs(factor) + 1),
            "both": lambda d: inner(d) * other(d) - inner(d),
            "either": lambda d: d.either(d[label].chance(0.5), inner(d), other(d)),
            "check": lambda d: d.check(sum, d[label].pattern("##")) + inner(d),
        }[kind]

    def text(self, depth: int) -> Make:
        made = self._text(depth)
        if self.shared and self.random.random() < 0.15:
            return self.random.choice(self.shared)
        self.shared.append(made)
        return made

    def _text(self, depth: int) -> Make:
        leaves = ["pick"] * 4 + ["number"] * 2 + ["padded", "pattern", "record", "words", "endless"]
        nodes = ["join"] * 8 + ["filled"] * 3 + ["case", "map", "at", "either", "each"]
        kind = self.random.choice(leaves if depth <= 0 else nodes)
        return getattr(self, f"_{kind}")(depth, self.label())  # type: ignore[no-any-return]

    def _pick(self, depth: int, label: str) -> Make:
        pool = self.pool()
        return lambda d: d[label].pick(pool)

    def _number(self, depth: int, label: str) -> Make:
        number = self.number(2)
        return lambda d: d.join(number(d))

    def _padded(self, depth: int, label: str) -> Make:
        width = self.random.randint(1, 3)
        return lambda d: d.padded(d[label].integer(0, 9), width)

    def _pattern(self, depth: int, label: str) -> Make:
        pattern = self.random.choice(["#", "##", "a#", "x-#", "xx", "-"])
        return lambda d: d[label].pattern(pattern, {"#": "0123456789", "x": "ab1"})

    def _record(self, depth: int, label: str) -> Make:
        name = self.random.choice(sorted(RECORDS))
        column = self.random.choice(RECORDS[name])
        return lambda d: getattr(d.record(name), column)

    def _words(self, depth: int, label: str) -> Make:
        pool, low, form = (
            self.pool(),
            self.random.randint(1, 3),
            self.random.choice(["", "sentence", "heading"]),
        )
        high = low + self.random.randint(0, 2)
        return lambda d: d[label].words(pool, low, high, form == "sentence", form == "heading")

    def _endless(self, depth: int, label: str) -> Make:
        if self.random.random() < 0.7:
            return self._pick(depth, label)
        return lambda d: d[label].distinct_digits(1)

    def _join(self, depth: int, label: str) -> Make:
        parts = [self.text(depth - 1) for _ in range(self.random.randint(2, 3))]
        between = self.random.choice(["", "", "", "-", " ", "a"])
        return lambda d: d.join(*(each for part in parts for each in (part(d), between)))

    def _case(self, depth: int, label: str) -> Make:
        inner, verb = self.text(depth - 1), self.random.choice(["lower", "upper", "title", "slug"])
        return lambda d: getattr(d, verb)(inner(d))

    def _map(self, depth: int, label: str) -> Make:
        inner, change = self.text(depth - 1), self.random.choice([_doubled, _last, _backwards])
        return lambda d: d.map(inner(d), change)

    def _filled(self, depth: int, label: str) -> Make:
        inner, form = self.text(depth - 1), self.random.choice([_signs, _longer, _either_side])
        alone = self.random.random() < 0.3
        return lambda d: d.join(
            "" if alone else (x := inner(d)), d[label].filled(inner(d) if alone else x, form)
        )

    def _at(self, depth: int, label: str) -> Make:
        pool, number = Pool("at", ["a", "b", "a", "cc", "d", "e", "", "f"]), self.number(1)
        return lambda d: d.at(pool, number(d) % 8)

    def _either(self, depth: int, label: str) -> Make:
        first, second = self.text(depth - 1), self.text(depth - 1)
        return lambda d: d.either(d[label].chance(0.5), first(d), second(d))

    def _each(self, depth: int, label: str) -> Make:
        pool, inner = self.pool(), self.text(depth - 1)
        return lambda d: d.join(d[label].each(inner(d), lambda own, text: own.pick(pool)), "")


def _doubled(text: str) -> str:
    return text + text


def _last(text: str) -> str:
    return text[-1:]


def _backwards(text: str) -> str:
    return text[::-1]


def _signs(text: str) -> str:
    return "#" * len(text)


def _longer(text: str) -> str:
    return "##" if "a" in text else "#"


def _either_side(text: str) -> str:
    return "#-#" if "a" in text else "-##"


@pytest.mark.parametrize("block", range(20))
def test_random_generators_have_the_values_that_are_counted(block: int) -> None:
    counted = 0
    for case in range(block, CASES, 20):
        author = Author(case)
        make = author.number(3) if case % 3 == 0 else author.text(2)
        for key in range(3):
            counted += check(make, Context(0, "t", "en_US", 0), key * 7919 + 1, case)

    assert counted > CASES // 40


def check(make: Make, context: Context, key: int, case: int) -> bool:
    """Whether the generator is counted; raises AssertionError where its values are not distinct."""
    try:
        ways = measure(make, context, key)
    except NotUnique:
        return False
    rows, digits = min(ways.capacity, ROWS), ways.digits()
    made = make(VectorDraw(context, key, Rows(np.arange(rows, dtype=np.uint64), digits=digits)))
    values = [text_of(each) for each in to_arrow(made, rows).to_pylist()]
    alone = [text_of(make(ScalarDraw(context, key, row, digits))) for row in range(min(rows, 40))]

    assert rows == len(set(values)), (
        f"case {case}: {rows - len(set(values))} of {rows} are no new ones"
    )
    assert alone == values[:40], f"case {case}"
    return True
