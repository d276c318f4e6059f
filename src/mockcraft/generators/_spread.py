"""Dates and times that are more frequent around one of them: the distributions of numbers."""

from __future__ import annotations

from mockcraft.core.durations import PATTERN, WANTED, duration
from mockcraft.generator import Draw, Form, Integer, ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LENGTH = Form(PATTERN, WANTED, 24)
DISTRIBUTION = "shape of their frequencies, cut to the bounds"
MEAN = "mean of the shape; default: half way, for skewed ones a quarter of it; not for uniform"
DEVIATION = "standard deviation, such as 5 days; for normal and log_normal"


class Spread:
    """How dates or times are spread between two bounds, both counted in `unit` seconds, as `mean` is."""

    __slots__ = ("deviation", "distribution", "mean", "unit")

    def __init__(self, distribution: str, mean: Any, deviation: str | None, unit: int = 1) -> None:
        """Raises ParameterError for a mean or a deviation that the distribution does not have."""
        if mean is not None and distribution == "uniform":
            raise ParameterError("mean has no meaning for 'uniform' (give a distribution)", "mean")
        if deviation is not None and distribution not in ("normal", "log_normal"):
            raise ParameterError(f"deviation has no meaning for {distribution!r}", "deviation")
        self.distribution, self.mean, self.deviation, self.unit = (
            distribution,
            mean,
            deviation,
            unit,
        )

    def drawn(self, draw: Draw, first: Any, last: Any) -> Integer:
        """A number of units in [first, last], both inclusive; raises ParameterError for bounds that columns give."""
        mean = self.mean
        if not all(isinstance(each, int | None) for each in (first, last, mean)):
            raise ParameterError(
                f"distribution={self.distribution!r} needs after, before and mean to be the same in all rows "
                "(leave it uniform where a column gives them)",
                "distribution",
            )
        if mean is not None and mean <= first and self.distribution != "normal":
            raise ParameterError(
                f"mean is not later than after, as {self.distribution!r} needs it", "mean"
            )
        return draw.distributed(first, last, self.distribution, mean, self._deviation())

    def _deviation(self) -> float | None:
        if self.deviation is None:
            return None
        try:
            return duration(self.deviation).average / self.unit
        except ValueError:
            message = f"deviation={self.deviation!r} is less than a second, or a part of a month (give {WANTED})"
            raise ParameterError(message, "deviation") from None
