"""Nodes of a schema file as plain values, with a problem noted for each that is none."""

import re
from collections.abc import Iterable

from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.errors import MockcraftError, Place, Problem, nearest
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import KEY, NAME_LIMIT, Path, Word

# Keys of columns that are looked for on their table.
_ELSEWHERE = {"primary_key": " (write primary_key: true on its columns, on one or on several)"}
_RANGE = re.compile(r"(-?\d[\d_]*)\.\.(-?\d[\d_]*)")


class WordReader:
    """Reads plain values; collects the problems with them, and the places of what is read, by path."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}

    def problem(self, node: Node, message: str) -> None:
        """Notes a problem with a node."""
        self.problems.append(Problem(node.place, message))

    def note_error(self, node: Node, error: MockcraftError) -> None:
        """Notes an error of what a node names, with the places that it has itself."""
        problems = getattr(error, "problems", ())
        for each in map(str, problems) if problems else (str(error),):
            self.problem(node, each)

    def note(self, path: Path, value: Node, key: Node | None = None) -> None:
        """Notes where a value stands, and its key."""
        self.places[path] = value.place
        if key is not None:
            self.places[*path, KEY] = key.place

    # ------------------------------------------------------------------ mappings and lists

    def mapping(self, node: Node, what: str) -> tuple[tuple[Node, Node], ...]:
        """The entries of a mapping; none of what is not one."""
        if node.kind != "mapping":
            self.problem(node, f"{what} must be a mapping, not {node.describe()}")
        return node.entries

    def entries(
        self, node: Node, what: str, known: tuple[str, ...], ignored: str | None = None
    ) -> dict[str, Node]:
        """The known entries of a mapping by key; keys that begin with `ignored` are left out."""
        found = {}
        for key, value in self.mapping(node, what):
            if key.text in known:
                found[key.text] = value
            elif ignored is None or not key.text.startswith(ignored):
                hint = _ELSEWHERE.get(key.text) or nearest(key.text, known, "known")
                self.problem(key, f"{what} has no key {shown(key.text)}{hint}")
        return found

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The items of a list; none of what is not one."""
        if node.kind != "sequence":
            self.problem(node, f"{what} must be a list, not {node.describe()}")
        return node.items

    def word(self, node: Node, wanted: str) -> Word | None:
        """A plain word, whatever it says; `wanted` is the message for what is none."""
        if node.kind != "scalar":
            self.problem(node, wanted)
            return None
        return Word(node.text, node.value)

    # ------------------------------------------------------------------ values

    def name(self, key: Node, what: str) -> str:
        """The name of a table or a column."""
        if not key.text or len(key.text) > NAME_LIMIT or not key.text.isprintable():
            limits = f"1 to {NAME_LIMIT} printable characters"
            self.problem(key, f"{shown(key.text)} is no name of a {what} ({limits})")
        return key.text

    def text(self, node: Node, what: str) -> str | None:
        """A text; numbers and words as they are written."""
        if node.kind != "scalar" or node.value in (None, ""):
            found = "empty" if node.value == "" else node.describe()
            self.problem(node, f"{what} must be text, not {found}")
            return None
        return node.text

    def locale(self, node: Node) -> str | None:
        """The name of a locale."""
        if node.kind == "scalar":
            return self.text(node, "locale")
        several = "several, by weight, are those of a table: locale: {en_US: 60, de_DE: 40}"
        self.problem(node, f"locale is {node.describe()} (name one; {several})")
        return None

    def integer(self, node: Node, what: str, low: int, high: int) -> int | None:
        """A whole number in [low, high], both inclusive; 1e6 is one too."""
        number = node.value
        if isinstance(number, float) and number.is_integer() and abs(number) < 2**53:
            number = int(number)
        if not isinstance(number, int) or isinstance(number, bool):
            self.problem(node, f"{what} must be a whole number, not {node.describe()}")
        elif not low <= number <= high:
            self.problem(node, f"{what} {node.describe()} is outside {low}..{high}")
        else:
            return number
        return None

    def number(self, node: Node, what: str) -> float | None:
        """Any number."""
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            try:
                return float(node.value)
            except OverflowError:
                pass
        self.problem(node, f"{what} must be a number, not {node.describe()}")
        return None

    def boolean(self, node: Node, what: str) -> bool:
        """true or false."""
        if not isinstance(node.value, bool):
            self.problem(node, f"{what} must be true or false, not {node.describe()}")
        return node.value is True

    def share(self, node: Node, what: str) -> float:
        """A number from 0 to 1, both inclusive."""
        share = self.number(node, what)
        if share is not None and not 0 <= share <= 1:
            self.problem(node, f"{what} {node.describe()} is not a share from 0 to 1")
            return 0.0
        return share or 0.0

    def weight(self, node: Node) -> int:
        """A weight in millionths, so that 0.1 and 80 both stand."""
        number = node.value
        if (
            not isinstance(number, int | float)
            or isinstance(number, bool)
            or not 0 <= number < 10**9
        ):
            message = f"a weight is {node.describe()} (give a number from 0 to 999,999,999)"
            self.problem(node, message)
            return 0
        return round(number * 1_000_000)

    def item_count(self, node: Node) -> tuple[int, int]:
        """Least and most items, both inclusive, of `3` or `0..5`."""
        match = _RANGE.fullmatch(node.text)
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            low = high = node.value
        elif match is not None and len(node.text) < 100:
            low, high = int(match[1].replace("_", "")), int(match[2].replace("_", ""))
        else:
            message = f"count is {node.describe()} (give a number, or a range such as 0..5)"
            self.problem(node, message)
            return 1, 1
        if not 0 <= low <= high <= ITEM_LIMIT:
            self.problem(
                node, f"count {shown(node.text)[1:-1]} is not a range within 0..{ITEM_LIMIT}"
            )
            return 1, 1
        return low, high

    def row_range(self, node: Node) -> tuple[int, int] | None:
        """First and last row of `0..9`, or the one of `3`, from 0 on; None where it is neither."""
        match = _RANGE.fullmatch(node.text) if len(node.text) < 100 else None
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            low = high = node.value
        elif match is not None:
            low, high = int(match[1].replace("_", "")), int(match[2].replace("_", ""))
        else:
            message = f"rows is {node.describe()} (give a row, or a range such as 0..9)"
            self.problem(node, message)
            return None
        if not 0 <= low <= high:
            self.problem(node, f"rows {shown(node.text)[1:-1]} is not a range from 0 on")
            return None
        return low, high

    def names(self, node: Node, what: str) -> tuple[str, ...] | None:
        """The texts of a list of names, or None where one is none."""
        found: Iterable[str | None] = [
            self.text(each, "a column's name") for each in self.items(node, what)
        ]
        texts = tuple(each for each in found if each is not None)
        if node.kind == "sequence" and not node.items:
            self.problem(node, f"{what} is empty (name its columns)")
        return texts if texts and len(texts) == len(node.items) else None
