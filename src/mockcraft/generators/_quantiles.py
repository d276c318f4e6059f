"""Quantiles: the values between the ends of a range of which as many rows lie from each to the next."""

from __future__ import annotations

from itertools import pairwise

from mockcraft.generator import Between, ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

QUANTILES = Between(0, 999)
CUT = "values between both ends, in order, with as many rows from each to the next"
UNEVEN_QUANTILES = (
    "quantiles need bounds that are the same in all rows (leave them out where a column gives one)"
)


def cuts(texts: tuple[str, ...], read: Callable[[str], int], low: int, high: int) -> list[int]:
    """The quantiles as whole numbers in [low, high]; raises ParameterError where they are none, or out of order."""
    made = []
    for text in texts:
        try:
            made.append(read(text))
        except ValueError:
            raise ParameterError(
                f"quantiles has {text!r}, which there is not", "quantiles"
            ) from None
    for text, value in zip(texts, made, strict=True):
        if not low <= value <= high:
            raise ParameterError(
                f"quantiles has {text}, which is not within the bounds", "quantiles"
            )
    for place, (before, after) in enumerate(pairwise(made)):
        if before > after:
            raise ParameterError(
                f"quantiles has {texts[place]} before {texts[place + 1]} (put them in order)",
                "quantiles",
            )
    return made
