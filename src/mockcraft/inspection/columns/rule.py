"""A line of the table of names, and how it is written."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass

TEXT = ("text",)
WHOLE = ("integer",)
MONEY = ("decimal", "float")
MOMENTS = ("date", "timestamp")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table.

    Attributes:
        words: that the name ends with.
        kinds: of columns, of `stored.KINDS`.
        generator: that gives the values.
        parameters: of it.
        whole: whether the name must be these words alone.
        values: in place of a generator, a list.
        record: whose part the value is, so that a second one in a row is told apart; "" for none's.
        beside: words, one of which another column of the table must have in place of these, or of its last one; empty for any table.
        nulls: share of rows without a value, where they may have none; None for the usual one.
        once: whether no two rows have the same value, where there are enough of them.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    generator: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    values: tuple[Any, ...] = ()
    record: str = ""
    beside: frozenset[str] = frozenset()
    nulls: float | None = None
    once: bool = False


def rules(kinds: tuple[str, ...], lines: str, record: str = "", beside: str = "") -> list[Rule]:
    """Lines of `words, words: generator parameter=value`; `=words` are the whole name."""
    made = []
    for line in filter(str.strip, lines.splitlines()):
        names, _, wanted = line.partition(":")
        generator, *given = wanted.split()
        parameters = dict(each.split("=") for each in given)
        typed = {name: int(v) if v.lstrip("-").isdigit() else v for name, v in parameters.items()}
        for each in names.split(","):
            name = each.strip()
            found = tuple(name.removeprefix("=").split())
            whole, others = name.startswith("="), frozenset(beside.split())
            made.append(Rule(found, kinds, generator, typed, whole, record=record, beside=others))
    return made


def listed(kinds: tuple[str, ...], lines: str, beside: str = "") -> list[Rule]:
    """Lines of `words, words: value | value`."""
    made = []
    for line in filter(str.strip, lines.splitlines()):
        names, _, listed = line.partition(":")
        values = tuple(each.strip() for each in listed.split("|"))
        others = frozenset(beside.split())
        made += [
            Rule(tuple(each.split()), kinds, values=values, beside=others)
            for each in names.split(",")
        ]
    return made
