"""Rows given by hand: which row of its table each one is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockcraft.schema.binding import Binding
from mockcraft.schema.spec import TableSpec
from mockcraft.schema.wanted_uniques import wanted_uniques
from mockcraft.wording import counted


class RowNumbers:
    """Finds the numbers of given rows.

    A row whose key is one that a row of the table has by its number is that row; of the others each takes
    the first row that is left, in their order. A key that all rows of the table are given says nothing.
    """

    def __init__(
        self, binding: Binding, spec: TableSpec, typed: Sequence[Mapping[str, Any]]
    ) -> None:
        self.binding, self.spec, self.typed = binding, spec, typed
        self.count = binding.counts.get(spec.name, 0)

    def found(self) -> Iterator[int]:
        """The number of each row; nothing where there are problems, which are noted."""
        binding, spec, problems = self.binding, self.spec, len(self.binding.problems)
        if spec.name not in binding.counts:  # its count has problems, which are noted
            return
        if len(spec.rows) > self.count:
            given = f"{len(spec.rows):,} {'is' if len(spec.rows) == 1 else 'are'} given"
            message = f"{spec.name} has {counted(self.count, 'row')}, and {given} by hand"
            binding.problem((spec.name, "rows"), f"{message} (raise count, or give fewer)")
            return
        own: dict[int, int] = {}
        taken: set[int] = set()
        for place in range(len(spec.rows)):
            number = self._own(place)
            if number is None:
                continue
            if number in taken:
                message = f"row {number} of {spec.name} is given twice (put both in one)"
                binding.problem(spec.row_path(place), message)
            own[place] = number
            taken.add(number)
        if len(binding.problems) > problems:
            return
        free = (number for number in range(self.count) if number not in taken)
        for place in range(len(spec.rows)):
            yield own[place] if place in own else next(free)

    def _own(self, place: int) -> int | None:
        """The number that is given, or follows from a key; None for neither."""
        number = self.spec.rows[place].number
        if number is not None and number >= self.count:
            message = f"{self.spec.name} has no row {number}: it has {self.count:,}, from 0 on (raise count)"
            self.binding.problem(self.spec.row_path(place), message)
        for name, (start, step) in self._sequences().items():
            value = self.typed[place].get(name)
            if not isinstance(value, int):
                continue
            row, rest = divmod(value - start, step)
            if rest or not 0 <= row < self.count:
                continue
            if number is not None and row != number:
                self.binding.problem(
                    self.spec.row_path(place, name),
                    f"{name} {value} is that of row {row}, and this is row {number} (leave one of them out)",
                )
            number = row
        return number

    def _sequences(self) -> dict[str, tuple[int, int]]:
        """Start and step of the unique columns that number the rows, and are not given in all of them."""
        found = {}
        names = {n for _, each in wanted_uniques(self.binding, self.spec) for n in each}
        for column in self.spec.columns:
            sequence = self.binding.sequence(self.spec.name, column.name)
            everywhere = self.spec.literal and all(column.name in row for row in self.typed)
            if sequence is not None and column.name in names and not everywhere:
                found[column.name] = sequence
        return found
