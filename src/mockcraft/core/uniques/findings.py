"""What a run of a generator by `tracing` found: its decisions, and why its values may be equal."""

from mockcraft.core.effort import spend
from mockcraft.core.uniques.origins import NOTHING, Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Findings:
    """What was found while a generator was run.

    Args:
        together: columns that are counted together, by the stream of the decision for a list's entry.

    Attributes:
        choices: its decisions, in order, by stream; halves of one by (stream, half).
        endless: streams that never end.
        forms: streams of the decisions for a form whose values differ.
        reason: why values may be equal, the first that was met.
    """

    __slots__ = ("choices", "endless", "entities", "forms", "reason", "together", "tokens")

    def __init__(self, together: "Mapping[int, tuple[str, ...]] | None" = None) -> None:
        self.together = together or {}
        self.choices: dict[Any, Choice] = {}
        self.endless: set[int] = set()
        self.forms: frozenset[int] = NOTHING
        self.entities: dict[Any, Any] = {}
        self.reason = ""
        self.tokens = 0

    def choice(self, stream: "Any", size: int, **how: "Any") -> Choice:
        """The decision of that name; the least size holds where it is made with two."""
        spend(1)
        found = self.choices.get(stream)
        if found is None:
            found = self.choices[stream] = Choice(stream, size, **how)
            found.together = self.together.get(stream, ())
        found.size = min(found.size, size)
        return found

    def unknown(self) -> "frozenset[Any]":
        """A decision that is never read back."""
        self.tokens += 1
        return frozenset({("unknown", self.tokens)})

    def refuse(self, reason: str) -> None:
        """Notes why values may be equal."""
        self.reason = self.reason or reason

    def count(self, stream: "Any", bounds: "dict[int, tuple[int, tuple[str, ...]]]") -> None:
        """Adds the bound of a decision; that of a halved one is the product of its halves."""
        choice = self.choices[stream]
        if isinstance(stream, tuple):
            size = bounds.get(stream[0], (1, ()))[0]
            bounds[stream[0]] = (size * choice.ways, ())
        else:
            bounds[stream] = (choice.ways, choice.told_by if choice.table is not None else ())
