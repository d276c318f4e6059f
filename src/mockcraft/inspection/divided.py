"""Columns of which tables want rows of certain values: rows next to one another have each of them, or rows in turn."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockcraft.inspection.columns.choice import Choice

Part = tuple[int, int]  # first and last row


class Divided:
    """The columns of one table by whose values its rows are divided.

    Attributes:
        values: that tables want rows of, by column.
        turning: columns whose values rows have in turn, so that there are rows of each together with each of another.
    """

    def __init__(self) -> None:
        self.values: dict[str, list[Any]] = {}
        self.turning: dict[str, None] = {}

    def __contains__(self, column: object) -> bool:
        return column in self.values

    def add(self, column: str, value: Any, *, in_turn: bool = False) -> None:
        """Has some rows a value in a column, for a table that refers to them alone; those next to one another, or in turn."""
        if in_turn and column not in self.values:
            self.turning[column] = None
        elif not in_turn:
            self.turning.pop(column, None)
        values = self.values.setdefault(column, [])
        if value not in values:
            values.append(value)

    def settle(
        self, rows: int, can_have: Callable[[str, Iterable[Any]], bool]
    ) -> dict[str, dict[Any, Part]]:
        """Which rows have each value, by column; columns that cannot have theirs are forgotten."""
        self.values = {name: each for name, each in self.values.items() if can_have(name, each)}
        made = {}
        for name, values in self.values.items():
            if name in self.turning:
                continue
            size = max(1, rows // len(values))
            ends = [*(place * size for place in range(len(values))), rows]
            made[name] = {each: (ends[n], ends[n + 1] - 1) for n, each in enumerate(values)}
        return made

    def in_turns(self, column: str, number: Callable[[], str]) -> Choice:
        """Values that rows have in turn; `number` names the hidden column that numbers the rows."""
        values, before = self.values[column], 1
        for name in self.turning:
            if name == column:
                break
            before *= len(self.values.get(name, (0,)))
        if len(values) == 1:
            return Choice({"value": _word(values[0])}, "a table wants these rows")
        place = f"div({number()} - 1, {before})" if before > 1 else f"({number()} - 1)"
        *first, last = values
        whens = " ".join(f"when {n} then {_sql(each)}" for n, each in enumerate(first))
        return Choice(
            {"expr": f"case {place} % {len(values)} {whens} else {_sql(last)} end"},
            "tables want rows of each",
        )


def parted(parts: Mapping[Any, Part], number: Callable[[], str]) -> Choice:
    """Values of rows next to one another; `number` names the hidden column that numbers the rows."""
    if len(parts) == 1:
        return Choice({"value": _word(next(iter(parts)))}, "a table wants these rows")
    place = number()
    *first, (end, _) = parts.items()
    whens = " ".join(f"when {place} <= {last + 1} then {_sql(each)}" for each, (_, last) in first)
    return Choice({"expr": f"case {whens} else {_sql(end)} end"}, "tables want rows of each")


def _word(value: Any) -> Any:
    return value if isinstance(value, str | bool) else int(value)


def _sql(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(_word(value))
