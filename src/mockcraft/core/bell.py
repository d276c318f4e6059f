"""The normal curve over an interval, also far from its middle, where cumulated probabilities are 0 or 1."""

import math

REACH = 8.5  # deviations; beyond lies a share of 2e-17, which no number of rows shows
_NARROW = 1e-3  # a narrower piece has the density of its middle, to within 1e-7
_ASYMPTOTIC = 25.0  # from here on, the series of Mills' ratio is right to 1e-9


class Bell:
    """A normal density that is cut to [low, high]; its masses are to be compared with one another only.

    `mean` and `deviation` are those before the cut. All is counted from the point of the interval that
    is nearest to the mean, so that nothing cancels.
    """

    __slots__ = ("_depth", "_deviation", "_near", "_side", "window")

    def __init__(self, mean: float, deviation: float, low: float, high: float) -> None:
        self._near = min(max(mean, low), high)
        self._side = (self._near > mean) - (self._near < mean)  # 0: the mean is in the interval
        self._depth = abs(self._near - mean) / deviation
        self._deviation = deviation
        # exp(-t * (depth + t / 2)) falls to exp(-REACH**2 / 2) at this t, without a difference of roots.
        square = REACH**2
        reach = deviation * square / (math.sqrt(self._depth**2 + square) + self._depth)
        left = self._near - reach if self._side <= 0 else self._near
        right = self._near + reach if self._side >= 0 else self._near
        self.window = max(left, low), min(right, high)  # holds all but a negligible tail

    def mass(self, start: float, stop: float) -> float:
        """The mass of [start, stop), within the interval."""
        a, b = (start - self._near) / self._deviation, (stop - self._near) / self._deviation
        if self._side < 0 or (not self._side and b <= 0):
            a, b = -b, -a
        if a >= 0:
            return _between(self._depth, a, b)
        return _between(0.0, 0.0, -a) + _between(0.0, 0.0, b)


def _between(depth: float, a: float, b: float) -> float:
    """Integral of exp(-t * (depth + t / 2)) for t from a to b; 0 <= a <= b, b may be infinite."""
    if (b - a) * (depth + b + 1) < _NARROW:
        middle = a + (b - a) / 2
        return (b - a) * math.exp(-middle * (depth + middle / 2))
    return _beyond(depth, a) - _beyond(depth, b)


def _beyond(depth: float, t: float) -> float:
    return math.exp(-t * (depth + t / 2)) * _mills(depth + t)


def _mills(z: float) -> float:
    """Mills' ratio: the upper tail of the standard normal distribution, over its density; z >= 0."""
    if z < _ASYMPTOTIC:
        return math.exp(z * z / 2) * math.erfc(z / math.sqrt(2)) * math.sqrt(math.pi / 2)
    inverse = 1 / z**2 if z < math.inf else 0.0
    return (1 - inverse + 3 * inverse**2 - 15 * inverse**3) / z
