"""Numbers that are looked up by place, and places by number."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Ladder:
    """Whole numbers of 64 bits; to find the place of a number in them, they do not fall."""

    __slots__ = ("array", "numbers")

    def __init__(self, numbers: "Iterable[int]") -> None:
        self.numbers = list(numbers)
        self.array: Any = None  # the vector evaluator's copy

    @staticmethod
    def summed(weights: "Iterable[int]") -> "Ladder":
        """0, and the sums of the weights: a number below the last one is on the rung of its weight."""
        sums = [0]
        for weight in weights:
            sums.append(sums[-1] + weight)
        return Ladder(sums)

    @property
    def top(self) -> int:
        """The last number."""
        return self.numbers[-1]
