"""Nodes become the specification of a process, see `core.process`."""

import re
from collections.abc import Mapping

from mockcraft.core.durations import NUMBER, PATTERN, RATE, UNITS, duration, rate
from mockcraft.core.process import SINCE, STEPS, Wait
from mockcraft.errors import nearest
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import ProcessSpec, Word
from mockcraft.schema.words import WordReader

_DURATION, _RATE = re.compile(PATTERN), re.compile(RATE)
_RANGE = re.compile(f"(?P<low>{NUMBER})[.][.](?P<high>{NUMBER}) ?(?P<unit>{UNITS})")
WAITS = (
    "a mean such as 2 days, a range such as 1..3 days, or the share that goes on such as 4 %/month"
)
LONGEST = 10**10  # seconds, some 300 years


class ProcessReader:
    """Reads the keys of a column with `states`."""

    def __init__(self, words: WordReader) -> None:
        self.words = words

    def states(self, node: Node) -> ProcessSpec | None:
        """The states, and what follows each; None where there are none that can be read."""
        if node.kind != "mapping" or not node.entries:
            found = "empty" if node.kind == "mapping" else node.describe()
            self.words.problem(
                node,
                f"states is {found} (give a mapping of state to what follows it, such as "
                "{placed: {paid: 9, cancelled: 1}, paid: shipped})",
            )
            return None
        problems = len(self.words.problems)
        moves = tuple((self._state(key), self._moves(key, value)) for key, value in node)
        if len(self.words.problems) > problems:
            return None
        reached = _reached(dict(moves), moves[0][0])
        for key, _ in node:
            if key.text not in reached:
                self.words.problem(
                    key,
                    f"no state leads to {shown(key.text)}, and the first one is {shown(moves[0][0])} "
                    "(name it behind another one, or remove it)",
                )
        return ProcessSpec(moves)

    def _state(self, node: Node) -> str:
        text = self.words.text(node, "a state") or ""
        if text in (SINCE, STEPS):
            self.words.problem(
                node, f"a state cannot be called {text}, which is what is read of it (rename it)"
            )
        return text

    def _moves(self, key: Node, node: Node) -> tuple[tuple[str, int], ...]:
        """(state, weight) of what follows; "" stays for good."""
        if node.kind == "scalar":
            return () if node.value is None else ((self._state(node), 1),)
        if node.kind != "mapping":
            what = f"what follows {shown(key.text)} is {node.describe()}"
            self.words.problem(
                node, f"{what} (give a state, or a mapping of state to weight; ~ stays)"
            )
            return ()
        problems = len(self.words.problems)
        weighed = [
            ("" if each.value is None else self._state(each), self.words.weight(weight))
            for each, weight in node
        ]
        sound = len(self.words.problems) == problems
        if sound and weighed and not any(weight for _, weight in weighed):
            self.words.problem(
                node, f"the weights of {shown(key.text)} are all 0 (make one larger)"
            )
        return tuple(weighed)

    def waits(self, node: Node, spec: ProcessSpec | None) -> tuple[tuple[str, Wait], ...]:
        """(state, wait); the state is "" for all."""
        if node.kind != "mapping":
            wait = self._wait(node)
            return () if wait is None else (("", wait),)
        known = [] if spec is None else [state for state, moves in spec.moves if moves]
        found = []
        for key, value in node:
            if spec is not None and key.text not in known:
                hint = nearest(key.text, known, "those that others follow")
                self.words.problem(key, f"no state follows {shown(key.text)}{hint}")
            wait = self._wait(value)
            if wait is not None:
                found.append((key.text, wait))
        return tuple(found)

    def _wait(self, node: Node) -> Wait | None:
        text = node.text if node.kind == "scalar" else ""
        try:
            wait = wait_of(text)
        except ValueError:
            self.words.problem(node, f"wait is {node.describe()} (give {WAITS})")
            return None
        if max(wait.high, wait.mean) > LONGEST:
            self.words.problem(node, f"wait is {node.describe()}, which is more than 300 years")
            return None
        return wait

    def moment(self, node: Node, what: str) -> Word | None:
        """A time, a column or an expression."""
        return None if self.words.text(node, what) is None else Word(node.text, node.value)


def _reached(moves: Mapping[str, tuple[tuple[str, int], ...]], first: str) -> set[str]:
    """The states that can come after the first one, itself included."""
    found, pending = {first}, [first]
    while pending:
        following = {state for state, _ in moves.get(pending.pop(), ())} - found
        found |= following
        pending += following
    return found


def wait_of(text: str) -> Wait:
    """A wait as it is written; raises ValueError."""
    match = _RANGE.fullmatch(text)
    if match is not None:
        low, high = (
            duration(f"{number} {match['unit']}").average if float(number) else 0
            for number in match.group("low", "high")
        )
        if low > high:
            raise ValueError
        return Wait(low, high)
    if _RATE.fullmatch(text):
        share, seconds = rate(text)
        return Wait(mean=_mean(share, seconds))
    if not _DURATION.fullmatch(text):
        raise ValueError
    return Wait(mean=duration(text).average)


def _mean(share: float, seconds: int) -> int:
    """The mean wait of which this share is over after so many seconds: -seconds / ln(1 - share)."""
    import math

    if not 0 < share < 1:
        raise ValueError
    return max(round(-seconds / math.log1p(-share)), 1)
