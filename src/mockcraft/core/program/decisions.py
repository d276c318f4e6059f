"""Decisions of rows as steps: `hashing` for programs of the kernel."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mockcraft.core.draw import NO_DIGITS
from mockcraft.core.hashing import U, Unsigned, alias_arrays, derive
from mockcraft.core.keys import WEYL
from mockcraft.core.pool import Alias
from mockcraft.core.program.number import Flag, Number
from mockcraft.core.program.steps import Steps
from mockcraft.core.program.verb import NoForm, Verb
from mockcraft.core.uniques.digits import Digit, Numbering

Located = Callable[[str], tuple[Number, Number]]


class StepRows:
    """As hashing.Rows: rows of which steps decide.

    Attributes:
        steps: that decide.
        number: of the row.
        ordinal: what stands for the row's number where values count the rows, or None for the number.
        digits: how decisions tell rows apart, by stream.
        located: gives the parent of the row and its place among the parent's children, through a link.
        entities: the records that columns share.
    """

    def __init__(
        self,
        steps: Steps,
        number: "Number",
        digits: Mapping[int, Digit] = NO_DIGITS,
        located: Located | None = None,
        positions: "Number | None" = None,
        ordinal: int | None = None,
    ) -> None:
        """`positions` are those in the sequence of SplitMix64, where they do not follow from the number."""
        self.steps, self.number, self.digits, self.located = steps, number, digits, located
        self.ordinal = ordinal
        self.entities: dict[Any, Any] = {}
        self._renumberings: dict[Numbering, Number] = {}
        if positions is None:
            self._positions = steps.add(Verb.LINE, of=number.place, key=WEYL)
        else:
            self._positions = positions.place

    def below(self, key: int, bound: "int | Number") -> "Number":
        """See hashing.hashed_below."""
        steps, of = self.steps, self._positions
        if isinstance(bound, Number):
            if bound.low < 1:
                raise NoForm
            place = steps.add(Verb.EACH, of=of, key=key, bound=bound.place)
            return Number(steps, place, 0, bound.high - 1)
        if not 1 <= bound <= 2**63:
            raise NoForm
        if bound > 2**32 and bound.bit_count() == 1:  # 2**k takes the upper k bits
            place = steps.add(Verb.BITS, of=of, key=key, bound=65 - bound.bit_length())
        else:
            place = steps.add(Verb.BELOW, of=of, key=key, bound=bound)
        return Number(steps, place, 0, bound - 1)

    def choice(self, key: int, alias: Alias) -> "Number":
        """See hashing.hashed_choice."""
        size, slots = len(alias.other), self.steps.kept(_slots(alias))
        place = self.steps.add(Verb.CHOICE, of=self._positions, key=key, bound=size, table=slots)
        return Number(self.steps, place, 0, size - 1)

    def pair(self, key: int, bound: int) -> int:
        """The place of two numbers below the bound, see hashing.hashed_pair."""
        if bound > 2**16:
            raise NoForm
        return self.steps.pair(self._positions, key, bound, bound)

    def steady(self, key: int, count: int) -> "Number":
        """See links.steady_pick."""
        place = self.steps.add(Verb.STEADY, of=self._positions, key=key, bound=count)
        return Number(self.steps, place, 0, max(count - 1, 0))

    def chance(self, key: int, share: float) -> "Flag":
        """True in this share of the rows."""
        return self.below(key, 2**32).less(round(share * 2**32))

    def digit(self, digit: Digit) -> "Number":
        """See hashing.Rows."""
        return self.steps.digit(self._renumbered(digit.numbering), digit.divisor, digit.radix)

    def _renumbered(self, numbering: Numbering) -> "Number":
        if numbering not in self._renumberings:
            place, salt = self._places(numbering)
            if salt is not None:
                shift = StepRows(self.steps, salt).below(
                    derive(numbering.key, "shift"), numbering.capacity
                )
                place = self.steps.digit(place + shift, 1, numbering.capacity)
            made = self.steps.permuted(place, numbering.key, numbering.capacity)
            self._renumberings[numbering] = made
        return self._renumberings[numbering]

    def _places(self, numbering: Numbering) -> "tuple[Number, Number | None]":
        """What is permuted, and what it is shifted by."""
        if numbering.link:
            assert self.located is not None
            parent, ordinal = self.located(numbering.link)
            return ordinal, parent
        if numbering.rest is not None:
            inner, divisor = numbering.rest
            number = self._renumbered(inner)
            return self.steps.digit(number, divisor, 2**63), self.steps.digit(number, 1, divisor)
        return self.number - numbering.start, None


def _slots(alias: Alias) -> Unsigned:
    """Its slots as the kernel reads them. One that is always kept is itself the other one."""
    threshold, other = alias_arrays(alias)
    slots: Unsigned = np.minimum(threshold, U(2**32 - 1)) | other.view(U) << U(32)
    return slots
