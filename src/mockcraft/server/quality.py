"""The weights by which a client says what it would rather have, in Accept and Accept-Encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def quality(parameters: Iterable[str]) -> float:
    """The `q` among an item's parameters, 0 to 1: 1 where there is none, 0 where it is no weight.

    Source: RFC 9110, 12.4.2, at most three decimals; `nan` would be larger and smaller than nothing.
    """
    for each in parameters:
        name, _, value = each.strip().partition("=")
        if name in ("q", "Q"):
            return float(value) if _WEIGHT.fullmatch(value) else 0.0
    return 1.0
